//! The claims as CSV: UTF-8 with BOM, because people open it in a spreadsheet program.

use super::{ClaimsStory, Value};
use crate::model::Fault;
use crate::report::unwritable;
use std::io::Write;

pub fn write_csv(story: &ClaimsStory, file: &str, mut out: impl Write) -> Result<(), Fault> {
    out.write_all(b"\xef\xbb\xbf")
        .map_err(|error| unwritable(file, error))?;
    let told = |error: csv::Error| unwritable(file, error);
    let mut writer = csv::Writer::from_writer(out);
    let table = story.claims();
    writer
        .write_record(table.headers.iter().map(|(name, _)| *name))
        .map_err(told)?;
    for line in table.lines {
        let cells = line.iter().map(|value| match value {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
        });
        writer.write_record(cells).map_err(told)?;
    }
    writer.flush().map_err(|error| unwritable(file, error))
}
