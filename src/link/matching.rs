//! One-to-one assignment: the most probable one, and how probable each of its pairs is among all
//! assignments.

mod components;

use components::components;
use std::collections::BTreeMap;

/// The smaller side of a component up to which probabilities are summed exactly over all
/// assignments; beyond it they come from message passing, which is exact on trees.
const EXACT_SIDE_MAX: usize = 9;
/// Nodes of a component up to which the best assignment is searched by augmenting paths; beyond it
/// the pairs are taken in the order of their weights.
const SEARCHED_NODES_MAX: usize = 3_000;
const ROUNDS_MAX: usize = 60;
/// A pair weaker than this is not chosen even where both its rows are left over.
const POSSIBLE_BITS_MIN: f64 = -6.0;

/// A pair that could be assigned: left, right, log₂ odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    pub left: u32,
    pub right: u32,
    pub weight: f64,
}

/// What an assignment says about an edge.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Verdict {
    pub chosen: bool,
    /// Probability that the pair belongs together, all assignments considered.
    pub probability: f64,
}

/// Assignments found by taking the best pair first, because the component was too large.
pub type Greedy = usize;

/// Assigns each row at most once. Edges are sorted by (left, right), each pair once. Of equally
/// good assignments the one is taken that comes first by `rank`, which stands for what the two
/// rows of an edge hold.
pub fn assign(edges: &[Edge], rank: impl Fn(&Edge) -> [u64; 2]) -> (Vec<Verdict>, Greedy) {
    let mut verdicts = vec![Verdict::default(); edges.len()];
    let mut greedy = 0;
    let together = components(edges, |only| {
        let weight = edges[only].weight;
        verdicts[only] = Verdict {
            chosen: weight > POSSIBLE_BITS_MIN,
            probability: logistic(weight),
        };
    });
    for mut component in together {
        component.sort_by_cached_key(|at| (rank(&edges[*at]), *at));
        let part = Part::of(edges, &component);
        let probabilities = match part.sides.iter().min() {
            Some(least) if *least <= EXACT_SIDE_MAX => part.exact_marginals(),
            _ => part.passed_marginals(),
        };
        let chosen = match part.sides.iter().sum::<usize>() <= SEARCHED_NODES_MAX {
            true => part.best(),
            false => {
                greedy += 1;
                part.best_first()
            }
        };
        let chosen = part.with_leftovers(chosen, &probabilities);
        for (at, edge) in component.iter().enumerate() {
            verdicts[*edge] = Verdict {
                chosen: chosen[at],
                probability: probabilities[at],
            };
        }
    }
    (verdicts, greedy)
}

pub fn logistic(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits).exp2())
}

/// One component with its own small numbers.
struct Part {
    /// Rows of each side.
    sides: [usize; 2],
    /// Left, right, weight.
    edges: Vec<(usize, usize, f64)>,
}

impl Part {
    fn of(edges: &[Edge], component: &[usize]) -> Part {
        let number = |pick: fn(&Edge) -> u32| -> BTreeMap<u32, usize> {
            let mut numbers = BTreeMap::new();
            for at in component {
                let next = numbers.len();
                numbers.entry(pick(&edges[*at])).or_insert(next);
            }
            numbers
        };
        let (left, right) = (number(|edge| edge.left), number(|edge| edge.right));
        Part {
            sides: [left.len(), right.len()],
            edges: (component.iter().map(|at| &edges[*at]))
                .map(|edge| (left[&edge.left], right[&edge.right], edge.weight))
                .collect(),
        }
    }

    /// Sum over all assignments that use an edge, over the sum of all: by the sets of rows of the
    /// smaller side that the rows of the larger side before and after have taken.
    fn exact_marginals(&self) -> Vec<f64> {
        let flip = self.sides[0] < self.sides[1];
        let rows = self.sides[usize::from(flip)];
        let sets = 1usize << self.sides[usize::from(!flip)];
        let mut of_row: Vec<Vec<(usize, f64, usize)>> = vec![Vec::new(); rows];
        for (at, (left, right, weight)) in self.edges.iter().enumerate() {
            let (row, other) = if flip {
                (*right, *left)
            } else {
                (*left, *right)
            };
            of_row[row].push((other, weight.min(500.0).exp2(), at));
        }
        // Scaled row by row, so that long products stay finite.
        let mut before = vec![vec![0.0; sets]];
        before[0][0] = 1.0;
        let advance = |from: &[f64], row: &[(usize, f64, usize)]| {
            let mut to = from.to_vec();
            for (other, odds, _) in row {
                for set in 0..sets {
                    if set >> other & 1 == 0 && from[set] > 0.0 {
                        to[set | 1 << other] += from[set] * odds;
                    }
                }
            }
            let most = to.iter().copied().fold(0.0, f64::max);
            to.iter_mut().for_each(|value| *value /= most);
            to
        };
        for row in &of_row {
            let next = advance(&before[before.len() - 1], row);
            before.push(next);
        }
        // after[set]: sum over the rows behind of the ways that avoid what `set` has taken.
        let mut after = vec![1.0; sets];
        let mut found = vec![0.0; self.edges.len()];
        for row in (0..rows).rev() {
            let ways = &before[row];
            let mut next = after.clone();
            let idle: f64 = (0..sets).map(|set| ways[set] * after[set]).sum();
            let mut sums = Vec::with_capacity(of_row[row].len());
            for (other, odds, at) in &of_row[row] {
                let mut sum = 0.0;
                for set in (0..sets).filter(|set| set >> other & 1 == 0) {
                    let with = odds * after[set | 1 << other];
                    sum += ways[set] * with;
                    next[set] += with;
                }
                sums.push((*at, sum));
            }
            let all = idle + sums.iter().map(|(_, sum)| sum).sum::<f64>();
            for (at, sum) in sums {
                found[at] = sum / all;
            }
            let most = next.iter().copied().fold(0.0, f64::max);
            next.iter_mut().for_each(|value| *value /= most);
            after = next;
        }
        found
    }

    /// Message passing for assignments: a row tells each partner how free it is without it.
    fn passed_marginals(&self) -> Vec<f64> {
        let odds: Vec<f64> = (self.edges.iter())
            .map(|(_, _, weight)| weight.clamp(-60.0, 60.0).exp2())
            .collect();
        let mut messages = [vec![1.0; odds.len()], vec![1.0; odds.len()]];
        for _ in 0..ROUNDS_MAX {
            let mut moved = 0.0f64;
            for side in 0..2 {
                let mut sums = vec![1.0; self.sides[side]];
                for (at, edge) in self.edges.iter().enumerate() {
                    sums[[edge.0, edge.1][side]] += odds[at] * messages[1 - side][at];
                }
                for (at, edge) in self.edges.iter().enumerate() {
                    let row = [edge.0, edge.1][side];
                    let without = (sums[row] - odds[at] * messages[1 - side][at]).max(1.0);
                    let free = 1.0 / without;
                    moved = moved.max((free - messages[side][at]).abs());
                    messages[side][at] = free;
                }
            }
            if moved < 1e-9 {
                break;
            }
        }
        (odds.iter().enumerate())
            .map(|(at, odds)| {
                let joint = odds * messages[0][at] * messages[1][at];
                joint / (1.0 + joint)
            })
            .collect()
    }

    /// Of rows that the best assignment leaves alone, the pairs that are likeliest all the same:
    /// each too improbable to be part of it, none to be overlooked.
    fn with_leftovers(&self, mut chosen: Vec<bool>, probabilities: &[f64]) -> Vec<bool> {
        let mut taken = [vec![false; self.sides[0]], vec![false; self.sides[1]]];
        for (edge, _) in self
            .edges
            .iter()
            .zip(&chosen)
            .filter(|(_, chosen)| **chosen)
        {
            taken[0][edge.0] = true;
            taken[1][edge.1] = true;
        }
        let mut order: Vec<usize> = (0..self.edges.len())
            .filter(|at| !chosen[*at] && self.edges[*at].2 > POSSIBLE_BITS_MIN)
            .collect();
        order.sort_by(|a, b| {
            probabilities[*b]
                .total_cmp(&probabilities[*a])
                .then(a.cmp(b))
        });
        for at in order {
            let edge = &self.edges[at];
            if !taken[0][edge.0] && !taken[1][edge.1] {
                taken[0][edge.0] = true;
                taken[1][edge.1] = true;
                chosen[at] = true;
            }
        }
        chosen
    }

    fn best_first(&self) -> Vec<bool> {
        let mut order: Vec<usize> = (0..self.edges.len()).collect();
        order.sort_by(|a, b| self.edges[*b].2.total_cmp(&self.edges[*a].2).then(a.cmp(b)));
        let mut taken = [vec![false; self.sides[0]], vec![false; self.sides[1]]];
        let mut chosen = vec![false; self.edges.len()];
        for at in order {
            let (left, right, weight) = self.edges[at];
            if weight > 0.0 && !taken[0][left] && !taken[1][right] {
                taken[0][left] = true;
                taken[1][right] = true;
                chosen[at] = true;
            }
        }
        chosen
    }

    /// Augments along the path that gains most until none gains: exact.
    fn best(&self) -> Vec<bool> {
        let mut of_left: Vec<Vec<usize>> = vec![Vec::new(); self.sides[0]];
        for (at, edge) in self.edges.iter().enumerate() {
            if edge.2 > 0.0 {
                of_left[edge.0].push(at);
            }
        }
        let mut matched: [Vec<Option<usize>>; 2] =
            [vec![None; self.sides[0]], vec![None; self.sides[1]]];
        while let Some(path) = self.best_path(&of_left, &matched) {
            for at in path {
                let (left, right, _) = self.edges[at];
                matched[0][left] = Some(at);
                matched[1][right] = Some(at);
            }
        }
        let mut chosen = vec![false; self.edges.len()];
        matched[0]
            .iter()
            .flatten()
            .for_each(|at| chosen[*at] = true);
        chosen
    }

    /// Edges to take on the augmenting path of greatest gain, last first.
    fn best_path(
        &self,
        of_left: &[Vec<usize>],
        matched: &[Vec<Option<usize>>; 2],
    ) -> Option<Vec<usize>> {
        let mut gain = vec![f64::NEG_INFINITY; self.sides[0]];
        let mut reach: Vec<Option<(usize, f64)>> = vec![None; self.sides[1]];
        let mut queue: std::collections::VecDeque<usize> = (0..self.sides[0])
            .filter(|left| matched[0][*left].is_none() && !of_left[*left].is_empty())
            .collect();
        for left in &queue {
            gain[*left] = 0.0;
        }
        while let Some(left) = queue.pop_front() {
            for at in &of_left[left] {
                let (_, right, weight) = self.edges[*at];
                let value = gain[left] + weight;
                let known = reach[right].map_or(f64::NEG_INFINITY, |(_, value)| value);
                if matched[0][left] == Some(*at) || value <= known + 1e-12 {
                    continue;
                }
                reach[right] = Some((*at, value));
                if let Some(used) = matched[1][right] {
                    let owner = self.edges[used].0;
                    let freed = value - self.edges[used].2;
                    if freed > gain[owner] + 1e-12 {
                        gain[owner] = freed;
                        queue.push_back(owner);
                    }
                }
            }
        }
        let (mut right, best) = (reach.iter().enumerate())
            .filter(|(right, _)| matched[1][*right].is_none())
            .filter_map(|(right, reached)| Some((right, (*reached)?.1)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        if best <= 1e-9 {
            return None;
        }
        let mut path = Vec::new();
        loop {
            let (at, _) = reach[right]?;
            path.push(at);
            match matched[0][self.edges[at].0] {
                Some(used) => right = self.edges[used].1,
                None => return Some(path),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(state: &mut u64) -> f64 {
        *state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (*state >> 33) as f64 / f64::from(1u32 << 31)
    }

    fn by_row(edge: &Edge) -> [u64; 2] {
        [edge.left, edge.right].map(u64::from)
    }

    /// Every assignment with its weight, by brute force.
    fn all(edges: &[Edge], from: usize, used: &mut Vec<usize>, each: &mut impl FnMut(&[usize])) {
        if from == edges.len() {
            each(used);
            return;
        }
        all(edges, from + 1, used, each);
        let free = used
            .iter()
            .all(|at| edges[*at].left != edges[from].left && edges[*at].right != edges[from].right);
        if free {
            used.push(from);
            all(edges, from + 1, used, each);
            used.pop();
        }
    }

    fn bipartite(state: &mut u64, density: f64) -> Vec<Edge> {
        let mut edges = Vec::new();
        for left in 0..4 {
            for right in 0..4 {
                if random(state) < density {
                    let weight = random(state) * 14.0 - 5.0;
                    edges.push(Edge {
                        left,
                        right,
                        weight,
                    });
                }
            }
        }
        edges
    }

    #[test]
    fn small_components_equal_brute_force() {
        let mut state = 12345;
        for _ in 0..200 {
            let edges = bipartite(&mut state, 0.7);
            let (mut best, mut total) = (0.0f64, 0.0);
            let mut with = vec![0.0; edges.len()];
            all(&edges, 0, &mut Vec::new(), &mut |used| {
                let weight: f64 = used.iter().map(|at| edges[*at].weight).sum();
                best = best.max(weight);
                total += weight.exp2();
                used.iter().for_each(|at| with[*at] += weight.exp2());
            });
            let (verdicts, greedy) = assign(&edges, by_row);
            let sum: f64 = (verdicts.iter().zip(&edges))
                .filter(|(verdict, _)| verdict.chosen)
                .map(|(_, edge)| edge.weight.max(0.0))
                .sum();
            assert_eq!(greedy, 0);
            assert!((sum - best).abs() < 1e-9, "{sum} {best}");
            for (verdict, with) in verdicts.iter().zip(&with) {
                assert!((verdict.probability - with / total).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn message_passing_is_exact_on_trees_and_near_on_others() {
        let mut state = 99;
        let (mut sum, mut count) = (0.0, 0.0);
        for _ in 0..50 {
            let edges = bipartite(&mut state, 0.4);
            for component in components(&edges, |_| {}) {
                let part = Part::of(&edges, &component);
                let is_tree = part.edges.len() + 1 == part.sides.iter().sum::<usize>();
                let pairs = part
                    .exact_marginals()
                    .into_iter()
                    .zip(part.passed_marginals());
                for (exact, passed) in pairs {
                    let apart = (exact - passed).abs();
                    assert!(!is_tree || apart < 1e-6, "{exact} {passed}");
                    sum += apart;
                    count += 1.0;
                }
            }
        }
        assert!(sum / count < 0.03, "{}", sum / count);
    }

    #[test]
    fn the_best_sum_beats_the_best_pair() {
        let edge = |left, right, weight| Edge {
            left,
            right,
            weight,
        };
        let edges = [edge(1, 1, 9.5), edge(1, 2, 9.4), edge(2, 1, 9.3)];
        let (verdicts, _) = assign(&edges, by_row);
        let chosen: Vec<bool> = verdicts.iter().map(|verdict| verdict.chosen).collect();
        assert_eq!(chosen, [false, true, true]);
    }

    #[test]
    fn extreme_weights_stay_finite() {
        let edge = |left, right, weight| Edge {
            left,
            right,
            weight,
        };
        let edges = [
            edge(0, 0, 900.0),
            edge(0, 1, -900.0),
            edge(1, 0, 899.0),
            edge(1, 1, 2000.0),
        ];
        let (verdicts, _) = assign(&edges, by_row);
        assert!(
            verdicts
                .iter()
                .all(|verdict| verdict.probability.is_finite())
        );
        assert!(verdicts[0].chosen && verdicts[3].chosen);
    }
}
