//! Markdown, as far as reports use it: headings, paragraphs, lists, tables, footnotes, emphasis.

use super::lines::{goes_on, is_page_number};
use super::plain::{add_row, cells};
use crate::model::{Block, Content};

pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    let mut is_code = false;
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim();
        let number = at as u32 + 1;
        if line.starts_with("```") || line.starts_with("~~~") {
            is_code = !is_code;
        }
        if line.is_empty() || is_code || line.starts_with("```") || line.starts_with("~~~") {
            is_open = false;
            continue;
        }
        let went_on = is_open && goes_on(line) && !is_item(line);
        let content = match line.trim_start_matches('#') {
            title if title.len() < line.len() && title.starts_with([' ', '\t']) => {
                let level = (line.len() - title.len()) as u8;
                Content::Heading(level, plain(title.trim().trim_end_matches('#')))
            }
            _ if is_rule(line) => continue,
            _ if line.matches('|').count() >= 2 => {
                if !is_ruler(line) {
                    let row = cells(line).iter().map(|cell| plain(cell)).collect();
                    add_row(&mut blocks, number, row);
                }
                is_open = false;
                continue;
            }
            _ if is_page_number(line) => Content::Furniture(line.to_string()),
            _ => match note(line) {
                Some(note) => Content::Note(plain(note)),
                None => Content::Text(plain(unmarked(line))),
            },
        };
        let is_text = matches!(content, Content::Text(_));
        match (&content, blocks.last_mut().map(|block| &mut block.content)) {
            (Content::Text(more), Some(Content::Text(text))) if went_on => {
                // Lines of one paragraph; Chinese has no blank between them.
                let glue = text.ends_with(|c: char| c.is_ascii_alphanumeric())
                    && more.starts_with(|c: char| c.is_ascii_alphabetic());
                text.push_str(if glue { " " } else { "" });
                text.push_str(more);
            }
            _ => blocks.push(Block {
                line: number,
                content,
            }),
        }
        is_open = is_text;
    }
    blocks
}

fn is_rule(line: &str) -> bool {
    let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    marks.len() >= 3
        && ['-', '*', '_', '=']
            .iter()
            .any(|mark| marks.chars().all(|c| c == *mark))
}

/// The line under a table's header.
fn is_ruler(line: &str) -> bool {
    line.chars()
        .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn is_item(line: &str) -> bool {
    line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with("+ ")
        || line.starts_with('>')
}

fn unmarked(line: &str) -> &str {
    let line = line.trim_start_matches(['>', ' ']);
    ["- ", "* ", "+ "]
        .iter()
        .find_map(|mark| line.strip_prefix(mark))
        .unwrap_or(line)
}

/// The text of `[^1]: …`.
fn note(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("[^")?;
    let (_, text) = rest.split_once("]:")?;
    Some(text.trim())
}

/// Without the marks of emphasis, links, footnote references and escapes.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let reference = rest
            .strip_prefix("[^")
            .and_then(|inside| inside.split_once(']'));
        if let Some((_, after)) = reference {
            rest = after;
            continue;
        }
        if c == '['
            && let Some((label, after)) = link(rest)
        {
            out.push_str(label);
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '*' | '`' => {}
            '\\' => {
                out.extend(rest.chars().next());
                rest = rest
                    .get(rest.chars().next().map_or(0, char::len_utf8)..)
                    .unwrap_or("");
            }
            _ => out.push(c),
        }
    }
    out.trim().to_string()
}

/// The label of `[label](address)` and what follows.
fn link(text: &str) -> Option<(&str, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (_, after) = after.split_once(')')?;
    (!label.contains('[')).then_some((label, after))
}
