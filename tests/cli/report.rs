//! `hedui report` and `hedui audit` from outside: what is written, and what exit codes say.

use super::program::{Scene, fixtures};

fn run() -> Scene {
    Scene::of(&fixtures().join("findings/F803/in"))
}

#[test]
fn a_draft_has_the_figures_of_the_run() {
    let scene = run();
    let told = scene.run(&["report", "draft", "-o", "草稿.md", "--lang", "zh"]);
    told.succeeds();
    let text = std::fs::read_to_string(scene.path("草稿.md")).unwrap();
    for words in [
        "2025年我局共开展行政检查377次",
        "触发式检查208次",
        "计划完成率100%",
        "有码检查率64.7%",
        "相差125次",
        "罚款133.4万元",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("隐患"), "the run has no such data");
    scene
        .run(&["report", "draft", "-o", "草稿.docx"])
        .succeeds();
    let again = scene.run(&["report", "draft", "-o", "草稿.docx"]);
    again.fails_with(2);
    assert!(again.err.contains("[F411]"), "{}", again.err);
}

#[test]
fn a_draft_says_what_the_run_says() {
    let scene = run();
    scene
        .run(&["report", "draft", "-o", "草稿.docx"])
        .succeeds();
    let audited = scene.run(&["audit", "草稿.docx", "--run", ".", "--format", "json"]);
    audited.succeeds();
    let document = audited.json();
    let checks = document["checks"].as_array().unwrap();
    let held: Vec<&str> = checks
        .iter()
        .filter(|check| check["against_run"] == true && check["standing"] == "holds")
        .map(|check| check["arithmetic"].as_str().unwrap())
        .collect();
    for words in [
        "inspections.total 377",
        "codes.total 252",
        "coverage.rate 64.7215",
    ] {
        assert!(
            held.iter().any(|held| held.contains(words)),
            "{words}: {held:#?}"
        );
    }
    assert_eq!(document["counts"]["fails"], 0, "{}", audited.out);
}

#[test]
fn an_audit_writes_its_table_and_its_exit_code_says_what_was_asked() {
    let scene = Scene::empty();
    scene.write(
        "报告.txt",
        "全年行政处罚41件，其中一般程序30件、简易程序12件。\n",
    );
    let told = scene.run(&["audit", "报告.txt", "-o", "核查表.xlsx", "--lang", "zh"]);
    told.succeeds();
    assert!(told.out.contains("41 ≠ 30 + 12 = 42"), "{}", told.out);
    assert!(scene.path("核查表.xlsx").exists());
    let met = scene.run(&[
        "audit",
        "报告.txt",
        "--fail-on",
        "fails",
        "--format",
        "json",
    ]);
    met.fails_with(1);
    assert_eq!(met.json()["conditions_met"][0], "fails");
    scene
        .run(&["audit", "报告.txt", "--fail-on", "fails>9"])
        .succeeds();
    scene
        .run(&["audit", "报告.txt", "--fail-on", "fail"])
        .fails_with(2);
    let same = scene.run(&["audit", "报告.txt", "-o", "报告.txt"]);
    same.fails_with(2);
}
