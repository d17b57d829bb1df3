//! Officers' names out of cells that hold several, with certificate numbers and titles.

use crate::ground::fold::{is_placeholder, nfkc};
use crate::ground::surname::begins_with_surname;

const TITLES: [&str; 14] = [
    "执法人员",
    "检查人员",
    "检查组",
    "副大队长",
    "大队长",
    "中队长",
    "组长",
    "队长",
    "主任",
    "局长",
    "股长",
    "科长",
    "队员",
    "组员",
];

/// Names as written, split, sorted, each once.
pub fn read_officers(text: &str) -> Vec<String> {
    if is_placeholder(text) {
        return Vec::new();
    }
    if let Some(names) = plain_names(text) {
        return names;
    }
    let folded = nfkc(text);
    let mut names: Vec<String> = without_brackets(&folded)
        .split(is_separator)
        .flat_map(words)
        .flat_map(|piece| around_and(&piece))
        .map(|piece| name_of(&piece))
        .filter(|name| name.chars().count() >= 2)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// As [`read_officers`], of nothing but Chinese names and what parts them, as nearly all are.
fn plain_names(text: &str) -> Option<Vec<String>> {
    let parts = |c: char| matches!(c, '、' | ',' | ';' | '/' | ' ' | '\u{ff0c}' | '\u{ff1b}');
    let names = |c: char| {
        let joins = matches!(c, '和' | '与' | '及') || is_in_titles(c);
        ('\u{4e00}'..='\u{9fff}').contains(&c) && !joins
    };
    if !text.chars().all(|c| names(c) || parts(c)) {
        return None;
    }
    let pieces = text.split(parts).filter(|piece| !piece.is_empty());
    let mut found = Vec::with_capacity(3);
    for piece in pieces {
        // 张 三 is one name.
        piece.chars().nth(1)?;
        found.push(piece.to_string());
    }
    found.sort();
    found.dedup();
    Some(found)
}

/// Names of several cells together.
pub fn merged(mut names: Vec<String>, more: Vec<String>) -> Vec<String> {
    names.extend(more);
    names.sort();
    names.dedup();
    names
}

/// Bracketed parts are certificate numbers, titles or offices.
fn without_brackets(text: &str) -> String {
    let mut depth = 0u32;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '<' | '《' => depth += 1,
            ')' | ']' | '】' | '〕' | '>' | '》' => {
                depth = depth.saturating_sub(1);
                // A closing bracket parts two names where nothing else does.
                out.push('\u{1}');
            }
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '、' | ',' | ';' | '/' | '|' | '\n' | '\r' | '\t' | '\\' | '+' | '&' | '。' | ':' | '\u{1}'
    )
}

/// The blank-separated words of a piece; 张 三 is one name.
fn words(piece: &str) -> Vec<String> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let single = |word: &&str| word.chars().count() == 1;
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for word in &words {
        match (single(word), open) {
            (true, true) => {
                if let Some(last) = out.last_mut() {
                    last.push_str(word);
                }
                open = false;
            }
            (alone, _) => {
                out.push((*word).to_string());
                open = alone;
            }
        }
    }
    out
}

/// 张三和李四 is two names, 李和平 is one: both sides must begin with a surname.
fn around_and(piece: &str) -> Vec<String> {
    let is_name = |side: &str| (2..=4).contains(&side.chars().count()) && begins_with_surname(side);
    let parted = piece
        .match_indices(['和', '与', '及'])
        .map(|(at, and)| (&piece[..at], &piece[at + and.len()..]))
        .find(|(one, other)| is_name(one) && is_name(other));
    match parted {
        Some((one, other)) => vec![one.to_string(), other.to_string()],
        None => vec![piece.to_string()],
    }
}

fn is_in_titles(c: char) -> bool {
    matches!(
        c,
        '执' | '检'
            | '副'
            | '大'
            | '中'
            | '组'
            | '队'
            | '主'
            | '局'
            | '股'
            | '科'
            | '任'
            | '长'
            | '员'
            | '证'
            | '号'
            | '等'
            | '人'
    )
}

/// The name itself: no digits, no Latin, no title, no 等3人.
fn name_of(piece: &str) -> String {
    if (piece.chars()).all(|c| matches!(c, '\u{4e00}'..='\u{9fff}') && !is_in_titles(c)) {
        return piece.to_string();
    }
    let mut name: String = piece
        .chars()
        .filter(|c| !c.is_ascii() && !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'))
        .collect();
    for title in TITLES {
        if let Some(rest) = name
            .strip_prefix(title)
            .or_else(|| name.strip_suffix(title))
        {
            name = rest.to_string();
        }
    }
    let name = name.trim_end_matches("证号").trim_end_matches("执法证");
    let name = name.strip_suffix('人').unwrap_or(name);
    let name = name.strip_suffix('等').unwrap_or(name);
    name.to_string()
}

/// Whether the text reads as one or more persons' names.
pub fn is_people(text: &str) -> bool {
    let names = read_officers(text);
    let person = |name: &String| {
        let length = name.chars().count();
        (2..=4).contains(&length)
            && begins_with_surname(name)
            && !["计划", "局", "镇", "队", "公司", "厂"]
                .iter()
                .any(|word| name.contains(word))
    };
    !names.is_empty() && names.iter().all(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_found() {
        for (text, names) in [
            ("张三、李四", vec!["张三", "李四"]),
            ("李四，张三", vec!["张三", "李四"]),
            ("张三,李四;王小五", vec!["张三", "李四", "王小五"]),
            ("张三 李四", vec!["张三", "李四"]),
            ("张 三、李 四", vec!["张三", "李四"]),
            (
                "张三(18030100123)、李四（18030100124）",
                vec!["张三", "李四"],
            ),
            (
                "张三（18030100123）李四（18030100124）",
                vec!["张三", "李四"],
            ),
            ("张三18030100123/李四18030100124", vec!["张三", "李四"]),
            ("执法人员：张三\n李四", vec!["张三", "李四"]),
            ("张三(组长) 李四 张三", vec!["张三", "李四"]),
            ("张三、李四等3人", vec!["张三", "李四"]),
            ("欧阳文杰", vec!["欧阳文杰"]),
            ("张三和李四", vec!["张三", "李四"]),
            ("李和平和张三", vec!["李和平", "张三"]),
            ("李和平", vec!["李和平"]),
            ("无", vec![]),
            ("", vec![]),
        ] {
            let mut names = names;
            names.sort();
            assert_eq!(read_officers(text), names, "{text}");
        }
    }

    #[test]
    fn people_are_told_from_other_words() {
        assert!(is_people("张三、李四"));
        for text in [
            "计划执法",
            "湘乡市应急管理局",
            "2025-03-05",
            "已完成",
            "山枣镇",
            "是",
        ] {
            assert!(!is_people(text), "{text}");
        }
    }
}
