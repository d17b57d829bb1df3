//! The words that people read for the model's values, in both languages.

use crate::model::{
    Cause, CodeState, Decision, FieldName, Lang, Outcome, RecordState, Register, Route, Severity,
    Source,
};

fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    if lang == Lang::Zh { zh } else { en }
}

pub fn source_word(source: Source, lang: Lang) -> &'static str {
    match source {
        Source::Safety => pick(lang, "安全生产执法系统", "safety-enforcement system"),
        Source::Platform => pick(lang, "一体化平台", "supervision platform"),
        Source::Plan => pick(lang, "检查计划", "inspection plan"),
        Source::Roster => pick(lang, "企业名录", "enterprise roster"),
        Source::OtherPlatform => pick(lang, "其他赋码平台", "another code platform"),
        Source::Register(name) => register_word(name, lang),
        Source::Unknown => pick(lang, "未识别", "not recognised"),
    }
}

/// The title of a shipped register; others are called by their name.
fn register_word(name: &'static str, lang: Lang) -> &'static str {
    let shipped = Register::shipped().iter();
    let found = shipped.into_iter().find(|register| register.name == name);
    found.map_or(name, |register| pick(lang, &register.zh, &register.en))
}

pub fn route_word(route: Route, lang: Lang) -> &'static str {
    match route {
        Route::Planned => pick(lang, "年度计划", "planned"),
        Route::DoubleRandom => pick(lang, "双随机", "double-random"),
        Route::Special => pick(lang, "专项", "special"),
        Route::Triggered => pick(lang, "触发式", "triggered"),
        Route::Unknown => pick(lang, "", ""),
    }
}

/// 执法检查类别 of the ministry's form.
pub fn category_word(route: Route) -> &'static str {
    match route {
        Route::Planned | Route::DoubleRandom => "计划执法",
        Route::Special => "专项执法",
        Route::Triggered => "其他执法",
        Route::Unknown => "",
    }
}

pub fn code_state_word(state: CodeState, lang: Lang) -> &'static str {
    match state {
        CodeState::Pending => pick(lang, "审批中", "pending"),
        CodeState::Returned => pick(lang, "已退回", "returned"),
        CodeState::Issued => pick(lang, "已赋码", "issued"),
        CodeState::Scanned => pick(lang, "已扫码", "scanned"),
        CodeState::Completed => pick(lang, "已完成", "completed"),
        CodeState::Cancelled => pick(lang, "已撤销", "cancelled"),
        CodeState::Expired => pick(lang, "已过期", "expired"),
        CodeState::Test => pick(lang, "测试", "test"),
        CodeState::Unknown => "",
    }
}

pub fn record_state_word(state: RecordState, lang: Lang) -> &'static str {
    match state {
        RecordState::Final => pick(lang, "正式", "final"),
        RecordState::Draft => pick(lang, "草稿", "draft"),
        RecordState::Void => pick(lang, "作废", "void"),
        RecordState::Unknown => "",
    }
}

pub fn outcome_word(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Linked => pick(lang, "已链接", "linked"),
        Outcome::Review => pick(lang, "待复核", "to review"),
        Outcome::SafetyOnly => pick(lang, "有检查、无赋码", "inspection without code"),
        Outcome::PlatformOnly => pick(lang, "有赋码、无检查", "code without inspection"),
        Outcome::PlanOnly => pick(lang, "仅在计划", "planned only"),
        Outcome::Excluded => pick(lang, "不计次", "not counted"),
    }
}

pub fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::FileRejected => pick(lang, "整表未用", "table not used"),
        Severity::RowRejected => pick(lang, "整行未用", "row not used"),
        Severity::ValueDoubtful => pick(lang, "取值存疑", "doubtful value"),
        Severity::Note => pick(lang, "提示", "note"),
    }
}

pub fn decision_word(decision: Decision, lang: Lang) -> &'static str {
    match decision {
        Decision::Link => pick(lang, "链接", "link"),
        Decision::PossibleLink => pick(lang, "可能链接,待人工复核", "possible link, to review"),
        Decision::NonLink => pick(lang, "不链接", "non-link"),
    }
}

/// How two values differ.
pub fn class_word(class: &'static str, lang: Lang) -> &'static str {
    match class {
        "format" => pick(lang, "写法不同", "format"),
        "blank" => pick(lang, "一方空缺", "blank"),
        "value" => pick(lang, "取值不同", "value"),
        other => other,
    }
}

pub fn cause_word(cause: Cause, lang: Lang) -> &'static str {
    let entry = cause.entry();
    pick(lang, entry.zh, entry.en)
}

pub fn measure_word(cause: Cause, lang: Lang) -> &'static str {
    let entry = cause.entry();
    pick(lang, entry.measure_zh, entry.measure_en)
}

/// `A05 复查沿用首次检查的码`.
pub fn coded_cause(cause: Cause, lang: Lang) -> String {
    format!("{} {}", cause.code(), cause_word(cause, lang))
}

pub fn yes_no(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "是",
        Some(false) => "否",
        None => "",
    }
}

/// A canonical field as a column of a report is headed.
pub fn field_word(field: FieldName, lang: Lang) -> String {
    if lang == Lang::Zh {
        return field.zh().to_string();
    }
    field.key().replace('_', " ")
}
