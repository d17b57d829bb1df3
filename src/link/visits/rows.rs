//! Events as rows: one value for each field of the shipped model.

use crate::ground::fold::fold_key;
use crate::ground::traditional::simplified;
use crate::link::columns::{Column, Days, Given, HASHER, Numbered, Side};
use crate::link::firms::Firms;
use crate::link::model::Model;
use crate::link::names::town_word;
use crate::link::tables::Tables;
use crate::model::{
    CodeState, DocumentNumber, EventIx, InspectionEvent, Route, Source, Understood,
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// Signs of case files, which run on serials of their own; every other number is the visit's.
const CASE_SIGNS: [char; 15] = [
    '罚', '立', '询', '听', '催', '缴', '移', '结', '强', '扣', '封', '抽', '鉴', '案', '呈',
];

/// The tables and the event of each of their rows.
pub struct Visits {
    pub tables: Tables,
    pub events: [Vec<EventIx>; 2],
}

impl Visits {
    pub fn of(understood: &Understood, model: &Model, firms: Firms) -> Visits {
        let mut columns: Vec<Column> = model
            .fields
            .iter()
            .map(|field| Column::new(field.kind))
            .collect();
        let codes = || {
            understood
                .events
                .iter()
                .filter(|event| event.source == Source::Platform)
        };
        let facts = Facts {
            understood,
            marks_reinspections: codes().any(|code| code.reinspection),
            firm_names: firm_names(understood, &firms),
            firms: &firms,
        };
        let mut events = [Vec::new(), Vec::new()];
        for (at, event) in understood.events.iter().enumerate() {
            let side = match event.source {
                Source::Safety => Side::Left,
                Source::Platform => Side::Right,
                _ => continue,
            };
            if event.replaced_by.is_some() || event.part_of.is_some() {
                continue;
            }
            events[side as usize].push(at);
            for (field, column) in model.fields.iter().zip(&mut columns) {
                let value = facts.value(&field.name, at, event, column);
                column.push(side, value);
            }
        }
        Visits {
            tables: Tables::new(columns, &firms.reader),
            events,
        }
    }

    /// The row of an event, if it takes part.
    pub fn row(&self, side: Side, event: EventIx) -> Option<u32> {
        let rows = &self.events[side as usize];
        let at = rows.iter().position(|other| *other == event)?;
        u32::try_from(at).ok()
    }

    pub fn event(&self, side: Side, row: u32) -> EventIx {
        self.events[side as usize][row as usize]
    }
}

/// A name for each firm that does not depend on the order of rows: its code, or the least of the
/// names it is written under.
fn firm_names(understood: &Understood, firms: &Firms) -> BTreeMap<u32, String> {
    let mut names: BTreeMap<u32, String> = BTreeMap::new();
    for (at, parts) in firms.parts.iter().enumerate() {
        let firm = firms.firm[at];
        let key = parts.key();
        let name = names.entry(firm).or_insert_with(|| key.clone());
        if key < *name {
            *name = key;
        }
    }
    for (firm, name) in &mut names {
        if let Some(code) = &understood.firms[*firm as usize].code {
            *name = code.to_string();
        }
    }
    names
}

struct Facts<'a> {
    understood: &'a Understood,
    firms: &'a Firms,
    firm_names: BTreeMap<u32, String>,
    /// Whether the platform marks re-inspections at all.
    marks_reinspections: bool,
}

impl Facts<'_> {
    fn value(&self, field: &str, at: EventIx, event: &InspectionEvent, column: &mut Column) -> u32 {
        let text = |text: &str, column: &mut Column| match text.is_empty() {
            true => 0,
            false => column.value(&Given::Text(text)),
        };
        match field {
            "name" => text(&simplified(&fold_key(&event.name)), column),
            "firm" => text(&self.firm_names[&self.firms.firm[at]], column),
            "code" => match &event.credit_code {
                Some(code) => column.value(&Given::Code(code.clone())),
                None => 0,
            },
            "date" => column.value(&Given::Days(days(event))),
            "document" => {
                let all = event.document_numbers.iter();
                column.value(&Given::Documents(all.filter_map(numbered).collect()))
            }
            "officers" => column.value(&Given::Members(event.officers.clone())),
            "town" => text(&town_word(&fold_key(&event.town)), column),
            "body" => match self.understood.is_own_body(&event.body) {
                true => text("own", column),
                false => text("other", column),
            },
            "route" => match event.route {
                Route::Unknown => 0,
                route if route.is_planned() => text("planned", column),
                _ => text("triggered", column),
            },
            "item" => text(&fold_key(&event.item), column),
            "reinspection" => match (self.marks_reinspections, event.reinspection) {
                (false, _) => 0,
                (_, true) => text("yes", column),
                (_, false) => text("no", column),
            },
            "plan" => text(&fold_key(&event.plan_number), column),
            other => panic!("the shipped model names an unknown field: {other}"),
        }
    }
}

fn days(event: &InspectionEvent) -> Days {
    let number = |date: Option<NaiveDate>| date.map_or(Days::NONE, |date| date.num_days_from_ce());
    Days {
        start: number(event.start),
        end: number(event.end.or(event.start)),
        planned: number(event.planned),
    }
}

/// What identifies a visit in a number; `None` for a number that names no visit.
pub fn numbered(number: &DocumentNumber) -> Option<Numbered> {
    (!number.kind.contains(CASE_SIGNS)).then(|| Numbered {
        serial: number.serial,
        year: number.year,
        reinspection: number.kind.contains('复'),
        area: match issuer(number) {
            "" => 0,
            issuer => HASHER.hash_one(issuer) as u32 | 1,
        },
    })
}

/// Who numbers: the area, or of a number of another trade what stands before its kind, as
/// `沪市监张江` in `沪市监张江检〔2025〕3号`.
fn issuer(number: &DocumentNumber) -> &str {
    const KINDS: [&str; 12] = [
        "检查", "检记", "责改", "责令", "现决", "复查", "检", "改", "决", "查", "记", "令",
    ];
    if !number.area.is_empty() || !number.prefix.is_empty() {
        return &number.area;
    }
    let mark = &*number.kind;
    let before = KINDS.iter().find_map(|kind| mark.strip_suffix(kind));
    before
        .filter(|issuer| issuer.chars().count() >= 3)
        .unwrap_or("")
}

/// Of two codes as good as each other, the one that got further stands for the visit.
pub fn state_rank(state: CodeState) -> u8 {
    match state {
        CodeState::Completed => 0,
        CodeState::Scanned => 1,
        CodeState::Unknown => 2,
        _ => 3,
    }
}
