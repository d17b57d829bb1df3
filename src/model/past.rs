//! What earlier runs of the same period said, for the curve of the gap over the year.

use chrono::NaiveDate;

/// The counts that an earlier run published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastRun {
    /// The day it stands for.
    pub day: NaiveDate,
    pub inspections: i64,
    pub codes: i64,
    pub unexplained: i64,
}
