//! Which events speak of the same enterprise, as far as codes, names and the roster tell.

use super::names::{NameParts, NameReader, core_similarity, town_word};
use crate::ground::fold::fold_key;
use crate::model::{
    CanonicalRecord, CodeForm, CreditCode, FieldName, Firm, InspectionEvent, RecordKind, Source,
    Understood,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A name must be this similar to a known one, and no second firm as similar, to stand for it.
const SAME_FIRM_SIMILARITY: f64 = 0.82;
/// A bigram shared by more firms than this proposes nobody.
const BIGRAM_FIRMS_MAX: usize = 200;

/// The firms of a run: every event's name parts, and the index that equal firms share.
pub struct Firms {
    /// Name parts per event.
    pub parts: Vec<NameParts>,
    /// Firm per event.
    pub firm: Vec<u32>,
    pub reader: NameReader,
}

/// Codes that stand somewhere with a right check character. A proposed repair identifies only if it
/// is one of them: a guess of its own would found a firm that does not exist.
struct KnownCodes(HashSet<Box<str>>);

impl KnownCodes {
    fn of(understood: &Understood) -> KnownCodes {
        let listed = understood
            .records
            .iter()
            .filter_map(|record| record.credit_code.as_ref());
        let valid = listed
            .map(|field| &field.value)
            .filter(|c| c.form == CodeForm::Valid);
        KnownCodes(valid.map(|code| code.text.clone()).collect())
    }

    fn identifying<'a>(&self, code: Option<&'a CreditCode>) -> Option<&'a str> {
        let text = code?.usable()?;
        self.0.contains(text).then_some(text)
    }
}

#[derive(Default)]
struct Directory {
    by_code: HashMap<Box<str>, u32>,
    firms: Vec<Firm>,
    /// Name key → firms known under it, with the town where one is known.
    by_name: HashMap<String, BTreeMap<u32, BTreeSet<String>>>,
}

impl Directory {
    fn open(&mut self, code: Option<&str>) -> u32 {
        if let Some(firm) = code.and_then(|code| self.by_code.get(code)) {
            return *firm;
        }
        let firm = self.firms.len() as u32;
        self.firms.push(Firm {
            code: code.map(Box::from),
            ..Firm::default()
        });
        if let Some(code) = code {
            self.by_code.insert(code.into(), firm);
        }
        firm
    }

    fn name(&mut self, firm: u32, parts: &NameParts, town: &str) {
        let key = parts.key();
        if key.is_empty() {
            return;
        }
        let towns = self
            .by_name
            .entry(key)
            .or_default()
            .entry(firm)
            .or_default();
        if !town.is_empty() {
            towns.insert(town_word(&fold_key(town)));
        }
        if !parts.town.is_empty() {
            towns.insert(parts.town.clone());
        }
    }

    /// A firm that the roster lists without a usable code has the code that all records of its name
    /// give.
    fn give_codes(&mut self, known: &KnownCodes, events: &[InspectionEvent], parts: &[NameParts]) {
        let mut told: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for (event, parts) in events.iter().zip(parts) {
            let code = known.identifying(event.credit_code.as_ref());
            let firm = code.and_then(|_| self.named(parts, &event.town));
            if let (Some(code), Some(firm)) = (code, firm) {
                told.entry(firm).or_default().insert(code);
            }
        }
        for (firm, codes) in told {
            let open = self.firms[firm as usize].code.is_none();
            if let (true, Some(code)) = (open && codes.len() == 1, codes.first())
                && !self.by_code.contains_key(*code)
            {
                self.firms[firm as usize].code = Some(Box::from(*code));
                self.by_code.insert(Box::from(*code), firm);
            }
        }
    }

    /// The one firm of this name, told by its town where several share it.
    fn named(&self, parts: &NameParts, town: &str) -> Option<u32> {
        let firms = self.by_name.get(&parts.key())?;
        let town = match parts.town.is_empty() {
            true => town_word(&fold_key(town)),
            false => parts.town.clone(),
        };
        if let [(firm, towns)] = firms.iter().collect::<Vec<_>>()[..] {
            let elsewhere = !town.is_empty() && !towns.is_empty() && !towns.contains(&town);
            return (!elsewhere || self.firms[*firm as usize].code.is_some()).then_some(*firm);
        }
        let only = |test: &dyn Fn(u32, &BTreeSet<String>) -> bool| {
            let mut fit = firms.iter().filter(|(firm, towns)| test(**firm, towns));
            match (fit.next(), fit.next()) {
                (Some((firm, _)), None) => Some(*firm),
                _ => None,
            }
        };
        only(&|_, towns| towns.contains(&town))
            .or_else(|| only(&|firm, _| self.firms[firm as usize].in_roster))
    }
}

/// Finds the firm of every event and writes it into the event.
pub fn resolve_firms(understood: &mut Understood) -> Firms {
    let reader = learn_reader(understood);
    let parts: Vec<NameParts> = understood
        .events
        .iter()
        .map(|event| reader.parts(&event.name))
        .collect();
    let known = KnownCodes::of(understood);
    let mut directory = Directory::default();
    enter_roster(&mut directory, &reader, &understood.records);
    directory.give_codes(&known, &understood.events, &parts);
    for (event, parts) in understood.events.iter().zip(&parts) {
        if let Some(code) = known.identifying(event.credit_code.as_ref()) {
            let firm = directory.open(Some(code));
            directory.name(firm, parts, &event.town);
        }
    }
    let firm = assign_firms(&mut directory, &known, &understood.events, &parts);
    for (event, firm) in understood.events.iter_mut().zip(&firm) {
        event.enterprise = Some(*firm);
    }
    understood.firms = directory.firms;
    settle_places(understood);
    Firms {
        parts,
        firm,
        reader,
    }
}

/// All that a record says of an enterprise's grade.
fn grade_of(record: &CanonicalRecord) -> String {
    let other = record.other.iter();
    let graded =
        other.filter(|(field, _)| matches!(field, FieldName::RiskGrade | FieldName::StandardGrade));
    let words = graded.map(|(_, said)| said.value.as_str());
    let words: Vec<&str> = words
        .chain(record.category.as_ref().map(|said| said.value.as_str()))
        .collect();
    words.join(" ")
}

/// Town and industry of firms that the roster says nothing of: the least of what their inspections
/// say, so that row order changes nothing.
fn settle_places(understood: &mut Understood) {
    let mut said: BTreeSet<(u32, Box<str>, Box<str>)> = BTreeSet::new();
    for event in understood
        .events
        .iter()
        .filter(|event| event.source == Source::Safety)
    {
        if let Some(firm) = event.enterprise {
            said.insert((firm, event.town.clone(), event.industry.clone()));
        }
    }
    for (firm, town, industry) in said {
        let firm = &mut understood.firms[firm as usize];
        if firm.town.is_empty() {
            firm.town = town;
        }
        if firm.industry.is_empty() {
            firm.industry = industry;
        }
    }
}

fn learn_reader(understood: &Understood) -> NameReader {
    let names = understood.events.iter().map(|event| &*event.name);
    let towns = understood.events.iter().map(|event| &*event.town).chain(
        understood
            .records
            .iter()
            .filter_map(|record| record.town.as_ref().map(|town| town.value.as_str())),
    );
    let unique: BTreeSet<&str> = towns.collect();
    NameReader::learn(names, unique.into_iter(), &understood.bodies)
}

fn enter_roster(directory: &mut Directory, reader: &NameReader, records: &[CanonicalRecord]) {
    for record in records
        .iter()
        .filter(|record| record.kind == RecordKind::Enterprise)
    {
        let code = record
            .credit_code
            .as_ref()
            .and_then(|code| code.value.usable());
        let firm = directory.open(code);
        directory.firms[firm as usize].in_roster = true;
        if let Some(status) = &record.enterprise_status {
            directory.firms[firm as usize].status = status.value.as_str().into();
        }
        let town = record.town.as_ref().map_or("", |town| town.value.as_str());
        directory.firms[firm as usize].grade = grade_of(record).into();
        let industry = record
            .industry
            .as_ref()
            .map_or("", |field| field.value.as_str());
        directory.firms[firm as usize].town = town.into();
        directory.firms[firm as usize].industry = industry.into();
        let names = record
            .enterprise
            .iter()
            .map(|name| &name.value)
            .chain(&record.former_names);
        for name in names {
            directory.name(firm, &reader.parts(name), town);
        }
    }
}

fn assign_firms(
    directory: &mut Directory,
    known: &KnownCodes,
    events: &[InspectionEvent],
    parts: &[NameParts],
) -> Vec<u32> {
    let bigrams = BigramIndex::over(directory);
    let mut firms = Vec::with_capacity(events.len());
    let mut similar: HashMap<(String, String), Option<u32>> = HashMap::new();
    for (event, parts) in events.iter().zip(parts) {
        let code = known.identifying(event.credit_code.as_ref());
        if let Some(firm) = code.and_then(|code| directory.by_code.get(code)) {
            firms.push(*firm);
            continue;
        }
        let town = town_word(&fold_key(&event.town));
        let known = directory.named(parts, &event.town).or_else(|| {
            *similar
                .entry((parts.key(), town.clone()))
                .or_insert_with(|| bigrams.most_similar(parts, &town))
        });
        let firm = known.unwrap_or_else(|| {
            let firm = directory.open(None);
            directory.name(firm, parts, &event.town);
            firm
        });
        firms.push(firm);
    }
    firms
}

/// A name key, the firm it stands for and the towns where that firm is known.
type Listed = (String, u32, BTreeSet<String>);

/// Name keys of the coded and listed firms by the bigrams of their characters.
struct BigramIndex {
    keys: Vec<Listed>,
    postings: HashMap<(char, char), Vec<u32>>,
}

impl BigramIndex {
    fn over(directory: &Directory) -> BigramIndex {
        let mut keys: Vec<Listed> = Vec::new();
        for (key, firms) in &directory.by_name {
            let listed =
                |(firm, towns): (&u32, &BTreeSet<String>)| (key.clone(), *firm, towns.clone());
            keys.extend(firms.iter().map(listed));
        }
        keys.sort();
        let mut postings: HashMap<(char, char), Vec<u32>> = HashMap::new();
        for (at, (key, ..)) in keys.iter().enumerate() {
            for bigram in bigrams(key) {
                postings.entry(bigram).or_default().push(at as u32);
            }
        }
        BigramIndex { keys, postings }
    }

    /// The one firm whose name is almost this one; nobody if two firms are as near, or if it is
    /// known in other towns only: names of one trade differ in few characters.
    fn most_similar(&self, parts: &NameParts, town: &str) -> Option<u32> {
        let key = parts.key();
        let mut proposed: BTreeSet<u32> = BTreeSet::new();
        for bigram in bigrams(&key) {
            let Some(posting) = self.postings.get(&bigram) else {
                continue;
            };
            if posting.len() <= BIGRAM_FIRMS_MAX {
                proposed.extend(posting);
            }
        }
        let mut best: Option<(f64, u32)> = None;
        let mut rival = 0.0f64;
        for at in proposed {
            let (name, firm, towns) = &self.keys[at as usize];
            let elsewhere = !town.is_empty() && !towns.is_empty() && !towns.contains(town);
            if name.contains('#') != key.contains('#') || elsewhere {
                continue;
            }
            let similarity = core_similarity(&key, name);
            match best {
                Some((value, known)) if known == *firm => {
                    best = Some((value.max(similarity), known));
                }
                Some((value, _)) if similarity <= value => rival = rival.max(similarity),
                _ => {
                    rival = rival.max(best.map_or(0.0, |(value, _)| value));
                    best = Some((similarity, *firm));
                }
            }
        }
        let (similarity, firm) = best?;
        (similarity >= SAME_FIRM_SIMILARITY && rival < similarity - 0.05).then_some(firm)
    }
}

pub fn bigrams(key: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = key.chars().collect();
    chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
