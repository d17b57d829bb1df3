//! The whole codes of a run, and which of them a broken one can be.

use super::damage::Damage;
use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, CodeForm, CreditCode, FieldName, RecordKind};
use crate::transform::repeats::name_key;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound::{Included, Unbounded};
use std::rc::Rc;

/// Codes with a right check character anywhere in the run, and whose they are.
#[derive(Default)]
pub struct Known {
    codes: BTreeSet<Box<str>>,
    by_organisation: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    by_ending: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    /// By authority and district with the last characters: what a slip between them leaves.
    by_ends: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    by_registration: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes of the roster's enterprises of a name; an empty text for one whose code is unknown.
    listed: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes that other records give with a name.
    told: BTreeMap<String, BTreeSet<Box<str>>>,
}

/// Characters at the beginning of a code that a slip near its end leaves whole.
const BEGINNING: usize = 13;
/// Characters of authority and district, and those at the end, around a slip in the middle.
const DISTRICT: usize = 8;
const END: usize = 4;

fn ends_of(code: &str) -> Box<str> {
    [&code[..DISTRICT], &code[code.len() - END..]]
        .concat()
        .into()
}

/// Codes that a broken one can be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fitting {
    pub codes: Rc<BTreeSet<Box<str>>>,
    /// Whether what is left of the code tells it without a name.
    pub telling: bool,
}

impl Fitting {
    fn of<'k>(codes: impl IntoIterator<Item = &'k Box<str>>, telling: bool) -> Fitting {
        Fitting {
            codes: Rc::new(codes.into_iter().cloned().collect()),
            telling,
        }
    }
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
        let ends = self.by_ends.entry(ends_of(&code)).or_default();
        ends.insert(code.clone());
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

    fn beginning<'k>(&'k self, start: &'k str) -> impl Iterator<Item = &'k Box<str>> + 'k {
        let from = self.codes.range::<str, _>((Included(start), Unbounded));
        from.take_while(move |code| code.starts_with(start))
    }

    /// Codes that share with the text what any one slip in it leaves whole: a slip among the first
    /// nine characters the last nine, one after the thirteenth the first thirteen, one between them
    /// both ends.
    fn near<'k>(&'k self, text: &'k str) -> impl Iterator<Item = &'k Box<str>> + 'k {
        let ending = self.by_ending.get(&text[text.len() - 9..]);
        let ends = self.by_ends.get(&ends_of(text));
        let beginning = self.beginning(&text[..BEGINNING]);
        beginning.chain([ending, ends].into_iter().flatten().flatten())
    }

    fn rounded(&self, text: &str) -> Fitting {
        let Some(damage) = Damage::of(text) else {
            return Fitting::default();
        };
        let beginning = damage.beginning();
        let can_be = self
            .beginning(&beginning)
            .filter(|code| damage.can_be(code));
        Fitting::of(can_be, damage.is_telling())
    }

    /// Codes of which the text differs in one character, or in two neighbours changing places.
    fn one_off(&self, text: &str) -> Fitting {
        if text.len() != WHOLE || !text.is_ascii() {
            return Fitting::of([], true);
        }
        Fitting::of(self.near(text).filter(|code| is_one_off(code, text)), true)
    }

    /// Codes of which the text is the organisation code, or lacks some characters.
    fn cut(&self, text: &str) -> Fitting {
        const LEFT_MIN: usize = 14;
        if !text.is_ascii() {
            return Fitting::default();
        }
        let of =
            |codes: Option<&'_ BTreeSet<Box<str>>>| Fitting::of(codes.into_iter().flatten(), true);
        match text.len() {
            9 => of(self.by_organisation.get(text)),
            17 => {
                let lacking = self.near(text).filter(|code| lacks_one(code, text));
                Fitting::of(self.beginning(text).chain(lacking), true)
            }
            LEFT_MIN..=16 => Fitting::of(self.beginning(text), true),
            19 => Fitting::of(self.near(text).filter(|code| lacks_one(text, code)), true),
            _ => of(None),
        }
    }
}

/// Answers for broken codes, each text and each shape of a mask worked out once.
pub struct Fitter<'k> {
    known: &'k Known,
    answered: HashMap<Box<str>, Fitting>,
    /// By the places that a mask hides: the whole codes by what it shows of them.
    masks: HashMap<u32, HashMap<Box<str>, Vec<Box<str>>>>,
}

/// Shapes of masks for which all codes are laid out; what comes after is searched for.
const MASKS_MAX: usize = 32;
/// Characters that a mask must show to tell a code without a name.
const SHOWN_MIN: usize = 10;

impl Fitter<'_> {
    pub fn new(known: &Known) -> Fitter<'_> {
        Fitter {
            known,
            answered: HashMap::new(),
            masks: HashMap::new(),
        }
    }

    /// Known codes that this one can be.
    pub fn fitting(&mut self, code: &CreditCode) -> Fitting {
        if let Some(answer) = self.answered.get(&code.text) {
            return answer.clone();
        }
        let known = self.known;
        let fitting = match code.form {
            CodeForm::Valid => Fitting::default(),
            CodeForm::Damaged => known.rounded(&code.text),
            CodeForm::Masked => self.masked(&code.text),
            CodeForm::BadCheck => {
                let mut fitting = known.one_off(&code.text);
                let rounded = known.rounded(&code.text).codes;
                Rc::make_mut(&mut fitting.codes).extend(rounded.iter().cloned());
                fitting
            }
            CodeForm::Short | CodeForm::Other => known.cut(&code.text),
        };
        self.answered.insert(code.text.clone(), fitting.clone());
        fitting
    }

    fn masked(&mut self, text: &str) -> Fitting {
        let mask = Mask::of(text);
        let shown = mask.shows(text);
        let telling = shown.len() >= SHOWN_MIN;
        let known = self.known;
        if text.len() != WHOLE || !text.is_ascii() {
            return Fitting::of([], telling);
        }
        if self.masks.len() >= MASKS_MAX && !self.masks.contains_key(&mask.0) {
            let start = text.split(is_hidden).next().unwrap_or("");
            let fit = known.beginning(start).filter(|c| mask.shows(c) == shown);
            return Fitting::of(fit, telling);
        }
        let laid_out = self.masks.entry(mask.0).or_insert_with(|| {
            let mut by_shown: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
            for code in &known.codes {
                let codes = by_shown.entry(mask.shows(code)).or_default();
                codes.push(code.clone());
            }
            by_shown
        });
        Fitting::of(laid_out.get(&shown).into_iter().flatten(), telling)
    }
}

/// Characters of a whole code.
const WHOLE: usize = 18;

fn is_hidden(c: char) -> bool {
    matches!(c, '*' | 'X')
}

/// Bit by bit, the places that are hidden.
struct Mask(u32);

impl Mask {
    fn of(text: &str) -> Mask {
        let places = text.chars().take(32).enumerate();
        let hidden = places.filter(|(_, c)| is_hidden(*c));
        Mask(hidden.fold(0, |mask, (at, _)| mask | 1 << at))
    }

    fn shows(&self, code: &str) -> Box<str> {
        let places = code.chars().enumerate();
        let shown = places.filter(|(at, _)| *at >= 32 || self.0 >> at & 1 == 0);
        shown.map(|(_, c)| c).collect::<String>().into()
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
