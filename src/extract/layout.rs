//! The tables of one sheet: each with its header, and a kind for every row from the first to the
//! last used one.

use super::furniture::{TableShape, classify, is_line_of_pairs, mark_tail, opens_note};
use super::header::{Header, find_header};
use super::label::{Shape, is_header_word, shape};
use super::merged_rows::reached_rows;
use super::sheet::{Sheet, is_blank_row};
use crate::ground::fold::{fold_key, is_invisible};
use crate::model::{Cell, Cells, FurnitureKind, RowKind};

/// Rows `start..start + kinds.len()` of a sheet, 0-based.
#[derive(Debug)]
pub(super) struct Block {
    pub start: usize,
    /// `None`: no header was recognised, every row with content is data.
    pub header: Option<Header>,
    pub kinds: Vec<RowKind>,
}

/// Rows per table that are examined as the header of another; real sheets need a handful.
const TRIALS_MAX: usize = 300;
/// Rows that are looked at for the header of another table.
const LOOKED_AT: usize = 60;
/// Cells that are looked at in one sheet to tell its tables apart; after that, all that is left is
/// one table. A sheet of twenty columns may ask eight thousand times.
const LOOKS_MAX: usize = 10_000_000;

/// Characters of the heading of a page of notes.
const NOTES_HEADING_MAX: usize = 12;

/// What may still be looked at.
struct Looks {
    trials: usize,
    cells: usize,
}

impl Looks {
    /// Whether the header of another table may be looked for once more.
    fn spend(&mut self, sheet: &Sheet) -> bool {
        let price = LOOKED_AT * (sheet.width + 1);
        let allowed = self.trials > 0 && self.cells >= price;
        if allowed {
            self.trials -= 1;
            self.cells -= price;
        }
        allowed
    }
}

const TITLE: RowKind = RowKind::Furniture(FurnitureKind::Title);
const HEADER: RowKind = RowKind::Furniture(FurnitureKind::Header);
const BLANK: RowKind = RowKind::Furniture(FurnitureKind::Blank);

/// Splits a sheet into tables, one below the other. Together they hold every row exactly once.
pub(super) fn lay_out(sheet: &Sheet) -> Vec<Block> {
    let rows = sheet.rows.len();
    let reached = reached_rows(sheet);
    let mut blocks: Vec<Block> = Vec::new();
    let mut start = 0;
    let mut looks = Looks {
        trials: TRIALS_MAX,
        cells: LOOKS_MAX,
    };
    if is_page_of_notes(sheet) {
        blocks.push(page_of_notes(sheet));
        start = rows;
    }
    while start < rows {
        looks.trials = TRIALS_MAX;
        let block = match find_header(sheet, start, rows) {
            Some(header) => fill_block(sheet, start, header, &reached, &mut looks),
            None => unheaded_block(sheet, start),
        };
        start += block.kinds.len();
        blocks.push(block);
    }
    let held: usize = blocks.iter().map(|block| block.kinds.len()).sum();
    assert_eq!(held, rows, "every row stands in exactly one table");
    blocks
}

/// The rows from `start` on without a header: whatever has content is data.
pub(super) fn unheaded_block(sheet: &Sheet, start: usize) -> Block {
    let kind = |row: &Cells| match is_blank_row(row) {
        true => BLANK,
        false => RowKind::Data,
    };
    Block {
        start,
        header: None,
        kinds: sheet.rows[start..].iter().map(kind).collect(),
    }
}

/// A sheet beside the tables that says how to fill them in: a heading of few words and sentences
/// below it, each alone in its row.
fn is_page_of_notes(sheet: &Sheet) -> bool {
    let mut lines = sheet.rows.iter().filter(|row| !is_blank_row(row));
    let alone = |row: &Cells| match (filled(row), row.iter().find(|cell| !cell.is_blank())) {
        (1, Some(Cell::Text(text))) => Some(text.trim().to_string()),
        _ => None,
    };
    let heading = lines.next().and_then(alone);
    let heads = |text: &str| {
        text.chars().count() <= NOTES_HEADING_MAX
            && ["说明", "须知", "注意事项"]
                .iter()
                .any(|word| text.ends_with(word))
    };
    heading.is_some_and(|text| heads(text.trim_end_matches([':', '：'])))
        && lines.all(|row| alone(row).is_some_and(|text| is_sentence(&text)))
}

/// Whether a line is numbered as the points of a note are, or ends as a sentence does.
fn is_sentence(line: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十（）()".contains(c);
    let rest = line.trim_start_matches(number);
    let numbered = rest.len() < line.len() && rest.starts_with(['.', '、', '．', ' ']);
    let bracketed = line.starts_with(['（', '(']) && rest.len() < line.len();
    numbered || bracketed || line.ends_with(['。', '；', ';', '！', '：', ':'])
}

fn page_of_notes(sheet: &Sheet) -> Block {
    let mut heading = true;
    let kind = |row: &Cells| match is_blank_row(row) {
        true => BLANK,
        false if std::mem::take(&mut heading) => TITLE,
        false => RowKind::Furniture(FurnitureKind::Note),
    };
    Block {
        start: 0,
        header: None,
        kinds: sheet.rows.iter().map(kind).collect(),
    }
}

/// The rows of one table, up to where the next one begins.
fn fill_block(
    sheet: &Sheet,
    start: usize,
    header: Header,
    reached: &[bool],
    looks: &mut Looks,
) -> Block {
    let mut kinds: Vec<RowKind> = (start..header.first)
        .map(|index| match is_blank_row(&sheet.rows[index]) {
            true => BLANK,
            false => TITLE,
        })
        .collect();
    kinds.extend((header.first..=header.last).map(|_| HEADER));
    let width = header.names.iter().filter(|name| !name.is_empty()).count();
    let table = TableShape::of(sheet, header.last + 1, width);
    let below = header.last + 1;
    let levels = sheet.rows[header.first..below].iter().map(Cells::to_vec);
    let levels: Vec<Vec<Cell>> = levels.collect();
    for index in below..sheet.rows.len() {
        if is_repeated_header(&sheet.rows[index], &levels) {
            mark_page_titles(sheet, start, below, &mut kinds);
            kinds.push(HEADER);
            continue;
        }
        let is_sparse = || !has_more_filled(&sheet.rows[index - 1], width / 3);
        let gap = index > below && (kinds.last() != Some(&RowKind::Data) || is_sparse());
        let may_start = gap || is_row_of_words(&sheet.rows[index]);
        if may_start && starts_table(sheet, index, &header, gap, looks) {
            let begin = title_rows_above(sheet, below, index);
            kinds.truncate(begin - start);
            break;
        }
        // A row that merged cells tie to the record above it is a part of that record.
        let tied = reached.get(index) == Some(&true) && kinds.last() == Some(&RowKind::Data);
        kinds.push(match classify(sheet, index, &table) {
            RowKind::Furniture(FurnitureKind::Title | FurnitureKind::Note) if tied => RowKind::Data,
            kind => kind,
        });
    }
    mark_tail(sheet, start, &mut kinds, width, reached);
    Block {
        start,
        header: Some(header),
        kinds,
    }
}

fn has_more_filled(row: &Cells, count: usize) -> bool {
    let mut filled = row.iter().filter(|cell| !cell.is_blank());
    filled.nth(count).is_some()
}

fn filled(row: &Cells) -> usize {
    row.iter().filter(|cell| !cell.is_blank()).count()
}

/// Whether a row repeats a level of the header, as at the top of each printed page.
fn is_repeated_header(row: &Cells, levels: &[Vec<Cell>]) -> bool {
    levels.iter().any(|level| {
        let (mut same, mut all) = (0, 0);
        let width = level.len();
        let (mut own, mut other) = (row.iter(), level.iter().copied());
        loop {
            let (own, other) = match (own.next(), other.next()) {
                (None, None) => break,
                (own, other) => (own.unwrap_or_default(), other.unwrap_or_default()),
            };
            match (own.is_blank(), other.is_blank()) {
                (true, true) => continue,
                (false, false) if is_same_text(own, other) => same += 1,
                _ => {}
            }
            all += 1;
            if (all - same) * 5 > width {
                return false;
            }
        }
        same >= 2 && same * 5 >= all * 4
    })
}

fn is_same_text(one: Cell, other: Cell) -> bool {
    match (one, other) {
        (Cell::Text(one), Cell::Text(other)) => {
            one.len().abs_diff(other.len()) < 12
                && may_begin_alike(one, other)
                && (one == other || fold_key(one) == fold_key(other))
        }
        _ => one == other,
    }
}

/// Whether folding could make two texts equal, by their first characters: cheap, and most texts
/// differ there.
fn may_begin_alike(one: &str, other: &str) -> bool {
    // Of two Chinese characters the three bytes differ.
    let bytes = |text: &str| text.as_bytes().first_chunk::<3>().copied();
    if let (Some(one), Some(other)) = (bytes(one), bytes(other))
        && matches!((one[0], other[0]), (0xe5..=0xe9, 0xe5..=0xe9))
    {
        return one == other;
    }
    let first = |text: &str| text.chars().find(|c| !is_invisible(*c));
    let plain = |c: char| c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    match (first(one), first(other)) {
        (Some(one), Some(other)) if plain(one) && plain(other) => one.eq_ignore_ascii_case(&other),
        _ => true,
    }
}

/// The title lines printed above a repeated header are not records.
fn mark_page_titles(sheet: &Sheet, start: usize, below: usize, kinds: &mut [RowKind]) {
    for at in (below - start..kinds.len()).rev() {
        let few = filled(&sheet.rows[start + at]) <= 2;
        match kinds[at] {
            RowKind::Data if few => kinds[at] = TITLE,
            RowKind::Data => break,
            RowKind::Furniture(_) => {}
        }
    }
}

/// Whether no cell begins as a number, a date or a code does: cheap, and few rows of data do
/// without.
fn is_row_of_words(row: &Cells) -> bool {
    let mut words = 0;
    for cell in row.iter() {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) if !text.starts_with(|c: char| c.is_ascii_digit()) => words += 1,
            _ => return false,
        }
    }
    words >= 3
}

/// Whether another table's header stands in this row. After a gap in the data most of its words
/// are known or it stands over values of another kind; within the data nearly all are known.
fn starts_table(
    sheet: &Sheet,
    index: usize,
    header: &Header,
    gap: bool,
    looks: &mut Looks,
) -> bool {
    let row = sheet.rows[index].to_vec();
    let shapes: Vec<Shape> = row.iter().copied().map(shape).collect();
    let labels: Vec<usize> = (0..row.len())
        .filter(|c| shapes[*c] == Shape::Label)
        .collect();
    let others = shapes.iter().filter(|s| **s != Shape::Blank).count() - labels.len();
    if labels.len() < 2 || others * 5 > labels.len() {
        return false;
    }
    if !gap && (others > 0 || !is_header_word(&row[labels[0]].text())) {
        return false;
    }
    let words = labels
        .iter()
        .filter(|c| is_header_word(&row[**c].text()))
        .count();
    // The lines of names and values at the foot of a page.
    let first = row.iter().find(|cell| !cell.is_blank());
    let is_foot = first.is_some_and(|cell| opens_note(*cell)) && words < labels.len();
    if is_foot || is_line_of_pairs(&row) {
        return false;
    }
    let known = match gap {
        true => words * 2 >= labels.len(),
        false => words >= 3 && words * 5 >= labels.len() * 4,
    };
    let unlike = || {
        let above = (header.last + 1..index)
            .rev()
            .take(60)
            .find(|at| filled(&sheet.rows[*at]) > 2);
        let last = above.map(|at| &sheet.rows[at]);
        let valued = |column: &&usize| {
            let cell = last.and_then(|row| row.get(**column));
            cell.is_some_and(|cell| !matches!(shape(cell), Shape::Label | Shape::Blank))
        };
        let gap = is_blank_row(&sheet.rows[index - 1]) || filled(&sheet.rows[index - 1]) == 1;
        gap && others == 0 && labels.iter().filter(valued).count() >= 2
    };
    if (!known && (!gap || !unlike())) || !looks.spend(sheet) {
        return false;
    }
    let end = sheet.rows.len().min(index + LOOKED_AT);
    find_header(sheet, index, end).is_some_and(|found| found.first == index)
}

/// The title lines directly above a new header belong to its table.
fn title_rows_above(sheet: &Sheet, below: usize, header: usize) -> usize {
    let mut begin = header;
    while begin > below && matches!(filled(&sheet.rows[begin - 1]), 1 | 2) {
        let total = super::furniture::classify(
            sheet,
            begin - 1,
            &TableShape {
                width: 8,
                first_column_valued: false,
            },
        );
        if matches!(
            total,
            RowKind::Furniture(FurnitureKind::Total | FurnitureKind::Subtotal)
        ) {
            break;
        }
        begin -= 1;
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter per row: T title, H header, b blank, s subtotal, t total, n note, d data; tables
    /// are separated by a slash.
    fn laid_out(rows: &[&str]) -> String {
        let mut sheet = Sheet::default();
        let cells = |row: &&str| row.split('|').map(Cell::of_text).collect();
        sheet.rows = rows.iter().map(cells).collect();
        let letter = |kind: &RowKind| match kind {
            RowKind::Data => 'd',
            RowKind::Furniture(FurnitureKind::Title) => 'T',
            RowKind::Furniture(FurnitureKind::Header) => 'H',
            RowKind::Furniture(FurnitureKind::Blank) => 'b',
            RowKind::Furniture(FurnitureKind::Subtotal) => 's',
            RowKind::Furniture(FurnitureKind::Total) => 't',
            RowKind::Furniture(FurnitureKind::Note) => 'n',
        };
        let blocks = lay_out(&sheet);
        let texts: Vec<String> = blocks
            .iter()
            .map(|block| block.kinds.iter().map(letter).collect())
            .collect();
        texts.join("/")
    }

    const REGISTER: [&str; 4] = [
        "序号|企业名称|检查时间|检查人员|检查结果",
        "1|甲厂|2025-03-05|张三、李四|合格",
        "2|乙厂|2025-03-06|张三、王五|责令整改",
        "3|丙厂|2025-03-07|张三、李四|合格",
    ];

    #[test]
    fn pages_with_titles_headers_and_sums() {
        let [header, one, two, three] = REGISTER;
        let rows = [
            "检查记录台账",
            header,
            one,
            "小计|1",
            "第1页 共2页",
            "",
            "检查记录台账",
            header,
            two,
            three,
            "小计|2",
            "合计|3",
            "填表人：张三||审核人：李四",
            "以上数据由系统生成",
        ];
        assert_eq!(laid_out(&rows), "THdsnbTHddstnn");
    }

    #[test]
    fn a_page_of_notes_is_no_table() {
        let notes = ["填报说明", "1.本表由各股室填报", "二、检查日期为到场日期。"];
        assert_eq!(laid_out(&notes), "Tnn");
        assert_eq!(laid_out(&["企业名称", "甲厂", "乙厂"]), "Hdd");
    }

    #[test]
    fn tables_one_below_the_other_are_apart() {
        let [header, one, two, three] = REGISTER;
        let rows = [
            "台账一",
            header,
            one,
            two,
            "合计|2",
            "",
            "台账二",
            "赋码编号|检查企业|扫码时间|状态",
            "JC2025001|甲厂|2025-03-05|已完成",
            "JC2025002|乙厂|2025-03-06|已完成",
        ];
        assert_eq!(laid_out(&rows), "THddtb/THdd");
        let unknown = [
            header,
            one,
            two,
            three,
            "",
            "甲方|乙项|丙况|丁类",
            "某厂|2025-01-02|7|x",
        ];
        assert_eq!(laid_out(&unknown), "Hdddb/Hd");
    }

    #[test]
    fn a_plain_register_is_all_data() {
        let [header, one, two, three] = REGISTER;
        assert_eq!(laid_out(&[header, one, two, three]), "Hddd");
        assert_eq!(laid_out(&[header, one, "", two, "", three]), "Hdbdbd");
        assert_eq!(laid_out(&[one, two, three]), "ddd");
        assert_eq!(laid_out(&[]), "");
    }
}
