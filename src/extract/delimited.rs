//! Text tables: which character separates the columns, and rows numbered as a spreadsheet program
//! numbers them.
//!
//! A blank line is a row; a line break inside quotes does not start one.

use super::encoding::{Coded, Pieces};
use super::room::Room;
use super::sheet::{CELL_CHARS_MAX, DoubtKind, Overflow, Sheet};
use super::text_rows::{COLUMNS_MAX, Record, Shape, Step, TextRows};
use crate::model::Cell;
use memchr::{memchr, memchr_iter};

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Rows and bytes looked at to find the delimiter.
const SAMPLE_ROWS: usize = 300;
const SAMPLE_BYTES: usize = 1 << 17;

pub(super) fn read_delimited(coded: &Coded, room: &Room) -> Result<Sheet, Overflow> {
    let (delimiter, width) = delimiter_of(&coded.head(2 * SAMPLE_BYTES));
    let mut shape = Shape {
        delimiter,
        width: Some(width),
        is_careful: false,
    };
    let (mut sheet, mut quotes, mut had_errors) = read_rows(coded, shape, room)?;
    if quotes == Quotes::Broken {
        shape.is_careful = true;
        (sheet, quotes, had_errors) = read_rows(coded, shape, room)?;
        debug_assert!(quotes != Quotes::Broken);
    }
    let mut sheet = sheet.finish();
    if had_errors {
        doubt_undecodable(&mut sheet);
    }
    Ok(sheet)
}

fn read_rows(coded: &Coded, shape: Shape, room: &Room) -> Result<(Sheet, Quotes, bool), Overflow> {
    let mut sheet = Sheet::default().within(room);
    match coded.pieces() {
        Some(mut pieces) => {
            let quotes = read_pieces(&mut pieces, shape, &mut sheet)?;
            Ok((sheet, quotes, pieces.had_errors))
        }
        None => {
            let decoded = coded.whole();
            let text = without_end_marks(&decoded.text);
            let quotes = read_piece(text, true, shape, &mut sheet, &mut Record::default())?;
            doubt_cut_off(text, shape, &mut sheet);
            Ok((sheet, quotes, decoded.had_errors))
        }
    }
}

/// Old programs end a text with control-Z or zeros.
fn without_end_marks(text: &str) -> &str {
    text.trim_end_matches(['\u{1a}', '\0'])
}

/// Reads the rows of each piece; one that goes on in the next piece is held for it.
fn read_pieces(
    pieces: &mut Pieces<'_>,
    shape: Shape,
    sheet: &mut Sheet,
) -> Result<Quotes, Overflow> {
    let mut held = String::new();
    let mut record = Record::default();
    loop {
        let is_last = pieces.append_to(&mut held);
        let text = match is_last {
            true => without_end_marks(&held),
            false => &held,
        };
        match read_piece(text, is_last, shape, sheet, &mut record)? {
            Quotes::Sound { used } if !is_last => held.drain(..used),
            end => {
                doubt_cut_off(text, shape, sheet);
                return Ok(end);
            }
        };
    }
}

/// A text whose last line does not end and has fewer columns than the table, where the line before
/// has them all and begins alike: an export or a copy that was broken off.
fn doubt_cut_off(text: &str, shape: Shape, sheet: &mut Sheet) {
    let mut lines = text.rsplit('\n');
    let (Some(last), Some(before)) = (lines.next(), lines.next()) else {
        return;
    };
    let is_short = |line: &str| columns(line, shape.delimiter) < shape.width.unwrap_or_default();
    let first = |line: &str| {
        let letter = line.trim_start_matches('"').chars().next();
        // Serial numbers begin alike whatever their digits.
        letter.map(|letter| if letter.is_ascii_digit() { '0' } else { letter })
    };
    let begins_alike = first(last).is_some() && first(last) == first(before);
    if begins_alike && !last.ends_with('\r') && is_short(last) && !is_short(before) {
        let row = sheet.rows.len().saturating_sub(1);
        sheet.doubt(row, None, DoubtKind::CutOff);
    }
}

/// Columns of a line; a delimiter between quotation marks separates nothing.
fn columns(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let separates = |byte: &u8| {
        quoted ^= *byte == b'"';
        !quoted && *byte == delimiter
    };
    line.bytes().filter(separates).count() + 1
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
    let shape = Shape {
        delimiter,
        width: None,
        is_careful: true,
    };
    let mut counts = std::collections::BTreeMap::new();
    let mut rows = 0usize;
    let mut sampled = TextRows::of(&text[..cut], true, shape, Record::default());
    while rows < SAMPLE_ROWS {
        let width = match sampled.next() {
            Step::End | Step::TooWide | Step::Broken => break,
            Step::Blank => continue,
            Step::Line(line) => memchr_iter(delimiter, line.as_bytes()).count() + 1,
            Step::Quoted => sampled.values().count(),
            Step::OpenQuote(rest) => {
                sampled.values().count() + memchr_iter(delimiter, rest.as_bytes()).count() + 1
            }
        };
        rows += 1;
        *counts.entry(width).or_insert(0usize) += 1;
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
    /// The bytes of whole rows.
    Sound { used: usize },
    /// A quotation mark swallowed rows.
    Broken,
}

fn read_piece(
    text: &str,
    is_last: bool,
    shape: Shape,
    sheet: &mut Sheet,
    record: &mut Record,
) -> Result<Quotes, Overflow> {
    let mut rows = TextRows::of(text, is_last, shape, std::mem::take(record));
    let is_plain = memchr(0, text.as_bytes()).is_none();
    loop {
        match rows.next() {
            Step::End => break,
            Step::Broken => return Ok(Quotes::Broken),
            Step::TooWide => return Err(Overflow),
            Step::Blank => sheet.skip_rows(1)?,
            Step::Line(line) if is_plain && line.len() <= CELL_CHARS_MAX => {
                sheet.push_line(line, shape.delimiter)?;
            }
            Step::Line(line) => push_line(line, shape.delimiter, sheet)?,
            Step::Quoted if is_plain && rows.values_length() <= CELL_CHARS_MAX => {
                sheet.push_texts(rows.values())?;
            }
            Step::Quoted => sheet.push_row(rows.values().map(Cell::of_text))?,
            Step::OpenQuote(rest) => {
                sheet.doubt(sheet.rows.len(), None, DoubtKind::OpenQuote);
                let delimiter = char::from(shape.delimiter);
                let values = rows.values().chain(rest.split(delimiter));
                sheet.push_row(values.take(COLUMNS_MAX).map(Cell::of_text))?;
            }
        }
    }
    let used = rows.used;
    *record = rows.into_record();
    Ok(Quotes::Sound { used })
}

/// A line without quotation marks, cell by cell.
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
    use crate::model::{Cells, Limits};

    fn room() -> Room {
        Room::of(&Limits::default())
    }

    fn read(text: &str) -> Sheet {
        let coded = super::super::encoding::coded(text.as_bytes(), None);
        read_delimited(&coded, &room()).unwrap()
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
            let pieces = read_delimited(&coded, &room()).unwrap();
            assert!(pieces.rows == read(&text).rows, "{end:?}");
        }
    }

    #[test]
    fn trailing_delimiter_rows_are_no_rows() {
        assert_eq!(read("a,b\n1,2\n,,\n , \n").rows.len(), 2);
    }
}
