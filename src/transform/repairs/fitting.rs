//! Which whole codes of the run a broken one can be.

use super::damage::Damage;
use super::known::Known;
use crate::model::{CodeForm, CreditCode};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Characters of a whole code.
const WHOLE: usize = 18;

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

/// Answers for broken codes, each text and each shape of a mask worked out once.
pub struct Fitter<'k> {
    known: &'k Known,
    answered: HashMap<Box<str>, Fitting>,
    /// By the places that a mask hides: the whole codes by what it shows of them.
    masks: HashMap<u32, HashMap<Box<str>, Vec<Box<str>>>>,
    /// By what a slip within each of [`SLIPS`] leaves whole.
    slips: HashMap<Box<str>, Vec<Box<str>>>,
}

/// Stretches of a code, one of which every slip of one character, or of two neighbours, lies in.
/// What is left beside each tells a district's firms apart: most begin alike up to the thirteenth.
const SLIPS: [(usize, usize); 4] = [(0, 9), (8, 13), (12, 16), (15, WHOLE)];

/// What a slip within the stretch leaves of a whole code, or of a text that lacks a character there
/// or has one too many.
fn beside(text: &str, (from, to): (usize, usize)) -> Box<str> {
    let rest = &text[text.len() - (WHOLE - to)..];
    [&text[..from], "|", rest].concat().into()
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
            slips: HashMap::new(),
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
            CodeForm::Damaged => rounded(known, &code.text),
            CodeForm::Masked => self.masked(&code.text),
            CodeForm::BadCheck => {
                let mut fitting = self.one_off(&code.text);
                let rounded = rounded(known, &code.text).codes;
                Rc::make_mut(&mut fitting.codes).extend(rounded.iter().cloned());
                fitting
            }
            CodeForm::Short | CodeForm::Other => self.cut(&code.text),
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

    /// Codes that share with the text what one slip in it leaves whole.
    fn near(&mut self, text: &str) -> impl Iterator<Item = &Box<str>> {
        if self.slips.is_empty() {
            for code in &self.known.codes {
                for stretch in SLIPS {
                    let codes = self.slips.entry(beside(code, stretch)).or_default();
                    codes.push(code.clone());
                }
            }
        }
        let left = SLIPS.map(|stretch| beside(text, stretch));
        let near = left.into_iter().filter_map(|left| self.slips.get(&left));
        near.flatten()
    }

    /// Codes of which the text differs in one character, or in two neighbours changing places.
    fn one_off(&mut self, text: &str) -> Fitting {
        if text.len() != WHOLE || !text.is_ascii() {
            return Fitting::of([], true);
        }
        Fitting::of(self.near(text).filter(|code| is_one_off(code, text)), true)
    }

    /// Codes of which the text is the organisation code, or lacks some characters.
    fn cut(&mut self, text: &str) -> Fitting {
        const LEFT_MIN: usize = 14;
        if !text.is_ascii() {
            return Fitting::default();
        }
        let known = self.known;
        match text.len() {
            9 => {
                let codes = known.by_organisation.get(text);
                Fitting::of(codes.into_iter().flatten(), true)
            }
            17 => {
                let lacking = self.near(text).filter(|code| lacks_one(code, text));
                Fitting::of(known.beginning(text).chain(lacking), true)
            }
            LEFT_MIN..=16 => Fitting::of(known.beginning(text), true),
            19 => Fitting::of(self.near(text).filter(|code| lacks_one(text, code)), true),
            _ => Fitting::of([], true),
        }
    }
}

fn rounded(known: &Known, text: &str) -> Fitting {
    let Some(damage) = Damage::of(text) else {
        return Fitting::default();
    };
    let beginning = damage.beginning();
    let can_be = known
        .beginning(&beginning)
        .filter(|code| damage.can_be(code));
    Fitting::of(can_be, damage.is_telling())
}

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

fn is_one_off(code: &str, text: &str) -> bool {
    let (code, text) = (code.as_bytes(), text.as_bytes());
    let mut apart = (0..WHOLE).filter(|at| code[*at] != text[*at]);
    match (apart.next(), apart.next(), apart.next()) {
        (Some(_), None, _) => true,
        (Some(a), Some(b), None) => b == a + 1 && code[a] == text[b] && code[b] == text[a],
        _ => false,
    }
}

/// Whether `short` is `long` less one character.
fn lacks_one(long: &str, short: &str) -> bool {
    let (long, short) = (long.as_bytes(), short.as_bytes());
    let same = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    long.len() == short.len() + 1 && long[same + 1..] == short[same..]
}
