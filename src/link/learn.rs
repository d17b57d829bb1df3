//! m probabilities by expectation–maximisation over counts of agreement patterns.
//!
//! A pair is one of three things: the same event, another event of the same entity, or two
//! strangers. How strangers agree is measured, not learned (in `chance`). How an entity
//! agrees is the same for its own events and its others, so that it can never say more than "same
//! entity"; how events agree is learned apart for the same event and for the entity's others. A
//! comparison learns only from pairs that were proposed by rules which do not look at its field:
//! names among pairs of one document number, days among pairs of one firm.

mod lesson;

pub use lesson::{Lesson, lessons};

use super::chance::{Chance, Drawn, Known, Shape, Table};
use super::model::{About, COMPARISONS_MAX, Model};
use super::tables::{Pattern, Tables};

/// Pseudo-pairs that hold a group's probabilities near the model's start.
const PRIOR_PAIRS: f64 = 40.0;
const ITERATIONS_MAX: usize = 200;
const CONVERGED: f64 = 1e-5;
/// Share of the smaller side that is taken to have a partner before anything is known.
const MATCHED_AT_FIRST: f64 = 0.8;
/// Share of the agreeing pairs that are taken for strangers at least.
const AGREEING_STRANGERS_MIN: f64 = 0.1;
/// Share of events that one of the books holds twice, so that a row with a partner may yet be of
/// the same event as another.
const HELD_TWICE: f64 = 0.02;
/// Steps of learning between two assignments.
const STEPS_BETWEEN: usize = 5;
/// A level's probability is never below this: extreme weights stay finite.
const PROBABILITY_MIN: f64 = 1e-7;

/// Everything that weights are made of.
#[derive(Clone, Debug)]
pub struct Parameters {
    pub shapes: Vec<Shape>,
    /// Of the same event, by group.
    pub m: Vec<Table>,
    /// Of another event of the same entity, by group; for entity groups the same as `m`.
    pub other: Vec<Table>,
    pub chance: Chance,
    /// Pairs of the same event among all pairs.
    pub matched: f64,
    /// Pairs of one entity's different events among all pairs; 0 where the model tells no events
    /// apart.
    pub kindred: f64,
    pub iterations: usize,
    pub converged: bool,
    /// What the pairs of each lesson are, as shares of the three things: what the rule looks at is
    /// in it, so that no share of all pairs has to be known.
    mixtures: Vec<[f64; 3]>,
}

/// All parameters of a run, out of its own rows. How strangers agree is measured twice: what the
/// matches look like is learned in between, so that they no longer pass for chance. The first time
/// they are told apart by the model's start, as if its comparisons agreed independently by chance:
/// of the pairs of two small books every tenth may be a match.
pub fn learned(
    tables: &Tables,
    model: &Model,
    shapes: Vec<Shape>,
    lessons: &[Lesson],
) -> Parameters {
    let drawn = Drawn::of(tables, model);
    let chance = drawn.independent(model, &shapes);
    let start = Parameters::start(tables, model, shapes, chance);
    let chance = drawn.chance(model, &start.shapes, &start.told_apart(model));
    let first = Parameters::start(tables, model, start.shapes, chance).learn(model, lessons);
    let chance = drawn.chance(model, &first.shapes, &first.told_apart(model));
    Parameters { chance, ..first }.learn(model, lessons)
}

/// Pairs that are no strangers, by what was learned.
struct ToldApart<'a> {
    parameters: &'a Parameters,
    logs: Logs,
}

impl Known for ToldApart<'_> {
    fn strangers(&self, pattern: Pattern) -> f64 {
        shares(self.logs.likelihoods(&self.parameters.shapes, pattern))[2]
    }

    fn exact_of_strangers(&self, comparison: usize, all: f64) -> f64 {
        let parameters = self.parameters;
        let agreeing = |tables: &[Table]| -> f64 {
            (parameters.shapes.iter().zip(tables))
                .map(|(shape, table)| shape.agreeing(comparison, table))
                .sum()
        };
        let matched = parameters.matched * agreeing(&parameters.m);
        let kindred = parameters.kindred * agreeing(&parameters.other);
        let rest = 1.0 - parameters.matched - parameters.kindred;
        ((all - matched - kindred) / rest).max(AGREEING_STRANGERS_MIN * all)
    }
}

impl Parameters {
    fn told_apart(&self, model: &Model) -> ToldApart<'_> {
        ToldApart {
            parameters: self,
            logs: self.logs(model),
        }
    }

    pub fn start(tables: &Tables, model: &Model, shapes: Vec<Shape>, chance: Chance) -> Parameters {
        let m: Vec<Table> = (shapes.iter())
            .map(|shape| {
                let mut table = shape.product(|c, l| model.comparisons[c].levels[l - 1].m);
                shape.normalise(&mut table);
                table
            })
            .collect();
        let other = (model.groups.iter().enumerate())
            .map(|(at, group)| match group.about {
                About::Entity => m[at].clone(),
                About::Event => apart_at_first(model, &shapes[at], &chance.tables[at][0]),
            })
            .collect();
        let [left, right] = tables.rows.map(|rows| f64::from(rows.max(1)));
        let matched = MATCHED_AT_FIRST * left.min(right) / (left * right);
        let kindred = match model.tells_events_apart() {
            true => matched,
            false => 0.0,
        };
        Parameters {
            shapes,
            m,
            other,
            chance,
            matched: matched.min(0.9),
            kindred: kindred.min(0.05),
            iterations: 0,
            converged: false,
            mixtures: Vec::new(),
        }
    }

    /// log₂ likelihoods of a pattern: same event, other event of the entity, strangers; each with
    /// its share. The last without term frequencies.
    pub fn logs(&self, model: &Model) -> Logs {
        let log = |p: &f64| p.max(PROBABILITY_MIN).log2();
        let groups = (0..self.shapes.len()).map(|at| {
            let [plain, near] = &self.chance.tables[at];
            let cells = 0..self.shapes[at].cells();
            cells
                .map(|cell| {
                    [
                        log(&self.m[at][cell]),
                        log(&self.other[at][cell]),
                        plain[cell].max(1e-12).log2(),
                        near[cell].max(1e-12).log2(),
                    ]
                })
                .collect()
        });
        Logs {
            shares: [
                self.matched.log2(),
                self.kindred.max(1e-300).log2(),
                (1.0 - self.matched - self.kindred).max(1e-3).log2(),
            ],
            groups: groups.collect(),
            day: (0..self.shapes.len())
                .map(|at| self.day_of(model, at))
                .collect(),
        }
    }

    /// The comparison whose first level makes a group's strangers those of one day.
    fn day_of(&self, model: &Model, group: usize) -> Option<usize> {
        let field = model.groups[group].given?;
        model
            .comparisons
            .iter()
            .position(|comparison| comparison.field == field)
    }

    /// Whether strangers of one day are asked about.
    pub fn is_near(&self, model: &Model, group: usize, pattern: Pattern) -> bool {
        self.day_of(model, group)
            .is_some_and(|at| pattern.level(at) == 1)
    }

    /// Learns from the lessons until nothing moves.
    pub fn learn(mut self, model: &Model, lessons: &[Lesson]) -> Parameters {
        self.seed_strangers(model, lessons);
        self.mixtures = vec![[0.3, 0.3, 0.4]; lessons.len()];
        if !model.tells_events_apart() {
            self.mixtures = vec![[0.5, 0.0, 0.5]; lessons.len()];
        }
        for iteration in 1..=ITERATIONS_MAX {
            let next = self.step(model, lessons);
            let moved = self.distance(&next);
            self = Parameters {
                iterations: iteration,
                ..next
            };
            if moved < CONVERGED {
                self.converged = true;
                break;
            }
        }
        self
    }

    /// Learns from what an assignment made of the lessons' pairs. Pairs alone cannot tell a visit
    /// whose day is wrong from the firm's next visit by the same officers; that the row has its
    /// partner elsewhere does, and so the entity's other events show how they look.
    pub fn learn_assigned(mut self, model: &Model, lessons: &[Lesson], matched: f64) -> Parameters {
        self.kindred *= matched / self.matched;
        self.matched = matched;
        for _ in 0..STEPS_BETWEEN {
            self = self.step(model, lessons);
        }
        self
    }

    pub fn distance(&self, other: &Parameters) -> f64 {
        let flat = |p: &Parameters| -> Vec<f64> {
            p.m.iter().chain(&p.other).flatten().copied().collect()
        };
        (flat(self).iter().zip(flat(other)))
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max)
    }

    /// Strangers that agree on the first comparison of a group (branches under their parent's code)
    /// are too rare for a random sample: how often they do is counted, how the rest of the group
    /// looks then starts at what says "different".
    fn seed_strangers(&mut self, model: &Model, lessons: &[Lesson]) {
        for lesson in lessons {
            let Some(group) = lesson.agreeing else {
                continue;
            };
            let shape = self.shapes[group].clone();
            let mut seen = vec![0.0; shape.cells()];
            for (pattern, count) in &lesson.counts {
                seen[shape.cell(*pattern)] += count;
            }
            let total: f64 = seen.iter().sum::<f64>().max(1.0);
            let odd: Vec<f64> = (seen.iter().enumerate())
                .map(|(cell, count)| {
                    let expected = self.m[group][cell] * total;
                    (count - 2.0 * expected).max(0.01 * count) + 0.001
                })
                .collect();
            let all: f64 = odd.iter().sum();
            self.set_strangers(model, group, &odd, (all / total).min(1.0));
        }
    }

    fn set_strangers(&mut self, model: &Model, group: usize, odd: &[f64], share: f64) {
        let first = model.groups[group].comparisons[0];
        let agreement = self.chance.exact[first] * share.max(1e-4);
        let shape = self.shapes[group].clone();
        let is_whole = |cell: usize| shape.levels(cell)[0] == 1 && shape.nulls(cell) == 0;
        let sum: f64 = (0..shape.cells())
            .filter(|c| is_whole(*c))
            .map(|c| odd[c])
            .sum();
        for table in &mut self.chance.tables[group] {
            let others: f64 = (0..shape.cells())
                .filter(|cell| shape.nulls(*cell) == 0 && !is_whole(*cell))
                .map(|cell| table[cell])
                .sum();
            for cell in 0..shape.cells() {
                if is_whole(cell) {
                    table[cell] = agreement * odd[cell] / sum.max(1e-12);
                } else if shape.nulls(cell) == 0 {
                    table[cell] *= (1.0 - agreement) / others.max(1e-12);
                }
            }
        }
    }

    fn step(&self, model: &Model, lessons: &[Lesson]) -> Parameters {
        let cells = self.shapes.iter().map(|shape| vec![0.0; shape.cells()]);
        let (mut m, mut other): (Vec<Table>, Vec<Table>) =
            (cells.clone().collect(), cells.collect());
        let mut strangers: Vec<Option<(Table, f64)>> = vec![None; self.shapes.len()];
        let mut same_entity = [0.0; 2];
        let logs = self.logs(model);
        let mut mixtures = Vec::with_capacity(lessons.len());
        for (lesson, mixture) in lessons.iter().zip(&self.mixtures) {
            let mut sums = [0.0; 3];
            let mut odd = lesson
                .agreeing
                .map(|group| vec![0.0; self.shapes[group].cells()]);
            let mut total = 0.0;
            for (at, (pattern, count)) in lesson.counts.iter().enumerate() {
                let alone = self.told_by_lesson(&logs, lesson, mixture, *pattern);
                let share = match lesson.assigned.get(at) {
                    Some(assigned) => told_by_assignment(alone, *assigned),
                    None => alone,
                };
                (0..3).for_each(|at| sums[at] += share[at] * count);
                total += count;
                if lesson.of_entities {
                    same_entity[0] += share[0] * count;
                    same_entity[1] += share[1] * count;
                }
                for (group, shape) in self.shapes.iter().enumerate() {
                    if !lesson.groups[group] {
                        continue;
                    }
                    let cell = shape.cell(*pattern);
                    m[group][cell] += share[0] * count;
                    if lesson.of_entities {
                        other[group][cell] += share[1] * count;
                    }
                }
                if let (Some(group), Some(odd)) = (lesson.agreeing, &mut odd) {
                    odd[self.shapes[group].cell(*pattern)] += share[2] * count;
                }
            }
            mixtures.push(sums.map(|sum| (sum + 1e-9) / (total + 3e-9)));
            if let (Some(group), Some(odd)) = (lesson.agreeing, odd) {
                strangers[group] = Some((odd, total));
            }
        }
        let mut next = self.clone();
        next.mixtures = mixtures;
        for group in 0..self.shapes.len() {
            next.m[group] = self.maximised(model, group, &m[group]);
            next.other[group] = match model.groups[group].about {
                About::Entity => next.m[group].clone(),
                About::Event => {
                    let plain = &self.chance.tables[group][0];
                    let start = apart_at_first(model, &self.shapes[group], plain);
                    self.smoothed(group, &other[group], &start)
                }
            };
            if let Some((mut odd, total)) = strangers[group].take() {
                let all: f64 = odd.iter().sum();
                odd.iter_mut().for_each(|count| *count += 0.001);
                next.set_strangers(model, group, &odd, all / total.max(1.0));
            }
        }
        if model.tells_events_apart() && same_entity[0] > 1.0 {
            next.kindred =
                (self.matched * (same_entity[1] + 1.0) / (same_entity[0] + 1.0)).min(0.3);
        }
        next
    }

    /// What a pair of a lesson is, by the groups that the lesson's rule does not look at; where the
    /// rule makes the strangers of a group agree, by all groups.
    fn told_by_lesson(
        &self,
        logs: &Logs,
        lesson: &Lesson,
        mixture: &[f64; 3],
        pattern: Pattern,
    ) -> [f64; 3] {
        if lesson.agreeing.is_some() {
            return shares(logs.likelihoods(&self.shapes, pattern));
        }
        let rest = logs.of_groups(&self.shapes, pattern, &lesson.groups);
        shares([0, 1, 2].map(|at| rest[at] + mixture[at].max(1e-300).log2()))
    }

    fn maximised(&self, model: &Model, group: usize, counts: &[f64]) -> Table {
        let shape = &self.shapes[group];
        let mut start = shape.product(|c, l| model.comparisons[c].levels[l - 1].m);
        shape.normalise(&mut start);
        let mut table = self.smoothed(group, counts, &start);
        let is_fixed = |cell: usize| {
            (shape.comparisons.iter().zip(shape.levels(cell)))
                .any(|(c, level)| level > 0 && model.comparisons[*c].levels[level - 1].fixed)
        };
        for cell in (0..table.len()).filter(|cell| is_fixed(*cell)) {
            table[cell] = table[cell].min(start[cell]);
        }
        table
    }

    fn smoothed(&self, group: usize, counts: &[f64], start: &[f64]) -> Table {
        let shape = &self.shapes[group];
        let mut table: Table = (counts.iter().zip(start))
            .map(|(count, start)| count + PRIOR_PAIRS * start)
            .collect();
        shape.normalise(&mut table);
        table
    }
}

/// What a pair is that an assignment holds so probable: same event, other event, strangers.
fn told_by_assignment(alone: [f64; 3], assigned: f64) -> [f64; 3] {
    let [same, other, strangers] = alone;
    let again = HELD_TWICE * same;
    let rest = (1.0 - assigned) / (again + other + strangers).max(f64::MIN_POSITIVE);
    [assigned + rest * again, rest * other, rest * strangers]
}

/// Where learning of an entity's different events starts: at the model's probabilities, else at
/// those of strangers. Visits of one firm share item and officers more often than strangers do.
fn apart_at_first(model: &Model, shape: &Shape, strangers: &[f64]) -> Table {
    let o = |c: usize, l: usize| model.comparisons[c].levels[l - 1].o;
    let levels = |c: &usize| 1..=model.comparisons[*c].levels.len();
    if !(shape.comparisons.iter()).all(|c| levels(c).all(|l| o(*c, l).is_some())) {
        return strangers.to_vec();
    }
    shape.normalised(shape.product(|c, l| o(c, l).unwrap_or_default()))
}

/// The logarithms of all probabilities, looked up once for each pair.
#[derive(Debug)]
pub struct Logs {
    shares: [f64; 3],
    /// By group and cell: m, other events, strangers, strangers of one day.
    groups: Vec<Vec<[f64; 4]>>,
    day: Vec<Option<usize>>,
}

impl Logs {
    /// log₂ likelihoods of a pattern: same event, other event of the entity, strangers; each with
    /// its share. The last without term frequencies.
    pub fn likelihoods(&self, shapes: &[Shape], pattern: Pattern) -> [f64; 3] {
        let all = self.of_groups(shapes, pattern, &[true; COMPARISONS_MAX]);
        [0, 1, 2].map(|at| self.shares[at] + all[at])
    }

    /// The same of some groups only, without shares.
    fn of_groups(&self, shapes: &[Shape], pattern: Pattern, some: &[bool]) -> [f64; 3] {
        let mut sums = [0.0; 3];
        let groups = shapes.iter().zip(&self.groups).zip(&self.day).zip(some);
        for (((shape, cells), day), _) in groups.filter(|(_, is)| **is) {
            let logs = &cells[shape.cell(pattern)];
            let near = day.is_some_and(|at| pattern.level(at) == 1);
            sums[0] += logs[0];
            sums[1] += logs[1];
            sums[2] += logs[2 + usize::from(near)];
        }
        sums
    }
}

/// Probabilities of the three things from their log₂ likelihoods.
pub fn shares(sums: [f64; 3]) -> [f64; 3] {
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts = sums.map(|sum| (sum - most).exp2());
    let all: f64 = parts.iter().sum();
    parts.map(|part| part / all)
}
