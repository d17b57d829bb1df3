//! Blocking: cheap tests that propose pairs of rows worth comparing.

mod keys;

pub use keys::shares_key;

use super::columns::{Days, Kind, Side, combined, identity};
use super::model::{Block, Model, Part};
use super::tables::Tables;
use crate::ground::onwards::onwards;
use keys::{Parts, ValueKeys, key_of_values, row_keys};
use std::borrow::Cow;

/// A word in more rows than this proposes nobody by itself.
const WORD_ROWS_MAX: usize = 40;

/// Blocks of more pairs than this are gone through by day where the rule has a window.
const WINDOWED_PAIRS_MIN: usize = 64;

/// A proposed pair and, as bits, the rules that proposed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proposal {
    pub left: u32,
    pub right: u32,
    pub rules: u32,
}

/// A row under a key, with its day where the rule has a window in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u64,
    row: u32,
    day: i32,
}

/// A day that stands for none, and one that stands for several.
const NO_DAY: i32 = i32::MAX;
const SEVERAL_DAYS: i32 = i32::MIN;

/// Rows of both sides by key, as a rule finds them.
struct Listing {
    left: Vec<Entry>,
    right: Vec<Entry>,
}

/// What became of blocks that were too large.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oversized {
    pub blocks: u64,
    /// Pairs of these blocks that were not compared.
    pub pairs_left: u64,
}

/// Which rows take part.
pub type Open<'a> = [Option<&'a [bool]>; 2];

/// Pairs that the rules of a pass propose, each once, by left and right row.
pub fn proposals(
    tables: &Tables,
    model: &Model,
    pass: u8,
    open: Open,
) -> (Vec<Proposal>, Oversized) {
    let mut all: Vec<Proposal> = Vec::new();
    let mut oversized = Oversized::default();
    for (at, block) in model.blocks.iter().enumerate() {
        if block.pass != pass || block.keys.iter().any(|key| tables.is_empty(key.field)) {
            continue;
        }
        let listing = Listing::of(tables, block, open);
        let most = model.decision.block_pairs_max;
        listing.join(|left, right| {
            let pairs = left.len() as u64 * right.len() as u64;
            let before = all.len();
            let split = pairs > most;
            meet(tables, model, block, left, right, split, |left, right| {
                all.push(Proposal {
                    left,
                    right,
                    rules: 1 << at,
                });
            });
            if split {
                oversized.blocks += 1;
                oversized.pairs_left += pairs - (all.len() - before) as u64;
            }
        });
    }
    (unified(all, tables.rows[0] as usize), oversized)
}

/// For learning: pairs of a rule under keys drawn evenly, whole blocks, without the rule's limit in
/// time, about as many as asked for.
pub fn sample(tables: &Tables, model: &Model, block: &Block, pairs_max: usize) -> Vec<(u32, u32)> {
    let unbound = Block {
        near: None,
        ..block.clone()
    };
    let most = model.decision.block_pairs_max.min(pairs_max as u64 / 20);
    let rows = u64::from(tables.rows[0].max(tables.rows[1]));
    let mut step = (rows / (2 * pairs_max as u64) + 1).next_power_of_two();
    loop {
        let listing = Listing::drawn(tables, &unbound, [None, None], step);
        let mut total = 0u64;
        listing.join(|left, right| {
            total += (left.len() as u64 * right.len() as u64).min(most);
        });
        if total < pairs_max as u64 / 4 && step > 1 {
            step /= 4.min(step);
            continue;
        }
        let thinner = (total / pairs_max as u64 + 1).next_power_of_two();
        // By other bits of the hash than the keys were drawn by.
        let bits = if step == 1 { 0 } else { 32 };
        let mut pairs = Vec::new();
        listing.join_keys(|key, left, right| {
            let drawn = (combined(key) >> bits) & (thinner - 1) == 0;
            if drawn && left.len() as u64 * right.len() as u64 <= most {
                meet(
                    tables,
                    model,
                    &unbound,
                    left,
                    right,
                    false,
                    |left, right| {
                        pairs.push((left, right));
                    },
                );
            }
        });
        return pairs;
    }
}

/// Whether two rows lie no more than so many days apart, or one of them has no day.
pub fn is_near(tables: &Tables, field: usize, days: i32, left: u32, right: u32) -> bool {
    (tables.days_apart(field, left, right)).is_none_or(|apart| apart <= days)
}

/// Each pair once, by left and right row: first by left row, by counting.
fn unified(all: Vec<Proposal>, rows: usize) -> Vec<Proposal> {
    let mut ends = vec![0u32; rows + 1];
    all.iter()
        .for_each(|pair| ends[pair.left as usize + 1] += 1);
    for row in 0..rows {
        ends[row + 1] += ends[row];
    }
    let blank = Proposal {
        left: 0,
        right: 0,
        rules: 0,
    };
    let mut sorted = vec![blank; all.len()];
    for pair in all {
        let place = &mut ends[pair.left as usize];
        sorted[*place as usize] = pair;
        *place += 1;
    }
    let mut start = 0;
    for end in &ends[..rows] {
        sorted[start..*end as usize].sort_unstable();
        start = *end as usize;
    }
    sorted.dedup_by(|next, kept| {
        let same = next.left == kept.left && next.right == kept.right;
        if same {
            kept.rules |= next.rules;
        }
        same
    });
    sorted
}

impl Listing {
    fn of(tables: &Tables, block: &Block, open: Open) -> Listing {
        Listing::drawn(tables, block, open, 1)
    }

    /// Only the keys that are drawn, or of a rule of several parts those whose first part is: one
    /// of `step`, a power of two.
    fn drawn(tables: &Tables, block: &Block, open: Open, step: u64) -> Listing {
        let side = |side: Side| {
            let open = open[side as usize];
            let taking_part = match open {
                Some(open) => open.iter().filter(|open| **open).count(),
                None => tables.rows[side as usize] as usize,
            };
            let of_values = ValueKeys::of_rule(tables, block, taking_part);
            let days = block
                .near
                .map(|(field, _)| (field, plain_days(tables, field)));
            let is_drawn = |key: u64| step == 1 || combined(key) & (step - 1) == 0;
            let first_parts = of_values.as_ref().filter(|_| step > 1);
            let first_parts = first_parts.map(|parts| (parts[0].0, parts[0].1.drawn(is_drawn)));
            let is_told = first_parts.is_some() && block.keys.len() > 1;
            let mut rows: Vec<Entry> = Vec::with_capacity(taking_part / step as usize);
            let (mut keys, mut parts) = (Vec::new(), Parts::default());
            for row in 0..tables.rows[side as usize] {
                if open.is_some_and(|open| !open[row as usize]) {
                    continue;
                }
                let values = tables.row(side, row);
                if let Some((field, drawn)) = &first_parts
                    && !drawn[values[*field] as usize]
                {
                    continue;
                }
                let single = of_values.as_ref().map(|of| key_of_values(of, values));
                keys.clear();
                match single {
                    Some(Ok(single)) => keys.extend(single),
                    _ => row_keys(tables, block, side, row, &mut parts, &mut keys),
                }
                let day = days
                    .as_ref()
                    .map_or(0, |(field, days)| days[values[*field] as usize]);
                let drawn = keys.iter().filter(|key| is_told || is_drawn(**key));
                rows.extend(drawn.map(|key| Entry {
                    key: *key,
                    row,
                    day,
                }));
            }
            rows
        };
        let (left, right) = rayon::join(|| side(Side::Left), || side(Side::Right));
        // Most keys of wide rules stand on one side only: these rows need no sorting.
        let (of_left, of_right) = rayon::join(|| KeysSeen::of(&left), || KeysSeen::of(&right));
        let sorted = |mut rows: Vec<Entry>, others: &KeysSeen| {
            rows.retain(|row| others.may_hold(row.key));
            sort_by_key(&mut rows);
            rows.dedup();
            rows
        };
        let (mut left, mut right) =
            rayon::join(|| sorted(left, &of_right), || sorted(right, &of_left));
        if block.keys.iter().any(|key| key.part == Part::Tokens) {
            rare_only(&mut left);
            rare_only(&mut right);
        }
        Listing { left, right }
    }

    fn join(&self, mut each: impl FnMut(&[Entry], &[Entry])) {
        self.join_keys(|_, left, right| each(left, right));
    }

    fn join_keys(&self, mut each: impl FnMut(u64, &[Entry], &[Entry])) {
        let mut rest = &self.right[..];
        for left in self.left.chunk_by(|a, b| a.key == b.key) {
            let key = left[0].key;
            // Keys come in order, mostly dense.
            rest = &rest[onwards(rest, |row| row.key < key)..];
            let to = rest.iter().take_while(|row| row.key == key).count();
            if to > 0 {
                each(key, left, &rest[..to]);
                rest = &rest[to..];
            }
        }
    }
}

/// The day of each value of a field.
fn plain_days(tables: &Tables, field: usize) -> Vec<i32> {
    let column = &tables.columns[field];
    let of_value = |value: u32| {
        let days = column.days(value);
        match days.start == days.end && days.planned == Days::NONE {
            true => days.start,
            false => SEVERAL_DAYS,
        }
    };
    let values = 1..column.known() as u32;
    [NO_DAY].into_iter().chain(values.map(of_value)).collect()
}

/// Which keys may stand on a side: one bit for each of many parts of all keys.
struct KeysSeen {
    bits: Vec<u64>,
}

impl KeysSeen {
    fn of(rows: &[Entry]) -> KeysSeen {
        let words = (rows.len() / 4).next_power_of_two();
        let mut seen = KeysSeen {
            bits: vec![0; words],
        };
        for row in rows {
            let (word, bit) = seen.place(row.key);
            seen.bits[word] |= bit;
        }
        seen
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let word = (mixed >> 20) as usize & (self.bits.len() - 1);
        (word, 1 << (mixed >> 58))
    }

    fn may_hold(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.bits[word] & bit != 0
    }
}

/// Sorts by key and row. Keys are mostly hashes, so that their first bits part them evenly.
fn sort_by_key(rows: &mut Vec<Entry>) {
    const ROWS_PER_PART: usize = 256;
    let bits = (rows.len() / ROWS_PER_PART + 1).ilog2().min(16);
    if bits < 2 {
        rows.sort_unstable();
        return;
    }
    let part = |key: u64| (key >> (64 - bits)) as usize;
    let mut ends = vec![0usize; 1 << bits];
    rows.iter().for_each(|row| ends[part(row.key)] += 1);
    let mut sum = 0;
    for end in &mut ends {
        let count = std::mem::replace(end, sum);
        sum += count;
    }
    let mut parted = vec![Entry::default(); rows.len()];
    for row in rows.iter() {
        let place = &mut ends[part(row.key)];
        parted[*place] = *row;
        *place += 1;
    }
    let mut start = 0;
    for end in ends {
        parted[start..end].sort_unstable();
        start = end;
    }
    *rows = parted;
}

fn rare_only(rows: &mut Vec<Entry>) {
    let mut kept = Vec::with_capacity(rows.len());
    for word in rows.chunk_by(|a, b| a.key == b.key) {
        if word.len() <= WORD_ROWS_MAX {
            kept.extend_from_slice(word);
        }
    }
    *rows = kept;
}

/// The pairs of one block that the rule's further conditions let through. A block that is split
/// proposes only pairs that also agree on a day or a document of their own.
fn meet(
    tables: &Tables,
    model: &Model,
    block: &Block,
    left: &[Entry],
    right: &[Entry],
    split: bool,
    mut propose: impl FnMut(u32, u32),
) {
    let mut meet = |one: &Entry, other: &Entry| {
        let (a, b) = (one.row, other.row);
        let far = (block.near).is_some_and(|(field, days)| match (one.day, other.day) {
            (NO_DAY, _) | (_, NO_DAY) => false,
            (SEVERAL_DAYS, _) | (_, SEVERAL_DAYS) => !is_near(tables, field, days, a, b),
            (one, other) => (one - other).abs() > days,
        });
        let unlike = |field: usize| !is_alike(tables, field, a, b);
        let untold = split && !is_telling(tables, model, block, a, b);
        if !far && !untold && !block.alike.is_some_and(unlike) {
            propose(a, b);
        }
    };
    let Some((field, days)) = block
        .near
        .filter(|_| left.len() * right.len() > WINDOWED_PAIRS_MIN)
    else {
        for a in left {
            right.iter().for_each(|b| meet(a, b));
        }
        return;
    };
    // Rows of the right side by their days, so that only those in reach are looked at; a row of
    // several days stands there for each.
    let column = &tables.columns[field];
    let mut by_day: Vec<(i32, Entry)> = Vec::with_capacity(right.len());
    let mut undated: Vec<Entry> = Vec::new();
    for b in right {
        match tables.value(field, Side::Right, b.row) {
            0 => undated.push(*b),
            value => by_day.extend(column.days(value).listed().map(|day| (day, *b))),
        }
    }
    by_day.sort_unstable();
    let mut reached: Vec<Entry> = Vec::new();
    for a in left {
        let value = tables.value(field, Side::Left, a.row);
        reached.clear();
        reached.extend(&undated);
        if value == 0 {
            reached.extend(by_day.iter().map(|(_, b)| *b));
        } else {
            // A range between two listed days is no longer than a visit.
            let first = column.days(value).listed().min().unwrap_or(0);
            let last = column.days(value).listed().max().unwrap_or(0);
            let from = by_day.partition_point(|(day, _)| *day < first.saturating_sub(days));
            let within = by_day[from..].iter();
            let within = within.take_while(|(day, _)| *day <= last.saturating_add(days));
            reached.extend(within.map(|(_, b)| *b));
        }
        reached.sort_unstable();
        reached.dedup();
        reached.iter().for_each(|b| meet(a, b));
    }
}

/// Whether two rows of an oversized block have something else in common that is rare.
fn is_telling(tables: &Tables, model: &Model, block: &Block, a: u32, b: u32) -> bool {
    let dates = || {
        model
            .fields
            .iter()
            .position(|field| field.kind == Kind::Date)
    };
    let date = block.near.map(|(field, _)| field).or_else(dates);
    let same_day = date.is_some_and(|field| {
        tables
            .days_apart(field, a, b)
            .is_some_and(|apart| apart <= 1)
    });
    if !same_day && date.is_some() {
        return false;
    }
    (model.fields.iter().enumerate()).any(|(at, field)| {
        let column = &tables.columns[at];
        let (x, y) = (
            tables.value(at, Side::Left, a),
            tables.value(at, Side::Right, b),
        );
        field.kind != Kind::Date && x != 0 && x == y && column.chance_of(x) < 0.02
    })
}

/// Whether the texts share half of the neighbouring characters of the shorter one: what a wrong
/// character leaves.
pub fn is_alike(tables: &Tables, field: usize, left: u32, right: u32) -> bool {
    let column = &tables.columns[field];
    let a = tables.value(field, Side::Left, left);
    let b = tables.value(field, Side::Right, right);
    if a == 0 || b == 0 {
        return false;
    }
    let chars = |value: u32| -> Cow<[char]> {
        match column.kind {
            Kind::Name => column.enterprise(value).core().into(),
            Kind::Text | Kind::Tokens => (&*column.text(value).chars).into(),
            Kind::Code => identity(column.code(value)).chars().collect(),
            _ => column.written(value).chars().collect(),
        }
    };
    let (a, b) = (chars(a), chars(b));
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    let shared = short
        .windows(2)
        .filter(|pair| long.windows(2).any(|other| other == *pair));
    shared.count() * 2 >= (short.len().max(2) - 1)
}
