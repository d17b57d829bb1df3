//! A text: paragraphs by their lines, sentences that a page broke put together again.

use super::lines::{begins_item, goes_on, is_broken_off, is_cut_off, is_page_number, running};
use crate::model::{Block, Content};

pub fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    let along = running(&lines);
    let aligned = Aligned::of(&lines);
    let mut blocks: Vec<Block> = Vec::new();
    // The text block that the next line may go on with; furniture between does not end it.
    let mut open: Option<usize> = None;
    let mut is_page_turned = false;
    for (at, raw) in lines.iter().enumerate() {
        let line = raw.trim_matches(|c: char| c.is_whitespace() || c == '\u{c}');
        if line.is_empty() {
            continue;
        }
        let number = at as u32 + 1;
        if is_page_number(line)
            || along
                .binary_search_by(|running| running.as_str().cmp(line))
                .is_ok()
        {
            push(&mut blocks, number, Content::Furniture(line.to_string()));
            is_page_turned = true;
            continue;
        }
        if raw.matches('\t').count() >= 2 || raw.trim().matches('|').count() >= 2 {
            add_row(&mut blocks, number, cells(raw));
            open = None;
            continue;
        }
        if let Some(row) = aligned.row(at) {
            add_row(&mut blocks, number, row);
            open = None;
            continue;
        }
        // A page ends where it is full, however short that leaves its last line.
        let is_cut = std::mem::take(&mut is_page_turned) && !raw.starts_with(['\u{3000}', ' ']);
        match open {
            Some(before) if goes_on(line) && is_open(&blocks[before], is_cut) => {
                if let Content::Text(text) = &mut blocks[before].content {
                    text.push_str(line);
                }
            }
            _ => {
                open = Some(blocks.len());
                push(&mut blocks, number, Content::Text(line.to_string()));
            }
        }
    }
    blocks
}

fn push(blocks: &mut Vec<Block>, line: u32, content: Content) {
    blocks.push(Block { line, content });
}

/// Longer than any title.
const TAIL_LENGTH: usize = 200;

fn is_open(block: &Block, is_cut: bool) -> bool {
    match &block.content {
        Content::Text(text) => {
            // Only the end of what has been put together says how it ends.
            let tail = text.char_indices().rev().nth(TAIL_LENGTH);
            let tail = tail.map_or(text.as_str(), |(at, _)| &text[at..]);
            let is_title = begins_item(tail) && !tail.contains(['，', '。', '；']);
            !is_title && (is_broken_off(tail) || is_cut && is_cut_off(tail))
        }
        _ => false,
    }
}

/// Cells between tabs or bars.
pub fn cells(line: &str) -> Vec<String> {
    let between = if line.contains('|') { '|' } else { '\t' };
    // An empty first cell is a cell: only where bars part them do blanks around say nothing.
    let inner = match between {
        '|' => line.trim(),
        _ => line.trim_matches(|c: char| c != '\t' && c.is_whitespace()),
    };
    // Bars on both sides are a frame; one alone parts an empty cell.
    let framed = inner
        .strip_prefix('|')
        .and_then(|inner| inner.strip_suffix('|'));
    let inner = framed.unwrap_or(inner);
    inner
        .split(between)
        .map(|cell| cell.trim().to_string())
        .collect()
}

/// A row of the table that the block before is, or of a new one.
pub fn add_row(blocks: &mut Vec<Block>, line: u32, row: Vec<String>) {
    if let Some(Block {
        content: Content::Table(rows),
        ..
    }) = blocks.last_mut()
    {
        rows.push(row);
        return;
    }
    push(blocks, line, Content::Table(vec![row]));
}

/// Lines whose columns only blanks part, as a table copied into a text has them.
struct Aligned {
    cells: Vec<Vec<String>>,
}

/// Fewer columns than this may be a heading that somebody spread out.
const COLUMNS_MIN: usize = 3;

impl Aligned {
    fn of(lines: &[&str]) -> Aligned {
        let cells = lines.iter().map(|line| spread(line)).collect();
        Aligned { cells }
    }

    /// The cells of a line beside another with as many columns.
    fn row(&self, at: usize) -> Option<Vec<String>> {
        let row = &self.cells[at];
        let before = self.cells[..at]
            .iter()
            .rev()
            .find(|cells| !cells.is_empty());
        let after = self.cells[at + 1..].iter().find(|cells| !cells.is_empty());
        let fits =
            |other: Option<&Vec<String>>| other.is_some_and(|other| other.len() == row.len());
        if row.len() >= COLUMNS_MIN && (fits(before) || fits(after)) {
            return Some(row.clone());
        }
        // Rows are numbered, and the one of the totals is not.
        let is_number = |cell: &String| cell.chars().all(|c| c.is_ascii_digit());
        let numbered = |above: &&Vec<String>| {
            above.len() == row.len() + 1 && above.len() > COLUMNS_MIN && is_number(&above[0])
        };
        let is_last = !row.first().is_none_or(is_number) && before.filter(numbered).is_some();
        is_last.then(|| {
            std::iter::once(String::new())
                .chain(row.iter().cloned())
                .collect()
        })
    }
}

/// A line's words between two and more blanks; 合  计 is one of them.
fn spread(line: &str) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    let line = line.trim().replace(['\u{3000}', '\t'], "  ");
    if line.is_empty() || line.contains(['。', '；', '，']) {
        let whole = Some(line).filter(|line| !line.is_empty());
        return whole.into_iter().collect();
    }
    for cell in line
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
    {
        let is_single = |word: &str| word.chars().count() == 1 && !word.is_ascii();
        match cells
            .last_mut()
            .filter(|last| is_single(last) && is_single(cell))
        {
            Some(last) => last.push_str(cell),
            None => cells.push(cell.to_string()),
        }
    }
    cells
}
