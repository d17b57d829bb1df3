//! Figures in tables: a cell counts what the heads of its column and row say.

use super::claims::{Found, Spot};
use super::figures::{Figure, figures};
use super::folded::Folded;
use super::meaning::{Around, measure};
use super::outline::Passage;
use super::rulebook::Rulebook;
use crate::model::{Claim, Text, UnitClass};

/// Every figure of a table's cells, row by row.
pub fn claims(at: usize, passage: &Passage, book: &Rulebook, found: &mut Found) {
    let heads = head_rows(&passage.rows);
    for (row_at, row) in passage.rows.iter().enumerate().skip(heads) {
        let label_columns = row
            .iter()
            .take_while(|cell| number_cell(cell).is_none())
            .count();
        let label = row[..label_columns].join(" ");
        for (column, cell) in row.iter().enumerate() {
            let folded = Folded::of(cell);
            if number_cell(cell).is_none() {
                continue;
            }
            let head = column_head(&passage.rows[..heads], column);
            let (mut cell_figures, _) = figures(&folded, 0, book);
            let Some(mut figure) = cell_figures.pop() else {
                continue;
            };
            give_unit(&mut figure, &head, &label, book);
            let claim = claim(passage, &figure, cell, (&label, &head), book);
            found.claims.push(claim);
            found.spots.push(Spot {
                passage: at,
                from: row_at,
                to: column,
            });
        }
    }
}

/// Rows before the first that holds a number.
pub fn head_rows(rows: &[Vec<String>]) -> usize {
    let has_number = |row: &Vec<String>| row.iter().any(|cell| number_cell(cell).is_some());
    rows.iter().position(has_number).unwrap_or(rows.len())
}

/// The number that a cell is, perhaps with a unit: a cell of words with a number in it is a text.
pub fn number_cell(cell: &str) -> Option<f64> {
    let folded = Folded::of(cell);
    let number = super::numerals::number_at(&folded, 0)?;
    let rest = &folded.chars[number.to..];
    let is_unit = rest.len() <= 4
        && !rest
            .iter()
            .any(|c| c.is_numeric() || "-年月日季、.至".contains(*c));
    (!number.is_chinese && !number.is_dotted && is_unit).then_some(number.low)
}

pub fn column_head(heads: &[Vec<String>], column: usize) -> String {
    let mut words: Vec<&str> = Vec::new();
    for row in heads {
        if let Some(cell) = row.get(column).map(|cell| cell.trim())
            && !cell.is_empty()
            && !words.contains(&cell)
        {
            words.push(cell);
        }
    }
    words.join(" ")
}

/// The unit in brackets at the end of the head, or of the label: 罚没金额（万元）.
fn give_unit(figure: &mut Figure, head: &str, label: &str, book: &Rulebook) {
    if figure.class != UnitClass::Bare {
        return;
    }
    let found = [head, label].iter().find_map(|text| {
        let text = Folded::of(text);
        let open = text.chars.iter().rposition(|c| *c == '（')?;
        let inner = text.text(open + 1, text.len());
        let inner = inner.trim_end_matches('）').to_string();
        let (times, plain) = match inner.strip_prefix('万').or(inner.strip_prefix("人民币万"))
        {
            Some(rest) => (1e4, rest.to_string()),
            None => (1.0, inner.clone()),
        };
        let class = super::claims::class_of_unit(&plain, book)?;
        Some((inner, class, times))
    });
    if let Some((unit, class, times)) = found {
        let amount = &mut figure.amount;
        for value in [&mut amount.value, &mut amount.low, &mut amount.high] {
            *value = (*value * times * 1e6).round() / 1e6;
        }
        amount.last_place *= times;
        figure.unit = unit;
        figure.class = class;
    } else if head.ends_with('率') || label.ends_with('率') {
        figure.class = UnitClass::Rate;
    }
}

fn claim(
    passage: &Passage,
    figure: &Figure,
    cell: &str,
    (label, head): (&str, &str),
    book: &Rulebook,
) -> Claim {
    let words: Vec<char> = Folded::of(&format!("{label}{head}"))
        .chars
        .into_iter()
        .filter(|c| !matches!(c, '（' | '）'))
        .collect();
    let unit_less = match words.strip_suffix(&figure.unit.chars().collect::<Vec<_>>()[..]) {
        Some(rest) => rest.to_vec(),
        None => words.clone(),
    };
    let around = Around {
        before: &unit_less,
        after: &[],
        earlier: &[],
        headings: &passage.headings,
    };
    let measure = measure(figure, &around, book);
    let subject = match (label.is_empty(), head.is_empty()) {
        (true, _) => head.to_string(),
        (_, true) => label.to_string(),
        _ => format!("{label} · {head}"),
    };
    Claim {
        id: String::new(),
        paragraph: passage.paragraph.clone(),
        line: passage.line,
        sentence: format!("{subject}: {}", cell.trim()),
        text: cell.trim().to_string(),
        amount: figure.amount,
        unit: figure.unit.clone(),
        class: figure.class,
        qualifiers: figure.qualifiers.clone(),
        per_head: figure.per_head,
        scope: scope(passage, label, head, book),
        measure: measure.map(|measure| measure.id.clone()),
        subject: measure.map_or_else(|| Text::new(subject.clone(), subject), |m| m.name()),
    }
}

/// Whether a head or label says that its figures are totals.
pub fn is_total(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    ["合计", "总计", "共计", "全年", "本年"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// A row or column of a breakdown (by month, by town) states a part, that of the total the whole.
fn scope(passage: &Passage, label: &str, head: &str, book: &Rulebook) -> String {
    let heads = head_rows(&passage.rows);
    let (above, below) = passage.rows.split_at(heads);
    let first = |row: &Vec<String>| row.first().is_some_and(|cell| is_total(cell));
    let has_total_row = below.iter().any(first);
    let has_total_column = above.iter().flatten().any(|cell| is_total(cell));
    let mut parts: Vec<&str> = Vec::new();
    let names_measure = !has_total_row && (label.is_empty() || measure_in(label, book));
    if !is_total(label) && !names_measure {
        parts.push(label);
    }
    if has_total_column && !is_total(head) {
        parts.push(head);
    }
    parts.join(" ")
}

/// Whether a row's label itself names a measure, as in a table of indicator and value.
fn measure_in(label: &str, book: &Rulebook) -> bool {
    let label = Folded::of(label);
    book.measures.iter().any(|measure| {
        measure
            .words
            .iter()
            .any(|word| word.chars().count() >= 2 && super::folded::has(&label.chars, word))
    })
}
