//! `.xlsb` through a reader that trusts what it reads. A damaged file can make it ask for more
//! memory than there is, panic, or never end: what a file claims is checked first, and the reading
//! itself happens in a thread that may fail.

use super::inflation::check_inflation;
use super::page::{Page, Refusal};
use super::sheet::Sheet;
use super::value;
use crate::model::Limits;
use calamine::{Reader, SheetType, Xlsb, XlsbError};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

/// Runs a reader; a panic inside is a damaged file, not a broken program.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    let lost = || Refusal::ReaderLost("the reader stopped half-way".into());
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(lost()))
}

/// As [`guarded`], and given up after a while.
fn timed(
    bytes: &[u8],
    limits: &Limits,
    read: impl FnOnce(Vec<u8>) -> Result<Page, Refusal> + Send + 'static,
) -> Result<Page, Refusal> {
    let bytes = bytes.to_vec();
    let (send, receive) = mpsc::channel();
    let name = "workbook reader".to_string();
    let spawned = std::thread::Builder::new().name(name).spawn(move || {
        let _ = send.send(guarded(|| read(bytes)));
    });
    if let Err(error) = spawned {
        return Err(Refusal::ReaderLost(error.to_string()));
    }
    receive
        .recv_timeout(Duration::from_secs(limits.seconds))
        .unwrap_or_else(|_| {
            let why = format!("no answer within {} s", limits.seconds);
            Err(Refusal::ReaderLost(why))
        })
}

pub(super) fn read_xlsb(bytes: &[u8], limits: &Limits) -> Result<Page, Refusal> {
    check_inflation(bytes, limits)?;
    timed(bytes, limits, |bytes| {
        let mut book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(xlsb_refusal)?;
        let mut page = Page::new("xlsb", "");
        for name in worksheet_names(&book) {
            match read_xlsb_sheet(&mut book, &name) {
                Ok(sheet) => page.sheets.push(sheet),
                Err(why) => page.lost.push((name, why)),
            }
        }
        Ok(page)
    })
}

fn read_xlsb_sheet(book: &mut Xlsb<Cursor<Vec<u8>>>, name: &str) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::named(name);
    let mut clock = String::new();
    let mut cells = book.worksheet_cells_reader(name).map_err(xlsb_refusal)?;
    while let Some(found) = cells.next_cell().map_err(xlsb_refusal)? {
        let (row, column) = found.get_position();
        let data = found.get_value().clone().into();
        sheet
            .put(
                row as usize,
                column as usize,
                value::cell_of(&data, &mut clock),
            )
            .map_err(|_| Refusal::TooLarge(0))?;
    }
    Ok(sheet.finish())
}

fn xlsb_refusal(error: XlsbError) -> Refusal {
    match error {
        XlsbError::Password => Refusal::Encrypted,
        other => Refusal::Damaged(other.to_string()),
    }
}

fn worksheet_names<RS: std::io::Read + std::io::Seek, R: Reader<RS>>(book: &R) -> Vec<String> {
    book.sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panicking_reader_is_a_lost_reader() {
        let read = timed(b"x", &Limits::default(), |_| panic!("broken file"));
        assert!(matches!(read, Err(Refusal::ReaderLost(_))));
    }
}
