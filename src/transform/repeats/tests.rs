//! Overlapping exports, corrections, and numbers that two records share.

use super::*;
use crate::model::{CodeState, Settings};
use crate::transform::columns::map_columns;
use crate::transform::rows::{Layout, read_rows};
use crate::transform::sketch::table;

fn settled(tables: &[SourceTable]) -> Settled {
    let settings = Settings::default();
    let mapped = tables.iter().enumerate();
    let mapped = mapped.map(|(at, table)| map_columns(at as u32, table, &settings).0);
    let mappings: Vec<TableMapping> = mapped.collect();
    let read = tables.iter().zip(&mappings).enumerate();
    let read = read.map(|(at, (table, mapping))| {
        let layout =
            Layout::new(at as u32, table, mapping, &settings, None).expect("a usable table");
        read_rows(&layout, &mut Vec::new())
    });
    settle(read.collect(), tables, &mappings)
}

fn rules(settled: &Settled) -> Vec<&'static str> {
    settled.found.iter().map(|finding| finding.rule).collect()
}

const REGISTER: &str = "记录编号|企业名称|检查日期|检查类别|执法人员|状态";

#[test]
fn overlapping_exports_repeat_a_record_however_they_are_laid_out() {
    let first = table(
        "a.csv",
        &[
            REGISTER,
            "JC1|甲机械有限公司|2025-03-05|计划执法|张三、李四|已办结",
        ],
    );
    let second = table(
        "b.csv",
        &[
            "检查时间|受检单位|系统编号|检查人员|检查类型|乡镇",
            "2025年3月5日|甲机械有限公司 |JC1|李四 张三|计划检查|山枣镇",
            "2025年3月6日|乙鞭炮厂|JC2|李四 张三|计划检查|翻江镇",
        ],
    );
    let settled = settled(&[first, second]);
    assert_eq!(settled.fates[0], [(2, RowFate::Record(0))]);
    assert_eq!(
        settled.fates[1],
        [(2, RowFate::Duplicate(0)), (3, RowFate::Record(1))]
    );
    let town = settled.records[0].town.as_ref().unwrap();
    assert_eq!((town.value.as_str(), town.column), ("山枣镇", 0));
    assert!(rules(&settled).is_empty());
}

#[test]
fn one_number_for_two_firms_is_two_records() {
    let rows = table(
        "a.csv",
        &[
            REGISTER,
            "JC1|甲机械有限公司|2025-03-05|计划执法|张三|已办结",
            "JC1|乙鞭炮厂|2025-03-05|计划执法|张三|已办结",
            "JC2|丙加油站|2025-03-05|计划执法|张三|已办结",
        ],
    );
    let settled = settled(&[rows]);
    assert_eq!(settled.records.len(), 3);
    let ids: HashSet<&String> = settled.records.iter().map(|record| &record.id).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn shared_numbers_are_found_where_numbers_identify() {
    let mut lines = vec![REGISTER.to_string()];
    for n in 0..30 {
        lines.push(format!("JC{n}|第{n}机械厂|2025-03-05|计划执法|张三|已办结"));
    }
    lines.push("JC7|乙鞭炮厂|2025-03-09|计划执法|张三|已办结".to_string());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let settled = settled(&[table("a.csv", &lines)]);
    assert_eq!(settled.records.len(), 31);
    assert_eq!(rules(&settled), ["T304"]);
}

#[test]
fn the_next_day_of_a_visit_bears_its_number_rightly() {
    let table = table(
        "a.csv",
        &[
            REGISTER,
            "JC1|甲机械有限公司|2025-03-05|计划执法|张三|已办结",
            "JC1|甲机械有限公司|2025-03-06|计划执法|张三|已办结",
            "JC2|乙鞭炮厂|2025-03-05|计划执法|张三|已办结",
            "JC3|丙加油站|2025-03-05|计划执法|张三|已办结",
        ],
    );
    let settled = settled(&[table]);
    assert_eq!(settled.records.len(), 4);
    assert_eq!(rules(&settled), [""; 0]);
}

#[test]
fn the_more_final_export_of_a_code_stands() {
    let header = "检查码编号|企业名称|计划检查日期|申请时间|扫码时间|状态";
    let older = table(
        "b.csv",
        &[
            header,
            "M1|甲机械有限公司|2025-03-05|2025-03-04 09:00:00||已赋码",
        ],
    );
    let newer = table(
        "a.csv",
        &[
            header,
            "M1|甲机械有限公司|2025-03-05|2025-03-04 09:00:00|2025-03-05 09:00:00|已完成",
        ],
    );
    for tables in [[older.clone(), newer.clone()], [newer, older]] {
        let settled = settled(&tables);
        assert_eq!(settled.records.len(), 1);
        let record = &settled.records[0];
        assert_eq!(record.code_state.unwrap().value, CodeState::Completed);
        assert!(record.scanned_at.is_some());
        assert_eq!(rules(&settled), ["T303"]);
    }
}

#[test]
fn numberless_rows_repeat_by_content_across_files() {
    let header = "企业名称|检查日期|检查类别|执法人员";
    let a = table(
        "a.csv",
        &[header, "甲机械有限公司|2025-03-05|计划执法|张三、李四"],
    );
    let b = table(
        "b.csv",
        &[
            header,
            "甲机械有限公司|2025/3/5|计划执法|李四，张三",
            "甲机械有限公司|2025/3/5|计划执法|王小五",
        ],
    );
    let settled = settled(&[a, b]);
    assert_eq!(settled.records.len(), 2);
    assert_eq!(settled.fates[1][0].1, RowFate::Duplicate(0));
}

#[test]
fn plan_lines_of_one_table_may_repeat() {
    let header = "企业名称|拟检查时间|年度检查频次";
    let rows = ["甲机械有限公司|3月|1", "甲机械有限公司|3月|1"];
    let settled = settled(&[table("a.csv", &[header, rows[0], rows[1]])]);
    assert_eq!(settled.records.len(), 2);
    assert_ne!(settled.records[0].id, settled.records[1].id);
}

#[test]
fn ids_do_not_depend_on_files_and_order() {
    let rows = [
        "JC1|甲机械有限公司|2025-03-05|计划执法|张三|已办结",
        "JC2|乙鞭炮厂|2025-03-06|计划执法|张三|已办结",
    ];
    let ids = |tables: &[SourceTable]| {
        let mut ids: Vec<String> = settled(tables)
            .records
            .into_iter()
            .map(|record| record.id)
            .collect();
        ids.sort();
        ids
    };
    let together = ids(&[table("a.csv", &[REGISTER, rows[0], rows[1]])]);
    let apart = ids(&[
        table("z.csv", &[REGISTER, rows[1]]),
        table("y.csv", &[REGISTER, rows[0]]),
    ]);
    assert_eq!(together, apart);
}

#[test]
fn numberless_rows_of_one_table_that_differ_are_two_records() {
    let header = "企业名称|检查日期|检查类别|执法人员|隐患数";
    let rows = [
        "甲机械有限公司|2025-03-05|计划执法|张三|1",
        "甲机械有限公司|2025-03-05|计划执法|张三|2",
    ];
    let a = table("a.csv", &[header, rows[0], rows[1], rows[1]]);
    let b = table("b.csv", &[header, rows[0], rows[1]]);
    let settled = settled(&[a, b]);
    assert_eq!(settled.records.len(), 2);
    assert_eq!(
        settled.fates[1]
            .iter()
            .filter(|fate| fate.1 == RowFate::Duplicate(1))
            .count(),
        1
    );
}

/// Rows `from..to` of one system, exported with running numbers that begin at 1.
fn export(file: &str, header: &str, from: u32, to: u32) -> SourceTable {
    let mut lines = vec![header.to_string()];
    for visit in from..to {
        let (number, day) = (visit - from + 1, visit % 28 + 1);
        lines.push(format!(
            "{number}|（湘乡）应急检记〔2025〕{visit}号|第{visit}机械厂|2025-03-{day:02}|计划执法|张三、李四"
        ));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    table(file, &lines)
}

#[test]
fn exports_that_each_count_from_one_repeat_their_records() {
    for header in ["编号", "系统编号"] {
        let header = format!("{header}|检查记录编号|企业名称|检查日期|检查类别|执法人员");
        let settled = settled(&[
            export("a.csv", &header, 1, 21),
            export("b.csv", &header, 11, 31),
        ]);
        assert_eq!(settled.records.len(), 30, "{header}");
        let repeats = settled.fates.iter().flatten();
        let repeats = repeats.filter(|(_, fate)| matches!(fate, RowFate::Duplicate(_)));
        assert_eq!(repeats.count(), 10, "{header}");
        assert!(rules(&settled).is_empty(), "{header}");
    }
}

#[test]
fn two_books_write_one_enterprise_each_in_their_own_way() {
    const BOOK: &str = "文书编号|企业名称|检查日期|检查类别|执法人员";
    let number = "（湘乡）应急检记〔2025〕8号";
    let kept = |name: &str, day: &str| {
        let rows = [
            format!("{number}|湘乡市新江烟花爆竹销售有限公司|2025-01-08|计划执法|张三、李四"),
            format!("{number}|{name}|{day}|计划执法|张三、李四"),
        ];
        let tables = [
            table("a.csv", &[BOOK, &rows[0]]),
            table("b.csv", &[BOOK, &rows[1]]),
        ];
        settled(&tables).records.len()
    };
    assert_eq!(kept("新江烟花爆竹销售有限公司", "2025-01-08"), 1);
    assert_eq!(kept("新江烟花爆竹销售有限公司", "2025-01-09"), 2);
    assert_eq!(kept("湘乡市凌力商贸有限公司", "2025-01-08"), 2);
}

#[test]
fn a_corrected_count_is_the_newer_exports() {
    const BOOK: &str = "文书编号|企业名称|检查日期|检查类别|执法人员|隐患数";
    let row = |hazards: u32| {
        format!(
            "（湘乡）应急检记〔2025〕8号|甲机械有限公司|2025-01-08|计划执法|张三、李四|{hazards}"
        )
    };
    let (older, newer) = (row(2), row(5));
    let settled = settled(&[
        table("导出_20251008.csv", &[BOOK, &older]),
        table("导出_20260105.csv", &[BOOK, &newer]),
    ]);
    assert_eq!(settled.records.len(), 1);
    assert_eq!(settled.records[0].hazards.map(|n| n.value), Some(5));
    assert_eq!(rules(&settled), ["T303"]);
}

#[test]
fn what_is_not_counted_is_the_newer_exports_too() {
    const BOOK: &str = "检查编号|企业名称|检查日期|检查类别|执法人员|检查结果|联系电话|网格备忘";
    let row = |result: &str, memo: &str| {
        format!("JC1|甲机械有限公司|2025-01-08|计划执法|张三、李四|{result}|0731-52000001|{memo}")
    };
    let kept = |older: &str, newer: &str| {
        let tables = [
            table("导出_20251008.csv", &[BOOK, older]),
            table("导出_20260105.csv", &[BOOK, newer]),
        ];
        for tables in [tables.clone(), [tables[1].clone(), tables[0].clone()]] {
            let settled = settled(&tables);
            assert_eq!(settled.records.len(), 1);
            let place = settled.records[0].place;
            let file = &tables[place.table as usize].file;
            assert_eq!(file, "导出_20260105.csv", "{older} / {newer}");
        }
    };
    kept(&row("存在隐患", "甲"), &row("整改完毕", "甲"));
    kept(&row("合格", "甲"), &row("合格", "乙"));
}

#[test]
fn how_a_day_or_a_number_is_written_makes_no_newer_row() {
    const BOOK: &str = "检查编号|企业名称|检查日期|检查类别|执法人员|网格备忘|抽查批次";
    let row = |memo: &str| format!("JC1|甲机械有限公司|2025-01-08|计划执法|张三、李四|{memo}");
    let settled = settled(&[
        table("导出_20251008.csv", &[BOOK, &row("2025年1月9日|5")]),
        table("导出_20260105.csv", &[BOOK, &row("2025-01-09|5.00")]),
    ]);
    assert_eq!(settled.records[0].place.table, 0);
    assert!(rules(&settled).is_empty());
}

#[test]
fn a_numbered_line_of_a_plan_is_one_line_when_its_count_is_corrected() {
    let header = "计划编号|企业名称|计划检查月份|计划检查次数";
    let first = table("计划_20250301.csv", &[header, "JH1|甲机械有限公司|3月|1"]);
    let second = table("计划_20250601.csv", &[header, "JH1|甲机械有限公司|3月|2"]);
    let settled = settled(&[first, second]);
    assert_eq!(settled.records.len(), 1);
    let count = settled.records[0].plan_count.as_ref().unwrap();
    assert_eq!(count.value, 2, "of the later export");
}

#[test]
fn a_numberless_row_repeats_one_of_an_export_that_lacks_a_column() {
    let full = table(
        "a.csv",
        &[
            "企业名称|检查日期|检查类别|执法人员|隐患数",
            "甲机械有限公司|2025-03-05|计划执法|张三、李四|2",
            "甲机械有限公司|2025-03-05|专项执法|王五、赵六|1",
        ],
    );
    let lacking = table(
        "b.csv",
        &[
            "企业名称|检查日期|执法人员|隐患数",
            "甲机械有限公司|2025-03-05|李四、张三|2",
            "乙鞭炮厂|2025-03-05|李四、张三|2",
        ],
    );
    let settled = settled(&[full, lacking]);
    assert_eq!(
        settled.fates[1],
        [(2, RowFate::Duplicate(0)), (3, RowFate::Record(2))]
    );
    assert_eq!(settled.records.len(), 3);
}
