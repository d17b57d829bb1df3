//! The whole codes of a run, and which of them a broken one can be.

use super::damage::Damage;
use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, CodeForm, CreditCode, FieldName, RecordKind};
use crate::transform::repeats::name_key;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

/// Codes with a right check character anywhere in the run, and whose they are.
#[derive(Default)]
pub struct Known {
    codes: BTreeSet<Box<str>>,
    by_organisation: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    by_ending: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    by_registration: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes of the roster's enterprises of a name; an empty text for one whose code is unknown.
    listed: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes that other records give with a name.
    told: BTreeMap<String, BTreeSet<Box<str>>>,
}

/// Codes that a broken one can be.
#[derive(Debug, Default, PartialEq)]
pub struct Fitting {
    pub codes: BTreeSet<Box<str>>,
    /// Whether what is left of the code tells it without a name.
    pub telling: bool,
}

impl Known {
    pub fn enter(&mut self, record: &CanonicalRecord) {
        let code = record.credit_code.as_ref().map(|code| &code.value);
        let whole = code.filter(|code| code.form == CodeForm::Valid);
        let whole: Option<Box<str>> = whole.map(|code| code.text.clone());
        let name = name_key(record);
        let names = record.former_names.iter().map(|former| fold_key(former));
        let names = std::iter::once(name).chain(names);
        let names = names.filter(|name| !name.is_empty());
        if record.kind == RecordKind::Enterprise {
            for name in names {
                let codes = self.listed.entry(name).or_default();
                codes.insert(whole.clone().unwrap_or_default());
            }
            if let (Some(code), Some(number)) = (&whole, registration(record)) {
                let codes = self.by_registration.entry(number).or_default();
                codes.insert(code.clone());
            }
        } else if let Some(code) = &whole {
            for name in names {
                self.told.entry(name).or_default().insert(code.clone());
            }
        }
        let Some(code) = whole else { return };
        if !self.codes.insert(code.clone()) {
            return;
        }
        let organisation = self.by_organisation.entry(code[8..17].into()).or_default();
        organisation.insert(code.clone());
        let ending = self.by_ending.entry(code[9..].into()).or_default();
        ending.insert(code.clone());
    }

    /// Codes that the roster gives for the name, else the other records; an empty one among them
    /// for a namesake whose code is unknown.
    pub fn named(&self, name: &str) -> Option<&BTreeSet<Box<str>>> {
        let listed = self.listed.get(name);
        let only_blank = |codes: &&BTreeSet<Box<str>>| codes.iter().all(|code| code.is_empty());
        match listed.filter(|codes| !only_blank(codes)) {
            Some(codes) => Some(codes),
            None => self.told.get(name),
        }
    }

    /// The code of the roster's enterprise with this registration number.
    pub fn registered(&self, number: &str) -> Option<&BTreeSet<Box<str>>> {
        self.by_registration.get(number)
    }

    /// Known codes that this one can be.
    pub fn fitting(&self, code: &CreditCode) -> Fitting {
        match code.form {
            CodeForm::Valid => Fitting::default(),
            CodeForm::Damaged => self.rounded(&code.text),
            CodeForm::Masked => self.masked(&code.text),
            CodeForm::BadCheck => {
                let mut fitting = self.one_off(&code.text);
                fitting.codes.extend(self.rounded(&code.text).codes);
                fitting
            }
            CodeForm::Short | CodeForm::Other => self.cut(&code.text),
        }
    }

    fn beginning<'k>(&'k self, start: &'k str) -> impl Iterator<Item = &'k Box<str>> + 'k {
        let from = self.codes.range::<str, _>((Included(start), Unbounded));
        from.take_while(move |code| code.starts_with(start))
    }

    fn rounded(&self, text: &str) -> Fitting {
        let Some(damage) = Damage::of(text) else {
            return Fitting::default();
        };
        let begin = self.beginning(damage.beginning());
        let can_be = begin.filter(|code| damage.can_be(code));
        Fitting {
            codes: can_be.cloned().collect(),
            telling: damage.is_telling(),
        }
    }

    fn masked(&self, text: &str) -> Fitting {
        const SHOWN_MIN: usize = 10;
        let hidden = |c: char| matches!(c, '*' | 'X');
        let start = text.split(hidden).next().unwrap_or("");
        let fits = |code: &str| {
            let same = |(c, t): (char, char)| t == '*' || t == 'X' || c == t;
            code.len() == text.len() && code.chars().zip(text.chars()).all(same)
        };
        let codes = self.beginning(start).filter(|code| fits(code));
        Fitting {
            codes: codes.cloned().collect(),
            telling: text.chars().filter(|c| !hidden(*c)).count() >= SHOWN_MIN,
        }
    }

    /// Codes of which the text differs in one character, or in two neighbours changing places.
    fn one_off(&self, text: &str) -> Fitting {
        let mut codes = BTreeSet::new();
        if text.len() == 18 && text.is_ascii() {
            let ending = self.by_ending.get(&text[9..]).into_iter().flatten();
            let near = self.beginning(&text[..8]).chain(ending);
            codes.extend(near.filter(|code| is_one_off(code, text)).cloned());
        }
        Fitting {
            codes,
            telling: true,
        }
    }

    /// Codes of which the text is the organisation code, or lacks some characters.
    fn cut(&self, text: &str) -> Fitting {
        const LEFT_MIN: usize = 14;
        let mut codes = BTreeSet::new();
        if !text.is_ascii() {
            return Fitting::default();
        }
        match text.len() {
            9 => codes.extend(
                self.by_organisation
                    .get(text)
                    .into_iter()
                    .flatten()
                    .cloned(),
            ),
            LEFT_MIN..=17 => {
                codes.extend(self.beginning(text).cloned());
                let ending = self
                    .by_ending
                    .get(&text[text.len() - 9..])
                    .into_iter()
                    .flatten();
                let near = self.beginning(&text[..8]).chain(ending);
                codes.extend(
                    near.filter(|c| text.len() == 17 && lacks_one(c, text))
                        .cloned(),
                );
            }
            19 => {
                let ending = self.by_ending.get(&text[10..]).into_iter().flatten();
                let near = self.beginning(&text[..8]).chain(ending);
                codes.extend(near.filter(|code| lacks_one(text, code)).cloned());
            }
            _ => {}
        }
        Fitting {
            codes,
            telling: true,
        }
    }
}

fn registration(record: &CanonicalRecord) -> Option<String> {
    let stated = record.other.iter();
    let mut stated = stated.filter(|(field, _)| *field == FieldName::RegistrationNumber);
    let number = stated.next().map(|(_, text)| fold_key(&text.value))?;
    (number.len() >= 13).then_some(number)
}

fn is_one_off(code: &str, text: &str) -> bool {
    let apart: Vec<usize> = (0..18)
        .filter(|at| code.as_bytes()[*at] != text.as_bytes()[*at])
        .collect();
    match apart[..] {
        [_] => true,
        [a, b] => {
            let (code, text) = (code.as_bytes(), text.as_bytes());
            b == a + 1 && code[a] == text[b] && code[b] == text[a]
        }
        _ => false,
    }
}

/// Whether `short` is `long` less one character.
fn lacks_one(long: &str, short: &str) -> bool {
    let (long, short) = (long.as_bytes(), short.as_bytes());
    let same = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    long.len() == short.len() + 1 && long[same + 1..] == short[same..]
}
