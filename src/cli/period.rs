//! A period as typed: a year, a month, or two days.

use crate::model::PeriodSettings;
use chrono::{Months, NaiveDate};
use std::str::FromStr;

/// Both days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// Takes the place of the settings' period; their as-of day stays.
    pub fn replace(self, settings: &mut PeriodSettings) {
        settings.from = Some(self.from);
        settings.to = Some(self.to);
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let unclear = || {
            "expected 2025, 2025-03 or 2025-01-01..2025-06-30 · \
             应为 2025、2025-03 或 2025-01-01..2025-06-30"
                .to_string()
        };
        let period = match text.split_once("..") {
            Some((from, to)) => {
                let from = span(from.trim()).ok_or_else(unclear)?.from;
                let to = span(to.trim()).ok_or_else(unclear)?.to;
                Period { from, to }
            }
            None => span(text.trim()).ok_or_else(unclear)?,
        };
        match period.from <= period.to {
            true => Ok(period),
            false => Err("the period ends before it begins · 止日早于起日".to_string()),
        }
    }
}

/// All days of a year, a month or a day.
fn span(text: &str) -> Option<Period> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_written_out = parts.first()?.len() == 4 && parts[1..].iter().all(|part| part.len() == 2);
    if !is_written_out
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return None;
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
    let year = parts[0].parse().ok()?;
    let from = NaiveDate::from_ymd_opt(year, number(1).unwrap_or(1), number(2).unwrap_or(1))?;
    let next = match parts.len() {
        1 => from.checked_add_months(Months::new(12))?,
        2 => from.checked_add_months(Months::new(1))?,
        3 => from.succ_opt()?,
        _ => return None,
    };
    Some(Period {
        from,
        to: next.pred_opt()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_months_and_spans_of_days_are_read() {
        for (text, from, to) in [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2025-01-01..2025-06-30", "2025-01-01", "2025-06-30"),
            ("2025-01..2025-03", "2025-01-01", "2025-03-31"),
            ("2025-12-31", "2025-12-31", "2025-12-31"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(
                (period.from.to_string(), period.to.to_string()),
                (from.into(), to.into())
            );
        }
        for text in [
            "",
            "25",
            "2025-13",
            "2025-02-30",
            "2025-06..2025-01",
            "-2025",
            "2025-1-1",
            "2025年",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
