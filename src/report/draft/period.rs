//! A period in the words of a report.

use chrono::{Datelike, NaiveDate};

/// `2025年`, `2025年上半年`, `2025年第二季度`, `2025年3月`, else first and last day.
pub fn words(from: NaiveDate, to: NaiveDate) -> String {
    let year = from.year();
    let whole_months = from.day() == 1 && to.succ_opt().is_none_or(|next| next.day() == 1);
    if year != to.year() {
        return format!("{}至{}", day(from, true), day(to, true));
    }
    match (whole_months, from.month(), to.month()) {
        (true, 1, 12) => format!("{year}年"),
        (true, 1, 6) => format!("{year}年上半年"),
        (true, 7, 12) => format!("{year}年下半年"),
        (true, first, last) if first == last => format!("{year}年{first}月"),
        (true, first, last) if last == first + 2 && first % 3 == 1 => {
            let quarter = ["一", "二", "三", "四"][(first / 3) as usize];
            format!("{year}年第{quarter}季度")
        }
        _ => format!("{}至{}", day(from, true), day(to, false)),
    }
}

/// What the period is in a sentence: the whole year, or less or more than one.
pub fn span(from: NaiveDate, to: NaiveDate) -> &'static str {
    match words(from, to) == format!("{}年", from.year()) {
        true => "全年",
        false => "期内",
    }
}

fn day(date: NaiveDate, with_year: bool) -> String {
    let day = format!("{}月{}日", date.month(), date.day());
    match with_year {
        true => format!("{}年{day}", date.year()),
        false => day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_as_a_report_calls_them() {
        for (from, to, said) in [
            ("2025-01-01", "2025-12-31", "2025年"),
            ("2025-01-01", "2025-06-30", "2025年上半年"),
            ("2025-07-01", "2025-12-31", "2025年下半年"),
            ("2025-04-01", "2025-06-30", "2025年第二季度"),
            ("2024-02-01", "2024-02-29", "2024年2月"),
            ("2025-01-01", "2025-09-30", "2025年1月1日至9月30日"),
            ("2025-02-01", "2025-04-30", "2025年2月1日至4月30日"),
            ("2024-07-01", "2025-06-30", "2024年7月1日至2025年6月30日"),
        ] {
            assert_eq!(words(from.parse().unwrap(), to.parse().unwrap()), said);
        }
    }
}
