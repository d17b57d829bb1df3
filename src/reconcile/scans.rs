//! Scans that one team cannot have made honestly: codes of different firms scanned within minutes
//! of each other by the same officer.

use super::case::Case;
use crate::model::{Decision, EventIx, Source, Text};
use chrono::{NaiveDateTime, Timelike};
use std::collections::HashMap;

/// Two firms within so many minutes are not two visits.
const APART_MINUTES_MIN: i64 = 10;

/// Codes whose scan stands beside one of another firm by the same officer.
#[derive(Debug, Default)]
pub struct Scans {
    /// Per code: how many such codes stand beside it.
    beside: HashMap<EventIx, usize>,
    /// Share of the codes with an inspection of which the same is true.
    usual: f64,
}

impl Scans {
    pub fn of(case: &Case) -> Self {
        let mut by_officer: HashMap<&str, Vec<(NaiveDateTime, EventIx)>> = HashMap::new();
        for (at, event) in case.understood.events.iter().enumerate() {
            // A scan at midnight is a date without a time.
            let scan = event
                .scanned_at
                .filter(|scan| scan.num_seconds_from_midnight() > 0);
            if let (Source::Platform, Some(scan)) = (event.source, scan) {
                for officer in &event.officers {
                    by_officer.entry(officer).or_default().push((scan, at));
                }
            }
        }
        let mut pairs: Vec<(EventIx, EventIx)> = Vec::new();
        for scans in by_officer.values_mut() {
            scans.sort_unstable();
            for (at, (scan, code)) in scans.iter().enumerate() {
                for (other_scan, other) in &scans[at + 1..] {
                    if (*other_scan - *scan).num_minutes() >= APART_MINUTES_MIN {
                        break;
                    }
                    if is_other_firm(case, *code, *other) {
                        pairs.extend([(*code, *other), (*other, *code)]);
                    }
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut beside: HashMap<EventIx, usize> = HashMap::new();
        for (code, _) in &pairs {
            *beside.entry(*code).or_default() += 1;
        }
        let links = case.links.links.iter();
        let sure: Vec<EventIx> = links
            .filter(|link| link.decision == Decision::Link && !link.surplus)
            .map(|link| link.code)
            .collect();
        let among = sure.iter().filter(|code| beside.contains_key(code)).count();
        Scans {
            usual: among as f64 / sure.len().max(1) as f64,
            beside,
        }
    }

    /// What a code's scan says against it.
    pub fn against(&self, code: EventIx) -> Option<Text> {
        let others = self.beside.get(&code)?;
        let usual = self.usual * 100.0;
        Some(Text::new(
            format!(
                "同一执法人员{APART_MINUTES_MIN}分钟内还为{others}家其他企业扫码(有对应检查的码中{usual:.0}%如此)"
            ),
            format!(
                "one of its officers scanned {others} other firms within {APART_MINUTES_MIN} \
                 minutes (true of {usual:.0} % of the codes with an inspection)"
            ),
        ))
    }
}

fn is_other_firm(case: &Case, one: EventIx, other: EventIx) -> bool {
    let (one, other) = (case.event(one), case.event(other));
    one.enterprise.is_some() && other.enterprise.is_some() && one.enterprise != other.enterprise
}
