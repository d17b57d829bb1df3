//! Files of a run folder, as the run published them.

use crate::ground::shown;
use crate::history;
use crate::model::{Fault, Text};
use std::path::Path;

/// A file of the run, without the mark of its encoding.
///
/// # Errors
/// The folder is no run, or the file cannot be read or was changed after it was published.
pub fn bytes_of(folder: &Path, name: &str) -> Result<Vec<u8>, Fault> {
    let run = history::read_run(folder)?;
    let bytes = std::fs::read(folder.join(name))
        .map_err(|error| unreadable(folder, name, Text::of_io(&error)))?;
    if !history::is_as_published(&run, name, &bytes) {
        let changed = Text::new("发布后被改动", "it was changed after it was published");
        return Err(unreadable(folder, name, changed));
    }
    match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => Ok(rest.to_vec()),
        None => Ok(bytes),
    }
}

/// The fault of a file that is not what a run would have written.
pub fn unreadable(folder: &Path, name: &str, why: Text) -> Fault {
    let title = Text::new(
        format!("核对结果中的 {name} 无法读取:{}", why.zh),
        format!("{name} of the run cannot be read: {}", why.en),
    );
    let help = Text::new(
        "结果文件夹可能不完整或被改动,重新运行 hedui run",
        "the run folder may be incomplete or changed; run hedui run again",
    );
    Fault::new("F405", shown(folder), title, help)
}

/// The fault of a file whose form is not the one its name promises.
pub fn malformed(folder: &Path, name: &str, error: impl ToString) -> Fault {
    let error = error.to_string();
    let why = Text::new(format!("格式不对({error})"), format!("malformed ({error})"));
    unreadable(folder, name, why)
}
