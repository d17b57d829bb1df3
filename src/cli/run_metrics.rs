//! The metrics of a run folder.

use super::published::{bytes_of, unreadable};
use crate::model::{Fault, Figure, Metrics};
use serde_json::Value;
use std::path::Path;

const FILE: &str = "metrics.json";

/// Reads metrics.json of a run.
///
/// # Errors
/// The folder is no run, or the file is missing or no flat object of numbers.
pub fn read(folder: &Path) -> Result<Metrics, Fault> {
    let bytes = bytes_of(folder, FILE)?;
    let value: Value =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(folder, FILE, error))?;
    let entries = value
        .as_object()
        .ok_or_else(|| unreadable(folder, FILE, "not an object"))?;
    let mut metrics = Metrics::default();
    for (key, value) in entries {
        let figure = match value {
            Value::Null => Figure::Absent,
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(count), _) => Figure::Count(count),
                (None, Some(ratio)) => Figure::Ratio(ratio),
                (None, None) => Figure::Absent,
            },
            _ => return Err(unreadable(folder, FILE, key)),
        };
        metrics.push(key.clone(), figure);
    }
    Ok(metrics)
}
