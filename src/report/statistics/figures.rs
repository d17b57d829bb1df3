//! Every metric of the run with its meaning, and where each stands, for formulas.

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::page::{Cell, HEADER, Page, Shown};
use crate::model::{Figure, Metrics, Register, metric_note};
use std::collections::HashMap;

/// The sheet of metrics: its name and the line of each key.
pub struct Ledger<'a> {
    pub sheet: String,
    lines: HashMap<&'a str, u32>,
    metrics: &'a Metrics,
    registers: Vec<Register>,
}

impl<'a> Ledger<'a> {
    pub fn new(reading: &Reading<'a>) -> Self {
        let metrics = &reading.books.metrics;
        // Below title, note and one level of header, in the order of the metrics.
        let lines = metrics.iter().enumerate();
        let lines = lines
            .map(|(at, (key, _))| (key, HEADER + 2 + at as u32))
            .collect();
        Ledger {
            sheet: sheet_name(reading.pick("指标", "Metrics")),
            lines,
            metrics,
            registers: reading.books.settings.registers(),
        }
    }

    pub fn registers(&self) -> &[Register] {
        &self.registers
    }

    pub fn figure(&self, key: &str) -> Figure {
        self.metrics.get(key).unwrap_or(Figure::Absent)
    }

    /// `'指标'!$B$17`.
    pub fn cell(&self, key: &str) -> Option<String> {
        let line = self.lines.get(key)?;
        Some(format!("'{}'!$B${line}", self.sheet))
    }

    /// The columns of keys and of figures, for sums over keys that match.
    pub fn columns(&self) -> [String; 2] {
        let last = HEADER + 1 + self.lines.len() as u32;
        ["A", "B"].map(|column| {
            let first = HEADER + 2;
            format!("'{}'!${column}${first}:${column}${last}", self.sheet)
        })
    }

    pub fn page(&self, reading: &'a Reading<'a>) -> Page<'a> {
        let metrics: Vec<(&str, Figure)> = self.metrics.iter().collect();
        let registers = self.registers.clone();
        let heads = [
            ("指标", "key"),
            ("数值", "figure"),
            ("单位", "unit"),
            ("含义", "meaning"),
        ];
        Page {
            name: self.sheet.clone(),
            title: reading.pick("全部指标", "Every figure").to_string(),
            note: reading
                .pick(
                    "与 metrics.json 相同;“—”表示没有数据,不是零",
                    "as in metrics.json; “—” means no data, not zero",
                )
                .to_string(),
            heads: heads
                .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
                .to_vec(),
            widths: vec![44.0, 16.0, 10.0, 56.0],
            rows: metrics.len(),
            row: Box::new(move |at| {
                let (key, figure) = metrics[at];
                let unit = metric_note(&registers, key).map_or(String::new(), |note| note.unit);
                vec![
                    Cell::text(key),
                    Cell::of(Shown::Figure(figure)),
                    Cell::text(unit),
                    Cell::text(meaning(reading, &registers, key)),
                ]
            }),
            home: None,
            list: true,
        }
    }
}

/// What a metric says, in words; empty where its key says it.
pub fn metric_meaning(reading: &Reading, key: &str) -> String {
    meaning(reading, &reading.books.settings.registers(), key)
}

fn meaning(reading: &Reading, registers: &[Register], key: &str) -> String {
    metric_note(registers, key).map_or(String::new(), |note| match reading.zh() {
        true => note.zh,
        false => note.en,
    })
}
