//! `hedui inspect`: how a file would be read.

use super::arguments::InspectArguments;
use super::diagnostics::{Diagnostics, Fullness};
use super::exit::Exit;
use super::speech::Speech;
use super::target::Trouble;
use crate::model::{
    Fault, FieldName, Finding, FurnitureKind, RowKind, Settings, SourceTable, TableMapping, Text,
};
use crate::{config, extract, transform};
use serde_json::{Value, json};
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const EXAMPLE_COLUMNS_MAX: usize = 32;

/// One file as it would be read.
struct Reading {
    given: String,
    tables: Vec<(SourceTable, TableMapping)>,
    findings: Vec<Finding>,
}

pub fn perform(arguments: &InspectArguments, speech: &Speech) -> Exit {
    let settings = match arguments.settings.as_deref().map(config::load) {
        None => Settings::default(),
        Some(Ok(settings)) => settings,
        Some(Err(mistakes)) => {
            Trouble::Settings(mistakes).tell(speech);
            return Exit::CouldNotRun;
        }
    };
    if let Some(missing) = arguments.files.iter().find(|file| !file.is_file()) {
        Trouble::from(no_such_file(missing)).tell(speech);
        return Exit::CouldNotRun;
    }
    let readings: Vec<Reading> = arguments
        .files
        .iter()
        .map(|file| read(file, &settings))
        .collect();
    for reading in &readings {
        speech.say(&page(reading, speech));
        let diagnostics = Diagnostics {
            lang: speech.lang,
            paint: speech.paint,
        };
        speech.tell(&diagnostics.findings(&reading.findings, Fullness::Whole, ""));
    }
    let documents: Vec<Value> = readings
        .iter()
        .map(|reading| document(reading, speech))
        .collect();
    speech.document(&json!({ "files": documents }));
    Exit::Published
}

fn no_such_file(path: &Path) -> Fault {
    let title = match path.is_dir() {
        true => Text::new("这是文件夹,不是文件", "this is a folder, not a file"),
        false => Text::new("找不到文件", "there is no such file"),
    };
    let help = Text::new(
        "写明要查看的导出文件;整个文件夹用 hedui run",
        "name export files; for a whole folder use hedui run",
    );
    Fault::new("F403", path.display().to_string(), title, help)
}

fn read(path: &Path, settings: &Settings) -> Reading {
    let given = path.display().to_string().replace('\\', "/");
    let mut findings = Vec::new();
    let tables = extract::read_file(path, &given).keep(&mut findings);
    let tables = tables
        .into_iter()
        .map(|table| {
            let (mapping, found) = transform::map_table(&table, settings);
            findings.extend(found);
            (table, mapping)
        })
        .collect();
    Reading {
        given,
        tables,
        findings,
    }
}

fn page(reading: &Reading, speech: &Speech) -> String {
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
            [column.letters, column.header, field, cut(&column.example)]
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

struct Column {
    letters: String,
    header: String,
    field: Option<String>,
    example: String,
}

fn columns(table: &SourceTable, mapping: &TableMapping) -> Vec<Column> {
    let count = table.header.len().max(usize::from(
        mapping
            .fields
            .iter()
            .map(|span| span.column)
            .max()
            .unwrap_or(0),
    ));
    (1..=count as u16)
        .map(|column| {
            let at = usize::from(column) - 1;
            let fields: Vec<String> = mapping
                .fields
                .iter()
                .filter(|span| span.column == column)
                .map(|span| field_word(span.field))
                .collect();
            let example = table
                .data_rows()
                .filter_map(|row| row.cells.get(at))
                .find(|cell| !cell.is_blank())
                .map(|cell| cell.text().into_owned())
                .unwrap_or_default();
            Column {
                letters: letters(column),
                header: flat(table.header.get(at).map_or("", String::as_str)),
                field: (!fields.is_empty()).then(|| fields.join(", ")),
                example: flat(&example),
            }
        })
        .filter(|column| !column.header.is_empty() || !column.example.is_empty())
        .collect()
}

fn letters(column: u16) -> String {
    let place = crate::model::Place {
        table: 0,
        row: 0,
        column,
    };
    place.cell_name().trim_end_matches('0').to_string()
}

/// The field's name as the settings file spells it.
fn field_word(field: FieldName) -> String {
    match serde_json::to_value(field) {
        Ok(Value::String(word)) => word,
        _ => format!("{field:?}"),
    }
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
        .take(6)
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}–{last}"),
        })
        .collect();
    if spans.len() > 6 {
        shown.push(format!("… ({})", numbers.len()));
    }
    shown.join(", ")
}

fn document(reading: &Reading, speech: &Speech) -> Value {
    let tables: Vec<Value> = reading
        .tables
        .iter()
        .map(|(table, mapping)| {
            let columns: Vec<Value> = columns(table, mapping)
                .into_iter()
                .map(|column| {
                    json!({
                        "column": column.letters, "header": column.header,
                        "field": column.field, "example": column.example,
                    })
                })
                .collect();
            json!({
                "sheet": table.sheet, "container": table.container, "encoding": table.encoding,
                "source": mapping.source.name(), "reason": speech.in_words(&mapping.reason),
                "header_rows": table.header_rows, "data_rows": table.data_rows().count(),
                "rows": table.rows.len(), "columns": columns,
            })
        })
        .collect();
    let findings: Vec<Value> = reading
        .findings
        .iter()
        .map(|finding| {
            json!({
                "rule": finding.rule, "severity": finding.severity.word(),
                "sheet": finding.sheet, "row": finding.place.map(|place| place.row),
                "column": finding.place.map(|place| place.column), "actual": finding.actual,
                "title": speech.in_words(&finding.title),
                "expected": speech.in_words(&finding.expected),
                "help": speech.in_words(&finding.help),
            })
        })
        .collect();
    json!({ "file": reading.given, "tables": tables, "findings": findings })
}

fn flat(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_string()
}

fn cut(text: &str) -> String {
    if text.width() <= EXAMPLE_COLUMNS_MAX {
        return text.to_string();
    }
    let mut wide = 0;
    let kept = text.chars().take_while(|c| {
        wide += c.width().unwrap_or(0);
        wide < EXAMPLE_COLUMNS_MAX
    });
    kept.chain(['…']).collect()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_in_spans() {
        assert_eq!(spans(&[1, 2, 3, 7]), "1–3, 7");
        assert_eq!(spans(&[1, 3, 5, 7, 9, 11, 13]), "1, 3, 5, 7, 9, 11, … (7)");
        assert_eq!(letters(28), "AB");
        assert_eq!(field_word(FieldName::CreditCode), "credit_code");
    }
}
