//! A model file as it is written.

use super::About;
use crate::link::columns::Kind;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelText {
    #[serde(default)]
    pub model: HeadText,
    pub field: Vec<FieldText>,
    pub comparison: Vec<ComparisonText>,
    pub block: Vec<BlockText>,
    #[serde(default)]
    pub decision: DecisionText,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadText {
    #[serde(default)]
    pub name: String,
    /// Header words of the columns that name a row.
    #[serde(default)]
    pub left_id: Vec<String>,
    #[serde(default)]
    pub right_id: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldText {
    pub name: String,
    pub kind: Kind,
    #[serde(default)]
    pub left: Vec<String>,
    #[serde(default)]
    pub right: Vec<String>,
    #[serde(default)]
    pub recognised: Vec<String>,
    #[serde(default)]
    pub separators: Option<String>,
    #[serde(default)]
    pub people: bool,
    #[serde(default)]
    pub part_numbers: bool,
    #[serde(default)]
    pub without: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComparisonText {
    pub name: String,
    #[serde(default)]
    pub zh: String,
    #[serde(default)]
    pub field: Option<String>,
    #[serde(default)]
    pub group: Option<String>,
    #[serde(default)]
    pub about: About,
    #[serde(default)]
    pub given: Option<String>,
    #[serde(default)]
    pub only_within: Option<String>,
    pub levels: Vec<LevelText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelText {
    pub is: String,
    #[serde(default)]
    pub m: Option<f64>,
    #[serde(default)]
    pub o: Option<f64>,
    #[serde(default)]
    pub fixed: bool,
    #[serde(default)]
    pub tf: bool,
    #[serde(default)]
    pub zh: String,
    #[serde(default)]
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BlockText {
    pub on: Vec<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub near: Option<NearText>,
    #[serde(default)]
    pub alike: Option<String>,
    #[serde(default = "first_pass")]
    pub pass: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NearText {
    pub field: String,
    pub days: i32,
}

pub(super) fn first_pass() -> u8 {
    1
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DecisionText {
    pub link: f64,
    pub possible: f64,
    pub one_to_one: bool,
    pub block_pairs_max: u64,
}

impl Default for DecisionText {
    fn default() -> Self {
        DecisionText {
            link: 0.5,
            possible: 0.1,
            one_to_one: true,
            block_pairs_max: 20_000,
        }
    }
}
