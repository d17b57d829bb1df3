//! What happened when, for programs: one JSON object a line, in `log.jsonl` of the job's folder.
//! It holds moments, states, counts, rules and names of runs; nothing personal.

use super::told::Told;
use crate::ground::disk;
use serde_json::{Map, Value, json};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const LOG: &str = "log.jsonl";
/// When the log is this long the one before it goes.
const BYTES_MAX: u64 = 4 << 20;

/// The log of one job. A line that cannot be written is lost; the night goes on.
pub struct Log {
    path: PathBuf,
}

impl Log {
    pub fn open(folder: &Path) -> Log {
        let path = folder.join(LOG);
        if path.metadata().is_ok_and(|known| known.len() > BYTES_MAX) {
            let _ = std::fs::rename(&path, folder.join("log.1.jsonl"));
        }
        Log { path }
    }

    pub fn event(&self, at: &str, event: &str, facts: &[(&str, Value)]) {
        let mut line = Map::new();
        line.insert("at".to_string(), at.into());
        line.insert("event".to_string(), event.into());
        for (name, value) in facts {
            line.insert(name.to_string(), value.clone());
        }
        let text = format!("{}\n", Value::Object(line));
        let _ = append(&self.path, &text);
    }

    /// The end of a night.
    pub fn night(&self, told: &Told) {
        let facts = [
            ("state", Value::from(told.state.name())),
            ("name", Value::from(told.name.as_str())),
            ("inputs", Value::from(told.inputs.len())),
            ("rejected_files", Value::from(told.rejected_files)),
            ("rejected_rows", Value::from(told.rejected_rows)),
            (
                "changes",
                json!(told.comparison.as_ref().map(|c| c.counts())),
            ),
            ("fault", json!(told.fault.as_ref().map(|fault| fault.rule))),
            ("stale_lock", Value::from(told.stale.is_some())),
            ("recovered", json!(told.recovered)),
            (
                "notes",
                json!(told.notes.iter().map(|note| &note.en).collect::<Vec<_>>()),
            ),
            ("cleared", json!(told.cleared)),
            ("cache", json!(told.cache)),
        ];
        self.event(&told.finished, "end", &facts);
    }
}

/// Adds a line. One before it that a full disk or a kill cut off ends first, so that no line spoils
/// another.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    let mut options = disk::file_options();
    let mut file = options.read(true).append(true).create(true).open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    file.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_spoils_no_other() {
        let home = tempfile::tempdir().unwrap();
        let log = Log::open(home.path());
        log.event("1", "begin", &[]);
        let path = home.path().join(LOG);
        let mut text = std::fs::read_to_string(&path).unwrap();
        text.push_str("{\"at\":\"2\",\"ev");
        std::fs::write(&path, text).unwrap();
        log.event("3", "begin", &[]);
        log.event("3", "end", &[]);
        let text = std::fs::read_to_string(&path).unwrap();
        let sound = text
            .lines()
            .filter(|line| serde_json::from_str::<Value>(line).is_ok());
        assert_eq!((sound.count(), text.lines().count()), (3, 4), "{text}");
    }
}
