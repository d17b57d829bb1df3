//! Figures of registers by small books: what is counted once, what is absent, what is zero.

use super::*;
use crate::model::{
    Entry, EntryStanding, EntryValue, Place, Register, RegisterMapping, Source, SourceTable,
    TableMapping,
};
use chrono::NaiveDate;

/// Entries of the shipped penalty register: number, class, day, fine in fen.
fn figures(rows: &[(&str, &str, Option<&str>, Option<i64>)], columns: &[&str]) -> Metrics {
    let register = Register::shipped()
        .iter()
        .position(|known| known.name == "penalties");
    let register = register.expect("it is shipped");
    let description = &Register::shipped()[register];
    let has = |name: &str| columns.contains(&name);
    let placed = description.columns.iter().enumerate();
    let mapping = RegisterMapping {
        register,
        title: Text::default(),
        names: description
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect(),
        columns: placed
            .map(|(at, c)| has(&c.name).then_some(at as u16 + 1))
            .collect(),
        shares: Vec::new(),
    };
    type Row<'r> = (&'r str, &'r str, Option<&'r str>, Option<i64>);
    let entry = |(at, row): (usize, &Row)| Entry {
        register,
        place: Place {
            table: 0,
            row: at as u32 + 2,
            column: 0,
        },
        values: description
            .columns
            .iter()
            .map(|column| match column.name.as_str() {
                "number" => EntryValue::Text(row.0.to_string()),
                "class" => EntryValue::Text(row.1.to_string()),
                "decided" => row.2.map_or(EntryValue::Blank, |day| {
                    EntryValue::Day(day.parse().expect("a day"))
                }),
                "fine" => row.3.map_or(EntryValue::Blank, EntryValue::Fen),
                _ => EntryValue::Blank,
            })
            .collect(),
        standing: EntryStanding::Counted,
    };
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
    let understood = Understood {
        mappings: vec![TableMapping {
            register: Some(mapping),
            ..TableMapping::bare(Source::Register("penalties"))
        }],
        entries: rows.iter().enumerate().map(entry).collect(),
        period: Some((day(2025, 1, 1), day(2025, 12, 31))),
        ..Understood::default()
    };
    let extracted = Extracted {
        tables: vec![SourceTable::default()],
        ..Extracted::default()
    };
    let account = Account {
        extracted: &extracted,
        understood: &understood,
        settings: &Settings::default(),
        links: &LinkSet::default(),
        verdicts: &[],
        calibres: &Calibres::default(),
        plan: &PlanReview::default(),
        statement: &ReconciliationStatement::default(),
        ledger: &[],
    };
    let mut told = told::Told::default();
    registers::measures(&account, Register::shipped(), &mut told, &mut Vec::new());
    told.metrics
}

const COLUMNS: [&str; 4] = ["number", "class", "decided", "fine"];

#[test]
fn a_penalty_of_several_kinds_counts_once_in_the_heaviest() {
    let rows = [
        (
            "甲罚〔2025〕1号",
            "警告、罚款",
            Some("2025-03-05"),
            Some(100),
        ),
        (
            "甲罚〔2025〕2号",
            "罚款;责令停产停业",
            Some("2025-12-31"),
            Some(200),
        ),
        // One case on two lines, a kind on each.
        ("甲罚〔2025〕3号", "罚款", Some("2025-04-01"), Some(400)),
        ("甲罚[2025]3号", "吊销许可证", Some("2025-04-01"), None),
        ("甲罚〔2025〕4号", "加倍付息", Some("2025-05-01"), None),
        // Decided in another year, and not yet.
        ("甲罚〔2024〕9号", "罚款", Some("2024-12-31"), Some(800)),
        ("甲罚〔2025〕5号", "罚款", None, Some(1600)),
    ];
    let figures = figures(&rows, &COLUMNS);
    let count = |key: &str| figures.count(&format!("penalties.{key}"));
    assert_eq!(count("total"), Some(4));
    assert_eq!(count("class.fine"), Some(1));
    assert_eq!(count("class.suspended_business"), Some(1));
    assert_eq!(count("class.revoked_permit"), Some(1));
    assert_eq!(count("class.other"), Some(1));
    assert_eq!(count("class.warning"), Some(0));
    assert_eq!(count("fined_fen"), Some(700));
    assert_eq!(count("decided_fen"), Some(700));
}

#[test]
fn absent_zero_and_blank_are_three_things() {
    let key = |figures: &Metrics, key: &str| figures.get(key);
    let none = figures(&[], &COLUMNS);
    // The register is there and empty: zero. A column it does not have, a register that was not
    // read: absent.
    assert_eq!(key(&none, "penalties.total"), Some(Figure::Count(0)));
    assert_eq!(key(&none, "penalties.fined_fen"), Some(Figure::Count(0)));
    assert_eq!(key(&none, "penalties.collected_fen"), Some(Figure::Absent));
    assert_eq!(key(&none, "permits.total"), Some(Figure::Absent));
    // A column that nobody filled in tells nothing.
    let blank = figures(&[("1", "罚款", Some("2025-03-05"), None)], &COLUMNS);
    assert_eq!(key(&blank, "penalties.fined_fen"), Some(Figure::Absent));
    // Without the day no row can be said to be of the period.
    let undated = figures(&[("1", "罚款", None, None)], &["number", "class"]);
    assert_eq!(key(&undated, "penalties.total"), Some(Figure::Absent));
}
