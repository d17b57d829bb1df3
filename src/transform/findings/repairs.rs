//! T201, T202, T211–T213, T219: broken codes and numbers, and what they probably were.

use super::Spot;
use crate::model::{CodeForm, CreditCode, DocumentNumber, Finding, Severity, Text};
use crate::transform::repairs::{NumberReason, Proposal, Reason};
use std::collections::BTreeSet;

const LISTED_MAX: usize = 6;

/// What a broken code is told to be; nothing of a plain registration number.
pub fn broken_code(spot: Spot<'_>, code: &CreditCode, proposal: &Proposal) -> Option<Finding> {
    match (proposal, code.form) {
        (Proposal::Several(codes), _) => Some(several_codes(spot, codes)),
        (_, CodeForm::BadCheck) => Some(wrong_check_character(spot, proposal)),
        (Proposal::One(repair, reason), _) => Some(proposed_code(spot, repair, *reason)),
        (Proposal::None, CodeForm::Short) => None,
        (Proposal::None, _) => Some(damaged_code(spot)),
    }
}

fn wrong_check_character(spot: Spot<'_>, proposal: &Proposal) -> Finding {
    let title = Text::new(
        "统一社会信用代码校验位不对",
        "credit code with a wrong check character",
    );
    let finding = spot
        .finding("T201", Severity::ValueDoubtful, title)
        .expected(
            "18 位,校验位按 GB 32100 计算",
            "18 characters whose last one checks by GB 32100",
        );
    match proposal {
        Proposal::One(repair, reason) => with_proposal(finding, repair, *reason),
        _ => finding
            .done("保留原文,按名称比对", "kept as written; compared by name")
            .help("向企业核实代码", "verify the code with the enterprise"),
    }
}

fn damaged_code(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "代码不完整:被电子表格截断、掩码或位数不对",
        "incomplete code: rounded by a spreadsheet, masked or of a wrong length",
    );
    spot.finding("T202", Severity::ValueDoubtful, title)
        .expected("18 位统一社会信用代码", "an 18-character credit code")
        .done("保留原文,按名称比对", "kept as written; compared by name")
        .help("导出时把该列设为文本", "export the column as text")
}

fn proposed_code(spot: Spot<'_>, repair: &str, reason: Reason) -> Finding {
    let title = Text::new(
        "代码残缺,已提出修复建议",
        "a broken code for which a repair is proposed",
    );
    let finding = spot
        .finding("T211", Severity::ValueDoubtful, title)
        .expected("18 位统一社会信用代码", "an 18-character credit code");
    with_proposal(finding, repair, reason)
}

fn with_proposal(finding: Finding, repair: &str, reason: Reason) -> Finding {
    let why = reason.told();
    finding
        .done(
            "保留原文,按建议值参与比对",
            "kept as written; compared by the proposed code",
        )
        .help(
            format!("可能是 {repair}({}),请核实", why.zh),
            format!("probably {repair} ({}); please verify", why.en),
        )
}

fn several_codes(spot: Spot<'_>, codes: &BTreeSet<Box<str>>) -> Finding {
    let title = Text::new(
        format!("代码残缺,有 {} 个可能的代码", codes.len()),
        format!("a broken code that {} codes fit", codes.len()),
    );
    let first: Vec<&str> = codes.iter().take(LISTED_MAX).map(|code| &**code).collect();
    let mut list = first.join(", ");
    if codes.len() > LISTED_MAX {
        list.push_str(", …");
    }
    let (zh, en) = match codes.len() {
        1 => (
            format!("剩余字符与 {list} 相符,但该名称另有代码"),
            format!("what is left agrees with {list}, but the name has another code"),
        ),
        _ => (
            format!("可能是以下之一:{list}"),
            format!("one of these: {list}"),
        ),
    };
    spot.finding("T212", Severity::ValueDoubtful, title)
        .expected(
            "18 位统一社会信用代码,或名录中唯一的同名企业",
            "an 18-character credit code, or one enterprise of that name in the roster",
        )
        .done("保留原文,按名称比对", "kept as written; compared by name")
        .help(zh, en)
}

/// A system's own number that lost its last digits.
pub fn rounded_number(spot: Spot<'_>, proposal: Option<&str>) -> Finding {
    let title = Text::new(
        "编号被电子表格改成了数值,末几位已丢失",
        "a number that a spreadsheet rounded; its last digits are lost",
    );
    let finding = spot
        .finding("T213", Severity::ValueDoubtful, title)
        .expected("完整的编号", "the whole number");
    match proposal {
        Some(whole) => finding
            .done(
                format!("按另一导出中同一企业同一天的编号 {whole} 处理"),
                format!("taken for {whole}, as another export has it for that enterprise and day"),
            )
            .help("请核实", "please verify"),
        None => finding
            .done(
                "该编号不用于识别记录,按内容识别",
                "the number identifies nothing; the record is known by its content",
            )
            .help("导出时把该列设为文本", "export the column as text"),
    }
}

/// A document number that could be made whole.
pub fn repaired_number(spot: Spot<'_>, number: &DocumentNumber, reason: NumberReason) -> Finding {
    let title = Text::new(
        "文书编号残缺,已提出修复建议",
        "a broken document number for which a repair is proposed",
    );
    let (whole, why) = (number.written(), reason.told());
    spot.finding("T219", Severity::ValueDoubtful, title)
        .expected(
            "如 （某某）应急检记〔2025〕12号",
            "such as （某某）应急检记〔2025〕12号",
        )
        .done(
            "保留原文,按建议值参与比对",
            "kept as written; compared by the proposed number",
        )
        .help(
            format!("可能是 {whole}({}),请核实", why.zh),
            format!("probably {whole} ({}); please verify", why.en),
        )
}
