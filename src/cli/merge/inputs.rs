//! The files that are merged: as named, and everything in the folders that are named, each once.

use super::super::given::Given;
use super::refusals;
use crate::extract::{InputChoice, find_inputs};
use crate::ground::shown;
use crate::model::{Fault, Settings};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every file once, by the name under which it was first given.
pub fn choices(named: &[PathBuf], given: &Given) -> Result<Vec<InputChoice>, Fault> {
    let mut choices: Vec<InputChoice> = Vec::new();
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    for path in named {
        for choice in below(path)? {
            let place = choice.path.canonicalize();
            if seen.insert(place.unwrap_or_else(|_| choice.path.clone())) {
                choices.push(given.choice(&choice.path, &choice.given));
            }
        }
    }
    Ok(choices)
}

fn below(path: &Path) -> Result<Vec<InputChoice>, Fault> {
    let shown = shown(path);
    if path.is_dir() {
        let folder = shown.trim_end_matches('/');
        let inside = find_inputs(path, &Settings::default())?;
        let named = inside.into_iter().map(|choice| InputChoice {
            given: match folder {
                "." => choice.given,
                _ => format!("{folder}/{}", choice.given),
            },
            ..choice
        });
        return Ok(named.collect());
    }
    if !path.is_file() {
        return Err(refusals::no_such_file(path));
    }
    Ok(vec![InputChoice {
        path: path.to_path_buf(),
        given: shown,
        ..InputChoice::default()
    }])
}
