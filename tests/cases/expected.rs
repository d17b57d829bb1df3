//! What the person who made a case says is in it, held against what was read.

use super::seen::{RowKey, Seen, SeenRow};
use super::value;
use csv::StringRecord;
use std::collections::BTreeMap;
use std::path::Path;

/// Columns of `records.csv` that say which row it is.
const KEY: [&str; 4] = ["file", "sheet", "row", "disposition"];
/// A column named so is compared with the cell under that header, as the page shows it.
const RAW: &str = "raw:";

struct Table {
    header: Vec<String>,
    rows: Vec<StringRecord>,
}

impl Table {
    fn read(path: &Path, needed: &[&str]) -> Result<Option<Table>, String> {
        let Ok(bytes) = std::fs::read(path) else {
            return Ok(None);
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let wrong = |error: csv::Error| format!("{}: {error}", path.display());
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().map_err(wrong)?;
        let header: Vec<String> = header.iter().map(str::to_string).collect();
        if !needed.iter().all(|name| header.iter().any(|h| h == name)) {
            let line = needed.join(",");
            return Err(format!("{} needs the columns {line}", path.display()));
        }
        let rows: Result<Vec<StringRecord>, _> = reader.records().collect();
        let rows = rows.map_err(wrong)?;
        Ok(Some(Table { header, rows }))
    }

    fn get<'a>(&self, row: &'a StringRecord, name: &str) -> &'a str {
        let at = self.header.iter().position(|header| header == name);
        at.and_then(|at| row.get(at)).unwrap_or_default()
    }
}

/// Every difference, one line each.
pub fn compare(folder: &Path, seen: &Seen) -> Vec<String> {
    let expected = folder.join("expected");
    let mut problems = Vec::new();
    let all = [
        Table::read(&expected.join("records.csv"), &KEY)
            .map(|table| table.map(|table| records(&table, seen))),
        Table::read(&expected.join("tables.csv"), &["file", "sheet"])
            .map(|table| table.map(|table| tables(&table, seen))),
    ];
    let mut compared = 0;
    for outcome in all {
        match outcome {
            Ok(None) => {}
            Ok(Some(found)) => {
                compared += 1;
                problems.extend(found);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let needed = ["rule", "file", "sheet", "row", "column"];
    match Table::read(&expected.join("findings.csv"), &needed) {
        Ok(table) => {
            compared += usize::from(table.is_some());
            problems.extend(findings(table.as_ref(), seen));
        }
        Err(problem) => problems.push(problem),
    }
    if compared == 0 {
        problems.push("expected/ holds nothing to compare with".into());
    }
    problems
}

fn records(table: &Table, seen: &Seen) -> Vec<String> {
    let mut found = seen.rows();
    let mut problems = Vec::new();
    for row in &table.rows {
        let number = table.get(row, "row").parse().unwrap_or(0);
        let (file, sheet) = (table.get(row, "file"), table.get(row, "sheet"));
        let key: RowKey = (file.to_string(), sheet.to_string(), number);
        let Some(read) = found.remove(&key) else {
            problems.push(format!(
                "{}: expected a row, found furniture or nothing",
                label(&key)
            ));
            continue;
        };
        let disposition = table.get(row, "disposition");
        if read.disposition.name() != disposition {
            problems.push(format!(
                "{}: expected {disposition}, found {}",
                label(&key),
                read.disposition.name()
            ));
            continue;
        }
        for name in table
            .header
            .iter()
            .filter(|name| !KEY.contains(&name.as_str()))
        {
            problems.extend(difference(&key, &read, name, table.get(row, name), seen));
        }
    }
    for (key, read) in found {
        let what = read.disposition.name();
        problems.push(format!("{}: found a {what}, expected none", label(&key)));
    }
    problems
}

fn label((file, sheet, row): &RowKey) -> String {
    match sheet.is_empty() {
        true => format!("{file} row {row}"),
        false => format!("{file} [{sheet}] row {row}"),
    }
}

fn difference(
    key: &RowKey,
    read: &SeenRow,
    name: &str,
    wanted: &str,
    seen: &Seen,
) -> Option<String> {
    let place = format!("{} {name}", label(key));
    if let Some(header) = name.strip_prefix(RAW) {
        let table = &seen.extracted.tables[read.table];
        let Some(at) = table.header.iter().position(|text| text == header) else {
            return Some(format!("{place}: no such header in {:?}", table.header));
        };
        let cell = table.cell(key.2, at as u16 + 1);
        let text = cell
            .map(|cell| cell.text().into_owned())
            .unwrap_or_default();
        return (text != wanted).then(|| format!("{place}: expected {wanted:?}, found {text:?}"));
    }
    let repeats = read.disposition == hedui::model::Disposition::Duplicate;
    let record = &seen.understood.records[read.record?];
    if name == "repeats" {
        let first = &seen.extracted.tables[record.place.table as usize];
        let text = match repeats {
            true => format!("{}:{}", first.file, record.place.row),
            false => String::new(),
        };
        return (text != wanted).then(|| format!("{place}: expected {wanted:?}, found {text:?}"));
    }
    // A repeated row's own values may be left out: its record is the other row's.
    if repeats && wanted.is_empty() {
        return None;
    }
    let Some(ways) = value::field(record, name) else {
        return Some(format!(
            "{place}: records.csv names a field that there is not"
        ));
    };
    let wanted = match name {
        "officers" => value::sorted(wanted),
        _ => wanted.to_string(),
    };
    let first = ways.first().cloned().unwrap_or_default();
    (!ways.contains(&wanted)).then(|| format!("{place}: expected {wanted:?}, found {first:?}"))
}

fn tables(table: &Table, seen: &Seen) -> Vec<String> {
    let mut problems = Vec::new();
    let mut found: Vec<usize> = (0..seen.extracted.tables.len()).collect();
    for row in &table.rows {
        let (file, sheet) = (table.get(row, "file"), table.get(row, "sheet"));
        let at = found.iter().position(|at| {
            let read = &seen.extracted.tables[*at];
            read.file == file && read.sheet == sheet
        });
        let Some(at) = at.map(|at| found.remove(at)) else {
            problems.push(format!("{file} [{sheet}]: expected a table, found none"));
            continue;
        };
        for name in table
            .header
            .iter()
            .skip_while(|name| *name == "file" || *name == "sheet")
        {
            let text = table_value(seen, at, name);
            let wanted = table.get(row, name);
            if text.as_deref() != Some(wanted) {
                problems.push(format!(
                    "{file} [{sheet}] {name}: expected {wanted:?}, found {text:?}"
                ));
            }
        }
    }
    for at in found {
        let label = seen.extracted.tables[at].label();
        problems.push(format!("{label}: found a table, expected none"));
    }
    problems
}

fn table_value(seen: &Seen, at: usize, name: &str) -> Option<String> {
    let table = &seen.extracted.tables[at];
    let mapping = &seen.understood.mappings[at];
    let edge = |pick: fn((u32, u32)) -> u32| {
        table
            .header_rows
            .map(pick)
            .map_or(String::new(), |row| row.to_string())
    };
    Some(match name {
        "container" => table.container.to_string(),
        "encoding" => table.encoding.to_string(),
        "header_first" => edge(|rows| rows.0),
        "header_last" => edge(|rows| rows.1),
        "data_rows" => table.data_rows().count().to_string(),
        "header" => table.header.join(" | "),
        "source" => mapping.source.name().to_string(),
        _ => return None,
    })
}

fn findings(table: Option<&Table>, seen: &Seen) -> Vec<String> {
    let mut balance: BTreeMap<[String; 5], i32> = BTreeMap::new();
    for finding in &seen.findings {
        let (row, column) = finding
            .place
            .map_or((0, 0), |place| (place.row, place.column));
        let number = |n: u32| if n == 0 { String::new() } else { n.to_string() };
        let key = [
            finding.rule.to_string(),
            finding.file.clone(),
            finding.sheet.clone(),
            number(row),
            number(column.into()),
        ];
        *balance.entry(key).or_default() += 1;
    }
    for row in table.iter().flat_map(|table| &table.rows) {
        let table = table.expect("its rows were given");
        let number = |name| table.get(row, name).trim_start_matches('0').to_string();
        let text = |name| table.get(row, name).to_string();
        let key = [
            text("rule"),
            text("file"),
            text("sheet"),
            number("row"),
            number("column"),
        ];
        *balance.entry(key).or_default() -= 1;
    }
    let unequal = balance.into_iter().filter(|(_, count)| *count != 0);
    let line = |(key, count): ([String; 5], i32)| {
        let [rule, file, sheet, row, column] = &key;
        let place = format!("{file} [{sheet}] row {row} column {column}");
        let told = seen
            .findings
            .iter()
            .find(|f| f.rule == rule && f.file == *file);
        let title = told.map(|f| f.title.en.to_string()).unwrap_or_default();
        match count > 0 {
            true => format!("{place}: found {rule} x {count}, expected none ({title})"),
            false => format!("{place}: expected {rule} x {}, not found", -count),
        }
    };
    unequal.map(line).collect()
}
