//! Small folders of exports, read as files: plans in their two grains, and New Year between two
//! years' exports.

use hedui::model::{Books, Cause, Outcome, Settings, Silent, Source};
use std::fmt::Write;

/// A folder of exports under construction.
struct Folder {
    place: tempfile::TempDir,
}

const REGISTER: &str =
    "检查编号,检查日期,企业名称,统一社会信用代码,检查类型,检查事项,检查人员,现场检查记录编号\n";
const CODES: &str =
    "检查码编号,企业名称,统一社会信用代码,检查日期,申请时间,检查类型,执法人员,状态\n";

impl Folder {
    fn new() -> Folder {
        Folder {
            place: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, name: &str, text: impl AsRef<str>) -> &Self {
        let path = self.place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text.as_ref()).unwrap();
        self
    }

    fn run(&self, settings: &str) -> Books {
        let settings: Settings = toml::from_str(settings).unwrap();
        hedui::pipeline::run(self.place.path(), &settings, &Silent).unwrap()
    }
}

/// A firm's name and a credit code that passes the check rules.
fn firm(number: usize) -> (String, String) {
    let word = [
        "鸿达", "福星", "金河", "振华", "恒通", "瑞丰", "泰源", "兴茂",
    ][number % 8];
    let body = format!("91430381MA{number:07}");
    let check = hedui::model::check_character(&body).unwrap();
    (
        format!("湘乡市{word}{number}号机械有限公司"),
        format!("{body}{check}"),
    )
}

fn visit(number: usize, day: &str, kind: &str, item: &str) -> String {
    let ((name, code), serial) = (firm(number), number + 1);
    let year = &day[..4];
    let officers = ["王强、李明", "赵刚、周敏", "刘洋、陈静"][number % 3];
    format!(
        "JC{day}{number},{day},{name},{code},{kind},{item},{officers},（湘乡）应急检记〔{year}〕{serial}号\n"
    )
}

fn code(number: usize, day: &str, applied: &str) -> String {
    let (name, credit) = firm(number);
    let officers = ["王强、李明", "赵刚、周敏", "刘洋、陈静"][number % 3];
    format!("M{day}{number},{name},{credit},{day},{applied} 09:00:00,触发式,{officers},已完成\n")
}

/// Twenty visits of a year with their codes, so that there is a year to reconcile.
fn plain_year(year: i32) -> (String, String) {
    let (mut register, mut codes) = (REGISTER.to_string(), CODES.to_string());
    for at in 0..20 {
        let day = format!("{year}-{:02}-{:02}", 2 + at % 10, 3 + at);
        register.push_str(&visit(at, &day, "触发式", "隐患排查治理检查"));
        codes.push_str(&code(at, &day, &day));
    }
    (register, codes)
}

fn outcome_of(books: &Books, source: Source, number: usize, day: &str) -> (Outcome, Option<Cause>) {
    let (_, credit) = firm(number);
    let events = books.understood.events.iter().enumerate();
    let at = events
        .filter(|(_, event)| event.source == source)
        .find(|(_, event)| {
            let own = event
                .credit_code
                .as_ref()
                .is_some_and(|code| *code.text == *credit);
            own && event.start.is_some_and(|start| start.to_string() == day)
        })
        .unwrap_or_else(|| panic!("no {source:?} {number} {day}"))
        .0;
    (
        books.verdicts[at].outcome.unwrap(),
        books.verdicts[at].cause,
    )
}

fn detail_of(books: &Books, cause: Cause) -> String {
    let found = books
        .verdicts
        .iter()
        .find(|verdict| verdict.cause == Some(cause));
    found.unwrap().detail.zh.clone()
}

#[test]
fn neighbouring_years_exports_explain_the_edges_and_count_nothing() {
    let (mut register, mut codes) = plain_year(2025);
    register.push_str(&visit(40, "2025-12-30", "触发式", "举报核查"));
    codes.push_str(&code(41, "2025-01-02", "2025-01-02"));
    let before = REGISTER.to_string()
        + &visit(41, "2024-12-31", "触发式", "举报核查")
        + &visit(42, "2024-11-05", "触发式", "举报核查");
    let after = CODES.to_string()
        + &code(40, "2026-01-02", "2026-01-02")
        + &code(43, "2026-01-20", "2026-01-20");

    let alone = Folder::new();
    alone
        .file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes);
    let alone = alone.run("");
    let both = Folder::new();
    both.file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes)
        .file("去年/台账2024.csv", &before)
        .file("明年/赋码202601.csv", &after);
    let both = both.run("");

    for books in [&alone, &both] {
        assert_eq!(books.metrics.count("inspections.total"), Some(21));
        assert_eq!(books.metrics.count("codes.total"), Some(21));
        assert_eq!(books.statement.unexplained, 0);
    }
    let lone = (Outcome::SafetyOnly, Some(Cause::A99));
    assert_eq!(outcome_of(&alone, Source::Safety, 40, "2025-12-30"), lone);
    let late = (Outcome::SafetyOnly, Some(Cause::A11));
    assert_eq!(outcome_of(&both, Source::Safety, 40, "2025-12-30"), late);
    let other_year = (Outcome::PlatformOnly, Some(Cause::B06));
    assert_eq!(
        outcome_of(&both, Source::Platform, 41, "2025-01-02"),
        other_year
    );
    assert!(detail_of(&both, Cause::A11).contains("2026-01-02"));
    assert!(detail_of(&both, Cause::B06).contains("2024-12-31"));
    assert_eq!(both.metrics.count("cutoff.inspections"), Some(1));
    assert_eq!(both.metrics.count("cutoff.codes"), Some(1));
    let lines: Vec<&str> = both
        .statement
        .lines
        .iter()
        .map(|line| &*line.text.zh)
        .collect();
    assert!(
        lines.iter().any(|line| line.contains("跨期:检查码在期后")),
        "{lines:?}"
    );
    assert!(
        lines.iter().any(|line| line.contains("跨期:检查在期前")),
        "{lines:?}"
    );
    for (source, number, day) in [
        (Source::Safety, 42, "2024-11-05"),
        (Source::Safety, 41, "2024-12-31"),
        (Source::Platform, 43, "2026-01-20"),
        (Source::Platform, 40, "2026-01-02"),
    ] {
        assert_eq!(outcome_of(&both, source, number, day).0, Outcome::Excluded);
    }
}

#[test]
fn neighbouring_years_can_be_named_under_their_source() {
    let (mut register, codes) = plain_year(2025);
    register.push_str(&visit(40, "2025-12-30", "触发式", "举报核查"));
    let folder = Folder::new();
    folder
        .file("本年/台账.csv", &register)
        .file("本年/码.csv", &codes)
        .file(
            "下年/码.csv",
            CODES.to_string() + &code(40, "2026-01-03", "2026-01-03"),
        )
        .file(
            "草稿/码.csv",
            CODES.to_string() + &code(40, "2025-12-30", "2025-12-30"),
        );
    let books = folder.run(
        "[platform]\nmakeup_deadline_days = 3\n[sources.safety]\nfiles = [\"本年/台账.csv\"]\n\
         [sources.platform]\nfiles = [\"本年/码.csv\", \"下年/*\"]",
    );
    let late = (Outcome::SafetyOnly, Some(Cause::A12));
    assert_eq!(outcome_of(&books, Source::Safety, 40, "2025-12-30"), late);
    assert_eq!(books.statement.unexplained, 0);
}

/// Named lists, a roster and rows that only state numbers.
fn planned_year() -> Folder {
    let (mut register, codes) = plain_year(2025);
    let gas = "对加油站安全管理情况的检查";
    for (number, day) in [
        (50, "2025-03-04"),
        (51, "2025-08-05"),
        (52, "2025-03-06"),
        (52, "2025-04-06"),
        (54, "2025-05-05"),
    ] {
        register.push_str(&visit(number, day, "年度计划", gas));
    }
    let mut list = "湘乡市应急管理局2025年度检查计划\n序号,企业名称,统一社会信用代码,检查事项,拟检查时间,计划检查次数,承办机构\n".to_string();
    let mut roster = "企业名称,统一社会信用代码,所属乡镇,企业状态\n".to_string();
    for number in 50..56 {
        let (name, credit) = firm(number);
        let months = if number == 54 { "5月" } else { "3月—4月" };
        let n = number - 49;
        writeln!(list, "{n},{name},{credit},{gas},{months},1,危化股").unwrap();
        let state = if number == 55 { "注销" } else { "存续" };
        writeln!(roster, "{name},{credit},东郊乡,{state}").unwrap();
    }
    let (name, credit) = firm(54);
    let drawn = format!(
        "计划编号,抽查对象名称,统一社会信用代码,抽查事项,抽查时间,是否抽中\nSJ1,{name},{credit},双随机抽查,5月,是\n"
    );
    let folder = Folder::new();
    folder
        .file("台账.csv", register)
        .file("码.csv", codes)
        .file("计划/名单.csv", list)
        .file("计划/双随机抽查名单.csv", drawn)
        .file("名录.csv", roster);
    folder
}

#[test]
fn the_plan_foots_from_its_rows_to_the_registers_planned_visits() {
    let books = planned_year().run("");
    let cause = |number: usize| {
        let (_, credit) = firm(number);
        let lines = books.plan.lines.iter().filter(|line| {
            let plan = &books.understood.events[line.plan];
            plan.credit_code
                .as_ref()
                .is_some_and(|code| *code.text == *credit)
        });
        lines.map(|line| line.cause).collect::<Vec<_>>()
    };
    assert_eq!(cause(50), [Cause::C01]);
    assert_eq!(cause(51), [Cause::C03]);
    assert_eq!(cause(52), [Cause::C07]);
    assert_eq!(cause(53), [Cause::C02]);
    assert_eq!(cause(54), [Cause::C05, Cause::C05]);
    assert_eq!(cause(55), [Cause::C04]);
    let told: Vec<String> = books
        .plan
        .statement
        .iter()
        .map(|line| format!("{} {}", line.text.zh, line.amount.unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "计划名单行数 7",
            "减:同一企业的其他行 -1",
            "计划检查企业(家) 6",
            "加:计划两次以上的企业(频次或两个名单) 1",
            "计划检查次数 7",
            "减:企业已注销或停产 -1",
            "减:计划未完成 -1",
            "已实施的计划检查 5",
            "减:两个名单由同一次检查完成 -1",
            "加:超出计划次数 1",
            "执法系统登记的计划检查 5",
            "未解释差异 0",
        ]
    );
    assert_eq!(books.metrics.count("plan.done"), Some(5));
}

#[test]
fn numbers_without_names_are_held_against_lists_and_visits() {
    for (words, cause) in [
        ("6家", Some(Cause::C02)),
        ("4家", Some(Cause::C06)),
        ("40家，确定检查6家", Some(Cause::C02)),
        ("40家，确定检查7家", Some(Cause::C06)),
        ("≥5家", Some(Cause::C02)),
        ("不少于9家", Some(Cause::C06)),
        ("8家(实际以联合双随机牵头单位抽查数为准)", Some(Cause::C02)),
        ("共120家，按5%抽查", Some(Cause::C02)),
        ("共200家，按5%抽查", Some(Cause::C06)),
    ] {
        let folder = planned_year();
        folder.file(
            "计划/事项.csv",
            format!(
                "湘乡市应急管理局2025年度涉企行政检查计划\n序号,检查事项,实施依据,具体检查对象(含数量),\
                 检查内容,检查频次和上限,检查时间安排,承办机构\n\
                 1,对加油站安全管理情况的检查,安全生产法,\"{words}\",安全管理,1次/年,3月—6月,危化股\n\
                 2,对工贸企业有限空间作业安全的检查,安全生产法,2家,有限空间,1次/年,3月—6月,工贸股\n"
            ),
        );
        let books = folder.run("");
        assert_eq!(books.plan.items.len(), 2, "{words}");
        let item = &books.plan.items[0];
        assert_eq!(item.cause, cause, "{words}: {item:?}");
        assert_eq!((item.listed, item.done), (Some(6), 4), "{words}");
        assert_eq!(books.plan.items[1].cause, Some(Cause::C02));
        for told in [Cause::C02, Cause::C06] {
            let rows = books.ledger.iter().filter(|row| row.cause == Some(told));
            let counted = books.metrics.count(&format!("cause.{}", told.code()));
            assert_eq!(counted, Some(rows.count() as i64), "{words}: {told:?}");
        }
        let entry = books
            .ledger
            .iter()
            .find(|entry| entry.detail.zh.contains(words));
        assert_eq!(entry.unwrap().cause, cause, "{words}");
    }
}

#[test]
fn a_random_list_is_no_repeat_of_the_plan_and_a_cap_plans_nothing() {
    let (mut register, mut codes) = plain_year(2025);
    register.push_str(&visit(3, "2025-08-20", "计划检查", "隐患排查治理检查"));
    codes.push_str(&code(3, "2025-08-20", "2025-08-20"));
    let ((name, credit), (other, second)) = (firm(3), firm(7));
    let header = "企业名称,统一社会信用代码,计划检查时间,检查事项\n";
    let line = format!("{name},{credit},8月,隐患排查治理检查\n");
    let folder = Folder::new();
    folder
        .file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes)
        .file("年度检查计划.csv", format!("{header}{line}"))
        .file("双随机抽查计划.csv", format!("{header}{line}"))
        .file(
            "企业名录.csv",
            format!(
                "企业名称,统一社会信用代码,地址,所属行业,年度检查频次上限\n\
                 {name},{credit},湘乡市棋梓镇红旗村1号,工贸,2次/年\n\
                 {other},{second},湘乡市棋梓镇红旗村2号,工贸,2次/年\n"
            ),
        )
        .file(
            "行政许可台账.csv",
            format!(
                "许可决定书文号,行政相对人名称,许可类别,许可决定日期,许可机关\n\
                 湘乡应急许〔2025〕1号,{name},危险化学品经营许可,2025-01-15,湘乡市应急管理局\n\
                 湘乡应急许〔2025〕2号,{other},危险化学品经营许可,2025-02-15,湘乡市应急管理局\n"
            ),
        );
    let books = folder.run("");
    assert_eq!(books.metrics.count("plan.enterprises"), Some(1));
    let lines = books.verdicts.iter().zip(&books.understood.events);
    let plans: Vec<Option<Cause>> = lines
        .filter(|(_, event)| event.source == Source::Plan)
        .map(|(verdict, _)| verdict.cause)
        .collect();
    assert_eq!(plans.len(), 2, "{plans:?}");
    assert!(plans.contains(&Some(Cause::C05)), "{plans:?}");
    assert_eq!(books.metrics.count("documents.total"), None);
}

#[test]
fn remarks_and_penalty_columns_decide_what_is_counted() {
    let (register, codes) = plain_year(2025);
    let mut rows = register.lines();
    let mut told = format!("{},备注,行政处罚决定书（份）\n", rows.next().unwrap());
    for (at, row) in rows.enumerate() {
        let penalties = i32::from(at == 4);
        writeln!(told, "{row},,{penalties}").unwrap();
    }
    // The same visit once more, as somebody's mistake.
    let (redone, day) = (
        visit(2, "2025-04-05", "触发式", "隐患排查治理检查"),
        "2025-04-05",
    );
    let redone = redone.trim_end().replace("〔2025〕3号", "〔2025〕93号");
    writeln!(
        told,
        "{},填写错误，作废重做,0",
        redone.replacen("JC", "JD", 1)
    )
    .unwrap();
    let folder = Folder::new();
    folder
        .file("检查台账.csv", &told)
        .file("赋码记录.csv", &codes);
    let books = folder.run("");
    assert_eq!(books.metrics.count("inspections.total"), Some(20));
    let count = |key: &str| books.metrics.count(key);
    assert_eq!(count("counting.safety-statistics.total"), Some(20));
    assert_eq!(count("counting.annual-report.total"), Some(19));
    assert_eq!(count("inspections.penalised"), Some(1));
    assert!(
        books
            .verdicts
            .iter()
            .any(|verdict| verdict.cause == Some(Cause::D05)),
        "{day}"
    );
}

#[test]
fn a_code_under_another_name_is_of_its_visits_firm() {
    let (mut register, mut codes) = plain_year(2025);
    register.push_str(&visit(3, "2025-08-20", "计划检查", "隐患排查治理检查"));
    let (name, credit) = firm(3);
    let slip = code(3, "2025-08-20", "2025-08-20");
    codes.push_str(
        &slip
            .replace(&name, &name.replace('振', "镇"))
            .replace(&credit, ""),
    );
    let folder = Folder::new();
    folder
        .file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes);
    let metrics = folder.run("").metrics;
    assert_eq!(metrics.count("cause.A07"), Some(1));
    let firms = metrics.count("inspections.enterprises");
    assert_eq!(metrics.count("codes.enterprises"), firms);
}

#[test]
fn what_became_of_a_planned_visit_tells_that_the_firm_closed() {
    let (register, codes) = plain_year(2025);
    let mut plan = "企业名称,统一社会信用代码,计划检查时间,年度检查频次,完成情况\n".to_string();
    for (number, state) in [(90, "企业已停产"), (91, "未完成"), (92, "未完成")] {
        let (name, credit) = firm(number);
        writeln!(plan, "{name},{credit},8月,1,{state}").unwrap();
    }
    let folder = Folder::new();
    folder
        .file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes)
        .file("年度检查计划.csv", &plan);
    let metrics = folder.run("").metrics;
    assert_eq!(metrics.count("cause.C04"), Some(1));
    assert_eq!(metrics.count("cause.C02"), Some(2));
}

#[test]
fn a_roster_without_codes_tells_the_towns_of_coded_firms() {
    let (register, codes) = plain_year(2025);
    let mut roster = "企业名称,统一社会信用代码,所属乡镇,所属行业,登记状态\n".to_string();
    for number in 0..200 {
        let (name, _) = firm(number);
        writeln!(roster, "{name},,棋梓镇,工贸,存续").unwrap();
    }
    let folder = Folder::new();
    folder
        .file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes)
        .file("企业名录.csv", &roster);
    let metrics = folder.run("").metrics;
    let all = metrics.count("inspections.total");
    assert_eq!(metrics.count("town.棋梓镇.inspections"), all);
}

#[test]
fn the_second_day_of_a_visit_is_that_visit_and_counts_once() {
    let (mut register, mut codes) = plain_year(2025);
    let first = visit(40, "2025-06-03", "触发式", "举报核查");
    let second = first
        .replace("JC2025-06-0340", "JC2025-06-0440")
        .replace(",2025-06-03,", ",2025-06-04,");
    register.push_str(&(first + &second));
    codes.push_str(&code(40, "2025-06-03", "2025-06-03"));
    let folder = Folder::new();
    folder
        .file("检查台账.csv", &register)
        .file("赋码记录.csv", &codes);
    let books = folder.run("");
    let of = |day: &str| outcome_of(&books, Source::Safety, 40, day);
    assert_eq!(of("2025-06-03"), (Outcome::Linked, None));
    assert_eq!(of("2025-06-04"), (Outcome::Excluded, Some(Cause::D03)));
    let mut ids: Vec<&String> = books
        .verdicts
        .iter()
        .filter(|verdict| {
            let event = &books.understood.events[verdict.event];
            let (_, credit) = firm(40);
            let code = event.credit_code.as_ref();
            code.is_some_and(|code| *code.text == *credit)
        })
        .map(|verdict| &verdict.inspection_id)
        .collect();
    assert_eq!(ids.len(), 3);
    ids.dedup();
    assert_eq!(ids.len(), 1, "two records and a code of one visit: {ids:?}");
}
