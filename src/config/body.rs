//! Settings of one enforcing body among several.

use super::{SettingsMistake, load};
use crate::model::{EnforcingBody, Settings};
use std::path::{Path, PathBuf};

/// The usual name of a settings file.
const FILE: &str = "hedui.toml";
/// How far above a body's folder the settings of all are looked for.
const LEVELS: usize = 3;

/// The settings file of the body's own folder, else those of all with the body's name and division;
/// with the file where it is the body's own.
///
/// # Errors
/// The mistakes in the body's own file.
pub fn of_body(
    all: &Settings,
    root: &Path,
    body: &EnforcingBody,
) -> Result<(Settings, Option<PathBuf>), Vec<SettingsMistake>> {
    let own = Some(root.join(FILE)).filter(|file| file.is_file());
    let mut settings = match &own {
        Some(file) => load(file)?,
        None => all.clone(),
    };
    settings.bodies = Vec::new();
    if settings.body.names.is_empty() || own.is_none() {
        settings.body.names = vec![body.name.clone()];
    }
    if body.division.is_some() && (settings.body.division.is_none() || own.is_none()) {
        settings.body.division = body.division.clone();
    }
    Ok((settings, own))
}

/// The body of these settings, which lie in `beside`, whose folder is `root`; `None` of the folder
/// of all.
pub fn body_at<'s>(all: &'s Settings, beside: &Path, root: &Path) -> Option<&'s EnforcingBody> {
    let root = root.canonicalize().ok()?;
    if beside.canonicalize().ok()? == root {
        return None;
    }
    let is_there = |body: &&EnforcingBody| {
        let folder = beside.join(&body.folder).canonicalize();
        folder.is_ok_and(|folder| folder == root)
    };
    all.bodies.iter().find(is_there)
}

/// The settings file above a folder that names it as a body's.
///
/// # Errors
/// The mistakes in a file that names bodies.
pub fn file_of_all(root: &Path) -> Result<Option<PathBuf>, Vec<SettingsMistake>> {
    let Ok(known) = root.canonicalize() else {
        return Ok(None);
    };
    for above in known.ancestors().skip(1).take(LEVELS) {
        let file = above.join(FILE);
        let names_bodies = std::fs::read_to_string(&file).is_ok_and(|t| t.contains("[[bodies]]"));
        if names_bodies && body_at(&load(&file)?, above, &known).is_some() {
            return Ok(Some(file));
        }
    }
    Ok(None)
}
