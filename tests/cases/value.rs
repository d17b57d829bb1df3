//! Fields of a record as a person writes them down. A field that people write in two ways is given
//! in both, and either will do.

use chrono::{NaiveDateTime, NaiveTime};
use hedui::model::{CanonicalRecord, CodeState, DocumentNumber, Field, RecordState, Route};

/// The accepted ways to write a field; `None` where there is no such field. Nothing read is "".
pub fn field(record: &CanonicalRecord, name: &str) -> Option<Vec<String>> {
    let one = |text: String| Some(vec![text]);
    let text = |field: &Option<Field<String>>| {
        Some(vec![
            field.as_ref().map(|f| f.value.clone()).unwrap_or_default(),
        ])
    };
    match name {
        "source" => one(record.source.name().into()),
        "kind" => one(snake(&format!("{:?}", record.kind))),
        "record_number" => text(&record.record_number),
        "document_number" => Some(number(&record.document_number)),
        "follows_document" | "follows" => Some(number(&record.follows)),
        "document_kind" => one(plain(&record.document_kind, |kind| {
            snake(&format!("{kind:?}"))
        })),
        "enterprise" => text(&record.enterprise),
        "former_name" | "former_names" => one(record.former_names.join("、")),
        "credit_code" => one(plain(&record.credit_code, |code| code.text.to_string())),
        "credit_code_form" => one(plain(&record.credit_code, |code| {
            snake(&format!("{:?}", code.form))
        })),
        "credit_code_repair" => one(plain(&record.credit_code, |code| {
            code.repair.as_deref().unwrap_or_default().to_string()
        })),
        _ => further(record, name),
    }
}

fn further(record: &CanonicalRecord, name: &str) -> Option<Vec<String>> {
    let text = |field: &Option<Field<String>>| {
        Some(vec![
            field.as_ref().map(|f| f.value.clone()).unwrap_or_default(),
        ])
    };
    let one = |text: String| Some(vec![text]);
    match name {
        "town" => text(&record.town),
        "address" => text(&record.address),
        "industry" => text(&record.industry),
        "category" | "enterprise_category" => text(&record.category),
        "enterprise_status" => text(&record.enterprise_status),
        "date_start" => one(plain(&record.start, |day| day.to_string())),
        "date_end" => one(plain(&record.end, |day| day.to_string())),
        "date_planned" => one(plain(&record.planned, |day| day.to_string())),
        "planned_months" => one(plain(&record.planned_months, |(a, b)| format!("{a}-{b}"))),
        "applied_at" => Some(moment(&record.applied_at)),
        "scanned_at" => Some(moment(&record.scanned_at)),
        "completed_at" => Some(moment(&record.completed_at)),
        "route" => Some(route(&record.route)),
        "reason" => text(&record.reason),
        "reinspection" => Some(yes(&record.reinspection)),
        "random_drawn" => Some(yes(&record.random_drawn)),
        "joint" => Some(yes(&record.joint)),
        "drawn" => Some(yes(&record.drawn)),
        "lead_body" => text(&record.lead_body),
        "body" => text(&record.body),
        "office" => text(&record.office),
        "officers" => one(sorted(&record.officers.join("、"))),
        "item" => text(&record.item),
        "activity" => text(&record.activity),
        "status" | "record_state" | "code_state" => Some(state(record)),
        "exemption" => text(&record.exemption),
        "rating" => text(&record.rating),
        "code_id" => text(&record.code_id),
        "plan_number" => text(&record.plan_number),
        "plan_count" => one(plain(&record.plan_count, u32::to_string)),
        "hazards" => one(plain(&record.hazards, u32::to_string)),
        "documents" => one(plain(&record.documents, u32::to_string)),
        "fine_fen" => one(plain(&record.fine_fen, i64::to_string)),
        "fine_amount" => one(plain(&record.fine_fen, |fen| {
            format!("{}.{:02}", fen / 100, fen % 100)
        })),
        "remark" => text(&record.remark),
        other => {
            let field = hedui::transform::field_named(other)?;
            let found = record.other.iter().find(|(name, _)| *name == field);
            one(found
                .map(|(_, field)| field.value.clone())
                .unwrap_or_default())
        }
    }
}

/// The same names whatever their order.
pub fn sorted(names: &str) -> String {
    let mut names: Vec<&str> = names.split('、').collect();
    names.sort_unstable();
    names.join("、")
}

fn plain<T>(field: &Option<Field<T>>, write: impl Fn(&T) -> String) -> String {
    field
        .as_ref()
        .map(|field| write(&field.value))
        .unwrap_or_default()
}

fn number(field: &Option<Field<DocumentNumber>>) -> Vec<String> {
    let Some(field) = field else {
        return vec![String::new()];
    };
    let n = &field.value;
    let area = match n.area.is_empty() {
        true => String::new(),
        false => format!("（{}）", n.area),
    };
    let full = format!(
        "{area}{}{}〔{}〕{}{}号",
        n.prefix, n.kind, n.year, n.letter, n.serial
    );
    vec![full, n.normal()]
}

fn moment(field: &Option<Field<NaiveDateTime>>) -> Vec<String> {
    let Some(field) = field else {
        return vec![String::new()];
    };
    let at = field.value;
    let mut ways = vec![
        at.format("%Y-%m-%d %H:%M:%S").to_string(),
        at.format("%Y-%m-%d %H:%M").to_string(),
    ];
    if at.time() == NaiveTime::MIN {
        ways.push(at.date().to_string());
    }
    ways
}

fn route(field: &Option<Field<Route>>) -> Vec<String> {
    match field {
        None => vec![String::new()],
        Some(field) => vec![
            snake(&format!("{:?}", field.value)),
            field.value.words().zh.to_string(),
        ],
    }
}

fn yes(field: &Option<Field<bool>>) -> Vec<String> {
    let ways: &[&str] = match field.as_ref().map(|field| field.value) {
        None => &[""],
        Some(true) => &["true", "是"],
        Some(false) => &["false", "否"],
    };
    ways.iter().map(|way| way.to_string()).collect()
}

/// A register row's state or a code's, whichever the record has.
fn state(record: &CanonicalRecord) -> Vec<String> {
    let code: Option<CodeState> = record.code_state.as_ref().map(|field| field.value);
    let row: Option<RecordState> = record.record_state.as_ref().map(|field| field.value);
    match (code, row) {
        (Some(code), _) => vec![snake(&format!("{code:?}")), code.words().zh.to_string()],
        (None, Some(row)) => vec![snake(&format!("{row:?}"))],
        (None, None) => vec![String::new()],
    }
}

/// `OnSiteDecision` as `on_site_decision`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(c.to_lowercase());
    }
    text
}
