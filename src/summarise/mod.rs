//! The systems told as one: flat metrics, and tables by month, town, industry, route, office and
//! officer that add up to them.

mod metrics;
mod tables;

use crate::model::{
    Calibres, LinkSet, Metrics, PlanReview, Progress, ReconciliationStatement, StatisticsTable,
    Tally, Text, Understood, Verdict,
};

/// What the figures are taken from.
pub struct Account<'a> {
    pub understood: &'a Understood,
    pub links: &'a LinkSet,
    pub verdicts: &'a [Verdict],
    pub calibres: &'a Calibres,
    pub plan: &'a PlanReview,
    pub statement: &'a ReconciliationStatement,
    pub tally: Tally,
}

/// Metrics and statistics tables of a run.
pub fn summarise(account: &Account, progress: &dyn Progress) -> (Metrics, Vec<StatisticsTable>) {
    progress.stage(&Text::new("汇总统计", "summarising"), None);
    let tables = tables::tables(account);
    let metrics = metrics::metrics(account, &tables);
    (metrics, tables)
}
