//! `hedui review`: what the scores leave open goes out to a workbook, or to a desk in the browser;
//! what a person decided there comes back and is kept.

mod apply;
mod condition;
mod desk;
mod export;
mod page;
mod refusals;
mod serve;

pub use condition::ApplyCondition;

use super::arguments::{ReviewArguments, ReviewCommand};
use super::exit::Exit;
use super::speech::Speech;
use super::target::ended;

pub fn perform(arguments: &ReviewArguments, speech: &Speech) -> Exit {
    let done = match &arguments.command {
        ReviewCommand::Export(export) => export::perform(export, speech).map(|()| Exit::Published),
        ReviewCommand::Apply(apply) => apply::perform(apply, speech),
        ReviewCommand::Serve(serve) => serve::perform(serve, speech),
    };
    ended(done, speech)
}
