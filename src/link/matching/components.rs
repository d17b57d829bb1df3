//! Which pairs hang together, so that one assignment decides over them.

use super::Edge;
use crate::ground::joined::Joined;

/// Positions of edges by connected component, in the order of their first edge. Edges both of
/// whose rows stand in no other are passed on alone.
pub(super) fn components(edges: &[Edge], mut alone: impl FnMut(usize)) -> Vec<Vec<usize>> {
    let count = |pick: fn(&Edge) -> u32| -> Vec<u8> {
        let rows = edges.iter().map(|edge| pick(edge) as usize + 1).max();
        let mut counts = vec![0u8; rows.unwrap_or(0)];
        for edge in edges {
            let count = &mut counts[pick(edge) as usize];
            *count = count.saturating_add(1);
        }
        counts
    };
    let (lefts, rights) = (count(|edge| edge.left), count(|edge| edge.right));
    let mut together = Vec::new();
    for (at, edge) in edges.iter().enumerate() {
        match lefts[edge.left as usize] == 1 && rights[edge.right as usize] == 1 {
            true => alone(at),
            false => together.push(at),
        }
    }
    let mut joined = Joined::alone(lefts.len() + rights.len());
    for at in &together {
        let edge = &edges[*at];
        joined.join(edge.left as usize, lefts.len() + edge.right as usize);
    }
    let mut number = vec![u32::MAX; lefts.len() + rights.len()];
    let mut found: Vec<Vec<usize>> = Vec::new();
    for at in together {
        let root = joined.first(edges[at].left as usize);
        if number[root] == u32::MAX {
            number[root] = found.len() as u32;
            found.push(Vec::new());
        }
        found[number[root] as usize].push(at);
    }
    found
}
