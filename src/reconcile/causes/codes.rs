//! Side B: tests of a code without a counted inspection.

use super::Facts;
use super::excuses::{document_elsewhere, says_not_done};
use super::visits::{other_activity, other_body, remarks_of};
use crate::ground::fold::is_placeholder;
use crate::model::{CodeState, EventIx, InspectionEvent, Text};
use crate::reconcile::case::Case;
use chrono::Datelike;

/// A code must lie this many days outside the safety system's export: that its first and last visit
/// are the year's is not known to the day.
const BEYOND_EXPORT_DAYS: i64 = 14;

pub fn cancelled(case: &Case, at: EventIx) -> Option<Facts> {
    let state = case.event(at).code_state;
    let is_void = matches!(
        state,
        CodeState::Cancelled | CodeState::Expired | CodeState::Test | CodeState::Returned
    );
    // Still pending, and the visit took place: the application never became a code.
    let never_issued = state == CodeState::Pending && case.unusable_of.has(at);
    (is_void || never_issued).then(|| vec![("state", state.words())])
}

pub fn another_bodys(case: &Case, at: EventIx) -> Option<Facts> {
    other_body(case, case.event(at))
}

pub fn not_an_inspection(case: &Case, at: EventIx) -> Option<Facts> {
    other_activity(case, case.event(at))
}

/// The inspection it is linked to, or else its own document number, is of another year.
pub fn other_year(case: &Case, at: EventIx) -> Option<Facts> {
    let linked = case.link_of.get(at);
    let visit = linked.map(|link| case.event(link.inspection));
    if let Some(visit) = visit.filter(|visit| visit.outside_period) {
        let day = visit.start.map(|day| day.to_string()).unwrap_or_default();
        let other = Text::new(
            format!("对应检查日期为{day}"),
            format!("its visit is of {day}"),
        );
        return Some(vec![("other", other)]);
    }
    let (from, to) = case.understood.period?;
    let whole_years = from.ordinal() == 1 && to.month() == 12 && to.day() == 31;
    let is_other = |year: i32| year != 0 && !(from.year()..=to.year()).contains(&year);
    let numbers = &case.event(at).document_numbers;
    let number = numbers.iter().find(|no| is_other(i32::from(no.year)))?;
    whole_years.then(|| {
        let number = number.normal();
        let other = Text::new(
            format!("文书号{number}属其他年度"),
            format!("document {number}, other year"),
        );
        vec![("other", other)]
    })
}

/// Whether the code was used: scanned or finished.
fn is_used(event: &InspectionEvent) -> bool {
    let unknown = event.code_state == CodeState::Unknown;
    matches!(event.code_state, CodeState::Completed | CodeState::Scanned)
        || (unknown && event.scanned_at.is_some())
}

pub fn not_carried_out(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let state = event.code_state;
    let open = state.is_usable() || state == CodeState::Pending;
    let said = || remarks_of(case, event).any(says_not_done);
    (open && (!is_used(event) || said())).then(Vec::new)
}

pub fn document_missing(case: &Case, at: EventIx) -> Option<Facts> {
    let event = case.event(at);
    let rating = &event.rating;
    let rated = !is_placeholder(rating) && !rating.contains('未') && !rating.contains('待');
    let visited = matches!(event.code_state, CodeState::Completed | CodeState::Scanned);
    if visited && rated {
        let state = Text::new(
            format!("{},企业评价“{rating}”", event.code_state.words().zh),
            format!("{} and rated “{rating}”", event.code_state.words().en),
        );
        return Some(vec![("state", state)]);
    }
    if let Some(said) = remarks_of(case, event).find(|text| document_elsewhere(text)) {
        let state = Text::new(format!("登记:{said}"), format!("recorded: {said}"));
        return Some(vec![("state", state)]);
    }
    let (first, last) = case.reach.safety.well_covered()?;
    let day = event.start?;
    let apart = (first - day).num_days().max((day - last).num_days());
    (apart > BEYOND_EXPORT_DAYS).then(|| {
        let state = Text::new(
            format!("码的日期{day}在执法系统导出的日期({first}至{last})之外"),
            format!("dated {day}, outside the safety export's dates ({first} to {last})"),
        );
        vec![("state", state)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    #[test]
    fn a_code_without_a_state_is_used_where_it_was_scanned() {
        let mut code = InspectionEvent::bare(Source::Platform, "P".into(), 0);
        assert!(!is_used(&code));
        code.scanned_at = "2025-07-01T09:00:00".parse().ok();
        assert!(is_used(&code));
    }
}
