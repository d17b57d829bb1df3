//! Why a pair has its weight: rows that add up to it.

use super::chance::Shape;
use super::columns::Side;
use super::engine::{Linkage, Scored, log2_sum};
use super::model::Model;
use super::tables::Tables;

/// One comparison of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub comparison: usize,
    /// 0 is the null level.
    pub level: usize,
    pub left: u32,
    pub right: u32,
    /// Probability of the level if the pair is one event; of a later comparison of a group, given
    /// the levels of the earlier ones.
    pub m: f64,
    /// The same under the likelier of the other explanations.
    pub u: f64,
    /// log₂(m/u).
    pub weight: f64,
}

/// The likelier of the explanations against which a pair is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rival {
    /// Another event of the same entity.
    OtherEvent,
    Strangers,
}

/// `prior`, the rows' weights and `rest` add up to `weight`.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    pub rival: Rival,
    pub prior: f64,
    pub rows: Vec<Row>,
    /// What the less likely of the other explanations takes.
    pub rest: f64,
    pub weight: f64,
}

/// Explains pairs of one linkage.
pub struct Explainer<'a> {
    linkage: &'a Linkage,
    tables: &'a Tables,
    model: &'a Model,
    /// By group: the cells' conditional probabilities of m, of other events, of strangers, and of
    /// strangers on one day.
    conditionals: Vec<[Vec<Vec<f64>>; 4]>,
}

impl<'a> Explainer<'a> {
    pub fn new(linkage: &'a Linkage, tables: &'a Tables, model: &'a Model) -> Explainer<'a> {
        let parameters = &linkage.parameters;
        let of_group = |at: usize| {
            let shape = &parameters.shapes[at];
            let [plain, near] = &parameters.chance.tables[at];
            [&parameters.m[at], &parameters.other[at], plain, near].map(|table| {
                (0..shape.cells())
                    .map(|cell| conditionals(shape, table, cell))
                    .collect()
            })
        };
        Explainer {
            linkage,
            tables,
            model,
            conditionals: (0..parameters.shapes.len()).map(of_group).collect(),
        }
    }

    pub fn explain(&self, pair: &Scored) -> Explained {
        let Scored {
            left,
            right,
            pattern,
            ..
        } = *pair;
        let (linkage, tables, model) = (self.linkage, self.tables, self.model);
        let [same, other, strangers] = linkage.sums(tables, pattern, pair.rare);
        let weight = same - log2_sum(other, strangers);
        let rival = match other > strangers {
            true => Rival::OtherEvent,
            false => Rival::Strangers,
        };
        let mut rows = Vec::with_capacity(model.comparisons.len());
        for (at, shape) in linkage.parameters.shapes.iter().enumerate() {
            let cell = shape.cell(pattern);
            let against = match rival {
                Rival::OtherEvent => 1,
                Rival::Strangers => 2 + usize::from(linkage.parameters.is_near(model, at, pattern)),
            };
            let m = &self.conditionals[at][0][cell];
            let u = &self.conditionals[at][against][cell];
            for (place, comparison) in shape.comparisons.iter().enumerate() {
                let rarity = match rival {
                    Rival::Strangers => {
                        linkage.rarity(tables, model, *comparison, pattern, left, right)
                    }
                    Rival::OtherEvent => 0.0,
                };
                let field = model.comparisons[*comparison].field;
                let u = u[place] * rarity.exp2();
                rows.push(Row {
                    comparison: *comparison,
                    level: pattern.level(*comparison),
                    left: tables.value(field, Side::Left, left),
                    right: tables.value(field, Side::Right, right),
                    m: m[place],
                    u,
                    weight: (m[place] / u).log2(),
                });
            }
        }
        rows.sort_by_key(|row| row.comparison);
        let evidence: f64 = rows.iter().map(|row| row.weight).sum();
        let against = other.max(strangers);
        Explained {
            rival,
            prior: same - against - evidence,
            rows,
            rest: weight - (same - against),
            weight,
        }
    }
}

/// By the chain rule: of each comparison of the cell, its level's probability given the levels of
/// the comparisons before it.
fn conditionals(shape: &Shape, table: &[f64], cell: usize) -> Vec<f64> {
    let levels = shape.levels(cell);
    let nulls = shape.nulls(cell);
    let agreeing = |places: usize| -> f64 {
        (0..table.len())
            .filter(|other| {
                shape.nulls(*other) == nulls && shape.levels(*other)[..places] == levels[..places]
            })
            .map(|other| table[other].max(1e-12))
            .sum()
    };
    (0..levels.len())
        .map(|place| match levels[place] {
            0 => 1.0,
            _ => agreeing(place + 1) / agreeing(place),
        })
        .collect()
}
