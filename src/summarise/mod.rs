//! The systems told as one: flat metrics, tables by month, town, industry, route, basis, office,
//! officer and enterprise category that add up to them, the figures of the registers, how often
//! enterprises were visited, and the cross-footing rules that all of it must satisfy.

mod concentration;
mod frequency;
mod grouping;
mod metrics;
mod registers;
mod rules;
mod tables;
mod told;

#[cfg(test)]
mod tests;

use crate::model::{
    Calibres, Concentration, EventIx, Extracted, Figure, Finding, FrequencyReview, InspectionEvent,
    LedgerEntry, Lineage, Lineages, LinkSet, Metrics, Place, PlanReview, Progress,
    ReconciliationStatement, Rule, RuleOutcome, RuleStanding, Settings, Staged, StatisticsTable,
    Text, Understood, Verdict,
};

/// Every rule of this room: S1xx cross-footing, S2xx frequency, S3xx registers.
pub const RULES: [&str; 6] = ["S101", "S102", "S201", "S202", "S203", "S301"];

/// What the figures are taken from.
pub struct Account<'a> {
    pub extracted: &'a Extracted,
    pub understood: &'a Understood,
    pub settings: &'a Settings,
    pub links: &'a LinkSet,
    pub verdicts: &'a [Verdict],
    pub calibres: &'a Calibres,
    pub plan: &'a PlanReview,
    pub statement: &'a ReconciliationStatement,
    pub ledger: &'a [LedgerEntry],
}

impl Account<'_> {
    /// The row that carries an event.
    fn row_of(&self, event: &InspectionEvent) -> Place {
        let place = self.understood.records[event.record].place;
        Place { column: 0, ..place }
    }

    fn rows_of(&self, events: &[EventIx]) -> Vec<Place> {
        let events = events.iter().map(|at| &self.understood.events[*at]);
        events.map(|event| self.row_of(event)).collect()
    }
}

/// The figures of a run.
pub struct Summary {
    pub metrics: Metrics,
    /// Of every figure that is there, what it rests on.
    pub lineages: Lineages,
    pub statistics: Vec<StatisticsTable>,
    pub concentrations: Vec<Concentration>,
    pub frequency: FrequencyReview,
    pub rules: Vec<RuleOutcome>,
}

/// Metrics, tables, frequency and rules of a run.
pub fn summarise(account: &Account, progress: &dyn Progress) -> Staged<Summary> {
    progress.stage(&Text::new("汇总统计", "summarising"), None);
    let mut found: Vec<Finding> = Vec::new();
    let statistics = tables::tables(account);
    let mut told = metrics::metrics(account, &statistics);
    let registers = account.settings.registers();
    registers::measures(account, &registers, &mut told, &mut found);
    let frequency = frequency::review(account);
    frequency::set_metrics(account, &frequency, &mut told);
    found.extend(frequency::findings(&frequency, account));
    let rules = rules::outcomes(&account.settings.rules(), &told.metrics);
    found.extend(rules::findings(&rules));
    let with = |standing: RuleStanding| {
        let of = rules.iter().filter(|outcome| outcome.standing == standing);
        Figure::Count(of.count() as i64)
    };
    let checked = Figure::Count(rules.len() as i64 - open(&rules));
    told.tell("rules.checked", checked, Lineage::Rules);
    let broken = with(RuleStanding::Broken);
    told.tell("rules.broken", broken, Lineage::Rules);
    let open = with(RuleStanding::NotComputable);
    told.tell("rules.open", open, Lineage::Rules);
    let concentrations = concentration::concentrations(account, &statistics);
    let summary = Summary {
        metrics: told.metrics,
        lineages: told.lineages,
        statistics,
        concentrations,
        frequency,
        rules,
    };
    Staged::new(summary, found)
}

/// The rules held against figures, wherever those come from.
pub fn hold(rules: &[Rule], metrics: &Metrics) -> Vec<RuleOutcome> {
    rules::outcomes(rules, metrics)
}

fn open(rules: &[RuleOutcome]) -> i64 {
    let open = rules
        .iter()
        .filter(|outcome| outcome.standing == RuleStanding::NotComputable);
    open.count() as i64
}
