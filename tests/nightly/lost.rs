//! What somebody removed, lost or restored between two nights: it is seen and said.

use crate::scene::{self, Scene, job, year};
use hedui::history;
use serde_json::Value;
use std::path::Path;

fn night(root: &Path, more: &[&str]) -> (Option<i32>, Value) {
    let output = scene::command(root, None).args(more).output().unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), document)
}

/// A folder in which a night has published; its name.
fn published() -> (tempfile::TempDir, String) {
    let home = Scene::First.laid_down();
    let (code, told) = night(home.path(), &[]);
    assert_eq!(code, Some(0), "{told:#}");
    let name = told["name"].as_str().unwrap().to_string();
    (home, name)
}

#[test]
fn results_that_are_no_longer_whole_are_made_again() {
    let (home, name) = published();
    let root = home.path();
    let run = job(root).join("runs").join(&name);
    std::fs::write(run.join("差异报告.xlsx"), "saved by a person").unwrap();
    let told = night(root, &[]).1;
    assert_eq!(told["state"], "nothing_new", "it is theirs");
    let note = told["notes"][0]["en"].as_str().unwrap();
    assert!(note.contains("差异报告.xlsx"), "{note}");
    std::fs::remove_file(run.join("metrics.json")).unwrap();
    let (code, told) = night(root, &[]);
    assert_eq!((code, &told["state"]), (Some(0), &"published".into()));
    assert_eq!(told["changes"]["new"], 0, "{told:#}");
    let note = told["notes"][0]["en"].as_str().unwrap();
    assert!(note.contains(&name), "{note}");
    std::fs::remove_dir_all(job(root).join("runs")).unwrap();
    assert_eq!(night(root, &[]).1["state"], "published");
    assert!(scene::latest_is_whole(&job(root)).unwrap().is_some());
    assert_eq!(night(root, &[]).1["state"], "nothing_new");
}

#[test]
fn figures_that_somebody_changed_are_seen_and_made_again() {
    let (home, name) = published();
    let root = home.path();
    let figures = job(root).join("runs").join(&name).join("metrics.json");
    let text = std::fs::read_to_string(&figures).unwrap();
    let falsified = text.replace("\"inspections.total\": ", "\"inspections.total\": 9");
    assert_ne!(text, falsified);
    std::fs::write(&figures, falsified).unwrap();
    let history = |words: &[&str]| {
        let mut command = scene::command(root, None);
        let program = command.get_program().to_owned();
        command = std::process::Command::new(program);
        command.args(words).args(["--lang", "en"]).current_dir(root);
        let output = command.output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr)
    };
    let listed = history(&["history"]);
    assert!(
        listed.contains("changed since it was published: metrics.json"),
        "{listed}"
    );
    let run = figures.parent().unwrap().display().to_string();
    let explained = history(&["explain", "inspections.total", &run]);
    let looked = history(&["doctor"]);
    assert!(looked.contains("metrics.json of the results"), "{looked}");
    assert!(explained.contains("was changed after"), "{explained}");
    let (code, told) = night(root, &[]);
    assert_eq!((code, &told["state"]), (Some(0), &"published".into()));
    let note = told["notes"][0]["en"].as_str().unwrap();
    assert!(
        note.contains("metrics.json") && note.contains(&name),
        "{note}"
    );
    assert_eq!(told["changes"]["unchanged"], 2, "{told:#}");
    assert_eq!(night(root, &[]).1["state"], "nothing_new");
}

#[test]
fn judgements_that_were_altered_hold_the_night() {
    let (home, _) = published();
    let root = home.path();
    let file = root.join("judgements.jsonl");
    let line = |ruling: &str| {
        format!(
            "{{\"ruling\":\"{ruling}\",\"by\":\"甲\",\"on\":\"2025-06-01\",\"why\":\"\",\
             \"inspection\":{{\"id\":\"I000000000000\",\"digest\":\"x\",\"fields\":{{}}}},\
             \"code\":null,\"kept_at\":\"2025-06-01T08:00:00+08:00\"}}\n"
        )
    };
    std::fs::write(&file, line("missed_scan")).unwrap();
    assert_eq!(night(root, &[]).1["state"], "published");
    std::fs::write(&file, line("unsure")).unwrap();
    let told = night(root, &[]).1;
    assert_eq!(told["state"], "held", "{told:#}");
    let reason = told["reason"]["en"].as_str().unwrap();
    assert!(reason.contains("were changed"), "{reason}");
    std::fs::write(&file, line("missed_scan") + &line("unsure")).unwrap();
    assert_eq!(night(root, &[]).1["state"], "published", "added to");
}

#[test]
fn a_second_settings_file_is_told_from_the_first() {
    let (home, _) = published();
    let root = home.path();
    let own = std::fs::read_to_string(root.join("hedui.toml")).unwrap();
    let second = root.join("other.toml");
    std::fs::write(&second, own.replace("2025-12-31", "2025-12-30")).unwrap();
    let with = |file: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hedui"));
        command.args(["nightly", file, "--lang", "en", "--format", "json"]);
        let output = command.current_dir(root).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let told = with("other.toml");
    assert_eq!(told["state"], "held", "{told:#}");
    let reason = told["reason"]["en"].as_str().unwrap();
    assert!(
        reason.contains("hedui.toml then, other.toml now"),
        "{reason}"
    );
    assert_eq!(with("hedui.toml")["state"], "nothing_new");
    // Renamed, it is the same job.
    std::fs::rename(root.join("hedui.toml"), root.join("renamed.toml")).unwrap();
    std::fs::remove_file(&second).unwrap();
    assert_eq!(with("renamed.toml")["state"], "nothing_new");
}

#[test]
fn fewer_judgements_than_before_hold_the_night() {
    let (home, _) = published();
    let root = home.path();
    let consolidated = scene::latest(root).join("ledger.csv");
    let ledger = std::fs::read_to_string(consolidated).unwrap();
    let id = ledger
        .split([',', '\n'])
        .find(|cell| cell.starts_with('I') && cell.len() == 13);
    let side = format!(
        "{{\"id\":\"{}\",\"digest\":\"x\",\"fields\":{{}}}}",
        id.unwrap()
    );
    let judgement = format!(
        "{{\"ruling\":\"missed_scan\",\"by\":\"甲\",\"on\":\"2025-06-01\",\"why\":\"\",\
         \"inspection\":{side},\"code\":null,\"kept_at\":\"2025-06-01T08:00:00+08:00\"}}\n"
    );
    let file = root.join("judgements.jsonl");
    std::fs::write(&file, judgement.repeat(2)).unwrap();
    assert_eq!(night(root, &[]).1["state"], "published");
    std::fs::write(&file, &judgement).unwrap();
    let (code, told) = night(root, &[]);
    assert_eq!(
        (code, &told["state"]),
        (Some(1), &"held".into()),
        "{told:#}"
    );
    let reason = told["reason"]["en"].as_str().unwrap();
    assert!(reason.contains("fell from 2 to 1"), "{reason}");
    std::fs::write(&file, judgement.repeat(2)).unwrap();
    assert_eq!(night(root, &[]).0, Some(0), "restored");
}

#[test]
fn held_results_are_found_again_and_accepted_as_the_message_says() {
    let home = Scene::Hold.laid_down();
    let root = home.path();
    let held = night(root, &[]).1;
    let (_, again) = night(root, &["--accept", "0123456789ab"]);
    assert_eq!(again["run"], held["run"], "{again:#}");
    let note = again["notes"][0]["en"].as_str().unwrap();
    assert!(note.contains("0123456789ab"), "{note}");
    let run = root.join(again["run"].as_str().unwrap());
    std::fs::remove_dir_all(&run).unwrap();
    let (_, anew) = night(root, &[]);
    let run = root.join(anew["run"].as_str().unwrap());
    assert!(run.join("report.html").is_file(), "{anew:#}");
    // As a shell takes it apart; the language belongs to the results.
    let command = anew["accept"].as_str().unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let mut accepting = std::process::Command::new(env!("CARGO_BIN_EXE_hedui"));
    let status = accepting.args(&words).current_dir("/").env_clear().status();
    assert_eq!(status.unwrap().code(), Some(0), "{command}");
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let home = tempfile::tempdir().unwrap();
    let (code, told) = night(home.path(), &[]);
    assert_eq!(code, Some(2), "an empty folder: {told:#}");
    let away = home.path().join("away");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_hedui"))
        .args(["nightly", "away", "--format", "json"])
        .current_dir(home.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["fault"]["rule"], "F101");
    assert!(!away.exists());
}

#[test]
fn a_history_of_a_newer_program_is_left_alone() {
    let (home, name) = published();
    let root = home.path();
    let path = job(root).join(history::HISTORY);
    let sound = std::fs::read(&path).unwrap();
    let mut newer = sound.clone();
    // Where SQLite keeps the number that the migrations count.
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&path, &newer).unwrap();
    year(20).write_as_workbooks(root);
    let (code, told) = night(root, &[]);
    assert_eq!((code, &told["fault"]["rule"]), (Some(2), &"F308".into()));
    assert_eq!(told["before"], name.as_str(), "what stands is told");
    assert_eq!(std::fs::read(&path).unwrap(), newer);
    std::fs::write(&path, [7; 5000]).unwrap();
    let (_, told) = night(root, &[]);
    let note = told["notes"][0]["en"].as_str().unwrap();
    assert!(note.contains("history.db.damaged-1"), "{note}");
}
