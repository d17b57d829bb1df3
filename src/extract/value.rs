//! A spreadsheet's typed value as a cell of the page.

use crate::model::Cell;
use calamine::ExcelDateTime;
use chrono::{NaiveDate, NaiveDateTime};

/// A date; a time of day, which has no date, as its text (held by `clock`); a serial no calendar
/// has as a number.
pub(super) fn serial_cell<'a>(serial: &ExcelDateTime, clock: &'a mut String) -> Cell<'a> {
    let number = serial.as_f64();
    if !(0.0..2_958_466.0).contains(&number) {
        return Cell::Number(number);
    }
    if serial.is_duration() || number < 1.0 {
        *clock = clock_text(number);
        return Cell::Text(clock);
    }
    let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
        .and_then(|date| {
            date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())
        })
        .map_or(Cell::Number(number), |moment| {
            Cell::Date(to_whole_seconds(moment))
        })
}

/// The error that a BIFF code stands for, as a spreadsheet program shows it.
pub(super) fn error_name(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2b => "#GETTING_DATA",
        _ => "#N/A",
    }
}

/// Serials are fractions of a day, so that their seconds can come out a millisecond off.
fn to_whole_seconds(moment: NaiveDateTime) -> NaiveDateTime {
    let millis = moment.and_utc().timestamp_millis();
    let seconds = (millis + 500).div_euclid(1000);
    chrono::DateTime::from_timestamp(seconds, 0).map_or(moment, |rounded| rounded.naive_utc())
}

fn clock_text(days: f64) -> String {
    let seconds = (days * 86_400.0).round() as u64;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

/// `2025-03-05`, `2025-03-05T09:30:00`, with fractions or a zone ignored; else the text itself.
pub(super) fn iso_cell(text: &str) -> Cell<'_> {
    match iso_moment(text) {
        Some(moment) => Cell::Date(moment),
        None => Cell::of_text(text),
    }
}

fn iso_moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return day.and_hms_opt(0, 0, 0);
    }
    let (day, clock) = text.split_once(['T', ' '])?;
    let clock = clock.split(['+', '-']).next()?;
    let text = format!("{day} {clock}");
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
        .map(to_whole_seconds)
}

/// `PT13H30M00S` as `13:30:00`; parts may be missing, days are counted as hours.
pub(super) fn duration_text(text: &str) -> Option<String> {
    let mut rest = text.trim().strip_prefix('P')?;
    let mut seconds = 0u64;
    for (mark, length) in [('D', 86_400), ('T', 0), ('H', 3600), ('M', 60), ('S', 1)] {
        let Some((digits, tail)) = rest.split_once(mark) else {
            continue;
        };
        rest = tail;
        if mark != 'T' {
            let whole = digits.split(['.', ',']).next()?;
            let part = whole.parse::<u32>().ok()?;
            seconds += u64::from(part) * length;
        }
    }
    let said = rest.is_empty() && text.ends_with(|mark: char| mark.is_ascii_uppercase());
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    said.then(|| format!("{hours:02}:{minutes:02}:{:02}", seconds % 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    fn serial(number: f64, is_1904: bool) -> String {
        let serial = ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904);
        serial_cell(&serial, &mut String::new()).text().into_owned()
    }

    #[test]
    fn serials_of_both_epochs_are_the_same_days() {
        assert_eq!(serial(45658.0, false), "2025-01-01");
        assert_eq!(serial(44196.0, true), "2025-01-01");
        assert_eq!(serial(45721.39583333333, false), "2025-03-05 09:30:00");
        assert_eq!(serial(0.75, false), "18:00:00");
        assert_eq!(serial(9.9e12, false), "9900000000000");
        assert_eq!(serial(-3.0, false), "-3");
    }

    #[test]
    fn iso_texts_become_dates_and_nothing_else_does() {
        assert_eq!(
            iso_cell("2025-03-05T09:30:00.4Z").text(),
            "2025-03-05 09:30:00"
        );
        assert_eq!(iso_cell("2025-03-05").text(), "2025-03-05");
        assert_eq!(iso_cell("soon"), Cell::Text("soon"));
        for (text, clock) in [
            ("PT13H30M00S", Some("13:30:00")),
            ("PT9H", Some("09:00:00")),
            ("PT26H05M30.5S", Some("26:05:30")),
            ("P1DT2H", Some("26:00:00")),
            ("PT9X", None),
            ("13:30", None),
        ] {
            assert_eq!(duration_text(text).as_deref(), clock, "{text}");
        }
    }
}
