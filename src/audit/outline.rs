//! Which paragraph of the report a block belongs to, by its headings: 一（二） is 1.2.

use super::folded::Folded;
use super::numerals::number_at;
use crate::model::{Block, Content, WrittenReport};

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
    /// Whether nothing has stood before.
    is_first: bool,
    /// Number and heading of each open level.
    open: Vec<(u8, u32, Vec<char>)>,
}

pub fn passages(report: &WrittenReport) -> Vec<Passage> {
    let mut outline = Outline {
        is_first: true,
        ..Outline::default()
    };
    let blocks = report.blocks.iter().flat_map(|block| {
        let cells = sentences_of(block);
        std::iter::once((std::borrow::Cow::Borrowed(block), false))
            .chain(cells.map(|cell| (std::borrow::Cow::Owned(cell), true)))
    });
    blocks
        .map(|(block, is_cell)| {
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
            if matches!(kind, Kind::Text | Kind::Heading) && !is_cell {
                begins = outline.step(&folded, style);
                outline.is_first = false;
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

/// A cell that holds sentences is read as they are, behind its table.
fn sentences_of(block: &Block) -> impl Iterator<Item = Block> + '_ {
    let rows = match &block.content {
        Content::Table(rows) => rows.as_slice(),
        _ => &[],
    };
    let line = block.line;
    let is_sentence = |cell: &&String| {
        cell.contains(['，', '。', '；'])
            && cell.chars().count() >= SENTENCE_LENGTH_MIN
            && super::tables::number_cell(cell).is_none()
    };
    let cells = rows.iter().flatten().filter(is_sentence);
    cells.map(move |cell| Block {
        line,
        content: Content::Text(cell.clone()),
    })
}

/// A cell of fewer characters is a word or a figure.
const SENTENCE_LENGTH_MIN: usize = 12;

impl Outline {
    /// Enters a heading, if the block begins with one; where its text begins.
    fn step(&mut self, text: &Folded, style: Option<u8>) -> usize {
        if let Some((numbers, begins)) = decimal(text) {
            self.enter_decimal(&numbers, title(text, begins));
            return begins;
        }
        let Some((level, number, begins)) = before_year(text).or_else(|| marked(text)) else {
            if let Some(level) = style {
                self.enter_unnumbered(level, text);
            }
            return 0;
        };
        // A numbered list inside running text opens no paragraph of its own.
        if level >= 3 && self.open.is_empty() && style.is_none() && !is_title_like(text) {
            return begins;
        }
        self.open.retain(|(known, _, _)| *known < level);
        self.open.push((level, number, title(text, begins)));
        begins
    }

    /// 1.2: stands below 1., which may not have been numbered.
    fn enter_decimal(&mut self, numbers: &[u32], title: Vec<char>) {
        let levels = (DECIMAL_LEVEL..).zip(numbers);
        let known = self
            .open
            .iter()
            .filter(|(level, _, _)| *level >= DECIMAL_LEVEL);
        let same = known
            .zip(&numbers[..numbers.len() - 1])
            .take_while(|((_, number, _), wanted)| number == *wanted)
            .count();
        self.open
            .retain(|(level, _, _)| usize::from(level - 1) < usize::from(DECIMAL_LEVEL) - 1 + same);
        for (level, number) in levels.skip(same) {
            self.open.push((level, *number, Vec::new()));
        }
        if let Some((_, _, last)) = self.open.last_mut() {
            *last = title;
        }
    }

    /// A heading by its style alone counts on from the last of its level. The title of the whole
    /// report opens no paragraph.
    fn enter_unnumbered(&mut self, level: u8, text: &Folded) {
        let is_title = text.len() > 4
            && ["报告", "总结", "年报", "情况"]
                .iter()
                .any(|end| text.ends_at(text.len(), end))
            && self.open.is_empty()
            && self.is_first;
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

/// The level of `1.` among the headings: `1.1` is below it.
const DECIMAL_LEVEL: u8 = 3;

/// Few words and no sentence: a heading rather than an item of a list.
fn is_title_like(text: &Folded) -> bool {
    let is_mark = |c: &char| matches!(c, '，' | '。' | '；' | '：' | '、');
    text.len() <= 25 && !text.chars.iter().skip(2).any(is_mark)
}

/// The numbers of `1.2 检查情况`, and where its words begin: a line of few words, none of them a unit.
fn decimal(text: &Folded) -> Option<(Vec<u32>, usize)> {
    let digits = |c: &&char| c.is_ascii_digit() || **c == '.';
    let to = text.chars.iter().take_while(digits).count();
    let written = text.text(0, to);
    let numbers: Option<Vec<u32>> = written
        .trim_end_matches('.')
        .split('.')
        .map(|part| part.parse().ok().filter(|number| (1..100).contains(number)))
        .collect();
    let numbers = numbers.filter(|numbers| (2..=4).contains(&numbers.len()))?;
    let words = &text.chars[to..];
    let is_word = words.len() >= 3 && words.iter().take(3).all(|c| c.is_alphabetic());
    let is_myriad = matches!(words.first(), Some('万' | '亿' | '倍'));
    (is_word && !is_myriad && is_title_like(text)).then_some((numbers, to))
}

/// `4. 2026年工作安排`: no decimal, for a year follows the point.
fn before_year(text: &Folded) -> Option<(u8, u32, usize)> {
    let to = text.chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let number = text.text(0, to).parse().ok().filter(|_| to <= 2)?;
    let year = text.text(to + 1, to + 5);
    let is_year = text.get(to) == Some('.') && text.get(to + 5) == Some('年');
    (is_year && year.starts_with("20") && year.len() == 4).then_some((
        DECIMAL_LEVEL,
        number,
        to + 1,
    ))
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
