//! Which column is which field: header words propose, values confirm or veto, the strongest claim
//! wins, and a tie is a finding rather than a guess.

use super::aliases::aliases;
use super::fit::{Fit, field_of_values, fit};
use super::headers::{header_keys, plain_key};
use super::profile::Profile;
use super::shapes::Shape;
use crate::model::{FieldName, FieldSpan};
use crate::transform::fields::contains_any;
use std::collections::BTreeMap;

/// A column's claim to be a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    pub column: u16,
    pub field: FieldName,
    pub strength: i32,
    /// Named by the values alone.
    pub by_values: bool,
}

/// What was decided about the columns of one table.
#[derive(Debug, Default)]
pub struct Assignment {
    pub fields: Vec<FieldSpan>,
    /// Columns recognised by their values alone.
    pub by_values: Vec<FieldSpan>,
    /// Fields that the values of a column contradict, though its header names them.
    pub vetoed: Vec<FieldSpan>,
    /// Fields that two columns claim with equal right; neither is taken.
    pub tied: Vec<(FieldName, u16, u16)>,
}

/// Fields that several columns may hold together.
fn is_shared(field: FieldName) -> bool {
    matches!(
        field,
        FieldName::Officers2 | FieldName::DocumentNumber | FieldName::OfficerCertificates
    )
}

/// Fields where taking the wrong one of two columns changes what is counted.
fn is_key(field: FieldName) -> bool {
    use FieldName as F;
    matches!(
        field,
        F::Enterprise | F::CreditCode | F::DateStart | F::CodeId | F::Route | F::Status
    )
}

/// Decides every column. `pinned` maps columns to fields whatever else speaks.
pub fn assign(
    headers: &[String],
    profiles: &[Profile],
    pinned: &BTreeMap<u16, FieldName>,
) -> Assignment {
    let mut made = Assignment::default();
    let mut claims = Vec::new();
    for (index, profile) in profiles.iter().enumerate() {
        let column = index as u16 + 1;
        let header = headers.get(index).map_or("", String::as_str);
        if let Some(field) = pinned.get(&column) {
            claims.push(Claim {
                column,
                field: *field,
                strength: 1000,
                by_values: false,
            });
            continue;
        }
        claims.extend(claims_of(column, header, profile, &mut made.vetoed));
    }
    claims.sort_by_key(|claim| (-claim.strength, claim.column, claim.field));
    let mut taken: BTreeMap<FieldName, Claim> = BTreeMap::new();
    let mut decided: BTreeMap<u16, FieldName> = BTreeMap::new();
    for claim in &claims {
        if decided.contains_key(&claim.column) {
            continue;
        }
        if let Some(field) = settle(claim, &taken, profiles, &mut made.tied) {
            taken.entry(field).or_insert(Claim { field, ..*claim });
            decided.insert(claim.column, field);
            let span = FieldSpan {
                field,
                column: claim.column,
            };
            made.fields.push(span);
            if claim.by_values {
                made.by_values.push(span);
            }
        }
    }
    if let Some(span) = lone_date(headers, profiles, &made) {
        made.fields.push(span);
        made.by_values.push(span);
    }
    let tied: Vec<u16> = made.tied.iter().flat_map(|(_, a, b)| [*a, *b]).collect();
    made.fields.retain(|span| !tied.contains(&span.column));
    made.vetoed
        .retain(|span| decided.get(&span.column) != Some(&span.field));
    made.fields.sort_by_key(|span| (span.column, span.field));
    made
}

/// The only column of days among people and names is the day of the visit, whatever it is called.
fn lone_date(headers: &[String], profiles: &[Profile], made: &Assignment) -> Option<FieldSpan> {
    use FieldName as F;
    let has = |fields: &[F]| made.fields.iter().any(|span| fields.contains(&span.field));
    let dated = [
        F::DateStart,
        F::DateEnd,
        F::DatePlanned,
        F::AppliedAt,
        F::IssuedAt,
        F::ScannedAt,
        F::CompletedAt,
    ];
    let visits = [F::Officers, F::DocumentNumber, F::RecordNumber, F::CodeId];
    let tied = made.tied.iter().any(|(field, ..)| dated.contains(field));
    if has(&dated) || tied || !has(&visits) || !has(&[F::Enterprise, F::CreditCode]) {
        return None;
    }
    let of_days = |at: &usize| {
        let (profile, column) = (&profiles[*at], *at as u16 + 1);
        let header = headers.get(*at).map_or("", String::as_str);
        profile.filled >= 3
            && profile.share(Shape::Date) >= 0.8
            && !contains_any(header, &["期限", "时限", "到期", "有效期"])
            && !made.fields.iter().any(|span| span.column == column)
    };
    let mut found = (0..profiles.len()).filter(of_days);
    let (first, second) = (found.next()?, found.next());
    second.is_none().then_some(FieldSpan {
        field: F::DateStart,
        column: first as u16 + 1,
    })
}

/// The field that a claim ends in, given the stronger ones; `None` where it loses.
fn settle(
    claim: &Claim,
    taken: &BTreeMap<FieldName, Claim>,
    profiles: &[Profile],
    tied: &mut Vec<(FieldName, u16, u16)>,
) -> Option<FieldName> {
    use FieldName as F;
    let Some(winner) = taken.get(&claim.field) else {
        return Some(claim.field);
    };
    if is_shared(claim.field) {
        return Some(claim.field);
    }
    let (first, second) = (
        &profiles[winner.column as usize - 1],
        &profiles[claim.column as usize - 1],
    );
    match claim.field {
        F::Officers if second.share(Shape::People) >= 0.3 => return Some(F::Officers2),
        F::DateStart
            if !claim.by_values
                && !taken.contains_key(&F::DateEnd)
                && winner.strength - claim.strength < 15
                && is_later(first, second) =>
        {
            return Some(F::DateEnd);
        }
        _ => {}
    }
    let equal = winner.strength == claim.strength && second.filled * 2 >= first.filled;
    if equal && is_key(claim.field) && !is_same(first, second) {
        tied.push((claim.field, winner.column, claim.column));
    }
    None
}

/// Whether the second column's days never come before the first's.
fn is_later(first: &Profile, second: &Profile) -> bool {
    let pairs = first
        .sample
        .iter()
        .zip(&second.sample)
        .filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let (mut all, mut later) = (0, 0);
    for (a, b) in pairs {
        all += 1;
        later += usize::from(day_key(a) <= day_key(b));
    }
    all > 0 && later * 20 >= all * 19
}

/// A date's digits padded, so that texts of one form compare as days do.
fn day_key(key: &str) -> Vec<u32> {
    key.split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

/// Whether two columns say the same almost everywhere.
fn is_same(first: &Profile, second: &Profile) -> bool {
    let both = || {
        first
            .sample
            .iter()
            .zip(&second.sample)
            .filter(|(a, b)| !a.is_empty() && !b.is_empty())
    };
    let same = both().filter(|(a, b)| a == b).count();
    same * 10 >= both().count() * 9
}

/// What the words of a header propose. Values are asked only where several fields share a word.
fn proposals(header: &str, profile: &Profile) -> Vec<(FieldName, i32)> {
    let mut proposed = Vec::new();
    for spelling in header_keys(header) {
        let away = i32::from(spelling.distance) * 4;
        let key = spelling.key.as_str();
        if let Some(field) = aliases().exact(key) {
            proposed.push((field, 100 - away));
        }
        for field in aliases().possible(key) {
            // Without values that speak for them, these are the unlikelier readings of a word.
            let rare = matches!(field, FieldName::EnterpriseStatus | FieldName::DocumentKind);
            let strength = match fit(*field, profile) {
                // Values that speak for a reading outweigh a header that names another field.
                Fit::Yes => 80,
                _ if rare => 40,
                _ => 44,
            };
            proposed.push((*field, strength - away));
        }
        if spelling.distance <= 2 {
            let ending = aliases().ending(key);
            let within = aliases().within(key);
            let more = |length: usize| length.min(10) as i32 - away;
            proposed.extend(ending.map(|(field, length)| (field, 60 + more(length))));
            proposed.extend(within.map(|(field, length)| (field, 34 + more(length))));
        }
    }
    proposed
}

fn claims_of(
    column: u16,
    header: &str,
    profile: &Profile,
    vetoed: &mut Vec<FieldSpan>,
) -> Vec<Claim> {
    let mut best: BTreeMap<FieldName, i32> = BTreeMap::new();
    let mut refused: Vec<(FieldName, i32)> = Vec::new();
    for (field, strength) in proposals(header, profile) {
        let bonus = match fit(field, profile) {
            Fit::No => {
                refused.push((field, strength));
                continue;
            }
            Fit::Neutral => 0,
            Fit::Yes => 25,
        };
        let entry = best.entry(field).or_insert(0);
        *entry = (*entry).max(strength + bonus);
    }
    let strongest = best.values().copied().max().unwrap_or(59);
    let outdone = |(_, strength): &&(FieldName, i32)| *strength > strongest;
    let vetoes = refused.iter().find(outdone);
    vetoed.extend(vetoes.map(|(field, _)| FieldSpan {
        field: *field,
        column,
    }));
    let named = best.values().any(|strength| *strength >= 60);
    if !named && let Some(field) = field_of_values(profile) {
        // A date under a strange header may be any date; under a blank one it is the visit's.
        let strange = !plain_key(header).is_empty() && field == FieldName::DateStart;
        if !strange && fit(field, profile) != Fit::No && !best.contains_key(&field) {
            return vec![Claim {
                column,
                field,
                strength: 40,
                by_values: true,
            }];
        }
    }
    let claim = |(field, strength)| Claim {
        column,
        field,
        strength,
        by_values: false,
    };
    best.into_iter().map(claim).collect()
}
