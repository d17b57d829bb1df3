//! What the cells of a field are read as, and the value that a column has for what was read.

use crate::ground::fold::fold_key;
use crate::link::columns::{Column, Days, Given, Kind, Numbered};
use crate::link::model::Field;
use crate::link::numbered;
use crate::transform::compared::{Compared, Reading, day_number};

pub(super) fn same_header(header: &str, word: &str) -> bool {
    fold_key(header) == fold_key(word)
}

pub(super) fn reading(field: &Field) -> Reading {
    match field.kind {
        Kind::Text | Kind::Tokens => Reading::Text {
            without: field.without.clone(),
        },
        Kind::Number => Reading::Number,
        Kind::Date => Reading::Date,
        Kind::Set if field.people => Reading::People,
        Kind::Set if field.part_numbers => Reading::PartNumbers,
        Kind::Set => Reading::Members {
            separators: field.separators.clone(),
        },
        Kind::Name => Reading::Name,
        Kind::Code => Reading::Code,
        Kind::Document => Reading::Documents,
    }
}

pub(super) fn valued(column: &mut Column, read: Compared) -> u32 {
    let given = match read {
        Compared::Blank => Given::Blank,
        Compared::Text(text) => return column.value(&Given::Text(&text)),
        Compared::Number(n) => Given::Number(n),
        Compared::Days(from, to) => Given::Days(Days {
            start: day_number(from),
            end: day_number(to),
            planned: Days::NONE,
        }),
        Compared::Members(members) => Given::Members(members),
        Compared::Code(code) => Given::Code(code),
        Compared::Documents(list) => Given::Documents(list.iter().filter_map(numbered).collect()),
    };
    column.value(&given)
}

/// Several columns of one field: beginning, end and plan of a date; members of all columns; else
/// the first that is filled.
pub(super) fn together(read: Vec<Compared>) -> Given<'static> {
    let days: Vec<Option<i32>> = read
        .iter()
        .map(|one| match one {
            Compared::Days(from, _) => Some(day_number(*from)),
            _ => None,
        })
        .collect();
    if days.iter().any(Option::is_some) {
        let start = days.first().copied().flatten();
        let end = days.get(1).copied().flatten();
        let start = start.or(end).unwrap_or(Days::NONE);
        return Given::Days(Days {
            start,
            end: end.unwrap_or(start).max(start),
            planned: days.get(2).copied().flatten().unwrap_or(Days::NONE),
        });
    }
    let mut members = Vec::new();
    let mut documents: Vec<Numbered> = Vec::new();
    for one in read {
        match one {
            Compared::Members(more) => members.extend(more),
            Compared::Documents(more) => documents.extend(more.iter().filter_map(numbered)),
            Compared::Code(code) => return Given::Code(code),
            Compared::Number(n) => return Given::Number(n),
            _ => {}
        }
    }
    match documents.is_empty() {
        true => Given::Members(members),
        false => Given::Documents(documents),
    }
}
