//! Values of the domain: days, credit codes, document numbers, enterprise names, members of a set.

use super::words::{HASHER, Words};
use crate::link::names::NameReader;
use crate::model::{CodeForm, CreditCode, ordinals};
use rayon::prelude::*;
use std::borrow::Cow;
use std::hash::BuildHasher;

/// A day or a range of days, and the day it was planned for; days since the common era, absent
/// where [`Days::NONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    pub start: i32,
    pub end: i32,
    pub planned: i32,
}

impl Days {
    pub const NONE: i32 = i32::MIN;

    pub fn on(day: i32) -> Days {
        Days {
            start: day,
            end: day,
            planned: Days::NONE,
        }
    }

    pub fn is_blank(&self) -> bool {
        self.start == Days::NONE && self.planned == Days::NONE
    }

    /// The day that stands for the value.
    pub fn first(&self) -> i32 {
        match self.start {
            Days::NONE => self.planned,
            start => start,
        }
    }

    pub fn key(&self) -> String {
        format!("{},{},{}", self.start, self.end, self.planned)
    }

    /// Fewest days between the two, planned days counting as days.
    pub fn apart(&self, other: &Days) -> i32 {
        let mut least = i32::MAX;
        for (a, b) in self.ranges() {
            for (c, d) in other.ranges() {
                least = least.min((c - b).max(a - d).max(0));
            }
        }
        least
    }

    fn ranges(&self) -> impl Iterator<Item = (i32, i32)> {
        let actual = (self.start, self.end.max(self.start));
        let planned = (self.planned, self.planned);
        [actual, planned]
            .into_iter()
            .filter(|(from, _)| *from != Days::NONE)
    }

    /// Days under which the value is looked up: start, end, planned.
    pub fn listed(&self) -> impl Iterator<Item = i32> {
        let end = (self.end != self.start).then_some(self.end);
        let planned = (self.planned != self.start).then_some(self.planned);
        [Some(self.start), end, planned]
            .into_iter()
            .flatten()
            .filter(|day| *day != Days::NONE)
    }
}

impl Default for Days {
    fn default() -> Self {
        Days {
            start: Days::NONE,
            end: Days::NONE,
            planned: Days::NONE,
        }
    }
}

/// The text that identifies: the one repair of a broken code, else the code as it stands.
pub fn identity(code: &CreditCode) -> &str {
    code.repair.as_deref().unwrap_or(&code.text)
}

/// What tells codes apart: many a code that a spreadsheet rounded reads alike, and their repairs
/// do not.
pub fn key_of_code(code: &CreditCode) -> Cow<'_, str> {
    match &code.repair {
        None => Cow::Borrowed(&*code.text),
        Some(repair) => Cow::Owned(format!("{}\u{1f}{repair}", code.text)),
    }
}

/// Fewer digits than these tell the registering authority and hardly the firm.
const DIGITS_TELLING: usize = 12;

/// Whether scientific notation left so little that codes of many firms read alike.
pub fn is_rounded_away(code: &CreditCode) -> bool {
    let digits = || code.text.split('E').next().unwrap_or_default();
    code.form == CodeForm::Damaged
        && code.repair.is_none()
        && code.text.contains('.')
        && digits().chars().filter(char::is_ascii_digit).count() < DIGITS_TELLING
}

/// Whether every character stands: nothing masked, rounded or cut.
pub fn is_whole(code: &CreditCode) -> bool {
    matches!(
        code.form,
        CodeForm::Valid | CodeForm::BadCheck | CodeForm::Short
    )
}

/// What identifies a visit in a document number. Texts are interned by the caller; 0 is none, as is
/// the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numbered {
    pub serial: u32,
    pub year: u16,
    /// A re-inspection opinion shares the serial of the visit that it follows.
    pub reinspection: bool,
    pub area: u32,
}

impl Numbered {
    pub fn key(list: &[Numbered]) -> String {
        let mut sorted = list.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut key = String::with_capacity(sorted.len() * 16);
        sorted.iter().for_each(|no| no.push_key(&mut key));
        key
    }

    /// Appends what the number is in a key.
    pub fn push_key(&self, key: &mut String) {
        let mut push = |mut number: u32| {
            while number > 0 {
                key.push(char::from(b'0' + (number & 63) as u8));
                number >>= 6;
            }
            key.push(' ');
        };
        push(self.area);
        push(self.serial);
        push(u32::from(self.year) << 1 | u32::from(self.reinspection));
    }
}

/// An enterprise's name, read.
#[derive(Clone, Copy, Debug)]
pub struct Enterprise<'a> {
    /// Trade name and industry, then the branch.
    pub chars: &'a [char],
    /// How many of the characters are of the trade name and industry.
    pub core_length: usize,
    /// One bit for each character, by its value: two names that differ by n edits differ in at most
    /// 2n bits.
    pub bits: u64,
    pub core_key: u64,
    /// Of the numbers that tell enterprises of one name apart.
    pub ordinals_key: u64,
}

impl<'a> Enterprise<'a> {
    /// Trade name and industry.
    pub fn core(&self) -> &'a [char] {
        &self.chars[..self.core_length]
    }

    pub fn branch(&self) -> &'a [char] {
        &self.chars[self.core_length..]
    }

    /// The fewest edits that can lie between two names.
    pub fn edits_min(&self, other: &Enterprise) -> usize {
        ((self.bits ^ other.bits).count_ones() as usize).div_ceil(2)
    }
}

/// All names of a column, their characters one behind the other.
#[derive(Debug, Default)]
pub(super) struct Names {
    named: Vec<Named>,
    chars: Vec<char>,
}

#[derive(Clone, Copy, Debug)]
struct Named {
    start: u32,
    length: u32,
    core_length: u32,
    bits: u64,
    /// Hash of core and branch: equal for all writings of one name.
    key: u64,
    core_key: u64,
    ordinals_key: u64,
}

/// Names that are read in one go.
const NAMES_AT_ONCE: u32 = 1 << 13;

impl Names {
    /// Reads every name.
    pub fn of(words: &Words, reader: &NameReader) -> Names {
        let count = words.count() as u32;
        let parts: Vec<Names> = (0..count.div_ceil(NAMES_AT_ONCE))
            .into_par_iter()
            .map(|part| {
                let mut names = Names::default();
                let from = part * NAMES_AT_ONCE;
                for at in from..count.min(from + NAMES_AT_ONCE) {
                    reader.with_parts(words.get(at), |core, branch| names.push(core, branch));
                }
                names
            })
            .collect();
        let mut all = Names::default();
        for part in parts {
            let start = all.chars.len() as u32;
            all.chars.extend(part.chars);
            all.named.extend(part.named.into_iter().map(|named| Named {
                start: named.start + start,
                ..named
            }));
        }
        all
    }

    fn push(&mut self, core: &str, branch: &str) {
        let start = self.chars.len();
        self.chars.extend(core.chars());
        let core_length = self.chars.len() - start;
        self.chars.extend(branch.chars());
        let chars = &self.chars[start..];
        self.named.push(Named {
            start: start as u32,
            length: chars.len() as u32,
            core_length: core_length as u32,
            bits: chars.iter().fold(0, |bits, c| bits | 1 << (*c as u32 % 61)),
            key: HASHER.hash_one((core, branch)),
            core_key: HASHER.hash_one(core),
            ordinals_key: ordinals::key(chars),
        });
    }

    pub fn count(&self) -> usize {
        self.named.len()
    }

    /// Equal for all writings of one name.
    pub fn key(&self, value: u32) -> u64 {
        self.named[value as usize].key
    }

    pub fn get(&self, value: u32) -> Enterprise<'_> {
        let named = &self.named[value as usize];
        Enterprise {
            chars: &self.chars[named.start as usize..][..named.length as usize],
            core_length: named.core_length as usize,
            bits: named.bits,
            core_key: named.core_key,
            ordinals_key: named.ordinals_key,
        }
    }
}

/// Members of each set, numbered in the order of their texts.
pub(super) fn members(words: &Words) -> Vec<Box<[u32]>> {
    let mut known = Words::default();
    let sets = words.iter().filter(|text| !text.is_empty());
    let met: Vec<u32> = sets
        .flat_map(|text| text.split('\u{1f}'))
        .map(|member| known.number(member))
        .collect();
    let mut order: Vec<u32> = (0..known.count() as u32).collect();
    order.sort_unstable_by_key(|number| known.get(*number));
    let mut places = vec![0u32; order.len()];
    for (place, number) in (1..).zip(order) {
        places[number as usize] = place;
    }
    let mut met = met.into_iter().map(|number| places[number as usize]);
    let mut next = |text: &str| match text {
        "" => Box::default(),
        text => met.by_ref().take(text.split('\u{1f}').count()).collect(),
    };
    words.iter().map(&mut next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::columns::{Column, Given, Kind};

    #[test]
    fn codes_rounded_alike_are_apart_by_their_repairs() {
        let rounded = |repair: Option<&str>| {
            Given::Code(CreditCode {
                text: "9.14303E+17".into(),
                form: CodeForm::Damaged,
                repair: repair.map(Box::from),
            })
        };
        let mut column = Column::new(Kind::Code);
        let one = column.value(&rounded(Some("914303817200107334")));
        let other = column.value(&rounded(Some("914303810003456728")));
        let open = column.value(&rounded(None));
        assert_eq!(identity(column.code(one)), "914303817200107334");
        assert_eq!(identity(column.code(other)), "914303810003456728");
        assert_ne!(open, one);
        assert_eq!(
            [one, other, open].map(|value| column.is_rounded_away(value)),
            [false, false, true]
        );
    }

    #[test]
    fn ranges_and_planned_days_meet() {
        let visit = Days {
            start: 10,
            end: 12,
            planned: Days::NONE,
        };
        assert_eq!(visit.apart(&Days::on(11)), 0);
        assert_eq!(visit.apart(&Days::on(14)), 2);
        let moved = Days {
            start: 20,
            end: 20,
            planned: 9,
        };
        assert_eq!(visit.apart(&moved), 1);
        assert_eq!(visit.listed().collect::<Vec<_>>(), [10, 12]);
        assert!(Days::default().is_blank());
    }
}
