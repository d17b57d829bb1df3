//! What a settings file says about files that are named on the command line.

use super::target::{Target, Trouble};
use crate::extract;
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

    pub fn source_of(&self, path: &Path) -> Option<Source> {
        let path = path.canonicalize().ok()?;
        let known = self.sources.iter().find(|(input, _)| *input == path);
        known.map(|(_, source)| *source)
    }
}
