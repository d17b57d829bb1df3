//! Whether a column's values can be a field's, and which field values name on their own.

use super::profile::Profile;
use super::shapes::Shape;
use super::values;
use crate::model::FieldName;

/// What the values say about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Plainly something else.
    No,
    /// They neither speak for it nor against it.
    Neutral,
    Yes,
}

/// Whether the values can be this field's. Fewer than two values say nothing.
pub fn fit(field: FieldName, profile: &Profile) -> Fit {
    use FieldName as F;
    if profile.filled < 2 {
        return Fit::Neutral;
    }
    match field {
        F::DateStart
        | F::DateEnd
        | F::AppliedAt
        | F::IssuedAt
        | F::ScannedAt
        | F::CompletedAt
        | F::RegisteredAt
        | F::DatePlanned => fit_of_dates(field, profile),
        F::CreditCode
        | F::RegistrationNumber
        | F::Enterprise
        | F::Officers
        | F::Officers2
        | F::RecordNumber
        | F::CodeId
        | F::PlanNumber
        | F::Sequence => fit_of_identity(field, profile),
        F::DocumentNumber | F::FollowsDocument => fit_of_document_numbers(field, profile),
        _ => fit_of_words(field, profile),
    }
}

fn yes_if(is: bool) -> Fit {
    if is { Fit::Yes } else { Fit::Neutral }
}

fn fit_of_dates(field: FieldName, profile: &Profile) -> Fit {
    use Shape as S;
    let dates = profile.share(S::Date);
    if field != FieldName::DatePlanned {
        return match () {
            _ if dates >= 0.5 => Fit::Yes,
            // Under a header of dates, 3.14 is the 14th of March.
            _ if profile.share(S::MonthDay) >= 0.9 => Fit::Neutral,
            _ if dates < 0.1 && !profile.sample_is_unreadable() => Fit::No,
            _ => Fit::Neutral,
        };
    }
    let others = [S::Firm, S::People, S::Code, S::DocumentNumber, S::Count];
    match () {
        _ if dates + profile.share(S::Month) >= 0.5 => Fit::Yes,
        _ if others.iter().any(|shape| profile.share(*shape) >= 0.7) => Fit::No,
        _ => Fit::Neutral,
    }
}

fn fit_of_document_numbers(field: FieldName, profile: &Profile) -> Fit {
    use Shape as S;
    let numbers = profile.share(S::DocumentNumber);
    let others = [S::Date, S::Firm, S::People, S::Count];
    match () {
        _ if numbers >= 0.4 => Fit::Yes,
        _ if numbers < 0.05 && field == FieldName::DocumentNumber => Fit::No,
        _ if others.iter().any(|shape| profile.share(*shape) >= 0.7) => Fit::No,
        _ => Fit::Neutral,
    }
}

/// As [`fit`], for names, codes and numbers of records.
fn fit_of_identity(field: FieldName, profile: &Profile) -> Fit {
    use FieldName as F;
    use Shape as S;
    let share = |shape| profile.share(shape);
    let is_other = |shapes: &[Shape]| shapes.iter().any(|shape| share(*shape) >= 0.7);
    match field {
        F::RegistrationNumber if share(S::Code) - share(S::ShortCode) >= 0.3 => Fit::No,
        F::CreditCode | F::RegistrationNumber => match () {
            _ if share(S::Code) >= 0.3 => Fit::Yes,
            _ if is_other(&[
                S::Date,
                S::Firm,
                S::People,
                S::Town,
                S::DocumentNumber,
                S::Route,
            ]) =>
            {
                Fit::No
            }
            _ => Fit::Neutral,
        },
        F::Enterprise => match () {
            _ if is_other(&[
                S::Date,
                S::Code,
                S::DocumentNumber,
                S::Count,
                S::Body,
                S::Flag,
            ]) =>
            {
                Fit::No
            }
            _ if is_other(&[S::Month, S::DocumentTitle]) && share(S::Firm) < 0.3 => Fit::No,
            _ => yes_if(share(S::Firm) >= 0.4),
        },
        F::Officers | F::Officers2 => match () {
            // Each firm has a 负责人 of its own; officers come again and again, or two to a cell.
            _ if share(S::People) >= 0.4 => yes_if(values::are_a_team(profile)),
            _ if is_other(&[
                S::Date,
                S::Code,
                S::Count,
                S::Firm,
                S::DocumentNumber,
                S::Flag,
            ]) =>
            {
                Fit::No
            }
            _ if is_other(&[S::Town, S::Body, S::IdLike, S::Phone]) => Fit::No,
            _ => Fit::Neutral,
        },
        F::Sequence => match () {
            _ if profile.counts_up() => Fit::Yes,
            _ if share(S::IdLike) >= 0.7 || share(S::Firm) >= 0.3 => Fit::No,
            _ => Fit::Neutral,
        },
        _ => match () {
            _ if is_other(&[S::Firm, S::People, S::Town, S::Route, S::Body]) => Fit::No,
            _ if share(S::Date) >= 0.7 && profile.distinct * 10 < profile.filled * 9 => Fit::No,
            _ if field == F::CodeId && share(S::DocumentNumber) >= 0.7 => Fit::No,
            _ => yes_if(share(S::IdLike) >= 0.5),
        },
    }
}

/// As [`fit`], for fields of words, flags and counts.
fn fit_of_words(field: FieldName, profile: &Profile) -> Fit {
    use FieldName as F;
    use Shape as S;
    let share = |shape| profile.share(shape);
    let is_other = |shapes: &[Shape]| shapes.iter().any(|shape| share(*shape) >= 0.7);
    let records = [S::Date, S::Code, S::DocumentNumber, S::Firm];
    match field {
        // 50000 is a fine before it is a spreadsheet's day in 2036.
        F::FineAmount if profile.holds_plain_numbers() => Fit::Yes,
        F::Hazards | F::MajorHazards | F::HazardsFixed | F::Documents | F::FineAmount => match () {
            _ if is_other(&records) => Fit::No,
            _ => yes_if(share(S::Count) >= 0.5),
        },
        F::PlanCount => match () {
            _ if is_other(&records) => Fit::No,
            _ => yes_if(share(S::Count) >= 0.5),
        },
        F::Reinspection | F::RandomDrawn | F::ReportVerified | F::Drawn | F::Joint => match () {
            _ if is_other(&records) => Fit::No,
            _ => yes_if(share(S::Flag) >= 0.5),
        },
        F::Route => match () {
            _ if is_other(&records) || is_other(&[S::People, S::Town]) => Fit::No,
            _ => yes_if(share(S::Route) >= 0.4),
        },
        F::Status => match () {
            _ if is_other(&records) || is_other(&[S::People, S::Town, S::Count]) => Fit::No,
            _ if share(S::BusinessStatus) >= 0.6 => Fit::No,
            _ => yes_if(share(S::CodeState).max(share(S::RecordState)) >= 0.4),
        },
        F::EnterpriseStatus => match () {
            _ if is_other(&records) => Fit::No,
            _ => yes_if(share(S::BusinessStatus) >= 0.4),
        },
        F::Town => match () {
            _ if is_other(&records) || is_other(&[S::People, S::Count, S::Flag]) => Fit::No,
            _ => yes_if(share(S::Town) >= 0.3),
        },
        F::DocumentKind => match () {
            _ if is_other(&records) || is_other(&[S::Count, S::Flag, S::People]) => Fit::No,
            _ => yes_if(share(S::DocumentTitle) >= 0.4),
        },
        F::Body | F::LeadBody => match () {
            _ if is_other(&[S::Date, S::Code, S::DocumentNumber]) => Fit::No,
            _ if share(S::Firm) >= 0.7 => Fit::No,
            _ => yes_if(share(S::Body) >= 0.3),
        },
        F::Office => match () {
            _ if is_other(&[S::Date, S::Code, S::DocumentNumber, S::Firm]) => Fit::No,
            _ => yes_if(share(S::Office) >= 0.3),
        },
        F::Activity => match () {
            _ if is_other(&records) => Fit::No,
            _ => yes_if(share(S::Activity) >= 0.4),
        },
        // 检查情况 over two columns of counts is their group, not what the visit found.
        F::Content if share(S::Count) >= 0.8 && profile.distinct > 1 => Fit::No,
        F::FormerName | F::Item | F::Content | F::Reason | F::Industry | F::PlanName => {
            match is_other(&[S::Date, S::Code, S::DocumentNumber]) {
                true => Fit::No,
                false => Fit::Neutral,
            }
        }
        _ => Fit::Neutral,
    }
}

/// The field that values name where the header says nothing we know.
pub fn field_of_values(profile: &Profile) -> Option<FieldName> {
    use FieldName as F;
    use Shape as S;
    if profile.filled < 3 {
        return None;
    }
    let by_shape = [
        (S::Code, F::CreditCode),
        (S::DocumentNumber, F::DocumentNumber),
        (S::Date, F::DateStart),
        (S::Firm, F::Enterprise),
        (S::Town, F::Town),
        (S::People, F::Officers),
        (S::Body, F::Body),
        (S::DocumentTitle, F::DocumentKind),
        (S::Route, F::Route),
    ];
    let found = by_shape
        .into_iter()
        .filter(|(shape, _)| *shape != S::Date || !profile.is_one_number())
        .find(|(shape, _)| profile.share(*shape) >= 0.6);
    if let Some((_, field)) = found {
        return Some(field);
    }
    let states = profile
        .share(S::CodeState)
        .max(profile.share(S::RecordState));
    (states >= 0.8).then_some(F::Status)
}
