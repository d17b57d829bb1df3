//! Folders in which nights are broken: one published night, and exports of the day after.

use crate::year::{Exports, settings_file};
use hedui::ground::digest::sha256_hex;
use hedui::history::{self, History};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// What the night that is broken would do if it were not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scene {
    /// Publish, and clear the run before away.
    Publish,
    /// Be held by a guard.
    Hold,
    /// Publish for the first time.
    First,
}

impl Scene {
    /// A copy of the folder, with the moments of its files.
    pub fn laid_down(self) -> tempfile::TempDir {
        static MADE: [OnceLock<tempfile::TempDir>; 3] = [const { OnceLock::new() }; 3];
        let all = MADE[self as usize].get_or_init(|| self.made());
        let home = tempfile::tempdir().unwrap();
        copy(all.path(), home.path());
        home
    }

    fn made(self) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        let root = home.path();
        settings_file(root, "[nightly]\nkeep_runs = 1\nkeep_months = 1\n");
        if self == Scene::First {
            year(14).write_as_workbooks(root);
            return home;
        }
        year(12).write_as_workbooks(root);
        assert_eq!(night(root, None).status.code(), Some(0));
        let next = Exports {
            cut_to: (self == Scene::Hold).then_some(6),
            ..year(14)
        };
        next.write_as_workbooks(root);
        home
    }

    /// What a night here ends with when nothing breaks.
    pub fn code(self) -> i32 {
        i32::from(self == Scene::Hold)
    }
}

/// With the moments of the files, by which a night knows what was touched.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => copy(&path, &to),
            #[cfg(unix)]
            kind if kind.is_symlink() => {
                std::os::unix::fs::symlink(std::fs::read_link(&path).unwrap(), to).unwrap();
            }
            _ => {
                std::fs::copy(&path, &to).unwrap();
                let written = entry.metadata().unwrap().modified().unwrap();
                let copied = std::fs::OpenOptions::new().write(true).open(&to).unwrap();
                copied.set_modified(written).unwrap();
            }
        }
    }
}

pub fn year(visits: usize) -> Exports {
    Exports::regular(visits, 3, 5)
}

pub fn command(root: &Path, fault: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hedui"));
    command
        .args(["nightly", ".", "--lang", "en", "--format", "json"])
        .current_dir(root)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TZ", "UTC");
    if let Some(fault) = fault {
        command.env("HEDUI_FAULT", fault);
    }
    command
}

pub fn night(root: &Path, fault: Option<&str>) -> Output {
    command(root, fault).output().unwrap()
}

pub fn job(root: &Path) -> PathBuf {
    root.join("hedui-nightly")
}

/// The folder of the run that `latest` leads to.
pub fn latest(root: &Path) -> PathBuf {
    let name = history::latest(&job(root)).expect("a published run");
    job(root).join("runs").join(name)
}

/// The run that `latest` leads to, with every file as its manifest says.
pub fn latest_is_whole(job: &Path) -> Result<Option<String>, String> {
    let Some(name) = history::latest(job) else {
        return Ok(None);
    };
    let run = job.join("runs").join(&name);
    let manifest = history::read_run(&run).map_err(|fault| fault.to_string())?;
    for file in &manifest.outputs {
        let bytes = std::fs::read(run.join(&file.path)).map_err(|error| error.to_string())?;
        if sha256_hex(&bytes) != file.sha256 {
            return Err(format!("{} is not as it was published", file.path));
        }
    }
    Ok(Some(name))
}

/// The history opens and tells of its nights.
pub fn history_opens(job: &Path) -> Result<(), String> {
    if !job.join(history::HISTORY).exists() {
        return Ok(());
    }
    let history = History::read(job).map_err(|fault| fault.to_string())?;
    let open = history.open_items();
    history.runs().map_err(|fault| fault.to_string())?;
    open.map(|_| ()).map_err(|fault| fault.to_string())
}

/// What was published before stands whole, or what the broken night published; the history opens.
pub fn nothing_is_lost(scene: Scene, job: &Path, before: Option<&str>) -> Result<(), String> {
    let after = latest_is_whole(job)?;
    history_opens(job)?;
    let stands = match scene {
        Scene::First => true,
        Scene::Hold => after.as_deref() == before,
        Scene::Publish => after.as_deref() >= before,
    };
    match stands {
        true => Ok(()),
        false => Err(format!(
            "{before:?} was published, latest leads to {after:?}"
        )),
    }
}

/// The next night does what this one would have done, and the one after good exports publishes.
pub fn the_next_night_succeeds(scene: Scene, root: &Path) -> Result<(), String> {
    ends_with(root, scene.code())?;
    if scene == Scene::Hold {
        year(14).write_as_workbooks(root);
        ends_with(root, 0)?;
    }
    let job = job(root);
    latest_is_whole(&job)?.ok_or("latest leads nowhere")?;
    let folders = ["runs", "held", "cache", ""].map(|below| job.join(below));
    let litter: Vec<String> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("partial") || name.contains("replaced"))
        .collect();
    let history = History::read(&job).map_err(|fault| fault.to_string())?;
    let open = history.open_items().map_err(|fault| fault.to_string())?;
    match (litter.is_empty(), open.len()) {
        (true, 2) => Ok(()),
        other => Err(format!("{other:?}: {litter:?}")),
    }
}

fn ends_with(root: &Path, code: i32) -> Result<(), String> {
    let next = night(root, None);
    match next.status.code() == Some(code) {
        true => Ok(()),
        false => Err(format!(
            "the next night ended with {:?} instead of {code}: {}",
            next.status.code(),
            String::from_utf8_lossy(&next.stderr)
        )),
    }
}
