//! What the pages mean.
pub mod fields;
