//! Every number of a passage: a figure with unit and qualifiers, or set apart with the reason.

use super::apart::{Marked, reason};
use super::folded::Folded;
use super::numerals::{Number, myriad, number_at};
use super::rulebook::Rulebook;
use crate::model::{Amount, ApartReason, UnitClass};

/// A figure of a passage, its meaning not yet asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Qualifiers before it included.
    pub from: usize,
    /// Where the number itself begins.
    pub number_from: usize,
    pub to: usize,
    pub amount: Amount,
    pub unit: String,
    pub class: UnitClass,
    pub qualifiers: Vec<String>,
    pub per_head: bool,
}

/// A number set apart: where it stands and why.
pub type Apart = (usize, usize, ApartReason);

/// Reads a passage from `begins` on; what stands before is the number of its heading.
pub fn figures(text: &Folded, begins: usize, book: &Rulebook) -> (Vec<Figure>, Vec<Apart>) {
    let marked = Marked::of(text, &book.phrases);
    let mut figures: Vec<Figure> = Vec::new();
    let mut apart: Vec<Apart> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(number) = number_or_share(text, at) else {
            at += 1;
            continue;
        };
        at = number.to;
        let why = if number.from < begins {
            Some(ApartReason::Enumerator)
        } else {
            marked
                .at(number.from)
                .or_else(|| reason(text, &number, &book.phrases))
                .filter(|why| *why != ApartReason::Date || !is_measured(text, &number, book))
        };
        if let Some(why) = why {
            // Words such as 一般 hold no number that anybody would look for.
            if !number.is_chinese || why == ApartReason::Date && !is_word(&number) {
                apart.push((number.from, number.to, why));
            }
            continue;
        }
        if let Some(figure) = figure(text, &number, book) {
            at = figure.to;
            figures.push(figure);
        } else if !number.is_chinese {
            let class = UnitClass::Bare;
            figures.push(bare(&number, class));
        }
    }
    (figures, apart)
}

/// 2064吨: what could be a year, but for the unit behind it.
fn is_measured(text: &Folded, number: &Number, book: &Rulebook) -> bool {
    let is_plain = !number.is_chinese && !number.is_dotted;
    let unit = |figure: Figure| (figure.class == UnitClass::Other).then_some(figure.unit);
    is_plain && figure(text, number, book).and_then(unit).is_some()
}

/// A cell that holds a number and nothing else claims it, whatever else the number could be.
pub fn cell_figure(text: &Folded, book: &Rulebook) -> Option<Figure> {
    let number = number_at(text, 0)?;
    figure(text, &number, book).or_else(|| Some(bare(&number, UnitClass::Bare)))
}

fn is_word(number: &Number) -> bool {
    number.to - number.from < 2
}

/// A number; or a share in words: 百分之六十六点八, 三分之二. The latter is of base 100.
fn number_or_share(text: &Folded, at: usize) -> Option<Number> {
    for (word, scale) in [("百分之", 1.0), ("千分之", 0.1)] {
        if text.starts_at(at, word) {
            let number = number_at(text, at + 3)?;
            return Some(Number {
                from: at,
                low: number.low * scale,
                high: number.high * scale,
                last_place: number.last_place * scale,
                ..number
            });
        }
    }
    let number = number_at(text, at)?;
    if text.starts_at(number.to, "分之") && number.is_chinese {
        let over = number_at(text, number.to + 2)?;
        let share = over.low / number.low * 100.0;
        return Some(Number {
            to: over.to,
            low: share,
            high: share,
            last_place: 1.0,
            ..number
        });
    }
    Some(number)
}

fn is_share(text: &Folded, number: &Number) -> bool {
    text.text(number.from, number.to).contains("分之")
}

/// What stands behind a number: vague words, myriads, unit.
struct Tail {
    to: usize,
    times: f64,
    is_myriad: bool,
    more: Option<String>,
    unit: Option<(String, UnitClass)>,
}

fn tail(text: &Folded, from: usize, book: &Rulebook) -> Tail {
    let mut tail = Tail {
        to: from,
        times: 1.0,
        is_myriad: false,
        more: None,
        unit: None,
    };
    let more = |tail: &mut Tail| {
        if let Some(word) = text.any_at(tail.to, &book.qualifiers.more) {
            tail.to += word.chars().count();
            tail.more = Some(word.clone());
        }
    };
    more(&mut tail);
    while let Some(times) = text.get(tail.to).and_then(myriad) {
        tail.times *= times;
        tail.is_myriad = true;
        tail.to += 1;
    }
    if !tail.is_myriad
        && let Some(c @ ('百' | '千')) = text.get(tail.to)
    {
        tail.times = if c == '百' { 100.0 } else { 1000.0 };
        tail.to += 1;
    }
    if tail.more.is_none() {
        more(&mut tail);
    }
    let unit = book
        .units
        .iter()
        .find(|(unit, _)| text.chars[tail.to..].starts_with(unit));
    if let Some((unit, class)) = unit {
        let mut to = tail.to + unit.len();
        let second = second_unit(text, to, book).map_or(String::new(), |(words, end)| {
            to = end;
            words
        });
        // 7处次 and the like aside, 家余 and 个多 are vague after the unit.
        if tail.more.is_none() && text.get(to) == Some('余') {
            tail.more = Some("余".to_string());
            to += 1;
        }
        let myriads = match (class, tail.is_myriad) {
            (UnitClass::Money, true) => text.text(from, tail.to).replace(['余', '多', '几'], ""),
            _ => String::new(),
        };
        tail.unit = Some((
            format!("{myriads}{}{second}", unit.iter().collect::<String>()),
            *class,
        ));
        tail.to = to;
    }
    tail
}

/// A second unit in brackets behind the first, and where it ends: 只（头）.
fn second_unit(text: &Folded, at: usize, book: &Rulebook) -> Option<(String, usize)> {
    let inner = text
        .chars
        .get(at + 1..)
        .filter(|_| text.get(at) == Some('（'))?;
    let (unit, _) = book
        .units
        .iter()
        .find(|(unit, _)| inner.starts_with(unit) && inner.get(unit.len()) == Some(&'）'))?;
    let end = at + unit.len() + 2;
    Some((text.text(at, end), end))
}

fn figure(text: &Folded, number: &Number, book: &Rulebook) -> Option<Figure> {
    let mut number = *number;
    let mut after = tail(text, number.to, book);
    // 3至5次: the second number has the unit.
    if after.unit.is_none() && after.more.is_none() && !is_share(text, &number) {
        let between = text.get(after.to);
        let next = matches!(between, Some('-' | '至' | '到' | '~'))
            .then(|| number_at(text, after.to + 1))
            .flatten();
        if let Some(next) = next.filter(|next| next.low >= number.low) {
            let unit_after = tail(text, next.to, book);
            if unit_after.unit.is_some() {
                number = Number {
                    from: number.from,
                    low: number.low,
                    ..next
                };
                after = unit_after;
            }
        }
    }
    let share = is_share(text, &number);
    let (unit, class) = match (&after.unit, share) {
        (_, true) => ("%".to_string(), UnitClass::Rate),
        (Some(unit), _) => unit.clone(),
        (None, _) => return None,
    };
    if number.is_chinese && !share && !counts(text, &number, &after, book) {
        return None;
    }
    let to = if share { number.to } else { after.to };
    let times = after.times * unit_times(&unit, class);
    let mut figure = Figure {
        from: number.from,
        number_from: number.from,
        to,
        amount: Amount {
            value: rounded(number.high * times),
            low: rounded(number.low * times),
            high: rounded(number.high * times),
            last_place: number.last_place * times,
        },
        unit,
        class,
        qualifiers: Vec::new(),
        per_head: false,
    };
    qualify(text, &mut figure, after.more, book);
    Some(figure)
}

fn bare(number: &Number, class: UnitClass) -> Figure {
    Figure {
        from: number.from,
        number_from: number.from,
        to: number.to,
        amount: Amount {
            value: number.high,
            low: number.low,
            high: number.high,
            last_place: number.last_place,
        },
        unit: String::new(),
        class,
        qualifiers: Vec::new(),
        per_head: false,
    }
}

/// Binary dust of a product with a power of ten taken off.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn unit_times(unit: &str, class: UnitClass) -> f64 {
    match (class, unit) {
        (UnitClass::Rate, "成") => 10.0,
        (UnitClass::Rate, "‰") => 0.1,
        _ => 1.0,
    }
}

/// Whether a Chinese numeral with a unit behind it counts something, or is part of a word.
fn counts(text: &Folded, number: &Number, after: &Tail, book: &Rulebook) -> bool {
    let before = text.before(number.from);
    let is_short = number.to - number.from == 1;
    let in_word = before.is_some_and(|c| {
        book.phrases
            .word_before
            .iter()
            .any(|word| word.chars().eq([c]))
    });
    if is_short && in_word || text.any_at(after.to, &book.phrases.slogan_after).is_some() {
        return false;
    }
    let unit = after.unit.as_ref().map_or("", |(unit, _)| unit.as_str());
    // 一个 and 一项 are articles more often than they count; 一企一档 is a slogan.
    let is_one = text.get(number.from) == Some('一') && is_short;
    let weak = matches!(
        unit,
        "个" | "项"
            | "种"
            | "类"
            | "套"
            | "面"
            | "道"
            | "门"
            | "条"
            | "批"
            | "站"
            | "块"
            | "支"
            | "组"
            | "轮"
    );
    let again = (number.to..number.to + 4).any(|at| text.get(at) == Some('一'));
    !(is_one && (weak || again))
}

fn qualify(text: &Folded, figure: &mut Figure, more: Option<String>, book: &Rulebook) {
    let words = &book.qualifiers;
    let (clause_from, _) = text.clause(figure.number_from);
    let mut low_bound = None;
    let mut found: Vec<String> = Vec::new();
    let lists = [
        &words.at_least,
        &words.at_most,
        &words.about,
        &words.total,
        &words.sum,
        &words.per_head,
    ];
    // Words that stand one behind the other right before the number.
    loop {
        // The longest: 案均 is more than 均.
        let end = figure.from;
        let ending = lists.iter().enumerate().flat_map(|(kind, list)| {
            let ends = list.iter().filter(move |word| text.ends_at(end, word));
            ends.map(move |word| (kind, word.clone(), end - word.chars().count()))
        });
        let hit = ending
            .filter(|(_, _, starts)| *starts >= clause_from)
            .reduce(|best, other| if other.2 < best.2 { other } else { best });
        let Some((kind, word, starts)) = hit else {
            break;
        };
        figure.from = starts;
        if kind < 3 && low_bound.is_none() {
            low_bound = Some(kind);
        }
        found.insert(0, word);
    }
    let amount = &mut figure.amount;
    match low_bound {
        Some(0) => amount.high = f64::INFINITY,
        Some(1) => amount.low = 0.0,
        Some(2) => widen(amount),
        _ => {}
    }
    if let Some(more) = more {
        amount.high = amount.high.max(amount.value + step(amount) * 0.999_999);
        found.push(more);
    }
    for (list, kind) in [
        (&words.after_at_least, 0),
        (&words.after_at_most, 1),
        (&words.after_about, 2),
    ] {
        if let Some(word) = text.any_at(figure.to, list) {
            figure.to += word.chars().count();
            found.push(word.clone());
            match kind {
                0 => amount.high = f64::INFINITY,
                1 => amount.low = 0.0,
                _ => widen(amount),
            }
        }
    }
    // 共计 also where other words stand between, and 人均 anywhere in the clause.
    let clause = &text.chars[clause_from..figure.from];
    figure.per_head = words
        .per_head
        .iter()
        .any(|word| found.contains(word) || super::folded::has(tail_of(clause, 10), word));
    figure.qualifiers = found;
}

fn tail_of(chars: &[char], count: usize) -> &[char] {
    &chars[chars.len().saturating_sub(count)..]
}

/// 约 and 近 leave a tenth on either side.
fn widen(amount: &mut Amount) {
    amount.low = amount.low.min(amount.value - amount.value / 10.0);
    amount.high = amount.high.max(amount.value + amount.value / 10.0);
}

/// What 余 adds at most: one of the smallest place that is not zero (300余 is below 400); of a
/// number that is not round, as far as the next round one.
pub fn step(amount: &Amount) -> f64 {
    let units = (amount.value / amount.last_place).round();
    let mut step = 1.0;
    while units > 0.0 && units % (step * 10.0) == 0.0 {
        step *= 10.0;
    }
    match step > 1.0 || amount.last_place != 1.0 {
        true => step * amount.last_place,
        false => 10.0 - units % 10.0,
    }
}
