//! What a person can decide, what matters most first.

use crate::model::{
    Books, Cause, Decision, EventIx, Judgement, Link, Outcome, Ruling, Source, Verdict,
};
use std::collections::BTreeMap;

/// What one line asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Whether an inspection and a code are one visit.
    Pair,
    /// Whether an inspection really has no code.
    Inspection,
    /// Whether a code was really scanned without an inspection.
    Code,
}

/// One line of the workbook.
#[derive(Clone, Debug)]
pub struct ReviewItem<'a> {
    pub about: About,
    pub inspection: Option<EventIx>,
    pub code: Option<EventIx>,
    /// The comparison of the two, where both are there.
    pub link: Option<&'a Link>,
    /// Records that may move to another line of the statement.
    pub records: u8,
    /// The records that are expected to move: `records` times the probability that they do.
    pub stake: f64,
    /// The candidate is linked to another record.
    pub is_taken: bool,
    /// What was said about it before.
    pub earlier: Option<&'a Judgement>,
}

/// The lines and how many were left out because they are decided.
#[derive(Debug, Default)]
pub struct Items<'a> {
    pub list: Vec<ReviewItem<'a>>,
    pub decided: usize,
}

/// The lines to review. What is decided already is left out unless `decided_too`.
pub fn review_items(books: &Books, decided_too: bool) -> Items<'_> {
    let desk = Desk::of(books);
    let mut all = desk.possible_links();
    all.extend(desk.without_counterpart());
    let open = |item: &ReviewItem| item.earlier.is_none_or(|j| j.ruling == Ruling::Unsure);
    let settled = desk.settled(&all);
    all.extend(settled);
    let every = all.len();
    if !decided_too {
        all.retain(open);
    }
    let decided = every - all.len();
    let id = |event: Option<EventIx>| event.map(|at| books.understood.events[at].id.as_str());
    all.sort_by(|a, b| {
        let doubt = |item: &ReviewItem| item.link.map_or(0.5, |l| (l.probability - 0.5).abs());
        b.stake
            .total_cmp(&a.stake)
            .then_with(|| doubt(a).total_cmp(&doubt(b)))
            .then_with(|| (id(a.inspection), id(a.code)).cmp(&(id(b.inspection), id(b.code))))
            .then_with(|| a.about.cmp(&b.about))
    });
    Items { list: all, decided }
}

struct Desk<'a> {
    books: &'a Books,
    verdict_of: BTreeMap<EventIx, &'a Verdict>,
    nearest_of: BTreeMap<EventIx, &'a Link>,
}

impl<'a> Desk<'a> {
    fn of(books: &'a Books) -> Desk<'a> {
        let mut nearest_of: BTreeMap<EventIx, &Link> = BTreeMap::new();
        for link in &books.links.nearest {
            for end in [link.inspection, link.code] {
                let known = nearest_of.entry(end).or_insert(link);
                if link.comparison.weight > known.comparison.weight {
                    *known = link;
                }
            }
        }
        Desk {
            books,
            verdict_of: books.verdicts.iter().map(|v| (v.event, v)).collect(),
            nearest_of,
        }
    }

    fn possible_links(&self) -> Vec<ReviewItem<'a>> {
        let links = self.books.links.links.iter();
        links
            .filter(|link| link.decision == Decision::PossibleLink)
            .map(|link| self.pair(link))
            .collect()
    }

    fn pair(&self, link: &'a Link) -> ReviewItem<'a> {
        let counted = |event: &EventIx| self.verdict_of.get(event).is_some_and(|v| v.counted);
        let records = [link.inspection, link.code]
            .iter()
            .filter(|e| counted(e))
            .count() as u8;
        ReviewItem {
            about: About::Pair,
            inspection: Some(link.inspection),
            code: Some(link.code),
            link: Some(link),
            records,
            // Whatever is decided, both leave the line of those under review.
            stake: f64::from(records),
            is_taken: false,
            earlier: self.books.links.judged.of_pair(link.inspection, link.code),
        }
    }

    /// Counted records that nothing explains, each with its nearest candidate.
    fn without_counterpart(&self) -> Vec<ReviewItem<'a>> {
        let bare = self.books.verdicts.iter().filter(|verdict| {
            verdict.counted && matches!(verdict.cause, Some(Cause::A99 | Cause::B99))
        });
        bare.map(|verdict| self.alone(verdict)).collect()
    }

    fn alone(&self, verdict: &Verdict) -> ReviewItem<'a> {
        let event = verdict.event;
        let is_visit = self.books.understood.events[event].source == Source::Safety;
        let link = self.nearest_of.get(&event).copied();
        let other = link.map(|link| if is_visit { link.code } else { link.inspection });
        let is_taken = other.is_some_and(|other| self.is_linked(other));
        let judged = &self.books.links.judged;
        let about_pair = link.and_then(|link| judged.of_pair(link.inspection, link.code));
        // With it moves the candidate, or the record that a linked one leaves, or both of a
        // possible link.
        let records = match other.map(|other| self.outcome_of(other)) {
            None => 1,
            Some(Some(Outcome::Review)) => 3,
            Some(_) => 2,
        };
        let probability = link.map_or(0.0, |link| link.probability);
        ReviewItem {
            about: if is_visit {
                About::Inspection
            } else {
                About::Code
            },
            inspection: if is_visit { Some(event) } else { other },
            code: if is_visit { other } else { Some(event) },
            link,
            records,
            stake: f64::from(records) * probability,
            is_taken,
            earlier: judged.of_event(event).or(about_pair),
        }
    }

    fn outcome_of(&self, event: EventIx) -> Option<Outcome> {
        self.verdict_of.get(&event)?.outcome
    }

    fn is_linked(&self, event: EventIx) -> bool {
        matches!(
            self.outcome_of(event),
            Some(Outcome::Linked | Outcome::Review)
        )
    }

    /// Judged things that are no longer open by themselves: links and non-links by judgement.
    fn settled(&self, listed: &[ReviewItem]) -> Vec<ReviewItem<'a>> {
        let judged = &self.books.links.judged;
        let open = |inspection: Option<EventIx>, code: Option<EventIx>, about: About| {
            listed.iter().any(|item| match about {
                About::Pair => item.inspection == inspection && item.code == code,
                About::Inspection => item.about == about && item.inspection == inspection,
                About::Code => item.about == about && item.code == code,
            })
        };
        let links = &self.books.links;
        let pairs = judged.pairs.iter().map(|((inspection, code), at)| {
            let all = links.links.iter().chain(&links.unusable);
            let mut same = all.filter(|l| l.inspection == *inspection && l.code == *code);
            let (inspection, code) = (Some(*inspection), Some(*code));
            (About::Pair, inspection, code, same.next(), *at)
        });
        let alone = judged.alone.iter().map(|(event, at)| {
            match self.books.understood.events[*event].source == Source::Safety {
                true => (About::Inspection, Some(*event), None, None, *at),
                false => (About::Code, None, Some(*event), None, *at),
            }
        });
        pairs
            .chain(alone)
            .filter(|(about, inspection, code, ..)| !open(*inspection, *code, *about))
            .map(|(about, inspection, code, link, at)| ReviewItem {
                about,
                inspection,
                code,
                link,
                records: 0,
                stake: 0.0,
                is_taken: false,
                earlier: judged.held.get(at),
            })
            .collect()
    }
}
