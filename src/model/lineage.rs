//! Lineage: what a figure of the run rests on, down to rows of the ledger.

use super::Place;
use std::collections::BTreeMap;

/// How a figure comes from rows, or from other figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lineage {
    /// Each of these rows counts one.
    Count(Vec<Place>),
    /// As many as these rows name different ones.
    Distinct(Vec<Place>),
    /// What these rows hold, added up.
    Sum(Vec<Place>),
    /// What these rows hold, in the mean.
    Mean(Vec<Place>),
    /// Expected of these rows by their probabilities.
    Estimate(Vec<Place>),
    /// The first of two figures divided by the second.
    Quotient(String, String),
    /// The first of two figures less the second.
    Difference(String, String),
    /// Lines of the reconciliation statement.
    Statement,
    /// Lines of the plan's statement.
    PlanStatement,
    /// Cross-footing rules.
    Rules,
}

impl Lineage {
    /// As `lineage.csv` names it.
    pub fn name(&self) -> &'static str {
        match self {
            Lineage::Count(_) => "count",
            Lineage::Distinct(_) => "distinct",
            Lineage::Sum(_) => "sum",
            Lineage::Mean(_) => "mean",
            Lineage::Estimate(_) => "estimate",
            Lineage::Quotient(..) => "quotient",
            Lineage::Difference(..) => "difference",
            Lineage::Statement => "statement",
            Lineage::PlanStatement => "plan_statement",
            Lineage::Rules => "rules",
        }
    }

    /// The rows, in the order of the ledger; each once, but for a count, which may count a row
    /// again.
    pub fn rows(&self) -> &[Place] {
        match self {
            Lineage::Count(rows)
            | Lineage::Distinct(rows)
            | Lineage::Sum(rows)
            | Lineage::Mean(rows)
            | Lineage::Estimate(rows) => rows,
            _ => &[],
        }
    }

    /// The same of figures under other keys.
    pub fn renamed(self, named: impl Fn(String) -> String) -> Lineage {
        match self {
            Lineage::Quotient(a, b) => Lineage::Quotient(named(a), named(b)),
            Lineage::Difference(a, b) => Lineage::Difference(named(a), named(b)),
            rows => rows,
        }
    }

    /// The figures it is made of.
    pub fn of(&self) -> Option<[&str; 2]> {
        match self {
            Lineage::Quotient(a, b) | Lineage::Difference(a, b) => Some([a, b]),
            _ => None,
        }
    }
}

/// The lineage of every figure that a run knows, by key.
pub type Lineages = BTreeMap<String, Lineage>;
