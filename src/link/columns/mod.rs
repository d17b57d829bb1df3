//! The two sides of a linkage as columns: every distinct value once, every row a number per field.
//!
//! Values are read once, when they are first met; comparing two rows is comparing two numbers
//! first, and only where these differ the values behind them.

mod texts;
mod values;
mod words;

pub use texts::{Text, word_hashes};
pub use values::{Days, Enterprise, Numbered, identity, is_whole};
pub use words::{FixedState, HASHER, Search, UNKNOWN, Words};

use super::names::NameReader;
use crate::model::{CodeForm, CreditCode};
use std::borrow::Cow;
use std::hash::{BuildHasher, Hash};

/// A column whose values hardly recur is taken to be drawn from at least so many rows.
const POPULATION_MIN: u32 = 100;

/// What a field holds, and so how it can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A short text compared by characters.
    Text,
    /// A longer text compared by its words, rare words counting more.
    Tokens,
    Number,
    /// A day, a range of days, and a planned day.
    Date,
    /// Several members in any order: officers, tags.
    Set,
    /// An enterprise's name.
    Name,
    /// A unified social credit code.
    Code,
    /// Document numbers.
    Document,
}

/// One cell as the caller read it.
#[derive(Clone, Debug)]
pub enum Given<'a> {
    Blank,
    Text(&'a str),
    Number(f64),
    Days(Days),
    Members(Vec<String>),
    Code(CreditCode),
    Documents(Vec<Numbered>),
}

/// The left or the right table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left = 0,
    Right = 1,
}

/// One field of both tables. Value 0 is blank.
#[derive(Debug)]
pub struct Column {
    pub kind: Kind,
    /// Value of each row, by side.
    pub rows: [Vec<u32>; 2],
    words: Words,
    values: Values,
    /// Hash of what each value is, once settled.
    hashes: Vec<u64>,
    /// The number under which equal values are counted: for names, whatever their writing.
    terms: Vec<u32>,
    /// How often each term stands in the rows of a side.
    counts: [Vec<u32>; 2],
    /// Rows of a side that are not blank.
    filled: [u32; 2],
    /// Of how many rows the filled ones are taken to be: a few identifying values say nothing of
    /// how common each is.
    population: [u32; 2],
    /// log₂ of how often a random pair agrees on exactly this value; empty where nobody asks.
    rarities: Vec<f64>,
    bare_documents: bool,
}

#[derive(Debug)]
enum Values {
    Texts(Vec<Text>),
    Numbers(Vec<f64>),
    Days(Vec<Days>),
    Sets(Vec<Box<[u32]>>),
    Names(values::Names),
    Codes(Vec<CreditCode>),
    /// One behind the other, with the end of each value.
    Documents(Vec<Numbered>, Vec<u32>),
}

impl Column {
    pub fn new(kind: Kind) -> Column {
        let values = match kind {
            Kind::Text | Kind::Tokens => Values::Texts(vec![Text::default()]),
            Kind::Number => Values::Numbers(vec![f64::NAN]),
            Kind::Date => Values::Days(vec![Days::default()]),
            Kind::Set => Values::Sets(vec![Box::default()]),
            Kind::Name => Values::Names(values::Names::default()),
            Kind::Code => Values::Codes(vec![no_code()]),
            Kind::Document => Values::Documents(Vec::new(), vec![0]),
        };
        let mut words = Words::default();
        words.number("");
        Column {
            kind,
            rows: [Vec::new(), Vec::new()],
            words,
            values,
            hashes: Vec::new(),
            terms: Vec::new(),
            counts: [Vec::new(), Vec::new()],
            filled: [0, 0],
            population: [1, 1],
            rarities: Vec::new(),
            bare_documents: false,
        }
    }

    /// The number of a value; equal values of either side share it.
    pub fn value(&mut self, given: &Given) -> u32 {
        let key = match given {
            Given::Blank => return 0,
            Given::Text(text) => {
                let number = self.words.number(text);
                return self.settled(number, |_| {});
            }
            Given::Number(n) if n.is_nan() => return 0,
            Given::Number(n) => n.to_bits().to_string().into(),
            Given::Days(days) if days.is_blank() => return 0,
            Given::Days(days) => days.key().into(),
            Given::Members(members) if members.is_empty() => return 0,
            Given::Members(members) => {
                let mut sorted: Vec<&str> = members.iter().map(String::as_str).collect();
                sorted.sort_unstable();
                sorted.dedup();
                Cow::Owned(sorted.join("\u{1f}"))
            }
            Given::Code(code) => values::key_of_code(code),
            Given::Documents(list) if list.is_empty() => return 0,
            Given::Documents(list) => Numbered::key(list).into(),
        };
        let number = self.words.number(&key);
        self.settled(number, |values| match (values, given) {
            (Values::Numbers(all), Given::Number(n)) => all.push(*n),
            (Values::Days(all), Given::Days(days)) => all.push(*days),
            (Values::Codes(all), Given::Code(code)) => all.push(code.clone()),
            (Values::Documents(all, ends), Given::Documents(list)) => {
                let mut list = list.clone();
                list.sort_unstable();
                list.dedup();
                all.extend(list);
                ends.push(all.len() as u32);
            }
            (Values::Sets(_), Given::Members(_)) => {}
            (values, given) => panic!("{given:?} does not belong into {values:?}"),
        })
    }

    /// The number of a single document, of which this is the key.
    pub fn document(&mut self, key: &str, no: Numbered) -> u32 {
        let number = self.words.number(key);
        self.settled(number, |values| match values {
            Values::Documents(all, ends) => {
                all.push(no);
                ends.push(all.len() as u32);
            }
            values => panic!("a document does not belong into {values:?}"),
        })
    }

    /// The values of which these are the canonical texts, or [`UNKNOWN`] where they were not met.
    pub fn find_all(&self, texts: &[&str], search: &mut Search) {
        self.words.find_all(texts, search);
    }

    /// Whether reading a text that is canonical changes nothing.
    pub fn reads_canonical(&self) -> bool {
        matches!(
            self.kind,
            Kind::Text | Kind::Tokens | Kind::Name | Kind::Code
        )
    }

    /// Runs `add` for a value met for the first time.
    fn settled(&mut self, number: u32, add: impl FnOnce(&mut Values)) -> u32 {
        if number as usize >= self.known() && !self.is_made_of_words() {
            add(&mut self.values);
        }
        number
    }

    fn is_made_of_words(&self) -> bool {
        matches!(
            self.kind,
            Kind::Text | Kind::Tokens | Kind::Name | Kind::Set
        )
    }

    /// How many values there are, the blank among them.
    pub fn known(&self) -> usize {
        match &self.values {
            Values::Texts(all) => all.len(),
            Values::Numbers(all) => all.len(),
            Values::Days(all) => all.len(),
            Values::Sets(all) => all.len(),
            Values::Names(all) => all.count(),
            Values::Codes(all) => all.len(),
            Values::Documents(_, ends) => ends.len(),
        }
    }

    /// Makes room for the rows of a table.
    pub fn expect(&mut self, side: Side, rows: usize) {
        self.rows[side as usize].reserve_exact(rows);
        self.words.expect(rows);
    }

    pub fn push(&mut self, side: Side, value: u32) {
        self.rows[side as usize].push(value);
    }

    /// After the last row: prepares values that need all others, and counts terms. Names are read
    /// by `reader`.
    pub fn settle(&mut self, reader: &NameReader) {
        match self.kind {
            Kind::Text => self.values = Values::Texts(texts::plain(&self.words)),
            Kind::Tokens => self.values = Values::Texts(texts::weighted(&self.words, &self.rows)),
            Kind::Set => self.values = Values::Sets(values::members(&self.words)),
            Kind::Name => self.values = Values::Names(values::Names::of(&self.words, reader)),
            _ => {}
        }
        if let Values::Documents(all, _) = &self.values {
            self.bare_documents = all.iter().any(|no| no.area == 0);
        }
        self.hashes = (0..self.words.count() as u32)
            .map(|value| self.hash_of(value))
            .collect();
        self.terms = self.terms_of_values();
        let terms = self.terms.iter().max().map_or(1, |most| *most as usize + 1);
        for side in 0..2 {
            let mut counts = vec![0u32; terms];
            let mut filled = 0;
            for value in self.rows[side].iter().filter(|value| **value != 0) {
                counts[self.terms[*value as usize] as usize] += 1;
                filled += 1;
            }
            self.counts[side] = counts;
            self.filled[side] = filled;
        }
        let distinct = (self.counts[0].iter().zip(&self.counts[1]))
            .filter(|(a, b)| **a + **b > 0)
            .count();
        let telling = distinct * 5 >= (self.filled[0] + self.filled[1]) as usize * 2;
        let least = if telling { POPULATION_MIN } else { 1 };
        self.population = self.filled.map(|filled| filled.max(least));
    }

    fn terms_of_values(&self) -> Vec<u32> {
        // Only these have several writings of one thing.
        if self.kind == Kind::Code {
            return self.terms_of_codes();
        }
        if !matches!(self.kind, Kind::Name | Kind::Date) {
            return (0..self.words.count() as u32).collect();
        }
        let mut numbers: std::collections::HashMap<u64, u32, _> =
            std::collections::HashMap::with_capacity_and_hasher(self.hashes.len(), HASHER);
        let number = |hash: &u64| {
            let next = numbers.len() as u32;
            *numbers.entry(*hash).or_insert(next)
        };
        self.hashes.iter().map(number).collect()
    }

    /// Only a repaired code is another than its text says.
    fn terms_of_codes(&self) -> Vec<u32> {
        let mut terms: Vec<u32> = (0..self.words.count() as u32).collect();
        let mut unmet: std::collections::HashMap<u64, u32, _> =
            std::collections::HashMap::with_hasher(HASHER);
        for value in 0..terms.len() as u32 {
            if let Some(repaired) = self.code(value).repair.as_deref() {
                let whole = self.words.known(repaired);
                let whole = whole.filter(|whole| self.code(*whole).repair.is_none());
                let first = || *unmet.entry(self.hashes[value as usize]).or_insert(value);
                terms[value as usize] = whole.unwrap_or_else(first);
            }
        }
        terms
    }

    /// A hash of what the value is, whatever number it has; known once the column is settled.
    pub fn hash(&self, value: u32) -> u64 {
        self.hashes[value as usize]
    }

    /// The same of every value.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    fn hash_of(&self, value: u32) -> u64 {
        match &self.values {
            Values::Names(all) => all.key(value),
            Values::Codes(all) => HASHER.hash_one(identity(&all[value as usize])),
            Values::Days(all) => HASHER.hash_one(all[value as usize].first()),
            _ => HASHER.hash_one(self.words.get(value)),
        }
    }

    /// A hash of the value as written; known once the column is settled.
    pub fn hash_as_written(&self, value: u32) -> u64 {
        match self.kind {
            Kind::Name | Kind::Code | Kind::Date => HASHER.hash_one(self.words.get(value)),
            _ => self.hashes[value as usize],
        }
    }

    /// How often a random pair agrees on exactly this value, on either side's count.
    pub fn chance_of(&self, value: u32) -> f64 {
        let term = self.terms[value as usize] as usize;
        let count = |side: usize| f64::from(self.counts[side][term].max(1));
        let all = |side: usize| f64::from(self.population[side]);
        let both = (count(0) + count(1)) / (all(0) + all(1));
        (count(0) / all(0)) * (count(1) / all(1)) / both
    }

    /// log₂ of [`Column::chance_of`], from a table once [`Column::note_rarities`] has made it.
    pub fn rarity_of(&self, value: u32) -> f64 {
        match self.rarities.get(value as usize) {
            Some(known) => *known,
            None => self.chance_of(value).log2(),
        }
    }

    /// For a column of which many pairs will be asked how rare their values are.
    pub fn note_rarities(&mut self) {
        // Most values stand a few times on either side: their logarithms are computed once.
        const FEW: usize = 16;
        let mut known = [None; FEW * FEW];
        let values = 0..self.terms.len() as u32;
        let rarities = values.map(|value| {
            let term = self.terms[value as usize] as usize;
            let [one, other] = [0, 1].map(|side| self.counts[side][term] as usize);
            match one.max(other) < FEW {
                true => {
                    *known[one * FEW + other].get_or_insert_with(|| self.chance_of(value).log2())
                }
                false => self.chance_of(value).log2(),
            }
        });
        self.rarities = rarities.collect();
    }

    /// Probability that a filled row and a random one of the other side agree exactly: the mean of
    /// [`Column::chance_of`] over the values met.
    pub fn chance_of_agreement(&self) -> f64 {
        let product =
            |counts: [u32; 2]| counts.map(|n| f64::from(n.max(1))).iter().product::<f64>();
        let all = (product(self.filled) * product(self.population)).sqrt();
        let same: f64 = (self.counts[0].iter().zip(&self.counts[1]))
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum();
        same / all
    }

    pub(super) fn exchange(&mut self) {
        self.counts.swap(0, 1);
        self.filled.swap(0, 1);
        self.population.swap(0, 1);
    }

    pub fn filled(&self, side: Side) -> u32 {
        self.filled[side as usize]
    }

    /// Looks at what comparing two values will need first.
    pub(super) fn look_ahead(&self, a: u32, b: u32) -> u64 {
        let bits = |value: u32| {
            self.rarities
                .get(value as usize)
                .map_or(0, |bits| bits.to_bits())
        };
        if a == b {
            return bits(a);
        }
        let of = |value: u32| match &self.values {
            Values::Names(all) => all.key(value) ^ u64::from(self.terms[value as usize]),
            Values::Codes(all) => all[value as usize].text.len() as u64,
            Values::Documents(_, ends) => u64::from(ends[value as usize]),
            Values::Sets(all) => all[value as usize].len() as u64,
            _ => 0,
        };
        of(a) ^ of(b)
    }

    /// Whether two values are the same thing, whatever their writing.
    pub fn is_same(&self, a: u32, b: u32) -> bool {
        self.terms[a as usize] == self.terms[b as usize]
    }

    pub fn written(&self, value: u32) -> &str {
        self.words.get(value)
    }

    pub fn text(&self, value: u32) -> &Text {
        match &self.values {
            Values::Texts(all) => &all[value as usize],
            _ => panic!("not a text column"),
        }
    }

    pub fn number(&self, value: u32) -> f64 {
        match &self.values {
            Values::Numbers(all) => all[value as usize],
            _ => panic!("not a number column"),
        }
    }

    pub fn days(&self, value: u32) -> &Days {
        match &self.values {
            Values::Days(all) => &all[value as usize],
            _ => panic!("not a date column"),
        }
    }

    pub fn members(&self, value: u32) -> &[u32] {
        match &self.values {
            Values::Sets(all) => &all[value as usize],
            _ => panic!("not a set column"),
        }
    }

    pub fn enterprise(&self, value: u32) -> Enterprise<'_> {
        match &self.values {
            Values::Names(all) => all.get(value),
            _ => panic!("not a name column"),
        }
    }

    pub fn code(&self, value: u32) -> &CreditCode {
        match &self.values {
            Values::Codes(all) => &all[value as usize],
            _ => panic!("not a code column"),
        }
    }

    /// Whether two equal values say little of being one thing.
    pub fn is_rounded_away(&self, value: u32) -> bool {
        self.kind == Kind::Code && values::is_rounded_away(self.code(value))
    }

    /// Whether two names tell two works, stations or pits apart by their numbers.
    pub fn is_numbered_apart(&self, a: u32, b: u32) -> bool {
        self.kind == Kind::Name
            && self.enterprise(a).ordinals_key != self.enterprise(b).ordinals_key
    }

    pub fn documents(&self, value: u32) -> &[Numbered] {
        match &self.values {
            Values::Documents(all, ends) => {
                let at = value as usize;
                let start = at.checked_sub(1).map_or(0, |before| ends[before]);
                &all[start as usize..ends[at] as usize]
            }
            _ => panic!("not a document column"),
        }
    }

    /// Whether some document number names no area.
    pub fn has_bare_documents(&self) -> bool {
        self.bare_documents
    }

    /// Every distinct value as written, blank first.
    pub fn all_written(&self) -> impl Iterator<Item = &str> {
        self.words.iter()
    }
}

/// What stands for a blank.
fn no_code() -> CreditCode {
    CreditCode {
        text: "".into(),
        form: CodeForm::Other,
        repair: None,
    }
}

/// A hash of several hashes, in order.
pub fn combined(hashes: impl Hash) -> u64 {
    HASHER.hash_one(hashes)
}
