//! `nearest.csv`: one line per inspection or code without a partner, with its nearest candidate on
//! the other side, what broke the link and what would have made it.

use super::Rendered;
use super::columnar::Frame;
use super::event_lists::record_number;
use super::reading::{Reading, shown_day};
use crate::model::{EventIx, Fault, Link, NearMiss, Outcome, Place, Source};
use std::collections::HashMap;

const NAME: &str = "nearest.csv";

/// A record without a partner, what kept it so, and the pair that linkage weighed.
struct Lone<'a> {
    event: EventIx,
    miss: &'a NearMiss,
    link: Option<&'a Link>,
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let rows = lone(reading);
    let mut frame = Frame::of(&rows);
    records(&mut frame, reading);
    obstacles(&mut frame, reading);
    candidates(&mut frame, reading);
    weights(&mut frame, reading);
    Ok(vec![Rendered {
        name: NAME,
        bytes: frame.csv(NAME)?,
    }])
}

fn lone<'a>(reading: &Reading<'a>) -> Vec<Lone<'a>> {
    let mut weighed: HashMap<(EventIx, EventIx), &'a Link> = HashMap::new();
    for link in &reading.books.links.nearest {
        weighed.insert((link.inspection, link.code), link);
        weighed.insert((link.code, link.inspection), link);
    }
    let mut events = reading.with_outcome(Outcome::SafetyOnly);
    events.extend(reading.with_outcome(Outcome::PlatformOnly));
    let told = |event: EventIx| {
        let miss = reading.verdict(event)?.near_miss.as_ref()?;
        let link = miss.event.and_then(|near| weighed.get(&(event, near)));
        Some(Lone {
            event,
            miss,
            link: link.copied(),
        })
    };
    events.into_iter().filter_map(told).collect()
}

fn day(reading: &Reading, ix: EventIx) -> String {
    let day = shown_day(reading.event(ix));
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn records<'a>(frame: &mut Frame<'a, Lone<'a>>, reading: &'a Reading<'a>) {
    let books = reading.books;
    let place = |row: &Lone| -> Place { reading.record(row.event).place };
    let verdict = |row: &Lone| reading.verdict(row.event);
    frame.borrowed("inspection_id", |row| reading.inspection_id(row.event));
    frame.borrowed("source", |row| reading.event(row.event).source.name());
    frame.borrowed("file", move |row| &books.table(place(row)).file);
    frame.borrowed("sheet", move |row| &books.table(place(row)).sheet);
    frame.whole("row", move |row| Some(place(row).row.into()));
    frame.owned("number", |row| match reading.event(row.event).source {
        Source::Platform => reading.event(row.event).number().to_string(),
        _ => record_number(reading, row.event),
    });
    frame.owned("date", |row| day(reading, row.event));
    frame.borrowed("name", |row| &reading.event(row.event).name);
    frame.borrowed("cause", move |row| {
        verdict(row).and_then(|v| v.cause).map_or("", |c| c.code())
    });
    frame.owned("further_causes", move |row| {
        let causes = verdict(row).map_or(&[][..], |v| &v.secondary);
        let codes: Vec<&str> = causes.iter().map(|cause| cause.code()).collect();
        codes.join(";")
    });
}

fn obstacles<'a>(frame: &mut Frame<'a, Lone<'a>>, reading: &'a Reading<'a>) {
    frame.borrowed("obstacle", |row| row.miss.obstacle.name());
    let field = |row: &'a Lone| row.miss.obstacle.field();
    frame.borrowed("field", move |row| {
        field(row).map_or("", |field| field.zh())
    });
    frame.borrowed("told", |row| reading.say(&row.miss.told));
    frame.borrowed("needed", |row| reading.say(&row.miss.needed));
}

fn candidates<'a>(frame: &mut Frame<'a, Lone<'a>>, reading: &'a Reading<'a>) {
    let books = reading.books;
    let near = |row: &Lone| row.miss.event;
    let event = move |row: &Lone| near(row).map(|near| reading.event(near));
    let place = move |row: &Lone| near(row).map(|near| reading.record(near).place);
    frame.borrowed("candidate_id", move |row| {
        near(row).map_or("", |near| reading.inspection_id(near))
    });
    frame.borrowed("candidate_number", move |row| {
        event(row).map_or("", |near| near.number())
    });
    frame.borrowed("candidate_file", move |row| {
        place(row).map_or("", |place| &books.table(place).file)
    });
    frame.borrowed("candidate_sheet", move |row| {
        place(row).map_or("", |place| &books.table(place).sheet)
    });
    frame.whole("candidate_row", move |row| {
        place(row).map(|place| place.row.into())
    });
    frame.owned("candidate_date", move |row| {
        near(row).map_or(String::new(), |near| day(reading, near))
    });
    frame.borrowed("candidate_name", move |row| {
        event(row).map_or("", |near| &near.name)
    });
}

/// The comparisons of record and candidate, where linkage weighed the pair.
fn weights<'a>(frame: &mut Frame<'a, Lone<'a>>, reading: &'a Reading<'a>) {
    frame.real("weight", 4, |row| {
        row.link.map(|link| link.comparison.weight)
    });
    frame.real("probability", 6, |row| {
        row.link.map(|link| link.probability)
    });
    let lang = reading.lang;
    frame.owned("comparisons", move |row| {
        let evidence = row.link.iter().flat_map(|link| &link.comparison.evidence);
        let told: Vec<String> = evidence
            .filter(|one| one.grade > 0)
            .map(|one| {
                let (level, weight) = (one.level.in_lang(lang), one.weight);
                format!("{}: {level} {weight:+.2}", one.comparison.en)
            })
            .collect();
        told.join("; ")
    });
}
