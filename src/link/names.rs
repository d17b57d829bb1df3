//! Enterprise names by their parts: administrative area, core, legal form, branch.

use super::levels::similarity;
use crate::ground::fold::{fold_key, simplified};
use memchr::memmem;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

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
    /// County, city and province words.
    areas: Prefixes,
    /// Town words without suffix.
    towns: Prefixes,
}

/// Words that may stand in front, found by their lengths in characters.
#[derive(Debug, Default)]
struct Prefixes {
    words: HashSet<String>,
    longest: usize,
}

impl Prefixes {
    fn of(words: BTreeSet<String>) -> Prefixes {
        let longest = words.iter().map(|word| word.chars().count()).max();
        Prefixes {
            words: words.into_iter().collect(),
            longest: longest.unwrap_or(0),
        }
    }

    /// The longest word that the text begins with, and the rest.
    fn strip<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let mut ends = [0usize; 9];
        let mut count = 0;
        for (at, c) in text.char_indices().take(self.longest.min(8)) {
            ends[count] = at + c.len_utf8();
            count += 1;
        }
        let found = ends[..count]
            .iter()
            .rev()
            .find(|end| self.words.contains(&text[..**end]))?;
        Some(text.split_at(*found))
    }
}

const LEGAL_FORMS: [&str; 9] = [
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "集团公司",
    "总公司",
    "农民专业合作社",
    "专业合作社",
    "公司",
];
/// What is left of a legal form whose 公司 was dropped.
const CUT_FORMS: [&str; 5] = ["股份有限", "有限责任", "集团有限", "有限", "集团"];
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
        for status in ["新区", "自治县", "自治州", "开发区", "地区"] {
            let bare: Vec<String> = areas
                .iter()
                .filter_map(|area: &String| area.strip_suffix(status))
                .map(String::from)
                .collect();
            areas.extend(bare);
        }
        areas.retain(|area| area.chars().count() >= 2);
        let towns: BTreeSet<String> = towns
            .map(|town| town_word(&fold_key(town)))
            .filter(|town| (2..=4).contains(&town.chars().count()))
            .collect();
        NameReader {
            areas: Prefixes::of(areas),
            towns: Prefixes::of(towns),
        }
    }

    pub fn parts(&self, name: &str) -> NameParts {
        self.parts_of_folded(&simplified(&fold_key(name)))
    }

    /// As [`NameReader::parts`], of a text that is folded.
    pub fn parts_of_folded(&self, folded: &str) -> NameParts {
        let mut text = Cow::Borrowed(folded);
        if text.contains('(') {
            text = self.without_brackets(folded).into();
        }
        if !text.chars().all(char::is_alphanumeric) {
            text.to_mut().retain(char::is_alphanumeric);
        }
        let (head, branch) = split_at_legal_form(&text);
        let (core, town) = self.strip_areas(head);
        let (branch, _) = match branch.is_empty() {
            true => (String::new(), String::new()),
            false => self.strip_areas(branch),
        };
        NameParts { core, branch, town }
    }

    fn without_brackets(&self, folded: &str) -> String {
        let mut text = folded.to_string();
        for note in [
            "(个体工商户)",
            "(个体户)",
            "(普通合伙)",
            "(有限合伙)",
            "(个人独资)",
        ] {
            text = text.replace(note, "");
        }
        self.without_bracketed_areas(&text)
    }

    /// `鸿达机械(湘乡)有限公司` without the bracket; a bracket of several areas goes too.
    fn without_bracketed_areas(&self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, (inside, after))) = rest
            .split_once('(')
            .and_then(|(before, tail)| Some((before, tail.split_once(')')?)))
        {
            kept.push_str(before);
            if !self.is_area(inside) {
                kept.push_str(inside);
            }
            rest = after;
        }
        kept.push_str(rest);
        kept
    }

    fn is_area(&self, text: &str) -> bool {
        let mut rest = text;
        while let Some((_, tail)) = self.areas.strip(rest) {
            rest = tail;
        }
        rest.is_empty()
    }

    fn strip_areas(&self, text: &str) -> (String, String) {
        let mut rest = text;
        for _ in 0..3 {
            match self.areas.strip(rest) {
                Some((_, tail)) if tail.chars().nth(1).is_some() => rest = tail,
                _ => break,
            }
        }
        let Some((town, tail)) = self.towns.strip(rest) else {
            return (rest.to_string(), String::new());
        };
        let bare = ["街道办事处", "街道", "镇", "乡"]
            .iter()
            .find_map(|suffix| tail.strip_prefix(*suffix))
            .unwrap_or(tail);
        match bare.chars().nth(CORE_CHARS_MIN - 1) {
            Some(_) => (bare.to_string(), town.to_string()),
            None => (format!("{town}{bare}"), town.to_string()),
        }
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

/// Splits at the first legal form, which is dropped; a form cut short at the end goes too.
fn split_at_legal_form(text: &str) -> (&str, &str) {
    // Every form holds one of these characters, and many names have none.
    if !text.contains(['公', '社', '集', '有']) {
        return (text, "");
    }
    let first = LEGAL_FORMS
        .iter()
        .filter_map(|form| {
            memmem::find(text.as_bytes(), form.as_bytes())
                .filter(|at| *at > 0)
                .map(|at| (at, form.len()))
        })
        .min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)));
    let Some((at, length)) = first else {
        let cut = CUT_FORMS.iter().find_map(|form| text.strip_suffix(form));
        return (cut.filter(|rest| !rest.is_empty()).unwrap_or(text), "");
    };
    match &text[at + length..] {
        "分公司" | "公司" => (&text[..at], "分公司"),
        tail => (&text[..at], tail),
    }
}

/// Similarity of two cores, 0 to 1, by characters: edit distance, or containment for a short form.
pub fn core_similarity(left: &str, right: &str) -> f64 {
    let chars = |text: &str| -> Vec<char> { text.chars().collect() };
    match left == right {
        true => 1.0,
        false => similarity(&chars(left), &chars(right)),
    }
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
