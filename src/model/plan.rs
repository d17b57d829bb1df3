//! The three-way match's third side: what was planned and what became of it.

use super::{Cause, EventIx, RecordIx, StatementLine, Text};

/// One planned enterprise and the visits that fulfil it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanLine {
    pub plan: EventIx,
    pub planned_visits: u32,
    /// Inspections that fulfil it, earliest first; those beyond the plan after them.
    pub visits: Vec<EventIx>,
    /// Its visit is another list's, which fulfils both.
    pub borrowed: bool,
    pub cause: Cause,
    /// What else holds of it.
    pub also: Vec<Cause>,
}

impl PlanLine {
    /// Planned visits with a visit of their own.
    pub fn done(&self) -> u64 {
        match self.borrowed {
            true => 0,
            false => u64::from(self.planned_visits).min(self.visits.len() as u64),
        }
    }

    /// Planned visits that no visit fulfils.
    pub fn missing(&self) -> u64 {
        match self.borrowed {
            true => 0,
            false => u64::from(self.planned_visits) - self.done(),
        }
    }
}

/// A row of a plan that states a number and names no enterprise.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanItem {
    pub record: RecordIx,
    /// Enterprises asked for; `None` where the words tell no number.
    pub asked: Option<u64>,
    /// Enterprises on the named lists that are about the same; `None` where there is no such list.
    pub listed: Option<u64>,
    /// Of those, or where no list is given of all, the enterprises that were visited.
    pub done: u64,
    /// `None` where nothing can be said.
    pub cause: Option<Cause>,
    pub detail: Text,
}

/// The plan as a whole. `None` figures mean that no plan was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanReview {
    pub lines: Vec<PlanLine>,
    pub items: Vec<PlanItem>,
    pub enterprises: Option<u64>,
    pub visits: Option<u64>,
    pub done: Option<u64>,
    /// From the rows of the lists to the register's planned inspections, line by line.
    pub statement: Vec<StatementLine>,
    /// What the lines leave over; never plugged.
    pub unexplained: i64,
}

/// Whether folded words of a plan ask for every object of their kind: 全覆盖, 全部.
pub fn covers_all(key: &str) -> bool {
    /// In a longer text the short words speak of something else.
    const CHARS_MAX: usize = 6;
    let short = key.chars().count() <= CHARS_MAX;
    let whole = ["全部", "所有", "全数", "逐家", "逐户", "每家", "每户"];
    key.contains("全覆盖") || short && whole.iter().any(|word| key.contains(word))
}
