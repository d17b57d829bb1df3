//! Dates in every form that exports and clerks write them: a day, a day with a time, a range.

mod english;

use super::contains_any;
use super::numeral;
use crate::ground::fold::is_placeholder;
use crate::model::Cell;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use unicode_normalization::UnicodeNormalization;

/// Order of day, month and year where the year does not come first on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    #[default]
    Unsaid,
    Ymd,
    Ydm,
    Dmy,
    Mdy,
}

impl DateOrder {
    pub fn named(name: &str) -> DateOrder {
        match name {
            "ymd" => DateOrder::Ymd,
            "ydm" => DateOrder::Ydm,
            "dmy" => DateOrder::Dmy,
            "mdy" => DateOrder::Mdy,
            _ => DateOrder::Unsaid,
        }
    }
}

/// What is known about a column before its cells are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateSense {
    pub order: DateOrder,
    /// Year of dates written without one.
    pub year: Option<i32>,
    /// A year of two digits stands last: `3/5/25`.
    pub year_last: bool,
    /// Bare serials count from 1904.
    pub from_1904: bool,
}

/// A day or a range of days, with the time of the beginning where one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
    pub until: Option<NaiveDate>,
}

impl When {
    pub fn instant(&self) -> NaiveDateTime {
        self.day.and_time(self.time.unwrap_or(NaiveTime::MIN))
    }
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    NotADate,
    NoSuchMonth(u32),
    NoSuchDay(u32),
    YearOutOfRange(u32),
    /// A month without a day.
    MonthOnly,
    YearMissing,
    /// `03/04/2025` where nothing tells day from month.
    Ambiguous,
}

/// The date of a cell; `None` for blanks and placeholders.
pub fn read_date(cell: &Cell, sense: DateSense) -> Option<Result<When, DateFault>> {
    match cell {
        Cell::Date(instant) => Some(in_range(instant.date()).map(|day| When {
            day,
            time: Some(instant.time()).filter(|time| *time != NaiveTime::MIN),
            until: None,
        })),
        Cell::Number(number) => Some(from_number(*number, sense)),
        Cell::Text(text) => read_date_text(text, sense),
        _ => None,
    }
}

/// As [`read_date`], of a text.
pub fn read_date_text(text: &str, sense: DateSense) -> Option<Result<When, DateFault>> {
    if let Some(when) = iso(text.trim()) {
        return Some(when);
    }
    if is_placeholder(text) {
        return None;
    }
    if let Some(when) = english::english(text) {
        return Some(when);
    }
    // No date is without a digit; characters that could fold to one are left to the folding.
    let no_digit = |c: char| match c {
        '0'..='9' => false,
        '\u{4e00}'..='\u{9fff}' => numeral(c).is_none(),
        _ => c.is_ascii(),
    };
    if text.chars().all(no_digit) {
        return Some(Err(DateFault::NotADate));
    }
    let normal = normalise(text);
    let parts = split_range(&normal);
    let Some(first) = parts.first() else {
        return Some(Err(DateFault::NotADate));
    };
    let when = match read_part(first, sense, None) {
        Ok(Part::Day(day, time)) => When {
            day,
            time,
            until: None,
        },
        Ok(Part::Time) => return Some(Err(DateFault::NotADate)),
        Err(fault) => return Some(Err(fault)),
    };
    let Some(last) = parts.last().filter(|_| parts.len() > 1) else {
        return Some(Ok(when));
    };
    Some(match read_part(last, sense, Some(when.day)) {
        Ok(Part::Day(day, _)) if day < when.day => Err(DateFault::NotADate),
        Ok(Part::Day(day, _)) => Ok(When {
            until: Some(day).filter(|d| *d != when.day),
            ..when
        }),
        Ok(Part::Time) => Ok(when),
        Err(fault) => Err(fault),
    })
}

/// `2025-03-05` and `2025-03-05 09:30[:00]`, by far the most frequent, without any folding.
fn iso(text: &str) -> Option<Result<When, DateFault>> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || !text.is_ascii() || bytes[4] != bytes[7] {
        return None;
    }
    if !matches!(bytes[4], b'-' | b'/' | b'.') || !matches!(bytes.len(), 10 | 16 | 19) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if month > 12 || bytes.len() > 10 && !matches!(bytes[10], b' ' | b'T') {
        return None;
    }
    let time = match bytes.len() {
        10 => None,
        16 => Some(NaiveTime::from_hms_opt(
            number(11, 13)?,
            number(14, 16)?,
            0,
        )?),
        _ => Some(NaiveTime::from_hms_opt(
            number(11, 13)?,
            number(14, 16)?,
            number(17, 19)?,
        )?),
    };
    Some(calendar(year, month, day).map(|day| When {
        day,
        time,
        until: None,
    }))
}

fn from_number(number: f64, sense: DateSense) -> Result<When, DateFault> {
    let whole = number.trunc();
    if (19_900_101.0..21_000_000.0).contains(&whole) {
        let packed = whole as u32;
        let day = calendar(packed / 10_000, packed / 100 % 100, packed % 100)?;
        return Ok(When {
            day,
            time: None,
            until: None,
        });
    }
    from_serial(number, sense).ok_or(DateFault::NotADate)
}

/// A spreadsheet serial between 1990 and 2100.
fn from_serial(number: f64, sense: DateSense) -> Option<When> {
    let number = if sense.from_1904 {
        number + 1462.0
    } else {
        number
    };
    if !(32_874.0..73_051.0).contains(&number) {
        return None;
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let day = epoch.checked_add_days(Days::new(number.trunc() as u64))?;
    let seconds = (number.fract() * 86_400.0).round().min(86_399.0) as u32;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?;
    Some(When {
        day,
        time: Some(time).filter(|time| *time != NaiveTime::MIN),
        until: None,
    })
}

/// Width folded, Chinese units turned into ASCII separators: `2025年3月5日9时30分` →
/// `2025-3-5 9:30:`. Range words become `~`.
fn normalise(text: &str) -> String {
    let mut folded: String = text.nfkc().collect::<String>().to_uppercase();
    for word in ["星期", "周", "礼拜"] {
        while let Some(at) = folded.find(word) {
            let day = folded[at + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
            folded.replace_range(at..at + word.len() + day, " ");
        }
    }
    let chinese = folded
        .chars()
        .any(|c| numeral(c).is_some() && !c.is_ascii_digit());
    if chinese {
        folded = with_arabic_numerals(&folded);
    }
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '年' | '月' => out.push('-'),
            '日' | '号' => out.push(' '),
            '时' | '点' | '分' => out.push(':'),
            '秒' | '(' | ')' | '\'' | '"' | '前' | '左' | '右' => out.push(' '),
            '至' | '到' | '~' | '—' | '–' | '―' | '〜' | '、' | ',' | ';' => {
                out.push(if out.ends_with('~') { ' ' } else { '~' });
            }
            'T' => out.push(' '),
            'Z' => {}
            c if c.is_whitespace() || c.is_control() || c == '\u{200b}' => out.push(' '),
            _ => out.push(c),
        }
    }
    out.replace("- ", "-").replace("--", "~")
}

/// Runs of Chinese numerals as Arabic ones: 二〇二五年三月十五日.
fn with_arabic_numerals(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if numeral(c).is_some() && !c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            match super::small_number(&run) {
                Some(value) => out.push_str(&value.to_string()),
                None => out.push_str(&run),
            }
            run.clear();
        }
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn split_range(normal: &str) -> Vec<String> {
    let pieces = |separator: char| -> Vec<String> {
        let pieces = normal
            .split(separator)
            .map(str::trim)
            .filter(|piece| !piece.is_empty());
        pieces
            .map(|piece| piece.trim_end_matches('-').to_string())
            .collect()
    };
    if normal.contains('~') {
        return pieces('~');
    }
    let dashes = normal.matches('-').count();
    let spaced = normal.split(" -").count() == 2;
    if dashes == 1 && (contains_any(normal, &[".", "/"]) || normal.contains(':') || spaced) {
        return pieces('-');
    }
    // 2025-03-05-2025-03-06, 3-5 -6
    let after_clock = normal
        .find(':')
        .and_then(|clock| normal[clock..].find('-').map(|at| clock + at));
    let at = match (dashes, spaced) {
        _ if after_clock.is_some() => after_clock,
        (_, true) => normal.find(" -").map(|at| at + 1),
        (5, _) => normal.match_indices('-').nth(2).map(|(at, _)| at),
        _ => None,
    };
    match at {
        Some(at) => vec![
            normal[..at].trim().to_string(),
            normal[at + 1..].trim().to_string(),
        ],
        None => vec![normal.trim().trim_end_matches('-').to_string()],
    }
}

enum Part {
    Day(NaiveDate, Option<NaiveTime>),
    Time,
}

/// One end of a range. `from` is the beginning that an end may lean on.
fn read_part(part: &str, sense: DateSense, from: Option<NaiveDate>) -> Result<Part, DateFault> {
    let afternoon = contains_any(part, &["下午", "晚上", "傍晚", "PM"]);
    let morning = contains_any(part, &["上午", "凌晨", "早上", "AM"]);
    let mut cleaned = part.to_string();
    for word in [
        "下午", "晚上", "傍晚", "PM", "上午", "凌晨", "早上", "中午", "AM",
    ] {
        cleaned = cleaned.replace(word, " ");
    }
    if let Some(zone) = cleaned.rfind('+') {
        cleaned.truncate(zone);
    }
    if cleaned
        .chars()
        .any(|c| !(c.is_ascii_digit() || " -/.:".contains(c)))
    {
        return Err(DateFault::NotADate);
    }
    let (days, times) = tokens(&cleaned);
    let hour = |h: u32| match h {
        1..=11 if afternoon => h + 12,
        12 if morning => 0,
        _ => h,
    };
    let time = times.first().and_then(|h| {
        let at = |n: usize| times.get(n).map_or(0, |t| t.0);
        NaiveTime::from_hms_opt(hour(h.0), at(1), at(2))
    });
    if days.is_empty() {
        return if times.is_empty() {
            Err(DateFault::NotADate)
        } else {
            Ok(Part::Time)
        };
    }
    let (day, packed_time) = read_day(&days, sense, from)?;
    Ok(Part::Day(day, time.or(packed_time)))
}

/// A number and how many digits it was written with.
type Token = (u32, usize);

/// Numbers of the date and numbers of the time: the first number before a colon begins the time.
fn tokens(text: &str) -> (Vec<Token>, Vec<Token>) {
    let (mut days, mut times) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, tail) = rest.split_at(end);
        let token = (
            digits.get(..digits.len().min(9)).map_or(0, parse),
            digits.len(),
        );
        let clock = tail.trim_start().starts_with(':') || !times.is_empty();
        match (clock, digits.len()) {
            (false, 12 | 14) => {
                days.push((parse(&digits[..8]), 8));
                times.push((parse(&digits[8..10]), 2));
                times.push((parse(&digits[10..12]), 2));
            }
            (true, _) => times.push(token),
            (false, _) => days.push(token),
        }
        rest = tail;
    }
    (days, times)
}

fn parse(digits: &str) -> u32 {
    digits.parse().unwrap_or(0)
}

fn read_day(
    days: &[Token],
    sense: DateSense,
    from: Option<NaiveDate>,
) -> Result<(NaiveDate, Option<NaiveTime>), DateFault> {
    let year = from.map(|day| day.year()).or(sense.year);
    let day = match days {
        [(n, 8)] => calendar(n / 10_000, n / 100 % 100, n % 100),
        [(n, 6)] if (1990..2100).contains(&(n / 100)) => Err(DateFault::MonthOnly),
        [(n, 6)] => calendar(2000 + n / 10_000, n / 100 % 100, n % 100),
        [(n, 5)] => {
            let serial = from_serial(f64::from(*n), sense).ok_or(DateFault::NotADate)?;
            return Ok((serial.day, serial.time));
        }
        [(n, 5), _] => from_serial(f64::from(*n), sense)
            .map(|w| w.day)
            .ok_or(DateFault::NotADate),
        [(n, 1 | 2)] => match from {
            Some(day) => calendar(day.year() as u32, day.month(), *n),
            None => Err(DateFault::NotADate),
        },
        [(_, 4), (_, 1 | 2)] => Err(DateFault::MonthOnly),
        [(month, 1 | 2), (day, 1 | 2)] => match year {
            Some(year) => month_and_day(year as u32, *month, *day, from),
            None => Err(DateFault::YearMissing),
        },
        [(y, 4), (a, 1 | 2), (b, 1 | 2)] => match sense.order {
            DateOrder::Ydm => calendar(*y, *b, *a),
            _ => calendar(*y, *a, *b),
        },
        [(a, 1 | 2), (b, 1 | 2), (y, 4)] => match sense.order {
            DateOrder::Dmy | DateOrder::Ydm => calendar(*y, *b, *a),
            DateOrder::Mdy => calendar(*y, *a, *b),
            _ if *a > 12 => calendar(*y, *b, *a),
            _ if *b > 12 || a == b => calendar(*y, *a, *b),
            _ => Err(DateFault::Ambiguous),
        },
        [(a, 1 | 2), (b, 1 | 2), (c, 1 | 2)] => match sense.order {
            DateOrder::Dmy => calendar(2000 + c, *b, *a),
            DateOrder::Mdy => calendar(2000 + c, *a, *b),
            DateOrder::Ydm => calendar(2000 + a, *c, *b),
            DateOrder::Unsaid if sense.year_last => match () {
                () if *a > 12 => calendar(2000 + c, *b, *a),
                () if *b > 12 || a == b => calendar(2000 + c, *a, *b),
                () => Err(DateFault::Ambiguous),
            },
            _ => calendar(2000 + a, *b, *c),
        },
        _ => Err(DateFault::NotADate),
    };
    Ok((day?, None))
}

/// A range's end without a year: it may lie beyond New Year.
fn month_and_day(
    year: u32,
    month: u32,
    day: u32,
    from: Option<NaiveDate>,
) -> Result<NaiveDate, DateFault> {
    let date = calendar(year, month, day)?;
    match from {
        Some(from) if date < from => calendar(year + 1, month, day),
        _ => Ok(date),
    }
}

fn calendar(year: u32, month: u32, day: u32) -> Result<NaiveDate, DateFault> {
    if !(1990..2100).contains(&year) {
        return Err(DateFault::YearOutOfRange(year));
    }
    if !(1..=12).contains(&month) {
        return Err(DateFault::NoSuchMonth(month));
    }
    NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(DateFault::NoSuchDay(day))
}

fn in_range(day: NaiveDate) -> Result<NaiveDate, DateFault> {
    match u32::try_from(day.year()) {
        Ok(1990..2100) => Ok(day),
        year => Err(DateFault::YearOutOfRange(year.unwrap_or(0))),
    }
}

#[cfg(test)]
mod tests;
