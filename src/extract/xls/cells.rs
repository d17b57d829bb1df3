//! The cells of one sheet of an `.xls`.

use super::records::{Record, Records, cut_off, float, half, word};
use super::{BEGIN, Book, END, Found, SheetEntry};
use crate::extract::page::Refusal;
use crate::extract::room::Room;
use crate::extract::sheet::{Area, DoubtKind, Sheet};
use crate::extract::value::{error_name, serial_cell};
use crate::model::Cell;
use calamine::ExcelDateTime;

/// Columns of an `.xls`; a cell beyond them is no cell of one.
const COLUMNS: u16 = 256;

/// Reads the records of a sheet. Charts within the sheet are parts of their own and are passed
/// over.
pub fn read_cells(
    records: &mut Records,
    entry: &SheetEntry,
    book: &Book,
    room: &Room,
) -> Result<Found, Refusal> {
    let mut reader = Reader {
        book,
        found: Found {
            sheet: Sheet::named(&*entry.name).within(room),
            blank_formulas: Vec::new(),
            computes: false,
        },
        awaited: None,
    };
    let mut depth = 0u32;
    loop {
        let record = records.next()?.ok_or_else(cut_off)?;
        match record.kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            0x0207 if depth <= 1 => {
                let continued = records.continued()?;
                let whole = [&[record.data], continued.as_slice()].concat().concat();
                reader.result_text(&whole)?;
            }
            _ if depth <= 1 => reader.take(record)?,
            _ => {}
        }
    }
    Ok(reader.found)
}

struct Reader<'a> {
    book: &'a Book,
    found: Found,
    /// The formula whose text comes in a record of its own.
    awaited: Option<(u16, u16)>,
}

impl Reader<'_> {
    fn take(&mut self, record: Record) -> Result<(), Refusal> {
        let data = record.data;
        match record.kind {
            0x00e5 => return self.merges(data),
            0x0006 | 0x00bd | 0x00d6 | 0x00fd | 0x0203..=0x0206 | 0x027e | 0x0406 => {}
            _ => return Ok(()),
        }
        let (row, column, style) = (half(data, 0), half(data, 2), half(data, 4));
        let (Some(row), Some(column), Some(style)) = (row, column, style) else {
            return Err(cut_off());
        };
        let at = (row, column);
        match record.kind {
            0x0203 => self.number(at, style, float(data, 6).ok_or_else(cut_off)?),
            0x027e => self.number(at, style, packed(data, 6).ok_or_else(cut_off)?),
            0x00bd => self.numbers(row, column, data),
            0x0204 | 0x00d6 => {
                let text = self.book.script.long(&data[6..]).ok_or_else(cut_off)?;
                self.put(at, Cell::of_text(&text))
            }
            0x00fd => self.shared_text(at, word(data, 6).ok_or_else(cut_off)?),
            0x0205 => match data.get(6..8) {
                Some([value, 0]) => self.put(at, Cell::Bool(*value != 0)),
                Some([code, _]) => self.put(at, Cell::Error(error_name(*code))),
                _ => Err(cut_off()),
            },
            _ => self.formula(at, style, data.get(6..14).ok_or_else(cut_off)?),
        }
    }

    fn put(&mut self, (row, column): (u16, u16), cell: Cell) -> Result<(), Refusal> {
        if column >= COLUMNS {
            return Err(Refusal::Damaged("a cell stands outside the sheet".into()));
        }
        let put = self.found.sheet.put(row.into(), column.into(), cell);
        put.map_err(|_| Refusal::TooLarge(0))
    }

    fn number(&mut self, at: (u16, u16), style: u16, number: f64) -> Result<(), Refusal> {
        let Some(kind) = self.book.styles.get(usize::from(style)).copied().flatten() else {
            return self.put(at, Cell::Number(number));
        };
        let serial = ExcelDateTime::new(number, kind, self.book.is_1904);
        let mut clock = String::new();
        self.put(at, serial_cell(&serial, &mut clock))
    }

    /// Several numbers of one row: style and number in turn, the last column at the end.
    fn numbers(&mut self, row: u16, first: u16, data: &[u8]) -> Result<(), Refusal> {
        let pairs = data.get(4..data.len() - 2).unwrap_or_default();
        for (column, pair) in (first..COLUMNS).zip(pairs.chunks_exact(6)) {
            let style = half(pair, 0).unwrap_or(0);
            self.number((row, column), style, packed(pair, 2).unwrap_or(0.0))?;
        }
        Ok(())
    }

    fn shared_text(&mut self, at: (u16, u16), index: u32) -> Result<(), Refusal> {
        let book = self.book;
        match book.texts.get(index as usize) {
            Some(text) => self.put(at, Cell::of_text(text)),
            None => {
                let (row, column) = (usize::from(at.0), usize::from(at.1));
                self.found
                    .sheet
                    .doubt(row, Some(column), DoubtKind::LostText);
                Ok(())
            }
        }
    }

    /// The saved result of a formula; a text comes in the record after it.
    fn formula(&mut self, at: (u16, u16), style: u16, result: &[u8]) -> Result<(), Refusal> {
        self.awaited = None;
        self.found.computes |= !matches!(result, [3, _, _, _, _, _, 0xff, 0xff]);
        match *result {
            [0, _, _, _, _, _, 0xff, 0xff] => {
                self.awaited = Some(at);
                Ok(())
            }
            [1, _, value, _, _, _, 0xff, 0xff] => self.put(at, Cell::Bool(value != 0)),
            [2, _, code, _, _, _, 0xff, 0xff] => self.put(at, Cell::Error(error_name(code))),
            [3, _, _, _, _, _, 0xff, 0xff] => {
                let at = (usize::from(at.0), usize::from(at.1));
                self.found.blank_formulas.push(at);
                Ok(())
            }
            _ => self.number(at, style, float(result, 0).ok_or_else(cut_off)?),
        }
    }

    fn result_text(&mut self, data: &[u8]) -> Result<(), Refusal> {
        let text = self.book.script.long(data).unwrap_or_default();
        match self.awaited.take() {
            Some(at) => self.put(at, Cell::of_text(&text)),
            None => Ok(()),
        }
    }

    fn merges(&mut self, data: &[u8]) -> Result<(), Refusal> {
        let count = usize::from(half(data, 0).unwrap_or(0));
        for area in data
            .get(2..)
            .unwrap_or_default()
            .chunks_exact(8)
            .take(count)
        {
            let edge = |at: usize| usize::from(half(area, at).unwrap_or(0));
            self.found.sheet.merge(Area {
                top: edge(0),
                bottom: edge(2),
                left: edge(4),
                right: edge(6),
            });
        }
        Ok(())
    }
}

/// A number in four bytes: the upper half of a float or a whole number, perhaps of hundredths.
fn packed(data: &[u8], at: usize) -> Option<f64> {
    let bits = word(data, at)?;
    let number = match bits & 2 != 0 {
        true => f64::from(bits as i32 >> 2),
        false => f64::from_bits(u64::from(bits & !3) << 32),
    };
    Some(if bits & 1 != 0 {
        number / 100.0
    } else {
        number
    })
}
