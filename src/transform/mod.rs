//! What the pages mean: which column is which field, what each cell says, what became of each row,
//! and which visits the records tell of. A table's columns are mapped by header words and values
//! ([`columns`]), cells are read by kind of value ([`fields`]), rows become records or are rejected
//! with a finding, repeats of overlapping exports are recognised, and records become events.
//! Nothing here knows how a page was read, and nothing is linked across systems.

mod columns;
mod fields;
mod findings;
#[cfg(test)]
mod sketch;

pub use findings::RULES;
