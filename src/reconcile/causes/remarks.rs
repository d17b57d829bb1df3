//! What is odd about an inspection and its code, without changing any count.

use super::{Facts, Reason, Test, plain, test_of};
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
    (apart > 0 && tells_a_day(case, code)).then(|| vec![("days", plain(apart))])
}

/// Whether a code tells of a day of its visit, and not only when it was applied for.
fn tells_a_day(case: &Case, code: &InspectionEvent) -> bool {
    let record = &case.understood.records[code.record];
    code.applied_at.map(|at| at.date()) != code.start
        || record.start.is_some()
        || code.planned.is_some()
        || code.scanned_at.is_some()
        || record.completed_at.is_some()
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
