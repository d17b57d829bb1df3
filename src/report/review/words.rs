//! The words of the review workbook: kinds, effects, instructions, and the synonyms in which
//! people write a decision by hand.

use super::items::{About, ReviewItem};
use crate::ground::fold::fold_key;
use crate::model::{Lang, Ruling, Text};

pub fn kind(about: About) -> Text {
    match about {
        About::Pair => Text::new("可能链接", "possible link"),
        About::Inspection => Text::new("有检查无码", "no code"),
        About::Code => Text::new("有码无检查", "no inspection"),
    }
}

/// The hidden word for what a line is about.
pub fn about_name(about: About) -> &'static str {
    match about {
        About::Pair => "pair",
        About::Inspection => "inspection",
        About::Code => "code",
    }
}

pub fn about_of(name: &str) -> Option<About> {
    let all = [About::Pair, About::Inspection, About::Code];
    all.into_iter()
        .find(|about| about_name(*about) == name.trim())
}

/// What a decision moves in the statement.
pub fn effect(item: &ReviewItem) -> Text {
    if item.records == 0 {
        return Text::new("不计入核对表", "not in the statement");
    }
    match (item.about, item.link.is_some(), item.is_taken) {
        (About::Pair, ..) => Text::new(
            format!("{} 条记录由待复核转为已链接或有因差异", item.records),
            format!("{} records leave those under review", item.records),
        ),
        (_, false, _) => Text::new(
            "无候选;确认后原因不变",
            "no candidate; confirming changes no figure",
        ),
        (_, _, true) => Text::new(
            "候选已与另一条记录链接;判为同一次则改链",
            "the candidate is linked elsewhere; “same visit” relinks it",
        ),
        (about, ..) => {
            let (one, other) = match about {
                About::Inspection => ("A99", "B99"),
                _ => ("B99", "A99"),
            };
            Text::new(
                format!("判为同一次则 {one} 减一,对方({other} 等)减一"),
                format!("“same visit” takes one off {one} and one off the other side ({other} …)"),
            )
        }
    }
}

/// Synonyms beside the words of the drop-down, as [`fold_key`] writes them.
const SYNONYMS: [(Ruling, &[&str]); 7] = [
    (
        Ruling::SameVisit,
        &[
            "同一次",
            "同一",
            "相同",
            "是",
            "一致",
            "同",
            "匹配",
            "对应",
            "是同一次检查",
            "SAME",
            "YES",
            "Y",
            "√",
            "1",
        ],
    ),
    (
        Ruling::SecondCode,
        &[
            "重复码",
            "重复赋码",
            "重复",
            "同一次·重复码",
            "SECONDCODE",
            "DUPLICATE",
            "DUPLICATECODE",
        ],
    ),
    (
        Ruling::Different,
        &[
            "不同",
            "不是",
            "否",
            "不是同一次",
            "非同一次",
            "非同一次检查",
            "不一致",
            "不匹配",
            "不同检查",
            "两次检查",
            "不是一次检查",
            "DIFFERENT",
            "NO",
            "N",
            "×",
            "X",
            "0",
        ],
    ),
    (
        Ruling::Unsure,
        &[
            "待定",
            "待核实",
            "不清楚",
            "无法判断",
            "无法确定",
            "存疑",
            "不明",
            "?",
            "UNSURE",
            "UNKNOWN",
            "UNCLEAR",
        ],
    ),
    (
        Ruling::MissedScan,
        &[
            "漏扫",
            "确认漏扫",
            "真漏扫",
            "漏赋码",
            "未赋码",
            "确未赋码",
            "漏码",
            "MISSED",
            "MISSEDSCAN",
        ],
    ),
    (
        Ruling::FalseScan,
        &[
            "虚假扫码",
            "确认虚假扫码",
            "虚假",
            "假扫码",
            "FALSE",
            "FALSESCAN",
        ],
    ),
    (
        Ruling::NoCounterpart,
        &[
            "无对应",
            "确无对应",
            "无对应记录",
            "没有对应记录",
            "NOCOUNTERPART",
            "NONE",
        ],
    ),
];

/// The ruling that a person's words mean; `None` for words that mean none, so that nothing is
/// guessed.
pub fn ruling_of(text: &str) -> Option<Ruling> {
    let plain: String = fold_key(text)
        .chars()
        .filter(|c| !matches!(c, '。' | '.' | ',' | '!' | ';' | '“' | '”' | '"' | '\''))
        .collect();
    let by_word = |ruling: &Ruling| {
        let words = ruling.words();
        [words.zh.as_str(), words.en.as_str(), ruling.name()]
            .iter()
            .any(|word| fold_key(word) == plain)
    };
    let exact = Ruling::ALL.into_iter().find(by_word);
    exact.or_else(|| {
        let known = SYNONYMS
            .iter()
            .find(|(_, words)| words.contains(&plain.as_str()));
        known.map(|(ruling, _)| *ruling)
    })
}

/// The sheet that says how it is done, line by line; a line that begins with `#` is a heading.
pub fn instructions(lang: Lang) -> impl Iterator<Item = &'static str> {
    match lang {
        Lang::Zh => include_str!("instructions_zh.txt").lines(),
        Lang::En => include_str!("instructions_en.txt").lines(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_understood_as_people_write_them() {
        for (text, ruling) in [
            ("同一次检查", Ruling::SameVisit),
            (" 同一次 ", Ruling::SameVisit),
            ("不是同一次检查。", Ruling::Different),
            ("不 同", Ruling::Different),
            ("确为漏扫", Ruling::MissedScan),
            ("same visit", Ruling::SameVisit),
            ("Second code of the visit", Ruling::SecondCode),
            ("false_scan", Ruling::FalseScan),
            ("?", Ruling::Unsure),
        ] {
            assert_eq!(ruling_of(text), Some(ruling), "{text}");
        }
        for text in ["可能吧", "同一次还是不同", "已核", "12"] {
            assert_eq!(ruling_of(text), None, "{text}");
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, words) in SYNONYMS {
            for word in words {
                assert!(seen.insert(*word), "{word}");
            }
        }
        for ruling in Ruling::ALL {
            assert_eq!(ruling_of(&ruling.words().zh), Some(ruling));
            assert_eq!(ruling_of(&ruling.words().en), Some(ruling));
        }
    }
}
