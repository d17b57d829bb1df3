//! `hedui explain`: from any id of a run to the rows and cells behind it. Everything is read from
//! the run folder; only the cells come from the inputs, and only where those are unchanged.

mod cells;
mod figure;
mod named;
mod page;
mod run_files;
mod spoken;
mod subject;
mod weighed;
mod why_not;

use super::arguments::ExplainArguments;
use super::exit::Exit;
use super::run_folder;
use super::speech::Speech;
use super::target::Trouble;
use crate::model::Fault;

pub fn perform(arguments: &ExplainArguments, speech: &Speech) -> Exit {
    let explained = || -> Result<(), Fault> {
        let folder = run_folder::meant(arguments.run.as_deref());
        let run = run_files::RunFiles::read(&folder)?;
        let subject = match &arguments.why_not {
            None => subject::find(&arguments.id, &run)?,
            Some(other) => weighed::told(subject::pair(&arguments.id, other, &run)?, &run),
        };
        let page = page::Page::of(&subject, &run);
        speech.say(&page.text(speech.lang));
        speech.document(&page.document(speech.lang));
        Ok(())
    };
    match explained() {
        Ok(()) => Exit::Published,
        Err(fault) => {
            Trouble::from(fault).tell(speech);
            Exit::CouldNotRun
        }
    }
}
