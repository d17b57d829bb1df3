//! `hedui audit`: the figures of a written report, checked against each other and against a run.

mod condition;
mod page;

pub use condition::AuditCondition;

use super::arguments::AuditArguments;
use super::exit::Exit;
use super::outputs;
use super::run_folder;
use super::speech::Speech;
use super::target::Trouble;
use crate::audit::{self, PageMistake, Rulebook};
use crate::extract::read_written;
use crate::ground::shown;
use crate::history::Draft;
use crate::model::{Audit, Fault, Limits, Text};
use crate::report::claims::{ClaimsStory, write_csv, write_workbook};
use std::path::Path;

pub fn perform(arguments: &AuditArguments, speech: &Speech) -> Exit {
    match checked(arguments, speech) {
        Ok(true) => Exit::ConditionMet,
        Ok(false) => Exit::Published,
        Err(fault) => {
            Trouble::from(fault).tell(speech);
            Exit::CouldNotRun
        }
    }
}

/// Whether a condition was met.
fn checked(arguments: &AuditArguments, speech: &Speech) -> Result<bool, Fault> {
    let out = arguments.out.as_deref();
    if let Some(out) = out {
        outputs::ending(out, &["xlsx", "csv"])?;
        outputs::check(out, &[&arguments.report], arguments.force)?;
    }
    let book = rulebook(&arguments.rules)?;
    let given = shown(&arguments.report);
    let report = read_written(&arguments.report, &given, &Limits::default())?;
    let metrics = match &arguments.run {
        Some(run) => Some(crate::history::read_metrics(&run_folder::meant(Some(run)))?),
        None => None,
    };
    let audit = audit::audit(&report, &book, metrics.as_ref());
    if let Some(out) = out {
        write(&audit, &given, out, speech)?;
    }
    let met: Vec<&AuditCondition> = arguments
        .fail_on
        .iter()
        .filter(|condition| condition.is_met(&audit))
        .collect();
    let page = page::Page {
        audit: &audit,
        report: &report,
        out,
        met: &met,
        speech,
        verbose: arguments.verbose,
    };
    speech.say(&page.text());
    speech.document(&page.document());
    Ok(!met.is_empty())
}

/// The rulebook that comes with the program, and what files add to it.
fn rulebook(files: &[impl AsRef<Path>]) -> Result<Rulebook, Fault> {
    let mut book = Rulebook::shipped();
    for file in files.iter().map(AsRef::as_ref) {
        let unusable = |line: usize, title: Text| {
            let subject = match line {
                0 => shown(file),
                line => format!("{}:{line}", shown(file)),
            };
            let help = Text::new(
                "写法见 docs/audit.md",
                "docs/audit.md says how such a file is written",
            );
            Fault::new("F414", subject, title, help)
        };
        let text = std::fs::read_to_string(file).map_err(|error| {
            let told = Text::of_io(&error);
            let title = Text::new(
                format!("规则文件无法读取:{}", told.zh),
                format!("the file of rules cannot be read: {}", told.en),
            );
            unusable(0, title)
        })?;
        book.add(&text)
            .map_err(|PageMistake { line, text }| unusable(line, text))?;
    }
    Ok(book)
}

fn write(audit: &Audit, given: &str, out: &Path, speech: &Speech) -> Result<(), Fault> {
    let story = ClaimsStory {
        audit,
        file: given,
        lang: speech.report_lang,
    };
    let name = shown(out);
    let mut draft = Draft::beside(out)?;
    match outputs::ending(out, &["xlsx", "csv"])? {
        "xlsx" => write_workbook(&story, &name, draft.file())?,
        _ => write_csv(&story, &name, draft.file())?,
    }
    Draft::publish(vec![draft])
}
