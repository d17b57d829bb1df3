//! Figures as they are found, each with the rows or the figures that it rests on.

use crate::model::{Figure, Lineage, Lineages, Metrics, Place};

#[derive(Default)]
pub struct Told {
    pub metrics: Metrics,
    pub lineages: Lineages,
}

impl Told {
    /// A figure that no figure of this key was told before.
    pub fn tell(&mut self, key: impl Into<String>, figure: Figure, lineage: Lineage) {
        let key = key.into();
        if figure != Figure::Absent {
            self.lineages.insert(key.clone(), ordered(lineage));
        }
        self.metrics.push(key, figure);
    }

    /// Each row counts one.
    pub fn count(&mut self, key: impl Into<String>, rows: Vec<Place>) {
        self.count_if(true, key, rows);
    }

    /// As [`Told::count`] where the run can know it; what nothing tells of is absent, not nought.
    pub fn count_if(&mut self, known: bool, key: impl Into<String>, rows: Vec<Place>) {
        let figure = known.then_some(Figure::Count(rows.len() as i64));
        self.tell(key, figure.unwrap_or(Figure::Absent), Lineage::Count(rows));
    }

    pub fn absent(&mut self, key: impl Into<String>) {
        self.metrics.push(key.into(), Figure::Absent);
    }

    /// The share that one figure is of another.
    pub fn share(&mut self, key: impl Into<String>, part: &str, whole: &str) {
        self.quotient(key, part, whole, Figure::Ratio);
    }

    /// One figure by another; absent where either is, or the second is nought.
    pub fn quotient(
        &mut self,
        key: impl Into<String>,
        over: &str,
        under: &str,
        as_figure: fn(f64) -> Figure,
    ) {
        let figure = match (self.metrics.count(over), self.metrics.count(under)) {
            (Some(over), Some(under)) if under > 0 => as_figure(over as f64 / under as f64),
            _ => Figure::Absent,
        };
        let lineage = Lineage::Quotient(over.to_string(), under.to_string());
        self.tell(key, figure, lineage);
    }
}

/// Rows in the order of the ledger; a row that is counted twice stands twice.
fn ordered(mut lineage: Lineage) -> Lineage {
    match &mut lineage {
        Lineage::Count(rows) => rows.sort_unstable(),
        Lineage::Distinct(rows)
        | Lineage::Sum(rows)
        | Lineage::Mean(rows)
        | Lineage::Estimate(rows) => {
            rows.sort_unstable();
            rows.dedup();
        }
        _ => {}
    }
    lineage
}
