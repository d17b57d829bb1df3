//! `.xlsx`, `.xlsm` and `.xlsb`: each part inflated once, under a cap, and read as a stream of
//! cells. A workbook of one kilobyte can claim a trillion cells, and one of two megabytes can
//! inflate to gigabytes; what is kept here is what the file really holds.

mod binary;
mod cells;
mod package;
mod parts;
mod strings;
pub(super) mod styles;

use super::encoding;
use super::page::{Page, Refusal};
use super::sheet::Sheet;
use crate::model::Limits;
use package::{Relation, SheetEntry};
use parts::{Budget, Part, find_part, part_names};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use rayon::prelude::*;
use std::io::{BufRead, Cursor, Read};
use strings::SharedTexts;
use styles::DateKind;
use zip::ZipArchive;

pub(super) use binary::read_xlsb;

type Bytes<'a> = Cursor<&'a [u8]>;

/// An open workbook's archive.
struct Book<'a> {
    archive: ZipArchive<Bytes<'a>>,
    names: Vec<String>,
    budget: Budget,
    cells_max: u64,
}

/// What the cells of every sheet refer to.
struct Shared {
    texts: SharedTexts,
    styles: Vec<DateKind>,
    is_1904: bool,
}

pub(super) fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Page, Refusal> {
    let book = Book::open(bytes, limits)?;
    let main = book.main_part("workbook.xml")?;
    let relations = package::relations(&book, &main)?;
    let workbook = package::workbook(&book, &main)?;
    let part_of = |kind: &str| {
        let related = relations.iter().find(|relation| relation.kind == kind);
        related.map_or("", |relation| relation.target.as_str())
    };
    let shared = Shared {
        texts: strings::shared_texts(&book, part_of("sharedStrings"))?,
        styles: styles::date_styles(&book, part_of("styles"))?,
        is_1904: workbook.is_1904,
    };
    let parts: Vec<(String, String)> = workbook
        .sheets
        .into_iter()
        .enumerate()
        .filter_map(|(at, sheet)| Some((sheet_part(&sheet, at, &relations)?, sheet.name)))
        .collect();
    let read: Vec<Result<Sheet, Refusal>> = parts
        .par_iter()
        .map(|(part, name)| cells::read_sheet(&book, part, name, &shared))
        .collect();
    let mut page = Page::new("xlsx", "");
    for (sheet, (_, name)) in read.into_iter().zip(parts) {
        match sheet {
            Ok(sheet) => page.sheets.push(sheet),
            Err(why) => page.lost.push((name, why)),
        }
    }
    Ok(page)
}

/// The part of a sheet of cells; charts and dialogs are none.
fn sheet_part(sheet: &SheetEntry, at: usize, relations: &[Relation]) -> Option<String> {
    match relations.iter().find(|one| one.id == sheet.relation) {
        Some(related) if related.kind == "worksheet" => Some(related.target.clone()),
        Some(_) => None,
        None => Some(format!("xl/worksheets/sheet{}.xml", at + 1)),
    }
}

impl<'a> Book<'a> {
    fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        let damaged = |error: zip::result::ZipError| Refusal::Damaged(error.to_string());
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        Ok(Book {
            names: part_names(&archive),
            archive,
            budget: Budget::of(bytes, limits),
            cells_max: limits.cells,
        })
    }

    /// The workbook's own part: the one that the package says, else the one named so.
    fn main_part(&self, usual: &str) -> Result<String, Refusal> {
        let relations = package::relations(self, "")?;
        let said = relations
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map(|relation| relation.target)
            .filter(|target| find_part(&self.names, target).is_some());
        let named = || {
            let found = self.names.iter().find(|name| name.ends_with(usual));
            found.cloned()
        };
        said.or_else(named)
            .ok_or_else(|| Refusal::Damaged("it has no workbook part".into()))
    }

    /// Reads a part event by event; a part that is not there has none.
    fn events(&self, part: &str, mut take: impl FnMut(Event<'_>)) -> Result<(), Refusal> {
        self.try_events(part, |event| {
            take(event);
            Ok(())
        })
    }

    /// As [`Book::events`], until the first refusal.
    fn try_events(
        &self,
        part: &str,
        take: impl FnMut(Event<'_>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let read = self.with_part(part, |mut part| {
            let head = part.fill_buf().map_err(|e| self.budget.refusal(&e))?;
            if encoding::is_utf16(head).is_none() && !encoding::has_wide_mark(head) {
                return self.pump(part, Part::begin_event, take);
            }
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes)
                .map_err(|error| self.budget.refusal(&error))?;
            let decoded = encoding::decode(&bytes, None);
            self.pump(decoded.text.as_bytes(), |_| {}, take)
        });
        read.map(|_| ())
    }

    /// Hands a part to its reader; `None` where there is no such part.
    fn with_part<T>(
        &self,
        name: &str,
        read: impl FnOnce(Part<'_>) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        let Some(index) = find_part(&self.names, name) else {
            return Ok(None);
        };
        let mut archive = self.archive.clone();
        let file = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why)
                if why == zip::result::ZipError::PASSWORD_REQUIRED =>
            {
                Refusal::Encrypted
            }
            other => self.budget.refusal(&other),
        })?;
        read(Part::new(file, &self.budget)).map(Some)
    }

    fn pump<R: BufRead>(
        &self,
        source: R,
        begin: impl Fn(&mut R),
        mut take: impl FnMut(Event<'_>) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            begin(reader.get_mut());
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(()),
                Ok(event) => take(event)?,
                Err(error) => return Err(self.budget.refusal(&error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cell;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    #[test]
    fn values_dates_and_merges_are_read() {
        let mut book = Workbook::new();
        let page = book.add_worksheet().set_name("检查记录").unwrap();
        let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let clock = Format::new().set_num_format("hh:mm:ss");
        let plain = Format::new();
        page.merge_range(0, 0, 0, 2, "标题", &plain).unwrap();
        let date = ExcelDateTime::from_ymd(2025, 3, 5).unwrap();
        page.write_with_format(2, 0, &date, &day).unwrap();
        page.write_with_format(2, 1, 0.5625, &clock).unwrap();
        page.write(2, 2, "00012").unwrap();
        page.write(3, 0, 45721).unwrap();
        page.write_blank(9, 0, &day).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheet = read_xlsx(&bytes, &Limits::default())
            .unwrap()
            .sheets
            .remove(0);
        assert_eq!(sheet.rows.len(), 4);
        assert_eq!(sheet.rows[2].get(0).unwrap().text(), "2025-03-05");
        assert_eq!(sheet.rows[2].get(1), Some(Cell::Text("13:30:00")));
        assert_eq!(sheet.rows[2].get(2), Some(Cell::Text("00012")));
        assert_eq!(sheet.rows[3].get(0), Some(Cell::Number(45721.0)));
        assert_eq!(sheet.merges.len(), 1);
        assert!(sheet.merges[0].covers(0, 2));
    }

    #[test]
    fn a_corner_cell_costs_no_rectangle() {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.write(0, 0, "a").unwrap();
        page.write(1_048_575, 16_383, "z").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheet = read_xlsx(&bytes, &Limits::default())
            .unwrap()
            .sheets
            .remove(0);
        assert_eq!(sheet.rows.len(), 1_048_576);
        assert!(sheet.rows[5].is_empty());
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_read() {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("xl/workbook.xml", options).unwrap();
        let block = vec![b' '; 1 << 20];
        for _ in 0..64 {
            archive.write_all(&block).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(matches!(
            read_xlsx(&bytes, &Limits::default()),
            Err(Refusal::TooLarge(48))
        ));
    }
}
