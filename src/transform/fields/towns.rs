//! Towns and their spellings: 虞塘镇 is 虞唐镇, 毛田乡 became 毛田镇, 育?乡 lost a character on the way.

use crate::ground::fold::fold_key;
use std::collections::BTreeMap;

/// The divisions of 湘乡市 (430381); used where most of the data's towns are among them.
const XIANGXIANG: [&str; 22] = [
    "望春门街道",
    "新湘路街道",
    "昆仑桥街道",
    "东山街道",
    "山枣镇",
    "栗山镇",
    "中沙镇",
    "虞唐镇",
    "潭市镇",
    "棋梓镇",
    "壶天镇",
    "翻江镇",
    "金石镇",
    "白田镇",
    "月山镇",
    "泉塘镇",
    "梅桥镇",
    "毛田镇",
    "龙洞镇",
    "东郊乡",
    "金薮乡",
    "育塅乡",
];
/// Characters taken for one another in names of towns.
const SPELLINGS: [(char, char); 6] = [
    ('塘', '唐'),
    ('段', '塅'),
    ('煅', '塅'),
    ('锻', '塅'),
    ('薮', '薮'),
    ('藪', '薮'),
];

const STATUSES: [&str; 8] = [
    "街道办事处",
    "经济开发区",
    "开发区",
    "办事处",
    "街道",
    "园区",
    "镇",
    "乡",
];

/// Canonical names by the stem they share.
#[derive(Debug, Default)]
pub struct TownNames {
    by_stem: BTreeMap<String, String>,
}

impl TownNames {
    /// Names from the settings, else the division's where the data are about it, else the most
    /// frequent spelling in the data.
    pub fn learn<'a>(
        configured: &[String],
        division: Option<&str>,
        seen: impl Iterator<Item = &'a str>,
    ) -> TownNames {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for town in seen {
            *counts.entry(town).or_default() += 1;
        }
        let mut names = TownNames::default();
        let known = |towns: &[&str]| -> Vec<(String, String)> {
            towns
                .iter()
                .filter_map(|t| Some((stem(t)?, (*t).to_string())))
                .collect()
        };
        names.by_stem.extend(
            configured
                .iter()
                .filter_map(|t| Some((stem(t)?, t.clone()))),
        );
        let local = known(&XIANGXIANG);
        let stems: std::collections::BTreeSet<String> =
            counts.keys().filter_map(|town| stem(town)).collect();
        let shared = local.iter().filter(|(s, _)| stems.contains(s)).count();
        let about_it = match division {
            Some(code) => code.starts_with("430381"),
            None => shared >= 4 && shared * 2 > stems.len(),
        };
        if names.by_stem.is_empty() && about_it {
            names.by_stem.extend(local);
        }
        let mut best: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        for (town, count) in counts {
            let Some(stem) = stem(town) else { continue };
            let entry = best.entry(stem).or_insert((0, town));
            if count > entry.0 {
                *entry = (count, town);
            }
        }
        for (stem, (_, town)) in best {
            if names.matching(&stem).is_none() {
                names.by_stem.insert(stem, short(town));
            }
        }
        names
    }

    /// The canonical name, or the text itself.
    pub fn canonical(&self, town: &str) -> String {
        let known = stem(town).and_then(|stem| self.matching(&stem).cloned());
        known.unwrap_or_else(|| town.to_string())
    }

    /// A known town that an address names.
    pub fn within(&self, address: &str) -> Option<String> {
        let mut found = self
            .by_stem
            .values()
            .filter(|town| address.contains(town.as_str()));
        let first = found.next()?;
        found.all(|other| other == first).then(|| first.clone())
    }

    fn matching(&self, stem: &str) -> Option<&String> {
        if let Some(name) = self.by_stem.get(stem) {
            return Some(name);
        }
        if !stem.contains(['?', '□', '\u{fffd}']) {
            return None;
        }
        let alike = |known: &str| {
            known.chars().count() == stem.chars().count()
                && known
                    .chars()
                    .zip(stem.chars())
                    .all(|(a, b)| a == b || matches!(b, '?' | '□' | '\u{fffd}'))
        };
        let mut found = self.by_stem.iter().filter(|(known, _)| alike(known));
        let only = found.next()?;
        found.next().is_none().then_some(only.1)
    }
}

/// The name after county and prefecture: 湘潭市湘乡市山枣镇 → 山枣镇.
fn short(town: &str) -> String {
    let key = fold_key(town);
    let mut rest = key.as_str();
    for status in ["省", "市", "县", "区"] {
        while let Some((head, tail)) = rest.split_once(status) {
            let cut = tail.chars().count() >= 2 && head.chars().count() >= 1;
            let inside = STATUSES
                .iter()
                .any(|s| s.contains(status) && rest.ends_with(s));
            if !cut || inside {
                break;
            }
            rest = tail;
        }
    }
    rest.to_string()
}

/// What stays the same over spellings and changes of status.
fn stem(town: &str) -> Option<String> {
    let name = short(town);
    let status = STATUSES.iter().find(|status| name.ends_with(**status))?;
    let name = &name[..name.len() - status.len()];
    let spelt = |c: char| {
        SPELLINGS
            .iter()
            .find(|(from, _)| *from == c)
            .map_or(c, |(_, to)| *to)
    };
    (!name.is_empty()).then(|| name.chars().map(spelt).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_changes_of_status() {
        let names = TownNames::learn(&[], Some("430381"), std::iter::empty());
        for (text, town) in [
            ("虞塘镇", "虞唐镇"),
            ("育段乡", "育塅乡"),
            ("育煅乡", "育塅乡"),
            ("育?乡", "育塅乡"),
            ("毛田乡", "毛田镇"),
            ("湘乡市东山乡", "东山街道"),
            ("东山街道办事处", "东山街道"),
            ("湖南省湘潭市湘乡市山枣镇", "山枣镇"),
            ("泉塘镇", "泉塘镇"),
            ("某某", "某某"),
        ] {
            assert_eq!(names.canonical(text), town, "{text}");
        }
        assert_eq!(
            names.within("湘乡市棋梓镇某村1组").as_deref(),
            Some("棋梓镇")
        );
        assert_eq!(names.within("某处"), None);
    }

    #[test]
    fn elsewhere_the_settings_or_the_majority_decide() {
        let configured = ["河西镇".to_string()];
        let names = TownNames::learn(&configured, None, ["河西乡"].into_iter());
        assert_eq!(names.canonical("河西乡"), "河西镇");
        let seen = ["河东镇", "河东镇", "河东乡"];
        let names = TownNames::learn(&[], None, seen.into_iter());
        assert_eq!(names.canonical("河东乡"), "河东镇");
    }
}
