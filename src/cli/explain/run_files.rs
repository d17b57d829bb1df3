//! The files of a run folder that explanations are drawn from.

use crate::cli::published::{bytes_of, malformed};
use crate::history;
use crate::model::{Fault, RunManifest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One line of ledger.csv.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct LedgerLine {
    pub source: String,
    pub file: String,
    pub sheet: String,
    pub row: u32,
    pub disposition: String,
    pub inspection_id: String,
    pub outcome: String,
    pub cause: String,
    pub probability: Option<f64>,
    pub detail: String,
}

/// One line of findings.csv, as far as explanations need it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FindingLine {
    pub rule: String,
    pub file: String,
    pub sheet: String,
    pub row: Option<u32>,
    pub cell: String,
    pub actual: String,
    pub title: String,
}

/// One line of nearest.csv: a record without a partner and what comes nearest.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct NearestLine {
    pub inspection_id: String,
    pub source: String,
    pub file: String,
    pub sheet: String,
    pub row: u32,
    pub number: String,
    pub date: String,
    pub name: String,
    pub cause: String,
    pub further_causes: String,
    pub obstacle: String,
    pub field: String,
    pub told: String,
    pub needed: String,
    pub candidate_id: String,
    pub candidate_number: String,
    pub candidate_file: String,
    pub candidate_sheet: String,
    pub candidate_row: Option<u32>,
    pub candidate_date: String,
    pub candidate_name: String,
    pub weight: Option<f64>,
    pub probability: Option<f64>,
    pub comparisons: String,
}

/// One line of links.csv: its columns depend on the comparisons that were made.
#[derive(Clone, Debug)]
pub struct LinkLine {
    /// Column names and values in the file's order.
    pub cells: Vec<(String, String)>,
}

impl LinkLine {
    pub fn cell(&self, name: &str) -> &str {
        let found = self.cells.iter().find(|(column, _)| column == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        self.cell(name).parse().ok()
    }

    /// Comparisons with level and weight, in the file's order.
    pub fn comparisons(&self) -> Vec<(&str, &str, f64)> {
        self.cells
            .iter()
            .filter_map(|(column, level)| {
                let name = column.strip_suffix("_level")?;
                let weight = self.number(&format!("{name}_weight"))?;
                Some((name, level.as_str(), weight))
            })
            .collect()
    }
}

/// One line of lineage.csv: what a figure rests on.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct LineageLine {
    pub key: String,
    pub how: String,
    pub first: String,
    pub second: String,
    lines: String,
}

impl LineageLine {
    /// Records of ledger.csv, counted from 1.
    pub fn numbers(&self) -> Vec<usize> {
        let numbers = self.lines.split_ascii_whitespace().filter_map(|span| {
            let (first, last) = span.split_once('-').unwrap_or((span, span));
            Some(first.parse::<usize>().ok()?..=last.parse::<usize>().ok()?)
        });
        numbers.flatten().collect()
    }
}

/// One line of events.csv: a record as its own system tells it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct EventLine {
    pub id: String,
    pub number: String,
    pub enterprise: String,
    pub credit_code: String,
    /// The visit that it is taken for; empty in runs published before there was such a column.
    #[serde(default)]
    pub inspection_id: String,
}

/// A run folder as read.
pub struct RunFiles {
    pub folder: PathBuf,
    pub manifest: RunManifest,
    pub ledger: Vec<LedgerLine>,
    pub links: Vec<LinkLine>,
    pub findings: Vec<FindingLine>,
    /// Empty for a run that was published before there was such a file.
    pub nearest: Vec<NearestLine>,
    pub statement: Value,
    /// Empty where the run has none.
    pub metrics: Map<String, Value>,
}

impl RunFiles {
    pub fn read(folder: &Path) -> Result<Self, Fault> {
        let manifest = history::read_run(folder)?;
        let statement = bytes_of(folder, "statement.json")?;
        let statement = serde_json::from_slice(&statement)
            .map_err(|error| malformed(folder, "statement.json", error))?;
        Ok(RunFiles {
            ledger: lines(folder, "ledger.csv")?,
            findings: lines(folder, "findings.csv")?,
            nearest: match folder.join("nearest.csv").is_file() {
                true => lines(folder, "nearest.csv")?,
                false => Vec::new(),
            },
            metrics: metrics(folder)?,
            links: links(folder)?,
            folder: folder.to_path_buf(),
            manifest,
            statement,
        })
    }

    /// The folder that was run.
    pub fn root(&self) -> PathBuf {
        self.folder.join(&self.manifest.root)
    }

    /// Every inspection, code and planned visit under the id of its own record; empty for a run
    /// that was published before there was such a file.
    pub fn events(&self) -> Result<Vec<EventLine>, Fault> {
        let name = "events.csv";
        match self.folder.join(name).is_file() {
            true => lines(&self.folder, name),
            false => Ok(Vec::new()),
        }
    }

    /// What a figure rests on; `None` where it has no data, or the run was published before there
    /// was such a file.
    pub fn lineage(&self, key: &str) -> Result<Option<LineageLine>, Fault> {
        let name = "lineage.csv";
        if !self.folder.join(name).is_file() {
            return Ok(None);
        }
        let known: Vec<LineageLine> = lines(&self.folder, name)?;
        Ok(known.into_iter().find(|line| line.key == key))
    }

    /// Lines of the ledger by inspection id.
    pub fn rows_by_inspection(&self) -> BTreeMap<&str, Vec<&LedgerLine>> {
        let mut rows: BTreeMap<&str, Vec<&LedgerLine>> = BTreeMap::new();
        for line in self
            .ledger
            .iter()
            .filter(|line| !line.inspection_id.is_empty())
        {
            rows.entry(&line.inspection_id).or_default().push(line);
        }
        rows
    }
}

fn metrics(folder: &Path) -> Result<Map<String, Value>, Fault> {
    let name = "metrics.json";
    if !folder.join(name).is_file() {
        return Ok(Map::new());
    }
    serde_json::from_slice(&bytes_of(folder, name)?).map_err(|error| malformed(folder, name, error))
}

fn lines<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<Vec<T>, Fault> {
    let bytes = bytes_of(folder, name)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let read: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
    read.map_err(|error| malformed(folder, name, error))
}

fn links(folder: &Path) -> Result<Vec<LinkLine>, Fault> {
    let name = "links.csv";
    let bytes = bytes_of(folder, name)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let failed = |error: csv::Error| malformed(folder, name, error);
    let header = reader.headers().map_err(failed)?.clone();
    let mut links = Vec::new();
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let pairs = header.iter().zip(record.iter());
        let cells = pairs
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        links.push(LinkLine { cells });
    }
    Ok(links)
}
