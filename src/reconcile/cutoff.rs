//! Cut-off: visits and codes on the two sides of New Year. Nothing outside the period is counted;
//! an event inside it whose counterpart lies outside says so, with the counterpart as its evidence.

use super::case::Case;
use crate::model::{Cause, EventIx, InspectionEvent, Outcome, Source, Text, Verdict};

/// Rewrites the verdicts of pairs that the period's edge parts.
pub fn settle(case: &Case, verdicts: &mut [Verdict]) {
    for at in 0..verdicts.len() {
        let Some(other) = across(case, &verdicts[at]) else {
            continue;
        };
        match case.event(at).source {
            Source::Safety => match code_within(case, verdicts, at) {
                Some(code) => take_code(case, verdicts, at, code),
                None => code_outside(case, &mut verdicts[at], other),
            },
            _ => visit_outside(case, &mut verdicts[at], other),
        }
    }
    follow_whole(case, verdicts);
}

/// The counterpart outside the period of a counted event that stands alone.
pub fn across(case: &Case, verdict: &Verdict) -> Option<EventIx> {
    let alone = matches!(
        verdict.outcome,
        Some(Outcome::SafetyOnly | Outcome::PlatformOnly)
    );
    let link = case.counted_link(verdict.event)?;
    let other = match case.event(verdict.event).source {
        Source::Safety => link.code,
        _ => link.inspection,
    };
    (alone && verdict.counted && case.event(other).outside_period).then_some(other)
}

/// A second code of the visit that lies in the period: it is the one that counts.
fn code_within(case: &Case, verdicts: &[Verdict], visit: EventIx) -> Option<EventIx> {
    let mut links = case.links.links.iter();
    let found = links.find(|link| {
        link.inspection == visit
            && link.surplus
            && verdicts[link.code].outcome == Some(Outcome::Linked)
    });
    found.map(|link| link.code)
}

fn take_code(case: &Case, verdicts: &mut [Verdict], visit: EventIx, code: EventIx) {
    let (id, number) = (&case.event(visit).id, &case.event(code).code_id);
    verdicts[code].cause = None;
    verdicts[code].detail = Text::new(
        format!("与检查{id}为同一次检查,另一个码在核对期间之外"),
        format!("same visit as {id}, whose other code lies outside the period"),
    );
    let verdict = &mut verdicts[visit];
    verdict.outcome = Some(Outcome::Linked);
    verdict.cause = None;
    verdict.partner = Some(code);
    verdict.detail = Text::new(
        format!("与检查码{number}为同一次检查,另一个码在核对期间之外"),
        format!("same visit as code {number}; its other code lies outside the period"),
    );
}

/// Late by its application, else dated differently.
fn code_outside(case: &Case, verdict: &mut Verdict, other: EventIx) {
    let (visit, code) = (case.event(verdict.event), case.event(other));
    let late = visit
        .end
        .or(visit.start)
        .zip(code.applied_at)
        .map(|(end, applied)| (applied.date() - end).num_days());
    let makeup = case.settings.platform.makeup(&visit.exemption);
    let cause = match late.filter(|late| *late > 0) {
        Some(late) if makeup.allows(late) == Some(false) => Cause::A12,
        Some(_) => Cause::A11,
        None => Cause::A08,
    };
    let (edge, day) = (edge(case, code), day(code));
    let (zh, en) = match late.filter(|late| *late > 0) {
        Some(late) => (
            format!(",检查后{late}日申请"),
            format!(", applied for {late} days after the visit"),
        ),
        None => (String::new(), String::new()),
    };
    verdict.cause = Some(cause);
    verdict.detail = Text::new(
        format!(
            "检查码{}日期为{day},在核对期间{}{zh}",
            code.code_id, edge.zh
        ),
        format!(
            "its code {} is of {day}, {} the period{en}",
            code.code_id, edge.en
        ),
    );
}

fn visit_outside(case: &Case, verdict: &mut Verdict, other: EventIx) {
    let visit = case.event(other);
    let record = case.understood.records[visit.record].record_number.as_ref();
    let number = record.map_or(visit.id.as_str(), |number| number.value.as_str());
    let (edge, day) = (edge(case, visit), day(visit));
    let told = Text::new(
        format!("对应检查{number}日期为{day},在核对期间{}", edge.zh),
        format!("its visit {number} is of {day}, {} the period", edge.en),
    );
    if verdict.cause == Some(Cause::B06) {
        verdict.detail = told;
    }
}

/// Further records of one visit say what the first one says.
fn follow_whole(case: &Case, verdicts: &mut [Verdict]) {
    for at in 0..verdicts.len() {
        let Some(whole) = case.event(at).part_of else {
            continue;
        };
        let parted = case
            .link_of
            .get(whole)
            .is_some_and(|link| case.event(link.code).outside_period);
        if !parted || !verdicts[at].counted || !verdicts[whole].counted {
            continue;
        }
        let first = verdicts[whole].clone();
        let part = &mut verdicts[at];
        part.outcome = first.outcome;
        part.partner = first.partner;
        match first.outcome {
            Some(Outcome::SafetyOnly) => {
                part.cause = first.cause;
                part.secondary = vec![Cause::D03];
            }
            _ => {
                part.cause = Some(Cause::D03);
                part.secondary.clear();
            }
        }
    }
}

/// What a statement's line adds to its cause where the counterpart lies across the period's edge.
pub fn label(case: &Case, verdict: &Verdict) -> Option<Text> {
    if let Some(other) = across(case, verdict) {
        let other = case.event(other);
        let edge = edge(case, other);
        return Some(match other.source {
            Source::Safety => Text::new(
                format!("跨期:检查在期{}", short(&edge)),
                format!("cut-off: the visit lies {} the period", edge.en),
            ),
            _ => Text::new(
                format!("跨期:检查码在期{}", short(&edge)),
                format!("cut-off: the code lies {} the period", edge.en),
            ),
        });
    }
    (verdict.cause == Some(Cause::B06))
        .then(|| Text::new("跨期:按文书号", "cut-off: by the document's number"))
}

fn short(edge: &Text) -> &'static str {
    match edge.en.as_str() {
        "after" => "后",
        _ => "前",
    }
}

/// On which side of the period an event outside it lies.
fn edge(case: &Case, event: &InspectionEvent) -> Text {
    let after = case
        .understood
        .period
        .zip(event.start)
        .is_some_and(|((_, to), day)| day > to);
    match after {
        true => Text::new("之后", "after"),
        false => Text::new("之前", "before"),
    }
}

fn day(event: &InspectionEvent) -> String {
    event.start.map(|day| day.to_string()).unwrap_or_default()
}
