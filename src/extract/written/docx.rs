//! `.docx`: paragraphs, tables and notes of the document part. What was deleted under tracking,
//! field codes and the second copy of a text box are left out.

use crate::extract::xml::{attribute, push_reference};
use crate::model::{Block, Content, Limits, Text, WrittenReport};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

pub fn read(bytes: &[u8], limits: &Limits) -> Result<WrittenReport, Text> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = limits.inflated_bytes(bytes.len() as u64);
    let document = part(&mut archive, "word/document.xml", &mut left)?
        .ok_or_else(|| damaged("word/document.xml is missing"))?;
    let styles = part(&mut archive, "word/styles.xml", &mut left)?.unwrap_or_default();
    let levels = heading_levels(&styles)?;
    let mut blocks = read_part(&document, &levels, false)?;
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = part(&mut archive, name, &mut left)? {
            let before = blocks.last().map_or(0, |block| block.line);
            let notes = read_part(&notes, &HashMap::new(), true)?;
            blocks.extend(notes.into_iter().map(|note| Block {
                line: note.line + before,
                ..note
            }));
        }
    }
    Ok(WrittenReport {
        container: "docx",
        blocks,
        ..WrittenReport::default()
    })
}

fn damaged(error: impl ToString) -> Text {
    let error = error.to_string();
    Text::new(
        format!("文件已损坏:{error}"),
        format!("the file is damaged: {error}"),
    )
}

/// A part's text, under the cap of what the file may inflate to.
fn part(archive: &mut Archive<'_>, name: &str, left: &mut u64) -> Result<Option<String>, Text> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(damaged(error)),
    };
    let mut bytes = Vec::new();
    file.take(*left + 1)
        .read_to_end(&mut bytes)
        .map_err(damaged)?;
    if bytes.len() as u64 > *left {
        return Err(Text::new("展开后过大", "it inflates beyond the limit"));
    }
    *left -= bytes.len() as u64;
    String::from_utf8(bytes).map(Some).map_err(damaged)
}

/// Outline level by the id of the paragraph style.
fn heading_levels(styles: &str) -> Result<HashMap<String, u8>, Text> {
    let mut levels = HashMap::new();
    let mut style = String::new();
    each_event(styles, |event| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else {
            return;
        };
        match tag.local_name().as_ref() {
            "style" => style = attribute(&tag, "styleId").unwrap_or_default(),
            "outlineLvl" => {
                let level = attribute(&tag, "val").and_then(|val| val.parse::<u8>().ok());
                if let Some(level) = level.filter(|level| *level < 9) {
                    levels.insert(style.clone(), level + 1);
                }
            }
            "name" => {
                let name = attribute(&tag, "val").unwrap_or_default().to_lowercase();
                let level = name.strip_prefix("heading ").and_then(|n| n.parse().ok());
                if let Some(level) = level {
                    levels.entry(style.clone()).or_insert(level);
                }
            }
            _ => {}
        }
    })?;
    Ok(levels)
}

fn each_event(xml: &str, mut take: impl FnMut(Event<'_>)) -> Result<(), Text> {
    let mut reader = Reader::from_str(xml);
    let mut open = 0_u64;
    loop {
        let event = reader.read_event().map_err(damaged)?;
        match &event {
            Event::Eof if open > 0 => return Err(damaged("it ends amid an element")),
            Event::Eof => return Ok(()),
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        take(event);
    }
}

/// A part being read.
struct Pages<'a> {
    levels: &'a HashMap<String, u8>,
    is_notes: bool,
    blocks: Vec<Block>,
    paragraphs: u32,
    /// Elements whose content is not the text: each with its depth below itself.
    skipped: u32,
    in_text: bool,
    text: String,
    level: Option<u8>,
    /// Tables around the place, the inner one last.
    tables: Vec<Table>,
}

/// A merged cell covers no more columns than this, whatever the file says.
const SPAN_MAX: usize = 64;

/// A table being read: the last cell of the last row is being filled.
#[derive(Default)]
struct Table {
    line: u32,
    rows: Vec<Vec<String>>,
    /// Columns that the cell covers, and whether it goes on with the one above it.
    span: usize,
    goes_on: bool,
}

impl Table {
    /// A merged cell says its words in every place that it covers; a figure counts once.
    fn end_cell(&mut self) {
        let span = std::mem::take(&mut self.span).clamp(1, SPAN_MAX);
        let goes_on = std::mem::take(&mut self.goes_on);
        let Some((row, above)) = self.rows.split_last_mut() else {
            return;
        };
        let is_word = |cell: &String| !cell.contains(|c: char| c.is_numeric());
        let at = row.len().saturating_sub(1);
        let Some(cell) = row.last_mut() else {
            return;
        };
        if goes_on
            && cell.is_empty()
            && let Some(word) = above.last().and_then(|above| above.get(at))
            && is_word(word)
        {
            cell.clone_from(word);
        }
        let again = if is_word(cell) {
            cell.clone()
        } else {
            String::new()
        };
        row.extend(std::iter::repeat_n(again, span - 1));
    }
}

fn read_part(xml: &str, levels: &HashMap<String, u8>, is_notes: bool) -> Result<Vec<Block>, Text> {
    let mut pages = Pages {
        levels,
        is_notes,
        blocks: Vec::new(),
        paragraphs: 0,
        skipped: 0,
        in_text: false,
        text: String::new(),
        level: None,
        tables: Vec::new(),
    };
    each_event(xml, |event| pages.take(event))?;
    Ok(pages.blocks)
}

impl Pages<'_> {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => self.single(&tag),
            Event::End(tag) => self.close(tag.local_name().as_ref()),
            Event::Text(text) if self.in_text && self.skipped == 0 => {
                self.text.push_str(&text.xml10_content());
            }
            Event::GeneralRef(reference) if self.in_text && self.skipped == 0 => {
                push_reference(&mut self.text, &reference);
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skipped > 0 || is_skipped(name) {
            self.skipped += 1;
            return;
        }
        match name {
            "p" => {
                self.paragraphs += 1;
                // A text box stands inside a paragraph: its text is one of its own.
                self.end_paragraph();
            }
            "t" => self.in_text = true,
            "tbl" => {
                self.end_paragraph();
                self.tables.push(Table {
                    line: self.paragraphs + 1,
                    ..Table::default()
                });
            }
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    (table.span, table.goes_on) = (1, false);
                    if let Some(row) = table.rows.last_mut() {
                        row.push(String::new());
                    }
                }
            }
            _ => self.single(tag),
        }
    }

    fn single(&mut self, tag: &BytesStart<'_>) {
        if self.skipped > 0 {
            return;
        }
        match tag.local_name().as_ref() {
            "pStyle" => {
                let style = attribute(tag, "val").unwrap_or_default();
                self.level = self.level.or_else(|| self.levels.get(&style).copied());
            }
            "outlineLvl" => {
                let level = attribute(tag, "val").and_then(|val| val.parse::<u8>().ok());
                self.level = level.filter(|level| *level < 9).map(|level| level + 1);
            }
            "gridSpan" | "vMerge" => {
                if let Some(table) = self.tables.last_mut() {
                    let val = attribute(tag, "val");
                    match tag.local_name().as_ref() {
                        "vMerge" => table.goes_on = val.is_none_or(|val| val != "restart"),
                        _ => table.span = val.and_then(|val| val.parse().ok()).unwrap_or(1),
                    }
                }
            }
            "tab" => self.text.push('\t'),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('-'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tbl" => {
                if let Some(Table { line, rows, .. }) = self.tables.pop() {
                    self.blocks.push(Block {
                        line,
                        content: Content::Table(rows),
                    });
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell();
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        let level = self.level.take();
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let cell = self
            .tables
            .last_mut()
            .and_then(|table| table.rows.last_mut()?.last_mut());
        if let Some(cell) = cell {
            cell.push_str(text);
            return;
        }
        let content = match level {
            _ if self.is_notes => Content::Note(text.to_string()),
            Some(level) => Content::Heading(level, text.to_string()),
            None => Content::Text(text.to_string()),
        };
        self.blocks.push(Block {
            line: self.paragraphs.max(1),
            content,
        });
    }
}

/// Elements whose content is not the text as it stands.
pub(in crate::extract) fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "instrText"
            | "delText"
            | "Fallback"
            | "pPrChange"
            | "rPrChange"
            | "sectPr"
            | "separator"
            | "continuationSeparator"
    )
}
