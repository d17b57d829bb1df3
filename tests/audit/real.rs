//! The bureau's own report of 2025, where it is given: every figure, every oddity, no false alarm.

use super::{audited, checks, told};
use hedui::model::Standing;
use std::path::{Path, PathBuf};

/// Paragraph, value, unit and measure of every figure, read off the report by hand.
const FIGURES: &str = "\
1.1 10 件 permits
1.1 41 次 penalties
1.1 1334000 元 fines
1.2 377 次 inspections
1.2 194 个 plan.enterprises
1.2 1 个 plans
1.2 169 次 inspections.planned
1.2 169 次 inspections.planned_done
1.2 100 % plan.rate
1.2 208 次 inspections.triggered
1.2 252 次 codes
1.3 100 % notice.rate
1.3 197 件 reconsiderations
1.3 3 件 litigations
1.3 0 % litigations.lost_rate
1.3 3 次 appearances
1.3 100 % appearances.rate
1.4 28 项 items.inspection
1.4 5 大类 problems.classes
1.4 26 项 problems.superior
1.4 78 项 problems.justice
1.4 100 % problems.rate
2.1 8 场次 trainings
2.1 22 人 officers
2.1 48 学时 trainings.hours_per_head
2.1 3 次 exams
2.1 3 人 officers.new
2.1 100 % officers.certified_rate
2.2 81 项 items
2.3 61 条 publications
2.3 12 台（套） devices
2.3 4434 份 documents
2.3 29 件 reviews.major
2.6 14 项 items.withdrawn
2.7 10 次 inspections.joint
2.7 1 件 transfers
2.7 1 件 transfers.criminal
2.7 1 件 reverse.received
2.7 1 件 reverse.filed
2.8 8 名 officers.brigade
2.8 1 辆 vehicles
2.10 2 名 officers.reviewers
2.10 1 名 officers.supervisors
2.10 41 件 reviews.cases
2.10 88 项 problems.review
2.11 1 名 counsel";

/// What wants an answer, and the sum or quotient that shows it.
const ODDITIES: &[(&str, &str)] = &[
    ("plan_reaches_every_enterprise", "194 > 169"),
    ("codes_for_every_inspection", "252 ÷ 377 = 66.8%"),
    ("documents_per_visit", "4434 ÷ 377 = 11.76"),
    ("reconsiderations_within_decisions", "197 > 10 + 41 = 51"),
    ("results_are_published", "61+ < 377"),
    ("exact_and_vague", "共计8余场次"),
    ("vague_after_precise", "61余条"),
];

const HOLDING: &[&str] = &[
    "routes_make_the_total\t377 = 169 + 208 = 377",
    "plan_rate\t100 = 169 ÷ 169 × 100 = 100",
    "appearance_rate\t100 = 3 ÷ 3 × 100 = 100",
    "reviewed_are_the_penalties\t41 = 41",
    "major_within_decisions\t29 ≤ 10 + 41 = 51",
    "decisions_are_published\t61+ ≥ 10 + 41 = 51",
    "inspection_items_within_items\t28 ≤ 81",
    "withdrawn_within_items\t14 ≤ 81",
    "brigade_within_officers\t8 ≤ 22",
    "new_within_officers\t3 ≤ 22",
    "reviewers_within_officers\t2 ≤ 22",
    "criminal_within_transfers\t1 ≤ 1",
    "reverse_within_received\t1 ≤ 1",
    "joint_within_the_total\t10 ≤ 377",
    "date_of_report\t2026-01-15 ≤ 2026-01-31",
];

fn report() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let entries = std::fs::read_dir(folder).ok()?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    paths.find(|path| {
        path.to_string_lossy()
            .ends_with("2025年行政执法工作报告.txt")
    })
}

#[test]
fn the_report_of_2025_is_understood_to_the_last_figure() {
    let Some(path) = report() else {
        eprintln!("skipped: the report of 2025 is not there");
        return;
    };
    let found = audited(&path);
    let told = told(&found);
    let expected: Vec<String> = FIGURES
        .lines()
        .map(|line| line.replace(' ', "\t"))
        .collect();
    let hits = expected.iter().filter(|line| told.contains(line)).count();
    println!("{hits} of {} figures", expected.len());
    assert_eq!(told, expected);
    assert_eq!(checks(&found, &[Standing::Fails]), Vec::<String>::new());
    let odd = checks(&found, &[Standing::Oddity]);
    for (rule, arithmetic) in ODDITIES {
        let hit = odd
            .iter()
            .any(|line| line.contains(rule) && line.contains(arithmetic));
        assert!(hit, "{rule} {arithmetic}\n{odd:#?}");
    }
    assert_eq!(odd.len(), ODDITIES.len(), "no other alarm: {odd:#?}");
    let holding = checks(&found, &[Standing::Holds]);
    for line in HOLDING {
        let hit = holding.iter().any(|check| check.contains(line));
        assert!(hit, "{line}\n{holding:#?}");
    }
    println!(
        "{} oddities, {} identities hold, {} numbers set apart",
        odd.len(),
        holding.len(),
        found.apart.len()
    );
}
