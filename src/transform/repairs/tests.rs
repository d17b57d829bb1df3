//! Broken codes held against the run: what is proposed, what is listed, what is left alone.

use super::*;
use crate::model::{CanonicalRecord, Settings};
use crate::transform::columns::map_columns;
use crate::transform::rows::{Layout, read_rows};
use crate::transform::sketch::table;

const ROSTER: [&str; 8] = [
    "企业名称|统一社会信用代码|工商注册号|所属乡镇|行业|企业状态",
    "甲机械有限公司|914303817200003750|430381000000123|山枣镇|工贸|存续",
    "乙鞭炮厂|914303817200003675||翻江镇|烟花爆竹|存续",
    "丙加油站|91430381123E000034||山枣镇|危险化学品|存续",
    "丁商店|914303817200096286||山枣镇|工贸|存续",
    "同名商店|914303817200107334||山枣镇|工贸|存续",
    "同名商店|||月山镇|工贸|存续",
    "醴陵市戊矿业有限公司|914302819303642650||浦口镇|工贸|存续",
];

/// Repair and rules for one name and one code text, with the roster in the run.
fn repaired(name: &str, code: &str) -> (Option<String>, Vec<(&'static str, String)>) {
    let register = "记录编号|企业名称|统一社会信用代码|检查日期|执法人员|检查类别";
    let row = format!("JC1|{name}|{code}|2025-03-05|张三、李四|计划执法");
    let tables = [table("r.csv", &ROSTER), table("a.csv", &[register, &row])];
    let settings = Settings::default();
    let read = tables.iter().enumerate().map(|(at, table)| {
        let (mapping, _) = map_columns(at as u32, table, &settings);
        let layout =
            Layout::new(at as u32, table, &mapping, &settings, None).expect("a usable table");
        read_rows(&layout, &mut Vec::new())
    });
    let mut read: Vec<Vec<ReadRow>> = read.collect();
    let found = propose(&mut read, &tables, &Settings::default());
    let record: &CanonicalRecord = read[1][0].1.as_ref().expect("a record");
    let code = &record.credit_code.as_ref().expect("a code").value;
    let rules = found.iter().map(|f| (f.rule, f.help.en.clone())).collect();
    (code.repair.as_deref().map(str::to_string), rules)
}

#[test]
fn what_is_proposed() {
    for (name, code, repair, rule) in [
        // Rounded to fifteen digits: two enterprises fit, the name decides.
        (
            "甲机械有限公司",
            "914303817200003000",
            Some("914303817200003750"),
            "T211",
        ),
        (
            "乙鞭炮厂",
            "9.14303817200003E+17",
            Some("914303817200003675"),
            "T211",
        ),
        ("没听说过的厂", "914303817200003000", None, "T212"),
        // Hardly anything is left, but the name is one firm's but for what its area's word ends in.
        (
            "醴陵戊矿业有限公司",
            "9.14303E+17",
            Some("914302819303642650"),
            "T211",
        ),
        // The nearest binary fraction of the code.
        (
            "甲机械有限公司",
            "914303817200003712",
            Some("914303817200003750"),
            "T201",
        ),
        // Six digits tell nothing without the name.
        (
            "甲机械有限公司",
            "9.14304E+17",
            Some("914303817200003750"),
            "T211",
        ),
        ("没听说过的厂", "9.14304E+17", None, "T212"),
        // A code of digits with an E in it was taken for a number.
        (
            "丙加油站",
            "9.1430381123E+44",
            Some("91430381123E000034"),
            "T211",
        ),
        // The name is another's: nothing is proposed against it.
        ("丁商店", "914303817200107000", None, "T212"),
        (
            "没听说过的厂",
            "914303817200107000",
            Some("914303817200107334"),
            "T211",
        ),
        // One slip, two characters changing places, one character lost.
        (
            "没听说过的厂",
            "914303817200096287",
            Some("914303817200096286"),
            "T201",
        ),
        (
            "没听说过的厂",
            "914303817200069286",
            Some("914303817200096286"),
            "T201",
        ),
        (
            "没听说过的厂",
            "91430381720009628",
            Some("914303817200096286"),
            "T211",
        ),
        (
            "没听说过的厂",
            "91430381****096286",
            Some("914303817200096286"),
            "T211",
        ),
        (
            "没听说过的厂",
            "720009628",
            Some("914303817200096286"),
            "T211",
        ),
        // Registration numbers, by the roster's column and by the name alone.
        (
            "改了名的厂",
            "430381000000123",
            Some("914303817200003750"),
            "T211",
        ),
        (
            "丁商店",
            "430381000001234",
            Some("914303817200096286"),
            "T211",
        ),
        // Nobody in the run fits: the check rules leave one number.
        (
            "没听说过的厂",
            "9.143038172000408E17",
            Some("914303817200040772"),
            "T211",
        ),
    ] {
        let (found, rules) = repaired(name, code);
        assert_eq!(found.as_deref(), repair, "{name} {code}: {rules:?}");
        let rules: Vec<&str> = rules.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(rules, [rule], "{name} {code}");
    }
}

#[test]
fn a_namesake_without_a_code_forbids_the_name_to_decide() {
    let (repair, rules) = repaired("同名商店", "430381000001234");
    assert_eq!((repair, rules.len()), (None, 0));
    // What is left of the code still tells one of them.
    let (repair, _) = repaired("同名商店", "914303817200107000");
    assert_eq!(repair.as_deref(), Some("914303817200107334"));
}

#[test]
fn the_reason_is_told() {
    let (_, rules) = repaired("没听说过的厂", "914303817200003000");
    assert!(
        rules[0]
            .1
            .contains("914303817200003675, 914303817200003750")
    );
    let (_, rules) = repaired("改了名的厂", "430381000000123");
    assert!(rules[0].1.contains("registration number"));
}
