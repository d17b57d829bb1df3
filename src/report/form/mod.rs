//! A person's own workbook with `{{key}}` placeholders, filled with a run's metrics.
//!
//! The parts of the file that hold no placeholder and no formula's result are copied byte for
//! byte, so that formats, widths, pictures and whatever else the form has stay as they are. A cell
//! that is one placeholder becomes a number; a placeholder within a text becomes part of that text.
//! Results that formulas left in the file are dropped, and the program that opens it computes them
//! anew.

mod package;
mod placeholder;
mod sheet;
mod strings;
mod workbook;

pub use placeholder::{Blank, plain};

use crate::config::nearest;
use crate::model::{Fault, Metrics, Text};
use placeholder::Values;
use std::io::{Seek, Write};

/// One place that was filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub sheet: String,
    /// `B3`; empty for headers, footers and text boxes.
    pub cell: String,
    pub key: String,
    /// As it stands there now; empty where the run has no such data.
    pub shown: String,
}

/// A placeholder whose key no run has.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unknown {
    sheet: String,
    cell: String,
    key: String,
}

/// Fills the form; every filled place, in the order of sheets and cells.
///
/// # Errors
/// The file is no workbook (F802), or a placeholder names no metric or no form of one (F803): all
/// of them at once, each with sheet, cell and the nearest key.
pub fn fill(
    form: &[u8],
    file: &str,
    metrics: &Metrics,
    blank: Blank,
    out: impl Write + Seek,
) -> Result<Vec<Filled>, Fault> {
    let values = Values { metrics, blank };
    let made = package::rewritten(form, &values).map_err(|error| no_workbook(file, &error))?;
    if !made.unknown.is_empty() {
        return Err(unknown_keys(file, &made.unknown, metrics));
    }
    package::write(form, &made.parts, out).map_err(|error| super::unwritable(file, error))?;
    Ok(made.filled)
}

fn no_workbook(file: &str, error: &str) -> Fault {
    let title = Text::new(
        format!("不是可以填写的 .xlsx 工作簿:{error}"),
        format!("this is no .xlsx workbook that can be filled: {error}"),
    );
    let help = Text::new(
        "用 Excel 或 WPS 打开,另存为 xlsx(不加密码)",
        "open it in Excel or WPS and save it as xlsx, without a password",
    );
    Fault::new("F802", file, title, help)
}

fn unknown_keys(file: &str, unknown: &[Unknown], metrics: &Metrics) -> Fault {
    let told = |meant: &str, between: &str| {
        let each = unknown.iter().map(|one| {
            let place = match one.cell.is_empty() {
                true => one.sheet.clone(),
                false => format!("{}!{}", one.sheet, one.cell),
            };
            let key = one.key.split('|').next().unwrap_or_default().trim();
            let near = nearest(key, metrics.iter().map(|(known, _)| known));
            let near = near.filter(|near| *near != key);
            let near = near.map_or(String::new(), |near| format!(" ({meant} {near}?)"));
            format!("{place} {{{{{}}}}}{near}", one.key)
        });
        each.collect::<Vec<_>>().join(between)
    };
    let title = Text::new(
        format!("表中有无法填写的占位符:{}", told("是否指", ";")),
        format!(
            "placeholders that cannot be filled: {}",
            told("did you mean", "; ")
        ),
    );
    let help = Text::new(
        "可用的指标见 docs/metrics.md 和该次结果的 metrics.json;写法见 docs/forms.md",
        "docs/metrics.md and the run's metrics.json list the keys; docs/forms.md says how they are \
         written",
    );
    Fault::new("F803", file, title, help)
}

#[cfg(test)]
mod tests;
