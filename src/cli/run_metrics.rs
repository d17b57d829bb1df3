//! The metrics of a run folder.

use crate::history;
use crate::model::{Fault, Figure, Metrics, Text};
use serde_json::Value;
use std::path::Path;

const FILE: &str = "metrics.json";

/// Reads metrics.json of a run.
///
/// # Errors
/// The folder is no run, or the file is missing or no flat object of numbers.
pub fn read(folder: &Path) -> Result<Metrics, Fault> {
    let run = history::read_run(folder)?;
    let bytes = std::fs::read(folder.join(FILE)).map_err(|error| unreadable(folder, error))?;
    if !history::is_as_published(&run, FILE, &bytes) {
        return Err(unreadable(folder, "it was changed after it was published"));
    }
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| unreadable(folder, error))?;
    let entries = value
        .as_object()
        .ok_or_else(|| unreadable(folder, "not an object"))?;
    let mut metrics = Metrics::default();
    for (key, value) in entries {
        let figure = match value {
            Value::Null => Figure::Absent,
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(count), _) => Figure::Count(count),
                (None, Some(ratio)) => Figure::Ratio(ratio),
                (None, None) => Figure::Absent,
            },
            _ => return Err(unreadable(folder, key)),
        };
        metrics.push(key.clone(), figure);
    }
    Ok(metrics)
}

fn unreadable(folder: &Path, error: impl ToString) -> Fault {
    let error = error.to_string();
    let title = Text::new(
        format!("核对结果中的 {FILE} 无法读取:{error}"),
        format!("{FILE} of the run cannot be read: {error}"),
    );
    let help = Text::new(
        "结果文件夹可能不完整,重新运行 hedui run",
        "the run folder may be incomplete; run hedui run again",
    );
    Fault::new("F405", folder.display().to_string(), title, help)
}
