//! What a run was.

use super::{Profile, Text};
use serde::{Deserialize, Serialize};

/// One input as given.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct InputFile {
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

/// Rows by disposition; the five add up to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub read: u64,
    pub record: u64,
    pub document: u64,
    pub duplicate: u64,
    pub rejected: u64,
    pub furniture: u64,
}

impl Tally {
    pub fn balances(&self) -> bool {
        self.read == self.record + self.document + self.duplicate + self.rejected + self.furniture
    }
}

/// The only file of a run folder that may carry a clock. Every key is always present.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RunManifest {
    pub tool: String,
    pub version: String,
    pub state: String,
    pub started_at: Option<String>,
    pub finished_at: Option<String>,
    /// The folder that was run, as seen from the run folder where both have a common root.
    pub root: String,
    pub settings_sha256: String,
    /// The file that the settings were read from, as seen from the run folder; `null` where there
    /// was none.
    #[serde(default)]
    pub settings_file: Option<String>,
    pub inputs: Vec<InputFile>,
    /// The judgements that were read beside the inputs.
    #[serde(default)]
    pub judgements: Option<InputFile>,
    pub rows: Tally,
    /// What each source brought.
    #[serde(default)]
    pub sources: Profile,
    /// Digest of inputs, settings, judgements and the program's sources; of unattended runs.
    #[serde(default)]
    pub fingerprint: String,
    /// Digest of the settings that decide figures and guards; of unattended runs.
    #[serde(default)]
    pub deciding_sha256: String,
    /// What a guard objected to before a person accepted the run.
    #[serde(default)]
    pub accepted: Vec<Text>,
    pub outputs: Vec<InputFile>,
}
