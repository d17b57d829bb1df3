//! The three-way match's third side: which visits fulfil which planned enterprise.

use super::case::Case;
use crate::model::{
    Cause, EventIx, InspectionEvent, Outcome, PlanLine, PlanReview, Route, Source, Text, Verdict,
};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// Matches plan lines with planned visits, and writes the verdicts of the plan's rows.
pub fn review_plan(case: &Case, verdicts: &mut [Verdict]) -> PlanReview {
    let mut lines_of_firm: BTreeMap<u32, Vec<EventIx>> = BTreeMap::new();
    for (at, event) in case.understood.events.iter().enumerate() {
        if event.source == Source::Plan {
            lines_of_firm
                .entry(event.enterprise.unwrap_or(u32::MAX))
                .or_default()
                .push(at);
        }
    }
    if lines_of_firm.is_empty() {
        return PlanReview::default();
    }
    let enterprises = lines_of_firm.len() as u64;
    let mut lines: Vec<PlanLine> = lines_of_firm
        .into_iter()
        .flat_map(|(firm, plans)| fulfil(case, firm, plans))
        .collect();
    lines.sort_by_key(|line| line.plan);
    for line in &lines {
        judge_line(case, line, verdicts);
    }
    let visits = lines
        .iter()
        .map(|line| u64::from(line.planned_visits))
        .sum();
    let done = lines
        .iter()
        .map(|line| u64::from(line.planned_visits).min(line_done(line)))
        .sum();
    PlanReview {
        lines,
        enterprises: Some(enterprises),
        visits: Some(visits),
        done: Some(done),
    }
}

fn line_done(line: &PlanLine) -> u64 {
    match line.cause {
        Cause::C05 => u64::from(line.planned_visits),
        _ => line.visits.len() as u64,
    }
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
fn fulfil(case: &Case, firm: u32, plans: Vec<EventIx>) -> Vec<PlanLine> {
    let mut free: Vec<EventIx> = case
        .visits_of_firm
        .get(&firm)
        .into_iter()
        .flatten()
        .copied()
        .filter(|at| {
            let visit = case.event(*at);
            let planned = visit.route.is_planned() || visit.route == Route::Unknown;
            let stands = !visit.outside_period && visit.replaced_by.is_none();
            planned && stands && visit.part_of.is_none() && !visit.reinspection
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
            cause: Cause::C02,
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
        line.cause = plan_cause(case, line, lists.len() > 1, shared);
        let unfulfilled = line.planned_visits > 0 && line.visits.is_empty();
        if line.cause == Cause::C05 && unfulfilled {
            line.visits.extend(shared);
        }
    }
    lines
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

fn plan_cause(case: &Case, line: &PlanLine, two_lists: bool, shared: Option<EventIx>) -> Cause {
    let plan = case.event(line.plan);
    let firm = plan
        .enterprise
        .and_then(|firm| case.understood.firms.get(firm as usize));
    let has_roster = case.understood.firms.iter().any(|firm| firm.in_roster);
    let closed = firm.is_some_and(|firm| {
        ["注销", "吊销", "停产", "停业", "关闭"]
            .iter()
            .any(|word| firm.status.contains(word))
    });
    let short = line.visits.len() < line.planned_visits as usize;
    let outside = line
        .visits
        .iter()
        .any(|at| !in_months(case.event(*at), plan));
    match () {
        () if short && closed => Cause::C04,
        () if short && two_lists && shared.is_some() && line.visits.is_empty() => Cause::C05,
        () if short => Cause::C02,
        () if two_lists => Cause::C05,
        () if has_roster && firm.is_some_and(|firm| !firm.in_roster) => Cause::C08,
        () if line.visits.len() > line.planned_visits as usize => Cause::C07,
        () if outside => Cause::C03,
        () => Cause::C01,
    }
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
