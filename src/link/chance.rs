//! u probabilities: how strangers agree by chance. Measured in the run's own rows, never learned:
//! exact agreement by counting values, the finer levels in a sample of pairs that is the same in
//! every run.

use super::columns::{Kind, Side};
use super::model::{Group, Model};
use super::tables::{Pattern, Tables};
use rayon::prelude::*;

/// Pairs that are drawn; all pairs where there are no more.
const PAIRS_MAX: u64 = 60_000;
/// Pairs of one day that are drawn.
const SAME_DAY_PAIRS_MAX: usize = 20_000;
/// Pairs of one day that also agree on what a group looks at first.
const SAME_VALUE_PAIRS_MAX: usize = 5_000;
/// Probability of every joint level of a group, by the position that [`Shape::cell`] gives.
pub type Table = Vec<f64>;

/// Where the joint levels of a group stand in its table.
#[derive(Clone, Debug)]
pub struct Shape {
    pub comparisons: Vec<usize>,
    sizes: Vec<usize>,
}

impl Shape {
    pub fn of(model: &Model, group: &Group) -> Shape {
        Shape {
            comparisons: group.comparisons.clone(),
            sizes: (group.comparisons.iter())
                .map(|at| model.comparisons[*at].levels.len() + 1)
                .collect(),
        }
    }

    pub fn cells(&self) -> usize {
        self.sizes.iter().product()
    }

    pub fn cell(&self, pattern: Pattern) -> usize {
        let mut cell = 0;
        for (comparison, size) in self.comparisons.iter().zip(&self.sizes) {
            cell = cell * size + pattern.level(*comparison);
        }
        cell
    }

    /// Levels of a cell, one per comparison of the group.
    pub fn levels(&self, mut cell: usize) -> Vec<usize> {
        let mut levels = vec![0; self.sizes.len()];
        for (at, size) in self.sizes.iter().enumerate().rev() {
            levels[at] = cell % size;
            cell /= size;
        }
        levels
    }

    /// Which comparisons of a cell are null, as bits: probabilities are conditional on that.
    pub fn nulls(&self, cell: usize) -> usize {
        let levels = self.levels(cell);
        (levels.iter().enumerate())
            .fold(0, |bits, (at, level)| bits | usize::from(*level == 0) << at)
    }

    /// Probability that one of the group's comparisons agrees exactly, none of them being null; 0
    /// for a comparison of another group.
    pub fn agreeing(&self, comparison: usize, table: &[f64]) -> f64 {
        let Some(at) = self.comparisons.iter().position(|one| *one == comparison) else {
            return 0.0;
        };
        (table.iter().enumerate())
            .filter(|(cell, _)| self.nulls(*cell) == 0 && self.levels(*cell)[at] == 1)
            .map(|(_, p)| p)
            .sum()
    }

    /// Scales the cells so that those with the same nulls add up to 1.
    pub fn normalise(&self, table: &mut [f64]) {
        let mut sums = vec![0.0; 1 << self.sizes.len()];
        for (cell, p) in table.iter().enumerate() {
            sums[self.nulls(cell)] += p;
        }
        for (cell, p) in table.iter_mut().enumerate() {
            let sum = sums[self.nulls(cell)];
            if sum > 0.0 {
                *p /= sum;
            }
        }
    }

    pub fn normalised(&self, mut table: Table) -> Table {
        self.normalise(&mut table);
        table
    }

    /// The product of one probability per comparison and level; a null level counts 1.
    pub fn product(&self, single: impl Fn(usize, usize) -> f64) -> Table {
        (0..self.cells())
            .map(|cell| {
                let levels = self.levels(cell);
                (self.comparisons.iter().zip(levels))
                    .filter(|(_, level)| *level > 0)
                    .map(|(comparison, level)| single(*comparison, level))
                    .product()
            })
            .collect()
    }
}

/// u of every group: of any two rows, and of two rows of one day where the group asks for that.
#[derive(Clone, Debug)]
pub struct Chance {
    pub tables: Vec<[Table; 2]>,
    /// Exact agreement of each comparison, counted.
    pub exact: Vec<f64>,
}

/// Patterns of pairs drawn from the run's own rows, each with how many, and how often values agree
/// in all rows.
pub struct Drawn {
    any: Vec<(Pattern, f64)>,
    /// Pairs of one day, where a group asks for them.
    same_day: Option<Vec<(Pattern, f64)>>,
    exact: Vec<f64>,
}

/// What is known of the pairs that are no strangers and yet among those drawn: in a small table,
/// and among the pairs of one day, they are many.
pub trait Known {
    /// Share of a pattern's pairs that are strangers.
    fn strangers(&self, pattern: Pattern) -> f64;
    /// Exact agreement of a comparison among strangers, of `all` that was counted.
    fn exact_of_strangers(&self, comparison: usize, all: f64) -> f64;
}

impl Drawn {
    pub fn of(tables: &Tables, model: &Model) -> Drawn {
        Drawn {
            any: patterns(tables, model, &random_pairs(tables)),
            same_day: (model.groups.iter()).find_map(|group| same_day(tables, model, group)),
            exact: (model.comparisons.iter())
                .map(|comparison| tables.columns[comparison.field].chance_of_agreement())
                .collect(),
        }
    }

    /// How strangers would agree if all pairs were of strangers and the comparisons independent.
    pub fn independent(&self, model: &Model, shapes: &[Shape]) -> Chance {
        let single = singles(model, &self.any, &self.exact);
        let product = |shape: &Shape| shape.normalised(shape.product(|c, level| single[c][level]));
        Chance {
            tables: shapes
                .iter()
                .map(product)
                .map(|table| [table.clone(), table])
                .collect(),
            exact: self.exact.clone(),
        }
    }

    /// How strangers agree, as far as they are told from others.
    pub fn chance(&self, model: &Model, shapes: &[Shape], known: &dyn Known) -> Chance {
        let weighted = |patterns: &[(Pattern, f64)]| -> Vec<(Pattern, f64)> {
            let weight =
                |(pattern, count): &(Pattern, f64)| (*pattern, count * known.strangers(*pattern));
            patterns.iter().map(weight).collect()
        };
        let any = weighted(&self.any);
        let exact: Vec<f64> = (self.exact.iter().enumerate())
            .map(|(comparison, all)| known.exact_of_strangers(comparison, *all))
            .collect();
        let single = singles(model, &any, &exact);
        let same_day = self.same_day.as_deref().map(weighted);
        let made = shapes.iter().zip(&model.groups).map(|(shape, group)| {
            let plain = match shape.comparisons.len() {
                1 => shape.normalised(shape.product(|c, level| single[c][level])),
                _ => joint(shape, &any, &single),
            };
            let near = match (group.given, &same_day) {
                (Some(_), Some(pairs)) if !pairs.is_empty() => {
                    joint(shape, pairs, &singles(model, pairs, &[]))
                }
                _ => plain.clone(),
            };
            [plain, near]
        });
        Chance {
            tables: made.collect(),
            exact: self.exact.clone(),
        }
    }
}

/// The joint levels of a group. What the sample did not meet is as rare as if the comparisons were
/// independent; what it met lies between that and its share.
fn joint(shape: &Shape, pairs: &[(Pattern, f64)], single: &[Vec<f64>]) -> Table {
    let mut seen = vec![0.0; shape.cells()];
    for (pattern, weight) in pairs {
        seen[shape.cell(*pattern)] += weight;
    }
    let share = shape.normalised(seen.clone());
    let mut table = shape.normalised(shape.product(|c, level| single[c][level]));
    for (cell, p) in table.iter_mut().enumerate() {
        if seen[cell] > 0.0 {
            *p = (*p + share[cell]) / 2.0;
        }
    }
    shape.normalised(table)
}

/// Per comparison and level; exact agreement as counted where it was.
fn singles(model: &Model, pairs: &[(Pattern, f64)], exact: &[f64]) -> Vec<Vec<f64>> {
    (model.comparisons.iter().enumerate())
        .map(|(at, comparison)| {
            let mut counts = vec![0.0; comparison.levels.len() + 1];
            for (pattern, weight) in pairs {
                counts[pattern.level(at)] += weight;
            }
            let filled: f64 = counts[1..].iter().sum();
            let levels = comparison.levels.len();
            let mut p: Vec<f64> = (counts.iter())
                .map(|count| (count + 0.5) / (filled + 0.5 * levels as f64))
                .collect();
            p[0] = 1.0;
            let first = comparison.levels[0].test == super::levels::Test::Same;
            if let (true, Some(u)) = (first, exact.get(at)) {
                let rest: f64 = p[2..].iter().sum();
                let agreement = u.max(1e-12);
                p[1] = agreement;
                for value in &mut p[2..] {
                    *value *= (1.0 - agreement) / rest.max(1e-12);
                }
            }
            p
        })
        .collect()
}

/// Levels of sampled pairs, each with how many have them.
pub fn patterns(tables: &Tables, model: &Model, pairs: &[(u32, u32)]) -> Vec<(Pattern, f64)> {
    let mut patterns = compared(tables, model, pairs);
    patterns.sort_unstable();
    let alike = patterns.chunk_by(|a, b| a == b);
    alike.map(|alike| (alike[0], alike.len() as f64)).collect()
}

/// Levels of each pair.
pub fn compared(tables: &Tables, model: &Model, pairs: &[(u32, u32)]) -> Vec<Pattern> {
    let compared = |pairs: &[(u32, u32)]| -> Vec<Pattern> {
        let mut found = Vec::with_capacity(pairs.len());
        for pairs in pairs.chunks(64) {
            tables.look_ahead(model, pairs.iter().copied());
            let pairs = pairs.iter();
            found.extend(pairs.map(|(left, right)| tables.pattern(model, *left, *right)));
        }
        found
    };
    let patterns = pairs.par_chunks(1 << 13).map(compared);
    patterns.collect::<Vec<Vec<Pattern>>>().concat()
}

/// Pairs drawn evenly over both tables in the order of what the rows hold.
fn random_pairs(tables: &Tables) -> Vec<(u32, u32)> {
    let [left, right] = tables.drawn.each_ref().map(|rows| rows.len() as u64);
    if left == 0 || right == 0 {
        return Vec::new();
    }
    let [a, b] = &tables.drawn;
    if left * right <= PAIRS_MAX {
        return (a.iter())
            .flat_map(|x| b.iter().map(move |y| (*x, *y)))
            .collect();
    }
    // Two sequences with strides of their own, so that each turn of one meets other rows.
    let strides = [stride(left), stride(right)];
    (0..PAIRS_MAX)
        .map(|at| {
            let turn = at / left.max(right);
            let x = at.wrapping_mul(strides[0]) % left;
            let y = at.wrapping_mul(strides[1]).wrapping_add(turn) % right;
            let (x, y) = match left <= right {
                true => (x, y),
                false => (at.wrapping_mul(strides[0]).wrapping_add(turn) % left, y),
            };
            (a[x as usize], b[y as usize])
        })
        .collect()
}

/// About 0.618 of a length, without a divisor in common with it.
fn stride(length: u64) -> u64 {
    let mut stride = (length as f64 * 0.618_033_988_75) as u64 | 1;
    while gcd(stride, length) != 1 {
        stride += 2;
    }
    stride
}

fn gcd(a: u64, b: u64) -> u64 {
    match b {
        0 => a,
        _ => gcd(b, a % b),
    }
}

/// Patterns of pairs of rows of one day, drawn evenly over the days in proportion to their pairs.
/// Those that also agree on what the group looks at first are rare and tell most of it: they are
/// drawn for themselves, many more of them, and count the less for it.
fn same_day(tables: &Tables, model: &Model, group: &Group) -> Option<Vec<(Pattern, f64)>> {
    let day = group.given?;
    let first = model.comparisons[group.comparisons[0]].field;
    let listed = |side: Side| {
        let column = &tables.columns[day];
        debug_assert_eq!(column.kind, Kind::Date);
        let rows = tables.drawn[side as usize].iter();
        let rows = rows.map(|row| (tables.row(side, *row), *row));
        let dated = rows.filter(|(values, _)| values[day] != 0);
        let mut rows: Vec<Listed> = dated
            .map(|(values, row)| Listed {
                day: column.days(values[day]).first(),
                value: values[first],
                hash: tables.columns[first].hash(values[first]),
                row,
            })
            .collect();
        rows.sort_by_key(|listed| (listed.day, listed.hash));
        rows
    };
    let (left, right) = (listed(Side::Left), listed(Side::Right));
    let days = blocks(&left, &right, |one| (one.day, 0));
    let (mut apart, step) = evenly(&days, SAME_DAY_PAIRS_MAX);
    let is_same = |(a, b): &(Listed, Listed)| a.value != 0 && a.value == b.value;
    apart.retain(|pair| !is_same(pair));
    let same = blocks(&left, &right, |one| (one.day, one.hash));
    let (mut same, same_step) = evenly(&same, SAME_VALUE_PAIRS_MAX);
    same.retain(is_same);
    let patterns = |pairs: Vec<(Listed, Listed)>| {
        let rows: Vec<(u32, u32)> = pairs.iter().map(|(a, b)| (a.row, b.row)).collect();
        patterns(tables, model, &rows)
    };
    let mut found = patterns(apart);
    let share = same_step as f64 / step as f64;
    let same = patterns(same);
    found.extend(
        same.into_iter()
            .map(|(pattern, count)| (pattern, count * share)),
    );
    Some(found)
}

/// A drawn row under its day, and under what a group looks at first.
#[derive(Clone, Copy)]
struct Listed {
    day: i32,
    value: u32,
    hash: u64,
    row: u32,
}

type Block<'a> = (&'a [Listed], &'a [Listed]);

/// Rows of both sides under one key; both lists are sorted by it.
fn blocks<'a>(
    left: &'a [Listed],
    right: &'a [Listed],
    key: impl Fn(&Listed) -> (i32, u64),
) -> Vec<Block<'a>> {
    let mut found = Vec::new();
    let mut rest = right;
    for left in left.chunk_by(|a, b| key(a) == key(b)) {
        let own = key(&left[0]);
        rest = &rest[rest.partition_point(|row| key(row) < own)..];
        let to = rest.partition_point(|row| key(row) == own);
        if to > 0 {
            found.push((left, &rest[..to]));
        }
    }
    found
}

/// Pairs drawn evenly over the blocks, about so many, and of how many each is one.
fn evenly(blocks: &[Block], most: usize) -> (Vec<(Listed, Listed)>, usize) {
    let all: usize = blocks.iter().map(|(a, b)| a.len() * b.len()).sum();
    let step = all.div_ceil(most).max(1);
    let mut pairs = Vec::with_capacity(all / step + blocks.len());
    let mut next = 0;
    for (a, b) in blocks {
        let count = a.len() * b.len();
        let stride = stride(count as u64);
        while next < count {
            // A stride over the block's pairs, so that rows of both sides take turns.
            let at = (next as u64).wrapping_mul(stride) as usize % count;
            pairs.push((a[at / b.len()], b[at % b.len()]));
            next += step;
        }
        next -= count;
    }
    (pairs, step)
}
