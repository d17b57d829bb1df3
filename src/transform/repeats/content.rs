//! A record's content: compared between repeats, filled from them, digested into ids.

use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, Field, FieldName, RecordKind};
use crate::transform::fields::dates::{DateSense, read_date_text};
use crate::transform::fields::states::{code_finality, record_finality};
use chrono::NaiveDateTime;
use std::fmt::Write;

/// The enterprise's name as a key: folded, without 个体工商户 and 原名 in brackets.
pub fn name_key(record: &CanonicalRecord) -> String {
    let Some(name) = &record.enterprise else {
        return String::new();
    };
    let mut key = fold_key(&name.value);
    for open in ["(个体工商户", "(原", "(曾用名", "(个体"] {
        if let Some(at) = key.find(open) {
            let end = key[at..].find(')').map_or(key.len(), |end| at + end + 1);
            key.replace_range(at..end, "");
        }
    }
    key
}

macro_rules! fields {
    ($with:ident) => {
        $with! {
            record_number: RecordNumber, document_number: DocumentNumber,
            document_kind: DocumentKind, follows: FollowsDocument, enterprise: Enterprise,
            credit_code: CreditCode, town: Town, address: Address, industry: Industry,
            category: EnterpriseCategory, enterprise_status: EnterpriseStatus, start: DateStart,
            end: DateEnd, planned: DatePlanned, planned_months: DatePlanned,
            applied_at: AppliedAt, scanned_at: ScannedAt, completed_at: CompletedAt,
            route: Route, reason: Reason, reinspection: Reinspection,
            random_drawn: RandomDrawn, joint: Joint, lead_body: LeadBody, body: Body,
            office: Office, item: Item, activity: Activity, record_state: Status,
            code_state: Status, exemption: Exemption, rating: Rating, code_id: CodeId,
            plan_number: PlanNumber, plan_count: PlanCount, drawn: Drawn, hazards: Hazards,
            documents: Documents, fine_fen: FineAmount, remark: Remark,
        }
    };
}

/// Values as compared: texts folded, everything else by its debug form.
trait Compared {
    fn compared(&self) -> String;
}

impl Compared for String {
    fn compared(&self) -> String {
        fold_key(self)
    }
}

impl Compared for crate::model::CreditCode {
    fn compared(&self) -> String {
        self.usable().unwrap_or(&self.text).to_string()
    }
}

macro_rules! compared_by_debug {
    ($($kind:ty),*) => {
        $(impl Compared for $kind {
            fn compared(&self) -> String {
                format!("{self:?}")
            }
        })*
    };
}

compared_by_debug!(
    u32,
    i64,
    bool,
    (u8, u8),
    chrono::NaiveDate,
    NaiveDateTime,
    crate::model::DocumentNumber,
    crate::model::DocumentKind,
    crate::model::Route,
    crate::model::RecordState,
    crate::model::CodeState
);

fn differs<T: Compared + PartialEq>(a: &Option<Field<T>>, b: &Option<Field<T>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.value != b.value && a.value.compared() != b.value.compared(),
        _ => false,
    }
}

/// Fields that both records fill and fill differently.
pub fn differing_fields(a: &CanonicalRecord, b: &CanonicalRecord) -> Vec<FieldName> {
    let mut fields = Vec::new();
    macro_rules! compare {
        ($($field:ident: $name:ident,)*) => {
            $(if differs(&a.$field, &b.$field) {
                fields.push(FieldName::$name);
            })*
        };
    }
    fields!(compare);
    // Its former name or 个体工商户 beside a name makes no other name.
    if name_key(a) == name_key(b) {
        fields.retain(|field| *field != FieldName::Enterprise);
    }
    // An export with room for two officers names two of three.
    let within = |few: &[String], many: &[String]| few.iter().all(|name| many.contains(name));
    if !within(&a.officers, &b.officers) && !within(&b.officers, &a.officers) {
        fields.push(FieldName::Officers);
    }
    fields.dedup();
    fields
}

/// Takes from a repeat what the record lacks; such values stand in no column of the record's row.
pub fn fill_blanks(record: &mut CanonicalRecord, repeat: &CanonicalRecord) {
    macro_rules! fill {
        ($($field:ident: $name:ident,)*) => {
            $(if record.$field.is_none() {
                record.$field = repeat.$field.clone().map(|field| Field { column: 0, ..field });
            })*
        };
    }
    fields!(fill);
    if repeat.officers.len() > record.officers.len() {
        record.officers.clone_from(&repeat.officers);
    }
    for name in &repeat.former_names {
        if !record.former_names.contains(name) {
            record.former_names.push(name.clone());
        }
    }
    record.former_names.sort();
}

/// All typed fields as one text, independent of places and columns.
pub fn content(record: &CanonicalRecord) -> String {
    let mut text = String::new();
    macro_rules! write_all {
        ($($field:ident: $name:ident,)*) => {
            $(if let Some(field) = &record.$field {
                let _ = write!(text, "{}={}\u{1f}", stringify!($field), field.value.compared());
            })*
        };
    }
    fields!(write_all);
    let _ = write!(text, "{:?}{:?}", record.officers, record.former_names);
    text
}

/// Fields that tell numberless visits of one firm and day apart, and that an export may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    end: bool,
    officers: bool,
    route: bool,
    item: bool,
}

impl Told {
    pub const ALL: Told = Told {
        end: true,
        officers: true,
        route: true,
        item: true,
    };
    pub const NOTHING: Told = Told {
        end: false,
        officers: false,
        route: false,
        item: false,
    };

    pub fn add(&mut self, record: &CanonicalRecord) {
        self.end |= record.end.is_some();
        self.officers |= !record.officers.is_empty();
        self.route |= record.route.is_some();
        self.item |= record.item.is_some();
    }

    pub fn both(self, other: Told) -> Told {
        Told {
            end: self.end && other.end,
            officers: self.officers && other.officers,
            route: self.route && other.route,
            item: self.item && other.item,
        }
    }
}

/// What two exports of a numberless record agree on, of what both tell.
pub fn core_content(record: &CanonicalRecord, name: &str, told: Told) -> String {
    let code = record
        .credit_code
        .as_ref()
        .map_or("", |code| &*code.value.text);
    let firm = if name.is_empty() { code } else { name };
    let end = record.end.filter(|_| told.end);
    let days = (record.start.map(|d| d.value), end.map(|d| d.value));
    let planned = record.planned.map(|d| d.value);
    let months = record.planned_months.map(|m| m.value);
    let applied = record.applied_at.map(|d| d.value);
    let text = |field: &Option<Field<String>>| {
        field
            .as_ref()
            .map(|field| fold_key(&field.value))
            .unwrap_or_default()
    };
    let route = record.route.filter(|_| told.route);
    let route = route.map(|route| route.value);
    let number = text(&record.record_number);
    let officers = told.officers.then_some(&record.officers);
    let item = if told.item {
        text(&record.item)
    } else {
        String::new()
    };
    match record.kind {
        RecordKind::Enterprise => format!("{name}|{code}"),
        RecordKind::PlanLine | RecordKind::PlanItem => {
            let plan = text(&record.plan_number);
            // A line with a number stays the same line when its counts are corrected.
            let counts = (plan.is_empty()).then_some((
                record.plan_count.map(|count| count.value),
                record.drawn.map(|drawn| drawn.value),
            ));
            format!(
                "{firm}|{planned:?}|{months:?}|{plan}|{}|{route:?}|{counts:?}",
                text(&record.item),
            )
        }
        _ => format!(
            "{number}|{firm}|{days:?}|{planned:?}|{applied:?}|{officers:?}|{item}|{route:?}|{:?}|\
             {}",
            record.document_kind.map(|kind| kind.value),
            text(&record.code_id),
        ),
    }
}

/// Fields whose value changes what is counted or linked.
pub fn is_weighty(field: FieldName) -> bool {
    use FieldName as F;
    matches!(
        field,
        F::Enterprise
            | F::CreditCode
            | F::DocumentNumber
            | F::DateStart
            | F::DateEnd
            | F::DatePlanned
            | F::AppliedAt
            | F::ScannedAt
            | F::CompletedAt
            | F::Route
            | F::Reinspection
            | F::Officers
            | F::Status
            | F::PlanCount
            | F::Drawn
            | F::EnterpriseStatus
            | F::Joint
            | F::Hazards
            | F::Documents
            | F::FineAmount
    )
}

/// When the row says that it was exported or last changed.
pub fn exported_at(record: &CanonicalRecord) -> Option<NaiveDateTime> {
    let exported = record
        .other
        .iter()
        .find(|(field, _)| *field == FieldName::ExportedAt);
    exported
        .and_then(|(_, text)| read_date_text(&text.value, DateSense::default()))
        .and_then(Result::ok)
        .map(|when| when.instant())
}

/// How final the record's state is.
pub fn finality(record: &CanonicalRecord) -> u8 {
    record
        .code_state
        .map_or(0, |state| code_finality(state.value))
        + record
            .record_state
            .map_or(0, |state| record_finality(state.value))
}
