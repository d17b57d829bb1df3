//! `hedui link` from outside.

use super::program::{Ended, Scene};
use serde_json::Value;
use std::fmt::Write;

const MODEL: &str = r#"
[[field]]
name = "name"
kind = "text"
[[field]]
name = "town"
kind = "text"
[[comparison]]
name = "name"
levels = [{ is = "exact", m = 0.9, tf = true }, { is = "else", m = 0.1 }]
[[comparison]]
name = "town"
levels = [{ is = "exact", m = 0.9 }, { is = "else", m = 0.1 }]
[[block]]
on = ["name"]
[[block]]
on = ["town"]
"#;

/// Sixty people of ten towns on both sides; three of them moved.
fn scene() -> Scene {
    let scene = Scene::empty();
    let mut tables = ["id,name,town\n".to_string(), "id,name,town\n".to_string()];
    for person in 0..60 {
        let town = person % 10;
        writeln!(tables[0], "a{person},name{person},town{town}").unwrap();
        let town = if person < 3 { town + 5 } else { town };
        writeln!(tables[1], "b{person},name{person},town{town}").unwrap();
    }
    scene.write("a.csv", &tables[0]);
    scene.write("b.csv", &tables[1]);
    scene.write("model.toml", MODEL);
    scene
}

/// Two tables linked by a model.
fn run(scene: &Scene, right: &str, model: &str, further: &[&str]) -> Ended {
    let words = ["link", "a.csv", right, "--model", model];
    let out = ["-o", "links.csv", "--force"];
    scene.run(&[&words[..], &out, further].concat())
}

fn link(scene: &Scene, further: &[&str]) -> Value {
    let further = [further, &["--format", "json"]].concat();
    let ended = run(scene, "b.csv", "model.toml", &further);
    ended.succeeds();
    ended.json()
}

#[test]
fn rows_are_linked_and_named_by_their_ids() {
    let scene = scene();
    let told = link(&scene, &[]);
    assert_eq!(told["links"], 60, "{told}");
    let links = std::fs::read_to_string(scene.path("links.csv")).unwrap();
    for person in 0..60 {
        let row = person + 2;
        assert!(
            links.contains(&format!("\n{row},a{person},{row},b{person},link,")),
            "{links}"
        );
    }
}

#[test]
fn why_two_rows_are_linked_or_not_adds_up_and_names_who_is_there_instead() {
    let scene = scene();
    for (left, right, decision) in [("a1", "b1", "link"), ("a3", "b13", "non_link")] {
        let why = &link(&scene, &["--why", left, right])["why"];
        let number = |value: &Value| value.as_f64().unwrap();
        let rows = why["rows"].as_array().unwrap();
        let sum: f64 = rows.iter().map(|row| number(&row["weight"])).sum();
        let total = number(&why["prior"]) + sum + number(&why["rest"]);
        assert!((total - number(&why["weight"])).abs() < 1e-9, "{why}");
        assert_eq!(why["decision"], decision);
        let partners: Vec<&Value> = why["instead"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["partner"])
            .collect();
        match decision {
            "link" => assert!(partners.is_empty(), "{why}"),
            _ => assert_eq!(partners, ["B 5 (b3)", "A 15 (a13)"]),
        }
    }
    // Row numbers serve where rows have no ids; what is nowhere is told, and nothing is written.
    assert_eq!(
        link(&scene, &["--why", "3", "3"])["why"]["left"],
        "A 3 (a1)"
    );
}

#[test]
fn one_blocking_rule_leaves_nothing_to_estimate_what_it_lost_from() {
    let scene = scene();
    assert!(link(&scene, &[])["lost_to_blocking"].is_number());
    let one = MODEL.replace("[[block]]\non = [\"town\"]\n", "");
    scene.write("model.toml", &one);
    assert!(link(&scene, &[])["lost_to_blocking"].is_null());
}

#[test]
fn tables_that_cannot_be_compared_are_refused_and_shared_ids_are_told() {
    let scene = scene();
    scene.write("strange.csv", "x,y,z\nb1,name1,town1\nb2,name2,town2\n");
    let ended = run(&scene, "strange.csv", "model.toml", &[]);
    ended.fails_with(2);
    assert!(ended.err.contains("F432") && ended.err.contains("strange.csv"));
    let twice = "id,name,town\nb1,name1,town1\nb1,name2,town2\nb3,name3,town3\n";
    scene.write("twice.csv", twice);
    let ended = run(&scene, "twice.csv", "model.toml", &[]);
    ended.succeeds();
    assert!(
        ended.err.contains("twice.csv: 2 rows share"),
        "{}",
        ended.err
    );
}

/// Sixty links, held against fifty of them, one that names nobody, and one with the wrong partner.
#[test]
fn links_are_held_against_known_pairs() {
    let scene = scene();
    let mut truth = "left,right,tags\n".to_string();
    for person in 0..50 {
        let tags = if person < 3 { "moved|young" } else { "" };
        writeln!(truth, "a{person},b{person},{tags}").unwrap();
    }
    truth.push_str("a70,b70,moved\na50,b51,moved\n,b59,\n");
    scene.write("truth.csv", &truth);
    let told = link(&scene, &["--truth", "truth.csv"]);
    let accuracy = &told["accuracy"];
    let counts = [
        "true_pairs",
        "right",
        "false_links",
        "missed_matches",
        "unknown_ids",
    ];
    let counts = counts.map(|key| accuracy[key].as_u64().unwrap());
    assert_eq!(counts, [52, 50, 10, 2, 1], "{told}");
    assert_eq!(accuracy["precision"], 50.0 / 60.0);
    assert_eq!(accuracy["recall"], 50.0 / 52.0);
    assert_eq!(accuracy["f1"], 100.0 / 112.0);
    let tags = serde_json::json!([
        { "tag": "clean", "pairs": 47, "missed": 0 },
        { "tag": "moved", "pairs": 5, "missed": 2 },
        { "tag": "young", "pairs": 3, "missed": 0 },
    ]);
    assert_eq!(accuracy["by_tag"], tags);
    // Pairs of other tables are a slip, not an accuracy of nought.
    scene.write("truth.csv", "left,right\nc1,d1\n");
    std::fs::remove_file(scene.path("links.csv")).unwrap();
    let ended = run(&scene, "b.csv", "model.toml", &["--truth", "truth.csv"]);
    ended.fails_with(2);
    assert!(ended.err.contains("F432") && ended.err.contains("truth.csv"));
    assert!(!scene.path("links.csv").exists());
}

#[test]
fn a_mistake_in_a_model_is_told_with_its_line() {
    let scene = scene();
    for (was, is, line) in [
        ("on = [\"town\"]", "on = [\"twon\"]", 17),
        (
            "is = \"exact\", m = 0.9, tf",
            "is = \"exakt\", m = 0.9, tf",
            10,
        ),
    ] {
        scene.write("wrong.toml", &MODEL.replace(was, is));
        let ended = run(&scene, "b.csv", "wrong.toml", &[]);
        ended.fails_with(2);
        let place = format!("wrong.toml:{line}");
        assert!(ended.err.contains(&place), "{}", ended.err);
    }
}
