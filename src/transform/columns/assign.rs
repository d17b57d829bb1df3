//! Which column is which field: header words propose, values confirm or veto, the strongest claim
//! wins, and a tie is a finding rather than a guess.

use super::aliases::Aliases;
use super::evidence::{Said, Why};
use super::fit::{Fit, field_of_values, fit};
use super::headers::{header_keys, plain_key};
use super::profile::Profile;
use super::shapes::Shape;
use crate::model::{FieldName, FieldSpan};
use crate::transform::fields::contains_any;
use std::collections::BTreeMap;

/// A column's claim to be a field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Claim {
    column: u16,
    field: FieldName,
    strength: i32,
    said: Said,
}

/// A column that could be one of several fields, and nothing tells which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub column: u16,
    pub fields: Vec<FieldName>,
}

/// What was decided about the columns of one table.
#[derive(Debug, Default)]
pub struct Assignment {
    pub fields: Vec<FieldSpan>,
    /// Why, by column.
    pub why: BTreeMap<u16, Why>,
    /// Columns whose headers name no field firmly, or one that their values contradict.
    pub open: Vec<u16>,
    /// Columns recognised by their values alone.
    pub by_values: Vec<FieldSpan>,
    /// Fields that the values of a column contradict, though its header names them.
    pub vetoed: Vec<FieldSpan>,
    /// Fields that two columns claim with equal right; neither is taken.
    pub tied: Vec<(FieldName, u16, u16)>,
    /// Open columns that could be one of several fields.
    pub doubts: Vec<Doubt>,
}

impl Assignment {
    pub fn has(&self, field: FieldName) -> bool {
        self.fields.iter().any(|span| span.field == field)
    }

    pub fn column_of(&self, field: FieldName) -> Option<u16> {
        let span = self.fields.iter().find(|span| span.field == field);
        span.map(|span| span.column)
    }

    /// Maps an open column by what it holds.
    pub fn take(&mut self, column: u16, field: FieldName, why: Why) {
        let span = FieldSpan { field, column };
        self.fields.push(span);
        self.by_values.push(span);
        self.why.insert(column, why);
        self.open.retain(|open| *open != column);
    }

    /// Maps a column by its header and its neighbours.
    pub fn give(&mut self, column: u16, field: FieldName, why: Why) {
        self.fields.push(FieldSpan { field, column });
        self.why.insert(column, why);
        self.open.retain(|open| *open != column);
        self.vetoed.retain(|span| span.column != column);
    }

    /// Takes back what the headers of these columns were taken for one by one.
    pub fn release(&mut self, columns: &[u16]) {
        self.fields.retain(|span| !columns.contains(&span.column));
        self.why.retain(|column, _| !columns.contains(column));
        self.vetoed.retain(|span| !columns.contains(&span.column));
        self.open.retain(|column| !columns.contains(column));
        self.tied
            .retain(|(_, a, b)| !columns.contains(a) && !columns.contains(b));
    }

    pub fn doubt(&mut self, column: u16, fields: &[FieldName]) {
        let fields = fields.to_vec();
        self.doubts.push(Doubt { column, fields });
        self.open.retain(|open| *open != column);
    }
}

/// Fields that several columns may hold together.
fn is_shared(field: FieldName) -> bool {
    matches!(
        field,
        FieldName::Officers2
            | FieldName::DocumentNumber
            | FieldName::OfficerCertificates
            | FieldName::Penalty
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

/// Decides every column that its header names. `pinned` maps columns to fields whatever else
/// speaks.
pub fn assign(
    headers: &[String],
    profiles: &[Profile],
    pinned: &BTreeMap<u16, FieldName>,
    list: &Aliases,
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
                said: Said::Pinned,
            });
            continue;
        }
        let header = Headed {
            text: header,
            is_crowded: is_crowded(header, headers),
        };
        let own = claims_of(column, header, profile, list, &mut made.vetoed);
        if own.iter().all(|claim| claim.strength < 60) {
            made.open.push(column);
        }
        claims.extend(own);
    }
    weaken_constants(&mut claims, profiles);
    weaken_other_acts(&mut claims);
    claims.sort_by_key(|claim| (-claim.strength, claim.column, claim.field));
    begin_before_end(&mut claims, profiles);
    let mut taken: BTreeMap<FieldName, Claim> = BTreeMap::new();
    let mut decided: BTreeMap<u16, FieldName> = BTreeMap::new();
    for claim in &claims {
        if decided.contains_key(&claim.column) {
            continue;
        }
        if let Some(field) = settle(claim, &taken, profiles, &mut made.tied) {
            let profile = &profiles[claim.column as usize - 1];
            let why = Why::said(&claim.said, field, profile);
            made.why.insert(claim.column, why);
            taken.entry(field).or_insert(claim.clone());
            decided.insert(claim.column, field);
            made.fields.push(FieldSpan {
                field,
                column: claim.column,
            });
        }
    }
    let tied: Vec<u16> = made.tied.iter().flat_map(|(_, a, b)| [*a, *b]).collect();
    made.fields.retain(|span| !tied.contains(&span.column));
    made.why.retain(|column, _| !tied.contains(column));
    made.open
        .retain(|column| !decided.contains_key(column) && !tied.contains(column));
    made.vetoed
        .retain(|span| decided.get(&span.column) != Some(&span.field));
    made
}

/// A column that says the same of every row tells no record's state from another's: where a
/// second column does, that one is meant, however the first is headed.
fn weaken_constants(claims: &mut [Claim], profiles: &[Profile]) {
    const ROWS_MIN: usize = 5;
    let profile = |claim: &Claim| &profiles[claim.column as usize - 1];
    let of_states = |claim: &Claim| {
        claim.field == FieldName::Status
            && claim.strength < 1000
            && profile(claim).filled >= ROWS_MIN
    };
    let tells = claims.iter().any(|claim| {
        of_states(claim)
            && profile(claim).distinct > 1
            && fit(FieldName::Status, profile(claim)) == Fit::Yes
    });
    for claim in claims.iter_mut().filter(|_| tells) {
        if of_states(claim) && profile(claim).distinct == 1 {
            claim.strength -= 60;
        }
    }
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
        // Days that come weeks after the visit are a re-inspection's or a paper's, not its end.
        F::DateStart if is_later(first, second) && is_weeks_after(first, second) => return None,
        F::DateStart
            if !taken.contains_key(&F::DateEnd)
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

/// Whether the second column's days mostly come more than a few days after the first's.
fn is_weeks_after(first: &Profile, second: &Profile) -> bool {
    const VISIT_DAYS_MAX: i64 = 5;
    let pairs = first.instants.iter().zip(&second.instants);
    let apart = pairs.filter_map(|(a, b)| Some(((*b)? - (*a)?).num_days()));
    let (mut all, mut far) = (0, 0);
    for days in apart {
        all += 1;
        far += usize::from(days > VISIT_DAYS_MAX);
    }
    far * 2 > all
}

/// Of two columns with equal right to the day of the visit the one whose days come first is asked
/// first, wherever it stands: 出企时间 | 进厂时间 under 检查时间.
fn begin_before_end(claims: &mut [Claim], profiles: &[Profile]) {
    let profile = |claim: &Claim| &profiles[claim.column as usize - 1];
    for at in 1..claims.len() {
        let (first, second) = (&claims[at - 1], &claims[at]);
        let equal = first.strength == second.strength && first.field == second.field;
        if equal
            && first.field == FieldName::DateStart
            && is_later(profile(second), profile(first))
            && !is_later(profile(first), profile(second))
        {
            claims.swap(at - 1, at);
        }
    }
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

/// The day of entry or of closing is the visit's only where no other column claims to be.
fn weaken_other_acts(claims: &mut [Claim]) {
    let is_other = |claim: &Claim| {
        let acts = ["登记", "填报", "完成", "办结"];
        matches!(&claim.said, Said::MayMean(key) if contains_any(key, &acts))
    };
    let of_visits = |claim: &Claim| claim.field == FieldName::DateStart && !is_other(claim);
    if !claims
        .iter()
        .any(|claim| of_visits(claim) && claim.strength >= 60)
    {
        return;
    }
    for claim in claims.iter_mut() {
        if claim.field == FieldName::DateStart && is_other(claim) {
            claim.strength -= 60;
        }
    }
}

/// A header and whether its first level stands over many columns.
#[derive(Clone, Copy)]
struct Headed<'a> {
    text: &'a str,
    is_crowded: bool,
}

/// From here on a spelling is the first level alone.
const GROUP_ALONE: u8 = 4;

/// Whether the first level stands over so many columns that it names none of them: 检查情况 over the
/// officers, the result and the remarks.
fn is_crowded(header: &str, headers: &[String]) -> bool {
    const COLUMNS_MIN: usize = 3;
    let Some((group, _)) = header.split_once('/') else {
        return false;
    };
    let within = |other: &&String| {
        other
            .split_once('/')
            .is_some_and(|(first, _)| first == group)
    };
    headers.iter().filter(within).count() >= COLUMNS_MIN
}

/// What the words of a header propose. Values are asked only where several fields share a word.
fn proposals(header: Headed, profile: &Profile, list: &Aliases) -> Vec<(FieldName, i32, Said)> {
    let mut proposed = Vec::new();
    for spelling in header_keys(header.text) {
        if header.is_crowded && spelling.distance >= GROUP_ALONE {
            continue;
        }
        let away = i32::from(spelling.distance) * 4;
        let key = spelling.key.as_str();
        if let Some(field) = list.exact(key) {
            proposed.push((field, 100 - away, Said::Whole(key.to_string())));
        }
        if names_what_is_followed(key) {
            let said = Said::Within(key.to_string());
            proposed.push((FieldName::FollowsDocument, 90 - away, said));
        }
        for field in list.possible(key) {
            // Without values that speak for them, these are the unlikelier readings of a word.
            let rare = matches!(
                field,
                FieldName::EnterpriseStatus | FieldName::DocumentKind | FieldName::Sequence
            );
            let strength = match fit(*field, profile) {
                // Values that speak for a reading outweigh a header that names another field.
                Fit::Yes => 80,
                _ if rare => 40,
                _ => 44,
            };
            proposed.push((*field, strength - away, Said::MayMean(key.to_string())));
        }
        // 身份证号 is known for furniture; that it ends as 执法证号 does makes it no certificate.
        // Nor is a deadline, 整改截止日期, the end of a visit.
        if matches!(
            list.exact(key),
            Some(FieldName::Reporter | FieldName::ExportedAt)
        ) {
            break;
        }
        if spelling.distance <= 2 {
            let more = |length: usize| length.min(10) as i32 - away;
            let end = |length: usize| {
                let skipped = key.chars().count() - length;
                key.chars().skip(skipped).collect::<String>()
            };
            let ending = list
                .ending(key)
                .map(|(field, length)| (field, 60 + more(length), Said::Ending(end(length))));
            let within = list.within(key).map(|(field, length, at)| {
                let word = key[at..].chars().take(length).collect();
                (field, 34 + more(length), Said::Within(word))
            });
            proposed.extend(ending);
            proposed.extend(within);
        }
    }
    proposed
}

/// 对应责令文号, 复查所依据的文书: a paper, and that this one answers it.
fn names_what_is_followed(key: &str) -> bool {
    let answers = [
        "对应",
        "依据",
        "所复查",
        "原决定",
        "原责令",
        "原文书",
        "原指令",
        "前次",
    ];
    let papers = ["文书", "文号", "指令书", "决定书", "意见书", "责令"];
    let others = [
        "法律依据",
        "处罚依据",
        "检查依据",
        "实施依据",
        "日期",
        "时间",
        "内容",
    ];
    contains_any(key, &answers) && contains_any(key, &papers) && !contains_any(key, &others)
}

fn claims_of(
    column: u16,
    header: Headed,
    profile: &Profile,
    list: &Aliases,
    vetoed: &mut Vec<FieldSpan>,
) -> Vec<Claim> {
    let mut best: BTreeMap<FieldName, (i32, Said)> = BTreeMap::new();
    let mut refused: Vec<(FieldName, i32)> = Vec::new();
    for (field, strength, said) in proposals(header, profile, list) {
        let bonus = match fit(field, profile) {
            Fit::No => {
                refused.push((field, strength));
                continue;
            }
            Fit::Neutral => 0,
            Fit::Yes => 25,
        };
        let entry = best.entry(field).or_insert((0, said.clone()));
        if strength + bonus > entry.0 {
            *entry = (strength + bonus, said);
        }
    }
    let strongest = best.values().map(|claim| claim.0).max().unwrap_or(59);
    let outdone = |(_, strength): &&(FieldName, i32)| *strength > strongest;
    let vetoes = refused.iter().find(outdone);
    vetoed.extend(vetoes.map(|(field, _)| FieldSpan {
        field: *field,
        column,
    }));
    let named = best.values().any(|(strength, _)| *strength >= 60);
    if !named && let Some(field) = field_of_values(profile) {
        // A date under a strange header may be any date; under a blank one it is the visit's.
        let strange = !plain_key(header.text).is_empty() && field == FieldName::DateStart;
        if !strange && fit(field, profile) != Fit::No && !best.contains_key(&field) {
            return Vec::new();
        }
    }
    let claim = |(field, (strength, said))| Claim {
        column,
        field,
        strength,
        said,
    };
    best.into_iter().map(claim).collect()
}
