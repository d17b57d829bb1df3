//! A text: paragraphs by their lines, sentences that a page broke put together again.

use super::lines::{begins_item, goes_on, is_broken_off, is_page_number, running};
use crate::model::{Block, Content};

pub fn blocks(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text
        .split('\n')
        .map(|line| line.trim_end_matches('\r'))
        .collect();
    let along = running(&lines);
    let mut blocks: Vec<Block> = Vec::new();
    // The text block that the next line may go on with; furniture between does not end it.
    let mut open: Option<usize> = None;
    for (at, raw) in lines.iter().enumerate() {
        let line = raw.trim_matches(|c: char| c.is_whitespace() || c == '\u{c}');
        if line.is_empty() {
            continue;
        }
        let number = at as u32 + 1;
        if is_page_number(line) || along.iter().any(|running| running == line) {
            push(&mut blocks, number, Content::Furniture(line.to_string()));
            continue;
        }
        if raw.matches('\t').count() >= 2 || raw.trim().matches('|').count() >= 2 {
            add_row(&mut blocks, number, cells(raw));
            open = None;
            continue;
        }
        match open {
            Some(before) if goes_on(line) && is_open(&blocks[before]) => {
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

fn is_open(block: &Block) -> bool {
    match &block.content {
        Content::Text(text) => {
            let is_title = begins_item(text) && !text.contains(['，', '。', '；']);
            !is_title && is_broken_off(text)
        }
        _ => false,
    }
}

/// Cells between tabs or bars.
pub fn cells(line: &str) -> Vec<String> {
    let inner = line.trim();
    let between = if inner.contains('|') { '|' } else { '\t' };
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
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
