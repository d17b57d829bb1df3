//! The three-way match's third side: what was planned and what became of it.

use super::{Cause, EventIx};

/// One planned enterprise and the visits that fulfil it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanLine {
    pub plan: EventIx,
    pub planned_visits: u32,
    /// Inspections that fulfil it, earliest first.
    pub visits: Vec<EventIx>,
    pub cause: Cause,
}

/// The plan as a whole. `None` figures mean that no plan was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanReview {
    pub lines: Vec<PlanLine>,
    pub enterprises: Option<u64>,
    pub visits: Option<u64>,
    pub done: Option<u64>,
}
