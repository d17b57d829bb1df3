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

fn ledger_frame<'a>(reading: &Reading<'a>) -> Frame<'a> {
    let books = reading.books;
    let lang = reading.lang;
    let entries = || books.ledger.iter();
    let table = move |entry: &LedgerEntry| books.table(entry.place);
    let mut frame = Frame::default();
    frame.borrowed("source", entries().map(|entry| entry.source.name()));
    frame.borrowed("file", entries().map(move |entry| &*table(entry).file));
    frame.borrowed("sheet", entries().map(move |entry| &*table(entry).sheet));
    frame.whole("row", entries().map(|entry| Some(entry.place.row.into())));
    frame.borrowed(
        "disposition",
        entries().map(|entry| entry.disposition.name()),
    );
    frame.borrowed(
        "inspection_id",
        entries().map(|entry| &*entry.inspection_id),
    );
    frame.borrowed(
        "outcome",
        entries().map(|entry| entry.outcome.map_or("", |o| o.name())),
    );
    frame.borrowed(
        "cause",
        entries().map(|entry| entry.cause.map_or("", |c| c.code())),
    );
    frame.real("probability", 6, entries().map(|entry| entry.probability));
    frame.borrowed(
        "detail",
        entries().map(move |entry| entry.detail.in_lang(lang)),
    );
    frame
}
