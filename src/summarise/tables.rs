//! Tables by month, town, industry, route, basis, office, officer and enterprise category. A
//! table's rows add up to its total, except for officers (a visit has two) and for distinct
//! enterprises.

use super::Account;
use super::grouping::{GROUPINGS, Keys};
use super::metrics::counted;
use crate::model::{
    BREAKDOWNS, COUNTED, EventIx, Figure, InspectionEvent, Outcome, Source, StatisticsRow,
    StatisticsTable, Text, Verdict,
};
use std::collections::{BTreeMap, BTreeSet};

pub fn tables(account: &Account) -> Vec<StatisticsTable> {
    let named = BREAKDOWNS.iter().zip(GROUPINGS);
    named
        .map(|((key, zh, en), (grouped, keys, adds))| {
            assert_eq!(*key, grouped, "breakdowns and groupings go together");
            table(account, key, Text::new(*zh, *en), keys, adds)
        })
        .collect()
}

/// Whether the run can know at all which codes were scanned.
pub fn tells_scans(account: &Account) -> bool {
    counted(account, Source::Platform).any(|(code, _)| code.is_scanned())
}

#[derive(Default)]
struct Line {
    inspections: Vec<EventIx>,
    codes: Vec<EventIx>,
    coded: Vec<EventIx>,
    scanned: Vec<EventIx>,
    enterprises: BTreeSet<Option<u32>>,
}

impl Line {
    fn row(self, label: String, scans: bool) -> StatisticsRow {
        let inspections = self.inspections.len() as i64;
        let rate = match inspections {
            0 => Figure::Absent,
            n => Figure::Ratio(self.coded.len() as f64 / n as f64),
        };
        let scanned = match scans {
            true => Figure::Count(self.scanned.len() as i64),
            false => Figure::Absent,
        };
        StatisticsRow {
            label,
            // In the order of `COUNTED`.
            figures: vec![
                Figure::Count(inspections),
                Figure::Count(self.enterprises.len() as i64),
                Figure::Count(self.codes.len() as i64),
                Figure::Count(self.coded.len() as i64),
                scanned,
                rate,
            ],
            inspections: self.inspections,
            codes: self.codes,
            coded: self.coded,
            scanned: self.scanned,
        }
    }

    fn add_visit(&mut self, event: &InspectionEvent, verdict: &Verdict) {
        self.inspections.push(verdict.event);
        if verdict.outcome == Some(Outcome::Linked) {
            self.coded.push(verdict.event);
        }
        self.enterprises.insert(event.enterprise);
    }

    fn add_code(&mut self, code: &InspectionEvent, verdict: &Verdict) {
        self.codes.push(verdict.event);
        if code.is_scanned() {
            self.scanned.push(verdict.event);
        }
    }
}

fn table(
    account: &Account,
    key: &'static str,
    title: Text,
    keys: Keys,
    adds: bool,
) -> StatisticsTable {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    let mut total = Line::default();
    for (event, verdict) in counted(account, Source::Safety) {
        for label in keys(account.understood, event) {
            lines.entry(label).or_default().add_visit(event, verdict);
        }
        total.add_visit(event, verdict);
    }
    for (event, verdict) in counted(account, Source::Platform) {
        for label in keys(account.understood, event) {
            lines.entry(label).or_default().add_code(event, verdict);
        }
        total.add_code(event, verdict);
    }
    let scans = tells_scans(account);
    let heads = COUNTED.iter();
    let columns = heads.map(|(_, unit, zh, en)| match *unit {
        "%" => Text::new(*zh, *en),
        unit => Text::new(format!("{zh}({unit})"), *en),
    });
    StatisticsTable {
        key,
        title,
        columns: columns.collect(),
        rows: lines
            .into_iter()
            .map(|(label, line)| line.row(label, scans))
            .collect(),
        total: adds.then(|| total.row("合计".to_string(), scans)),
    }
}
