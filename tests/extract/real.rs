//! Real files from other projects, with the facts that independent readers agree on. Where ours
//! differs, `real_reasons.txt` says why; a difference without a reason fails.

use hedui::extract::read_file;
use hedui::model::{Cell, SourceTable};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Megabytes that reading them all may take at most, asked where nothing else runs beside it.
const PEAK_MAX: u64 = 1024;

/// The known differences: a line for each file or sheet, what differs there, and why.
fn reasons() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = include_str!("real_reasons.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let parts = lines.map(|line| line.splitn(3, " | ").collect::<Vec<_>>());
    parts.map(|part| (part[0], part[1], part[2])).collect()
}

/// The most memory that this process ever had, in megabytes; `None` where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes >> 10)
}

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
    /// File or sheet, what differs, and how.
    differences: Vec<(String, String, String)>,
}

impl Facts {
    fn check(&mut self, file: &str, what: &str, found: impl ToString, expected: impl ToString) {
        let (found, expected) = (found.to_string(), expected.to_string());
        self.all += 1;
        match found == expected {
            true => self.agreed += 1,
            false => {
                let short = |text: String| text.chars().take(60).collect::<String>();
                let how = format!("{}, expected {}", short(found), short(expected));
                self.differences
                    .push((file.to_string(), what.to_string(), how));
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
    let reasons = reasons();
    let mut used = vec![false; reasons.len()];
    let mut unexplained = 0;
    for (file, what, how) in &facts.differences {
        let known = reasons
            .iter()
            .position(|(own, about, _)| own == file && what.starts_with(about));
        let reason = known.map(|at| {
            used[at] = true;
            reasons[at].2
        });
        unexplained += usize::from(reason.is_none());
        println!(
            "{file}: {what}: {how}\n    {}",
            reason.unwrap_or("NO REASON IS KNOWN")
        );
    }
    for ((file, what, _), _) in reasons.iter().zip(&used).filter(|(_, used)| !**used) {
        println!("{file}: {what}: agrees now; its reason is no longer needed");
    }
    println!("{} of {} facts agreed", facts.agreed, facts.all);
    let peak = peak();
    if let Some(peak) = peak {
        println!("peak memory {peak} MiB");
    }
    assert_eq!(unexplained, 0, "differences without a reason");
    if std::env::var_os("HEDUI_REAL_ALONE").is_some() {
        assert!(peak.is_none_or(|peak| peak <= PEAK_MAX), "too much memory");
    }
}

fn check_file(folder: &Path, entry: &Value, facts: &mut Facts) {
    let file = entry["file"].as_str().unwrap();
    let format = entry["format"].as_str().unwrap();
    let read = read_file(&folder.join(file), file);
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
                facts.check(file, "sheets read", format!("{reasons:?}"), "some");
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
        "cp1252" => known == "windows1252",
        "big5" | "utf8" | "gb18030" => known == expected,
        other if other.starts_with("utf32") => known == other,
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
