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

/// Two of three planned visits done, a triggered one, two codes more than visits, half a year.
#[test]
fn a_draft_of_half_a_year_with_an_open_plan_stands_its_own_audit() {
    let scene = Scene::empty();
    let firms = ["恒达机械", "瑞丰化工", "永泰矿业", "鑫源花炮", "昌盛纺织"];
    let codes = [
        "91430381MA4L8XKD0W",
        "91430381MA4LD3YK2J",
        "91430381MA4LMDCB5K",
        "91430381MA4LA6QD65",
        "91430381MA4LL4XL05",
    ];
    let mut safety =
        "检查编号,检查日期,被检查单位名称,统一社会信用代码,检查类别,执法人员\n".to_string();
    let mut platform =
        "检查码编号,检查对象,统一社会信用代码,检查日期,申请时间,码状态,检查途径\n".to_string();
    let mut plan = "计划编号,企业名称,统一社会信用代码,检查频次,计划时间\n".to_string();
    for (at, (firm, code)) in firms.iter().zip(codes).enumerate() {
        let firm = format!("湘乡市{firm}有限公司");
        let day = format!("2025-0{}-11", at + 1);
        let planned = at < 2;
        let (kind, route) = match planned {
            true => ("计划执法", "计划检查"),
            false => ("其他执法", "触发式检查"),
        };
        if at < 3 {
            safety += &format!("ZF2025000{at},{day},{firm},{code},{kind},李明、王军\n");
        }
        platform += &format!("JCM2025000{at},{firm},{code},{day},{day} 08:00:00,已完成,{route}\n");
        if planned || at == 4 {
            plan += &format!("JH{at},{firm},{code},1,2025-0{}\n", at + 1);
        }
    }
    scene.write("y/safety.csv", &safety);
    scene.write("y/platform.csv", &platform);
    scene.write("y/plan.csv", &plan);
    scene.write(
        "y/hedui.toml",
        "[period]\nfrom = \"2025-01-01\"\nto = \"2025-06-30\"\n",
    );
    scene.run(&["run", "y"]).succeeds();
    let metrics = scene.json("y/hedui-run/metrics.json");
    assert_eq!(
        (&metrics["plan.visits"], &metrics["plan.done"]),
        (&3.into(), &2.into())
    );
    assert_eq!(metrics["gap.net"], -2);
    scene
        .run(&["report", "draft", "--run", "y", "-o", "草稿.md"])
        .succeeds();
    let text = std::fs::read_to_string(scene.path("草稿.md")).unwrap();
    for words in [
        "2025年上半年我局",
        "其中计划检查2次",
        "计划检查3次",
        "相差2次",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let audited = scene.run(&["audit", "草稿.md", "--run", "y", "--format", "json"]);
    assert_eq!(audited.json()["counts"]["fails"], 0, "{}", audited.out);
}
