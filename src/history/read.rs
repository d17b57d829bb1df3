//! What a published run was.

use super::{MANIFEST, TOOL, fault};
use crate::model::{Fault, RunManifest};
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
