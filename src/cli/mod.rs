//! The command line: arguments, progress, messages, exit codes. One file per command; only this
//! room reads the clock, the locale and the terminal, and only this room prints. Results go to
//! standard output, messages to standard error.
//!
//! [`diagnostics`] is the one place where findings, faults and mistakes become text, and [`exit`]
//! the one place where exit codes are defined.

mod aligned;
mod arguments;
mod audit;
mod chinese_help;
mod compare;
mod demo;
mod demonstration;
pub mod diagnostics;
mod doctor;
mod dropped;
pub mod exit;
mod explain;
mod given;
mod history;
mod init;
mod inspect;
mod language;
mod link;
mod merge;
mod night;
mod nightly;
mod outputs;
mod period;
mod progress;
mod published;
mod report;
mod review;
mod run;
mod run_folder;
mod speech;
mod summary;
mod target;
mod unattended;
mod usage;

use crate::model::Lang;
use arguments::{Arguments, Command};
use clap::FromArgMatches;
use exit::Exit;
use speech::Speech;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Runs one command line and says how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = arguments.into_iter().collect();
    let dropped = dropped::as_run(&typed);
    let is_dropped = dropped.is_some();
    let words = dropped.unwrap_or_else(|| typed.clone());
    let help_lang = language::messages_of(&words);
    own_up_to_bugs(help_lang);
    let parsed = arguments::command(help_lang).try_get_matches_from(&words);
    let exit = match parsed.and_then(|found| Arguments::from_arg_matches(&found)) {
        Ok(arguments) => perform(&arguments),
        Err(error) => usage::refuse(&error, &words),
    };
    dropped::wait_to_be_read(&typed, is_dropped);
    ExitCode::from(exit.code())
}

fn perform(arguments: &Arguments) -> Exit {
    let speech = Speech::new(arguments.lang, arguments.format);
    let exit = match &arguments.command {
        Command::Run(run) => run::perform(run, &speech),
        Command::Inspect(inspect) => inspect::perform(inspect, &speech),
        Command::Merge(merge) => merge::perform(merge, &speech),
        Command::Link(link) => link::perform(link, &speech),
        Command::Audit(audit) => audit::perform(audit, &speech),
        Command::Report(report) => report::perform(report, &speech),
        Command::Init(init) => init::perform(init, &speech),
        Command::Explain(explain) => explain::perform(explain, &speech),
        Command::Review(review) => review::perform(review, &speech),
        Command::Nightly(nightly) => nightly::perform(nightly, &speech),
        Command::History(history) => history::perform(history, &speech),
        Command::Compare(compare) => compare::perform(compare, &speech),
        Command::Doctor(doctor) => doctor::perform(doctor, &speech),
        Command::Demo(demo) => demo::perform(demo, &speech),
    };
    speech.last_word(exit)
}

/// After a panic: that it is a bug, and that nothing was lost.
fn own_up_to_bugs(lang: Lang) {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        default(panic);
        let text = match lang {
            Lang::Zh => "这是程序缺陷,请附上以上文字报告;输入文件和以前的结果未受影响",
            Lang::En => {
                "this is a bug in hedui; please report it with the text above. \
                         Inputs and earlier results are untouched"
            }
        };
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "{text}");
    }));
}
