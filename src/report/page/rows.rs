//! Lists as the page shows them: fewer columns, a limited number of rows, and where the rest is.

use crate::report::list::{Heading, List, Value};
use serde::Serialize;

/// A longer list is cut on the page; the note names the file that holds all of it.
pub const ROWS_SHOWN_MAX: usize = 200;

/// Columns from this width hold sentences and get room on the page.
const SENTENCE_WIDTH: f64 = 40.0;

#[derive(Serialize)]
pub struct Shown {
    pub title: String,
    pub note: String,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<ShownCell>>,
    pub total: usize,
    /// Rows left off.
    pub hidden: usize,
}

#[derive(Serialize)]
pub struct ShownCell {
    pub text: String,
    /// `n` a number, `d` a day or key, `none` nothing, `w` a sentence; else empty.
    pub kind: &'static str,
}

/// The first rows of a list, at most so many.
pub fn shown(list: &List, rows_max: usize) -> Shown {
    shown_from(list, 0, list.length, rows_max)
}

/// Rows of a part of a list, at most so many.
pub fn shown_from(list: &List, first: usize, length: usize, rows_max: usize) -> Shown {
    let columns = list.columns_on_page();
    let count = length.min(rows_max);
    let rows = (first..first + count).map(|at| {
        let row = list.row(at).into_iter().take(columns);
        row.zip(&list.headings)
            .map(|(value, heading)| shown_cell(value, heading))
            .collect()
    });
    Shown {
        title: list.title.clone(),
        note: list.note.clone(),
        heads: list.headings[..columns]
            .iter()
            .map(|heading| heading.text)
            .collect(),
        rows: rows.collect(),
        total: length,
        hidden: length - count,
    }
}

fn shown_cell(value: Value, heading: &Heading) -> ShownCell {
    let text = value.show();
    let kind = match value {
        Value::Whole(_) | Value::Real(..) => "n",
        _ if text.is_empty() => "none",
        Value::Day(_) | Value::Key(_) => "d",
        _ if heading.width >= SENTENCE_WIDTH => "w",
        _ => "",
    };
    ShownCell { text, kind }
}
