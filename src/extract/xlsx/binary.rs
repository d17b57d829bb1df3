//! `.xlsb`: the package of an `.xlsx` whose parts hold BIFF 12 records. A record is its kind, its
//! length and its data; what is not known is passed over by its length.

use super::Book;
use super::package::{self, SheetEntry, Workbook};
use super::styles::{DateKind, kind_of};
use crate::extract::page::{Page, Refusal};
use crate::extract::room::Room;
use crate::extract::sheet::{Area, DoubtKind, Sheet};
use crate::extract::value;
use crate::model::Cell;
use calamine::ExcelDateTime;
use rayon::prelude::*;
use std::collections::HashMap;
use std::io::{BufReader, Read};

/// No text of a cell, and nothing else that is read here, makes a longer record.
const RECORD_MAX: usize = 64 << 20;

/// The kinds of records that are read; numbers as in the published format.
mod kind {
    pub const ROW: u16 = 0;
    pub const SHARED_TEXT: u16 = 19;
    pub const FORMAT: u16 = 44;
    pub const CELL_STYLE: u16 = 47;
    pub const SHEET_DATA_END: u16 = 146;
    pub const WORKBOOK_PROPERTIES: u16 = 153;
    pub const SHEET: u16 = 156;
    pub const MERGED: u16 = 176;
    pub const CELL_STYLES: u16 = 617;
    pub const CELL_STYLES_END: u16 = 618;
}

struct Shared {
    texts: Vec<Box<str>>,
    styles: Vec<DateKind>,
    is_1904: bool,
}

pub fn read_xlsb(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let book = Book::open(bytes, room)?;
    let main = book.main_part("workbook.bin")?;
    let relations = package::relations(&book, &main)?;
    let part_of = |kind: &str| {
        let related = relations.iter().find(|relation| relation.kind == kind);
        related.map_or("", |relation| relation.target.as_str())
    };
    let workbook = workbook(&book, &main)?;
    let shared = Shared {
        texts: shared_texts(&book, part_of("sharedStrings"))?,
        styles: date_styles(&book, part_of("styles"))?,
        is_1904: workbook.is_1904,
    };
    // Charts and dialogs hold no cells; a sheet that leads nowhere is damage.
    let related = |sheet: SheetEntry| {
        let found = relations.iter().find(|one| one.id == sheet.relation);
        match found {
            Some(found) if found.kind != "worksheet" => None,
            found => Some((found.map_or("", |one| one.target.as_str()), sheet.name)),
        }
    };
    let parts: Vec<(&str, String)> = workbook.sheets.into_iter().filter_map(related).collect();
    let read: Vec<Result<Sheet, Refusal>> = parts
        .par_iter()
        .map(|(part, name)| read_sheet(&book, part, name, &shared))
        .collect();
    book.budget.check()?;
    let mut page = Page::new("xlsb", "");
    for (sheet, (_, name)) in read.into_iter().zip(parts) {
        match sheet {
            Ok(sheet) => page.sheets.push(sheet),
            Err(why) => page.lost.push((name, why)),
        }
    }
    Ok(page)
}

/// Hands each record of a part to `take`; whether there is such a part.
fn records(
    book: &Book<'_>,
    part: &str,
    mut take: impl FnMut(u16, Data<'_>) -> Result<(), Refusal>,
) -> Result<bool, Refusal> {
    let read = book.with_part(part, |part| {
        let mut part = BufReader::with_capacity(1 << 16, part);
        let mut data = Vec::new();
        while let Some(kind) = next_record(book, &mut part, &mut data)? {
            take(kind, Data(&data))?;
        }
        Ok(())
    });
    read.map(|found| found.is_some())
}

/// The kind of the next record, its data in `data`; `None` at the end of the part.
fn next_record(
    book: &Book<'_>,
    part: &mut impl Read,
    data: &mut Vec<u8>,
) -> Result<Option<u16>, Refusal> {
    let mut byte = || {
        let mut one = [0];
        match part.read(&mut one) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(one[0])),
            Err(error) => Err(book.budget.refusal(&error)),
        }
    };
    let Some(first) = byte()? else {
        return Ok(None);
    };
    let mut kind = u16::from(first & 0x7f);
    if first >= 0x80 {
        kind |= u16::from(byte()?.ok_or_else(cut_off)? & 0x7f) << 7;
    }
    let mut length = 0usize;
    for shift in [0, 7, 14, 21] {
        let next = byte()?.ok_or_else(cut_off)?;
        length |= usize::from(next & 0x7f) << shift;
        if next < 0x80 {
            break;
        }
    }
    if length > RECORD_MAX {
        return Err(Refusal::Damaged("a record is longer than 64 MiB".into()));
    }
    data.clear();
    let read = part.take(length as u64).read_to_end(data);
    read.map_err(|error| book.budget.refusal(&error))?;
    match data.len() < length {
        true => Err(cut_off()),
        false => Ok(Some(kind)),
    }
}

fn cut_off() -> Refusal {
    Refusal::Damaged("a record is cut off".into())
}

/// A record's data; what lies beyond its end is damage.
#[derive(Clone, Copy)]
struct Data<'a>(&'a [u8]);

impl Data<'_> {
    fn bytes<const N: usize>(self, at: usize) -> Result<[u8; N], Refusal> {
        let found = self.0.get(at..).and_then(|rest| rest.first_chunk::<N>());
        found.copied().ok_or_else(cut_off)
    }

    fn number(self, at: usize) -> Result<u32, Refusal> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    /// A text with its length before it, and where it ends.
    fn text(self, at: usize) -> Result<(String, usize), Refusal> {
        let units = self.number(at)? as usize;
        // A text that is not there at all.
        if units == u32::MAX as usize {
            return Ok((String::new(), at + 4));
        }
        let end = units
            .checked_mul(2)
            .and_then(|length| length.checked_add(at + 4));
        let found = end
            .and_then(|end| self.0.get(at + 4..end))
            .ok_or_else(cut_off)?;
        let units: Vec<u16> = found
            .chunks_exact(2)
            .map(|two| u16::from_le_bytes([two[0], two[1]]))
            .collect();
        Ok((String::from_utf16_lossy(&units), at + 4 + found.len()))
    }

    fn float(self, at: usize) -> Result<f64, Refusal> {
        self.bytes(at).map(f64::from_le_bytes)
    }

    /// A number in four bytes: the upper half of a float or a whole number, or hundredths of one.
    fn packed(self, at: usize) -> Result<f64, Refusal> {
        let bits = self.number(at)?;
        let number = match bits & 2 {
            0 => f64::from_bits(u64::from(bits & !3) << 32),
            _ => f64::from(bits as i32 >> 2),
        };
        Ok(if bits & 1 == 1 {
            number / 100.0
        } else {
            number
        })
    }
}

fn workbook(book: &Book<'_>, part: &str) -> Result<Workbook, Refusal> {
    let mut workbook = Workbook::default();
    records(book, part, |kind, data| {
        match kind {
            kind::WORKBOOK_PROPERTIES => workbook.is_1904 = data.number(0)? & 1 == 1,
            kind::SHEET => {
                let (relation, end) = data.text(8)?;
                let (name, _) = data.text(end)?;
                workbook.sheets.push(SheetEntry { name, relation });
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(workbook)
}

/// The shared texts; of a rich one the text alone.
fn shared_texts(book: &Book<'_>, part: &str) -> Result<Vec<Box<str>>, Refusal> {
    let mut texts = Vec::new();
    records(book, part, |kind, data| {
        if kind == kind::SHARED_TEXT {
            let text = data.text(1)?.0;
            let taken = book.room.take(text.len() + 16);
            taken.map_err(|_| Refusal::TooLarge(0))?;
            texts.push(text.into());
        }
        Ok(())
    })?;
    Ok(texts)
}

fn date_styles(book: &Book<'_>, part: &str) -> Result<Vec<DateKind>, Refusal> {
    let mut formats = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    records(book, part, |kind, data| {
        match kind {
            kind::FORMAT => {
                let id = u16::from_le_bytes(data.bytes(0)?);
                formats.insert(usize::from(id), data.text(2)?.0);
            }
            kind::CELL_STYLES => in_cells = true,
            kind::CELL_STYLES_END => in_cells = false,
            kind::CELL_STYLE if in_cells => styles.push(u16::from_le_bytes(data.bytes(2)?)),
            _ => {}
        }
        Ok(())
    })?;
    let kind = |id: &u16| kind_of(usize::from(*id), formats.get(&usize::from(*id)));
    Ok(styles.iter().map(kind).collect())
}

/// Where the reader stands in a sheet.
struct Cursor<'s> {
    shared: &'s Shared,
    sheet: Sheet,
    row: usize,
    /// Column of the next cell that gives none.
    column: usize,
    in_rows: bool,
    /// Formulas whose result is an empty text, and whether any has another.
    blank_formulas: Vec<(usize, usize)>,
    computes: bool,
}

fn read_sheet(book: &Book<'_>, part: &str, name: &str, shared: &Shared) -> Result<Sheet, Refusal> {
    let mut at = Cursor {
        shared,
        sheet: Sheet::named(name).within(&book.room),
        row: 0,
        column: 0,
        in_rows: true,
        blank_formulas: Vec::new(),
        computes: false,
    };
    let found = records(book, part, |kind, data| at.take(kind, data))?;
    if !found {
        return Err(Refusal::Damaged(format!("its part {part} is missing")));
    }
    // A program that computes nothing saves an empty text for every formula.
    if !at.computes {
        for (row, column) in at.blank_formulas {
            at.sheet
                .doubt(row, Some(column), DoubtKind::FormulaWithoutValue);
        }
    }
    Ok(at.sheet.finish())
}

impl Cursor<'_> {
    fn take(&mut self, kind: u16, data: Data<'_>) -> Result<(), Refusal> {
        match kind {
            kind::ROW if self.in_rows => {
                self.row = data.number(0)? as usize;
                self.column = 0;
                Ok(())
            }
            kind::SHEET_DATA_END => {
                self.in_rows = false;
                Ok(())
            }
            kind::MERGED => {
                let edge = |at: usize| data.number(at).map(|edge| edge as usize);
                let (top, bottom) = (edge(0)?, edge(4)?);
                let (left, right) = (edge(8)?, edge(12)?);
                self.sheet.merge(Area {
                    top,
                    left,
                    bottom,
                    right,
                });
                Ok(())
            }
            // A cell with a column of its own.
            1..=11 | 62 if self.in_rows => {
                self.column = data.number(0)? as usize;
                self.cell(kind, data, 4)
            }
            // A cell right of the last one.
            12..=18 if self.in_rows => self.cell(kind - 11, data, 0),
            _ => Ok(()),
        }
    }

    /// A cell whose style stands at byte `at`, its value after it.
    fn cell(&mut self, kind: u16, data: Data<'_>, at: usize) -> Result<(), Refusal> {
        let style = (data.number(at)? & 0x00ff_ffff) as usize;
        let at = at + 4;
        let (row, column) = (self.row, self.column);
        self.column = column.saturating_add(1);
        self.computes |= matches!(kind, 9..=11);
        match kind {
            2 => self.number(column, style, data.packed(at)?),
            5 | 9 => self.number(column, style, data.float(at)?),
            3 | 11 => self.put(
                column,
                Cell::Error(value::error_name(data.bytes::<1>(at)?[0])),
            ),
            4 | 10 => self.put(column, Cell::Bool(data.bytes::<1>(at)? != [0])),
            7 => match self.shared.texts.get(data.number(at)? as usize) {
                Some(text) => self.put(column, Cell::of_text(text)),
                None => {
                    self.sheet.doubt(row, Some(column), DoubtKind::LostText);
                    Ok(())
                }
            },
            6 | 8 | 62 => {
                let (text, _) = data.text(if kind == 62 { at + 1 } else { at })?;
                match kind == 8 && text.is_empty() {
                    true => self.blank_formulas.push((row, column)),
                    false => self.computes |= kind == 8,
                }
                self.put(column, Cell::of_text(&text))
            }
            _ => Ok(()),
        }
    }

    fn number(&mut self, column: usize, style: usize, number: f64) -> Result<(), Refusal> {
        let Some(kind) = self.shared.styles.get(style).copied().flatten() else {
            return self.put(column, Cell::Number(number));
        };
        let serial = ExcelDateTime::new(number, kind, self.shared.is_1904);
        let mut clock = String::new();
        self.put(column, value::serial_cell(&serial, &mut clock))
    }

    fn put(&mut self, column: usize, cell: Cell<'_>) -> Result<(), Refusal> {
        let put = self.sheet.put(self.row, column, cell);
        put.map_err(|_| Refusal::TooLarge(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Limits;
    use std::io::{Cursor as Bytes, Write};
    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    fn parts() -> Vec<(String, Vec<u8>)> {
        let case = "fixtures/cases/xlsb_with_every_kind_of_cell/in/检查记录.xlsb";
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(case);
        let mut archive = ZipArchive::new(Bytes::new(std::fs::read(path).unwrap())).unwrap();
        let mut parts = Vec::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            parts.push((part.name().unwrap().to_string(), bytes));
        }
        parts
    }

    fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Bytes::new(Vec::new()));
        for (name, bytes) in parts {
            let plain = SimpleFileOptions::default();
            let stored = plain.compression_method(zip::CompressionMethod::Stored);
            archive.start_file(name.as_str(), stored).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn a_part_cut_off_anywhere_is_told_and_the_rest_is_read() {
        let whole = parts();
        let at = whole
            .iter()
            .position(|(name, _)| name.ends_with("sheet1.bin"))
            .unwrap();
        let rows = read_xlsb(&zipped(&whole), &Room::of(&Limits::default()))
            .unwrap()
            .sheets[0]
            .rows
            .len();
        assert_eq!(rows, 4);
        for length in 0..whole[at].1.len() {
            let mut cut = whole.clone();
            cut[at].1.truncate(length);
            let page = read_xlsb(&zipped(&cut), &Room::of(&Limits::default())).unwrap();
            assert_eq!(page.sheets.len() + page.lost.len(), 1, "{length}");
        }
    }

    #[test]
    fn bytes_changed_at_random_bring_nothing_down() {
        let whole = parts();
        let mut state = 20_250_305u64;
        let mut below = |limit: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % limit
        };
        let mut read = 0;
        for _ in 0..1500 {
            let mut changed = whole.clone();
            for _ in 0..1 + below(3) {
                let part = below(changed.len());
                let bytes = &mut changed[part].1;
                let at = below(bytes.len());
                bytes[at] = below(256) as u8;
            }
            read +=
                usize::from(read_xlsb(&zipped(&changed), &Room::of(&Limits::default())).is_ok());
        }
        assert!(read > 500, "most changes leave something to read: {read}");
    }

    #[test]
    fn packed_numbers_are_halves_of_floats_or_whole_or_hundredths() {
        let packed = |bits: u32| Data(&bits.to_le_bytes()).packed(0).unwrap();
        assert_eq!(packed(45_721 << 2 | 2), 45_721.0);
        assert_eq!(packed((-7i32 as u32) << 2 | 2), -7.0);
        assert_eq!(packed(12_345 << 2 | 3), 123.45);
        assert_eq!(packed((1.5f64.to_bits() >> 32) as u32), 1.5);
    }
}
