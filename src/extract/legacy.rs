//! `.xls` through a reader that builds the whole sheet at once. A damaged file
//! can make them ask for more memory than there is, panic, or never end: what a file claims is
//! checked first, and the reading itself happens in a thread that may fail.

use super::page::{Page, Refusal, workbook_stream};
use super::sheet::{Area, DoubtKind, Sheet};
use super::value;
use crate::model::Limits;
use calamine::{Data, Dimensions, Reader, SheetType, Xls, XlsError, XlsOptions};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::time::Duration;

/// All the cells that an `.xls` sheet can have.
const XLS_CELLS: u64 = 65_536 * 256;

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

pub(super) fn read_xls(bytes: &[u8], limits: &Limits) -> Result<Page, Refusal> {
    let claims = scan_biff(&workbook_stream(bytes)?)?;
    timed(bytes, limits, move |bytes| {
        let mut options = XlsOptions::default();
        // BIFF 5 without a code page is the writer's own: here, Chinese.
        options.force_codepage = (claims.biff5 && !claims.codepage).then_some(936);
        let mut book =
            Xls::new_with_options(Cursor::new(bytes), options).map_err(|error| match error {
                XlsError::Password => Refusal::Encrypted,
                other => Refusal::Damaged(other.to_string()),
            })?;
        let mut page = Page::new("xls", "");
        for (at, entry) in book.sheets_metadata().to_vec().into_iter().enumerate() {
            if entry.typ != SheetType::WorkSheet {
                continue;
            }
            let name = entry.name;
            let range = book.worksheet_range(&name);
            let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            match range {
                Ok(range) => {
                    let mut sheet = sheet_of(&name, &range)?;
                    for (row, column) in claims.unsaved(at) {
                        let kind = DoubtKind::FormulaWithoutValue;
                        sheet.doubt(row.into(), Some(column.into()), kind);
                    }
                    for merge in merges {
                        sheet.merge(area(merge));
                    }
                    page.sheets.push(sheet);
                }
                Err(error) => page.lost.push((name, Refusal::Damaged(error.to_string()))),
            }
        }
        Ok(page)
    })
}

fn sheet_of(name: &str, range: &calamine::Range<Data>) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::named(name);
    let mut clock = String::new();
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let at = (row + top as usize, column + left as usize);
        sheet
            .put(at.0, at.1, value::cell_of(value, &mut clock))
            .map_err(|_| Refusal::TooLarge(0))?;
    }
    Ok(sheet.finish())
}

fn area(dimensions: Dimensions) -> Area {
    Area {
        top: dimensions.start.0 as usize,
        left: dimensions.start.1 as usize,
        bottom: dimensions.end.0 as usize,
        right: dimensions.end.1 as usize,
    }
}

/// What the records of a workbook stream say about it.
#[derive(Debug, Default, PartialEq)]
struct Claims {
    biff5: bool,
    codepage: bool,
    /// Where each sheet's records begin, in the order of the sheets.
    sheets: Vec<u32>,
    /// Formulas whose result is an empty text: where their sheet begins, row and column.
    blank_formulas: Vec<(u32, u16, u16)>,
    /// Some formula has a result, so that whoever wrote the file computes.
    computes: bool,
}

impl Claims {
    /// Formulas of the sheet that were saved without a result. A program that does not compute
    /// writes an empty text for all of them; in a computed workbook that is a result like others.
    fn unsaved(&self, sheet: usize) -> impl Iterator<Item = (u16, u16)> + '_ {
        let begins = self.sheets.get(sheet).copied().filter(|_| !self.computes);
        let of_sheet = move |(at, _, _): &&(u32, u16, u16)| Some(*at) == begins;
        self.blank_formulas
            .iter()
            .filter(of_sheet)
            .map(|(_, row, column)| (*row, *column))
    }

    fn note_formula(&mut self, begins: u32, data: &[u8]) {
        let Some(result) = data.get(6..14) else {
            return;
        };
        let half = |at: usize| u16::from_le_bytes([data[at], data[at + 1]]);
        match result {
            [3, _, _, _, _, _, 0xff, 0xff] => self.blank_formulas.push((begins, half(0), half(2))),
            _ => self.computes = true,
        }
    }
}

/// Walks the records without interpreting their values. A cell far outside a sheet, or a sheet
/// said to be larger than any can be, would be allocated in full by the reader.
fn scan_biff(stream: &[u8]) -> Result<Claims, Refusal> {
    let damaged = |what: &str| Refusal::Damaged(what.to_string());
    let mut claims = Claims::default();
    let mut rest = stream;
    let mut begins = 0;
    while let [kind_low, kind_high, length_low, length_high, tail @ ..] = rest {
        let kind = u16::from_le_bytes([*kind_low, *kind_high]);
        let length = usize::from(u16::from_le_bytes([*length_low, *length_high]));
        let Some(data) = tail.get(..length) else {
            break; // the stream is padded, or cut off: the reader will say
        };
        rest = &tail[length..];
        let half = |at: usize| {
            data.get(at..at + 2)
                .map(|b| u16::from_le_bytes([b[0], b[1]]))
        };
        match kind {
            0x002f if half(0) != Some(0) || length > 2 => return Err(Refusal::Encrypted),
            0x0042 => claims.codepage = true,
            0x0809 => {
                claims.biff5 |= half(0) == Some(0x0500);
                begins = (stream.len() - rest.len() - length - 4) as u32;
            }
            0x0085 => claims.sheets.push(data.get(..4).map_or(0, |four| {
                u32::from_le_bytes([four[0], four[1], four[2], four[3]])
            })),
            // Cells of every kind begin with row and column.
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0205 | 0x027e
                if half(2).is_some_and(|column| column > 255) =>
            {
                return Err(damaged("a cell stands outside the sheet"));
            }
            0x0006 => claims.note_formula(begins, data),
            0x0200 if claimed_cells(data) > XLS_CELLS => {
                return Err(damaged("a sheet claims an impossible size"));
            }
            _ => {}
        }
    }
    Ok(claims)
}

fn claimed_cells(data: &[u8]) -> u64 {
    let half = |at: usize| u64::from(u16::from_le_bytes([data[at], data[at + 1]]));
    let long = |at: usize| half(at) | half(at + 2) << 16;
    let (rows, first, last) = match data.len() {
        10 => (half(2).saturating_sub(half(0)), half(4), half(6)),
        14 | 16 => (long(4).saturating_sub(long(0)), half(8), half(10)),
        _ => return 0,
    };
    let first = if first > 255 || last < first {
        0
    } else {
        first
    };
    rows * (last - first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let head = [kind.to_le_bytes(), (data.len() as u16).to_le_bytes()].concat();
        [head.as_slice(), data].concat()
    }

    #[test]
    fn impossible_claims_are_refused_before_reading() {
        let cell = record(
            0x0203,
            &[0xff, 0xff, 0x00, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        );
        assert!(matches!(scan_biff(&cell), Err(Refusal::Damaged(_))));
        let mut size = [0u8; 14];
        size[4..8].copy_from_slice(&0x00ff_ffffu32.to_le_bytes());
        size[10..12].copy_from_slice(&200u16.to_le_bytes());
        assert!(matches!(
            scan_biff(&record(0x0200, &size)),
            Err(Refusal::Damaged(_))
        ));
        let locked = record(0x002f, &[1, 0, 9, 9]);
        assert_eq!(scan_biff(&locked), Err(Refusal::Encrypted));
        let begin = record(0x0809, &[0, 5, 5, 0]);
        assert!(scan_biff(&begin).is_ok_and(|claims| claims.biff5 && !claims.codepage));
    }

    #[test]
    fn a_panicking_reader_is_a_lost_reader() {
        let read = timed(b"x", &Limits::default(), |_| panic!("broken file"));
        assert!(matches!(read, Err(Refusal::ReaderLost(_))));
    }
}
