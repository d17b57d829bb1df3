//! The room as a whole: every row has a fate, and neither order nor names of files matter.

use super::*;
use crate::model::{InspectionEvent, RowFate, Silent, Source};
use sketch::table;

fn read(tables: Vec<SourceTable>) -> Staged<Understood> {
    let extracted = Extracted {
        tables,
        ..Extracted::default()
    };
    understand(&extracted, &Settings::default(), &Silent)
}

const REGISTER: [&str; 6] = [
    "系统编号|受检单位|检查时间|检查类型|检查人员|乡镇|办理状态",
    "JC1|甲机械有限公司|2025-03-05|计划检查|张三、李四|虞塘镇|已办结",
    "JC2|乙鞭炮厂|2025年3月6日|专项检查|张三、王小五|虞唐镇|已办结",
    "JC3|丙加油站|2025.03.07|投诉举报|李四、王小五|虞唐镇|已作废",
    "JC4|丙加油站|2025/3/8|投诉举报|李四、王小五|虞唐镇|已办结",
    "JC5|丁烟花店|2025-13-09|投诉举报|李四、王小五|虞唐镇|已办结",
];
const CODES: [&str; 4] = [
    "检查码编号|检查对象|计划检查日期|申请时间|赋码状态|检查人员",
    "M1|甲机械有限公司|2025-03-05|2025-03-04 08:00:00|已完成|张三,李四",
    "M2|乙鞭炮厂|2025-03-06|2025-03-05 08:00:00|已撤销|张三,王小五",
    "M2|乙鞭炮厂|2025-03-06|2025-03-05 08:00:00|已撤销|张三,王小五",
];

#[test]
fn every_data_row_has_one_fate() {
    let unknown = table(
        "x.csv",
        &["姓名|工资|奖金", "张三|5000|300", "李四|6000|200"],
    );
    let mut headless = table("y.csv", &["甲|乙", "1|2"]);
    headless.header_rows = None;
    headless.header.clear();
    let staged = read(vec![
        table("a.csv", &REGISTER),
        table("b.csv", &CODES),
        unknown,
        headless,
    ]);
    let understood = staged.value;
    let fates: Vec<Vec<&RowFate>> = understood
        .fates
        .iter()
        .map(|rows| rows.iter().map(|(_, fate)| fate).collect())
        .collect();
    assert_eq!(fates[0].len(), 5);
    assert_eq!(fates[0][4], &RowFate::Rejected);
    assert!(matches!(fates[1][2], RowFate::Duplicate(_)));
    assert!(fates[2].iter().all(|fate| **fate == RowFate::Rejected));
    // A headless table keeps its two lines as data rows less the one drawn as its header.
    assert_eq!(fates[3], [&RowFate::Rejected]);
    let carriers: Vec<usize> = understood.events.iter().map(|event| event.record).collect();
    for fate in fates.iter().flatten() {
        if let RowFate::Record(record) = fate {
            assert!(
                carriers.contains(record),
                "a record of these tables carries an event"
            );
        }
    }
    let rules: Vec<&str> = staged.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["T101", "T203"]);
    assert!(understood.records.iter().all(|record| {
        record
            .town
            .as_ref()
            .is_none_or(|town| town.value == "虞唐镇")
    }));
}

#[test]
fn order_and_names_of_files_change_nothing() {
    let told = |understood: &Understood| -> Vec<String> {
        let line = |event: &InspectionEvent| {
            let twin = event.replaced_by.map(|at| understood.events[at].id.clone());
            format!("{} {:?} {} {twin:?}", event.id, event.start, event.name)
        };
        understood.events.iter().map(line).collect()
    };
    let plain = read(vec![table("a.csv", &REGISTER), table("b.csv", &CODES)]).value;
    let mut rows = REGISTER;
    rows[1..].reverse();
    let shuffled = read(vec![
        table("0.csv", &CODES),
        table("1.csv", &[&rows[..1], &rows[1..3]].concat()),
        table("2.csv", &[&rows[..1], &rows[3..]].concat()),
    ])
    .value;
    assert_eq!(told(&plain), told(&shuffled));
    assert!(told(&plain).iter().any(|line| line.contains("Some(")));
}

#[test]
fn pins_that_fit_nothing_are_found() {
    let mut settings = Settings::default();
    let patterns = settings.sources.entry("safety".to_string()).or_default();
    patterns
        .columns
        .insert("enterprise".to_string(), "没有的列".to_string());
    patterns
        .columns
        .insert("no_such_field".to_string(), "受检单位".to_string());
    let extracted = Extracted {
        tables: vec![table("a.csv", &REGISTER)],
        ..Extracted::default()
    };
    let staged = understand(&extracted, &settings, &Silent);
    let rules = staged
        .findings
        .iter()
        .filter(|finding| finding.rule == "T106");
    assert_eq!(rules.count(), 2);
    assert_eq!(staged.value.mappings[0].source, Source::Safety);
}

#[test]
fn one_table_can_be_mapped_on_its_own() {
    let (mapping, found) = map_table(&table("b.csv", &CODES), &Settings::default());
    assert_eq!(mapping.source, Source::Platform);
    assert!(
        mapping.unmapped.is_empty() && found.is_empty(),
        "{mapping:?} {found:?}"
    );
    assert!(mapping.reason.zh.contains("检查码编号"));
}
