//! A file as it was read, as Parquet and back.
//!
//! A row of the page is a row of the frame, its cells in the packed form they have in memory. What
//! there is to say of files, tables and findings is JSON in the first row. The bytes are to be
//! trusted only by the program that wrote them; whoever keeps them holds them to their digest.

use crate::extract::{FileRead, InputChoice, container_named, encoding_named, rule_named};
use crate::model::{
    Cells, Finding, FurnitureKind, InputFile, Place, RowKind, Severity, SourceRow, SourceTable,
    Staged, Text, TotalBasis, TotalCheck,
};
use polars::prelude::*;
use serde::{Deserialize, Serialize};
use std::io::Cursor;

const KINDS: [RowKind; 7] = [
    RowKind::Data,
    RowKind::Furniture(FurnitureKind::Title),
    RowKind::Furniture(FurnitureKind::Header),
    RowKind::Furniture(FurnitureKind::Blank),
    RowKind::Furniture(FurnitureKind::Subtotal),
    RowKind::Furniture(FurnitureKind::Total),
    RowKind::Furniture(FurnitureKind::Note),
];
const BASES: [TotalBasis; 4] = [
    TotalBasis::Sum,
    TotalBasis::Rows,
    TotalBasis::Filled,
    TotalBasis::Different,
];
const SEVERITIES: [Severity; 4] = [
    Severity::FileRejected,
    Severity::RowRejected,
    Severity::ValueDoubtful,
    Severity::Note,
];

/// The files of one choice as Parquet; `None` where something in them has no form to be kept in.
pub fn kept(files: &[FileRead]) -> Option<Vec<u8>> {
    let about = serde_json::to_string(&files.iter().map(of_file).collect::<Vec<_>>()).ok()?;
    let tables = || files.iter().flat_map(|file| &file.tables.value);
    let rows = || tables().flat_map(|table| &table.rows);
    let kind = |row: &SourceRow| KINDS.iter().position(|known| *known == row.kind);
    let kinds: Option<Vec<u32>> = rows().map(|row| Some(kind(row)? as u32)).collect();
    let numbers = std::iter::once(0).chain(rows().map(|row| row.number));
    let kinds = std::iter::once(0).chain(kinds?);
    let cells = std::iter::once(about.as_str()).chain(rows().map(|row| row.cells.packed()));
    let columns = vec![
        UInt32Chunked::from_iter_values("row".into(), numbers).into_column(),
        UInt32Chunked::from_iter_values("kind".into(), kinds).into_column(),
        StringChunked::from_iter_values("cells".into(), cells).into_column(),
    ];
    let mut frame = DataFrame::new(columns.first()?.len(), columns).ok()?;
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes)
        .with_statistics(StatisticsOptions::empty())
        .set_parallel(false);
    writer.finish(&mut frame).ok()?;
    // What cannot be found again as it was is not kept.
    let found = files.iter().flat_map(|file| &file.tables.findings);
    let named = tables().all(|table| {
        container_named(table.container).is_some() && encoding_named(table.encoding).is_some()
    });
    (named && found.map(|f| f.rule).all(|name| rule_named(name).is_some())).then_some(bytes)
}

/// The files of a choice as they were read; the sources are those that the choice says now.
pub fn found_again(bytes: Vec<u8>, choice: &InputChoice) -> Option<Vec<FileRead>> {
    let reader = ParquetReader::new(Cursor::new(bytes)).read_parallel(ParallelStrategy::None);
    let frame = reader.finish().ok()?;
    let numbers = frame.column("row").ok()?.u32().ok()?.iter();
    let kinds = frame.column("kind").ok()?.u32().ok()?.iter();
    let cells = frame.column("cells").ok()?.str().ok()?.iter();
    let mut rows = numbers.zip(kinds).zip(cells);
    let (_, about) = rows.next()?;
    let about: Vec<KeptFile> = serde_json::from_str(about?).ok()?;
    let mut rows = rows.map(|((number, kind), cells)| {
        Some(SourceRow {
            number: number?,
            kind: *KINDS.get(kind? as usize)?,
            cells: Cells::of_packed(cells?),
        })
    });
    let files = about.into_iter().map(|file| file.read(choice, &mut rows));
    let files: Vec<FileRead> = files.collect::<Option<_>>()?;
    rows.next().is_none().then_some(files)
}

#[derive(Serialize, Deserialize)]
struct KeptFile {
    given: String,
    input: Option<InputFile>,
    tables: Vec<KeptTable>,
    findings: Vec<KeptFinding>,
}

#[derive(Serialize, Deserialize)]
struct KeptTable {
    file: String,
    sheet: String,
    container: String,
    encoding: String,
    header: Vec<String>,
    header_rows: Option<(u32, u32)>,
    rows: usize,
    totals: Vec<KeptTotal>,
}

/// Numbers as their bits: what JSON shows may differ in the last digit, and has no infinity.
#[derive(Serialize, Deserialize)]
struct KeptTotal {
    row: u32,
    column: u16,
    said: u64,
    found: u64,
    basis: usize,
    agrees: bool,
}

#[derive(Serialize, Deserialize)]
struct KeptFinding {
    rule: String,
    severity: usize,
    file: String,
    sheet: String,
    place: Option<(u32, u32, u16)>,
    header: String,
    actual: String,
    texts: [Text; 4],
}

fn of_file(file: &FileRead) -> KeptFile {
    KeptFile {
        given: file.given.clone(),
        input: file.input.clone(),
        tables: file.tables.value.iter().map(of_table).collect(),
        findings: file.tables.findings.iter().map(of_finding).collect(),
    }
}

fn of_table(table: &SourceTable) -> KeptTable {
    let total = |check: &TotalCheck| KeptTotal {
        row: check.row,
        column: check.column,
        said: check.said.to_bits(),
        found: check.found.to_bits(),
        basis: check.basis as usize,
        agrees: check.agrees,
    };
    KeptTable {
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        container: table.container.to_string(),
        encoding: table.encoding.to_string(),
        header: table.header.clone(),
        header_rows: table.header_rows,
        rows: table.rows.len(),
        totals: table.totals.iter().map(total).collect(),
    }
}

fn of_finding(finding: &Finding) -> KeptFinding {
    let Finding {
        title,
        expected,
        done,
        help,
        ..
    } = finding;
    KeptFinding {
        rule: finding.rule.to_string(),
        severity: finding.severity as usize,
        file: finding.file.clone(),
        sheet: finding.sheet.clone(),
        place: finding.place.map(|at| (at.table, at.row, at.column)),
        header: finding.header.clone(),
        actual: finding.actual.clone(),
        texts: [title, expected, done, help].map(Text::clone),
    }
}

impl KeptFile {
    fn read(
        self,
        choice: &InputChoice,
        rows: &mut impl Iterator<Item = Option<SourceRow>>,
    ) -> Option<FileRead> {
        let source = choice.source_of_file(&self.given)?;
        let tables = self.tables.into_iter().map(|kept| {
            let mut table = kept.read(rows)?;
            table.source_pinned = source;
            Some(table)
        });
        let tables: Vec<SourceTable> = tables.collect::<Option<_>>()?;
        let findings = self.findings.into_iter().map(KeptFinding::read);
        Some(FileRead {
            given: self.given,
            input: self.input,
            tables: Staged::new(tables, findings.collect::<Option<_>>()?),
        })
    }
}

impl KeptTable {
    fn read(self, rows: &mut impl Iterator<Item = Option<SourceRow>>) -> Option<SourceTable> {
        let mut own = Vec::with_capacity(self.rows.min(1 << 20));
        for _ in 0..self.rows {
            own.push(rows.next()??);
        }
        let total = |kept: KeptTotal| {
            Some(TotalCheck {
                row: kept.row,
                column: kept.column,
                said: f64::from_bits(kept.said),
                found: f64::from_bits(kept.found),
                basis: *BASES.get(kept.basis)?,
                agrees: kept.agrees,
            })
        };
        Some(SourceTable {
            file: self.file,
            sheet: self.sheet,
            container: container_named(&self.container)?,
            encoding: encoding_named(&self.encoding)?,
            header: self.header,
            header_rows: self.header_rows,
            rows: own,
            totals: self.totals.into_iter().map(total).collect::<Option<_>>()?,
            source_pinned: None,
        })
    }
}

impl KeptFinding {
    fn read(self) -> Option<Finding> {
        let [title, expected, done, help] = self.texts;
        Some(Finding {
            rule: rule_named(&self.rule)?,
            severity: *SEVERITIES.get(self.severity)?,
            file: self.file,
            sheet: self.sheet,
            place: self
                .place
                .map(|(table, row, column)| Place { table, row, column }),
            header: self.header,
            actual: self.actual,
            title,
            expected,
            done,
            help,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_kinds_are_their_positions() {
        for (at, basis) in BASES.into_iter().enumerate() {
            assert_eq!(basis as usize, at);
        }
        for (at, severity) in SEVERITIES.into_iter().enumerate() {
            assert_eq!(severity as usize, at);
        }
    }

    #[test]
    fn other_bytes_and_other_files_are_not_found_again() {
        let choice = InputChoice {
            given: "a.xlsx".to_string(),
            ..InputChoice::default()
        };
        let read = |given: &str| FileRead {
            given: given.to_string(),
            tables: Staged::default(),
            input: None,
        };
        let bytes = kept(&[read("a.xlsx")]).unwrap();
        assert!(found_again(bytes.clone(), &choice).is_some());
        assert!(found_again(bytes[..bytes.len() / 2].to_vec(), &choice).is_none());
        assert!(found_again(Vec::new(), &choice).is_none());
        let other = kept(&[read("b.xlsx")]).unwrap();
        assert!(found_again(other, &choice).is_none());
    }
}
