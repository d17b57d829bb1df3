//! Tables by month, town, industry and so on: every figure counted by a formula over its rows.

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::details::{self, CODED, FIRST, SCANNED, SYSTEM, Spans, range, system_word};
use super::figures::Ledger;
use super::page::{Cell, HEADER, Page, Shown};
use crate::model::{Figure, Source, StatisticsRow, StatisticsTable, column_letters};

/// Adds each table to the pages, and its rows to those behind.
pub fn pages<'a>(
    reading: &'a Reading<'a>,
    ledger: &Ledger,
    pages: &mut Vec<Page<'a>>,
    behind: &mut Vec<Page<'a>>,
) {
    for table in &reading.books.statistics {
        let title = reading.say(&table.title);
        let rows_sheet = sheet_name(&format!("{title}{}", reading.pick("明细", " rows")));
        let told = details::page(reading, table, rows_sheet.clone());
        let spans = told.map(|(page, spans)| {
            behind.push(page);
            spans
        });
        let shape = Shape {
            reading,
            table,
            rows_sheet,
            spans,
        };
        pages.push(shape.page(ledger));
    }
}

struct Shape<'a> {
    reading: &'a Reading<'a>,
    table: &'a StatisticsTable,
    rows_sheet: String,
    spans: Option<Spans>,
}

impl<'a> Shape<'a> {
    fn page(self, ledger: &Ledger) -> Page<'a> {
        let (reading, table) = (self.reading, self.table);
        let mut heads = vec![vec![reading.pick("分组", "group").to_string()]];
        heads.extend(
            table
                .columns
                .iter()
                .map(|text| vec![reading.say(text).to_string()]),
        );
        let mut widths = vec![28.0];
        widths.extend(heads[1..].iter().map(|head| {
            let wide = super::super::aligned::width(&head[0]);
            (wide as f64 + 3.0).max(11.0)
        }));
        let title = reading.say(&table.title).to_string();
        let total = table.total.as_ref().map(|total| self.total(total, ledger));
        let without = self.spans.is_none();
        let mut note = super::super::statement_sheet::scope(reading);
        if without {
            note.push_str(reading.pick(
                "。行数过多,明细见 consolidated.csv",
                ". The rows are too many for a sheet: see consolidated.csv",
            ));
        }
        Page {
            name: sheet_name(&title),
            title,
            note,
            heads,
            widths,
            rows: table.rows.len() + usize::from(total.is_some()),
            row: Box::new(move |at| match table.rows.get(at) {
                Some(row) => self.row(at, row),
                None => total.clone().unwrap_or_default(),
            }),
            home: None,
            list: false,
        }
    }

    /// The line of a row of the table, 1-based.
    fn line(&self, at: usize) -> u32 {
        HEADER + 2 + at as u32
    }

    fn row(&self, at: usize, row: &StatisticsRow) -> Vec<Cell> {
        let span = self.spans.as_ref().and_then(|spans| spans[at]);
        let link = span.map(|span| range(&self.rows_sheet, span));
        let mut cells = vec![Cell::text(row.label.clone())];
        for (column, figure) in row.figures.iter().enumerate() {
            let formula = span.and_then(|span| self.counted(column, span, self.line(at)));
            let shown = match (formula, figure) {
                (_, Figure::Absent) => Shown::Figure(Figure::Absent),
                (Some(formula), figure) => Shown::Live(formula, *figure),
                (None, figure) => Shown::Figure(*figure),
            };
            cells.push(Cell::of(shown).to(link.clone()));
        }
        cells
    }

    /// How a column is counted from the rows; columns are those of [`crate::model::COUNTED`].
    fn counted(&self, column: usize, (first, last): (u32, u32), line: u32) -> Option<String> {
        let rows =
            |letters: &str| format!("'{}'!${letters}${first}:${letters}${last}", self.rows_sheet);
        let of = |source| {
            let word = system_word(self.reading, source);
            format!("=COUNTIF({},\"{word}\")", rows(SYSTEM))
        };
        Some(match self.kind(column)? {
            "inspections" => of(Source::Safety),
            "enterprises" => format!("=SUM({})", rows(FIRST)),
            "codes" => of(Source::Platform),
            "coded" => format!("=SUM({})", rows(CODED)),
            "scanned" => format!("=SUM({})", rows(SCANNED)),
            "rate" => rate(line),
            _ => return None,
        })
    }

    fn kind(&self, column: usize) -> Option<&'static str> {
        let (kind, ..) = crate::model::COUNTED.get(column)?;
        (self.table.columns.len() == crate::model::COUNTED.len()).then_some(*kind)
    }

    /// Live sums where the rows add up; distinct objects from the sheet of metrics.
    fn total(&self, total: &StatisticsRow, ledger: &Ledger) -> Vec<Cell> {
        let line = self.line(self.table.rows.len());
        let mut cells = vec![Cell::text(total.label.clone()).bold()];
        for (column, figure) in total.figures.iter().enumerate() {
            let letters = column_letters(column as u16 + 2);
            let (first, last) = (HEADER + 2, line - 1);
            let shown = match (self.kind(column), figure) {
                (Some("rate"), Figure::Ratio(_)) => Shown::Live(rate(line), *figure),
                (_, Figure::Count(n)) if self.adds_up(column, *n) => {
                    Shown::Live(format!("=SUM({letters}{first}:{letters}{last})"), *figure)
                }
                (Some("enterprises"), _) => match ledger.cell("inspections.enterprises") {
                    Some(cell) => Shown::Live(format!("={cell}"), *figure),
                    None => Shown::Figure(*figure),
                },
                _ => Shown::Figure(*figure),
            };
            cells.push(Cell::of(shown).bold());
        }
        cells
    }

    fn adds_up(&self, column: usize, total: i64) -> bool {
        let figures = self
            .table
            .rows
            .iter()
            .filter_map(|row| row.figures.get(column));
        let sum: i64 = figures
            .map(|figure| if let Figure::Count(n) = figure { *n } else { 0 })
            .sum();
        !self.table.rows.is_empty() && sum == total
    }
}

/// Coded inspections by inspections, of one line.
fn rate(line: u32) -> String {
    format!("=IF(B{line}=0,\"—\",E{line}/B{line})")
}
