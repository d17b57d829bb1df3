//! What open columns are by their values: one kind of value at a time, and where several columns
//! hold the same kind, how they stand to each other.

use super::assign::Assignment;
use super::evidence::{Why, percent, words};
use super::known::Known;
use super::profile::Profile;
use super::shapes::Shape;
use crate::model::{Basis, FieldName};
use crate::transform::fields::contains_any;
use crate::transform::fields::kinds::kind_of_mark;
use crate::transform::fields::numbers::read_number;
use crate::transform::fields::officers::read_officers;
use std::collections::BTreeSet;

/// Fewer values than this say nothing.
pub const FILLED_MIN: usize = 3;

/// The kinds of value that name a field, the surer ones first, and the share that must be so.
const KINDS: [(Shape, FieldName, f64); 21] = {
    use FieldName as F;
    use Shape as S;
    [
        (S::Code, F::CreditCode, 0.6),
        (S::DocumentNumber, F::DocumentNumber, 0.6),
        (S::DocumentTitle, F::DocumentKind, 0.6),
        (S::Item, F::Item, 0.6),
        (S::Rating, F::Rating, 0.7),
        (S::DrawnWord, F::Drawn, 0.7),
        (S::Frequency, F::PlanCount, 0.6),
        (S::Category, F::EnterpriseCategory, 0.6),
        (S::Firm, F::Enterprise, 0.6),
        (S::Town, F::Town, 0.6),
        (S::Body, F::Body, 0.6),
        (S::Office, F::Office, 0.6),
        (S::Address, F::Address, 0.6),
        (S::People, F::Officers, 0.6),
        (S::Month, F::DatePlanned, 0.6),
        (S::Industry, F::Industry, 0.6),
        (S::BusinessStatus, F::EnterpriseStatus, 0.6),
        (S::CodeState, F::Status, 0.8),
        (S::RecordState, F::Status, 0.8),
        (S::Activity, F::Activity, 0.8),
        (S::Route, F::Route, 0.6),
    ]
};

/// Maps the open columns whose values are of one kind.
pub fn settle(made: &mut Assignment, profiles: &[Profile], known: &Known) {
    from_other_tables(made, profiles, known);
    let rows = profiles.iter().map(|profile| profile.filled).max();
    for (shape, field, least) in KINDS {
        let enough = match is_unmistakable(shape) {
            true => FILLED_MIN.min(rows.unwrap_or(0)).max(1),
            false => FILLED_MIN,
        };
        let found: Vec<u16> = made
            .open
            .iter()
            .copied()
            .filter(|column| {
                let profile = profile_of(profiles, *column);
                // A day is a day before it is anything else.
                profile.filled >= enough
                    && profile.share(shape) >= least
                    && (shape == Shape::Month || profile.share(Shape::Date) < 0.6)
            })
            .collect();
        if found.is_empty() {
            continue;
        }
        match shape {
            Shape::Code => codes(made, profiles, &found),
            Shape::DocumentNumber => document_numbers(made, profiles, &found),
            Shape::Firm => firms(made, profiles, &found),
            Shape::Body => bodies(made, profiles, &found),
            Shape::People => people(made, profiles, &found),
            Shape::Route => routes(made, profiles, &found),
            Shape::Activity => activities(made, profiles, &found),
            _ => single(made, profiles, &found, shape, field),
        }
    }
    running_number(made, profiles);
}

/// Values that are nothing else, so that even a table of one row tells by them.
fn is_unmistakable(shape: Shape) -> bool {
    use Shape as S;
    matches!(
        shape,
        S::Code | S::DocumentNumber | S::DocumentTitle | S::Firm | S::Town | S::Body | S::Office
    )
}

pub fn profile_of(profiles: &[Profile], column: u16) -> &Profile {
    &profiles[usize::from(column) - 1]
}

/// Values that stand in a column of another table whose field is known.
fn from_other_tables(made: &mut Assignment, profiles: &[Profile], known: &Known) {
    for column in made.open.clone() {
        let profile = profile_of(profiles, column);
        let Some(found) = known.field_of(profile) else {
            continue;
        };
        if made.has(found.field) {
            continue;
        }
        let (share, file) = (percent(found.share), &found.file);
        let why = Why::new(
            Basis::OtherTables,
            format!("内容{share}也出现在 {file} 的同一字段"),
            format!("{share} of the values also stand in that field of {file}"),
        );
        made.take(column, found.field, why);
    }
}

/// One column of this kind is the field; of several, the fullest, unless two are as full.
fn single(
    made: &mut Assignment,
    profiles: &[Profile],
    found: &[u16],
    shape: Shape,
    field: FieldName,
) {
    if made.has(field) {
        return;
    }
    let [first, rest @ ..] = found else { return };
    let profile = |column: u16| profile_of(profiles, column);
    if field == FieldName::DatePlanned && profile(*first).share(Shape::Frequency) > 0.3 {
        return;
    }
    let fullest = found
        .iter()
        .copied()
        .max_by_key(|column| (profile(*column).filled, std::cmp::Reverse(*column)))
        .unwrap_or(*first);
    let rival = found.iter().find(|column| {
        **column != fullest && profile(**column).filled * 4 >= profile(fullest).filled * 3
    });
    match rival {
        Some(rival) if !rest.is_empty() && !is_alike(profile(fullest), profile(*rival)) => {
            for column in found {
                made.doubt(*column, &[field]);
            }
        }
        _ => made.take(fullest, field, Why::of_shape(shape, profile(fullest))),
    }
}

/// The enterprise's code; a column that repeats one or two codes is an authority's own.
fn codes(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    let profile = |column: u16| profile_of(profiles, column);
    let (short, long): (Vec<u16>, Vec<u16>) = found.iter().copied().partition(|column| {
        profile(*column).share(Shape::ShortCode) * 2.0 > profile(*column).share(Shape::Code)
    });
    let own = |column: &&u16| {
        let profile = profile(**column);
        profile.distinct > 2 || profile.filled < 8
    };
    let theirs: Vec<u16> = long.iter().filter(own).copied().collect();
    single(made, profiles, &theirs, Shape::Code, FieldName::CreditCode);
    let free = |made: &Assignment| !made.has(FieldName::RegistrationNumber);
    if let ([column], true) = (short.as_slice(), free(made)) {
        let why = Why::of_shape(Shape::ShortCode, profile(*column));
        made.take(*column, FieldName::RegistrationNumber, why);
    }
}

/// The fullest column numbers the row; sparser ones in a list of documents name what it follows.
fn document_numbers(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    let profile = |column: u16| profile_of(profiles, column);
    let fullness = |column: &u16| (profile(*column).distinct, profile(*column).filled);
    let mut columns = found.to_vec();
    columns.sort_by_key(|column| (std::cmp::Reverse(fullness(column)), *column));
    for column in columns {
        let why = Why::of_shape(Shape::DocumentNumber, profile(column));
        let first = made.column_of(FieldName::DocumentNumber);
        let follows = first.is_some_and(|first| {
            let fuller = profile(column).filled * 10 < profile(first).filled * 9;
            fuller && names_orders(profile(column)) && !names_orders(profile(first))
                || fuller && kinds_within(profile(first)) >= 2
        });
        match (follows, made.has(FieldName::FollowsDocument)) {
            (true, false) => made.take(column, FieldName::FollowsDocument, why),
            (true, true) => {}
            (false, _) => made.take(column, FieldName::DocumentNumber, why),
        }
    }
}

/// Whether the numbers are those of schemes and orders, which other documents follow.
fn names_orders(profile: &Profile) -> bool {
    use crate::model::DocumentKind as K;
    let numbers = profile.sample.iter().filter_map(|key| read_number(key));
    let (mut orders, mut all) = (0, 0);
    for number in numbers {
        all += 1;
        orders += usize::from(matches!(
            kind_of_mark(&number.kind),
            Some(K::RectificationOrder | K::OnSiteDecision | K::CoerciveDecision)
        ));
    }
    orders * 2 > all
}

/// How many kinds of document the numbers are of.
fn kinds_within(profile: &Profile) -> usize {
    let numbers = profile.sample.iter().filter_map(|key| read_number(key));
    let kinds: BTreeSet<_> = numbers.map(|number| number.kind.to_string()).collect();
    kinds.len()
}

/// The fullest column names the enterprise; a sparse one of other names holds former ones.
fn firms(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    let profile = |column: u16| profile_of(profiles, column);
    let groups = |column: &&u16| !profile(**column).names_groups();
    let mut columns: Vec<u16> = found.iter().filter(groups).copied().collect();
    columns.sort_by_key(|column| (std::cmp::Reverse(profile(*column).filled), *column));
    let full: Vec<u16> = match (made.column_of(FieldName::Enterprise), columns.first()) {
        (Some(named), _) => vec![named],
        (None, Some(first)) => {
            let least = profile(*first).filled * 2;
            let is_full = |column: &&u16| profile(**column).filled * 3 > least;
            let full: Vec<u16> = columns.iter().filter(is_full).copied().collect();
            single(made, profiles, &full, Shape::Firm, FieldName::Enterprise);
            full
        }
        (None, None) => return,
    };
    let Some(main) = made.column_of(FieldName::Enterprise) else {
        return;
    };
    for column in columns.into_iter().filter(|column| !full.contains(column)) {
        let sparse = profile(column).filled * 2 <= profile(main).filled;
        if sparse && !made.has(FieldName::FormerName) && !is_alike(profile(main), profile(column)) {
            let why = Why::new(
                Basis::Neighbours,
                "少数行另有企业名称,与企业名称列不同",
                "in some rows another enterprise's name than the enterprise column's",
            );
            made.take(column, FieldName::FormerName, why);
        }
    }
}

/// The fullest column is the acting authority, a sparse one the lead of joint visits.
fn bodies(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    let profile = |column: u16| profile_of(profiles, column);
    let mut columns = found.to_vec();
    columns.sort_by_key(|column| (std::cmp::Reverse(profile(*column).filled), *column));
    let fullest = columns.first().map_or(0, |column| profile(*column).filled);
    let rows = profiles.iter().map(|profile| profile.filled).max();
    let is_full = |column: &&u16| profile(**column).filled * 2 > fullest;
    let full: Vec<u16> = columns.iter().filter(is_full).copied().collect();
    if fullest * 2 > rows.unwrap_or(0) {
        single(made, profiles, &full, Shape::Body, FieldName::Body);
    }
    let lead = columns
        .iter()
        .find(|column| profile(**column).filled * 3 <= rows.unwrap_or(0));
    if let (Some(column), true) = (lead, made.has(FieldName::Body))
        && !made.has(FieldName::LeadBody)
        && made.open.contains(column)
    {
        let (_, en) = words(Shape::Body);
        let why = Why::new(
            Basis::Neighbours,
            "只有少数行有机关名称",
            format!("{en} in a few rows only"),
        );
        made.take(*column, FieldName::LeadBody, why);
    }
}

/// Several to a cell, or few that come again and again: officers. One to a row and hardly any
/// twice: the enterprises' people.
fn people(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    use FieldName as F;
    for column in found {
        let profile = profile_of(profiles, *column);
        let cells = profile.sample.iter().filter(|key| !key.is_empty());
        let named: Vec<Vec<String>> = cells.map(|key| read_officers(key)).collect();
        let names: usize = named.iter().map(Vec::len).sum();
        let different: BTreeSet<&String> = named.iter().flatten().collect();
        let several = names * 10 >= named.len() * 13;
        let (repeated, fresh) = (
            different.len() * 2 <= names,
            different.len() * 10 >= names * 7,
        );
        let many = named.len() >= 8;
        let why = Why::of_shape(Shape::People, profile);
        match () {
            _ if several || many && repeated => {
                let free = [F::Officers, F::Officers2];
                if let Some(field) = free.into_iter().find(|field| !made.has(*field)) {
                    made.take(*column, field, why);
                }
            }
            _ if many && fresh && !made.has(F::LegalPerson) => {
                made.take(*column, F::LegalPerson, why);
            }
            _ if !made.has(F::Officers2) && are_among(made, profiles, &different) => {
                made.take(*column, F::Officers2, why);
            }
            _ => {
                let fields = [F::Officers, F::Officers2, F::LegalPerson];
                let free: Vec<F> = fields.into_iter().filter(|f| !made.has(*f)).collect();
                made.doubt(
                    *column,
                    if made.has(F::Officers) {
                        &free
                    } else {
                        &PERSONS
                    },
                );
            }
        }
    }
}

/// Whether a column's people can be a bureau's officers: several to a cell, or few in many cells.
pub fn are_a_team(profile: &Profile) -> bool {
    let cells = profile.sample.iter().filter(|key| !key.is_empty());
    let named: Vec<Vec<String>> = cells.map(|key| read_officers(key)).collect();
    let names: usize = named.iter().map(Vec::len).sum();
    let different: BTreeSet<&String> = named.iter().flatten().collect();
    named.len() < 8 || names * 10 >= named.len() * 13 || different.len() * 4 <= names
}

const PERSONS: [FieldName; 2] = [FieldName::Officers, FieldName::LegalPerson];

/// Whether most of the names stand in the officers' column too.
fn are_among(made: &Assignment, profiles: &[Profile], names: &BTreeSet<&String>) -> bool {
    let Some(officers) = made.column_of(FieldName::Officers) else {
        return false;
    };
    let cells = profile_of(profiles, officers).sample.iter();
    let known: BTreeSet<String> = cells.flat_map(|key| read_officers(key)).collect();
    let among = names.iter().filter(|name| known.contains(**name)).count();
    among * 2 > names.len()
}

/// Of two columns of routes the one in words of plans is the route and the other its reason.
fn routes(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    use FieldName as F;
    let profile = |column: u16| profile_of(profiles, column);
    let classes = |column: u16| {
        let words = [
            "执法",
            "有计划",
            "触发",
            "计划内",
            "计划外",
            "非计划",
            "专项",
            "日常",
        ];
        let keys = profile(column).sample.iter();
        keys.filter(|key| contains_any(key, &words)).count()
    };
    let rows = profiles
        .iter()
        .map(|profile| profile.filled)
        .max()
        .unwrap_or(0);
    let mut columns = found.to_vec();
    columns.sort_by_key(|column| (std::cmp::Reverse(classes(*column)), *column));
    for column in columns {
        let full = profile(column).filled * 3 >= rows * 2;
        let field = match full {
            true if !made.has(F::Route) => F::Route,
            _ if !made.has(F::Reason) => F::Reason,
            _ => continue,
        };
        made.take(column, field, Why::of_shape(Shape::Route, profile(column)));
    }
}

/// Words for what was done. Where all rows say 执法检查 the column tells nothing and harms nothing.
fn activities(made: &mut Assignment, profiles: &[Profile], found: &[u16]) {
    let of_activities: Vec<u16> = found
        .iter()
        .copied()
        .filter(|column| {
            let profile = profile_of(profiles, *column);
            let words = ["计划", "专项", "随机", "举报", "触发", "交办", "日常"];
            let routes = profile
                .sample
                .iter()
                .filter(|key| contains_any(key, &words));
            routes.count() * 10 < profile.filled && profile.share(Shape::Long) < 0.2
        })
        .collect();
    single(
        made,
        profiles,
        &of_activities,
        Shape::Activity,
        FieldName::Activity,
    );
}

/// 1, 2, 3 …: a number on the page.
fn running_number(made: &mut Assignment, profiles: &[Profile]) {
    let counts = |column: &&u16| {
        let profile = profile_of(profiles, **column);
        profile.filled >= FILLED_MIN && profile.counts_up()
    };
    let found = made.open.iter().find(counts).copied();
    if let (Some(column), false) = (found, made.has(FieldName::Sequence)) {
        let why = Why::new(
            Basis::Values,
            "从1起逐行递增",
            "counts up from 1 row by row",
        );
        made.take(column, FieldName::Sequence, why);
    }
}

/// Whether two columns say the same wherever both say anything.
pub fn is_alike(first: &Profile, second: &Profile) -> bool {
    let both = || {
        let pairs = first.sample.iter().zip(&second.sample);
        pairs.filter(|(a, b)| !a.is_empty() && !b.is_empty())
    };
    let same = both().filter(|(a, b)| a == b).count();
    let all = both().count();
    all > 0 && same * 10 >= all * 9
}
