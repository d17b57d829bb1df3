//! How a long stage tells that it is alive.

use super::Text;

/// Told by the stages, shown by the command line.
pub trait Progress: Sync {
    /// A stage begins; `total` is the number of steps, where it is known.
    fn stage(&self, name: &Text, total: Option<u64>);
    /// Steps done since the last call.
    fn advance(&self, steps: u64);
}

/// Says nothing.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &Text, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
}
