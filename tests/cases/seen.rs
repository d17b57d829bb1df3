//! A case as the tool reads it: every row with what became of it.

use hedui::extract::{find_inputs, read_sources};
use hedui::model::{
    Disposition, Extracted, Finding, RecordIx, RecordKind, RowFate, RowKind, Settings, Silent,
    Understood,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub type RowKey = (String, String, u32);

pub struct Seen {
    pub extracted: Extracted,
    pub understood: Understood,
    pub findings: Vec<Finding>,
}

/// One row that is not furniture.
pub struct SeenRow {
    pub table: usize,
    pub disposition: Disposition,
    /// Its record, or the record of the row that it repeats.
    pub record: Option<RecordIx>,
}

pub fn read_case(folder: &Path) -> Result<Seen, String> {
    let root = folder.join("in");
    let settings_file = folder.join("hedui.toml");
    let settings = match settings_file.is_file() {
        true => hedui::config::load(&settings_file).map_err(|wrong| format!("{wrong:?}"))?,
        false => Settings::default(),
    };
    let fault = |fault: hedui::model::Fault| format!("{fault:?}");
    let inputs = find_inputs(&root, &settings).map_err(fault)?;
    let mut findings = Vec::new();
    let extracted = read_sources(&root, &inputs, &Silent)
        .map_err(fault)?
        .keep(&mut findings);
    let understood =
        hedui::transform::understand(&extracted, &settings, &Silent).keep(&mut findings);
    Ok(Seen {
        extracted,
        understood,
        findings,
    })
}

impl Seen {
    pub fn rows(&self) -> BTreeMap<RowKey, SeenRow> {
        let carries: BTreeSet<RecordIx> = self.understood.events.iter().map(|e| e.record).collect();
        let mut rows = BTreeMap::new();
        for (at, table) in self.extracted.tables.iter().enumerate() {
            let fates: BTreeMap<u32, RowFate> = self.understood.fates[at].iter().copied().collect();
            for row in table.data_rows() {
                let (disposition, record) = match fates.get(&row.number) {
                    Some(RowFate::Record(record)) => {
                        (self.standing(*record, &carries), Some(*record))
                    }
                    Some(RowFate::Duplicate(record)) => (Disposition::Duplicate, Some(*record)),
                    Some(RowFate::Entry(_)) => (Disposition::Record, None),
                    Some(RowFate::EntryAgain(_)) => (Disposition::Duplicate, None),
                    Some(RowFate::Rejected) | None => (Disposition::Rejected, None),
                };
                let key = (table.file.clone(), table.sheet.clone(), row.number);
                rows.insert(
                    key,
                    SeenRow {
                        table: at,
                        disposition,
                        record,
                    },
                );
            }
        }
        rows
    }

    fn standing(&self, record: RecordIx, carries: &BTreeSet<RecordIx>) -> Disposition {
        let is_document = self.understood.records[record].kind == RecordKind::Document;
        match is_document && !carries.contains(&record) {
            true => Disposition::Document,
            false => Disposition::Record,
        }
    }

    /// Breaches of the conservation of rows: every row of a sheet from the first to the last used
    /// one stands in exactly one table, and every data row has exactly one fate.
    pub fn lost_rows(&self) -> Vec<String> {
        let mut sheets: BTreeMap<(&str, &str), Vec<u32>> = BTreeMap::new();
        let mut problems = Vec::new();
        for (at, table) in self.extracted.tables.iter().enumerate() {
            let numbers = table.rows.iter().map(|row| row.number);
            let sheet = (table.file.as_str(), table.sheet.as_str());
            sheets.entry(sheet).or_default().extend(numbers);
            let is_data = |row: &&hedui::model::SourceRow| row.kind == RowKind::Data;
            let data: Vec<u32> = table
                .rows
                .iter()
                .filter(is_data)
                .map(|row| row.number)
                .collect();
            let fates = &self.understood.fates[at];
            let mut fated: Vec<u32> = fates.iter().map(|(row, _)| *row).collect();
            fated.sort_unstable();
            if data != fated {
                problems.push(format!(
                    "{}: data rows {data:?}, fates {fated:?}",
                    table.label()
                ));
            }
        }
        for ((file, sheet), mut numbers) in sheets {
            numbers.sort_unstable();
            let last = numbers.last().copied().unwrap_or(0);
            if numbers != (1..=last).collect::<Vec<u32>>() {
                problems.push(format!("{file} [{sheet}]: not every row once: {numbers:?}"));
            }
        }
        problems
    }
}
