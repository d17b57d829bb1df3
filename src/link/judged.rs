//! What people decided, found again in the events of this run. Their word comes before the scores:
//! pairs judged one visit are linked first, pairs judged two visits are not compared. What no
//! longer fits the records, and what contradicts itself, is found and not applied.

mod findings;
#[cfg(test)]
mod tests;

use super::columns::Side;
use super::engine::{Linkage, Scored};
use super::model::Model;
use super::visits::Visits;
use crate::model::{
    EventIx, Finding, Judged, Judgement, Judgements, LinkSet, Ruling, SeenRecord, Source, Staged,
    Understood,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A judgement and the events it is about.
struct Found<'j> {
    judgement: &'j Judgement,
    inspection: Option<EventIx>,
    code: Option<EventIx>,
}

/// The judgements that hold. Of one person's words about one thing the last counts.
pub fn found_again(understood: &Understood, judgements: &Judgements) -> Staged<Judged> {
    let mut findings = Vec::new();
    let mut desk = Desk::of(understood, &judgements.file.path);
    let mut found: Vec<Found> = last_words(&judgements.list)
        .into_iter()
        .filter_map(|judgement| desk.find(judgement, &mut findings))
        .collect();
    drop_disputes(&mut found, &judgements.file.path, &mut findings);
    drop_double_uses(&mut found, &judgements.file.path, &mut findings);
    drop_contradicted(&mut found, &judgements.file.path, &mut findings);
    Staged::new(judged(&found), findings)
}

fn judged(found: &[Found]) -> Judged {
    let mut judged = Judged::default();
    for one in found {
        let at = judged.held.len();
        judged.held.push(one.judgement.clone());
        match (one.inspection, one.code) {
            (Some(inspection), Some(code)) => {
                judged.pairs.insert((inspection, code), at);
            }
            (Some(event), None) | (None, Some(event)) => {
                judged.alone.insert(event, at);
            }
            (None, None) => {}
        }
    }
    judged
}

/// Per person and subject the last judgement, in the order in which they were written down.
fn last_words(list: &[Judgement]) -> Vec<&Judgement> {
    type Subject<'j> = (Option<&'j str>, Option<&'j str>);
    let mut last: BTreeMap<(&str, Subject), usize> = BTreeMap::new();
    for (at, judgement) in list.iter().enumerate() {
        last.insert((judgement.by.trim(), judgement.subject()), at);
    }
    let mut kept: Vec<usize> = last.into_values().collect();
    kept.sort_unstable();
    kept.into_iter().map(|at| &list[at]).collect()
}

/// The events that can be linked, by id.
struct Desk<'u> {
    understood: &'u Understood,
    file: &'u str,
    by_id: HashMap<&'u str, EventIx>,
    /// Every event as it could be seen, made when a record is missed for the first time.
    seen: Option<Vec<(EventIx, SeenRecord)>>,
}

impl<'u> Desk<'u> {
    fn of(understood: &'u Understood, file: &'u str) -> Desk<'u> {
        let events = understood.events.iter().enumerate();
        let linkable = events.filter(|(_, event)| {
            let is_side = matches!(event.source, Source::Safety | Source::Platform);
            is_side && event.replaced_by.is_none() && event.part_of.is_none()
        });
        Desk {
            understood,
            file,
            by_id: linkable
                .map(|(at, event)| (event.id.as_str(), at))
                .collect(),
            seen: None,
        }
    }

    /// The judgement with its events, or findings on why it cannot be applied.
    fn find<'j>(
        &mut self,
        judgement: &'j Judgement,
        findings: &mut Vec<Finding>,
    ) -> Option<Found<'j>> {
        let before = findings.len();
        let mut side = |seen: &Option<SeenRecord>, source: Source| {
            let seen = seen.as_ref()?;
            match self.event_of(seen, source) {
                Ok(at) => Some(at),
                Err(finding) => {
                    findings.push(finding.about(self.file, judgement, seen));
                    None
                }
            }
        };
        let inspection = side(&judgement.inspection, Source::Safety);
        let code = side(&judgement.code, Source::Platform);
        (findings.len() == before).then_some(Found {
            judgement,
            inspection,
            code,
        })
    }

    fn event_of(&mut self, seen: &SeenRecord, source: Source) -> Result<EventIx, findings::Lost> {
        let known = self.by_id.get(seen.id.as_str()).copied();
        let known = known.filter(|at| self.understood.events[*at].source == source);
        if let Some(at) = known {
            let now = SeenRecord::of(&self.understood.events[at], self.understood);
            let changes = seen.changes(&now);
            return match changes.is_empty() {
                true => Ok(at),
                false => Err(findings::Lost::Changed(changes)),
            };
        }
        Err(match self.corrected(seen, source) {
            Some(changes) => findings::Lost::Changed(changes),
            None => findings::Lost::Gone,
        })
    }

    /// How the record with the same number differs, where one alone bears it: a corrected name or
    /// day gives a record another id.
    fn corrected(
        &mut self,
        seen: &SeenRecord,
        source: Source,
    ) -> Option<Vec<crate::model::Change>> {
        let understood = self.understood;
        let by_id = &self.by_id;
        let all = self.seen.get_or_insert_with(|| {
            let mut all: Vec<EventIx> = by_id.values().copied().collect();
            all.sort_unstable();
            let looked = |at: EventIx| (at, SeenRecord::of(&understood.events[at], understood));
            all.into_iter().map(looked).collect()
        });
        let mut bearers = all
            .iter()
            .filter(|(at, now)| understood.events[*at].source == source && seen.shares_number(now));
        let (_, now) = bearers.next()?;
        let changes = seen.changes(now);
        (bearers.next().is_none() && !changes.is_empty()).then_some(changes)
    }
}

/// Several persons on one pair: those who are unsure leave it to the others; those who say same
/// and different dispute it.
fn drop_disputes(found: &mut Vec<Found>, file: &str, findings: &mut Vec<Finding>) {
    let mut by_subject: BTreeMap<(Option<EventIx>, Option<EventIx>), Vec<usize>> = BTreeMap::new();
    for (at, one) in found.iter().enumerate() {
        by_subject
            .entry((one.inspection, one.code))
            .or_default()
            .push(at);
    }
    let mut dropped = BTreeSet::new();
    for group in by_subject.values().filter(|group| group.len() > 1) {
        let is_sure = |at: &&usize| found[**at].judgement.ruling != Ruling::Unsure;
        let sure: Vec<usize> = group.iter().filter(is_sure).copied().collect();
        let Some(last) = sure.last() else {
            dropped.extend(&group[..group.len() - 1]);
            continue;
        };
        dropped.extend(group.iter().filter(|at| *at != last));
        let joins = |at: &usize| found[*at].judgement.ruling.joins();
        if let Some(other) = sure.iter().find(|at| joins(at) != joins(last)) {
            dropped.extend(group);
            let (one, other) = (found[*other].judgement, found[*last].judgement);
            findings.push(findings::disputed(file, one, other));
        }
    }
    keep_others(found, &dropped);
}

/// One inspection is one visit, and a code stands for one: a record that is judged the same as two
/// others is none of both until one judgement is taken back.
fn drop_double_uses(found: &mut Vec<Found>, file: &str, findings: &mut Vec<Finding>) {
    let mut uses: BTreeMap<(bool, EventIx), Vec<usize>> = BTreeMap::new();
    for (at, one) in found.iter().enumerate() {
        let (Some(inspection), Some(code)) = (one.inspection, one.code) else {
            continue;
        };
        match one.judgement.ruling {
            Ruling::SameVisit => {
                uses.entry((false, inspection)).or_default().push(at);
                uses.entry((true, code)).or_default().push(at);
            }
            Ruling::SecondCode => uses.entry((true, code)).or_default().push(at),
            _ => {}
        }
    }
    let mut dropped = BTreeSet::new();
    for ((is_code, _), group) in uses.iter().filter(|(_, group)| group.len() > 1) {
        let all: Vec<&Judgement> = group.iter().map(|at| found[*at].judgement).collect();
        findings.push(findings::used_twice(file, *is_code, &all));
        dropped.extend(group);
    }
    keep_others(found, &dropped);
}

/// A record that one judgement joins to another and a second one calls alone.
fn drop_contradicted(found: &mut Vec<Found>, file: &str, findings: &mut Vec<Finding>) {
    let mut joined: BTreeMap<EventIx, usize> = BTreeMap::new();
    for (at, one) in found.iter().enumerate() {
        if one.judgement.ruling.joins() {
            joined.extend(
                one.inspection
                    .into_iter()
                    .chain(one.code)
                    .map(|event| (event, at)),
            );
        }
    }
    let mut dropped = BTreeSet::new();
    for (at, one) in found.iter().enumerate() {
        let event = one
            .inspection
            .or(one.code)
            .filter(|_| one.judgement.ruling.is_about_one());
        let Some(other) = event.and_then(|event| joined.get(&event)) else {
            continue;
        };
        let (earlier, later) = (at.min(*other), at.max(*other));
        let (one, other) = (found[earlier].judgement, found[later].judgement);
        // A person who says more later has changed their mind.
        match one.by == other.by {
            true => {
                dropped.insert(earlier);
            }
            false => {
                dropped.extend([earlier, later]);
                findings.push(findings::disputed(file, one, other));
            }
        }
    }
    keep_others(found, &dropped);
}

fn keep_others(found: &mut Vec<Found>, dropped: &BTreeSet<usize>) {
    let mut at = 0;
    found.retain(|_| {
        at += 1;
        !dropped.contains(&(at - 1))
    });
}

/// Takes the pairs judged different out of a linkage and puts in those judged one visit that no
/// rule proposed.
pub fn apply(linkage: &mut Linkage, visits: &Visits, model: &Model, judged: &Judged) {
    if judged.pairs.is_empty() {
        return;
    }
    let ends = |pair: &Scored| {
        [
            visits.event(Side::Left, pair.left),
            visits.event(Side::Right, pair.right),
        ]
    };
    let position = |side: usize| -> HashMap<EventIx, u32> {
        visits.events[side].iter().copied().zip(0..).collect()
    };
    let (inspections, codes) = (position(0), position(1));
    let joined = judged.joined().filter_map(|(inspection, code)| {
        let (left, right) = (*inspections.get(&inspection)?, *codes.get(&code)?);
        let known = linkage
            .scored
            .binary_search_by_key(&(left, right), |pair| (pair.left, pair.right));
        match known {
            Ok(_) => None,
            Err(_) => Some(linkage.weighed(&visits.tables, model, left, right)),
        }
    });
    let joined: Vec<Scored> = joined.collect();
    linkage.scored.extend(joined);
    linkage.scored.retain(|pair| {
        let [inspection, code] = ends(pair);
        !judged.forbids(inspection, code)
    });
    linkage.scored.sort_by_key(|pair| (pair.left, pair.right));
}

/// Records judged to be without a counterpart that are linked all the same: something has come in
/// since.
pub fn overtaken(links: &LinkSet, understood: &Understood, file: &str) -> Vec<Finding> {
    let mut partner: BTreeMap<EventIx, EventIx> = BTreeMap::new();
    let sure = |link: &&crate::model::Link| link.decision == crate::model::Decision::Link;
    for link in links.links.iter().filter(sure) {
        partner.insert(link.inspection, link.code);
        partner.insert(link.code, link.inspection);
    }
    let alone = links.judged.alone.iter();
    alone
        .filter_map(|(event, at)| {
            let judgement = &links.judged.held[*at];
            let other = partner.get(event)?;
            let other = &understood.events[*other];
            (judgement.ruling != Ruling::Unsure)
                .then(|| findings::overtaken(file, judgement, &SeenRecord::of(other, understood)))
        })
        .collect()
}
