//! Lists that a sentence adds up itself: figures before 合计, two half-years or four quarters beside
//! the year.

use super::claims::Found;
use super::expression::plain;
use super::folded::has;
use super::identities::figure;
use super::near::{is_slip, sum_of};
use super::outline::{Kind, Passage};
use crate::model::{Check, Claim, Standing, Text, UnitClass};

/// Periods that make a year, each named by its own word.
const YEARS: [&[&str]; 2] = [
    &["上半年", "下半年"],
    &["一季度", "二季度", "三季度", "四季度"],
];

pub fn checks(passages: &[Passage], found: &Found, totals: &[String]) -> Vec<Check> {
    let mut checks = Vec::new();
    for sentence in sentences(passages, found) {
        let text = &passages[found.spots[sentence[0]].passage].folded.chars;
        for nth in 0..sentence.len() {
            let total = total_of(&sentence, nth, found, totals, text);
            checks.extend(total.or_else(|| listed_total(&sentence, nth, found, totals, text)));
            checks.extend(years_of(&sentence, nth, found));
        }
        checks.extend(
            YEARS
                .iter()
                .filter_map(|names| year_of(&sentence, names, found)),
        );
    }
    checks
}

/// The claims of each sentence.
fn sentences(passages: &[Passage], found: &Found) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut last = None;
    for (nth, spot) in found.spots.iter().enumerate() {
        let passage = &passages[spot.passage];
        if passage.kind == Kind::Table {
            continue;
        }
        let here = Some((spot.passage, passage.folded.sentence(spot.from)));
        match all.last_mut().filter(|_| here == last) {
            Some(list) => list.push(nth),
            None => all.push(vec![nth]),
        }
        last = here;
    }
    all
}

/// Whether figures of its kind add up.
fn adds_up(claim: &Claim) -> bool {
    matches!(claim.class, UnitClass::Count | UnitClass::Money) && !claim.per_head
}

fn is_total(claim: &Claim, totals: &[String]) -> bool {
    claim.qualifiers.iter().any(|word| totals.contains(word))
}

/// 对甲罚款2万元，对乙罚款3万元，两家合计罚款5万元. Where no number says how many are listed, they may
/// be examples of more, so that only a total below them is wrong.
fn total_of(
    sentence: &[usize],
    nth: usize,
    found: &Found,
    totals: &[String],
    text: &[char],
) -> Option<Check> {
    let claims = &found.claims;
    let total = &claims[sentence[nth]];
    total.measure.as_ref()?;
    if !is_total(total, totals) || !adds_up(total) || !total.amount.is_exact() {
        return None;
    }
    let like = |at: &usize| {
        let claim = &claims[*at];
        claim.class == total.class && (claim.unit == total.unit || claim.class == UnitClass::Money)
    };
    let mut parts: Vec<usize> = Vec::new();
    for at in sentence[..nth].iter().rev().filter(|at| like(at)) {
        let claim = &claims[*at];
        let is_part = claim.measure == total.measure
            && claim.scope == total.scope
            && claim.amount.is_exact()
            && !claim.per_head
            && !is_total(claim, totals);
        if !is_part {
            return None;
        }
        parts.insert(0, *at);
    }
    if parts.len() < 2 {
        return None;
    }
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let spots = &found.spots;
    if has(&text[spots[first].to..spots[sentence[nth]].from], "其中") {
        return None;
    }
    let numbered = sentence[..nth].iter().any(|at| {
        spots[*at].from > spots[last].from && claims[*at].amount.value == parts.len() as f64
    });
    let sum = sum_of(&parts, claims);
    let stated = total.amount.value;
    if sum < stated && !numbered {
        return None;
    }
    Some(added("list_total", &parts, sentence[nth], found))
}

/// What stands before 共 or 合计, whatever it counts: a sum that comes out, or one that all but does.
fn listed_total(
    sentence: &[usize],
    nth: usize,
    found: &Found,
    totals: &[String],
    text: &[char],
) -> Option<Check> {
    let (claims, spots) = (&found.claims, &found.spots);
    let whole = sentence[nth];
    let total = &claims[whole];
    let last = spots[*sentence[..nth].last()?];
    let words = &text[last.to..spots[whole].from.max(last.to)];
    let sums = |words: &[char]| {
        let shared = words.iter().position(|c| *c == '共');
        let shared = shared.is_some_and(|at| at == 0 || words[at - 1] != '公');
        shared || has(words, "累计") || totals.iter().any(|word| has(words, word))
    };
    if !adds_up(total) || !sums(words) || has(words, "；") {
        return None;
    }
    let mut parts: Vec<usize> = Vec::new();
    for at in sentence[..nth].iter().rev() {
        let claim = &claims[*at];
        let is_like = claim.class == total.class
            && (claim.unit == total.unit || claim.class == UnitClass::Money)
            && !claim.per_head
            && claim
                .scope
                .split(' ')
                .all(|word| !word.ends_with("期") && word != "去年");
        let next = parts.first().copied().unwrap_or(whole);
        let between = &text[spots[*at].to..spots[next].from.max(spots[*at].to)];
        let is_apart = ["其中", "；", "同比", "占"]
            .iter()
            .any(|word| has(between, word));
        if !is_like || is_apart || between.len() > LISTED_APART_MAX {
            break;
        }
        parts.insert(0, *at);
        if parts.len() > 1 && sum_of(&parts, claims) == total.amount.value {
            return Some(added("list_total", &parts, whole, found));
        }
    }
    is_slip(&parts, whole, found).then(|| Check {
        standing: Standing::Oddity,
        ..added("list_total", &parts, whole, found)
    })
}

/// Members of a list stand no further apart.
const LISTED_APART_MAX: usize = 24;

/// 2024年350次，2025年377次，两年累计727次.
fn years_of(sentence: &[usize], nth: usize, found: &Found) -> Option<Check> {
    let claims = &found.claims;
    let total = &claims[sentence[nth]];
    let years = total.scope.strip_suffix('年')?;
    let named = ["两二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let nth_named = named
        .iter()
        .position(|names| !years.is_empty() && names.contains(years));
    let years = years.parse().ok().or(nth_named.map(|at| at + 2))?;
    let like = |at: &&usize| {
        let claim = &claims[**at];
        claim.measure == total.measure && claim.unit == total.unit && claim.amount.is_exact()
    };
    let parts: Vec<usize> = sentence[..nth].iter().filter(like).copied().collect();
    let is_whole = total.measure.is_some() && total.amount.is_exact() && !total.per_head;
    (is_whole && parts.len() == years).then(|| added("list_total", &parts, sentence[nth], found))
}

/// 上半年150次，下半年227次，全年377次, and the periods of a year alone, of a figure that stands in an
/// earlier sentence.
fn year_of(sentence: &[usize], names: &[&str], found: &Found) -> Option<Check> {
    let claims = &found.claims;
    let of = |name: &&str| {
        let mut told = sentence.iter().filter(|at| claims[**at].scope == **name);
        told.next().copied().filter(|_| told.next().is_none())
    };
    let parts: Vec<usize> = names.iter().map(of).collect::<Option<_>>()?;
    let first = &claims[parts[0]];
    let same = |claim: &Claim| {
        claim.measure == first.measure
            && claim.unit == first.unit
            && claim.class == first.class
            && adds_up(claim)
            && claim.amount.is_exact()
    };
    if !parts.iter().all(|at| same(&claims[*at])) {
        return None;
    }
    let is_whole = |at: &usize| claims[*at].scope.is_empty() && same(&claims[*at]);
    let mut wholes = sentence.iter().copied().filter(is_whole);
    match (wholes.next(), wholes.next()) {
        (Some(whole), None) if first.measure.is_some() => {
            Some(added("spread_adds_up", &parts, whole, found))
        }
        (None, _) => year_ahead(sentence[0], &parts, found),
        _ => None,
    }
}

/// The year's figure is looked for among so many claims ahead.
const CLAIMS_BACK_MAX: usize = 200;

/// Of the figures ahead that the periods may be of, one that they add up to; else the nearest,
/// where both say what they count, or one that they all but add up to.
fn year_ahead(begin: usize, parts: &[usize], found: &Found) -> Option<Check> {
    let (claims, spots) = (&found.claims, &found.spots);
    let first = &claims[parts[0]];
    let sum = sum_of(parts, claims);
    let may_be = |at: &usize| {
        let claim = &claims[*at];
        let is_named = claim.measure.is_some() && claim.scope.is_empty() && adds_up(claim);
        let is_same = first.measure.is_none() && spots[*at].passage == spots[begin].passage
            || claim.measure == first.measure;
        is_named && is_same && claim.unit == first.unit && claim.amount.is_exact()
    };
    let wholes = || {
        let ahead = (0..begin).rev().take(CLAIMS_BACK_MAX);
        ahead.filter(may_be)
    };
    let gap = |at: &usize| (claims[*at].amount.value - sum).abs();
    let is_slip = |at: &usize| {
        let stated = claims[*at].amount.value;
        stated >= 10.0 && gap(at) <= (stated * 0.03).max(2.0)
    };
    if let Some(whole) = wholes().find(|at| gap(at) < 1e-6) {
        return Some(added("spread_adds_up", parts, whole, found));
    }
    if first.measure.is_some() {
        return Some(added("spread_adds_up", parts, wholes().next()?, found));
    }
    let check = added("spread_adds_up", parts, wholes().find(is_slip)?, found);
    let standing = check.standing.min(Standing::Oddity);
    Some(Check { standing, ..check })
}

fn added(rule: &str, parts: &[usize], whole: usize, found: &Found) -> Check {
    let claims = &found.claims;
    let sum = sum_of(parts, claims);
    // Money printed in myriads is rounded, to the finest place that any of the figures shows.
    let places = parts
        .iter()
        .chain([&whole])
        .map(|at| claims[*at].amount.last_place);
    let finest = places.fold(f64::INFINITY, f64::min);
    let slack = match finest > 1.0 {
        true => finest * 0.5 * (parts.len() + 1) as f64,
        false => 0.0,
    };
    let gap = (sum - claims[whole].amount.value).abs();
    let (exact, is_sound) = (gap == 0.0, gap <= slack);
    let terms: Vec<String> = parts.iter().map(|at| figure(&claims[*at])).collect();
    let sign = match (exact, is_sound) {
        (true, _) => "=",
        (false, true) => "≈",
        _ => "≠",
    };
    let total = figure(&claims[whole]);
    let arithmetic = format!("{} = {} {sign} {total}", terms.join(" + "), plain(sum));
    let title = match rule {
        "list_total" => Text::new(
            "合计等于所列各项之和",
            "a total is the sum of what is listed",
        ),
        _ => Text::new(
            "各时段之和等于全年数",
            "quarters or months add up to the year",
        ),
    };
    let mut all = vec![whole];
    all.extend(parts);
    Check {
        rule: rule.to_string(),
        standing: Standing::of(is_sound),
        title,
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: all,
        against_run: false,
    }
}
