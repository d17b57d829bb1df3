//! What is learned from: pairs of each blocking rule, and what became of them.

use crate::link::blocking;
use crate::link::chance;
use crate::link::model::{About, Block, Model, Part};
use crate::link::tables::{Pattern, Tables};

/// Pairs of each rule that are learned from.
const PAIRS_PER_RULE: usize = 15_000;
/// A pair that no rule of the linkage proposed.
const NOWHERE: usize = usize::MAX;

/// Patterns of one rule's pairs, and which groups may learn from them.
pub struct Lesson {
    pub counts: Vec<(Pattern, f64)>,
    pub groups: Vec<bool>,
    /// The rule looks at entities only, so that the pairs are all events of an entity.
    pub of_entities: bool,
    /// The group of which the rule makes the first comparison agree.
    pub agreeing: Option<usize>,
    /// Of each count the share that an assignment gave to each other; empty before there is one.
    pub assigned: Vec<f64>,
    /// The pairs behind the counts, in their order.
    pairs: Vec<(u32, u32)>,
    places: Vec<usize>,
}

impl Lesson {
    fn of(tables: &Tables, model: &Model, block: &Block) -> Lesson {
        let pairs = blocking::sample(tables, model, block, PAIRS_PER_RULE);
        let patterns = chance::compared(tables, model, &pairs);
        let mut met: Vec<(Pattern, (u32, u32))> = patterns.into_iter().zip(pairs).collect();
        met.sort_unstable();
        let alike = met.chunk_by(|a, b| a.0 == b.0);
        let looked_at = |group: usize| {
            (model.groups[group].comparisons.iter())
                .map(|at| model.comparisons[*at].field)
                .any(|field| block.keys.iter().any(|key| key.field == field))
        };
        let about = |field: usize| {
            (model.comparisons.iter())
                .find(|comparison| comparison.field == field)
                .map(|comparison| model.groups[comparison.group].about)
        };
        let of_entities = (block.keys.iter()).all(|key| about(key.field) == Some(About::Entity));
        let agreeing = match block.keys[..] {
            [key] => (model.groups.iter()).position(|group| {
                group.comparisons.len() > 1 && {
                    let first = &model.comparisons[group.comparisons[0]];
                    first.field == key.field && key.part == Part::Whole
                }
            }),
            _ => None,
        };
        Lesson {
            counts: alike.map(|met| (met[0].0, met.len() as f64)).collect(),
            groups: (0..model.groups.len())
                .map(|group| !looked_at(group))
                .collect(),
            of_entities,
            agreeing,
            assigned: Vec::new(),
            pairs: met.into_iter().map(|(_, pair)| pair).collect(),
            places: Vec::new(),
        }
    }

    /// Notes where the pairs stand among those of the linkage.
    pub fn find(&mut self, place: impl Fn((u32, u32)) -> Option<usize>) {
        let places = self.pairs.drain(..).map(place);
        self.places = places.map(|place| place.unwrap_or(NOWHERE)).collect();
    }

    /// Notes how probable an assignment holds the pairs to be.
    pub fn note(&mut self, probability: impl Fn(usize) -> f64) {
        let mut rest = &self.places[..];
        let shares = self.counts.iter().map(|(_, count)| {
            let (own, others) = rest.split_at(*count as usize);
            rest = others;
            let found = own.iter().filter(|place| **place != NOWHERE);
            found.map(|place| probability(*place)).sum::<f64>() / count
        });
        self.assigned = shares.collect();
    }
}

pub fn lessons(tables: &Tables, model: &Model) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut keys_seen = Vec::new();
    for block in &model.blocks {
        let whole = block.keys.iter().all(|key| key.part == Part::Whole);
        let empty = (block.keys.iter()).any(|key| tables.is_empty(key.field));
        if keys_seen.contains(&&block.keys) || block.alike.is_some() || empty {
            continue;
        }
        if !whole && model.blocks.iter().any(|other| other.pass == 1) && block.pass == 2 {
            continue;
        }
        keys_seen.push(&block.keys);
        lessons.push(Lesson::of(tables, model, block));
    }
    for group in 0..model.groups.len() {
        if !lessons
            .iter()
            .any(|lesson| lesson.groups[group] && !lesson.counts.is_empty())
        {
            lessons
                .iter_mut()
                .for_each(|lesson| lesson.groups[group] = true);
        }
    }
    lessons
}
