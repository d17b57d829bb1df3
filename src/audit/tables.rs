//! Figures in tables: a cell counts what the heads of its column and row say.

use super::claims::{Found, Spot};
use super::figures::{Figure, cell_figure, figures};
use super::folded::Folded;
use super::meaning::{Around, measure};
use super::outline::Passage;
use super::rulebook::Rulebook;
use crate::model::{ApartReason, Claim, SetApart, Text, UnitClass};

/// Every figure of a table's cells, row by row.
pub fn claims(
    at: usize,
    passage: &Passage,
    caption: &[&Passage],
    book: &Rulebook,
    found: &mut Found,
) {
    let heads = head_rows(&passage.rows);
    let first = first_column(&passage.rows);
    let total = total_row(&passage.rows);
    let about = about(passage, caption, book);
    for (row_at, row) in passage.rows.iter().enumerate().skip(heads) {
        let label = label(row, first);
        for (column, cell) in row.iter().enumerate() {
            let folded = Folded::of(cell);
            if number_cell(cell).is_none() {
                continue;
            }
            if column < first {
                found.apart.push(SetApart {
                    paragraph: passage.paragraph.clone(),
                    line: passage.line,
                    text: cell.trim().to_string(),
                    reason: ApartReason::Enumerator,
                });
                continue;
            }
            let head = column_head(&passage.rows[..heads], column);
            let (mut cell_figures, _) = figures(&folded, 0, book);
            let whole = || cell_figure(&folded, book);
            let Some(mut figure) = cell_figures.pop().or_else(whole) else {
                continue;
            };
            give_unit(&mut figure, &head, &label, book);
            let mut claim = claim(passage, &figure, cell, (&label, &head), book);
            let is_whole = total == Some(row_at) || is_total(&label);
            let narrowed = scope(passage, (&label, &head), (is_whole, total), book);
            let scopes = [about.as_str(), narrowed.as_str()];
            claim.scope = scopes.join(" ").trim().to_string();
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
    for row in heads.iter().filter(|row| !is_title(row)) {
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
        has_noun: !unit_less.is_empty(),
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
        scope: String::new(),
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
        || ["合计", "总计"].iter().any(|word| text.ends_with(word))
}

/// The row of the totals: where none says so, a lone 小计 at the end.
pub fn total_row(rows: &[Vec<String>]) -> Option<usize> {
    let (heads, first) = (head_rows(rows), first_column(rows));
    let named = |row: &usize| is_total(&label(&rows[*row], first));
    let is_subtotal = |row: &usize| label(&rows[*row], first).contains("小计");
    (heads..rows.len()).rev().find(named).or_else(|| {
        let mut subtotals = (heads..rows.len()).filter(is_subtotal);
        let only = subtotals.next().filter(|_| subtotals.next().is_none());
        only.filter(|row| row + 1 == rows.len())
    })
}

/// Where the table proper begins: behind the numbers of its rows.
pub fn first_column(rows: &[Vec<String>]) -> usize {
    let is_numbering = |row: &Vec<String>| {
        let head: String = row
            .first()
            .map_or("", String::as_str)
            .split_whitespace()
            .collect();
        matches!(head.as_str(), "序号" | "编号" | "序" | "行次")
    };
    usize::from(rows[..head_rows(rows)].iter().any(is_numbering))
}

/// What a row is about: its cells before the first number.
pub fn label(row: &[String], first: usize) -> String {
    let words = row.iter().skip(first);
    let words: Vec<&str> = words
        .take_while(|cell| number_cell(cell).is_none())
        .map(String::as_str)
        .collect();
    let mut words = words;
    words.dedup();
    words.join(" ").trim().to_string()
}

/// A row that one merged cell fills: the table's title.
fn is_title(row: &[String]) -> bool {
    let mut words = row.iter().filter(|cell| !cell.trim().is_empty());
    let first = words.next();
    row.len() > 1 && words.all(|cell| Some(cell) == first)
}

/// What the words above a table narrow it to: 国庆节前集中检查情况如下表.
fn about(passage: &Passage, caption: &[&Passage], book: &Rulebook) -> String {
    let title = passage.rows.first().filter(|row| is_title(row));
    let title = title
        .and_then(|row| row.first())
        .map(|title| Folded::of(title));
    let above = caption.iter().map(|above| &above.folded);
    let mut texts = above.chain(&title);
    let found = texts.find_map(|text| {
        let (from, to) = text.sentence(text.len().saturating_sub(1));
        let words = book.scopes.campaign.iter().chain(&book.scopes.occasion);
        words
            .into_iter()
            .find(|word| super::folded::has(&text.chars[from..to], word))
    });
    found.cloned().unwrap_or_default()
}

/// A row or column of a breakdown (by month, by town) states a part, that of the total the whole.
fn scope(
    passage: &Passage,
    (label, head): (&str, &str),
    (is_whole, total): (bool, Option<usize>),
    book: &Rulebook,
) -> String {
    let heads = head_rows(&passage.rows);
    let has_total_row = total.is_some();
    let has_total_column = passage.rows[..heads]
        .iter()
        .flatten()
        .any(|cell| is_total(cell));
    let mut parts: Vec<&str> = Vec::new();
    let names_measure =
        !has_total_row && (label.is_empty() || measure_in(label, book) && !measure_in(head, book));
    if !is_whole && !names_measure {
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
