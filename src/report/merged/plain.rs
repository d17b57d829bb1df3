//! The merged table as CSV and as Parquet, with the same values.

use super::{MergeStory, Shown};
use crate::model::{CleanValue, Fault};
use crate::report::unwritable;
use polars::prelude::{
    Column, DataFrame, DataType, Field, Float64Chunked, Int64Chunked, IntoColumn, NewChunkedArray,
    ParquetWriter, PlSmallStr, Schema, StringChunked,
};
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::{BufWriter, Write};

/// Rows that are made at a time.
const ROWS_AT_ONCE: usize = 65_536;

/// UTF-8, header row, LF; `bom` for spreadsheet programs that would guess otherwise.
pub fn write_csv(
    story: &MergeStory,
    file: &str,
    bom: bool,
    mut out: impl Write,
) -> Result<(), Fault> {
    if bom {
        out.write_all(b"\xef\xbb\xbf")
            .map_err(|error| unwritable(file, error))?;
    }
    let told = |error: csv::Error| unwritable(file, error);
    let shown = story.shown();
    let mut writer = csv::Writer::from_writer(BufWriter::new(out));
    writer.write_record(story.headers(&shown)).map_err(told)?;
    for lines in chunks(story, &shown) {
        for line in lines {
            for value in &line {
                let text = value.text();
                let field = match value {
                    CleanValue::Text(text) => guarded(text),
                    _ => text,
                };
                writer.write_field(&*field).map_err(told)?;
            }
            writer.write_record(None::<&[u8]>).map_err(told)?;
        }
    }
    writer.flush().map_err(|error| unwritable(file, error))
}

/// A text that a spreadsheet program would compute when it opens the file gets the mark before it
/// that says "text"; reading takes it off again.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    let computes = match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+') => text.len() > 1,
        Some('-') => text.len() > 1 && text.parse::<f64>().is_err(),
        _ => false,
    };
    match computes {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

/// Rows in order, some thousands at a time.
fn chunks<'a>(
    story: &'a MergeStory<'_>,
    shown: &'a [Shown],
) -> impl Iterator<Item = Vec<Vec<CleanValue>>> + 'a {
    let rows = story.merged().rows.len();
    (0..rows).step_by(ROWS_AT_ONCE).map(move |first| {
        (first..rows.min(first + ROWS_AT_ONCE))
            .into_par_iter()
            .with_min_len(256)
            .map(|row| story.line(row, shown))
            .collect()
    })
}

/// Columns of numbers as numbers, the row number as a whole one, the rest as text; blanks are
/// absent values.
pub fn write_parquet(story: &MergeStory, file: &str, out: impl Write) -> Result<(), Fault> {
    let told = |error| unwritable(file, error);
    let shown = story.shown();
    let headers = story.headers(&shown);
    let kinds: Vec<DataType> = shown.iter().map(|column| kind(story, *column)).collect();
    let fields = headers
        .iter()
        .zip(&kinds)
        .map(|(name, kind)| Field::new(PlSmallStr::from_str(name), kind.clone()));
    let schema = Schema::from_iter(fields);
    let writer = ParquetWriter::new(BufWriter::new(out)).set_parallel(false);
    let mut writer = writer.batched(&schema).map_err(told)?;
    for lines in chunks(story, &shown) {
        let columns: Vec<Column> = headers
            .iter()
            .zip(&kinds)
            .enumerate()
            .map(|(at, (name, kind))| series(name, kind, lines.iter().map(|line| &line[at])))
            .collect();
        let frame = DataFrame::new(lines.len(), columns).map_err(told)?;
        writer.write_batch(&frame).map_err(told)?;
    }
    writer.finish().map_err(told).map(|_| ())
}

fn kind(story: &MergeStory, column: Shown) -> DataType {
    match column {
        Shown::Row => DataType::Int64,
        Shown::Value(nth) if story.merged().columns[nth].numeric => DataType::Float64,
        _ => DataType::String,
    }
}

fn series<'v>(name: &str, kind: &DataType, values: impl Iterator<Item = &'v CleanValue>) -> Column {
    let name = PlSmallStr::from_str(name);
    let number = |value: &CleanValue| match value {
        CleanValue::Number(number) => Some(*number),
        CleanValue::Fen(fen) => Some(*fen as f64 / 100.0),
        _ => None,
    };
    match kind {
        DataType::Int64 => {
            let whole = values.map(|value| number(value).map(|number| number as i64));
            Int64Chunked::from_iter_options(name, whole).into_column()
        }
        DataType::Float64 => {
            Float64Chunked::from_iter_options(name, values.map(number)).into_column()
        }
        _ => {
            let texts = values.map(|value| {
                let text = value.text();
                (!text.is_empty()).then_some(text)
            });
            StringChunked::from_iter_options(name, texts).into_column()
        }
    }
}
