//! One file as a page of text.

use super::Reading;
use super::columns::columns;
use crate::cli::aligned::{cut, padded};
use crate::cli::speech::Speech;
use crate::model::{FurnitureKind, RowKind, SourceTable, TableMapping};
use unicode_width::UnicodeWidthStr;

const EXAMPLE_COLUMNS_MAX: usize = 32;
/// Spans of row numbers that are named.
const SPANS_SHOWN: usize = 6;

/// The page of one file.
pub fn text(reading: &Reading, speech: &Speech) -> String {
    let mut lines = vec![reading.given.clone()];
    if reading.tables.is_empty() {
        lines.push(format!(
            "  {}",
            speech.either("没有可用的表", "no table to use")
        ));
    }
    for (table, mapping) in &reading.tables {
        lines.extend(table_lines(table, mapping, speech));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn table_lines(table: &SourceTable, mapping: &TableMapping, speech: &Speech) -> Vec<String> {
    let container = match table.encoding.is_empty() {
        true => table.container.to_string(),
        false => format!("{}, {}", table.container, table.encoding),
    };
    let header = match table.header_rows {
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first}–{last}"),
        None => speech.either("未识别", "not recognised").to_string(),
    };
    let source = match mapping.source.name() {
        "unknown" => speech.either("未识别", "not recognised"),
        name => name,
    };
    let mut facts = vec![(speech.either("容器", "container"), container)];
    if !table.sheet.is_empty() {
        facts.push((speech.either("工作表", "sheet"), table.sheet.clone()));
    }
    let reason = speech.in_words(&mapping.reason);
    facts.push((speech.either("来源", "source"), joined(source, &reason)));
    facts.push((speech.either("表头行", "header rows"), header));
    let rows = table.data_rows().count();
    facts.push((speech.either("数据行", "data rows"), rows.to_string()));
    facts.push((
        speech.either("其他行", "furniture"),
        furniture(table, speech),
    ));
    let widest = facts
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or(0);
    let mut lines: Vec<String> = facts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("  {}  {value}", padded(name, widest)))
        .collect();
    lines.extend(column_lines(table, mapping, speech));
    lines
}

fn joined(source: &str, reason: &str) -> String {
    match reason.is_empty() {
        true => source.to_string(),
        false => format!("{source} — {reason}"),
    }
}

/// Every column: letter, header as it stands in the file, field, first value.
fn column_lines(table: &SourceTable, mapping: &TableMapping, speech: &Speech) -> Vec<String> {
    let rows: Vec<[String; 4]> = columns(table, mapping)
        .into_iter()
        .map(|column| {
            let field = match column.field {
                Some(field) => field,
                None => speech.either("(未识别)", "(unmapped)").to_string(),
            };
            [
                column.letters,
                column.header,
                field,
                cut(&column.example, EXAMPLE_COLUMNS_MAX),
            ]
        })
        .collect();
    let mut widths = [0; 3];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    rows.iter()
        .map(|[letters, header, field, example]| {
            let line = format!(
                "    {}  {} → {}  {example}",
                padded(letters, widths[0]),
                padded(header, widths[1]),
                padded(field, widths[2]),
            );
            line.trim_end().to_string()
        })
        .collect()
}

/// Rows that carry no data, by kind: `title 1–2 · blank 7 · total 120`.
fn furniture(table: &SourceTable, speech: &Speech) -> String {
    let kinds = [
        (FurnitureKind::Title, "标题", "title"),
        (FurnitureKind::Header, "表头", "header"),
        (FurnitureKind::Blank, "空行", "blank"),
        (FurnitureKind::Subtotal, "小计", "subtotal"),
        (FurnitureKind::Total, "合计", "total"),
        (FurnitureKind::Note, "说明", "note"),
    ];
    let mut parts = Vec::new();
    for (kind, zh, en) in kinds {
        let numbers: Vec<u32> = table
            .rows
            .iter()
            .filter(|row| row.kind == RowKind::Furniture(kind))
            .map(|row| row.number)
            .collect();
        if !numbers.is_empty() {
            parts.push(format!("{} {}", speech.either(zh, en), spans(&numbers)));
        }
    }
    parts.join(" · ")
}

/// `1–2, 7` and, where there are many spans, their beginning and the count.
fn spans(numbers: &[u32]) -> String {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    let mut shown: Vec<String> = spans
        .iter()
        .take(SPANS_SHOWN)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        })
        .collect();
    if spans.len() > SPANS_SHOWN {
        shown.push(format!("… ({})", numbers.len()));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_in_spans() {
        assert_eq!(spans(&[1, 2, 3, 7]), "1–3, 7");
        assert_eq!(spans(&[1, 3, 5, 7, 9, 11, 13]), "1, 3, 5, 7, 9, 11, … (7)");
    }
}
