//! The settings of a run, typed. Every key is optional; a folder alone must run.

use super::{CountingSettings, Limits, MakeupPreset};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub body: BodySettings,
    pub period: PeriodSettings,
    pub platform: PlatformSettings,
    pub safety: SafetySettings,
    pub counting: CountingSettings,
    /// Header words of the user's own, beside the shipped list.
    pub aliases: AliasSettings,
    pub limits: Limits,
    /// File patterns by source name, relative to the settings file.
    pub sources: std::collections::BTreeMap<String, SourcePatterns>,
}

/// Header words of the user's own, by the field they name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AliasSettings {
    /// A file of more such words beside the settings file; read when the settings are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(flatten)]
    pub words: std::collections::BTreeMap<String, Vec<String>>,
}

/// Whose books are reconciled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BodySettings {
    /// Records of other bodies are A17 and B07. Empty: the most frequent body of the safety books.
    pub names: Vec<String>,
    /// GB/T 2260 code of the division.
    pub division: Option<String>,
    pub offices: Vec<String>,
    pub towns: Vec<String>,
}

/// Both days count. Absent: the calendar year that holds most inspections.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PeriodSettings {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// The day from which lateness is reckoned. Absent: the latest day that the exports tell of.
    pub as_of: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReinspectionCode {
    /// A re-inspection uses the first visit's code.
    #[default]
    RidesOnFirst,
    Own,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlatformSettings {
    /// First day a code could exist. Absent: estimated from the data.
    pub go_live: Option<NaiveDate>,
    /// First day a triggered visit could be coded. Absent: estimated from the data.
    pub triggered_from: Option<NaiveDate>,
    /// Calendar days after a visit within which its code may be made up.
    pub makeup_deadline_days: Option<i64>,
    /// The rule of a place instead.
    pub makeup_preset: Option<MakeupPreset>,
    pub reinspection_code: ReinspectionCode,
    /// Items the platform can code; empty: all, unless the data say otherwise.
    pub items: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SafetySettings {
    /// One serial for all documents of a visit.
    pub serial_shared_across_types: bool,
}

impl Default for SafetySettings {
    fn default() -> Self {
        SafetySettings {
            serial_shared_across_types: true,
        }
    }
}

/// Files of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourcePatterns {
    /// Glob patterns relative to the settings file; `*` stays within one folder.
    pub files: Vec<String>,
    /// Pinned columns: canonical field → header text as it stands in the files.
    pub columns: std::collections::BTreeMap<String, String>,
    /// Order of day, month and year where a date is ambiguous: `ymd`, `ydm`, `dmy`, `mdy`.
    pub date_order: Option<String>,
}
