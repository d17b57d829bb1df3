//! Why the two counts differ: a cause for every event without a partner, the statement that foots,
//! the discrepancies between linked records, the plan's third side, and the ledger's line for every
//! row.

mod batches;
mod binomial;
mod by_firm;
mod case;
mod causes;
mod counting;
mod cutoff;
mod discrepancies;
mod findings;
mod judged;
mod ledger;
mod near_miss;
mod plan;
mod plan_editions;
mod plan_items;
mod plan_revisions;
mod plan_statement;
mod plan_titles;
mod reach;
mod scans;
mod shared_codes;
mod statement;
mod verdicts;

use crate::model::{
    Calibres, Discrepancy, Extracted, LedgerEntry, LinkSet, PlanReview, Progress,
    ReconciliationStatement, Settings, Staged, Tally, Text, Understood, Verdict,
};

/// What reconciliation makes of the links.
#[derive(Debug, Default)]
pub struct Reconciled {
    /// One per event.
    pub verdicts: Vec<Verdict>,
    /// What each calibre counts.
    pub calibres: Calibres,
    pub plan: PlanReview,
    pub statement: ReconciliationStatement,
    pub discrepancies: Vec<Discrepancy>,
    pub ledger: Vec<LedgerEntry>,
    pub tally: Tally,
}

/// Explains, states, and enters every row in the ledger.
pub fn reconcile(
    extracted: &Extracted,
    understood: &Understood,
    links: &LinkSet,
    settings: &Settings,
    progress: &dyn Progress,
) -> Staged<Reconciled> {
    progress.stage(&Text::new("分析原因", "finding causes"), None);
    let case = case::Case::new(understood, links, settings);
    let (mut verdicts, batches) = verdicts::verdicts(&case);
    cutoff::settle(&case, &mut verdicts);
    let calibres = counting::calibres(&case);
    let calibre = counting::own(&case, &calibres);
    counting::leave_out(&case, calibre, &mut verdicts);
    judged::note_judgements(&case, &mut verdicts);
    let plan = plan::review_plan(extracted, &case, &mut verdicts);
    let statement = statement::statement(&case, &verdicts, &batches, calibre);
    let discrepancies = discrepancies::discrepancies(extracted, &case);
    let mut findings = findings::findings(extracted, &case, &batches);
    findings.extend(shared_codes::findings(extracted, understood));
    findings.extend(plan_titles::findings(extracted, &case));
    let (ledger, tally) = ledger::ledger(extracted, understood, &verdicts, &plan);
    let value = Reconciled {
        verdicts,
        calibres,
        plan,
        statement,
        discrepancies,
        ledger,
        tally,
    };
    Staged::new(value, findings)
}
