//! A rate beside the two figures that it is of: …100处，整改95处，整改率95%; 其中208次，占55.2%.

use super::claims::Found;
use super::expression::plain;
use super::folded::{Folded, has};
use crate::model::{Check, Standing, Text, UnitClass};

/// What a rate of a sentence is of.
struct Rated {
    whole: usize,
    part: usize,
    /// Whether the rate's name takes up the part's words.
    is_named: bool,
}

/// The check of one rate; `claims` are those of its sentence, which begins at `from`.
pub fn rate(
    text: &Folded,
    from: usize,
    nth: usize,
    claims: &[usize],
    found: &Found,
) -> Option<Check> {
    let stated = &found.claims[nth];
    if stated.class != UnitClass::Rate || !stated.amount.is_exact() || stated.unit != "%" {
        return None;
    }
    let sentence = Sentence {
        text,
        from,
        claims,
        found,
    };
    let fitting = sentence.named(nth).into_iter().find(|rated| {
        let gap = gap(rated, nth, found);
        gap.is_some_and(|gap| gap <= stated.amount.last_place * 0.5 + 1e-9)
    });
    let rated = fitting.or_else(|| sentence.rated(nth))?;
    let value = |nth: usize| found.claims[nth].amount.value;
    let (a, b) = (value(rated.part), value(rated.whole));
    // More than the whole is no part of it, unless it was planned: the rate is of something else.
    let exceeds = a > b && !is_planned(text, rated.whole, found);
    if exceeds && !(rated.is_named && stated.amount.value <= 100.0) {
        return None;
    }
    let gap = gap(&rated, nth, found)?;
    let place = stated.amount.last_place;
    let (standing, sign) = if gap <= place * 0.5 + 1e-9 {
        (Standing::Holds, if gap < 1e-9 { "=" } else { "≈" })
    } else if exceeds || gap < place && a / b * 100.0 > stated.amount.value {
        // Above the whole it may be of another; cut off instead of rounded it is nearly right.
        (Standing::Oddity, "≠")
    } else {
        (Standing::Fails, "≠")
    };
    let arithmetic = format!(
        "{} ÷ {} = {}% {sign} {}",
        plain(a),
        plain(b),
        plain((a / b * 10_000.0).round() / 100.0),
        stated.text
    );
    Some(Check {
        rule: "rate_of_two".to_string(),
        standing,
        title: Text::new(
            "比率与所在句的两个数相符",
            "a rate agrees with the two figures beside it",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: vec![rated.whole, rated.part, nth],
        against_run: false,
    })
}

/// How far the quotient is from what is stated; `None` where the two make none.
fn gap(rated: &Rated, nth: usize, found: &Found) -> Option<f64> {
    let (part, whole) = (&found.claims[rated.part], &found.claims[rated.whole]);
    let is_sound = whole.amount.value > 0.0 && !part.per_head && !whole.per_head;
    let computed = part.amount.value / whole.amount.value * 100.0;
    is_sound.then(|| (computed - found.claims[nth].amount.value).abs())
}

/// Whether the clause says that the figure was a task.
fn is_planned(text: &Folded, nth: usize, found: &Found) -> bool {
    let spot = found.spots[nth];
    let (from, _) = text.clause(spot.from);
    let ahead = &text.chars[from.min(spot.from)..spot.from];
    ["计划", "任务", "目标"].iter().any(|word| has(ahead, word))
}

/// A sentence with its claims.
struct Sentence<'a> {
    text: &'a Folded,
    from: usize,
    claims: &'a [usize],
    found: &'a Found,
}

impl Sentence<'_> {
    /// Exact counts ahead of a rate.
    fn counts(&self, nth: usize) -> Vec<usize> {
        let is_count = |other: &usize| {
            let claim = &self.found.claims[*other];
            self.found.spots[*other].from < self.found.spots[nth].from
                && matches!(claim.class, UnitClass::Count | UnitClass::Money)
                && claim.amount.is_exact()
        };
        self.claims.iter().copied().filter(is_count).collect()
    }

    fn are_alike(&self, one: usize, other: usize) -> bool {
        let (a, b) = (&self.found.claims[one], &self.found.claims[other]);
        let is_money = a.class == UnitClass::Money && b.class == UnitClass::Money;
        one != other && (a.unit == b.unit || is_money)
    }

    /// The two characters before 率: 整改 of 整改率.
    fn stem(&self, nth: usize) -> Option<&[char]> {
        let behind = self
            .counts(nth)
            .last()
            .map_or(self.from, |last| self.found.spots[*last].to);
        let at = self.found.spots[nth].from;
        let named = &self.text.chars[behind.min(at)..at];
        let mark = named.iter().rposition(|c| *c == '率')?;
        Some(&named[mark.checked_sub(2)?..mark])
    }

    /// Whether a count's own words, after the figure before it, are those of the rate: 整改95处 of
    /// 整改率, and 不合格5批次 not of 合格率.
    fn is_named(&self, count: usize, nth: usize, stem: &[char]) -> bool {
        let spots = &self.found.spots;
        let (clause_from, clause_to) = self.text.clause(spots[count].from);
        let at = spots[count].from;
        let behind = self.claims.iter().map(|other| spots[*other].to);
        let behind = behind.filter(|to| *to <= at).max().unwrap_or(0);
        let begin = clause_from.max(self.from).max(behind).min(at);
        let tail = &self.text.chars[begin..at];
        let to = spots[count].to;
        let ahead = self.claims.iter().map(|other| spots[*other].from);
        let ahead = ahead.filter(|from| *from >= to).min().unwrap_or(to);
        let end = clause_to
            .clamp(to, spots[nth].from.max(to))
            .min(ahead.max(to));
        let after = &self.text.chars[to..end];
        let denies =
            |words: &[char]| stem[0] != '不' && (words.contains(&'不') || words.contains(&'未'));
        let stands = |words: &[char]| in_order(words, stem) && !denies(words);
        stands(&tail[tail.len().saturating_sub(NAME_REACH)..]) || stands(after)
    }

    /// Every part that the rate's name takes up, with every figure it may be a part of.
    fn named(&self, nth: usize) -> Vec<Rated> {
        let Some(stem) = self.stem(nth) else {
            return Vec::new();
        };
        let counts = self.counts(nth);
        let mut all = Vec::new();
        let parts = counts.iter().rev();
        for part in parts.filter(|part| self.is_named(**part, nth, stem)) {
            let wholes = counts
                .iter()
                .rev()
                .filter(|whole| self.are_alike(**whole, *part));
            all.extend(wholes.map(|whole| Rated {
                whole: *whole,
                part: *part,
                is_named: true,
            }));
        }
        all
    }

    /// Whole and part of a rate: where the rate's name (整改率) takes up the part's words (整改95处),
    /// in either order; where 占 stands between, the last count and what it is a part of.
    fn rated(&self, nth: usize) -> Option<Rated> {
        let (text, spots) = (self.text, &self.found.spots);
        let counts = self.counts(nth);
        let last = *counts.last()?;
        let between = &text.chars[spots[last].to.min(spots[nth].from)..spots[nth].from];
        if has(between, "分别") {
            return self.respectively(nth, &counts);
        }
        if has(between, "占") && between.len() <= 12 {
            let others = counts.iter().copied();
            let others: Vec<usize> = others
                .filter(|other| self.are_alike(*other, last))
                .collect();
            let whole = shared(text, self.from, (&others, last), self.found)?;
            return Some(Rated {
                whole,
                part: last,
                is_named: false,
            });
        }
        let named = self.named(nth);
        let before = |rated: &&Rated| rated.whole < rated.part;
        let choice = named.iter().find(before).or(named.first());
        if let Some(rated) = choice {
            // A list's member is a part of what stands before the list.
            let part = rated.part;
            let whole = match is_listed(text, rated, self.found) {
                true => counts
                    .iter()
                    .copied()
                    .find(|other| self.are_alike(*other, part))?,
                false => rated.whole,
            };
            return Some(Rated { whole, ..*rated });
        }
        let stem = self.stem(nth)?;
        let other = counts
            .iter()
            .copied()
            .rfind(|other| self.are_alike(*other, last))?;
        let ahead = &text.chars[self.from..spots[last].from];
        let tail = &ahead[ahead.len().saturating_sub(NAME_REACH)..];
        in_order(tail, stem).then_some(Rated {
            whole: other,
            part: last,
            is_named: false,
        })
    }

    /// 计划检查169次、触发式检查208次，分别占44.8%和55.2%: each rate is of the count in its turn, and all
    /// are of the figure ahead of these.
    fn respectively(&self, nth: usize, counts: &[usize]) -> Option<Rated> {
        let (claims, spots) = (&self.found.claims, &self.found.spots);
        let behind = spots[*counts.last()?].from;
        let (_, end) = self.text.clause(spots[nth].from);
        let is_listed = |other: &&usize| {
            let at = spots[**other].from;
            claims[**other].class == UnitClass::Rate && (behind..end).contains(&at)
        };
        let rates: Vec<usize> = self.claims.iter().filter(is_listed).copied().collect();
        let turn = rates.iter().position(|other| *other == nth)?;
        let parts = counts.len().checked_sub(rates.len())?;
        let (whole, part) = (*counts.get(parts.checked_sub(1)?)?, counts[parts + turn]);
        self.are_alike(whole, part).then_some(Rated {
            whole,
            part,
            is_named: false,
        })
    }
}

/// How far before a figure its words begin.
const NAME_REACH: usize = 12;

/// Whether nothing but 、 stands between the two.
fn is_listed(text: &Folded, rated: &Rated, found: &Found) -> bool {
    let (from, to) = (found.spots[rated.whole].to, found.spots[rated.part].from);
    text.chars
        .get(from..to)
        .is_some_and(|between| between.contains(&'、'))
}

/// What the members of a list are shares of: the figure before 其中, else the only one that is no
/// share itself.
fn shared(
    text: &Folded,
    from: usize,
    (others, last): (&[usize], usize),
    found: &Found,
) -> Option<usize> {
    let spot = |nth: usize| found.spots[nth];
    let last = spot(last).from;
    let ahead = |nth: &usize| {
        let (at, to) = (spot(*nth).from, spot(*nth).to);
        let others = others.iter().map(|other| spot(*other).from);
        let next = others.filter(|other| *other > at).min();
        let end = next.unwrap_or(last).max(to);
        has(&text.chars[to..end.min(to + 12)], "占")
    };
    let wholes: Vec<usize> = others.iter().copied().filter(|nth| !ahead(nth)).collect();
    let within = &text.chars[from.min(last)..];
    let mark = ["其中", "包括", "包含"]
        .iter()
        .filter_map(|word| {
            super::folded::positions(within, &word.chars().collect::<Vec<_>>()).next()
        })
        .min();
    let before = mark.and_then(|mark| {
        let stands = |nth: &usize| spot(*nth).from < from + mark;
        wholes.iter().copied().rfind(stands)
    });
    before.or_else(|| match others.iter().any(ahead) {
        true => (wholes.len() == 1).then(|| wholes[0]),
        false => wholes.last().copied(),
    })
}

/// Whether the characters stand there one after the other: 持证 in 持有行政执法证.
fn in_order(chars: &[char], stem: &[char]) -> bool {
    let mut here = chars.iter();
    stem.iter().all(|c| here.any(|known| known == c))
}
