//! What is said where: results on standard output, messages on standard error.

use super::exit::Exit;
use super::language;
use crate::model::{Lang, Text};
use serde_json::Value;
use std::cell::RefCell;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// The shape of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

/// Voice and ear of a command.
pub struct Speech {
    /// Language of messages and of results on the terminal.
    pub lang: Lang,
    /// Language of the reports: Chinese unless told otherwise.
    pub report_lang: Lang,
    pub format: Format,
    pub paint: Paint,
    unsaid: RefCell<Option<io::Error>>,
}

impl Speech {
    pub fn new(told: Option<Lang>, format: Format) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
            || !io::stderr().is_terminal();
        Speech {
            lang: told.unwrap_or_else(language::of_locale),
            report_lang: told.unwrap_or(Lang::Zh),
            format,
            paint: Paint { plain },
            unsaid: RefCell::new(None),
        }
    }

    /// A result in words; nothing in JSON format.
    pub fn say(&self, text: &str) {
        if self.format == Format::Text {
            self.write(text.trim_end());
        }
    }

    /// The result as the one JSON document; nothing in text format.
    pub fn document(&self, value: &Value) {
        if self.format == Format::Json {
            self.write(&format!("{value:#}"));
        }
    }

    /// A message.
    pub fn tell(&self, text: &str) {
        if !text.is_empty() {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
        }
    }

    pub fn in_words(&self, text: &Text) -> String {
        text.in_lang(self.lang).to_string()
    }

    /// Chinese or English, by the language spoken.
    pub fn either<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn write(&self, text: &str) {
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        if let Err(error) = written {
            self.unsaid.borrow_mut().get_or_insert(error);
        }
    }

    /// The exit, corrected where results could not be written. A reader that closed the pipe has
    /// had enough: that is success.
    pub fn last_word(&self, exit: Exit) -> Exit {
        match self.unsaid.borrow().as_ref() {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                let what = self.either("无法写到标准输出", "cannot write to standard output");
                self.tell(&format!("{what}: {error}"));
                Exit::CouldNotRun
            }
            _ => exit,
        }
    }
}

/// Colours, or none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paint {
    pub plain: bool,
}

impl Paint {
    pub fn alarm(self, text: &str) -> String {
        self.in_code("1;31", text)
    }

    pub fn doubt(self, text: &str) -> String {
        self.in_code("1;33", text)
    }

    pub fn hint(self, text: &str) -> String {
        self.in_code("1;36", text)
    }

    pub fn quiet(self, text: &str) -> String {
        self.in_code("2", text)
    }

    fn in_code(self, code: &str, text: &str) -> String {
        match self.plain || text.is_empty() {
            true => text.to_string(),
            false => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}
