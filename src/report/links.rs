//! `links.csv`: one line per link and possible link, with the comparisons' levels and weights.

use super::Rendered;
use super::columnar::Frame;
use super::explain::rounded_parts;
use super::reading::{Reading, shown_day};
use crate::model::{Decision, EventIx, Evidence, Fault, Link, Place};

/// Decimals of a weight in the file; the rounded weights of a line still add up.
const WEIGHT_DECIMALS: usize = 4;

/// A link and the parts of its weight, rounded so that they still add up.
struct Line<'a> {
    link: &'a Link,
    parts: Vec<f64>,
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let lines: Vec<Line> = reading
        .books
        .links
        .links
        .iter()
        .filter(|l| l.decision != Decision::NonLink)
        .map(|link| Line {
            link,
            parts: rounded_parts(&link.comparison, WEIGHT_DECIMALS),
        })
        .collect();
    let mut frame = Frame::of(&lines);
    decisions(&mut frame, reading);
    sides(&mut frame, reading);
    weights(&mut frame, reading, &lines);
    judgements(&mut frame, reading);
    Ok(vec![Rendered {
        name: "links.csv",
        bytes: frame.csv("links.csv")?,
    }])
}

fn decisions<'a>(frame: &mut Frame<'a, Line<'a>>, reading: &'a Reading<'a>) {
    let id = |event: EventIx| reading.inspection_id(event);
    frame.borrowed("inspection_id", move |l| id(l.link.inspection));
    frame.borrowed("code_inspection_id", move |l| id(l.link.code));
    frame.borrowed("decision", |l| decision_name(l.link.decision));
    frame.borrowed("surplus", |l| if l.link.surplus { "true" } else { "false" });
    frame.real("probability", 6, |l| Some(l.link.probability));
    frame.real("margin", WEIGHT_DECIMALS, |l| l.link.margin);
    frame.borrowed("rule", |l| &l.link.comparison.pair.rule);
}

fn sides<'a>(frame: &mut Frame<'a, Line<'a>>, reading: &'a Reading<'a>) {
    let books = reading.books;
    type Side = fn(&Link) -> EventIx;
    let inspection: Side = |link| link.inspection;
    let code: Side = |link| link.code;
    for (side, event_of) in [("safety", inspection), ("platform", code)] {
        let place = move |l: &Line| -> Place { reading.record(event_of(l.link)).place };
        let event = move |l: &Line| reading.event(event_of(l.link));
        let named = |what: &str| format!("{side}_{what}");
        frame.borrowed(&named("event"), move |l| &event(l).id);
        frame.borrowed(&named("file"), move |l| &books.table(place(l)).file);
        frame.borrowed(&named("sheet"), move |l| &books.table(place(l)).sheet);
        frame.whole(&named("row"), move |l| Some(place(l).row.into()));
        frame.borrowed(&named("name"), move |l| &event(l).name);
        frame.owned(&named("date"), move |l| {
            let day = shown_day(event(l));
            day.map(|day| day.to_string()).unwrap_or_default()
        });
    }
    frame.borrowed("code_id", |l| &reading.event(l.link.code).code_id);
}

/// Prior, level and weight of each comparison, and their sum.
fn weights<'a>(frame: &mut Frame<'a, Line<'a>>, reading: &'a Reading<'a>, lines: &'a [Line<'a>]) {
    let mut names: Vec<&'a str> = Vec::new();
    for evidence in lines.iter().flat_map(|l| &l.link.comparison.evidence) {
        if !names.contains(&&*evidence.comparison.en) {
            names.push(&evidence.comparison.en);
        }
    }
    let at = |l: &'a Line, name: &str| -> Option<(usize, &'a Evidence)> {
        let evidence = &l.link.comparison.evidence;
        evidence
            .iter()
            .enumerate()
            .find(|(_, evidence)| evidence.comparison.en == name)
    };
    let lang = reading.lang;
    frame.real("prior", WEIGHT_DECIMALS, |l| Some(l.parts[0]));
    for name in names {
        frame.borrowed(&format!("{name}_level"), move |l| {
            at(l, name).map_or("", |(_, e)| e.level.in_lang(lang))
        });
        frame.real(&format!("{name}_weight"), WEIGHT_DECIMALS, move |l| {
            at(l, name).map(|(i, _)| l.parts[i + 1])
        });
    }
    frame.real("weight", WEIGHT_DECIMALS, |l| Some(l.parts.iter().sum()));
}

/// What a person said about the pair; empty where the scores decided.
fn judgements<'a>(frame: &mut Frame<'a, Line<'a>>, reading: &'a Reading<'a>) {
    let judged = &reading.books.links.judged;
    let of = |l: &Line| judged.of_pair(l.link.inspection, l.link.code);
    frame.borrowed("judgement", move |l| of(l).map_or("", |j| j.ruling.name()));
    frame.borrowed("judged_by", move |l| of(l).map_or("", |j| j.by.as_str()));
    frame.owned("judged_on", move |l| {
        of(l).map(|j| j.on.to_string()).unwrap_or_default()
    });
    frame.borrowed("judged_why", move |l| of(l).map_or("", |j| j.why.as_str()));
}

fn decision_name(decision: Decision) -> &'static str {
    match decision {
        Decision::Link => "link",
        Decision::PossibleLink => "possible_link",
        Decision::NonLink => "non_link",
    }
}
