//! What is on the page: containers, encodings, tables inside sheets. Interprets no value.
//!
//! A file is taken for what its bytes say it is, never for what its name says. It becomes one or
//! more [`SourceTable`]s that together hold every row from the first to the last used one of every
//! sheet, each row with a kind: data, or some furniture. Nothing of a file may end the program: a
//! file that cannot be read becomes a finding, and the other files are read.

pub mod child;
mod compound;
mod delimited;
mod encoding;
mod findings;
mod furniture;
mod header;
mod html;
mod inflation;
mod inputs;
mod label;
mod layout;
mod legacy;
mod mhtml;
mod page;
mod sheet;
mod sniff;
mod spreadsheet_xml;
mod tables;
mod totals;
mod value;
mod wire;
mod xlsx;
mod xml;

pub use findings::RULES;
pub use inputs::find_inputs;

use crate::ground::digest::sha256_hex;
use crate::model::{Extracted, Fault, InputFile, Progress, Source, SourceTable, Staged, Text};
use page::{Refusal, read_page};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputChoice {
    pub path: PathBuf,
    /// Path relative to the folder that is run, `/` as separator.
    pub given: String,
    /// The system it comes from, where the settings say so.
    pub source: Option<Source>,
}

/// Reads all files, several at a time; the tables stand in the order of the files' paths.
pub fn read_sources(
    root: &Path,
    files: &[InputChoice],
    progress: &dyn Progress,
) -> Result<Staged<Extracted>, Fault> {
    if files.is_empty() {
        return Err(inputs::nothing_to_read(root, false));
    }
    let name = Text::new("读取文件", "reading files");
    progress.stage(&name, Some(files.len() as u64));
    let mut order: Vec<&InputChoice> = files.iter().collect();
    order.sort_by(|one, other| one.given.cmp(&other.given));
    let read: Vec<(InputFile, Staged<Vec<SourceTable>>)> = order
        .par_iter()
        .map(|choice| {
            let read = read_input(&choice.path, &choice.given);
            progress.advance(1);
            read
        })
        .collect();
    let mut staged: Staged<Extracted> = Staged::default();
    for (choice, (input, mut tables)) in order.into_iter().zip(read) {
        let before = staged.value.tables.len() as u32;
        for finding in &mut tables.findings {
            if let Some(place) = &mut finding.place {
                place.table += before;
            }
        }
        staged.value.inputs.push(input);
        let mut tables = tables.keep(&mut staged.findings);
        for table in &mut tables {
            table.source_pinned = choice.source;
        }
        staged.value.tables.extend(tables);
    }
    Ok(staged)
}

/// Reads one file. Places in the findings count its tables from 0.
pub fn read_file(path: &Path, given: &str) -> Staged<Vec<SourceTable>> {
    read_input(path, given).1
}

fn read_input(path: &Path, given: &str) -> (InputFile, Staged<Vec<SourceTable>>) {
    let mut input = InputFile {
        path: given.to_string(),
        ..InputFile::default()
    };
    let read = std::fs::read(path).map_err(|error| Refusal::Unopened(error.to_string()));
    let page = read.and_then(|bytes| {
        input.size = bytes.len() as u64;
        input.sha256 = sha256_hex(&bytes);
        read_page(&bytes, Some(path))
    });
    let tables = match page {
        Ok(page)
            if page.sheets.iter().all(|sheet| sheet.rows.is_empty()) && page.lost.is_empty() =>
        {
            Err(Refusal::Empty)
        }
        Ok(page) => Ok(tables::tables_of(page, given)),
        Err(why) => Err(why),
    };
    let tables = tables
        .unwrap_or_else(|why| Staged::new(Vec::new(), vec![findings::refused(given, "", &why)]));
    (input, tables)
}
