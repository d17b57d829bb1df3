//! Single columns of any table as values to be compared, without a record around them.

use super::fields::credit::read_code;
use super::fields::dates::{DateSense, read_date};
use super::fields::numbers::read_numbers;
pub use super::fields::numbers::{PlainNumber, plain_number};
use super::fields::officers::read_officers;
use super::rows::sense_of;
use crate::ground::fold::{fold_key, is_placeholder, unprotected};
use crate::ground::traditional::into_simplified;
use crate::model::{Cell, CreditCode, DocumentNumber, SourceTable};
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

/// What a column's cells are read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Width and case folded; `without` falls away at the end, as often as it stands there.
    Text {
        without: Vec<String>,
    },
    Number,
    Date,
    /// Parted at these characters.
    Members {
        separators: String,
    },
    /// Names of people, whatever parts them, certificate numbers left out.
    People,
    /// Makers' numbers within a text, whatever hyphens they are written with.
    PartNumbers,
    /// An enterprise's name.
    Name,
    Code,
    Documents,
}

/// One cell, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Compared {
    Blank,
    Text(String),
    Number(f64),
    Days(NaiveDate, NaiveDate),
    Members(Vec<String>),
    Code(CreditCode),
    Documents(Vec<DocumentNumber>),
}

/// Reads the cells of one column.
pub struct CellReader {
    reading: Reading,
    sense: DateSense,
}

impl CellReader {
    pub fn new(table: &SourceTable, column: u16, reading: Reading) -> CellReader {
        let sense = match reading {
            Reading::Date => sense_of(table, column),
            _ => DateSense::default(),
        };
        CellReader { reading, sense }
    }

    pub fn read(&self, cell: &Cell) -> Compared {
        if cell.is_blank() {
            return Compared::Blank;
        }
        match &self.reading {
            Reading::Date => match read_date(cell, self.sense) {
                Some(Ok(when)) => Compared::Days(when.day, when.until.unwrap_or(when.day)),
                _ => Compared::Blank,
            },
            Reading::Code => read_code(cell).map_or(Compared::Blank, Compared::Code),
            Reading::Number => number(cell).map_or(Compared::Blank, Compared::Number),
            reading => {
                let text = cell.text();
                match is_placeholder(&text) {
                    true => Compared::Blank,
                    false => match unprotected(&text) {
                        Some(bare) => words(reading, &bare),
                        None => words(reading, &text),
                    },
                }
            }
        }
    }
}

fn words(reading: &Reading, text: &str) -> Compared {
    match reading {
        Reading::Name => Compared::Text(into_simplified(fold_key(text))),
        Reading::Documents => Compared::Documents(read_numbers(text)),
        Reading::People => Compared::Members(read_officers(text)),
        Reading::PartNumbers => Compared::Members(part_numbers(&plain(text))),
        Reading::Members { separators } => {
            let parts = text.split(|c: char| separators.contains(c));
            let parts = parts.map(plain).filter(|part| !part.is_empty());
            Compared::Members(parts.collect())
        }
        Reading::Text { without } => {
            let mut text = plain(text);
            // Of 林镇街道 as of 林镇: what is left has no such ending, whichever form was first met.
            while let Some(rest) = shortened(&text, without) {
                text.truncate(rest);
            }
            Compared::Text(text)
        }
        _ => Compared::Blank,
    }
}

/// The length of a text without one of these endings; `None` where it has none, or is nothing else.
fn shortened(text: &str, without: &[String]) -> Option<usize> {
    let mut ends = without.iter();
    let rest = ends.find_map(|end| text.strip_suffix(end.as_str()).filter(|_| !end.is_empty()))?;
    (!rest.is_empty()).then_some(rest.len())
}

/// Words of letters and digits, and digits by five and more; `DAV-HDX576` and `davhdx576` are one.
fn part_numbers(text: &str) -> Vec<String> {
    let within = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.');
    let joined = text.split(|c| !within(c)).map(|word| {
        let kept = word.chars().filter(char::is_ascii_alphanumeric);
        kept.collect::<String>()
    });
    let is_number = |word: &String| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        match digits == word.len() {
            true => digits >= 5,
            false => digits > 0 && word.len() >= 4,
        }
    };
    joined.filter(is_number).collect()
}

/// NFKC, small letters, single blanks.
fn plain(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

fn number(cell: &Cell) -> Option<f64> {
    if let Cell::Number(n) = cell {
        return Some(*n);
    }
    let text = plain(&cell.text());
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '$' | '¥' | '￥'))
        .collect();
    bare.trim_end_matches('元').parse().ok()
}

/// Days since the common era, as comparisons count them.
pub fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

#[cfg(test)]
mod tests {
    use super::{Compared, Reading, part_numbers, words};

    #[test]
    fn what_an_ending_leaves_has_none() {
        let without = ["街道", "镇"].map(String::from).to_vec();
        let reading = Reading::Text { without };
        for (text, read) in [
            ("林镇街道", "林"),
            ("林镇", "林"),
            ("林", "林"),
            ("镇", "镇"),
        ] {
            assert_eq!(words(&reading, text), Compared::Text(read.into()), "{text}");
        }
    }

    #[test]
    fn a_makers_number_is_one_however_it_is_hyphenated() {
        let written = [
            "sony dav-hdx576wf 5.1 home theater",
            "sony (davhdx576wf), 80-inch 12345",
        ];
        assert_eq!(part_numbers(written[0]), ["davhdx576wf"]);
        assert_eq!(part_numbers(written[1]), ["davhdx576wf", "80inch", "12345"]);
    }
}
