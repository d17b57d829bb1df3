//! Raw texts and the days they mean.

use super::*;

fn ymd(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

fn read(text: &str) -> Option<Result<When, DateFault>> {
    let sense = DateSense {
        year: Some(2025),
        ..DateSense::default()
    };
    read_date_text(text, sense)
}

#[test]
fn days_in_every_form() {
    for text in [
        "2025-03-05",
        "2025/3/5",
        "2025.03.05",
        "2025.3.5",
        "2025年3月5日",
        "2025年03月05日",
        "２０２５年３月５日",
        "2025 年 3 月 5 日",
        "2025年3月5号",
        "二〇二五年三月五日",
        "20250305",
        "25-3-5",
        "250305",
        "3月5日",
        "45721",
        " 2025-03-05\t",
        "2025-03-05(星期三)",
        "2025年3月5日 周三",
        "2025-3-5 00:00:00.0",
        "2025-03-05至2025-03-05",
    ] {
        let when = read(text)
            .unwrap()
            .unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!((when.day, when.until), (ymd("2025-03-05"), None), "{text}");
    }
}

#[test]
fn times_of_day() {
    for (text, time) in [
        ("2025-03-05 09:30", "09:30:00"),
        ("2025-03-05T09:30:15", "09:30:15"),
        ("2025-03-05T09:30:15.000+08:00", "09:30:15"),
        ("2025-03-05T09:30:15Z", "09:30:15"),
        ("2025.03.05 09:30:15", "09:30:15"),
        ("2025年3月5日9时30分", "09:30:00"),
        ("2025年3月5日下午3时", "15:00:00"),
        ("2025/3/5 下午 3:20:10", "15:20:10"),
        ("2025/3/5 上午 12:20", "00:20:00"),
        ("2025-3-5 3:20 PM", "15:20:00"),
        ("20250305093015", "09:30:00"),
        ("3月5日9时—11时", "09:00:00"),
        ("2025年3月5日9时至11时30分", "09:00:00"),
        ("2025-03-05 09:30至2025-03-05 11:00", "09:30:00"),
        ("2025-03-05 09:30-11:00", "09:30:00"),
    ] {
        let when = read(text)
            .unwrap()
            .unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        assert_eq!(when.day, ymd("2025-03-05"), "{text}");
        assert_eq!(when.until, None, "{text}");
        assert_eq!(when.time.unwrap().to_string(), time, "{text}");
    }
}

#[test]
fn ranges_in_one_cell() {
    for text in [
        "2025-03-05至2025-03-06",
        "2025-03-05~2025-03-06",
        "2025-03-05 — 2025-03-06",
        "2025-03-05——2025-03-06",
        "2025-03-05 - 2025-03-06",
        "2025-03-05-2025-03-06",
        "2025/3/5-2025/3/6",
        "2025.3.5-3.6",
        "2025.3.5-6",
        "2025年3月5日至6日",
        "2025年3月5日-6日",
        "2025年3月5日—3月6日",
        "3月5日至3月6日",
        "2025-03-05、2025-03-06",
        "2025-03-05 09:00 至 2025-03-06 11:30",
    ] {
        let when = read(text)
            .unwrap()
            .unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        let days = (when.day, when.until);
        assert_eq!(days, (ymd("2025-03-05"), Some(ymd("2025-03-06"))), "{text}");
    }
    let over_new_year = read("2025年12月31日至1月1日").unwrap().unwrap();
    assert_eq!(over_new_year.until, Some(ymd("2026-01-01")));
}

#[test]
fn what_is_no_date() {
    for (text, fault) in [
        ("2024/13/05", DateFault::NoSuchMonth(13)),
        ("2025-02-30", DateFault::NoSuchDay(30)),
        ("2025年2月29日", DateFault::NoSuchDay(29)),
        ("1899-12-30", DateFault::YearOutOfRange(1899)),
        ("2025-03", DateFault::MonthOnly),
        ("2025年3月", DateFault::MonthOnly),
        ("03/04/2025", DateFault::Ambiguous),
        ("张三", DateFault::NotADate),
        ("2025年", DateFault::NotADate),
        ("12", DateFault::NotADate),
        ("2025-03-06至2025-03-05", DateFault::NotADate),
        ("详见记录", DateFault::NotADate),
    ] {
        assert_eq!(read(text), Some(Err(fault)), "{text}");
    }
    for text in ["", "  ", "/", "无", "—"] {
        assert_eq!(read(text), None, "{text}");
    }
    let no_year = read_date_text("3月5日", DateSense::default());
    assert_eq!(no_year, Some(Err(DateFault::YearMissing)));
}

#[test]
fn order_is_what_the_settings_say() {
    let with = |text: &str, order| {
        read_date_text(
            text,
            DateSense {
                order,
                ..DateSense::default()
            },
        )
        .unwrap()
        .map(|when| when.day)
    };
    assert_eq!(with("2025/13/05", DateOrder::Ydm), Ok(ymd("2025-05-13")));
    assert_eq!(with("05/03/2025", DateOrder::Dmy), Ok(ymd("2025-03-05")));
    assert_eq!(with("03/05/2025", DateOrder::Mdy), Ok(ymd("2025-03-05")));
    assert_eq!(with("25/03/2025", DateOrder::Unsaid), Ok(ymd("2025-03-25")));
    assert_eq!(with("3/25/2025", DateOrder::Unsaid), Ok(ymd("2025-03-25")));
}

#[test]
fn numbers_are_serials_or_packed_days() {
    let day = |number| read_date(&Cell::Number(number), DateSense::default()).unwrap();
    assert_eq!(day(45658.0).unwrap().day, ymd("2025-01-01"));
    assert_eq!(day(46022.0).unwrap().day, ymd("2025-12-31"));
    assert_eq!(day(45721.5).unwrap().time.unwrap().to_string(), "12:00:00");
    assert_eq!(day(20_250_305.0).unwrap().day, ymd("2025-03-05"));
    assert_eq!(day(12.0), Err(DateFault::NotADate));
}

#[test]
fn english_months_as_programs_print_them() {
    let read = |text: &str| read_date_text(text, DateSense::default());
    let day = |text: &str| {
        read(text)
            .and_then(Result::ok)
            .map(|when| when.instant().to_string())
    };
    for (text, expected) in [
        ("Thu Jan 02 09:30:05 CST 2025", "2025-01-02 09:30:05"),
        ("Thu Jan 02 09:30:05 GMT+08:00 2025", "2025-01-02 09:30:05"),
        ("Thu, 02 Jan 2025 09:30:05 +0800", "2025-01-02 09:30:05"),
        ("Jan 2, 2025 9:05:00 PM", "2025-01-02 21:05:00"),
        ("02-Jan-2025", "2025-01-02 00:00:00"),
        ("2-Sep-25", "2025-09-02 00:00:00"),
        ("September 30, 2025", "2025-09-30 00:00:00"),
        ("2025-03-05T09:30:00Z", "2025-03-05 09:30:00"),
    ] {
        assert_eq!(day(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "May",
        "MA 2025 01",
        "Jan 2025",
        "JC20250102",
        "Feb 30, 2025",
        "Jan Feb 2 2025",
    ] {
        assert!(!matches!(read(text), Some(Ok(_))), "{text}");
    }
}
