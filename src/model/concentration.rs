//! Where a cause stands more often than chance explains.

use super::{Cause, EventIx};

/// A group of counted inspections or codes in which a cause is too frequent for chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Concentration {
    pub cause: Cause,
    /// Key of the breakdown that has the group: `month`, `town`, `officer` …
    pub breakdown: &'static str,
    /// The group's label there.
    pub label: String,
    /// Records of the group that were asked for the cause: none earlier explains them.
    pub all: usize,
    /// Those of them with the cause, in the order of events.
    pub hits: Vec<EventIx>,
    /// The same outside the group, and how many of them have the cause.
    pub all_elsewhere: usize,
    pub hits_elsewhere: usize,
    /// Chance of so many hits or more in the group, were they spread over all records at random
    /// (Fisher's exact test, one-sided), times the number of groups that were asked.
    pub chance: f64,
}

impl Concentration {
    pub fn rate(&self) -> f64 {
        self.hits.len() as f64 / self.all as f64
    }

    /// `None` where everything is in the group.
    pub fn rate_elsewhere(&self) -> Option<f64> {
        (self.all_elsewhere > 0).then(|| self.hits_elsewhere as f64 / self.all_elsewhere as f64)
    }
}
