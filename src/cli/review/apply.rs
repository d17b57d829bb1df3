//! `hedui review apply`: decisions back out of a workbook, checked against the records as they are
//! now, and kept.

use super::condition::ApplyCondition;
use super::export::{folder_of, tidied};
use super::page::{Applied, Standing};
use super::refusals;
use crate::cli::arguments::ReviewApplyArguments;
use crate::cli::exit::Exit;
use crate::cli::progress::TerminalProgress;
use crate::cli::speech::Speech;
use crate::cli::target::{Target, Trouble};
use crate::ground::shown;
use crate::model::{Finding, Grid, Limits};
use crate::report::review::{Stamp, answers, root_told};
use crate::{extract, history, pipeline};
use chrono::{Local, SecondsFormat};
use std::path::PathBuf;

pub fn perform(arguments: &ReviewApplyArguments, speech: &Speech) -> Result<Exit, Trouble> {
    let file = shown(&arguments.workbook);
    let sheets = extract::read_grids(&arguments.workbook, &file, &Limits::default())
        .map_err(|finding| refusals::unreadable(&file, &finding))?;
    let target = Target::of(&place(arguments, &file, &sheets)?)?;
    let progress = TerminalProgress::new(speech.lang);
    let books = pipeline::run(&target.root, &target.settings, &progress)?;
    let now = Local::now();
    let by = arguments.by.clone().unwrap_or_else(|| user(speech));
    let stamp = Stamp {
        file: &file,
        by: by.trim(),
        today: now.date_naive(),
        kept_at: &now.to_rfc3339_opts(SecondsFormat::Secs, false),
    };
    let mut findings: Vec<Finding> = Vec::new();
    let answers = answers(&books, &sheets, stamp).keep(&mut findings);
    history::keep_judgements(&target.root, &answers.new)?;
    let before = Standing::of(&books);
    let again = match answers.new.is_empty() {
        true => None,
        false => Some(pipeline::run(&target.root, &target.settings, &progress)?),
    };
    let now = again.as_ref().unwrap_or(&books);
    let on_judgements = now.findings.iter();
    let unapplied: Vec<&Finding> = on_judgements
        .filter(|finding| finding.file == history::JUDGEMENTS)
        .collect();
    let is_met = |condition: &&ApplyCondition| match condition {
        ApplyCondition::Refused => answers.refused > 0,
        ApplyCondition::Open => answers.open > 0,
        ApplyCondition::StaleJudgement => !unapplied.is_empty(),
    };
    let met = arguments.fail_on.iter().filter(is_met);
    let met: Vec<&str> = met.map(|condition| condition.name()).collect();
    if again.is_some() {
        findings.extend(unapplied.into_iter().cloned());
    }
    progress.clear();
    let applied = Applied {
        workbook: &file,
        kept_in: target.root.join(history::JUDGEMENTS),
        answers: &answers,
        findings: &findings,
        before,
        after: again.as_ref().map(Standing::of),
        met: &met,
        speech,
    };
    applied.tell();
    Ok(match met.is_empty() {
        true => Exit::Published,
        false => Exit::ConditionMet,
    })
}

/// The folder that was run: as named, else as the workbook tells, else this one.
fn place(
    arguments: &ReviewApplyArguments,
    file: &str,
    sheets: &[Grid],
) -> Result<PathBuf, Trouble> {
    let told = root_told(sheets).ok_or_else(|| refusals::no_review(file))?;
    if let Some(named) = &arguments.target {
        return Ok(named.clone());
    }
    let Some(told) = told else {
        return Ok(PathBuf::from("."));
    };
    let root = folder_of(&arguments.workbook).join(&told);
    match root.is_dir() {
        true => Ok(tidied(&root)),
        false => Err(refusals::no_folder(file, &told).into()),
    }
}

/// Who is at the keyboard, as far as the system tells.
pub fn user(speech: &Speech) -> String {
    let names = ["USER", "USERNAME", "LOGNAME"].into_iter();
    let set = names.filter_map(|name| std::env::var(name).ok());
    let mut set = set.filter(|name| !name.trim().is_empty());
    set.next()
        .unwrap_or_else(|| speech.either("未署名", "unnamed").to_string())
}
