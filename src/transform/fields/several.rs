//! Cells that list several enterprises: 甲公司、乙厂; 1.甲公司 2.乙厂; 甲公司、乙厂等2家.

use super::credit::{code_within, read_code_text};
use crate::ground::fold::{fold_key, trim};
use crate::model::CodeForm;
use crate::transform::columns::is_firm;

/// Shorter ones may be parts of a name.
const NAME_CHARS_MIN: usize = 4;
const SEPARATORS: [char; 8] = ['、', ',', '，', ';', '；', '\n', '\r', '｜'];

/// An enterprise of a list, with the code that stands beside its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub code: Option<String>,
}

/// The enterprises that a cell lists, if it lists two or more and nothing else. A list that says
/// itself that it is not whole (甲公司、乙厂等11家) names none.
pub fn firms_listed(text: &str) -> Vec<Named> {
    let (text, told) = without_count(trim(text));
    let separated = text.contains(SEPARATORS);
    let is_separator = |c: char| match separated {
        true => SEPARATORS.contains(&c),
        false => c.is_whitespace(),
    };
    if !text.contains(is_separator) {
        return Vec::new();
    }
    let mut depth = 0;
    let parts = text.split(|c| {
        depth += i32::from("(（【[〔".contains(c)) - i32::from(")）】]〕".contains(c));
        depth == 0 && is_separator(c)
    });
    let parts = parts.map(|part| trim(without_ordinal(trim(part))));
    // The 1 of 1、甲公司 was parted from its name.
    let is_number = |part: &&str| part.chars().all(|c| c.is_ascii_digit());
    let parts = parts.filter(|part| !is_number(part));
    let parts: Vec<Named> = parts.map(named).collect();
    let is_whole = |part: &Named| {
        let key = fold_key(&part.name);
        key.chars().count() >= NAME_CHARS_MIN && is_firm(&key)
    };
    let known = told.is_none_or(|told| told == parts.len());
    match parts.len() > 1 && known && parts.iter().all(is_whole) {
        true => parts,
        false => Vec::new(),
    }
}

fn named(part: &str) -> Named {
    match code_within(part) {
        Some((name, code)) => Named {
            name,
            code: Some(code),
        },
        None => Named {
            name: part.to_string(),
            code: None,
        },
    }
}

/// The texts of a cell that lists as many as are asked for.
pub fn listed_beside(text: &str, wanted: usize) -> Option<Vec<String>> {
    let parts = text.split(|c: char| SEPARATORS.contains(&c) || c.is_whitespace() || c == '/');
    let parts = parts.map(|part| trim(without_ordinal(trim(part))));
    let parts: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(str::to_string)
        .collect();
    (parts.len() == wanted).then_some(parts)
}

/// How many right credit codes a cell lists.
pub fn codes_listed(text: &str) -> usize {
    const CODE_LENGTH: usize = 18;
    if text.len() < CODE_LENGTH * 2 {
        return 1;
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let codes = words.filter(|word| word.len() == CODE_LENGTH);
    let valid = |word: &&str| read_code_text(word).is_some_and(|c| c.form == CodeForm::Valid);
    codes.filter(valid).count()
}

/// 1. 1、 (1) ① before a name.
fn without_ordinal(part: &str) -> &str {
    let rest = part.trim_start_matches(['(', '（']);
    let bare = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = bare.trim_start_matches(['.', '．', ')', '）', '、', ':', '：']);
    if bare.len() < rest.len() && marked.len() < bare.len() {
        return marked;
    }
    part.trim_start_matches(|c: char| ('①'..='⑳').contains(&c))
}

/// What a list says of its length: （共3家）, 等3家企业, 共3家.
fn without_count(text: &str) -> (&str, Option<usize>) {
    let bare = text.trim_end_matches([')', '）', '。', ' ', '\u{3000}']);
    let bare = ["企业", "单位"]
        .iter()
        .find_map(|noun| bare.strip_suffix(noun))
        .unwrap_or(bare);
    let Some(bare) = ["家", "户", "个"]
        .iter()
        .find_map(|unit| bare.strip_suffix(unit))
    else {
        return (text, None);
    };
    let head = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let Ok(told) = bare[head.len()..].parse() else {
        return (text, None);
    };
    let marks = [
        '共', '计', '等', '合', '(', '（', ':', '：', ' ', '，', ',', '、',
    ];
    (head.trim_end_matches(marks), Some(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        firms_listed(text)
            .into_iter()
            .map(|firm| firm.name)
            .collect()
    }

    #[test]
    fn enterprises_in_one_cell() {
        for list in [
            "甲县光明化工有限公司、甲县永安采石场",
            "甲县光明化工有限公司\n甲县永安采石场",
            "甲县光明化工有限公司，甲县永安采石场",
            "甲县光明化工有限公司;甲县永安采石场",
            "甲县光明化工有限公司 甲县永安采石场",
            "1.甲县光明化工有限公司\n2.甲县永安采石场",
            "1、甲县光明化工有限公司；2、甲县永安采石场",
            "①甲县光明化工有限公司；②甲县永安采石场",
            "甲县光明化工有限公司、甲县永安采石场（共2家）",
            "甲县光明化工有限公司、甲县永安采石场等2家企业",
            "甲县光明化工有限公司（91430381MAYYYY016K）、甲县永安采石场",
        ] {
            assert_eq!(
                names(list),
                ["甲县光明化工有限公司", "甲县永安采石场"],
                "{list}"
            );
        }
        assert_eq!(
            names("东方红加油站，振兴烟花店；云门采石场\n金石水泥厂").len(),
            4
        );
        let coded = firms_listed("甲县光明化工有限公司（91430381MAYYYY016K）、甲县永安采石场");
        assert_eq!(coded[0].code.as_deref(), Some("91430381MAYYYY016K"));
        assert_eq!(coded[1].code, None);
    }

    #[test]
    fn what_lists_no_enterprises() {
        for text in [
            "甲县光明化工有限公司",
            "甲县大桥集团有限公司加油站（原宏达、顺发加油站）",
            "湖南 光明化工有限公司",
            "甲县光明化工有限公司、甲县永安采石场等11家",
            "危险化学品生产、经营企业4家",
            "甲县光明化工有限公司、乙",
            "加油站、采石场",
            "湘乡市甲机械有限公司（一车间、二车间）",
            "甲、乙联营石料厂",
            "湘乡市张三、李四经营户",
            "湘乡市甲机械有限公司、",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
