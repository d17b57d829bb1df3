//! The night that a command is about.

use super::speech::Speech;
use super::target::Target;
use crate::ground::shown;
use crate::model::Silent;
use crate::nightly::Night;
use chrono::{DateTime, FixedOffset, Local};
use std::path::Path;
use std::time::Duration;

/// A night of a target with this machine's clock, called so that the command can be given again
/// from anywhere.
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
        called: typed(called),
        clock: &(now as fn() -> DateTime<FixedOffset>),
        pause: &(std::thread::sleep as fn(Duration)),
        accept,
        progress: &Silent,
    }
}

/// The whole path, between quotation marks where a shell would take it apart.
fn typed(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let text = shown(whole);
    match text.contains(|c: char| c.is_whitespace() || "()&;'`$".contains(c)) {
        true => format!("\"{text}\""),
        false => text,
    }
}

fn now() -> DateTime<FixedOffset> {
    Local::now().fixed_offset()
}
