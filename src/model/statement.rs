//! The page a supervisor signs, and what linked records disagree on.

use super::{Cause, EventIx, FieldName, Place, Text};

/// Explains part of the difference between the two counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ReconcilingItem {
    pub cause: Cause,
    /// What tells this item from others of the same cause (office and month of a lost batch).
    pub label: Text,
    /// Effect on the count on the way from inspections to codes; negative for inspections.
    pub effect: i64,
    /// The events, in report order.
    pub events: Vec<EventIx>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementLineKind {
    /// A system's book count.
    Count,
    /// 减: / 加: heading of a group.
    Group,
    Item,
    /// 调节后.
    Adjusted,
    /// 未解释差异.
    Unexplained,
}

/// One printed line.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementLine {
    pub kind: StatementLineKind,
    pub cause: Option<Cause>,
    pub text: Text,
    pub amount: Option<i64>,
    pub events: Vec<EventIx>,
}

/// Both counts, the items between them, and what is left over.
#[derive(Clone, Debug, Default)]
pub struct ReconciliationStatement {
    pub title: Text,
    pub inspections: i64,
    pub codes: i64,
    pub items: Vec<ReconcilingItem>,
    /// inspections + Σ effects.
    pub adjusted: i64,
    /// codes − adjusted; never plugged.
    pub unexplained: i64,
    /// Possible links, which stand on both sides and change no count.
    pub under_review: usize,
    pub lines: Vec<StatementLine>,
}

/// Linked events disagree on a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrepancy {
    pub inspection: EventIx,
    pub code: EventIx,
    pub field: FieldName,
    /// `format` (written differently, same meaning), `blank` (one side empty) or `value`.
    pub class: &'static str,
    pub left: String,
    pub right: String,
    pub left_place: Place,
    pub right_place: Place,
}
