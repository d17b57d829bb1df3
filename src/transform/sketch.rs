//! Tables drawn in a test: the first line is the header, `|` parts the cells.

use crate::model::{Cell, FurnitureKind, RowKind, SourceRow, SourceTable};

/// A table of a file from lines such as `企业名称 | 检查日期`.
pub fn table(file: &str, lines: &[&str]) -> SourceTable {
    let cells = |line: &str| -> Vec<String> {
        line.split('|')
            .map(|cell| cell.trim().to_string())
            .collect()
    };
    let rows = lines.iter().enumerate().map(|(at, line)| SourceRow {
        number: at as u32 + 1,
        kind: match at {
            0 => RowKind::Furniture(FurnitureKind::Header),
            _ => RowKind::Data,
        },
        cells: cells(line).iter().map(|text| Cell::of_text(text)).collect(),
    });
    SourceTable {
        file: file.to_string(),
        container: "csv",
        header: cells(lines[0]),
        header_rows: Some((1, 1)),
        rows: rows.collect(),
        ..SourceTable::default()
    }
}
