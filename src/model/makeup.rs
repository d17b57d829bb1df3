//! Until when a code may be made up after the visit. No deadline is known for the province: without
//! a setting none is claimed.

use super::PlatformSettings;
use crate::ground::fold::fold_key;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Rules that a place has published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MakeupPreset {
    /// 深府规〔2025〕6号: after a failure of network or system within 10 calendar days; in every
    /// other case before leaving the enterprise.
    Shenzhen,
}

/// The deadline of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makeup {
    NotSet,
    /// Before the officers leave.
    OnSite,
    /// Calendar days after the visit's last day.
    Days(u64),
}

const SHENZHEN_DAYS: u64 = 10;

impl PlatformSettings {
    /// The deadline of a visit with this recorded exemption. A number of days outranks a preset.
    pub fn makeup(&self, exemption: &str) -> Makeup {
        let days = self
            .makeup_deadline_days
            .and_then(|days| days.try_into().ok());
        let failed = || {
            let key = fold_key(exemption);
            let words = ["故障", "网络", "断网", "信号", "系统", "停电"];
            words.iter().any(|word| key.contains(word))
        };
        match (days, self.makeup_preset) {
            (Some(days), _) => Makeup::Days(days),
            (None, Some(MakeupPreset::Shenzhen)) if failed() => Makeup::Days(SHENZHEN_DAYS),
            (None, Some(MakeupPreset::Shenzhen)) => Makeup::OnSite,
            (None, None) => Makeup::NotSet,
        }
    }
}

impl Makeup {
    /// The last day, for a visit that ended on this one.
    pub fn due(self, ended: NaiveDate) -> Option<NaiveDate> {
        match self {
            Makeup::NotSet => None,
            Makeup::OnSite => Some(ended),
            Makeup::Days(days) => ended.checked_add_days(Days::new(days)),
        }
    }

    /// Whether a code that was applied for so many days after the visit is in time; `None` where no
    /// deadline is set.
    pub fn allows(self, days_late: i64) -> Option<bool> {
        match self {
            Makeup::NotSet => None,
            Makeup::OnSite => Some(days_late <= 0),
            Makeup::Days(days) => Some(days_late <= days as i64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_looks_at_the_reason_and_a_number_outranks_it() {
        let mut platform = PlatformSettings::default();
        assert_eq!(platform.makeup("网络故障"), Makeup::NotSet);
        platform.makeup_preset = Some(MakeupPreset::Shenzhen);
        assert_eq!(platform.makeup("系统故障,无法扫码"), Makeup::Days(10));
        assert_eq!(platform.makeup("突发险情,先行处置"), Makeup::OnSite);
        assert_eq!(platform.makeup(""), Makeup::OnSite);
        platform.makeup_deadline_days = Some(7);
        assert_eq!(platform.makeup(""), Makeup::Days(7));
    }

    #[test]
    fn the_last_day_still_counts() {
        let ended = NaiveDate::from_ymd_opt(2025, 12, 30).unwrap();
        let due = Makeup::Days(10).due(ended).unwrap();
        assert_eq!(due.to_string(), "2026-01-09");
        assert_eq!(Makeup::Days(10).allows(10), Some(true));
        assert_eq!(Makeup::Days(10).allows(11), Some(false));
        assert_eq!(Makeup::OnSite.allows(1), Some(false));
        assert_eq!(Makeup::NotSet.allows(400), None);
        assert_eq!(Makeup::OnSite.due(ended), Some(ended));
    }
}
