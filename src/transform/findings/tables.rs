//! T214–T218: what was settled, or is in doubt, for a whole column.

use super::Spot;
use crate::model::{Finding, Severity, Text};
use crate::transform::fields::dates::DateOrder;

/// Day and month told by other cells of the column.
pub fn order_by_column(spot: Spot<'_>, order: DateOrder, proof: &str) -> Finding {
    let (zh, en, key) = match order {
        DateOrder::Dmy => ("日/月/年", "day, month, year", "dmy"),
        DateOrder::Ydm => ("年/日/月", "year, day, month", "ydm"),
        _ => ("月/日/年", "month, day, year", "mdy"),
    };
    let title = Text::new(
        format!("日期次序由本列其他值判定:{zh}"),
        format!("the order of the dates is told by the column: {en}"),
    );
    spot.finding("T214", Severity::Note, title)
        .expected("年在前的日期", "dates that begin with the year")
        .done(
            format!("按“{proof}”所示的次序读取整列"),
            format!("the whole column is read in the order that \"{proof}\" shows"),
        )
        .help(
            format!("如不对,在 [sources.<来源>] 设 date_order;当前为 \"{key}\""),
            format!("if wrong, set date_order under [sources.<source>]; it is \"{key}\" now"),
        )
}

pub fn serials_from_1904(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "日期序号按 1904 年起算才落在本表年份内",
        "date serials that lie in the table's year only if counted from 1904",
    );
    spot.finding("T214", Severity::Note, title)
        .expected(
            "日期,或 1900 年起算的序号",
            "dates, or serials counted from 1900",
        )
        .done(
            "按 1904 年起算读取整列",
            "the column is read as counted from 1904",
        )
        .help("请抽查一个日期", "check one of the dates")
}

/// Afternoon hours written 01 to 06.
pub fn twelve_hours(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "时间像是 12 小时制,没有上午、下午",
        "times look like a 12-hour clock without morning and afternoon",
    );
    spot.finding("T215", Severity::ValueDoubtful, title)
        .expected("24 小时制的时间", "times of a 24-hour clock")
        .done(
            "日期照用,时刻按原文",
            "days are used; times are kept as written",
        )
        .help(
            "1—6 时多半是下午 13—18 时,请系统维护方改为 24 小时制导出",
            "01 to 06 is probably 13 to 18; ask for an export with a 24-hour clock",
        )
}

pub fn unit_in_doubt(spot: Spot<'_>, read: &str, other: &str) -> Finding {
    let title = Text::new(
        format!("金额单位可疑:按{read}不合常理,按{other}合理"),
        format!(
            "the unit of these amounts is in doubt: implausible in {read}, plausible in {other}"
        ),
    );
    spot.finding("T217", Severity::ValueDoubtful, title)
        .expected(
            "表头写明单位,且与金额相符",
            "a header that names the unit, and amounts that fit it",
        )
        .done(format!("仍按{read}读取"), format!("still read in {read}"))
        .help(
            format!("核对单位;如为{other},在表头写明({other})"),
            format!("check the unit; if it is {other}, write ({other}) into the header"),
        )
}

/// Quotes, tabs, `&nbsp;` and the like around the values of a column.
pub fn protected_column(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "本列的值带有保护字符",
        "values of this column carry protection characters",
    );
    spot.finding("T218", Severity::Note, title)
        .expected("只有值本身", "the value alone")
        .done("去掉后读取,原文保留", "read without them; the text is kept")
        .help("不需处理", "nothing to do")
}

/// A planned number of visits in words that hold several numbers, or none.
pub fn plan_words(spot: Spot<'_>, picked: Option<u32>) -> Finding {
    let title = Text::new("计划次数写成了文字", "a planned number of visits in words");
    let finding = spot
        .finding("T216", Severity::ValueDoubtful, title)
        .expected("一个次数,如 2 或 2次/年", "one number, such as 2 or 2次/年");
    match picked {
        Some(number) => finding
            .done(
                format!("取“检查”之后的 {number}"),
                format!("{number}, the number after 检查, was taken"),
            )
            .help("请核对该计划行", "check this line of the plan"),
        None => finding.done("次数未采用", "no number was taken").help(
            "按年度次数填写该单元格",
            "write the number of visits in a year into the cell",
        ),
    }
}
