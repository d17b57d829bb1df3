//! Where run folders are.

use crate::history;
use std::path::{Path, PathBuf};

/// The run folder that `run` publishes in the folder it runs.
pub const NAME: &str = "hedui-run";

/// The run folder that is meant: as named, else the usual one here, else this folder.
pub fn meant(named: Option<&Path>) -> PathBuf {
    match named {
        Some(folder) if !folder.join(history::MANIFEST).exists() => {
            let inside = folder.join(NAME);
            match inside.join(history::MANIFEST).exists() {
                true => inside,
                false => folder.to_path_buf(),
            }
        }
        Some(folder) => folder.to_path_buf(),
        None => {
            let here = Path::new(".").join(history::MANIFEST);
            match here.exists() {
                true => PathBuf::from("."),
                false => PathBuf::from(NAME),
            }
        }
    }
}
