//! T2xx: values.

use super::Spot;
use crate::model::{Finding, Severity, Text};
use crate::transform::fields::dates::DateFault;

/// One cell of a row that tells of one visit.
pub fn several_firms(spot: Spot<'_>, names: usize) -> Finding {
    let title = Text::new(
        format!("一个单元格写了 {names} 家企业"),
        format!("one cell names {names} enterprises"),
    );
    spot.finding("T220", Severity::ValueDoubtful, title)
        .expected("一行一家企业", "one enterprise for each row")
        .done(
            "该行按一家计,名称按原文",
            "the row counts as one; the name is kept as written",
        )
        .help(
            "每家企业单列一行,否则其余企业的赋码和计划对不上",
            "give each enterprise a row of its own; the others' codes and plans find no visit",
        )
}

/// `fatal`: the row has no other date and cannot be used.
pub fn bad_date(spot: Spot<'_>, fault: DateFault, fatal: bool) -> Finding {
    let severity = if fatal {
        Severity::RowRejected
    } else {
        Severity::ValueDoubtful
    };
    let header = spot.header();
    let title = Text::new(
        format!("{header} 不是日期"),
        format!("{header} is not a date"),
    );
    let why = match fault {
        DateFault::NotADate => Text::new("应为日期", "expected a date"),
        DateFault::NoSuchMonth(month) => Text::new(
            format!("应为日期;没有 {month} 月"),
            format!("expected a date; month {month} does not exist"),
        ),
        DateFault::NoSuchDay(day) => Text::new(
            format!("应为日期;该月没有 {day} 日"),
            format!("expected a date; the month has no day {day}"),
        ),
        DateFault::YearOutOfRange(year) => Text::new(
            format!("应为 1990–2099 年的日期;{year} 年不在其中"),
            format!("expected a date between 1990 and 2099; {year} is outside"),
        ),
        DateFault::MonthOnly => Text::new(
            "应为某一天;只有月份",
            "expected a day; only a month is given",
        ),
        DateFault::YearMissing => Text::new("应有年份", "expected a year"),
        DateFault::Ambiguous => Text::new(
            "日、月次序应当明确",
            "expected an unambiguous order of day and month",
        ),
    };
    let rule = match fault {
        DateFault::Ambiguous | DateFault::MonthOnly | DateFault::YearMissing => "T204",
        _ => "T203",
    };
    let done = match fatal {
        true => Text::new("该行未使用,列入 rejects.csv", "the row is in rejects.csv"),
        false => Text::new("该值未使用", "the value was not used"),
    };
    spot.finding(rule, severity, title)
        .expected(why.zh, why.en)
        .done(done.zh, done.en)
        .help(
            "如该导出日在月前,在 [sources.<来源>] 设 date_order = \"ydm\" 或 \"dmy\"",
            "if this export writes the day before the month, set date_order = \"ydm\" or \"dmy\" \
         under [sources.<source>]",
        )
}

pub fn bad_document_number(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "文书编号读不出年份和序号",
        "document number without year and serial",
    );
    spot.finding("T205", Severity::Note, title)
        .expected(
            "如 （某某）应急检记〔2025〕12号",
            "such as （某某）应急检记〔2025〕12号",
        )
        .done("该值未用于比对", "the value was not compared")
        .help("核对文书编号", "check the document number")
}

pub fn unknown_state(spot: Spot<'_>) -> Finding {
    let title = Text::new("状态用语不认识", "status word that is not known");
    spot.finding("T206", Severity::Note, title)
        .expected(
            "如 已办结、草稿、作废、已完成、已撤销",
            "such as 已办结, 草稿, 作废, 已完成, 已撤销",
        )
        .done("按状态不明处理", "taken as unknown")
        .help("核对该状态的含义", "check what the status means")
}

pub fn unknown_route(spot: Spot<'_>) -> Finding {
    let title = Text::new("检查类别用语不认识", "route word that is not known");
    spot.finding("T207", Severity::Note, title)
        .expected(
            "如 计划、双随机、专项、触发式、投诉举报",
            "such as 计划, 双随机, 专项, 触发式, 投诉举报",
        )
        .done("按类别不明处理", "taken as unknown")
        .help("核对该类别的含义", "check what the word means")
}

pub fn bad_number(spot: Spot<'_>) -> Finding {
    let title = Text::new("应为数字", "not a number");
    spot.finding("T208", Severity::Note, title)
        .expected(
            "数字,或空白、/ 表示没有",
            "a number, or a blank or / for none",
        )
        .done("该值未使用", "the value was not used")
        .help("核对该单元格", "check the cell")
}

pub fn end_before_start(spot: Spot<'_>) -> Finding {
    let title = Text::new("结束日期早于开始日期", "ends before it starts");
    spot.finding("T209", Severity::ValueDoubtful, title)
        .expected("不早于开始日期", "a day not before the start")
        .done("只用开始日期", "only the start was used")
        .help("核对起止日期", "check both dates")
}

pub fn error_value(spot: Spot<'_>) -> Finding {
    let title = Text::new("单元格是错误值", "the cell holds a spreadsheet error");
    spot.finding("T210", Severity::ValueDoubtful, title)
        .expected("一个值", "a value")
        .done("按空白处理", "taken as blank")
        .help("修正公式后重新导出", "repair the formula and export again")
}
