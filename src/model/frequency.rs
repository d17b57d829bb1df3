//! How often an enterprise may be visited in a year, and how often it was. The published caps stand
//! in `caps/shipped.toml`.

use super::EventIx;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A set of caps, as one authority published them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapPreset {
    pub name: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub exempt: Vec<Exemption>,
    pub caps: Vec<Cap>,
}

/// The first cap of a preset that fits an enterprise is its cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    #[serde(default)]
    pub industry: Vec<String>,
    #[serde(default)]
    pub but_industry: Vec<String>,
    #[serde(default)]
    pub grade: Vec<String>,
    /// `None`: as often as needed.
    #[serde(default)]
    pub visits: Option<u32>,
}

/// Visits that are not held against a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// A special inspection deployed from above.
    AssignedSpecial,
    Special,
    Triggered,
    Reinspection,
    Joint,
}

impl Exemption {
    pub const NAMES: [&'static str; 5] = [
        "assigned_special",
        "special",
        "triggered",
        "reinspection",
        "joint",
    ];
}

/// A file of caps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapFile {
    pub preset: Vec<CapPreset>,
}

static SHIPPED: LazyLock<Vec<CapPreset>> = LazyLock::new(|| {
    let file: CapFile =
        toml::from_str(include_str!("caps/shipped.toml")).expect("the caps are well-formed");
    file.preset
});

impl CapPreset {
    /// The published caps that come with the program.
    pub fn shipped() -> &'static [CapPreset] {
        &SHIPPED
    }

    /// The cap that fits; `None` where none does.
    pub fn cap_of(&self, industry: &str, grade: &str) -> Option<&Cap> {
        self.caps.iter().find(|cap| {
            let has = |words: &[String], text: &str| words.iter().any(|word| text.contains(word));
            let of_industry = cap.industry.is_empty() || has(&cap.industry, industry);
            let of_grade = cap.grade.is_empty() || has(&cap.grade, grade);
            of_industry && of_grade && !has(&cap.but_industry, industry)
        })
    }
}

/// One enterprise's year of visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrequencyLine {
    pub name: String,
    pub industry: String,
    pub grade: String,
    /// Visits held against the cap, earliest first.
    pub visits: Vec<EventIx>,
    /// Visits that are exempt.
    pub exempt: Vec<EventIx>,
    /// `None`: no cap fits, or none is set.
    pub cap: Option<u32>,
    /// Pairs of visits that follow each other within the set days.
    pub repeated: Vec<(EventIx, EventIx)>,
    /// Pairs of visits by different offices within the set days.
    pub multi_head: Vec<(EventIx, EventIx)>,
}

impl FrequencyLine {
    pub fn is_over(&self) -> bool {
        self.cap.is_some_and(|cap| self.visits.len() > cap as usize)
    }
}

/// Every enterprise that was visited, and by what it was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrequencyReview {
    /// Most visits first.
    pub lines: Vec<FrequencyLine>,
    pub preset: Option<CapPreset>,
    pub repeated_days: Option<i64>,
    pub multi_head_days: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_caps_are_found_by_industry_and_grade() {
        let shanxi = &CapPreset::shipped()[0];
        let cap = |industry, grade| shanxi.cap_of(industry, grade).and_then(|cap| cap.visits);
        assert_eq!(cap("煤矿", "A级"), Some(2));
        assert_eq!(cap("非煤矿山", "A级"), Some(1));
        assert_eq!(cap("金属非金属矿山", "D"), Some(4));
        assert_eq!(cap("危险化学品", "二级标准化"), Some(4));
        assert_eq!(cap("危险化学品", ""), Some(12));
        assert_eq!(cap("工贸", "C"), Some(4));
        assert_eq!(cap("工贸", ""), None);
        for preset in CapPreset::shipped() {
            assert!(!preset.caps.is_empty(), "{}", preset.name);
        }
    }
}
