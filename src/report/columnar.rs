//! One table of named columns, written as CSV and as Parquet with the same values. A column is told
//! by how its value is read off a row, so that no cell is kept before it is written.

use super::unwritable;
use crate::model::Fault;
use polars::prelude::{
    Column, DataFrame, Float64Chunked, Int64Chunked, IntoColumn, NewChunkedArray, ParquetWriter,
    PlSmallStr, StringChunked,
};
use std::borrow::Cow;
use std::fmt::Write;

/// How the values of a column are read. Empty text is written as an absent value.
enum Value<'a, R> {
    Text(Box<dyn Fn(&'a R) -> Cow<'a, str> + 'a>),
    Whole(Box<dyn Fn(&'a R) -> Option<i64> + 'a>),
    /// Shown with so many decimals.
    Real(Box<dyn Fn(&'a R) -> Option<f64> + 'a>, usize),
}

/// Rows and the columns they are shown in.
pub struct Frame<'a, R> {
    rows: &'a [R],
    columns: Vec<(String, Value<'a, R>)>,
}

impl<'a, R> Frame<'a, R> {
    pub fn of(rows: &'a [R]) -> Self {
        Frame {
            rows,
            columns: Vec::new(),
        }
    }

    pub fn text(&mut self, name: &str, value: impl Fn(&'a R) -> Cow<'a, str> + 'a) {
        self.columns
            .push((name.to_string(), Value::Text(Box::new(value))));
    }

    pub fn borrowed(&mut self, name: &str, value: impl Fn(&'a R) -> &'a str + 'a) {
        self.text(name, move |row| Cow::Borrowed(value(row)));
    }

    pub fn owned(&mut self, name: &str, value: impl Fn(&'a R) -> String + 'a) {
        self.text(name, move |row| Cow::Owned(value(row)));
    }

    pub fn whole(&mut self, name: &str, value: impl Fn(&'a R) -> Option<i64> + 'a) {
        self.columns
            .push((name.to_string(), Value::Whole(Box::new(value))));
    }

    pub fn real(&mut self, name: &str, decimals: usize, value: impl Fn(&'a R) -> Option<f64> + 'a) {
        let scale = 10f64.powi(decimals as i32);
        let rounded = move |row| value(row).map(|v: f64| (v * scale).round() / scale + 0.0);
        self.columns
            .push((name.to_string(), Value::Real(Box::new(rounded), decimals)));
    }

    /// UTF-8, header row, LF.
    pub fn csv(&self, file: &str) -> Result<Vec<u8>, Fault> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let told = |error: csv::Error| unwritable(file, error);
        writer
            .write_record(self.columns.iter().map(|(name, _)| name))
            .map_err(told)?;
        let mut number = String::new();
        for row in self.rows {
            for (_, value) in &self.columns {
                number.clear();
                let written = match value {
                    Value::Text(value) => {
                        writer.write_field(&*value(row)).map_err(told)?;
                        continue;
                    }
                    Value::Whole(value) => value(row).map(|n| write!(number, "{n}")),
                    Value::Real(value, decimals) => {
                        value(row).map(|n| write!(number, "{n:.decimals$}"))
                    }
                };
                assert!(
                    written != Some(Err(std::fmt::Error)),
                    "memory holds a number"
                );
                writer.write_field(&number).map_err(told)?;
            }
            writer.write_record(None::<&[u8]>).map_err(told)?;
        }
        let mut bytes = writer
            .into_inner()
            .map_err(|error| unwritable(file, error))?;
        bytes.shrink_to_fit();
        Ok(bytes)
    }

    pub fn parquet(&self, file: &str) -> Result<Vec<u8>, Fault> {
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|(name, value)| series(name, value, self.rows))
            .collect();
        let told = |error| unwritable(file, error);
        let mut frame = DataFrame::new(self.rows.len(), columns).map_err(told)?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .set_parallel(false)
            .finish(&mut frame)
            .map_err(told)?;
        Ok(bytes)
    }
}

fn series<'a, R>(name: &str, value: &Value<'a, R>, rows: &'a [R]) -> Column {
    let name = PlSmallStr::from_str(name);
    match value {
        Value::Text(value) => {
            let present = rows
                .iter()
                .map(|row| Some(value(row)).filter(|text| !text.is_empty()));
            StringChunked::from_iter_options(name, present).into_column()
        }
        Value::Whole(value) => {
            Int64Chunked::from_iter_options(name, rows.iter().map(value)).into_column()
        }
        Value::Real(value, _) => {
            Float64Chunked::from_iter_options(name, rows.iter().map(value)).into_column()
        }
    }
}
