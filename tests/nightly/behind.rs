//! What is behind a run of the nightly job: folder, settings and inputs are found again from its
//! run folder, and what has changed since is said.

use crate::scene::{job, latest, night, year};
use crate::year::settings_file;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn told(at: &Path, words: &[&str]) -> (Option<i32>, Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_hedui"))
        .args(words)
        .args(["--lang", "en", "--format", "json"])
        .current_dir(at)
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), document, messages)
}

/// Ids of a visit without a code and of a linked visit.
fn two_visits(run: &Path) -> [String; 2] {
    let ledger = std::fs::read_to_string(run.join("ledger.csv")).unwrap();
    ["safety_only", "linked"].map(|outcome| {
        let mut lines = ledger.lines();
        let is_it = |line: &&str| line.starts_with("safety") && line.contains(outcome);
        let line = lines.find(is_it).unwrap();
        line.split(',').nth(5).unwrap().to_string()
    })
}

/// From the run folder: the cells of a visit, its weight beside a code, a workbook for review.
fn found_again(at: &Path, run: &str) -> [bool; 3] {
    let [lone, linked] = two_visits(&latest(at));
    let (code, cells, messages) = told(at, &["explain", &lone, run]);
    assert_eq!(code, Some(0), "{messages}");
    let (code, weight, messages) = told(at, &["explain", &lone, run, "--why-not", &linked]);
    assert_eq!(code, Some(0), "{messages}");
    let out = at.join("hand/复核.xlsx").display().to_string();
    let words = ["review", "export", run, "-o", &out, "--all", "--force"];
    let (code, review, messages) = told(at, &words);
    assert_eq!(code, Some(0), "{messages}");
    [
        cells.to_string().contains("统一社会信用代码"),
        weight.to_string().contains("by themselves: weight"),
        review["run_is_current"] == true,
    ]
}

#[test]
fn folder_settings_and_inputs_are_found_again() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    settings_file(root, "");
    std::fs::create_dir(root.join("hand")).unwrap();
    // Another name than the usual one: only the run knows it.
    std::fs::rename(root.join("hedui.toml"), root.join("county.toml")).unwrap();
    year(12).write(root);
    let (code, first, messages) = told(root, &["nightly", "county.toml"]);
    assert_eq!(code, Some(0), "{messages}");
    let by_name = format!("hedui-nightly/runs/{}", first["name"].as_str().unwrap());
    for run in [by_name.as_str(), "hedui-nightly/latest"] {
        assert_eq!(found_again(root, run), [true; 3], "{run}");
    }
    // Where there are no links, a file with the name of the run leads to it.
    let link = job(root).join("latest");
    std::fs::remove_file(&link).unwrap();
    std::fs::write(&link, first["name"].as_str().unwrap()).unwrap();
    assert_eq!(found_again(root, "hedui-nightly/latest"), [true; 3]);
    // The job's folder and the folder that was run stand for the last run.
    let [lone, _] = two_visits(&latest(root));
    for run in ["hedui-nightly", "."] {
        let (code, told, messages) = told(root, &["explain", &lone, run]);
        assert_eq!(code, Some(0), "{messages}");
        assert!(told.to_string().contains("湘乡市"), "{run}");
    }
    // The exports have grown since.
    year(14).write(root);
    assert_eq!(found_again(root, "hedui-nightly/latest"), [false; 3]);
    // And the settings are others.
    year(12).write(root);
    assert_eq!(found_again(root, "hedui-nightly/latest"), [true; 3]);
    let text = std::fs::read_to_string(root.join("county.toml")).unwrap();
    let text = text.replace("2025-12-31", "2025-11-30");
    std::fs::write(root.join("county.toml"), text).unwrap();
    assert_eq!(
        found_again(root, "hedui-nightly/latest"),
        [true, false, false]
    );
}

#[test]
fn a_body_among_several_is_found_again_with_the_settings_of_all() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    let bodies = ["甲", "乙"].map(|name| {
        format!("[[bodies]]\nname = \"{name}局\"\nfolder = \"b/{name}\"\ndivision = \"430381\"\n")
    });
    settings_file(root, &bodies.concat());
    for name in ["甲", "乙"] {
        let own = root.join("b").join(name);
        year(12).write(&own);
        std::fs::create_dir(own.join("hand")).unwrap();
    }
    // One of them has a file of its own.
    settings_file(
        &root.join("b/乙"),
        "[counting]\npreset = \"annual-report\"\n",
    );
    let output = night(root, None);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{text}");
    for name in ["甲", "乙"] {
        let own = root.join("b").join(name);
        assert!(job(&own).join("latest").exists());
        assert_eq!(
            found_again(&own, "hedui-nightly/latest"),
            [true; 3],
            "{name}"
        );
        // As a run by hand there: the same settings.
        let (code, _, messages) = told(&own, &["run", "."]);
        assert_eq!(code, Some(0), "{messages}");
        let digest = |run: &Path| {
            let manifest = std::fs::read(run.join("manifest.json")).unwrap();
            let manifest: Value = serde_json::from_slice(&manifest).unwrap();
            manifest["settings_sha256"].as_str().unwrap().to_string()
        };
        let by_hand = digest(&own.join("hedui-run"));
        assert_eq!(by_hand, digest(&latest(&own)), "{name}");
    }
}
