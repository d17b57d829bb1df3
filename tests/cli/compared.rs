//! `hedui compare` of any two run folders: figures, folders that were run, other bodies, damage.

use super::program::Scene;

const SAFETY: &str =
    "检查编号,检查日期,被检查单位名称,统一社会信用代码,检查类别,执法人员,执法主体\n";
const PLATFORM: &str =
    "检查码编号,检查对象,统一社会信用代码,检查日期,申请时间,码状态,执法人员,执法主体\n";
const FIRMS: [(&str, &str); 4] = [
    ("湘乡市恒达机械有限公司", "91430381MA4L8XKD0W"),
    ("湘乡市瑞丰化工有限公司", "91430381MA4LD3YK2J"),
    ("湘乡市永泰矿业有限公司", "91430381MA4LMDCB5K"),
    ("湘乡市鑫源花炮有限公司", "91430381MA4LA6QD65"),
];

/// A folder with so many inspections, the first of them with a code, and its run.
fn run(scene: &Scene, name: &str, inspections: usize, codes: usize, body: &str) {
    let (mut safety, mut platform) = (SAFETY.to_string(), PLATFORM.to_string());
    for (at, (firm, code)) in FIRMS.iter().enumerate().take(inspections) {
        let day = format!("2025-0{}-1{at}", at + 2);
        safety += &format!("ZF2025000{at},{day},{firm},{code},计划执法,李明、王军,{body}\n");
        if at < codes {
            platform += &format!(
                "JCM20250000{at},{firm},{code},{day},{day} 08:00:00,已完成,李明、王军,{body}\n"
            );
        }
    }
    scene.write(&format!("{name}/safety.csv"), &safety);
    scene.write(&format!("{name}/platform.csv"), &platform);
    scene.run(&["run", name]).succeeds();
}

#[test]
fn two_folders_that_were_run_tell_their_figures_and_what_came_and_went() {
    let scene = Scene::empty();
    run(&scene, "before", 3, 1, "湘乡市应急管理局");
    run(&scene, "after", 4, 2, "湘乡市应急管理局");
    let told = scene.run(&["compare", "before", "after/hedui-run", "--lang", "en"]);
    told.succeeds();
    for words in [
        "1 new · 0 reopened · 1 resolved · 1 unchanged\n",
        "inspections 3 → 4 (+1) · codes 1 → 2 (+1) · gap 2 · coverage 33.3% → 50.0%",
    ] {
        assert!(told.out.contains(words), "{}", told.out);
    }
    assert!(!told.out.contains("different bodies"), "{}", told.out);
    let document = scene
        .run(&["compare", "before", "after", "--format", "json"])
        .json();
    assert_eq!(document["figures"]["inspections.total"]["after"], 4);
    assert_eq!(document["counts"]["new"], 1);
}

#[test]
fn runs_of_different_bodies_resolve_nothing() {
    let scene = Scene::empty();
    run(&scene, "one", 3, 1, "湘乡市应急管理局");
    run(&scene, "other", 2, 2, "湘潭县应急管理局");
    let told = scene.run(&["compare", "one", "other", "--lang", "zh"]);
    told.succeeds();
    assert!(
        told.out
            .contains("主体不同(湘乡市应急管理局;湘潭县应急管理局)"),
        "{}",
        told.out
    );
}

#[test]
fn what_is_no_run_or_lacks_a_file_is_named() {
    let scene = Scene::empty();
    run(&scene, "one", 2, 1, "湘乡市应急管理局");
    let absent = scene.run(&["compare", "nowhere", "one", "--lang", "en"]);
    absent.fails_with(2);
    assert!(absent.err.contains("[F305]") && absent.err.contains("--> nowhere"));
    std::fs::remove_file(scene.path("one/hedui-run/events.csv")).unwrap();
    let damaged = scene.run(&["compare", "one", "one", "--lang", "en"]);
    damaged.fails_with(2);
    assert!(damaged.err.contains("events.csv"), "{}", damaged.err);
}
