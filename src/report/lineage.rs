//! `lineage.csv`: of every figure of `metrics.json`, the rows of the ledger or the other figures
//! that it comes from.

use super::reading::Reading;
use super::{Rendered, unwritable};
use crate::ground::onwards::onwards;
use crate::model::{Books, Fault, Place};
use std::fmt::Write;

const NAME: &str = "lineage.csv";

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let books = reading.books;
    let told = |error: csv::Error| unwritable(NAME, error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["key", "how", "first", "second", "lines"])
        .map_err(told)?;
    for (key, figure) in books.metrics.iter() {
        let Some(lineage) = books.lineages.get(key) else {
            continue;
        };
        assert!(figure.json() != serde_json::Value::Null, "{key} is absent");
        let [first, second] = lineage.of().unwrap_or_default();
        let lines = spans(&ledger_lines(books, lineage.rows()));
        let fields = [key, lineage.name(), first, second, &lines];
        writer.write_record(fields).map_err(told)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| unwritable(NAME, error))?;
    Ok(vec![Rendered { name: NAME, bytes }])
}

/// The records of `ledger.csv` of these rows, counted from 1. Rows come in the ledger's order,
/// mostly close together.
fn ledger_lines(books: &Books, rows: &[Place]) -> Vec<usize> {
    let mut at = 0;
    let line = |row: &Place| {
        at += onwards(&books.ledger[at..], |entry| entry.place < *row);
        let found = books
            .ledger
            .get(at)
            .is_some_and(|entry| entry.place == *row);
        assert!(found, "every row stands in the ledger");
        at + 1
    };
    rows.iter().map(line).collect()
}

/// `3-7 9 9 12`: numbers that follow each other as a span.
fn spans(lines: &[usize]) -> String {
    let mut text = String::new();
    for span in lines.chunk_by(|a, b| *b == a + 1) {
        let gap = if text.is_empty() { "" } else { " " };
        let written = match span {
            [first, .., last] => write!(text, "{gap}{first}-{last}"),
            [one] => write!(text, "{gap}{one}"),
            [] => Ok(()),
        };
        written.expect("memory holds a number");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_follow_each_other_are_a_span() {
        assert_eq!(spans(&[3, 4, 5, 9, 9, 12, 13]), "3-5 9 9 12-13");
        assert_eq!(spans(&[]), "");
    }
}
