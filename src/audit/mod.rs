//! A written report taken at its word: every figure with its meaning, and whether the figures stand
//! up: among themselves, and against a run.
//!
//! `claims` finds every number of the report: a claim with unit, qualifiers and measure, or set
//! apart (dates, titles, document numbers, set phrases) with the reason. Which words state which
//! measure, and which measures must add up to which, is data: `rulebook`. A figure whose meaning
//! is not recognised is listed with the words beside it and never computed with.

mod against;
mod apart;
mod change;
mod claims;
mod expression;
mod figures;
mod folded;
mod identities;
mod lists;
mod meaning;
mod means;
mod near;
mod numerals;
mod outline;
mod pairs;
mod parts;
mod rates;
mod rulebook;
mod spread;
mod table_rates;
mod tables;
mod wording;

pub use rulebook::{Measure, PageMistake, Rulebook};

use crate::model::{Audit, Check, Metrics, Standing, WrittenReport};
use std::collections::BTreeSet;

/// Finds the claims of a report and checks them; against a run too, where its metrics are given.
pub fn audit(report: &WrittenReport, book: &Rulebook, metrics: Option<&Metrics>) -> Audit {
    let passages = outline::passages(report);
    let year = claims::report_year(&passages);
    let found = claims::find(&passages, year, book);
    let mut checks = identities::checks(&found.claims, book);
    let computed: BTreeSet<usize> = checks
        .iter()
        .filter(|check| check.standing != Standing::NotComputed)
        .flat_map(|check| check.claims.clone())
        .collect();
    let inner = parts::checks(&passages, &found);
    // A rate that a rule of the book has recomputed is not recomputed once more.
    checks.extend(inner.into_iter().filter(|check| {
        let rate = check.claims.last().copied().unwrap_or(usize::MAX);
        check.rule != "rate_of_two" || !computed.contains(&rate)
    }));
    // What one rule lacks figures for, another has computed from others.
    checks.retain(|check| {
        let is_open = check.standing == Standing::NotComputed;
        !(is_open && check.claims.iter().all(|claim| computed.contains(claim)))
    });
    checks.extend(spread::checks(&found, &book.scopes.each));
    checks.extend(means::checks(&passages, &found));
    checks.extend(change::checks(&passages, &found, year));
    checks.extend(lists::checks(&passages, &found, &book.qualifiers.total));
    checks.extend(table_rates::checks(&passages, &found));
    let doubted: Vec<&Check> = checks
        .iter()
        .filter(|known| known.standing > Standing::Holds && known.claims.len() <= 8)
        .collect();
    let told: BTreeSet<(usize, usize)> = doubted
        .iter()
        .flat_map(|known| {
            let claims = &known.claims;
            claims
                .iter()
                .flat_map(move |one| claims.iter().map(move |other| (*one, *other)))
        })
        .collect();
    let is_told = |check: &Check| told.contains(&(check.claims[0], check.claims[1]));
    let mut pairs = pairs::checks(&passages, &found);
    pairs.retain(|check| !is_told(check));
    checks.extend(pairs);
    checks.extend(wording::checks(&passages, &found, year, book));
    if let Some(metrics) = metrics {
        checks.extend(against::checks(&found.claims, metrics, book));
    }
    Audit {
        claims: found.claims,
        apart: found.apart,
        checks,
    }
}
