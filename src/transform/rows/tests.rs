//! Whole rows, from cells to records.

use super::*;
use crate::model::{CodeState, FieldName, RecordState, Route, Settings, SourceTable};
use crate::transform::columns::map_columns;
use crate::transform::sketch::table;

fn read(table: &SourceTable) -> Vec<ReadRow> {
    let settings = Settings::default();
    let (mapping, _) = map_columns(0, table, &settings);
    let layout = Layout::new(0, table, &mapping, &settings, None).expect("a usable table");
    read_rows(&layout, &mut Vec::new())
}

#[test]
fn a_sheet_of_one_day_is_read_in_the_order_of_its_book() {
    let sheet = |name: &str, days: &[&str]| {
        let rows = days
            .iter()
            .map(|day| format!("JC|甲机械有限公司|{day}|张三"));
        let mut lines = vec!["记录编号|企业名称|检查日期|执法人员".to_string()];
        lines.extend(rows);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let sheet = name.to_string();
        SourceTable {
            sheet,
            ..table("a.xlsx", &lines)
        }
    };
    let settings = Settings::default();
    let tables = [
        sheet("一", &["25/03/2025", "26/03/2025"]),
        sheet("二", &["05/03/2025"]),
    ];
    let mappings: Vec<_> = tables
        .iter()
        .map(|t| map_columns(0, t, &settings).0)
        .collect();
    let orders = orders_of_files(&tables, &mappings);
    let beside = orders.get("a.xlsx");
    let layout = Layout::new(1, &tables[1], &mappings[1], &settings, beside).expect("usable");
    let rows = read_rows(&layout, &mut Vec::new());
    let record = rows[0].1.as_ref().expect("a record");
    assert_eq!(record.start.expect("a day").value.to_string(), "2025-03-05");
}

#[test]
fn a_document_number_is_no_number_of_the_systems_own() {
    let lines = [
        "Record No.|企业名称|检查日期|执法人员",
        "（攸县）应急检记〔2025〕12号|甲机械有限公司|2025-03-05|张三",
    ];
    let rows = read(&table("a.csv", &lines));
    let record = rows[0].1.as_ref().expect("a record");
    assert_eq!(record.record_number, None);
    let number = record.document_number.as_ref().expect("a number");
    assert_eq!(number.value.normal(), "攸县|应急|检记|2025|12");
}

#[test]
fn traditional_characters_are_read_as_the_mainlands() {
    let lines = [
        "記錄編號|企業名稱|檢查日期|執法人員|檢查類別|鄉鎮|執法主體",
        "JC1|韶山市鴻達機械廠|2025-03-05|劉偉、張龍|雙隨機|銀田鎮|韶山市應急管理局",
    ];
    let rows = read(&table("a.csv", &lines));
    let record = rows[0].1.as_ref().expect("a record");
    let text = |field: &Option<crate::model::Field<String>>| {
        field
            .as_ref()
            .map_or(String::new(), |field| field.value.clone())
    };
    assert_eq!(text(&record.enterprise), "韶山市鸿达机械厂");
    assert_eq!(text(&record.town), "银田镇");
    assert_eq!(text(&record.body), "韶山市应急管理局");
    assert_eq!(record.officers, ["刘伟", "张龙"]);
    assert_eq!(record.route.expect("a route").value, Route::DoubleRandom);
}

fn rules(row: &ReadRow) -> Vec<&'static str> {
    row.2.iter().map(|finding| finding.rule).collect()
}

const HEADER: &str = "记录编号|企业名称|统一社会信用代码|检查日期|检查类别|是否随机抽取|是否复查|执法人员|现场检查记录编号|隐患数|罚款金额(万元)|状态|乡镇|联合检查|来源|备注";

#[test]
fn a_register_row_with_all_its_fields() {
    let row = "JC1| 湘乡市甲机械有限公司 （原湘乡甲机械厂）|9143O381MAYYYY016K|2025年3月5日9时—11时|计划执法|是|否|李四(18030100124) 张三|〔2025〕12号|２|3.5|已办结|山枣镇|是，牵头部门：市市场监管局|年度计划|无";
    let rows = read(&table("a.csv", &[HEADER, row]));
    let record = rows[0].1.as_ref().unwrap();
    assert_eq!(
        record.enterprise.as_ref().unwrap().value,
        "湘乡市甲机械有限公司 （原湘乡甲机械厂）"
    );
    assert_eq!(record.former_names, ["湘乡甲机械厂"]);
    let code = &record.credit_code.as_ref().unwrap().value;
    assert_eq!(code.repair.as_deref(), Some("91430381MAYYYY016K"));
    assert_eq!(record.start.unwrap().value.to_string(), "2025-03-05");
    assert_eq!(record.end, None);
    assert_eq!(record.route.unwrap().value, Route::DoubleRandom);
    assert!(!record.reinspection.unwrap().value);
    assert_eq!(record.officers, ["张三", "李四"]);
    assert_eq!(
        record.document_number.as_ref().unwrap().value.normal(),
        "||检记|2025|12"
    );
    assert_eq!(record.hazards.unwrap().value, 2);
    assert_eq!(record.fine_fen.unwrap().value, 3_500_000);
    assert_eq!(record.record_state.unwrap().value, RecordState::Final);
    assert!(record.joint.unwrap().value);
    assert_eq!(record.lead_body.as_ref().unwrap().value, "市市场监管局");
    assert_eq!(record.remark, None);
    assert!(rules(&rows[0]).is_empty());
}

#[test]
fn rows_that_cannot_be_used() {
    let good =
        "JC1|湘乡市甲机械有限公司|91430381MAYYYY016K|2025-03-05|计划执法|否|否|张三、李四||1|||||";
    let rows = read(&table(
        "a.csv",
        &[
            HEADER,
            good,
            "JC2|湘乡市乙鞭炮厂||2025/13/05|计划执法",
            "|湘乡市乙鞭炮厂|||计划执法",
            "JC3|湘乡市乙鞭炮厂|||计划执法",
            "|||||||||377|252",
            "||||计划执法|否",
            "JC6|||2025-03-05|计划执法",
        ],
    ));
    let fates: Vec<bool> = rows.iter().map(|row| row.1.is_some()).collect();
    assert_eq!(fates, [true, false, false, true, false, false, true]);
    let found: Vec<_> = rows.iter().map(rules).collect();
    assert_eq!(
        found,
        [
            vec![],
            vec!["T203"],
            vec!["T302"],
            vec!["T308"],
            vec!["T307"],
            vec!["T301"],
            vec!["T306"]
        ]
    );
    let finding = &rows[1].2[0];
    assert_eq!(finding.severity, crate::model::Severity::RowRejected);
    assert_eq!(finding.place.unwrap().cell_name(), "D3");
    assert_eq!(
        finding.expected.en,
        "expected a date; month 13 does not exist"
    );
}

#[test]
fn a_code_row() {
    let rows = read(&table(
        "b.csv",
        &[
            "检查码编号|计划编码|检查对象|计划检查日期|申请时间|扫码时间|状态|检查理由|企业评价|执法人员",
            "M1|P1|湘乡市甲机械有限公司|2025-03-05|2025-03-04 09:00:00|2025-03-05 09:30:00|待评价|||张三,李四",
            "M2||湘乡市乙鞭炮厂|2025-03-06|2025-03-05 10:00:00||已撤销|群众举报||张三,李四",
            "M3||测试企业|2025-03-06|2025-03-05 10:00:00||已赋码|||张三",
        ],
    ));
    let records: Vec<&CanonicalRecord> = rows.iter().map(|row| row.1.as_ref().unwrap()).collect();
    let states: Vec<CodeState> = records
        .iter()
        .map(|record| record.code_state.unwrap().value)
        .collect();
    assert_eq!(
        states,
        [CodeState::Completed, CodeState::Cancelled, CodeState::Test]
    );
    assert_eq!(records[0].route.unwrap().value, Route::Planned);
    assert_eq!(records[1].route.unwrap().value, Route::Triggered);
    assert_eq!(records[2].route, None);
    assert_eq!(
        records[0].scanned_at.unwrap().value.to_string(),
        "2025-03-05 09:30:00"
    );
}

#[test]
fn plan_rows_name_months_and_visits() {
    let rows = read(&table(
        "c.csv",
        &[
            "序号|企业名称|检查事项|拟检查时间|年度检查频次",
            "1|湘乡市甲机械有限公司|工贸检查|3月—5月|2次/年",
            "2|湘乡市乙鞭炮厂|烟花检查|2025-04-10|1",
            "3||||",
        ],
    ));
    let first = rows[0].1.as_ref().unwrap();
    assert_eq!(first.planned_months.unwrap().value, (3, 5));
    assert_eq!(first.plan_count.unwrap().value, 2);
    let second = rows[1].1.as_ref().unwrap();
    assert_eq!(second.planned.unwrap().value.to_string(), "2025-04-10");
    assert_eq!(second.planned_months.unwrap().value, (4, 4));
    assert!(rows[2].1.is_none());
}

#[test]
fn dates_without_a_year_take_the_tables() {
    let rows = read(&table(
        "2025年检查.csv",
        &[
            "企业名称|检查日期|执法人员|检查类别",
            "湘乡市甲机械有限公司|3月5日|张三|计划执法",
            "湘乡市乙鞭炮厂|3月6日至7日|李四|计划执法",
        ],
    ));
    let record = rows[1].1.as_ref().unwrap();
    assert_eq!(record.start.unwrap().value.to_string(), "2025-03-06");
    assert_eq!(record.end.unwrap().value.to_string(), "2025-03-07");
}

#[test]
fn dates_that_name_their_year_do_not_speak_for_those_that_do_not() {
    let rows = [
        "企业名称|检查日期|执法人员|检查类别|文书编号",
        "湘乡市甲机械有限公司|3月5日|张三、李四|计划执法|应急检记〔2025〕1号",
        "湘乡市乙鞭炮厂|3月6日|张三、李四|计划执法|应急检记〔2025〕2号",
        "湘乡市丙加油站|2024年12月31日|张三、李四|计划执法|应急检记〔2024〕90号",
        "湘乡市丁石料厂|3月9日|张三、李四|计划执法|应急检记〔2025〕3号",
        "湘乡市戊商行|3月9日|张三、李四|计划执法|应急检记〔2025〕4号",
    ];
    let read = read(&table("2019年旧表.csv", &rows));
    let day = read[0].1.as_ref().unwrap().start.unwrap().value;
    assert_eq!(day.to_string(), "2025-03-05");
}

#[test]
fn several_columns_of_numbers() {
    let rows = read(&table(
        "d.csv",
        &[
            "企业名称|检查日期|执法人员|检查类别|责令限期整改指令书编号|现场检查记录编号",
            "湘乡市甲机械有限公司|2025-03-05|张三|计划执法|（湘乡）应急责改〔2025〕3号|（湘乡）应急检记〔2025〕5号",
            "湘乡市乙鞭炮厂|2025-03-06|张三|计划执法|（湘乡）应急责改〔2025〕4号|（湘乡）应急检记〔2025〕6号",
        ],
    ));
    let record = rows[0].1.as_ref().unwrap();
    assert_eq!(record.document_number.as_ref().unwrap().value.serial, 5);
    let others = record
        .other
        .iter()
        .filter(|(field, _)| *field == FieldName::DocumentNumber);
    assert_eq!(others.count(), 2);
}

#[test]
fn a_visit_that_answers_an_earlier_order_is_a_re_inspection() {
    let flags = |header: &str, number: &str, order: &str| {
        let head = format!("企业名称|检查日期|隐患数|现场检查记录文号|{header}");
        let row = format!("甲机械有限公司|2025-03-20|0|{number}|{order}");
        let lines = [
            &head,
            "乙机械有限公司|2025-03-05|2|应急检记〔2025〕6号|",
            &row,
        ];
        let rows = read(&table("a.csv", &lines));
        let record = rows[1].1.as_ref().expect("a record");
        record.reinspection.is_some_and(|flag| flag.value)
    };
    let order = "应急责改〔2025〕6号";
    assert!(flags("对应责令文号", "应急检记〔2025〕9号", order));
    assert!(!flags("对应责令文号", "应急检记〔2025〕9号", ""));
    assert!(!flags("对应责令文号", "应急检记〔2025〕6号", order));
    assert!(!flags("关联文书号", "应急检记〔2025〕9号", order));
}
