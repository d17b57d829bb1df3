//! Clerical review: the workbook that a person fills in, and the answers read back out of it.
//!
//! The workbook holds one line for each thing that a person can decide: a possible link, an
//! inspection without a code, a code without an inspection, each with its nearest candidate. What
//! ties an answer to its records are ids and digests in hidden columns, never the place of a line,
//! so that lines may be sorted, filtered, deleted and copied.

mod answers;
mod columns;
mod items;
mod marked;
mod numbers;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

pub use answers::{Answers, Stamp, answers, root_told};
pub use items::{About, Items, ReviewItem, review_items};
pub use workbook::review_workbook;
