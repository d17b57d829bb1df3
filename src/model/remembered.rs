//! Runs that were: what is remembered of each, what was open in it, what changed between two.

use super::{InputFile, Metrics, Text};
use crate::ground::fold::folded;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What became of a night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NightState {
    #[default]
    Published,
    /// A guard kept the results back; those of before stand.
    Held,
    /// The inputs, settings and judgements were those of the run before.
    NothingNew,
    /// It could not run.
    Failed,
}

impl NightState {
    pub const ALL: [NightState; 4] = [
        NightState::Published,
        NightState::Held,
        NightState::NothingNew,
        NightState::Failed,
    ];

    pub fn name(self) -> &'static str {
        match self {
            NightState::Published => "published",
            NightState::Held => "held",
            NightState::NothingNew => "nothing_new",
            NightState::Failed => "failed",
        }
    }

    pub fn words(self) -> Text {
        match self {
            NightState::Published => Text::new("已发布", "published"),
            NightState::Held => Text::new("未发布,待确认", "held back"),
            NightState::NothingNew => Text::new("无新数据", "nothing new"),
            NightState::Failed => Text::new("未能运行", "could not run"),
        }
    }
}

/// What one source brought into a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceProfile {
    pub files: Vec<String>,
    /// Data rows of its tables.
    pub rows: u64,
    pub records: u64,
    pub rejected: u64,
    /// Fields that a column was recognised for, in any of its tables.
    pub columns: Vec<String>,
    /// Records and documents of each file.
    pub brought: BTreeMap<String, u64>,
    /// Per cent of the data rows in which a recognised column is filled.
    pub filled: BTreeMap<String, u64>,
    /// Files that end within a row.
    pub cut_off: Vec<String>,
}

/// What each source brought, by its name.
pub type Profile = BTreeMap<String, SourceProfile>;

/// One line of the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RememberedRun {
    /// Name of its folder; of a night without one, its moment.
    pub name: String,
    pub state: NightState,
    pub started_at: String,
    pub finished_at: String,
    /// Digest of all that decides the results: inputs, settings, judgements, version.
    pub fingerprint: String,
    pub version: String,
    /// Why it was held or could not run, in one sentence.
    pub reason: Text,
    pub inputs: Vec<InputFile>,
    pub metrics: Metrics,
    pub profile: Profile,
    /// A guard objected and a person accepted it.
    pub accepted: bool,
    /// Counts of the comparison with the published run before.
    pub changes: Changes,
}

/// How many open items came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub new: u64,
    pub resolved: u64,
    pub reopened: u64,
    pub unchanged: u64,
    /// Open in the run before, which was of another period: nobody resolved them.
    #[serde(default)]
    pub ended: u64,
}

/// An inspection, code or planned visit without a partner, or waiting for a person's decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OpenItem {
    pub source: String,
    /// Derived from content, never from place: the same in a re-export in another order.
    pub id: String,
    /// The number its own system gave it; empty where it has none. It holds an item together
    /// whose day or name was corrected.
    pub number: String,
    pub day: String,
    pub enterprise: String,
    pub outcome: String,
    pub cause: String,
}

/// What changed from one run to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub new: Vec<OpenItem>,
    /// Open now, not open in the run before, but open in an earlier one.
    pub reopened: Vec<OpenItem>,
    pub resolved: Vec<OpenItem>,
    /// Open in both, as they stand now.
    pub unchanged: Vec<OpenItem>,
    /// Of the unchanged ones, those whose outcome or cause is another: before and now.
    pub explained_otherwise: Vec<(OpenItem, OpenItem)>,
    /// Gone because the period is another.
    pub ended: Vec<OpenItem>,
}

impl Comparison {
    /// Pairs the open items of two runs: by id, those that remain by their system's number, and
    /// last by enterprise and day, where these are unique on both sides. `was_open` knows the items
    /// of runs before the first.
    pub fn of(
        before: &[OpenItem],
        after: &[OpenItem],
        was_open: impl Fn(&OpenItem) -> bool,
    ) -> Comparison {
        let pairs = paired(before, after);
        let mut comparison = Comparison::default();
        let mut gone: HashSet<usize> = (0..before.len()).collect();
        for (at, item) in after.iter().enumerate() {
            match pairs.get(&at) {
                Some(earlier) => {
                    gone.remove(earlier);
                    let was = &before[*earlier];
                    if (&was.outcome, &was.cause) != (&item.outcome, &item.cause) {
                        let pair = (was.clone(), item.clone());
                        comparison.explained_otherwise.push(pair);
                    }
                    comparison.unchanged.push(item.clone());
                }
                None if was_open(item) => comparison.reopened.push(item.clone()),
                None => comparison.new.push(item.clone()),
            }
        }
        let resolved = before
            .iter()
            .enumerate()
            .filter(|(at, _)| gone.contains(at));
        comparison.resolved = resolved.map(|(_, item)| item.clone()).collect();
        comparison
    }

    /// Between two periods nothing is resolved: what was open is no longer looked at.
    pub fn across(mut self, is_other_period: bool) -> Comparison {
        if is_other_period {
            self.ended.append(&mut self.resolved);
        }
        self
    }

    /// Of the resolved items those that nobody resolved: their record is gone.
    pub fn lost(&self, ids_gone: &BTreeSet<String>) -> usize {
        let resolved = self.resolved.iter();
        resolved.filter(|item| ids_gone.contains(&item.id)).count()
    }

    pub fn counts(&self) -> Changes {
        Changes {
            new: self.new.len() as u64,
            resolved: self.resolved.len() as u64,
            reopened: self.reopened.len() as u64,
            unchanged: self.unchanged.len() as u64,
            ended: self.ended.len() as u64,
        }
    }
}

/// What two items have in common that are one, the surest first.
type Key<'i> = (&'i str, Cow<'i, str>, &'i str);

/// Position after → position before.
pub fn paired(before: &[OpenItem], after: &[OpenItem]) -> HashMap<usize, usize> {
    let mut pairs: HashMap<usize, usize> = HashMap::new();
    let mut by_id: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (at, item) in before.iter().enumerate().rev() {
        by_id.entry((&item.source, &item.id)).or_default().push(at);
    }
    for (at, item) in after.iter().enumerate() {
        let same = by_id.get_mut(&(item.source.as_str(), item.id.as_str()));
        if let Some(earlier) = same.and_then(Vec::pop) {
            pairs.insert(at, earlier);
        }
    }
    // A system that numbers its records anew still tells the enterprise and the day.
    for key in [number, visit] {
        let taken: HashSet<usize> = pairs.values().copied().collect();
        let earlier = unique(before, |at| !taken.contains(at), key);
        let later = unique(after, |at| !pairs.contains_key(at), key);
        let same = later
            .into_iter()
            .filter_map(|(key, at)| Some((at, *earlier.get(&key)?)));
        pairs.extend(same.collect::<Vec<_>>());
    }
    pairs
}

fn number(item: &OpenItem) -> Option<Key<'_>> {
    let number = item.number.as_str();
    (!number.is_empty()).then(|| (item.source.as_str(), number.into(), ""))
}

fn visit(item: &OpenItem) -> Option<Key<'_>> {
    let is_told = !item.enterprise.is_empty() && !item.day.is_empty();
    is_told.then(|| {
        (
            item.source.as_str(),
            folded(&item.enterprise),
            item.day.as_str(),
        )
    })
}

/// Items by what they have in common, where no other of those asked for has it.
fn unique<'i>(
    items: &'i [OpenItem],
    asked: impl Fn(&usize) -> bool,
    key: fn(&OpenItem) -> Option<Key<'_>>,
) -> BTreeMap<Key<'i>, usize> {
    let mut found: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, item) in items.iter().enumerate().filter(|(at, _)| asked(at)) {
        if let Some(key) = key(item) {
            found.entry(key).or_default().push(at);
        }
    }
    let single = found.into_iter().filter(|(_, at)| at.len() == 1);
    single.map(|(key, at)| (key, at[0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, number: &str, cause: &str) -> OpenItem {
        OpenItem {
            source: "safety".to_string(),
            id: id.to_string(),
            number: number.to_string(),
            cause: cause.to_string(),
            ..OpenItem::default()
        }
    }

    fn ids(items: &[OpenItem]) -> Vec<&str> {
        items.iter().map(|item| item.id.as_str()).collect()
    }

    #[test]
    fn items_are_new_resolved_unchanged_or_reopened() {
        let before = [
            item("a", "1", "A99"),
            item("b", "2", "A04"),
            item("c", "", "A99"),
        ];
        let after = [
            item("c", "", "A14"),
            item("a2", "1", "A99"),
            item("d", "4", "A99"),
            item("e", "5", "A99"),
        ];
        let found = Comparison::of(&before, &after, |item| item.id == "d");
        assert_eq!(ids(&found.new), ["e"]);
        assert_eq!(ids(&found.reopened), ["d"]);
        assert_eq!(ids(&found.resolved), ["b"]);
        assert_eq!(ids(&found.unchanged), ["c", "a2"]);
        assert_eq!(found.explained_otherwise[0].1.cause, "A14");
        assert_eq!(found.explained_otherwise.len(), 1);
    }

    #[test]
    fn a_number_that_two_items_bear_pairs_nothing() {
        let before = [item("a", "1", ""), item("b", "1", "")];
        let after = [item("x", "1", "")];
        let found = Comparison::of(&before, &after, |_| false);
        assert_eq!((found.new.len(), found.resolved.len()), (1, 2));
        let same = Comparison::of(&before, &before, |_| false);
        assert_eq!(same.counts().unchanged, 2);
    }

    #[test]
    fn an_item_that_was_numbered_anew_is_the_one_it_was() {
        let visit = |id: &str, number: &str, firm: &str, day: &str| OpenItem {
            enterprise: firm.to_string(),
            day: day.to_string(),
            ..item(id, number, "A99")
        };
        let before = [
            visit("a", "JC0000001", "甲厂", "2025-03-01"),
            visit("b", "JC0000002", "乙厂", "2025-03-02"),
            visit("c", "JC0000003", "丙厂", "2025-03-03"),
            visit("d", "JC0000004", "丙厂", "2025-03-03"),
            visit("e", "", "丁厂", ""),
        ];
        let after = [
            visit("a2", "XZ0000001", "甲 厂", "2025-03-01"),
            visit("b2", "XZ0000002", "乙厂", "2025-03-20"),
            visit("c2", "XZ0000003", "丙厂", "2025-03-03"),
            visit("e2", "", "丁厂", ""),
        ];
        let found = Comparison::of(&before, &after, |_| false);
        assert_eq!(ids(&found.unchanged), ["a2"]);
        assert_eq!(ids(&found.new), ["b2", "c2", "e2"]);
        assert_eq!(ids(&found.resolved), ["b", "c", "d", "e"]);
    }
}
