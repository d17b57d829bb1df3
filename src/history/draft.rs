//! One result file, whole or not at all: written beside its place, synced, renamed.

use super::fault;
use crate::ground::disk;
use crate::model::Fault;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file on its way to its place. Dropped before [`Draft::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Draft {
    out: PathBuf,
    partial: PathBuf,
    file: File,
}

impl Draft {
    /// Opens a hidden sibling of the file to write to. The file itself is not touched.
    ///
    /// # Errors
    /// The folder is missing or cannot be written to, or a folder stands in the file's place.
    pub fn beside(out: &Path) -> Result<Draft, Fault> {
        let cannot = |error: io::Error| fault::cannot_write_file(out, &error);
        if out.is_dir() {
            return Err(cannot(io::ErrorKind::IsADirectory.into()));
        }
        let name = out
            .file_name()
            .ok_or_else(|| cannot(io::ErrorKind::InvalidFilename.into()))?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".partial-{}", std::process::id()));
        let partial = out.with_file_name(hidden);
        let file = File::create(&partial).map_err(cannot)?;
        Ok(Draft {
            out: out.to_path_buf(),
            partial,
            file,
        })
    }

    /// Where the bytes go.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// What keeps the file from being written.
    pub fn fault(&self, error: &io::Error) -> Fault {
        fault::cannot_write_file(&self.out, error)
    }

    /// Puts the files in their places, in the order given, once all of them are safely written.
    ///
    /// # Errors
    /// A file could not be synced or put in its place.
    pub fn publish(drafts: Vec<Draft>) -> Result<(), Fault> {
        for draft in &drafts {
            let synced = draft.file.sync_all();
            synced.map_err(|error| fault::cannot_write_file(&draft.out, &error))?;
        }
        for draft in &drafts {
            let placed = disk::rename(&draft.partial, &draft.out);
            placed.map_err(|error| fault::cannot_write_file(&draft.out, &error))?;
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename there is nothing left to remove.
        let _ = fs::remove_file(&self.partial);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_stands_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("合并.csv");
        fs::write(&out, "earlier").unwrap();
        let mut draft = Draft::beside(&out).unwrap();
        draft.file().write_all(b"half").unwrap();
        drop(draft);
        assert_eq!(fs::read(&out).unwrap(), b"earlier");
        let mut draft = Draft::beside(&out).unwrap();
        draft.file().write_all(b"whole").unwrap();
        Draft::publish(vec![draft]).unwrap();
        assert_eq!(fs::read(&out).unwrap(), b"whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let fault = Draft::beside(&folder.path().join("none/x.csv")).unwrap_err();
        assert_eq!(fault.rule, "F306");
        assert_eq!(Draft::beside(folder.path()).unwrap_err().rule, "F306");
    }
}
