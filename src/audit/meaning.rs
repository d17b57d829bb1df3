//! What a figure counts: the measure whose words stand nearest, and what narrows it.

use super::figures::Figure;
use super::folded::{Folded, has, positions};
use super::rulebook::{Measure, Rulebook, class_of};
use crate::model::{Text, UnitClass};

/// The words around a figure.
pub struct Around<'a> {
    /// In the clause, after the figure before.
    pub before: &'a [char],
    /// In the clause, as far as the next figure.
    pub after: &'a [char],
    /// In the sentence, ahead of `before`.
    pub earlier: &'a [char],
    pub headings: &'a [Vec<char>],
    /// Whether the words in the clause name something themselves, so that no heading does.
    pub has_noun: bool,
}

/// The words around the nth figure of a passage.
pub fn around<'a>(
    text: &'a Folded,
    figures: &[Figure],
    nth: usize,
    headings: &'a [Vec<char>],
    general: &[String],
) -> Around<'a> {
    let figure = &figures[nth];
    let (clause_from, clause_to) = text.clause(figure.number_from);
    let (sentence_from, _) = text.sentence(figure.number_from);
    let behind = nth.checked_sub(1).map_or(0, |nth| figures[nth].to);
    let ahead = figures.get(nth + 1).map_or(text.len(), |next| next.from);
    let from = clause_from.max(behind).min(figure.from);
    let mut to = clause_to.min(ahead).max(figure.to);
    // A list goes on to its next item: what follows the comma belongs to the figure after it.
    if ahead < clause_to
        && let Some(mark) = text.chars[figure.to..to]
            .iter()
            .position(|c| matches!(c, '、' | '和' | '及'))
    {
        to = figure.to + mark;
    }
    let (before, after) = (&text.chars[from..figure.from], &text.chars[figure.to..to]);
    Around {
        has_noun: [before, after]
            .iter()
            .any(|words| own_words(words, general).len() >= 2)
            // What a figure ahead of it counts, this one may count too.
            || text.chars[sentence_from..from.max(sentence_from)]
                .iter()
                .any(char::is_ascii_digit),
        before,
        after,
        earlier: &text.chars[sentence_from.min(from)..from],
        headings,
    }
}

/// The measure that a figure states.
pub fn measure<'b>(
    figure: &Figure,
    around: &Around<'_>,
    book: &'b Rulebook,
) -> Option<&'b Measure> {
    let scored = book.measures.iter().filter_map(|measure| {
        let score = score(figure, around, measure)?;
        Some((score, measure))
    });
    // The first of the best: the order of the book decides between equals.
    scored
        .fold(
            None,
            |best: Option<(f64, &Measure)>, (score, measure)| match best {
                Some((known, _)) if known >= score => best,
                _ => Some((score, measure)),
            },
        )
        .map(|(_, measure)| measure)
}

/// Words of an earlier clause or of the heading speak for a figure with no more than this before
/// it.
const EARLIER_BEFORE_MAX: usize = 8;

fn score(figure: &Figure, around: &Around<'_>, measure: &Measure) -> Option<f64> {
    if !unit_fits(figure, measure) {
        return None;
    }
    let in_clause = |word: &String| has(around.before, word) || has(around.after, word);
    if measure.not.iter().any(in_clause) {
        return None;
    }
    let in_sentence = |word: &String| in_clause(word) || has(around.earlier, word);
    if let Some(word) = alone(around, measure)
        && measure
            .with
            .iter()
            .all(|group| group.iter().any(in_sentence))
    {
        return Some(word as f64 + 5.0);
    }
    let above = |word: &String| around.headings.iter().any(|title| has(title, word));
    let mut bonus = 0.0;
    for group in &measure.near {
        let word = group.iter().find(|word| in_clause(word))?;
        bonus += word.chars().count() as f64 + 2.0;
    }
    for group in &measure.sentence {
        group.iter().find(|word| in_sentence(word))?;
        bonus += 1.5;
    }
    for group in &measure.with {
        group.iter().find(|word| in_sentence(word) || above(word))?;
        bonus += 1.0;
    }
    let best = measure
        .words
        .iter()
        .filter_map(|word| head(word, around, measure.reach))
        .fold(None, |best: Option<f64>, score| {
            Some(best.map_or(score, |known| known.max(score)))
        })?;
    Some(best + bonus)
}

/// The length of the word that is all that stands ahead of the figure, but for a year before it.
fn alone(around: &Around<'_>, measure: &Measure) -> Option<usize> {
    let word: String = around.before.iter().collect();
    let word = word.trim_start_matches(|c: char| c.is_ascii_digit() || "年度全初原".contains(c));
    let known = measure.alone.iter().any(|known| known == word);
    known.then(|| word.chars().count())
}

/// How well a word stands for the figure: long and near is best.
fn head(word: &str, around: &Around<'_>, reach: usize) -> Option<f64> {
    let word: Vec<char> = word.chars().collect();
    let length = word.len() as f64;
    let behind = positions(around.before, &word)
        .last()
        .map(|at| around.before.len() - at - word.len());
    let ahead = positions(around.after, &word).next();
    let near = [(behind, 5.0), (ahead, 5.5)]
        .into_iter()
        .filter_map(|(gap, worth)| {
            let gap = gap.filter(|gap| *gap <= reach)?;
            Some(length + worth - 0.3 * gap as f64)
        });
    let near = near.fold(None, |best: Option<f64>, s| {
        Some(best.map_or(s, |known| known.max(s)))
    });
    if near.is_some() {
        return near;
    }
    // A clause with a noun of its own says itself what it counts.
    if around.before.len() > EARLIER_BEFORE_MAX || around.before.contains(&'率') {
        return None;
    }
    let earlier = positions(around.earlier, &word)
        .last()
        .map(|at| around.earlier.len() - at - word.len());
    if let Some(gap) = earlier.filter(|gap| *gap <= reach * 3) {
        return Some(length * 0.7 + 1.0 - 0.03 * gap as f64);
    }
    let above = around
        .headings
        .last()
        .is_some_and(|title| positions(title, &word).next().is_some());
    (above && !around.has_noun).then_some(length * 0.4)
}

/// What is left of words once those that name nothing of their own are taken out.
fn own_words(chars: &[char], general: &[String]) -> Vec<char> {
    let mut left = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let fits = |word: &&String| {
            let mut here = chars[at..].iter();
            word.chars().all(|c| here.next() == Some(&c))
        };
        let longest = general.iter().filter(fits).map(|word| word.chars().count());
        match longest.max() {
            Some(length) => at += length,
            None => {
                left.push(chars[at]);
                at += 1;
            }
        }
    }
    left.retain(|c| c.is_alphabetic());
    left
}

/// An object of its own between a measure's word and the figure: 检查农资门店405家次 is not how many
/// inspections there were.
pub fn object(around: &Around<'_>, measure: &Measure, book: &Rulebook) -> Option<String> {
    let ends = measure.words.iter().filter_map(|word| {
        let word: Vec<char> = word.chars().collect();
        let at = positions(around.before, &word).last()?;
        Some(at + word.len())
    });
    let behind = &around.before[ends.max()?..];
    let kind = book
        .scopes
        .kind
        .iter()
        .find(|word| has(around.before, word));
    if let Some(kind) = kind.filter(|_| measure.once) {
        return Some(kind.clone());
    }
    let left = own_words(behind, &book.scopes.general);
    (measure.once && left.len() >= 2).then(|| left.into_iter().collect())
}

fn unit_fits(figure: &Figure, measure: &Measure) -> bool {
    if measure.units.is_empty() {
        return matches!(figure.class, UnitClass::Count | UnitClass::Bare);
    }
    measure
        .units
        .iter()
        .any(|unit| match unit.strip_prefix('@') {
            Some(class) => class_of(class) == Some(figure.class),
            None => *unit == figure.unit || figure.class == UnitClass::Bare,
        })
}

/// What narrows a figure to less than the whole, in its own words; `part` where it is a part of a
/// figure ahead of it.
pub fn scope(
    around: &Around<'_>,
    text: &Folded,
    figure: &Figure,
    part: Option<String>,
    year: Option<u32>,
    book: &Rulebook,
) -> String {
    let scopes = &book.scopes;
    let mut found: Vec<String> = part.into_iter().collect();
    let clause = last_clause(around.earlier, around.before);
    found.extend(campaign(text, figure, book));
    let mut take = |words: &[String], chars: &[char]| {
        if let Some(word) = words.iter().find(|word| has(chars, word)) {
            found.push(word.clone());
        }
    };
    take(&scopes.period, &clause);
    take(&scopes.change, around.before);
    // 与交通运输等部门 names who took part, 危险化学品等许可 an example: neither narrows anything.
    if !has(&clause, "部门") && !clause.contains(&'等') {
        take(&scopes.business, &clause);
    }
    take(&scopes.elsewhere, &clause);
    let (from, _) = text.clause(figure.number_from);
    take(
        &scopes.each,
        &text.chars[from.min(figure.from)..figure.from],
    );
    for title in around.headings {
        take(&scopes.future, title);
    }
    let dated = other_date(text, figure, year);
    let is_dated = dated.is_some() || scopes.period.iter().any(|word| has(&clause, word));
    found.extend(dated);
    if !is_dated {
        found.extend(to_date(text, figure, year, book).or_else(|| sole_period(text, figure, book)));
    }
    found.extend(years_together(text, figure));
    found.dedup();
    found.join(" ")
}

/// The campaign that a figure is told of: in its own clause, or in one ahead of it unless its own
/// speaks of the whole year again.
fn campaign(text: &Folded, figure: &Figure, book: &Rulebook) -> Option<String> {
    let scopes = &book.scopes;
    let (sentence_from, _) = text.sentence(figure.number_from);
    let ahead = &text.chars[sentence_from.min(figure.from)..figure.from];
    let part = ahead.rsplit(|c| *c == '；').next().unwrap_or(ahead);
    let mut clauses = part.rsplit(|c| matches!(c, '，' | '：'));
    let own = clauses.next().unwrap_or_default();
    let is_whole = |clause: &[char]| scopes.whole.iter().any(|word| has(clause, word));
    let told = |clause: &[char]| {
        let found = scopes.campaign.iter().find(|word| has(clause, word));
        found.filter(|_| !is_whole(clause)).cloned()
    };
    told(own).or_else(|| match is_whole(own) {
        true => None,
        false => clauses.find_map(told),
    })
}

/// The clause of a figure; where a short one without a figure stands ahead of it (上半年，…), with
/// that one.
fn last_clause(earlier: &[char], before: &[char]) -> Vec<char> {
    let mark = |c: &char| matches!(c, '，' | '；' | '：');
    let trimmed = match earlier.split_last() {
        Some((last, rest)) if mark(last) => rest,
        _ => &[][..],
    };
    let from = trimmed.iter().rposition(mark).map_or(0, |at| at + 1);
    let ahead = &trimmed[from..];
    let is_short = ahead.len() <= 12 && !ahead.iter().any(|c| c.is_ascii_digit());
    let mut clause = if is_short { ahead.to_vec() } else { Vec::new() };
    clause.extend_from_slice(before);
    clause
}

/// A month, quarter or other year in the clause ahead of the figure.
fn other_date(text: &Folded, figure: &Figure, year: Option<u32>) -> Option<String> {
    let (from, _) = text.clause(figure.number_from);
    let ahead = text.text(from, figure.from);
    let digits = |text: &str| -> String {
        let back: String = text
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect();
        back.chars().rev().collect()
    };
    for (at, _) in ahead.match_indices('年') {
        let number = digits(&ahead[..at]);
        if let Ok(named) = number.parse::<u32>()
            && (1949..=2100).contains(&named)
            && year.is_some_and(|year| year != named)
        {
            return Some(format!("{named}年"));
        }
    }
    let at = ahead.find('月')?;
    let number = digits(&ahead[..at]);
    (!number.is_empty() && !ahead.contains('日')).then(|| format!("{number}月"))
}

/// The part of a sentence ahead of a figure, unless its own clause speaks of the whole year again.
fn ahead<'t>(text: &'t Folded, figure: &Figure, book: &Rulebook) -> Option<&'t [char]> {
    let (from, _) = text.sentence(figure.number_from);
    let ahead = &text.chars[from.min(figure.from)..figure.from];
    let part = ahead.rsplit(|c| *c == '；').next().unwrap_or(ahead);
    let own = part.rsplit(|c| *c == '，').next().unwrap_or(part);
    let until_now = ["今年", "目前", "年底", "年末"];
    let whole = book.scopes.whole.iter().map(String::as_str);
    let whole = whole.filter(|word| *word != "累计").chain(until_now);
    (!whole.into_iter().any(|word| has(own, word))).then_some(part)
}

/// 截至9月底，累计…: a figure of the year so far.
fn to_date(text: &Folded, figure: &Figure, year: Option<u32>, book: &Rulebook) -> Option<String> {
    let part: String = ahead(text, figure, book)?.iter().collect();
    let (_, date) = part
        .rsplit_once("截至")
        .or_else(|| part.rsplit_once("截止"))?;
    let date = date.trim_start_matches('到');
    let (named, date) = date.split_once('年').unwrap_or(("", date));
    let is_other = !named.is_empty() && named.parse().ok() != year;
    let (month, rest) = date.split_once('月')?;
    let month: u32 = month.parse().ok().filter(|_| !is_other)?;
    (month < 12 && !rest.contains("12月")).then(|| format!("截至{month}月"))
}

/// 三季度检查9次，累计9处次: the only period that was named so far; of two, it may be their sum.
fn sole_period(text: &Folded, figure: &Figure, book: &Rulebook) -> Option<String> {
    let part = ahead(text, figure, book)?;
    let within = book
        .scopes
        .period
        .iter()
        .filter(|word| word.ends_with(['度', '年']));
    let of_year = within.filter(|word| word.contains("半年") || word.contains("季度"));
    let mut named = of_year.filter(|word| has(part, word));
    named.next().filter(|_| named.next().is_none()).cloned()
}

/// 三年累计, 两年来, 历年: a figure of several years is none of the year's.
fn years_together(text: &Folded, figure: &Figure) -> Option<String> {
    let (from, _) = text.clause(figure.number_from);
    let ahead = &text.chars[from.min(figure.from)..figure.from];
    if has(ahead, "历年") {
        return Some("历年".to_string());
    }
    let at = ahead.iter().position(|c| *c == '年')?;
    let is_number = |c: &char| c.is_ascii_digit() || "两二三四五六七八九十几".contains(*c);
    let numeral = ahead[..at]
        .iter()
        .rev()
        .take_while(|c| is_number(c))
        .count();
    let rest: String = ahead[at + 1..].iter().collect();
    let together = ["累计", "共", "合计", "总计", "来", "间", "以来", "内"];
    let is_span = (1..=2).contains(&numeral) && together.iter().any(|word| rest.starts_with(word));
    is_span.then(|| ahead[at - numeral..=at].iter().collect())
}

/// Where no measure is known: the words beside the figure.
pub fn words_beside(around: &Around<'_>) -> Text {
    let clean = |chars: &[char]| -> String {
        chars
            .iter()
            .filter(|c| !matches!(c, '“' | '”' | '《' | '》'))
            .collect()
    };
    let after: String = clean(around.after).chars().take(12).collect();
    let before = clean(around.before);
    let before: Vec<char> = before.chars().collect();
    let before: String = before[before.len().saturating_sub(14)..].iter().collect();
    let words = match (before.is_empty(), after.is_empty()) {
        (_, true) => before,
        (true, false) => after,
        (false, false) => format!("{before}…{after}"),
    };
    Text::new(words.clone(), words)
}
