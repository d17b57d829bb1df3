//! What a settings file says about files that are named on the command line.

use super::target::{Target, Trouble};
use crate::extract::{self, InputChoice};
use crate::model::{Settings, Source};
use std::path::{Path, PathBuf};

/// Settings, and the source of each file that they name.
#[derive(Default)]
pub struct Given {
    pub settings: Settings,
    sources: Vec<(PathBuf, Source)>,
}

impl Given {
    /// Of a settings file, or nothing at all where none is named.
    pub fn of(file: Option<&Path>) -> Result<Given, Trouble> {
        let Some(file) = file else {
            return Ok(Given::default());
        };
        let target = Target::of(file)?;
        let inputs = extract::find_inputs(&target.root, &target.settings)?;
        let sources = inputs
            .into_iter()
            .filter_map(|input| Some((input.path.canonicalize().ok()?, input.source?)))
            .collect();
        Ok(Given {
            settings: target.settings,
            sources,
        })
    }

    /// A file to read, under the name that was given for it.
    pub fn choice(&self, path: &Path, name: String) -> InputChoice {
        InputChoice {
            path: path.to_path_buf(),
            given: name,
            source: self.source_of(path),
        }
    }

    pub fn source_of(&self, path: &Path) -> Option<Source> {
        let path = path.canonicalize().ok()?;
        let known = self.sources.iter().find(|(input, _)| *input == path);
        known.map(|(_, source)| *source)
    }
}
