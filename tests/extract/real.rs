//! Real files from other projects, with the facts that independent readers agree on.

use hedui::extract::read_file;
use hedui::model::{Cell, SourceTable};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Share of the facts that must hold; the rest are formats and freaks that are not read on purpose.
const AGREED_MIN: f64 = 0.97;

const FIRST_CELLS: usize = 40;

pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("HEDUI_REAL_DATA").map(PathBuf::from);
    let folder =
        named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real"));
    folder.join("expected.json").is_file().then_some(folder)
}

#[derive(Default)]
struct Facts {
    agreed: usize,
    all: usize,
    lines: Vec<String>,
}

impl Facts {
    fn check(&mut self, file: &str, what: &str, found: impl ToString, expected: impl ToString) {
        let (found, expected) = (found.to_string(), expected.to_string());
        self.all += 1;
        match found == expected {
            true => self.agreed += 1,
            false => {
                let short = |text: String| text.chars().take(60).collect::<String>();
                let line = format!(
                    "{file}: {what}: {}, expected {}",
                    short(found),
                    short(expected)
                );
                self.lines.push(line);
            }
        }
    }
}

#[test]
fn real_files_are_read_as_other_readers_read_them() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no folder of real files (HEDUI_REAL_DATA)");
        return;
    };
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let mut facts = Facts::default();
    for entry in expected["files"].as_array().unwrap() {
        check_file(&folder, entry, &mut facts);
    }
    for line in &facts.lines {
        println!("{line}");
    }
    println!("{} of {} facts agreed", facts.agreed, facts.all);
    assert!(facts.agreed as f64 >= AGREED_MIN * facts.all as f64);
}

fn check_file(folder: &Path, entry: &Value, facts: &mut Facts) {
    let file = entry["file"].as_str().unwrap();
    let format = entry["format"].as_str().unwrap();
    let started = std::time::Instant::now();
    let read = read_file(&folder.join(file), file);
    if started.elapsed().as_secs() > 10 {
        facts
            .lines
            .push(format!("{file}: slow: {:?}", started.elapsed()));
    }
    let tables = &read.value;
    assert_rows_are_whole(file, tables);
    let reasons: Vec<&str> = read.findings.iter().map(|f| f.title.en.as_str()).collect();
    match format {
        "text" if !file.starts_with("encodings") || entry.get("delimiter").is_some() => {
            check_text(file, entry, tables, facts);
        }
        "xlsx" | "xls" | "xlsb" | "ods" | "fods" | "xml2003" | "html" => {
            if entry["openable"] == "no" {
                facts.check(file, "refused", tables.is_empty(), true);
            }
            let Some(sheets) = entry["sheets"].as_array() else {
                return;
            };
            if tables.is_empty() && sheets.iter().any(|s| s["nonempty"].as_u64() > Some(0)) {
                facts
                    .lines
                    .push(format!("{file}: nothing read: {reasons:?}"));
            }
            for sheet in sheets.iter().filter(|sheet| sheet["verdict"] == "agreed") {
                check_sheet(file, sheet, tables, facts);
            }
        }
        "zip" => {
            let is_member = |table: &SourceTable| table.file.starts_with(&format!("{file}!/"));
            let read = tables.iter().all(is_member);
            // An archive of nothing is 22 bytes long.
            let holds = entry["bytes"].as_u64() > Some(22);
            facts.check(
                file,
                "members read",
                read && tables.is_empty() != holds,
                true,
            );
        }
        "empty" | "ooxml-encrypted" | "doc" | "numbers" | "cfb-other" => {
            let refused = tables.is_empty() && !read.findings.is_empty();
            facts.check(file, "refused", refused, true);
        }
        _ => {}
    }
}

/// The tables of a sheet hold the rows from 1 to the last one, each once.
fn assert_rows_are_whole(file: &str, tables: &[SourceTable]) {
    let mut rows: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for table in tables {
        let numbers = table.rows.iter().map(|row| row.number);
        rows.entry(&table.sheet).or_default().extend(numbers);
    }
    for (sheet, numbers) in rows {
        let whole: Vec<u32> = (1..=numbers.len() as u32).collect();
        assert_eq!(numbers, whole, "{file} [{sheet}]");
    }
}

fn check_sheet(file: &str, sheet: &Value, tables: &[SourceTable], facts: &mut Facts) {
    let name = sheet["name"].as_str().unwrap_or_default();
    let own: Vec<&SourceTable> = tables
        .iter()
        .filter(|table| table.sheet == name || table.container == "html")
        .collect();
    let mut cells = Vec::new();
    let mut errors = 0;
    for row in own.iter().flat_map(|table| &table.rows) {
        for (column, cell) in row.cells.iter().enumerate() {
            errors += usize::from(matches!(cell, Cell::Error(_)));
            if cell != Cell::Empty {
                cells.push((row.number as u64, column as u64 + 1));
            }
        }
    }
    let label = format!("{file} [{name}]");
    let number = |key: &str| sheet[key].as_u64().unwrap_or(0);
    let mut count = cells.len() as u64;
    if count != number("nonempty") && count - errors as u64 == number("nonempty") {
        count -= errors as u64;
    }
    facts.check(&label, "cells", count, number("nonempty"));
    let first = |pick: fn(&(u64, u64)) -> u64| cells.iter().map(pick).min().unwrap_or(0);
    let last = |pick: fn(&(u64, u64)) -> u64| cells.iter().map(pick).max().unwrap_or(0);
    facts.check(&label, "first row", first(|at| at.0), number("first_row"));
    facts.check(
        &label,
        "first column",
        first(|at| at.1),
        number("first_col"),
    );
    facts.check(&label, "last row", last(|at| at.0), number("last_row"));
    facts.check(&label, "last column", last(|at| at.1), number("last_col"));
    let Some(header) = sheet["header"].as_array() else {
        return;
    };
    let row = own
        .iter()
        .find_map(|table| table.row(number("first_row") as u32));
    for pair in header {
        let column = pair[0].as_u64().unwrap() as usize;
        let cell = row.and_then(|row| row.cells.get(column - 1));
        let text = cell
            .map(|cell| cell.text().into_owned())
            .unwrap_or_default();
        let expected = pair[1].as_str().unwrap_or_default();
        facts.check(&label, "header cell", plain(&text), plain(expected));
    }
}

/// What readers write differently without meaning another thing.
fn plain(text: &str) -> String {
    let text = text.trim().replace("\r\n", "\n").replace('T', " ");
    let text = text.trim_end_matches(".000").trim_end_matches(" 00:00:00");
    let number: Option<f64> = text.parse().ok();
    let spaced: Vec<&str> = text.split_whitespace().collect();
    number.map_or(spaced.join(" "), |number| number.to_string())
}

fn check_text(file: &str, entry: &Value, tables: &[SourceTable], facts: &mut Facts) {
    let Some(encoding) = entry["encoding"].as_str() else {
        return;
    };
    let found = tables.first().map_or("", |table| table.encoding);
    let expected = encoding.to_lowercase().replace(['-', '_'], "");
    let known = match found {
        "UTF-8 BOM" => "utf8".to_string(),
        other => other.to_lowercase().replace(['-', '_'], ""),
    };
    let same = match expected.as_str() {
        "ascii" | "utf8sig" => known == "utf8",
        "gbk" | "gb2312" => known == "gb18030",
        "big5" | "utf8" | "gb18030" => known == expected,
        other => other.starts_with("utf16") && known.starts_with("utf16"),
    };
    if !tables.is_empty() {
        facts.check(file, &format!("encoding {encoding} as {found}"), same, true);
    }
    let Some(first) = entry["first_record"].as_array() else {
        return;
    };
    let rows = tables.iter().flat_map(|table| &table.rows);
    let row = rows.clone().find(|row| !row.cells.is_empty());
    let texts: Vec<String> = row
        .map(|row| {
            // No more of the first record is on file.
            let cells = row.cells.iter().take(FIRST_CELLS);
            cells.map(|cell| plain(&cell.text())).collect()
        })
        .unwrap_or_default();
    let mut wanted: Vec<String> = first
        .iter()
        .map(|v| plain(v.as_str().unwrap_or("")))
        .collect();
    while wanted.last().is_some_and(String::is_empty) {
        wanted.pop();
    }
    if same {
        facts.check(
            file,
            "first record",
            format!("{texts:?}"),
            format!("{wanted:?}"),
        );
        let records = rows.filter(|row| !row.cells.is_empty()).count();
        facts.check(
            file,
            "records",
            records,
            entry["records"].as_u64().unwrap_or(0),
        );
    }
}
