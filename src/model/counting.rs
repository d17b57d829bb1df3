//! How visits become a count: the switches, and the two calibres (口径) that a bureau must serve.
//!
//! The same year's work has two legitimate totals. The ministry's safety-enforcement statistics
//! count every inspection of the register and flag what is odd about it; the annual report of
//! administrative enforcement counts an inspection of one object with a complete record, and counts
//! one that led to a penalty as the penalty. A preset sets every switch; a key of the settings
//! overrides it.

use super::Text;
use serde::{Deserialize, Serialize};

/// A fieldless enum that settings spell in a few words.
macro_rules! words {
    ($(#[$about:meta])* $name:ident {
        $($(#[$told:meta])* $variant:ident = $word:literal),* $(,)?
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$told])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, as settings order them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word of the settings file.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    };
}

words! {
    /// A calibre with a name.
    #[derive(Default)]
    Preset {
        /// 安全生产行政执法统计: each inspection counts, whether or not a penalty follows.
        #[default]
        SafetyStatistics = "safety-statistics",
        /// 行政执法统计年报: 检查1个检查对象,有完整、详细的检查记录,计为检查1次;检查后作出行政处罚
        /// 等其他行政执法行为的,不计为检查次数.
        AnnualReport = "annual-report",
    }
}

words! {
    /// What one is counted of.
    CountUnit {
        /// One visit to one object (次); the switches below say when two records are one visit.
        ObjectVisit = "object_visit",
        /// Every record of the register, whatever the switches for visits say.
        Record = "record",
        /// Every object once in the period (家), however often it was visited.
        Object = "object",
    }
}

words! {
    /// 整改复查.
    Reinspection {
        Include = "include",
        Exclude = "exclude",
        /// Counted, and shown apart.
        SeparateLine = "separate_line",
    }
}

words! {
    /// Whether a class of records counts.
    Taken { Include = "include", Exclude = "exclude" }
}

words! {
    /// 联合检查.
    Joint {
        /// Each participating body counts its own.
        PerBody = "per_body",
        /// One visit to the object: the lead body counts it.
        OncePerObject = "once_per_object",
    }
}

words! {
    /// Several records of one object on one day.
    SameDay { Each = "each", One = "one" }
}

words! {
    /// A visit over several days, told in records of consecutive days that bear one number.
    MultiDay { One = "one", Each = "each" }
}

words! {
    /// Whom the inspections went to.
    Scope {
        All = "all",
        /// 涉企: enterprises in the narrow sense.
        Enterprise = "enterprise",
        /// 涉企及参照: individual businesses and farmers' cooperatives too.
        EnterpriseOrSimilar = "enterprise_or_similar",
    }
}

words! {
    /// The year of a visit over New Year.
    YearBy { StartDate = "start_date", EndDate = "end_date" }
}

/// `[counting]`: a preset, and what the user wants otherwise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CountingSettings {
    pub preset: Preset,
    pub count_unit: Option<CountUnit>,
    pub require_site_record: Option<bool>,
    pub reinspection: Option<Reinspection>,
    pub penalty_led_inspection: Option<Taken>,
    pub other_activities: Option<Taken>,
    pub other_bodies: Option<Taken>,
    pub joint: Option<Joint>,
    pub same_day_same_object: Option<SameDay>,
    pub multi_day: Option<MultiDay>,
    pub scope: Option<Scope>,
    pub year_by: Option<YearBy>,
}

impl CountingSettings {
    /// Every switch: the preset's value where the settings name none.
    pub fn switches(&self) -> Switches {
        let preset = self.preset.switches();
        Switches {
            count_unit: self.count_unit.unwrap_or(preset.count_unit),
            require_site_record: self
                .require_site_record
                .unwrap_or(preset.require_site_record),
            reinspection: self.reinspection.unwrap_or(preset.reinspection),
            penalty_led: self.penalty_led_inspection.unwrap_or(preset.penalty_led),
            other_activities: self.other_activities.unwrap_or(preset.other_activities),
            other_bodies: self.other_bodies.unwrap_or(preset.other_bodies),
            joint: self.joint.unwrap_or(preset.joint),
            same_day: self.same_day_same_object.unwrap_or(preset.same_day),
            multi_day: self.multi_day.unwrap_or(preset.multi_day),
            scope: self.scope.unwrap_or(preset.scope),
            year_by: self.year_by.unwrap_or(preset.year_by),
        }
    }
}

/// Every switch set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    pub count_unit: CountUnit,
    /// Only visits with a complete site inspection record count; where no document list tells, a
    /// visit is taken to have one.
    pub require_site_record: bool,
    pub reinspection: Reinspection,
    /// Inspections after which a penalty or a coercive measure was decided.
    pub penalty_led: Taken,
    /// Permit checks, accident inquiries, case investigations, services.
    pub other_activities: Taken,
    /// Records of other bodies in this register.
    pub other_bodies: Taken,
    pub joint: Joint,
    pub same_day: SameDay,
    pub multi_day: MultiDay,
    pub scope: Scope,
    pub year_by: YearBy,
}

impl Default for Switches {
    fn default() -> Self {
        Preset::default().switches()
    }
}

impl Preset {
    pub fn switches(self) -> Switches {
        let safety = Switches {
            count_unit: CountUnit::ObjectVisit,
            require_site_record: false,
            reinspection: Reinspection::SeparateLine,
            penalty_led: Taken::Include,
            other_activities: Taken::Include,
            other_bodies: Taken::Include,
            joint: Joint::PerBody,
            same_day: SameDay::Each,
            multi_day: MultiDay::One,
            scope: Scope::All,
            year_by: YearBy::StartDate,
        };
        match self {
            Preset::SafetyStatistics => safety,
            // A re-inspection verifies that a decision is carried out, which the definition of an
            // administrative inspection names: it counts.
            Preset::AnnualReport => Switches {
                require_site_record: true,
                reinspection: Reinspection::Include,
                penalty_led: Taken::Exclude,
                other_activities: Taken::Exclude,
                other_bodies: Taken::Exclude,
                same_day: SameDay::One,
                ..safety
            },
        }
    }

    pub fn words(self) -> Text {
        match self {
            Preset::SafetyStatistics => Text::new("安全生产执法统计口径", "safety statistics"),
            Preset::AnnualReport => Text::new("行政执法年报口径", "annual report"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_overrides_its_preset_and_nothing_else() {
        let settings = CountingSettings {
            preset: Preset::AnnualReport,
            penalty_led_inspection: Some(Taken::Include),
            ..CountingSettings::default()
        };
        let expected = Switches {
            penalty_led: Taken::Include,
            ..Preset::AnnualReport.switches()
        };
        assert_eq!(settings.switches(), expected);
        assert_eq!(
            CountingSettings::default().switches(),
            Preset::SafetyStatistics.switches()
        );
    }
}
