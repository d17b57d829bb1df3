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
mod numerals;
mod outline;
mod parts;
mod rulebook;
mod spread;
mod table_rates;
mod tables;
mod wording;

pub use rulebook::{Measure, PageMistake, Rulebook};

use crate::model::{Audit, Metrics, Standing, WrittenReport};

/// Finds the claims of a report and checks them; against a run too, where its metrics are given.
pub fn audit(report: &WrittenReport, book: &Rulebook, metrics: Option<&Metrics>) -> Audit {
    let passages = outline::passages(report);
    let year = claims::report_year(&passages);
    let found = claims::find(&passages, year, book);
    let mut checks = identities::checks(&found.claims, book);
    let computed: Vec<usize> = checks
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
    checks.extend(change::checks(&passages, &found, year));
    checks.extend(lists::checks(&passages, &found, &book.qualifiers.total));
    checks.extend(table_rates::checks(&passages, &found));
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
