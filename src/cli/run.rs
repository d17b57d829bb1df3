//! `hedui run`: the main job.

use super::arguments::RunArguments;
use super::diagnostics::{Diagnostics, Fullness};
use super::exit::Exit;
use super::progress::TerminalProgress;
use super::run_folder;
use super::speech::Speech;
use super::summary::Summary;
use super::target::{Target, Trouble, ended};
use crate::model::{Books, Fault, RunManifest, Settings};
use crate::pipeline::conditions::Condition;
use crate::pipeline::masking;
use crate::{history, pipeline, report};
use chrono::{Local, SecondsFormat};
use std::path::{Path, PathBuf};

/// What is run and where to.
pub struct Job<'j> {
    pub root: &'j Path,
    pub settings: &'j Settings,
    /// Where the settings were read, if in a file.
    pub settings_file: Option<&'j Path>,
    pub out: PathBuf,
    pub fail_on: &'j [Condition],
    pub verbose: bool,
}

pub fn perform(arguments: &RunArguments, speech: &Speech) -> Exit {
    let run = || -> Result<Exit, Trouble> {
        let mut target = Target::of(&arguments.target)?;
        if let Some(period) = arguments.period {
            period.replace(&mut target.settings.period);
        }
        let out = match &arguments.out {
            Some(out) => out.clone(),
            None => target.root.join(run_folder::NAME),
        };
        let job = Job {
            root: &target.root,
            settings: &target.settings,
            settings_file: target.file.as_deref(),
            out,
            fail_on: &arguments.fail_on,
            verbose: arguments.verbose,
        };
        Ok(publish(&job, speech)?)
    };
    ended(run(), speech)
}

/// Runs, publishes, and says what came of it.
pub fn publish(job: &Job<'_>, speech: &Speech) -> Result<Exit, Fault> {
    history::check_destination(&job.out)?;
    let started_at = now();
    let progress = TerminalProgress::new(speech.lang);
    let mut books = pipeline::run(job.root, job.settings, &progress)?;
    let met = conditions_met(job.fail_on, &books)?;
    if job.settings.privacy.mask {
        masking::mask(&mut books);
    }
    let files: Vec<(String, Vec<u8>)> = report::render(&books, speech.report_lang, &progress)?
        .into_iter()
        .map(|file| (file.name.to_string(), file.bytes))
        .collect();
    progress.clear();
    let manifest = manifest(job, &books, started_at);
    history::publish(&job.out, &files, &manifest)?;

    let diagnostics = Diagnostics {
        lang: speech.lang,
        paint: speech.paint,
    };
    let fullness = match job.verbose {
        true => Fullness::Whole,
        false => Fullness::Brief,
    };
    speech.tell(&diagnostics.findings(&books.findings, fullness, "findings.csv"));
    let summary = Summary {
        books: &books,
        out: &job.out,
        files: files.iter().map(|(name, _)| name.as_str()).collect(),
        met: &met,
        lang: speech.lang,
    };
    speech.say(&summary.screen());
    speech.document(&summary.document());
    Ok(match met.is_empty() {
        true => Exit::Published,
        false => Exit::ConditionMet,
    })
}

fn conditions_met(conditions: &[Condition], books: &Books) -> Result<Vec<String>, Fault> {
    let mut met = Vec::new();
    for condition in conditions {
        if condition.is_met(books)? {
            met.push(condition.text.clone());
        }
    }
    Ok(met)
}

fn manifest(job: &Job<'_>, books: &Books, started_at: String) -> RunManifest {
    RunManifest {
        started_at: Some(started_at),
        finished_at: Some(now()),
        settings_file: job
            .settings_file
            .map(|file| history::root_as_seen_from(&job.out, file)),
        ..history::manifest_of(books, job.root, &job.out)
    }
}

fn now() -> String {
    Local::now().to_rfc3339_opts(SecondsFormat::Secs, false)
}
