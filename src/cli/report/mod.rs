//! `hedui report`: what people hand in, written with the figures of a run.

mod draft;
mod fill;

use super::arguments::{ReportArguments, ReportCommand};
use super::exit::Exit;
use super::speech::Speech;
use super::target::Trouble;

pub fn perform(arguments: &ReportArguments, speech: &Speech) -> Exit {
    let done = match &arguments.command {
        ReportCommand::Fill(fill) => fill::fill_form(fill, speech),
        ReportCommand::Draft(draft) => draft::draft(draft, speech),
    };
    match done {
        Ok(()) => Exit::Published,
        Err(fault) => {
            Trouble::from(fault).tell(speech);
            Exit::CouldNotRun
        }
    }
}
