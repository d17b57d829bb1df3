//! `hedui report draft`: a paragraph on the year's inspections, with the figures of a run.

use crate::cli::arguments::DraftArguments;
use crate::cli::published::{bytes_of, malformed};
use crate::cli::speech::Speech;
use crate::cli::{outputs, run_folder};
use crate::ground::shown;
use crate::history;
use crate::history::Draft;
use crate::model::{Fault, Text};
use crate::report::draft::{Story, markdown, write_docx};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

pub fn draft(arguments: &DraftArguments, speech: &Speech) -> Result<(), Fault> {
    let out = &arguments.out;
    let ending = outputs::ending(out, &["docx", "md"])?;
    let template = arguments.template.as_deref();
    let inputs: Vec<_> = template.into_iter().collect();
    outputs::check(out, &inputs, arguments.force)?;
    let folder = run_folder::meant(arguments.run.as_deref());
    let metrics = history::read_metrics(&folder)?;
    let given = template.map(|file| {
        let read = std::fs::read_to_string(file);
        read.map(|text| (shown(file), text)).map_err(|error| {
            let told = Text::of_io(&error);
            let title = Text::new(
                format!("模板无法读取:{}", told.zh),
                format!("the template cannot be read: {}", told.en),
            );
            let help = Text::new("模板应为 UTF-8 文本", "a template is text in UTF-8");
            Fault::new("F415", shown(file), title, help)
        })
    });
    let given = given.transpose()?;
    let story = Story {
        metrics: &metrics,
        period: period(&folder)?,
        template: given
            .as_ref()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    };
    let text = markdown(&story)?;
    let mut draft = Draft::beside(out)?;
    match ending {
        "docx" => write_docx(&text, &shown(out), draft.file())?,
        _ => {
            let written = draft.file().write_all(text.as_bytes());
            written.map_err(|error| draft.fault(&error))?;
        }
    }
    Draft::publish(vec![draft])?;
    let out = shown(out);
    speech.say(&format!("{text}\n{out}"));
    speech.document(&json!({ "state": "done", "out": out, "text": text }));
    Ok(())
}

/// First and last day of a run; `None` where it tells none.
fn period(folder: &Path) -> Result<Option<(NaiveDate, NaiveDate)>, Fault> {
    let name = "statement.json";
    if !folder.join(name).is_file() {
        return Ok(None);
    }
    let statement: Value = serde_json::from_slice(&bytes_of(folder, name)?)
        .map_err(|error| malformed(folder, name, error))?;
    let day = |end: &str| statement["period"][end].as_str()?.parse().ok();
    Ok(day("from").zip(day("to")))
}
