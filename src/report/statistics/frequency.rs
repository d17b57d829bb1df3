//! How often each enterprise was visited, against its cap; and the visits behind it.

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::super::words::{route_word, yes_no};
use super::page::{Cell, Page, Shown};
use crate::model::{EventIx, Figure, FrequencyLine};

/// Enterprises shown at most, those with most visits first.
const LINES_MAX: usize = 100_000;
/// Enterprises with more visits behind them than a sheet should hold are told without them.
const ROWS_MAX: usize = 20_000;

/// Nothing where no visit was made.
pub fn page<'a>(reading: &'a Reading<'a>, behind: &mut Vec<Page<'a>>) -> Option<Page<'a>> {
    let review = &reading.books.frequency;
    if review.lines.is_empty() {
        return None;
    }
    let name = sheet_name(reading.pick("检查频次", "Frequency"));
    let rows_sheet = sheet_name(reading.pick("检查频次明细", "Frequency rows"));
    let visits: Vec<(usize, EventIx, bool)> = review
        .lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| {
            let counted = line.visits.iter().map(move |event| (at, *event, true));
            counted.chain(line.exempt.iter().map(move |event| (at, *event, false)))
        })
        .collect();
    let mut links: Vec<Option<String>> = vec![None; review.lines.len()];
    if visits.len() <= ROWS_MAX {
        let sheet = rows_page(reading, rows_sheet.clone(), visits.clone());
        let mut from = 0;
        for same in visits.chunk_by(|one, other| one.0 == other.0) {
            let (first, last) = (sheet.line(from), sheet.line(from + same.len() - 1));
            links[same[0].0] = Some(format!("'{rows_sheet}'!A{first}:G{last}"));
            from += same.len();
        }
        behind.push(sheet);
    }
    let caps = review.preset.as_ref().map(|preset| match reading.zh() {
        true => preset.zh.clone(),
        false => preset.en.clone(),
    });
    let unset = || reading.pick("未设频次上限", "no cap is set").to_string();
    let heads = [
        ("企业", "enterprise"),
        ("行业", "industry"),
        ("类别或等级", "category or grade"),
        ("计频检查(次)", "visits counted"),
        ("不计频检查(次)", "exempt visits"),
        ("上限(次)", "cap"),
        ("是否超限", "over"),
        ("短期重复(组)", "repeated"),
        ("多头检查(组)", "several offices"),
    ];
    Some(Page {
        name,
        title: reading
            .pick("企业检查频次", "Visits by enterprise")
            .to_string(),
        note: caps.unwrap_or_else(unset),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![38.0, 18.0, 18.0, 14.0, 14.0, 10.0, 10.0, 12.0, 12.0],
        rows: review.lines.len().min(LINES_MAX),
        row: Box::new(move |at| cells(reading, &review.lines[at], links[at].clone())),
        home: None,
        list: true,
    })
}

fn cells(reading: &Reading, line: &FrequencyLine, link: Option<String>) -> Vec<Cell> {
    let review = &reading.books.frequency;
    let count = |n: usize| Cell::count(n as i64);
    let told = |n: usize, days: Option<i64>| match days {
        Some(_) => count(n),
        None => Cell::of(Shown::Figure(Figure::Absent)),
    };
    let over = line.cap.map(|_| line.is_over());
    vec![
        Cell::text(line.name.clone()),
        Cell::text(line.industry.clone()),
        Cell::text(line.grade.clone()),
        count(line.visits.len()).to(link.clone()),
        count(line.exempt.len()).to(link),
        match line.cap {
            Some(cap) => count(cap as usize),
            None => Cell::of(Shown::Figure(Figure::Absent)),
        },
        Cell::text(yes_no(over)),
        told(line.repeated.len(), review.repeated_days),
        told(line.multi_head.len(), review.multi_head_days),
    ]
}

fn rows_page<'a>(
    reading: &'a Reading<'a>,
    name: String,
    visits: Vec<(usize, EventIx, bool)>,
) -> Page<'a> {
    let heads = [
        ("企业", "enterprise"),
        ("日期", "day"),
        ("途径", "route"),
        ("承办机构", "office"),
        ("是否计频", "counted"),
        ("来源文件", "file"),
        ("行", "row"),
    ];
    Page {
        name,
        title: reading
            .pick("检查频次明细", "Visits behind the frequency")
            .to_string(),
        note: String::new(),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![38.0, 12.0, 10.0, 26.0, 10.0, 40.0, 8.0],
        rows: visits.len(),
        row: Box::new(move |at| {
            let (_, visit, counted) = visits[at];
            let event = reading.event(visit);
            let place = reading.record(visit).place;
            vec![
                Cell::text(&*event.name),
                Cell::text(event.start.map(|day| day.to_string()).unwrap_or_default()),
                Cell::text(route_word(event.route, reading.lang)),
                Cell::text(&*event.office),
                Cell::text(yes_no(Some(counted))),
                Cell::text(reading.books.table(place).label()),
                Cell::count(i64::from(place.row)),
            ]
        }),
        home: None,
        list: true,
    }
}
