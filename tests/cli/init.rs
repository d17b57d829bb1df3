//! `hedui init` from outside.

use super::program::{Scene, fixtures};

const REGISTER: &str = "检查编号,被检查单位,统一社会信用代码,检查\"时间\",检查人员,执法主体,乡镇,内部标记\n\
    J-1,湘乡市甲机械有限公司,91430381MAYYYY016K,2025-03-05,张三、李四,湘乡市应急管理局,东郊乡,x1\n\
    J-2,湘乡市乙化工有限公司,91430381MAYYYY024E,2025-03-06,张三、李四,湘乡市应急管理局,山枣镇,x2\n\
    J-3,湘乡市乙化工有限公司,91430381MAYYYY024E,2024-12-30,张三、李四,湘乡市应急管理局,山枣镇,\n";

const CODES: &str = "检查码编号,检查企业,统一社会信用代码,扫码时间,码状态\n\
    M20250305001,湘乡市甲机械有限公司,91430381MAYYYY016K,2025-03-05 09:30,已完成\n";

fn scene() -> Scene {
    let scene = Scene::empty();
    scene.write("year/台账.csv", REGISTER);
    scene.write("year/赋码.csv", CODES);
    scene
}

#[test]
fn the_draft_shows_what_was_recognised_and_changes_nothing() {
    let scene = scene();
    scene.run(&["run", "year", "--out", "plain"]).succeeds();
    let ended = scene.run(&["init", "year", "--lang", "en", "--format", "json"]);
    ended.succeeds();
    let document = ended.json();
    assert_eq!(
        document["period"],
        serde_json::json!(["2025-01-01", "2025-12-31"])
    );
    assert_eq!(document["sources"][0]["unmapped_columns"], 1);
    let draft = std::fs::read_to_string(scene.path("year/hedui.toml")).unwrap();
    for line in [
        "from = \"2025-01-01\"",
        "#:names = [\"湘乡市应急管理局\"]",
        "#:division = \"430381\"",
        "#:go_live = \"2025-03-05\"",
        "#:per_year = 2",
        "#:files = [\"台账.csv\"]",
        "#:enterprise = \"被检查单位\"",
        "#     H 内部标记 → (not mapped)",
    ] {
        assert!(draft.contains(line), "{line} is not in\n{draft}");
    }
    scene.run(&["run", "year", "--out", "drafted"]).succeeds();
    for file in [
        "ledger.csv",
        "links.csv",
        "statement.json",
        "metrics.json",
        "findings.csv",
    ] {
        // That the period was taken from the data is no longer told once the draft states it.
        let read = |run: &str| -> Vec<String> {
            let text = std::fs::read_to_string(scene.path(&format!("{run}/{file}"))).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with("T404,"));
            lines.map(str::to_string).collect()
        };
        assert!(read("plain") == read("drafted"), "{file}");
    }
    let taken: String = draft
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix("#:").unwrap_or(line)))
        .collect();
    scene.write("year/hedui.toml", &taken);
    let ended = scene.run(&["run", "year", "--out", "taken"]);
    ended.succeeds();
    let read = |run: &str| std::fs::read(scene.path(&format!("{run}/ledger.csv"))).unwrap();
    assert!(
        read("plain") == read("taken"),
        "what was recognised, pinned"
    );
}

#[test]
fn a_settings_file_is_overwritten_only_if_told_so() {
    let scene = scene();
    scene.write("year/hedui.toml", "# mine\n");
    scene.run(&["init", "year"]).fails_with(2);
    let kept = std::fs::read_to_string(scene.path("year/hedui.toml")).unwrap();
    assert_eq!(kept, "# mine\n");
    scene.run(&["init", "year", "--force"]).succeeds();
    let drafted = std::fs::read_to_string(scene.path("year/hedui.toml")).unwrap();
    assert!(drafted.starts_with("# hedui.toml:") && drafted.contains("核对期间"));
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let scene = Scene::of(&fixtures().join("findings/E105/in"));
    let told = scene.run(&["init", ".", "--force", "--lang", "en"]);
    told.succeeds();
    assert!(told.err.contains("file-rejected[E105]"), "{}", told.err);
}
