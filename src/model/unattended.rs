//! The settings of the unattended job: its folder, its guards, whom it tells, whose books it runs.

use serde::{Deserialize, Serialize};

/// The unattended job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NightlySettings {
    /// Folder of runs, history and lock, below the settings file's.
    pub folder: String,
    /// A file that was changed within so many seconds is looked at again before it is read.
    pub settled_seconds: u64,
    /// How long a file may go on changing before the night is held.
    pub wait_seconds: u64,
    /// Conditions, as of `--fail-on`, that turn a published night into exit code 1.
    pub fail_on: Vec<String>,
    /// So many runs are kept whole, beside the last one of each of `keep_months` months.
    pub keep_runs: usize,
    pub keep_months: usize,
    /// Bodies that are run at the same time.
    pub parallel: usize,
}

impl NightlySettings {
    pub const FOLDER: &'static str = "hedui-nightly";
}

impl Default for NightlySettings {
    fn default() -> Self {
        NightlySettings {
            folder: NightlySettings::FOLDER.to_string(),
            settled_seconds: 60,
            wait_seconds: 600,
            fail_on: vec!["rejected-file".to_string(), "unexplained".to_string()],
            keep_runs: 14,
            keep_months: 13,
            parallel: 2,
        }
    }
}

/// What holds a night's results back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GuardSettings {
    /// A source may lose so many per cent of its records.
    pub shrink_percent: u64,
    /// So many per cent of a source's records may be gone, however many came.
    pub gone_percent: u64,
    /// So many per cent of the records with a number may tell another day or enterprise.
    pub changed_percent: u64,
    /// The share of rejected rows may rise by so many points.
    pub reject_points: u64,
    /// The coverage may move by so many points.
    pub coverage_points: u64,
    /// Whether a recognised column that is gone holds the night.
    pub columns: bool,
}

impl Default for GuardSettings {
    fn default() -> Self {
        GuardSettings {
            shrink_percent: 10,
            gone_percent: 3,
            changed_percent: 10,
            reject_points: 5,
            coverage_points: 10,
            columns: true,
        }
    }
}

/// Which nights are told of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TellWhen {
    #[default]
    Always,
    /// Not the nights with nothing new.
    News,
    /// Only nights that were held back, failed or met a condition.
    Trouble,
}

/// Whom the job tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotifySettings {
    pub when: TellWhen,
    /// Program and arguments; the summary comes as JSON on its standard input.
    pub command: Vec<String>,
    /// Text file for the Prometheus node exporter.
    pub prometheus: Option<String>,
    /// `host` or `host:port` of the relay that takes the e-mail.
    pub smtp: Option<String>,
    pub from: Option<String>,
    pub to: Vec<String>,
}

/// What may be read in reports that are handed on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrivacySettings {
    /// Names of officers and contacts, certificate and telephone numbers are masked in all reports.
    pub mask: bool,
}

/// One of several enforcing bodies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnforcingBody {
    pub name: String,
    /// Its exports, below the settings file; a `hedui.toml` in it outranks these settings.
    pub folder: String,
    /// GB/T 2260 code: the first two digits are the province, the first four the city.
    pub division: Option<String>,
    /// What the roll-up calls the city and the province; without them their codes.
    pub city: Option<String>,
    pub province: Option<String>,
}
