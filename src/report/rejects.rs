//! `findings.csv` and `rejects.csv`: what was wrong with the inputs, and the rows left out.

use super::Rendered;
use super::columnar::Frame;
use super::reading::Reading;
use crate::model::{Disposition, Fault, Finding, LedgerEntry, Place, SourceRow, Text};
use std::collections::BTreeMap;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let findings = findings_frame(reading).csv("findings.csv")?;
    let rejects = rejects_frame(reading).csv("rejects.csv")?;
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

fn findings_frame<'a>(reading: &Reading<'a>) -> Frame<'a> {
    let findings = || reading.books.findings.iter();
    let lang = reading.lang;
    let row = |finding: &Finding| finding.place.map(|p| i64::from(p.row)).filter(|n| *n > 0);
    let column = |finding: &Finding| {
        finding
            .place
            .map(|p| i64::from(p.column))
            .filter(|n| *n > 0)
    };
    let mut frame = Frame::default();
    frame.borrowed("rule", findings().map(|finding| finding.rule));
    frame.borrowed(
        "severity",
        findings().map(|finding| finding.severity.word()),
    );
    frame.borrowed("file", findings().map(|finding| &*finding.file));
    frame.borrowed("sheet", findings().map(|finding| &*finding.sheet));
    frame.whole("row", findings().map(row));
    frame.whole("column", findings().map(column));
    frame.owned("cell", findings().map(cell_name));
    frame.borrowed("header", findings().map(|finding| &*finding.header));
    frame.borrowed("actual", findings().map(|finding| &*finding.actual));
    type Said = fn(&Finding) -> &Text;
    let texts: [(&str, Said); 4] = [
        ("title", |finding| &finding.title),
        ("expected", |finding| &finding.expected),
        ("done", |finding| &finding.done),
        ("help", |finding| &finding.help),
    ];
    for (name, text_of) in texts {
        frame.borrowed(
            name,
            findings().map(move |finding| text_of(finding).in_lang(lang)),
        );
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
fn rejects_frame<'a>(reading: &Reading<'a>) -> Frame<'a> {
    let books = reading.books;
    let why = reasons(reading);
    let entries: Vec<&LedgerEntry> = books
        .ledger
        .iter()
        .filter(|e| e.disposition == Disposition::Rejected)
        .collect();
    let told = |entry: &LedgerEntry| why.get(&(entry.place.table, entry.place.row));
    let rules = |entry: &LedgerEntry| told(entry).map(|(rules, _)| rules.clone());
    let reason = |entry: &LedgerEntry| told(entry).map(|(_, reason)| reason.clone());
    let row = |entry: &LedgerEntry| -> Option<&'a SourceRow> {
        books.table(entry.place).row(entry.place.row)
    };
    let mut frame = Frame::default();
    frame.borrowed("source", entries.iter().map(|e| e.source.name()));
    frame.borrowed("file", entries.iter().map(|e| &*books.table(e.place).file));
    frame.borrowed(
        "sheet",
        entries.iter().map(|e| &*books.table(e.place).sheet),
    );
    frame.whole("row", entries.iter().map(|e| Some(e.place.row.into())));
    frame.owned(
        "rules",
        entries.iter().map(|e| rules(e).unwrap_or_default()),
    );
    let detail = |e: &LedgerEntry| e.detail.in_lang(reading.lang).to_string();
    frame.owned(
        "reason",
        entries
            .iter()
            .map(|e| reason(e).unwrap_or_else(|| detail(e))),
    );
    let columns = entries
        .iter()
        .filter_map(|e| row(e))
        .map(|row| row.cells.len())
        .max();
    for at in 0..columns.unwrap_or(0) {
        let name = Place {
            table: 0,
            row: 0,
            column: at as u16 + 1,
        }
        .cell_name();
        let cell = |e: &&LedgerEntry| row(e).and_then(|row| row.cells.get(at)).map(|c| c.text());
        let name = name.trim_end_matches('0');
        frame.text(name, entries.iter().map(|e| cell(e).unwrap_or_default()));
    }
    frame
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
