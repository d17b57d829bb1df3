//! Enterprise names by their parts: administrative area, core, legal form, branch.

use crate::ground::fold::fold_key;
use std::collections::{BTreeMap, BTreeSet};

/// A name taken apart. Two writings of one name share `core` and `branch`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameParts {
    /// Trade name and industry: no area, no legal form, no brackets.
    pub core: String,
    /// What follows the legal form: `泉塘加油站` of `某某石油有限公司泉塘加油站`.
    pub branch: String,
    /// Town named inside the name, without its suffix.
    pub town: String,
}

impl NameParts {
    /// Core and branch in one key.
    pub fn key(&self) -> String {
        match self.branch.is_empty() {
            true => self.core.clone(),
            false => format!("{}#{}", self.core, self.branch),
        }
    }
}

/// Reads names with the area words that the data themselves use.
#[derive(Debug, Default)]
pub struct NameReader {
    /// County, city and province words, longest first.
    areas: Vec<String>,
    /// Town words without suffix, longest first.
    towns: Vec<String>,
}

const LEGAL_FORMS: [&str; 8] = [
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "总公司",
    "农民专业合作社",
    "专业合作社",
    "公司",
];
/// An area word must start at least this many names before its short form is stripped too.
const AREA_NAMES_MIN: usize = 3;
/// What is left of a core after a town is taken off; a shorter rest keeps its town.
const CORE_CHARS_MIN: usize = 4;

impl NameReader {
    /// Learns the area words that start many names, and the towns of the town column.
    pub fn learn<'a>(
        names: impl Iterator<Item = &'a str>,
        towns: impl Iterator<Item = &'a str>,
        bodies: &[String],
    ) -> NameReader {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for name in names {
            for area in leading_areas(&fold_key(name)) {
                *counts.entry(area).or_default() += 1;
            }
        }
        let mut areas = BTreeSet::new();
        for body in bodies {
            for area in leading_areas(&fold_key(body)) {
                areas.insert(area.clone());
                areas.insert(without_last(&area));
            }
        }
        for (area, count) in counts {
            if count >= AREA_NAMES_MIN {
                areas.insert(without_last(&area));
                areas.insert(area);
            }
        }
        areas.retain(|area| area.chars().count() >= 2);
        let towns: BTreeSet<String> = towns
            .map(|town| town_word(&fold_key(town)))
            .filter(|town| (2..=4).contains(&town.chars().count()))
            .collect();
        NameReader {
            areas: longest_first(areas),
            towns: longest_first(towns),
        }
    }

    pub fn parts(&self, name: &str) -> NameParts {
        let mut text = fold_key(name);
        for note in [
            "(个体工商户)",
            "(个体户)",
            "(普通合伙)",
            "(有限合伙)",
            "(个人独资)",
        ] {
            text = text.replace(note, "");
        }
        for area in &self.areas {
            text = text.replace(&format!("({area})"), "");
        }
        let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let (head, branch) = split_at_legal_form(&bare);
        let (core, town) = self.strip_areas(head);
        let (branch, _) = self.strip_areas(&branch);
        NameParts { core, branch, town }
    }

    fn strip_areas(&self, text: &str) -> (String, String) {
        let mut rest = text;
        for _ in 0..3 {
            let stripped = self
                .areas
                .iter()
                .find_map(|area| rest.strip_prefix(area.as_str()));
            match stripped {
                Some(tail) if tail.chars().count() >= 2 => rest = tail,
                _ => break,
            }
        }
        for town in &self.towns {
            let Some(tail) = rest.strip_prefix(town.as_str()) else {
                continue;
            };
            let tail = ["街道办事处", "街道", "镇", "乡"]
                .iter()
                .find_map(|suffix| tail.strip_prefix(suffix))
                .unwrap_or(tail);
            if tail.chars().count() >= CORE_CHARS_MIN {
                return (tail.to_string(), town.clone());
            }
            return (format!("{town}{tail}"), town.clone());
        }
        (rest.to_string(), String::new())
    }
}

/// Town name without 镇, 乡, 街道 and without the county before it.
pub fn town_word(town: &str) -> String {
    let tail = town.rsplit(['市', '县', '区']).next().unwrap_or(town);
    let word = ["街道办事处", "街道", "镇", "乡"]
        .iter()
        .find_map(|suffix| tail.strip_suffix(suffix))
        .unwrap_or(tail);
    word.to_string()
}

fn longest_first(words: BTreeSet<String>) -> Vec<String> {
    let mut words: Vec<String> = words.into_iter().collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
    words
}

fn without_last(area: &str) -> String {
    let mut chars = area.chars();
    chars.next_back();
    chars.as_str().to_string()
}

/// Area words at the beginning of a name: `湖南省`, `湘乡市` of `湖南省湘乡市某某厂`.
fn leading_areas(text: &str) -> Vec<String> {
    let mut areas = Vec::new();
    let chars: Vec<char> = text.chars().collect();
    let mut start = 0;
    while areas.len() < 3 {
        let found = (start + 2..chars.len().min(start + 5))
            .find(|at| matches!(chars[*at], '省' | '市' | '县' | '区'));
        match found {
            Some(at) if at + 2 < chars.len() => {
                areas.push(chars[start..=at].iter().collect());
                start = at + 1;
            }
            _ => break,
        }
    }
    areas
}

/// Splits after the first legal form; the form itself is dropped.
fn split_at_legal_form(text: &str) -> (&str, String) {
    let first = LEGAL_FORMS
        .iter()
        .filter_map(|form| {
            text.find(form)
                .filter(|at| *at > 0)
                .map(|at| (at, form.len()))
        })
        .min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)));
    match first {
        Some((at, length)) => {
            let mut tail = &text[at + length..];
            if tail == "分公司" || tail == "公司" {
                tail = "分公司";
            }
            (&text[..at], tail.to_string())
        }
        None => (text, String::new()),
    }
}

/// Similarity of two cores, 0 to 1, by characters: edit distance, or containment for a short form.
pub fn core_similarity(left: &str, right: &str) -> f64 {
    if left == right {
        return 1.0;
    }
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let edit = rapidfuzz::distance::levenshtein::normalized_similarity(left.chars(), right.chars());
    let (short, long) = match left.chars().count() <= right.chars().count() {
        true => (left, right),
        false => (right, left),
    };
    let length = short.chars().count();
    let contained = length >= 3 && is_subsequence(short, long);
    match contained && length * 2 >= long.chars().count() {
        true => edit.max(0.8),
        false => edit,
    }
}

fn is_subsequence(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> NameReader {
        let names = ["湘乡市兴旺加油站", "湘乡市大发鞭炮厂", "湘乡市德胜商行"];
        NameReader::learn(
            names.into_iter(),
            ["泉塘镇", "湘乡市山枣镇"].into_iter(),
            &["湘乡市应急管理局".to_string()],
        )
    }

    #[test]
    fn writings_of_one_name_share_their_key() {
        let reader = reader();
        let key = reader.parts("湘乡市鸿达机械有限公司").key();
        for other in [
            "湘乡鸿达机械有限责任公司",
            "湘乡市鸿达机械有限公司 ",
            "鸿达机械（湘乡）有限公司",
            "鸿达机械",
        ] {
            assert_eq!(reader.parts(other).key(), key, "{other}");
        }
    }

    #[test]
    fn a_branch_is_not_its_parent() {
        let reader = reader();
        let parent = reader.parts("湖南中油燃料有限公司");
        let branch = reader.parts("湖南中油燃料有限公司湘乡泉塘加油站");
        assert_ne!(parent.key(), branch.key());
        assert_eq!(parent.core, branch.core);
    }

    #[test]
    fn a_town_is_taken_off_unless_little_is_left() {
        let reader = reader();
        assert_eq!(reader.parts("湘乡市山枣镇兴旺加油站").core, "兴旺加油站");
        assert_eq!(reader.parts("湘乡市山枣加油站").core, "山枣加油站");
    }

    #[test]
    fn similarity_counts_characters() {
        assert!(core_similarity("兴旺加油站", "兴旺加由站") >= 0.8);
        assert!(core_similarity("鸿达机械制造", "鸿达机械") >= 0.8);
        assert!(core_similarity("鸿达机械", "福星餐饮") < 0.2);
    }
}
