//! `hedui review` from outside: a workbook goes out, comes back as LibreOffice saved it, and what
//! was decided holds.

use super::program::{Scene, fixtures};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A possible link and what has no counterpart, and the workbook as it was filled in.
fn whole() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/review/one_of_each")
}

fn scene() -> Scene {
    Scene::of(&whole().join("in"))
}

fn filled(ending: &str) -> String {
    let book = whole().join(format!("填好.{ending}"));
    book.to_str().unwrap().to_string()
}

/// Rows of a CSV file of the run, by the value of one column.
fn rows(scene: &Scene, name: &str, key: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(scene.path(&format!("hedui-run/{name}"))).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    rows.map(|row| row.unwrap())
        .map(|row| (row[key].clone(), row))
        .collect()
}

fn judgement_rules(scene: &Scene) -> Vec<String> {
    let mut reader = csv::Reader::from_path(scene.path("hedui-run/findings.csv")).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    let rules = rows.map(|row| row.unwrap()["rule"].clone());
    rules.filter(|rule| rule.starts_with("L4")).collect()
}

#[test]
fn a_workbook_goes_out_and_is_not_overwritten_nor_read_as_an_export() {
    let scene = scene();
    let out = scene.run(&["review", "export", "--format", "json"]);
    out.succeeds();
    let told = out.json();
    assert_eq!(told["workbook"], "复核.xlsx");
    assert_eq!(
        (told["lines"].as_u64(), told["possible_links"].as_u64()),
        (Some(6), Some(1))
    );
    let first = std::fs::read(scene.path("复核.xlsx")).unwrap();
    scene.run(&["review", "export"]).fails_with(2);
    scene.run(&["review", "export", "--force"]).succeeds();
    assert_eq!(
        first,
        std::fs::read(scene.path("复核.xlsx")).unwrap(),
        "same bytes"
    );
    let run = scene.run(&["run", "--format", "json", "--fail-on", "rejected-file"]);
    run.succeeds();
    assert_eq!(scene.json("hedui-run/metrics.json")["inspections.total"], 6);
    let kinds = rows(&scene, "findings.csv", "rule");
    assert!(kinds["E141"]["file"].contains("复核.xlsx"), "{kinds:?}");
}

#[test]
fn decisions_come_back_as_an_office_program_saved_them_and_hold_in_every_later_run() {
    let scene = scene();
    let (xlsx, ods) = (filled("xlsx"), filled("ods"));
    let apply = [
        "review",
        "apply",
        &xlsx,
        ".",
        "--by",
        "值班员",
        "--format",
        "json",
    ];
    let applied = scene.run(&apply);
    applied.succeeds();
    let told = applied.json();
    for (key, count) in [("lines", 5), ("kept", 4), ("open", 1), ("refused", 0)] {
        assert_eq!(told[key], count, "{key}: {told}");
    }
    assert_eq!(told["after"]["linked"], 3);
    let again = [
        "review",
        "apply",
        &ods,
        ".",
        "--by",
        "值班员",
        "--format",
        "json",
    ];
    let again = scene.run(&again).json();
    assert_eq!(
        (again["kept"].as_u64(), again["known"].as_u64()),
        (Some(0), Some(4))
    );

    let run = ["run", "--lang", "zh"];
    scene.run(&run).succeeds();
    let links = rows(&scene, "links.csv", "code_id");
    assert_eq!(links["M-104"]["judgement"], "same_visit");
    assert_eq!(links["M-104"]["judged_by"], "张三");
    assert_eq!(links["M-104"]["judged_on"], "2026-01-05");
    assert_eq!(links["M-101"]["judgement"], "");
    let ledger = std::fs::read_to_string(scene.path("hedui-run/ledger.csv")).unwrap();
    for words in [
        "人工复核为“同一次检查”(张三,2026-01-05:与档案一致)",
        "人工复核为“确为漏扫”(张三,2026-01-06:=已电话核实)",
        "人工复核为“确为虚假扫码”(李四,",
        "人工复核为“不是同一次检查”(值班员,2026-01-06:六月为另一次)",
    ] {
        assert!(ledger.contains(words), "{words} is not in\n{ledger}");
    }
    scene.run(&run).succeeds();
    let second = std::fs::read_to_string(scene.path("hedui-run/ledger.csv")).unwrap();
    assert_eq!(ledger, second, "same inputs and judgements, same bytes");
    let manifest = scene.json("hedui-run/manifest.json");
    assert_eq!(manifest["judgements"]["path"], "judgements.jsonl");
    let rest = scene.run(&["review", "export", "--format", "json"]).json();
    assert_eq!(
        (rest["lines"].as_u64(), rest["decided"].as_u64()),
        (Some(3), Some(4))
    );
}

#[test]
fn a_judgement_follows_its_record_through_re_exports_until_the_record_changes() {
    let scene = scene();
    scene
        .run(&["review", "apply", &filled("xlsx"), "."])
        .succeeds();
    let read = |name: &str| std::fs::read_to_string(scene.path(name)).unwrap();
    let register = read("检查台账.csv");
    let mut lines: Vec<&str> = register.lines().collect();
    lines[1..].reverse();
    std::fs::remove_file(scene.path("检查台账.csv")).unwrap();
    scene.write("二次导出/inspections.csv", &(lines.join("\r\n") + "\r\n"));
    scene
        .run(&["run", "--fail-on", "stale-judgement"])
        .succeeds();
    assert_eq!(judgement_rules(&scene), [""; 0]);
    assert_eq!(
        rows(&scene, "links.csv", "code_id")["M-104"]["judgement"],
        "same_visit"
    );

    let corrected = read("二次导出/inspections.csv").replace("2025-08-08", "2025-08-09");
    scene.write("二次导出/inspections.csv", &corrected);
    let run = scene.run(&["run", "--fail-on", "stale-judgement"]);
    run.fails_with(1);
    assert_eq!(judgement_rules(&scene), ["L401"]);
    assert!(
        run.err
            .contains("first day was “2025-08-08”, is “2025-08-09”"),
        "{}",
        run.err
    );
    assert_eq!(
        rows(&scene, "links.csv", "code_id")["M-104"]["judgement"],
        "same_visit"
    );
}

#[test]
fn a_typed_number_names_the_true_counterpart() {
    // The fixture of L417 is a workbook as text; here its number is one that exists.
    let told = fixtures().join("findings/L417/in");
    let scene = Scene::of(&told);
    let book = std::fs::read_to_string(scene.path("复核.csv")).unwrap();
    scene.write("复核.csv", &book.replace("M-999", "m-103"));
    scene.run(&["review", "apply", "复核.csv", "."]).succeeds();
    scene.run(&["run"]).succeeds();
    let links = rows(&scene, "links.csv", "code_id");
    assert_eq!(links["M-103"]["judgement"], "same_visit");
    assert_eq!(
        links["M-103"]["rule"], "judgement",
        "no blocking rule proposes the pair"
    );
    let unsure = book
        .replace("M-999", "m-103")
        .replace("同一次检查", "不确定");
    scene.write("复核.csv", &unsure);
    scene.run(&["review", "apply", "复核.csv", "."]).succeeds();
    scene.run(&["run"]).succeeds();
    let links = rows(&scene, "links.csv", "code_id");
    let is_judged = links
        .get("M-103")
        .is_some_and(|link| link["rule"] == "judgement");
    assert!(!is_judged, "the number that was typed is taken back too");
}

#[test]
fn a_script_is_told_by_the_exit_code_what_was_not_taken() {
    let scene = Scene::of(&fixtures().join("findings/L417/in"));
    let ended = |more: &[&str]| {
        let words = [&["review", "apply", "复核.csv", "."][..], more].concat();
        scene.run(&words)
    };
    ended(&[]).succeeds();
    let told = ended(&["--fail-on", "refused", "--format", "json"]);
    told.fails_with(1);
    assert_eq!(told.json()["refused"], 1);
    assert_eq!(
        told.json()["conditions_met"],
        serde_json::json!(["refused"])
    );
    ended(&["--fail-on", "stale-judgement"]).succeeds();
    ended(&["--fail-on", "refusd"]).fails_with(2);

    let book = std::fs::read_to_string(scene.path("复核.csv")).unwrap();
    scene.write("复核.csv", &book.replace("M-999", "m-103"));
    ended(&["--fail-on", "refused"]).succeeds();

    let open = self::scene();
    let (xlsx, fail_on) = (
        filled("xlsx"),
        ["--fail-on", "open", "--fail-on", "refused"],
    );
    let words = [&["review", "apply", xlsx.as_str(), "."][..], &fail_on].concat();
    open.run(&words).fails_with(1);
}
