//! The history over several runs: what opens, closes and opens again, and the same from folders.

use super::*;
use crate::model::{NightState, OpenItem, RememberedRun, RunManifest};
use std::path::Path;

fn items(ids: &str) -> Vec<OpenItem> {
    let item = |id: char| OpenItem {
        source: "safety".to_string(),
        id: id.to_string(),
        number: format!("No. {id}"),
        outcome: "safety_only".to_string(),
        cause: "A99".to_string(),
        ..OpenItem::default()
    };
    ids.chars().map(item).collect()
}

fn past(name: &str) -> RememberedRun {
    RememberedRun {
        name: name.to_string(),
        ..RememberedRun::default()
    }
}

/// Publishes a run folder that holds these items.
fn publish_run(folder: &Path, name: &str, ids: &str) {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for item in items(ids) {
        writer.serialize(item).unwrap();
    }
    let files = vec![
        ("items.csv".to_string(), writer.into_inner().unwrap()),
        ("metrics.json".to_string(), b"{\"gap.net\": 3}".to_vec()),
    ];
    let manifest = RunManifest {
        tool: TOOL.to_string(),
        state: "published".to_string(),
        fingerprint: format!("f-{name}"),
        ..RunManifest::default()
    };
    publish(&folder.join(RUNS).join(name), &files, &manifest).unwrap();
}

fn counts(run: &RememberedRun) -> [u64; 4] {
    let changes = run.changes;
    [
        changes.new,
        changes.resolved,
        changes.reopened,
        changes.unchanged,
    ]
}

#[test]
fn items_come_go_and_come_again() {
    let home = tempfile::tempdir().unwrap();
    let mut history = History::open(home.path()).unwrap();
    for (name, ids) in [("1", "abc"), ("2", "cd"), ("3", "acd"), ("4", "acd")] {
        history.add_published(&past(name), &items(ids)).unwrap();
    }
    let runs = history.runs().unwrap();
    let all: Vec<[u64; 4]> = runs.iter().map(counts).collect();
    assert_eq!(
        all,
        [[3, 0, 0, 0], [1, 2, 0, 1], [0, 0, 1, 2], [0, 0, 0, 3]]
    );
    assert_eq!(history.items_of("1").unwrap(), items("abc"));
    assert_eq!(history.items_of("2").unwrap(), items("cd"));
    assert_eq!(history.open_items().unwrap(), items("acd"));
    assert_eq!(history.items_of("9").unwrap_err().rule, "F310");
    let once = history.once_open_before("2").unwrap();
    assert!(once.has(&items("a")[0]) && !once.has(&items("d")[0]));
}

#[test]
fn the_folders_alone_give_the_same_history() {
    let home = tempfile::tempdir().unwrap();
    for (name, ids) in [
        ("2025-01-01", "ab"),
        ("2025-01-02", "b"),
        ("2025-01-03", "ab"),
    ] {
        publish_run(home.path(), name, ids);
        recover(home.path()).unwrap();
    }
    let before = History::read(home.path()).unwrap().runs().unwrap();
    assert_eq!(counts(&before[2]), [0, 0, 1, 1]);
    assert_eq!(before[2].fingerprint, "f-2025-01-03");
    assert_eq!(latest(home.path()).as_deref(), Some("2025-01-03"));
    std::fs::remove_file(home.path().join(HISTORY)).unwrap();
    assert_eq!(rebuild(home.path()).unwrap().runs, 3);
    assert_eq!(History::read(home.path()).unwrap().runs().unwrap(), before);
}

#[test]
fn a_damaged_history_is_set_aside_and_built_anew() {
    let home = tempfile::tempdir().unwrap();
    publish_run(home.path(), "2025-01-01", "ab");
    recover(home.path()).unwrap();
    std::fs::write(home.path().join(HISTORY), vec![7; 5000]).unwrap();
    assert_eq!(History::open(home.path()).err().unwrap().rule, "F308");
    let (history, _) = recover(home.path()).unwrap();
    assert_eq!(history.open_items().unwrap().len(), 2);
    let aside = home.path().join("history.db.damaged-1");
    assert_eq!(std::fs::read(aside).unwrap(), vec![7; 5000]);
}

#[test]
fn nights_that_publish_nothing_are_remembered_and_change_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut history = History::open(home.path()).unwrap();
    history.add_published(&past("1"), &items("a")).unwrap();
    let held = RememberedRun {
        state: NightState::Held,
        ..past("2")
    };
    history.add_night(&held).unwrap();
    assert_eq!(history.last().unwrap().unwrap().state, NightState::Held);
    assert_eq!(history.last_published().unwrap().unwrap().name, "1");
    assert_eq!(history.open_items().unwrap(), items("a"));
}

#[test]
fn old_runs_go_but_not_the_last_of_a_month_nor_what_somebody_changed() {
    let home = tempfile::tempdir().unwrap();
    let days = [
        "01-05", "01-31", "02-03", "02-27", "03-01", "03-02", "03-03",
    ];
    for day in days {
        publish_run(home.path(), &format!("2025-{day}"), "a");
    }
    let noted = home.path().join(RUNS).join("2025-01-05/notes.txt");
    std::fs::write(&noted, "mine").unwrap();
    move_latest(home.path(), "2025-03-03").unwrap();
    let gone = retain(home.path(), 2, 3);
    assert_eq!(gone, ["2025-02-03", "2025-03-01"]);
    assert!(noted.is_file());
    assert_eq!(run_names(home.path()).len(), 5);
}

/// Publishes a run folder whose curve names the runs before it.
fn publish_after(folder: &Path, name: &str, earlier: &[&str]) {
    publish_run(folder, name, "a");
    let lines: Vec<String> = earlier.iter().map(|run| format!("{run},1")).collect();
    let curve = format!("run,gap\n{}\n{name},1\n", lines.join("\n"));
    std::fs::write(folder.join(RUNS).join(name).join("curve.csv"), curve).unwrap();
}

#[test]
fn a_clock_that_went_back_does_not_change_the_order() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let published = [
        "2026-03-01T02",
        "2026-03-02T02",
        "2025-01-01T02",
        "2026-02-27T02",
    ];
    for (at, name) in published.iter().enumerate() {
        publish_after(folder, name, &published[..at]);
    }
    let copy = folder.join(RUNS).join("2026-03-02T02 - 副本");
    std::fs::create_dir(&copy).unwrap();
    std::fs::copy(
        folder.join(RUNS).join(published[1]).join(MANIFEST),
        copy.join(MANIFEST),
    )
    .unwrap();
    assert_eq!(rebuild(folder).unwrap().runs, 4);
    let (history, _) = recover(folder).unwrap();
    let runs = history.runs().unwrap();
    let names: Vec<&str> = runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, published);
    assert_eq!(latest(folder).as_deref(), Some(published[3]));
}

#[test]
fn a_folder_that_is_no_readable_run_is_left_out() {
    let home = tempfile::tempdir().unwrap();
    for day in ["2025-01-01", "2025-01-02"] {
        publish_run(home.path(), day, "ab");
    }
    let broken = home.path().join(RUNS).join("2025-01-01").join(MANIFEST);
    std::fs::write(broken, "{").unwrap();
    std::fs::write(home.path().join(HISTORY), vec![7; 5000]).unwrap();
    let (history, recovered) = recover(home.path()).unwrap();
    assert_eq!(recovered.damaged.as_deref(), Some("history.db.damaged-1"));
    assert_eq!(history.runs().unwrap().len(), 1);
    drop(history);
    assert_eq!(rebuild(home.path()).unwrap().unreadable.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_copy_in_the_place_of_latest_makes_way() {
    let home = tempfile::tempdir().unwrap();
    publish_run(home.path(), "2025-01-01", "a");
    let copy = home.path().join(LATEST);
    std::fs::create_dir(&copy).unwrap();
    std::fs::write(copy.join("report.html"), "copied").unwrap();
    recover(home.path()).unwrap();
    assert_eq!(latest(home.path()).as_deref(), Some("2025-01-01"));
    assert!(home.path().join("latest.copy-1/report.html").is_file());
}
