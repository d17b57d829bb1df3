//! Enterprise names by their parts: administrative area, core, legal form, branch.

use super::columns::FixedState;
use super::levels::similarity;
use crate::ground::fold::{fold_key, folded};
use crate::ground::traditional::simplified;
use crate::model::ordinals;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

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
    words: HashSet<String, FixedState>,
    /// One bit for the low 16 bits of each word's first character, and one for each length.
    firsts: Vec<u64>,
    lengths: u32,
}

impl Prefixes {
    fn of(words: BTreeSet<String>) -> Prefixes {
        let lengths = words.iter().map(|word| word.chars().count());
        let mut firsts = vec![0u64; 1 << 10];
        for first in words.iter().filter_map(|word| word.chars().next()) {
            firsts[first as usize >> 6 & 0x3ff] |= 1 << (first as usize & 63);
        }
        Prefixes {
            lengths: lengths.fold(0, |bits, length| bits | 1 << length.min(31)),
            firsts,
            words: words.into_iter().collect(),
        }
    }

    /// The longest word that the text begins with, and the rest.
    fn strip<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let first = text.chars().next()? as usize;
        if self.firsts.get(first >> 6 & 0x3ff)? >> (first & 63) & 1 == 0 {
            return None;
        }
        let mut found = None;
        for (count, (at, c)) in text.char_indices().take(8).enumerate() {
            let end = at + c.len_utf8();
            let has_length = self.lengths >> (count + 1) & 1 == 1;
            if has_length && self.words.contains(&text[..end]) {
                found = Some(end);
            }
        }
        found.map(|end| text.split_at(end))
    }
}

const LEGAL_FORMS: [&str; 10] = [
    "股份有限责任公司",
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
/// What is left of a core after a town is taken off; a shorter rest keeps its town, and so does
/// one that begins with a number: the town's second filling station has no other name.
const CORE_CHARS_MIN: usize = 4;

impl NameReader {
    /// Learns the area words that start many names, and the towns of the town column.
    pub fn learn<'a>(
        names: impl Iterator<Item = &'a str>,
        towns: impl Iterator<Item = &'a str>,
        bodies: &[String],
    ) -> NameReader {
        let mut counts: HashMap<String, usize, FixedState> = HashMap::default();
        for name in names {
            for area in leading_areas(&folded(name)) {
                match counts.get_mut(area) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(area.to_string(), 1);
                    }
                }
            }
        }
        let mut areas = BTreeSet::new();
        for body in bodies {
            for area in leading_areas(&fold_key(body)) {
                areas.insert(area.to_string());
                areas.insert(without_last(area));
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
        let text = self.bare(folded);
        let (head, branch) = split_at_legal_form(&text);
        let (core, town) = self.strip_areas(head);
        NameParts {
            core: core.into_owned(),
            branch: self.strip_areas(branch).0.into_owned(),
            town: town.to_string(),
        }
    }

    /// Passes on the core and the branch of a text that is folded.
    pub fn with_parts<T>(&self, folded: &str, each: impl FnOnce(&str, &str) -> T) -> T {
        let text = self.bare(folded);
        let (head, branch) = split_at_legal_form(&text);
        each(&self.strip_areas(head).0, &self.strip_areas(branch).0)
    }

    /// Without brackets and signs, its numbers in one writing.
    fn bare<'a>(&self, folded: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(folded);
        if text.contains('(') {
            text = self.without_brackets(folded).into();
        }
        let plain = |c: char| match c {
            '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'A'..='Z' => true,
            _ => c.is_alphanumeric(),
        };
        if !text.chars().all(plain) {
            text.to_mut().retain(plain);
        }
        match ordinals::in_digits(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(written) => written.into(),
        }
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
        self.without_bracketed_areas(&without_former_names(text))
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

    /// The text without the areas and the town in front, and the town.
    fn strip_areas<'a>(&self, text: &'a str) -> (Cow<'a, str>, &'a str) {
        let mut rest = text;
        for _ in 0..3 {
            match self.areas.strip(rest) {
                Some((_, tail)) if tail.chars().nth(1).is_some() => rest = tail,
                _ => break,
            }
        }
        let Some((town, tail)) = self.towns.strip(rest) else {
            return (rest.into(), "");
        };
        let bare = ["街道办事处", "街道", "镇", "乡"]
            .iter()
            .find_map(|suffix| tail.strip_prefix(*suffix))
            .unwrap_or(tail);
        match bare.chars().nth(CORE_CHARS_MIN - 1) {
            Some(_) if !begins_with_number(bare) => (bare.into(), town),
            _ => (format!("{town}{bare}").into(), town),
        }
    }
}

/// `甲公司(原乙厂)` without what it was called before; a shop sign of two or three characters that
/// begins with 原 stays.
fn without_former_names(mut text: String) -> String {
    const CHARS_MIN: usize = 5;
    while let Some((at, inside)) = text.match_indices('(').find_map(|(at, _)| {
        let inside = bracketed(&text[at + 1..]);
        let former = inside.starts_with("曾用名")
            || inside.starts_with('原') && inside.chars().count() >= CHARS_MIN;
        former.then_some((at, inside))
    }) {
        let end = (at + inside.len() + 2).min(text.len());
        text.replace_range(at..end, "");
    }
    text
}

/// The text up to the bracket that closes it, brackets within it included.
fn bracketed(text: &str) -> &str {
    let mut depth = 0;
    let end = text.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth < 0
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

fn begins_with_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '第' || c.is_ascii_digit())
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
fn leading_areas(text: &str) -> impl Iterator<Item = &str> {
    // Three areas of five characters, and what must follow the last one.
    let mut ends = [0usize; 20];
    let mut count = 0;
    let mut signs = 0u32;
    for (at, c) in text.char_indices().take(ends.len()) {
        signs |= u32::from(matches!(c, '省' | '市' | '县' | '区')) << count;
        ends[count] = at + c.len_utf8();
        count += 1;
    }
    let (mut start, mut begin) = (0, 0);
    let areas = std::iter::from_fn(move || {
        let found = (start + 2..count.min(start + 5)).find(|at| signs >> at & 1 == 1);
        let at = found.filter(|at| at + 2 < count)?;
        let area = &text[begin..ends[at]];
        (start, begin) = (at + 1, ends[at]);
        Some(area)
    });
    areas.take(3)
}

/// Splits at the first legal form, which is dropped; a form cut short at the end goes too.
fn split_at_legal_form(text: &str) -> (&str, &str) {
    // Every form holds one of these characters, and many names have none.
    if !text.contains(['公', '社', '集', '有']) {
        return (text, "");
    }
    // A form that the text begins with is a part of the name, wherever else it stands.
    let begins = |form: &&str| text.starts_with(*form);
    let first = text.char_indices().skip(1).find_map(|(at, c)| {
        if !matches!(c, '公' | '农' | '专' | '集' | '股' | '有' | '总') {
            return None;
        }
        let fits = |form: &&&str| text[at..].starts_with(**form) && !begins(form);
        let lengths = LEGAL_FORMS.iter().filter(fits).map(|form| form.len());
        Some((at, lengths.max()?))
    });
    let Some((at, length)) = first else {
        let cut = CUT_FORMS.iter().find_map(|form| text.strip_suffix(form));
        let cut = cut.or_else(|| without_misread_form(text));
        return (cut.filter(|rest| !rest.is_empty()).unwrap_or(text), "");
    };
    let (named, tail) = text.split_at(at + length);
    let at = without_misread_form(named).map_or(at, |head| head.len().min(at));
    match tail {
        "分公司" | "公司" => (&text[..at], "分公司"),
        tail => (&text[..at], tail),
    }
}

/// The text before a legal form at its end of which one character is misread: 有限公可.
fn without_misread_form(text: &str) -> Option<&str> {
    const CHARS_MIN: usize = 4;
    let forms = LEGAL_FORMS.iter().filter(|form| form.contains("有限"));
    let forms = forms.map(|form| form.chars().rev());
    let misread = forms.filter_map(|form| {
        let length = form.clone().count();
        let same = form.zip(text.chars().rev()).filter(|(a, b)| a == b).count();
        (length >= CHARS_MIN && same + 1 == length).then_some(length)
    });
    let length = misread.max()?;
    let (at, _) = text.char_indices().rev().nth(length - 1)?;
    (at > 0).then(|| &text[..at])
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
            "湘乡市鸿达机械有限公可",
            "湘乡市鸿达机械有限贵任公司",
            "湘乡市鸿达机械有限公司（原湘乡市农机厂（东郊））",
            "湘乡市鸿达机械有限公司（曾用名：大发农机）",
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
    fn a_sign_in_brackets_is_no_former_name() {
        let reader = reader();
        assert_eq!(reader.parts("湘乡市（原野）食品厂").core, "原野食品厂");
    }

    #[test]
    fn a_town_is_taken_off_unless_little_is_left() {
        let reader = reader();
        assert_eq!(reader.parts("湘乡市山枣镇兴旺加油站").core, "兴旺加油站");
        assert_eq!(reader.parts("湘乡市山枣加油站").core, "山枣加油站");
        let second = reader.parts("湘乡市山枣镇第二加油站").core;
        assert_eq!(second, "山枣第2加油站");
    }

    #[test]
    fn similarity_counts_characters() {
        assert!(core_similarity("兴旺加油站", "兴旺加由站") >= 0.8);
        assert!(core_similarity("鸿达机械制造", "鸿达机械") >= 0.8);
        assert!(core_similarity("鸿达机械", "福星餐饮") < 0.2);
    }
}
