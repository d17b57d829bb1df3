//! The whole codes of a run, and whose they are.

use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, CodeForm, FieldName, RecordKind};
use crate::transform::repeats::name_key;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

/// Codes with a right check character anywhere in the run, and whose they are.
#[derive(Default)]
pub struct Known {
    pub codes: BTreeSet<Box<str>>,
    pub by_organisation: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    by_registration: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes of the roster's enterprises of a name; an empty text for one whose code is unknown.
    listed: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes that other records give with a name.
    told: BTreeMap<String, BTreeSet<Box<str>>>,
    /// Codes of either by the name without what its area's word ends in.
    loosely: BTreeMap<String, BTreeSet<Box<str>>>,
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
        if let (Some(code), Some(name)) = (&whole, names.clone().next()) {
            let codes = self.loosely.entry(loose_name(&name)).or_default();
            codes.insert(code.clone());
        }
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

    /// Whole codes given with the name, whether it begins 湘乡市 or 湘乡.
    pub fn named_loosely(&self, name: &str) -> Option<&BTreeSet<Box<str>>> {
        self.loosely.get(&loose_name(name))
    }

    /// The code of the roster's enterprise with this registration number.
    pub fn registered(&self, number: &str) -> Option<&BTreeSet<Box<str>>> {
        self.by_registration.get(number)
    }

    /// Whole codes that begin so.
    pub fn beginning<'k>(&'k self, start: &'k str) -> impl Iterator<Item = &'k Box<str>> + 'k {
        let from = self.codes.range::<str, _>((Included(start), Unbounded));
        from.take_while(move |code| code.starts_with(start))
    }
}

/// A name key without the 县, 市 or 区 that its area's word ends in.
fn loose_name(name: &str) -> String {
    let ends = |(_, c): &(usize, char)| matches!(c, '县' | '市' | '区');
    let mut short = name.to_string();
    if let Some((at, c)) = name.char_indices().take(4).skip(2).find(ends)
        && name.len() > at + c.len_utf8()
    {
        short.remove(at);
    }
    short
}

fn registration(record: &CanonicalRecord) -> Option<String> {
    let stated = record.other.iter();
    let mut stated = stated.filter(|(field, _)| *field == FieldName::RegistrationNumber);
    let number = stated.next().map(|(_, text)| fold_key(&text.value))?;
    (number.len() >= 13).then_some(number)
}
