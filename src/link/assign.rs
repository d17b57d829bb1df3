//! The most probable one-to-one assignment, exactly, component by component.

use std::collections::{BTreeMap, VecDeque};

/// Left node, right node, weight.
type Edge = (u32, u32, f64);
/// Right node, weight, position of the edge.
type Step = (usize, f64, usize);
type Path = Vec<(usize, Step)>;

/// Assigns left to right nodes so that the sum of the weights is greatest; pairs of weight ≤ 0 are
/// never used. Edges are (left, right, weight), each pair at most once. Returns the chosen edges'
/// positions, ascending.
///
/// Connected components are solved apart by successive shortest augmenting paths, which is exact at
/// any size; the cost grows with nodes × edges of a component.
pub fn best_assignment(edges: &[Edge]) -> Vec<usize> {
    let mut chosen: Vec<usize> = components(edges)
        .into_iter()
        .flat_map(|component| solve(edges, &component))
        .collect();
    chosen.sort_unstable();
    chosen
}

/// Positions of positive edges by connected component.
fn components(edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut lefts: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut rights: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let positive = |at: &usize| edges[*at].2 > 0.0;
    for at in (0..edges.len()).filter(positive) {
        lefts.entry(edges[at].0).or_default().push(at);
        rights.entry(edges[at].1).or_default().push(at);
    }
    let mut seen = vec![false; edges.len()];
    let mut found = Vec::new();
    for first in (0..edges.len()).filter(positive) {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        let mut component = Vec::new();
        let mut queue = VecDeque::from([first]);
        while let Some(at) = queue.pop_front() {
            component.push(at);
            for next in lefts[&edges[at].0].iter().chain(&rights[&edges[at].1]) {
                if !seen[*next] {
                    seen[*next] = true;
                    queue.push_back(*next);
                }
            }
        }
        component.sort_unstable();
        found.push(component);
    }
    found
}

/// One component: augment along the path that gains most until none gains.
fn solve(edges: &[Edge], component: &[usize]) -> Vec<usize> {
    if let [only] = component {
        return vec![*only];
    }
    let number = |pick: fn(&Edge) -> u32| -> BTreeMap<u32, usize> {
        let mut nodes: Vec<u32> = component.iter().map(|at| pick(&edges[*at])).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
            .into_iter()
            .enumerate()
            .map(|(at, node)| (node, at))
            .collect()
    };
    let (left, right) = (number(|edge| edge.0), number(|edge| edge.1));
    let mut of_left: Vec<Vec<Step>> = vec![Vec::new(); left.len()];
    for at in component {
        let (a, b, weight) = edges[*at];
        of_left[left[&a]].push((right[&b], weight, *at));
    }
    let mut matched_left: Vec<Option<Step>> = vec![None; left.len()];
    let mut matched_right: Vec<Option<usize>> = vec![None; right.len()];
    while let Some(path) = best_path(&of_left, &matched_left, &matched_right) {
        for (node, edge) in path {
            matched_left[node] = Some(edge);
            matched_right[edge.0] = Some(node);
        }
    }
    matched_left
        .into_iter()
        .flatten()
        .map(|(_, _, at)| at)
        .collect()
}

/// The augmenting path of greatest gain from any free left node to any free right node, by
/// relaxation (gains may be negative along the way, cycles of positive gain cannot occur).
fn best_path(
    of_left: &[Vec<Step>],
    matched_left: &[Option<Step>],
    matched_right: &[Option<usize>],
) -> Option<Path> {
    let mut gain = vec![f64::NEG_INFINITY; of_left.len()];
    let mut reach: Vec<Option<(usize, Step)>> = vec![None; matched_right.len()];
    let mut reach_gain = vec![f64::NEG_INFINITY; matched_right.len()];
    let mut queue: VecDeque<usize> = VecDeque::new();
    for (node, matched) in matched_left.iter().enumerate() {
        if matched.is_none() {
            gain[node] = 0.0;
            queue.push_back(node);
        }
    }
    while let Some(node) = queue.pop_front() {
        for edge in &of_left[node] {
            let value = gain[node] + edge.1;
            if matched_left[node].is_some_and(|used| used.0 == edge.0)
                || value <= reach_gain[edge.0] + 1e-12
            {
                continue;
            }
            reach_gain[edge.0] = value;
            reach[edge.0] = Some((node, *edge));
            if let Some(owner) = matched_right[edge.0] {
                let freed = value - matched_left[owner].map_or(0.0, |used| used.1);
                if freed > gain[owner] + 1e-12 {
                    gain[owner] = freed;
                    queue.push_back(owner);
                }
            }
        }
    }
    let (mut at, best) = reach_gain
        .iter()
        .enumerate()
        .filter(|(node, _)| matched_right[*node].is_none())
        .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    if *best <= 1e-9 {
        return None;
    }
    let mut path = Vec::new();
    loop {
        let (node, edge) = reach[at]?;
        path.push((node, edge));
        match matched_left[node] {
            Some(used) => at = used.0,
            None => break,
        }
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brute(edges: &[Edge], from: usize, used: &mut Vec<(u32, u32)>) -> f64 {
        if from == edges.len() {
            return 0.0;
        }
        let without = brute(edges, from + 1, used);
        let (a, b, weight) = edges[from];
        if used.iter().any(|(x, y)| *x == a || *y == b) {
            return without;
        }
        used.push((a, b));
        let with = weight + brute(edges, from + 1, used);
        used.pop();
        without.max(with)
    }

    #[test]
    fn small_components_equal_brute_force() {
        let mut state = 12345u64;
        let mut random = move || {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        for _ in 0..300 {
            let mut edges = Vec::new();
            for a in 0..4 {
                for b in 0..4 {
                    if random() < 0.7 {
                        edges.push((a, b, random() * 14.0 - 3.0));
                    }
                }
            }
            let chosen = best_assignment(&edges);
            let sum: f64 = chosen.iter().map(|at| edges[*at].2).sum();
            assert!((sum - brute(&edges, 0, &mut Vec::new())).abs() < 1e-9);
            for side in [|e: &Edge| e.0, |e: &Edge| e.1] {
                let mut nodes: Vec<u32> = chosen.iter().map(|at| side(&edges[*at])).collect();
                nodes.sort_unstable();
                let all = nodes.len();
                nodes.dedup();
                assert_eq!(nodes.len(), all);
            }
        }
    }

    #[test]
    fn the_best_sum_beats_the_best_pair() {
        let edges = [(1, 1, 9.5), (1, 2, 9.4), (2, 1, 9.3)];
        assert_eq!(best_assignment(&edges), vec![1, 2]);
    }
}
