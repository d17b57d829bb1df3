//! What was compared between two records, and on which fields linked ones disagree, packed for the
//! page.

use super::packed::{Column, numbers, texts};
use crate::model::{EventIx, FieldName, Link, Place, Text};
use crate::report::explain::rounded_parts;
use crate::report::reading::{Reading, shown_text};
use crate::report::words::class_word;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Position of each compared pair (inspection, code).
pub type PairOf = BTreeMap<(EventIx, EventIx), usize>;

/// Weights are in hundredths of a bit and add up as shown.
#[derive(Serialize)]
pub struct Pairs {
    prior: Column,
    /// In ten-thousandths, rounded towards uncertainty at both ends.
    probability: Column,
    /// 0 link, 1 possible link, 2 non-link.
    decision: Column,
    surplus: Column,
    comparisons: Vec<Comparison>,
    /// What a person said of the pair; mostly empty.
    judged_zh: Column,
    judged_en: Column,
}

#[derive(Serialize)]
struct Comparison {
    name: Text,
    levels: Vec<Text>,
    /// Position among the levels; −1 where it was not made.
    level: Column,
    weight: Column,
}

/// Links, pairs with an unusable code, and nearest candidates, each pair once.
pub fn pairs(reading: &Reading) -> (Pairs, PairOf) {
    let set = &reading.books.links;
    let all = set.links.iter().chain(&set.unusable).chain(&set.nearest);
    let mut places = PairOf::new();
    let mut links: Vec<&Link> = Vec::new();
    for link in all {
        places
            .entry((link.inspection, link.code))
            .or_insert_with(|| {
                links.push(link);
                links.len() - 1
            });
    }
    let parts: Vec<Vec<i64>> = links.iter().map(|link| hundredths(link)).collect();
    let judged = |zh: bool| {
        texts(links.iter().map(move |link| {
            let said = set.judged.of_pair(link.inspection, link.code);
            let words = said.map(|judgement| judgement.words()).unwrap_or_default();
            Cow::Owned(if zh { words.zh } else { words.en })
        }))
    };
    let told = Pairs {
        prior: numbers(parts.iter().map(|parts| parts[0])),
        probability: numbers(links.iter().map(|link| ten_thousandths(link.probability))),
        decision: numbers(links.iter().map(|link| link.decision as i64)),
        surplus: numbers(links.iter().map(|link| link.surplus.into())),
        comparisons: comparisons(&links, &parts),
        judged_zh: judged(true),
        judged_en: judged(false),
    };
    (told, places)
}

fn hundredths(link: &Link) -> Vec<i64> {
    let parts = rounded_parts(&link.comparison, 2).into_iter();
    parts.map(|part| (part * 100.0).round() as i64).collect()
}

/// Never quite 0 or 1 unless it is.
fn ten_thousandths(probability: f64) -> i64 {
    let rounded = (probability * 1e4).round() as i64;
    match probability > 0.0 && probability < 1.0 {
        true => rounded.clamp(1, 9999),
        false => rounded,
    }
}

fn comparisons(links: &[&Link], parts: &[Vec<i64>]) -> Vec<Comparison> {
    let mut names: Vec<&Text> = Vec::new();
    for evidence in links.iter().flat_map(|link| &link.comparison.evidence) {
        let name = &*evidence.comparison;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let told = names.into_iter().map(|name| {
        let mut levels: Vec<Text> = Vec::new();
        let mut level = Vec::with_capacity(links.len());
        let mut weight = Vec::with_capacity(links.len());
        for (link, parts) in links.iter().zip(parts) {
            let mut evidence = link.comparison.evidence.iter();
            let at = evidence.position(|evidence| *evidence.comparison == *name);
            let Some(at) = at else {
                level.push(-1);
                weight.push(0);
                continue;
            };
            let words = &link.comparison.evidence[at].level;
            let known = levels.iter().position(|known| *known == **words);
            level.push(known.unwrap_or_else(|| {
                levels.push(Text::clone(words));
                levels.len() - 1
            }) as i64);
            weight.push(parts[at + 1]);
        }
        Comparison {
            name: Text::new(&name.zh, name.en.replace('_', " ")),
            levels,
            level: numbers(level.into_iter()),
            weight: numbers(weight.into_iter()),
        }
    });
    told.collect()
}

/// Fields on which linked records disagree.
#[derive(Serialize)]
pub struct Told {
    classes: Vec<Text>,
    pair: Column,
    field: Column,
    class: Column,
    /// A value that stands on another row than the record's own: in a document. Else empty.
    left: Column,
    left_place: Column,
    right: Column,
    right_place: Column,
}

pub fn differing(reading: &Reading, fields: &[FieldName], pair_of: &PairOf) -> Told {
    const CLASSES: [&str; 3] = ["value", "blank", "format"];
    let all: Vec<_> = reading
        .books
        .discrepancies
        .iter()
        .filter_map(|d| Some((*pair_of.get(&(d.inspection, d.code))? as i64, d)))
        .collect();
    let found = |at: Option<usize>| at.map_or(-1, |at| at as i64);
    let elsewhere = |event: EventIx, place: Place| {
        let own = reading.record(event).place;
        (place.table, place.row) != (own.table, own.row)
    };
    let said = |value: &str, away: bool| match away {
        true => Cow::Owned(shown_text(value)),
        false => Cow::Borrowed(""),
    };
    let cell = |place: Place, away: bool| match away {
        true => Cow::Owned(format!(
            "{} {}",
            reading.books.table(place).label(),
            place.cell_name()
        )),
        false => Cow::Borrowed(""),
    };
    let left = |d: &crate::model::Discrepancy| elsewhere(d.inspection, d.left_place);
    let right = |d: &crate::model::Discrepancy| elsewhere(d.code, d.right_place);
    let class = |d: &crate::model::Discrepancy| CLASSES.iter().position(|class| *class == d.class);
    Told {
        classes: CLASSES
            .map(|class| super::records::both(|lang| class_word(class, lang)))
            .to_vec(),
        pair: numbers(all.iter().map(|(pair, _)| *pair)),
        field: numbers(
            all.iter()
                .map(|(_, d)| found(fields.iter().position(|f| *f == d.field))),
        ),
        class: numbers(all.iter().map(|(_, d)| found(class(d)))),
        left: texts(all.iter().map(|(_, d)| said(&d.left, left(d)))),
        left_place: texts(all.iter().map(|(_, d)| cell(d.left_place, left(d)))),
        right: texts(all.iter().map(|(_, d)| said(&d.right, right(d)))),
        right_place: texts(all.iter().map(|(_, d)| cell(d.right_place, right(d)))),
    }
}
