//! Events of the safety system by what documents know them by.

use super::Ground;
use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, DocumentNumber, InspectionEvent};
use crate::transform::repeats::{identifying_code, is_same_firm, is_short_form, is_slip_of};
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
    by_day: HashMap<NaiveDate, Vec<Slot>>,
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
        if let Some(day) = event.start {
            self.by_day.entry(day).or_default().push(slot);
        }
        if let Some(code) = identifying_code(record) {
            self.by_code.entry(code.into()).or_default().push(slot);
        }
    }

    /// A document found its visit; papers that rest on it will find it by its number.
    pub fn add_number(&mut self, slot: Slot, number: &DocumentNumber) {
        push(self.by_number.entry(number.normal()).or_default(), slot);
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

    /// Slots that begin on this day.
    pub fn on_day(&self, day: NaiveDate) -> &[Slot] {
        self.by_day.get(&day).map_or(&[], Vec::as_slice)
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
    if !slots.contains(&slot) {
        slots.push(slot);
    }
}

/// How near a document's enterprise is to an event's; `None` for two different ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// The same by their words.
    Same,
    /// A slip of the pen apart, in the code or in the name.
    Slip,
    /// One is the other's short form: 安程能源 for 湖南安程能源有限公司.
    ShortForm,
    /// Nothing but the name speaks against a number and a day that both have.
    NumberAndDay,
}

/// Whether a document and an event can be about one enterprise.
pub fn firm_nearness(
    ground: &Ground<'_>,
    document: usize,
    event: &InspectionEvent,
) -> Option<Nearness> {
    let (a, b) = (ground.named(document), ground.named(event.record));
    if is_same_firm(a, b) {
        return Some(Nearness::Same);
    }
    let code = |record: &CanonicalRecord| record.credit_code.as_ref().map(|c| c.value.text.clone());
    if let (Some(left), Some(right)) = (code(a.0), code(b.0))
        && is_slip(&left, &right)
    {
        return Some(Nearness::Slip);
    }
    if a.1.is_empty() || b.1.is_empty() {
        return None;
    }
    if is_slip_of(a.1, b.1) {
        return Some(Nearness::Slip);
    }
    (is_short_form(a.1, b.1) || is_short_form(b.1, a.1)).then_some(Nearness::ShortForm)
}

/// Two 18-character codes with one character mistyped, or two neighbours swapped.
fn is_slip(a: &str, b: &str) -> bool {
    if a.len() != 18 || b.len() != 18 || !a.is_ascii() || !b.is_ascii() {
        return false;
    }
    let apart: Vec<usize> = (0..18)
        .filter(|at| a.as_bytes()[*at] != b.as_bytes()[*at])
        .collect();
    match apart.as_slice() {
        [_] => true,
        [first, second] => {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            second - first == 1 && a[*first] == b[*second] && a[*second] == b[*first]
        }
        _ => false,
    }
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
