//! What a night has to tell.

use super::cache::CacheTold;
use super::changed::Changed;
use crate::history::Holder;
use crate::model::{
    Books, Comparison, Fault, InputFile, Lang, Metrics, NightState, RememberedRun, Severity, Text,
};
use std::path::{Path, PathBuf};

/// The finding that the period was taken from records of several years.
const PERIOD_GUESSED: &str = "T404";

/// How a night ended.
#[derive(Debug)]
pub enum Outcome {
    Done(Box<Told>),
    /// Another run of the same job is at work; nothing was done.
    Busy(Holder),
}

/// All that there is to say of a night.
#[derive(Debug, Default)]
pub struct Told {
    pub state: NightState,
    /// Name of the run, from the moment it began.
    pub name: String,
    pub started: String,
    pub finished: String,
    /// The job's folder.
    pub folder: PathBuf,
    pub lang: Lang,
    /// The body whose books they are, where there are several.
    pub body: String,
    /// Its division, where the settings say it: bodies of two cities may share a name.
    pub division: String,
    pub fingerprint: String,
    pub inputs: Vec<InputFile>,
    /// The run folder that was written: published, or held back.
    pub run: Option<PathBuf>,
    /// Why it was held or could not run, in one sentence.
    pub reason: Text,
    /// The command that accepts what is held.
    pub accept: Option<String>,
    pub fault: Option<Fault>,
    pub metrics: Metrics,
    /// The last published run before.
    pub before: Option<RememberedRun>,
    pub comparison: Option<Comparison>,
    /// Records of the run before that are gone or told otherwise.
    pub changed: Option<Changed>,
    /// Conditions of `nightly.fail_on` that were met.
    pub met: Vec<String>,
    pub rejected_files: usize,
    pub rejected_rows: usize,
    /// Who left the lock behind.
    pub stale: Option<Holder>,
    /// Runs that an earlier night had published without remembering them.
    pub recovered: Vec<String>,
    /// Old runs that were removed.
    pub cleared: Vec<String>,
    /// What else somebody should know, a sentence each.
    pub notes: Vec<Text>,
    /// Of a night that read its files.
    pub cache: Option<CacheTold>,
}

impl Told {
    pub fn at(name: String, started: String, folder: &Path, lang: Lang) -> Told {
        Told {
            name,
            started,
            folder: folder.to_path_buf(),
            lang,
            ..Told::default()
        }
    }

    /// What the books say that is told.
    pub fn note(&mut self, books: &Books) {
        self.metrics = books.metrics.clone();
        // A period that nobody stated may be last year's for a year to come.
        let guessed = books
            .findings
            .iter()
            .filter(|finding| finding.rule == PERIOD_GUESSED);
        self.notes
            .extend(guessed.map(|finding| finding.title.clone()));
        let count = |severity: Severity| {
            let findings = books.findings.iter();
            findings
                .filter(|finding| finding.severity == severity)
                .count()
        };
        self.rejected_files = count(Severity::FileRejected);
        self.rejected_rows = count(Severity::RowRejected);
    }

    /// Whether somebody has to look at it.
    pub fn is_trouble(&self) -> bool {
        matches!(self.state, NightState::Held | NightState::Failed) || !self.met.is_empty()
    }
}

/// `2025-11-26T020000` of a moment, with a letter where that name is taken.
pub fn name_of(started: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let plain: String = started.chars().take(19).filter(|c| *c != ':').collect();
    let letters = ('a'..='z').map(|letter| format!("{plain}{letter}"));
    let mut names = std::iter::once(plain.clone()).chain(letters);
    names.find(|name| !is_taken(name)).unwrap_or(plain)
}

/// Reasons that are told one by one.
const REASONS_SHOWN: usize = 4;

/// The reasons, and how many more there are.
pub fn one_sentence(reasons: &[Text]) -> Text {
    let shown = &reasons[..reasons.len().min(REASONS_SHOWN)];
    let joined =
        |each: fn(&Text) -> &str, mark| shown.iter().map(each).collect::<Vec<_>>().join(mark);
    let (zh, en) = (joined(|text| &text.zh, ";"), joined(|text| &text.en, "; "));
    match reasons.len() - shown.len() {
        0 => Text::new(zh, en),
        more => Text::new(
            format!("{zh}(另有 {more} 项异常)"),
            format!("{en} (and {more} more)"),
        ),
    }
}

/// Of a damaged history that was kept under another name.
pub fn rebuilt(kept_as: String) -> Text {
    Text::new(
        format!("运行历史已损坏,原文件存为 {kept_as},并从结果文件夹重建;已清除的运行不在其中"),
        format!(
            "the history was damaged: it is kept as {kept_as} and was built anew from the run \
             folders; runs removed before are not in it"
        ),
    )
}

/// Workbooks and pages, in which a person may have noted something.
pub fn is_for_people(file: &str) -> bool {
    [".xlsx", ".docx", ".html", ".md"]
        .iter()
        .any(|end| file.ends_with(end))
}

/// Of a run folder in which somebody saved a report.
pub fn annotated(name: &str, file: &str) -> Text {
    Text::new(
        format!("结果 {name} 的 {file} 在发布后被改动,按原样保留;其中数字以 metrics.json 为准"),
        format!(
            "{file} of the results of {name} was changed after they were published and stays as it \
             is; the figures are those of metrics.json"
        ),
    )
}

/// Of a run folder in which somebody changed figures.
pub fn changed_by_hand(name: &str, file: &str) -> Text {
    Text::new(
        format!("结果 {name} 的 {file} 在发布后被改动,重新核对;改动过的文件夹原样保留"),
        format!(
            "{file} of the results of {name} was changed after they were published; everything was \
             run again, and the folder stays as it is"
        ),
    )
}

/// The same inputs may have other figures.
pub fn other_settings(name: &str) -> Text {
    Text::new(
        format!("设置自 {name} 以来有改动"),
        format!("the settings were changed since {name}"),
    )
}

/// Of a run folder that lacks a file or is gone.
pub fn no_longer_whole(name: &str) -> Text {
    Text::new(
        format!("结果 {name} 已不完整,重新核对"),
        format!("the results of {name} are no longer whole; everything was run again"),
    )
}
