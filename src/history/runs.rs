//! The run folders of the unattended job: `runs/NAME` for each published run, `held` for the one
//! that waits for a decision, and `latest`, which is moved last.

use super::read::published;
use super::{MANIFEST, fault, read_metrics, read_run};
use crate::ground::digest::sha256_hex;
use crate::ground::disk;
use crate::model::{
    Fault, InputFile, KnownEvent, NightState, OpenItem, RememberedRun, RunManifest,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folder of the published runs.
pub const RUNS: &str = "runs";
/// Folder of the run that was held back last.
pub const HELD: &str = "held";
/// Leads to the last published run: a link, and on systems without links a file with its name.
pub const LATEST: &str = "latest";

/// Names of the published runs, in the order of the names. A folder that somebody copied or renamed
/// is none.
pub fn run_names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join(RUNS)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join(MANIFEST).is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| is_name_of_night(name))
        .collect();
    names.sort();
    names
}

/// A day, and what follows it without a blank or a bracket.
fn is_name_of_night(name: &str) -> bool {
    let day = name
        .get(..10)
        .and_then(|day| day.parse::<chrono::NaiveDate>().ok());
    let mut rest = name.chars().skip(10);
    day.is_some() && rest.all(|letter| letter.is_ascii_alphanumeric())
}

/// Names of the published runs in the order in which they were published, whatever the clock and
/// its zone were: each run's curve names the runs before it. Where curves say nothing, the moment
/// decides, then the name.
pub fn in_order(folder: &Path) -> Vec<String> {
    let names = run_names(folder);
    let moment = |name: &String| {
        let manifest = read_run(&folder.join(RUNS).join(name)).ok()?;
        let started = chrono::DateTime::parse_from_rfc3339(&manifest.started_at?);
        started.ok().map(|started| started.timestamp())
    };
    let mut left: Vec<(Option<i64>, String, BTreeSet<String>)> = names
        .into_iter()
        .map(|name| (moment(&name), earlier_runs(folder, &name), name))
        .map(|(moment, earlier, name)| (moment, name, earlier))
        .collect();
    left.sort();
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let waits = |earlier: &BTreeSet<String>| left.iter().any(|run| earlier.contains(&run.1));
        let next = left.iter().position(|run| !waits(&run.2)).unwrap_or(0);
        ordered.push(left.remove(next).1);
    }
    ordered
}

/// The runs that were published before one, by its `curve.csv`.
pub fn earlier_runs(folder: &Path, name: &str) -> BTreeSet<String> {
    let curve = std::fs::read_to_string(folder.join(RUNS).join(name).join("curve.csv"));
    let curve = curve.unwrap_or_default();
    let named = curve
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next());
    named
        .filter(|other| *other != name)
        .map(str::to_string)
        .collect()
}

/// Moves `latest` to a run, or leaves it where it already leads there.
pub fn move_latest(folder: &Path, name: &str) -> Result<(), Fault> {
    if latest(folder).as_deref() == Some(name) {
        return Ok(());
    }
    let path = folder.join(LATEST);
    let moved = make_way(&path).and_then(|()| point(&path, name));
    moved.map_err(|error| fault::cannot_write_file(&path, &error))
}

/// A real folder in the link's place is what a copy leaves that followed links: it is renamed.
fn make_way(path: &Path) -> std::io::Result<()> {
    if !path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let aside = |number: u32| path.with_file_name(format!("{LATEST}.copy-{number}"));
    let free = (1..).map(aside).find(|aside| !aside.exists());
    free.map_or(Ok(()), |aside| disk::rename(path, &aside))
}

fn point(path: &Path, name: &str) -> std::io::Result<()> {
    // Always of one name: what a killed night left there goes with the next.
    let beside = path.with_file_name(format!(".{LATEST}.partial"));
    disk::remove_file(&beside)?;
    lead(&beside, name)?;
    disk::rename(&beside, path)
}

#[cfg(unix)]
fn lead(path: &Path, name: &str) -> std::io::Result<()> {
    crate::ground::fault::pass("link", path)?;
    std::os::unix::fs::symlink(Path::new(RUNS).join(name), path)
}

#[cfg(not(unix))]
fn lead(path: &Path, name: &str) -> std::io::Result<()> {
    disk::write_new(path, name.as_bytes())
}

/// Name of the run that `latest` leads to.
pub fn latest(folder: &Path) -> Option<String> {
    let path = folder.join(LATEST);
    let named = |path: PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
    match std::fs::read_link(&path) {
        Ok(target) => named(target),
        Err(_) => std::fs::read_to_string(&path)
            .ok()
            .map(|name| name.trim().to_string()),
    }
}

/// Whether the run folder is there with all its files; what is in them nobody looks at.
pub fn stands(run: &Path) -> bool {
    read_run(run).is_ok_and(|manifest| holds_all(run, &manifest))
}

fn holds_all(run: &Path, manifest: &RunManifest) -> bool {
    let mut files = manifest.outputs.iter();
    files.all(|file| run.join(&file.path).is_file())
}

/// Files of a run that are no longer what was published, in the manifest's order. A file as long as
/// it was and no younger than the manifest, which is written last, is taken for untouched.
pub fn changed_in(run: &Path) -> Vec<String> {
    let Ok(manifest) = read_run(run) else {
        return Vec::new();
    };
    let written = |path: &Path| path.metadata().and_then(|known| known.modified()).ok();
    let sealed = written(&run.join(MANIFEST));
    let is_changed = |file: &&InputFile| {
        let path = run.join(&file.path);
        let Ok(known) = path.metadata() else {
            return false;
        };
        let is_as_long = known.len() == file.size;
        let is_older = sealed.is_some() && written(&path) <= sealed;
        let same = || std::fs::read(&path).is_ok_and(|bytes| sha256_hex(&bytes) == file.sha256);
        !(is_as_long && (is_older || same()))
    };
    let changed = manifest.outputs.iter().filter(is_changed);
    changed.map(|file| file.path.clone()).collect()
}

/// The folder in which the held run of these inputs lies.
pub fn held_of(folder: &Path, fingerprint: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder.join(HELD)).into_iter().flatten();
    let mut folders = entries.flatten().map(|entry| entry.path());
    folders.find(|run| {
        read_run(run)
            .is_ok_and(|manifest| manifest.fingerprint == fingerprint && holds_all(run, &manifest))
    })
}

/// What the history remembers of a run, from its folder alone.
pub fn remembered(folder: &Path, name: &str) -> Result<RememberedRun, Fault> {
    let manifest = read_run(folder)?;
    Ok(RememberedRun {
        name: name.to_string(),
        state: match manifest.state.as_str() {
            "held" => NightState::Held,
            _ => NightState::Published,
        },
        started_at: manifest.started_at.unwrap_or_default(),
        finished_at: manifest.finished_at.unwrap_or_default(),
        fingerprint: manifest.fingerprint,
        accepted: !manifest.accepted.is_empty(),
        version: manifest.version,
        inputs: manifest.inputs,
        metrics: read_metrics(folder)?,
        profile: manifest.sources,
        ..RememberedRun::default()
    })
}

/// What was open after the run in a folder: `items.csv`, or of older runs what `ledger.csv` tells.
///
/// # Errors
/// It cannot be read, or is no longer what was published.
pub fn items_in(folder: &Path) -> Result<Vec<OpenItem>, Fault> {
    let (name, items) = match published(folder, "items.csv")? {
        Some(bytes) => ("items.csv", items_of(&bytes)),
        None => match published(folder, "ledger.csv")? {
            Some(bytes) => ("ledger.csv", items_of_ledger(&bytes)),
            None => {
                let (zh, en) = ("没有 items.csv", "it has no items.csv");
                return Err(fault::not_a_run(folder, zh, en));
            }
        },
    };
    let mut items = items.map_err(|error| not_readable(folder, name, error))?;
    items.sort();
    Ok(items)
}

/// Every event that the run in a folder knew: `events.csv`; `None` of older runs, which kept none.
///
/// # Errors
/// It cannot be read, or is no longer what was published.
pub fn events_in(folder: &Path) -> Result<Option<Vec<KnownEvent>>, Fault> {
    const NAME: &str = "events.csv";
    let Some(bytes) = published(folder, NAME)? else {
        return Ok(None);
    };
    let events: Result<_, csv::Error> = csv::Reader::from_reader(&*bytes).deserialize().collect();
    events
        .map(Some)
        .map_err(|error| not_readable(folder, NAME, error))
}

fn not_readable(folder: &Path, name: &str, error: csv::Error) -> Fault {
    let (zh, en) = (format!("{name}:{error}"), format!("{name}: {error}"));
    fault::not_a_run(folder, &zh, &en)
}

fn items_of(bytes: &[u8]) -> Result<Vec<OpenItem>, csv::Error> {
    csv::Reader::from_reader(bytes).deserialize().collect()
}

fn items_of_ledger(bytes: &[u8]) -> Result<Vec<OpenItem>, csv::Error> {
    #[derive(serde::Deserialize)]
    struct Line {
        source: String,
        disposition: String,
        inspection_id: String,
        outcome: String,
        cause: String,
    }
    let mut items = BTreeSet::new();
    for line in csv::Reader::from_reader(bytes).deserialize::<Line>() {
        let line = line?;
        let settled = matches!(line.outcome.as_str(), "" | "linked" | "excluded");
        let undone = line.outcome == "plan_only" && line.cause.is_empty();
        let open = !(settled || undone);
        if line.disposition == "record" && open {
            items.insert(OpenItem {
                source: line.source,
                id: line.inspection_id,
                outcome: line.outcome,
                cause: line.cause,
                ..OpenItem::default()
            });
        }
    }
    Ok(items.into_iter().collect())
}

/// Removes run folders but the last `keep_runs`, the last of each of `keep_months` months, and the
/// one that `latest` leads to. A folder in which somebody changed or added a file stays. Answers
/// with the names of those that went.
pub fn retain(folder: &Path, keep_runs: usize, keep_months: usize) -> Vec<String> {
    let names = in_order(folder);
    let newest_first = || names.iter().rev().map(String::as_str);
    let mut kept: BTreeSet<&str> = newest_first().take(keep_runs).collect();
    let mut months: BTreeSet<&str> = BTreeSet::new();
    for name in newest_first() {
        let is_last_of_month = months.insert(name.get(..7).unwrap_or(name));
        if is_last_of_month && months.len() <= keep_months {
            kept.insert(name);
        }
    }
    let latest = latest(folder).unwrap_or_default();
    let mut gone = Vec::new();
    for name in names.iter().filter(|name| **name != latest) {
        let path = folder.join(RUNS).join(name);
        let ours = || super::check_destination(&path).is_ok();
        // What cannot be removed tonight is tried again tomorrow.
        if !kept.contains(name.as_str()) && ours() && disk::remove_folder(&path).is_ok() {
            gone.push(name.clone());
        }
    }
    gone
}

/// Removes the held runs before this one, unless somebody changed or added a file in them.
pub fn keep_last_held(held: &Path, name: &str) {
    let entries = std::fs::read_dir(held).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy() != name) {
        let path = entry.path();
        if path.join(MANIFEST).is_file() && super::check_destination(&path).is_ok() {
            // What cannot be removed tonight is tried again when another run is held.
            let _ = disk::remove_folder(&path);
        }
    }
}
