//! `links.csv`: one line per link and possible link, with the comparisons' levels and weights.

use super::Rendered;
use super::columnar::Frame;
use super::explain::rounded_parts;
use super::reading::{Reading, shown_day};
use crate::model::{Decision, EventIx, Evidence, Fault, Judgement, Link, Place};

/// Decimals of a weight in the file; the rounded weights of a line still add up.
const WEIGHT_DECIMALS: usize = 4;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let links: Vec<&Link> = reading
        .books
        .links
        .links
        .iter()
        .filter(|l| l.decision != Decision::NonLink)
        .collect();
    let mut frame = Frame::default();
    decisions(&mut frame, reading, &links);
    sides(&mut frame, reading, &links);
    weights(&mut frame, reading, &links);
    judgements(&mut frame, reading, &links);
    Ok(vec![Rendered {
        name: "links.csv",
        bytes: frame.csv("links.csv")?,
    }])
}

fn decisions<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, links: &[&'a Link]) {
    let id = |event: EventIx| reading.inspection_id(event);
    frame.borrowed("inspection_id", links.iter().map(|l| id(l.inspection)));
    frame.borrowed("code_inspection_id", links.iter().map(|l| id(l.code)));
    frame.borrowed("decision", links.iter().map(|l| decision_name(l.decision)));
    frame.borrowed(
        "surplus",
        links
            .iter()
            .map(|l| if l.surplus { "true" } else { "false" }),
    );
    frame.real("probability", 6, links.iter().map(|l| Some(l.probability)));
    frame.real("margin", WEIGHT_DECIMALS, links.iter().map(|l| l.margin));
    frame.borrowed("rule", links.iter().map(|l| &*l.comparison.pair.rule));
}

fn sides<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, links: &[&'a Link]) {
    let books = reading.books;
    type Side = fn(&Link) -> EventIx;
    let inspection: Side = |link| link.inspection;
    let code: Side = |link| link.code;
    for (side, event_of) in [("safety", inspection), ("platform", code)] {
        let place = |l: &Link| -> Place { reading.record(event_of(l)).place };
        let event = |l: &Link| reading.event(event_of(l));
        let day = |l: &Link| {
            shown_day(event(l))
                .map(|d| d.to_string())
                .unwrap_or_default()
        };
        let named = |what: &str| format!("{side}_{what}");
        frame.borrowed(&named("event"), links.iter().map(|l| &*event(l).id));
        frame.borrowed(
            &named("file"),
            links.iter().map(|l| &*books.table(place(l)).file),
        );
        frame.borrowed(
            &named("sheet"),
            links.iter().map(|l| &*books.table(place(l)).sheet),
        );
        frame.whole(
            &named("row"),
            links.iter().map(|l| Some(place(l).row.into())),
        );
        frame.borrowed(&named("name"), links.iter().map(|l| &*event(l).name));
        frame.owned(&named("date"), links.iter().map(|l| day(l)));
    }
    frame.borrowed(
        "code_id",
        links.iter().map(|l| &*reading.event(l.code).code_id),
    );
}

/// Prior, level and weight of each comparison, and their sum.
fn weights<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, links: &[&'a Link]) {
    let mut names: Vec<&'a str> = Vec::new();
    for evidence in links.iter().flat_map(|l| &l.comparison.evidence) {
        if !names.contains(&&*evidence.comparison.en) {
            names.push(&evidence.comparison.en);
        }
    }
    let parts: Vec<Vec<f64>> = links
        .iter()
        .map(|l| rounded_parts(&l.comparison, WEIGHT_DECIMALS))
        .collect();
    let at = |l: &'a Link, name: &str| -> Option<(usize, &'a Evidence)> {
        let evidence = &l.comparison.evidence;
        evidence
            .iter()
            .enumerate()
            .find(|(_, evidence)| evidence.comparison.en == name)
    };
    let lang = reading.lang;
    frame.real(
        "prior",
        WEIGHT_DECIMALS,
        parts.iter().map(|parts| Some(parts[0])),
    );
    for name in names {
        let level = |l: &&'a Link| at(l, name).map_or("", |(_, e)| e.level.in_lang(lang));
        frame.borrowed(&format!("{name}_level"), links.iter().map(level));
        let weight = links
            .iter()
            .zip(&parts)
            .map(|(l, parts)| at(l, name).map(|(i, _)| parts[i + 1]));
        frame.real(&format!("{name}_weight"), WEIGHT_DECIMALS, weight);
    }
    frame.real(
        "weight",
        WEIGHT_DECIMALS,
        parts.iter().map(|parts| Some(parts.iter().sum())),
    );
}

/// What a person said about the pair; empty where the scores decided.
fn judgements<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, links: &[&'a Link]) {
    let judged = &reading.books.links.judged;
    let of = |l: &&'a Link| judged.of_pair(l.inspection, l.code);
    let each = || links.iter().map(of);
    frame.borrowed(
        "judgement",
        each().map(|j| j.map_or("", |j| j.ruling.name())),
    );
    frame.borrowed("judged_by", each().map(|j| j.map_or("", |j| j.by.as_str())));
    let day = |j: Option<&Judgement>| j.map(|j| j.on.to_string()).unwrap_or_default();
    frame.owned("judged_on", each().map(day));
    frame.borrowed(
        "judged_why",
        each().map(|j| j.map_or("", |j| j.why.as_str())),
    );
}

fn decision_name(decision: Decision) -> &'static str {
    match decision {
        Decision::Link => "link",
        Decision::PossibleLink => "possible_link",
        Decision::NonLink => "non_link",
    }
}
