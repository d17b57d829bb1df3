//! `.xls`, BIFF5 and BIFF8, record by record: cells are taken as they come, so that a workbook
//! costs what it holds and not what it claims.

mod cells;
mod records;

use super::page::{Page, Refusal, workbook_stream};
use super::room::Room;
use super::sheet::{DoubtKind, Sheet};
use super::xlsx::styles::{DateKind, built_in, kind_of_code};
use cells::read_cells;
use records::{Record, Records, Script, cut_off, encoding_of, half, shared_texts, word};
use std::collections::{BTreeMap, HashMap};

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;

/// What the first part of the stream says about all sheets.
struct Book {
    script: Script,
    is_1904: bool,
    /// The kind of date of each cell style.
    styles: Vec<DateKind>,
    texts: Vec<String>,
    sheets: Vec<SheetEntry>,
}

struct SheetEntry {
    name: String,
    /// Where in the stream its records begin.
    begins: usize,
    is_worksheet: bool,
}

/// A sheet and the formulas in it that show an empty text.
struct Found {
    sheet: Sheet,
    blank_formulas: Vec<(usize, usize)>,
    /// Some formula has a result.
    computes: bool,
}

pub(super) fn read_xls(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let stream = workbook_stream(bytes)?;
    let book = read_book(&stream)?;
    let mut page = Page::new("xls", "");
    // What was read so far, by where it began, so that no record is read for two sheets: any number
    // of sheets can claim the same ones.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    let mut all = Vec::new();
    for entry in book.sheets.iter().filter(|entry| entry.is_worksheet) {
        let before = taken.range(..=entry.begins).next_back();
        let after = taken.range(entry.begins..).next();
        let end = after.map_or(stream.len(), |(begins, _)| *begins);
        let mut records = Records::between(&stream, entry.begins, end);
        let found = match before.is_some_and(|(_, ends)| *ends > entry.begins) {
            true => Err(Refusal::Damaged("two sheets share their records".into())),
            false => read_cells(&mut records, entry, &book, room),
        };
        taken.entry(entry.begins).or_insert(records.position());
        match found {
            Ok(found) => all.push(found),
            Err(why) => page.lost.push((entry.name.clone(), why)),
        }
    }
    page.sheets = with_unsaved(all);
    Ok(page)
}

/// A program that does not compute saves an empty text as the result of every formula; in a
/// workbook where some formula has a result, an empty one is a result like others.
fn with_unsaved(all: Vec<Found>) -> Vec<Sheet> {
    let computes = all.iter().any(|found| found.computes);
    let finished = all.into_iter().map(|mut found| {
        for (row, column) in found.blank_formulas.iter().filter(|_| !computes) {
            let kind = DoubtKind::FormulaWithoutValue;
            found.sheet.doubt(*row, Some(*column), kind);
        }
        found.sheet.finish()
    });
    finished.collect()
}

fn read_book(stream: &[u8]) -> Result<Book, Refusal> {
    let mut records = Records::from(stream, 0);
    let mut seen = Seen::default();
    loop {
        let record = records.next()?.ok_or_else(cut_off)?;
        match record.kind {
            END => break,
            0x00fc => {
                let continued = records.continued()?;
                seen.texts = shared_texts(record.data, &continued).unwrap_or_default();
            }
            _ => seen.note(record)?,
        }
    }
    let script = seen.script();
    let name_of = |data: &[u8]| script.short(data.get(6..)?);
    let sheets = seen.sheets.iter().map(|data| SheetEntry {
        name: name_of(data).unwrap_or_default().replace('\0', ""),
        begins: word(data, 0).unwrap_or(u32::MAX) as usize,
        is_worksheet: data.get(5) == Some(&0),
    });
    let codes: HashMap<u16, DateKind> = seen
        .formats
        .iter()
        .filter_map(|data| {
            let code = match script {
                Script::Wide => script.long(data.get(2..)?),
                Script::Bytes(_) => script.short(data.get(2..)?),
            };
            Some((half(data, 0)?, kind_of_code(&code?)))
        })
        .collect();
    let kind = |id: &u16| {
        let own = codes.get(id).copied();
        own.unwrap_or_else(|| built_in(usize::from(*id)))
    };
    Ok(Book {
        script,
        is_1904: seen.is_1904,
        styles: seen.styles.iter().map(kind).collect(),
        sheets: sheets.collect(),
        texts: seen.texts,
    })
}

/// The records of the first part that matter, before it is known how their texts are written.
#[derive(Default)]
struct Seen<'a> {
    is_wide: bool,
    code_page: Option<u16>,
    is_1904: bool,
    styles: Vec<u16>,
    formats: Vec<&'a [u8]>,
    sheets: Vec<&'a [u8]>,
    texts: Vec<String>,
}

impl<'a> Seen<'a> {
    fn note(&mut self, record: Record<'a>) -> Result<(), Refusal> {
        let data = record.data;
        match record.kind {
            BEGIN => self.is_wide = half(data, 0) == Some(0x0600),
            0x002f if half(data, 0) != Some(0) || data.len() > 2 => return Err(Refusal::Encrypted),
            0x0042 => self.code_page = half(data, 0),
            0x0022 => self.is_1904 = half(data, 0) == Some(1),
            0x00e0 => self.styles.push(half(data, 2).unwrap_or(0)),
            0x041e => self.formats.push(data),
            0x0085 => self.sheets.push(data),
            _ => {}
        }
        Ok(())
    }

    fn script(&self) -> Script {
        match self.is_wide {
            true => Script::Wide,
            false => Script::Bytes(encoding_of(self.code_page)),
        }
    }
}
