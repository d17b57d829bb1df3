//! `nearest.csv`: one line per inspection or code without a partner, with its nearest candidate on
//! the other side, what broke the link and what would have made it.

use super::Rendered;
use super::columnar::Frame;
use super::event_lists::record_number;
use super::reading::{Reading, shown_day};
use crate::model::{EventIx, Fault, Link, NearMiss, Outcome, Place, Source};
use std::collections::HashMap;

const NAME: &str = "nearest.csv";

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let lone = |ix: &EventIx| near_miss(reading, *ix).is_some();
    let mut events = reading.with_outcome(Outcome::SafetyOnly);
    events.extend(reading.with_outcome(Outcome::PlatformOnly));
    events.retain(lone);
    let mut frame = Frame::default();
    records(&mut frame, reading, &events);
    obstacles(&mut frame, reading, &events);
    candidates(&mut frame, reading, &events);
    weights(&mut frame, reading, &events);
    Ok(vec![Rendered {
        name: NAME,
        bytes: frame.csv(NAME)?,
    }])
}

fn near_miss<'a>(reading: &Reading<'a>, ix: EventIx) -> Option<&'a NearMiss> {
    reading.verdict(ix)?.near_miss.as_ref()
}

fn day(reading: &Reading, ix: EventIx) -> String {
    let day = shown_day(reading.event(ix));
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn records<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let books = reading.books;
    let place = |ix: &EventIx| -> Place { reading.record(*ix).place };
    let verdict = |ix: &EventIx| reading.verdict(*ix);
    let id = |ix: &EventIx| reading.inspection_id(*ix);
    frame.borrowed("inspection_id", events.iter().map(id));
    let source = |ix: &EventIx| reading.event(*ix).source.name();
    frame.borrowed("source", events.iter().map(source));
    let file = |ix: &EventIx| &*books.table(place(ix)).file;
    frame.borrowed("file", events.iter().map(file));
    let sheet = |ix: &EventIx| &*books.table(place(ix)).sheet;
    frame.borrowed("sheet", events.iter().map(sheet));
    let row = |ix: &EventIx| Some(place(ix).row.into());
    frame.whole("row", events.iter().map(row));
    let number = |ix: &EventIx| match reading.event(*ix).source {
        Source::Platform => reading.event(*ix).number().to_string(),
        _ => record_number(reading, *ix),
    };
    frame.owned("number", events.iter().map(number));
    frame.owned("date", events.iter().map(|ix| day(reading, *ix)));
    let name = |ix: &EventIx| &*reading.event(*ix).name;
    frame.borrowed("name", events.iter().map(name));
    let cause = |ix: &EventIx| verdict(ix).and_then(|v| v.cause).map_or("", |c| c.code());
    frame.borrowed("cause", events.iter().map(cause));
    let further = |ix: &EventIx| {
        let causes = verdict(ix).map_or(&[][..], |v| &v.secondary);
        let codes: Vec<&str> = causes.iter().map(|cause| cause.code()).collect();
        codes.join(";")
    };
    frame.owned("further_causes", events.iter().map(further));
}

fn obstacles<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let misses: Vec<&'a NearMiss> = events
        .iter()
        .filter_map(|ix| near_miss(reading, *ix))
        .collect();
    let lang = reading.lang;
    let kind = |miss: &&'a NearMiss| miss.obstacle.name();
    frame.borrowed("obstacle", misses.iter().map(kind));
    let field = |miss: &&'a NearMiss| miss.obstacle.field().map_or("", |field| field.zh());
    frame.borrowed("field", misses.iter().map(field));
    let told = |miss: &&'a NearMiss| miss.told.in_lang(lang);
    frame.borrowed("told", misses.iter().map(told));
    let needed = |miss: &&'a NearMiss| miss.needed.in_lang(lang);
    frame.borrowed("needed", misses.iter().map(needed));
}

fn candidates<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let books = reading.books;
    let candidate = |ix: &EventIx| near_miss(reading, *ix).and_then(|miss| miss.event);
    let place = |ix: &EventIx| candidate(ix).map(|near| reading.record(near).place);
    let id = |ix: &EventIx| candidate(ix).map_or("", |near| reading.inspection_id(near));
    frame.borrowed("candidate_id", events.iter().map(id));
    let number = |ix: &EventIx| candidate(ix).map_or("", |near| reading.event(near).number());
    frame.borrowed("candidate_number", events.iter().map(number));
    let file = |ix: &EventIx| place(ix).map_or("", |place| &*books.table(place).file);
    frame.borrowed("candidate_file", events.iter().map(file));
    let sheet = |ix: &EventIx| place(ix).map_or("", |place| &*books.table(place).sheet);
    frame.borrowed("candidate_sheet", events.iter().map(sheet));
    let row = |ix: &EventIx| place(ix).map(|place| place.row.into());
    frame.whole("candidate_row", events.iter().map(row));
    let date = |ix: &EventIx| candidate(ix).map_or(String::new(), |near| day(reading, near));
    frame.owned("candidate_date", events.iter().map(date));
    let name = |ix: &EventIx| candidate(ix).map_or("", |near| &*reading.event(near).name);
    frame.borrowed("candidate_name", events.iter().map(name));
}

/// The comparisons of record and candidate, where linkage weighed the pair.
fn weights<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let mut weighed: HashMap<(EventIx, EventIx), &'a Link> = HashMap::new();
    for link in &reading.books.links.nearest {
        weighed.insert((link.inspection, link.code), link);
        weighed.insert((link.code, link.inspection), link);
    }
    let links: Vec<Option<&'a Link>> = events
        .iter()
        .map(|ix| {
            weighed
                .get(&(*ix, near_miss(reading, *ix)?.event?))
                .copied()
        })
        .collect();
    let weight = |link: &Option<&'a Link>| link.map(|link| link.comparison.weight);
    frame.real("weight", 4, links.iter().map(weight));
    let probability = |link: &Option<&'a Link>| link.map(|link| link.probability);
    frame.real("probability", 6, links.iter().map(probability));
    let lang = reading.lang;
    let parts = |link: &Option<&'a Link>| {
        let evidence = link.iter().flat_map(|link| &link.comparison.evidence);
        let told: Vec<String> = evidence
            .filter(|one| one.grade > 0)
            .map(|one| {
                let (level, weight) = (one.level.in_lang(lang), one.weight);
                format!("{}: {level} {weight:+.2}", one.comparison.en)
            })
            .collect();
        told.join("; ")
    };
    frame.owned("comparisons", links.iter().map(parts));
}
