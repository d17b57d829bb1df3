//! How a column writes its dates: what one cell leaves open, its other cells and the table's year
//! often settle. Whatever is settled so is told, once for each column.

use super::layout::{Column, is_date};
use crate::ground::fold::fold_key;
use crate::model::{Cell, FieldName, Finding, SourceTable, TableMapping};
use crate::transform::fields::dates::{DateOrder, DateSense, read_date};
use crate::transform::fields::numbers::read_number;
use crate::transform::findings::{self, Spot};
use chrono::{Datelike, Timelike};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Cells of a column that are looked at.
const CELLS_MAX: usize = 2000;
/// Days between the two epochs of spreadsheets.
const EPOCHS_APART: f64 = 1462.0;

/// The sense of every date column, by its number; `order` and `year` are what the settings say,
/// `beside` is how the tables of the same file write their dates where all that tell write them so.
pub fn senses(
    table: &SourceTable,
    table_ix: u32,
    columns: &[Column],
    order: DateOrder,
    beside: Option<&FileOrder>,
    year: Option<i32>,
    found: &mut Vec<Finding>,
) -> BTreeMap<u16, DateSense> {
    let dates: Vec<&Column> = columns.iter().filter(|c| is_date(c.field)).collect();
    let year = year.or_else(|| year_of(table, &dates, columns));
    let mut senses = BTreeMap::new();
    for column in dates {
        let spot = Spot::row(table, table_ix, table.header_rows.map_or(0, |rows| rows.1));
        let spot = spot.column(column.column);
        let mut sense = DateSense {
            order,
            year,
            ..DateSense::default()
        };
        if order == DateOrder::Unsaid {
            let written = Written::of(table, column.column, year);
            sense.order = written.order();
            sense.year_last = written.year_last;
            let mut proof = written.proof;
            if sense.order == DateOrder::Unsaid
                && written.unclear > 0
                && let Some(told) = beside
            {
                sense.order = told.order;
                proof.clone_from(&told.proof);
            }
            if sense.order != DateOrder::Unsaid && written.unclear > 0 {
                found.push(findings::order_by_column(spot, sense.order, &proof));
            }
        }
        if counts_from_1904(table, column.column, year) {
            sense.from_1904 = true;
            found.push(findings::serials_from_1904(spot));
        }
        if is_twelve_hour_clock(table, column.column, sense) {
            found.push(findings::twelve_hours(spot));
        }
        senses.insert(column.column, sense);
    }
    senses
}

/// The sense of one date column of which nothing else is known.
pub fn sense_of(table: &SourceTable, column: u16) -> DateSense {
    let written = Written::of(table, column, None);
    DateSense {
        order: written.order(),
        year: None,
        year_last: written.year_last,
        from_1904: counts_from_1904(table, column, None),
    }
}

/// How all columns of a file write their dates, as far as they tell, and a value that does.
#[derive(Clone, Debug)]
pub struct FileOrder {
    order: DateOrder,
    proof: String,
}

/// The order of each file whose columns of dates agree on one: a sheet of a few rows is read as the
/// others of its book.
pub fn orders_of_files<'a>(
    tables: &'a [SourceTable],
    mappings: &[TableMapping],
) -> BTreeMap<&'a str, FileOrder> {
    let mut told: BTreeMap<&str, Option<FileOrder>> = BTreeMap::new();
    for (table, mapping) in tables.iter().zip(mappings) {
        for span in mapping.fields.iter().filter(|span| is_date(span.field)) {
            let written = Written::of(table, span.column, None);
            let order = written.order();
            let mixed = written.day_first > 0 && written.month_first > 0;
            if order == DateOrder::Unsaid && !mixed {
                continue;
            }
            let proof = written.proof;
            told.entry(&table.file)
                .and_modify(|known| {
                    let same = known.as_ref().is_some_and(|known| known.order == order);
                    *known = known.take().filter(|_| same && !mixed);
                })
                .or_insert_with(|| (!mixed).then_some(FileOrder { order, proof }));
        }
    }
    let told = told.into_iter();
    told.filter_map(|(file, order)| Some((file, order?)))
        .collect()
}

fn cells(table: &SourceTable, column: u16) -> impl Iterator<Item = Cell<'_>> {
    let at = usize::from(column) - 1;
    let rows = table.data_rows();
    rows.filter_map(move |row| row.cells.get(at))
        .take(CELLS_MAX)
}

/// What the texts of one column show of the order of day, month and year.
#[derive(Default)]
struct Written {
    day_first: usize,
    month_first: usize,
    /// After a leading year: a second part, or a third one, that is no month.
    second_is_day: usize,
    third_is_day: usize,
    /// Texts that the others must tell.
    unclear: usize,
    /// Two digits of the year stand last.
    year_last: bool,
    /// The first text that tells.
    proof: String,
}

impl Written {
    fn of(table: &SourceTable, column: u16, year: Option<i32>) -> Written {
        let texts: Vec<(String, [u32; 3], [usize; 3])> = cells(table, column)
            .filter_map(|cell| match cell {
                Cell::Text(text) => parts(text),
                _ => None,
            })
            .collect();
        let mut written = Written {
            year_last: is_year_last(&texts, year),
            ..Written::default()
        };
        for (text, [a, b, c], [first, _, last]) in texts {
            let day = 13..=31;
            let year_first = first == 4 || first <= 2 && last <= 2 && !written.year_last;
            let tells = match year_first {
                true => {
                    written.second_is_day += usize::from(first == 4 && day.contains(&b));
                    written.third_is_day += usize::from(day.contains(&c));
                    first == 4 && day.contains(&b)
                }
                false => {
                    written.day_first += usize::from(day.contains(&a));
                    written.month_first += usize::from(day.contains(&b));
                    written.unclear += usize::from(a <= 12 && b <= 12 && a != b);
                    day.contains(&a) || day.contains(&b)
                }
            };
            if tells && written.proof.is_empty() {
                written.proof = text;
            }
        }
        // One month 13 is a slip; three and no day beyond twelve at the end are an order.
        if written.second_is_day >= 3 && written.third_is_day == 0 {
            written.unclear += 1;
        }
        written
    }

    fn order(&self) -> DateOrder {
        match (self.day_first, self.month_first) {
            (1.., 0) => DateOrder::Dmy,
            (0, 1..) => DateOrder::Mdy,
            (0, 0) if self.second_is_day >= 3 && self.third_is_day == 0 => DateOrder::Ydm,
            _ => DateOrder::Unsaid,
        }
    }
}

/// Three numbers that begin a text, and how many digits each has.
fn parts(text: &str) -> Option<(String, [u32; 3], [usize; 3])> {
    let folded: String = match text.is_ascii() {
        true => text.trim().to_string(),
        false => text.nfkc().collect::<String>().trim().to_string(),
    };
    let mut pieces = folded.split(['/', '-', '.', ' ']);
    let mut next = || pieces.next().filter(|piece| (1..=4).contains(&piece.len()));
    let pieces = [next()?, next()?, next()?];
    let [Ok(a), Ok(b), Ok(c)] = pieces.map(str::parse::<u32>) else {
        return None;
    };
    Some((folded.clone(), [a, b, c], pieces.map(str::len)))
}

/// Whether `3/5/25` ends in its year: every last part is near the table's year, not every first.
fn is_year_last(texts: &[(String, [u32; 3], [usize; 3])], year: Option<i32>) -> bool {
    let near = |part: u32| match year {
        Some(year) => (i64::from(year) % 100 - i64::from(part)).abs() <= 1,
        None => (20..40).contains(&part),
    };
    let short = || {
        texts
            .iter()
            .filter(|(_, _, digits)| digits.iter().all(|n| *n <= 2))
    };
    short().next().is_some()
        && short().all(|(_, parts, _)| near(parts[2]))
        && !short().all(|(_, parts, _)| near(parts[0]))
}

/// Whether the bare serials of a column lie in the table's year only if counted from 1904.
fn counts_from_1904(table: &SourceTable, column: u16, year: Option<i32>) -> bool {
    let Some(year) = year else { return false };
    let mut serials = 0;
    for cell in cells(table, column) {
        let number = match cell {
            Cell::Number(number) => number,
            Cell::Text(text) if text.trim().len() == 5 => match text.trim().parse() {
                Ok(number) => number,
                Err(_) => continue,
            },
            _ => continue,
        };
        let year_of = |number: f64| {
            let when = read_date(&Cell::Number(number), DateSense::default())?;
            when.ok().map(|when| when.day.year())
        };
        let near = |told: Option<i32>| told.is_some_and(|told| (told - year).abs() <= 1);
        if near(year_of(number)) || year_of(number + EPOCHS_APART) != Some(year) {
            return false;
        }
        serials += 1;
    }
    serials > 0
}

/// Times of day that never pass twelve and are often before seven: an export that wrote `hh` for
/// `HH`.
fn is_twelve_hour_clock(table: &SourceTable, column: u16, sense: DateSense) -> bool {
    const TIMES_MIN: usize = 12;
    let (mut times, mut early) = (0, 0);
    for cell in cells(table, column) {
        if matches!(cell, Cell::Text(text) if text.contains(['午', 'M', 'm', '晚'])) {
            return false;
        }
        let Some(Ok(when)) = read_date(&cell, sense) else {
            continue;
        };
        let Some(time) = when.time else { continue };
        if time.hour() == 0 || time.hour() > 12 {
            return false;
        }
        times += 1;
        early += usize::from((1..=6).contains(&time.hour()));
    }
    times >= TIMES_MIN && early * 5 >= times
}

/// The year of dates without one: the year that most dates of the table name, unless most name
/// none. Where few do, they do because theirs is another: then its titles' year, its document
/// numbers', its name's.
fn year_of(table: &SourceTable, dates: &[&Column], columns: &[Column]) -> Option<i32> {
    let (mut written, mut dated) = (Years::default(), 0);
    for cell in dates.iter().flat_map(|column| cells(table, column.column)) {
        dated += usize::from(!cell.is_blank());
        written.count(match cell {
            Cell::Date(instant) => Some(instant.year()),
            Cell::Text(text) => year_in(text),
            _ => None,
        });
    }
    let most_name_one = written.0.values().sum::<usize>() * 2 >= dated;
    let first = written.most().filter(|_| most_name_one);
    first.or_else(|| {
        let mut titles = table.rows_above().iter().flat_map(|row| &row.cells);
        titles
            .find_map(|cell| year_in(&cell.text()))
            .or_else(|| numbered_year(table, columns))
            .or_else(|| written.most())
            .or_else(|| {
                [&table.sheet, &table.file]
                    .into_iter()
                    .find_map(|name| year_in(name))
            })
    })
}

/// The year that most document numbers of the table bear.
fn numbered_year(table: &SourceTable, columns: &[Column]) -> Option<i32> {
    let mut years = Years::default();
    let numbers = columns
        .iter()
        .filter(|c| c.field == FieldName::DocumentNumber);
    for cell in numbers.flat_map(|column| cells(table, column.column)) {
        let number = read_number(&cell.text());
        years.count(
            number
                .map(|number| i32::from(number.year))
                .filter(|year| *year > 0),
        );
    }
    years.most()
}

/// How often years were met.
#[derive(Default)]
struct Years(BTreeMap<i32, usize>);

impl Years {
    fn count(&mut self, year: Option<i32>) {
        if let Some(year) = year {
            *self.0.entry(year).or_default() += 1;
        }
    }

    fn most(&self) -> Option<i32> {
        let most = self.0.iter().max_by_key(|(year, count)| (**count, **year));
        most.map(|(year, _)| *year)
    }
}

/// Four digits between 1990 and 2099 that no further digit touches.
fn year_in(text: &str) -> Option<i32> {
    let folded = fold_key(text);
    folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4 || run.len() == 8 || run.len() == 6)
        .filter_map(|run| run[..4].parse().ok())
        .find(|year| (1990..2100).contains(year))
}
