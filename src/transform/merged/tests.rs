//! Tables drawn in words, merged.

use super::{Consolidated, MergeWish, Mixture, consolidate};
use crate::model::{
    CleanValue, DropReason, Extracted, Lang, MergeKind, MergedRows, Settings, Silent, SourceTable,
    Understood,
};
use crate::transform::sketch::table;
use crate::transform::understand_rows;

const WISH: MergeWish = MergeWish {
    kind: None,
    as_written: false,
    lang: Lang::Zh,
};

fn read(tables: Vec<SourceTable>) -> (Extracted, Understood) {
    let extracted = Extracted {
        tables,
        ..Extracted::default()
    };
    let understood = understand_rows(&extracted, &Settings::default(), &Silent).value;
    (extracted, understood)
}

fn merged<'a>(
    books: &'a (Extracted, Understood),
    wish: MergeWish,
) -> Result<Consolidated<'a>, Mixture> {
    consolidate(&books.0, &books.1, &Settings::default(), wish)
}

/// `name=value` of the filled cells of each row.
fn shown(merged: &Consolidated) -> Vec<String> {
    let columns = &merged.merged().columns;
    (0..merged.merged().rows.len())
        .map(|row| {
            let values = merged.values(row);
            let cells = columns.iter().zip(&values);
            let filled = cells.filter(|(_, value)| !value.value.is_blank());
            let told = filled.map(|(column, value)| {
                let raw = value.raw.as_ref().map(|raw| format!("<{raw}>"));
                format!(
                    "{}={}{}",
                    column.name,
                    value.value.text(),
                    raw.unwrap_or_default()
                )
            });
            told.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn registers() -> (Extracted, Understood) {
    read(vec![
        table(
            "一季度.csv",
            &[
                "序号 | 检查编号 | 被检查单位 | 检查时间 | 检查人员 | 罚款金额（万元） | 片区网格",
                "1 | J-1 | 湘乡市甲机械有限公司 | 2025年3月5日 | 张三,李四 | 0.5 | 东一",
                "2 | J-2 | 湘乡市乙化工有限公司 | 2025-03-06 | 王五 | | 东二",
            ],
        ),
        table(
            "二季度.csv",
            &[
                "检查编号 | 企业名称 | 检查日期 | 执法人员 | 罚款金额（元） | 检查结果",
                "J-2 | 湘乡市乙化工有限公司 | 2025-03-06 | 王五 | 300 | 合格",
                "J-3 | 湘乡市丙建材有限公司 | 2025-04-01 | 张三 | | 责令整改",
            ],
        ),
    ])
}

#[test]
fn columns_are_united_values_cleaned_and_repeats_told() {
    let books = registers();
    let merged = merged(&books, WISH).unwrap();
    assert_eq!(
        shown(&merged),
        [
            "记录编号=J-1 检查对象=湘乡市甲机械有限公司 检查日期=2025-03-05<2025年3月5日> \
             执法人员=张三、李四<张三,李四> 罚款金额（元）=5000<0.5> 片区网格=东一 序号=1",
            "记录编号=J-2 检查对象=湘乡市乙化工有限公司 检查日期=2025-03-06 执法人员=王五 \
             检查结果=合格 罚款金额（元）=300 片区网格=东二 序号=2",
            "记录编号=J-3 检查对象=湘乡市丙建材有限公司 检查日期=2025-04-01 执法人员=张三 \
             检查结果=责令整改",
        ]
    );
    let dropped = &merged.merged().dropped;
    assert_eq!(dropped.len(), 1);
    let place = merged.merged().rows[1].place;
    assert_eq!(dropped[0].reason, DropReason::Repeats(place, Vec::new()));
    let total = merged.merged().total();
    assert_eq!(
        (total.read, total.kept, total.duplicate, total.furniture),
        (6, 3, 1, 2)
    );
}

#[test]
fn a_code_of_a_registers_firm_is_told_as_it_is_registered() {
    let books = read(vec![table(
        "处罚.csv",
        &[
            "处罚决定书文号 | 当事人名称 | 统一社会信用代码 | 处罚种类 | 处罚决定日期",
            "湘应急罚〔2025〕1号 | 甲厂 | 91350100m000100y43 | 罚款 | 2025-03-04",
            "湘应急罚〔2025〕2号 | 乙厂 | ９１３５０１００Ｍ０００１００Ｙ４３ | 罚款 | 2025-03-05",
            "湘应急罚〔2025〕3号 | 丙厂 | 91350100m000100y4x | 罚款 | 2025-03-06",
        ],
    )]);
    let rows = shown(&merged(&books, WISH).unwrap());
    assert!(rows[0].contains("代码=91350100M000100Y43"), "{}", rows[0]);
    assert!(rows[1].contains("代码=91350100M000100Y43"), "{}", rows[1]);
    assert!(rows[2].contains("代码=91350100m000100y4x"), "{}", rows[2]);
}

#[test]
fn a_town_that_only_the_sheet_names_is_a_column() {
    let sheet = |name: &str, rows: [&str; 3]| {
        let mut sheet = table("各乡镇.xlsx", &rows);
        sheet.sheet = name.to_string();
        sheet
    };
    let head = "检查编号 | 企业名称 | 检查日期 | 执法人员";
    let books = read(vec![
        sheet(
            "东郊乡",
            [
                head,
                "J-1 | 甲厂 | 2025-03-05 | 张三",
                "J-2 | 乙厂 | 2025-03-06 | 张三",
            ],
        ),
        sheet(
            "Sheet2",
            [
                head,
                "J-3 | 丙厂 | 2025-03-07 | 王五",
                "J-4 | 丁厂 | 2025-03-08 | 王五",
            ],
        ),
    ]);
    let towns: Vec<bool> = shown(&merged(&books, WISH).unwrap())
        .iter()
        .map(|row| row.contains("所属乡镇=东郊乡"))
        .collect();
    assert_eq!(towns, [true, true, false, false]);
    let wish = MergeWish {
        as_written: true,
        ..WISH
    };
    assert!(
        !shown(&merged(&books, wish).unwrap())
            .join(" ")
            .contains("东郊乡")
    );
}

#[test]
fn texts_as_written_keep_their_units_apart() {
    let books = registers();
    let wish = MergeWish {
        as_written: true,
        ..WISH
    };
    let merged = merged(&books, wish).unwrap();
    let rows = shown(&merged);
    assert!(rows[0].contains("检查日期=2025年3月5日 执法人员=张三,李四"));
    assert!(rows[0].contains("罚款金额（万元）=0.5"), "{}", rows[0]);
    assert!(rows[1].contains("罚款金额（元）=300"), "{}", rows[1]);
}

#[test]
fn a_repeat_that_says_otherwise_names_the_columns() {
    let books = read(vec![
        table(
            "a.csv",
            &[
                "检查编号 | 企业名称 | 检查日期 | 检查结果",
                "J-1 | 湘乡市甲机械有限公司 | 2025-03-05 | 合格",
                "J-2 | 湘乡市乙机械有限公司 | 2025-03-06 | 合格",
            ],
        ),
        table(
            "b.csv",
            &[
                "检查编号 | 企业名称 | 检查日期 | 检查结果",
                "J-1 | 湘乡市甲机械有限公司 | 2025-03-05 | 责令整改",
                "J-9 | 湘乡市丁机械有限公司 | 2025-03-09 | 合格",
            ],
        ),
    ]);
    let merged = merged(&books, WISH).unwrap();
    let reasons: Vec<&DropReason> = merged.merged().dropped.iter().map(|d| &d.reason).collect();
    let [DropReason::Repeats(kept, columns)] = reasons.as_slice() else {
        panic!("{reasons:?}");
    };
    assert_eq!(columns, &["检查结果"]);
    assert!(merged.merged().rows.iter().any(|row| row.place == *kept));
}

#[test]
fn tables_of_no_known_kind_are_joined_by_their_headers() {
    let books = read(vec![
        table(
            "水表1.csv",
            &[
                "表号 | 读数 | 抄表员代号",
                "0012 | 5 | k1",
                "0013 | 7 | k1",
                "0013 | 7 | k1",
            ],
        ),
        table(
            "水表2.csv",
            &["读数 | 表号 | 备用", "7 | 0013 | ", "9 | 0014 | x"],
        ),
    ]);
    let merged = merged(&books, WISH).unwrap();
    assert_eq!(merged.merged().kind, Some(MergeKind::Unknown));
    assert_eq!(
        shown(&merged),
        [
            "表号=0012 读数=5 抄表员代号=k1",
            "表号=0013 读数=7 抄表员代号=k1",
            "表号=0013 读数=7 抄表员代号=k1",
            "表号=0013 读数=7",
            "表号=0014 读数=9 备用=x",
        ],
        "a row that lacks a column is not the same row"
    );
    let numeric: Vec<(&str, bool)> = merged
        .merged()
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.numeric))
        .collect();
    assert!(numeric.contains(&("表号", false)) && numeric.contains(&("读数", true)));
}

#[test]
fn equal_rows_of_overlapping_exports_are_one_and_within_one_export_two() {
    let lines = [
        "表号 | 读数 | 代号",
        "0012 | 5 | k",
        "0012 | 5 | k",
        "0013 | 7 | k",
    ];
    let books = read(vec![table("甲.csv", &lines), table("乙.csv", &lines[..3])]);
    let merged = merged(&books, WISH).unwrap();
    let total = merged.merged().total();
    assert_eq!((total.kept, total.duplicate), (3, 2));
}

#[test]
fn what_is_not_of_one_kind_is_not_mixed() {
    let register = table(
        "检查.csv",
        &[
            "检查编号 | 被检查单位 | 检查时间 | 检查人员",
            "J-1 | 湘乡市甲机械有限公司 | 2025-03-05 | 张三、李四",
        ],
    );
    let codes = table(
        "赋码.csv",
        &[
            "检查码编号 | 检查企业 | 扫码时间 | 码状态",
            "M20250305001 | 湘乡市甲机械有限公司 | 2025-03-05 09:30 | 已完成",
        ],
    );
    let books = read(vec![codes, register]);
    let mixture = merged(&books, WISH).err().unwrap();
    assert_eq!(
        mixture.groups,
        [
            (MergeKind::Inspections, vec![1]),
            (MergeKind::Codes, vec![0])
        ]
    );
    let wish = MergeWish {
        kind: Some(MergeKind::Codes),
        ..WISH
    };
    let chosen = merged(&books, wish).unwrap();
    let total = chosen.merged().total();
    assert_eq!((total.read, total.kept, total.other_kind), (4, 1, 1));
    let wish = MergeWish {
        kind: Some(MergeKind::Any),
        ..WISH
    };
    assert_eq!(merged(&books, wish).unwrap().merged().total().kept, 2);
    let wish = MergeWish {
        kind: Some(MergeKind::Plan),
        ..WISH
    };
    assert_eq!(
        merged(&books, wish).err().unwrap().wanted,
        Some(MergeKind::Plan)
    );
}

#[test]
fn columns_of_a_forms_furniture_meet_by_their_headers() {
    let books = read(vec![
        table(
            "a.csv",
            &[
                "检查编号 | 企业名称 | 检查日期 | 审核人 | 身份证号",
                "J-1 | 湘乡市甲机械有限公司 | 2025-03-05 | 王明 | 430381198001010011",
            ],
        ),
        table(
            "b.csv",
            &[
                "检查编号 | 企业名称 | 检查日期 | 身份证号",
                "J-2 | 湘乡市乙机械有限公司 | 2025-03-06 | 430381198001010038",
            ],
        ),
    ]);
    let merged = merged(&books, WISH).unwrap();
    let columns = &merged.merged().columns;
    let at = columns.iter().position(|column| column.name == "身份证号");
    let at = at.expect("a column under its own header");
    let codes: Vec<String> = (0..2)
        .map(|row| merged.values(row)[at].value.text().into_owned())
        .collect();
    assert_eq!(codes, ["430381198001010011", "430381198001010038"]);
    assert!(columns.iter().any(|column| column.name == "审核人"));
}

#[test]
fn rows_of_a_register_are_one_case_in_one_form() {
    let books = read(vec![
        table(
            "处罚_20250701.csv",
            &[
                "处罚文号 | 当事人 | 处罚种类 | 处罚日期 | 罚款金额（万元） | 承办人意见",
                "(湘乡)应急罚[2025]1号 | 湘乡市甲机械有限公司 | 罚款 | 2025.3.5 | 0.5 | 同意",
                "(湘乡)应急罚[2024]1号 | 湘乡市甲机械有限公司 | 罚款 | 2024.3.5 | 1 |",
            ],
        ),
        table(
            "处罚_20251001.csv",
            &[
                "处罚决定日期 | 行政处罚决定书文号 | 处罚类别 | 当事人 | 罚款金额（元） | 实缴金额（元）",
                "2025年3月5日 | （湘乡）应急罚〔2025〕1号 | 罚款 | 湘乡市甲机械有限公司 | 6,000 | 6000",
                "2025年8月1日 | （湘乡）应急罚〔2025〕2号 | 警告 | 湘乡市乙机械有限公司 | |",
            ],
        ),
    ]);
    let merged = merged(&books, WISH).unwrap();
    assert_eq!(merged.merged().kind, Some(MergeKind::Register("penalties")));
    let rows = shown(&merged);
    assert_eq!(
        rows,
        [
            "行政处罚决定书文号=（湘乡）应急罚〔2024〕1号<(湘乡)应急罚[2024]1号> 当事人=湘乡市甲机械有限公司 \
             处罚种类=罚款 处罚决定日期=2024-03-05<2024.3.5> 罚款金额（元）=10000<1>",
            "行政处罚决定书文号=（湘乡）应急罚〔2025〕1号 当事人=湘乡市甲机械有限公司 处罚种类=罚款 \
             处罚决定日期=2025-03-05<2025年3月5日> 罚款金额（元）=6000<6,000> 实缴金额（元）=6000 \
             承办人意见=同意",
            "行政处罚决定书文号=（湘乡）应急罚〔2025〕2号 当事人=湘乡市乙机械有限公司 处罚种类=警告 \
             处罚决定日期=2025-08-01<2025年8月1日>",
        ],
        "{rows:#?}"
    );
}

#[test]
fn a_merged_table_keeps_its_lineage_and_its_texts() {
    let books = read(vec![
        table(
            "合并.csv",
            &[
                "记录编号 | 检查对象 | 检查日期 | 罚款金额（元） | 来源文件 | 工作表 | 行号 | 检查日期·原文 | 罚款金额（元）·原文",
                "J-1 | 湘乡市甲机械有限公司 | 2025-03-05 | 5000 | 一季度.xls | 3月 | 7 | 2025年3月5日 | 0.5",
            ],
        ),
        table(
            "四月.csv",
            &[
                "记录编号 | 检查对象 | 检查日期",
                "J-2 | 湘乡市乙机械有限公司 | 2025-04-05",
            ],
        ),
    ]);
    let merged = merged(&books, WISH).unwrap();
    assert_eq!(
        shown(&merged),
        [
            "记录编号=J-1 检查对象=湘乡市甲机械有限公司 检查日期=2025-03-05<2025年3月5日> \
             罚款金额（元）=5000<0.5>",
            "记录编号=J-2 检查对象=湘乡市乙机械有限公司 检查日期=2025-04-05",
        ]
    );
    let place = merged.earlier_place(0).unwrap();
    let told: Vec<String> = place.iter().map(|part| part.text().into_owned()).collect();
    assert_eq!(told, ["一季度.xls", "3月", "7"]);
    assert_eq!(merged.earlier_place(1), None);
}

#[test]
fn short_numbers_of_a_field_are_numbers_in_every_row() {
    let books = read(vec![table(
        "计划.csv",
        &[
            "计划编号 | 企业名称 | 计划检查月份 | 计划检查次数",
            "JH1 | 湘乡市甲机械有限公司 | 3月 | 2",
            "JH2 | 湘乡市乙机械有限公司 | 4月 | 3",
        ],
    )]);
    let merged = merged(&books, WISH).unwrap();
    let columns = &merged.merged().columns;
    let at = columns
        .iter()
        .position(|c| c.name == "计划检查次数")
        .unwrap();
    assert!(columns[at].numeric);
    let counts = (0..2).map(|row| merged.values(row)[at].value.clone());
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [CleanValue::Number(2.0), CleanValue::Number(3.0)]
    );
}

#[test]
fn a_column_below_a_group_is_the_column_without_it() {
    let books = read(vec![
        table(
            "水表1.csv",
            &["表号 | 其他/归档盒 | 抄表员", "0012 | 5 | k1"],
        ),
        table("水表2.csv", &["表号 | 归档盒 | 抄表员", "0013 | 7 | k1"]),
    ]);
    let merged = merged(&books, WISH).unwrap();
    assert_eq!(
        shown(&merged),
        [
            "表号=0012 归档盒=5 抄表员=k1",
            "表号=0013 归档盒=7 抄表员=k1"
        ]
    );
}
