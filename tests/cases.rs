//! Every folder of `fixtures/cases`: files as somebody's system wrote them, and by hand what a
//! person reads in them. The page `docs/reading.md` says what they show.

#[path = "cases/expected.rs"]
mod expected;
#[path = "cases/page.rs"]
mod page;
#[path = "cases/seen.rs"]
mod seen;
#[path = "cases/value.rs"]
mod value;
#[path = "cases/why.rs"]
mod why;

use expected::compare;
use seen::read_case;
use std::path::{Path, PathBuf};
use why::{Why, read_why};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The case folders, by name. `HEDUI_CASE` keeps those whose name contains it.
fn folders() -> Vec<PathBuf> {
    let wanted = std::env::var("HEDUI_CASE").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("fixtures/cases"))
        .expect("fixtures/cases")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.is_dir() && name(path) != "make" && name(path).contains(&wanted))
        .collect();
    folders.sort();
    folders
}

fn name(folder: &Path) -> String {
    let name = folder.file_name().expect("a folder has a name");
    name.to_string_lossy().into_owned()
}

#[test]
fn every_case_is_read_as_a_person_reads_it() {
    let mut problems = Vec::new();
    let folders = folders();
    for folder in &folders {
        let why = match read_why(folder) {
            Ok(why) => why,
            Err(problem) => {
                problems.push(format!("{}: {problem}", name(folder)));
                continue;
            }
        };
        let found = match read_case(folder) {
            Ok(seen) => {
                let mut found = compare(folder, &seen);
                found.extend(why.contradictions(&seen));
                found.extend(seen.lost_rows());
                found
            }
            Err(problem) => vec![problem],
        };
        problems.extend(found.iter().map(|line| format!("{}: {line}", name(folder))));
    }
    assert!(
        problems.is_empty(),
        "\n{} cases; HEDUI_CASE=part-of-a-name runs some of them\n{}\n",
        folders.len(),
        problems.join("\n")
    );
}

/// The tables of the page are made from the folders; `HEDUI_BLESS=1` writes them anew, and
/// `scripts/check` holds them to it.
#[test]
fn the_page_on_reading_shows_every_case() {
    if std::env::var_os("HEDUI_CASE").is_some() {
        return;
    }
    let whys: Vec<Why> = folders().iter().filter_map(|f| read_why(f).ok()).collect();
    let path = root().join("docs/reading.md");
    let text = std::fs::read_to_string(&path).expect("docs/reading.md");
    let fresh = page::with_tables(&text, &whys);
    if std::env::var_os("HEDUI_BLESS").is_some() {
        std::fs::write(&path, &fresh).expect("docs/reading.md is written");
    } else if std::env::var_os("HEDUI_FRESH").is_some() {
        assert!(
            text == fresh,
            "docs/reading.md is stale: run scripts/bless and read the difference"
        );
    }
}
