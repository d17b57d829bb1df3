//! Files that were read before: whoever reads the same ones night after night need not take them
//! apart again.

use super::encoding::OWN_NAMES;
use super::page::CONTAINERS;
use super::{FileRead, InputChoice, RULES};
use crate::model::Source;
use encoding_rs::Encoding;

/// A memory of files; see [`super::read_remembered`].
pub trait Remembered: Sync {
    /// What [`super::read_choice`] would answer, where the file is known.
    fn recall(&self, choice: &InputChoice) -> Option<Vec<FileRead>>;

    /// What it did answer, of a file that was not known.
    fn keep(&self, choice: &InputChoice, read: &[FileRead]);
}

/// Remembers nothing: every file is read.
pub struct Unremembered;

impl Remembered for Unremembered {
    fn recall(&self, _: &InputChoice) -> Option<Vec<FileRead>> {
        None
    }

    fn keep(&self, _: &InputChoice, _: &[FileRead]) {}
}

impl InputChoice {
    /// The system that a file of the choice comes from, itself or a member; `None` where it was not
    /// asked for.
    pub fn source_of_file(&self, given: &str) -> Option<Option<Source>> {
        match given.strip_prefix(self.given.as_str())? {
            "" => Some(self.source),
            member => self.source_of(member),
        }
    }
}

/// A name that reading gives to something, found again: a rule's.
pub fn rule_named(name: &str) -> Option<&'static str> {
    RULES.into_iter().find(|known| *known == name)
}

/// A container's name, found again.
pub fn container_named(name: &str) -> Option<&'static str> {
    CONTAINERS.into_iter().find(|known| *known == name)
}

/// An encoding's name, found again.
pub fn encoding_named(name: &str) -> Option<&'static str> {
    let own = OWN_NAMES.into_iter().find(|known| *known == name);
    own.or_else(|| {
        let standard = Encoding::for_label(name.as_bytes())?.name();
        (standard == name).then_some(standard)
    })
}
