//! `hedui review export`: the workbook to fill in.

use super::page::Exported;
use super::refusals;
use crate::cli::arguments::ReviewExportArguments;
use crate::cli::progress::TerminalProgress;
use crate::cli::run_folder;
use crate::cli::speech::Speech;
use crate::cli::target::{Target, Trouble};
use crate::ground;
use crate::history::{self, Draft};
use crate::model::{Books, Lang, RunManifest};
use crate::report::review::{review_items, review_workbook};
use crate::{config, pipeline};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

pub fn perform(arguments: &ReviewExportArguments, speech: &Speech) -> Result<(), Trouble> {
    let named = run_folder::of_job(&arguments.target);
    let run = history::read_run(&named).ok();
    let target = Target::behind(&named, run.as_ref(), arguments.period)?;
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => target.root.join(usual_name(speech.report_lang)),
    };
    check(&out, arguments.force)?;
    let progress = TerminalProgress::new(speech.lang);
    let books = pipeline::run(&target.root, &target.settings, &progress)?;
    progress.clear();
    let items = review_items(&books, arguments.all);
    let root = history::root_as_seen_from(folder_of(&out), &target.root);
    let bytes = review_workbook(&books, speech.report_lang, &items.list, &root)?;
    let mut draft = Draft::beside(&out)?;
    let written = draft.file().write_all(&bytes);
    written.map_err(|error| draft.fault(&error))?;
    Draft::publish(vec![draft])?;
    let exported = Exported {
        out: &out,
        items: &items,
        is_current: run.map(|run| is_of(&run, &books)),
        speech,
    };
    exported.tell();
    Ok(())
}

fn usual_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "复核.xlsx",
        Lang::En => "review.xlsx",
    }
}

/// A person's half-filled workbook is not overwritten, and none is put where the next run would
/// stumble over it.
fn check(out: &Path, force: bool) -> Result<(), Trouble> {
    let ending = out.extension().unwrap_or_default().to_string_lossy();
    if !ending.eq_ignore_ascii_case("xlsx") {
        return Err(refusals::strange_ending(out).into());
    }
    if out.exists() && !force {
        return Err(refusals::already_there(out).into());
    }
    if folder_of(out).join(history::MANIFEST).exists() {
        return Err(refusals::in_a_run_folder(out).into());
    }
    Ok(())
}

pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether inputs and settings are those of the run that was named.
fn is_of(run: &RunManifest, books: &Books) -> bool {
    let digests = |inputs: &[crate::model::InputFile]| -> Vec<String> {
        inputs.iter().map(|input| input.sha256.clone()).collect()
    };
    digests(&run.inputs) == digests(&books.extracted.inputs)
        && run.settings_sha256 == config::digest(&books.settings)
}

/// The path without the `./` that some commands put before it.
pub fn tidied(path: &Path) -> PathBuf {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    let plain: PathBuf = parts.collect();
    match plain.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => plain,
    }
}

/// A path as messages show it, without `./`.
pub fn shown(path: &Path) -> String {
    ground::shown(tidied(path))
}
