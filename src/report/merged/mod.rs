//! A merged table as a workbook, as CSV or as Parquet, and what was merged, left out and why.
//!
//! The workbook says it in sheets of its own; beside a CSV or Parquet file it stands in one CSV of
//! notes. Values are asked for row by row, so that a long table is never laid out in memory.

mod notes;
mod plain;
mod workbook;

pub use notes::write_notes;
pub use plain::{write_csv, write_parquet};
pub use workbook::write_workbook;

use crate::model::{
    AS_WRITTEN, CleanValue, DropReason, DroppedRow, Extracted, Finding, FurnitureKind, LINEAGE,
    Lang, Merged, MergedRows, Place, RowKind, SourceTable, Understood,
};

/// All that is told of a merge.
pub struct MergeStory<'a> {
    pub rows: &'a dyn MergedRows,
    pub extracted: &'a Extracted,
    pub understood: &'a Understood,
    /// Sorted.
    pub findings: &'a [Finding],
    pub lang: Lang,
    /// Whether texts that differ from their values get columns of their own.
    pub raw_columns: bool,
}

/// A column as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Value(usize),
    /// The text of a value, where it differs.
    Raw(usize),
    File,
    Sheet,
    Row,
}

impl MergeStory<'_> {
    fn merged(&self) -> &Merged {
        self.rows.merged()
    }

    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn table(&self, place: Place) -> &SourceTable {
        &self.extracted.tables[place.table as usize]
    }

    /// Columns in order: values, lineage, then texts as they stood.
    fn shown(&self) -> Vec<Shown> {
        let columns = &self.merged().columns;
        let values = (0..columns.len()).map(Shown::Value);
        let raws = (0..columns.len())
            .filter(|nth| self.raw_columns && columns[*nth].has_raw)
            .map(Shown::Raw);
        values
            .chain([Shown::File, Shown::Sheet, Shown::Row])
            .chain(raws)
            .collect()
    }

    /// Headers of the columns, each once.
    fn headers(&self, shown: &[Shown]) -> Vec<String> {
        let mut headers: Vec<String> = Vec::with_capacity(shown.len());
        for column in shown {
            let title = match column {
                Shown::Value(nth) => self.merged().columns[*nth].name.clone(),
                Shown::Raw(nth) => {
                    let name = &self.merged().columns[*nth].name;
                    format!("{name}{}", self.pick(AS_WRITTEN[0], AS_WRITTEN[1]))
                }
                Shown::File => self.pick(LINEAGE[0][0], LINEAGE[1][0]).to_string(),
                Shown::Sheet => self.pick(LINEAGE[0][1], LINEAGE[1][1]).to_string(),
                Shown::Row => self.pick(LINEAGE[0][2], LINEAGE[1][2]).to_string(),
            };
            let mut name = title.clone();
            let mut copy = 1;
            while headers.contains(&name) {
                copy += 1;
                name = format!("{title}({copy})");
            }
            headers.push(name);
        }
        headers
    }

    /// One row in the order of the columns shown.
    fn line(&self, row: usize, shown: &[Shown]) -> Vec<CleanValue> {
        let place = self.merged().rows[row].place;
        let mut values = self.rows.values(row);
        let [mut file, mut sheet, mut number] = self.rows.earlier_place(row).unwrap_or_else(|| {
            [
                CleanValue::of_text(&self.table(place).file),
                CleanValue::of_text(&self.table(place).sheet),
                CleanValue::Number(f64::from(place.row)),
            ]
        });
        shown
            .iter()
            .map(|column| match column {
                Shown::Value(nth) => std::mem::take(&mut values[*nth].value),
                Shown::Raw(nth) => values[*nth]
                    .raw
                    .take()
                    .map(CleanValue::Text)
                    .unwrap_or_default(),
                Shown::File => std::mem::take(&mut file),
                Shown::Sheet => std::mem::take(&mut sheet),
                Shown::Row => std::mem::take(&mut number),
            })
            .collect()
    }

    /// Why a row was left out, in words.
    fn reason(&self, dropped: &DroppedRow) -> String {
        match &dropped.reason {
            DropReason::Repeats(_, columns) if columns.is_empty() => {
                self.pick("重复", "repeats").to_string()
            }
            DropReason::Repeats(_, columns) => {
                let between = self.pick("、", ", ");
                let columns = columns.join(between);
                format!(
                    "{}{columns}",
                    self.pick("重复,不同之处:", "repeats, but differs in ")
                )
            }
            DropReason::Rejected => match self.table(dropped.place).header_rows {
                Some(_) => self.pick("不可用", "unusable").to_string(),
                None => self.pick("没有可识别的表头", "no header").to_string(),
            },
        }
    }

    /// A row as it stands, its cells parted by bars.
    fn raw_row(&self, place: Place) -> String {
        let row = self.table(place).row(place.row);
        let cells = row.iter().flat_map(|row| row.cells.iter());
        let texts: Vec<String> = cells.map(|cell| cell.text().into_owned()).collect();
        texts.join(" | ").trim_end_matches([' ', '|']).to_string()
    }

    /// What a table says of itself: where it stands and how it was read.
    fn table_facts(&self, at: usize) -> [String; 6] {
        let (table, mapping) = (&self.extracted.tables[at], &self.understood.mappings[at]);
        let header = match table.header_rows {
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first}–{last}"),
            None => String::new(),
        };
        [
            table.file.clone(),
            table.sheet.clone(),
            table.container.to_string(),
            table.encoding.to_string(),
            header,
            mapping.reason.in_lang(self.lang).to_string(),
        ]
    }

    /// Headers of the columns that no field was found for.
    fn unmapped(&self, at: usize) -> String {
        let (table, mapping) = (&self.extracted.tables[at], &self.understood.mappings[at]);
        let headers = mapping
            .unmapped
            .iter()
            .map(|column| table.header_of(*column));
        let flat = headers.map(|header| header.split_whitespace().collect::<String>());
        flat.collect::<Vec<_>>().join(self.pick("、", ", "))
    }

    fn furniture(&self, table: usize, kind: FurnitureKind) -> usize {
        let rows = &self.extracted.tables[table].rows;
        rows.iter()
            .filter(|row| row.kind == RowKind::Furniture(kind))
            .count()
    }
}

const FURNITURE: [(FurnitureKind, &str, &str); 6] = [
    (FurnitureKind::Title, "标题行", "title rows"),
    (FurnitureKind::Header, "表头行", "header rows"),
    (FurnitureKind::Blank, "空行", "blank rows"),
    (FurnitureKind::Subtotal, "小计行", "subtotals"),
    (FurnitureKind::Total, "合计行", "totals"),
    (FurnitureKind::Note, "说明行", "notes"),
];

#[cfg(test)]
mod tests;
