//! Something about one source: bad data is data.

use super::{Place, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file or table could not be used.
    FileRejected,
    /// The row could not be used.
    RowRejected,
    /// The value could not be used; the row goes on without it.
    ValueDoubtful,
    /// Worth knowing; nothing was lost.
    Note,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::FileRejected => "file-rejected",
            Severity::RowRejected => "rejected",
            Severity::ValueDoubtful => "doubtful",
            Severity::Note => "note",
        }
    }
}

/// A rule broken within one source, with the place, the user's own text, what was expected, what
/// was done with it and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// `E…` extract, `T…` transform, `L…` link, `R…` reconcile, `S…` summarise.
    pub rule: &'static str,
    pub severity: Severity,
    /// File (as given) and sheet; the place's row and column are 0 where it is about the whole.
    pub file: String,
    pub sheet: String,
    pub place: Option<Place>,
    /// The column's header text, where there is one.
    pub header: String,
    /// The user's own text, shortened.
    pub actual: String,
    /// One line: what is wrong.
    pub title: Text,
    pub expected: Text,
    /// What was done with the row or value.
    pub done: Text,
    pub help: Text,
}

impl Finding {
    /// A finding about a whole file.
    pub fn about_file(rule: &'static str, severity: Severity, file: &str, title: Text) -> Self {
        Finding {
            rule,
            severity,
            file: file.to_string(),
            sheet: String::new(),
            place: None,
            header: String::new(),
            actual: String::new(),
            title,
            expected: Text::default(),
            done: Text::default(),
            help: Text::default(),
        }
    }

    pub fn expected(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.expected = Text::new(zh, en);
        self
    }

    pub fn done(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.done = Text::new(zh, en);
        self
    }

    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Text::new(zh, en);
        self
    }

    pub fn at(mut self, sheet: &str, place: Place, header: &str, actual: &str) -> Self {
        self.sheet = sheet.to_string();
        self.place = Some(place);
        self.header = header.to_string();
        self.actual = actual.chars().take(120).collect();
        self
    }
}

/// A stage's answer: its value and what it found on the way.
#[derive(Clone, Debug, Default)]
pub struct Staged<T> {
    pub value: T,
    pub findings: Vec<Finding>,
}

impl<T> Staged<T> {
    pub fn new(value: T, findings: Vec<Finding>) -> Self {
        Staged { value, findings }
    }

    /// The value, its findings moved to the end of a list.
    pub fn keep(self, findings: &mut Vec<Finding>) -> T {
        findings.extend(self.findings);
        self.value
    }
}
