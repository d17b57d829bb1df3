//! Codes without an inspection that bunch as chance would not have it: with one officer, with one
//! office, or in scans of different firms minutes apart.
//!
//! Each group's share of codes without an inspection is weighed against that of all other codes:
//! the chance that so many of so many lack one, times the number of groups that could have stood
//! out. What stands out is a question to the officer and no proof.

use super::binomial::{at_least, rate};
use super::case::Case;
use crate::model::{Cause, EventIx, InspectionEvent, Outcome, Source, Text, Verdict};
use chrono::{NaiveDateTime, Timelike};
use std::collections::{BTreeMap, HashMap};

/// Two firms within so many minutes are not two visits.
const APART_MINUTES_MIN: i64 = 10;
/// Fewer codes without an inspection are no bunch.
const ORPHANS_MIN: usize = 3;
/// A bunch must be this improbable by chance, all groups considered.
const CHANCE_MAX: f64 = 0.01;

/// What the codes of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Officer(String),
    Office(String),
    /// Scans by one officer, each within minutes of the one before and of another firm.
    Burst(String, NaiveDateTime),
}

/// What the codes that hold no inspection say by their number.
#[derive(Debug, Default)]
pub struct Scans {
    /// Per code: the most improbable of its groups, and how improbable.
    bunched: HashMap<EventIx, (f64, Text)>,
    /// Per code without an inspection: how many firms were scanned beside it.
    beside: HashMap<EventIx, usize>,
}

impl Scans {
    pub fn of(case: &Case, verdicts: &[Verdict]) -> Scans {
        let is_orphan = |at: EventIx| verdicts[at].cause == Some(Cause::B99);
        // Codes that have another explanation say nothing of false scans.
        let codes: Vec<EventIx> = (0..verdicts.len())
            .filter(|at| case.event(*at).source == Source::Platform && verdicts[*at].counted)
            .filter(|at| is_orphan(*at) || verdicts[*at].outcome == Some(Outcome::Linked))
            .collect();
        let orphans = |codes: &[EventIx]| codes.iter().filter(|at| is_orphan(**at)).count();
        let (all, without) = (codes.len(), orphans(&codes));
        let mut scans = Scans::default();
        if without == 0 {
            return scans;
        }
        let groups = groups(case, &codes);
        for (group, members) in &groups {
            let (n, k) = (members.len(), orphans(members));
            if let (Group::Burst(..), 1..) = (group, k) {
                let told = members.iter().filter(|at| is_orphan(**at));
                scans.beside.extend(told.map(|at| (*at, n - 1)));
            }
            let usual = rate(without - k, all - n);
            let chance = at_least(k, n, usual) * groups.len() as f64;
            if k < ORPHANS_MIN || chance >= CHANCE_MAX {
                continue;
            }
            let text = told(case, group, members, k, usual, (chance, groups.len()));
            for at in members.iter().filter(|at| is_orphan(**at)) {
                let known = scans.bunched.get(at).map_or(1.0, |(chance, _)| *chance);
                if chance < known {
                    scans.bunched.insert(*at, (chance, text.clone()));
                }
            }
        }
        scans
    }

    /// What its company says against a code without an inspection.
    pub fn against(&self, code: EventIx) -> Option<Text> {
        if let Some((_, text)) = self.bunched.get(&code) {
            return Some(text.clone());
        }
        let others = self.beside.get(&code)?;
        Some(Text::new(
            format!("同一执法人员前后相隔不足{APART_MINUTES_MIN}分钟还为{others}家其他企业扫码"),
            format!(
                "one of its officers scanned {others} other firms, each within \
                 {APART_MINUTES_MIN} minutes of the one before"
            ),
        ))
    }
}

fn groups(case: &Case, codes: &[EventIx]) -> BTreeMap<Group, Vec<EventIx>> {
    let mut groups: BTreeMap<Group, Vec<EventIx>> = BTreeMap::new();
    let mut scanned: BTreeMap<&str, Vec<(NaiveDateTime, EventIx)>> = BTreeMap::new();
    for at in codes {
        let event = case.event(*at);
        for officer in &event.officers {
            let group = Group::Officer(officer.clone());
            groups.entry(group).or_default().push(*at);
            let of_officer = scanned.entry(officer).or_default();
            of_officer.extend(instant_of(event).map(|scan| (scan, *at)));
        }
        if !event.office.is_empty() {
            let group = Group::Office(event.office.to_string());
            groups.entry(group).or_default().push(*at);
        }
    }
    for (officer, mut scans) in scanned {
        scans.sort_unstable();
        for burst in bursts(case, &scans) {
            let group = Group::Burst(officer.to_string(), burst[0].0);
            groups.insert(group, burst.iter().map(|(_, at)| *at).collect());
        }
    }
    groups
}

/// When a code was scanned; a scan at midnight is a date without a time.
fn instant_of(event: &InspectionEvent) -> Option<NaiveDateTime> {
    let told = |scan: &NaiveDateTime| scan.num_seconds_from_midnight() > 0;
    event.scanned_at.filter(told)
}

/// Runs of scans of which each follows the one before within minutes and at another firm.
fn bursts<'s>(
    case: &Case,
    scans: &'s [(NaiveDateTime, EventIx)],
) -> Vec<&'s [(NaiveDateTime, EventIx)]> {
    let joined = |one: &(NaiveDateTime, EventIx), next: &(NaiveDateTime, EventIx)| {
        (next.0 - one.0).num_minutes() < APART_MINUTES_MIN && is_other_firm(case, one.1, next.1)
    };
    scans.chunk_by(joined).filter(|run| run.len() > 1).collect()
}

fn is_other_firm(case: &Case, one: EventIx, other: EventIx) -> bool {
    let (one, other) = (case.event(one), case.event(other));
    one.enterprise.is_some() && other.enterprise.is_some() && one.enterprise != other.enterprise
}

fn told(
    case: &Case,
    group: &Group,
    members: &[EventIx],
    orphans: usize,
    usual: f64,
    (chance, groups): (f64, usize),
) -> Text {
    let (n, usual) = (members.len(), usual * 100.0);
    let (zh, en) = match group {
        Group::Officer(name) => (
            format!("执法人员{name}的{n}个码中{orphans}个无对应检查"),
            format!("of {name}'s {n} codes {orphans} have no inspection"),
        ),
        Group::Office(name) => (
            format!("{name}的{n}个码中{orphans}个无对应检查"),
            format!("of the {n} codes of {name} {orphans} have no inspection"),
        ),
        Group::Burst(name, from) => {
            let last = members.last().and_then(|at| instant_of(case.event(*at)));
            let (from, to) = (
                from.format("%Y-%m-%d %H:%M"),
                last.unwrap_or(*from).format("%H:%M"),
            );
            (
                format!("{name}于{from}至{to}接连为{n}家企业扫码,其中{orphans}个码无对应检查"),
                format!(
                    "{name} scanned {n} firms one after the other, {from} to {to}; {orphans} of \
                     these codes have no inspection"
                ),
            )
        }
    };
    Text::new(
        format!("{zh},其余的码为{usual:.1}%,偶然发生的概率p={chance:.1e}(已按{groups}组校正)"),
        format!(
            "{en}, of all other codes {usual:.1} %; p = {chance:.1e} (corrected for {groups} \
             groups)"
        ),
    )
}
