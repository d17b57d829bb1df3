//! Plans as bureaus publish and change them, and visits held against a cap: small years by hand.

use hedui::model::{Books, Cause, Outcome, Silent, Source};
use std::fs;

const VISITS: &str =
    "检查记录编号,被检查单位,统一社会信用代码,检查日期,检查类型,任务来源,执法人员\n";

/// A run wants both systems.
const CODES: &str = "检查码编号,检查对象名称,申请时间,检查日期,赋码途径,检查码状态\n\
    JCM1,甲县光明化工有限公司,2025-03-05,2025-03-05,有计划检查,已完成\n\
    JCM2,甲县永安采石场,2025-04-06,2025-04-06,有计划检查,已完成\n";

/// A year of these files, run.
fn year(settings: &str, files: &[(&str, &str)]) -> Books {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let period = "[period]\nfrom = \"2025-01-01\"\nto = \"2025-12-31\"\n";
    fs::write(
        folder.path().join("hedui.toml"),
        format!("[body]\nnames = [\"甲县应急管理局\"]\n{period}{settings}"),
    )
    .expect("the settings");
    fs::write(folder.path().join("赋码.csv"), CODES).expect("the codes");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let settings =
        hedui::config::load(&folder.path().join("hedui.toml")).expect("the settings are right");
    hedui::pipeline::run(folder.path(), &settings, &Silent).expect("the year runs")
}

/// Visits of the register: enterprise, day, kind and task.
fn visits(told: &[(&str, &str, &str, &str)]) -> String {
    let mut text = VISITS.to_string();
    for (nth, (name, day, kind, task)) in told.iter().enumerate() {
        let number = format!("（甲）应急检记〔2025〕{}号", nth + 1);
        text.push_str(&format!(
            "{number},{name},,{day},{kind},{task},张三、李四\n"
        ));
    }
    text
}

fn figures(books: &Books, keys: &[&str]) -> Vec<Option<i64>> {
    keys.iter().map(|key| books.metrics.count(key)).collect()
}

const PLAN: [&str; 3] = ["plan.enterprises", "plan.visits", "plan.done"];

fn planned_visits() -> String {
    visits(&[
        (
            "甲县光明化工有限公司",
            "2025-03-05",
            "计划检查",
            "年度检查计划",
        ),
        (
            "甲县光明化工有限公司",
            "2025-09-05",
            "计划检查",
            "年度检查计划",
        ),
        ("甲县永安采石场", "2025-04-06", "计划检查", "年度检查计划"),
    ])
}

#[test]
fn months_in_columns_of_their_own_are_planned_visits() {
    let plan = "甲县应急管理局2025年度行政检查计划,,,,,,,,,,,,,\n\
        序号,企业名称,1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月\n\
        1,甲县光明化工有限公司,,,√,,,,,,√,,,\n\
        2,甲县永安采石场,,,,1,,,,,,,,\n\
        3,甲县隆兴花炮厂,,,,,●,,,,,,2次,\n";
    let books = year(
        "",
        &[("检查.csv", &planned_visits()), ("2025年计划.csv", plan)],
    );
    assert_eq!(figures(&books, &PLAN), [Some(3), Some(6), Some(3)]);
}

#[test]
fn quarters_in_columns_of_their_own_are_planned_visits() {
    let plan = "序号,企业名称,第一季度,第二季度,第三季度,第四季度\n\
        1,甲县光明化工有限公司,√,,√,\n\
        2,甲县永安采石场,,1,,\n\
        3,甲县隆兴花炮厂,,,,√\n";
    let books = year(
        "",
        &[
            ("检查.csv", &planned_visits()),
            ("2025年检查计划.csv", plan),
        ],
    );
    assert_eq!(figures(&books, &PLAN), [Some(3), Some(4), Some(3)]);
    assert_eq!(
        figures(&books, &["cause.C01", "cause.C02"]),
        [Some(2), Some(1)]
    );
}

#[test]
fn names_under_the_title_of_a_plan_are_a_plan() {
    let plan = "甲县应急管理局2025年度行政检查计划（一季度）,,\n\
        序号,企业名称,承办机构\n1,甲县光明化工有限公司,危化股\n2,甲县永安采石场,矿山股\n\
        3,甲县隆兴花炮厂,烟花股\n";
    let books = year("", &[("检查.csv", &planned_visits()), ("附件.csv", plan)]);
    assert_eq!(figures(&books, &PLAN), [Some(3), Some(3), Some(2)]);
}

const FIRST: &str = "甲县应急管理局2025年度行政检查计划,,\n企业名称,检查时间,检查次数\n\
    甲县光明化工有限公司,3月,2\n甲县永安采石场,4月,1\n甲县隆兴花炮厂,5月,1\n";

#[test]
fn a_plan_published_anew_stands_in_the_place_of_the_first() {
    let anew = "甲县应急管理局2025年度行政检查计划（2025年7月修订）,,\n\
        企业名称,检查时间,检查次数\n甲县光明化工有限公司,3月,2\n甲县永安采石场,9月,2\n\
        甲县丰收粮油有限公司,10月,1\n";
    let files = [("检查.csv", planned_visits()), ("计划一.csv", FIRST.into())];
    let [visits, first] = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let books = year("", &[visits, first, ("计划二.csv", anew)]);
    assert_eq!(figures(&books, &PLAN), [Some(3), Some(5), Some(3)]);
    // A further list of other enterprises replaces nothing.
    let further = "甲县应急管理局2025年度行政检查计划（修订）,,\n企业名称,检查时间,检查次数\n\
        甲县丰收粮油有限公司,10月,1\n";
    let books = year("", &[visits, first, ("计划二.csv", further)]);
    assert_eq!(figures(&books, &PLAN), [Some(4), Some(5), Some(3)]);
}

#[test]
fn a_list_of_changes_changes_the_lines_of_its_enterprises() {
    let changes = "甲县应急管理局2025年度行政检查计划调整表,,,,\n\
        企业名称,调整类型,调整前检查次数,调整后检查次数,调整原因\n\
        甲县光明化工有限公司,次数调整,2,1,避免重复\n甲县隆兴花炮厂,取消,1,0,停产\n\
        甲县丰收粮油有限公司,新增,0,1,上级要求\n";
    let visits = planned_visits();
    let files = [
        ("检查.csv", visits.as_str()),
        ("计划.csv", FIRST),
        ("调整.csv", changes),
    ];
    let books = year("", &files);
    assert_eq!(figures(&books, &PLAN), [Some(3), Some(3), Some(2)]);
}

const CAPPED: [&str; 3] = [
    "frequency.enterprises",
    "frequency.over_cap",
    "frequency.most",
];

#[test]
fn what_was_deployed_from_above_is_held_against_no_cap_and_what_one_deployed_is() {
    let visits = visits(&[
        (
            "甲县光明化工有限公司",
            "2025-03-05",
            "计划检查",
            "年度检查计划",
        ),
        (
            "甲县光明化工有限公司",
            "2025-04-05",
            "专项检查",
            "上级部署专项检查",
        ),
        (
            "甲县光明化工有限公司",
            "2025-05-05",
            "专项检查",
            "省安委会部署",
        ),
        ("甲县永安采石场", "2025-03-06", "计划检查", "年度检查计划"),
        (
            "甲县永安采石场",
            "2025-04-06",
            "专项检查",
            "本局部署专项行动",
        ),
        (
            "甲县隆兴花炮厂",
            "2025-04-07",
            "专项检查",
            "上级部署专项检查",
        ),
    ]);
    let books = year("[frequency]\nper_year = 1\n", &[("检查.csv", &visits)]);
    assert_eq!(figures(&books, &CAPPED), [Some(2), Some(1), Some(2)]);
    let all = "[frequency]\nper_year = 1\nexempt = []\n";
    let books = year(all, &[("检查.csv", &visits)]);
    assert_eq!(figures(&books, &CAPPED), [Some(3), Some(2), Some(3)]);
}

#[test]
fn the_roster_tells_by_which_grade_an_enterprise_is_capped() {
    let days = ["2025-03-05", "2025-06-05", "2025-09-05"];
    let firms = ["甲县光明化工有限公司", "甲县永安采石场"];
    let told: Vec<(&str, &str, &str, &str)> = firms
        .iter()
        .flat_map(|firm| days.map(|day| (*firm, day, "计划检查", "年度检查计划")))
        .collect();
    let roster = "企业名称,统一社会信用代码,行业领域,风险等级,标准化等级,经营状态\n\
        甲县光明化工有限公司,91430381MAYYYY016K,危险化学品,A,二级,存续\n\
        甲县永安采石场,91430381MAYYYY024E,非煤矿山,C,无,存续\n";
    let settings = "[frequency]\npreset = \"shanxi-2025\"\n";
    let books = year(
        settings,
        &[("检查.csv", &visits(&told)), ("名录.csv", roster)],
    );
    // Four a year by standardisation, two by risk.
    assert_eq!(figures(&books, &CAPPED), [Some(2), Some(1), Some(3)]);
}

#[test]
fn a_row_that_names_several_enterprises_is_parted_among_them() {
    let plan = "序号,检查事项,检查对象,检查频次,承办机构\n\
        1,安全生产检查,甲县光明化工有限公司、甲县永安采石场（共2家）,1次/年,危化股\n\
        2,安全生产检查,\"1.甲县隆兴花炮厂\n2.甲县和平家具厂\",2次/年,危化股\n";
    let books = year(
        "",
        &[
            ("检查.csv", &planned_visits()),
            ("2025年检查计划.csv", plan),
        ],
    );
    assert_eq!(figures(&books, &PLAN), [Some(4), Some(6), Some(2)]);
    assert_eq!(
        figures(&books, &["plan.rows", "plan.unexplained", "cause.C02"]),
        [Some(2), Some(0), Some(2)]
    );
    // Each row stands once, with what became of each of its enterprises.
    let rows: Vec<_> = books
        .ledger
        .iter()
        .filter(|line| line.source == Source::Plan && line.outcome.is_some())
        .collect();
    let [done, open] = rows[..] else {
        panic!("two rows: {rows:?}")
    };
    assert_eq!(
        (done.outcome, done.cause),
        (Some(Outcome::Linked), Some(Cause::C07))
    );
    assert!(done.detail.zh.contains("甲县永安采石场: 计划1次,完成1次"));
    assert_eq!(
        (open.outcome, open.cause),
        (Some(Outcome::PlanOnly), Some(Cause::C02))
    );
    assert!(!books.findings.iter().any(|finding| finding.rule == "T220"));
}

#[test]
fn a_number_of_visits_is_each_enterprises_or_the_rows_as_the_column_tells() {
    let plan = |counts: [&str; 2]| {
        format!(
            "序号,检查对象,计划检查次数,承办机构\n\
             1,甲县光明化工有限公司、甲县永安采石场,{},危化股\n\
             2,甲县隆兴花炮厂、甲县和平家具厂,{},危化股\n",
            counts[0], counts[1]
        )
    };
    // Where both would do, the total tells.
    for (total, visits) in [("", 6), ("合计,,6,\n", 6), ("合计,,12,\n", 12)] {
        let plan = format!("{}{total}", plan(["2", "4"]));
        let books = year(
            "",
            &[
                ("检查.csv", &planned_visits()),
                ("2025年检查计划.csv", &plan),
            ],
        );
        assert_eq!(figures(&books, &["plan.visits"]), [Some(visits)], "{total}");
    }
    for (counts, visits) in [(["2", "4"], 6), (["2", "1"], 6), (["2次/年", "4次/年"], 12)] {
        let books = year(
            "",
            &[
                ("检查.csv", &planned_visits()),
                ("2025年检查计划.csv", &plan(counts)),
            ],
        );
        assert_eq!(
            figures(&books, &["plan.visits"]),
            [Some(visits)],
            "{counts:?}"
        );
    }
}

const BEFORE: &str = "序号,检查对象,计划检查次数\n1,甲县光明化工有限公司,1\n2,甲县永安采石场,1\n\
    3,甲县隆兴花炮厂,1\n";
const AFTER: &str = "序号,检查对象,计划检查次数\n1,甲县光明化工有限公司,2\n2,甲县永安采石场,1\n";

#[test]
fn of_plans_of_one_title_the_later_number_or_day_stands() {
    for (first, second) in [
        (
            "甲应急〔2025〕4号 2025年度检查计划.csv",
            "甲应急〔2025〕31号 2025年度检查计划.csv",
        ),
        (
            "2025年度检查计划20250806.csv",
            "2025年度检查计划20251009.csv",
        ),
    ] {
        let visits = planned_visits();
        let files = [("检查.csv", &*visits), (first, BEFORE), (second, AFTER)];
        let books = year("", &files);
        assert_eq!(
            figures(&books, &PLAN),
            [Some(2), Some(3), Some(3)],
            "{second}"
        );
        let swapped = [("检查.csv", &*visits), (first, AFTER), (second, BEFORE)];
        let books = year("", &swapped);
        assert_eq!(
            figures(&books, &PLAN),
            [Some(3), Some(3), Some(2)],
            "{second}"
        );
    }
}

#[test]
fn the_plans_of_two_halves_and_two_offices_stand_beside_each_other() {
    for (one, other) in [
        ("2025年上半年检查计划.csv", "2025年下半年检查计划.csv"),
        ("2025年第一季度检查计划.csv", "2025年第三季度检查计划.csv"),
    ] {
        let visits = planned_visits();
        let files = [("检查.csv", &*visits), (one, BEFORE), (other, BEFORE)];
        let books = year("", &files);
        let told = [Some(3), Some(6), Some(3)];
        assert_eq!(figures(&books, &PLAN), told, "{one}");
    }
    let visits = planned_visits();
    let (one, other) = (
        "甲应急〔2025〕4号 危化股2025年度检查计划.csv",
        "甲应急〔2025〕5号 工贸股2025年度检查计划.csv",
    );
    let files = [("检查.csv", &*visits), (one, BEFORE), (other, AFTER)];
    let books = year("", &files);
    assert_eq!(figures(&books, &["plan.rows"]), [Some(4)]);
}

#[test]
fn a_plan_for_another_year_asks_for_nothing() {
    let visits = planned_visits();
    let books = year(
        "",
        &[
            ("检查.csv", &*visits),
            ("2024年度检查计划.csv", BEFORE),
            ("2025年度检查计划.csv", AFTER),
            ("2026年度检查计划.csv", BEFORE),
        ],
    );
    assert_eq!(figures(&books, &PLAN), [Some(2), Some(3), Some(3)]);
    let plans = books
        .ledger
        .iter()
        .filter(|line| line.source == Source::Plan);
    let excluded = plans.filter(|line| line.outcome == Some(Outcome::Excluded));
    assert_eq!(excluded.count(), 6);
}
