//! The rows of a text table: a line each, but where quotation marks hold a line break inside a
//! value. Each byte is looked at a bounded number of times, whatever is opened and never closed.

use memchr::{memchr, memchr3};

/// A quoted value that goes on for longer was never closed. A spreadsheet cell holds 32,767
/// characters.
const VALUE_BYTES_MAX: usize = 1 << 20;
/// Lines that one quoted value may span where quotes are broken elsewhere in the file.
const VALUE_LINES_MAX: usize = 60;
/// Cells past the widest spreadsheet come from a wrong delimiter or from no table at all.
pub(super) const COLUMNS_MAX: usize = u16::MAX as usize;

/// How rows are to be cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub delimiter: u8,
    /// The usual number of columns, where it is known.
    pub width: Option<usize>,
    /// Quotation marks are broken somewhere: a value spans lines only if that makes one row of the
    /// usual width, and a mark that opens nothing is text.
    pub is_careful: bool,
}

/// What stands next in the text.
#[derive(Debug, PartialEq)]
pub(super) enum Step<'t> {
    Blank,
    /// A line without quotation marks.
    Line(&'t str),
    /// A row with them; its values are [`TextRows::values`].
    Quoted,
    /// The line as far as it could be read: more [`TextRows::values`] and then this, which begins
    /// with a mark that is never closed.
    OpenQuote(&'t str),
    /// A mark swallows rows; only a careful reading goes on.
    Broken,
    TooWide,
    /// The text ends, or the rest of it may go on in the next piece.
    End,
}

/// Reads the rows of one piece of text.
pub(super) struct TextRows<'t> {
    text: &'t str,
    /// Bytes of the steps taken.
    pub used: usize,
    is_last: bool,
    shape: Shape,
    record: Record,
}

/// The values of a row with quotation marks, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: String,
    ends: Vec<usize>,
    /// Some value holds a line break.
    has_break: bool,
}

/// How a record with quotation marks ended.
enum Ended {
    /// After so many bytes, the end of its line included.
    Whole(usize),
    /// Inside the value that begins here.
    Open(usize),
    TooWide,
}

impl<'t> TextRows<'t> {
    /// `record` is only its memory.
    pub fn of(text: &'t str, is_last: bool, shape: Shape, record: Record) -> Self {
        TextRows {
            text,
            used: 0,
            is_last,
            shape,
            record,
        }
    }

    pub fn into_record(self) -> Record {
        self.record
    }

    pub fn values(&self) -> impl Iterator<Item = &str> {
        let starts = [0].into_iter().chain(self.record.ends.iter().copied());
        let pairs = starts.zip(&self.record.ends);
        pairs.map(|(start, end)| &self.record.values[start..*end])
    }

    /// Bytes of the values together.
    pub fn values_length(&self) -> usize {
        self.record.values.len()
    }

    pub fn next(&mut self) -> Step<'t> {
        let rest = &self.text[self.used..];
        let bytes = rest.as_bytes();
        if bytes.is_empty() {
            return Step::End;
        }
        let end = memchr3(b'\n', b'\r', b'"', bytes).unwrap_or(bytes.len());
        if bytes.get(end) == Some(&b'"') {
            return self.quoted(rest);
        }
        // The line, or the pair of characters that ends it, may go on in the next piece.
        if !self.is_last && end + 1 >= bytes.len() {
            return Step::End;
        }
        self.used += end + break_length(&bytes[end..]);
        match end {
            0 => Step::Blank,
            _ => Step::Line(&rest[..end]),
        }
    }

    fn quoted(&mut self, rest: &'t str) -> Step<'t> {
        let ended = self.record.read(rest, self.shape);
        let begin = match ended {
            Ended::TooWide => return Step::TooWide,
            Ended::Whole(used) if used == rest.len() && !self.is_last => return Step::End,
            Ended::Whole(used) => {
                let width = self.record.ends.len();
                let fits = self.shape.width.is_none_or(|usual| usual == width);
                if fits || !self.record.has_break {
                    self.used += used;
                    return Step::Quoted;
                }
                // A row of another width went wrong somewhere in it.
                0
            }
            Ended::Open(_) if !self.is_last && rest.len() <= 2 * VALUE_BYTES_MAX => {
                return Step::End;
            }
            Ended::Open(begin) => begin,
        };
        match self.shape.is_careful {
            true => self.line_with_open_quote(rest, begin),
            false => Step::Broken,
        }
    }

    /// The line by itself: what was read of it before the mark stands.
    fn line_with_open_quote(&mut self, rest: &'t str, begin: usize) -> Step<'t> {
        let line_end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let mut from = begin;
        if begin > line_end || self.record.has_break {
            self.record.clear();
            from = 0;
        }
        self.used += line_end + break_length(&rest.as_bytes()[line_end..]);
        Step::OpenQuote(&rest[from..line_end])
    }
}

/// The bytes of the line end that the text begins with.
fn break_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

impl Record {
    fn clear(&mut self) {
        self.values.clear();
        self.ends.clear();
        self.has_break = false;
    }

    /// Reads the row at the beginning of the text.
    fn read(&mut self, text: &str, shape: Shape) -> Ended {
        self.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        loop {
            let begin = at;
            let before = self.has_break;
            if bytes.get(at) == Some(&b'"') {
                let Some(end) = self.quoted_value(text, at + 1, shape.is_careful) else {
                    return self.open_at(begin, before);
                };
                at = end;
            }
            // The rest of the value: all of one without quotation marks.
            let value = &bytes[at..];
            let length = memchr3(shape.delimiter, b'\n', b'\r', value).unwrap_or(value.len());
            let loose = &text[at..at + length];
            if !loose.is_empty() && at > begin && self.has_break {
                // A mark in the middle of a value closes nothing.
                return self.open_at(begin, before);
            }
            self.values.push_str(loose);
            self.ends.push(self.values.len());
            at += length;
            match bytes.get(at) {
                Some(mark) if *mark == shape.delimiter => at += 1,
                _ => return Ended::Whole(at + break_length(&bytes[at..])),
            }
            if self.ends.len() >= COLUMNS_MAX {
                return Ended::TooWide;
            }
        }
    }

    /// What was read of the value that begins here is none.
    fn open_at(&mut self, begin: usize, had_break: bool) -> Ended {
        self.values.truncate(self.ends.last().copied().unwrap_or(0));
        self.has_break = had_break;
        Ended::Open(begin)
    }

    /// Appends a value from behind its opening mark, and says where its closing one ends; `None`
    /// where there is none within reason.
    fn quoted_value(&mut self, text: &str, begin: usize, is_careful: bool) -> Option<usize> {
        let bytes = text.as_bytes();
        let reach = bytes.len().min(begin + VALUE_BYTES_MAX);
        let mut at = begin;
        let mut lines = 0;
        loop {
            let length = memchr(b'"', &bytes[at..reach])?;
            let piece = &text[at..at + length];
            let breaks = piece.contains(['\n', '\r']);
            if is_careful && breaks {
                lines += piece.bytes().filter(|b| *b == b'\n').count().max(1);
                if lines > VALUE_LINES_MAX {
                    return None;
                }
            }
            self.has_break |= breaks;
            self.values.push_str(piece);
            at += length + 1;
            if bytes.get(at) != Some(&b'"') {
                return Some(at);
            }
            self.values.push('"');
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, is_careful: bool) -> Vec<String> {
        let shape = Shape {
            delimiter: b',',
            width: Some(3),
            is_careful,
        };
        let mut rows = TextRows::of(text, true, shape, Record::default());
        let mut told = Vec::new();
        loop {
            let step = rows.next();
            let values = || rows.values().collect::<Vec<_>>().join("|");
            told.push(match step {
                Step::End => return told,
                Step::Blank => String::new(),
                Step::Line(line) => line.replace(',', "|"),
                Step::Quoted => values(),
                Step::OpenQuote(line) => format!("{} ?{line}", values()),
                Step::Broken => return vec!["broken".into()],
                Step::TooWide => return vec!["too wide".into()],
            });
        }
    }

    #[test]
    fn quoted_values_hold_delimiters_marks_and_lines() {
        let text = "a,b,c\n\n1,\"x,y\",\"say \"\"hi\"\"\"\r\n2,\"two\r\nlines\",z\n\"3\",,\n";
        let expected = ["a|b|c", "", "1|x,y|say \"hi\"", "2|two\r\nlines|z", "3||"];
        assert_eq!(rows(text, false), expected);
        assert_eq!(rows(text, true), expected);
    }

    #[test]
    fn a_mark_never_closed_is_text_of_its_own_line() {
        for (text, careful) in [
            ("1,\"open,x\n2,y,z\n", vec!["1 ?\"open,x", "2|y|z"]),
            ("2,y,z\n3,w,\"open", vec!["2|y|z", "3|w ?\"open"]),
            // The next mark stands in the middle of a value, or makes a row too short.
            ("1,\"open,x\n2,\"y\",z\n", vec!["1 ?\"open,x", "2|y|z"]),
            ("1,\"open,x\n2,y,\"\"\n", vec!["1 ?\"open,x", "2|y|"]),
            ("1,\"a,b\",\"open\n2,y,z\n", vec!["1|a,b ?\"open", "2|y|z"]),
        ] {
            assert_eq!(rows(text, false), ["broken"], "{text}");
            assert_eq!(rows(text, true), careful, "{text}");
        }
        // A mark inside a value, or something behind it, opens and closes nothing.
        assert_eq!(rows("1,5\" pipe,x\n", false), ["1|5\" pipe|x"]);
        assert_eq!(rows("1,\"a\"b,x\n", false), ["1|ab|x"]);
    }

    #[test]
    fn a_piece_ends_before_a_row_that_may_go_on() {
        let shape = Shape {
            delimiter: b',',
            width: Some(2),
            is_careful: false,
        };
        for (text, used) in [
            ("a,b\n1,\"x", 4),
            ("a,b\n1,\"x\"", 4),
            ("a,b\n1,\"x\"\r", 4),
            ("a,b\n1,2\r", 4),
            ("a,b\n1", 4),
            ("a,b\n1,\"x\"\r\n3", 11),
        ] {
            let mut rows = TextRows::of(text, false, shape, Record::default());
            while rows.next() != Step::End {}
            assert_eq!(rows.used, used, "{text:?}");
        }
    }

    #[test]
    fn what_is_too_long_or_too_wide_is_neither_a_value_nor_a_row() {
        let long = format!("1,\"{}\",x\n", "字".repeat(VALUE_BYTES_MAX / 3 + 1));
        assert_eq!(rows(&long, false), ["broken"]);
        let wide = format!("\"a\"{}", ",".repeat(COLUMNS_MAX + 1));
        assert_eq!(rows(&wide, false), ["too wide"]);
    }
}
