//! How much of a file is read before it is taken for broken or hostile.

use serde::{Deserialize, Serialize};

/// Every reader keeps within these; what does not fit is a finding that names the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Megabytes of one file, and of one member of an archive after inflation.
    pub file_mb: u64,
    /// Megabytes that a workbook's parts or an archive's members may inflate to in all.
    pub inflated_mb: u64,
    /// How many times its size a file may inflate to, once it comes to more than a workbook's fair
    /// share. Tables inflate 5 to 50 times.
    pub inflation_times: u64,
    /// Members of an archive, those of archives within it included.
    pub members: u64,
    /// Cells of one sheet, the gaps inside its rows included.
    pub cells: u64,
    /// Megabytes that the cells of one file, those of all members of an archive together, may take
    /// in memory.
    pub held_mb: u64,
}

/// Below this size, nothing is said against a file that inflates many times over.
const INFLATED_FREE: u64 = 48 << 20;

impl Limits {
    pub fn file_bytes(&self) -> u64 {
        self.file_mb << 20
    }

    pub fn held_bytes(&self) -> u64 {
        self.held_mb << 20
    }

    /// What a file of that size may inflate to.
    pub fn inflated_bytes(&self, packed: u64) -> u64 {
        packed
            .saturating_mul(self.inflation_times)
            .max(INFLATED_FREE)
            .min(self.inflated_mb << 20)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_mb: 1024,
            inflated_mb: 6144,
            inflation_times: 250,
            members: 10_000,
            cells: 60_000_000,
            held_mb: 2048,
        }
    }
}
