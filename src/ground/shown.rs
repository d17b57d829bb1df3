//! Paths in messages and results.

use std::path::Path;

/// With slashes on every system, so that what is told and published is the same everywhere.
pub fn shown(path: impl AsRef<Path>) -> String {
    let text = path.as_ref().display().to_string();
    match cfg!(windows) {
        true => text.replace('\\', "/"),
        false => text,
    }
}
