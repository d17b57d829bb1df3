//! What a published run was.

use super::{MANIFEST, TOOL, fault};
use crate::ground::digest::sha256_hex;
use crate::model::{Fault, Metrics, RunManifest};
use std::io::ErrorKind;
use std::path::Path;

/// The manifest of the run in a folder.
pub fn read_run(folder: &Path) -> Result<RunManifest, Fault> {
    let path = folder.join(MANIFEST);
    let bytes = std::fs::read(&path).map_err(|error| {
        let (zh, en) = fault::reason(&error);
        fault::not_a_run(
            folder,
            &format!("读不到 {MANIFEST}({zh})"),
            &format!("{MANIFEST} cannot be read ({en})"),
        )
    })?;
    let manifest: RunManifest = serde_json::from_slice(&bytes).map_err(|_| {
        fault::not_a_run(
            folder,
            &format!("{MANIFEST} 不是本工具的清单"),
            &format!("{MANIFEST} is not a manifest of this tool"),
        )
    })?;
    match manifest.tool == TOOL {
        true => Ok(manifest),
        false => Err(fault::not_a_run(
            folder,
            &format!("{MANIFEST} 属于另一个工具"),
            &format!("{MANIFEST} belongs to another tool"),
        )),
    }
}

/// A file of a run as it was published; `None` where the run published none of the name. What
/// somebody changed or took away since is not what the run said.
///
/// # Errors
/// The folder is no run, or the file cannot be read or is another one now.
pub(super) fn published(folder: &Path, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    let run = read_run(folder)?;
    let bytes = match std::fs::read(folder.join(name)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound && !has_published(&run, name) => {
            return Ok(None);
        }
        Err(error) => return Err(unread(folder, name, &error)),
    };
    match is_as_published(&run, name, &bytes) {
        true => Ok(Some(bytes)),
        false => Err(fault::not_a_run(
            folder,
            &format!("{name} 在发布后被改动"),
            &format!("{name} was changed after it was published"),
        )),
    }
}

fn has_published(run: &RunManifest, name: &str) -> bool {
    run.outputs.iter().any(|file| file.path == name)
}

fn unread(folder: &Path, name: &str, error: &std::io::Error) -> Fault {
    let (zh, en) = fault::reason(error);
    fault::not_a_run(
        folder,
        &format!("读不到 {name}({zh})"),
        &format!("{name} cannot be read ({en})"),
    )
}

/// Whether these are the bytes that a run published under a name; of a file that it did not
/// publish nothing is known.
pub fn is_as_published(run: &RunManifest, name: &str, bytes: &[u8]) -> bool {
    let published = run.outputs.iter().find(|file| file.path == name);
    published.is_none_or(|file| file.sha256 == sha256_hex(bytes))
}

/// The figures of the run in a folder.
pub fn read_metrics(folder: &Path) -> Result<Metrics, Fault> {
    const NAME: &str = "metrics.json";
    let absent = || unread(folder, NAME, &ErrorKind::NotFound.into());
    let bytes = published(folder, NAME)?.ok_or_else(absent)?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Metrics::of_json(&value).ok_or_else(|| {
        fault::not_a_run(
            folder,
            &format!("{NAME} 不是指标文件"),
            &format!("{NAME} holds no metrics"),
        )
    })
}
