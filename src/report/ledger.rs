//! `ledger.csv` and `ledger.parquet`: one line for every row of every input.

use super::Rendered;
use super::columnar::Frame;
use super::reading::Reading;
use crate::model::{Fault, LedgerEntry};

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let frame = ledger_frame(reading);
    Ok(vec![
        Rendered {
            name: "ledger.csv",
            bytes: frame.csv("ledger.csv")?,
        },
        Rendered {
            name: "ledger.parquet",
            bytes: frame.parquet("ledger.parquet")?,
        },
    ])
}

fn ledger_frame<'a>(reading: &Reading<'a>) -> Frame<'a, LedgerEntry> {
    let books = reading.books;
    let lang = reading.lang;
    let mut frame = Frame::of(&books.ledger);
    frame.borrowed("source", |entry| entry.source.name());
    frame.borrowed("file", |entry| &books.table(entry.place).file);
    frame.borrowed("sheet", |entry| &books.table(entry.place).sheet);
    frame.whole("row", |entry| Some(entry.place.row.into()));
    frame.borrowed("disposition", |entry| entry.disposition.name());
    frame.borrowed("inspection_id", |entry| &entry.inspection_id);
    frame.borrowed("outcome", |entry| entry.outcome.map_or("", |o| o.name()));
    frame.borrowed("cause", |entry| entry.cause.map_or("", |c| c.code()));
    frame.real("probability", 6, |entry| entry.probability);
    frame.borrowed("detail", move |entry| entry.detail.in_lang(lang));
    frame
}
