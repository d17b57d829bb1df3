//! What one file gave: its sheets, or why it gave none.

use super::compound::CompoundFile;
use super::sheet::Sheet;
use super::sniff::{Container, sniff};
use super::{child, delimited, encoding, html, legacy, mhtml, spreadsheet_xml, xlsx};
use std::path::Path;

/// A file's sheets as its container gives them.
#[derive(Debug)]
pub(super) struct Page {
    pub container: &'static str,
    pub encoding: &'static str,
    pub sheets: Vec<Sheet>,
    /// Sheets that could not be read, by name.
    pub lost: Vec<(String, Refusal)>,
}

/// Why a file or sheet gave no table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Unopened(String),
    Empty,
    Encrypted,
    Damaged(String),
    NotATable(&'static str, &'static str),
    /// The limit in megabytes; 0 where the number of cells is the limit.
    TooLarge(u64),
    /// The reader gave no answer: it crashed or took too long.
    ReaderLost(String),
}

impl Page {
    pub fn new(container: &'static str, encoding: &'static str) -> Self {
        Page {
            container,
            encoding,
            sheets: Vec::new(),
            lost: Vec::new(),
        }
    }
}

/// Reads a whole file by what is in it. With its path, readers that a bad file can bring down work
/// in a process of their own where there is a program for it.
pub(super) fn read_page(bytes: &[u8], path: Option<&Path>) -> Result<Page, Refusal> {
    let container = sniff(bytes);
    let risky = matches!(container, Container::Xls | Container::Ods);
    if let Some(read) = path.filter(|_| risky).and_then(child::read_apart) {
        return read;
    }
    match container {
        Container::Empty => Err(Refusal::Empty),
        Container::Encrypted => Err(Refusal::Encrypted),
        Container::Damaged => Err(Refusal::Damaged("its directory is cut off".into())),
        Container::Other(zh, en) => Err(Refusal::NotATable(zh, en)),
        Container::Xlsx => legacy::guarded(|| xlsx::read_xlsx(bytes)),
        Container::Xlsb => legacy::guarded(|| xlsx::read_xlsb(bytes)),
        Container::Ods => legacy::read_ods(bytes),
        Container::Xls => legacy::read_xls(bytes),
        Container::Html => html::read_html(bytes),
        Container::Mhtml => mhtml::read_mhtml(bytes),
        Container::SpreadsheetXml => spreadsheet_xml::read_spreadsheet_xml(bytes),
        Container::Text => {
            let decoded = encoding::decode(bytes, None);
            let mut page = Page::new("csv", decoded.encoding);
            let sheet = delimited::read_delimited(&decoded);
            page.sheets.push(sheet.map_err(|_| Refusal::TooLarge(0))?);
            Ok(page)
        }
    }
}

/// The workbook stream of an `.xls`, under either of its names.
pub(super) fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let damaged = |_| Refusal::Damaged("its OLE sectors lead outside the file".into());
    let file = CompoundFile::open(bytes).map_err(damaged)?;
    let name = match file.has("Workbook") {
        true => "Workbook",
        false => "Book",
    };
    file.stream(name).map_err(damaged)
}
