//! What the sheets of one file may take in memory, counted by all that read it together.

use super::sheet::Overflow;
use crate::model::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The room of one file; a clone is the same room.
#[derive(Clone, Debug)]
pub(super) struct Room {
    limits: Limits,
    taken: Arc<AtomicU64>,
}

impl Room {
    /// A sheet counts by itself up to here.
    pub const ASKED_AT_ONCE: usize = 1 << 16;

    pub fn of(limits: &Limits) -> Self {
        Room {
            limits: *limits,
            taken: Arc::default(),
        }
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn take(&self, bytes: usize) -> Result<(), Overflow> {
        self.taken.fetch_add(bytes as u64, Ordering::Relaxed);
        match self.is_exceeded() {
            true => Err(Overflow),
            false => Ok(()),
        }
    }

    /// Whether more was asked for than there is. Which of the sheets asked first does not matter:
    /// then none of them is kept.
    pub fn is_exceeded(&self) -> bool {
        self.taken.load(Ordering::Relaxed) > self.limits.held_bytes()
    }
}
