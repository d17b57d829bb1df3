//! T3xx: rows, and T4xx: events.

use super::Spot;
use crate::model::{FieldName, Finding, Severity, Text};
use crate::transform::events::BodyDoubt;
use crate::transform::repeats::Newer;

pub fn nothing_identifies(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "该行没有名称、代码、编号和日期",
        "a row without name, code, number and date",
    );
    spot.finding("T301", Severity::RowRejected, title)
        .expected("至少有检查对象和日期", "at least an enterprise and a date")
        .done("该行未使用,列入 rejects.csv", "the row is in rejects.csv")
        .help("补齐后重新导出", "complete it and export again")
}

pub fn no_date(spot: Spot<'_>) -> Finding {
    let title = Text::new("该行没有检查日期", "a row without an inspection date");
    spot.finding("T302", Severity::RowRejected, title)
        .expected("一个检查日期", "an inspection date")
        .done("该行未使用,列入 rejects.csv", "the row is in rejects.csv")
        .help("补齐日期后重新导出", "complete the date and export again")
}

/// Blank, not wrong: the record is known by its number and goes on without a day.
pub fn undated(spot: Spot<'_>) -> Finding {
    let title = Text::new("该行日期为空", "a row whose date is blank");
    spot.finding("T308", Severity::ValueDoubtful, title)
        .expected("一个检查日期", "an inspection date")
        .done(
            "凭编号保留并计次,不按日期比对",
            "kept and counted by its number, not compared by date",
        )
        .help("补齐日期后重新导出", "complete the date and export again")
}

/// `newer`: why the kept row is the newer one, where the two contradict each other.
/// `is_doubt`: the fields are counted or compared, so that it matters which row was kept.
pub fn differing_repeat(
    spot: Spot<'_>,
    kept: &str,
    fields: &[FieldName],
    newer: Newer,
    is_doubt: bool,
) -> Finding {
    let names: Vec<String> = fields.iter().map(|field| field.key()).collect();
    let names = names.join(", ");
    let title = Text::new(
        format!("同一记录两次导出,内容不同:{names}"),
        format!("one record exported twice with differences in {names}"),
    );
    let severity = match newer {
        Newer::Untold if is_doubt => Severity::ValueDoubtful,
        _ => Severity::Note,
    };
    let why = newer.told();
    spot.finding("T303", severity, title)
        .expected("重复导出的记录内容相同", "repeated exports that agree")
        .done(
            format!("采用 {kept}:{}", why.zh),
            format!("{kept} was kept: {}", why.en),
        )
        .help("以系统现有记录为准核对", "check against the system itself")
}

pub fn shared_record_number(spot: Spot<'_>, other: &str) -> Finding {
    let title = Text::new(
        format!("同一编号用于不同企业或日期,另见 {other}"),
        format!("one number for different enterprises or days; see {other}"),
    );
    spot.finding("T304", Severity::ValueDoubtful, title)
        .expected("一个编号对应一次检查", "one number for one visit")
        .done("按两条记录处理", "taken as two records")
        .help("核对编号", "check the number")
}

pub fn shared_code_id(spot: Spot<'_>, other: &str) -> Finding {
    let title = Text::new(
        format!("同一检查码用于不同企业,另见 {other}"),
        format!("one code id for different enterprises; see {other}"),
    );
    spot.finding("T305", Severity::ValueDoubtful, title)
        .expected("一个检查码对应一个企业", "one code for one enterprise")
        .done("按两条记录处理", "taken as two records")
        .help("核对检查码编号", "check the code id")
}

pub fn no_enterprise(spot: Spot<'_>) -> Finding {
    let title = Text::new("该行没有检查对象", "a row without an enterprise");
    spot.finding("T306", Severity::ValueDoubtful, title)
        .expected(
            "检查对象名称或信用代码",
            "an enterprise name or credit code",
        )
        .done("计入检查次数,但难以与赋码对上", "counted, but hard to link")
        .help("补齐检查对象", "complete the enterprise")
}

pub fn numbers_only(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "该行只有数字,像是未标明的合计",
        "a row of numbers only, like an unmarked total",
    );
    spot.finding("T307", Severity::RowRejected, title)
        .expected("一条记录", "a record")
        .done("该行未使用,列入 rejects.csv", "the row is in rejects.csv")
        .help("如是合计行,可不处理", "nothing, if it is a total")
}

// T4xx: events.

pub fn orphan_document(spot: Spot<'_>) -> Finding {
    let title = Text::new("文书找不到所属的检查", "a document of no known inspection");
    spot.finding("T401", Severity::Note, title)
        .expected(
            "编号、序号或企业加日期与一次检查相符",
            "a number, a serial or an enterprise and day that fit an inspection",
        )
        .done(
            "列为文书,不计检查次数",
            "kept as a document; not counted as an inspection",
        )
        .help("核对文书编号和企业名称", "check its number and enterprise")
}

pub fn unregistered_site_record(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "有现场检查记录,台账中没有这次检查",
        "a site inspection record of a visit that the register lacks",
    );
    spot.finding("T402", Severity::ValueDoubtful, title)
        .expected(
            "台账中有同一企业同一天的检查",
            "a register row of that enterprise and day",
        )
        .done("按一次检查计入", "counted as an inspection")
        .help(
            "核对台账是否漏导",
            "check whether the register export is complete",
        )
}

pub fn no_period() -> Finding {
    let title = Text::new(
        "没有一条检查有日期,无法确定核对期间",
        "no dated inspection; no period to reconcile",
    );
    Finding::about_file("T403", Severity::ValueDoubtful, "", title)
        .expected("至少一条有日期的检查", "at least one dated inspection")
        .done("不按期间排除任何记录", "no record was excluded by period")
        .help("用 --period 指定期间", "give one with --period")
}

/// The busiest of several years was taken for the period. `years` begins with it.
pub fn period_of_several_years(years: &[(i32, usize)]) -> Option<Finding> {
    let [(year, most), rest @ ..] = years else {
        return None;
    };
    let list: Vec<String> = rest
        .iter()
        .map(|(year, count)| format!("{year}: {count}"))
        .collect();
    let list = list.join(", ");
    let title = Text::new(
        format!("核对期间按数据取{year}年(检查{most}次);其他年度另有检查 {list}"),
        format!("the period is {year}, as the data have it ({most} inspections); others: {list}"),
    );
    // Of two years alike either could be meant.
    let alike = rest.iter().any(|(_, count)| count * 2 >= *most);
    let severity = match alike {
        true => Severity::ValueDoubtful,
        false => Severity::Note,
    };
    let finding = Finding::about_file("T404", severity, "hedui.toml", title)
        .expected(
            "一个年度的记录,或指定的期间",
            "records of one year, or a stated period",
        )
        .done(
            format!("{year}年以外的记录不计次,只用于跨年对应"),
            format!("records outside {year} are not counted; they may be partners across New Year"),
        )
        .help(
            "如要核对其他年度,用 --period 或 [period] 指定",
            "to reconcile another year, give it with --period or [period]",
        );
    Some(finding)
}

/// It is doubtful whose books these are.
pub fn body_in_doubt(doubt: &BodyDoubt) -> Finding {
    match doubt {
        BodyDoubt::OtherName {
            own,
            platform,
            taken,
        } => other_name(&own.join("、"), platform, *taken),
        BodyDoubt::Several { taken, other } => several_bodies(taken, other),
    }
}

/// The two systems name different bodies for the same visits.
fn other_name(own: &str, platform: &str, taken: bool) -> Finding {
    let title = match taken {
        true => Text::new(
            format!("两个系统写的执法主体不同,检查却是同一批:{own}、{platform}"),
            format!("the two systems name different bodies for the same visits: {own}, {platform}"),
        ),
        false => Text::new(
            format!("平台没有{own}的赋码,同一批检查都记在{platform}名下"),
            format!("no code is of {own}; codes of the same visits are of {platform}"),
        ),
    };
    let finding = Finding::about_file("T405", Severity::ValueDoubtful, "hedui.toml", title)
        .expected(
            "两个系统写同一个执法主体",
            "one body, named by both systems",
        );
    match taken {
        true => finding
            .done(
                "两个名称都按本单位计(推定)",
                "both names are taken for the own body (estimated)",
            )
            .help(
                "在 [body] names 中写明本单位的全部名称",
                "list every name of the body in [body] names",
            ),
        false => finding
            .done(
                format!("按设置,{platform}的赋码归其他单位"),
                format!("as the settings say, codes of {platform} are another body's"),
            )
            .help(
                format!("如{platform}就是本单位,写入 [body] names"),
                format!("if {platform} is the own body, add it to [body] names"),
            ),
    }
}

/// Two bodies have about as many inspections, and one was taken.
fn several_bodies(taken: &(String, usize), other: &(String, usize)) -> Finding {
    let ((own, most), (other, count)) = (taken, other);
    let title = Text::new(
        format!("检查记录属于几个执法主体:{own}{most}条,{other}{count}条"),
        format!("the inspections are of several bodies: {own} {most}, {other} {count}"),
    );
    Finding::about_file("T405", Severity::ValueDoubtful, "hedui.toml", title)
        .expected("一个执法主体的记录", "the records of one body")
        .done(
            format!("按{own}核对,其余按其他单位计(推定)"),
            format!("reconciled for {own}; the others are other bodies' (estimated)"),
        )
        .help(
            "在 [body] names 中写明核对哪个单位",
            "say in [body] names whose books are reconciled",
        )
}
