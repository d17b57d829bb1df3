//! What a person decided about records that the scores leave open, and how the records looked then.

use super::{DocumentNumber, EventIx, InputFile, InspectionEvent, Text, Understood};
use crate::ground::digest::sha256_hex;
use crate::ground::fold::fold_key;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the headers of the hidden columns begin by which a review workbook is known from an export.
pub const REVIEW_MARK: &str = "hedui:";

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// Inspection and code are one visit.
    SameVisit,
    /// The same, and the code is a second one for a visit that has another.
    SecondCode,
    /// They are two visits.
    Different,
    /// A person looked and cannot tell. It takes an earlier ruling of the same person back.
    Unsure,
    /// The inspection has no code and should have one.
    MissedScan,
    /// The code was scanned without an inspection.
    FalseScan,
    /// The record has no counterpart, for a reason that the note gives.
    NoCounterpart,
}

impl Ruling {
    pub const ALL: [Ruling; 7] = [
        Ruling::SameVisit,
        Ruling::SecondCode,
        Ruling::Different,
        Ruling::Unsure,
        Ruling::MissedScan,
        Ruling::FalseScan,
        Ruling::NoCounterpart,
    ];

    /// The word of the files that programs read.
    pub fn name(self) -> &'static str {
        match self {
            Ruling::SameVisit => "same_visit",
            Ruling::SecondCode => "second_code",
            Ruling::Different => "different",
            Ruling::Unsure => "unsure",
            Ruling::MissedScan => "missed_scan",
            Ruling::FalseScan => "false_scan",
            Ruling::NoCounterpart => "no_counterpart",
        }
    }

    /// The words of the drop-down.
    pub fn words(self) -> Text {
        match self {
            Ruling::SameVisit => Text::new("同一次检查", "same visit"),
            Ruling::SecondCode => Text::new("同一次检查的重复码", "second code of the visit"),
            Ruling::Different => Text::new("不是同一次检查", "different visits"),
            Ruling::Unsure => Text::new("不确定", "unsure"),
            Ruling::MissedScan => Text::new("确为漏扫", "missed scan"),
            Ruling::FalseScan => Text::new("确为虚假扫码", "false scan"),
            Ruling::NoCounterpart => Text::new("确无对应记录", "no counterpart"),
        }
    }

    /// Whether inspection and code are claimed to be one visit.
    pub fn joins(self) -> bool {
        matches!(self, Ruling::SameVisit | Ruling::SecondCode)
    }

    /// Whether it is about one record alone.
    pub fn is_about_one(self) -> bool {
        matches!(
            self,
            Ruling::MissedScan | Ruling::FalseScan | Ruling::NoCounterpart
        )
    }
}

/// A record as a person saw it: its id, its fields by name, and their digest. Where the record
/// stands in a file is no part of it, so that it is found again in any later export. What goes on
/// after a visit (a code's state, when it was scanned) is no part of it either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenRecord {
    /// The event's id.
    pub id: String,
    /// Digest of the fields: `d` and 16 hex digits.
    pub digest: String,
    /// The fields that are not empty.
    pub fields: BTreeMap<String, String>,
}

/// Numbers that a record is known by when its other fields were corrected.
const NUMBERS: [&str; 3] = ["record_number", "code_id", "document_number"];

impl SeenRecord {
    /// An event's carrying record as it is now.
    pub fn of(event: &InspectionEvent, understood: &Understood) -> SeenRecord {
        let record = &understood.records[event.record];
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let applied = record.applied_at.map(|at| at.value.to_string());
        let number = record.document_number.as_ref();
        let text =
            |field: &Option<super::Field<String>>| field.as_ref().map(|field| field.value.clone());
        let code = record.credit_code.as_ref();
        let all = [
            ("record_number", text(&record.record_number)),
            ("document_number", number.map(|no| written(&no.value))),
            ("code_id", text(&record.code_id)),
            ("enterprise", text(&record.enterprise)),
            ("credit_code", code.map(|code| code.value.text.to_string())),
            ("start", Some(day(event.start))),
            ("end", Some(day(event.end))),
            ("planned", Some(day(event.planned))),
            ("applied_at", applied),
            ("officers", Some(record.officers.join("、"))),
            ("item", text(&record.item)),
            ("body", text(&record.body)),
            ("office", text(&record.office)),
        ];
        let fields: BTreeMap<String, String> = all
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_string(), value?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        SeenRecord {
            id: event.id.clone(),
            digest: digest_of(&fields),
            fields,
        }
    }

    /// Fields whose values contradict each other. One that only one of the two exports has says
    /// nothing.
    pub fn changes(&self, now: &SeenRecord) -> Vec<Change> {
        let differs = |name: &&String| {
            let (was, is) = (self.fields.get(*name), now.fields.get(*name));
            matches!((was, is), (Some(was), Some(is)) if fold_key(was) != fold_key(is))
        };
        self.fields
            .keys()
            .filter(differs)
            .map(|name| Change {
                field: name.clone(),
                was: self.fields[name].clone(),
                is: now.fields[name].clone(),
            })
            .collect()
    }

    /// Whether both bear one number of the same sort.
    pub fn shares_number(&self, other: &SeenRecord) -> bool {
        NUMBERS.iter().any(|name| {
            let (one, other) = (self.fields.get(*name), other.fields.get(*name));
            matches!((one, other), (Some(one), Some(other)) if fold_key(one) == fold_key(other))
        })
    }

    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Number, enterprise and day: enough for a person to find it.
    pub fn shown(&self) -> String {
        let number = NUMBERS.iter().map(|name| self.field(name));
        let number = number.into_iter().find(|number| !number.is_empty());
        let parts = [
            number.unwrap_or(""),
            self.field("enterprise"),
            self.field("start"),
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// `（湘乡）应急检记〔2025〕12号`, however it was written.
fn written(number: &DocumentNumber) -> String {
    let DocumentNumber {
        area,
        prefix,
        kind,
        year,
        serial,
        letter,
    } = number;
    let area = match area.is_empty() {
        true => String::new(),
        false => format!("（{area}）"),
    };
    format!("{area}{prefix}{kind}〔{year}〕{letter}{serial}号")
}

fn digest_of(fields: &BTreeMap<String, String>) -> String {
    let mut whole = String::new();
    for (name, value) in fields {
        whole.push_str(&format!("{name}\u{1f}{}\u{1e}", fold_key(value)));
    }
    format!("d{}", &sha256_hex(whole.as_bytes())[..16])
}

/// A field of a record that is no longer what a person saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub was: String,
    pub is: String,
}

/// One decision of one person: about an inspection and a code, or about one of them alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub ruling: Ruling,
    /// Who decided.
    pub by: String,
    /// The day on which it was decided.
    pub on: NaiveDate,
    /// Why.
    pub why: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspection: Option<SeenRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<SeenRecord>,
    /// When it was written down, with the offset from UTC.
    pub kept_at: String,
    /// Its line in the file of judgements, from 1.
    #[serde(skip)]
    pub line: u32,
}

impl Judgement {
    /// The ids of the records it is about.
    pub fn subject(&self) -> (Option<&str>, Option<&str>) {
        (
            self.inspection.as_ref().map(|seen| seen.id.as_str()),
            self.code.as_ref().map(|seen| seen.id.as_str()),
        )
    }

    /// Whether the ruling fits what it is about.
    pub fn is_sound(&self) -> bool {
        match (self.inspection.is_some(), self.code.is_some()) {
            (true, true) => !self.ruling.is_about_one(),
            (true, false) => matches!(
                self.ruling,
                Ruling::MissedScan | Ruling::NoCounterpart | Ruling::Unsure
            ),
            (false, true) => matches!(
                self.ruling,
                Ruling::FalseScan | Ruling::NoCounterpart | Ruling::Unsure
            ),
            (false, false) => false,
        }
    }

    /// Who decided, when and why, for a report.
    pub fn words(&self) -> Text {
        let ruling = self.ruling.words();
        let why = match self.why.trim() {
            "" => (String::new(), String::new()),
            why => (format!(":{why}"), format!(": {why}")),
        };
        let (by, on) = (&self.by, self.on);
        Text::new(
            format!("人工复核为“{}”({by},{on}{})", ruling.zh, why.0),
            format!("judged “{}” by {by} on {on}{}", ruling.en, why.1),
        )
    }
}

/// What has been decided so far, in the order in which it was written down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgements {
    /// The file they stand in; its path is empty where there is none.
    pub file: InputFile,
    pub list: Vec<Judgement>,
}

/// Judgements found again in the events of one run: those that hold. A person's word outranks the
/// scores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    pub held: Vec<Judgement>,
    /// Position in `held` by inspection and code.
    pub pairs: BTreeMap<(EventIx, EventIx), usize>,
    /// Position in `held` by the one event it is about.
    pub alone: BTreeMap<EventIx, usize>,
}

impl Judged {
    pub fn of_pair(&self, inspection: EventIx, code: EventIx) -> Option<&Judgement> {
        let at = self.pairs.get(&(inspection, code))?;
        self.held.get(*at)
    }

    pub fn of_event(&self, event: EventIx) -> Option<&Judgement> {
        self.held.get(*self.alone.get(&event)?)
    }

    /// Whether a person said that the two are not one visit.
    pub fn forbids(&self, inspection: EventIx, code: EventIx) -> bool {
        let judgement = self.of_pair(inspection, code);
        judgement.is_some_and(|judgement| judgement.ruling == Ruling::Different)
    }

    /// The pairs that a person said are one visit.
    pub fn joined(&self) -> impl Iterator<Item = (EventIx, EventIx)> {
        let pairs = self.pairs.iter();
        let joins = |(_, at): &(_, &usize)| self.held[**at].ruling.joins();
        pairs.filter(joins).map(|(pair, _)| *pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(fields: &[(&str, &str)]) -> SeenRecord {
        let fields: BTreeMap<String, String> = fields
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        SeenRecord {
            id: "I1".into(),
            digest: digest_of(&fields),
            fields,
        }
    }

    #[test]
    fn a_record_has_changed_where_two_values_contradict_each_other() {
        let was = seen(&[("enterprise", "湘乡市甲厂"), ("start", "2025-03-05")]);
        let same = seen(&[("enterprise", "湘乡市 甲厂"), ("start", "2025-03-05")]);
        assert_eq!(was.digest, same.digest);
        assert!(was.changes(&same).is_empty());
        let fuller = seen(&[
            ("enterprise", "湘乡市甲厂"),
            ("start", "2025-03-05"),
            ("office", "执法大队"),
        ]);
        assert_ne!(was.digest, fuller.digest);
        assert!(was.changes(&fuller).is_empty(), "a new column says nothing");
        let moved = seen(&[("enterprise", "湘乡市甲厂"), ("start", "2025-03-06")]);
        let changes = was.changes(&moved);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].field, "start");
    }

    #[test]
    fn a_ruling_fits_its_subject_or_is_unsound() {
        let judgement = |ruling, inspection: bool, code: bool| Judgement {
            ruling,
            by: String::new(),
            on: NaiveDate::default(),
            why: String::new(),
            inspection: inspection.then(|| seen(&[])),
            code: code.then(|| seen(&[])),
            kept_at: String::new(),
            line: 1,
        };
        for (ruling, inspection, code, sound) in [
            (Ruling::SameVisit, true, true, true),
            (Ruling::SameVisit, true, false, false),
            (Ruling::Different, true, true, true),
            (Ruling::MissedScan, true, false, true),
            (Ruling::MissedScan, true, true, false),
            (Ruling::FalseScan, true, false, false),
            (Ruling::NoCounterpart, false, true, true),
            (Ruling::Unsure, true, true, true),
            (Ruling::Unsure, false, false, false),
        ] {
            assert_eq!(judgement(ruling, inspection, code).is_sound(), sound);
        }
    }
}
