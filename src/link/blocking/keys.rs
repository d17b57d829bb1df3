//! The keys under which a rule finds a row.

use crate::link::columns::{Column, HASHER, Kind, Side, combined, identity, is_whole, word_hashes};
use crate::link::model::{Block, Key, Part};
use crate::link::tables::Tables;
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Whether two rows share a key.
pub fn shares_key(tables: &Tables, key: Key, left: u32, right: u32) -> bool {
    let keys = |side: Side, row: u32| {
        let mut found = Vec::new();
        value_keys(
            &tables.columns[key.field],
            tables.value(key.field, side, row),
            key,
            &mut found,
        );
        found
    };
    let (a, b) = (keys(Side::Left, left), keys(Side::Right, right));
    a.iter().any(|key| b.contains(key))
}

/// Every key of a row under a rule; none where a part is blank.
pub(super) fn row_keys(
    tables: &Tables,
    block: &Block,
    side: Side,
    row: u32,
    parts: &mut Parts,
    found: &mut Vec<u64>,
) {
    if let [key] = block.keys[..] {
        let column = &tables.columns[key.field];
        value_keys(column, tables.value(key.field, side, row), key, found);
        return;
    }
    for (at, key) in block.keys.iter().take(4).enumerate() {
        let column = &tables.columns[key.field];
        parts[at].clear();
        let value = tables.value(key.field, side, row);
        value_keys(column, value, *key, &mut parts[at]);
        if parts[at].is_empty() {
            return;
        }
    }
    found.push(0);
    for part in parts.iter().take(block.keys.len()) {
        let before = found.len();
        for at in 0..before {
            let start = found[at];
            found.extend(part.iter().map(|key| combined((start, *key))));
        }
        found.drain(..before);
    }
}

/// Keys of each part of a rule, their memory used again for the next row.
pub(super) type Parts = [Vec<u64>; 4];

/// The key of each value of a column under a part of a rule, where a value has one at most.
pub(super) enum ValueKeys<'a> {
    Known(&'a [u64]),
    Made(Vec<u64>),
}

/// Stands for no key, and for several or one that cannot be told from these two.
const NONE: u64 = 0;
const SEVERAL: u64 = u64::MAX;

impl ValueKeys<'_> {
    /// The keys of all parts of a rule; `None` where they are better found row by row: so many
    /// rows take part.
    pub fn of_rule<'a>(
        tables: &'a Tables,
        block: &Block,
        rows: usize,
    ) -> Option<Vec<(usize, ValueKeys<'a>)>> {
        let of = |key: &Key| {
            let keys = ValueKeys::of(&tables.columns[key.field], *key, rows)?;
            Some((key.field, keys))
        };
        block.keys.iter().map(of).collect()
    }

    fn of(column: &Column, key: Key, rows: usize) -> Option<ValueKeys<'_>> {
        let values = column.known() as u32;
        let made = |of: &dyn Fn(u32) -> u64| -> ValueKeys<'_> {
            let keys = (1..values).map(of);
            ValueKeys::Made([NONE].into_iter().chain(keys).collect())
        };
        let are_many = rows * 2 >= values as usize;
        Some(match (key.part, column.kind) {
            (Part::Whole, Kind::Text | Kind::Tokens | Kind::Name | Kind::Number) => {
                ValueKeys::Known(column.hashes())
            }
            (Part::Whole, Kind::Code) if are_many => {
                made(&|value| match is_whole(column.code(value)) {
                    true => column.hash(value),
                    false => NONE,
                })
            }
            (Part::Whole, Kind::Date) => made(&|value| {
                let mut days = column.days(value).listed();
                match (days.next(), days.next()) {
                    (Some(day), None) => day as u64,
                    (None, _) => NONE,
                    _ => SEVERAL,
                }
            }),
            (Part::Whole, Kind::Document) if are_many => {
                let bare = column.has_bare_documents();
                made(&|value| match column.documents(value) {
                    [] => NONE,
                    [no] if no.year == 0 => NONE,
                    [no] if no.area == 0 || !bare => combined((no.serial, no.year, no.area)),
                    _ => SEVERAL,
                })
            }
            (Part::Core, _) if are_many => made(&|value| column.enterprise(value).core_key),
            _ => return None,
        })
    }

    /// Which values have a key that is drawn, or several.
    pub fn drawn(&self, is_drawn: impl Fn(u64) -> bool) -> Vec<bool> {
        let keys = match self {
            ValueKeys::Known(keys) => keys,
            ValueKeys::Made(keys) => &keys[..],
        };
        let of_value = |key: &u64| *key == SEVERAL || *key != NONE && is_drawn(*key);
        let mut drawn: Vec<bool> = keys.iter().map(of_value).collect();
        drawn[0] = false;
        drawn
    }

    fn get(&self, value: u32) -> u64 {
        match self {
            _ if value == 0 => NONE,
            ValueKeys::Known(keys) => keys[value as usize],
            ValueKeys::Made(keys) => keys[value as usize],
        }
    }
}

/// The key of a row under a rule from those of its values; [`Err`] where the row must be looked at.
pub(super) fn key_of_values(
    parts: &[(usize, ValueKeys)],
    values: &[u32],
) -> Result<Option<u64>, ()> {
    let mut whole = 0;
    for (at, (field, keys)) in parts.iter().enumerate() {
        let part = match keys.get(values[*field]) {
            NONE if values[*field] == 0 || !matches!(keys, ValueKeys::Known(_)) => {
                return Ok(None);
            }
            NONE | SEVERAL => return Err(()),
            part => part,
        };
        whole = match (parts.len(), at) {
            (1, _) => part,
            (_, 0) => combined((0u64, part)),
            _ => combined((whole, part)),
        };
    }
    Ok(Some(whole))
}

fn value_keys(column: &Column, value: u32, key: Key, found: &mut Vec<u64>) {
    if value == 0 {
        return;
    }
    match key.part {
        Part::Whole => whole_keys(column, value, found),
        Part::Core => found.push(column.enterprise(value).core_key),
        Part::Month => {
            let days = column.days(value);
            let month = |day| NaiveDate::from_num_days_from_ce_opt(day);
            found.extend(
                days.listed()
                    .filter_map(month)
                    .map(|day| combined((day.year(), day.month()))),
            );
        }
        Part::Prefix(n) => {
            let chars = characters(column, value);
            if chars.len() >= usize::from(n) {
                found.push(HASHER.hash_one(&chars[..usize::from(n)]));
            }
            return;
        }
        Part::Tail(n) if column.kind == Kind::Code => {
            let text = identity(column.code(value));
            let mut ends = text.char_indices().rev();
            if let Some((start, _)) = ends.nth(usize::from(n).saturating_sub(1)) {
                found.push(HASHER.hash_one(&text[start..]));
            }
            return;
        }
        Part::Tail(n) => {
            let chars = characters(column, value);
            if chars.len() >= usize::from(n) {
                found.push(HASHER.hash_one(&chars[chars.len() - usize::from(n)..]));
            }
            return;
        }
        Part::Tokens => {
            let text = column.text(value);
            match text.tokens.is_empty() {
                true => found.extend(word_hashes(column.written(value))),
                false => found.extend(text.tokens.iter().map(|(word, _)| *word)),
            }
        }
        Part::Deletions => deletions(&characters(column, value), found),
    }
    found.sort_unstable();
    found.dedup();
}

fn whole_keys(column: &Column, value: u32, found: &mut Vec<u64>) {
    match column.kind {
        Kind::Set => found.extend(
            column
                .members(value)
                .iter()
                .map(|member| u64::from(*member)),
        ),
        Kind::Date => found.extend(column.days(value).listed().map(|day| day as u64)),
        Kind::Document => {
            for no in column.documents(value).iter().filter(|no| no.year != 0) {
                found.push(combined((no.serial, no.year, no.area)));
                if no.area != 0 && column.has_bare_documents() {
                    found.push(combined((no.serial, no.year, 0u32)));
                }
            }
        }
        Kind::Code if !is_whole(column.code(value)) => {}
        _ => found.push(column.hash(value)),
    }
}

fn characters(column: &Column, value: u32) -> Cow<'_, [char]> {
    match column.kind {
        Kind::Name => column.enterprise(value).core().into(),
        Kind::Text | Kind::Tokens => (&*column.text(value).chars).into(),
        Kind::Code => identity(column.code(value)).chars().collect(),
        _ => column.written(value).chars().collect(),
    }
}

/// Hashes of the text and of all texts with one character less.
fn deletions(chars: &[char], found: &mut Vec<u64>) {
    if chars.len() < 3 {
        return;
    }
    found.push(HASHER.hash_one(chars));
    let mut shorter: Vec<char> = Vec::with_capacity(chars.len());
    for without in 0..chars.len() {
        shorter.clear();
        shorter.extend_from_slice(&chars[..without]);
        shorter.extend_from_slice(&chars[without + 1..]);
        found.push(HASHER.hash_one(&shorter[..]));
    }
}
