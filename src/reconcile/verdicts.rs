//! One verdict for every event.

use super::batches::{Batch, lost_batches};
use super::case::Case;
use super::code_causes::code_reasons;
use super::inspection_causes::{Reason, inspection_reasons};
use crate::model::{
    Cause, Decision, EventIx, InspectionEvent, Link, Outcome, Source, Text, Verdict,
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
            _ => {}
        }
    }
    judge_parts(case, &mut verdicts);
    (verdicts, batches)
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
        .map(|at| (at, inspection_reasons(case, at)))
        .collect()
}

/// Visits that had a code or could have had one: the ground on which lost batches are looked for.
fn codable(case: &Case, reasons: &BTreeMap<EventIx, Vec<Reason>>) -> Vec<(EventIx, bool)> {
    let coded = case
        .link_of
        .iter()
        .filter(|(at, link)| link.inspection == **at && !case.event(**at).outside_period)
        .map(|(at, _)| (*at, true));
    let bare = reasons
        .iter()
        .filter(|(_, found)| found.is_empty())
        .map(|(at, _)| (*at, false));
    let mut visits: Vec<(EventIx, bool)> = coded.chain(bare).collect();
    visits.sort_unstable();
    visits
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
        verdict.detail = Text::new("作废后已重做,不计次", "voided and redone, not counted");
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
        Some(link) if link.decision == Decision::Link => linked_visit(case, event, link, verdict),
        Some(link) => under_review(link, verdict),
        None => {
            verdict.outcome = Some(Outcome::SafetyOnly);
            verdict.nearest = case.nearest_of.get(&at).map(|link| link.code);
            let mut found = reasons.get(&at).cloned().unwrap_or_default();
            if let Some(batch) = batch_of.get(&at) {
                found.push((batch.cause, batch.evidence.clone()));
            }
            found.push((Cause::A99, without_code(case, at)));
            take_reasons(found, verdict);
            let candidate = case.unusable_of.get(&at);
            verdict.partner = candidate.map(|link| link.code);
        }
    }
}

fn take_reasons(found: Vec<Reason>, verdict: &mut Verdict) {
    let mut found = found.into_iter();
    if let Some((cause, detail)) = found.next() {
        verdict.cause = Some(cause);
        verdict.detail = detail;
    }
    verdict.secondary = found
        .map(|(cause, _)| cause)
        .filter(|cause| !matches!(cause, Cause::A99 | Cause::B99))
        .collect();
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

fn linked_visit(case: &Case, event: &InspectionEvent, link: &Link, verdict: &mut Verdict) {
    let code = case.event(link.code);
    let remark = remark_on_link(case, event, code, link).or_else(|| borrowed_number(case, link));
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
    verdict.detail = Text::new(
        format!(
            "与检查码{}为同一次检查,概率{:.4}",
            code.code_id, link.probability
        ),
        format!(
            "same visit as code {}, probability {:.4}",
            code.code_id, link.probability
        ),
    );
    if let Some((cause, detail)) = remark {
        verdict.cause = Some(cause);
        verdict.detail = detail;
    }
}

/// What is odd about a link, without changing any count.
fn remark_on_link(
    case: &Case,
    visit: &InspectionEvent,
    code: &InspectionEvent,
    link: &Link,
) -> Option<Reason> {
    let firm = link
        .comparison
        .evidence
        .iter()
        .find(|e| e.comparison == "enterprise");
    let other_identity = firm.is_some_and(|e| !matches!(e.grade, 0 | 1 | 3 | 5));
    if other_identity {
        let zh = format!("码登记为“{}”", code.name);
        return Some((
            Cause::A07,
            Text::new(zh, format!("the code names “{}”", code.name)),
        ));
    }
    if let Some(apart) = visit.days_apart(code).filter(|days| *days > 0) {
        return Some((
            Cause::A08,
            Text::new(
                format!("码的日期与检查日期相差{apart}日"),
                format!("the code's date is {apart} days from the visit's"),
            ),
        ));
    }
    if let (Some(end), Some(applied)) = (visit.end.or(visit.start), code.applied_at) {
        let late = (applied.date() - end).num_days();
        if late > 0 {
            let within = case.terms.deadline_days.is_none_or(|days| late <= days);
            let cause = if within { Cause::A11 } else { Cause::A12 };
            return Some((
                cause,
                Text::new(
                    format!("检查后{late}日补申请检查码"),
                    format!("the code was applied for {late} days after the visit"),
                ),
            ));
        }
    }
    None
}

fn borrowed_number(case: &Case, link: &Link) -> Option<Reason> {
    case.borrowed_numbers.contains(&link.inspection).then(|| {
        let text = Text::new(
            "文书号与另一企业的记录相同",
            "bears the document number of another enterprise's record",
        );
        (Cause::D02, text)
    })
}

/// The nearest candidate and what broke it.
fn without_code(case: &Case, at: EventIx) -> Text {
    let Some(link) = case.nearest_of.get(&at) else {
        return Text::new(
            "平台上没有该企业的相近赋码",
            "the platform holds no code near it",
        );
    };
    let other = if link.inspection == at {
        link.code
    } else {
        link.inspection
    };
    let worst = link
        .comparison
        .evidence
        .iter()
        .min_by(|a, b| a.weight.total_cmp(&b.weight));
    let (zh, en) = worst
        .map(|evidence| (evidence.level.zh.clone(), evidence.level.en.clone()))
        .unwrap_or_default();
    let candidate = case.event(other);
    let day = candidate
        .start
        .map(|day| day.to_string())
        .unwrap_or_default();
    Text::new(
        format!("最近的候选为{} {day},不成立因为{zh}", candidate.id),
        format!(
            "nearest candidate {} of {day}, broken by: {en}",
            candidate.id
        ),
    )
}

fn judge_code(case: &Case, at: EventIx, verdict: &mut Verdict) {
    let event = case.event(at);
    let link = case.counted_link(at);
    let unusable = case.unusable_of.get(&at).copied();
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
            verdict.outcome = Some(Outcome::Linked);
            let visit = &case.event(link.inspection).id;
            if link.surplus {
                verdict.cause = Some(Cause::B03);
                verdict.detail = Text::new(
                    format!("检查{visit}已有检查码,此为重复赋码"),
                    format!("visit {visit} has a code already; this is a second one"),
                );
            } else {
                verdict.detail = Text::new(
                    format!("与检查{visit}为同一次检查,概率{:.4}", link.probability),
                    format!("same visit as {visit}, probability {:.4}", link.probability),
                );
            }
        }
        _ => {
            verdict.outcome = Some(Outcome::PlatformOnly);
            verdict.nearest = case.nearest_of.get(&at).map(|link| link.inspection);
            let mut found = code_reasons(case, at);
            if let Some(last) = found.last_mut().filter(|(cause, _)| *cause == Cause::B99) {
                last.1 = without_visit(case, at);
            }
            let pending = unusable.is_some() && case.is_pending(at);
            if pending {
                found.insert(0, (Cause::B01, Text::new("申请未获通过", "never issued")));
            }
            take_reasons(found, verdict);
        }
    }
}

fn without_visit(case: &Case, at: EventIx) -> Text {
    let text = without_code(case, at);
    match case.nearest_of.contains_key(&at) {
        true => text,
        false => Text::new("执法系统中没有该企业的相近检查", "no inspection near it"),
    }
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
        verdict.detail = Text::new(
            format!("与{}为同一次检查的另一条记录", case.event(first).id),
            format!("another record of the visit {}", case.event(first).id),
        );
        if whole.outcome == Some(Outcome::SafetyOnly) {
            verdict.cause = whole.cause;
            verdict.secondary = vec![Cause::D03];
        } else {
            verdict.cause = Some(Cause::D03);
        }
    }
}
