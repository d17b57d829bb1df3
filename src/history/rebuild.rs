//! The history from the run folders alone, and putting right what a killed night left between a
//! published folder and its line in the history.

use super::database::{HISTORY, History};
use super::runs::{self, RUNS};
use super::{fault, items_in};
use crate::ground::disk;
use crate::model::{Fault, OpenItem, RememberedRun};
use std::path::Path;

/// A history that was built anew.
#[derive(Debug, Default)]
pub struct Rebuilt {
    /// Runs that it holds.
    pub runs: usize,
    /// Folders among them that are no readable runs, and why; they are left out.
    pub unreadable: Vec<Fault>,
}

/// What the history had to be put right in before a night.
#[derive(Debug, Default)]
pub struct Recovered {
    /// Runs that an earlier night had published without remembering them.
    pub runs: Vec<String>,
    /// The name under which a damaged history was kept, where it was built anew.
    pub damaged: Option<String>,
}

/// Writes the history anew from the run folders, beside the old one, and puts it in its place.
/// Nights that published nothing have no folder and are not in it.
pub fn rebuild(folder: &Path) -> Result<Rebuilt, Fault> {
    let fresh = folder.join(".history.db.rebuilt");
    let cannot = |error: std::io::Error| fault::cannot_write_file(&folder.join(HISTORY), &error);
    disk::remove_file(&fresh).map_err(cannot)?;
    let mut history = History::at(&fresh)?;
    let mut rebuilt = Rebuilt::default();
    for name in runs::in_order(folder) {
        match kept_in(folder, &name) {
            Ok((run, items)) => {
                history.add_published(&run, &items)?;
                rebuilt.runs += 1;
            }
            Err(fault) => rebuilt.unreadable.push(fault),
        }
    }
    drop(history);
    // A journal of the old file must not be taken for one of the new.
    let journal = folder.join(format!("{HISTORY}-journal"));
    disk::remove_file(&journal).map_err(cannot)?;
    disk::rename(&fresh, &folder.join(HISTORY)).map_err(cannot)?;
    Ok(rebuilt)
}

/// Opens the history, adds published folders that it does not know, and moves `latest` to the last
/// run. A damaged file is kept under another name and built anew; one that is newer than this
/// program, or that cannot be opened for another reason, is left alone.
pub fn recover(folder: &Path) -> Result<(History, Recovered), Fault> {
    clear_half_written(folder);
    let path = folder.join(HISTORY);
    let mut recovered = Recovered::default();
    let mut history = match History::sound_at(&path) {
        Ok(history) => history,
        Err(flaw) if path.is_file() && flaw.is_damage => {
            recovered.damaged = Some(set_aside(folder)?);
            rebuild(folder)?;
            History::open(folder)?
        }
        Err(flaw) => return Err(fault::history_unusable(&path, &flaw.why)),
    };
    let known: Vec<String> = history.runs()?.into_iter().map(|run| run.name).collect();
    let last = history.last_published()?.map(|run| run.name);
    let is_unknown = |name: &String| !known.contains(name);
    // Nearly every night there is none: then no curve needs reading.
    let unknown = match runs::run_names(folder).iter().any(is_unknown) {
        true => runs::in_order(folder),
        false => Vec::new(),
    };
    for name in unknown.into_iter().filter(is_unknown) {
        let follows = |last: &String| runs::earlier_runs(folder, &name).contains(last);
        let is_newer =
            known.last().is_none_or(|last| name > *last) || last.as_ref().is_some_and(follows);
        // A folder that cannot be read is no run that was published.
        if is_newer && let Ok((run, items)) = kept_in(folder, &name) {
            history.add_published(&run, &items)?;
            recovered.runs.push(name);
        }
    }
    if let Some(last) = history.last_published()?
        && folder.join(RUNS).join(&last.name).is_dir()
    {
        runs::move_latest(folder, &last.name)?;
    }
    Ok((history, recovered))
}

/// The run in a folder and what was open after it.
fn kept_in(folder: &Path, name: &str) -> Result<(RememberedRun, Vec<OpenItem>), Fault> {
    let run = folder.join(RUNS).join(name);
    Ok((runs::remembered(&run, name)?, items_in(&run)?))
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

/// A damaged history is evidence: it is renamed, never removed. Answers with its new name.
fn set_aside(folder: &Path) -> Result<String, Fault> {
    let path = folder.join(HISTORY);
    let free = |number: &u32| !folder.join(format!("{HISTORY}.damaged-{number}")).exists();
    let number = (1..10_000).find(free).unwrap_or(10_000);
    let name = format!("{HISTORY}.damaged-{number}");
    let moved = disk::rename(&path, &folder.join(&name));
    moved.map_err(|error| fault::cannot_write_file(&path, &error))?;
    Ok(name)
}
