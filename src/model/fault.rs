//! A broken world: what keeps a run from publishing anything.

use super::Text;
use std::fmt;

/// Why nothing could be published, and what to do about it. Bad data is a [`super::Finding`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `F…` id of the fault.
    pub rule: &'static str,
    /// The file or folder it is about; empty where there is none.
    pub subject: String,
    pub title: Box<Text>,
    pub help: Box<Text>,
}

impl Fault {
    pub fn new(rule: &'static str, subject: impl Into<String>, title: Text, help: Text) -> Self {
        Fault {
            rule,
            subject: subject.into(),
            title: Box::new(title),
            help: Box::new(help),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.rule, self.title.en)?;
        match self.subject.is_empty() {
            true => Ok(()),
            false => write!(out, " ({})", self.subject),
        }
    }
}

impl std::error::Error for Fault {}
