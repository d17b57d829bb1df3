//! A change against the year before, where the sentence gives the figures of both years: in
//! percent, in points of a rate, as a difference, as a multiple.

use super::claims::Found;
use super::expression::plain;
use super::folded::has;
use super::outline::{Kind, Passage};
use crate::model::{Check, Claim, Standing, Text, UnitClass};

const FALLS: [&str; 5] = ["下降", "减少", "降低", "下滑", "少"];
const RISES: [&str; 6] = ["增长", "上升", "增加", "提高", "提升", "多"];
const CHANGES: [&str; 15] = [
    "环比", "增幅", "降幅", "涨幅", "同比", "相差", "差额", "增长", "下降", "上升", "减少", "增加",
    "提升", "提高", "降低",
];
const YEAR_BEFORE: [&str; 5] = ["上年", "去年", "同期", "上一年", "前一年"];

pub fn checks(passages: &[Passage], found: &Found, year: Option<u32>) -> Vec<Check> {
    let one = |nth| Changed::of(passages, nth, found, year)?.check();
    let all = 0..found.claims.len();
    let moves = all.clone().filter_map(|nth| moved(passages, nth, found));
    all.filter_map(one).chain(moves).collect()
}

/// A change as it is stated, and the figures of both years.
struct Changed<'a> {
    found: &'a Found,
    nth: usize,
    now: usize,
    before: usize,
    kind: Kinds,
    /// The stated change, below nothing where it falls.
    told: f64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    Percent,
    /// Points of a rate, or pieces or money.
    Difference,
    Multiple,
}

impl<'a> Changed<'a> {
    fn of(
        passages: &[Passage],
        nth: usize,
        found: &'a Found,
        year: Option<u32>,
    ) -> Option<Changed<'a>> {
        let stated = &found.claims[nth];
        let spot = found.spots[nth];
        let passage = &passages[spot.passage];
        if passage.kind == Kind::Table || !stated.amount.is_exact() {
            return None;
        }
        let text = &passage.folded;
        let (from, to) = text.sentence(spot.from);
        let inside = |at: &usize| {
            let other = found.spots[*at];
            other.passage == spot.passage && (from..to).contains(&other.from)
        };
        // Changes that are said in one breath do not stand between a figure and its own.
        let years = |at: &usize| {
            let claim = &found.claims[*at];
            // 由95.2%提高到98.5% tells a year's figure, however it got there.
            let at_from = found.spots[*at].from;
            let begins = at
                .checked_sub(1)
                .filter(inside)
                .map_or(from, |at| found.spots[at].to);
            let words = &text.chars[begins.min(at_from)..at_from];
            let arrived = words.contains(&'到') || words.contains(&'至');
            (arrived || !is_change(claim)) && !is_multiple(claim)
        };
        let mut ahead = (0..nth).rev().take_while(inside).filter(years);
        let last = ahead.next()?;
        let earlier = ahead.next();
        let behind = Some(nth + 1).filter(|at| *at < found.claims.len() && inside(at));
        let is_before = |at: usize| is_year_before(&found.claims[at], year);
        let (now, before) = match (earlier, behind) {
            (Some(earlier), _) if is_next_month(earlier, last, found) => (last, earlier),
            (Some(earlier), _) if is_before(last) && !is_before(earlier) => (earlier, last),
            (Some(earlier), _) if is_before(earlier) && !is_before(last) => (last, earlier),
            (_, Some(behind)) if is_before(behind) && !is_before(last) => (last, behind),
            _ => return None,
        };
        let begin = found.spots[nth - 1].to.clamp(from, spot.from);
        let words = &text.chars[begin..spot.from];
        let sentence = &text.chars[from..to];
        let is_of_months = is_next_month(before, now, found);
        let is_open = has(sentence, "分别") || stated.scope.contains("环比") != is_of_months;
        let kind = kind(stated, &found.claims[now])?;
        if is_open || !are_alike(&found.claims[now], &found.claims[before], kind) {
            return None;
        }
        let told = match kind {
            Kinds::Multiple => (words == ['的'] && before + 1 == nth).then_some(1.0)?,
            _ => direction(words)?,
        };
        Some(Changed {
            found,
            nth,
            now,
            before,
            kind,
            told: told * stated.amount.value,
        })
    }

    fn check(&self) -> Option<Check> {
        let claims = &self.found.claims;
        let (a, b) = (&claims[self.now].amount, &claims[self.before].amount);
        let stated = &claims[self.nth];
        if b.value <= 0.0 || !a.is_exact() || !b.is_exact() {
            return None;
        }
        let (low, high) = self.bounds();
        let slack = match stated.class == UnitClass::Count && stated.amount.last_place <= 1.0 {
            true => 1e-9,
            false => stated.amount.last_place * 0.5 + 1e-9,
        };
        let holds = low - slack <= self.told && self.told <= high + slack;
        let sign = if holds { "≈" } else { "≠" };
        let (x, y) = (plain(a.value), plain(b.value));
        let round = |number: f64| plain((number * 100.0).round() / 100.0);
        let told = plain(self.told);
        let arithmetic = match self.kind {
            Kinds::Percent => {
                let computed = round((a.value - b.value) / b.value * 100.0);
                format!("({x} − {y}) ÷ {y} = {computed}% {sign} {told}")
            }
            Kinds::Difference => format!("{x} − {y} = {} {sign} {told}", round(a.value - b.value)),
            Kinds::Multiple => format!("{x} ÷ {y} = {} {sign} {told}", round(a.value / b.value)),
        };
        Some(Check {
            rule: "change_of_two".to_string(),
            standing: Standing::of(holds),
            title: Text::new(
                "同比与本年、上年两数相符",
                "a change agrees with the figures of both years",
            ),
            arithmetic: Text::new(arithmetic.clone(), arithmetic),
            claims: vec![self.now, self.nth, self.before],
            against_run: false,
        })
    }

    /// What the change can be, the two figures being rounded where they are printed so.
    fn bounds(&self) -> (f64, f64) {
        let claims = &self.found.claims;
        let (now, before) = (&claims[self.now], &claims[self.before]);
        let (a, b) = (now.amount.value, before.amount.value);
        // To the finer place of the two: who prints 133.4 prints 150 for 150.0.
        let place = now.amount.last_place.min(before.amount.last_place);
        let half = match now.class {
            UnitClass::Count if place <= 1.0 => 0.0,
            _ => place * 0.5,
        };
        match self.kind {
            Kinds::Percent => (
                ((a - half) / (b + half) - 1.0) * 100.0,
                ((a + half) / (b - half) - 1.0) * 100.0,
            ),
            Kinds::Difference => (a - b - 2.0 * half, a - b + 2.0 * half),
            Kinds::Multiple => ((a - half) / (b + half), (a + half) / (b - half)),
        }
    }
}

fn kind(stated: &Claim, now: &Claim) -> Option<Kinds> {
    let is_rate = now.class == UnitClass::Rate;
    let counted = matches!(now.class, UnitClass::Count | UnitClass::Money);
    match (stated.class, stated.unit.as_str()) {
        (UnitClass::Rate, "%") if counted && is_change(stated) => Some(Kinds::Percent),
        (UnitClass::Rate, unit) if is_rate && unit.ends_with("百分点") => {
            Some(Kinds::Difference)
        }
        _ if is_multiple(stated) && counted => Some(Kinds::Multiple),
        (class, unit) if class == now.class && counted && is_change(stated) => {
            (class == UnitClass::Money || unit == now.unit).then_some(Kinds::Difference)
        }
        _ => None,
    }
}

fn are_alike(now: &Claim, before: &Claim, kind: Kinds) -> bool {
    let rates = now.unit == "%" && before.unit == "%";
    let unit = now.class == UnitClass::Money || now.unit == before.unit;
    // A part of this year's is not the whole of last year's.
    let is_part = |claim: &Claim| claim.scope.contains("其中") || claim.scope.contains("包括");
    let other_year = now.scope.ends_with('年');
    now.class == before.class
        && unit
        && (now.class != UnitClass::Rate || kind == Kinds::Difference && rates)
        && is_part(now) == is_part(before)
        && now.per_head == before.per_head
        && !other_year
}

/// Up or down, as the words ahead of the change say; a minus sign turns it round.
fn direction(words: &[char]) -> Option<f64> {
    let says = |list: &[&str]| list.iter().any(|word| has(words, word));
    let sign = match words.last() {
        Some('-' | '−' | '－') => -1.0,
        _ => 1.0,
    };
    match (says(&FALLS), says(&RISES)) {
        (true, false) => Some(-sign),
        (false, true) => Some(sign),
        _ => None,
    }
}

/// Whether the two are of neighbouring months, the earlier one first: 环比 is of them.
fn is_next_month(before: usize, now: usize, found: &Found) -> bool {
    let month = |at: usize| -> Option<u32> {
        let mut words = found.claims[at].scope.split(' ');
        words.find_map(|word| word.strip_suffix('月')?.parse().ok())
    };
    matches!((month(before), month(now)), (Some(one), Some(next)) if one + 1 == next)
}

/// 由222件减少到540件: what the words say of two figures, and what these say.
fn moved(passages: &[Passage], nth: usize, found: &Found) -> Option<Check> {
    let before = nth.checked_sub(1)?;
    let (now, then) = (&found.claims[nth], &found.claims[before]);
    let (spot, other) = (found.spots[nth], found.spots[before]);
    let passage = &passages[spot.passage];
    if passage.kind == Kind::Table || other.passage != spot.passage || now.unit != then.unit {
        return None;
    }
    let (from, _) = passage.folded.sentence(spot.from);
    let text = &passage.folded.chars;
    let words = text.get(other.to..spot.from)?;
    let begins = text.get(from..other.from)?;
    let starts = ['由', '从'].iter().any(|word| begins.contains(word));
    let arrives = words.iter().position(|c| matches!(c, '到' | '至' | '为'))?;
    let told = direction(&words[..arrives])?;
    let is_plain = now.amount.is_exact() && then.amount.is_exact() && arrives <= 8;
    let real = now.amount.value - then.amount.value;
    if !starts || !is_plain || has(words, "，") {
        return None;
    }
    let holds = real * told > 0.0;
    let sign = if real > 0.0 { ">" } else { "≤" };
    let (a, b) = (plain(now.amount.value), plain(then.amount.value));
    let said: String = words[..arrives].iter().collect();
    let arithmetic = format!("{a} {sign} {b} ({said})");
    (!holds).then(|| Check {
        rule: "change_of_two".to_string(),
        standing: Standing::Fails,
        title: Text::new(
            "升降之词与两数相符",
            "the words for up or down agree with the figures",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: vec![nth, before],
        against_run: false,
    })
}

fn is_change(claim: &Claim) -> bool {
    CHANGES.iter().any(|word| claim.scope.contains(word))
}

fn is_multiple(claim: &Claim) -> bool {
    claim.unit == "倍"
}

fn is_year_before(claim: &Claim, year: Option<u32>) -> bool {
    let named = year.map(|year| format!("{}年", year.saturating_sub(1)));
    let says = |word: &str| claim.scope.contains(word);
    YEAR_BEFORE.iter().any(|word| says(word)) || named.is_some_and(|named| says(&named))
}
