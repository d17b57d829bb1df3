//! The annual forms, in the columns in which bodies have published them (`forms.toml`).

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::figures::Ledger;
use super::page::{Cell, HEADER, Page, Shown};
use crate::model::{Figure, column_letters};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    form: Vec<Form>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    id: String,
    variant: String,
    zh: String,
    en: String,
    unit: String,
    columns: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Column {
    head: Vec<String>,
    keys: Vec<String>,
    first: Vec<String>,
    per: Option<i64>,
    power: Option<String>,
    part: bool,
    total: bool,
    rate: Vec<String>,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let file: FormFile =
        toml::from_str(include_str!("forms.toml")).expect("the forms are well-formed");
    file.form
});

pub fn pages<'a>(reading: &'a Reading<'a>, ledger: &Ledger) -> Vec<Page<'a>> {
    FORMS
        .iter()
        .map(|form| page(reading, ledger, form))
        .collect()
}

fn page<'a>(reading: &'a Reading<'a>, ledger: &Ledger, form: &'static Form) -> Page<'a> {
    let name = match form.variant.as_str() {
        "" => format!("{} {}", form.id, reading.pick_of(&form.zh, &form.en)),
        variant => format!("{} {variant}", form.id),
    };
    let variant = match form.variant.as_str() {
        "" => String::new(),
        variant => format!("({variant})"),
    };
    let mut heads = vec![vec![reading.pick("单位", "body").to_string()]];
    heads.extend(form.columns.iter().map(|column| column.head.clone()));
    let mut widths = vec![26.0];
    widths.extend(form.columns.iter().map(|_| 13.0));
    let levels = heads.iter().map(Vec::len).max().unwrap_or(1) as u32;
    let body = reading.books.understood.bodies.join("、");
    let line = HEADER + levels + 1;
    let mut cells = vec![Cell::text(body)];
    for at in 0..form.columns.len() {
        cells.push(cell(reading, ledger, form, at, line));
    }
    let scope = super::super::statement_sheet::scope(reading);
    let title = reading.pick_of(&form.zh, &form.en);
    Page {
        name: sheet_name(&name),
        title: format!("{} {title}{variant}", form.id),
        note: format!(
            "{scope}{}{}",
            reading.pick("。计量单位:", ". Unit: "),
            reading.pick_of(&form.unit, "cases")
        ),
        heads,
        widths,
        rows: 1,
        row: Box::new(move |_| cells.clone()),
        home: None,
        list: false,
    }
}

fn cell(reading: &Reading, ledger: &Ledger, form: &Form, at: usize, line: u32) -> Cell {
    let column = &form.columns[at];
    let powers = &reading.books.settings.statistics.not_applicable;
    if column
        .power
        .as_ref()
        .is_some_and(|power| powers.contains(power))
    {
        return Cell::of(Shown::NotApplicable);
    }
    if column.total {
        return Cell::of(total(ledger, form, at, line)).bold();
    }
    if let [part, whole] = column.rate.as_slice() {
        return Cell::of(rate(ledger, part, whole));
    }
    let first = column
        .first
        .iter()
        .find(|key| ledger.figure(key) != Figure::Absent);
    let keys: Vec<&String> = column.keys.iter().chain(first).collect();
    let Some(sum) = sum(ledger, &keys) else {
        return Cell::of(Shown::Blank);
    };
    let cells: Option<Vec<String>> = keys.iter().map(|key| ledger.cell(key)).collect();
    let formula = format!("={}", cells.unwrap_or_default().join("+"));
    Cell::of(match column.per {
        None => Shown::Live(formula, Figure::Count(sum)),
        Some(per) => {
            let formula = format!("=({})/{per}", &formula[1..]);
            Shown::LiveAmount(formula, sum as f64 / per as f64)
        }
    })
}

/// The sum of figures; nothing where one is absent, or none is named.
fn sum(ledger: &Ledger, keys: &[&String]) -> Option<i64> {
    if keys.is_empty() {
        return None;
    }
    let counts = keys.iter().map(|key| match ledger.figure(key) {
        Figure::Count(n) => Some(n),
        _ => None,
    });
    counts.sum()
}

fn total(ledger: &Ledger, form: &Form, at: usize, line: u32) -> Shown {
    let parts = form.columns[..at]
        .iter()
        .enumerate()
        .filter(|(_, column)| column.part);
    let parts: Vec<(usize, Option<i64>)> = parts
        .map(|(at, column)| (at, sum(ledger, &column.keys.iter().collect::<Vec<_>>())))
        .collect();
    let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else {
        return Shown::Blank;
    };
    let Some(n) = parts.iter().map(|(_, n)| *n).sum::<Option<i64>>() else {
        return Shown::Blank;
    };
    let letters = |at: usize| column_letters(at as u16 + 2);
    let formula = format!("=SUM({}{line}:{}{line})", letters(*first), letters(*last));
    Shown::Live(formula, Figure::Count(n))
}

fn rate(ledger: &Ledger, part: &str, whole: &str) -> Shown {
    let figures = (ledger.figure(part), ledger.figure(whole));
    let cells = (ledger.cell(part), ledger.cell(whole));
    let (Figure::Count(part), Figure::Count(whole)) = figures else {
        return Shown::Blank;
    };
    let (true, (Some(one), Some(other))) = (whole > 0, cells) else {
        return Shown::Blank;
    };
    Shown::Live(
        format!("={one}/{other}"),
        Figure::Ratio(part as f64 / whole as f64),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Measure, Register, metric_notes};

    #[test]
    fn the_forms_name_known_figures_and_add_up_over_every_class() {
        let notes = metric_notes(Register::shipped());
        let known = |key: &str| notes.iter().any(|note| note.key == key);
        let measures = Register::shipped()
            .iter()
            .flat_map(|register| &register.measures);
        let classes: Vec<String> = measures
            .filter(|measure| measure.key == "penalties.class")
            .flat_map(Measure::keys)
            .map(|(key, ..)| key)
            .collect();
        assert_eq!(classes.len(), 12);
        for form in FORMS.iter() {
            let keys = form
                .columns
                .iter()
                .flat_map(|c| c.keys.iter().chain(&c.rate));
            for key in keys {
                assert!(known(key), "{}: {key}", form.id);
            }
            // A penalty stands in exactly one column of its form.
            if form.columns.iter().any(|column| column.total) {
                let parts = form.columns.iter().filter(|column| column.part);
                let mut parts: Vec<&String> = parts.flat_map(|column| &column.keys).collect();
                parts.sort();
                let mut all: Vec<&String> = classes.iter().collect();
                all.sort();
                assert_eq!(parts, all, "{} {}", form.id, form.variant);
            }
        }
        let variants = FORMS.iter().filter(|form| form.id == "T-2");
        assert_eq!(variants.count(), 4);
    }
}
