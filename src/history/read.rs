//! What a published run was.

use super::{MANIFEST, TOOL, fault};
use crate::ground::digest::sha256_hex;
use crate::model::{Fault, Metrics, RunManifest};
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

/// What somebody changed after it was published is not what the run said.
///
/// # Errors
/// The folder is no run, or the bytes of the file are not those that were published.
pub(super) fn as_published(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Fault> {
    match is_as_published(&read_run(folder)?, name, bytes) {
        true => Ok(()),
        false => Err(fault::not_a_run(
            folder,
            &format!("{name} 在发布后被改动"),
            &format!("{name} was changed after it was published"),
        )),
    }
}

/// Whether these are the bytes that a run published under a name; of a file that it did not
/// publish nothing is known.
pub fn is_as_published(run: &RunManifest, name: &str, bytes: &[u8]) -> bool {
    let published = run.outputs.iter().find(|file| file.path == name);
    published.is_none_or(|file| file.sha256 == sha256_hex(bytes))
}

/// The figures of the run in a folder.
pub fn read_metrics(folder: &Path) -> Result<Metrics, Fault> {
    read_run(folder)?;
    const NAME: &str = "metrics.json";
    let bytes = std::fs::read(folder.join(NAME)).map_err(|error| {
        let (zh, en) = fault::reason(&error);
        fault::not_a_run(
            folder,
            &format!("读不到 {NAME}({zh})"),
            &format!("{NAME} cannot be read ({en})"),
        )
    })?;
    as_published(folder, NAME, &bytes)?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Metrics::of_json(&value).ok_or_else(|| {
        fault::not_a_run(
            folder,
            &format!("{NAME} 不是指标文件"),
            &format!("{NAME} holds no metrics"),
        )
    })
}
