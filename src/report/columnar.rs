//! One table of named columns, written as CSV and as Parquet with the same values.

use super::unwritable;
use crate::model::Fault;
use polars::prelude::{
    Column, DataFrame, Float64Chunked, Int64Chunked, IntoColumn, NewChunkedArray, ParquetWriter,
    PlSmallStr, StringChunked,
};
use std::borrow::Cow;

/// The values of one column. Empty text is written as an absent value.
pub enum Values<'a> {
    Text(Vec<Cow<'a, str>>),
    Whole(Vec<Option<i64>>),
    /// Shown with so many decimals.
    Real(Vec<Option<f64>>, usize),
}

/// Columns of equal length.
#[derive(Default)]
pub struct Frame<'a> {
    columns: Vec<(String, Values<'a>)>,
}

impl<'a> Frame<'a> {
    pub fn text(&mut self, name: &str, values: impl Iterator<Item = Cow<'a, str>>) {
        self.columns
            .push((name.to_string(), Values::Text(values.collect())));
    }

    pub fn borrowed(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        self.text(name, values.map(Cow::Borrowed));
    }

    pub fn owned(&mut self, name: &str, values: impl Iterator<Item = String>) {
        self.text(name, values.map(Cow::Owned));
    }

    pub fn whole(&mut self, name: &str, values: impl Iterator<Item = Option<i64>>) {
        self.columns
            .push((name.to_string(), Values::Whole(values.collect())));
    }

    pub fn real(&mut self, name: &str, decimals: usize, values: impl Iterator<Item = Option<f64>>) {
        let scale = 10f64.powi(decimals as i32);
        let rounded = values.map(|value| value.map(|v| (v * scale).round() / scale + 0.0));
        self.columns
            .push((name.to_string(), Values::Real(rounded.collect(), decimals)));
    }

    fn height(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| match values {
            Values::Text(values) => values.len(),
            Values::Whole(values) => values.len(),
            Values::Real(values, _) => values.len(),
        })
    }

    /// UTF-8, header row, LF.
    pub fn csv(&self, file: &str) -> Result<Vec<u8>, Fault> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let told = |error: csv::Error| unwritable(file, error);
        writer
            .write_record(self.columns.iter().map(|(name, _)| name))
            .map_err(told)?;
        for row in 0..self.height() {
            for (_, values) in &self.columns {
                let cell = match values {
                    Values::Text(values) => Cow::Borrowed(&*values[row]),
                    Values::Whole(values) => values[row]
                        .map(|n| n.to_string())
                        .unwrap_or_default()
                        .into(),
                    Values::Real(values, decimals) => {
                        let decimals = *decimals;
                        values[row]
                            .map(|v| format!("{v:.decimals$}"))
                            .unwrap_or_default()
                            .into()
                    }
                };
                writer.write_field(&*cell).map_err(told)?;
            }
            writer.write_record(None::<&[u8]>).map_err(told)?;
        }
        writer.into_inner().map_err(|error| unwritable(file, error))
    }

    pub fn parquet(&self, file: &str) -> Result<Vec<u8>, Fault> {
        let columns: Vec<Column> = self
            .columns
            .iter()
            .map(|(name, values)| series(name, values))
            .collect();
        let told = |error| unwritable(file, error);
        let mut frame = DataFrame::new(self.height(), columns).map_err(told)?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .set_parallel(false)
            .finish(&mut frame)
            .map_err(told)?;
        Ok(bytes)
    }
}

fn series(name: &str, values: &Values) -> Column {
    let name = PlSmallStr::from_str(name);
    match values {
        Values::Text(values) => {
            let present = values
                .iter()
                .map(|text| Some(&**text).filter(|text| !text.is_empty()));
            StringChunked::from_iter_options(name, present).into_column()
        }
        Values::Whole(values) => {
            Int64Chunked::from_iter_options(name, values.iter().copied()).into_column()
        }
        Values::Real(values, _) => {
            Float64Chunked::from_iter_options(name, values.iter().copied()).into_column()
        }
    }
}
