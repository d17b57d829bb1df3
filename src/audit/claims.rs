//! All claims of a report, in reading order, and every number set apart.

use super::apart::Marked;
use super::figures::{Figure, figures};
use super::folded::{Folded, positions};
use super::meaning::{around, measure, object, scope, words_beside};
use super::numerals::number_at;
use super::outline::{Kind, Passage};
use super::rulebook::Rulebook;
use super::tables;
use crate::model::{ApartReason, Claim, SetApart, UnitClass};
use std::collections::BTreeMap;

/// The claims, and for each the passage and the place of its number there.
pub struct Found {
    pub claims: Vec<Claim>,
    pub apart: Vec<SetApart>,
    /// Passage, and begin and end of the figure in its folded text; the row and column in a table.
    pub spots: Vec<Spot>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub passage: usize,
    pub from: usize,
    pub to: usize,
}

impl Found {
    /// The claims of each passage, from and to: they stand in its order.
    pub fn by_passage(&self, passages: usize) -> Vec<std::ops::Range<usize>> {
        let mut ranges = vec![0..0; passages];
        for (nth, spot) in self.spots.iter().enumerate() {
            let range = &mut ranges[spot.passage];
            if range.start == range.end {
                range.start = nth;
            }
            range.end = nth + 1;
        }
        ranges
    }
}

pub fn find(passages: &[Passage], year: Option<u32>, book: &Rulebook) -> Found {
    let mut found = Found {
        claims: Vec::new(),
        apart: Vec::new(),
        spots: Vec::new(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let own = own_period(passages);
    for (at, passage) in passages.iter().enumerate() {
        let before = found.claims.len();
        match passage.kind {
            Kind::Furniture => furniture(passage, &mut found.apart),
            Kind::Table => tables::claims(at, passage, &captions(passages, at), book, &mut found),
            _ => text_claims(at, passage, year, book, &mut found),
        }
        for claim in &mut found.claims[before..] {
            let narrower = claim.scope.split(' ').filter(|word| Some(*word) != own);
            claim.scope = narrower.collect::<Vec<_>>().join(" ");
            let count = counts.entry(claim.paragraph.clone()).or_default();
            *count += 1;
            claim.id = format!("{}#{count}", claim.paragraph);
        }
    }
    found
}

/// The short passages right above a table.
fn captions(passages: &[Passage], at: usize) -> Vec<&Passage> {
    let above = passages[..at].iter().rev();
    let above = above.filter(|above| above.kind != Kind::Furniture);
    above
        .take(2)
        .take_while(|above| matches!(above.kind, Kind::Text | Kind::Heading) && is_caption(above))
        .collect()
}

fn is_caption(passage: &Passage) -> bool {
    let (from, to) = passage
        .folded
        .sentence(passage.folded.len().saturating_sub(1));
    let named = &passage.folded.chars[from..to];
    named.len() <= CAPTION_LENGTH_MAX && super::folded::has(named, "表")
        || named.ends_with(&['如', '下', '：'])
}

/// A longer sentence is not quoted whole.
const QUOTED_LENGTH_MAX: usize = 600;

/// A sentence that announces a table is no longer than this.
const CAPTION_LENGTH_MAX: usize = 50;

/// The part of a year that the report itself is about, by its title: 2025年上半年执法情况通报.
fn own_period(passages: &[Passage]) -> Option<&'static str> {
    let periods = ["上半年", "下半年", "一季度", "二季度", "三季度", "四季度"];
    let mut written = passages
        .iter()
        .filter(|passage| passage.kind != Kind::Furniture);
    let title = &written.next()?.folded;
    let is_title = title.len() <= 40 && !title.chars.contains(&'。');
    let named = |word: &&&str| super::folded::has(&title.chars, word);
    periods.iter().find(|word| is_title && named(word)).copied()
}

fn furniture(passage: &Passage, apart: &mut Vec<SetApart>) {
    let text = &passage.folded;
    let mut at = 0;
    while at < text.len() {
        match number_at(text, at).filter(|number| !number.is_chinese) {
            Some(number) => {
                apart.push(set_apart(
                    passage,
                    number.from,
                    number.to,
                    ApartReason::PageNumber,
                ));
                at = number.to;
            }
            None => at += 1,
        }
    }
}

fn set_apart(passage: &Passage, from: usize, to: usize, reason: ApartReason) -> SetApart {
    SetApart {
        paragraph: passage.paragraph.clone(),
        line: passage.line,
        text: passage.folded.quoted(from, to),
        reason,
    }
}

fn text_claims(
    at: usize,
    passage: &Passage,
    year: Option<u32>,
    book: &Rulebook,
    found: &mut Found,
) {
    let text = &passage.folded;
    let (figures, apart) = figures(text, passage.begins, book);
    for (from, to, reason) in apart {
        found.apart.push(set_apart(passage, from, to, reason));
    }
    let plain = without_titles(text, &figures, book);
    for nth in 0..figures.len() {
        let figure = &figures[nth];
        let words = around(
            &plain,
            &figures,
            nth,
            &passage.headings,
            &book.scopes.general,
        );
        let part = part_word(text, &figures, nth, book);
        let mut scope = scope(&words, &plain, figure, part, year, book);
        let is_change = book
            .scopes
            .change
            .iter()
            .any(|word| scope.contains(word.as_str()));
        let measure = match is_change {
            true => None,
            false => measure(figure, &words, book),
        };
        if let Some(object) = measure.and_then(|measure| object(&words, measure, book)) {
            scope = format!("{scope} {object}").trim().to_string();
        }
        let (from, to) = text.sentence(figure.number_from);
        // Of a text without stops, what stands about the figure.
        let (from, to) = match to - from > QUOTED_LENGTH_MAX {
            true => (
                from.max(figure.from.saturating_sub(QUOTED_LENGTH_MAX / 4)),
                to.min(figure.to + QUOTED_LENGTH_MAX / 4),
            ),
            false => (from, to),
        };
        found.claims.push(Claim {
            id: String::new(),
            paragraph: passage.paragraph.clone(),
            line: passage.line,
            sentence: text.quoted(from, to),
            text: text.quoted(figure.from, figure.to),
            amount: figure.amount,
            unit: figure.unit.clone(),
            class: figure.class,
            qualifiers: qualifiers(text, figure, book),
            per_head: figure.per_head,
            scope,
            measure: measure.map(|measure| measure.id.clone()),
            subject: measure.map_or_else(|| words_beside(&words), |measure| measure.name()),
        });
        found.spots.push(Spot {
            passage: at,
            from: figure.number_from,
            to: figure.to,
        });
    }
}

/// The word that makes the nth figure a part of one ahead of it: 其中 in the sentence, between the
/// two. A sentence that begins with 其中 names wholes of their own.
fn part_word(text: &Folded, figures: &[Figure], nth: usize, book: &Rulebook) -> Option<String> {
    let figure = &figures[nth];
    let (begins, _) = text.sentence(figure.number_from);
    book.scopes.part.iter().find_map(|word| {
        let chars: Vec<char> = word.chars().collect();
        // 包括 reaches only the figure behind it, 其中 the rest of the sentence.
        let from = match word.as_str() {
            "其中" => {
                let ahead = &text.chars[begins..figure.from];
                ahead
                    .iter()
                    .rposition(|c| *c == '；')
                    .map_or(begins, |mark| begins + mark)
            }
            _ => figures[..nth]
                .last()
                .map_or(begins, |last| last.to.max(begins)),
        };
        let ahead = &text.chars[from.min(figure.from)..figure.from];
        let at = from + positions(ahead, &chars).last()?;
        let whole = figures[..nth]
            .iter()
            .any(|other| (begins..at).contains(&other.from));
        whole.then(|| word.clone())
    })
}

/// What a title says is not said of the figures around it, unless the figure counts its copies.
fn without_titles(text: &Folded, figures: &[Figure], book: &Rulebook) -> Folded {
    let marked = Marked::of(text, &book.phrases);
    let mut plain = text.clone();
    for (from, to) in marked.titles() {
        let is_counted = figures
            .iter()
            .any(|figure| (to..to + 2).contains(&figure.from));
        if !is_counted {
            plain.chars[from + 1..to - 1].fill('□');
        }
    }
    plain
}

/// The figure's own, and 共计 where it stands further ahead in the clause.
fn qualifiers(text: &Folded, figure: &Figure, book: &Rulebook) -> Vec<String> {
    let mut all = figure.qualifiers.clone();
    let (from, _) = text.clause(figure.number_from);
    let ahead = &text.chars[from..figure.from.max(from)];
    // From the last figure on: a total promised before it is its own.
    let from = ahead
        .iter()
        .rposition(char::is_ascii_digit)
        .map_or(0, |at| at + 1);
    let promised = book
        .qualifiers
        .total
        .iter()
        .find(|word| super::folded::has(&ahead[from..], word));
    if let Some(word) = promised
        && !all.contains(word)
    {
        all.insert(0, word.clone());
    }
    all
}

/// The year that the report is about: the first in it.
pub fn report_year(passages: &[Passage]) -> Option<u32> {
    passages
        .iter()
        .filter(|passage| passage.kind != Kind::Furniture)
        .find_map(|passage| {
            let text = &passage.folded;
            let inside = |at: usize| text.before(at).is_some_and(|c| c.is_ascii_digit());
            let mut begins = (0..text.len()).filter(|at| !inside(*at));
            begins.find_map(|at| {
                let number = number_at(text, at)?;
                let is_year =
                    (1990.0..=2100.0).contains(&number.low) && text.get(number.to) == Some('年');
                is_year.then_some(number.low as u32)
            })
        })
}

/// The class of a unit by its name.
pub fn class_of_unit(unit: &str, book: &Rulebook) -> Option<UnitClass> {
    let unit: Vec<char> = unit.chars().collect();
    let known = book.units.iter().find(|(known, _)| *known == unit);
    known.map(|(_, class)| *class)
}
