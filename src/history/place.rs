//! Where a run folder stands, and the hidden siblings it is written and set aside in.

use super::fault;
use crate::model::Fault;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A destination and its parent, both absolute.
#[derive(Debug)]
pub struct Destination {
    pub parent: PathBuf,
    pub folder: PathBuf,
    name: OsString,
}

impl Destination {
    /// Resolves links of what exists; nothing is created.
    pub fn of(out: &Path) -> Result<Destination, Fault> {
        let cannot = |error: &std::io::Error| fault::cannot_write(out, error);
        let folder = match out.canonicalize() {
            Ok(existing) => existing,
            Err(_) => std::path::absolute(out).map_err(|error| cannot(&error))?,
        };
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(fault::not_a_run_folder(&folder, "/"));
        };
        Ok(Destination {
            parent: parent.to_path_buf(),
            name: name.to_os_string(),
            folder: folder.clone(),
        })
    }

    /// Where the run is written: of this process, so that two runs at a time don't meet.
    pub fn partial(&self) -> PathBuf {
        self.sibling(&format!("partial-{}", std::process::id()))
    }

    /// Where the previous run goes until the new one stands.
    pub fn replaced(&self) -> PathBuf {
        self.sibling("replaced")
    }

    fn sibling(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".");
        name.push(suffix);
        self.parent.join(name)
    }

    /// Half-written folders that killed runs of this destination left behind.
    pub fn abandoned(&self) -> Vec<PathBuf> {
        let prefix = format!(".{}.partial-", self.name.to_string_lossy());
        let entries = std::fs::read_dir(&self.parent).into_iter().flatten();
        let mut abandoned: Vec<PathBuf> = entries
            .flatten()
            .filter(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let process = name.strip_prefix(&prefix);
                process.is_some_and(|process| !is_running(process))
            })
            .map(|entry| entry.path())
            .collect();
        abandoned.sort();
        abandoned
    }
}

/// Whether a process with this number runs; yes where the system does not tell.
fn is_running(process: &str) -> bool {
    let Ok(number) = process.parse::<u32>() else {
        return true;
    };
    let processes = Path::new("/proc");
    match processes.join("self").exists() {
        true => processes.join(number.to_string()).exists(),
        false => true,
    }
}
