//! `hedui audit`: every figure of a report found with its meaning, every identity that holds
//! reported so, every planted mistake with its arithmetic; in three containers and as other
//! bureaus word it. Expected figures were worked out by hand from the texts.

#[path = "audit/bureaus.rs"]
mod bureaus;
#[path = "audit/real.rs"]
mod real;
#[path = "audit/wording.rs"]
mod wording;
#[path = "audit/years.rs"]
mod years;

use hedui::audit::{Rulebook, audit};
use hedui::extract::read_written;
use hedui::model::{Audit, Figure, Limits, Metrics, Standing, UnitClass};
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/audit")
}

fn audited(path: &Path) -> Audit {
    let report = read_written(path, &path.display().to_string(), &Limits::default());
    audit(
        &report.expect("the report is read"),
        &Rulebook::shipped(),
        None,
    )
}

/// Paragraph, value, unit and measure of every claim, in reading order.
fn told(audit: &Audit) -> Vec<String> {
    let claims = audit.claims.iter();
    claims
        .map(|claim| {
            let unit = match claim.class {
                UnitClass::Money => "元",
                _ => &claim.unit,
            };
            let measure = claim.measure.as_deref().unwrap_or("-");
            format!(
                "{}\t{}\t{unit}\t{measure}",
                claim.paragraph, claim.amount.value
            )
        })
        .collect()
}

fn lines(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(fixtures().join(name)).unwrap();
    text.lines().skip(1).map(str::to_string).collect()
}

fn checks(audit: &Audit, standings: &[Standing]) -> Vec<String> {
    let of = |check: &&hedui::model::Check| standings.contains(&check.standing);
    let checks = audit.checks.iter().filter(of);
    let mut told: Vec<String> = checks
        .map(|check| {
            format!(
                "{}\t{}\t{}",
                check.standing.name(),
                check.rule,
                check.arithmetic.zh
            )
        })
        .collect();
    told.sort();
    told
}

#[test]
fn every_figure_of_the_invented_report_is_found_with_its_meaning() {
    let found = audited(&fixtures().join("report.txt"));
    assert_eq!(told(&found), lines("expected.tsv"));
    let apart: Vec<&str> = found
        .apart
        .iter()
        .map(|apart| apart.text.as_str())
        .collect();
    for number in ["二〇二五", "2025", "2", "12350", "18", "0936", "2026"] {
        assert!(apart.contains(&number), "{number} is set apart");
    }
}

#[test]
fn planted_mistakes_are_told_with_their_arithmetic_and_nothing_else_is() {
    let found = audited(&fixtures().join("report.txt"));
    let expected = lines("checks.tsv");
    let wrong = |line: &&String| !line.starts_with("holds");
    let mut planted: Vec<String> = expected.iter().filter(wrong).cloned().collect();
    planted.sort();
    assert_eq!(
        checks(&found, &[Standing::Fails, Standing::Oddity]),
        planted
    );
    let holding = checks(&found, &[Standing::Holds]);
    for line in expected.iter().filter(|line| line.starts_with("holds")) {
        assert!(holding.contains(line), "{line}\n{holding:#?}");
    }
}

#[test]
fn a_document_says_what_the_text_says_and_its_table_note_and_box_besides() {
    let found = audited(&fixtures().join("report.docx"));
    let mut expected = lines("expected.tsv");
    expected.extend(
        [
            "3.5\t60\t家次\tinspections",
            "3.5\t204\t家次\tinspections",
            "3.5\t264\t家次\tinspections",
            "3.5\t502500\t元\tfines",
            "3.5\t1625000\t元\tfines",
            "3.5\t2127500\t元\tfines",
            "3.5\t264\t次\tinspections",
            "3.5\t58\t条\t-",
        ]
        .map(str::to_string),
    );
    assert_eq!(
        told(&found),
        expected,
        "999 was deleted, and the box is stored twice"
    );
    let fails = checks(&found, &[Standing::Fails]);
    assert_eq!(fails.len(), 2, "only the hazards: {fails:#?}");
    let sums = checks(&found, &[Standing::Holds]);
    let sum = "holds\ttable_total\t60 + 204 = 264 = 264".to_string();
    let money = "holds\ttable_total\t502500 + 1625000 = 2127500 = 2127500".to_string();
    assert!(sums.contains(&sum) && sums.contains(&money), "{sums:#?}");
}

#[test]
fn markdown_says_the_same_and_its_table_that_does_not_add_up_is_told() {
    let found = audited(&fixtures().join("report.md"));
    let told = told(&found);
    let expected = lines("expected.tsv");
    assert_eq!(told[..expected.len()], expected);
    let fails = checks(&found, &[Standing::Fails]);
    let sum = "fails\ttable_total\t20 + 39 = 59 ≠ 58".to_string();
    assert!(fails.contains(&sum) && fails.len() == 3, "{fails:#?}");
}

#[test]
fn a_text_is_read_in_the_encodings_that_people_save_it_in() {
    let text = std::fs::read_to_string(fixtures().join("report.txt")).unwrap();
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let gbk = encoding_rs::GB18030.encode(&text).0.into_owned();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [("gbk.txt", gbk), ("utf16.txt", utf16)] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(told(&audited(&path)), lines("expected.tsv"), "{name}");
    }
}

#[test]
fn one_figure_changed_is_caught() {
    let text = std::fs::read_to_string(fixtures().join("report.txt")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (was, is, caught) in [
        (
            "触发式检查六十四次",
            "触发式检查六十五次",
            "264 ≠ 200 + 65 = 265",
        ),
        (
            "赋码率87.5％",
            "赋码率88.5％",
            "88.5 ≠ 231 ÷ 264 × 100 = 87.5",
        ),
        ("一般程序四十六件", "一般程序四十五件", "58 ≠ 45 + 12 = 57"),
        (
            "负责人出庭应诉2次",
            "负责人出庭应诉1次",
            "100 ≠ 1 ÷ 2 × 100 = 50",
        ),
        (
            "其中三十四人",
            "其中三十三人",
            "94.4 ≠ 33 ÷ 36 × 100 = 91.67",
        ),
        (
            "列入计划的生产经营单位共150家",
            "列入计划的生产经营单位共250家",
            "250 > 210",
        ),
        (
            "制作执法文书1860份",
            "制作执法文书2860份",
            "2860 ÷ 264 = 10.83 > 8",
        ),
        ("行政复议3件", "行政复议300件", "300 > 126 + 58 = 184"),
    ] {
        assert!(text.contains(was), "{was}");
        let path = folder.path().join("changed.txt");
        std::fs::write(&path, text.replace(was, is)).unwrap();
        let wrong = checks(&audited(&path), &[Standing::Fails, Standing::Oddity]);
        let hit = wrong.iter().any(|line| line.contains(caught));
        assert!(hit, "{is}: {caught}\n{wrong:#?}");
    }
}

#[test]
fn a_rate_that_is_said_of_two_figures_is_told_which_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    let mut metrics = Metrics::default();
    metrics.set("inspections.total", Figure::Count(377));
    metrics.set("codes.total", Figure::Count(252));
    metrics.set("codes.per_inspection", Figure::Ratio(252.0 / 377.0));
    metrics.set("coverage.rate", Figure::Ratio(220.0 / 377.0));
    for (rate, standing, told) in [
        (
            "赋码率66.8%",
            Standing::Holds,
            "66.8% ≈ codes.per_inspection 66.8435; 另一口径 66.8% ≠ coverage.rate 58.3554",
        ),
        (
            "赋码率58.4%",
            Standing::Holds,
            "58.4% ≈ coverage.rate 58.3554; 另一口径 58.4% ≠ codes.per_inspection 66.8435",
        ),
        (
            "赋码率80.1%",
            Standing::Fails,
            "80.1% ≠ codes.per_inspection 66.8435",
        ),
        (
            "有码检查率58.4%",
            Standing::Holds,
            "58.4% ≈ coverage.rate 58.3554",
        ),
        (
            "有码检查率66.8%",
            Standing::Fails,
            "66.8% ≠ coverage.rate 58.3554",
        ),
    ] {
        std::fs::write(&path, format!("全年开展行政检查377次，{rate}。\n")).unwrap();
        let report = read_written(&path, "report.txt", &Limits::default()).unwrap();
        let made = audit(&report, &Rulebook::shipped(), Some(&metrics));
        let of_rate =
            |check: &&hedui::model::Check| check.against_run && check.arithmetic.zh.contains('%');
        let check = made.checks.iter().find(of_rate).expect(rate);
        assert_eq!(check.standing, standing, "{rate}: {}", check.arithmetic.zh);
        let arithmetic = &check.arithmetic.zh;
        assert!(arithmetic.starts_with(told), "{rate}: {arithmetic}");
    }
}

#[test]
fn parts_and_months_of_the_year_are_held_against_the_run() {
    let mut metrics = Metrics::default();
    for (key, count) in [
        ("inspections.total", 45),
        ("inspections.planned", 21),
        ("inspections.triggered", 24),
        ("month.2025-02.inspections", 11),
        ("month.2025-05.inspections", 14),
        ("month.2025-09.inspections", 9),
        ("month.2025-12.inspections", 11),
    ] {
        metrics.set(key, Figure::Count(count));
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.txt");
    for (text, told) in [
        ("全年检查45次，其中计划检查21次、触发式检查24次。", ""),
        (
            "全年检查45次，其中计划检查24次、触发式检查21次。",
            "24次 ≠ inspections.planned 21; 24 − 21 = 3|\
             21次 ≠ inspections.triggered 24; 21 − 24 = −3",
        ),
        // Of a part nothing is known.
        ("全年检查加油站30次，其中触发式检查5次。", ""),
        (
            "上半年检查25次，三季度检查9次。截至9月底，累计检查34次。",
            "",
        ),
        (
            "二季度检查16次。",
            "16次 ≠ month.2025-04…06.inspections 14; 16 − 14 = 2",
        ),
        (
            "截至9月底，累计检查43次。",
            "43次 ≠ month.2025-01…09.inspections 34; 43 − 34 = 9",
        ),
    ] {
        std::fs::write(&path, format!("2025年工作报告\n{text}\n")).unwrap();
        let report = read_written(&path, "report.txt", &Limits::default()).unwrap();
        let made = audit(&report, &Rulebook::shipped(), Some(&metrics));
        let wrong = made
            .checks
            .iter()
            .filter(|check| check.against_run && check.standing == Standing::Fails);
        let arithmetic: Vec<&str> = wrong.map(|check| &*check.arithmetic.zh).collect();
        assert_eq!(arithmetic.join("|"), told, "{text}");
    }
}
