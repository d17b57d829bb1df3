//! Broken codes and numbers: what they probably were. A code that a spreadsheet rounded, a mask
//! or a slip of the pen broke is held against every whole code of the run, against the check rules
//! and against the names beside it. One answer is proposed, with its reason; several are listed;
//! none is ever written over what stands in the file.

mod damage;
mod documents;
mod fitting;
mod known;
mod numbers;

#[cfg(test)]
mod tests;

pub use damage::is_scientific;
pub use documents::NumberReason;

use super::findings::{self, Spot};
use super::repeats::name_key;
use super::rows::ReadRow;
use crate::ground::fold::fold_key;
use crate::model::{CodeForm, CreditCode, FieldName, Finding, Settings, SourceTable, Text};
use damage::Damage;
use fitting::Fitter;
use known::Known;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// What became of a broken code.
#[derive(Clone, Debug, PartialEq)]
pub enum Proposal {
    /// One code, and why.
    One(Box<str>, Reason),
    /// Each of these could be it.
    Several(Rc<BTreeSet<Box<str>>>),
    None,
}

/// Why a code is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// One confusable character read as its twin makes the check character right.
    Confusable,
    /// The enterprise of this name has it, and what is left of the code agrees.
    NameAndRest,
    /// The only whole code of the run that what is left agrees with.
    OnlyOneKnown,
    /// The only number that both check rules allow.
    OnlyOneByCheck,
    /// The roster's enterprise with this registration number.
    Registration,
    /// The roster's only enterprise of this name.
    RosterName,
}

impl Reason {
    pub fn told(self) -> Text {
        match self {
            Reason::Confusable => Text::new(
                "换回一个易混字符后校验位相符",
                "one confusable character read as its twin makes it check",
            ),
            Reason::NameAndRest => Text::new(
                "同名企业的代码,且与剩余字符相符",
                "the code of the enterprise of this name, and what is left agrees",
            ),
            Reason::OnlyOneKnown => Text::new(
                "各表的完整代码中只有它与剩余字符相符",
                "the only whole code of all tables that what is left agrees with",
            ),
            Reason::OnlyOneByCheck => Text::new(
                "只有它同时符合两条校验规则",
                "the only number that both check rules allow",
            ),
            Reason::Registration => Text::new(
                "名录中该注册号对应的统一社会信用代码",
                "the roster's code for this registration number",
            ),
            Reason::RosterName => Text::new(
                "该注册号的企业在名录中只有一家同名",
                "the only enterprise of this name in the roster",
            ),
        }
    }
}

/// Proposes repairs for the broken codes and numbers of all rows read.
pub fn propose(
    read: &mut [Vec<ReadRow>],
    tables: &[SourceTable],
    settings: &Settings,
) -> Vec<Finding> {
    let mut known = Known::default();
    for (_, record, _) in read.iter().flatten() {
        if let Some(record) = record {
            known.enter(record);
        }
    }
    let mut fitter = Fitter::new(&known);
    let mut found = Vec::new();
    let mut seen: HashMap<(Box<str>, String), Proposal> = HashMap::new();
    for (_, record, _) in read.iter_mut().flatten() {
        let Some(record) = record else { continue };
        let name = name_key(record);
        let place = record.place;
        let numbered = record.other.iter();
        let mut numbered = numbered.filter(|(f, _)| *f == FieldName::RegistrationNumber);
        let number = numbered.next().map(|(_, text)| fold_key(&text.value));
        let Some(field) = &mut record.credit_code else {
            continue;
        };
        if field.value.form == CodeForm::Valid {
            continue;
        }
        let key = (field.value.text.clone(), name);
        let proposal = match seen.get(&key) {
            Some(proposal) => proposal.clone(),
            None => {
                let made =
                    proposal_for(&field.value, &key.1, number.as_deref(), &known, &mut fitter);
                seen.insert(key, made.clone());
                made
            }
        };
        if let Proposal::One(code, _) = &proposal {
            field.value.repair = Some(code.clone());
        } else {
            field.value.repair = None;
        }
        let spot = Spot {
            table: &tables[place.table as usize],
            place,
        };
        found.extend(findings::broken_code(
            spot.column(field.column),
            &field.value,
            &proposal,
        ));
    }
    found.extend(numbers::propose(read, tables));
    let shared = settings.safety.serial_shared_across_types;
    found.extend(documents::propose(read, tables, shared));
    found
}

fn proposal_for<'k>(
    code: &CreditCode,
    name: &str,
    number: Option<&str>,
    known: &'k Known,
    fitter: &mut Fitter,
) -> Proposal {
    let one = |code: &str, reason| Proposal::One(code.into(), reason);
    let by_number = number.unwrap_or(&code.text);
    if let Some(only) = only_of(known.registered(by_number)) {
        return one(only, Reason::Registration);
    }
    let named = known.named(name);
    let fitting = fitter.fitting(code);
    let fitting_ones = |codes: Option<&'k BTreeSet<Box<str>>>| -> Vec<&'k str> {
        let codes = codes.into_iter().flatten().map(|code| &**code);
        codes.filter(|code| fitting.codes.contains(*code)).collect()
    };
    let both = fitting_ones(named);
    let alike = match named {
        Some(_) => Vec::new(),
        None => fitting_ones(known.named_loosely(name)),
    };
    if let ([only], _) | ([], [only]) = (&both[..], &alike[..]) {
        return one(only, Reason::NameAndRest);
    }
    if let Some(repair) = &code.repair {
        return one(repair, Reason::Confusable);
    }
    let is_named_otherwise = named.is_some_and(|named| !named.contains("") && both.is_empty());
    let mut fits = fitting.codes.iter();
    match (fits.next(), fits.next()) {
        (Some(only), None) if fitting.telling && !is_named_otherwise => {
            one(only, Reason::OnlyOneKnown)
        }
        (Some(_), _) => Proposal::Several(Rc::clone(&fitting.codes)),
        (None, _) if code.form == CodeForm::Short => match only_of(named) {
            Some(only) => one(only, Reason::RosterName),
            None => Proposal::None,
        },
        (None, _) => by_check_rules(code, is_named_otherwise),
    }
}

/// The one code of a set that has no namesake without one.
fn only_of(codes: Option<&BTreeSet<Box<str>>>) -> Option<&str> {
    let mut codes = codes?.iter();
    match (codes.next(), codes.next()) {
        (Some(only), None) if !only.is_empty() => Some(only),
        _ => None,
    }
}

/// No whole code of the run fits: the check rules leave one number, or a few.
fn by_check_rules(code: &CreditCode, is_named_otherwise: bool) -> Proposal {
    if code.form != CodeForm::Damaged {
        return Proposal::None;
    }
    let codes = Damage::of(&code.text).map(|damage| damage.codes());
    let mut codes = codes.unwrap_or_default();
    match codes.len() {
        0 => Proposal::None,
        1 if !is_named_otherwise => Proposal::One(codes.remove(0).into(), Reason::OnlyOneByCheck),
        _ => Proposal::Several(Rc::new(codes.into_iter().map(Into::into).collect())),
    }
}
