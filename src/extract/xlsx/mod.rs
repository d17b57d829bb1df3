//! `.xlsx`, `.xlsm` and `.xlsb`: each part inflated once, under a cap, and read as a stream of
//! cells. A workbook of one kilobyte can claim a trillion cells, and one of two megabytes can
//! inflate to gigabytes; what is kept here is what the file really holds.

mod binary;
mod cells;
mod package;
mod parts;
mod plain;
mod strings;
pub(super) mod styles;

use super::encoding;
use super::page::{Page, Refusal};
use super::room::Room;
use super::sheet::Sheet;
use package::{Relation, SheetEntry};
use parts::{Budget, Part, find_part, part_names};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use rayon::prelude::*;
use std::io::{Cursor, Read};
use strings::SharedTexts;
use styles::DateKind;
use zip::ZipArchive;

pub(super) use binary::read_xlsb;

/// What is inflated at a time.
const PIECE: usize = 1 << 18;
/// One tag or text is held in memory as a whole; no writer makes longer ones.
const EVENT_MAX: usize = 64 << 20;

type Bytes<'a> = Cursor<&'a [u8]>;

/// An open workbook's archive.
struct Book<'a> {
    archive: ZipArchive<Bytes<'a>>,
    names: Vec<String>,
    budget: Budget,
    room: Room,
}

/// What the cells of every sheet refer to.
struct Shared {
    texts: SharedTexts,
    styles: Vec<DateKind>,
    is_1904: bool,
}

pub(super) fn read_xlsx(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let book = Book::open(bytes, room)?;
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
    // Which of the sheets came to the limit depends on the order in which they were read.
    book.budget.check()?;
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
    fn open(bytes: &'a [u8], room: &Room) -> Result<Self, Refusal> {
        let damaged = |error: zip::result::ZipError| Refusal::Damaged(error.to_string());
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        Ok(Book {
            names: part_names(&archive),
            archive,
            budget: Budget::of(bytes, room.limits()),
            room: room.clone(),
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
        self.try_events(part, &mut Each(&mut take))
    }

    /// As [`Book::events`], until the first refusal.
    fn try_events(&self, part: &str, taker: &mut impl Take) -> Result<(), Refusal> {
        let read = self.with_part(part, |part| self.pump(part, taker));
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

    /// Inflates a part piece by piece; each piece is read up to its last whole event, and what is
    /// left of it begins the next.
    fn pump(&self, mut part: Part<'_>, taker: &mut impl Take) -> Result<(), Refusal> {
        let mut held: Vec<u8> = Vec::new();
        let mut is_first = true;
        loop {
            // An event longer than a piece is tried again with twice as much.
            let wanted = PIECE.max(held.len());
            let read = part.by_ref().take(wanted as u64).read_to_end(&mut held);
            let is_last = read.map_err(|error| self.budget.refusal(&error))? < wanted;
            if is_first && is_wide(&held) {
                let read = part.read_to_end(&mut held);
                read.map_err(|error| self.budget.refusal(&error))?;
                let text = encoding::decode(&held, None).text;
                return self.read_events(&text, true, taker).map(|_| ());
            }
            is_first = false;
            let end = match is_last {
                true => held.len(),
                false => held.iter().rposition(|b| *b == b'>').map_or(0, |at| at + 1),
            };
            let text = std::str::from_utf8(&held[..end]);
            let text = text.map_err(|error| self.budget.refusal(&error))?;
            let used = self.read_events(text, is_last, taker)?;
            if is_last {
                return Ok(());
            }
            held.drain(..used);
            if held.len() > EVENT_MAX {
                let why = "one of its values is longer than 64 MiB";
                return Err(Refusal::Damaged(why.into()));
            }
        }
    }

    /// Reads the events of a piece and says how many bytes they took. What cannot be read at the
    /// end of a piece that is not the last may only be cut off.
    fn read_events<T: Take>(
        &self,
        text: &str,
        is_last: bool,
        taker: &mut T,
    ) -> Result<usize, Refusal> {
        let mut used = 0;
        loop {
            used += taker.take_plain(&text[used..])?;
            let mut reader = Reader::from_str(&text[used..]);
            reader.config_mut().check_end_names = false;
            reader.config_mut().allow_unmatched_ends = true;
            loop {
                let before = reader.buffer_position() as usize;
                match reader.read_event() {
                    Ok(Event::Eof) => return Ok(text.len()),
                    Ok(event) => taker.take(event)?,
                    Err(_) if !is_last => return Ok(used + before),
                    Err(error) => return Err(self.budget.refusal(&error)),
                }
                let after = reader.buffer_position() as usize;
                if T::MAY_BE_PLAIN && text[used + after..].starts_with("<c ") {
                    used += after;
                    break;
                }
            }
        }
    }
}

/// What a part's events are given to.
trait Take {
    /// Whether the part holds cells that can be read without a general reader.
    const MAY_BE_PLAIN: bool = false;

    /// Reads what stands plainly at the beginning of the text and says how many bytes it took.
    fn take_plain(&mut self, _text: &str) -> Result<usize, Refusal> {
        Ok(0)
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), Refusal>;
}

/// A function that takes every event.
struct Each<'a, F>(&'a mut F);

impl<F: FnMut(Event<'_>)> Take for Each<'_, F> {
    fn take(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        (self.0)(event);
        Ok(())
    }
}

fn is_wide(head: &[u8]) -> bool {
    let head = &head[..head.len().min(4096)];
    encoding::is_utf16(head).is_some() || encoding::has_wide_mark(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Limits};
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
        let sheet = read_xlsx(&bytes, &Room::of(&Limits::default()))
            .unwrap()
            .sheets
            .remove(0);
        assert_eq!(sheet.rows.len(), 4);
        assert_eq!(sheet.rows[2].get(0).unwrap().text(), "2025-03-05");
        assert_eq!(sheet.rows[2].get(1), Some(Cell::Text("13:30:00")));
        assert_eq!(sheet.rows[2].get(2), Some(Cell::Text("00012")));
        assert_eq!(sheet.rows[3].get(0), Some(Cell::Number(45721.0)));
        assert_eq!(sheet.merges.iter().count(), 1);
        assert_eq!(sheet.merges.covering(0)[0].right, 2);
    }

    #[test]
    fn a_corner_cell_costs_no_rectangle() {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.write(0, 0, "a").unwrap();
        page.write(1_048_575, 16_383, "z").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheet = read_xlsx(&bytes, &Room::of(&Limits::default()))
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
            read_xlsx(&bytes, &Room::of(&Limits::default())),
            Err(Refusal::TooLarge(48))
        ));
    }
}
