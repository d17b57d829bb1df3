//! Dates with English names of months, as programs print them that nobody told of a form:
//! `Thu Jan 02 09:30:00 CST 2025`, `Jan 02, 2025 9:30 PM`, `02-Jan-2025`.

use super::{DateFault, When, calendar};
use chrono::NaiveTime;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const ZONES: [&str; 4] = ["cst", "gmt", "utc", "bst"];

/// What the words of a text have told so far.
#[derive(Default)]
struct Told {
    month: Option<u32>,
    day: Option<u32>,
    year: Option<u32>,
    time: Option<[u32; 3]>,
    afternoon: Option<bool>,
}

/// The date of a text that names its month in English; `None` for any other text.
pub fn english(text: &str) -> Option<Result<When, DateFault>> {
    if !text.is_ascii() || !text.bytes().any(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut told = Told::default();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != ':');
    for word in words.filter(|word| !word.is_empty()) {
        told.take(&word.to_ascii_lowercase())?;
    }
    let (month, day, year) = (told.month?, told.day?, told.year?);
    let time = told.time.and_then(|[hour, minute, second]| {
        let hour = match (hour, told.afternoon) {
            (1..=11, Some(true)) => hour + 12,
            (12, Some(false)) => 0,
            _ => hour,
        };
        NaiveTime::from_hms_opt(hour, minute, second)
    });
    Some(calendar(year, month, day).map(|day| When {
        day,
        time,
        until: None,
    }))
}

impl Told {
    /// Takes one word; `None` where it is no part of a date.
    fn take(&mut self, word: &str) -> Option<()> {
        if word.contains(':') {
            let mut parts = word.split(':').map(|part| part.parse::<u32>().ok());
            let time = [
                parts.next()??,
                parts.next()??,
                parts.next().unwrap_or(Some(0))?,
            ];
            self.time = self.time.or(Some(time));
            return Some(());
        }
        if let Ok(number) = word.parse::<u32>() {
            return self.take_number(number, word.len());
        }
        match word {
            "am" | "pm" => self.afternoon = Some(word == "pm"),
            _ if ZONES.contains(&word) || WEEKDAYS.iter().any(|day| begins(day, word)) => {}
            _ => {
                let month = MONTHS.iter().position(|name| begins(name, word));
                let month = month.or((word == "sept").then_some(8))?;
                self.month = self.month.xor(Some(month as u32 + 1));
                self.month?;
            }
        }
        Some(())
    }

    fn take_number(&mut self, number: u32, digits: usize) -> Option<()> {
        match digits {
            1 | 2 if self.day.is_none() => self.day = Some(number),
            2 if self.year.is_none() => self.year = Some(2000 + number),
            4 if (1990..2100).contains(&number) && self.year.is_none() => self.year = Some(number),
            // +0800 behind the time.
            4 if number <= 1400 && self.time.is_some() => {}
            _ => return None,
        }
        Some(())
    }
}

/// Whether the word is the name or its beginning of three letters or more.
fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}
