//! Levels of a comparison: the tests that a model file names, and what each asks of two values.

use super::columns::{Column, Days, Enterprise, Kind, Numbered, Text, identity, is_whole};
use crate::model::{CreditCode, ordinals};
use chrono::{Datelike, NaiveDate};
use rapidfuzz::distance::{damerau_levenshtein, jaro_winkler, levenshtein};

/// A test that two values can pass. Distances count characters.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The same value, in whatever writing.
    Same,
    /// Both rows agree on another field: a firm known under another name.
    SameOther(usize),
    /// Left value equals the right row's other field, and the other way round.
    Swapped(usize),
    JaroWinkler(f64),
    Levenshtein(usize),
    Damerau(usize),
    /// Normalised edit similarity, or containment of a short form.
    Similarity(f64),
    Contains,
    Prefix(usize),
    Cosine(f64),
    Jaccard(f64),
    Shared(usize),
    Within(f64),
    Ratio(f64),
    Days(i32),
    /// The same day of another month of the year: a slip of the pen, or what is done every month.
    OtherMonth,
    /// A slip of the pen: another year or month on the same day, month and day swapped, two
    /// neighbouring digits swapped.
    Slip,
    OneCharacter,
    Homophone,
    ShortForm,
    /// Parent and branch, or two branches: different firms of one name.
    Kin,
    Organisation,
    Masked,
    SameSerial,
    Else,
}

impl Test {
    /// Reads a test as a model file writes it. `field` gives the position of a named field.
    ///
    /// # Errors
    /// What was expected, where the text is no test of this kind of field.
    pub fn read(
        text: &str,
        kind: Kind,
        field: impl Fn(&str) -> Option<usize>,
    ) -> Result<Test, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let test = match words[..] {
            ["exact" | "same"] => Test::Same,
            ["known_as" | "same_other", other] => Test::SameOther(named(other, &field)?),
            ["swapped", other] => Test::Swapped(named(other, &field)?),
            ["jaro_winkler", ">=", x] => Test::JaroWinkler(number(x)?),
            ["levenshtein", "<=", n] => Test::Levenshtein(number(n)? as usize),
            ["damerau", "<=", n] => Test::Damerau(number(n)? as usize),
            ["similarity", ">=", x] => Test::Similarity(number(x)?),
            ["contains"] => Test::Contains,
            ["prefix", n] => Test::Prefix(number(n)? as usize),
            ["cosine", ">=", x] => Test::Cosine(number(x)?),
            ["jaccard", ">=", x] => Test::Jaccard(number(x)?),
            ["shared", ">=", n] => Test::Shared(number(n)? as usize),
            ["within", x] => Test::Within(number(x)?),
            ["ratio", ">=", x] => Test::Ratio(number(x)?),
            ["days", "<=", n] => Test::Days(number(n)? as i32),
            ["other_month"] => Test::OtherMonth,
            ["slip"] => Test::Slip,
            ["one_character"] => Test::OneCharacter,
            ["homophone"] => Test::Homophone,
            ["short_form"] => Test::ShortForm,
            ["kin"] => Test::Kin,
            ["organisation"] => Test::Organisation,
            ["masked"] => Test::Masked,
            ["same_serial"] => Test::SameSerial,
            ["else"] => Test::Else,
            _ => return Err(format!("`{text}` is no test; {}", tests_of(kind))),
        };
        match test.suits(kind) {
            true => Ok(test),
            false => Err(format!(
                "`{text}` does not suit this field; {}",
                tests_of(kind)
            )),
        }
    }

    fn suits(&self, kind: Kind) -> bool {
        match self {
            Test::Same | Test::Else | Test::SameOther(_) => true,
            Test::Swapped(_) | Test::Prefix(_) | Test::Contains => {
                matches!(kind, Kind::Text | Kind::Tokens)
            }
            Test::JaroWinkler(_) | Test::Levenshtein(_) | Test::Damerau(_) => {
                matches!(kind, Kind::Text | Kind::Tokens | Kind::Name)
            }
            Test::Similarity(_) => matches!(kind, Kind::Text | Kind::Tokens | Kind::Name),
            Test::Cosine(_) => kind == Kind::Tokens,
            Test::Jaccard(_) => matches!(kind, Kind::Tokens | Kind::Set),
            Test::Shared(_) => kind == Kind::Set,
            Test::Within(_) | Test::Ratio(_) => kind == Kind::Number,
            Test::Days(_) | Test::OtherMonth | Test::Slip => kind == Kind::Date,
            Test::Homophone | Test::ShortForm | Test::Kin => kind == Kind::Name,
            Test::OneCharacter => matches!(kind, Kind::Name | Kind::Code),
            Test::Organisation | Test::Masked => kind == Kind::Code,
            Test::SameSerial => kind == Kind::Document,
        }
    }

    /// Whether two different filled values of one column pass. Tests that look at other fields are
    /// the caller's.
    pub fn holds(&self, column: &Column, a: u32, b: u32) -> bool {
        match self {
            Test::Else => true,
            Test::Same => {
                column.kind == Kind::Document && same_document(column, a, b)
                    || column.kind == Kind::Date && column.days(a).apart(column.days(b)) == 0
                    || column.kind == Kind::Code && same_code(column.code(a), column.code(b))
                    || !matches!(column.kind, Kind::Document | Kind::Date | Kind::Code)
                        && column.is_same(a, b)
            }
            Test::Days(most) => column.days(a).apart(column.days(b)) <= *most,
            Test::OtherMonth => is_of_other_month(column.days(a), column.days(b)),
            Test::Slip => is_slip(column.days(a), column.days(b)),
            Test::Shared(least) => shared(column.members(a), column.members(b)) >= *least,
            Test::Jaccard(least) if column.kind == Kind::Set => {
                let (a, b) = (column.members(a), column.members(b));
                let both = shared(a, b);
                both as f64 >= *least * (a.len() + b.len() - both).max(1) as f64
            }
            Test::Within(most) => (column.number(a) - column.number(b)).abs() <= *most,
            Test::Ratio(least) => {
                let (a, b) = (column.number(a).abs(), column.number(b).abs());
                a.min(b) >= *least * a.max(b)
            }
            Test::SameSerial => same_serial(column.documents(a), column.documents(b)),
            Test::Organisation | Test::Masked => {
                self.holds_of_codes(column.code(a), column.code(b))
            }
            Test::OneCharacter if column.kind == Kind::Code => {
                self.holds_of_codes(column.code(a), column.code(b))
            }
            _ if column.kind == Kind::Name => {
                self.holds_of_names(&column.enterprise(a), &column.enterprise(b))
            }
            _ => self.holds_of_texts(column.text(a), column.text(b)),
        }
    }

    fn holds_of_texts(&self, a: &Text, b: &Text) -> bool {
        match self {
            Test::Cosine(least) => a.cosine(b) >= *least,
            Test::Jaccard(least) => a.jaccard(b) >= *least,
            Test::Prefix(n) => {
                a.chars.len() >= *n && b.chars.len() >= *n && a.chars[..*n] == b.chars[..*n]
            }
            Test::Contains => {
                let (short, long) = by_length(&a.chars, &b.chars);
                short.len() >= 3 && long.windows(short.len()).any(|part| part == short)
            }
            _ => self.holds_of_chars(&a.chars, &b.chars),
        }
    }

    fn holds_of_chars(&self, a: &[char], b: &[char]) -> bool {
        fn chars(text: &[char]) -> std::iter::Copied<std::slice::Iter<'_, char>> {
            text.iter().copied()
        }
        match self {
            Test::JaroWinkler(least) => jaro_winkler::similarity(chars(a), chars(b)) >= *least,
            Test::Levenshtein(most) => {
                a.len().abs_diff(b.len()) <= *most && edits(a, b, *most).is_some()
            }
            Test::Damerau(most) => {
                a.len().abs_diff(b.len()) <= *most
                    && damerau_levenshtein::distance(chars(a), chars(b)) <= *most
            }
            Test::Similarity(least) => similarity(a, b) >= *least,
            _ => false,
        }
    }

    fn holds_of_names(&self, a: &Enterprise, b: &Enterprise) -> bool {
        let same_branch = a.branch() == b.branch();
        let kin = a.core_key == b.core_key && !same_branch && a.core_length > 0;
        let same_ordinals = a.ordinals_key == b.ordinals_key;
        match self {
            Test::Kin => kin || !same_ordinals && are_one_family(a.chars, b.chars),
            Test::OneCharacter | Test::Homophone | Test::ShortForm | Test::Similarity(_)
                if !same_ordinals =>
            {
                false
            }
            Test::OneCharacter => {
                // Of three characters one makes another firm: 甲机械, 乙机械.
                let near =
                    |x: &[char], y: &[char]| x.len().max(y.len()) >= 4 && edits(x, y, 1).is_some();
                a.edits_min(b) <= 1
                    && (same_branch && near(a.core(), b.core())
                        || a.core_key == b.core_key && near(a.branch(), b.branch()))
            }
            Test::Homophone => {
                a.edits_min(b) <= 2 && same_branch && sounds_alike(a.core(), b.core())
            }
            Test::ShortForm => {
                let (short, long) = by_length(a.core(), b.core());
                same_branch && short.len() >= 2 && is_subsequence(short, long)
            }
            Test::Similarity(least) => {
                // A short form is similar whatever its edits; else they bound the similarity.
                let longest = a.chars.len().max(b.chars.len());
                let most = (1.0 - least) * longest as f64 + 1e-9;
                let (short, long) = by_length(a.chars, b.chars);
                (a.edits_min(b) as f64 <= most || is_subsequence(short, long))
                    && similarity(a.chars, b.chars) >= *least
            }
            _ => self.holds_of_chars(a.chars, b.chars),
        }
    }

    fn holds_of_codes(&self, a: &CreditCode, b: &CreditCode) -> bool {
        let (left, right) = (identity(a).as_bytes(), identity(b).as_bytes());
        match self {
            Test::OneCharacter => is_whole(a) && is_whole(b) && is_one_slip(left, right),
            Test::Organisation => {
                let whole = left.len() == 18 && right.len() == 18;
                let cut =
                    left.len() == 15 && right.len() == 18 || left.len() == 18 && right.len() == 15;
                whole && is_whole(a) && is_whole(b) && left[8..17] == right[8..17]
                    || cut && left[..15] == right[..15]
            }
            Test::Masked if is_scientific(left) || is_scientific(right) => {
                let (left, right) = (beginning(left), beginning(right));
                let shared = left.len().min(right.len());
                shared > 0 && left[..shared] == right[..shared]
            }
            Test::Masked => {
                (!is_whole(a) || !is_whole(b))
                    && left.len() == right.len()
                    && left
                        .iter()
                        .zip(right)
                        .all(|(x, y)| x == y || *x == b'*' || *y == b'*')
            }
            _ => false,
        }
    }
}

/// Whether a spreadsheet left a mantissa of the code.
fn is_scientific(code: &[u8]) -> bool {
    code.get(1) == Some(&b'.')
}

/// The characters that certainly stood at the beginning: the last digit of a mantissa is rounded.
fn beginning(code: &[u8]) -> Vec<u8> {
    if !is_scientific(code) {
        return code.to_vec();
    }
    let mantissa = code.iter().take_while(|byte| **byte != b'E');
    let mut digits: Vec<u8> = mantissa.filter(|byte| **byte != b'.').copied().collect();
    digits.pop();
    digits
}

fn named(name: &str, field: &impl Fn(&str) -> Option<usize>) -> Result<usize, String> {
    field(name).ok_or_else(|| format!("no field is named `{name}`"))
}

fn number(text: &str) -> Result<f64, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a number"))
}

fn tests_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => {
            "expected exact, swapped FIELD, jaro_winkler >= x, levenshtein <= n, damerau <= n, \
             similarity >= x, contains, prefix n or else"
        }
        Kind::Tokens => {
            "expected exact, cosine >= x, jaccard >= x, jaro_winkler >= x, similarity >= x, \
             contains, prefix n or else"
        }
        Kind::Number => "expected exact, within x, ratio >= x or else",
        Kind::Date => "expected exact, days <= n, other_month, slip or else",
        Kind::Set => "expected exact, shared >= n, jaccard >= x or else",
        Kind::Name => {
            "expected exact, known_as FIELD, one_character, homophone, short_form, \
             similarity >= x, kin or else"
        }
        Kind::Code => "expected exact, one_character, organisation, masked or else",
        Kind::Document => "expected exact, same_serial or else",
    }
}

fn same_code(a: &CreditCode, b: &CreditCode) -> bool {
    identity(a) == identity(b) && is_whole(a) && is_whole(b)
}

fn same_document(column: &Column, a: u32, b: u32) -> bool {
    meet(column.documents(a), column.documents(b), |x, y| {
        x.year == y.year && x.year != 0 && x.reinspection == y.reinspection
    })
}

/// The same serial of another kind, or where a year is missing.
fn same_serial(a: &[Numbered], b: &[Numbered]) -> bool {
    meet(a, b, |x, y| x.year == y.year || x.year == 0 || y.year == 0)
}

fn meet(a: &[Numbered], b: &[Numbered], test: impl Fn(&Numbered, &Numbered) -> bool) -> bool {
    a.iter().any(|x| {
        b.iter().any(|y| {
            let areas_clash = x.area != 0 && y.area != 0 && x.area != y.area;
            x.serial == y.serial && !areas_clash && test(x, y)
        })
    })
}

fn shared(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|member| b.contains(member)).count()
}

fn first_days(a: &Days, b: &Days) -> Option<(NaiveDate, NaiveDate)> {
    let first = |days: &Days| NaiveDate::from_num_days_from_ce_opt(days.first());
    Some((first(a)?, first(b)?))
}

fn is_of_other_month(a: &Days, b: &Days) -> bool {
    first_days(a, b)
        .is_some_and(|(x, y)| x.year() == y.year() && x.day() == y.day() && x.month() != y.month())
}

fn is_slip(a: &Days, b: &Days) -> bool {
    let Some((x, y)) = first_days(a, b) else {
        return false;
    };
    let years = (x.year() - y.year()).abs();
    let swapped = years == 0 && x.month() == y.day() && x.day() == y.month();
    let turned = |x: u32, y: u32| x % 10 == y / 10 && x / 10 == y % 10;
    let turned_day = years == 0 && x.month() == y.month() && turned(x.day(), y.day());
    // A year's slip may land a day beside, across a leap day.
    let same_day = x.month() == y.month() && x.day() == y.day();
    let other_year = years == 1 && same_day || ((a.first() - b.first()).abs() == 365);
    swapped || turned_day || other_year || is_of_other_month(a, b)
}

fn by_length<'a>(a: &'a [char], b: &'a [char]) -> (&'a [char], &'a [char]) {
    match a.len() <= b.len() {
        true => (a, b),
        false => (b, a),
    }
}

/// Edit distance if it is at most `most`, which is small.
fn edits(a: &[char], b: &[char], most: usize) -> Option<usize> {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (&a[..a.len() - suffix], &b[..b.len() - suffix]);
    let distance = match (a.len(), b.len()) {
        (0, n) | (n, 0) => n,
        (1, n) | (n, 1) => n,
        (x, y) if x.abs_diff(y) > most => return None,
        _ => levenshtein::distance(a.iter().copied(), b.iter().copied()),
    };
    (distance <= most).then_some(distance)
}

/// Names that are so alike but for their numbers are of one family.
const ALIKE_MIN: f64 = 0.6;

/// Whether two names are one but for the numbers that tell enterprises of one name apart.
fn are_one_family(a: &[char], b: &[char]) -> bool {
    similarity(&ordinals::without(a), &ordinals::without(b)) >= ALIKE_MIN
}

/// Normalised edit similarity, at least 0.8 for a short form of at least half the length.
pub fn similarity(a: &[char], b: &[char]) -> f64 {
    let (short, long) = by_length(a, b);
    if long.is_empty() {
        return 1.0;
    }
    let edit = levenshtein::normalized_similarity(a.iter().copied(), b.iter().copied());
    let contained =
        short.len() >= 3 && short.len() * 2 >= long.len() && is_subsequence(short, long);
    match contained {
        true => edit.max(0.8),
        false => edit,
    }
}

fn is_subsequence(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|wanted| rest.any(|c| c == wanted))
}

/// Same length, at most two characters other, each with the same sound.
fn sounds_alike(a: &[char], b: &[char]) -> bool {
    use pinyin::ToPinyin;
    let sound = |c: char| c.to_pinyin().map(|p| p.plain());
    let others = || a.iter().zip(b).filter(|(x, y)| x != y);
    a.len() == b.len()
        && others().count() <= 2
        && others().all(|(x, y)| sound(*x).is_some() && sound(*x) == sound(*y))
}

/// One character other, or two neighbours swapped.
fn is_one_slip(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() || left.is_empty() {
        return false;
    }
    let mut wrong = (0..left.len()).filter(|at| left[*at] != right[*at]);
    match (wrong.next(), wrong.next(), wrong.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && left[i] == right[j] && left[j] == right[i],
        _ => false,
    }
}
