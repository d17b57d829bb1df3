//! What is done of what there was: 发现隐患100处，已整改103处. No word says that the one is a part of
//! the other; the two words together do.

use super::claims::Found;
use super::expression::plain;
use super::folded::has;
use super::outline::{Kind, Passage};
use crate::model::{Check, Standing, Text, UnitClass};

/// What there was, and what of it.
const PAIRS: [(&str, &str); 10] = [
    ("发现", "整改"),
    ("排查", "整改"),
    ("受理", "办结"),
    ("接到", "办结"),
    ("接报", "办结"),
    ("移送", "立案"),
    ("立案", "结案"),
    ("任务", "完成"),
    ("检测", "查处"),
    ("应缴", "收缴"),
];

/// What is done may be left from the year before.
const CARRIED_OVER: [&str; 6] = ["结转", "上年", "往年", "历年", "遗留", "去年"];

pub fn checks(passages: &[Passage], found: &Found) -> Vec<Check> {
    let all = 1..found.claims.len();
    all.filter_map(|nth| check(passages, found, nth)).collect()
}

fn check(passages: &[Passage], found: &Found, nth: usize) -> Option<Check> {
    let spot = found.spots[nth];
    let passage = &passages[spot.passage];
    if passage.kind == Kind::Table {
        return None;
    }
    let (from, to) = passage.folded.sentence(spot.from);
    let text = &passage.folded.chars;
    let inside = |at: &usize| {
        let other = found.spots[*at];
        other.passage == spot.passage && (from..to).contains(&other.from)
    };
    // From the figure before to the next one, or the end of the clause.
    let words = |at: usize| {
        let here = found.spots[at];
        let (begins, ends) = passage.folded.clause(here.from);
        let before = at.checked_sub(1).filter(inside);
        let before = before.map_or(from, |before| found.spots[before].to);
        let next = Some(at + 1)
            .filter(|next| *next < found.spots.len())
            .filter(inside);
        let next = next.map_or(ends, |next| found.spots[next].from.min(ends));
        let begins = begins.max(before).min(here.from);
        (&text[begins..here.from], &text[here.to..next.max(here.to)])
    };
    let says = |at: usize, word: &str| {
        let (ahead, behind) = words(at);
        has(ahead, word) || has(behind, word)
    };
    let carried = CARRIED_OVER.iter().any(|word| has(&text[from..to], word));
    let part = &found.claims[nth];
    let is_plain = matches!(part.class, UnitClass::Count | UnitClass::Money);
    if carried || !is_plain || !part.amount.is_exact() || part.per_head {
        return None;
    }
    let whole = PAIRS.iter().find_map(|(was, done)| {
        let before = nth.checked_sub(1).filter(inside)?;
        let is_pair =
            says(nth, done) && !says(nth, was) && says(before, was) && !says(before, done);
        let is_like = found.claims[before].unit == part.unit && !found.claims[before].per_head;
        (is_pair && is_like).then_some(before)
    })?;
    let (a, b) = (part.amount.value, found.claims[whole].amount.high);
    (a > b).then(|| {
        let arithmetic = format!("{} > {}", plain(a), plain(b));
        Check {
            rule: "done_of_what_there_was".to_string(),
            standing: Standing::Oddity,
            title: Text::new("完成数不超过其所出的总数", "no more is done than there was"),
            arithmetic: Text::new(arithmetic.clone(), arithmetic),
            claims: vec![whole, nth],
            against_run: false,
        }
    })
}
