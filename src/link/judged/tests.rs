//! A few visits and codes, what people said about them, and what is made of it.

use super::*;
use crate::link::link;
use crate::model::{CanonicalRecord, Decision, Field, InspectionEvent, Place, RecordKind, Silent};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `S1 甲厂 2025-03-05` is an inspection, `P1 …` a code.
fn books(lines: &[&str]) -> Understood {
    let mut understood = Understood::default();
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split(' ').collect();
        let (source, kind) = match words[0].starts_with('S') {
            true => (Source::Safety, RecordKind::Inspection),
            false => (Source::Platform, RecordKind::Code),
        };
        let place = Place {
            table: 0,
            row: at as u32 + 1,
            column: 0,
        };
        let mut record = CanonicalRecord::bare(source, kind, place);
        let text = |value: &str| {
            Some(Field {
                value: value.to_string(),
                column: 1,
            })
        };
        let start = Some(Field {
            value: day(words[2]),
            column: 2,
        });
        record.enterprise = text(words[1]);
        record.start = start;
        match source {
            Source::Safety => record.record_number = text(words[0]),
            _ => record.code_id = text(words[0]),
        }
        // As in a run, the id holds the name and the day.
        record.id = words.join("-");
        let mut event = InspectionEvent::bare(source, record.id.clone(), at);
        event.name = words[1].into();
        event.start = Some(day(words[2]));
        event.end = event.start;
        event.code_id = record.code_id.iter().map(|id| id.value.as_str()).collect();
        understood.records.push(record);
        understood.events.push(event);
    }
    understood
}

const YEAR: [&str; 5] = [
    "S1 湘乡市甲烟花厂 2025-03-05",
    "S2 湘乡市乙加油站 2025-06-01",
    "P1 湘乡市甲烟花厂 2025-03-05",
    "P2 湘乡市乙加油站 2025-09-20",
    "P3 湘乡市丙矿业 2025-09-20",
];

fn said(books: &Understood, by: &str, ruling: Ruling, ids: &[usize]) -> Judgement {
    let seen = |source: Source| {
        let at = ids.iter().find(|at| books.events[**at].source == source)?;
        Some(SeenRecord::of(&books.events[*at], books))
    };
    Judgement {
        ruling,
        by: by.to_string(),
        on: day("2026-01-05"),
        why: "查阅档案".to_string(),
        inspection: seen(Source::Safety),
        code: seen(Source::Platform),
        kept_at: "2026-01-05T10:00:00+08:00".to_string(),
        line: 0,
    }
}

fn judgements(list: Vec<Judgement>) -> Judgements {
    let mut judgements = Judgements::default();
    judgements.file.path = "judgements.jsonl".to_string();
    judgements.list = list;
    for (at, judgement) in judgements.list.iter_mut().enumerate() {
        judgement.line = at as u32 + 1;
    }
    judgements
}

fn linked(links: &LinkSet) -> Vec<(EventIx, EventIx)> {
    let sure = links
        .links
        .iter()
        .filter(|link| link.decision == Decision::Link);
    sure.map(|link| (link.inspection, link.code)).collect()
}

fn rules(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_persons_word_outranks_the_scores_both_ways() {
    let mut year = books(&YEAR);
    let none = Judgements::default();
    assert_eq!(linked(&link(&mut year, &none, &Silent).value), [(0, 2)]);
    let judged = judgements(vec![
        said(&year, "张三", Ruling::Different, &[0, 2]),
        said(&year, "张三", Ruling::SameVisit, &[1, 4]),
    ]);
    let staged = link(&mut year, &judged, &Silent);
    assert_eq!(linked(&staged.value), [(1, 4)]);
    assert!(staged.findings.is_empty(), "{:?}", staged.findings);
    let by_judgement = &staged.value.links[0];
    let evidence: f64 = by_judgement
        .comparison
        .evidence
        .iter()
        .map(|e| e.weight)
        .sum();
    let sum = by_judgement.comparison.prior + evidence;
    assert!(
        (sum - by_judgement.comparison.weight).abs() < 1e-9,
        "the evidence still adds up"
    );
}

#[test]
fn the_second_code_of_a_visit_stands_beside_the_first() {
    let mut year = books(&YEAR);
    let judged = judgements(vec![said(&year, "张三", Ruling::SecondCode, &[0, 4])]);
    let links = link(&mut year, &judged, &Silent).value;
    assert_eq!(linked(&links), [(0, 2), (0, 4)]);
    let surplus: Vec<bool> = links.links.iter().map(|link| link.surplus).collect();
    assert_eq!(surplus, [false, true]);
}

#[test]
fn a_record_is_found_again_wherever_its_row_went() {
    let before = books(&YEAR);
    let judged = judgements(vec![said(&before, "张三", Ruling::SameVisit, &[1, 3])]);
    let mut turned: Vec<&str> = YEAR.to_vec();
    turned.reverse();
    let mut after = books(&turned);
    let staged = link(&mut after, &judged, &Silent);
    assert!(staged.findings.is_empty());
    assert!(linked(&staged.value).contains(&(3, 1)));
}

#[test]
fn a_changed_or_absent_record_makes_its_judgement_stale_and_the_others_hold() {
    let before = books(&YEAR);
    let judged = judgements(vec![
        said(&before, "张三", Ruling::SameVisit, &[1, 3]),
        said(&before, "张三", Ruling::MissedScan, &[0]),
        said(&before, "张三", Ruling::FalseScan, &[4]),
    ]);
    let corrected = [
        "S1 湘乡市甲烟花厂 2025-03-05",
        "S2 湘乡市乙加油站 2025-06-02",
        "P1 湘乡市丁砖厂 2025-01-05",
        "P2 湘乡市乙加油站 2025-09-20",
    ];
    let staged = found_again(&books(&corrected), &judged);
    assert_eq!(rules(&staged.findings), ["L401", "L402"]);
    let told = &staged.findings[0].title.zh;
    assert!(
        told.contains("检查日期原为“2025-06-01”,现为“2025-06-02”"),
        "{told}"
    );
    assert_eq!(staged.value.held.len(), 1);
    assert_eq!(staged.value.of_event(0).unwrap().ruling, Ruling::MissedScan);
}

#[test]
fn contradictions_are_found_and_not_applied() {
    let year = books(&YEAR);
    for (list, rule) in [
        (
            vec![
                said(&year, "张三", Ruling::SameVisit, &[1, 3]),
                said(&year, "张三", Ruling::SameVisit, &[1, 4]),
            ],
            "L403",
        ),
        (
            vec![
                said(&year, "张三", Ruling::SameVisit, &[0, 3]),
                said(&year, "张三", Ruling::SameVisit, &[1, 3]),
            ],
            "L403",
        ),
        (
            vec![
                said(&year, "张三", Ruling::SameVisit, &[1, 3]),
                said(&year, "李四", Ruling::Different, &[1, 3]),
            ],
            "L404",
        ),
        (
            vec![
                said(&year, "张三", Ruling::SameVisit, &[1, 3]),
                said(&year, "李四", Ruling::MissedScan, &[1]),
            ],
            "L404",
        ),
    ] {
        let staged = found_again(&year, &judgements(list));
        assert_eq!(rules(&staged.findings), [rule]);
        assert!(staged.value.held.is_empty());
    }
}

#[test]
fn the_last_word_of_a_person_counts_and_unsure_takes_back() {
    let year = books(&YEAR);
    let held = |list| {
        let staged = found_again(&year, &judgements(list));
        assert!(staged.findings.is_empty(), "{:?}", staged.findings);
        let rulings: Vec<Ruling> = staged.value.held.iter().map(|one| one.ruling).collect();
        rulings
    };
    let same = |by| said(&year, by, Ruling::SameVisit, &[1, 3]);
    let unsure = |by| said(&year, by, Ruling::Unsure, &[1, 3]);
    let different = |by| said(&year, by, Ruling::Different, &[1, 3]);
    assert_eq!(
        held(vec![same("张三"), different("张三")]),
        [Ruling::Different]
    );
    assert_eq!(held(vec![same("张三"), unsure("张三")]), [Ruling::Unsure]);
    assert_eq!(
        held(vec![unsure("李四"), same("张三")]),
        [Ruling::SameVisit]
    );
    assert_eq!(held(vec![same("张三"), same("李四")]), [Ruling::SameVisit]);
    let missed = said(&year, "张三", Ruling::MissedScan, &[1]);
    assert_eq!(held(vec![same("张三"), missed]), [Ruling::MissedScan]);
}

#[test]
fn a_code_that_comes_in_later_overtakes_a_missed_scan() {
    let mut year = books(&YEAR);
    let judged = judgements(vec![said(&year, "张三", Ruling::MissedScan, &[0])]);
    let staged = link(&mut year, &judged, &Silent);
    assert_eq!(linked(&staged.value), [(0, 2)]);
    assert_eq!(rules(&staged.findings), ["L405"]);
}
