//! The pages that hedui makes, in a real Chromium: `tests/browser/*.mjs`, run by Node's own test
//! runner. Without Chromium, Node or the packages of `tests/browser/package.json` (`npm ci` there)
//! they are left out with a word; with `HEDUI_BROWSER=required` that is a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Inspections of the large run; with their codes, more than 50,000 records.
const MANY: &str = "30000";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// What is missing, in words.
fn missing() -> Option<String> {
    let runs = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let chromium = std::env::var("HEDUI_CHROMIUM").ok();
    let places = ["chromium", "chromium-browser", "google-chrome"];
    let found = match &chromium {
        Some(place) => Path::new(place).exists(),
        None => places
            .iter()
            .any(|place| Path::new("/usr/bin").join(place).exists()),
    };
    if !found {
        return Some("no Chromium".into());
    }
    if !runs("node") {
        return Some("no node".into());
    }
    let packages =
        ["playwright-core", "axe-core"].map(|name| folder().join("node_modules").join(name));
    let all = packages.iter().all(|package| package.is_dir());
    (!all).then(|| "no packages in tests/browser (npm ci)".into())
}

fn run(program: &str, words: &[&str]) {
    let ended = Command::new(program).args(words).status();
    assert!(
        ended.is_ok_and(|status| status.success()),
        "{program} {words:?}"
    );
}

/// A year of many records and its run, kept for the tests of this process.
fn many(place: &Path) -> PathBuf {
    let year = place.join("many");
    let truth = place.join("truth.csv");
    let [year_word, truth] = [&year, &truth].map(|path| path.to_str().expect("UTF-8"));
    let world = ["run", "--quiet", "--example", "world", "--"];
    let wanted = [
        "--out",
        year_word,
        "--truth",
        truth,
        "--inspections",
        MANY,
        "--csv",
    ];
    run(env!("CARGO"), &[&world[..], &wanted[..]].concat());
    let hedui = Command::new(env!("CARGO_BIN_EXE_hedui"))
        .args(["run", year_word, "--lang", "zh"])
        .output()
        .expect("runs");
    assert!(
        hedui.status.success(),
        "{}",
        String::from_utf8_lossy(&hedui.stderr)
    );
    year
}

#[test]
fn the_pages_work_in_a_browser() {
    let required = std::env::var("HEDUI_BROWSER").is_ok_and(|value| value == "required");
    if let Some(missing) = missing() {
        assert!(!required, "HEDUI_BROWSER=required, but {missing}");
        println!("left out: {missing}");
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let scripts = std::fs::read_dir(folder())
        .expect("tests/browser")
        .flatten();
    let mut scripts: Vec<PathBuf> = scripts
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "mjs"))
        .filter(|path| !path.ends_with("chromium.mjs"))
        .collect();
    scripts.sort();
    assert!(!scripts.is_empty());
    let ended = Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(&scripts)
        .current_dir(folder())
        .env("HEDUI", env!("CARGO_BIN_EXE_hedui"))
        .env("HEDUI_MANY", many(place.path()))
        .status()
        .expect("node starts");
    assert!(ended.success(), "a page does not work; see above");
}
