//! Rows below a header that carry no data: totals, subtotals, notes, section titles, page lines.
//! A row is furniture only if nothing but its few filled cells would be lost; whatever looks like a
//! record stays data.

use super::label::{Shape, shape};
use super::sheet::Sheet;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::ground::traditional::into_simplified;
use crate::model::{Cell, Cells, FurnitureKind, RowKind};

const TOTALS: [&str; 9] = [
    "合计",
    "总计",
    "共计",
    "累计",
    "总合计",
    "全部合计",
    "TOTAL",
    "GRANDTOTAL",
    "SUM",
];
const SUBTOTALS: [&str; 9] = [
    "小计",
    "页计",
    "分计",
    "SUBTOTAL",
    "本页",
    "承前页",
    "接前页",
    "过次页",
    "转次页",
];
/// How notes under a table begin.
const NOTES: [&str; 33] = [
    "说明",
    "备注",
    "注:",
    "注1",
    "注,",
    "填表",
    "填报",
    "制表",
    "制单",
    "审核",
    "复核",
    "审批人",
    "经办",
    "分管领导",
    "单位负责人",
    "负责人:",
    "负责人(签",
    "联系人:",
    "联系电话:",
    "报送",
    "打印",
    "导出",
    "数据来源",
    "统计口径",
    "本表",
    "以上",
    "盖章",
    "(盖章",
    "截至",
    "截止",
    "更新时间",
    "NOTE",
    "SOURCE:",
];

/// How the names end by which registers are divided into parts.
const SECTIONS: [&str; 14] = [
    "乡",
    "镇",
    "街道",
    "办事处",
    "中队",
    "大队",
    "科",
    "股",
    "科室",
    "园区",
    "行业",
    "领域",
    "类",
    "季度",
];

/// What the classification of a table's rows needs to know about the table.
pub(super) struct TableShape {
    /// Columns with a header.
    pub width: usize,
    /// The first column holds numbers, dates or codes in most rows.
    pub first_column_valued: bool,
}

impl TableShape {
    pub fn of(sheet: &Sheet, below: usize, width: usize) -> Self {
        let rows = sheet.rows[below..].iter().filter(|row| row.len() > 1);
        let firsts: Vec<Shape> = rows
            .take(20)
            .filter_map(|row| row.get(0))
            .map(shape)
            .collect();
        let valued = |s: &&Shape| matches!(s, Shape::Number | Shape::Date | Shape::Code);
        TableShape {
            width,
            first_column_valued: firsts.iter().filter(valued).count() * 2 > firsts.len(),
        }
    }
}

/// What one row below the header is.
pub(super) fn classify(sheet: &Sheet, index: usize, table: &TableShape) -> RowKind {
    if is_plainly_data(&sheet.rows[index], table) {
        return RowKind::Data;
    }
    let cells = sheet.rows[index].to_vec();
    let filled: Vec<usize> = (0..cells.len()).filter(|c| !cells[*c].is_blank()).collect();
    if filled.is_empty() {
        return RowKind::Furniture(FurnitureKind::Blank);
    }
    let kind = total_kind(&cells, &filled)
        .or_else(|| note_kind(&cells, &filled, table))
        .or_else(|| section_kind(sheet, index, &filled, table));
    kind.map_or(RowKind::Data, RowKind::Furniture)
}

/// Most rows of most tables: more than half filled, and none of the first values can be a total's
/// word or name a pair. Asked first, because everything else takes longer than reading the row.
fn is_plainly_data(row: &Cells, table: &TableShape) -> bool {
    let mut filled = 0;
    for cell in row.iter().filter(|cell| !cell.is_blank()) {
        filled += 1;
        if let Cell::Text(text) = cell
            && filled <= TOTAL_WORD_AMONG
            && text.len() <= TOTAL_BYTES_MAX
            && may_name_a_pair_or_total(text)
        {
            return false;
        }
        if filled >= TOTAL_WORD_AMONG && filled * 2 > table.width {
            return true;
        }
    }
    false
}

/// A total or subtotal: its word in one of the first filled cells, nothing but numbers besides.
fn total_kind(cells: &[Cell], filled: &[usize]) -> Option<FurnitureKind> {
    let (at, kind) =
        filled
            .iter()
            .take(TOTAL_WORD_AMONG)
            .enumerate()
            .find_map(|(at, column)| {
                let kind = total_word(cells[*column])?;
                Some((at, kind))
            })?;
    let before_ok = filled[..at].iter().all(|column| {
        matches!(shape(cells[*column]), Shape::Number | Shape::Label)
            && cells[*column].text().chars().count() <= 8
    });
    let after_ok = filled[at + 1..]
        .iter()
        .all(|column| is_amount(cells[*column]));
    // A breakdown told in words is a remark.
    let in_words = filled.len() == 1 && opening_key(cells[filled[0]]).starts_with("其中");
    // A number before the word is the row's own, unless it is a record with a strange name.
    (before_ok && after_ok && !in_words).then_some(kind)
}

/// A total's word stands among so many first values.
const TOTAL_WORD_AMONG: usize = 2;
/// No word of a total is longer.
const TOTAL_BYTES_MAX: usize = 90;

fn total_word(cell: Cell) -> Option<FurnitureKind> {
    let Cell::Text(text) = cell else {
        return None;
    };
    if text.len() > TOTAL_BYTES_MAX || !may_speak_of_a_total(text) {
        return None;
    }
    let key = into_simplified(fold_key(text));
    let key = key.trim_end_matches(':');
    if SUBTOTALS.contains(&key) {
        return Some(FurnitureKind::Subtotal);
    }
    if key.starts_with("其中") && key.chars().count() <= 14 {
        return Some(FurnitureKind::Subtotal);
    }
    if TOTALS.contains(&key) {
        return Some(FurnitureKind::Total);
    }
    let counted = |rest: &str| {
        let rest = rest.trim_start_matches([':', '(']);
        rest.starts_with(|c: char| c.is_ascii_digit()) || rest.ends_with(')')
    };
    let opening = ["合计", "总计", "共计", "累计", "共有", "共", "总数"];
    if let Some(rest) = opening.iter().find_map(|word| key.strip_prefix(word))
        && counted(rest)
        && !key.contains('页')
        && key.chars().count() <= 24
    {
        return Some(FurnitureKind::Total);
    }
    let ending = ["小计", "合计", "累计"];
    let ends = ending.iter().any(|word| key.ends_with(word));
    (ends && key.chars().count() <= 14).then_some(FurnitureKind::Subtotal)
}

fn may_speak_of_a_total(text: &str) -> bool {
    text.chars().any(is_in_total_words)
        || text.bytes().any(|b| matches!(b, b't' | b'T' | b's' | b'S')) && text.len() <= 24
}

fn is_in_total_words(c: char) -> bool {
    matches!(
        c,
        '计' | '計' | '共' | '总' | '總' | '页' | '頁' | '⻚' | '其'
    )
}

/// Whether a text could be a total's word, or a colon stands in it.
fn may_name_a_pair_or_total(text: &str) -> bool {
    let (mut is_english, mut has_digit) = (false, false);
    let told = text.chars().any(|c| match c {
        '0'..='9' => {
            has_digit = true;
            false
        }
        't' | 'T' | 's' | 'S' => {
            is_english = true;
            false
        }
        ':' | '：' => true,
        _ => c >= '\u{2e80}' && is_in_total_words(c),
    });
    // No English word of a total has a digit; many numbers of records have these letters.
    told || is_english && !has_digit && text.len() <= 24
}

/// A number, a number with its unit, a dash, an error value, or another total's word.
fn is_amount(cell: Cell) -> bool {
    let found = shape(cell);
    if matches!(found, Shape::Number | Shape::Blank) || matches!(cell, Cell::Error(_)) {
        return true;
    }
    let key = opening_key(cell);
    // 共8条, 计 3 家
    let key = key.trim_start_matches(['共', '合', '总', '计', '约', ':', '(']);
    let unit = key.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let counted = unit.len() < key.len() && unit.chars().count() <= 3;
    let plain = !unit.chars().any(|c| c.is_ascii_alphanumeric());
    let units = [
        "元", "万元", "家", "家次", "次", "户", "户次", "条", "项", "起", "份", "人次", "个",
    ];
    is_placeholder(key)
        || units.contains(&key)
        || (counted && plain && found != Shape::Date)
        || (matches!(found, Shape::Label | Shape::Pair) && opening_key(cell).contains('计'))
}

/// Whether a cell begins as the notes and title lines around a table do: `填报单位`, `制表人`.
pub(super) fn opens_note(cell: Cell) -> bool {
    let key = opening_key(cell);
    let header = matches!(key.as_str(), "备注" | "说明");
    !header && NOTES.iter().any(|word| key.starts_with(word))
}

fn note_kind(cells: &[Cell], filled: &[usize], table: &TableShape) -> Option<FurnitureKind> {
    if is_line_of_pairs(cells) {
        return Some(FurnitureKind::Note);
    }
    let few = filled.len() == 1 || filled.len() * 2 <= table.width;
    if !few || matches!(cells[filled[0]], Cell::Number(_) | Cell::Date(_)) {
        return None;
    }
    let first = opening_key(cells[filled[0]]);
    let note = NOTES.iter().any(|word| first.starts_with(word));
    (note || is_page_line(&first) || is_rule(&first)).then_some(FurnitureKind::Note)
}

/// `填表人：| 王五 | 填表日期：2026年1月5日`: every cell names something or says what a name before
/// it asked for.
pub(super) fn is_line_of_pairs(cells: &[Cell]) -> bool {
    let asks = |cell: &Cell| match cell {
        Cell::Text(text) => text.trim_end().ends_with([':', '：']),
        _ => false,
    };
    let mut filled = cells.iter().filter(|cell| !cell.is_blank()).peekable();
    // Few rows get further than this.
    let names = |cell: &&&Cell| matches!(cell, Cell::Text(text) if text.contains([':', '：']));
    if filled.peek().filter(names).is_none() {
        return false;
    }
    let (mut asked, mut count) = (false, 0);
    filled.all(|cell| {
        count += 1;
        let answers = std::mem::replace(&mut asked, asks(cell));
        asked || answers || shape(*cell) == Shape::Pair
    }) && count >= 2
}

/// The folded beginning of a cell: enough to know a note by, however long it is.
fn opening_key(cell: Cell) -> String {
    let opening: String = cell.text().chars().take(60).collect();
    into_simplified(fold_key(&opening))
}

/// `第1页`, `第 1 页 共 3 页`, `1/3页`, `PAGE 1`.
fn is_page_line(key: &str) -> bool {
    let digits = key.chars().any(|c| c.is_ascii_digit());
    let opens = key.starts_with(['第', '共']) || key.starts_with(|c: char| c.is_ascii_digit());
    digits
        && ((key.contains('页') && opens && key.chars().count() <= 16) || key.starts_with("PAGE"))
}

/// A line drawn with characters.
fn is_rule(key: &str) -> bool {
    key.chars().count() >= 4
        && key
            .chars()
            .all(|c| matches!(c, '-' | '=' | '_' | '*' | '─' | '━'))
}

/// A title inside the table: `一、危险化学品`, or a text alone over the table's width.
fn section_kind(
    sheet: &Sheet,
    index: usize,
    filled: &[usize],
    table: &TableShape,
) -> Option<FurnitureKind> {
    let [column] = filled else {
        return None;
    };
    let cell = sheet.rows[index].get(*column)?;
    if table.width < 3 || !matches!(cell, Cell::Text(_)) {
        return None;
    }
    let merged = sheet.merges.beginning_in(index..index + 1).iter();
    let merged = merged
        .filter(|area| area.left == *column)
        .any(|area| (area.right - area.left + 1) * 2 > table.width);
    let key = opening_key(cell);
    let numbered = key.starts_with(|c: char| "(一二三四五六七八九十".contains(c))
        && key.chars().take(5).any(|c| matches!(c, ',' | ')' | '.'));
    let label = matches!(shape(cell), Shape::Label | Shape::Pair);
    let parts = SECTIONS
        .iter()
        .any(|end| key.trim_end_matches(':').ends_with(end));
    let alone = *column == 0 && label && (table.first_column_valued || parts);
    (merged || numbered || alone).then_some(FurnitureKind::Title)
}

/// After the last record, rows with one filled cell are remarks, however they begin.
pub(super) fn mark_tail(
    sheet: &Sheet,
    start: usize,
    kinds: &mut [RowKind],
    width: usize,
    reached: &[bool],
) {
    let is_data = |kind: &RowKind| *kind == RowKind::Data;
    let top = kinds.iter().position(is_data).unwrap_or(0);
    let Some(mut last) = kinds.iter().rposition(is_data) else {
        return;
    };
    for at in (0..=last).rev() {
        if kinds[at] != RowKind::Data {
            continue;
        }
        last = at;
        // A remark begins where the table does; a text alone further right is what a person left
        // of a row.
        let begins = |row: usize| sheet.rows[row].iter().position(|cell| !cell.is_blank());
        let cells = &sheet.rows[start + at];
        let mut filled = cells.iter().filter(|cell| !cell.is_blank());
        let first = filled.next().map(shape);
        let remark = matches!(first, Some(Shape::Label | Shape::Prose | Shape::Pair));
        let edge = begins(start + top).max(Some(1));
        let stands_left = at > top && begins(start + at) <= edge;
        let several = width < 3 || reached[start + at] || filled.next().is_some();
        if several || !remark || !stands_left {
            break;
        }
        kinds[at] = RowKind::Furniture(FurnitureKind::Note);
    }
    // What would open a part within the rows only closes the page below them.
    for kind in &mut kinds[last + 1..] {
        if *kind == RowKind::Furniture(FurnitureKind::Title) {
            *kind = RowKind::Furniture(FurnitureKind::Note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cells: &[&str]) -> RowKind {
        let mut sheet = Sheet::default();
        sheet
            .rows
            .push(cells.iter().map(|text| Cell::of_text(text)).collect());
        let table = TableShape {
            width: 8,
            first_column_valued: true,
        };
        classify(&sheet, 0, &table)
    }

    #[test]
    fn furniture_is_told_from_records() {
        use FurnitureKind::*;
        let furniture: [(&[&str], FurnitureKind); 18] = [
            (&["合计", "", "", "25", "1,200.00"], Total),
            (&["合 计：", "", "", "25家"], Total),
            (&["", "", "总计", "25", "—"], Total),
            (&["共 25 条记录"], Total),
            (&["合计", "共8条", "", "13", "共计 3 家"], Total),
            (&["合计", "1836份"], Total),
            (&["合计", "", "2", "元"], Total),
            (&["东郊乡小计", "", "", "3"], Subtotal),
            (&["东郊乡", "小计", "", "3"], Subtotal),
            (&["12", "合计", "", "3"], Total),
            (&["说明：本表由系统导出"], Note),
            (&["填表人：", "张三", "审核人：", "李四"], Note),
            (&["第 1 页 共 3 页"], Note),
            (&["一、危险化学品"], Title),
            (&["东郊乡"], Title),
            (&["育塅乡："], Title),
            (&["", " ", "\u{a0}"], Blank),
            (&["--------"], Note),
        ];
        for (cells, expected) in furniture {
            assert_eq!(kind(cells), RowKind::Furniture(expected), "{cells:?}");
        }
    }

    #[test]
    fn records_with_strange_names_stay_data() {
        let data: [&[&str]; 6] = [
            &["1", "湘乡市合计商贸有限公司", "2025-03-05", "张三"],
            &["合计", "91430381MAYYYY016K", "2025-03-05"],
            &["3", "共赢加油站", "2025-03-05", "合格"],
            &["4", "", "", "", "", "", "", "备注"],
            &["5", "说明书印刷厂", "2025-03-05", "张三", "李四"],
            &["合计", "张三", "李四", "2025-03-05"],
        ];
        for cells in data {
            assert_eq!(kind(cells), RowKind::Data, "{cells:?}");
        }
    }
}
