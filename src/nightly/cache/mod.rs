//! Files as they were read, one Parquet file for each in `cache/` of the job's folder, so that a
//! night takes apart only those that are new or changed.
//!
//! An entry is named `PLACE-KEY-DIGEST.parquet`: the digest of the file's path, the digest of all
//! that decides how it is read (its bytes, its path, the limits, the members asked for, the program
//! itself) and that of the entry's own bytes. An entry that is not what its name says is not
//! trusted: the file is read anew. Nothing here fails a night, and everything may be deleted at any
//! time.

mod kept;

pub use kept::{found_again, kept};

use super::BUILD;
use super::inbox::Inbox;
use crate::extract::{FileRead, InputChoice, Remembered};
use crate::ground::digest::sha256_hex;
use crate::ground::disk;
use crate::history::{self, RUNS};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

/// Folder of the entries.
const CACHE: &str = "cache";
const ENDING: &str = ".parquet";

/// What is known of the files of one inbox.
pub struct Cache {
    folder: PathBuf,
    /// By path as given.
    wanted: HashMap<String, Wanted>,
    /// Digests of the entries by key.
    entries: HashMap<String, String>,
    night: Mutex<Tonight>,
}

/// A file of tonight.
struct Wanted {
    place: String,
    key: String,
    sha256: String,
}

/// What happened to the cache in one night.
#[derive(Default)]
struct Tonight {
    told: CacheTold,
    /// Entries to be written, by name.
    fresh: Vec<(String, Vec<u8>)>,
}

/// What there is to say of a night's cache.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheTold {
    /// Files that were not read again.
    pub recalled: usize,
    /// Files that were read.
    pub read: usize,
    /// Entries written.
    pub kept: usize,
    /// Entries that were not what their names say: their files were read anew.
    pub damaged: Vec<String>,
    /// Entries that were removed.
    pub cleared: usize,
    /// Why an entry could not be written.
    pub failed: Option<String>,
}

impl Cache {
    /// The entries of a job's folder, held against the files of an inbox.
    pub fn open(job: &Path, inbox: &Inbox) -> Cache {
        let folder = job.join(CACHE);
        let names = names(&folder).into_iter();
        let entries = names.filter_map(|name| {
            let [_, key, digest] = parts(&name)?;
            Some((key.to_string(), digest.to_string()))
        });
        let entries = entries.collect();
        let files = inbox.choices.iter().zip(&inbox.digests);
        let wanted = files.map(|(choice, file)| {
            let wanted = Wanted {
                place: place_of(&choice.given),
                key: key_of(choice, &file.sha256),
                sha256: file.sha256.clone(),
            };
            (choice.given.clone(), wanted)
        });
        Cache {
            folder,
            wanted: wanted.collect(),
            entries,
            night: Mutex::default(),
        }
    }

    fn tonight(&self) -> MutexGuard<'_, Tonight> {
        self.night
            .lock()
            .unwrap_or_else(|broken| broken.into_inner())
    }

    /// Writes what is new and removes what nobody will ask for: once the results stand, so that a
    /// disk that becomes full here has them already.
    pub fn close(self, job: &Path) -> CacheTold {
        let Cache {
            folder,
            wanted,
            night,
            ..
        } = self;
        let Tonight {
            mut told,
            mut fresh,
        } = night
            .into_inner()
            .unwrap_or_else(|broken| broken.into_inner());
        // Files are read in no order; the entries and the log have one.
        fresh.sort();
        told.damaged.sort();
        for name in &told.damaged {
            // What cannot be removed is found damaged again, no worse.
            let _ = disk::remove_file(&folder.join(name));
        }
        told.cleared = clear(job, &folder, &wanted);
        for (name, bytes) in &fresh {
            let path = folder.join(name);
            let made = disk::create_folders(&folder).and_then(|()| disk::replace(&path, bytes));
            match made {
                Ok(()) => told.kept += 1,
                Err(error) => {
                    told.failed = Some(error.kind().to_string());
                    break;
                }
            }
        }
        told
    }
}

impl Remembered for Cache {
    fn recall(&self, choice: &InputChoice) -> Option<Vec<FileRead>> {
        let wanted = self.wanted.get(&choice.given)?;
        let digest = self.entries.get(&wanted.key)?;
        let name = format!("{}-{}-{digest}{ENDING}", wanted.place, wanted.key);
        let path = self.folder.join(&name);
        let sound = |bytes: &Vec<u8>| sha256_hex(bytes) == *digest;
        let bytes = std::fs::read(&path).ok().filter(sound);
        let found = bytes.and_then(|bytes| found_again(bytes, choice));
        let mut tonight = self.tonight();
        match found {
            Some(found) => {
                tonight.told.recalled += 1;
                Some(found)
            }
            None => {
                tonight.told.damaged.push(name);
                None
            }
        }
    }

    fn keep(&self, choice: &InputChoice, read: &[FileRead]) {
        self.tonight().told.read += 1;
        let Some(wanted) = self.wanted.get(&choice.given) else {
            return;
        };
        let input = read.first().and_then(|file| file.input.as_ref());
        // A file that was rewritten since its digest was taken, or one that no reader was let at.
        let is_same = input.is_some_and(|input| input.sha256 == wanted.sha256);
        if !is_same {
            return;
        }
        let Some(bytes) = kept(read) else {
            return;
        };
        let digest = sha256_hex(&bytes);
        let name = format!("{}-{}-{digest}{ENDING}", wanted.place, wanted.key);
        self.tonight().fresh.push((name, bytes));
    }
}

/// Removes what a killed night left half-written.
pub fn tidy(job: &Path) {
    let folder = job.join(CACHE);
    for name in names(&folder).iter().filter(|name| is_partial(name)) {
        // What cannot be removed tonight is tried again tomorrow.
        let _ = disk::remove_file(&folder.join(name));
    }
}

fn is_partial(name: &str) -> bool {
    name.starts_with('.') && name.contains(".partial-")
}

/// What the entries take on the disk, and how many there are.
pub fn size(job: &Path) -> (usize, u64) {
    let folder = job.join(CACHE);
    let names = names(&folder);
    let bytes = |name: &String| folder.join(name).metadata().map_or(0, |known| known.len());
    (names.len(), names.iter().map(bytes).sum())
}

/// Removes entries of files that changed, and of files that are gone when no kept run had them.
fn clear(job: &Path, folder: &Path, wanted: &HashMap<String, Wanted>) -> usize {
    let tonight: HashMap<&str, &str> = wanted
        .values()
        .map(|wanted| (wanted.place.as_str(), wanted.key.as_str()))
        .collect();
    let mut missed: Option<BTreeSet<String>> = None;
    let mut cleared = 0;
    for name in names(folder) {
        let is_wanted = match parts(&name) {
            Some([place, key, _]) => match tonight.get(place) {
                Some(known) => *known == key,
                None => missed
                    .get_or_insert_with(|| places_of_runs(job))
                    .contains(place),
            },
            None => !is_partial(&name),
        };
        if !is_wanted && disk::remove_file(&folder.join(&name)).is_ok() {
            cleared += 1;
        }
    }
    cleared
}

/// Files that the published runs which are still kept were made of.
fn places_of_runs(job: &Path) -> BTreeSet<String> {
    let runs = history::run_names(job).into_iter();
    let read = runs.filter_map(|name| history::read_run(&job.join(RUNS).join(name)).ok());
    let inputs = read.flat_map(|run| run.inputs);
    inputs.map(|input| place_of(&input.path)).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<String> = files
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Place, key and digest of an entry's name.
fn parts(name: &str) -> Option<[&str; 3]> {
    let mut parts = name.strip_suffix(ENDING)?.split('-');
    let parts = [parts.next()?, parts.next()?, parts.next()?];
    let is_hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths = parts.map(str::len) == [PLACE_LETTERS, KEY_LETTERS, 64];
    (lengths && parts.iter().all(is_hex)).then_some(parts)
}

const PLACE_LETTERS: usize = 16;
const KEY_LETTERS: usize = 32;

fn place_of(given: &str) -> String {
    sha256_hex(given.as_bytes())[..PLACE_LETTERS].to_string()
}

fn key_of(choice: &InputChoice, sha256: &str) -> String {
    let InputChoice {
        given,
        members,
        limits,
        ..
    } = choice;
    let whole = format!("{sha256}\n{given}\n{members:?}\n{limits:?}\n{BUILD}");
    sha256_hex(whole.as_bytes())[..KEY_LETTERS].to_string()
}
