//! Exports with as many rows as ever, some of which are others than they should be.

use crate::scene;
use crate::year::{self, Exports, settings_file};
use serde_json::Value;
use std::path::Path;

fn regular(visits: usize) -> Exports {
    Exports::regular(visits, 3, 5)
}

fn night(root: &Path) -> Value {
    serde_json::from_slice(&scene::night(root, None).stdout).unwrap()
}

/// A folder in which a night of a hundred visits has published.
fn published() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    settings_file(home.path(), "");
    regular(100).write(home.path());
    assert_eq!(night(home.path())["state"], "published");
    home
}

fn held_for(told: &Value) -> &str {
    assert_eq!(told["state"], "held", "{told:#}");
    told["reason"]["en"].as_str().unwrap()
}

/// The lines of `changed.csv` in the folder of a night.
fn changed(root: &Path, told: &Value) -> Vec<String> {
    let run = root.join(told["run"].as_str().unwrap());
    let list = std::fs::read_to_string(run.join("changed.csv")).unwrap();
    list.lines().skip(1).map(str::to_string).collect()
}

#[test]
fn a_batch_that_is_gone_while_others_came_holds_the_night() {
    let home = published();
    let without = |lost: usize| {
        let mut exports = regular(112);
        let is_lost = |number: usize| (40..40 + lost).contains(&number);
        exports.visits.retain(|visit| !is_lost(visit.number));
        exports.write(home.path());
        night(home.path())
    };
    let told = without(8);
    let reason = held_for(&told);
    assert!(
        reason.contains("8 of the 100 events that the safety system had"),
        "{reason}"
    );
    let list = changed(home.path(), &told);
    let visits = list.iter().filter(|line| line.starts_with("gone,safety,I"));
    let codes = list
        .iter()
        .filter(|line| line.starts_with("gone,platform,C"));
    assert_eq!(
        (visits.count(), codes.count(), list.len()),
        (8, 7, 15),
        "{list:#?}"
    );
    // Some are withdrawn every now and then.
    let told = without(3);
    assert_eq!(told["state"], "published");
    assert_eq!(changed(home.path(), &told).len(), 6);
    let line = told["summary"]["en"][1].as_str().unwrap();
    assert!(
        line.ends_with("; records of last time: 6 gone, 0 told otherwise"),
        "{line}"
    );
}

#[test]
fn an_item_whose_record_is_gone_was_resolved_by_nobody() {
    let home = published();
    let first = night(home.path())["before"].as_str().unwrap().to_string();
    let mut exports = regular(103);
    // One of the visits without a code is gone, one has its code now.
    exports.visits.retain(|visit| visit.number != 44);
    exports.coded.insert(49);
    exports.write(home.path());
    let told = night(home.path());
    assert_eq!(told["state"], "published", "{told:#}");
    let line = told["summary"]["en"][1].as_str().unwrap();
    let lost = "2 resolved (1 of them because the record is gone)";
    assert!(line.contains(lost), "{line}");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hedui"))
        .args(["compare", &first, "latest", "--lang", "en"])
        .current_dir(home.path())
        .output()
        .unwrap();
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(
        page.contains(lost) && page.contains("records that are gone: 1"),
        "{page}"
    );
}

#[test]
fn codes_that_slipped_by_a_row_hold_the_night() {
    let home = published();
    let file = home.path().join("platform/codes.csv");
    let sound = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<(&str, &str)> = sound.lines().filter_map(|l| l.split_once(',')).collect();
    let codes: Vec<&str> = lines[1..].iter().map(|(code, _)| *code).collect();
    for (line, code) in lines[1..]
        .iter_mut()
        .zip(codes.iter().skip(1).chain(&codes[..1]))
    {
        line.0 = code;
    }
    let slipped: Vec<String> = lines
        .iter()
        .map(|(c, rest)| format!("{c},{rest}\n"))
        .collect();
    year::write(&file, slipped.concat().as_bytes());
    let told = night(home.path());
    let reason = held_for(&told);
    assert!(
        reason.contains("of 80 numbers of the platform that were there last time, 80 have another"),
        "{reason}"
    );
}

#[test]
fn days_that_are_corrected_one_by_one_do_not() {
    let home = published();
    let mut exports = regular(103);
    exports.corrected = (0..5).collect();
    exports.write(home.path());
    let told = night(home.path());
    assert_eq!(told["state"], "published");
    let list = changed(home.path(), &told);
    let first = |line: &String| line.contains(",2025-01-01,") && line.contains(",2025-01-02,");
    assert!(list.len() == 5 && list.iter().any(first), "{list:#?}");
    exports.corrected = (5..40).collect();
    exports.write(home.path());
    let told = night(home.path());
    assert!(held_for(&told).contains("another date_start"), "{told:#}");
}

#[test]
fn a_list_of_events_that_somebody_changed_is_told() {
    let home = published();
    let list = scene::latest(home.path()).join("events.csv");
    std::fs::write(&list, "source,id\n").unwrap();
    regular(103).write(home.path());
    let told = night(home.path());
    assert_eq!(told["state"], "published", "{told:#}");
    let note = told["notes"][0]["en"].as_str().unwrap();
    assert!(note.contains("events.csv"), "{note}");
}
