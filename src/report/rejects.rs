//! `findings.csv` and `rejects.csv`: what was wrong with the inputs, and the rows left out.

use super::Rendered;
use super::columnar::Frame;
use super::reading::Reading;
use crate::model::{Disposition, Fault, Finding, LedgerEntry, Place, Text};
use std::collections::BTreeMap;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let findings = findings_frame(reading).csv("findings.csv")?;
    let rejects = rejects_csv(reading)?;
    Ok(vec![
        Rendered {
            name: "findings.csv",
            bytes: findings,
        },
        Rendered {
            name: "rejects.csv",
            bytes: rejects,
        },
    ])
}

fn findings_frame<'a>(reading: &Reading<'a>) -> Frame<'a, Finding> {
    let lang = reading.lang;
    let told = |number: u32| Some(i64::from(number)).filter(|n| *n > 0);
    let mut frame = Frame::of(&reading.books.findings);
    frame.borrowed("rule", |finding| finding.rule);
    frame.borrowed("severity", |finding| finding.severity.word());
    frame.borrowed("file", |finding| &finding.file);
    frame.borrowed("sheet", |finding| &finding.sheet);
    frame.whole("row", move |finding| told(finding.place?.row));
    frame.whole("column", move |finding| told(finding.place?.column.into()));
    frame.owned("cell", cell_name);
    frame.borrowed("header", |finding| &finding.header);
    frame.borrowed("actual", |finding| &finding.actual);
    type Said = fn(&Finding) -> &Text;
    let texts: [(&str, Said); 4] = [
        ("title", |finding| &finding.title),
        ("expected", |finding| &finding.expected),
        ("done", |finding| &finding.done),
        ("help", |finding| &finding.help),
    ];
    for (name, text_of) in texts {
        frame.borrowed(name, move |finding| text_of(finding).in_lang(lang));
    }
    frame
}

/// `F118` of a cell; empty where the finding is about a row, a table or a file.
pub fn cell_name(finding: &Finding) -> String {
    match finding.place {
        Some(place) if place.row > 0 && place.column > 0 => place.cell_name(),
        _ => String::new(),
    }
}

/// One line per rejected row: where, why, and its cells under their spreadsheet letters.
fn rejects_csv(reading: &Reading) -> Result<Vec<u8>, Fault> {
    let books = reading.books;
    let why = reasons(reading);
    let entries: Vec<&LedgerEntry> = books
        .ledger
        .iter()
        .filter(|e| e.disposition == Disposition::Rejected)
        .collect();
    let told = |e: &LedgerEntry| why.get(&(e.place.table, e.place.row));
    let row = |e: &LedgerEntry| books.table(e.place).row(e.place.row);
    let mut frame = Frame::of(&entries);
    frame.borrowed("source", |e| e.source.name());
    frame.borrowed("file", |e| &books.table(e.place).file);
    frame.borrowed("sheet", |e| &books.table(e.place).sheet);
    frame.whole("row", |e| Some(e.place.row.into()));
    frame.borrowed("rules", |e| told(e).map_or("", |(rules, _)| rules));
    frame.borrowed("reason", |e| {
        told(e).map_or_else(|| reading.say(&e.detail), |(_, reason)| reason)
    });
    let widths = entries.iter().filter_map(|e| row(e)).map(|r| r.cells.len());
    for at in 0..widths.max().unwrap_or(0) {
        let name = Place {
            table: 0,
            row: 0,
            column: at as u16 + 1,
        }
        .cell_name();
        let cell = move |e: &LedgerEntry| row(e).and_then(|row| row.cells.get(at));
        frame.text(name.trim_end_matches('0'), move |e| {
            cell(e).map(|cell| cell.text()).unwrap_or_default()
        });
    }
    frame.csv("rejects.csv")
}

/// Rules and titles of the findings about each row.
fn reasons(reading: &Reading) -> BTreeMap<(u32, u32), (String, String)> {
    let mut why: BTreeMap<(u32, u32), (String, String)> = BTreeMap::new();
    for finding in &reading.books.findings {
        let Some(place) = finding.place else { continue };
        let (rules, titles) = why.entry((place.table, place.row)).or_default();
        if !rules.split(' ').any(|rule| rule == finding.rule) {
            join(rules, finding.rule, " ");
            join(
                titles,
                reading.say(&finding.title),
                reading.pick("；", "; "),
            );
        }
    }
    why
}

fn join(text: &mut String, more: &str, between: &str) {
    if !text.is_empty() {
        text.push_str(between);
    }
    text.push_str(more);
}
