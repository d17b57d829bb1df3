//! What one file gave: its sheets, or why it gave none.

use super::compound::CompoundFile;
use super::sheet::Sheet;
use super::sniff::{Container, sniff};
use super::stranger::Stranger;
use super::{child, delimited, encoding, html, legacy, mhtml, ods, spreadsheet_xml, xlsx};
use crate::model::Limits;

/// A file's sheets as its container gives them.
#[derive(Debug, Default)]
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
    NotATable(Stranger),
    /// The limit in megabytes; 0 where the number of cells is the limit.
    TooLarge(u64),
    /// The reader gave no answer: it crashed or took too long.
    ReaderLost(String),
    /// A member of an archive that wants a password.
    LockedMember,
    /// An archive in an archive in an archive.
    TooDeep,
    /// An archive of more members than this.
    TooMany(u64),
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

/// Where the readers work that a bad file can bring down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    Here,
    /// In a process of their own, where there is a program for it.
    Apart,
}

/// Reads a whole file by what is in it. Archives are opened elsewhere; one that comes here has
/// been refused there.
pub(super) fn read_page(bytes: &[u8], place: Where, limits: &Limits) -> Result<Page, Refusal> {
    let mut page = read_container(bytes, place, limits)?;
    // Readers that hold the file as a whole are bound by its size and asked afterwards.
    for sheet in std::mem::take(&mut page.sheets) {
        match sheet.cell_count() > limits.cells {
            true => page.lost.push((sheet.name, Refusal::TooLarge(0))),
            false => page.sheets.push(sheet),
        }
    }
    Ok(page)
}

fn read_container(bytes: &[u8], place: Where, limits: &Limits) -> Result<Page, Refusal> {
    let container = sniff(bytes);
    if container == Container::Xls
        && place == Where::Apart
        && let Some(read) = child::read_apart(bytes, limits)
    {
        return read;
    }
    match container {
        Container::Empty => Err(Refusal::Empty),
        Container::Encrypted => Err(Refusal::Encrypted),
        Container::Damaged => Err(Refusal::Damaged("its directory is cut off".into())),
        Container::Zip | Container::Gzip => Err(Refusal::TooDeep),
        Container::Other(stranger) => Err(Refusal::NotATable(stranger)),
        Container::Xlsx => legacy::guarded(|| xlsx::read_xlsx(bytes, limits)),
        Container::Xlsb => legacy::guarded(|| xlsx::read_xlsb(bytes, limits)),
        Container::Ods => legacy::guarded(|| ods::read_ods(bytes, limits)),
        Container::FlatOds => legacy::guarded(|| ods::read_flat(bytes, limits)),
        Container::Xls => legacy::read_xls(bytes, limits),
        Container::Html => html::read_html(bytes),
        Container::Mhtml => mhtml::read_mhtml(bytes),
        Container::SpreadsheetXml => spreadsheet_xml::read_spreadsheet_xml(bytes),
        Container::Text => {
            let decoded = encoding::decode(bytes, None);
            let mut page = Page::new("csv", decoded.encoding);
            let sheet = delimited::read_delimited(&decoded, limits);
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
