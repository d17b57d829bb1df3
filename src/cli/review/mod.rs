//! `hedui review`: what the scores leave open goes out to a workbook; what a person decided there
//! comes back and is kept.

mod apply;
mod export;
mod page;
mod refusals;

use super::arguments::{ReviewArguments, ReviewCommand};
use super::exit::Exit;
use super::speech::Speech;

pub fn perform(arguments: &ReviewArguments, speech: &Speech) -> Exit {
    let done = match &arguments.command {
        ReviewCommand::Export(export) => export::perform(export, speech),
        ReviewCommand::Apply(apply) => apply::perform(apply, speech),
    };
    match done {
        Ok(()) => Exit::Published,
        Err(trouble) => {
            trouble.tell(speech);
            Exit::CouldNotRun
        }
    }
}
