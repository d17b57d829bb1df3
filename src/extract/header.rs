//! Where a table's header stands: under title rows, over one or several levels, with words known or
//! unknown. A header is a row of short, different texts over columns whose values look otherwise.

use super::furniture::opens_note;
use super::label::{Shape, is_header_word, shape};
use super::sheet::{Area, Sheet, is_blank_row};
use crate::ground::fold::fold_key;
use crate::model::{Cell, Cells};

/// Rows with content that are looked at from the top of a table.
const WINDOW: usize = 40;
/// Rows below a candidate that its labels are compared with.
const BELOW: usize = 12;
const LEVELS_MAX: usize = 5;

/// A header found: its rows (0-based, inclusive) and the text of each column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    pub first: usize,
    pub last: usize,
    pub names: Vec<String>,
}

/// One row's cells as a header sees them.
struct Row {
    index: usize,
    /// Shape by column; blanks included.
    shapes: Vec<Shape>,
    filled: usize,
    labels: usize,
}

impl Row {
    fn is_filled(&self, column: usize) -> bool {
        self.shapes.get(column).is_some_and(|s| *s != Shape::Blank)
    }
}

fn look_at(sheet: &Sheet, index: usize) -> Row {
    let shapes: Vec<Shape> = sheet.rows[index].iter().map(shape).collect();
    let filled = shapes.iter().filter(|s| **s != Shape::Blank).count();
    let labels = shapes.iter().filter(|s| **s == Shape::Label).count();
    Row {
        index,
        shapes,
        filled,
        labels,
    }
}

/// The header of the table that begins at row `start` and ends before row `end`.
pub(super) fn find_header(sheet: &Sheet, start: usize, end: usize) -> Option<Header> {
    let window: Vec<Row> = (start..end)
        .filter(|index| !is_blank_row(&sheet.rows[*index]))
        .take(WINDOW + BELOW)
        .map(|index| look_at(sheet, index))
        .collect();
    let width = window.iter().map(|row| row.filled).max()?;
    let candidates: Vec<(usize, Candidate)> = (0..window.len().min(WINDOW))
        .filter_map(|at| Some((at, header_score(sheet, &window, at, width)?)))
        .collect();
    let main = window[choose(sheet, &window, &candidates)?].index;
    let first = extend_up(sheet, start, main);
    let last = extend_down(sheet, main, end);
    let names = join_levels(sheet, first, last);
    Some(Header { first, last, names })
}

/// A row that may be the header.
struct Candidate {
    score: f64,
    /// Its words are known, or its columns hold another kind of value below.
    plain: bool,
}

/// The best candidate, or one above it that has records of its own in between: then the best one
/// heads a later page or another table.
fn choose(sheet: &Sheet, window: &[Row], candidates: &[(usize, Candidate)]) -> Option<usize> {
    let mut best: Option<&(usize, Candidate)> = None;
    for candidate in candidates {
        if best.is_none_or(|other| candidate.1.score > other.1.score) {
            best = Some(candidate);
        }
    }
    let (best, _) = best?;
    let first = candidates.iter().find(|(at, candidate)| {
        let row = &window[*at];
        let is_record = |below: &&Row| {
            let valued = |s: &&Shape| matches!(s, Shape::Date | Shape::Code | Shape::Number);
            below.filled * 2 >= row.filled && below.shapes.iter().any(|s| valued(&s))
        };
        let mut cells = sheet.rows[row.index].iter().filter(|cell| !cell.is_blank());
        candidate.plain
            && *at < *best
            && window[at + 1..*best].iter().any(|below| is_record(&below))
            && !cells.next().is_some_and(opens_note)
    });
    Some(first.map_or(*best, |(at, _)| *at))
}

/// How much a row looks like the header of the rows below it; `None` if it cannot be one.
fn header_score(sheet: &Sheet, window: &[Row], at: usize, width: usize) -> Option<Candidate> {
    let row = &window[at];
    let cells = sheet.rows[row.index].to_vec();
    let label_share = row.labels as f64 / row.filled as f64;
    if row.labels == 0 || label_share < 0.7 || (row.filled == 1 && width > 1) {
        return None;
    }
    let columns: Vec<usize> = (0..cells.len())
        .filter(|column| row.shapes[*column] == Shape::Label)
        .collect();
    let known = |column: &&usize| is_header_word(&cells[**column].text());
    let words = columns.iter().filter(known).count() as f64 / columns.len() as f64;
    let cover = spanned_columns(sheet, row, width) as f64 / width as f64;
    let valued = row
        .shapes
        .iter()
        .any(|s| matches!(s, Shape::Date | Shape::Code));
    let (contrast, recurring) = compare_below(sheet, window, at, &columns);
    // A column of sentences under a word is an instruction, not a table.
    let one_word = width == 1 && (words == 0.0 || is_prose_below(&window[at + 1..]));
    // Words never seen make a header only in the first full row.
    let full_above = window[..at]
        .iter()
        .filter(|above| above.filled * 5 > width * 3);
    let late = || {
        full_above
            .clone()
            .any(|above| !is_group_row(sheet, above, row))
    };
    let looks_like_data = words < 0.3 && (valued || recurring > 0.3 || label_share < 0.8 || late());
    if cover < 0.5 && words < 0.7 || cover < 0.25 || one_word || looks_like_data {
        return None;
    }
    let mut keys: Vec<String> = columns
        .iter()
        .map(|c| fold_key(&cells[*c].text()))
        .collect();
    keys.sort();
    keys.dedup();
    let different = keys.len() as f64 / columns.len() as f64;
    let score = 2.0 * cover + 2.0 * words + 1.5 * contrast + different;
    Some(Candidate {
        score: score - 2.0 * recurring - 3.0 * (1.0 - label_share) - 0.06 * at as f64,
        plain: row.filled >= 2 && (words >= 0.5 || (contrast >= 0.4 && recurring == 0.0)),
    })
}

fn is_prose_below(below: &[Row]) -> bool {
    let prose = below
        .iter()
        .filter(|row| row.shapes.contains(&Shape::Prose));
    prose.count() * 2 > below.len()
}

/// Columns that the row's cells stand over. A cell merged over nearly the whole table is a title.
fn spanned_columns(sheet: &Sheet, row: &Row, width: usize) -> usize {
    let mut covered: Vec<bool> = row.shapes.iter().map(|s| *s != Shape::Blank).collect();
    for (area, cell) in merged_over(sheet, row.index) {
        let across = area.right - area.left + 1;
        if area.top == row.index && across * 10 > width * 8 && across > 2 {
            continue;
        }
        let filled = !cell.is_blank();
        let right = area.right.min(area.left + width);
        if filled && covered.len() <= right {
            covered.resize(right + 1, false);
        }
        if filled {
            covered[area.left..=right].fill(true);
        }
    }
    covered.iter().filter(|c| **c).count().min(width)
}

/// The merged areas over a row, each with its cell: those that begin in the rows above which may be
/// levels of the same header.
fn merged_over(sheet: &Sheet, row: usize) -> Vec<(Area, Cell<'_>)> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut unpacked = None;
    let near = |area: &Area| row - area.top <= LEVELS_MAX;
    let areas = sheet.merges.covering(row).into_iter().filter(near);
    areas
        .map(|area| {
            if unpacked != Some(area.top) {
                unpacked = Some(area.top);
                cells = sheet.rows[area.top].to_vec();
            }
            let cell = cells.get(area.left).copied();
            (area, cell.unwrap_or_default())
        })
        .collect()
}

/// Share of the labels whose columns hold another kind of value below, and share of those that are
/// found again as a value below. A repetition of the whole row, as on each page, says nothing.
fn compare_below(sheet: &Sheet, window: &[Row], at: usize, columns: &[usize]) -> (f64, f64) {
    let own = &sheet.rows[window[at].index];
    let below: Vec<&Row> = window[at + 1..]
        .iter()
        .take(BELOW)
        .filter(|row| sheet.rows[row.index] != *own)
        .collect();
    let own = own.to_vec();
    let cells: Vec<Vec<Cell>> = below
        .iter()
        .map(|row| sheet.rows[row.index].to_vec())
        .collect();
    let (mut contrast, mut recurring) = (0, 0);
    for column in columns {
        let shapes = below.iter().filter_map(|row| row.shapes.get(*column));
        let shapes: Vec<&Shape> = shapes.filter(|s| **s != Shape::Blank).collect();
        let other = shapes.iter().filter(|s| ***s != Shape::Label).count();
        contrast += usize::from(other * 2 > shapes.len());
        let again = |cells: &Vec<Cell>| cells.get(*column) == own.get(*column);
        recurring += usize::from(cells.iter().any(again));
    }
    let share = |count: usize| count as f64 / columns.len() as f64;
    (share(contrast), share(recurring))
}

/// Group titles directly above the main row.
fn extend_up(sheet: &Sheet, start: usize, main: usize) -> usize {
    let mut first = main;
    let mut below = look_at(sheet, main);
    while first > start && main - first + 1 < LEVELS_MAX {
        let above = look_at(sheet, first - 1);
        if !is_group_row(sheet, &above, &below) {
            break;
        }
        first -= 1;
        below = above;
    }
    first
}

/// Whether a row is a level above the one below it: two or more labels, each over a label of its
/// own, and at least one of them over several columns.
fn is_group_row(sheet: &Sheet, row: &Row, below: &Row) -> bool {
    let (upper, lower) = (row.index, below.index);
    let mut cells = sheet.rows[upper].iter().filter(|cell| !cell.is_blank());
    if row.labels < 2 || row.labels < row.filled || cells.next().is_some_and(opens_note) {
        return false;
    }
    let filled = |column: usize| below.is_filled(column);
    let mut merged = sheet.merges.beginning_in(upper..upper + 1).iter();
    let has_merge = merged.any(|area| area.right > area.left || area.bottom >= lower);
    let groups = (0..row.shapes.len()).filter(|column| row.shapes[*column] == Shape::Label);
    let over_several = groups.clone().any(|column| {
        let blank = row
            .shapes
            .get(column + 1)
            .is_none_or(|s| *s == Shape::Blank);
        blank && filled(column) && filled(column + 1)
    });
    below.labels >= below.filled.saturating_sub(1)
        && row.filled < below.filled + groups.clone().filter(|column| !filled(*column)).count()
        && (has_merge
            || (over_several && groups.clone().all(filled))
            || is_lower_level(sheet, upper, upper, lower))
}

/// Levels below the main row, and the row of column numbers that statistical forms have.
fn extend_down(sheet: &Sheet, main: usize, end: usize) -> usize {
    let mut last = main;
    while last + 1 < end && last - main + 1 < LEVELS_MAX {
        let next = last + 1;
        let mut over = merged_over(sheet, next).into_iter();
        let merged = over.any(|(area, cell)| {
            (main..=last).contains(&area.top)
                && area.bottom - area.top < LEVELS_MAX
                && !cell.is_blank()
        });
        if merged || is_lower_level(sheet, main, last, next) {
            last = next;
        } else {
            break;
        }
    }
    match last + 1 < end && is_column_numbers(&sheet.rows[last + 1]) {
        true => last + 1,
        false => last,
    }
}

/// Without merged cells: the next row holds labels only, fills gaps of the level above, and leaves
/// gaps where that level has a label of its own.
fn is_lower_level(sheet: &Sheet, main: usize, last: usize, next: usize) -> bool {
    let row = look_at(sheet, next);
    if !is_all_labels(&row) {
        return false;
    }
    let levels: Vec<Row> = (main..=last).map(|index| look_at(sheet, index)).collect();
    let deeper = (next + 1 < sheet.rows.len()).then(|| look_at(sheet, next + 1));
    let deeper = deeper.filter(is_all_labels);
    let above = |column: usize| levels.iter().any(|level| level.is_filled(column));
    let rows = levels.iter().chain([&row]).chain(&deeper);
    let width = rows.map(|row| row.shapes.len()).max().unwrap_or(0);
    // Columns from a group's second to the one before the next label above: filled here, or, where
    // this is a group within the group, in the level below.
    let rest_of_group = |column: usize| {
        let mut rest = (column + 1..width).take_while(|next| !above(*next));
        let below = |column| deeper.as_ref().is_some_and(|row| row.is_filled(column));
        rest.any(|column| row.is_filled(column) || below(column))
    };
    let (mut fills, mut leaves, mut clashes) = (0, 0, 0);
    for column in 0..width {
        match (above(column), row.is_filled(column)) {
            (false, true) => fills += 1,
            (true, false) => leaves += 1,
            // The first column of a group has both.
            (true, true) if rest_of_group(column) => {}
            (true, true) => clashes += 1,
            (false, false) => {}
        }
    }
    fills > 0 && leaves > 0 && clashes == 0
}

fn is_all_labels(row: &Row) -> bool {
    row.labels >= 2 && row.labels == row.filled
}

/// `1 2 3 4 …`, `甲 乙 1 2 …` or `(1) (2) (3)=(1)+(2) …` under the header.
fn is_column_numbers(cells: &Cells) -> bool {
    let texts: Vec<String> = cells
        .iter()
        .filter(|cell| !cell.is_blank())
        .map(|cell| fold_key(&cell.text()))
        .collect();
    let is_letter = |text: &&String| {
        matches!(
            text.as_str(),
            "甲" | "乙" | "丙" | "丁" | "戊" | "己" | "A" | "B" | "C" | "D" | "栏次"
        )
    };
    let letters = texts.iter().take_while(is_letter).count();
    let number = |text: &String| {
        let own = text.split('=').next().unwrap_or_default();
        own.trim_matches(['(', ')']).parse::<usize>().ok()
    };
    let numbers: Vec<Option<usize>> = texts[letters..].iter().map(number).collect();
    let Some(Some(first)) = numbers.first().copied() else {
        return false;
    };
    first <= 2
        && texts.len() >= 3
        && numbers.len() + letters.min(1) >= 2
        && numbers
            .iter()
            .enumerate()
            .all(|(at, number)| *number == Some(first + at))
}

/// Each column's text: its levels from the top, joined with `/`; equal levels stand once.
fn join_levels(sheet: &Sheet, first: usize, last: usize) -> Vec<String> {
    let lowest = match last > first && is_column_numbers(&sheet.rows[last]) {
        true => last - 1,
        false => last,
    };
    let levels: Vec<Vec<String>> = (first..=lowest)
        .map(|index| level_texts(sheet, index, lowest))
        .collect();
    let width = levels.iter().map(Vec::len).max().unwrap_or(0);
    let name = |column: usize| {
        let mut parts: Vec<&str> = Vec::new();
        for level in &levels {
            let text = level.get(column).map_or("", String::as_str);
            if !text.is_empty() && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        parts.join("/")
    };
    (0..width).map(name).collect()
}

/// One level's text over each column, merged areas and open groups filled in.
fn level_texts(sheet: &Sheet, index: usize, lowest: usize) -> Vec<String> {
    let mut texts: Vec<String> = sheet.rows[index].iter().map(header_text).collect();
    let mut merged = false;
    for (area, cell) in merged_over(sheet, index) {
        let text = header_text(cell);
        if text.is_empty() {
            continue;
        }
        // Far to the right of the sheet's content, a merged area only holds emptiness.
        let reach = texts.len() + sheet.rows[lowest].len();
        let right = area.right.min(reach).max(area.left);
        merged = true;
        if texts.len() <= right {
            texts.resize(right + 1, String::new());
        }
        texts[area.left..=right].fill(text);
    }
    if index < lowest && !merged {
        spread_groups(sheet, index, lowest, &mut texts);
    }
    texts
}

/// A group title reaches over the gaps to its right as long as a level below has labels.
fn spread_groups(sheet: &Sheet, index: usize, lowest: usize, texts: &mut Vec<String>) {
    let lower = &sheet.rows[index + 1..=lowest];
    let width = lower.iter().map(Cells::len).max().unwrap_or(0);
    let mut below = vec![false; width];
    for row in lower {
        for (column, cell) in row.iter().enumerate() {
            below[column] |= !cell.is_blank();
        }
    }
    if texts.len() < below.len() {
        texts.resize(below.len(), String::new());
    }
    for column in 1..texts.len() {
        let labelled = |column: usize| below.get(column) == Some(&true);
        if texts[column].is_empty() && labelled(column) && labelled(column - 1) {
            texts[column] = texts[column - 1].clone();
        }
    }
}

/// A header cell on one line.
fn header_text(cell: Cell) -> String {
    let text = cell.text();
    let parts: Vec<&str> = text.split(['\r', '\n']).map(str::trim).collect();
    let mut joined = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(joined.chars().last()) && latin(part.chars().next()) {
            joined.push(' ');
        }
        joined.push_str(part);
    }
    joined.trim_matches('\u{feff}').to_string()
}

#[cfg(test)]
mod tests;
