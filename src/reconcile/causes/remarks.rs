//! What is odd about an inspection and its code, without changing any count.

use super::{Facts, Reason, Test, plain, test_of};
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{CAUSES, InspectionEvent, Link};
use crate::reconcile::case::Case;

/// The first remark of the table that holds for a link.
pub fn remark_on_link(case: &Case, link: &Link) -> Option<Reason> {
    CAUSES.iter().find_map(|entry| match test_of(entry.cause) {
        Test::Linked(test) => Some((entry.cause, entry.evidence(&test(case, link)?))),
        _ => None,
    })
}

pub fn other_identity(case: &Case, link: &Link) -> Option<Facts> {
    let grade = |comparison| link.comparison.grade(comparison);
    let is_other = matches!(grade("code"), 2 | 3 | 5)
        || matches!(grade("name"), 2 | 6 | 8)
        || grade("code") == 0 && matches!(grade("name"), 3 | 4 | 7);
    is_other.then(|| vec![("name", plain(&case.event(link.code).name))])
}

pub fn other_day(case: &Case, link: &Link) -> Option<Facts> {
    let (visit, code) = (case.event(link.inspection), case.event(link.code));
    let apart = visit.days_apart(code)?;
    (apart > 0 && tells_a_day(case, visit, code, apart)).then(|| vec![("days", plain(apart))])
}

/// So many days after the visit a code that states no day may still be one of another day.
const SLIP_DAYS_MAX: i64 = 3;

/// Whether a code tells of a day of its visit, and not only when it was applied for. One that was
/// applied for and scanned once the visit was over came late: it says so, or the visit is long
/// past.
fn tells_a_day(case: &Case, visit: &InspectionEvent, code: &InspectionEvent, apart: i64) -> bool {
    let record = &case.understood.records[code.record];
    let applied = code.applied_at.map(|at| at.date());
    let over = visit.end.or(visit.start);
    let after = applied
        .zip(over)
        .is_some_and(|(applied, over)| applied > over);
    let late = after && (apart > SLIP_DAYS_MAX || says_made_up(&code.exemption));
    record.start.is_some()
        || code.planned.is_some()
        || record.completed_at.is_some()
        || !late && (applied != code.start || code.scanned_at.is_some())
}

/// Whether a code's own words, a reason or a tick, are that it was entered after the fact.
fn says_made_up(text: &str) -> bool {
    let no = ["否", "无", "不", "N", "NO", "FALSE", "F", "未补录", "正常"];
    !is_placeholder(text) && !no.contains(&fold_key(text).as_str())
}

pub fn late(case: &Case, link: &Link) -> Option<Facts> {
    let days = days_late(case, link)?;
    is_in_time(case, link, days).then(|| vec![("days", plain(days))])
}

pub fn too_late(case: &Case, link: &Link) -> Option<Facts> {
    let days = days_late(case, link)?;
    (!is_in_time(case, link, days)).then(|| vec![("days", plain(days))])
}

/// Days from the visit's end to the application, where that came after it.
fn days_late(case: &Case, link: &Link) -> Option<i64> {
    let visit = case.event(link.inspection);
    let applied = case.event(link.code).applied_at?;
    let days = (applied.date() - visit.end.or(visit.start)?).num_days();
    (days > 0).then_some(days)
}

/// Where no deadline is set, every code is in time.
fn is_in_time(case: &Case, link: &Link, days: i64) -> bool {
    let exemption = &case.event(link.inspection).exemption;
    let makeup = case.settings.platform.makeup(exemption);
    makeup.allows(days).unwrap_or(true)
}

pub fn borrowed_number(case: &Case, link: &Link) -> Option<Facts> {
    case.borrowed_numbers
        .contains(&link.inspection)
        .then(Vec::new)
}
