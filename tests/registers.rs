//! The demonstration year's registers give the figures that were planted, every cross-footing rule
//! holds on it, and a figure that is changed on purpose is caught.

use hedui::model::{Books, Figure, Lineage, Relation, Rule, RuleStanding, Silent};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(root: &Path) -> Books {
    let settings = hedui::config::load(&root.join("hedui.toml")).expect("the settings are right");
    hedui::pipeline::run(root, &settings, &Silent).expect("the year runs")
}

fn year() -> &'static Books {
    static YEAR: OnceLock<Books> = OnceLock::new();
    YEAR.get_or_init(|| run(&project().join("fixtures/xiangxiang-2025")))
}

#[test]
fn the_registers_give_the_planted_figures() {
    let truth = fs::read_to_string(project().join("fixtures/truth/xiangxiang-2025/figures.json"));
    let truth: serde_json::Value = serde_json::from_str(&truth.expect("the truth")).expect("JSON");
    let planted = truth["registers"].as_object().expect("planted figures");
    assert!(planted.len() > 60);
    for (key, value) in planted {
        assert_eq!(year().metrics.count(key), value.as_i64(), "{key}");
    }
}

#[test]
fn every_key_of_the_run_is_documented() {
    let registers = year().settings.registers();
    for (key, _) in year().metrics.iter() {
        assert!(
            hedui::model::metric_note(&registers, key).is_some(),
            "{key}: docs/metrics.md"
        );
    }
}

/// What the rows of a figure hold is told by the rows; here it is held that they are there, and as
/// many as the figure needs.
#[test]
fn every_figure_leads_to_what_it_rests_on() {
    let year = year();
    for (key, figure) in year.metrics.iter() {
        let Some(lineage) = year.lineages.get(key) else {
            assert_eq!(figure, Figure::Absent, "{key} rests on nothing");
            continue;
        };
        let number = |figure| match figure {
            Figure::Absent => panic!("{key} rests on a figure that is absent"),
            Figure::Count(n) => n as f64,
            Figure::Ratio(n) | Figure::Real(n) => n,
        };
        let of = |key: &str| number(year.metrics.get(key).expect("it rests on a known figure"));
        let (value, rows) = (number(figure), lineage.rows().len() as f64);
        let holds = match lineage {
            Lineage::Count(_) => value == rows,
            Lineage::Distinct(_) => value <= rows && (value > 0.0) == (rows > 0.0),
            Lineage::Sum(_) => value == 0.0 || rows > 0.0,
            Lineage::Mean(_) | Lineage::Estimate(_) => rows > 0.0,
            Lineage::Quotient(a, b) => (value - of(a) / of(b)).abs() < 1e-9,
            Lineage::Difference(a, b) => value == of(a) - of(b),
            Lineage::Statement | Lineage::PlanStatement | Lineage::Rules => rows == 0.0,
        };
        assert!(holds, "{key} = {value}: {}, {rows} rows", lineage.name());
        let in_order = lineage.rows().is_sorted();
        assert!(in_order, "{key}: rows in the order of the ledger");
        for row in lineage.rows() {
            let entry = year.ledger.binary_search_by_key(row, |entry| entry.place);
            assert!(entry.is_ok(), "{key}: {row:?} is no row of the ledger");
        }
    }
}

#[test]
fn every_rule_holds_on_the_year() {
    let outcomes = &year().rules;
    for outcome in outcomes {
        assert_ne!(
            outcome.standing,
            RuleStanding::Broken,
            "{}",
            outcome.arithmetic
        );
    }
    let holds = outcomes
        .iter()
        .filter(|outcome| outcome.standing == RuleStanding::Holds);
    assert!(holds.count() > 50);
    let open =
        |outcome: &&hedui::model::RuleOutcome| outcome.standing == RuleStanding::NotComputable;
    for outcome in outcomes.iter().filter(open) {
        assert!(
            !outcome.absent.is_empty(),
            "{}: nothing is absent",
            outcome.rule.id
        );
    }
}

/// Every rule is broken by one wrong figure: none holds whatever the data say.
#[test]
fn every_rule_that_holds_can_be_broken() {
    for outcome in year()
        .rules
        .iter()
        .filter(|o| o.standing == RuleStanding::Holds)
    {
        let rule = &outcome.rule;
        let (left, relation, _) = rule.sides().expect("a rule");
        let pattern = Rule::keys(left)[0];
        let mut metrics = year().metrics.clone();
        let (head, tail) = pattern.split_once('*').unwrap_or((pattern, ""));
        let key = metrics
            .iter()
            .find(|(key, figure)| {
                let named = key.starts_with(head) && key.ends_with(tail);
                named && (pattern.contains('*') || *key == pattern) && *figure != Figure::Absent
            })
            .map(|(key, _)| key.to_string())
            .expect("a figure of the rule");
        let wrong = match (relation, metrics.get(&key)) {
            (Relation::Equal, Some(Figure::Count(n))) => Figure::Count(n + 1),
            (Relation::AtLeast | Relation::More, _) => Figure::Count(-1_000_000_000_000),
            _ => Figure::Count(1_000_000_000_000),
        };
        metrics.set(key.clone(), wrong);
        let again = hedui::summarise::hold(std::slice::from_ref(rule), &metrics);
        assert_eq!(
            again[0].standing,
            RuleStanding::Broken,
            "{} with a wrong {key}",
            rule.id
        );
    }
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path() {
            path if path.is_dir() => copied(&path, &target),
            path => fs::copy(path, target).map(drop).expect("a copy"),
        }
    }
}

#[test]
fn one_cell_changed_on_purpose_is_caught() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let root: PathBuf = scratch.path().join("year");
    copied(&project().join("fixtures/xiangxiang-2025"), &root);
    let file = root.join("registers/处罚案件导出20260105.csv");
    let bytes = fs::read(&file).expect("the register");
    let (text, _, _) = encoding_rs::GB18030.decode(&bytes);
    let line = text.lines().nth(8).expect("a case").to_string();
    let mut cells: Vec<&str> = line.split(',').collect();
    assert!(cells[7].ends_with(".00"), "the fine stands there: {line}");
    let raised = cells[7].replace(".00", ".50");
    cells[7] = &raised;
    let changed = text.replacen(&line, &cells.join(","), 1);
    fs::write(&file, encoding_rs::GB18030.encode(&changed).0).expect("writable");
    let books = run(&root);
    let broken: Vec<_> = books
        .rules
        .iter()
        .filter(|o| o.standing == RuleStanding::Broken)
        .collect();
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0].rule.id, "K46");
    assert_eq!(broken[0].arithmetic, "133400050 ≠ 133400000");
    assert_eq!(books.metrics.count("rules.broken"), Some(1));
    let found = books.findings.iter().find(|finding| finding.rule == "S102");
    let found = found.expect("a finding says so");
    assert!(found.title.zh.contains("K46") && found.done.zh.contains("133400050"));
}

/// A year of one visit and one code, with this register beside them.
fn small_year(register: &str) -> Books {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let files = [
        (
            "hedui.toml",
            "[body]\nnames = [\"甲县应急管理局\"]\n[period]\nfrom = \"2025-01-01\"\nto = \"2025-12-31\"\n",
        ),
        (
            "检查.csv",
            "检查记录编号,被检查单位,检查日期,检查类型,执法人员\n（甲）应急检记〔2025〕1号,甲县永安采石场,2025-03-05,计划检查,张三、李四\n",
        ),
        (
            "赋码.csv",
            "检查码编号,检查对象名称,申请时间,检查日期,赋码途径,检查码状态\nJCM1,甲县永安采石场,2025-03-05,2025-03-05,有计划检查,已完成\n",
        ),
        ("行政处罚台账.csv", register),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    run(folder.path())
}

fn counts(books: &Books, keys: &[&str]) -> Vec<Option<i64>> {
    keys.iter().map(|key| books.metrics.count(key)).collect()
}

#[test]
fn cases_that_ended_in_no_penalty_are_filed_and_waived_and_no_penalties() {
    let books = small_year(
        "处罚决定书文号,当事人,处罚种类,罚款金额（元）,立案日期,处罚决定日期,案件状态,备注\n\
         （甲）应急罚〔2025〕1号,甲公司,罚款,10000,2025-03-01,2025-04-01,已结案,\n\
         （甲）应急不罚〔2025〕1号,乙公司,不予行政处罚,5000,2025-03-02,2025-04-02,已结案,\n\
         （甲）应急不罚〔2025〕2号,丙公司,,,2025-03-03,2025-04-03,已结案,首违\n\
         ,丁公司,撤销案件,,2025-03-04,2025-04-04,已结案,违法事实不成立\n\
         （甲）应急移〔2025〕1号,戊公司,移送司法机关,,2025-03-05,2025-04-05,已结案,\n\
         （甲）应急罚〔2025〕2号,己公司,罚款,20000,2025-03-06,2025-04-06,已作废,\n\
         （甲）应急罚〔2025〕3号,己公司,罚款,2000,2025-03-06,2025-04-07,执行中,替代作废的2号决定\n",
    );
    let keys = [
        "penalties.total",
        "penalties.class.fine",
        "penalties.class.other",
        "penalties.fined_fen",
        "penalties.waived",
        "penalties.filed",
    ];
    let told = [2, 2, 0, 1_200_000, 2, 6].map(Some);
    assert_eq!(counts(&books, &keys), told);
    let apart = books
        .ledger
        .iter()
        .filter(|line| line.detail.zh.contains("只计立案"));
    assert_eq!(apart.count(), 4);
}

#[test]
fn a_penalty_whose_party_has_no_mitigating_reason_is_not_mitigated() {
    let books = small_year(
        "处罚决定书文号,当事人,处罚种类,裁量情节,处罚决定日期\n\
         （甲）应急罚〔2025〕1号,甲公司,罚款,减轻处罚,2025-04-01\n\
         （甲）应急罚〔2025〕2号,乙公司,罚款,无减轻情节,2025-04-02\n\
         （甲）应急罚〔2025〕3号,丙公司,罚款,不符合不予处罚条件,2025-04-03\n",
    );
    let keys = ["penalties.total", "penalties.mitigated", "penalties.waived"];
    assert_eq!(counts(&books, &keys), [Some(3), Some(1), Some(0)]);
}

#[test]
fn decisions_of_other_bodies_are_not_ours() {
    let rows = "处罚决定书文号,当事人,处罚种类,罚款金额（元）,处罚决定日期,处罚机关\n\
        （甲）应急罚〔2025〕1号,甲公司,罚款,10000,2025-04-01,OURS\n\
        甲市监罚〔2025〕9号,甲公司,罚款,30000,2025-04-02,甲县市场监督管理局\n";
    let keys = ["penalties.total", "penalties.fined_fen"];
    let ours = small_year(&rows.replace("OURS", "甲县应急管理局"));
    assert_eq!(counts(&ours, &keys), [Some(1), Some(1_000_000)]);
    assert_eq!(ours.findings.iter().filter(|f| f.rule == "T505").count(), 1);
    // Where nobody is called as we are, nothing tells which decisions are ours.
    let unnamed = small_year(&rows.replace("OURS", "某局"));
    assert_eq!(counts(&unnamed, &keys), [Some(2), Some(4_000_000)]);
}
