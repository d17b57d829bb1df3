//! Run folders: published whole or not at all. A run is written beside its destination, synced and
//! renamed into place; the run that stood there before stays readable until then.
//!
//! [`check_destination`] says early whether a run could be published, [`publish()`] does it, and
//! [`read_run`] tells what a published run was. This room never removes a file that hedui did not
//! write, nor one that a person has changed since. A [`Draft`] is the same promise for one file.
//! The judgements of people, which outlive every run, are read and added to here as well.

mod destination;
mod draft;
mod fault;
mod judgements;
mod place;
mod publish;
mod read;

pub use destination::check_destination;
pub use draft::Draft;
pub use judgements::{JUDGEMENTS, keep_judgements, read_judgements};
pub use publish::publish;
pub use read::read_run;

/// The file that makes a folder a run folder.
pub const MANIFEST: &str = "manifest.json";

/// What `tool` says in the manifest of a run folder.
pub const TOOL: &str = "hedui";
