//! What a calibre counts, what it leaves out and why, and what lies between two calibres.

use super::{Cause, EventIx, Preset, Switches, Text};

/// Why a record that stands in the register for the period is not counted, in the order in which
/// the reasons are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CountRule {
    /// Begins or ends in another year than the one that decides.
    OtherYear,
    OtherBody,
    OtherActivity,
    Scope,
    NoSiteRecord,
    Reinspection,
    PenaltyLed,
    Joint,
    SameDay,
    MultiDay,
    ObjectOnce,
}

impl CountRule {
    pub const ALL: &'static [CountRule] = &[
        CountRule::OtherYear,
        CountRule::OtherBody,
        CountRule::OtherActivity,
        CountRule::Scope,
        CountRule::NoSiteRecord,
        CountRule::Reinspection,
        CountRule::PenaltyLed,
        CountRule::Joint,
        CountRule::SameDay,
        CountRule::MultiDay,
        CountRule::ObjectOnce,
    ];

    /// As metrics and JSON name it: the switch of the settings that decides.
    pub fn name(self) -> &'static str {
        match self {
            CountRule::OtherYear => "year_by",
            CountRule::OtherBody => "other_bodies",
            CountRule::OtherActivity => "other_activities",
            CountRule::Scope => "scope",
            CountRule::NoSiteRecord => "require_site_record",
            CountRule::Reinspection => "reinspection",
            CountRule::PenaltyLed => "penalty_led_inspection",
            CountRule::Joint => "joint",
            CountRule::SameDay => "same_day_same_object",
            CountRule::MultiDay => "multi_day",
            CountRule::ObjectOnce => "count_unit",
        }
    }

    pub fn words(self) -> Text {
        match self {
            CountRule::OtherYear => Text::new("跨年检查归入另一年度", "counts in the other year"),
            CountRule::OtherBody => Text::new("其他主体的检查", "another body's inspection"),
            CountRule::OtherActivity => Text::new("不属于行政检查的活动", "not an inspection"),
            CountRule::Scope => Text::new("检查对象不在统计范围", "object out of scope"),
            CountRule::NoSiteRecord => {
                Text::new("没有完整的现场检查记录", "no complete site record")
            }
            CountRule::Reinspection => Text::new("整改复查", "re-inspection"),
            CountRule::PenaltyLed => {
                Text::new("检查后作出处罚或强制", "led to a penalty or measure")
            }
            CountRule::Joint => Text::new("联合检查由牵头部门计次", "joint, counted by the lead"),
            CountRule::SameDay => Text::new("同日同一对象合计一次", "same object, same day"),
            CountRule::MultiDay => Text::new("多日检查合计一次", "one visit over several days"),
            CountRule::ObjectOnce => Text::new("同一对象合计一家", "object counted already"),
        }
    }

    /// The cause that says the same, where the taxonomy has one.
    pub fn cause(self) -> Option<Cause> {
        match self {
            CountRule::OtherBody => Some(Cause::A17),
            CountRule::OtherActivity => Some(Cause::A02),
            CountRule::Scope => Some(Cause::A01),
            CountRule::NoSiteRecord => Some(Cause::A03),
            CountRule::Reinspection => Some(Cause::D04),
            CountRule::SameDay | CountRule::MultiDay => Some(Cause::D03),
            _ => None,
        }
    }
}

/// Records that one rule leaves out.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    pub rule: CountRule,
    pub events: Vec<EventIx>,
}

/// One way of counting, applied: `counted` and the records left out are the register's records of
/// the period, each in exactly one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibre {
    /// `None` for settings that depart from their preset.
    pub preset: Option<Preset>,
    pub switches: Switches,
    pub counted: Vec<EventIx>,
    /// By rule; only rules that leave something out.
    pub left_out: Vec<LeftOut>,
    /// Re-inspections among the counted.
    pub reinspections: Vec<EventIx>,
}

impl Calibre {
    pub fn total(&self) -> i64 {
        self.counted.len() as i64
    }

    pub fn title(&self) -> Text {
        let own = Text::new("本次设置的口径", "these settings");
        self.preset.map_or(own, Preset::words)
    }

    /// As metrics and JSON name it.
    pub fn name(&self) -> &'static str {
        self.preset.map_or("settings", Preset::word)
    }

    pub fn left_out_by(&self, rule: CountRule) -> &[EventIx] {
        let found = self.left_out.iter().find(|left| left.rule == rule);
        found.map_or(&[], |left| &left.events)
    }
}

/// Records that stand in one calibre's count and not in the other's.
#[derive(Clone, Debug, PartialEq)]
pub struct CalibreStep {
    pub rule: CountRule,
    /// On the way from the first calibre to the second.
    pub effect: i64,
    pub events: Vec<EventIx>,
}

/// The calibres side by side, and the way from the first preset to the second.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibres {
    /// Records of the register in the period, whichever date decides the year; records that were
    /// voided and redone stand once.
    pub records: Vec<EventIx>,
    /// Safety statistics, annual report, then the run's own settings where they are neither.
    pub columns: Vec<Calibre>,
    pub steps: Vec<CalibreStep>,
}

impl Calibres {
    /// What the steps leave unexplained between the two presets.
    pub fn unexplained(&self) -> i64 {
        let [first, second, ..] = &self.columns[..] else {
            return 0;
        };
        let steps: i64 = self.steps.iter().map(|step| step.effect).sum();
        second.total() - first.total() - steps
    }
}
