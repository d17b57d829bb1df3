//! What a report's own words contradict: exact totals with vague words, shares above the whole, a
//! figure said twice, lists that are not as long as announced, a date past the term.

use super::claims::Found;
use super::expression::plain;
use super::folded::{Folded, has, positions};
use super::identities::overlap;
use super::outline::{Kind, Passage};
use super::rulebook::Rulebook;
use crate::model::{Check, Claim, Standing, Text, UnitClass};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

pub fn checks(
    passages: &[Passage],
    found: &Found,
    year: Option<u32>,
    book: &Rulebook,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for (at, claim) in found.claims.iter().enumerate() {
        checks.extend(vague(at, claim, book));
        checks.extend(above_the_whole(at, claim, book));
        let spot = found.spots[at];
        let passage = &passages[spot.passage];
        if passage.kind != Kind::Table {
            checks.extend(announced_list(at, claim, &passage.folded, spot.from));
        }
    }
    checks.extend(said_twice(&found.claims, book));
    checks.extend(date_of_report(passages, year));
    checks.extend(year_of_title(passages, year));
    checks
}

/// The year that the opening words promise is that of the title.
fn year_of_title(passages: &[Passage], year: Option<u32>) -> Option<Check> {
    let year = year?;
    let mut written = passages
        .iter()
        .filter(|passage| passage.kind != Kind::Furniture);
    let is_title = |passage: &&Passage| {
        let text = &passage.folded;
        text.len() <= 60 && has(&text.chars, &year.to_string()) && !has(&text.chars, "。")
    };
    written.next().filter(is_title)?;
    let promise = written.take(4).find_map(|passage| {
        let text = &passage.folded;
        let now: Vec<char> = "现将".chars().collect();
        let from = positions(&text.chars, &now).last()?;
        let (_, to) = text.sentence(from);
        (from..to).find_map(|at| {
            let number = super::numerals::number_at(text, at)?;
            let is_year = text.get(number.to) == Some('年') && number.low >= 1990.0;
            let is_whole = !text.before(at).is_some_and(|c| c.is_ascii_digit());
            (is_year && is_whole).then_some((number.low as u32, text.quoted(from, to)))
        })
    });
    let (named, words) = promise?;
    (named != year).then(|| {
        let arithmetic = format!("{named} ≠ {year}: “{words}”");
        one(
            "year_of_title",
            Standing::Oddity,
            Text::new(
                "正文所报年度与标题一致",
                "the year reported on is that of the title",
            ),
            Text::new(arithmetic.clone(), arithmetic),
            Vec::new(),
        )
    })
}

fn one(rule: &str, standing: Standing, title: Text, arithmetic: Text, claims: Vec<usize>) -> Check {
    Check {
        rule: rule.to_string(),
        standing,
        title,
        arithmetic,
        claims,
        against_run: false,
    }
}

/// 共计8余: a total is exact, 余 is not. 61余: 余 follows a round number.
fn vague(at: usize, claim: &Claim, book: &Rulebook) -> Option<Check> {
    let words = &book.qualifiers;
    let of = |list: &[String]| {
        claim
            .qualifiers
            .iter()
            .find(|word| list.contains(word))
            .cloned()
    };
    let total = of(&words.total);
    let more = of(&words.more);
    let open = more
        .clone()
        .or_else(|| of(&words.about))
        .or_else(|| of(&words.after_about));
    if let (Some(total), Some(open)) = (&total, &open) {
        return Some(one(
            "exact_and_vague",
            Standing::Oddity,
            Text::new("确数与约数并用", "an exact total with a vague word"),
            Text::new(
                format!("“{}”:“{total}”要求确数,“{open}”表示约数", claim.text),
                format!(
                    "\"{}\": {total} promises the exact total, {open} leaves it open",
                    claim.text
                ),
            ),
            vec![at],
        ));
    }
    let more = more?;
    let units = (claim.amount.value / claim.amount.last_place).round();
    let is_round = units >= 10.0 && units % 10.0 == 0.0 || claim.amount.last_place < 1.0;
    (claim.class == UnitClass::Count && !is_round && claim.amount.value < 1e4).then(|| {
        one(
            "vague_after_precise",
            Standing::Oddity,
            Text::new("具体数后用“余”", "a vague word after a precise number"),
            Text::new(
                format!(
                    "“{}”:{}不是整十数,“{more}”只能跟在整数位之后",
                    claim.text,
                    plain(claim.amount.value)
                ),
                format!(
                    "\"{}\": {} is no round number, and {more} follows round ones",
                    claim.text,
                    plain(claim.amount.value)
                ),
            ),
            vec![at],
        )
    })
}

/// A share of more than the whole.
fn above_the_whole(at: usize, claim: &Claim, book: &Rulebook) -> Option<Check> {
    let is_change = book
        .scopes
        .change
        .iter()
        .any(|word| claim.scope.contains(word.as_str()));
    let is_share = claim.class == UnitClass::Rate && claim.unit == "%" && !is_change;
    (is_share && claim.amount.low > 100.0).then(|| {
        let text = format!("{} > 100%", claim.text);
        one(
            "share_above_the_whole",
            Standing::Oddity,
            Text::new("比率超过100%", "a share of more than the whole"),
            Text::new(text.clone(), text),
            vec![at],
        )
    })
}

/// A、B、C等3类: the list before 等 is as long as the number after it says.
fn announced_list(at: usize, claim: &Claim, text: &Folded, from: usize) -> Option<Check> {
    let is_list_unit = matches!(
        claim.unit.as_str(),
        "类" | "大类" | "项" | "个" | "种" | "家" | "条"
    );
    let number_from = from;
    if !is_list_unit || text.before(number_from) != Some('等') || !claim.amount.is_exact() {
        return None;
    }
    let ahead = &text.chars[..number_from - 1];
    let begin = ahead
        .iter()
        .rposition(|c| matches!(c, '，' | '。' | '；' | '：' | '（' | '！'))
        .map_or(0, |mark| mark + 1);
    let list = &ahead[begin..];
    let marks = list.iter().filter(|c| **c == '、').count();
    if marks == 0 {
        return None;
    }
    let last = list
        .iter()
        .rposition(|c| *c == '、')
        .map_or(list, |mark| &list[mark + 1..]);
    let joined = last
        .iter()
        .filter(|c| matches!(c, '和' | '及' | '与'))
        .count();
    let (least, most) = (marks + 1, marks + 1 + joined);
    let announced = claim.amount.value as usize;
    let counted = match (least..=most).contains(&announced) {
        true => announced,
        false => least,
    };
    // 等 may leave a longer list open; a list longer than announced is wrong.
    let standing = match announced {
        n if n < least => Standing::Fails,
        n if n <= most => Standing::Holds,
        _ => return None,
    };
    let sign = if standing == Standing::Holds {
        "="
    } else {
        "≠"
    };
    let list: String = list.iter().collect();
    Some(one(
        "announced_list",
        standing,
        Text::new("列举的项数与所称的数一致", "a list is as long as announced"),
        Text::new(
            format!("“{list}等”列举{counted}项 {sign} {announced}"),
            format!("\"{list}等\" lists {counted} {sign} {announced}"),
        ),
        vec![at],
    ))
}

/// A total of the year is the same wherever it is said.
fn said_twice(claims: &[Claim], book: &Rulebook) -> Vec<Check> {
    let mut checks = Vec::new();
    for measure in book.measures.iter().filter(|measure| measure.once) {
        let said: Vec<usize> = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| {
                claim.measure.as_ref() == Some(&measure.id)
                    && claim.scope.is_empty()
                    && !claim.per_head
            })
            .map(|(at, _)| at)
            .collect();
        let said = without_lists(&said, claims, &book.qualifiers.total);
        let [first, rest @ ..] = said.as_slice() else {
            continue;
        };
        if rest.is_empty() {
            continue;
        }
        let agrees = |at: &usize| overlap(&claims[*first].amount, &claims[*at].amount);
        let same_unit = rest
            .iter()
            .all(|at| claims[*at].unit == claims[*first].unit);
        let standing = match (rest.iter().all(agrees), same_unit) {
            (true, _) => Standing::Holds,
            (false, true) => Standing::Fails,
            (false, false) => Standing::Oddity,
        };
        let sign = if standing == Standing::Holds {
            " = "
        } else {
            " ≠ "
        };
        let figures: Vec<String> = said
            .iter()
            .map(|at| format!("{}({})", claims[*at].text, claims[*at].paragraph))
            .collect();
        let figures = figures.join(sign);
        checks.push(one(
            "said_twice",
            standing,
            Text::new(
                format!("各处所写的{}一致", measure.zh),
                format!("{}: the same wherever it is said", measure.en),
            ),
            Text::new(figures.clone(), figures),
            said,
        ));
    }
    checks
}

/// A sentence that says several figures of one measure lists what it is made of: none of them is
/// the year's.
fn without_lists(said: &[usize], claims: &[Claim], totals: &[String]) -> Vec<usize> {
    type Bounds = (f64, f64);
    let sentence = |at: &usize| {
        (
            claims[*at].paragraph.as_str(),
            claims[*at].sentence.as_str(),
        )
    };
    // Of each sentence the greatest of the least and the least of the greatest of its figures.
    let mut bounds: BTreeMap<(&str, &str), Bounds> = BTreeMap::new();
    for at in said {
        let amount = &claims[*at].amount;
        let known = bounds
            .entry(sentence(at))
            .or_insert((amount.low, amount.high));
        *known = (known.0.max(amount.low), known.1.min(amount.high));
    }
    let is_listed = |at: &usize| {
        let amount = &claims[*at].amount;
        let known = bounds.get(&sentence(at));
        known.is_some_and(|(low, high)| *low > amount.high || *high < amount.low)
    };
    // But for the one that is called the total.
    let is_total = |at: &usize| {
        let mut words = claims[*at].qualifiers.iter();
        words.any(|word| totals.contains(word))
    };
    let keeps = |at: &usize| is_total(at) || !is_listed(at);
    said.iter().copied().filter(keeps).collect()
}

/// The annual report of a year is due by the 31st of the next January.
fn date_of_report(passages: &[Passage], year: Option<u32>) -> Option<Check> {
    let year = year? as i32;
    let date = passages
        .iter()
        .rev()
        .take(4)
        .find_map(|passage| whole_date(&passage.folded))?;
    if date.year() < year || date.year() == year && date.month() >= 10 {
        return None;
    }
    if date.year() == year {
        return before_the_end(passages, date, year);
    }
    let term = NaiveDate::from_ymd_opt(year + 1, 1, 31)?;
    let (standing, sign) = match date <= term {
        true => (Standing::Holds, "≤"),
        false => (Standing::Oddity, ">"),
    };
    let text = format!("{date} {sign} {term}");
    Some(one(
        "date_of_report",
        standing,
        Text::new(
            "年度报告在次年1月31日前公开",
            "an annual report is due by 31 January",
        ),
        Text::new(text.clone(), text),
        Vec::new(),
    ))
}

/// A report on a whole year that is dated in the middle of it.
fn before_the_end(passages: &[Passage], date: NaiveDate, year: i32) -> Option<Check> {
    let title = passages
        .iter()
        .find(|passage| passage.kind != Kind::Furniture)?;
    let parts = ["半年", "季度", "月", "阶段"];
    if parts.iter().any(|word| has(&title.folded.chars, word)) {
        return None;
    }
    let end = NaiveDate::from_ymd_opt(year, 12, 31)?;
    let text = format!("{date} < {end}");
    Some(one(
        "date_of_report",
        Standing::Oddity,
        Text::new(
            "年度报告的日期在年度终了之后",
            "a report on a year is dated after its end",
        ),
        Text::new(text.clone(), text),
        Vec::new(),
    ))
}

/// A passage that is a date and nothing else.
fn whole_date(text: &Folded) -> Option<NaiveDate> {
    if text.len() > 14 {
        return None;
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() && parts.len() < 3 {
        match super::numerals::number_at(text, at) {
            Some(number) => {
                parts.push(number.low as u32);
                at = number.to;
            }
            None => at += 1,
        }
    }
    match parts[..] {
        [year, month, day] => NaiveDate::from_ymd_opt(year as i32, month, day),
        _ => None,
    }
}
