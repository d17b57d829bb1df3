//! Headers found, and not found, on small pages.

use super::*;

fn sheet(rows: &[&str], merges: &[(usize, usize, usize, usize)]) -> Sheet {
    let mut sheet = Sheet::default();
    let cells = |row: &&str| row.split('|').map(Cell::of_text).collect();
    sheet.rows = rows.iter().map(cells).collect();
    let area = |m: &(usize, usize, usize, usize)| Area {
        top: m.0,
        left: m.1,
        bottom: m.2,
        right: m.3,
    };
    sheet.merges = merges.iter().map(area).collect();
    sheet
}

fn header(
    rows: &[&str],
    merges: &[(usize, usize, usize, usize)],
) -> Option<(usize, usize, String)> {
    let sheet = sheet(rows, merges);
    find_header(&sheet, 0, rows.len()).map(|h| (h.first, h.last, h.names.join("|")))
}

fn found(first: usize, last: usize, names: &str) -> Option<(usize, usize, String)> {
    Some((first, last, names.to_string()))
}

#[test]
fn title_rows_stand_above_the_header() {
    let rows = [
        "2025年度现场检查记录台账",
        "填报单位：湘乡市应急管理局||统计期间：2025年1月1日至12月31日||打印日期|2026-01-05",
        "",
        "序号|企业名称|统一社会信用代码|检查时间|检查人员|检查结果",
        "1|湘乡市甲厂|91430381MAYYYY016K|2025-03-05|张三、李四|合格",
        "2|湘乡市乙厂||2025-03-06|张三、王五|",
    ];
    let names = "序号|企业名称|统一社会信用代码|检查时间|检查人员|检查结果";
    assert_eq!(header(&rows, &[(0, 0, 0, 5)]), found(3, 3, names));
    assert_eq!(header(&rows, &[]), found(3, 3, names));
    assert_eq!(header(&rows[3..], &[]), found(0, 0, names));
    assert_eq!(header(&rows[3..4], &[]), found(0, 0, names));
}

#[test]
fn two_levels_are_joined_with_and_without_merged_cells() {
    let rows = [
        "标题",
        "序号|企业名称|检查时间||执法人员||结果",
        "||起|止|姓名|证号|",
        "1|甲厂|2025-03-05|2025-03-06|张三|18030101|合格",
        "2|乙厂|2025-03-07|2025-03-07|李四|18030102|不合格",
    ];
    let names = "序号|企业名称|检查时间/起|检查时间/止|执法人员/姓名|执法人员/证号|结果";
    let merges = [
        (0, 0, 0, 6),
        (1, 0, 2, 0),
        (1, 1, 2, 1),
        (1, 2, 1, 3),
        (1, 4, 1, 5),
        (1, 6, 2, 6),
    ];
    assert_eq!(header(&rows, &merges), found(1, 2, names));
    assert_eq!(header(&rows, &[]), found(1, 2, names));
}

#[test]
fn group_titles_stand_above_a_full_row() {
    let rows = [
        "基本信息|||检查信息||",
        "企业名称|地址|行业|检查时间|检查人员|检查结果",
        "甲厂|东郊乡|工贸|2025-03-05|张三|合格",
        "乙厂|育塅乡|工贸|2025-03-05|张三|合格",
    ];
    let names = "基本信息/企业名称|基本信息/地址|基本信息/行业|检查信息/检查时间|检查信息/检查人员|检查信息/检查结果";
    assert_eq!(
        header(&rows, &[(0, 0, 0, 2), (0, 3, 0, 5)]),
        found(0, 1, names)
    );
    assert_eq!(header(&rows, &[]), found(0, 1, names));
}

#[test]
fn three_levels_without_merged_cells() {
    let rows = [
        "序号|企业信息||检查情况|||",
        "|名称|代码|时间||人员|",
        "|||起|止|甲|乙",
        "1|甲厂|91430381MAYYYY016K|2025-03-05|2025-03-05|张三|李四",
    ];
    let names = "序号|企业信息/名称|企业信息/代码|检查情况/时间/起|检查情况/时间/止|检查情况/人员/甲|检查情况/人员/乙";
    assert_eq!(header(&rows, &[]), found(0, 2, names));
}

#[test]
fn a_line_of_names_and_values_is_no_level() {
    let rows = [
        "填报单位|湘乡市应急管理局||统计时间|2025年度|",
        "序号|企业名称|检查时间|检查人员|结果|备注",
        "1|甲厂|2025-03-05|张三|合格|",
    ];
    let names = "序号|企业名称|检查时间|检查人员|结果|备注";
    assert_eq!(header(&rows, &[]), found(1, 1, names));
}

#[test]
fn words_never_seen_make_a_header_too() {
    let rows = [
        "甲方|乙项|丙况|丁目",
        "湘乡市甲厂|2025-03-05|合格|12",
        "湘乡市乙厂|2025-03-06|合格|7",
    ];
    assert_eq!(header(&rows, &[]), found(0, 0, "甲方|乙项|丙况|丁目"));
    let texts = [
        "alpha|beta|gamma",
        "甲厂|东郊乡|合格",
        "乙厂|东郊乡|合格",
        "丙厂|育塅乡|合格",
    ];
    assert_eq!(header(&texts, &[]), found(0, 0, "alpha|beta|gamma"));
}

#[test]
fn a_table_without_a_header_has_none() {
    let rows = [
        "湘乡市甲厂|91430381MAYYYY016K|2025-03-05|张三|合格",
        "湘乡市乙厂|91430381MAYYYY024E|2025-03-06|张三|合格",
        "湘乡市丙厂|91430381MAXXXX1112|2025-03-07|李四|合格",
    ];
    assert_eq!(header(&rows, &[]), None);
    assert_eq!(
        header(&["填表说明", "请逐项填写。", "不得空项。"], &[]),
        None
    );
    let texts = ["甲厂|东郊乡|合格", "乙厂|东郊乡|合格", "丙厂|育塅乡|合格"];
    assert_eq!(header(&texts, &[]), None);
}

#[test]
fn column_numbers_under_the_header_belong_to_it() {
    let rows = [
        "指标名称|代码|检查次数|罚款金额（万元）",
        "甲|乙|1|2",
        "合法企业|01|12|3.5",
        "其他|02|7|",
    ];
    assert_eq!(
        header(&rows, &[]),
        found(0, 1, "指标名称|代码|检查次数|罚款金额（万元）")
    );
}

#[test]
fn a_header_repeated_on_each_page_is_still_the_first() {
    let rows = [
        "甲方|乙项|丙况",
        "某厂|2025-03-05|合格",
        "甲方|乙项|丙况",
        "某矿|2025-03-06|合格",
    ];
    assert_eq!(header(&rows, &[]), found(0, 0, "甲方|乙项|丙况"));
}
