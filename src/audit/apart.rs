//! Numbers that claim nothing: dates, titles, document numbers, ordinals, set phrases, codes.

use super::folded::Folded;
use super::numerals::{Number, number_at};
use super::rulebook::Phrases;
use crate::model::ApartReason;

/// Stretches of a passage whose numbers are no figures.
pub struct Marked {
    stretches: Vec<(usize, usize, ApartReason)>,
    /// Of every character.
    reasons: Vec<Option<ApartReason>>,
}

/// A quotation of at most this many characters is a name.
const NAME_LENGTH_MAX: usize = 14;

impl Marked {
    pub fn of(text: &Folded, phrases: &Phrases) -> Marked {
        let mut stretches = Vec::new();
        between(
            text,
            '《',
            '》',
            usize::MAX,
            ApartReason::Title,
            &mut stretches,
        );
        for (open, close) in [('“', '”'), ('「', '」'), ('"', '"')] {
            between(
                text,
                open,
                close,
                NAME_LENGTH_MAX,
                ApartReason::Phrase,
                &mut stretches,
            );
        }
        between(
            text,
            '〔',
            '〕',
            8,
            ApartReason::DocumentNumber,
            &mut stretches,
        );
        between(
            text,
            '[',
            ']',
            8,
            ApartReason::DocumentNumber,
            &mut stretches,
        );
        for at in 0..text.len() {
            if let Some(phrase) = text.any_at(at, &phrases.set)
                && !is_part_of_number(text, at, phrase.chars().count())
            {
                stretches.push((at, at + phrase.chars().count(), ApartReason::Phrase));
            }
            if let Some(to) = date_at(text, at) {
                stretches.push((at, to, ApartReason::Date));
            }
        }
        // Of stretches that overlap the first says why.
        let mut reasons = vec![None; text.len()];
        for (from, to, reason) in stretches.iter().rev() {
            let to = (*to).min(text.len());
            reasons[(*from).min(to)..to].fill(Some(*reason));
        }
        Marked { stretches, reasons }
    }

    pub fn at(&self, at: usize) -> Option<ApartReason> {
        self.reasons.get(at).copied().flatten()
    }

    /// Begin and end of each title.
    pub fn titles(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let titles = self
            .stretches
            .iter()
            .filter(|(_, _, reason)| *reason == ApartReason::Title);
        titles.map(|(from, to, _)| (*from, *to))
    }
}

/// A phrase in digits that is the end or beginning of a longer number: 119 in 1119.
fn is_part_of_number(text: &Folded, at: usize, length: usize) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let counted = text
        .get(at + length)
        .is_some_and(|c| "件起次家份人名个万元余多%处条项".contains(c));
    text.get(at).is_some_and(|c| c.is_ascii_digit())
        && (is_digit(text.before(at)) || is_digit(text.get(at + length)) || counted)
}

fn between(
    text: &Folded,
    open: char,
    close: char,
    length_max: usize,
    reason: ApartReason,
    stretches: &mut Vec<(usize, usize, ApartReason)>,
) {
    let mut at = 0;
    // The next closing mark, looked for once.
    let mut next = 0;
    while at < text.len() {
        if text.get(at) != Some(open) {
            at += 1;
            continue;
        }
        if next <= at {
            let ahead = text.chars[at + 1..].iter().position(|c| *c == close);
            next = ahead.map_or(usize::MAX, |ahead| at + 1 + ahead);
        }
        let close_at = (next < text.len()).then(|| next - at - 1);
        match close_at {
            Some(length) if length <= length_max => {
                stretches.push((at, at + length + 2, reason));
                at += length + 2;
            }
            _ => at += 1,
        }
    }
}

/// The end of the date that begins at a place: `2025年1月15日`, `1-6月`, `2025.1.15`,
/// `2024—2025年`, 二〇二五年, `12月31日`, `2025/1/15`.
fn date_at(text: &Folded, at: usize) -> Option<usize> {
    if text
        .before(at)
        .is_some_and(|c| c.is_ascii_digit() || c == '.')
    {
        return None;
    }
    let number = number_at(text, at)?;
    let is_year =
        |number: &Number| (1949.0..=2100.0).contains(&number.low) && number.last_place == 1.0;
    if number.is_dotted {
        return text.text(at, number.to).split('.').next().and_then(|year| {
            let year: u32 = year.parse().ok()?;
            (1949..=2100).contains(&year).then_some(number.to)
        });
    }
    if is_year(&number) {
        return Some(after_year(text, &number)?).filter(|to| *to > number.to || number.is_chinese);
    }
    // A range of months or days, or a month alone.
    let last = match text.get(number.to) {
        Some('-' | '至' | '到') => number_at(text, number.to + 1)?,
        _ => number,
    };
    let is_month = |number: &Number| (1.0..=12.0).contains(&number.low);
    match text.get(last.to) {
        Some('月') if is_month(&number) && is_month(&last) => Some(after_month(text, last.to + 1)),
        Some('日' | '号') if number.low <= 31.0 && last.low <= 31.0 => {
            let after = text.get(last.to + 1);
            let is_day = text.get(last.to) == Some('日') && after != Some('内');
            is_day.then_some(last.to + 1)
        }
        _ => None,
    }
}

/// What follows a year and belongs to the date.
fn after_year(text: &Folded, year: &Number) -> Option<usize> {
    let to = year.to;
    match text.get(to)? {
        '年' => {
            let to = to + 1;
            let to = to + usize::from(text.get(to) == Some('度'));
            let Some(month) = number_at(text, to) else {
                return Some(to);
            };
            match date_at(text, to) {
                Some(end) if month.low <= 12.0 => Some(end),
                _ => Some(to),
            }
        }
        '-' | '至' | '/' => {
            let next = number_at(text, to + 1)?;
            let is_year = (1949.0..=2100.0).contains(&next.low);
            if is_year && text.get(next.to) == Some('年') {
                return Some(next.to + 1);
            }
            let is_month = (1.0..=12.0).contains(&next.low);
            let day = match text.get(next.to) {
                Some('-' | '/') => number_at(text, next.to + 1),
                _ => None,
            };
            match day {
                Some(day) if is_month && day.low <= 31.0 => Some(day.to),
                _ => None,
            }
        }
        '.' => None,
        _ => None,
    }
}

fn after_month(text: &Folded, to: usize) -> usize {
    let to = to + usize::from(text.get(to) == Some('份'));
    match number_at(text, to) {
        Some(day) if day.low <= 31.0 && text.get(day.to) == Some('日') => day.to + 1,
        Some(day) if matches!(text.get(day.to), Some('-' | '至' | '到')) => {
            date_at(text, to).unwrap_or(to)
        }
        _ => to,
    }
}

/// Why a number outside the marked stretches claims nothing.
pub fn reason(text: &Folded, number: &Number, phrases: &Phrases) -> Option<ApartReason> {
    let (from, to) = (number.from, number.to);
    let (before, after) = (text.before(from), text.get(to));
    if number.is_dotted {
        return Some(ApartReason::Enumerator);
    }
    if before == Some('第') {
        return Some(ApartReason::Ordinal);
    }
    if after == Some('号') && !number.is_chinese {
        return Some(ApartReason::DocumentNumber);
    }
    if !number.is_chinese && is_enumerator(text, from, to) {
        return Some(ApartReason::Enumerator);
    }
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    // GB 2760: the number of a standard stands behind its letters.
    let is_standard =
        before == Some(' ') && is_letter(from.checked_sub(2).and_then(|at| text.get(at)));
    if is_standard
        || is_letter(before)
        || is_letter(after)
        || matches!((before, after), (Some('/'), Some('/')))
    {
        return Some(ApartReason::Code);
    }
    if before == Some('+') || after == Some('+') {
        return Some(ApartReason::Phrase);
    }
    if before == Some(':') || after == Some(':') {
        return Some(ApartReason::Period);
    }
    let digits = to - from;
    let is_year = digits == 4 && !number.is_chinese && (1949.0..=2100.0).contains(&number.low);
    if !number.is_chinese && is_called(text, number, phrases) {
        return Some(ApartReason::Code);
    }
    if !number.is_chinese && number.last_place == 1.0 {
        let is_phone = before == Some('-') && digits >= 7 || digits >= 11;
        if is_phone || after == Some('-') && text.get(from) == Some('0') {
            return Some(ApartReason::Code);
        }
    }
    period(text, number).or_else(|| is_year_alone(text, to, is_year))
}

/// A number that is dialled: 电话12328, 12350举报热线.
fn is_called(text: &Folded, number: &Number, phrases: &Phrases) -> bool {
    let words = &phrases.hotline_after;
    let digits = number.to - number.from;
    let after_word = digits >= 3 && words.iter().any(|word| text.ends_at(number.from, word));
    let is_short = digits == 5 && matches!(text.get(number.from), Some('1' | '9'));
    let ahead = &text.chars[number.to..(number.to + 8).min(text.len())];
    let near = is_short && words.iter().any(|word| super::folded::has(ahead, word));
    // 12345、12315等渠道: five digits that nothing is counted by.
    let counted = text
        .get(number.to)
        .is_some_and(|c| "件起次家份人名个万元余多%处条项户宗场台套辆吨".contains(c));
    let wide = &text.chars[number.to..(number.to + 24).min(text.len())];
    let channels = ["热线", "平台", "渠道", "电话", "举报", "投诉"];
    let listed = is_short && !counted && channels.iter().any(|word| super::folded::has(wide, word));
    after_word || near || listed || text.any_at(number.to, words).is_some()
}

/// A bare year: `2025行动`.
fn is_year_alone(text: &Folded, to: usize, is_year: bool) -> Option<ApartReason> {
    let counted = text
        .get(to)
        .is_some_and(|c| "次件起家份人名个万元余多%处条项户宗场台套辆".contains(c));
    (is_year && !counted).then_some(ApartReason::Date)
}

/// Days, months, years and working days.
fn period(text: &Folded, number: &Number) -> Option<ApartReason> {
    let to = number.to;
    let words = [
        "个工作日",
        "个自然日",
        "工作日",
        "个月",
        "年",
        "天",
        "日",
        "周",
        "个星期",
        "分钟",
        "秒",
        "年来",
        "余年",
        "多年",
        "个年度",
        "季度",
        "点",
        "时",
    ];
    let found = words.iter().find(|word| text.starts_at(to, word))?;
    let is_hours_worked = *found == "时" || *found == "点";
    (!is_hours_worked || text.get(to + 1) != Some('长')).then_some(ApartReason::Period)
}

/// `1.` `2、` `（3）` at the beginning of a sentence or clause.
fn is_enumerator(text: &Folded, from: usize, to: usize) -> bool {
    let begins = match text.before(from) {
        None => true,
        Some(c) => matches!(c, '。' | '；' | '：' | '！'),
    };
    let bracketed = text.before(from) == Some('（') && text.get(to) == Some('）');
    let short = to - from <= 2;
    short && (bracketed || begins && matches!(text.get(to), Some('.' | '、' | '．' | '）')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<usize> {
        date_at(&Folded::of(text), 0)
    }

    #[test]
    fn dates_are_whole() {
        for (text, length) in [
            ("2025年", 5),
            ("2025 年度", 6),
            ("2026年1月15日", 10),
            ("二〇二五年十二月", 8),
            ("2024-2025年", 10),
            ("1-6月", 4),
            ("12月31日", 6),
            ("2026.1.15", 9),
            ("2025-03-24", 10),
            ("1月至3月", 2),
        ] {
            assert_eq!(date(text), Some(length), "{text}");
        }
        for text in ["377次", "2025家次", "3个月", "10件", "41件"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
