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

#[test]
fn each_firm_has_a_person_of_its_own_and_a_bureau_a_team() {
    let people = [
        "甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九", "癸十",
    ];
    let lines = |tail: &str| {
        let mut lines = vec![format!("企业名称|检查日期|负责人|是否复查{tail}")];
        for (at, person) in people.iter().enumerate() {
            let team = if tail.is_empty() {
                ""
            } else {
                "|张三 李四"
            };
            let name = format!("攸县{person}机械有限公司");
            lines.push(format!("{name}|2025-03-1{at}|王{person}|否{team}"));
        }
        lines
    };
    for tail in ["|参加人", ""] {
        let lines = lines(tail);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mapping = map("a.csv", &lines).0;
        assert_maps(&mapping, &[(3, F::LegalPerson)]);
        let officers = (!tail.is_empty()).then_some(5);
        assert_eq!(mapping.column_of(F::Officers), officers, "{mapping:?}");
    }
}

#[test]
fn what_a_visit_led_to_is_no_state_of_its_record() {
    let mapping = register("检查日期|检查情况|流程节点", |at| {
        let led = ["责令限期整改", "未发现问题"][at % 2];
        let stands = ["已办结", "已作废", "草稿", "已办结"][at];
        format!("2025-03-1{at}|{led}|{stands}")
    });
    assert_maps(&mapping, &[(5, F::Status)]);
}

#[test]
fn an_order_that_a_visit_answers_is_not_its_own_number() {
    for header in ["对应责令文号", "复查所依据的责令改正文书"] {
        let mapping = register(&format!("检查日期|{header}"), |at| {
            let order = if at == 3 {
                "（攸县）应急责改〔2025〕7号"
            } else {
                ""
            };
            format!("2025-03-1{at}|{order}")
        });
        assert_maps(&mapping, &[(4, F::FollowsDocument)]);
        assert_eq!(mapping.column_of(F::DocumentNumber), None, "{mapping:?}");
    }
}

#[test]
fn a_question_asked_of_each_row_makes_no_register_of_joint_checks() {
    let mapping = map(
        "a.csv",
        &[
            "编号|受检单位名称|上门日子|是否部门联合|隐患数",
            "1|攸县甲机械有限公司|2025-03-05|否|1",
            "2|攸县乙鞭炮厂|2025-03-06|是|0",
            "3|攸县丙加油站|2025-03-07|否|2",
        ],
    );
    assert_eq!(mapping.0.source, Source::Safety, "{:?}", mapping.0);
    assert_maps(&mapping.0, &[(2, F::Enterprise), (4, F::Joint)]);
}

#[test]
fn the_end_may_stand_before_the_beginning() {
    let mapping = register("检查时间/走时|检查时间/来时", |at| {
        format!("2025-03-1{at} 11:30|2025-03-1{at} 9:00")
    });
    assert_maps(&mapping, &[(3, F::DateEnd), (4, F::DateStart)]);
}

#[test]
fn the_only_day_of_a_register_without_officers_is_the_visits() {
    let (mapping, _) = map(
        "a.csv",
        &[
            "企业名称|统一社会信用代码|负责人|动身日|检查来由|处理意见",
            "湘乡市甲机械有限公司|91430381MAYYYY016K|周启明|2025-03-05|计划检查|整改",
            "湘乡市乙鞭炮厂|91430381MAYYYY024E|谭晓芳|2025-03-06|投诉举报|合格",
            "湘乡市丙加油站|92430381MAYYYY016G|罗定邦|2025-03-07|双随机|合格",
        ],
    );
    assert_eq!(mapping.kind, Some(RecordKind::Inspection), "{mapping:?}");
    assert_maps(&mapping, &[(4, F::DateStart)]);
}
