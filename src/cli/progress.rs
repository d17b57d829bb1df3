//! Progress of long stages, drawn on a terminal only.

use crate::model::{Lang, Progress, Text};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

/// A stage shorter than this is not worth a line.
const SILENT_FOR: Duration = Duration::from_secs(1);

/// One line on standard error for the stage that is at work.
pub struct TerminalProgress {
    lang: Lang,
    drawn: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl TerminalProgress {
    pub fn new(lang: Lang) -> Self {
        TerminalProgress {
            lang,
            drawn: std::io::stderr().is_terminal(),
            bar: Mutex::new(None),
        }
    }

    /// Clears the line, so that messages follow on a clean one.
    pub fn clear(&self) {
        if let Some(bar) = self.bar.lock().expect("no drawing panics").take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for TerminalProgress {
    fn stage(&self, name: &Text, total: Option<u64>) {
        self.clear();
        if !self.drawn {
            return;
        }
        let target = ProgressDrawTarget::stderr_with_hz(8);
        let name = name.in_lang(self.lang).to_string();
        let bar = ProgressBar::with_draw_target(total, target).with_style(style(name));
        bar.enable_steady_tick(Duration::from_millis(250));
        *self.bar.lock().expect("no drawing panics") = Some(bar);
    }

    fn advance(&self, steps: u64) {
        if let Some(bar) = self.bar.lock().expect("no drawing panics").as_ref() {
            bar.inc(steps);
        }
    }
}

impl Drop for TerminalProgress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn style(name: String) -> ProgressStyle {
    let line = move |state: &ProgressState, out: &mut dyn Write| {
        if state.elapsed() < SILENT_FOR {
            return;
        }
        let seconds = state.elapsed().as_secs();
        let _ = match state.len() {
            Some(total) if total > 0 => {
                let done = state.pos().min(total);
                write!(out, "{name}  {done}/{total}  {seconds} s")
            }
            _ if state.pos() > 0 => write!(out, "{name}  {}  {seconds} s", state.pos()),
            _ => write!(out, "{name}  {seconds} s"),
        };
    };
    ProgressStyle::with_template("{line}")
        .expect("the template is sound")
        .with_key("line", line)
}
