//! `hedui merge`: any number of exports of one kind as one table.

mod inputs;
mod output;
mod page;
mod refusals;

use super::arguments::{MergeArguments, Values};
use super::diagnostics::{Diagnostics, Fullness};
use super::exit::Exit;
use super::given::Given;
use super::progress::TerminalProgress;
use super::speech::Speech;
use super::target::{Trouble, ended};
use crate::ground::shown;
use crate::history::Draft;
use crate::model::{Extracted, Finding, MergedRows, Text, Understood};
use crate::report::merged::{MergeStory, write_csv, write_notes, write_parquet, write_workbook};
use crate::transform::{self, MergeWish};
use crate::{extract, model};
use output::{Output, Shape};
use std::path::Path;

pub fn perform(arguments: &MergeArguments, speech: &Speech) -> Exit {
    ended(merge(arguments, speech).map(|()| Exit::Published), speech)
}

fn merge(arguments: &MergeArguments, speech: &Speech) -> Result<(), Trouble> {
    let output = Output::of(&arguments.out)?;
    let given = Given::of(arguments.settings.as_deref())?;
    let choices = inputs::choices(&arguments.files, &given)?;
    output.check(&arguments.files, &choices, arguments.force)?;
    let progress = TerminalProgress::new(speech.lang);
    let mut findings = Vec::new();
    let extracted = extract::read_sources(Path::new("."), &choices, &progress)?;
    let extracted = extracted.keep(&mut findings);
    let understood = transform::understand_rows(&extracted, &given.settings, &progress);
    let understood = understood.keep(&mut findings);
    findings.sort();
    let wish = MergeWish {
        kind: arguments.kind,
        as_written: arguments.values == Values::Raw,
        lang: speech.report_lang,
    };
    let merged = transform::consolidate(&extracted, &understood, &given.settings, wish);
    let merged = match merged {
        Ok(merged) => merged,
        Err(mixture) => {
            progress.clear();
            let told = diagnostics(speech).findings(&findings, Fullness::Brief, "");
            speech.tell(&told);
            return Err(refusals::mixed(&mixture, &extracted).into());
        }
    };
    let tallies = &merged.merged().tallies;
    let is_set_aside = |table: u32| tallies[table as usize].other_kind > 0;
    findings.retain(|finding| !finding.place.is_some_and(|place| is_set_aside(place.table)));
    let story = MergeStory {
        rows: &merged,
        extracted: &extracted,
        understood: &understood,
        findings: &findings,
        lang: speech.report_lang,
        raw_columns: arguments.values == Values::Both,
    };
    model::Progress::stage(&progress, &Text::new("写出合并表", "writing"), None);
    write(&story, &output, arguments.bom)?;
    progress.clear();
    tell(&merged, &extracted, &understood, &findings, &output, speech);
    Ok(())
}

/// Table and notes, both or neither.
fn write(story: &MergeStory, output: &Output, bom: bool) -> Result<(), Trouble> {
    let name = output.name();
    let mut draft = Draft::beside(&output.table)?;
    let mut drafts = Vec::new();
    match output.shape {
        Shape::Workbook => write_workbook(story, &name, draft.file())?,
        Shape::Csv => write_csv(story, &name, bom, draft.file())?,
        Shape::Parquet => write_parquet(story, &name, draft.file())?,
    }
    if let Some(notes) = &output.notes {
        let mut beside = Draft::beside(notes)?;
        write_notes(story, &name, beside.file())?;
        drafts.push(beside);
    }
    drafts.push(draft);
    Ok(Draft::publish(drafts)?)
}

fn tell(
    merged: &dyn MergedRows,
    extracted: &Extracted,
    understood: &Understood,
    findings: &[Finding],
    output: &Output,
    speech: &Speech,
) {
    let all_in = match &output.notes {
        Some(notes) => shown(notes),
        None => shown(&output.table),
    };
    speech.tell(&diagnostics(speech).findings(findings, Fullness::Brief, &all_in));
    let page = page::Page {
        merged: merged.merged(),
        extracted,
        understood,
        findings,
        output,
        speech,
    };
    speech.say(&page.text());
    speech.document(&page.document());
}

fn diagnostics(speech: &Speech) -> Diagnostics {
    Diagnostics {
        lang: speech.lang,
        paint: speech.paint,
    }
}
