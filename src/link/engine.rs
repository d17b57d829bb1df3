//! The linkage of two tables: propose, learn, weigh, assign.

use super::blocking::{self, Oversized, Proposal};
use super::chance::Shape;
use super::columns::{FixedState, Side};
use super::learn::{self, Lesson, Logs, Parameters};
use super::lost;
use super::matching::{self, Edge, Verdict};
use super::model::Model;
use super::tables::{Pattern, Tables};
use super::twins;
use rayon::prelude::*;
use std::collections::HashMap;

/// Pairs weaker than this are not kept.
const KEPT_BITS_MIN: f64 = -14.0;
/// Pairs weaker than this are nobody's alternative.
const RIVAL_BITS_MIN: f64 = -7.0;
/// A row whose pair is this probable takes no further part after the first pass.
const SETTLED_PROBABILITY_MIN: f64 = 0.97;
/// Rounds in which the share of rows with a partner is settled.
const PRIOR_ROUNDS: usize = 6;
/// Rounds of assigning and learning from it, where other events of an entity are learned.
const LEARNING_ROUNDS: usize = 12;
/// What a match must tell in the mean against its entity's other events for matches to be counted.
const TOLD_APART_BITS_MIN: f64 = 2.0;
/// Probabilities of levels that move less are settled.
const LEARNED_MIN: f64 = 0.003;
/// Pairs of which memory is asked for at a time.
const PAIRS_LOOKED_AT: usize = 64;
/// Pairs that are weighed in one go.
const PAIRS_AT_ONCE: usize = 1 << 16;
/// Share of a side's rows that always may be without a partner.
const FREE_SHARE_MIN: f64 = 0.01;

/// A pair and its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    pub left: u32,
    pub right: u32,
    /// Bits of the rules that proposed it.
    pub rules: u32,
    pub pattern: Pattern,
    /// log₂ of how much likelier than on average strangers agree on just these values.
    pub rare: f64,
    /// log₂ of the odds that the two are one event, nothing known of other pairs.
    pub weight: f64,
}

impl Scored {
    pub fn edge(&self) -> Edge {
        Edge {
            left: self.left,
            right: self.right,
            weight: self.weight,
        }
    }
}

/// What was found, and what it rests on.
#[derive(Debug)]
pub struct Linkage {
    pub parameters: Parameters,
    logs: Logs,
    /// log₂ of how often strangers agree exactly, by comparison.
    averages: Vec<f64>,
    /// log₂ of the odds that a row without a partner so far belongs to a given one of the other
    /// side.
    pub prior: f64,
    /// Pairs by (left, right).
    pub scored: Vec<Scored>,
    pub verdicts: Vec<Verdict>,
    /// Rows of the smaller side that have a partner, as expected.
    pub matches: f64,
    pub proposed: u64,
    pub oversized: Oversized,
    /// Components too large for the exact search.
    pub greedy: usize,
    /// Matches that no rule proposed, as estimated from the others; `None` where a single rule
    /// leaves nothing to estimate from.
    pub lost: Option<f64>,
}

/// Links two tables. With `consume`, rows settled by the first pass take no part in the second:
/// that is for one-to-one linkages of large tables.
pub fn link(tables: &mut Tables, model: &Model, consume: bool) -> Linkage {
    let exchanged = tables.orient();
    tables.note_rarities(model);
    let mut found = linked(tables, model, consume);
    // Where nothing tells a visit from the firm's next one, two alike are two visits.
    if model.decision.one_to_one && found.is_told_apart() {
        twins::stand_in(&mut found, tables, model);
    }
    if exchanged {
        tables.exchange();
        let mut order: Vec<usize> = (0..found.scored.len()).collect();
        for pair in &mut found.scored {
            std::mem::swap(&mut pair.left, &mut pair.right);
        }
        order.sort_by_key(|at| (found.scored[*at].left, found.scored[*at].right));
        found.verdicts = order.iter().map(|at| found.verdicts[*at]).collect();
        found.scored = order.iter().map(|at| found.scored[*at]).collect();
    }
    found
}

fn linked(tables: &Tables, model: &Model, consume: bool) -> Linkage {
    let shapes: Vec<Shape> = model
        .groups
        .iter()
        .map(|group| Shape::of(model, group))
        .collect();
    let lessons = learn::lessons(tables, model);
    let parameters = learn::learned(tables, model, shapes, &lessons);
    let rows = tables.rows.map(f64::from);
    let mut found = Linkage {
        prior: prior_bits(parameters.matched * rows[0] * rows[1], rows),
        matches: parameters.matched * rows[0] * rows[1],
        logs: parameters.logs(model),
        averages: (parameters.chance.exact.iter())
            .map(|chance| chance.max(1e-12).log2())
            .collect(),
        parameters,
        scored: Vec::new(),
        verdicts: Vec::new(),
        proposed: 0,
        oversized: Oversized::default(),
        greedy: 0,
        lost: None,
    };
    found.pass(tables, model, 1, [None, None]);
    if model.blocks.iter().any(|block| block.pass == 2) {
        found.assign(tables);
        let open = consume.then(|| found.unsettled(tables));
        let open = open.as_ref().map_or([None, None], |[left, right]| {
            [Some(&left[..]), Some(&right[..])]
        });
        found.pass(tables, model, 2, open);
    }
    found.settle(tables, model, lessons);
    found.lost = lost::to_blocking(&found, tables, model);
    found
}

/// log₂ of matches / (rows left free × rows right free).
fn prior_bits(matches: f64, rows: [f64; 2]) -> f64 {
    // By the rule of succession: of few rows with a partner little follows for the next one.
    let free = |rows: f64| {
        let share = (rows - matches.min(rows) + 1.0) / (rows + 2.0);
        rows * share.max(FREE_SHARE_MIN)
    };
    (matches.max(0.5) / (free(rows[0]) * free(rows[1]))).log2()
}

impl Linkage {
    /// Proposes and weighs the pairs of a pass.
    fn pass(&mut self, tables: &Tables, model: &Model, pass: u8, open: blocking::Open) {
        let (proposals, oversized) = blocking::proposals(tables, model, pass, open);
        self.proposed += proposals.len() as u64;
        self.oversized.blocks += oversized.blocks;
        self.oversized.pairs_left += oversized.pairs_left;
        let compared = |pairs: &[Proposal]| -> Vec<Scored> {
            let mut scored = Vec::with_capacity(pairs.len());
            for pairs in pairs.chunks(PAIRS_LOOKED_AT) {
                let rows = pairs.iter().map(|pair| (pair.left, pair.right));
                tables.look_ahead(model, rows);
                let pairs = pairs.iter();
                scored.extend(pairs.map(|pair| self.compared_pair(tables, model, pair)));
            }
            self.weigh(tables, &mut scored);
            scored.retain(|pair| pair.weight > KEPT_BITS_MIN);
            scored
        };
        let fresh = proposals.par_chunks(PAIRS_AT_ONCE).map(compared);
        let fresh = fresh.collect::<Vec<Vec<Scored>>>().concat();
        if self.scored.is_empty() {
            self.scored = fresh;
            return;
        }
        self.scored.extend(fresh);
        self.scored.sort_by_key(|pair| (pair.left, pair.right));
        self.scored.dedup_by(|next, kept| {
            let same = (next.left, next.right) == (kept.left, kept.right);
            if same {
                kept.rules |= next.rules;
            }
            same
        });
    }

    /// A pair, not weighed yet.
    fn compared_pair(&self, tables: &Tables, model: &Model, pair: &Proposal) -> Scored {
        let pattern = tables.pattern(model, pair.left, pair.right);
        let rare = (0..model.comparisons.len())
            .map(|at| self.rarity(tables, model, at, pattern, pair.left, pair.right))
            .sum();
        Scored {
            left: pair.left,
            right: pair.right,
            rules: pair.rules,
            pattern,
            rare,
            weight: 0.0,
        }
    }

    /// Weighs all pairs: what only their patterns tell is computed once for each pattern.
    fn weigh(&self, tables: &Tables, pairs: &mut [Scored]) {
        pairs.par_chunks_mut(PAIRS_AT_ONCE).for_each(|pairs| {
            let mut known: HashMap<u64, [f64; 3], FixedState> = HashMap::default();
            for pair in pairs {
                let of_pattern = || self.sums(tables, pair.pattern, 0.0);
                let [same, other, strangers] =
                    *known.entry(pair.pattern.0).or_insert_with(of_pattern);
                pair.weight = same - log2_sum(other, strangers + pair.rare);
            }
        });
    }

    /// log₂ likelihoods with their priors: same event, the entity's other event, strangers.
    pub fn sums(&self, tables: &Tables, pattern: Pattern, rare: f64) -> [f64; 3] {
        let shapes = &self.parameters.shapes;
        let [same, other, strangers] = self.logs.likelihoods(shapes, pattern);
        let rows = tables.rows.map(f64::from);
        let scale = (self.matches / (rows[0] * rows[1]) / self.parameters.matched).log2();
        [
            same - self.parameters.matched.log2() + self.prior,
            other + scale.min(0.0),
            strangers + rare,
        ]
    }

    /// log₂ of how much likelier than on average strangers agree on this value.
    pub fn rarity(
        &self,
        tables: &Tables,
        model: &Model,
        comparison: usize,
        pattern: Pattern,
        left: u32,
        right: u32,
    ) -> f64 {
        let level = pattern.level(comparison);
        let rule = &model.comparisons[comparison];
        if level == 0 || !rule.levels[level - 1].tf {
            return 0.0;
        }
        let column = &tables.columns[rule.field];
        let a = tables.value(rule.field, Side::Left, left);
        let b = tables.value(rule.field, Side::Right, right);
        let bits = match a == b {
            true => column.rarity_of(a),
            false => column.rarity_of(a).max(column.rarity_of(b)),
        };
        bits - self.averages[comparison]
    }

    /// A pair that no rule proposed.
    pub fn weighed(&self, tables: &Tables, model: &Model, left: u32, right: u32) -> Scored {
        let proposal = Proposal {
            left,
            right,
            rules: 0,
        };
        let mut pair = [self.compared_pair(tables, model, &proposal)];
        self.weigh(tables, &mut pair);
        pair[0]
    }

    fn assign(&mut self, tables: &Tables) {
        let places: Vec<usize> = (0..self.scored.len())
            .filter(|at| self.scored[*at].weight > RIVAL_BITS_MIN)
            .collect();
        let edges: Vec<Edge> = places.iter().map(|at| self.scored[*at].edge()).collect();
        let (verdicts, greedy) = matching::assign(&edges, |edge| {
            let [left, right] = &tables.hashes;
            [left[edge.left as usize], right[edge.right as usize]]
        });
        self.greedy = greedy;
        self.verdicts = vec![Verdict::default(); self.scored.len()];
        for (at, verdict) in places.into_iter().zip(verdicts) {
            self.verdicts[at] = verdict;
        }
    }

    fn unsettled(&self, tables: &Tables) -> [Vec<bool>; 2] {
        let mut open = tables.rows.map(|rows| vec![true; rows as usize]);
        for (pair, verdict) in self.scored.iter().zip(&self.verdicts) {
            if verdict.chosen && verdict.probability >= SETTLED_PROBABILITY_MIN {
                open[0][pair.left as usize] = false;
                open[1][pair.right as usize] = false;
            }
        }
        open
    }

    /// Whether matches look other than their entity's other events. Where they do not, because days
    /// or officers stand in one table only, no counting can say how many matches there are.
    fn is_told_apart(&self) -> bool {
        if self.parameters.kindred == 0.0 {
            return true;
        }
        let (mut bits, mut matches) = (0.0, 0.0);
        for (pair, verdict) in self.scored.iter().zip(&self.verdicts) {
            if verdict.probability > 0.0 {
                bits += verdict.probability * self.event_bits(pair.pattern);
                matches += verdict.probability;
            }
        }
        bits >= TOLD_APART_BITS_MIN * matches
    }

    /// log₂ of how much likelier the levels are of one event than of the entity's other events.
    fn event_bits(&self, pattern: Pattern) -> f64 {
        let shapes = &self.parameters.shapes;
        let [same, other, _] = self.logs.likelihoods(shapes, pattern);
        (same - self.parameters.matched.log2()) - (other - self.parameters.kindred.log2())
    }

    /// Assigns, counts the expected matches, learns from them, and weighs anew until nothing moves.
    fn settle(&mut self, tables: &Tables, model: &Model, mut lessons: Vec<Lesson>) {
        let rows = tables.rows.map(f64::from);
        let place = |pair: (u32, u32)| {
            let by_pair = |scored: &Scored| (scored.left, scored.right);
            self.scored.binary_search_by_key(&pair, by_pair).ok()
        };
        let learns = model.tells_events_apart();
        let rounds = match learns {
            true => LEARNING_ROUNDS,
            false => PRIOR_ROUNDS,
        };
        if learns {
            lessons.iter_mut().for_each(|lesson| lesson.find(place));
        }
        self.assign(tables);
        for _ in 0..rounds {
            let probabilities = self.verdicts.iter().map(|verdict| verdict.probability);
            let matches = match self.is_told_apart() {
                true => probabilities
                    .sum::<f64>()
                    .min(rows[0].min(rows[1]))
                    .max(0.5),
                false => self.matches,
            };
            let mut moved = (matches - self.matches).abs() >= 0.005 * self.matches.max(1.0);
            if learns {
                let probability = |at: usize| self.verdicts[at].probability;
                (lessons.iter_mut()).for_each(|lesson| lesson.note(probability));
                let matched = matches / (rows[0] * rows[1]);
                let learned = (self.parameters.clone()).learn_assigned(model, &lessons, matched);
                moved |= self.parameters.distance(&learned) >= LEARNED_MIN;
                if moved {
                    self.logs = learned.logs(model);
                    self.parameters = learned;
                }
            }
            if !moved {
                break;
            }
            self.matches = matches;
            self.prior = prior_bits(self.matches, rows);
            let mut scored = std::mem::take(&mut self.scored);
            self.weigh(tables, &mut scored);
            self.scored = scored;
            self.assign(tables);
        }
    }
}

/// A pair that was decided for.
#[derive(Clone, Copy, Debug)]
pub struct Decided {
    /// Position among the scored pairs.
    pub at: usize,
    /// `link` or `possible_link`.
    pub decision: &'static str,
    pub probability: f64,
    /// Weight above the best other pair of either row; `None` without one.
    pub margin: Option<f64>,
}

impl Linkage {
    /// Links and possible links by the thresholds of the model, by left and right row.
    pub fn decided(&self, model: &Model) -> Vec<Decided> {
        let rules = &model.decision;
        let mut rivals = vec![TwoBest::default(); self.rights()];
        for (at, pair) in self.scored.iter().enumerate() {
            rivals[pair.right as usize].meet(at, pair.weight);
        }
        let mut decided = Vec::new();
        let mut start = 0;
        for of_left in self.scored.chunk_by(|a, b| a.left == b.left) {
            let places = || (start..).zip(of_left);
            let mut own = TwoBest::default();
            places().for_each(|(at, pair)| own.meet(at, pair.weight));
            for (at, pair) in places() {
                let verdict = &self.verdicts[at];
                if verdict.probability < rules.possible || !verdict.chosen && rules.one_to_one {
                    continue;
                }
                let rival = own.besides(at);
                let rival = rival.max(rivals[pair.right as usize].besides(at));
                decided.push(Decided {
                    at,
                    decision: match verdict.probability >= rules.link {
                        true => "link",
                        false => "possible_link",
                    },
                    probability: verdict.probability,
                    margin: rival.is_finite().then_some(pair.weight - rival),
                });
            }
            start += of_left.len();
        }
        decided
    }

    /// Rows of the right side up to the last one of a pair.
    fn rights(&self) -> usize {
        let rows = self.scored.iter().map(|pair| pair.right as usize + 1);
        rows.max().unwrap_or(0)
    }
}

/// The two best pairs of a row.
#[derive(Clone, Copy)]
struct TwoBest {
    first: (usize, f64),
    second: f64,
}

impl Default for TwoBest {
    fn default() -> Self {
        TwoBest {
            first: (usize::MAX, f64::NEG_INFINITY),
            second: f64::NEG_INFINITY,
        }
    }
}

impl TwoBest {
    fn meet(&mut self, at: usize, weight: f64) {
        if weight > self.first.1 {
            self.second = self.first.1;
            self.first = (at, weight);
        } else {
            self.second = self.second.max(weight);
        }
    }

    fn besides(&self, at: usize) -> f64 {
        match self.first.0 == at {
            true => self.second,
            false => self.first.1,
        }
    }
}

pub fn log2_sum(a: f64, b: f64) -> f64 {
    let (less, more) = if a < b { (a, b) } else { (b, a) };
    match less.is_finite() {
        true => more + (less - more).exp2().ln_1p() / std::f64::consts::LN_2,
        false => more,
    }
}
