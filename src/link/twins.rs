//! Rows of one table that hold the same in every field that is compared: one thing written twice,
//! as far as the table tells.
//!
//! Of two such rows the assignment can give only one to the row of the other table, and cannot say
//! which, so that each would be half as probable as the pair is. Which of the two it is makes no
//! difference: the one that was taken stands for the other as well, where that is left over. Where
//! the other table has two such rows too, each has its own and nothing is added.

use super::columns::Side;
use super::engine::Linkage;
use super::model::Model;
use super::tables::Tables;

/// Comparisons that must tell the same: a town alone makes no two rows one thing.
const TOLD_MIN: usize = 2;

/// Gives the chosen pairs the probability of those that their rows' twins are left with.
pub fn stand_in(linkage: &mut Linkage, tables: &Tables, model: &Model) {
    let (scored, verdicts) = (&linkage.scored, &linkage.verdicts);
    let mut chosen = tables.rows.map(|rows| vec![None::<u32>; rows as usize]);
    let uses = (0u32..).zip(scored).zip(verdicts);
    for ((at, pair), _) in uses.filter(|(_, verdict)| verdict.chosen) {
        chosen[0][pair.left as usize] = Some(at);
        chosen[1][pair.right as usize] = Some(at);
    }
    let use_of = |side: usize, row: u32| chosen[side][row as usize].map(|at| at as usize);
    // A use less probable than this one leaves the row over.
    let is_taken = |side: usize, row: u32, probability: f64| {
        use_of(side, row).is_some_and(|at| verdicts[at].probability > probability - 1e-9)
    };
    let mut more: Vec<(usize, f64)> = Vec::new();
    for (pair, verdict) in scored.iter().zip(verdicts) {
        let open = !verdict.chosen && verdict.probability >= model.decision.possible;
        for side in [0, 1].into_iter().filter(|_| open) {
            let [here, beside] = match side {
                0 => [pair.left, pair.right],
                _ => [pair.right, pair.left],
            };
            let Some(at) = use_of(1 - side, beside) else {
                continue;
            };
            let used = match side {
                0 => scored[at].left,
                _ => scored[at].right,
            };
            let side_of = [Side::Left, Side::Right][side];
            if !is_taken(side, here, verdict.probability)
                && tables.are_twins(model, side_of, here, used)
            {
                more.push((at, verdict.probability));
            }
        }
    }
    for (at, probability) in more {
        let told = &mut linkage.verdicts[at].probability;
        *told = (*told + probability).min(1.0);
    }
}

impl Tables {
    /// Whether two rows of a side tell the same wherever both tell something.
    fn are_twins(&self, model: &Model, side: Side, one: u32, other: u32) -> bool {
        let (one, other) = (self.row(side, one), self.row(side, other));
        let levels = model
            .comparisons
            .iter()
            .map(|told| self.level(told, one, other));
        // What one of them leaves blank parts them from nothing.
        let told: Vec<usize> = levels.filter(|level| *level != 0).collect();
        told.len() >= TOLD_MIN && told.iter().all(|level| *level == 1)
    }
}
