//! Registers beside the inspections: which tables are one, where their columns stand, and what
//! their rows say. A description (see [`crate::model::Register`]) is all that is known of a
//! register here; nothing is specific to permits or penalties.

mod again;
mod bodies;
mod by_values;
mod cells;
mod overturned;
mod recognise;
mod rows;

#[cfg(test)]
mod tests;

pub use bodies::part_bodies;
pub use overturned::overturned;
pub use recognise::{Seen, recognise};
pub use rows::{day_sense, read};
