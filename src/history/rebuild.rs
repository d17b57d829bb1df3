//! The history from the run folders alone, and putting right what a killed night left between a
//! published folder and its line in the history.

use super::database::{HISTORY, History};
use super::runs::{self, RUNS};
use super::{fault, items_in};
use crate::ground::disk;
use crate::model::Fault;
use std::path::Path;

/// Writes the history anew from the run folders, beside the old one, and puts it in its place.
/// Answers with how many runs it holds. Nights that published nothing have no folder and are not in
/// it.
pub fn rebuild(folder: &Path) -> Result<usize, Fault> {
    let fresh = folder.join(".history.db.rebuilt");
    let cannot = |error: std::io::Error| fault::cannot_write_file(&folder.join(HISTORY), &error);
    disk::remove_file(&fresh).map_err(cannot)?;
    let mut history = History::at(&fresh)?;
    let names = runs::run_names(folder);
    for name in &names {
        add(&mut history, folder, name)?;
    }
    drop(history);
    // A journal of the old file must not be taken for one of the new.
    let journal = folder.join(format!("{HISTORY}-journal"));
    disk::remove_file(&journal).map_err(cannot)?;
    disk::rename(&fresh, &folder.join(HISTORY)).map_err(cannot)?;
    Ok(names.len())
}

/// Opens the history, adds published folders that it does not know, and moves `latest` to the last
/// run. A damaged file is kept under another name and built anew.
pub fn recover(folder: &Path) -> Result<(History, Vec<String>), Fault> {
    clear_half_written(folder);
    let mut history = match History::open(folder) {
        Ok(history) => history,
        Err(damaged) if folder.join(HISTORY).is_file() && damaged.rule == fault::UNUSABLE => {
            set_aside(folder)?;
            rebuild(folder)?;
            History::open(folder)?
        }
        Err(other) => return Err(other),
    };
    let known: Vec<String> = history.runs()?.into_iter().map(|run| run.name).collect();
    let mut added = Vec::new();
    for name in runs::run_names(folder) {
        let is_newer = known.last().is_none_or(|last| name > *last);
        if is_newer && !known.contains(&name) {
            add(&mut history, folder, &name)?;
            added.push(name);
        }
    }
    if let Some(last) = history.last_published()?
        && folder.join(RUNS).join(&last.name).is_dir()
    {
        runs::move_latest(folder, &last.name)?;
    }
    Ok((history, added))
}

fn add(history: &mut History, folder: &Path, name: &str) -> Result<(), Fault> {
    let run = folder.join(RUNS).join(name);
    let past = runs::remembered(&run, name)?;
    history.add_published(&past, &items_in(&run)?).map(|_| ())
}

/// Removes what killed nights left half-written. Whoever calls holds the lock, so that nobody is
/// still writing; each night has a name of its own, so that no other would come back to it.
fn clear_half_written(folder: &Path) {
    for below in [RUNS, runs::HELD] {
        let entries = std::fs::read_dir(folder.join(below)).into_iter().flatten();
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') && name.contains(".partial-") {
                // What cannot be removed now is tried again by the next night.
                let _ = disk::remove_folder(&entry.path());
            }
        }
    }
}

/// A damaged history is evidence: it is renamed, never removed.
fn set_aside(folder: &Path) -> Result<(), Fault> {
    let path = folder.join(HISTORY);
    let free = |number: &u32| !folder.join(format!("{HISTORY}.damaged-{number}")).exists();
    let number = (1..10_000).find(free).unwrap_or(10_000);
    let aside = folder.join(format!("{HISTORY}.damaged-{number}"));
    disk::rename(&path, &aside).map_err(|error| fault::cannot_write_file(&path, &error))
}
