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
    /// Colours of messages, which go to standard error.
    pub paint: Paint,
    /// Colours of results, which go to standard output.
    pub paint_out: Paint,
    unsaid: RefCell<Option<io::Error>>,
}

impl Speech {
    pub fn new(told: Option<Lang>, format: Format) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let paint = |is_terminal: bool| Paint {
            plain: unwanted || !is_terminal,
        };
        Speech {
            lang: told.unwrap_or_else(language::of_locale),
            report_lang: told.unwrap_or(Lang::Zh),
            format,
            paint: paint(io::stderr().is_terminal()),
            paint_out: paint(io::stdout().is_terminal()),
            unsaid: RefCell::new(None),
        }
    }

    /// A result in words; nothing in JSON format.
    pub fn say(&self, text: &str) {
        if self.format == Format::Text {
            self.write(&harmless(text.trim_end()));
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

/// What data say cannot steer a terminal: control characters and marks of direction become blanks.
pub fn printable(letter: char) -> char {
    match letter {
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    }
}

/// Printable lines; our own colours stay.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let own = CODES.iter().find(|code| {
            let after = rest.strip_prefix("\u{1b}[");
            after.is_some_and(|after| {
                after.starts_with(*code) && after[code.len()..].starts_with('m')
            })
        });
        let length = match own {
            Some(code) => code.len() + 3,
            None => letter.len_utf8(),
        };
        match own.is_some() || letter == '\n' {
            true => out.push_str(&rest[..length]),
            false => out.push(printable(letter)),
        }
        rest = &rest[length..];
    }
    out
}

/// The colours there are.
const CODES: [&str; 5] = ["1;31", "1;33", "1;36", "2", "0"];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_steer_a_terminal_and_colours_stay() {
        let said = "甲\u{1b}[35m乙\u{1b}]0;丙\u{7}\u{202e}丁\n戊";
        assert_eq!(harmless(said), "甲 [35m乙 ]0;丙  丁\n戊");
        let painted = Paint { plain: false }.alarm("不成立");
        assert_eq!(harmless(&painted), painted);
        assert_eq!(harmless("a\tb\r"), "a b ");
    }
}
