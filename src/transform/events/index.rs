//! Events of the safety system by what documents know them by.

use super::Ground;
use crate::ground::fold::fold_key;
use crate::model::{DocumentNumber, InspectionEvent};
use crate::transform::repeats::{identifying_code, is_same_firm};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Position in the list of safety events while it is being built.
pub type Slot = usize;

/// Year, letter and serial: what all documents of a visit share in some systems.
type Serial = (u16, Box<str>, u32);

/// Look-up tables; a slot stands in each list at most once, in ascending order.
#[derive(Default)]
pub struct Index {
    by_record_number: HashMap<String, Vec<Slot>>,
    by_number: HashMap<String, Vec<Slot>>,
    by_serial: HashMap<Serial, Vec<Slot>>,
    by_name: HashMap<String, Vec<Slot>>,
    by_code: HashMap<Box<str>, Vec<Slot>>,
}

pub fn serial(number: &DocumentNumber) -> Serial {
    // 279-1号 is a sheet of the visit with the serial 279.
    let letter = number.letter.split('-').next().unwrap_or_default();
    (number.year, letter.into(), number.serial)
}

impl Index {
    pub fn add(&mut self, ground: &Ground<'_>, slot: Slot, event: &InspectionEvent) {
        let (record, name) = ground.named(event.record);
        if let Some(number) = &record.record_number {
            self.by_record_number
                .entry(fold_key(&number.value))
                .or_default()
                .push(slot);
        }
        for number in &event.document_numbers {
            push(self.by_number.entry(number.normal()).or_default(), slot);
            push(self.by_serial.entry(serial(number)).or_default(), slot);
        }
        if !name.is_empty() {
            self.by_name.entry(name.to_string()).or_default().push(slot);
        }
        if let Some(code) = identifying_code(record) {
            self.by_code.entry(code.into()).or_default().push(slot);
        }
    }

    pub fn with_record_number(&self, number: &str) -> &[Slot] {
        self.by_record_number
            .get(&fold_key(number))
            .map_or(&[], Vec::as_slice)
    }

    pub fn with_number(&self, number: &DocumentNumber) -> &[Slot] {
        self.by_number
            .get(&number.normal())
            .map_or(&[], Vec::as_slice)
    }

    pub fn with_serial(&self, number: &DocumentNumber) -> &[Slot] {
        self.by_serial
            .get(&serial(number))
            .map_or(&[], Vec::as_slice)
    }

    /// Slots whose record names this firm, by name or by code.
    pub fn of_firm(&self, name: &str, code: Option<&str>) -> Vec<Slot> {
        let named = self.by_name.get(name).filter(|_| !name.is_empty());
        let coded = code.and_then(|code| self.by_code.get(code));
        let mut slots: Vec<Slot> = named.into_iter().chain(coded).flatten().copied().collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

fn push(slots: &mut Vec<Slot>, slot: Slot) {
    if slots.last() != Some(&slot) {
        slots.push(slot);
    }
}

/// Whether a document and an event can be about one enterprise: the same by their words, or names
/// so alike that a slip of the pen tells them apart.
pub fn can_share_firm(ground: &Ground<'_>, document: usize, event: &InspectionEvent) -> bool {
    let (a, b) = (ground.named(document), ground.named(event.record));
    if is_same_firm(a, b) {
        return true;
    }
    let alike = rapidfuzz::fuzz::ratio(a.1.chars(), b.1.chars());
    !a.1.is_empty() && !b.1.is_empty() && (alike >= 0.8 || is_short_form(a.1, b.1))
}

/// Whether one name is the other with characters left out: 东通商贸 for 湘乡市东通商贸有限公司.
fn is_short_form(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    short.chars().count() >= 3 && short.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// Whether nothing but the name speaks against the document's number: same day, no other code.
pub fn is_same_day_number(ground: &Ground<'_>, document: usize, event: &InspectionEvent) -> bool {
    let day = ground.records[document].start.map(|start| start.value);
    let same_day = day.and_then(|day| days_after(event, day)) == Some(0);
    let (a, b) = (&ground.records[document], &ground.records[event.record]);
    let other_code = match (identifying_code(a), identifying_code(b)) {
        (Some(a), Some(b)) => a != b,
        _ => false,
    };
    same_day && !other_code
}

/// Days from the event's start to the document's day; negative before it. 0 within the visit.
pub fn days_after(event: &InspectionEvent, day: NaiveDate) -> Option<i64> {
    let start = event.start?;
    let end = event.end.unwrap_or(start).max(start);
    Some(match day {
        day if day < start => (day - start).num_days(),
        day if day > end => (day - end).num_days(),
        _ => 0,
    })
}
