//! m and u by expectation–maximisation over counts of agreement patterns, and the weights of pairs.

use super::blocking::Candidate;
use super::compare::{COMPARISONS, FIRM, Features, MODEL, Pattern, SAME_FIRM_LEVEL_MAX};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Pseudo-observations that hold a comparison's probabilities near their start.
const PRIOR_STRENGTH: f64 = 40.0;
const ITERATIONS_MAX: usize = 200;
const CONVERGED: f64 = 1e-6;
/// A share of a name costs at most this many bits.
const SHARED_NAME_BITS_MAX: f64 = 6.0;

/// Learned probabilities. `m[c][l]` is Pr(level l of comparison c | same visit), `u` the same
/// given the firm's other visits.
#[derive(Clone, Debug)]
pub struct Parameters {
    pub m: Vec<Vec<f64>>,
    pub u: Vec<Vec<f64>>,
    /// Share of same-firm pairs that are the same visit.
    pub lambda: f64,
    pub iterations: usize,
    pub converged: bool,
}

/// A pair with its pattern and its weight.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    pub candidate: Candidate,
    pub pattern: Pattern,
    /// Bits taken off because several firms share the name that identifies this one.
    pub shared_name_bits: f64,
    /// log₂ posterior odds.
    pub weight: f64,
}

/// All candidates with their weights, and what the weights were learned to be.
pub struct Scores {
    pub pairs: Vec<Scored>,
    pub parameters: Parameters,
}

pub fn score(features: &Features, candidates: &[Candidate]) -> Scores {
    let patterns: Vec<Pattern> = candidates
        .par_iter()
        .map(|pair| {
            let inspection = &features.inspections[pair.inspection as usize];
            features.pattern(inspection, &features.codes[pair.code as usize])
        })
        .collect();
    let mut counts: BTreeMap<Pattern, f64> = BTreeMap::new();
    for pattern in &patterns {
        if (1..=SAME_FIRM_LEVEL_MAX).contains(&pattern[FIRM]) {
            *counts.entry(*pattern).or_default() += 1.0;
        }
    }
    let sides = (features.inspections.len(), features.codes.len());
    let parameters = estimate(&counts, sides);
    let pairs = candidates
        .iter()
        .zip(&patterns)
        .map(|(candidate, pattern)| {
            let shared_name_bits = shared_name_bits(features, candidate, pattern);
            let weight = parameters.weight(pattern) - shared_name_bits;
            Scored {
                candidate: *candidate,
                pattern: *pattern,
                shared_name_bits,
                weight,
            }
        })
        .collect();
    Scores { pairs, parameters }
}

/// A name that identifies without a code says less the more firms bear it.
fn shared_name_bits(features: &Features, candidate: &Candidate, pattern: &Pattern) -> f64 {
    if !matches!(pattern[FIRM], 3 | 5) {
        return 0.0;
    }
    let name = &features.inspections[candidate.inspection as usize].name;
    let firms = features
        .firms_of_name
        .get(name)
        .copied()
        .unwrap_or(1)
        .max(1);
    f64::from(firms).log2().min(SHARED_NAME_BITS_MAX)
}

impl Parameters {
    fn start() -> Parameters {
        let column = |pick: fn(&super::compare::Level) -> f64| -> Vec<Vec<f64>> {
            MODEL
                .iter()
                .map(|comparison| comparison.levels.iter().map(pick).collect())
                .collect()
        };
        Parameters {
            m: column(|level| level.m),
            u: column(|level| level.u),
            lambda: 0.4,
            iterations: 0,
            converged: false,
        }
    }

    pub fn prior_bits(&self) -> f64 {
        (self.lambda / (1.0 - self.lambda)).log2()
    }

    pub fn bits(&self, comparison: usize, level: u8) -> f64 {
        match level {
            0 => 0.0,
            l => (self.m[comparison][l as usize] / self.u[comparison][l as usize]).log2(),
        }
    }

    pub fn weight(&self, pattern: &Pattern) -> f64 {
        let evidence: f64 = (0..COMPARISONS).map(|c| self.bits(c, pattern[c])).sum();
        self.prior_bits() + evidence
    }
}

/// Expectation–maximisation over pattern counts of same-firm pairs. The firm comparison is capped,
/// so its probabilities stay as they are.
fn estimate(counts: &BTreeMap<Pattern, f64>, sides: (usize, usize)) -> Parameters {
    let mut parameters = Parameters::start();
    let total: f64 = counts.values().sum();
    if total < 1.0 {
        return parameters;
    }
    let possible = (sides.0.min(sides.1) as f64 / total).min(0.95);
    parameters.lambda = (0.85 * possible).clamp(0.02, 0.95);
    for iteration in 1..=ITERATIONS_MAX {
        let next = maximise(&parameters, counts, total, possible);
        let moved = (next.lambda - parameters.lambda)
            .abs()
            .max(distance(&next, &parameters));
        parameters = Parameters {
            iterations: iteration,
            ..next
        };
        if moved < CONVERGED {
            parameters.converged = true;
            break;
        }
    }
    parameters
}

fn maximise(
    old: &Parameters,
    counts: &BTreeMap<Pattern, f64>,
    total: f64,
    possible: f64,
) -> Parameters {
    let start = Parameters::start();
    let mut m = scaled(&start.m);
    let mut u = scaled(&start.u);
    let mut matches = 0.0;
    for (pattern, count) in counts {
        let odds = old.weight(pattern) - old.bits(FIRM, pattern[FIRM]);
        let posterior = 1.0 / (1.0 + (-odds).exp2());
        matches += posterior * count;
        for (comparison, level) in pattern.iter().enumerate().filter(|(_, level)| **level > 0) {
            m[comparison][*level as usize] += posterior * count;
            u[comparison][*level as usize] += (1.0 - posterior) * count;
        }
    }
    normalise(&mut m);
    normalise(&mut u);
    m[FIRM].clone_from(&start.m[FIRM]);
    u[FIRM].clone_from(&start.u[FIRM]);
    let lambda = (matches / total).clamp(0.02, possible.max(0.05));
    Parameters {
        m,
        u,
        lambda,
        iterations: 0,
        converged: false,
    }
}

fn scaled(start: &[Vec<f64>]) -> Vec<Vec<f64>> {
    start
        .iter()
        .map(|levels| {
            let sum: f64 = levels.iter().skip(1).sum();
            levels.iter().map(|p| p / sum * PRIOR_STRENGTH).collect()
        })
        .collect()
}

fn normalise(table: &mut [Vec<f64>]) {
    for levels in table {
        let sum: f64 = levels.iter().skip(1).sum();
        levels[0] = 1.0;
        for p in levels.iter_mut().skip(1) {
            *p /= sum;
        }
    }
}

fn distance(a: &Parameters, b: &Parameters) -> f64 {
    let flat = |p: &Parameters| {
        p.m.iter()
            .chain(&p.u)
            .flatten()
            .copied()
            .collect::<Vec<f64>>()
    };
    flat(a)
        .iter()
        .zip(flat(b))
        .map(|(x, y)| (x - y).abs())
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::compare::Level;
    use super::*;

    #[test]
    fn probabilities_of_every_comparison_sum_to_one() {
        for comparison in &MODEL {
            for pick in [|l: &Level| l.m, |l: &Level| l.u] {
                let sum: f64 = comparison.levels.iter().skip(1).map(pick).sum();
                let rough = comparison.name == "enterprise";
                assert!(
                    rough || (sum - 1.0).abs() < 1e-9,
                    "{} {sum}",
                    comparison.name
                );
            }
        }
    }

    /// Patterns drawn in exact proportion to known m and u give them back.
    #[test]
    fn known_probabilities_are_recovered() {
        let mut truth = Parameters::start();
        truth.m[1] = vec![1.0, 0.70, 0.10, 0.08, 0.05, 0.03, 0.01, 0.02, 0.01];
        truth.u[1] = vec![1.0, 0.02, 0.03, 0.05, 0.10, 0.20, 0.01, 0.09, 0.50];
        truth.m[3] = vec![1.0, 0.60, 0.30, 0.10];
        truth.u[3] = vec![1.0, 0.25, 0.25, 0.50];
        truth.lambda = 0.3;
        let total = 1e6;
        let mut counts = BTreeMap::new();
        for date in 1..=8u8 {
            for officers in 1..=3u8 {
                for route in 1..=2u8 {
                    let at = |t: &Vec<Vec<f64>>| {
                        t[1][date as usize] * t[3][officers as usize] * t[4][route as usize]
                    };
                    let share = truth.lambda * at(&truth.m) + (1.0 - truth.lambda) * at(&truth.u);
                    let pattern = [1, date, 0, officers, route, 0, 0, 0];
                    counts.insert(pattern, share * total);
                }
            }
        }
        let found = estimate(&counts, (total as usize, total as usize));
        assert!(found.converged || found.iterations == ITERATIONS_MAX);
        assert!((found.lambda - 0.3).abs() < 0.01, "{}", found.lambda);
        for (comparison, level) in [(1, 1), (1, 8), (3, 1), (3, 3), (4, 1)] {
            let m = (found.m[comparison][level] - truth.m[comparison][level]).abs();
            let u = (found.u[comparison][level] - truth.u[comparison][level]).abs();
            assert!(m < 0.02 && u < 0.02, "{comparison}/{level}: {m} {u}");
        }
    }
}
