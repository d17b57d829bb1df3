//! Figures and tables of figures.

use super::{EventIx, Text};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A figure, or its absence: absent data is `null`, never 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    Absent,
    Count(i64),
    /// A share, shown in per cent.
    Ratio(f64),
    /// A mean or another fraction that is no share.
    Real(f64),
}

impl Figure {
    pub fn json(self) -> Value {
        match self {
            Figure::Absent => Value::Null,
            Figure::Count(n) => n.into(),
            Figure::Ratio(r) | Figure::Real(r) => ((r * 1e6).round() / 1e6).into(),
        }
    }

    pub fn show(self) -> String {
        match self {
            Figure::Absent => "—".to_string(),
            Figure::Count(n) => n.to_string(),
            Figure::Ratio(r) => format!("{:.1}%", r * 100.0),
            Figure::Real(r) => format!("{:.2}", r),
        }
    }
}

/// Flat key → figure, in the order the keys were first set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metrics {
    entries: Vec<(String, Figure)>,
}

impl Metrics {
    pub fn set(&mut self, key: impl Into<String>, figure: Figure) {
        let key = key.into();
        match self.entries.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = figure,
            None => self.entries.push((key, figure)),
        }
    }

    /// Adds an entry under a key that is known to be new.
    pub fn push(&mut self, key: String, figure: Figure) {
        self.entries.push((key, figure));
    }

    pub fn get(&self, key: &str) -> Option<Figure> {
        self.entries
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, figure)| *figure)
    }

    pub fn count(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Figure::Count(n) => Some(n),
            _ => None,
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Figure)> {
        self.entries
            .iter()
            .map(|(key, figure)| (key.as_str(), *figure))
    }

    /// Months with inspections or codes.
    pub fn months(&self) -> BTreeSet<&str> {
        let counts = self
            .iter()
            .filter(|(_, figure)| matches!(figure, Figure::Count(count) if *count > 0));
        let keys = counts.filter_map(|(key, _)| key.strip_prefix("month."));
        keys.filter_map(|rest| rest.get(..7)).collect()
    }

    /// They are of another period: both have months, and none in common.
    pub fn shares_no_month_with(&self, other: &Metrics) -> bool {
        let [own, other] = [self, other].map(Metrics::months);
        !own.is_empty() && !other.is_empty() && own.is_disjoint(&other)
    }

    /// The figures that [`Metrics::json`] gave; rates are told from counts by their fraction.
    pub fn of_json(value: &Value) -> Option<Metrics> {
        let mut metrics = Metrics::default();
        for (key, value) in value.as_object()? {
            let figure = match (value, value.as_i64(), value.as_f64()) {
                (Value::Null, ..) => Figure::Absent,
                (_, Some(n), _) => Figure::Count(n),
                (_, None, Some(v)) => Figure::Real(v),
                _ => return None,
            };
            metrics.push(key.clone(), figure);
        }
        Some(metrics)
    }

    pub fn json(&self) -> Value {
        Value::Object(
            self.iter()
                .map(|(key, figure)| (key.to_string(), figure.json()))
                .collect::<Map<_, _>>(),
        )
    }
}

/// One line of a statistics table.
#[derive(Clone, Debug, PartialEq)]
pub struct StatisticsRow {
    pub label: String,
    pub figures: Vec<Figure>,
    /// The counted inspections and codes behind the figures, in the order of events; of the
    /// inspections those with a code, of the codes those that were scanned.
    pub inspections: Vec<EventIx>,
    pub codes: Vec<EventIx>,
    pub coded: Vec<EventIx>,
    pub scanned: Vec<EventIx>,
}

impl StatisticsRow {
    /// The events that a column of [`super::COUNTED`] counts, or tells different ones of.
    pub fn behind(&self, column: &str) -> &[EventIx] {
        match column {
            "inspections" | "enterprises" => &self.inspections,
            "codes" => &self.codes,
            "coded" => &self.coded,
            "scanned" => &self.scanned,
            _ => &[],
        }
    }
}

/// A table of consolidated statistics: one breakdown, its columns, its rows and a total that the
/// rows add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct StatisticsTable {
    /// The first part of its keys in `metrics.json`.
    pub key: &'static str,
    pub title: Text,
    pub columns: Vec<Text>,
    pub rows: Vec<StatisticsRow>,
    pub total: Option<StatisticsRow>,
}
