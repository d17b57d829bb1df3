//! Ground floor: text folding, similarity, digests. Knows nothing of inspections.

pub mod digest;
pub mod fold;
