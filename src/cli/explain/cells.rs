//! The raw cells behind rows of the ledger, read again from the inputs.

use super::run_files::{LedgerLine, RunFiles};
use crate::extract;
use crate::ground::digest::sha256_hex;
use crate::ground::fold::flat;
use crate::model::{SourceTable, Text, column_letters};
use std::collections::BTreeMap;

/// One cell: spreadsheet letter, header, text as it stands in the file.
pub struct Shown {
    pub column: String,
    pub header: String,
    pub text: String,
}

/// The cells of a row, or why they cannot be shown.
pub type Cells = Result<Vec<Shown>, Text>;

/// Reads each input once.
pub struct Inputs<'r> {
    run: &'r RunFiles,
    tables: BTreeMap<String, Result<Vec<SourceTable>, Text>>,
}

impl<'r> Inputs<'r> {
    pub fn of(run: &'r RunFiles) -> Self {
        Inputs {
            run,
            tables: BTreeMap::new(),
        }
    }

    /// The non-blank cells of a row.
    pub fn cells(&mut self, line: &LedgerLine) -> Cells {
        let run = self.run;
        let read = self
            .tables
            .entry(line.file.clone())
            .or_insert_with(|| tables(run, &line.file));
        let tables = read.as_ref().map_err(Clone::clone)?;
        let table = tables
            .iter()
            .find(|table| table.sheet == line.sheet && table.row(line.row).is_some());
        let Some(row) = table.and_then(|table| table.row(line.row)) else {
            return Err(Text::new(
                "输入文件中已无此行",
                "the row is no longer in the input",
            ));
        };
        let header = table
            .map(|table| table.header.as_slice())
            .unwrap_or_default();
        let cells = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_blank());
        Ok(cells
            .map(|(at, cell)| Shown {
                column: column_letters(u16::try_from(at + 1).unwrap_or(u16::MAX)),
                header: flat(header.get(at).map_or("", String::as_str)),
                text: flat(&cell.text()),
            })
            .collect())
    }
}

fn tables(run: &RunFiles, file: &str) -> Result<Vec<SourceTable>, Text> {
    // A member is shown from its archive, which must be the one that was read.
    let on_disk = extract::file_on_disk(&run.root(), file);
    let path = run.root().join(on_disk);
    let Ok(bytes) = std::fs::read(&path) else {
        return Err(Text::new(
            "输入文件已不在原处,无法显示单元格",
            "the input is no longer there; its cells cannot be shown",
        ));
    };
    let input = run
        .manifest
        .inputs
        .iter()
        .find(|input| input.path == on_disk);
    if input.is_none_or(|input| input.sha256 != sha256_hex(&bytes)) {
        return Err(Text::new(
            "输入文件在核对之后有变动,不显示单元格",
            "the input has changed since the run; its cells are not shown",
        ));
    }
    let mut tables = extract::read_file(&path, on_disk).value;
    tables.retain(|table| table.file == file);
    Ok(tables)
}
