//! Tables by month, town, industry, route, office and officer. A table's rows add up to its total,
//! except for officers (a visit has two) and for distinct enterprises.

use super::Account;
use super::metrics::counted;
use crate::model::{
    Figure, InspectionEvent, Outcome, Source, StatisticsRow, StatisticsTable, Text, Understood,
    Verdict,
};
use std::collections::{BTreeMap, BTreeSet};

type Keys = fn(&Understood, &InspectionEvent) -> Vec<String>;

/// The label of rows whose source leaves the field blank.
const UNKNOWN: &str = "未填";

pub fn tables(account: &Account) -> Vec<StatisticsTable> {
    let specifications: [(&'static str, &str, &str, Keys, bool); 6] = [
        ("month", "按月份", "By month", month, true),
        (
            "town",
            "按乡镇街道",
            "By town",
            |u, e| or_unknown(u.town_of(e)),
            true,
        ),
        (
            "industry",
            "按行业",
            "By industry",
            |u, e| or_unknown(u.industry_of(e)),
            true,
        ),
        ("route", "按检查途径", "By route", route, true),
        (
            "office",
            "按承办机构",
            "By office",
            |_, e| or_unknown(&e.office),
            true,
        ),
        ("officer", "按执法人员", "By officer", officers, false),
    ];
    specifications
        .into_iter()
        .map(|(key, zh, en, keys, adds)| table(account, key, Text::new(zh, en), keys, adds))
        .collect()
}

fn or_unknown(value: &str) -> Vec<String> {
    let text = value.trim();
    vec![if text.is_empty() { UNKNOWN } else { text }.to_string()]
}

fn month(_: &Understood, event: &InspectionEvent) -> Vec<String> {
    let shown = event.start.map(|day| day.format("%Y-%m").to_string());
    vec![shown.unwrap_or_else(|| UNKNOWN.to_string())]
}

fn route(_: &Understood, event: &InspectionEvent) -> Vec<String> {
    vec![event.route.words().zh]
}

fn officers(_: &Understood, event: &InspectionEvent) -> Vec<String> {
    match event.officers.is_empty() {
        true => vec![UNKNOWN.to_string()],
        false => event.officers.clone(),
    }
}

#[derive(Default)]
struct Line {
    inspections: i64,
    codes: i64,
    coded: i64,
    enterprises: BTreeSet<Option<u32>>,
}

impl Line {
    fn figures(&self) -> Vec<Figure> {
        let rate = match self.inspections {
            0 => Figure::Absent,
            n => Figure::Ratio(self.coded as f64 / n as f64),
        };

        vec![
            Figure::Count(self.inspections),
            Figure::Count(self.enterprises.len() as i64),
            Figure::Count(self.codes),
            Figure::Count(self.coded),
            rate,
        ]
    }

    fn add_visit(&mut self, event: &InspectionEvent, verdict: &Verdict) {
        self.inspections += 1;
        self.coded += i64::from(verdict.outcome == Some(Outcome::Linked));
        self.enterprises.insert(event.enterprise);
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
    for (event, _) in counted(account, Source::Platform) {
        for label in keys(account.understood, event) {
            lines.entry(label).or_default().codes += 1;
        }
        total.codes += 1;
    }
    let rows = lines
        .iter()
        .map(|(label, line)| StatisticsRow {
            label: label.clone(),
            figures: line.figures(),
        })
        .collect();
    StatisticsTable {
        key,
        title,
        columns: vec![
            Text::new("检查次数(次)", "inspections"),
            Text::new("检查企业(家)", "enterprises"),
            Text::new("赋码次数(次)", "codes"),
            Text::new("已赋码检查(次)", "inspections with a code"),
            Text::new("赋码率", "coverage"),
        ],
        rows,
        total: adds.then(|| StatisticsRow {
            label: "合计".to_string(),
            figures: total.figures(),
        }),
    }
}
