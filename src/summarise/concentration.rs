//! Where differences concentrate: the months, towns, offices, officers and so on in which a cause
//! stands more often than chance explains. A group of few records says nothing, nor does one whose
//! rate is hardly above the others'.

use super::Account;
use super::grouping::UNKNOWN;
use super::metrics::counted;
use crate::model::{
    CAUSES, Cause, CauseSide, Concentration, EventIx, Source, StatisticsRow, StatisticsTable,
    Verdict,
};
use std::collections::BTreeMap;

/// Fewer records with the cause are no concentration.
const HITS_MIN: usize = 5;
/// How many times the rate elsewhere.
const LIFT_MIN: f64 = 2.0;
/// Most probable by chance, all groups considered.
const CHANCE_MAX: f64 = 0.01;

/// Causes that follow from a date, an export or a calibre, and from nobody's doing.
const NOT_ASKED: [Cause; 4] = [Cause::A04, Cause::A14, Cause::A16, Cause::B08];

/// Breakdowns that only repeat what a cause is told by.
fn told_by(cause: Cause) -> &'static [&'static str] {
    match cause {
        Cause::A01 => &["category"],
        Cause::A02 | Cause::B04 => &["basis"],
        Cause::A05 | Cause::A15 => &["basis", "route"],
        Cause::A17 | Cause::B07 => &["office", "officer"],
        Cause::B06 => &["month"],
        _ => &[],
    }
}

/// One breakdown's groups of one side: labels and records.
type Groups<'a> = (&'static str, Vec<(&'a str, &'a [EventIx])>);

/// Every concentration of a run, by cause, the least probable first.
pub fn concentrations(account: &Account, tables: &[StatisticsTable]) -> Vec<Concentration> {
    let side = |source, records: fn(&StatisticsRow) -> &[EventIx]| {
        let breakdowns = tables.iter().map(|table| {
            let told = table.rows.iter().filter(|row| row.label != UNKNOWN);
            let groups = told.map(|row| (row.label.as_str(), records(row)));
            (table.key, groups.collect())
        });
        among(&causes(account, source), &breakdowns.collect::<Vec<_>>())
    };
    let mut found = side(Source::Safety, |row| &row.inspections);
    found.extend(side(Source::Platform, |row| &row.codes));
    found
}

/// The counted records of a side, and the causes they have.
fn causes(account: &Account, source: Source) -> BTreeMap<EventIx, Option<Cause>> {
    let told = counted(account, source);
    told.map(|(_, verdict)| (verdict.event, cause_of(verdict, source)))
        .collect()
}

/// What some records are, by cause in the order in which causes are asked for: how many were asked
/// for it, since no earlier one explains them, and those that have it.
type Asked = Vec<(Cause, usize, Vec<EventIx>)>;

fn asked(records: &[EventIx], causes: &BTreeMap<EventIx, Option<Cause>>) -> Asked {
    let mut by_cause: BTreeMap<Cause, Vec<EventIx>> = BTreeMap::new();
    for at in records {
        if let Some(cause) = causes.get(at).copied().flatten() {
            by_cause.entry(cause).or_default().push(*at);
        }
    }
    let mut left = records.len();
    let in_order = CAUSES.iter().map(|entry| {
        let hits = by_cause.remove(&entry.cause).unwrap_or_default();
        let all = left;
        left -= hits.len();
        (entry.cause, all, hits)
    });
    in_order.collect()
}

fn among(causes: &BTreeMap<EventIx, Option<Cause>>, breakdowns: &[Groups]) -> Vec<Concentration> {
    let everything: Vec<EventIx> = causes.keys().copied().collect();
    let of_all = asked(&everything, causes);
    let mut found = Vec::new();
    let mut questions = 0;
    for (breakdown, groups) in breakdowns {
        for (label, records) in groups {
            let of_group = asked(records, causes).into_iter();
            for ((cause, all, hits), (_, whole, whole_hits)) in of_group.zip(&of_all) {
                let is_told = NOT_ASKED.contains(&cause) || told_by(cause).contains(breakdown);
                if is_told || all < HITS_MIN || whole_hits.len() < HITS_MIN {
                    continue;
                }
                questions += 1;
                found.push(Concentration {
                    cause,
                    breakdown,
                    label: label.to_string(),
                    all,
                    all_elsewhere: whole - all,
                    hits_elsewhere: whole_hits.len() - hits.len(),
                    hits,
                    chance: 1.0,
                });
            }
        }
    }
    found.retain(stands_out);
    let draw = Draw::of(causes.len());
    for group in &mut found {
        group.chance = draw.at_least(group) * f64::from(questions);
    }
    found.retain(|group| group.chance <= CHANCE_MAX);
    found.sort_by(|a, b| {
        let by_chance = a.chance.total_cmp(&b.chance);
        let by_cause = a.cause.cmp(&b.cause).then(by_chance);
        by_cause.then_with(|| (a.breakdown, &a.label).cmp(&(b.breakdown, &b.label)))
    });
    found
}

/// The cause that speaks of a record's own side.
fn cause_of(verdict: &Verdict, source: Source) -> Option<Cause> {
    let of_codes = source == Source::Platform;
    let is_own = |cause: &Cause| (cause.side() == CauseSide::Code) == of_codes;
    verdict.cause.filter(is_own)
}

fn stands_out(group: &Concentration) -> bool {
    let elsewhere = group.rate_elsewhere();
    group.hits.len() >= HITS_MIN && elsewhere.is_some_and(|rate| group.rate() >= LIFT_MIN * rate)
}

/// Groups drawn at random from so many records.
struct Draw {
    /// ln n! for every n up to all records.
    ln_factorials: Vec<f64>,
}

impl Draw {
    fn of(all: usize) -> Draw {
        let mut sum = 0.0;
        let logs = (1..=all).map(|n| {
            sum += (n as f64).ln();
            sum
        });
        Draw {
            ln_factorials: std::iter::once(0.0).chain(logs).collect(),
        }
    }

    fn ln_choose(&self, of: usize, some: usize) -> f64 {
        let ln = &self.ln_factorials;
        ln[of] - ln[some] - ln[of - some]
    }

    /// The hypergeometric chance that the group has its hits or more.
    fn at_least(&self, group: &Concentration) -> f64 {
        let hits = group.hits.len() + group.hits_elsewhere;
        let others = group.all + group.all_elsewhere - hits;
        let whole = self.ln_choose(hits + others, group.all);
        let mut chance = 0.0;
        for some in group.hits.len()..=group.all.min(hits) {
            if group.all - some > others {
                continue;
            }
            let ways = self.ln_choose(hits, some) + self.ln_choose(others, group.all - some);
            let term = (ways - whole).exp();
            chance += term;
            if term <= chance * f64::EPSILON {
                break;
            }
        }
        chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(
        hits: usize,
        all: usize,
        hits_elsewhere: usize,
        all_elsewhere: usize,
    ) -> Concentration {
        Concentration {
            cause: Cause::A99,
            breakdown: "officer",
            label: "甲".to_string(),
            all,
            hits: (0..hits).collect(),
            all_elsewhere,
            hits_elsewhere,
            chance: 1.0,
        }
    }

    #[test]
    fn the_tail_is_fishers() {
        // Fisher's lady: all four of eight cups told right, by chance once in seventy.
        let lady = group(4, 4, 0, 4);
        assert!((Draw::of(8).at_least(&lady) - 1.0 / 70.0).abs() < 1e-12);
        // Three or more of them: (16 + 1) / 70.
        let three = group(3, 4, 1, 4);
        assert!((Draw::of(8).at_least(&three) - 17.0 / 70.0).abs() < 1e-12);
    }

    /// Causes dealt at random, whatever breakdown they are looked at by: of 200 such years at most
    /// a few show anything.
    #[test]
    fn chance_alone_seldom_concentrates() {
        const RECORDS: usize = 300;
        let mut state = 7_u64;
        let mut draw = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let breakdowns = [("month", 10), ("town", 20), ("officer", 25), ("office", 5)];
        let mut showing = 0;
        for _ in 0..200 {
            let cause = |n: usize| match n {
                0..12 => Some(Cause::A99),
                12..20 => Some(Cause::A10),
                _ => None,
            };
            let causes = (0..RECORDS).map(|at| (at, cause(draw(100)))).collect();
            let dealt = breakdowns.map(|(key, of)| {
                let mut groups = vec![Vec::new(); of];
                (0..RECORDS).for_each(|at| groups[draw(of)].push(at));
                (key, groups)
            });
            let groups = dealt.each_ref().map(|(key, groups)| {
                let groups = groups.iter().map(|group| ("甲", group.as_slice()));
                (*key, groups.collect())
            });
            showing += usize::from(!among(&causes, &groups).is_empty());
        }
        assert!(showing <= 6, "{showing} of 200");
    }

    /// Thirty visits of a town are to no enterprise: A99 was asked of the other seventy.
    #[test]
    fn what_an_earlier_cause_explains_is_not_asked_for_a_later_one() {
        let cause = |at: EventIx| match at {
            0..30 => Some(Cause::A01),
            30..50 | 100..105 => Some(Cause::A99),
            _ => None,
        };
        let causes = (0..200).map(|at| (at, cause(at))).collect();
        let (town, others): (Vec<EventIx>, Vec<EventIx>) = (0..200).partition(|at| *at < 100);
        let groups = vec![("甲镇", town.as_slice()), ("乙镇", others.as_slice())];
        let found = among(&causes, &[("town", groups)]);
        let sizes = found.iter().map(|group| {
            let told = (group.hits.len(), group.all, group.all_elsewhere);
            (group.cause, group.label.as_str(), told)
        });
        let expected = [
            (Cause::A01, "甲镇", (30, 100, 100)),
            (Cause::A99, "甲镇", (20, 70, 100)),
        ];
        assert_eq!(sizes.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn few_records_and_rates_alike_do_not_stand_out() {
        assert!(!stands_out(&group(4, 4, 0, 100)));
        assert!(!stands_out(&group(50, 100, 300, 900)));
        assert!(stands_out(&group(5, 10, 10, 100)));
        assert!(!stands_out(&group(5, 5, 0, 0)));
    }
}
