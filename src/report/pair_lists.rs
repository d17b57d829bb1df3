//! Lists of pairs: links, possible links, and the fields on which linked records disagree.

use super::list::{Column, List, Value};
use super::reading::{Reading, shown_day, shown_text};
use super::words::{class_word, decision_word, field_word};
use crate::model::{Books, Decision, Discrepancy, Evidence, FieldName, Link, Place};
use std::collections::BTreeMap;

/// Links of one decision, in report order.
pub fn decided<'a>(reading: &Reading<'a>, decision: Decision) -> Vec<&'a Link> {
    let links = reading.books.links.links.iter();
    links.filter(|link| link.decision == decision).collect()
}

pub fn links_list<'a>(
    reading: &'a Reading<'a>,
    title: &'static str,
    note: &str,
    links: Vec<&'a Link>,
) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let mut columns = vec![Column::new(
        p("核对编号", "inspection id"),
        14.0,
        move |l: &&Link| Value::key(reading.inspection_id(l.inspection)),
    )];
    columns.extend(side_columns(reading));
    columns.extend([
        Column::new(p("匹配概率", "probability"), 10.0, move |l: &&Link| {
            Value::Real(l.probability, 4)
        }),
        Column::new(p("权重", "weight"), 8.0, move |l: &&Link| {
            Value::Real(l.comparison.weight, 2)
        })
        .with_bars(),
        Column::new(p("判定", "decision"), 22.0, move |l: &&Link| {
            Value::text(decision_word(l.decision, lang))
        })
        .in_sheets_only(),
        Column::new(
            p("证据(权重)", "evidence (weight)"),
            60.0,
            move |l: &&Link| Value::text(evidence_summary(reading, l)),
        ),
        Column::new(
            p("检查来源行", "inspection row"),
            40.0,
            move |l: &&Link| Value::text(reading.lineage(l.inspection)),
        )
        .in_sheets_only(),
        Column::new(p("赋码来源行", "code row"), 40.0, move |l: &&Link| {
            Value::text(reading.lineage(l.code))
        })
        .in_sheets_only(),
    ]);
    List::new(title, note, links, columns)
}

fn side_columns<'a>(reading: &'a Reading<'a>) -> Vec<Column<'a, &'a Link>> {
    let p = |zh, en| reading.pick(zh, en);
    vec![
        Column::new(p("检查日期", "visited"), 12.0, move |l: &&Link| {
            Value::day(shown_day(reading.event(l.inspection)))
        }),
        Column::new(
            p("检查对象", "object inspected"),
            32.0,
            move |l: &&Link| Value::text(&*reading.event(l.inspection).name),
        ),
        Column::new(p("检查码编号", "code"), 24.0, move |l: &&Link| {
            Value::key(&*reading.event(l.code).code_id)
        }),
        Column::new(p("码载日期", "date of code"), 12.0, move |l: &&Link| {
            Value::day(shown_day(reading.event(l.code)))
        }),
        Column::new(
            p("码载对象", "object of code"),
            32.0,
            move |l: &&Link| Value::text(&*reading.event(l.code).name),
        ),
    ]
}

/// What a person said, then the comparisons that weigh, heaviest first, as one line.
pub fn evidence_summary(reading: &Reading, link: &Link) -> String {
    let mut evidence: Vec<_> = link
        .comparison
        .evidence
        .iter()
        .filter(|e| e.weight.abs() >= 0.005)
        .collect();
    evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    let part = |e: &&Evidence| {
        let name = e.comparison.in_lang(reading.lang);
        format!("{name} {} {:+.1}", reading.say(&e.level), e.weight).replace('-', "−")
    };
    let judgement = reading
        .books
        .links
        .judged
        .of_pair(link.inspection, link.code);
    let judged = judgement.map(|judgement| reading.say(&judgement.words()).to_string());
    let parts = judged.into_iter().chain(evidence.iter().map(part));
    parts.collect::<Vec<_>>().join(reading.pick("；", "; "))
}

pub fn discrepancies_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let books = reading.books;
    let p = |zh, en| reading.pick(zh, en);
    let columns = vec![
        Column::new(
            p("核对编号", "inspection id"),
            14.0,
            move |d: &&Discrepancy| Value::key(reading.inspection_id(d.inspection)),
        ),
        Column::new(
            p("检查对象", "object"),
            28.0,
            move |d: &&Discrepancy| Value::text(&*reading.event(d.inspection).name),
        ),
        Column::new(p("字段", "field"), 16.0, move |d: &&Discrepancy| {
            Value::text(field_word(d.field, lang))
        }),
        Column::new(p("差异类型", "kind"), 10.0, move |d: &&Discrepancy| {
            Value::text(class_word(d.class, lang))
        }),
        Column::new(
            p("执法系统", "safety system"),
            26.0,
            move |d: &&Discrepancy| Value::text(shown_text(&d.left)),
        ),
        Column::new(
            p("一体化平台", "platform"),
            26.0,
            move |d: &&Discrepancy| Value::text(shown_text(&d.right)),
        ),
        Column::new(
            p("检查来源", "inspection cell"),
            34.0,
            move |d: &&Discrepancy| Value::text(cell_of(books, d.left_place)),
        ),
        Column::new(
            p("赋码来源", "code cell"),
            34.0,
            move |d: &&Discrepancy| Value::text(cell_of(books, d.right_place)),
        ),
    ];
    let note = p(
        "已确认为同一次检查、但两系统登记不一致的字段;本工具只提示,不改原数据",
        "fields on which the two records of one visit disagree; the sources are left as they are",
    );
    List::new(
        p("已链接差异", "Discrepancies"),
        note,
        by_weight(reading),
        columns,
    )
}

fn cell_of(books: &Books, place: Place) -> String {
    let cell = if place.column > 0 {
        place.cell_name()
    } else {
        place.row.to_string()
    };
    format!("{} {cell}", books.table(place).label())
}

/// How linked records differ, what matters most first.
const CLASSES: [&str; 3] = ["value", "blank", "format"];

fn rank(discrepancy: &Discrepancy) -> usize {
    let known = CLASSES.iter().position(|class| *class == discrepancy.class);
    known.unwrap_or(0)
}

/// Different values before empty ones before different ways of writing.
fn by_weight<'a>(reading: &Reading<'a>) -> Vec<&'a Discrepancy> {
    let mut all: Vec<&Discrepancy> = reading.books.discrepancies.iter().collect();
    all.sort_by_key(|d| (rank(d), d.field, d.left_place, d.right_place));
    all
}

/// How often each field disagrees, and how.
pub fn discrepancy_counts<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let mut counts: BTreeMap<FieldName, [i64; 3]> = BTreeMap::new();
    for discrepancy in &reading.books.discrepancies {
        counts.entry(discrepancy.field).or_default()[rank(discrepancy)] += 1;
    }
    type Count = (FieldName, [i64; 3]);
    let mut columns = vec![Column::new(
        reading.pick("字段", "field"),
        18.0,
        move |c: &Count| Value::text(field_word(c.0, lang)),
    )];
    for (at, class) in CLASSES.into_iter().enumerate() {
        let count = move |c: &Count| Value::Whole(c.1[at]);
        columns.push(Column::new(class_word(class, lang), 12.0, count));
    }
    List::new("", "", counts.into_iter().collect(), columns)
}
