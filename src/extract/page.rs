//! What one file gave: its sheets, or why it gave none.

use super::compound::CompoundFile;
use super::room::Room;
use super::sheet::Sheet;
use super::sniff::{Container, sniff};
use super::stranger::{self, Stranger};
use super::{delimited, docx, encoding, html, mhtml, ods, spreadsheet_xml, xls, xlsx};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Containers that a page can come from.
pub(super) const CONTAINERS: [&str; 8] =
    ["csv", "docx", "html", "ods", "xls", "xlsb", "xlsx", "xml"];

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
    /// A review workbook of ours: answers, no records.
    Review,
    /// What a merge of ours said beside its table.
    MergeNotes,
    /// A member of an archive that wants a password.
    LockedMember,
    /// An archive in an archive in an archive.
    TooDeep,
    /// An archive of more members than this.
    TooMany(u64),
    /// More than these megabytes in memory.
    TooMuchHeld(u64),
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

/// Reads a whole file by what is in it. Archives are opened elsewhere; one that comes here has
/// been refused there.
pub(super) fn read_page(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let page = guarded(|| read_container(bytes, room));
    // Whichever sheet was the one too many: the same answer every time.
    match room.is_exceeded() {
        true => Err(Refusal::TooMuchHeld(room.limits().held_mb)),
        false => page,
    }
}

/// Runs a reader. None is known to panic on any file; should one do so, that file is damaged and
/// the others are read.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    let lost = || Refusal::Damaged("the reader stopped half-way".into());
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(lost()))
}

fn read_container(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    match sniff(bytes) {
        Container::Empty => Err(Refusal::Empty),
        Container::Encrypted => Err(Refusal::Encrypted),
        Container::Damaged => Err(Refusal::Damaged("its directory is cut off".into())),
        Container::Zip | Container::Gzip => Err(Refusal::TooDeep),
        Container::Other(stranger::WORD) => docx::read_docx(bytes, room),
        Container::Other(stranger) => Err(Refusal::NotATable(stranger)),
        Container::Xlsx => xlsx::read_xlsx(bytes, room),
        Container::Xlsb => xlsx::read_xlsb(bytes, room),
        Container::Ods => ods::read_ods(bytes, room),
        Container::FlatOds => ods::read_flat(bytes, room),
        Container::Xls => xls::read_xls(bytes, room),
        Container::Html => html::read_html(bytes, room),
        Container::Mhtml => mhtml::read_mhtml(bytes, room),
        Container::SpreadsheetXml => spreadsheet_xml::read_spreadsheet_xml(bytes, room),
        Container::Text => {
            let coded = encoding::coded(bytes, None);
            let mut page = Page::new("csv", coded.name);
            let sheet = delimited::read_delimited(&coded, room);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panicking_reader_is_a_damaged_file() {
        let read: Result<Page, Refusal> = guarded(|| panic!("broken file"));
        assert!(matches!(read, Err(Refusal::Damaged(_))));
    }
}
