//! What people decided, kept for ever: one line of JSON for each judgement, in the order in which
//! they were made, in a file beside the inputs. Lines are only ever added. The file is replaced
//! whole or not at all, and whoever adds to it waits for the other.

use super::Draft;
use super::fault;
use crate::ground::digest::sha256_hex;
use crate::model::{Fault, Finding, InputFile, Judgement, Judgements, Severity, Staged, Text};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file of judgements in the folder that is run.
pub const JUDGEMENTS: &str = "judgements.jsonl";

/// Reads the judgements beside the inputs; none where there is no such file. A line that cannot be
/// read is a finding.
///
/// # Errors
/// The file is there and cannot be read: a run without it would tell other figures.
pub fn read_judgements(root: &Path) -> Result<Staged<Judgements>, Fault> {
    let path = root.join(JUDGEMENTS);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(parsed(&bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Staged::default()),
        // Windows says "access denied" of a folder.
        Err(_) if path.is_dir() => {
            let error = ErrorKind::IsADirectory.into();
            Err(fault::unreadable_judgements(&path, &error))
        }
        Err(error) => Err(fault::unreadable_judgements(&path, &error)),
    }
}

/// Whether the judgements that were read once are still the beginning of what is kept.
pub fn judgements_go_on(root: &Path, once: &InputFile) -> bool {
    let kept = std::fs::read(root.join(JUDGEMENTS)).unwrap_or_default();
    let then = usize::try_from(once.size)
        .ok()
        .and_then(|size| kept.get(..size));
    then.is_some_and(|then| sha256_hex(then) == once.sha256)
}

fn parsed(bytes: &[u8]) -> Staged<Judgements> {
    let mut staged: Staged<Judgements> = Staged::default();
    staged.value.file = InputFile {
        path: JUDGEMENTS.to_string(),
        size: bytes.len() as u64,
        sha256: sha256_hex(bytes),
    };
    for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = at as u32 + 1;
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Judgement>(line) {
            Ok(judgement) if judgement.is_sound() => staged.value.list.push(Judgement {
                line: number,
                ..judgement
            }),
            _ => staged.findings.push(unread(number, line)),
        }
    }
    staged
}

fn unread(number: u32, line: &[u8]) -> Finding {
    let text = String::from_utf8_lossy(line);
    let start: String = text.chars().take(40).collect();
    let title = Text::new(
        format!("第 {number} 行不是可读的人工判定:{start}"),
        format!("line {number} is no judgement that can be read: {start}"),
    );
    Finding::about_file("L406", Severity::ValueDoubtful, JUDGEMENTS, title)
        .done("该判定未采用", "the judgement was not applied")
        .help(
            "不要手工修改该文件;从备份恢复,或重新复核",
            "the file is not for editing by hand: restore it from a copy, or judge again",
        )
}

/// Adds judgements to those that are kept there. On a fault the file is as it was.
pub fn keep_judgements(root: &Path, new: &[Judgement]) -> Result<(), Fault> {
    if new.is_empty() {
        return Ok(());
    }
    let path = root.join(JUDGEMENTS);
    let cannot = |error: &std::io::Error| fault::cannot_write_file(&path, error);
    let _turn = Turn::wait_for(root).map_err(|error| cannot(&error))?;
    let mut bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(cannot(&error)),
    };
    if bytes.last().is_some_and(|byte| *byte != b'\n') {
        bytes.push(b'\n');
    }
    for judgement in new {
        serde_json::to_writer(&mut bytes, judgement).map_err(|error| cannot(&error.into()))?;
        bytes.push(b'\n');
    }
    let mut draft = Draft::beside(&path)?;
    let written = draft.file().write_all(&bytes);
    written.map_err(|error| draft.fault(&error))?;
    Draft::publish(vec![draft])
}

/// The right to write; others wait until it is dropped. The empty file that it stands on is hidden
/// and stays, so that nobody waits for a file that somebody else has removed.
struct Turn {
    _lock: File,
}

impl Turn {
    fn wait_for(root: &Path) -> std::io::Result<Turn> {
        let path: PathBuf = root.join(format!(".{JUDGEMENTS}.lock"));
        let lock = OpenOptions::new().create(true).append(true).open(path)?;
        match lock.lock() {
            // Some network drives know no locks; there the renaming alone has to do.
            Err(error) if error.kind() != ErrorKind::Unsupported => Err(error),
            _ => Ok(Turn { _lock: lock }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Ruling, SeenRecord};

    fn judgement(by: &str, id: &str) -> Judgement {
        Judgement {
            ruling: Ruling::MissedScan,
            by: by.to_string(),
            on: chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
            why: "台账“在”,\n平台无".to_string(),
            inspection: Some(SeenRecord {
                id: id.to_string(),
                ..SeenRecord::default()
            }),
            code: None,
            kept_at: "2026-01-05T10:00:00+08:00".to_string(),
            line: 0,
        }
    }

    #[test]
    fn judgements_are_added_and_come_back_in_their_order() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(read_judgements(home.path()).unwrap().value.list, []);
        keep_judgements(home.path(), &[judgement("甲", "I1"), judgement("乙", "I2")]).unwrap();
        let first = std::fs::read(home.path().join(JUDGEMENTS)).unwrap();
        keep_judgements(home.path(), &[judgement("甲", "I3")]).unwrap();
        let whole = std::fs::read(home.path().join(JUDGEMENTS)).unwrap();
        assert!(whole.starts_with(&first), "lines are only added");
        let read = read_judgements(home.path()).unwrap();
        let who: Vec<(u32, &str)> = read
            .value
            .list
            .iter()
            .map(|judgement| (judgement.line, judgement.by.as_str()))
            .collect();
        assert_eq!(who, [(1, "甲"), (2, "乙"), (3, "甲")]);
        assert_eq!(read.value.list[0].why, "台账“在”,\n平台无");
        assert!(read.findings.is_empty());
    }

    #[test]
    fn a_torn_line_is_found_and_the_others_hold() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(JUDGEMENTS);
        keep_judgements(home.path(), &[judgement("甲", "I1")]).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend(b"{\"ruling\":\"same_vis");
        std::fs::write(&path, &bytes).unwrap();
        keep_judgements(home.path(), &[judgement("乙", "I2")]).unwrap();
        let read = read_judgements(home.path()).unwrap();
        assert_eq!(read.value.list.len(), 2);
        assert_eq!(read.findings.len(), 1);
        assert_eq!(read.findings[0].rule, "L406");
    }

    #[test]
    fn those_who_write_at_the_same_time_lose_nothing() {
        let home = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for by in ["甲", "乙", "丙", "丁"] {
                let root = home.path();
                scope.spawn(move || {
                    for nth in 0..5 {
                        keep_judgements(root, &[judgement(by, &format!("I{nth}"))]).unwrap();
                    }
                });
            }
        });
        assert_eq!(read_judgements(home.path()).unwrap().value.list.len(), 20);
    }
}
