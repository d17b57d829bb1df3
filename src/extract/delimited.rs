//! Text tables: which character separates the columns, and rows numbered as a spreadsheet program
//! numbers them.
//!
//! A blank line is a row; a line break inside quotes does not start one.

use super::encoding::{Coded, Pieces};
use super::sheet::{DoubtKind, Overflow, Sheet};
use crate::model::{Cell, Limits};
use csv::{Reader, ReaderBuilder, StringRecord};
use memchr::{memchr_iter, memchr3};

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Rows and bytes looked at to find the delimiter.
const SAMPLE_ROWS: usize = 300;
const SAMPLE_BYTES: usize = 1 << 17;
/// Cells past the widest spreadsheet come from a wrong delimiter or from no table at all.
const COLUMNS_MAX: usize = u16::MAX as usize;
/// Lines that one quoted value may span where quotes are broken elsewhere in the file.
const VALUE_LINES_MAX: usize = 60;

pub(super) fn read_delimited(coded: &Coded, limits: &Limits) -> Result<Sheet, Overflow> {
    let (delimiter, width) = delimiter_of(&coded.head(2 * SAMPLE_BYTES));
    let shape = (delimiter, width);
    let empty = || Sheet::default().within(limits.cells);
    let mut sheet = empty();
    let (quotes, had_errors) = match coded.pieces() {
        Some(mut pieces) => {
            let quotes = read_pieces(&mut pieces, shape, &mut sheet)?;
            (quotes, pieces.had_errors)
        }
        None => {
            let decoded = coded.whole();
            let quotes = read_quoted(without_end_marks(&decoded.text), true, shape, &mut sheet)?;
            (quotes, decoded.had_errors)
        }
    };
    if quotes == Quotes::Broken {
        sheet = empty();
        let text = coded.whole().text;
        read_line_by_line(without_end_marks(&text), shape, &mut sheet)?;
    }
    let mut sheet = sheet.finish();
    if had_errors {
        doubt_undecodable(&mut sheet);
    }
    Ok(sheet)
}

/// Old programs end a text with control-Z or zeros.
fn without_end_marks(text: &str) -> &str {
    text.trim_end_matches(['\u{1a}', '\0'])
}

/// Reads the records of each piece; one that goes on in the next piece is held for it.
fn read_pieces(
    pieces: &mut Pieces<'_>,
    shape: (u8, usize),
    sheet: &mut Sheet,
) -> Result<Quotes, Overflow> {
    let mut held = String::new();
    loop {
        let is_last = pieces.append_to(&mut held);
        let text = match is_last {
            true => without_end_marks(&held),
            false => &held,
        };
        match read_quoted(text, is_last, shape, sheet)? {
            Quotes::Sound { used } if !is_last => held.drain(..used),
            end => return Ok(end),
        };
    }
}

fn reader(text: &str, delimiter: u8, quoting: bool) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(text.as_bytes())
}

/// The delimiter that cuts most rows into the same number of columns, and that number.
fn delimiter_of(text: &str) -> (u8, usize) {
    if let Some(named) = text
        .strip_prefix("sep=")
        .and_then(|rest| rest.bytes().next())
        && DELIMITERS.contains(&named)
    {
        return (named, modal_width(text, named).0);
    }
    let mut best = (b',', 1, 0.0);
    for delimiter in DELIMITERS {
        let (width, share) = modal_width(text, delimiter);
        let score = match width {
            0 | 1 => 0.0,
            // A wider cut wins where two are nearly as regular.
            _ => share + 0.02 * (width.min(20) as f64),
        };
        if score > best.2 {
            best = (delimiter, width, score);
        }
    }
    (best.0, best.1)
}

/// The most frequent number of columns among the first rows of more than one, and the share of all
/// rows that have it.
fn modal_width(text: &str, delimiter: u8) -> (usize, f64) {
    let mut cut = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let sampled = &text[..cut];
    let mut counts = std::collections::BTreeMap::new();
    let mut rows = 0usize;
    for record in reader(sampled, delimiter, true)
        .records()
        .take(SAMPLE_ROWS)
        .flatten()
    {
        rows += 1;
        *counts.entry(record.len()).or_insert(0usize) += 1;
    }
    let modal = counts
        .iter()
        .filter(|(width, _)| **width > 1)
        .max_by_key(|(width, count)| (**count, **width));
    match modal {
        Some((width, count)) => (*width, *count as f64 / rows.max(1) as f64),
        None => (1, 1.0),
    }
}

#[derive(Debug, PartialEq)]
enum Quotes {
    /// The bytes of whole records.
    Sound { used: usize },
    /// A quotation mark swallowed rows.
    Broken,
}

/// Line by line: a line without a quotation mark is cut at its delimiters, any other is the
/// beginning of a record that may go on over the next lines.
fn read_quoted(
    text: &str,
    is_last: bool,
    (delimiter, width): (u8, usize),
    sheet: &mut Sheet,
) -> Result<Quotes, Overflow> {
    let bytes = text.as_bytes();
    let mut quoted = QuotedRecord::new(delimiter);
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr3(b'\n', b'\r', b'"', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        if bytes.get(end) == Some(&b'"') {
            let end = at + quoted.read(&text[at..]);
            if !is_last && end == bytes.len() {
                break;
            }
            at = end;
            if quoted.width() != width && quoted.fields().any(has_line_break) {
                return Ok(Quotes::Broken);
            }
            push_record(quoted.width(), quoted.fields(), sheet)?;
            // The record's last line ends inside what was read, but for the second half of CR LF.
            if bytes[at - 1] == b'\r' && bytes.get(at) == Some(&b'\n') {
                at += 1;
            }
            continue;
        }
        // The line, or the pair of characters that ends it, may go on in the next piece.
        if !is_last && end + 1 >= bytes.len() {
            break;
        }
        match end == at {
            true => sheet.skip_rows(1),
            false => push_line(&text[at..end], delimiter, sheet)?,
        }
        let is_pair = bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
        at = end + 1 + usize::from(is_pair);
    }
    Ok(Quotes::Sound {
        used: at.min(bytes.len()),
    })
}

fn has_line_break(field: &str) -> bool {
    field.contains(['\n', '\r'])
}

/// A line without quotation marks.
fn push_line(line: &str, delimiter: u8, sheet: &mut Sheet) -> Result<(), Overflow> {
    let ends = memchr_iter(delimiter, line.as_bytes()).chain([line.len()]);
    if line.len() > COLUMNS_MAX && ends.clone().count() > COLUMNS_MAX {
        return Err(Overflow);
    }
    let mut start = 0;
    let fields = ends.map(|end| {
        let field = &line[start..end];
        start = end + 1;
        field
    });
    sheet.push_row(fields.map(Cell::of_text))
}

/// One record with quoted values, its memory used again for the next.
struct QuotedRecord {
    reader: csv_core::Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
    width: usize,
}

impl QuotedRecord {
    fn new(delimiter: u8) -> Self {
        QuotedRecord {
            reader: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            output: vec![0; 1 << 12],
            ends: vec![0; 64],
            width: 0,
        }
    }

    /// Reads the record at the beginning of the text and says how many bytes it took.
    fn read(&mut self, text: &str) -> usize {
        use csv_core::ReadRecordResult::*;
        self.reader.reset();
        let (mut used, mut written) = (0, 0);
        self.width = 0;
        loop {
            let input = &text.as_bytes()[used..];
            let (result, taken, out, ended) = self.reader.read_record(
                input,
                &mut self.output[written..],
                &mut self.ends[self.width..],
            );
            used += taken;
            written += out;
            self.width += ended;
            match result {
                OutputFull => self.output.resize(self.output.len() * 2, 0),
                OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                // At the end of the text, the next call is given nothing and closes the record.
                InputEmpty if !input.is_empty() => {}
                InputEmpty | Record | End => return used,
            }
        }
    }

    fn width(&self) -> usize {
        self.width
    }

    fn fields(&self) -> impl Iterator<Item = &str> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        let ends = self.ends[..self.width].iter();
        ends.zip(starts).map(|(end, start)| {
            // The text was cut at ASCII characters only.
            std::str::from_utf8(&self.output[start..*end]).unwrap_or_default()
        })
    }
}

fn push_record<'a>(
    width: usize,
    fields: impl Iterator<Item = &'a str>,
    sheet: &mut Sheet,
) -> Result<(), Overflow> {
    match width > COLUMNS_MAX {
        true => Err(Overflow),
        false => sheet.push_row(fields.map(Cell::of_text)),
    }
}

/// The careful way, for files with an unclosed quotation mark: a line is a row unless it and the
/// lines after it make one row of the usual width.
fn read_line_by_line(
    text: &str,
    (delimiter, width): (u8, usize),
    sheet: &mut Sheet,
) -> Result<(), Overflow> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim_end_matches('\r');
        if line.is_empty() {
            sheet.skip_rows(1);
            at += 1;
            continue;
        }
        let (record, used) = match joined(&lines[at..], delimiter, width) {
            Some(found) => found,
            None => {
                sheet.doubt(sheet.rows.len(), None, DoubtKind::OpenQuote);
                (parse(line, delimiter, false), 1)
            }
        };
        push_record(record.len(), record.iter(), sheet)?;
        at += used;
    }
    Ok(())
}

/// The first line, or the first lines together, if their quotation marks are balanced.
fn joined(lines: &[&str], delimiter: u8, width: usize) -> Option<(StringRecord, usize)> {
    let mut quotes = 0;
    for length in 1..=lines.len().min(VALUE_LINES_MAX) {
        quotes += lines[length - 1].bytes().filter(|b| *b == b'"').count();
        if quotes % 2 != 0 {
            continue;
        }
        let whole = lines[..length].join("\n");
        let record = parse(whole.trim_end_matches('\r'), delimiter, true);
        if length == 1 || record.len() == width {
            return Some((record, length));
        }
    }
    None
}

fn parse(line: &str, delimiter: u8, quoting: bool) -> StringRecord {
    let mut record = StringRecord::new();
    let read = reader(line, delimiter, quoting).read_record(&mut record);
    debug_assert!(read.is_ok());
    record
}

fn doubt_undecodable(sheet: &mut Sheet) {
    for row in 0..sheet.rows.len() {
        let cells = sheet.rows[row].iter().enumerate();
        let doubtful: Vec<usize> = cells
            .filter(|(_, cell)| matches!(cell, Cell::Text(text) if text.contains('\u{fffd}')))
            .map(|(column, _)| column)
            .collect();
        for column in doubtful {
            sheet.doubt(row, Some(column), DoubtKind::Undecodable);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cells;

    fn read(text: &str) -> Sheet {
        let coded = super::super::encoding::coded(text.as_bytes(), None);
        read_delimited(&coded, &Limits::default()).unwrap()
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
        let row = |cells: &Cells| cells.iter().map(|cell| cell.text().into_owned()).collect();
        sheet.rows.iter().map(row).collect()
    }

    #[test]
    fn blank_lines_are_rows_and_quoted_breaks_are_not() {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["", "a,b", "", "", "1,\"x", "y\"", "2,z", "", ""];
            let sheet = read(&lines.join(end));
            let value = format!("x{end}y");
            let expected: Vec<Vec<&str>> = vec![
                vec![],
                vec!["a", "b"],
                vec![],
                vec![],
                vec!["1", &value],
                vec!["2", "z"],
            ];
            assert_eq!(texts(&sheet), expected, "{end:?}");
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_regularly() {
        assert_eq!(delimiter_of("标题,甲\na;b;c\n1;2,5;3\n4;5;6\n").0, b';');
        assert_eq!(delimiter_of("a\tb\n1,2\t3\n4\t5\n"), (b'\t', 2));
        assert_eq!(delimiter_of("a|b|c\n1|2|3\n").0, b'|');
        assert_eq!(delimiter_of("sep=;\na;b\n1,0;2,0\n").0, b';');
        assert_eq!(delimiter_of("only\none\n"), (b',', 1));
    }

    #[test]
    fn an_unclosed_quote_swallows_no_row() {
        let sheet = read("a,b,c\n1,\"open,x\n2,y,z\n3,\"two\nlines\",w\n4,u,v\n");
        assert_eq!(sheet.rows.len(), 5);
        assert_eq!(texts(&sheet)[3], ["3", "two\nlines", "w"]);
        assert_eq!(sheet.doubts.len(), 1);
        assert_eq!(sheet.doubts[0].row, 1);
    }

    #[test]
    fn a_text_decoded_in_pieces_is_the_same_text() {
        for end in ["\r\n", "\n", "\r"] {
            let mut text = String::new();
            for row in 0..40_000 {
                let line = match row % 7 {
                    0 => String::new(),
                    1 => format!("{row},\"甲厂{end}二行，\"\"引\"\"\",合格"),
                    _ => format!("{row},湘乡市第{row}号机械加工厂,责令限期整改"),
                };
                text.push_str(&line);
                text.push_str(end);
            }
            text.push('\u{1a}');
            let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
            assert!(bytes.len() > 1 << 20);
            let coded = super::super::encoding::coded(&bytes, None);
            assert!(coded.pieces().is_some());
            let pieces = read_delimited(&coded, &Limits::default()).unwrap();
            assert!(pieces.rows == read(&text).rows, "{end:?}");
        }
    }

    #[test]
    fn trailing_delimiter_rows_are_no_rows() {
        assert_eq!(read("a,b\n1,2\n,,\n , \n").rows.len(), 2);
    }
}
