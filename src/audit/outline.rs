//! Which paragraph of the report a block belongs to, by its headings: 一（二） is 1.2.

use super::folded::Folded;
use super::numerals::number_at;
use crate::model::{Content, WrittenReport};

/// A block with its place in the outline.
pub struct Passage {
    pub paragraph: String,
    pub line: u32,
    pub folded: Folded,
    /// Headings above it, the outermost first, folded.
    pub headings: Vec<Vec<char>>,
    /// Where the text proper begins, after the number of a heading.
    pub begins: usize,
    pub kind: Kind,
    /// The cells of a table; the folded text is then empty.
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Heading,
    Note,
    Table,
    Furniture,
}

#[derive(Default)]
struct Outline {
    /// Number and heading of each open level.
    open: Vec<(u8, u32, Vec<char>)>,
}

pub fn passages(report: &WrittenReport) -> Vec<Passage> {
    let mut outline = Outline::default();
    report
        .blocks
        .iter()
        .map(|block| {
            let (kind, text, rows, style) = match &block.content {
                Content::Heading(level, text) => {
                    (Kind::Heading, text.as_str(), Vec::new(), Some(*level))
                }
                Content::Text(text) => (Kind::Text, text.as_str(), Vec::new(), None),
                Content::Note(text) => (Kind::Note, text.as_str(), Vec::new(), None),
                Content::Table(rows) => (Kind::Table, "", rows.clone(), None),
                Content::Furniture(text) => (Kind::Furniture, text.as_str(), Vec::new(), None),
            };
            let folded = Folded::of(text);
            let mut begins = 0;
            if matches!(kind, Kind::Text | Kind::Heading) {
                begins = outline.step(&folded, style);
            }
            Passage {
                paragraph: outline.paragraph(),
                line: block.line,
                headings: outline
                    .open
                    .iter()
                    .map(|(_, _, title)| title.clone())
                    .collect(),
                begins,
                kind,
                folded,
                rows,
            }
        })
        .collect()
}

impl Outline {
    /// Enters a heading, if the block begins with one; where its text begins.
    fn step(&mut self, text: &Folded, style: Option<u8>) -> usize {
        let Some((level, number, begins)) = marked(text) else {
            if let Some(level) = style {
                self.enter_unnumbered(level, text);
            }
            return 0;
        };
        // A numbered list inside running text opens no paragraph of its own.
        if level >= 3 && self.open.is_empty() && style.is_none() {
            return begins;
        }
        self.open.retain(|(known, _, _)| *known < level);
        self.open.push((level, number, title(text, begins)));
        begins
    }

    /// A heading by its style alone counts on from the last of its level. The title of the whole
    /// report opens no paragraph.
    fn enter_unnumbered(&mut self, level: u8, text: &Folded) {
        let is_title = text.len() > 4
            && ["报告", "总结", "年报", "情况"]
                .iter()
                .any(|end| text.ends_at(text.len(), end))
            && self.open.is_empty();
        if is_title {
            return;
        }
        let last = self.open.iter().find(|(known, _, _)| *known == level);
        let number = last.map_or(1, |(_, number, _)| number + 1);
        self.open.retain(|(known, _, _)| *known < level);
        self.open.push((level, number, title(text, 0)));
    }

    fn paragraph(&self) -> String {
        let numbers: Vec<String> = self.open.iter().map(|(_, n, _)| n.to_string()).collect();
        match numbers.is_empty() {
            true => "0".to_string(),
            false => numbers.join("."),
        }
    }
}

/// The heading's words: up to the end of its first sentence.
fn title(text: &Folded, begins: usize) -> Vec<char> {
    let (_, end) = text.sentence(begins);
    let end = end.min(begins + 40);
    text.chars[begins..end].to_vec()
}

/// Level, number and where the text begins, of `一、` `（一）` `1.` `（1）` `第一章`.
fn marked(text: &Folded) -> Option<(u8, u32, usize)> {
    let first = text.get(0)?;
    let number = |at: usize| number_at(text, at).filter(|n| n.low == n.high && n.low < 100.0);
    match first {
        '（' => {
            let inner = number(1)?;
            let level = if inner.is_chinese { 2 } else { 4 };
            (text.get(inner.to) == Some('）')).then_some((level, inner.low as u32, inner.to + 1))
        }
        '第' => {
            let inner = number(1)?;
            let is_part = matches!(text.get(inner.to), Some('章' | '节' | '部'));
            let skip = 1 + usize::from(text.starts_at(inner.to, "部分"));
            is_part.then_some((1, inner.low as u32, inner.to + skip))
        }
        _ => {
            let inner = number(0)?;
            let mark = text.get(inner.to)?;
            let level = if inner.is_chinese { 1 } else { 3 };
            let is_mark = mark == '、' || mark == '．' || mark == '.';
            let after_is_digit = text.get(inner.to + 1).is_some_and(|c| c.is_ascii_digit());
            let is_decimal = mark != '、' && after_is_digit;
            (is_mark && !is_decimal && inner.last_place == 1.0).then_some((
                level,
                inner.low as u32,
                inner.to + 1,
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;

    #[test]
    fn paragraphs_are_numbered_as_the_headings_are() {
        let text = |text: &str| Content::Text(text.to_string());
        let lines = [
            (text("某局行政执法报告"), "0"),
            (text("一、基本情况"), "1"),
            (text("（二）检查情况"), "1.2"),
            (text("全年检查三十七次。"), "1.2"),
            (text("1.培训。开展培训两场。"), "1.2.1"),
            (text("二、规范化建设"), "2"),
            (text("(一) 人员。共12人。"), "2.1"),
            (Content::Heading(1, "下一步".into()), "3"),
        ];
        let report = WrittenReport {
            blocks: lines
                .iter()
                .map(|(content, _)| Block {
                    line: 1,
                    content: content.clone(),
                })
                .collect(),
            ..WrittenReport::default()
        };
        let found: Vec<String> = passages(&report).into_iter().map(|p| p.paragraph).collect();
        assert_eq!(found, lines.map(|(_, id)| id.to_string()));
    }
}
