//! `hedui inspect`: how a file would be read.

mod columns;
mod page;

use super::arguments::InspectArguments;
use super::diagnostics::{Diagnostics, Fullness};
use super::exit::Exit;
use super::given::Given;
use super::speech::Speech;
use super::target::Trouble;
use crate::extract::{self, FileRead};
use crate::model::{Fault, Finding, SourceTable, TableMapping, Text};
use crate::transform;
use columns::columns;
use serde_json::{Value, json};
use std::path::Path;

/// One file as it would be read.
struct Reading {
    given: String,
    tables: Vec<(SourceTable, TableMapping)>,
    findings: Vec<Finding>,
}

pub fn perform(arguments: &InspectArguments, speech: &Speech) -> Exit {
    let given = match Given::of(arguments.settings.as_deref()) {
        Ok(given) => given,
        Err(trouble) => {
            trouble.tell(speech);
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
        .flat_map(|file| read(file, &given))
        .collect();
    for reading in &readings {
        speech.say(&page::text(reading, speech));
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

/// The file, or each member of an archive; the archive itself only where nothing is in it.
fn read(path: &Path, given: &Given) -> Vec<Reading> {
    let name = path.display().to_string().replace('\\', "/");
    let files = extract::read_choice(&given.choice(path, &name));
    let alone = files.len() == 1;
    let said = |file: &FileRead| {
        alone || !file.tables.value.is_empty() || !file.tables.findings.is_empty()
    };
    files
        .into_iter()
        .filter(said)
        .map(|file| mapped(file, given))
        .collect()
}

fn mapped(file: FileRead, given: &Given) -> Reading {
    let mut findings = Vec::new();
    let tables = file.tables.keep(&mut findings);
    let tables = tables
        .into_iter()
        .map(|table| {
            let (mapping, found) = transform::map_table(&table, &given.settings);
            findings.extend(found);
            (table, mapping)
        })
        .collect();
    Reading {
        given: file.given,
        tables,
        findings,
    }
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
