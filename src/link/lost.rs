//! Matches that no blocking rule proposed, estimated.
//!
//! A found match says how probable it was that some rule would propose it: what is blank in its
//! rows is known, how matches agree where nothing is blank was learned, and how often a rule's key
//! agrees at a comparison's level is seen in the other matches. A match that was found with
//! probability π stands for 1/π matches (Horvitz and Thompson).

use super::blocking;
use super::engine::{Linkage, Scored};
use super::model::{Block, Key, Model};
use super::tables::{Pattern, Tables};
use std::collections::BTreeMap;

/// Links that are looked at.
const LINKS_MAX: usize = 4_000;
/// A link this probable is taken for a match.
const MATCH_PROBABILITY_MIN: f64 = 0.9;
/// Matches that are drawn for each set of blanks.
const DRAWS: usize = 2_000;
/// No match stands for more than this many others.
const WEIGHT_MAX: f64 = 20.0;

/// What a rule asks of a pair.
#[derive(Clone, Copy, PartialEq)]
enum Condition {
    Key(Key),
    Near(usize, i32),
    Alike(usize),
}

impl Condition {
    fn of(block: &Block) -> Vec<Condition> {
        let keys = block.keys.iter().map(|key| Condition::Key(*key));
        let near = block.near.map(|(field, days)| Condition::Near(field, days));
        keys.chain(near)
            .chain(block.alike.map(Condition::Alike))
            .collect()
    }

    fn field(self) -> usize {
        match self {
            Condition::Key(key) => key.field,
            Condition::Near(field, _) | Condition::Alike(field) => field,
        }
    }

    fn holds(self, tables: &Tables, left: u32, right: u32) -> bool {
        match self {
            Condition::Key(key) => blocking::shares_key(tables, key, left, right),
            Condition::Near(field, days) => blocking::is_near(tables, field, days, left, right),
            Condition::Alike(field) => blocking::is_alike(tables, field, left, right),
        }
    }
}

/// A condition and how often it holds among matches, by the level of the comparison of its field.
struct Chances {
    condition: Condition,
    comparison: Option<usize>,
    by_level: [f64; 16],
}

/// `None` where a single rule leaves nothing to estimate from.
pub fn to_blocking(linkage: &Linkage, tables: &Tables, model: &Model) -> Option<f64> {
    if model.blocks.len() < 2 {
        return None;
    }
    let links: Vec<&Scored> = (linkage.scored.iter().zip(&linkage.verdicts))
        .filter(|(_, verdict)| verdict.chosen && verdict.probability >= MATCH_PROBABILITY_MIN)
        .map(|(pair, _)| pair)
        .collect();
    let step = links.len().div_ceil(LINKS_MAX).max(1) as u64;
    let by_hash = |pair: &&&Scored| tables.hashes[0][pair.left as usize].is_multiple_of(step);
    let drawn: Vec<&Scored> = links.iter().filter(by_hash).copied().collect();
    let mut conditions: Vec<Chances> = Vec::new();
    let mut rules: Vec<Vec<usize>> = Vec::new();
    for block in &model.blocks {
        let mut rule = Vec::new();
        for condition in Condition::of(block) {
            let known = conditions
                .iter()
                .position(|known| known.condition == condition);
            rule.push(known.unwrap_or(conditions.len()));
            if known.is_none() {
                conditions.push(chances(condition, tables, model, &drawn));
            }
        }
        rules.push(rule);
    }
    let mut blanks: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
    for pair in &drawn {
        let shapes = &linkage.parameters.shapes;
        let nulls = shapes
            .iter()
            .map(|shape| shape.nulls(shape.cell(pair.pattern)))
            .collect();
        *blanks.entry(nulls).or_insert(0.0) += 1.0;
    }
    let lost: f64 = (blanks.iter())
        .map(|(nulls, count)| {
            let found = share_found(linkage, &conditions, &rules, nulls);
            count * (1.0 / found.max(1e-9) - 1.0).min(WEIGHT_MAX)
        })
        .sum();
    let share = links.len() as f64 / drawn.len().max(1) as f64;
    let free = f64::from(tables.rows[0].min(tables.rows[1])) - linkage.matches;
    // An empty sum is −0.
    Some((share * lost).min(free.max(0.0)) + 0.0)
}

fn chances(condition: Condition, tables: &Tables, model: &Model, drawn: &[&Scored]) -> Chances {
    let of_field = |comparison: &super::model::Comparison| comparison.field == condition.field();
    let comparison = model.comparisons.iter().position(of_field);
    let (mut holds, mut all) = ([0.0; 16], [0.0; 16]);
    for pair in drawn {
        let level = comparison.map_or(1, |at| pair.pattern.level(at));
        all[level] += 1.0;
        if condition.holds(tables, pair.left, pair.right) {
            holds[level] += 1.0;
        }
    }
    let mut by_level = [0.0; 16];
    for level in 0..16 {
        by_level[level] = holds[level] / f64::max(all[level], 1.0);
    }
    Chances {
        condition,
        comparison,
        by_level,
    }
}

/// Share of matches with these blanks that some rule proposes.
fn share_found(
    linkage: &Linkage,
    conditions: &[Chances],
    rules: &[Vec<usize>],
    nulls: &[usize],
) -> f64 {
    let parameters = &linkage.parameters;
    let mut dice = Dice(1);
    let mut found = 0;
    // By group, its cells with these blanks: levels, and the probability up to and with it.
    let cells: Vec<Vec<(u64, f64)>> = (parameters.shapes.iter().zip(&parameters.m).zip(nulls))
        .map(|((shape, m), nulls)| {
            let mut sum = 0.0;
            (0..shape.cells())
                .filter(|cell| shape.nulls(*cell) == *nulls)
                .map(|cell| {
                    sum += m[cell];
                    let levels = shape.comparisons.iter().zip(shape.levels(cell));
                    let pattern = levels.fold(Pattern::default(), |pattern, (at, level)| {
                        pattern.with(*at, level)
                    });
                    (pattern.0, sum)
                })
                .collect()
        })
        .collect();
    let mut holds: Vec<bool> = Vec::with_capacity(conditions.len());
    for _ in 0..DRAWS {
        let mut pattern = Pattern::default();
        for cells in &cells {
            let sum = cells.last().map_or(0.0, |(_, sum)| *sum);
            let at = dice.next() * sum;
            let chosen = cells.partition_point(|(_, up_to)| *up_to <= at);
            if let Some((levels, _)) = cells.get(chosen).or(cells.last()) {
                pattern.0 |= levels;
            }
        }
        holds.clear();
        holds.extend(conditions.iter().map(|one| {
            let level = one.comparison.map_or(1, |at| pattern.level(at));
            dice.next() < one.by_level[level]
        }));
        found += usize::from(rules.iter().any(|rule| rule.iter().all(|at| holds[*at])));
    }
    found as f64 / DRAWS as f64
}

/// The same numbers from 0 to 1 in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = (self.0)
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1u32 << 31)
    }
}
