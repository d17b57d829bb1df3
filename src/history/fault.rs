//! What keeps a run from being published or read.

use crate::ground::shown;
use crate::model::{Fault, Text};
use std::io::{Error, ErrorKind};
use std::path::Path;

pub fn not_a_run_folder(folder: &Path, example: &str) -> Fault {
    Fault::new(
        "F301",
        shown(folder),
        Text::new(
            format!("输出文件夹已有其他内容(如 {example}),未作任何改动"),
            format!("the output folder holds other files ({example}); nothing was touched"),
        ),
        Text::new(
            "用 --out 指定一个新文件夹,或以前的核对结果文件夹",
            "name a new folder with --out, or the folder of an earlier run",
        ),
    )
}

pub fn not_a_folder(path: &Path) -> Fault {
    Fault::new(
        "F302",
        shown(path),
        Text::new(
            "输出位置是一个文件,不是文件夹",
            "the output is a file, not a folder",
        ),
        Text::new("用 --out 指定一个文件夹", "name a folder with --out"),
    )
}

/// A file that a person added to a run folder, or changed in it.
pub fn would_lose_work(folder: &Path, name: &str, was_changed: bool) -> Fault {
    let (zh, en) = match was_changed {
        true => (
            format!("{name} 在发布之后被改动过,未作任何改动"),
            format!("{name} was changed since it was published; nothing was touched"),
        ),
        false => (
            format!("核对结果文件夹中有不是本工具写的文件 {name},未作任何改动"),
            format!("the run folder holds {name}, which hedui did not write; nothing was touched"),
        ),
    };
    Fault::new(
        "F303",
        shown(folder),
        Text::new(zh, en),
        Text::new(
            "把该文件移到别处后重新运行,或用 --out 指定另一个文件夹",
            "move that file elsewhere and run again, or name another folder with --out",
        ),
    )
}

pub fn cannot_write(path: &Path, error: &Error) -> Fault {
    let (zh, en) = reason(error);
    Fault::new(
        "F304",
        shown(path),
        Text::new(
            format!("无法写入输出文件夹:{zh},未发布任何结果"),
            format!("the output folder cannot be written: {en}; nothing was published"),
        ),
        Text::new(
            "检查权限和磁盘空间,关闭已打开的报告,或用 --out 指定另一个文件夹",
            "check permissions and disk space, close open reports, or name another --out",
        ),
    )
}

pub fn cannot_write_file(path: &Path, error: &Error) -> Fault {
    let (zh, en) = match error.kind() {
        ErrorKind::IsADirectory => (
            "这里是一个文件夹".to_string(),
            "this is a folder".to_string(),
        ),
        _ => reason(error),
    };
    Fault::new(
        "F306",
        shown(path),
        Text::new(
            format!("无法写出文件:{zh},未写出任何结果"),
            format!("the file cannot be written: {en}; nothing was written"),
        ),
        Text::new(
            "检查文件夹是否存在、权限和磁盘空间,关闭已打开的同名文件",
            "check the folder, permissions and disk space, and close the file if it is open",
        ),
    )
}

pub fn not_a_run(folder: &Path, zh: &str, en: &str) -> Fault {
    Fault::new(
        "F305",
        shown(folder),
        Text::new(
            format!("这里没有可读的核对结果:{zh}"),
            format!("there is no readable run here: {en}"),
        ),
        Text::new(
            "先运行 hedui run,或写明核对结果文件夹",
            "run hedui run first, or name the folder of a run",
        ),
    )
}

/// Judgements that are there and cannot be read would be missing from the figures.
pub fn unreadable_judgements(path: &Path, error: &Error) -> Fault {
    let (zh, en) = reason(error);
    Fault::new(
        "F307",
        shown(path),
        Text::new(
            format!("人工判定文件无法读取:{zh}"),
            format!("the file of judgements cannot be read: {en}"),
        ),
        Text::new(
            "检查权限;没有它,结果会与人工复核不符,因此未发布",
            "check its permissions; without it the figures would not be those that were reviewed",
        ),
    )
}

pub fn history_unusable(path: &Path, why: &Text) -> Fault {
    Fault::new(
        "F308",
        shown(path),
        Text::new(
            format!("运行历史无法使用:{}", why.zh),
            format!("the history of runs cannot be used: {}", why.en),
        ),
        Text::new(
            "检查权限和磁盘空间;文件损坏时用 hedui history rebuild 从各次结果重建",
            "check permissions and disk space; if the file is damaged, hedui history rebuild makes \
             it anew from the runs",
        ),
    )
}

pub fn no_history(folder: &Path) -> Fault {
    Fault::new(
        "F309",
        shown(folder),
        Text::new("这里没有运行历史", "there is no history of runs here"),
        Text::new(
            "历史由 hedui nightly 建立:请写明设置文件或其所在的文件夹;若已丢失,用 hedui history rebuild 重建",
            "hedui nightly keeps one: name the settings file or its folder; if it is lost, hedui \
             history rebuild makes it from the run folders",
        ),
    )
}

pub fn no_such_run(name: &str) -> Fault {
    Fault::new(
        "F310",
        name,
        Text::new(
            "历史中没有这次已发布的运行",
            "the history knows no published run of that name",
        ),
        Text::new(
            "hedui history 列出各次运行;也可以写结果文件夹的路径,或 latest",
            "hedui history lists them; the path of a run folder, or latest, will do as well",
        ),
    )
}

/// The fault with the folder as the person named it.
pub fn as_given(fault: Fault, out: &Path) -> Fault {
    Fault {
        subject: shown(out),
        ..fault
    }
}

/// The cause in words, in both languages.
pub fn reason(error: &Error) -> (String, String) {
    let Text { zh, en } = Text::of_io(error);
    (zh, en)
}
