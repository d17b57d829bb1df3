//! What a settings file says about files that are named on the command line.

use super::target::{Target, Trouble};
use crate::extract::{self, InputChoice};
use crate::model::Settings;
use std::path::{Path, PathBuf};

/// Settings, and how they would have each file read that they name.
#[derive(Default)]
pub struct Given {
    pub settings: Settings,
    choices: Vec<(PathBuf, InputChoice)>,
}

impl Given {
    /// Of a settings file, or nothing at all where none is named.
    pub fn of(file: Option<&Path>) -> Result<Given, Trouble> {
        let Some(file) = file else {
            return Ok(Given::default());
        };
        let target = Target::of(file)?;
        let inputs = extract::find_inputs(&target.root, &target.settings)?;
        let choices = inputs
            .into_iter()
            .filter_map(|input| Some((input.path.canonicalize().ok()?, input)))
            .collect();
        Ok(Given {
            settings: target.settings,
            choices,
        })
    }

    /// How a file is to be read, under the name that it was given here.
    pub fn choice(&self, path: &Path, name: &str) -> InputChoice {
        let place = path.canonicalize().ok();
        let same = |known: &&(PathBuf, InputChoice)| Some(&known.0) == place.as_ref();
        let named = self.choices.iter().find(same);
        InputChoice {
            path: path.to_path_buf(),
            given: name.to_string(),
            limits: self.settings.limits,
            ..named.map(|(_, known)| known.clone()).unwrap_or_default()
        }
    }
}
