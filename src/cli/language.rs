//! Which language to speak: as told, else as the locale says.

use crate::model::Lang;
use std::ffi::OsString;

/// The language of messages: Chinese where the locale is Chinese, else English.
pub fn of_locale() -> Lang {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL")
        .or_else(|| set("LC_MESSAGES"))
        .or_else(|| set("LANG"));
    from_name(&locale.or_else(of_system).unwrap_or_default())
}

/// Windows keeps its language elsewhere than in the environment.
#[cfg(windows)]
fn of_system() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(windows))]
fn of_system() -> Option<String> {
    None
}

fn from_name(locale: &str) -> Lang {
    let name = locale.to_ascii_lowercase();
    match name.starts_with("zh") || name.starts_with("chinese") {
        true => Lang::Zh,
        false => Lang::En,
    }
}

/// The language of help, which is wanted before the command line is understood.
pub fn messages_of(words: &[OsString]) -> Lang {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let told = words
        .iter()
        .enumerate()
        .find_map(|(at, word)| match word.strip_prefix("--lang=") {
            Some(value) => Some(value.to_string()),
            None if word == "--lang" => words.get(at + 1).map(|value| value.to_string()),
            None => None,
        });
    match told.as_deref() {
        Some("zh") => Lang::Zh,
        Some(_) => Lang::En,
        None => of_locale(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_told_apart() {
        for (name, lang) in [
            ("zh_CN.UTF-8", Lang::Zh),
            ("zh", Lang::Zh),
            ("zh-Hans-CN", Lang::Zh),
            ("Chinese_China.936", Lang::Zh),
            ("C.UTF-8", Lang::En),
            ("en_US", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(from_name(name), lang, "{name}");
        }
    }

    #[test]
    fn the_flag_outranks_the_locale_in_both_spellings() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(messages_of(&words("hedui --lang zh --help")), Lang::Zh);
        assert_eq!(messages_of(&words("hedui run --lang=zh -h")), Lang::Zh);
        assert_eq!(messages_of(&words("hedui --lang en")), Lang::En);
    }
}
