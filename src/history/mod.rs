//! Run folders: published whole or not at all. A run is written beside its destination, synced and
//! renamed into place; the run that stood there before stays readable until then.
//!
//! [`check_destination`] says early whether a run could be published, [`publish()`] does it, and
//! [`read_run`] tells what a published run was. This room never removes a file that hedui did not
//! write, nor one that a person has changed since. A [`Draft`] is the same promise for one file.
//! The judgements of people, which outlive every run, are read and added to here as well.
//!
//! Of the unattended job this room keeps the lock ([`ask`]), the run folders and `latest`, and the
//! [`History`], an SQLite file that [`rebuild()`] can make anew from the run folders alone.

mod database;
mod describe;
mod destination;
mod draft;
mod fault;
mod flaw;
mod judgements;
mod lock;
mod place;
mod publish;
mod read;
mod rebuild;
mod runs;

#[cfg(test)]
mod tests;

pub use database::{HISTORY, History, OnceOpen};
pub use describe::{manifest_of, root_as_seen_from};
pub use destination::check_destination;
pub use draft::Draft;
pub use fault::{cannot_write, no_history, no_such_run};
pub use judgements::{JUDGEMENTS, judgements_go_on, keep_judgements, read_judgements};
pub use lock::{Asked, Holder, Turn, ask};
pub use publish::publish;
pub use read::{is_as_published, read_metrics, read_run};
pub use rebuild::{Rebuilt, Recovered, rebuild, recover};
pub use runs::{
    HELD, LATEST, RUNS, changed_in, events_in, held_of, items_in, keep_last_held, latest,
    move_latest, remembered, retain, run_names, stands,
};

/// The file that makes a folder a run folder.
pub const MANIFEST: &str = "manifest.json";

/// What `tool` says in the manifest of a run folder.
pub const TOOL: &str = "hedui";
