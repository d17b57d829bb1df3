//! A roster's 登记日期 is the day on which an enterprise was registered; the same word heads the days
//! of visits. What else the table holds tells which.

use super::assign::Assignment;
use super::evidence::Why;
use super::profile::Profile;
use super::values::profile_of;
use crate::model::{Basis, FieldName, FieldSpan};
use chrono::Datelike;

/// Dates of visits lie within fewer years.
const YEARS_MIN: i32 = 5;

/// What a visit leaves behind it, and a roster does not have.
const VISITED: [FieldName; 19] = [
    FieldName::Officers,
    FieldName::Route,
    FieldName::Result,
    FieldName::Content,
    FieldName::Hazards,
    FieldName::DocumentNumber,
    FieldName::DocumentKind,
    FieldName::RecordNumber,
    FieldName::Item,
    FieldName::Activity,
    FieldName::Reason,
    FieldName::Reinspection,
    FieldName::FineAmount,
    FieldName::CodeId,
    FieldName::ScannedAt,
    FieldName::AppliedAt,
    FieldName::DatePlanned,
    FieldName::PlanCount,
    FieldName::DateEnd,
];

/// What a roster says of an enterprise and a register of visits seldom does; after the fourth, what
/// either may say.
const LISTED: [FieldName; 8] = [
    FieldName::LegalPerson,
    FieldName::EnterpriseStatus,
    FieldName::RegistrationNumber,
    FieldName::Address,
    FieldName::EnterpriseCategory,
    FieldName::CreditCode,
    FieldName::Industry,
    FieldName::Telephone,
];

/// Turns the start of visits into the day of registration where the header may say so, or the days
/// spread over more years than anybody reconciles, beside what a roster holds and without what a
/// visit leaves.
pub fn settle(made: &mut Assignment, profiles: &[Profile]) {
    let Some(column) = made.column_of(FieldName::DateStart) else {
        return;
    };
    let has = |field: &FieldName| made.has(*field);
    if made.has(FieldName::RegisteredAt) || VISITED.iter().any(has) {
        return;
    }
    let word = made.why.get(&column).map_or("", |why| why.word.as_str());
    let named = matches!(word, "登记日期" | "登记时间");
    let profile = profile_of(profiles, column);
    let years = || profile.instants.iter().flatten().map(Datelike::year);
    let spread = years().max().unwrap_or(0) - years().min().unwrap_or(0) >= YEARS_MIN;
    let is_roster = match named {
        true => LISTED.iter().any(has),
        false => spread && LISTED[..4].iter().any(has),
    };
    if !is_roster {
        return;
    }
    let why = Why::new(
        Basis::Neighbours,
        "与企业信息并列、没有检查的任何痕迹的日期,读作登记日期",
        "a date beside what is said of the enterprise and without any trace of a visit",
    );
    made.fields.retain(|span| span.column != column);
    let field = FieldName::RegisteredAt;
    made.fields.push(FieldSpan { field, column });
    made.why.insert(column, why);
}
