//! One file as a page of text.

use super::Inspection;
use super::columns::{Column, columns};
use super::facts::{Facts, facts, first_few, kind_words, row_text, spans};
use crate::cli::aligned::{cut, padded};
use crate::cli::speech::Speech;
use crate::model::{FurnitureKind, Lang, Place, SourceTable, TotalBasis, TotalCheck};
use unicode_width::UnicodeWidthStr;

const EXAMPLE_COLUMNS_MAX: usize = 28;
const ROW_COLUMNS_MAX: usize = 64;
const EVIDENCE_COLUMNS_MAX: usize = 60;
/// Spans of row numbers that are named.
const SPANS_SHOWN: usize = 6;
/// Totals that agree and are shown one by one.
const TOTALS_SHOWN: usize = 6;

/// The page of one file.
pub fn text(file: &str, inspection: &Inspection, speech: &Speech) -> String {
    let mut lines = vec![file.to_string()];
    let before = lines.len();
    for at in inspection.tables_of(file) {
        if lines.len() > before {
            lines.push(String::new());
        }
        lines.extend(table_lines(at, inspection, speech));
    }
    if lines.len() == before {
        lines.push(format!(
            "  {}",
            speech.either("没有可用的表", "no table to use")
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn table_lines(at: usize, inspection: &Inspection, speech: &Speech) -> Vec<String> {
    let table = &inspection.extracted.tables[at];
    let mapping = &inspection.understood.mappings[at];
    let facts = facts(at, &inspection.extracted, &inspection.understood);
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
    let reason = speech.in_words(&mapping.reason);
    let mut told: Vec<(&str, Vec<String>)> = vec![
        (speech.either("容器", "container"), vec![container]),
        (speech.either("工作表", "sheet"), vec![table.sheet.clone()]),
        (
            speech.either("来源", "source"),
            vec![joined(source, &reason)],
        ),
        (speech.either("表头行", "header rows"), vec![header]),
        (
            speech.either("数据行", "data rows"),
            vec![data_rows(table, &facts, speech)],
        ),
        (
            speech.either("其他行", "furniture"),
            furniture(&facts, speech),
        ),
        (
            speech.either("合计核对", "totals"),
            totals(table, &facts, speech),
        ),
        (
            speech.either("重复", "repeats"),
            repeats(&facts, inspection, speech),
        ),
        (
            speech.either("不可用", "rejected"),
            rejected(table, &facts, speech),
        ),
        (
            speech.either("修正建议", "proposals"),
            proposals(&facts, speech),
        ),
    ];
    told.retain(|(_, values)| values.iter().any(|value| !value.is_empty()));
    let names = told.iter().map(|(name, _)| name.width());
    let widest = names.max().unwrap_or(0);
    let mut lines = Vec::new();
    for (name, values) in told {
        for (nth, value) in values.iter().enumerate() {
            let name = if nth == 0 { name } else { "" };
            lines.push(format!("  {}  {value}", padded(name, widest)));
        }
    }
    lines.extend(column_lines(&columns(table, mapping, speech), speech));
    lines
}

fn joined(source: &str, reason: &str) -> String {
    match reason.is_empty() {
        true => source.to_string(),
        false => format!("{source} — {reason}"),
    }
}

/// `120 (118 records, 1 repeat, 1 rejected)`.
fn data_rows(table: &SourceTable, facts: &Facts, speech: &Speech) -> String {
    let rows = table.data_rows().count();
    let repeats: usize = facts.repeats.iter().map(|repeats| repeats.rows.len()).sum();
    if repeats == 0 && facts.rejected.is_empty() {
        return rows.to_string();
    }
    let counts = [
        (speech.either("记录", "records"), facts.records),
        (speech.either("重复", "repeats"), repeats),
        (speech.either("不可用", "rejected"), facts.rejected.len()),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{word} {count}"))
        .collect();
    format!("{rows} ({})", counts.join(", "))
}

/// Every kind that carries no data: its rows and the first of them.
fn furniture(facts: &Facts, speech: &Speech) -> Vec<String> {
    let lines = facts.furniture.iter().map(|furniture| {
        let (zh, en) = kind_words(furniture.kind);
        let word = speech.either(zh, en);
        let rows = span_text(&furniture.rows);
        let says_nothing = matches!(furniture.kind, FurnitureKind::Blank | FurnitureKind::Header);
        match says_nothing || furniture.example.is_empty() {
            true => format!("{word} {rows}"),
            false => {
                let example = cut(&furniture.example, ROW_COLUMNS_MAX);
                format!("{word} {rows}: {example}")
            }
        }
    });
    lines.collect()
}

/// Numbers of totals that agree, in one line, then each that does not.
fn totals(table: &SourceTable, facts: &Facts, speech: &Speech) -> Vec<String> {
    let cell = |check: &TotalCheck| {
        let place = Place {
            table: 0,
            row: check.row,
            column: check.column,
        };
        place.cell_name()
    };
    let agreeing: Vec<&TotalCheck> = facts.totals.iter().filter(|c| c.agrees).collect();
    let mut lines = Vec::new();
    if !agreeing.is_empty() {
        let shown = agreeing.iter().rev().take(TOTALS_SHOWN).rev();
        let shown: Vec<String> = shown
            .map(|check| {
                let what = basis_word(check.basis, speech);
                format!("{} {} = {what}", cell(check), check.said)
            })
            .collect();
        let more = agreeing.len().saturating_sub(TOTALS_SHOWN);
        let more = match more {
            0 => String::new(),
            more => format!(" … (+{more})"),
        };
        let word = speech.either("一致", "agree");
        lines.push(format!("{word}: {}{more}", shown.join(" · ")));
    }
    for check in facts.totals.iter().filter(|check| !check.agrees) {
        let what = basis_word(check.basis, speech);
        let header = table.header_of(check.column);
        lines.push(match speech.lang {
            Lang::Zh => format!(
                "不一致: {} 写 {}(列“{header}”),{what}为 {}",
                cell(check),
                check.said,
                check.found
            ),
            Lang::En => format!(
                "differ: {} says {} (column \"{header}\"), the {what} is {}",
                cell(check),
                check.said,
                check.found
            ),
        });
    }
    lines
}

fn basis_word(basis: TotalBasis, speech: &Speech) -> &'static str {
    match (basis, speech.lang) {
        (TotalBasis::Sum, Lang::Zh) => "本列合计",
        (TotalBasis::Rows, Lang::Zh) => "行数",
        (TotalBasis::Filled, Lang::Zh) => "本列非空数",
        (TotalBasis::Different, Lang::Zh) => "本列不同值数",
        (TotalBasis::Sum, Lang::En) => "sum of the column",
        (TotalBasis::Rows, Lang::En) => "number of rows",
        (TotalBasis::Filled, Lang::En) => "number of filled cells",
        (TotalBasis::Different, Lang::En) => "number of different values",
    }
}

/// Which rows repeat rows of which table.
fn repeats(facts: &Facts, inspection: &Inspection, speech: &Speech) -> Vec<String> {
    let lines = facts.repeats.iter().map(|repeats| {
        let of = inspection.extracted.tables[repeats.of as usize].label();
        let (shown, more) = first_few(&repeats.rows);
        let pairs: Vec<String> = shown
            .iter()
            .map(|(here, there)| format!("{here} = {there}"))
            .collect();
        let more = if more > 0 { " …" } else { "" };
        let count = repeats.rows.len();
        match speech.lang {
            Lang::Zh => format!("{count} 行与 {of} 重复: {}{more}", pairs.join(", ")),
            Lang::En => format!("{count} rows repeat {of}: {}{more}", pairs.join(", ")),
        }
    });
    lines.collect()
}

/// The rows that cannot be used; the findings say why.
fn rejected(table: &SourceTable, facts: &Facts, speech: &Speech) -> Vec<String> {
    let Some(first) = facts.rejected.first() else {
        return Vec::new();
    };
    let rows = span_text(&facts.rejected);
    let word = speech.either("行", "rows");
    let example = cut(&row_text(table, *first), ROW_COLUMNS_MAX);
    vec![format!("{word} {rows}: {example}")]
}

fn proposals(facts: &Facts, speech: &Speech) -> Vec<String> {
    let (shown, more) = first_few(&facts.proposals);
    let mut lines: Vec<String> = shown
        .iter()
        .map(|proposal| {
            let (cell, actual) = (proposal.place.cell_name(), &proposal.actual);
            format!("{cell} {actual} → {}", proposal.proposed)
        })
        .collect();
    if more > 0 {
        lines.push(match speech.lang {
            Lang::Zh => format!("另有 {more} 处"),
            Lang::En => format!("and {more} more"),
        });
    }
    if facts.broken_codes > 0 {
        let count = facts.broken_codes;
        lines.push(match speech.lang {
            Lang::Zh => format!("另有 {count} 个代码有误而无建议,见问题清单"),
            Lang::En => format!("{count} broken codes without a proposal, see the findings"),
        });
    }
    lines
}

/// Every column: letter, header as it stands in the file, field, first value, evidence.
fn column_lines(columns: &[Column], speech: &Speech) -> Vec<String> {
    let rows: Vec<[String; 5]> = columns
        .iter()
        .map(|column| {
            let field = match &column.field {
                Some(field) => field.clone(),
                None => speech.either("(未识别)", "(unmapped)").to_string(),
            };
            [
                column.letters.clone(),
                column.header.clone(),
                field,
                cut(&column.example, EXAMPLE_COLUMNS_MAX),
                cut(&column.evidence, EVIDENCE_COLUMNS_MAX),
            ]
        })
        .collect();
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    rows.iter()
        .map(|[letters, header, field, example, evidence]| {
            let line = format!(
                "    {}  {} → {}  {}  {evidence}",
                padded(letters, widths[0]),
                padded(header, widths[1]),
                padded(field, widths[2]),
                padded(example, widths[3]),
            );
            line.trim_end().to_string()
        })
        .collect()
}

/// `1–2, 7` and, where there are many spans, their beginning and the count.
fn span_text(numbers: &[u32]) -> String {
    let spans = spans(numbers);
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
        assert_eq!(span_text(&[1, 2, 3, 7]), "1–3, 7");
        let many = [1, 3, 5, 7, 9, 11, 13];
        assert_eq!(span_text(&many), "1, 3, 5, 7, 9, 11, … (7)");
    }
}
