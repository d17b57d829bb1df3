//! Side B: a code without a counted inspection. What the record itself says comes before what is
//! concluded from the missing document.

use super::case::Case;
use super::inspection_causes::{Reason, other_activity, other_body};
use crate::ground::fold::is_placeholder;
use crate::model::{Cause, CodeState, EventIx, InspectionEvent, Text};
use chrono::Datelike;

type Rule = fn(&Case, EventIx, &InspectionEvent) -> Option<Reason>;

const RULES: [Rule; 7] = [
    cancelled,
    another_bodys,
    not_an_inspection,
    other_year,
    not_carried_out,
    document_missing,
    unexplained,
];

/// Every cause that holds for a code without a counted inspection; B99 always does.
pub fn code_reasons(case: &Case, at: EventIx) -> Vec<Reason> {
    let event = case.event(at);
    RULES
        .iter()
        .filter_map(|rule| rule(case, at, event))
        .collect()
}

fn cancelled(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let is_void = matches!(
        event.code_state,
        CodeState::Cancelled | CodeState::Expired | CodeState::Test | CodeState::Returned
    );
    let state = event.code_state.words();
    let text = Text::new(format!("状态:{}", state.zh), format!("state: {}", state.en));
    is_void.then_some((Cause::B01, text))
}

fn another_bodys(case: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    other_body(case, event).map(|text| (Cause::B07, text))
}

fn not_an_inspection(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    other_activity(event).map(|text| (Cause::B04, text))
}

/// The code's own document number, or the inspection it is linked to, is of another year.
fn other_year(case: &Case, at: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let linked = case
        .link_of
        .get(&at)
        .map(|link| case.event(link.inspection));
    if let Some(visit) = linked.filter(|visit| visit.outside_period) {
        let day = visit.start.map(|day| day.to_string()).unwrap_or_default();
        let text = Text::new(
            format!("对应检查日期为{day}"),
            format!("its visit is of {day}"),
        );
        return Some((Cause::B06, text));
    }
    let (from, to) = case.understood.period?;
    let whole_years = from.ordinal() == 1 && to.month() == 12 && to.day() == 31;
    let number = event.document_numbers.iter().find(|no| {
        let year = i32::from(no.year);
        year != 0 && !(from.year()..=to.year()).contains(&year)
    })?;
    whole_years.then(|| {
        let number = number.normal();
        (
            Cause::B06,
            Text::new(
                format!("文书号{number}属其他年度"),
                format!("document {number}, other year"),
            ),
        )
    })
}

fn not_carried_out(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let done = matches!(event.code_state, CodeState::Completed | CodeState::Scanned)
        || (event.code_state == CodeState::Unknown && event.scanned_at.is_some());
    (!done).then(|| {
        (
            Cause::B02,
            Text::new(
                "码未扫或未完成,窗口期内无检查文书",
                "not scanned or completed, no document",
            ),
        )
    })
}

fn document_missing(_: &Case, _: EventIx, event: &InspectionEvent) -> Option<Reason> {
    let rated = !is_placeholder(&event.rating) && !event.rating.contains('未');
    (event.code_state == CodeState::Completed && rated).then(|| {
        let rating = &event.rating;
        (
            Cause::B05,
            Text::new(
                format!("已完成,企业评价“{rating}”,无检查文书"),
                format!("completed and rated “{rating}”, no document"),
            ),
        )
    })
}

fn unexplained(_: &Case, _: EventIx, _: &InspectionEvent) -> Option<Reason> {
    Some((
        Cause::B99,
        Text::new("没有对应的检查记录", "no inspection corresponds"),
    ))
}
