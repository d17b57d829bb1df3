//! Registers by small tables: what is recognised, what cells say, what repeats.

use crate::model::{
    Entry, EntryStanding, EntryValue, Extracted, RowFate, Settings, Silent, Source, Staged,
    Understood,
};
use crate::transform::sketch::table;
use crate::transform::understand_rows;

fn understood(tables: &[(&str, &[&str])]) -> Staged<Understood> {
    let extracted = Extracted {
        tables: tables
            .iter()
            .map(|(name, rows)| table(name, rows))
            .collect(),
        ..Extracted::default()
    };
    understand_rows(&extracted, &Settings::default(), &Silent)
}

const HEADER: &str =
    "序号|行政处罚决定书文号|当事人|处罚种类|处罚决定日期|罚款金额（万元）|实缴金额（元）";

#[test]
fn a_register_is_told_by_its_columns_and_read_in_its_units() {
    let rows = [
        HEADER,
        "1|甲应急罚〔2025〕1号|甲公司|罚款|2025.3.5|2.5|25000",
        "2|甲应急罚〔2025〕2号|乙公司|警告|2025年4月1日|/|",
    ];
    let staged = understood(&[("处罚.csv", &rows)]);
    let mapping = &staged.value.mappings[0];
    assert_eq!(mapping.source, Source::Register("penalties"));
    assert_eq!(mapping.unmapped, [1]);
    let [first, second] = staged.value.entries.as_slice() else {
        panic!("two entries");
    };
    assert!(first.values.contains(&EntryValue::Fen(2_500_000)));
    let blanks = |entry: &Entry| {
        entry
            .values
            .iter()
            .filter(|v| **v == EntryValue::Blank)
            .count()
    };
    // `/` and an empty cell are both no amount, and no zero.
    assert_eq!(blanks(second), blanks(first) + 2);
    assert!(staged.findings.is_empty(), "{:?}", staged.findings);
}

#[test]
fn a_table_of_inspections_is_no_register_whatever_else_it_tells() {
    let rows = [
        "检查日期|被检查单位|处罚决定书文号|处罚种类|执法人员|检查类别",
        "2025-03-05|甲公司|甲应急罚〔2025〕1号|罚款|张三、李四|计划执法",
    ];
    let staged = understood(&[("检查.csv", &rows)]);
    assert_eq!(staged.value.mappings[0].register, None);
}

#[test]
fn overlapping_exports_tell_a_case_once_and_lines_of_one_case_all_stand() {
    let first = [
        HEADER,
        "1|甲应急罚〔2025〕1号|甲公司|罚款|2025-06-05|2.5|",
        "2|甲应急罚〔2025〕1号|张三|罚款|2025-06-05|0.5|",
    ];
    let later = [
        HEADER,
        "1|甲应急罚 [2025] 1号|甲公司|罚款|2025-06-05|2.5|25000",
        "2|甲应急罚〔2025〕1号|张三|罚款|2025-06-05|0.5|5000",
        "3|甲应急罚〔2025〕9号|乙公司|罚款|2025-07-05|1|1",
        "3|甲应急罚〔2025〕9号|乙公司|罚款|2025-07-05|1|1",
    ];
    let (first, later) = (first.as_slice(), later.as_slice());
    for tables in [
        [("甲.csv", first), ("乙.csv", later)],
        [("甲.csv", later), ("乙.csv", first)],
    ] {
        let staged = understood(&tables);
        assert_eq!(staged.value.entries.len(), 3);
        let fates = staged.value.fates.iter().flatten().map(|(_, fate)| fate);
        let again = fates.filter(|fate| matches!(fate, RowFate::EntryAgain(_)));
        assert_eq!(again.count(), 3);
        let amounts = staged.value.entries.iter().flat_map(|entry| &entry.values);
        let fen = amounts.filter_map(|value| match value {
            EntryValue::Fen(n) => Some(*n),
            _ => None,
        });
        // Fines of 25,000, 5,000 and 10,000 yuan and what was paid of each.
        let mut fen: Vec<i64> = fen.collect();
        fen.sort();
        assert_eq!(
            fen,
            [100, 500_000, 500_000, 1_000_000, 2_500_000, 2_500_000]
        );
    }
}

#[test]
fn a_corrected_case_is_the_newer_files() {
    let row = |fine: &str, paid: &str| {
        format!("1|甲应急罚〔2025〕1号|甲公司|罚款|2025-06-05|{fine}|{paid}")
    };
    // The older file is the fuller one.
    let (older, newer) = (row("2.5", "25000"), row("1.5", ""));
    let (older, newer) = ([HEADER, &older], [HEADER, &newer]);
    for tables in [
        [
            ("处罚20250701.csv", older.as_slice()),
            ("处罚20250901.csv", newer.as_slice()),
        ],
        [
            ("处罚20250901.csv", newer.as_slice()),
            ("处罚20250701.csv", older.as_slice()),
        ],
    ] {
        let staged = understood(&tables);
        assert_eq!(staged.value.entries.len(), 1);
        let values = &staged.value.entries[0].values;
        assert!(values.contains(&EntryValue::Fen(1_500_000)), "{values:?}");
        let rules: Vec<&str> = staged.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["T504"]);
    }
}

#[test]
fn a_table_called_a_register_needs_no_header_of_its_own() {
    let rows = [
        "案号|申请人|案由|受理时间|处理结果",
        "甲府复〔2025〕3号|张三|举报答复|2025-04-02|维持",
    ];
    let staged = understood(&[("行政复议案件登记.csv", &rows)]);
    let mapping = &staged.value.mappings[0];
    assert_eq!(mapping.source, Source::Register("reconsiderations"));
    let columns = &mapping.register.as_ref().expect("a register").columns;
    // number, applicant, against, subject, decision, received, closed, result.
    let told = [
        Some(1),
        Some(2),
        None,
        Some(3),
        None,
        Some(4),
        None,
        Some(5),
    ];
    assert_eq!(*columns, told);
    // Nothing says what these rows are.
    let staged = understood(&[("导出.csv", &rows)]);
    assert_eq!(staged.value.mappings[0].register, None);
}

#[test]
fn a_part_of_a_header_counts_where_the_cells_are_of_its_kind() {
    let table = |fixed: [&str; 2]| {
        let rows = [
            "案卷编号|审核案件名称|审理时间|审出问题|整改".to_string(),
            format!("1号|案一|2025-03-05|3|{}", fixed[0]),
            format!("2号|案二|2025-03-06|2|{}", fixed[1]),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let staged = understood(&[("普通程序案件审核.csv", &rows)]);
        let known = staged.value.mappings[0].register.clone();
        known.expect("a register").columns
    };
    // number, title, reviewed, problems, fixed, reviewer.
    let numbered = [Some(1), Some(2), Some(3), Some(4), Some(5), None];
    assert_eq!(table(["3", "1"]), numbered);
    let worded = [Some(1), Some(2), Some(3), Some(4), None, None];
    assert_eq!(table(["限期改正", "当场改正"]), worded);
}

#[test]
fn a_sentence_tells_the_amounts_that_have_no_column() {
    let rows = [
        "决定书文号|当事人|处罚内容|处罚决定日期",
        "甲应急罚〔2025〕1号|甲公司|警告，并处罚款人民币叁万伍仟元整|2025-03-05",
        "甲应急罚〔2025〕2号|乙公司|没收违法所得1200.50元；罚款2万元|2025-03-06",
        "甲应急罚〔2025〕3号|丙公司|吊销许可证|2025-03-07",
    ];
    let staged = understood(&[("处罚.csv", &rows)]);
    let fen = |entry: &Entry| -> Vec<i64> {
        let values = entry.values.iter();
        values
            .filter_map(|value| match value {
                EntryValue::Fen(n) => Some(*n),
                _ => None,
            })
            .collect()
    };
    let told: Vec<Vec<i64>> = staged.value.entries.iter().map(fen).collect();
    // Fine and confiscation of each.
    assert_eq!(told, [[3_500_000, 0], [2_000_000, 120_050], [0, 0]]);
    // Kinds without amounts are no amounts of zero.
    let bare = [
        "决定书文号|当事人|处罚种类|处罚决定日期",
        "甲应急罚〔2025〕1号|甲公司|罚款|2025-03-05",
    ];
    let staged = understood(&[("处罚.csv", &bare)]);
    assert_eq!(fen(&staged.value.entries[0]), Vec::<i64>::new());
}

#[test]
fn values_tell_a_titled_registers_columns_that_no_header_does() {
    let rows = [
        "罚种|甲乙丙|下达时间|决定书代号|罚款额",
        "罚款|张三|2025-03-05|甲应急罚〔2025〕1号|3000",
        "警告|李四|2025-03-06|甲应急罚〔2025〕2号|/",
        "吊销许可证|王五|2025-03-07|甲应急罚〔2025〕3号|/",
    ];
    let staged = understood(&[("行政处罚案件登记表.csv", &rows)]);
    let known = staged.value.mappings[0].register.as_ref();
    let known = known.expect("a register");
    let at = |name: &str| {
        let nth = known.names.iter().position(|known| known == name);
        known.columns[nth.expect("a column of the register")]
    };
    let columns = ["number", "class", "decided", "fine", "party"].map(at);
    assert_eq!(columns, [Some(4), Some(1), Some(3), Some(5), None]);
}

#[test]
fn a_case_without_a_number_is_read_and_a_bare_line_goes_on_with_the_case_above() {
    let rows = [
        "行政处罚决定书文号|当事人|处罚种类|立案日期|处罚决定日期|罚款金额|没收金额",
        "甲应急罚〔2025〕1号|甲公司|罚款|2025-01-05|2025-03-05|3000|",
        "||没收违法所得||||500",
        "|乙公司||2025-02-05|||",
    ];
    let staged = understood(&[("处罚.csv", &rows)]);
    let [first, further, dropped] = staged.value.entries.as_slice() else {
        panic!("three entries");
    };
    let number = EntryValue::Text("甲应急罚〔2025〕1号".to_string());
    assert_eq!((&first.values[0], &further.values[0]), (&number, &number));
    assert_eq!(first.values[7], further.values[7]);
    assert!(further.values.contains(&EntryValue::Fen(50_000)));
    assert!(!further.values.contains(&EntryValue::Fen(300_000)));
    assert_eq!(dropped.values[0], EntryValue::Blank);
    assert!(staged.findings.is_empty(), "{:?}", staged.findings);
}

#[test]
fn of_two_days_that_no_header_tells_apart_neither_counts() {
    let column = |header: &str| {
        let header = format!("{header}|强制手段|相对人|执行日期");
        let rows = [
            header.as_str(),
            "2025-05-13|扣押财物|甲公司|2025-04-23",
            "2025-05-14|查封|乙公司|2025-04-24",
        ];
        let staged = understood(&[("行政强制登记表.csv", &rows)]);
        let known = staged.value.mappings[0].register.clone();
        let known = known.expect("a register");
        let at = known.names.iter().position(|name| name == "decided");
        known.columns[at.expect("the day of a decision")]
    };
    assert_eq!(column("执行完毕日期"), None);
    assert_eq!(column("解除日期"), Some(4));
    assert_eq!(column("决定日期"), Some(1));
}

#[test]
fn the_fines_of_a_unit_and_of_persons_in_columns_of_their_own_are_one_cases() {
    let rows = [
        "处罚决定书文号|当事人|处罚种类|单位罚款金额（万元）|个人罚款金额（元）|处罚决定日期",
        "甲应急罚〔2025〕1号|甲公司|罚款|30|20000|2025-03-05",
        "甲应急罚〔2025〕2号|乙公司|罚款|2||2025-03-06",
        "甲应急罚〔2025〕3号|赵某|罚款||10000|2025-03-07",
    ];
    let staged = understood(&[("处罚台账.csv", &rows)]);
    assert_eq!(staged.value.mappings[0].unmapped, [0u16; 0]);
    let fines = [32_000_000, 2_000_000, 1_000_000];
    for (entry, fen) in staged.value.entries.iter().zip(fines) {
        assert!(entry.values.contains(&EntryValue::Fen(fen)), "{entry:?}");
    }
}

/// Of four penalties one was quashed on reconsideration and one in court; two stood, and one case
/// names another body's decision.
#[test]
fn a_counted_penalty_that_was_undone_is_told_and_stays_counted() {
    let penalties = [
        HEADER,
        "1|甲应急罚〔2025〕1号|甲公司|罚款|2025-03-05|2.5|",
        "2|甲应急罚〔2025〕2号|乙公司|罚款|2025-03-06|1|",
        "3|甲应急罚〔2025〕11号|丙公司|罚款|2025-03-07|1|",
        "4|甲应急罚〔2025〕12号|丁公司|罚款|2025-03-08|1|",
    ];
    let reconsidered = [
        "复议案号|复议申请人|复议事项|受理日期|复议结果",
        "甲府复〔2025〕3号|甲公司|不服甲应急罚[2025]1号处罚决定|2025-04-02|撤销",
        "甲府复〔2025〕4号|乙公司|不服甲应急罚[2025]2号处罚决定|2025-04-02|维持",
        "甲府复〔2025〕5号|戊公司|不服甲市监罚〔2025〕12号处罚决定|2025-04-03|撤销",
        "甲府复〔2025〕6号|丁公司|不服甲应急罚〔2025〕12号处罚决定|2025-04-03|申请人撤回，终止",
    ];
    let sued = [
        "诉讼案号|原告|原处罚决定书文号|受理法院|收案日期|裁判结果",
        "（2025）湘01行初5号|丙公司|甲应急罚〔2025〕11号|甲市人民法院|2025-06-02|确认违法",
    ];
    let tables: [(&str, &[&str]); 3] = [
        ("处罚.csv", &penalties),
        ("复议.csv", &reconsidered),
        ("诉讼.csv", &sued),
    ];
    let staged = understood(&tables);
    let tables = tables.map(|(name, rows)| table(name, rows));
    let found = super::overturned(&staged.value, &tables, &Settings::default());
    let told = found.iter().map(|finding| {
        let place = finding.place.expect("a row");
        (finding.rule, place.table, place.row)
    });
    assert_eq!(told.collect::<Vec<_>>(), [("T506", 1, 2), ("T506", 2, 2)]);
    let counted = |entry: &&Entry| entry.register == staged.value.entries[0].register;
    let penalties = staged.value.entries.iter().filter(counted);
    assert!(penalties.clone().count() == 4);
    assert!(
        penalties
            .into_iter()
            .all(|e| e.standing == EntryStanding::Counted)
    );
}
