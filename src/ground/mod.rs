//! Ground floor: text folding and digests. Knows nothing of inspections.

pub mod digest;
pub mod fold;
