//! The settings file to typed settings. Every mistake is found in one go, each with its line, the
//! nearest known key and what was expected, because a person fixes a file once, not six times.
//!
//! [`load`] reads a file, [`digest`] names a set of settings for the manifest,
//! [`commented_example`] is the file that a newcomer starts from and [`draft()`] one that says what
//! was recognised in a folder. Nothing here decides what a setting means; the stages do.

mod check;
mod draft;
mod mistake;
mod nearest;
mod parse;
mod schema;

pub use draft::draft;
pub use mistake::SettingsMistake;
pub use nearest::nearest;

use crate::ground::digest::sha256_hex;
use crate::model::Settings;
use std::path::Path;

/// Reads a settings file. All mistakes come back together, in the order of their lines.
pub fn load(path: &Path) -> Result<Settings, Vec<SettingsMistake>> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => parse::settings(&name, &bytes),
        Err(error) => Err(vec![SettingsMistake::unreadable(&name, &error)]),
    }
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
    fn layout_does_not_change_the_digest() {
        let one = parse::settings("a", b"[period]\nfrom = \"2025-01-01\"").unwrap();
        let other = parse::settings("b", b"# note\nperiod = { from = 2025-01-01 }\n").unwrap();
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&Settings::default()));
    }
}
