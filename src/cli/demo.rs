//! `hedui demo`: lays the demonstration year down and runs it.

use super::arguments::DemoArguments;
use super::demonstration;
use super::exit::Exit;
use super::run::{self, Job};
use super::run_folder;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use crate::ground::shown;
use crate::model::{Fault, Text};
use std::io::ErrorKind;
use std::path::Path;

pub fn perform(arguments: &DemoArguments, speech: &Speech) -> Exit {
    let folder = arguments.folder.as_path();
    let shown = || -> Result<Exit, Trouble> {
        lay_down(folder)?;
        let target = Target::of(folder)?;
        let job = Job {
            root: &target.root,
            settings: &target.settings,
            settings_file: target.file.as_deref(),
            out: folder.join(run_folder::NAME),
            fail_on: &[],
            verbose: false,
        };
        Ok(run::publish(&job, speech)?)
    };
    ended(shown(), speech)
}

/// Writes the files that are not there yet. What stands there with other contents is not touched.
fn lay_down(folder: &Path) -> Result<(), Fault> {
    let cannot = |path: &Path, error: std::io::Error| cannot_lay_down(path, &error);
    for (name, bytes) in demonstration::FILES {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(present) if present == *bytes => {}
            Ok(_) => return Err(in_the_way(&path)),
            Err(_) => {
                if let Some(parent) = path.parent() {
                    std::fs::create_dir_all(parent).map_err(|error| cannot(parent, error))?;
                }
                std::fs::write(&path, bytes).map_err(|error| cannot(&path, error))?;
            }
        }
    }
    Ok(())
}

fn in_the_way(path: &Path) -> Fault {
    Fault::new(
        "F406",
        shown(path),
        Text::new(
            "演示文件处已有内容不同的文件,未作改动",
            "a file with other contents stands in the place of a demonstration file",
        ),
        Text::new(
            "指定一个新文件夹:hedui demo 文件夹",
            "name a new folder: hedui demo DIR",
        ),
    )
}

fn cannot_lay_down(path: &Path, error: &std::io::Error) -> Fault {
    let (zh, en) = match error.kind() {
        ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            ("这里是一个文件,不是文件夹", "this is a file, not a folder")
        }
        _ => ("无法写入", "it cannot be written"),
    };
    Fault::new(
        "F407",
        shown(path),
        Text::new(
            format!("演示文件没有写出:{zh}"),
            format!("the demonstration files were not laid down: {en}"),
        ),
        Text::new(
            "检查权限和磁盘空间,或指定另一个文件夹",
            "check permissions and disk space, or name another folder",
        ),
    )
}
