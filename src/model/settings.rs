//! The settings of a run, typed. Every key is optional; a folder alone must run.

use super::{
    CapPreset, CountingSettings, EnforcingBody, Exemption, GuardSettings, Limits, MakeupPreset,
    NightlySettings, NotifySettings, PrivacySettings, Register, Rule,
};
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
    /// Registers of the user's own, beside the shipped ones.
    pub registers: RegisterSettings,
    pub rules: RuleSettings,
    pub frequency: FrequencySettings,
    pub statistics: StatisticsSettings,
    pub privacy: PrivacySettings,
    pub nightly: NightlySettings,
    pub guards: GuardSettings,
    pub notify: NotifySettings,
    /// Several bodies, each run apart by the unattended job.
    pub bodies: Vec<EnforcingBody>,
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

/// Registers of the user's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegisterSettings {
    /// A file of them beside the settings file; read when the settings are.
    pub file: Option<String>,
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Register>,
}

/// Cross-footing rules of the user's own, beside the shipped ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleSettings {
    /// A file of them beside the settings file; read when the settings are.
    pub file: Option<String>,
    /// Ids of rules that are not checked.
    pub skip: Vec<String>,
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Rule>,
}

/// How often an enterprise may be visited. Without a preset or a number there is no cap.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FrequencySettings {
    /// Name of a published set of caps, shipped or of the file.
    pub preset: Option<String>,
    /// One cap for all, instead of a preset.
    pub per_year: Option<u32>,
    /// A file of more sets of caps beside the settings file.
    pub file: Option<String>,
    /// Visits that are not counted; instead of the preset's own.
    pub exempt: Option<Vec<Exemption>>,
    /// Visits of one enterprise that follow each other within so many days are told.
    pub repeated_days: Option<i64>,
    /// Visits of one enterprise by different offices within so many days are told.
    pub multi_head_days: Option<i64>,
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<CapPreset>,
}

impl FrequencySettings {
    /// The user's own sets of caps, then the published ones.
    pub fn presets(&self) -> Vec<&CapPreset> {
        self.own.iter().chain(CapPreset::shipped()).collect()
    }
}

/// What `统计表.xlsx` holds beside the tables of every run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatisticsSettings {
    /// Run folder of last year, relative to the settings file, for the year-on-year table.
    pub last_year: Option<String>,
    /// Kinds of enforcement that the body has no power for; their cells say 不适用.
    pub not_applicable: Vec<String>,
}

impl Settings {
    /// The run's rules: the shipped ones, then the user's own, less those that are skipped.
    pub fn rules(&self) -> Vec<Rule> {
        let own = &self.rules.own;
        let kept = |rule: &&Rule| {
            !self.rules.skip.contains(&rule.id) && !own.iter().any(|other| other.id == rule.id)
        };
        let shipped = Rule::shipped().iter().filter(kept);
        shipped.chain(own).cloned().collect()
    }

    /// The run's registers: the user's own, then the shipped ones that these do not replace.
    pub fn registers(&self) -> Vec<Register> {
        let own = &self.registers.own;
        let replaced = |name: &str| own.iter().any(|register| register.name == name);
        let shipped = Register::shipped().iter();
        own.iter()
            .chain(shipped.filter(|register| !replaced(&register.name)))
            .cloned()
            .collect()
    }
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
