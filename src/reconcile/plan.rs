//! The three-way match's third side: which visits fulfil which planned enterprise.

use super::case::Case;
use super::causes::{is_closed, says_closed};
use super::plan_items::review_items;
use super::plan_revisions;
use super::plan_statement::plan_statement;
use crate::model::{
    Cause, EventIx, Extracted, FieldName, InspectionEvent, Outcome, PlanLine, PlanReview, Route,
    Source, Text, Verdict,
};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// Matches plan lines with planned visits, writes the verdicts of the plan's rows, and holds the
/// plan's numbers against its lists.
pub fn review_plan(extracted: &Extracted, case: &Case, verdicts: &mut [Verdict]) -> PlanReview {
    // Rows whose enterprise is not known stand for one each.
    let mut lines_of_firm: BTreeMap<(Option<u32>, Option<EventIx>), Vec<EventIx>> = BTreeMap::new();
    let replaced = plan_revisions::replaced(extracted, case);
    for (at, table) in &replaced {
        let by = extracted.tables[*table].label();
        verdicts[*at].outcome = Some(Outcome::Excluded);
        verdicts[*at].detail = Text::new(
            format!("计划已调整,以 {by} 为准"),
            format!("the plan was changed; {by} stands"),
        );
    }
    for (at, event) in case.understood.events.iter().enumerate() {
        if event.source == Source::Plan && event.outside_period {
            verdicts[at].outcome = Some(Outcome::Excluded);
            verdicts[at].detail = Text::new(
                "其他年度的计划,不计入",
                "a plan for another year, not counted",
            );
        } else if event.source == Source::Plan && !replaced.contains_key(&at) {
            let alone = event.enterprise.is_none().then_some(at);
            lines_of_firm
                .entry((event.enterprise, alone))
                .or_default()
                .push(at);
        }
    }
    let groups: Vec<Vec<PlanLine>> = lines_of_firm
        .into_iter()
        .map(|((firm, _), plans)| fulfil(case, firm, plans))
        .collect();
    let mut review = PlanReview {
        items: review_items(extracted, case, &groups),
        ..PlanReview::default()
    };
    if groups.is_empty() {
        return review;
    }
    (review.statement, review.unexplained) = plan_statement(case, &groups, verdicts);
    review.enterprises = Some(groups.len() as u64);
    review.lines = groups.into_iter().flatten().collect();
    review.lines.sort_by_key(|line| line.plan);
    for line in &review.lines {
        judge_line(case, line, verdicts);
    }
    let sum = |of: fn(&PlanLine) -> u64| Some(review.lines.iter().map(of).sum());
    review.visits = sum(|line| u64::from(line.planned_visits));
    review.done = sum(|line| u64::from(line.planned_visits) - line.missing());
    review
}

/// Whether a visit of this route can fulfil a line of that list.
fn is_of_list(visit: &InspectionEvent, plan: &InspectionEvent) -> bool {
    visit.route == plan.route || visit.route == Route::Unknown || plan.route == Route::Unknown
}

fn in_months(visit: &InspectionEvent, plan: &InspectionEvent) -> bool {
    match (plan.planned_months, visit.start) {
        (Some((from, to)), Some(day)) => (from..=to).contains(&(day.month() as u8)),
        _ => true,
    }
}

/// Gives each line of a firm its visits: own list and month first, then own list, then any planned
/// visit. Whether the calibre counts the visit is another question.
fn fulfil(case: &Case, firm: Option<u32>, plans: Vec<EventIx>) -> Vec<PlanLine> {
    let mut free: Vec<EventIx> = case
        .visits
        .firm(firm)
        .all()
        .iter()
        .copied()
        .filter(|at| {
            let visit = case.event(*at);
            let planned = visit.route.is_planned() || visit.route == Route::Unknown;
            planned && stands(visit) && visit.part_of.is_none() && !visit.reinspection
        })
        .collect();
    let mut plans = plans;
    plans.sort_by_key(|at| (case.event(*at).planned_months, case.event(*at).id.clone()));
    let mut lines: Vec<PlanLine> = plans
        .iter()
        .map(|at| PlanLine {
            plan: *at,
            planned_visits: planned_visits(case.event(*at)),
            visits: Vec::new(),
            borrowed: false,
            cause: Cause::C02,
            also: Vec::new(),
        })
        .collect();
    for pass in 0..3 {
        for line in &mut lines {
            let plan = case.event(line.plan);
            while line.visits.len() < line.planned_visits as usize {
                let fits = |at: &EventIx| {
                    let visit = case.event(*at);
                    let list = is_of_list(visit, plan);
                    match pass {
                        0 => list && in_months(visit, plan),
                        1 => list,
                        _ => visit.route != Route::Unknown,
                    }
                };
                let Some(found) = free.iter().position(fits) else {
                    break;
                };
                line.visits.push(free.remove(found));
            }
        }
    }
    let shared = lines.iter().find_map(|line| line.visits.first().copied());
    surplus_visits(case, &mut lines, &mut free);
    let lists: BTreeSet<Route> = plans.iter().map(|at| case.event(*at).route).collect();
    for line in &mut lines {
        let mut causes = plan_causes(case, line, lists.len() > 1, shared);
        line.cause = causes.remove(0);
        line.also = causes;
        line.borrowed = line.planned_visits > 0
            && line.visits.is_empty()
            && line.cause == Cause::C05
            && shared.is_some();
        if line.borrowed {
            line.visits.extend(shared);
        }
    }
    lines
}

/// Whether the register holds the visit for the period, whichever calibre counts it.
pub fn stands(visit: &InspectionEvent) -> bool {
    !visit.outside_period && visit.replaced_by.is_none()
}

/// Planned visits beyond the plan belong to the line of their list: done more often than planned.
fn surplus_visits(case: &Case, lines: &mut [PlanLine], free: &mut Vec<EventIx>) {
    for at in std::mem::take(free) {
        let visit = case.event(at);
        if visit.route == Route::Unknown {
            continue;
        }
        let own = lines
            .iter_mut()
            .find(|line| line.planned_visits > 0 && is_of_list(visit, case.event(line.plan)));
        if let Some(line) = own {
            line.visits.push(at);
        }
    }
}

fn planned_visits(plan: &InspectionEvent) -> u32 {
    match plan.drawn {
        Some(false) => 0,
        _ => plan.plan_count.unwrap_or(1),
    }
}

/// Every cause that holds for a line, what became of it first.
fn plan_causes(
    case: &Case,
    line: &PlanLine,
    two_lists: bool,
    shared: Option<EventIx>,
) -> Vec<Cause> {
    let plan = case.event(line.plan);
    let firm = plan
        .enterprise
        .and_then(|firm| case.understood.firms.get(firm as usize));
    let has_roster = case.understood.firms.iter().any(|firm| firm.in_roster);
    let unknown = has_roster && firm.is_none_or(|firm| !firm.in_roster);
    let remark = case.understood.records[plan.record].remark.as_ref();
    let told = case.understood.records[plan.record].other.iter();
    let told = told.filter(|(field, _)| matches!(field, FieldName::Status | FieldName::Result));
    let mut words = told.map(|(_, text)| text).chain(remark);
    let closed = firm.is_some_and(|firm| is_closed(&firm.status))
        || words.any(|text| says_closed(&text.value));
    let short = line.visits.len() < line.planned_visits as usize;
    let elsewhere = two_lists && shared.is_some() && line.visits.is_empty();
    let late = line
        .visits
        .iter()
        .any(|at| !in_months(case.event(*at), plan));
    let rules = [
        (Cause::C04, short && closed),
        (Cause::C05, short && elsewhere),
        (Cause::C08, short && unknown),
        (Cause::C02, short),
        (Cause::C05, two_lists),
        (Cause::C07, line.visits.len() > line.planned_visits as usize),
        (Cause::C03, late),
        (Cause::C01, !short),
        (Cause::C08, unknown),
    ];
    let mut causes: Vec<Cause> = Vec::new();
    for (cause, _) in rules.into_iter().filter(|(_, holds)| *holds) {
        // That it was done, or was not, goes without saying beside a better reason.
        let plain = matches!(cause, Cause::C01 | Cause::C02) && !causes.is_empty();
        if !plain && !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

fn judge_line(case: &Case, line: &PlanLine, verdicts: &mut [Verdict]) {
    let first = line.visits.first().copied();
    let id = first.map(|at| verdicts[at].inspection_id.clone());
    let verdict = &mut verdicts[line.plan];
    if line.planned_visits == 0 && line.visits.is_empty() {
        verdict.outcome = Some(Outcome::PlanOnly);
        verdict.cause = (line.cause == Cause::C05).then_some(Cause::C05);
        verdict.detail = Text::new("未抽中,不要求检查", "not drawn, no visit required");
        return;
    }
    verdict.counted = true;
    verdict.cause = Some(line.cause);
    verdict.secondary.clone_from(&line.also);
    verdict.partner = first;
    let days: Vec<String> = line
        .visits
        .iter()
        .filter_map(|at| case.event(*at).start)
        .map(|day| day.to_string())
        .collect();
    let (planned, done, days) = (line.planned_visits, line.visits.len(), days.join("、"));
    verdict.detail = Text::new(
        format!("计划{planned}次,完成{done}次 {days}").trim_end(),
        format!("planned {planned}, done {done} {days}").trim_end(),
    );
    match id {
        Some(id) => {
            verdict.inspection_id = id;
            verdict.outcome = Some(Outcome::Linked);
        }
        None => verdict.outcome = Some(Outcome::PlanOnly),
    }
}
