//! The settings file to typed settings. Every mistake is found in one go, each with its line, the
//! nearest known key and what was expected, because a person fixes a file once, not six times.
//!
//! [`load`] reads a file, [`digest`] names a set of settings for the manifest,
//! [`commented_example`] is the file that a newcomer starts from and [`draft()`] one that says what
//! was recognised in a folder. Nothing here decides what a setting means; the stages do.

mod body;
mod check;
mod draft;
mod mistake;
mod nearest;
mod parse;
mod schema;

pub use body::{body_at, file_of_all, of_body};
pub use draft::draft;
pub use mistake::SettingsMistake;
pub use nearest::nearest;

use crate::ground::digest::sha256_hex;
use crate::ground::shown;
use crate::model::Settings;
use std::path::Path;

/// Reads a settings file. All mistakes come back together, in the order of their lines.
pub fn load(path: &Path) -> Result<Settings, Vec<SettingsMistake>> {
    let mut settings = parse::settings(&shown(path), &bytes_of(path)?)?;
    if let Some(file) = settings.aliases.file.take() {
        let beside = path.parent().unwrap_or(Path::new("")).join(file);
        let words = parse::words(&shown(&beside), &bytes_of(&beside)?)?;
        for (field, more) in words {
            settings
                .aliases
                .words
                .entry(field)
                .or_default()
                .extend(more);
        }
    }
    let beside = |file: &String| {
        let at = path.parent().unwrap_or(Path::new("")).join(file);
        bytes_of(&at).map(|bytes| (shown(at), bytes))
    };
    if let Some(file) = &settings.registers.file {
        let (name, bytes) = beside(file)?;
        settings.registers.own = parse::registers(&name, &bytes)?;
        check_sources(path, &settings)?;
    }
    if let Some(file) = &settings.rules.file {
        let (name, bytes) = beside(file)?;
        settings.rules.own = parse::rules(&name, &bytes)?;
    }
    if let Some(file) = &settings.frequency.file {
        let (name, bytes) = beside(file)?;
        settings.frequency.own = parse::caps(&name, &bytes)?;
    }
    check_preset(path, &settings)?;
    Ok(settings)
}

/// The caps that the settings name must be known, shipped or the user's own.
fn check_preset(path: &Path, settings: &Settings) -> Result<(), Vec<SettingsMistake>> {
    let Some(name) = &settings.frequency.preset else {
        return Ok(());
    };
    let known = settings.frequency.presets();
    let names: Vec<&str> = known.iter().map(|preset| preset.name.as_str()).collect();
    match names.contains(&name.as_str()) {
        true => Ok(()),
        false => {
            let file = shown(path);
            Err(vec![SettingsMistake::unknown_preset(&file, name, &names)])
        }
    }
}

/// Names under `[sources]` could not be judged before the registers were read.
fn check_sources(path: &Path, settings: &Settings) -> Result<(), Vec<SettingsMistake>> {
    let names = schema::source_names(&settings.registers.own);
    let strange = settings
        .sources
        .keys()
        .find(|name| !names.contains(&name.as_str()));
    match strange {
        Some(name) => Err(vec![SettingsMistake::unknown_source(
            &shown(path),
            name,
            &names,
        )]),
        None => Ok(()),
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Vec<SettingsMistake>> {
    std::fs::read(path).map_err(|error| {
        let name = shown(path);
        vec![SettingsMistake::unreadable(&name, &error)]
    })
}

/// SHA-256 of the settings as understood: layout and comments of the file don't change it.
pub fn digest(settings: &Settings) -> String {
    let canonical = serde_json::to_vec(settings).expect("settings are plain data");
    sha256_hex(&canonical)
}

/// A settings file with every key, commented out, with its default and what it is for.
pub fn commented_example() -> &'static str {
    include_str!("example.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_says_nothing_until_uncommented() {
        let settings = parse::settings("hedui.toml", commented_example().as_bytes()).unwrap();
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn the_example_uncommented_is_valid_and_shows_every_key() {
        let text: String = commented_example()
            .lines()
            .map(|line| match line.strip_prefix("#:") {
                Some(setting) => format!("{setting}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        let settings = parse::settings("hedui.toml", text.as_bytes()).unwrap();
        assert_ne!(settings, Settings::default());
        for (path, _) in schema::all_keys() {
            let key = path.rsplit('.').next().unwrap();
            assert!(text.contains(&format!("{key} = ")), "{path} is not shown");
        }
    }

    #[test]
    fn header_words_of_a_file_beside_the_settings_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("hedui.toml");
        let words = "[aliases]\nfile = \"more.toml\"\nenterprise = [\"巡检客体\"]\n";
        std::fs::write(&at, words).unwrap();
        let missing = load(&at).unwrap_err();
        assert_eq!((missing[0].rule, missing[0].line), ("F501", 0));
        assert!(missing[0].file.ends_with("more.toml"));
        let more = folder.path().join("more.toml");
        std::fs::write(&more, "enterprise = [\"巡查户\"]\ntown = [\"网格\"]\n").unwrap();
        let settings = load(&at).unwrap();
        assert_eq!(settings.aliases.words["enterprise"], ["巡检客体", "巡查户"]);
        assert_eq!(settings.aliases.words["town"], ["网格"]);
        std::fs::write(
            &more,
            "enterprize = [\"甲\"]\ntown = [\"乙\"]\noffice = [\"乙\"]\n",
        )
        .unwrap();
        let mistakes = load(&at).unwrap_err();
        let found: Vec<_> = mistakes.iter().map(|m| (m.rule, m.line)).collect();
        assert_eq!(found, [("F503", 1), ("F505", 3)]);
        assert!(mistakes[0].help.en.contains("enterprise"));
    }

    #[test]
    fn layout_does_not_change_the_digest() {
        let one = parse::settings("a", b"[period]\nfrom = \"2025-01-01\"").unwrap();
        let other = parse::settings("b", b"# note\nperiod = { from = 2025-01-01 }\n").unwrap();
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&Settings::default()));
    }
}
