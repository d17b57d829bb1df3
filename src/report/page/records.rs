//! Every record of the run for the page's table: events, their cells as exported, and the rows that
//! people look at. A row is an inspection with its code, or whatever stands alone.

use super::events::{OUTCOMES, ROUTES, SOURCES, STATES, event_columns, position};
use super::packed::{Column, numbers, texts};
use super::pairs::{Pairs, Told, differing, pairs};
use crate::model::{
    Cause, Cell, EventIx, FieldName, Lang, Outcome, Source, Text, Verdict, column_letters,
};
use crate::report::reading::{Reading, shown_text};
use crate::report::words::{
    cause_word, code_state_word, field_word, measure_word, outcome_word, route_word, source_word,
};
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
        events: event_columns(reading),
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
        // Unpacked once: each of its columns reads every row.
        let cells = |number: &u32| table.row(*number).map(|row| row.cells.to_vec());
        let cells: Vec<Vec<Cell>> = rows
            .iter()
            .map(|number| cells(number).unwrap_or_default())
            .collect();
        for span in spans {
            let header = table.header_of(span.column).to_string();
            let letters = column_letters(span.column);
            told.fields
                .push((position(fields, &span.field) as usize, letters, header));
            told.cells.push(texts(cells.iter().map(|row| {
                let cell = row.get(usize::from(span.column) - 1);
                Cow::Owned(cell.map_or(String::new(), |cell| shown_text(&cell.text())))
            })));
        }
        told
    });
    told.collect()
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
