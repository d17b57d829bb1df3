//! One verdict for every event.

use super::batches::{Batch, lost_batches};
use super::case::Case;
use super::causes::{Reason, evidence, lone_reasons, remark_on_link};
use super::near_miss::near_miss;
use super::scans::Scans;
use crate::model::{
    Cause, CauseSide, Decision, EventIx, Link, NearMiss, Outcome, Source, Text, Verdict,
};
use std::collections::{BTreeMap, HashMap};

/// Verdicts by event, and the batches that some of them rest on.
pub fn verdicts(case: &Case) -> (Vec<Verdict>, Vec<Batch>) {
    let reasons = reasons_of_uncoded(case);
    let batches = lost_batches(case, &codable(case, &reasons));
    let mut batch_of: HashMap<EventIx, &Batch> = HashMap::new();
    for batch in &batches {
        batch_of.extend(batch.visits.iter().map(|at| (*at, batch)));
    }
    let mut verdicts: Vec<Verdict> = (0..case.understood.events.len())
        .map(|at| blank(case, at))
        .collect();
    for (at, verdict) in verdicts.iter_mut().enumerate() {
        match case.event(at).source {
            Source::Safety => judge_inspection(case, at, &reasons, &batch_of, verdict),
            Source::Platform => judge_code(case, at, verdict),
            Source::OtherPlatform => verdict.detail = not_counted(),
            _ => {}
        }
    }
    let scans = Scans::of(case, &verdicts);
    for (at, verdict) in verdicts.iter_mut().enumerate() {
        if verdict.cause == Some(Cause::B99) {
            tell_scans(&scans, at, verdict);
        }
    }
    judge_parts(case, &mut verdicts);
    (verdicts, batches)
}

fn not_counted() -> Text {
    Text::new(
        "其他平台的码,不计次,只用于说明检查已在该平台赋码(A09)",
        "a further platform's code: counted nowhere, it tells of visits coded there (A09)",
    )
}

/// What its company says against a possible false scan, before its nearest candidate.
fn tell_scans(scans: &Scans, at: EventIx, verdict: &mut Verdict) {
    if let Some(against) = scans.against(at) {
        let detail = &verdict.detail;
        verdict.detail = Text::new(
            format!("{};{}", against.zh, detail.zh),
            format!("{}; {}", against.en, detail.en),
        );
    }
}

fn blank(case: &Case, at: EventIx) -> Verdict {
    Verdict {
        event: at,
        inspection_id: case.event(at).id.clone(),
        outcome: None,
        cause: None,
        secondary: Vec::new(),
        probability: None,
        counted: false,
        detail: Text::default(),
        partner: None,
        nearest: None,
        near_miss: None,
    }
}

/// Counted inspections without a link of any kind, and every cause that holds for them.
fn reasons_of_uncoded(case: &Case) -> BTreeMap<EventIx, Vec<Reason>> {
    (0..case.understood.events.len())
        .filter(|at| {
            let event = case.event(*at);
            event.source == Source::Safety
                && !event.outside_period
                && event.replaced_by.is_none()
                && event.part_of.is_none()
                && case.counted_link(*at).is_none()
        })
        .map(|at| (at, lone_reasons(case, at, CauseSide::Inspection)))
        .collect()
}

/// Visits that had a code or could have had one: the ground on which lost batches are looked for.
fn codable(case: &Case, reasons: &BTreeMap<EventIx, Vec<Reason>>) -> Vec<(EventIx, bool)> {
    let coded = |at: EventIx| {
        let link = case.link_of.get(at);
        link.is_some_and(|link| link.inspection == at) && !case.event(at).outside_period
    };
    let bare = |at: EventIx| reasons.get(&at).is_some_and(Vec::is_empty);
    (0..case.understood.events.len())
        .filter(|at| coded(*at) || bare(*at))
        .map(|at| (at, coded(at)))
        .collect()
}

fn judge_inspection(
    case: &Case,
    at: EventIx,
    reasons: &BTreeMap<EventIx, Vec<Reason>>,
    batch_of: &HashMap<EventIx, &Batch>,
    verdict: &mut Verdict,
) {
    let event = case.event(at);
    if let Some(redone) = event.replaced_by {
        verdict.outcome = Some(Outcome::Excluded);
        verdict.cause = Some(Cause::D05);
        verdict.inspection_id = case.event(redone).id.clone();
        verdict.detail = evidence(Cause::D05, Vec::new());
        return;
    }
    let link = case.counted_link(at);
    if let Some(link) = link {
        verdict.probability = Some(link.probability);
        verdict.partner = Some(link.code);
    }
    if event.outside_period {
        verdict.outcome = Some(Outcome::Excluded);
        verdict.detail = Text::new("检查日期不在核对期间", "dated outside the period");
        return;
    }
    verdict.counted = true;
    match link {
        Some(link) if link.decision == Decision::Link => linked_visit(case, link, verdict),
        Some(link) => under_review(link, verdict),
        None => {
            verdict.outcome = Some(Outcome::SafetyOnly);
            verdict.partner = case.unusable_of.get(at).map(|link| link.code);
            let mut found = reasons.get(&at).cloned().unwrap_or_default();
            if let Some(batch) = batch_of.get(&at) {
                found.push((batch.cause, batch.evidence.clone()));
            }
            stand_alone(case, at, found, Cause::A99, verdict);
        }
    }
}

/// A record without a partner: its first reason, the others, and its nearest candidate.
fn stand_alone(case: &Case, at: EventIx, found: Vec<Reason>, last: Cause, verdict: &mut Verdict) {
    let near = near_miss(case, at);
    let mut found = found.into_iter();
    let (cause, detail) = match found.next() {
        Some((cause, detail)) => (cause, with_nearest(detail, &near, verdict.partner)),
        None => (last, evidence(last, vec![("obstacle", near.told.clone())])),
    };
    verdict.cause = Some(cause);
    verdict.secondary = found.map(|(cause, _)| cause).collect();
    verdict.detail = with_others(detail, &verdict.secondary);
    verdict.nearest = near.event;
    verdict.near_miss = Some(near);
}

/// The nearest candidate beside the evidence, unless the evidence itself names the partner.
fn with_nearest(detail: Text, near: &NearMiss, partner: Option<EventIx>) -> Text {
    match near.event {
        Some(event) if Some(event) != partner => Text::new(
            format!("{};{}", detail.zh, near.told.zh),
            format!("{}; {}", detail.en, near.told.en),
        ),
        _ => detail,
    }
}

fn with_others(detail: Text, others: &[Cause]) -> Text {
    if others.is_empty() {
        return detail;
    }
    let codes: Vec<&str> = others.iter().map(|cause| cause.code()).collect();
    Text::new(
        format!("{}(另有{})", detail.zh, codes.join("、")),
        format!("{} (also {})", detail.en, codes.join(", ")),
    )
}

fn under_review(link: &Link, verdict: &mut Verdict) {
    verdict.outcome = Some(Outcome::Review);
    verdict.detail = Text::new(
        format!("可能为同一次检查,概率{:.2},待人工复核", link.probability),
        format!(
            "possibly the same visit, probability {:.2}, for review",
            link.probability
        ),
    );
}

fn linked_visit(case: &Case, link: &Link, verdict: &mut Verdict) {
    let code = case.event(link.code);
    let remark = remark_on_link(case, link);
    if code.outside_period {
        verdict.outcome = Some(Outcome::SafetyOnly);
        let cause = remark.as_ref().map(|(cause, _)| *cause);
        let late = cause.filter(|cause| matches!(cause, Cause::A11 | Cause::A12));
        verdict.cause = Some(late.unwrap_or(Cause::A12));
        verdict.detail = Text::new(
            "检查码日期不在核对期间",
            "its code is dated outside the period",
        );
        return;
    }
    verdict.outcome = Some(Outcome::Linked);
    let (id, probability) = (code.number(), link.probability);
    verdict.detail = Text::new(
        format!("与检查码{id}为同一次检查,概率{probability:.4}"),
        format!("same visit as code {id}, probability {probability:.4}"),
    );
    if let Some((cause, detail)) = remark {
        verdict.cause = Some(cause);
        verdict.detail = detail;
    }
}

fn judge_code(case: &Case, at: EventIx, verdict: &mut Verdict) {
    let event = case.event(at);
    let link = case.counted_link(at);
    let unusable = case.unusable_of.get(at);
    if let Some(link) = link {
        verdict.probability = Some(link.probability);
        verdict.partner = Some(link.inspection);
    }
    let claimed = link
        .filter(|link| link.decision == Decision::Link)
        .or(unusable);
    if let Some(link) = claimed {
        verdict.inspection_id = case.event(link.inspection).id.clone();
        verdict.partner = Some(link.inspection);
    }
    if event.outside_period {
        verdict.outcome = Some(Outcome::Excluded);
        verdict.detail = Text::new("赋码日期不在核对期间", "dated outside the period");
        return;
    }
    verdict.counted = true;
    match link {
        Some(link) if link.decision == Decision::PossibleLink => under_review(link, verdict),
        Some(link) if !case.event(link.inspection).outside_period => {
            linked_code(case, link, verdict)
        }
        _ => {
            verdict.outcome = Some(Outcome::PlatformOnly);
            let found = lone_reasons(case, at, CauseSide::Code);
            stand_alone(case, at, found, Cause::B99, verdict);
        }
    }
}

fn linked_code(case: &Case, link: &Link, verdict: &mut Verdict) {
    verdict.outcome = Some(Outcome::Linked);
    let visit = &case.event(link.inspection).id;
    if link.surplus {
        verdict.cause = Some(Cause::B03);
        let id = Text::new(visit.clone(), visit.clone());
        verdict.detail = evidence(Cause::B03, vec![("visit", id)]);
        return;
    }
    let probability = link.probability;
    verdict.detail = Text::new(
        format!("与检查{visit}为同一次检查,概率{probability:.4}"),
        format!("same visit as {visit}, probability {probability:.4}"),
    );
}

/// The second record of one visit follows the first.
fn judge_parts(case: &Case, verdicts: &mut [Verdict]) {
    for at in 0..verdicts.len() {
        let Some(first) = case.event(at).part_of else {
            continue;
        };
        let whole = verdicts[first].clone();
        if whole.counted != verdicts[at].counted {
            continue;
        }
        let verdict = &mut verdicts[at];
        verdict.inspection_id = whole.inspection_id;
        verdict.partner = whole.partner;
        verdict.probability = whole.probability;
        verdict.counted = whole.counted;
        verdict.outcome = whole.outcome;
        let id = &case.event(first).id;
        let id = Text::new(id.clone(), id.clone());
        verdict.detail = evidence(Cause::D03, vec![("first", id)]);
        if whole.outcome == Some(Outcome::SafetyOnly) {
            verdict.cause = whole.cause;
            verdict.secondary = vec![Cause::D03];
        } else {
            verdict.cause = Some(Cause::D03);
        }
    }
}
