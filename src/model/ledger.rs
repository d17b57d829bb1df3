//! What every row and every event ends in.

use super::{Cause, EventIx, NearMiss, Place, Source, Text};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    Record,
    Document,
    Duplicate,
    Rejected,
    Furniture,
}

impl Disposition {
    pub fn name(self) -> &'static str {
        match self {
            Disposition::Record => "record",
            Disposition::Document => "document",
            Disposition::Duplicate => "duplicate",
            Disposition::Rejected => "rejected",
            Disposition::Furniture => "furniture",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Linked,
    Review,
    SafetyOnly,
    PlatformOnly,
    PlanOnly,
    Excluded,
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Linked => "linked",
            Outcome::Review => "review",
            Outcome::SafetyOnly => "safety_only",
            Outcome::PlatformOnly => "platform_only",
            Outcome::PlanOnly => "plan_only",
            Outcome::Excluded => "excluded",
        }
    }
}

/// What was decided about one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub event: EventIx,
    /// Rows with one id are claimed to be the same real visit.
    pub inspection_id: String,
    /// `None` for roster enterprises and item-level plan rows.
    pub outcome: Option<Outcome>,
    pub cause: Option<Cause>,
    pub secondary: Vec<Cause>,
    pub probability: Option<f64>,
    /// Whether it counts in its system's book count.
    pub counted: bool,
    /// The evidence behind outcome and cause, one short sentence.
    pub detail: Text,
    /// The event on the other side it is linked to, or may be linked to.
    pub partner: Option<EventIx>,
    /// The nearest candidate of an event without a partner.
    pub nearest: Option<EventIx>,
    /// What stands between them; of every inspection and code without a partner.
    pub near_miss: Option<NearMiss>,
}

/// One row's line in the ledger. `place.column` is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    pub source: Source,
    pub place: Place,
    pub disposition: Disposition,
    pub inspection_id: String,
    pub outcome: Option<Outcome>,
    pub cause: Option<Cause>,
    pub probability: Option<f64>,
    pub detail: Text,
}
