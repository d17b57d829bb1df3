//! Several bodies in one night: the roll-up is the sum of its parts, and a broken body fails alone.

use crate::scene;
use crate::year::{Exports, settings_file};
use std::path::Path;

fn night(root: &Path) -> (Option<i32>, serde_json::Value) {
    let output = scene::night(root, None);
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), document)
}

const DIVISIONS: [&str; 3] = ["430381", "430321", "430421"];

fn three_bodies(root: &Path) {
    let bodies: String = DIVISIONS
        .iter()
        .map(|division| {
            format!(
                "[[bodies]]\nname = \"{division}局\"\nfolder = \"b{division}\"\n\
                 division = \"{division}\"\n"
            )
        })
        .collect();
    settings_file(root, &bodies);
    for (at, division) in DIVISIONS.iter().enumerate() {
        let exports = Exports::regular(10 + at, 5, 4);
        exports.write(&root.join(format!("b{division}")));
    }
}

/// Every count of the roll-up against the bodies' own.
fn is_the_sum_of_its_parts(root: &Path, all: &serde_json::Value) {
    for (key, sum) in all.as_object().unwrap() {
        if key.ends_with("rate") || !sum.is_i64() {
            continue;
        }
        let parts = DIVISIONS.iter().map(|division| {
            let folder = crate::scene::latest(&root.join(format!("b{division}")));
            let metrics: serde_json::Value =
                serde_json::from_slice(&std::fs::read(folder.join("metrics.json")).unwrap())
                    .unwrap();
            metrics[key].as_i64().unwrap_or(0)
        });
        assert_eq!(sum.as_i64().unwrap(), parts.sum::<i64>(), "{key}");
    }
}

/// A register that is a workbook no more.
fn break_a_register(root: &Path) {
    std::fs::write(
        root.join("b430321/safety/register.csv"),
        b"\xd0\xcf\x11\xe0 cut off",
    )
    .unwrap();
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    let file = std::fs::File::options()
        .write(true)
        .open(root.join("b430321/safety/register.csv"));
    file.unwrap().set_modified(old).unwrap();
}

#[test]
fn the_roll_up_is_the_sum_of_its_parts_and_one_broken_body_fails_alone() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    three_bodies(root);
    let (code, told) = night(root);
    assert_eq!(code, Some(0), "{told:#}");
    let rollup = |root: &Path| -> serde_json::Value {
        let text = std::fs::read(crate::scene::latest(root).join("rollup.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    let first = rollup(root);
    let groups = first["groups"].as_array().unwrap();
    let all = &groups.last().unwrap()["metrics"];
    assert_eq!(all["inspections.total"], 10 + 11 + 12);
    is_the_sum_of_its_parts(root, all);
    assert_eq!(groups.len(), 2 + 1 + 1, "two cities, one province, all");

    break_a_register(root);
    let (code, told) = night(root);
    assert_eq!(code, Some(1));
    assert_eq!(told["states"]["held"], 1, "{told:#}");
    assert_eq!(told["states"]["nothing_new"], 2);
    let second = rollup(root);
    assert_eq!(
        second["groups"], first["groups"],
        "its last good figures stand"
    );
}

#[test]
fn a_body_that_met_a_condition_is_named_and_a_held_one_with_its_command() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    three_bodies(root);
    assert_eq!(night(root).0, Some(0));
    std::fs::write(
        root.join("b430321/safety/notes.xlsx"),
        b"PK\x03\x04 cut off",
    )
    .unwrap();
    Exports {
        cut_to: Some(5),
        ..Exports::regular(12, 5, 4)
    }
    .write(&root.join("b430421"));
    let file = std::fs::read_to_string(root.join("hedui.toml")).unwrap();
    let file = format!("{file}[nightly]\nsettled_seconds = 0\n");
    std::fs::write(root.join("hedui.toml"), file).unwrap();
    let (code, told) = night(root);
    assert_eq!(code, Some(1));
    let text = told["summary"].as_str().unwrap();
    assert!(text.contains("430321局(rejected-file)"), "{text}");
    let accept = told["bodies"][2]["accept"].as_str().unwrap();
    assert!(text.contains(&format!("430421局: {accept}")), "{text}");
}
