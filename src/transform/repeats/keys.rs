//! What makes two rows candidates for one record, and what a record's id is made of.

use super::content::{Told, core_content};
use crate::ground::digest::sha256_hex;
use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, CodeForm, DocumentNumber, RecordKind, Source};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Knows which numbers identify records in this run.
pub struct Keyer {
    record_number_identifies: bool,
    /// What every table of numberless rows tells; what only some tell makes no two records.
    told: Told,
}

impl Keyer {
    /// A register's record number identifies a visit unless many rows of one table share theirs
    /// with another enterprise (a task's or a plan's number, mapped for want of a better), or many
    /// of several tables with another enterprise of another day (every export counts from 1 anew).
    pub fn learn<'a>(records: impl Iterator<Item = (&'a CanonicalRecord, &'a str)>) -> Keyer {
        const STRANGERS_MIN: usize = 3;
        let mut first: HashMap<(u32, String), &str> = HashMap::new();
        let mut anywhere: HashMap<String, (&CanonicalRecord, &str)> = HashMap::new();
        let (mut all, mut shared, mut strangers) = (0usize, 0usize, 0usize);
        let mut by_table: BTreeMap<u32, Told> = BTreeMap::new();
        for (record, name) in records {
            if record.kind == RecordKind::Inspection && !has_number(record) {
                let told = by_table.entry(record.place.table);
                told.or_insert(Told::NOTHING).add(record);
            }
            let Some(number) = record_number(record) else {
                continue;
            };
            if record.kind != RecordKind::Inspection {
                continue;
            }
            all += 1;
            let seen = anywhere.entry(number.clone()).or_insert((record, name));
            let other_day = match (day_of(seen.0), day_of(record)) {
                (Some(a), Some(b)) => a != b,
                _ => false,
            };
            strangers += usize::from(seen.1 != name && other_day);
            let before = first.entry((record.place.table, number)).or_insert(name);
            shared += usize::from(*before != name);
        }
        Keyer {
            record_number_identifies: shared * 10 <= all
                && (strangers < STRANGERS_MIN || strangers * 10 <= all),
            told: by_table.into_values().fold(Told::ALL, Told::both),
        }
    }

    pub fn identifies(&self) -> bool {
        self.record_number_identifies
    }

    /// The record's number, where numbers identify.
    fn own_number(&self, record: &CanonicalRecord) -> Option<String> {
        record_number(record).filter(|_| self.record_number_identifies)
    }

    /// Rows with equal keys may be one record.
    pub fn key(&self, record: &CanonicalRecord, name: &str) -> String {
        let kind = letter(record);
        let number = document_number(record);
        match record.kind {
            RecordKind::Inspection => match (self.own_number(record), number) {
                (Some(own), _) => format!("{kind}R{own}"),
                (None, Some(number)) => format!("{kind}N{}", number.normal()),
                (None, None) => format!("{kind}C{}", core_content(record, name, self.told)),
            },
            RecordKind::Document => match number {
                Some(number) => {
                    let title = record.document_kind.map(|kind| kind.value);
                    format!("{kind}N{}|{title:?}", number.normal())
                }
                None => format!("{kind}C{}", core_content(record, name, Told::ALL)),
            },
            RecordKind::Code => match &record.code_id {
                Some(id) => format!("{kind}K{}", fold_key(&id.value)),
                None => format!("{kind}C{}", core_content(record, name, Told::ALL)),
            },
            _ => format!("{kind}C{}", core_content(record, name, Told::ALL)),
        }
    }
}

/// Whether the row carries a number that it could be known by.
pub fn has_number(record: &CanonicalRecord) -> bool {
    match record.kind {
        RecordKind::Inspection => {
            record.record_number.is_some() || record.document_number.is_some()
        }
        RecordKind::Document => record.document_number.is_some(),
        RecordKind::Code => record.code_id.is_some(),
        _ => false,
    }
}

fn record_number(record: &CanonicalRecord) -> Option<String> {
    record
        .record_number
        .as_ref()
        .map(|number| fold_key(&number.value))
}

fn document_number(record: &CanonicalRecord) -> Option<&DocumentNumber> {
    record.document_number.as_ref().map(|number| &number.value)
}

/// Whether two rows of one key are one record: the same enterprise, and no other day.
pub fn is_same_record(a: (&CanonicalRecord, &str), b: (&CanonicalRecord, &str)) -> bool {
    let ((left, left_name), (right, right_name)) = (a, b);
    let same_firm = is_same_firm(a, b);
    let days = (day_of(left), day_of(right));
    let same_day = equal_or_absent(days.0, days.1);
    let apart = left.place.table != right.place.table;
    let numbers = (document_number(left), document_number(right));
    let same_number = matches!(numbers, (Some(a), Some(b)) if a == b);
    match left.kind {
        RecordKind::Code => same_firm,
        // A later export may correct the day or the name, but not both and the number too.
        RecordKind::Inspection | RecordKind::Document => {
            let stated = left.record_number.is_some() && same_number;
            // Two books write one enterprise each in their own way.
            let alike = same_number && days.0.is_some() && days.0 == days.1 && is_alike(a, b);
            same_firm && same_day || apart && (stated && (same_firm || same_day) || alike)
        }
        _ => left_name == right_name,
    }
}

fn equal_or_absent(a: Option<NaiveDate>, b: Option<NaiveDate>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Whether two records of one system name the same enterprise, as far as their own words go.
pub fn is_same_firm(a: (&CanonicalRecord, &str), b: (&CanonicalRecord, &str)) -> bool {
    let ((left, left_name), (right, right_name)) = (a, b);
    let codes = (identifying_code(left), identifying_code(right));
    let nameless = left_name.is_empty() || right_name.is_empty();
    left_name == right_name && !nameless
        || matches!(codes, (Some(a), Some(b)) if a == b)
        || nameless && (codes.0.is_none() || codes.1.is_none())
}

pub fn day_of(record: &CanonicalRecord) -> Option<NaiveDate> {
    record.start.map(|start| start.value)
}

/// Whether two names can be one enterprise's, and no code says otherwise.
fn is_alike(a: (&CanonicalRecord, &str), b: (&CanonicalRecord, &str)) -> bool {
    let other_code =
        matches!((identifying_code(a.0), identifying_code(b.0)), (Some(a), Some(b)) if a != b);
    !other_code && (is_slip_of(a.1, b.1) || is_short_form(a.1, b.1) || is_short_form(b.1, a.1))
}

/// Whether two names are a slip of the pen apart.
pub fn is_slip_of(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && rapidfuzz::fuzz::ratio(a.chars(), b.chars()) >= 0.8
}

/// Whether every character of the short name stands in the long one, in order.
pub fn is_short_form(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().count() >= 3
        && short.chars().count() < long.chars().count()
        && short.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// The code of a record, if it is whole enough to tell its enterprise from others: not masked, not
/// rounded, not cut.
pub fn identifying_code(record: &CanonicalRecord) -> Option<&str> {
    let code = &record.credit_code.as_ref()?.value;
    code.usable().or(match code.form {
        CodeForm::BadCheck | CodeForm::Short => Some(&code.text),
        _ => None,
    })
}

fn letter(record: &CanonicalRecord) -> char {
    match record.kind {
        RecordKind::Code if record.source == Source::OtherPlatform => 'O',
        RecordKind::Inspection => 'I',
        RecordKind::Document => 'D',
        RecordKind::Code => 'C',
        RecordKind::PlanLine => 'P',
        RecordKind::PlanItem => 'Q',
        RecordKind::Enterprise => 'E',
    }
}

/// An id from what identifies the record, and from `more` where that is shared.
pub fn id(keyer: &Keyer, record: &CanonicalRecord, name: &str, more: &[&str]) -> String {
    let kind = letter(record);
    let number = document_number(record)
        .map(DocumentNumber::normal)
        .unwrap_or_default();
    let own = keyer.own_number(record).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let start = day(record.start.map(|start| start.value));
    let text = |field: &Option<crate::model::Field<String>>| {
        field
            .as_ref()
            .map(|field| fold_key(&field.value))
            .unwrap_or_default()
    };
    let code = record
        .credit_code
        .as_ref()
        .map(|code| code.value.text.to_string());
    let firm = if name.is_empty() {
        code.unwrap_or_default()
    } else {
        name.to_string()
    };
    let parts: Vec<String> = match record.kind {
        RecordKind::Inspection if !own.is_empty() => vec![own, firm, start],
        RecordKind::Inspection => vec![number, firm, start],
        RecordKind::Document => {
            vec![
                number,
                format!("{:?}", record.document_kind.map(|kind| kind.value)),
                firm,
            ]
        }
        RecordKind::Code if record.code_id.is_some() => vec![text(&record.code_id), firm],
        RecordKind::Code => vec![core_content(record, name, Told::ALL)],
        RecordKind::PlanLine => {
            let months = format!("{:?}", record.planned_months.map(|months| months.value));
            vec![text(&record.plan_number), firm, months, text(&record.item)]
        }
        RecordKind::PlanItem => vec![text(&record.item), firm],
        RecordKind::Enterprise => vec![firm],
    };
    let mut joined = parts.join("\u{1f}");
    for part in more {
        joined.push('\u{1f}');
        joined.push_str(part);
    }
    let digest = sha256_hex(format!("{kind}\u{1f}{joined}").as_bytes());
    format!("{kind}{}", &digest[..12])
}
