//! Under which labels an inspection or code stands in each breakdown.

use crate::model::{CreditCode, InspectionEvent, Route, Understood};

/// The labels of an event; several only by officer.
pub type Keys = fn(&Understood, &InspectionEvent) -> Vec<String>;

/// The label of rows whose source leaves the field blank.
pub const UNKNOWN: &str = "未填";

/// What groups each breakdown, in the order of [`crate::model::BREAKDOWNS`], and whether its rows
/// add up to the whole.
pub const GROUPINGS: [(&str, Keys, bool); 8] = [
    ("month", month, true),
    ("town", |u, e| or_unknown(u.town_of(e)), true),
    ("industry", |u, e| or_unknown(u.industry_of(e)), true),
    ("route", |_, e| vec![e.route.words().zh], true),
    ("basis", |_, e| vec![basis(e).to_string()], true),
    ("office", |_, e| or_unknown(&e.office), true),
    ("officer", officers, false),
    ("category", |u, e| vec![category(u, e)], true),
];

fn or_unknown(value: &str) -> Vec<String> {
    let text = value.trim();
    vec![if text.is_empty() { UNKNOWN } else { text }.to_string()]
}

fn month(_: &Understood, event: &InspectionEvent) -> Vec<String> {
    let shown = event.start.map(|day| day.format("%Y-%m").to_string());
    vec![shown.unwrap_or_else(|| UNKNOWN.to_string())]
}

fn officers(_: &Understood, event: &InspectionEvent) -> Vec<String> {
    match event.officers.is_empty() {
        true => vec![UNKNOWN.to_string()],
        false => event.officers.clone(),
    }
}

/// What the inspection rests on, in the kinds of the Ministry of Justice's answers of 2025-04-18:
/// routine, special and case inspections, the last by what gave rise to them. A re-inspection
/// follows an earlier decision.
pub fn basis(event: &InspectionEvent) -> &'static str {
    let reason: &str = &event.reason;
    let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    if event.reinspection {
        return "整改复查";
    }
    match event.route {
        Route::Planned => "日常检查(年度计划)",
        Route::DoubleRandom => "日常检查(双随机)",
        Route::Special => "专项检查",
        Route::Triggered if says(&["投诉", "举报", "信访", "12345", "12350", "热线"]) => {
            "个案检查(投诉举报)"
        }
        Route::Triggered if says(&["交办", "转办", "督办", "移送", "移交", "批示", "部署"]) => {
            "个案检查(交办转办)"
        }
        Route::Triggered if says(&["监测", "预警", "报警", "数据"]) => "个案检查(数据监测)",
        Route::Triggered if says(&["申请"]) => "个案检查(企业申请)",
        Route::Triggered => "个案检查(其他)",
        Route::Unknown => UNKNOWN,
    }
}

/// What the object is: by the category column where it names a kind of holder, else by its credit
/// code, whose first two characters say who registered it (GB 32100).
pub fn category(understood: &Understood, event: &InspectionEvent) -> String {
    let record = &understood.records[event.record];
    let said = record.category.as_ref().map(|field| field.value.as_str());
    if let Some(kind) = said.and_then(kind_of_word) {
        return kind.to_string();
    }
    let own = event.credit_code.as_ref().and_then(CreditCode::usable);
    let firm = event
        .enterprise
        .and_then(|firm| understood.firms.get(firm as usize));
    let known = firm.and_then(|firm| firm.code.as_deref());
    match own.filter(|code| kind_of_code(code).is_some()).or(known) {
        Some(code) => kind_of_code(code).unwrap_or(UNKNOWN).to_string(),
        None => match said {
            Some(word) if !word.trim().is_empty() => word.trim().to_string(),
            _ => UNKNOWN.to_string(),
        },
    }
}

fn kind_of_word(word: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|known| word.contains(known));
    match () {
        _ if has(&["个体", "工商户"]) => Some("个体工商户"),
        _ if has(&["合作社"]) => Some("农民专业合作社"),
        _ if has(&["自然人", "个人", "无证"]) => Some("自然人"),
        _ if has(&["事业单位", "机关", "学校", "医院"]) => Some("机关事业单位"),
        _ if has(&[
            "社会团体",
            "社会组织",
            "基金会",
            "民办非企业",
            "社会服务机构",
        ]) =>
        {
            Some("社会组织")
        }
        _ if has(&["企业", "公司", "分公司"]) => Some("企业"),
        _ => None,
    }
}

fn kind_of_code(code: &str) -> Option<&'static str> {
    match code.as_bytes() {
        [b'9', b'1', ..] => Some("企业"),
        [b'9', b'2', ..] => Some("个体工商户"),
        [b'9', b'3', ..] => Some("农民专业合作社"),
        [b'1', ..] => Some("机关事业单位"),
        [b'5', ..] => Some("社会组织"),
        _ => None,
    }
    .filter(|_| code.len() == 18)
}
