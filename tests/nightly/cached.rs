//! Files that were read on an earlier night: a night that recalls them says what it would have said
//! without, to the byte, and no entry that is not what it says is trusted.

use crate::scene::{self, year};
use crate::year::settings_file;
use hedui::extract::{self, FileRead, InputChoice, Remembered, Unremembered, find_inputs};
use hedui::model::{Extracted, Settings, Silent, Staged};
use hedui::nightly;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// Entries in memory, by path.
#[derive(Default)]
struct Memory {
    entries: Mutex<BTreeMap<String, Vec<u8>>>,
    recalled: Mutex<usize>,
}

impl Remembered for Memory {
    fn recall(&self, choice: &InputChoice) -> Option<Vec<FileRead>> {
        let bytes = self.entries.lock().unwrap().get(&choice.given)?.clone();
        *self.recalled.lock().unwrap() += 1;
        Some(nightly::found_again(bytes, choice).expect("an entry is found again"))
    }

    fn keep(&self, choice: &InputChoice, read: &[FileRead]) {
        let bytes = nightly::kept(read).expect("every file has a form to be kept in");
        let again = nightly::kept(read).expect("as before");
        assert!(bytes == again, "{}: same bytes", choice.given);
        let mut entries = self.entries.lock().unwrap();
        entries.insert(choice.given.clone(), bytes);
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Everything that reading answers with.
fn told(read: &Staged<Extracted>) -> String {
    let packed = read.value.tables.iter().flat_map(|table| &table.rows);
    let packed: Vec<&str> = packed.map(|row| row.cells.packed()).collect();
    format!("{read:?}{packed:?}")
}

/// Folders of inputs with their settings: every case and every smallest input of a rule.
fn folders() -> Vec<(PathBuf, Settings)> {
    let mut found = Vec::new();
    for below in ["fixtures/cases", "fixtures/findings"] {
        for entry in std::fs::read_dir(root().join(below)).unwrap().flatten() {
            let inside = entry.path().join("in");
            let inputs = if inside.is_dir() {
                inside
            } else {
                entry.path()
            };
            let settings = [entry.path(), inputs.clone()].map(|at| at.join("hedui.toml"));
            let settings = settings.iter().find(|path| path.is_file());
            let settings = settings.and_then(|path| hedui::config::load(path).ok());
            found.push((inputs, settings.unwrap_or_default()));
        }
    }
    found
}

#[test]
fn what_is_recalled_is_what_was_read() {
    let (mut files, mut containers) = (0, BTreeSet::new());
    let (mut rules, mut members, mut pinned) = (BTreeSet::new(), 0, 0);
    for (folder, settings) in folders() {
        let Ok(inputs) = find_inputs(&folder, &settings) else {
            continue;
        };
        let memory = Memory::default();
        let read = |remembered: &dyn Remembered| {
            extract::read_remembered(&folder, &inputs, remembered, &Silent).unwrap()
        };
        let plain = read(&Unremembered);
        let first = read(&memory);
        let second = read(&memory);
        assert_eq!(*memory.recalled.lock().unwrap(), inputs.len(), "{folder:?}");
        assert!(told(&plain) == told(&first), "{folder:?}");
        assert!(told(&plain) == told(&second), "{folder:?}");
        files += inputs.len();
        let tables = &second.value.tables;
        containers.extend(tables.iter().map(|table| table.container));
        members += tables.iter().filter(|t| t.file.contains("!/")).count();
        pinned += tables.iter().filter(|t| t.source_pinned.is_some()).count();
        rules.extend(second.findings.iter().map(|finding| finding.rule));
    }
    assert!(
        files > 150 && members > 3 && pinned > 3,
        "{files} {members} {pinned}"
    );
    let all = ["csv", "docx", "html", "ods", "xls", "xlsb", "xlsx", "xml"];
    assert_eq!(containers, BTreeSet::from(all));
    assert!(rules.len() > 15, "{rules:?}");
}

/// What the settings say of a file's source is of the night, not of the entry.
#[test]
fn the_source_is_the_settings_of_the_night() {
    let folder = root().join("fixtures/cases/gz_of_a_zip/in");
    let inputs = find_inputs(&folder, &Settings::default()).unwrap();
    let memory = Memory::default();
    extract::read_remembered(&folder, &inputs, &memory, &Silent).unwrap();
    let plan = hedui::model::Source::Plan;
    let pinned: Vec<InputChoice> = inputs
        .into_iter()
        .map(|choice| InputChoice {
            source: Some(plan),
            ..choice
        })
        .collect();
    let read = extract::read_remembered(&folder, &pinned, &memory, &Silent).unwrap();
    assert!(!read.value.tables.is_empty());
    let sources = read.value.tables.iter().map(|table| table.source_pinned);
    assert!(sources.into_iter().all(|source| source == Some(plan)));
}

fn night(root: &Path) -> Value {
    let output = scene::night(root, None);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{text}"))
}

/// A job whose first night is over, and its results.
fn a_job_begun() -> (tempfile::TempDir, BTreeMap<String, Vec<u8>>) {
    let home = tempfile::tempdir().unwrap();
    settings_file(home.path(), "");
    year(12).write_as_workbooks(home.path());
    night(home.path());
    let plain = results(home.path());
    (home, plain)
}

fn doctor(root: &Path) -> (Option<i32>, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hedui"));
    command.args(["doctor", ".", "--format", "json"]);
    let output = command.current_dir(root).output().unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), document)
}

/// Files of the last run but those that hold its name or the clock.
fn results(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let latest = crate::scene::latest(root);
    let entries = std::fs::read_dir(latest).unwrap().flatten();
    let files = entries.map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, std::fs::read(entry.path()).unwrap())
    });
    let clock = ["manifest.json", "curve.csv"];
    files
        .filter(|(name, _)| !clock.contains(&name.as_str()))
        .collect()
}

fn entries(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root.join("hedui-nightly/cache"));
    let entries = entries.into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// The first night again, with the cache of before and nothing else.
fn forget_all_but_the_cache(root: &Path) {
    let job = root.join("hedui-nightly");
    for name in ["runs", "held"] {
        let _ = std::fs::remove_dir_all(job.join(name));
    }
    for name in ["latest", "history.db", "log.jsonl"] {
        let _ = std::fs::remove_file(job.join(name));
    }
}

#[test]
fn an_unchanged_file_is_not_read_again_and_the_results_are_the_same() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    settings_file(root, "");
    year(12).write_as_workbooks(root);
    let first = night(root);
    assert_eq!(first["state"], "published", "{first:#}");
    assert_eq!(
        (&first["cache"]["read"], &first["cache"]["kept"]),
        (&json!(2), &json!(2))
    );
    let kept = entries(root);
    assert_eq!(kept.len(), 2);
    #[cfg(unix)]
    for path in &kept {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (code, checks) = doctor(root);
    assert_eq!(code, Some(0), "{checks:#}");
    let checks = checks["checks"].as_array().unwrap().clone();
    let cache = checks
        .iter()
        .find(|check| check["about"] == "cache")
        .unwrap();
    let text = cache["text"]["en"].as_str().unwrap();
    assert!(text.starts_with("2 read files are kept, "), "{text}");
    let plain = results(root);
    assert!(plain.len() > 15, "{:?}", plain.keys());
    forget_all_but_the_cache(root);
    let second = night(root);
    let told = &second["cache"];
    assert_eq!(
        (&told["recalled"], &told["read"]),
        (&json!(2), &json!(0)),
        "{told}"
    );
    let recalled = results(root);
    for (name, bytes) in &plain {
        assert!(recalled.get(name) == Some(bytes), "{name} differs");
    }
    assert_eq!(plain.len(), recalled.len());
    // One export grows: its entry is replaced, the other one is recalled.
    let before = std::fs::read(root.join("platform/codes.xls")).unwrap();
    year(13).write_as_workbooks(root);
    std::fs::write(root.join("platform/codes.xls"), before).unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    let codes = std::fs::File::options()
        .write(true)
        .open(root.join("platform/codes.xls"));
    codes.unwrap().set_modified(old).unwrap();
    let third = night(root);
    assert_eq!(third["state"], "published", "{third:#}");
    let told = &third["cache"];
    assert_eq!(
        (&told["recalled"], &told["read"]),
        (&json!(1), &json!(1)),
        "{told}"
    );
    assert_eq!(
        entries(root).len(),
        2,
        "the entry of the shorter export went"
    );
}

/// Nothing of an entry that is not what its name says reaches a report.
#[test]
fn a_damaged_entry_is_not_trusted() {
    let (home, plain) = a_job_begun();
    let root = home.path();
    let kept = entries(root);
    let sound: Vec<Vec<u8>> = kept
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let flipped = |at: usize| {
        let mut bytes = sound[0].clone();
        bytes[at] ^= 1;
        bytes
    };
    let broken = [
        ("half-written", sound[0][..sound[0].len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("another file's", sound[1].clone()),
        ("foreign", b"PAR1 this is no Parquet PAR1".to_vec()),
        ("a bit in the front", flipped(40)),
        ("a bit in the middle", flipped(sound[0].len() / 2)),
        ("a bit in the end", flipped(sound[0].len() - 9)),
    ];
    for (how, bytes) in broken {
        std::fs::write(&kept[0], bytes).unwrap();
        forget_all_but_the_cache(root);
        let told = night(root);
        assert_eq!(told["state"], "published", "{how}: {told:#}");
        let cache = &told["cache"];
        assert_eq!(
            cache["damaged"].as_array().map(Vec::len),
            Some(1),
            "{how}: {cache}"
        );
        assert_eq!(
            (&cache["recalled"], &cache["read"]),
            (&json!(1), &json!(1)),
            "{how}"
        );
        let log = std::fs::read_to_string(root.join("hedui-nightly/log.jsonl")).unwrap();
        let name = kept[0].file_name().unwrap().to_string_lossy().into_owned();
        assert!(log.contains(&name), "{how}: {log}");
        assert!(results(root) == plain, "{how}");
        assert!(
            std::fs::read(&kept[0]).unwrap() == sound[0],
            "{how}: it is whole again"
        );
    }
}

/// Of another program, unreadable, in the way, left half-written: none of them fails a night.
#[test]
fn whatever_lies_in_the_cache_the_night_goes_on() {
    let (home, plain) = a_job_begun();
    let root = home.path();
    let cache = root.join("hedui-nightly/cache");
    for path in entries(root) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // The key of another program's entry.
        let (key, other) = (&name[17..49], "0".repeat(32));
        std::fs::rename(&path, cache.join(name.replace(key, &other))).unwrap();
    }
    std::fs::write(cache.join(".left.partial-4000000000"), "half").unwrap();
    std::fs::write(cache.join("letter.txt"), "dear").unwrap();
    forget_all_but_the_cache(root);
    let told = night(root);
    assert_eq!(
        (&told["cache"]["read"], &told["cache"]["cleared"]),
        (&json!(2), &json!(2))
    );
    assert!(results(root) == plain);
    let left = entries(root);
    assert_eq!(left.len(), 3, "two entries and somebody's letter: {left:?}");
    // No folder at all, and a file where the folder should be.
    std::fs::remove_dir_all(&cache).unwrap();
    std::fs::write(&cache, "in the way").unwrap();
    forget_all_but_the_cache(root);
    let told = night(root);
    assert_eq!(told["state"], "published");
    assert!(told["cache"]["failed"].is_string(), "{told:#}");
    assert!(results(root) == plain);
}

/// The entry of a file that is gone stays as long as a kept run was made of it.
#[test]
fn entries_of_files_that_are_gone_go_with_the_runs() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    settings_file(root, "[nightly]\nkeep_runs = 2\nkeep_months = 1\n");
    year(12).write_as_workbooks(root);
    let more = root.join("safety/again.xlsx");
    std::fs::copy(root.join("safety/register.xlsx"), &more).unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    let file = std::fs::File::options().write(true).open(&more);
    file.unwrap().set_modified(old).unwrap();
    assert_eq!(night(root)["cache"]["kept"], 3);
    std::fs::remove_file(&more).unwrap();
    let mut counts = Vec::new();
    for visits in 13..17 {
        year(visits).write_as_workbooks(root);
        let told = night(root);
        assert_eq!(told["state"], "published", "{told:#}");
        counts.push(entries(root).len());
    }
    assert_eq!(counts, [3, 3, 2, 2], "a night after the run of it went");
}
