//! The registers: their figures, and every row with whether it counts.

use super::super::reading::{Reading, shown_text};
use super::super::sheet::sheet_name;
use super::super::words::yes_no;
use super::figures::Ledger;
use super::page::{Cell, Page, Shown};
use crate::model::{
    ColumnKind, Entry, EntryStanding, EntryValue, Figure, Measure, Register, column_letters,
};

/// A register with more rows is told without them; they stand in `ledger.csv`.
const ROWS_MAX: usize = 20_000;
/// Columns before those of the register: whether it counts.
const BEFORE: usize = 1;

/// One figure of a register.
struct Line {
    register: String,
    meaning: String,
    unit: String,
    shown: Shown,
    link: Option<String>,
}

/// One sheet of figures; the rows of each register that was read stand behind.
pub fn pages<'a>(
    reading: &'a Reading<'a>,
    ledger: &Ledger,
    behind: &mut Vec<Page<'a>>,
) -> Option<Page<'a>> {
    let lines = lines(reading, ledger, behind);
    if lines.is_empty() {
        return None;
    }
    let heads = [
        ("台账", "register"),
        ("指标", "measure"),
        ("数值", "figure"),
        ("单位", "unit"),
    ];
    let title = reading.pick("各类台账的指标", "Figures of the registers");
    Some(Page {
        name: sheet_name(reading.pick("台账指标", "Registers")),
        title: title.to_string(),
        note: super::super::statement_sheet::scope(reading),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![26.0, 44.0, 16.0, 10.0],
        rows: lines.len(),
        row: Box::new(move |at| {
            let line = &lines[at];
            vec![
                Cell::text(line.register.clone()),
                Cell::text(line.meaning.clone()),
                Cell::of(line.shown.clone()).to(line.link.clone()),
                Cell::text(line.unit.clone()),
            ]
        }),
        home: None,
        list: true,
    })
}

fn lines<'a>(reading: &'a Reading<'a>, ledger: &Ledger, behind: &mut Vec<Page<'a>>) -> Vec<Line> {
    let mappings = &reading.books.understood.mappings;
    let mut lines = Vec::new();
    for (at, register) in ledger.registers().iter().enumerate() {
        let mut known = mappings.iter().filter_map(|m| m.register.as_ref());
        if !known.any(|mapping| mapping.register == at) {
            continue;
        }
        let title = reading.pick_of(&register.zh, &register.en).to_string();
        let link = link_to_rows(reading, register, at, &title, behind);
        for measure in &register.measures {
            for (key, zh, en) in Measure::keys(measure) {
                let figure = ledger.figure(&key);
                let cell = ledger.cell(&key).filter(|_| figure != Figure::Absent);
                lines.push(Line {
                    register: title.clone(),
                    meaning: reading.pick_of(&zh, &en).to_string(),
                    unit: measure.unit.clone(),
                    shown: match cell {
                        Some(cell) => Shown::Live(format!("={cell}"), figure),
                        None => Shown::Figure(figure),
                    },
                    link: link.clone(),
                });
            }
        }
    }
    lines
}

/// Where the rows of a register stand, in a sheet that is added to those behind.
fn link_to_rows<'a>(
    reading: &'a Reading<'a>,
    register: &Register,
    at: usize,
    title: &str,
    behind: &mut Vec<Page<'a>>,
) -> Option<String> {
    let entries = reading.books.understood.entries.iter();
    let count = entries.filter(|entry| entry.register == at).count();
    if count == 0 || count > ROWS_MAX {
        return None;
    }
    let sheet = sheet_name(&format!("{title}{}", reading.pick("台账", " register")));
    let page = rows_page(reading, register, at, sheet.clone());
    let last = column_letters((BEFORE + register.columns.len() + 2) as u16);
    let (first, end) = (page.line(0), page.line(count - 1));
    behind.push(page);
    Some(format!("'{sheet}'!A{first}:{last}{end}"))
}

/// Every row of a register, and under them the sums of those that count.
fn rows_page<'a>(
    reading: &'a Reading<'a>,
    register: &Register,
    at: usize,
    name: String,
) -> Page<'a> {
    let register = register.clone();
    let entries: Vec<&Entry> = reading
        .books
        .understood
        .entries
        .iter()
        .filter(|entry| entry.register == at)
        .collect();
    let mut heads = vec![vec![reading.pick("计入期间", "in the period").to_string()]];
    for column in &register.columns {
        let unit = match column.kind {
            ColumnKind::Money => "(元)",
            _ => "",
        };
        heads.push(vec![format!("{}{unit}", column.words[0])]);
    }
    heads.push(vec![reading.pick("来源文件", "file").to_string()]);
    heads.push(vec![reading.pick("行", "row").to_string()]);
    let wide = |column: &crate::model::RegisterColumn| match column.kind {
        ColumnKind::Text => 26.0,
        ColumnKind::Money => 14.0,
        _ => 13.0,
    };
    let mut widths = vec![10.0];
    widths.extend(register.columns.iter().map(wide));
    widths.extend([40.0, 8.0]);
    let title = reading.pick_of(&register.zh, &register.en).to_string();
    let rows = entries.len();
    Page {
        name,
        title: format!("{title}{}", reading.pick("台账", " register")),
        note: reading
            .pick(
                "合计只加计入期间的行",
                "the sums are of the rows that are in the period",
            )
            .to_string(),
        heads,
        widths,
        rows: rows + 1,
        row: Box::new(move |nth| match entries.get(nth) {
            Some(entry) => cells(reading, &register, entry),
            None => sums(reading, &register, &entries),
        }),
        home: None,
        list: true,
    }
}

/// Whether a row counts by the register's own day and as one of its decisions.
fn counts(reading: &Reading, register: &Register, entry: &Entry) -> bool {
    if entry.standing != EntryStanding::Counted {
        return false;
    }
    let day = register
        .period
        .as_ref()
        .and_then(|name| register.column(name));
    match (
        day.map(|at| &entry.values[at]),
        reading.books.understood.period,
    ) {
        (None, _) => true,
        (Some(EntryValue::Day(day)), Some((from, to))) => (from..=to).contains(day),
        (Some(EntryValue::Day(_)), None) => true,
        _ => false,
    }
}

fn cells(reading: &Reading, register: &Register, entry: &Entry) -> Vec<Cell> {
    let counted = counts(reading, register, entry);
    let mut cells = vec![Cell::text(yes_no(Some(counted)))];
    cells.extend(entry.values.iter().map(|value| match value {
        EntryValue::Blank => Cell::of(Shown::Blank),
        EntryValue::Text(text) => Cell::text(shown_text(text)),
        EntryValue::Day(day) => Cell::text(day.to_string()),
        EntryValue::Fen(fen) => Cell::of(Shown::Amount(*fen as f64 / 100.0)),
        EntryValue::Count(n) => Cell::count(*n),
        EntryValue::Flag(flag) => Cell::text(yes_no(Some(*flag))),
    }));
    cells.push(Cell::text(reading.books.table(entry.place).label()));
    cells.push(Cell::count(i64::from(entry.place.row)));
    cells
}

fn sums(reading: &Reading, register: &Register, entries: &[&Entry]) -> Vec<Cell> {
    let first = super::page::HEADER + 2;
    let last = first + entries.len().max(1) as u32 - 1;
    let mut cells = vec![Cell::text(reading.pick("合计", "total")).bold()];
    for (at, column) in register.columns.iter().enumerate() {
        let letters = column_letters((BEFORE + at + 1) as u16);
        let yes = yes_no(Some(true));
        let formula =
            format!("=SUMIF($A${first}:$A${last},\"{yes}\",{letters}{first}:{letters}{last})");
        let counted = entries
            .iter()
            .filter(|entry| counts(reading, register, entry));
        let values = counted.filter_map(|entry| match entry.values[at] {
            EntryValue::Fen(n) | EntryValue::Count(n) => Some(n),
            _ => None,
        });
        let (sum, filled) = values.fold((0, 0), |(sum, filled), n| (sum + n, filled + 1));
        let shown = match column.kind {
            _ if filled == 0 => Shown::Blank,
            ColumnKind::Money => Shown::LiveAmount(formula, sum as f64 / 100.0),
            ColumnKind::Count => Shown::Live(formula, Figure::Count(sum)),
            _ => Shown::Blank,
        };
        cells.push(Cell::of(shown).bold());
    }
    cells
}
