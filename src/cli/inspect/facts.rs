//! What is told of one table beyond its columns: what became of its rows, its totals, proposals.

use crate::model::{
    CanonicalRecord, CodeForm, Extracted, FurnitureKind, Place, RowFate, RowKind, SourceTable,
    TotalCheck, Understood,
};
use std::collections::BTreeMap;

/// Examples that are kept of each fact.
const EXAMPLES: usize = 3;

/// Furniture of one kind: its row numbers and the text of the first.
pub struct Furniture {
    pub kind: FurnitureKind,
    pub rows: Vec<u32>,
    pub example: String,
}

/// A number as it stands and as it is proposed to read.
pub struct Proposal {
    pub place: Place,
    pub actual: String,
    pub proposed: String,
}

/// Rows that repeat rows of one table, itself or another.
pub struct Repeats {
    /// Position of the table whose rows stand for these.
    pub of: u32,
    /// Row here, row there.
    pub rows: Vec<(u32, u32)>,
}

/// All facts of a table.
pub struct Facts<'a> {
    pub records: usize,
    pub rejected: Vec<u32>,
    pub repeats: Vec<Repeats>,
    pub furniture: Vec<Furniture>,
    pub totals: &'a [TotalCheck],
    pub proposals: Vec<Proposal>,
    /// Codes that are broken and for which nothing is proposed.
    pub broken_codes: usize,
}

/// The facts of the table at a position.
pub fn facts<'a>(at: usize, extracted: &'a Extracted, understood: &Understood) -> Facts<'a> {
    let table = &extracted.tables[at];
    let mut facts = Facts {
        records: 0,
        rejected: Vec::new(),
        repeats: Vec::new(),
        furniture: furniture(table),
        totals: &table.totals,
        proposals: Vec::new(),
        broken_codes: 0,
    };
    let mut repeats: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for (row, fate) in &understood.fates[at] {
        match fate {
            RowFate::Record(ix) => {
                facts.records += 1;
                let number = repaired_number(table, *row, at as u32, &understood.records[*ix]);
                facts.proposals.extend(number);
                let code = understood.records[*ix].credit_code.as_ref();
                let Some(code) = code.filter(|code| code.column > 0) else {
                    continue;
                };
                match &code.value.repair {
                    Some(proposed) if code.value.form != CodeForm::Valid => {
                        let place = Place {
                            table: at as u32,
                            row: *row,
                            column: code.column,
                        };
                        let cell = table.cell(*row, code.column);
                        facts.proposals.push(Proposal {
                            place,
                            actual: cell
                                .map(|cell| cell.text().into_owned())
                                .unwrap_or_default(),
                            proposed: proposed.to_string(),
                        });
                    }
                    _ if !matches!(code.value.form, CodeForm::Valid | CodeForm::Short) => {
                        facts.broken_codes += 1;
                    }
                    _ => {}
                }
            }
            RowFate::Duplicate(ix) => {
                let kept = understood.records[*ix].place;
                repeats
                    .entry(kept.table)
                    .or_default()
                    .push((*row, kept.row));
            }
            RowFate::Entry(_) => facts.records += 1,
            RowFate::EntryAgain(ix) => {
                let kept = understood.entries[*ix].place;
                repeats
                    .entry(kept.table)
                    .or_default()
                    .push((*row, kept.row));
            }
            RowFate::Rejected => facts.rejected.push(*row),
        }
    }
    facts.repeats = repeats
        .into_iter()
        .map(|(of, rows)| Repeats { of, rows })
        .collect();
    facts
}

/// The document number of a row that was made whole, as it stands and as it was read.
fn repaired_number(
    table: &SourceTable,
    row: u32,
    at: u32,
    record: &CanonicalRecord,
) -> Option<Proposal> {
    record.broken_number.as_ref()?;
    let number = record.document_number.as_ref()?;
    let actual = table.cell(row, number.column);
    Some(Proposal {
        place: Place {
            table: at,
            row,
            column: number.column,
        },
        actual: actual
            .map(|cell| cell.text().into_owned())
            .unwrap_or_default(),
        proposed: number.value.written(),
    })
}

const KINDS: [FurnitureKind; 6] = [
    FurnitureKind::Title,
    FurnitureKind::Header,
    FurnitureKind::Blank,
    FurnitureKind::Subtotal,
    FurnitureKind::Total,
    FurnitureKind::Note,
];

fn furniture(table: &SourceTable) -> Vec<Furniture> {
    let of_kind = |kind: FurnitureKind| {
        let rows = table.rows.iter();
        let rows: Vec<u32> = rows
            .filter(|row| row.kind == RowKind::Furniture(kind))
            .map(|row| row.number)
            .collect();
        let first = *rows.first()?;
        Some(Furniture {
            kind,
            example: row_text(table, first),
            rows,
        })
    };
    KINDS.into_iter().filter_map(of_kind).collect()
}

/// The filled cells of a row, parted by bars, on one line.
pub fn row_text(table: &SourceTable, row: u32) -> String {
    let cells = table.row(row).into_iter().flat_map(|row| row.cells.iter());
    let texts: Vec<String> = cells
        .filter(|cell| !cell.is_blank())
        .map(|cell| cell.text().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    texts.join(" | ")
}

/// The first few, and how many there are beyond.
pub fn first_few<T>(all: &[T]) -> (&[T], usize) {
    let shown = all.len().min(EXAMPLES);
    (&all[..shown], all.len() - shown)
}

pub fn kind_words(kind: FurnitureKind) -> (&'static str, &'static str) {
    match kind {
        FurnitureKind::Title => ("标题", "title"),
        FurnitureKind::Header => ("表头", "header"),
        FurnitureKind::Blank => ("空行", "blank"),
        FurnitureKind::Subtotal => ("小计", "subtotal"),
        FurnitureKind::Total => ("合计", "total"),
        FurnitureKind::Note => ("说明", "note"),
    }
}

/// Row numbers as spans.
pub fn spans(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    spans
}
