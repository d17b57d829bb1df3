//! What the page is told of each event, column by column.

use super::packed::{Column, numbers, texts};
use crate::model::{CodeState, EventIx, NearMiss, Outcome, Route, Source, Verdict};
use crate::report::event_lists::record_number;
use crate::report::reading::{Reading, shown_day};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub const SOURCES: [Source; 3] = [Source::Safety, Source::Platform, Source::Plan];
pub const OUTCOMES: [Outcome; 6] = [
    Outcome::Linked,
    Outcome::Review,
    Outcome::SafetyOnly,
    Outcome::PlatformOnly,
    Outcome::PlanOnly,
    Outcome::Excluded,
];
pub const ROUTES: [Route; 5] = [
    Route::Planned,
    Route::DoubleRandom,
    Route::Special,
    Route::Triggered,
    Route::Unknown,
];
pub const STATES: [CodeState; 9] = [
    CodeState::Pending,
    CodeState::Returned,
    CodeState::Issued,
    CodeState::Scanned,
    CodeState::Completed,
    CodeState::Cancelled,
    CodeState::Expired,
    CodeState::Test,
    CodeState::Unknown,
];

/// Position among all; −1 for what is not there.
pub fn position<T: PartialEq>(all: &[T], wanted: &T) -> i64 {
    let found = all.iter().position(|known| known == wanted);
    found.map_or(-1, |at| at as i64)
}

type TextOf = fn(&Reading, EventIx) -> String;
type NumberOf = fn(&Reading, EventIx) -> i64;

const TEXTS: &[(&str, TextOf)] = &[
    ("id", |r, ix| r.inspection_id(ix).to_string()),
    ("name", |r, ix| r.event(ix).name.to_string()),
    ("town", |r, ix| {
        let town = r.books.understood.town_of(r.event(ix));
        town.trim().to_string()
    }),
    ("office", |r, ix| r.event(ix).office.trim().to_string()),
    ("number", number),
    ("detail_zh", |r, ix| {
        r.verdict(ix).map_or("", |v| &v.detail.zh).to_string()
    }),
    ("detail_en", |r, ix| {
        r.verdict(ix).map_or("", |v| &v.detail.en).to_string()
    }),
    ("told_zh", |r, ix| near(r, ix, |miss| &miss.told.zh)),
    ("told_en", |r, ix| near(r, ix, |miss| &miss.told.en)),
    ("needed_zh", |r, ix| near(r, ix, |miss| &miss.needed.zh)),
    ("needed_en", |r, ix| near(r, ix, |miss| &miss.needed.en)),
    ("remarks", |r, ix| remarks(r.verdict(ix))),
];

const NUMBERS: &[(&str, NumberOf)] = &[
    ("day", |r, ix| {
        shown_day(r.event(ix)).map_or(NO_DAY, day_number)
    }),
    ("source", |r, ix| position(&SOURCES, &r.event(ix).source)),
    ("route", |r, ix| position(&ROUTES, &r.event(ix).route)),
    ("state", |r, ix| position(&STATES, &r.event(ix).code_state)),
    ("table", |r, ix| r.record(ix).place.table.into()),
    ("row", |r, ix| r.record(ix).place.row.into()),
    ("counted", |r, ix| {
        r.verdict(ix).is_some_and(|v| v.counted).into()
    }),
    ("cause", |r, ix| {
        let cause = r.verdict(ix).and_then(|verdict| verdict.cause);
        cause.map_or(-1, |cause| cause as i64)
    }),
    ("outcome", |r, ix| {
        let outcome = r.verdict(ix).and_then(|verdict| verdict.outcome);
        outcome.map_or(-1, |outcome| position(&OUTCOMES, &outcome))
    }),
];

pub fn event_columns(reading: &Reading) -> BTreeMap<&'static str, Column> {
    let events = 0..reading.books.understood.events.len();
    let said = TEXTS.iter().map(|(name, text)| {
        let values = events.clone().map(|ix| Cow::Owned(text(reading, ix)));
        (*name, texts(values))
    });
    let counted = NUMBERS.iter().map(|(name, number)| {
        let values = events.clone().map(|ix| number(reading, ix));
        (*name, numbers(values))
    });
    said.chain(counted).collect()
}

fn number(reading: &Reading, ix: EventIx) -> String {
    let event = reading.event(ix);
    match event.source {
        Source::Platform => event.code_id.to_string(),
        _ => record_number(reading, ix),
    }
}

fn near(reading: &Reading, ix: EventIx, said: fn(&NearMiss) -> &String) -> String {
    let miss = reading.verdict(ix).and_then(|v| v.near_miss.as_ref());
    miss.map(|miss| said(miss).clone()).unwrap_or_default()
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
