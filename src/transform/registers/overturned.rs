//! Decisions that a later one of another register undid: a penalty that was quashed on
//! reconsideration or in court. It stays counted as decided; whoever publishes the figure is told.

use super::super::findings::{self, Spot};
use crate::ground::fold::fold_key;
use crate::model::{
    Entry, EntryStanding, EntryValue, Finding, Place, Register, Settings, SourceTable, Understood,
};
use std::collections::HashMap;

/// A decision's number has so many letters and digits.
const NUMBER_MIN: usize = 6;
const NUMBER_MAX: usize = 40;

/// One finding for each counted decision that an entry of another register names and undoes.
pub fn overturned(
    understood: &Understood,
    tables: &[SourceTable],
    settings: &Settings,
) -> Vec<Finding> {
    let registers = settings.registers();
    let entries_of = |at: usize| understood.entries.iter().filter(move |e| e.register == at);
    let mut found = Vec::new();
    for (at, register) in registers.iter().enumerate() {
        let Some(overturns) = &register.overturns else {
            continue;
        };
        let Some(other) = registers.iter().position(|r| r.name == overturns.register) else {
            continue;
        };
        let counted = entries_of(other).filter(|e| e.standing == EntryStanding::Counted);
        let named = counted.filter_map(|entry| Some((number_of(&registers[other], entry)?, entry)));
        let named: HashMap<String, &Entry> = named.collect();
        let undoing = entries_of(at).filter(|entry| {
            entry.standing == EntryStanding::Counted && overturns.by.keeps(register, &entry.values)
        });
        for entry in undoing {
            for decision in named_in(register, entry, &named) {
                let of = |place: Place| &tables[place.table as usize];
                let spot = Spot {
                    table: of(entry.place),
                    place: entry.place,
                };
                let stands = format!("{} {}", of(decision.place).label(), decision.place.row);
                let other = &registers[other];
                found.push(findings::decision_overturned(
                    spot, register, other, &stands,
                ));
            }
        }
    }
    found
}

/// Letters and digits alone, since brackets and blanks of a number are written in every way.
fn plain(text: &str) -> String {
    let key = fold_key(text);
    key.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The number of a case that one column names; a bare serial number names nothing elsewhere.
fn number_of(register: &Register, entry: &Entry) -> Option<String> {
    let [name] = register.key.as_slice() else {
        return None;
    };
    let EntryValue::Text(number) = &entry.values[register.column(name)?] else {
        return None;
    };
    let number = plain(number);
    (number.ends_with('号') && number.chars().count() >= NUMBER_MIN).then_some(number)
}

/// The decisions whose numbers stand in an entry's text, each once.
fn named_in<'a>(
    register: &Register,
    entry: &Entry,
    named: &HashMap<String, &'a Entry>,
) -> Vec<&'a Entry> {
    let mut found: Vec<&Entry> = Vec::new();
    for (column, value) in register.columns.iter().zip(&entry.values) {
        let EntryValue::Text(text) = value else {
            continue;
        };
        if register.key.contains(&column.name) {
            continue;
        }
        let text = plain(text);
        for (end, mark) in text.match_indices('号') {
            let text = &text[..end + mark.len()];
            let begins = text.char_indices().rev().take(NUMBER_MAX);
            // The longest: 乡应急罚〔2025〕1号 may be a number too.
            let whole = begins.filter_map(|(at, _)| named.get(&text[at..])).last();
            let is_new = |new: &&Entry| !found.iter().any(|known| known.place == new.place);
            found.extend(whole.copied().filter(is_new));
        }
    }
    found
}
