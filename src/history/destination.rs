//! Whether a run may stand in a folder: a new or empty one, or that of an earlier run which nobody
//! has added to or changed.

use super::place::Destination;
use super::{MANIFEST, fault, read_run};
use crate::ground::digest::sha256_hex;
use crate::model::{Fault, RunManifest};
use std::io::ErrorKind;
use std::path::Path;

/// What stands at the destination now.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    Nothing,
    EmptyFolder,
    EarlierRun,
}

/// Says before a run whether its results could be published there. Nothing is left behind.
pub fn check_destination(out: &Path) -> Result<(), Fault> {
    let checked = Destination::of(out).and_then(|destination| standing(&destination));
    checked
        .map(|_| ())
        .map_err(|fault| fault::as_given(fault, out))
}

pub fn standing(destination: &Destination) -> Result<Standing, Fault> {
    let folder = &destination.folder;
    match std::fs::symlink_metadata(folder) {
        Err(error) if is_absent(&error) => return room_above(folder),
        Err(error) => return Err(fault::cannot_write(folder, &error)),
        Ok(found) if !found.is_dir() => return Err(fault::not_a_folder(folder)),
        Ok(_) => {}
    }
    let names = names_in(folder).map_err(|error| fault::cannot_write(folder, &error))?;
    let Some(first) = names.first() else {
        return Ok(Standing::EmptyFolder);
    };
    match read_run(folder) {
        Ok(manifest) => untouched(folder, &names, &manifest).map(|()| Standing::EarlierRun),
        Err(_) => Err(fault::not_a_run_folder(folder, first)),
    }
}

/// The nearest thing above that exists must be a folder.
fn room_above(folder: &Path) -> Result<Standing, Fault> {
    let above = folder.ancestors().skip(1).find(|path| path.exists());
    match above.is_none_or(Path::is_dir) {
        true => Ok(Standing::Nothing),
        false => Err(fault::cannot_write(
            folder,
            &ErrorKind::NotADirectory.into(),
        )),
    }
}

/// Every file is one that the run published, with the bytes it published.
fn untouched(folder: &Path, names: &[String], manifest: &RunManifest) -> Result<(), Fault> {
    for name in names.iter().filter(|name| *name != MANIFEST) {
        let path = folder.join(name);
        let published = manifest.outputs.iter().find(|file| file.path == *name);
        let Some(published) = published.filter(|_| path.is_file()) else {
            return Err(fault::would_lose_work(folder, name, false));
        };
        let same_size = path.metadata().is_ok_and(|is| is.len() == published.size);
        let same = same_size
            && std::fs::read(&path).is_ok_and(|bytes| sha256_hex(&bytes) == published.sha256);
        if !same {
            return Err(fault::would_lose_work(folder, name, true));
        }
    }
    Ok(())
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
