//! What stands between a record without a partner and the record that comes nearest to being it.

use super::{EventIx, FieldName, Text};
use chrono::NaiveDate;

/// Where the other side's export holds nothing at all.
#[derive(Clone, Debug, PartialEq)]
pub enum OutOfReach {
    /// Its first and last day; the record lies before or after them.
    Period { first: NaiveDate, last: NaiveDate },
    /// No record of this town or office.
    Area { name: String },
    /// No record of this route or item.
    Type { name: String },
}

/// Why no link was made; the kinds stand in the order in which they are looked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Obstacle {
    /// The other side holds nothing of this enterprise nor of one like it. Where the record also
    /// lies outside the other side's reach, that is said too.
    NoCandidate {
        beyond: Option<OutOfReach>,
    },
    OutOfReach(OutOfReach),
    /// The enterprise is there, but nothing of it within the window.
    NothingInWindow {
        days: Option<i64>,
    },
    /// Within the window, out of tolerance.
    DateApart {
        days: i64,
    },
    /// So many candidates are equally good.
    Ambiguous {
        candidates: usize,
    },
    /// The candidate is linked to this event, which agrees better.
    Taken {
        by: EventIx,
    },
    /// Too little to go by: fields that are blank on either side, none where names alone differ.
    WeakIdentity {
        blank: Vec<FieldName>,
    },
    /// Firm and day agree, this field contradicts.
    Contradicted {
        field: FieldName,
        own: String,
        other: String,
    },
}

impl Obstacle {
    /// A name that stays the same in every language, for files that programs read.
    pub fn name(&self) -> &'static str {
        match self {
            Obstacle::NoCandidate { .. } => "no_candidate",
            Obstacle::OutOfReach(OutOfReach::Period { .. }) => "outside_period",
            Obstacle::OutOfReach(OutOfReach::Area { .. }) => "outside_area",
            Obstacle::OutOfReach(OutOfReach::Type { .. }) => "outside_type",
            Obstacle::NothingInWindow { .. } => "nothing_in_window",
            Obstacle::DateApart { .. } => "date_apart",
            Obstacle::Ambiguous { .. } => "ambiguous",
            Obstacle::Taken { .. } => "taken",
            Obstacle::WeakIdentity { .. } => "weak_identity",
            Obstacle::Contradicted { .. } => "contradicted",
        }
    }

    /// The field that broke the link.
    pub fn field(&self) -> Option<FieldName> {
        match self {
            Obstacle::NoCandidate { .. } => Some(FieldName::Enterprise),
            Obstacle::OutOfReach(OutOfReach::Area { .. }) => Some(FieldName::Office),
            Obstacle::OutOfReach(OutOfReach::Type { .. }) => Some(FieldName::Item),
            Obstacle::OutOfReach(OutOfReach::Period { .. })
            | Obstacle::NothingInWindow { .. }
            | Obstacle::DateApart { .. } => Some(FieldName::DateStart),
            Obstacle::Ambiguous { .. } | Obstacle::Taken { .. } => None,
            Obstacle::WeakIdentity { blank } => {
                Some(blank.first().copied().unwrap_or(FieldName::Enterprise))
            }
            Obstacle::Contradicted { field, .. } => Some(*field),
        }
    }
}

/// The nearest candidate of a record without a partner.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// The candidate; `None` where there is none.
    pub event: Option<EventIx>,
    pub obstacle: Obstacle,
    /// Candidate and obstacle in a sentence.
    pub told: Text,
    /// What would have made the link.
    pub needed: Text,
}
