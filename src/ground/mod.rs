//! Ground floor: text folding, surnames, digests, durable writing. Knows nothing of inspections.

pub mod digest;
pub mod disk;
pub mod fault;
pub mod fold;
pub mod joined;
pub mod onwards;
mod shown;
pub mod surname;
pub mod traditional;

pub use shown::shown;
