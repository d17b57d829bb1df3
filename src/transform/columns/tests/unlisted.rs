//! Headers that no list knows: neighbours, other sheets and the words within them tell.

use super::*;

const ROWS: [&str; 4] = ["甲机械有限公司", "乙鞭炮厂", "丙加油站", "丁建材有限公司"];

/// A register of four visits; `cells` writes what follows the firm and the officers.
fn register(headers: &str, cells: impl Fn(usize) -> String) -> TableMapping {
    let mut lines = vec![format!("受检企业|检查员|{headers}")];
    for (at, name) in ROWS.iter().enumerate() {
        lines.push(format!("攸县{name}|张三、李四|{}", cells(at)));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    map("a.csv", &lines).0
}

#[test]
fn the_day_before_the_end_is_the_beginning() {
    let days = |at: usize| format!("2025-03-1{at}|2025-03-1{at}");
    let mapping = register("下企业日期|检查完成日期", days);
    assert_maps(&mapping, &[(3, F::DateStart), (4, F::CompletedAt)]);
    // Nothing lasted longer than a day: the left one is the beginning.
    let mapping = register("rq1|rq2", days);
    assert_maps(&mapping, &[(3, F::DateStart), (4, F::DateEnd)]);
}

#[test]
fn a_deadline_is_no_end_and_a_day_of_entry_no_beginning() {
    let mapping = register("进厂日|登记日期|整改截止日期", |at| {
        format!("2025-03-1{at}|2025-03-1{}|2025-04-1{at}", at + 2)
    });
    assert_maps(&mapping, &[(3, F::DateStart), (4, F::ExportedAt)]);
    assert_eq!(mapping.column_of(F::DateEnd), None, "{mapping:?}");
}

#[test]
fn a_yes_or_no_is_what_its_header_speaks_of() {
    let mapping = register(
        "检查日期|复查(是/否)|多部门联合|查出问题(个)",
        |at| format!("2025-03-1{at}|{}|0|{}", usize::from(at == 2), 4 - at),
    );
    assert_maps(
        &mapping,
        &[(4, F::Reinspection), (5, F::Joint), (6, F::Hazards)],
    );
}

#[test]
fn a_group_over_many_columns_names_none_of_them() {
    let mapping = register(
        "检查日期|检查情况/甲栏|检查情况/乙栏|检查情况/丙栏",
        |at| format!("2025-03-1{at}|写明{at}|另写{at}|又写{at}"),
    );
    assert_eq!(mapping.column_of(F::Content), None, "{mapping:?}");
}

#[test]
fn a_group_over_two_columns_of_which_one_counts() {
    let mapping = register(
        "检查日期|检查情况/查出问题(个)|检查情况/备注",
        |at| format!("2025-03-1{at}|{}|无", [3, 0, 2, 0][at]),
    );
    assert_maps(&mapping, &[(4, F::Hazards), (5, F::Remark)]);
}

#[test]
fn days_shortly_before_the_visit_are_the_applications() {
    let mut lines = vec!["检查码编号|市场主体名称|入企日期|要码日".to_string()];
    for (at, name) in ROWS.iter().enumerate() {
        let asked = 10 + at - usize::from(at % 2 == 0);
        lines.push(format!(
            "JC43022300{at}|攸县{name}|2025-03-{}|2025-03-{asked:02}",
            10 + at
        ));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (mapping, _) = map("a.csv", &lines);
    assert_maps(&mapping, &[(3, F::DateStart), (4, F::AppliedAt)]);
}

#[test]
fn a_sheet_of_one_row_is_read_as_the_others_of_its_book() {
    let header = "受检者|何时|去的人|执法类别";
    let rows: Vec<String> = ROWS
        .iter()
        .enumerate()
        .map(|(at, name)| format!("攸县{name}|2025-03-1{at}|张三、李四|专项执法"))
        .collect();
    let mut lines = vec![header];
    lines.extend(rows.iter().map(String::as_str));
    let sheet = |name: &str, lines: &[&str]| SourceTable {
        sheet: name.to_string(),
        ..table("a.xlsx", lines)
    };
    let one = [header, "攸县某地作坊|2025-05-06|王五|专项执法"];
    let tables = [sheet("危化股", &lines), sheet("工贸股", &one)];
    let mapped = map_tables(0, &tables, &Settings::default());
    let fields = [
        (1, F::Enterprise),
        (2, F::DateStart),
        (3, F::Officers),
        (4, F::Route),
    ];
    assert_maps(&mapped[0].0, &fields);
    assert_maps(&mapped[1].0, &fields);
}
