//! Values to bytes: the files of a run folder.
//!
//! Everything here reads one value, the run's [`Books`], and answers with bytes; nothing is decided
//! and nothing is written to disk. Files that programs read (`ledger`, `links`, `nearest`,
//! `consolidated`, `events`, `rejects`, statement and metrics as JSON) keep the columns of the
//! contract whatever the language. Files that people read (`workbook`, `page`, `memo`, `summary`,
//! `backentry`, `statistics`) draw their lists from one place, `lists`, so that the workbook
//! and the page cannot tell two stories. Every figure that stands for records leads to them, and
//! every record to the file, sheet and row it came from. The same books give the same bytes: no
//! clock, no hash order.

mod aligned;
mod backentry;
mod backentry_columns;
mod calibres;
mod chart;
pub mod claims;
mod columnar;
mod concentrations;
mod consolidated;
pub mod draft;
mod event_lists;
mod events;
mod explain;
pub mod form;
pub mod house;
mod items;
mod ledger;
mod lineage;
mod links;
mod list;
mod lists;
mod memo;
pub mod merged;
mod nearest;
mod ooxml;
mod opening;
mod overview;
mod page;
mod pair_lists;
mod plain;
mod plan_statement;
mod reading;
mod rejects;
pub mod review;
mod sheet;
mod statement;
mod statement_sheet;
mod statistics;
mod summary;
mod tallies;
mod unseen;
mod words;
mod workbook;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod trials;

pub use calibres::calibres_text;
pub use events::known_events;
pub use explain::explain_link_text;
pub use items::open_items;
pub use plain::{PlainCell, plain_csv, plain_workbook};
pub use statement::{statement_json, statement_text};

use crate::model::{Books, Fault, Lang, Progress, Text};
use rayon::prelude::*;
use reading::Reading;

/// One file of a run folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

type Renderer = fn(&Reading) -> Result<Vec<Rendered>, Fault>;

/// Every file of the run folder but the manifest, sorted by name.
pub fn render(books: &Books, lang: Lang, progress: &dyn Progress) -> Result<Vec<Rendered>, Fault> {
    // The longest work first, so that all processors end together.
    const RENDERERS: &[Renderer] = &[
        workbook::render,
        page::render,
        consolidated::render,
        links::render,
        statistics::render,
        backentry::render,
        ledger::render,
        lineage::render,
        render_json,
        nearest::render,
        events::render,
        items::render,
        concentrations::render,
        rejects::render,
        memo::render,
        summary::render,
    ];
    progress.stage(
        &Text::new("撰写报告", "writing reports"),
        Some(RENDERERS.len() as u64),
    );
    let reading = Reading::new(books, lang);
    let made: Vec<Vec<Rendered>> = RENDERERS
        .par_iter()
        .with_max_len(1)
        .map(|renderer| {
            let files = renderer(&reading);
            progress.advance(1);
            files
        })
        .collect::<Result<_, Fault>>()?;
    let mut files: Vec<Rendered> = made.into_iter().flatten().collect();
    files.sort_by_key(|file| file.name);
    Ok(files)
}

fn render_json(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let page = |value: &serde_json::Value| format!("{value:#}\n").into_bytes();
    Ok(vec![
        Rendered {
            name: "metrics.json",
            bytes: page(&reading.books.metrics.json()),
        },
        Rendered {
            name: "statement.json",
            bytes: page(&statement_json(reading.books)),
        },
    ])
}

/// A file that could not be put together: a fault of the machine, not of the data.
pub fn unwritable(file: &str, error: impl std::fmt::Display) -> Fault {
    Fault::new(
        "F801",
        file,
        Text::new(
            format!("无法生成报告:{error}"),
            format!("the report could not be written: {error}"),
        ),
        Text::new(
            "检查临时目录的剩余空间后重试;原有结果未受影响",
            "check the space left for temporary files and run again; earlier results are untouched",
        ),
    )
}
