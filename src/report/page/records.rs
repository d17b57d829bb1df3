//! Every record of the run for the page's table: events, their cells as exported, and the rows that
//! people look at. A row is an inspection with its code, or whatever stands alone.

use super::packed::{Column, numbers, texts};
use super::pairs::{Pairs, Told, differing, pairs};
use crate::model::{
    Cause, EventIx, FieldName, InspectionEvent, Lang, NearMiss, Outcome, Source, Text, Verdict,
    column_letters,
};
use crate::report::event_lists::record_number;
use crate::report::reading::{Reading, shown_day, shown_text};
use crate::report::words::{
    cause_word, code_state_word, field_word, measure_word, outcome_word, route_word, source_word,
};
use chrono::NaiveDate;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// All that the page's script is given. Positions are from 0; −1 is none.
#[derive(Serialize)]
pub struct Records {
    tables: Vec<TableTold>,
    /// Canonical fields in the order in which they are shown.
    fields: Vec<Text>,
    causes: Vec<CauseTold>,
    sources: Vec<Text>,
    outcomes: Vec<Text>,
    routes: Vec<Text>,
    states: Vec<Text>,
    events: BTreeMap<&'static str, Column>,
    /// Further rows of an event: its documents. Event, table, row.
    documents: [Column; 3],
    rows: Rows,
    pairs: Pairs,
    differs: Told,
    /// Rows behind each line of the statement.
    lines: Vec<Column>,
}

#[derive(Serialize)]
struct TableTold {
    label: String,
    /// Positions among the fields, with the letters and header of their columns.
    fields: Vec<(usize, String, String)>,
    /// The cells of its events, per field, in the order of events.
    cells: Vec<Column>,
}

#[derive(Serialize)]
struct CauseTold {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    measure: Text,
}

/// The rows of the table.
#[derive(Serialize)]
struct Rows {
    event: Column,
    /// The record beside it: its partner, else the nearest candidate.
    other: Column,
    /// What was compared between the two.
    pair: Column,
}

pub fn records(reading: &Reading) -> Records {
    let events = &reading.books.understood.events;
    let fields = mapped_fields(reading);
    let (pairs, pair_of) = pairs(reading);
    let rows = rows(reading);
    let mut row_of = vec![-1; events.len()];
    for (at, (event, other)) in rows.iter().enumerate().rev() {
        if let Some(other) = other.filter(|other| shares_row(reading, *event, *other)) {
            row_of[other] = at as i64;
        }
    }
    for (at, (event, _)) in rows.iter().enumerate() {
        row_of[*event] = at as i64;
    }
    let pair = |(event, other): &(EventIx, Option<EventIx>)| {
        let other = (*other)?;
        let found = pair_of
            .get(&(*event, other))
            .or_else(|| pair_of.get(&(other, *event)));
        found.copied()
    };
    let lines = reading.books.statement.lines.iter();
    Records {
        tables: tables(reading, &fields),
        fields: fields
            .iter()
            .map(|field| both(|lang| field_word(*field, lang)))
            .collect(),
        causes: Cause::ALL.iter().map(|cause| cause_told(*cause)).collect(),
        sources: SOURCES
            .iter()
            .map(|s| both(|lang| source_word(*s, lang)))
            .collect(),
        outcomes: OUTCOMES
            .iter()
            .map(|o| both(|lang| outcome_word(*o, lang)))
            .collect(),
        routes: ROUTES
            .iter()
            .map(|r| both(|lang| route_word(*r, lang)))
            .collect(),
        states: STATES
            .iter()
            .map(|s| both(|lang| code_state_word(*s, lang)))
            .collect(),
        events: told_events(reading),
        documents: documents(reading),
        rows: Rows {
            event: numbers(rows.iter().map(|(event, _)| *event as i64)),
            other: numbers(
                rows.iter()
                    .map(|(_, other)| other.map_or(-1, |ix| ix as i64)),
            ),
            pair: numbers(rows.iter().map(|row| pair(row).map_or(-1, |at| at as i64))),
        },
        differs: differing(reading, &fields, &pair_of),
        pairs,
        lines: lines
            .map(|line| {
                let mut behind: Vec<i64> = line.events.iter().map(|event| row_of[*event]).collect();
                behind.retain(|row| *row >= 0);
                numbers(behind.into_iter())
            })
            .collect(),
    }
}

use crate::model::CodeState as State;
use crate::model::Route as Way;

const SOURCES: [Source; 3] = [Source::Safety, Source::Platform, Source::Plan];
const OUTCOMES: [Outcome; 6] = [
    Outcome::Linked,
    Outcome::Review,
    Outcome::SafetyOnly,
    Outcome::PlatformOnly,
    Outcome::PlanOnly,
    Outcome::Excluded,
];
const ROUTES: [Way; 5] = [
    Way::Planned,
    Way::DoubleRandom,
    Way::Special,
    Way::Triggered,
    Way::Unknown,
];
const STATES: [State; 9] = [
    State::Pending,
    State::Returned,
    State::Issued,
    State::Scanned,
    State::Completed,
    State::Cancelled,
    State::Expired,
    State::Test,
    State::Unknown,
];

/// A text in both languages.
pub fn both<T: Into<String>>(word: impl Fn(Lang) -> T) -> Text {
    Text::new(word(Lang::Zh), word(Lang::En))
}

fn cause_told(cause: Cause) -> CauseTold {
    CauseTold {
        code: cause.code(),
        zh: cause_word(cause, Lang::Zh),
        en: cause_word(cause, Lang::En),
        measure: both(|lang| measure_word(cause, lang)),
    }
}

fn position<T: PartialEq>(all: &[T], wanted: &T) -> i64 {
    let found = all.iter().position(|known| known == wanted);
    found.map_or(-1, |at| at as i64)
}

/// Whether a code stands on its inspection's row.
fn shares_row(reading: &Reading, event: EventIx, other: EventIx) -> bool {
    let verdict = reading.verdict(event);
    let partner = reading.verdict(other).and_then(|verdict| verdict.partner);
    let joined = |v: &Verdict| matches!(v.outcome, Some(Outcome::Linked | Outcome::Review));
    reading.event(event).source == Source::Safety
        && reading.event(other).source == Source::Platform
        && verdict.is_some_and(|verdict| joined(verdict) && verdict.partner == Some(other))
        && partner == Some(event)
}

/// Each inspection with its code, then every record that is on no such row.
fn rows(reading: &Reading) -> Vec<(EventIx, Option<EventIx>)> {
    let events = &reading.books.understood.events;
    let beside = |verdict: &Verdict| verdict.partner.or(verdict.nearest);
    let mut rows: Vec<(EventIx, Option<EventIx>)> = Vec::new();
    let mut taken = BTreeSet::new();
    for source in SOURCES {
        let mut of_source: Vec<EventIx> = (0..events.len())
            .filter(|ix| events[*ix].source == source && !taken.contains(ix))
            .collect();
        of_source.sort_by_key(|ix| (reading.record(*ix).place, *ix));
        for event in of_source {
            let Some(verdict) = reading.verdict(event) else {
                continue;
            };
            let told = verdict.outcome.is_some() || verdict.counted;
            if !told {
                continue;
            }
            let other = beside(verdict);
            taken.extend(other.filter(|other| shares_row(reading, event, *other)));
            rows.push((event, other));
        }
    }
    rows
}

fn mapped_fields(reading: &Reading) -> Vec<FieldName> {
    let mappings = reading.books.understood.mappings.iter();
    let fields: BTreeSet<FieldName> = mappings
        .filter(|mapping| SOURCES.contains(&mapping.source))
        .flat_map(|mapping| mapping.fields.iter().map(|span| span.field))
        .filter(|field| !matches!(field, FieldName::Sequence))
        .collect();
    fields.into_iter().collect()
}

fn tables(reading: &Reading, fields: &[FieldName]) -> Vec<TableTold> {
    let books = reading.books;
    let mut rows: Vec<Vec<u32>> = vec![Vec::new(); books.extracted.tables.len()];
    for event in &books.understood.events {
        let place = books.record_of(event).place;
        rows[place.table as usize].push(place.row);
    }
    let tables = books.extracted.tables.iter().zip(&rows).enumerate();
    let told = tables.map(|(at, (table, rows))| {
        let spans = books
            .understood
            .mappings
            .get(at)
            .map_or(&[][..], |m| &m.fields[..]);
        let spans = spans
            .iter()
            .filter(|span| fields.contains(&span.field) && !rows.is_empty());
        let mut told = TableTold {
            label: table.label(),
            fields: Vec::new(),
            cells: Vec::new(),
        };
        for span in spans {
            let header = table.header_of(span.column).to_string();
            let letters = column_letters(span.column);
            told.fields
                .push((position(fields, &span.field) as usize, letters, header));
            told.cells.push(texts(rows.iter().map(|row| {
                let cell = table.cell(*row, span.column);
                Cow::Owned(cell.map_or(String::new(), |cell| shown_text(&cell.text())))
            })));
        }
        told
    });
    told.collect()
}

fn told_events(reading: &Reading) -> BTreeMap<&'static str, Column> {
    let events = &reading.books.understood.events;
    let verdict = |ix: usize| reading.verdict(ix);
    let text = |of: &dyn Fn(usize, &InspectionEvent) -> String| {
        texts(
            events
                .iter()
                .enumerate()
                .map(|(ix, event)| Cow::Owned(of(ix, event))),
        )
    };
    let number = |of: &dyn Fn(usize, &InspectionEvent) -> i64| {
        numbers(events.iter().enumerate().map(|(ix, event)| of(ix, event)))
    };
    let miss = |ix: usize| verdict(ix).and_then(|verdict| verdict.near_miss.as_ref());
    let near = |ix: usize, of: &dyn Fn(&NearMiss) -> String| miss(ix).map(of).unwrap_or_default();
    let detail = |ix: usize, lang| {
        verdict(ix)
            .map_or("", |v| v.detail.in_lang(lang))
            .to_string()
    };
    let place = |event: &InspectionEvent| reading.books.record_of(event).place;
    BTreeMap::from([
        ("id", text(&|ix, _| reading.inspection_id(ix).to_string())),
        ("name", text(&|_, event| event.name.to_string())),
        (
            "town",
            text(&|_, event| reading.books.understood.town_of(event).trim().to_string()),
        ),
        ("office", text(&|_, event| event.office.trim().to_string())),
        ("number", text(&|ix, event| number_of(reading, ix, event))),
        ("detail_zh", text(&|ix, _| detail(ix, Lang::Zh))),
        ("detail_en", text(&|ix, _| detail(ix, Lang::En))),
        (
            "told_zh",
            text(&|ix, _| near(ix, &|miss| miss.told.zh.clone())),
        ),
        (
            "told_en",
            text(&|ix, _| near(ix, &|miss| miss.told.en.clone())),
        ),
        (
            "needed_zh",
            text(&|ix, _| near(ix, &|miss| miss.needed.zh.clone())),
        ),
        (
            "needed_en",
            text(&|ix, _| near(ix, &|miss| miss.needed.en.clone())),
        ),
        ("remarks", text(&|ix, _| remarks(verdict(ix)))),
        (
            "day",
            number(&|_, event| shown_day(event).map_or(NO_DAY, day_number)),
        ),
        (
            "source",
            number(&|_, event| position(&SOURCES, &event.source)),
        ),
        ("route", number(&|_, event| position(&ROUTES, &event.route))),
        (
            "state",
            number(&|_, event| position(&STATES, &event.code_state)),
        ),
        ("table", number(&|_, event| place(event).table.into())),
        ("row", number(&|_, event| place(event).row.into())),
        (
            "counted",
            number(&|ix, _| verdict(ix).is_some_and(|v| v.counted).into()),
        ),
        (
            "cause",
            number(&|ix, _| {
                let cause = verdict(ix).and_then(|verdict| verdict.cause);
                cause.map_or(-1, |cause| cause as i64)
            }),
        ),
        (
            "outcome",
            number(&|ix, _| {
                let outcome = verdict(ix).and_then(|verdict| verdict.outcome);
                outcome.map_or(-1, |outcome| position(&OUTCOMES, &outcome))
            }),
        ),
    ])
}

fn number_of(reading: &Reading, ix: EventIx, event: &InspectionEvent) -> String {
    match event.source {
        Source::Platform => event.code_id.to_string(),
        _ => record_number(reading, ix),
    }
}

fn remarks(verdict: Option<&Verdict>) -> String {
    let causes = verdict.map_or(&[][..], |verdict| &verdict.secondary[..]);
    let codes: Vec<&str> = causes.iter().map(|cause| cause.code()).collect();
    codes.join(" ")
}

/// Stands for no day.
const NO_DAY: i64 = -1;

/// Days since 1970.
fn day_number(day: NaiveDate) -> i64 {
    day.signed_duration_since(NaiveDate::default()).num_days()
}

fn documents(reading: &Reading) -> [Column; 3] {
    let records = &reading.books.understood.records;
    let events = reading.books.understood.events.iter().enumerate();
    let told: Vec<(usize, u32, u32)> = events
        .flat_map(|(ix, event)| event.documents.iter().map(move |record| (ix, *record)))
        .map(|(ix, record)| (ix, records[record].place.table, records[record].place.row))
        .collect();
    [
        numbers(told.iter().map(|(event, ..)| *event as i64)),
        numbers(told.iter().map(|(_, table, _)| (*table).into())),
        numbers(told.iter().map(|(.., row)| (*row).into())),
    ]
}
