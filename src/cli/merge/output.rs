//! Where a merged table goes and what it is by its name.

use super::refusals;
use crate::extract::InputChoice;
use crate::ground::shown;
use crate::model::Fault;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Workbook,
    Csv,
    Parquet,
}

/// The table, and the notes beside one that has no sheets for them.
#[derive(Debug)]
pub struct Output {
    pub table: PathBuf,
    pub notes: Option<PathBuf>,
    pub shape: Shape,
}

impl Output {
    pub fn of(out: &Path) -> Result<Output, Fault> {
        let ending = out.extension().unwrap_or_default().to_string_lossy();
        let shape = match ending.to_ascii_lowercase().as_str() {
            "xlsx" => Shape::Workbook,
            "csv" => Shape::Csv,
            "parquet" => Shape::Parquet,
            _ => return Err(refusals::strange_ending(out)),
        };
        let stem = out.file_stem().unwrap_or_default().to_os_string();
        let notes = (shape != Shape::Workbook).then(|| {
            let mut name = stem;
            name.push(".notes.csv");
            out.with_file_name(name)
        });
        Ok(Output {
            table: out.to_path_buf(),
            notes,
            shape,
        })
    }

    pub fn name(&self) -> String {
        shown(&self.table)
    }

    /// Nothing that is read is overwritten, nor anything else unless told so; and what is written
    /// does not become an input of the next merge of the same folder.
    pub fn check(
        &self,
        named: &[PathBuf],
        choices: &[InputChoice],
        force: bool,
    ) -> Result<(), Fault> {
        for out in std::iter::once(&self.table).chain(&self.notes) {
            let place = whole_path(out);
            let is_read = choices.iter().any(|input| whole_path(&input.path) == place);
            let within = named
                .iter()
                .filter(|path| path.is_dir())
                .any(|folder| place.starts_with(whole_path(folder)));
            if is_read || within {
                return Err(refusals::among_inputs(out, is_read));
            }
            if out.exists() && !force {
                return Err(refusals::already_there(out));
            }
        }
        Ok(())
    }
}

/// The path with links resolved as far as it exists.
fn whole_path(path: &Path) -> PathBuf {
    if let Ok(existing) = path.canonicalize() {
        return existing;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    match (
        absolute.parent().map(Path::canonicalize),
        absolute.file_name(),
    ) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => absolute,
    }
}
