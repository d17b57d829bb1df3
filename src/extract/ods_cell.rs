//! One cell of an OpenDocument sheet: its attributes and the text in it, and what they say.

use super::value;
use super::xml::number;
use crate::model::Cell;
use chrono::NaiveDateTime;
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

/// Blanks that one `text:s` may stand for.
const SPACES_MAX: usize = 32_767;
/// What a spreadsheet program shows instead of a result.
const ERRORS: [&str; 8] = [
    "#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:",
];

#[derive(Default)]
pub(super) struct OpenCell {
    pub(super) repeat: usize,
    pub(super) across: usize,
    pub(super) down: usize,
    kind: String,
    value: Option<String>,
    is_error: bool,
    has_formula: bool,
    text: String,
    paragraphs: usize,
    pub(super) in_paragraph: usize,
    /// A blank that stands if text follows it.
    blank: bool,
}

impl OpenCell {
    pub(super) fn of(tag: &BytesStart) -> Self {
        let mut cell = OpenCell {
            repeat: 1,
            ..OpenCell::default()
        };
        for attribute in tag.attributes().flatten() {
            let value = || {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                value.map(|value| value.into_owned()).unwrap_or_default()
            };
            let number = || value().trim().parse::<usize>().unwrap_or(1);
            match attribute.key.local_name().as_ref() {
                "value-type" if attribute.key.as_ref().starts_with("calcext:") => {
                    cell.is_error = value() == "error";
                }
                "value-type" => cell.kind = value(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.value = Some(value());
                }
                "formula" => cell.has_formula = true,
                "number-columns-repeated" => cell.repeat = number().max(1),
                "number-columns-spanned" => cell.across = number(),
                "number-rows-spanned" => cell.down = number(),
                _ => {}
            }
        }
        cell
    }

    pub(super) fn open(&mut self, name: &str, tag: &BytesStart) {
        match name {
            "p" | "h" => {
                if self.in_paragraph == 0 {
                    if self.paragraphs > 0 {
                        self.text.push('\n');
                    }
                    self.paragraphs += 1;
                    self.blank = false;
                }
                self.in_paragraph += 1;
            }
            "s" if self.in_paragraph > 0 => {
                let count = count(tag, "c").min(SPACES_MAX);
                self.literal(&" ".repeat(count));
            }
            "tab" if self.in_paragraph > 0 => self.literal("\t"),
            "line-break" if self.in_paragraph > 0 => self.literal("\n"),
            _ => {}
        }
    }

    fn literal(&mut self, text: &str) {
        self.space();
        self.text.push_str(text);
    }

    /// Runs of blanks and line ends of the XML are one blank, at the ends of a paragraph none.
    pub(super) fn write(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' => self.blank = true,
                c => {
                    self.space();
                    self.text.push(c);
                }
            }
        }
    }

    fn space(&mut self) {
        if std::mem::take(&mut self.blank) && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
    }

    /// What the cell holds, and whether it is a formula whose result was not saved.
    pub(super) fn held(&self) -> (Held, bool) {
        let shown = || Held::of_text(&self.text);
        let value = self.value.as_deref();
        if self.is_error || (self.has_formula && is_error_text(&self.text)) {
            let text = match self.text.is_empty() {
                true => "#N/A",
                false => &self.text,
            };
            return (Held::Error(text.to_string()), false);
        }
        let held = match (self.kind.as_str(), value) {
            ("float" | "currency" | "percentage", Some(number)) => {
                match number.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Held::Number(number),
                    _ => shown(),
                }
            }
            ("date", Some(date)) => date_held(date, &self.text),
            ("time", Some(time)) => match value::duration_text(time) {
                Some(clock) => Held::Text(clock),
                None => shown(),
            },
            ("boolean", Some(truth)) => Held::Bool(matches!(truth.trim(), "true" | "1")),
            ("string", Some(text)) => Held::of_text(text),
            _ => shown(),
        };
        let lost = self.has_formula && held == Held::Empty && self.kind.is_empty();
        (held, lost)
    }
}

/// The content of a cell, which a repeated cell gives again and again.
#[derive(Debug, PartialEq)]
pub(super) enum Held {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    Error(String),
}

impl Held {
    fn of_text(text: &str) -> Self {
        match text.is_empty() {
            true => Held::Empty,
            false => Held::Text(text.to_string()),
        }
    }

    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Held::Empty => Cell::Empty,
            Held::Text(text) => Cell::Text(text),
            Held::Number(number) => Cell::Number(*number),
            Held::Date(moment) => Cell::Date(*moment),
            Held::Bool(truth) => Cell::Bool(*truth),
            Held::Error(text) => Cell::Error(text),
        }
    }
}

fn is_error_text(text: &str) -> bool {
    ERRORS.iter().any(|error| text.starts_with(error))
}

/// A date; a time of day, which is written as a moment of the epoch's first day, as its text.
fn date_held(date: &str, shown: &str) -> Held {
    match value::iso_cell(date) {
        Cell::Date(moment) if date.starts_with("1899-12-3") && date.contains('T') => {
            Held::Text(moment.format("%H:%M:%S").to_string())
        }
        Cell::Date(moment) => Held::Date(moment),
        _ if shown.is_empty() => Held::of_text(date),
        _ => Held::of_text(shown),
    }
}

/// A count that an element states; one where it states none.
pub(super) fn count(tag: &BytesStart, name: &str) -> usize {
    number(tag, name).unwrap_or(1).max(1)
}
