//! The night that a command is about.

use super::speech::Speech;
use super::target::Target;
use crate::model::Silent;
use crate::nightly::Night;
use chrono::{DateTime, FixedOffset, Local};
use std::path::Path;
use std::time::Duration;

/// A night of a target, called as it was typed, with this machine's clock.
pub fn of<'t>(
    target: &'t Target,
    called: &Path,
    accept: Option<String>,
    speech: &Speech,
) -> Night<'t> {
    Night {
        root: &target.root,
        settings: &target.settings,
        settings_file: target.file.as_deref(),
        lang: speech.report_lang,
        called: called.display().to_string(),
        clock: &(now as fn() -> DateTime<FixedOffset>),
        pause: &(std::thread::sleep as fn(Duration)),
        accept,
        progress: &Silent,
    }
}

fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset()
}
