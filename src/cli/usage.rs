//! Command lines that cannot be understood: told in the language spoken, and as the one document
//! where JSON was asked for.

use super::exit::Exit;
use super::language::messages_of;
use super::speech::{Format, Speech};
use crate::model::Lang;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// Help and version are answers; everything else is a command line that cannot be run.
pub fn refuse(error: &clap::Error, words: &[OsString]) -> Exit {
    if !error.use_stderr() {
        // A reader that went away before the end of the help has seen what it wanted.
        let _ = error.print();
        return Exit::Published;
    }
    let lang = messages_of(words);
    let speech = Speech::new(Some(lang), format_of(words));
    let told = match (lang, in_chinese(error)) {
        (Lang::Zh, Some(told)) => format!("命令写错了:{told}\n\n用 --help 查看用法"),
        _ => error.render().to_string(),
    };
    speech.tell(&told);
    let title = told.lines().next().unwrap_or_default();
    let title = title.trim_start_matches("error: ");
    speech.document(&serde_json::json!({
        "state": "could_not_run",
        "faults": [{
            "rule": "usage", "subject": subject(error), "line": null, "title": title,
            "help": speech.either("用 --help 查看用法", "see --help"),
        }],
    }));
    speech.last_word(Exit::CouldNotRun)
}

/// What format was asked for, wanted although the command line is not understood.
fn format_of(words: &[OsString]) -> Format {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let apart = words
        .windows(2)
        .any(|two| two[0] == "--format" && two[1] == "json");
    match apart || words.iter().any(|word| word == "--format=json") {
        true => Format::Json,
        false => Format::Text,
    }
}

/// The word that is wrong.
fn subject(error: &clap::Error) -> String {
    let kinds = [
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
        ContextKind::InvalidValue,
    ];
    let told = kinds.iter().find_map(|kind| context(error, *kind));
    told.unwrap_or_default()
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join("、")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

/// `None` for what has no words here; the library's own are told then.
fn in_chinese(error: &clap::Error) -> Option<String> {
    let of = |kind| context(error, kind);
    let argument = || of(ContextKind::InvalidArg).unwrap_or_default();
    let near = |kind| of(kind).map_or_else(String::new, |word| format!(",是否指 {word}?"));
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("不认识 {}{}", argument(), near(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => format!(
            "没有 {} 这个命令{}",
            of(ContextKind::InvalidSubcommand)?,
            near(ContextKind::SuggestedSubcommand)
        ),
        ErrorKind::MissingRequiredArgument => format!("缺少 {}", argument()),
        ErrorKind::MissingSubcommand => "缺少子命令".to_string(),
        ErrorKind::InvalidValue => {
            let value = of(ContextKind::InvalidValue).unwrap_or_default();
            let known = of(ContextKind::ValidValue).unwrap_or_default();
            match value.is_empty() {
                true => format!("{} 后面没有写值,可以写 {known}", argument()),
                false => format!(
                    "{} 不能写“{value}”,可以写 {known}{}",
                    argument(),
                    near(ContextKind::SuggestedValue)
                ),
            }
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map_or_else(String::new, |why| {
                let why = why.to_string();
                format!(":{}", why.rsplit(" · ").next().unwrap_or(&why))
            });
            let value = of(ContextKind::InvalidValue).unwrap_or_default();
            format!("{} 不能写“{value}”{why}", argument())
        }
        ErrorKind::ArgumentConflict => format!(
            "{} 不能与 {} 一起用",
            argument(),
            of(ContextKind::PriorArg).unwrap_or_default()
        ),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{} 的值的个数不对", argument())
        }
        ErrorKind::NoEquals => format!("{} 后面要写等号和值", argument()),
        ErrorKind::InvalidUtf8 => "有一个词不是 UTF-8".to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_known_from_a_line_that_is_not_understood() {
        let format = |text: &str| {
            let words: Vec<OsString> = text.split(' ').map(OsString::from).collect();
            format_of(&words)
        };
        assert_eq!(format("hedui merge --wrong --format json"), Format::Json);
        assert_eq!(format("hedui --format=json merge"), Format::Json);
        assert_eq!(format("hedui merge --wrong"), Format::Text);
    }
}
