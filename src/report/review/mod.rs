//! Clerical review: the workbook that a person fills in, the answers read back out of it, and
//! the cards of the desk.
//!
//! The workbook holds one line for each thing that a person can decide: a possible link, an
//! inspection without a code, a code without an inspection, each with its nearest candidate. What
//! ties an answer to its records are ids and digests in hidden columns, never the place of a line,
//! so that lines may be sorted, filtered, deleted and copied.
//!
//! The review desk shows the same lines in the same order as cards on a page; what it takes back
//! are the same judgements.

mod answers;
mod columns;
mod desk;
mod items;
mod marked;
mod numbers;
mod sides;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

pub use answers::{Answers, Stamp, answers, root_told};
pub use desk::{
    Card, cards, desk_page, desk_script, desk_statement, desk_style, refusal_page, touches,
};
pub use items::{About, Items, ReviewItem, review_items};
pub use numbers::bearer_of;
pub use words::about_of;
pub use workbook::review_workbook;
