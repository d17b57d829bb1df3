//! The house rules of ARCHITECTURE.md as tests: floors, first lines, sizes, names, and a folder of
//! the smallest input for every rule that can be broken.

#[path = "tidy/source.rs"]
mod source;

use source::{File, code_only, functions, rooms_used, rust_files, without_tests};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

/// Rooms by floor. A room uses only rooms on floors strictly below its own.
const FLOORS: &[(&str, u8)] = &[
    ("main", 7),
    ("cli", 6),
    ("nightly", 5),
    ("pipeline", 4),
    ("audit", 3),
    ("extract", 3),
    ("transform", 3),
    ("link", 3),
    ("reconcile", 3),
    ("summarise", 3),
    ("report", 3),
    ("history", 3),
    ("config", 2),
    ("model", 1),
    ("ground", 0),
];

const BANNED_NAMES: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "misc", "types", "manager", "handler",
    "handlers",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn floor_of(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// What is wrong with the paths of one file of `src`.
fn broken_floors(file: &File) -> Vec<String> {
    let Some(room) = file.room() else {
        return Vec::new();
    };
    let Some(own) = floor_of(&room) else {
        return vec![format!("{}: the room {room} is on no floor", file.name)];
    };
    let mut problems = Vec::new();
    for (line, used) in rooms_used(&file.text, file.depth()) {
        if used == room {
            continue;
        }
        let reason = match floor_of(&used) {
            None => "which is no room",
            Some(floor) if floor == own => "a stage, on its own floor",
            Some(floor) if floor > own => "above its own floor",
            Some(_) => continue,
        };
        problems.push(format!(
            "{}:{line}: {room} uses {used}, {reason}",
            file.name
        ));
    }
    problems
}

#[test]
fn rooms_use_only_rooms_below() {
    let files = rust_files(&root().join("src"), root());
    assert!(files.len() > 20, "the scan finds the source");
    let problems: Vec<String> = files.iter().flat_map(broken_floors).collect();
    report(&problems);
}

#[test]
fn every_room_has_a_floor_and_every_floor_a_room() {
    let files = rust_files(&root().join("src"), root());
    let rooms: BTreeSet<String> = files.iter().filter_map(File::room).collect();
    let floors: BTreeSet<String> = FLOORS.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(rooms, floors);
}

#[test]
fn a_broken_floor_is_seen_in_every_disguise() {
    let broken = [
        ("src/link/pairs.rs", "use crate::transform::Thing;"),
        (
            "src/link/pairs.rs",
            "use crate::{\n    model::Link,\n    report::{self, Page},\n};",
        ),
        ("src/link/pairs.rs", "fn f() -> crate::cli::Args { todo() }"),
        ("src/link/pairs.rs", "use super::super::extract::read;"),
        ("src/link/mod.rs", "use super::extract::read;"),
        ("src/model/link.rs", "use crate::config::load;"),
        (
            "src/report/xlsx/sheet.rs",
            "use crate :: summarise ::totals;",
        ),
        ("src/main.rs", "use crate::elsewhere::run;"),
        ("src/attic.rs", "fn f() {}"),
        (
            "src/link/pairs.rs",
            "#[cfg(test)]\nmod tests { use crate::reconcile::verdicts; }",
        ),
    ];
    for (name, text) in broken {
        let file = File::of(name, text);
        assert_eq!(broken_floors(&file).len(), 1, "{name}: {text}");
    }
    let sound = [
        (
            "src/link/pairs.rs",
            "use crate::{config, model::{Link, Text}};\nuse super::blocks;",
        ),
        (
            "src/link/pairs.rs",
            "// use crate::report::Page;\nlet s = \"crate::report::Page\";",
        ),
        ("src/report/xlsx/sheet.rs", "use super::super::Page;"),
        (
            "src/link/pairs.rs",
            "#[cfg(test)]\nmod tests { use super::super::blocks; }",
        ),
        ("src/cli/run.rs", "use crate::{pipeline, history::publish};"),
    ];
    for (name, text) in sound {
        let file = File::of(name, text);
        assert_eq!(broken_floors(&file), Vec::<String>::new(), "{name}: {text}");
    }
}

/// All Rust files of the project.
fn all_rust() -> Vec<File> {
    let build = std::fs::read_to_string(root().join("build.rs")).unwrap();
    let folders = ["src", "tests", "fixtures"];
    let files = folders.map(|folder| rust_files(&root().join(folder), root()));
    let mut files: Vec<File> = files.into_iter().flatten().collect();
    files.push(File::of("build.rs", &build));
    files
}

#[test]
fn every_file_says_first_what_it_is() {
    let problems: Vec<String> = all_rust()
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{}: does not begin with a //! line", file.name))
        .collect();
    report(&problems);
}

#[test]
fn files_functions_and_lines_are_short() {
    let files = all_rust();
    let mut problems = Vec::new();
    for file in source::shipped(&files) {
        let text = without_tests(&file.text);
        let lines = text.lines().count();
        if lines > LINES_MAX {
            problems.push(format!("{}: {lines} lines", file.name));
        }
        for (line, name, length) in functions(text) {
            if length > FUNCTION_LINES_MAX {
                problems.push(format!("{}:{line}: {name} has {length} lines", file.name));
            }
        }
        for (at, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS_MAX && !line.contains("://") {
                problems.push(format!("{}:{}: {columns} columns", file.name, at + 1));
            }
        }
    }
    report(&problems);
}

#[test]
fn a_long_function_is_seen() {
    let body = "    work();\n".repeat(75);
    let head = "//! x\nimpl A {\n    pub(super) fn long(\n        a: u8,\n    ) {";
    let text = format!("{head}\n{body}    }}\n}}\nfn short() {{}}\n");
    let found = functions(&text);
    assert_eq!(
        found,
        [(3, "long".to_string(), 79), (83, "short".to_string(), 1)]
    );
}

#[test]
fn nothing_bears_a_name_that_says_nothing() {
    let mut problems = Vec::new();
    for file in all_rust() {
        let path = PathBuf::from(&file.name);
        let parts = path
            .iter()
            .map(|part| part.to_string_lossy().replace(".rs", ""));
        for part in parts.filter(|part| BANNED_NAMES.contains(&part.as_str())) {
            problems.push(format!("{}: a file or folder named {part}", file.name));
        }
        let code = code_only(&file.text);
        for (at, line) in code.lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let named = words.windows(2).find(|pair| {
                let name = pair[1].trim_end_matches(|c: char| !c.is_alphanumeric());
                pair[0] == "mod" && BANNED_NAMES.contains(&name)
            });
            if let Some(pair) = named {
                problems.push(format!("{}:{}: mod {}", file.name, at + 1, pair[1]));
            }
        }
    }
    report(&problems);
}

#[test]
fn no_code_is_unsafe() {
    let files = rust_files(&root().join("src"), root());
    let problems: Vec<String> = files
        .iter()
        .filter(|file| {
            code_only(&file.text)
                .split_whitespace()
                .any(|word| word == "unsafe")
        })
        .map(|file| format!("{}: unsafe code", file.name))
        .collect();
    report(&problems);
}

/// Text files of the project, the tests of this rule apart.
fn all_text() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for folder in ["src", "tests", "scripts", "docs", ".ci", "fixtures/world"] {
        source::walk(&root().join(folder), &mut |path| {
            texts.push(path.to_path_buf())
        });
    }
    for entry in std::fs::read_dir(root()).unwrap().flatten() {
        let path = entry.path();
        let known = path
            .extension()
            .is_some_and(|ext| ext == "md" || ext == "toml" || ext == "rs");
        if known && path.is_file() {
            texts.push(path);
        }
    }
    // What others wrote and a package manager fetched is not the project's.
    texts.retain(|path| !path.iter().any(|part| part == "node_modules"));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        Some((path.strip_prefix(root()).ok()?.display().to_string(), text))
    };
    texts.into_iter().filter_map(read).collect()
}

#[test]
fn no_file_tells_how_it_was_made_or_where() {
    // Written in two parts, so that this file does not break its own rule.
    let unwanted: Vec<String> = [
        ("language", " model"),
        ("chat", "bot"),
        ("gp", "t-"),
        ("clau", "de"),
        ("co", "pilot"),
        ("generated by", " ai"),
        ("sub", "agent"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("fix", "me"),
        ("to", "do!("),
        ("to", "do:"),
        ("unimpl", "emented!"),
    ]
    .iter()
    .map(|(one, other)| format!("{one}{other}"))
    .collect();
    let mut problems = Vec::new();
    for (name, text) in all_text() {
        for (at, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            for word in unwanted.iter().filter(|word| line.contains(word.as_str())) {
                problems.push(format!("{name}:{}: says \"{word}\"", at + 1));
            }
        }
    }
    report(&problems);
}

/// Ids such as `E101` between quotation marks in the code proper of `src`.
fn rules_in_source() -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    let files = rust_files(&root().join("src"), root());
    for file in source::shipped(&files) {
        for part in without_tests(&file.text).split('"') {
            let mut letters = part.chars();
            let is_rule = part.len() == 4
                && letters.next().is_some_and(|c| "EFTLRS".contains(c))
                && letters.all(|c| c.is_ascii_digit());
            if is_rule {
                rules.entry(part.to_string()).or_insert(file.name.clone());
            }
        }
    }
    rules
}

#[test]
fn every_rule_has_a_folder_and_every_folder_a_rule() {
    let rules = rules_in_source();
    let entries = std::fs::read_dir(root().join("fixtures/findings")).unwrap();
    let folders: BTreeSet<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let mut problems = Vec::new();
    for (rule, file) in rules.iter().filter(|(rule, _)| !folders.contains(*rule)) {
        problems.push(format!("{file}: {rule} has no folder in fixtures/findings"));
    }
    for folder in folders.iter().filter(|folder| !rules.contains_key(*folder)) {
        problems.push(format!("fixtures/findings/{folder}: no rule of that id"));
    }
    report(&problems);
}

/// The fuzz targets take these rooms by path: what they use must be in that crate's manifest too.
#[test]
fn the_fuzzed_rooms_find_their_libraries() {
    let manifest = |path: &str| std::fs::read_to_string(root().join(path)).expect("a manifest");
    let (own, fuzz) = (manifest("Cargo.toml"), manifest("tests/fuzz/Cargo.toml"));
    let libraries = own.lines().skip_while(|line| *line != "[dependencies]");
    let libraries = libraries.skip(1).take_while(|line| !line.starts_with('['));
    let named = |line: &str| Some(line.split_once(" = ")?.0.to_string());
    let mut problems = Vec::new();
    let files = rust_files(&root().join("src"), root());
    let shipped = source::shipped(&files);
    for name in libraries.filter_map(named) {
        let used = format!("{}::", name.replace('-', "_"));
        if fuzz
            .lines()
            .any(|line| line.starts_with(&format!("{name} =")))
        {
            continue;
        }
        for file in &shipped {
            let room = file.room().unwrap_or_default();
            let is_fuzzed = ["extract", "ground", "model", "transform"].contains(&&*room);
            let mut lines = without_tests(&file.text).lines().map(str::trim_start);
            let is_used = lines.any(|line| !line.starts_with("//") && line.contains(&used));
            if is_fuzzed && is_used {
                problems.push(format!(
                    "{}: {name} is not in tests/fuzz/Cargo.toml",
                    file.name
                ));
            }
        }
    }
    report(&problems);
}
