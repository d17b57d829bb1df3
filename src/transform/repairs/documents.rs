//! Document numbers that cannot be read as they stand. What is left of one is held against the
//! whole numbers that other records give for the same enterprise and days, then against the numbers
//! that the visit's other documents bear, and last read by itself. One answer is proposed, with its
//! reason; a number that another enterprise's record bears is never one.

use super::name_key;
use crate::model::{CanonicalRecord, DocumentNumber, Field, FieldName, Finding, SourceTable, Text};
use crate::transform::fields::broken_numbers::{BrokenNumber, broken_number};
use crate::transform::fields::numbers::read_numbers;
use crate::transform::findings::{self, Spot};
use crate::transform::rows::ReadRow;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeSet, HashMap};

/// Why a number is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberReason {
    /// Another record of that enterprise and these days bears it.
    SameVisit,
    /// The visit's other documents bear its year and serial.
    SharedSerial,
    /// Only brackets, or characters that look like digits, were wrong.
    OneReading,
    /// Its year was lost; the visit's is taken.
    YearOfVisit,
}

impl NumberReason {
    pub fn told(self) -> Text {
        match self {
            NumberReason::SameVisit => Text::new(
                "同一企业当日前后的另一条记录用此文号,且与剩余字符相符",
                "a record of that enterprise and these days bears it, and what is left agrees",
            ),
            NumberReason::SharedSerial => Text::new(
                "同一次检查的其他文书用此年份和序号",
                "the visit's other documents bear this year and serial",
            ),
            NumberReason::OneReading => Text::new(
                "只缺括号或混入了形近字符",
                "only brackets were lost or look-alike characters typed",
            ),
            NumberReason::YearOfVisit => Text::new(
                "年份缺失,取检查日期的年份",
                "its year was lost; the visit's is taken",
            ),
        }
    }
}

/// Records of one visit are dated so many days apart at most.
const DAYS_MAX: i64 = 3;

/// The whole numbers of a run.
#[derive(Default)]
struct Whole {
    /// By name and by credit code of the enterprise.
    of_firm: HashMap<String, Vec<(NaiveDate, DocumentNumber)>>,
    /// Enterprises by kind, year and serial.
    bearers: HashMap<(Box<str>, u16, u32), BTreeSet<String>>,
}

/// Proposes whole numbers for the broken ones, and tells of those that stay unread. `shared` says
/// that the documents of a visit share their serial.
pub fn propose(read: &mut [Vec<ReadRow>], tables: &[SourceTable], shared: bool) -> Vec<Finding> {
    let records = || read.iter().flatten().filter_map(|row| row.1.as_ref());
    if !records().any(|record| broken_fields(record).next().is_some()) {
        return Vec::new();
    }
    let mut whole = Whole::default();
    for record in records() {
        whole.enter(record);
    }
    let mut found = Vec::new();
    for record in read.iter_mut().flatten().filter_map(|row| row.1.as_mut()) {
        let broken: Vec<Field<String>> = broken_fields(record).cloned().collect();
        for raw in broken {
            let proposal = whole.proposed(record, &raw.value, shared);
            let spot = Spot {
                table: &tables[record.place.table as usize],
                place: record.place,
            };
            let spot = spot.column(raw.column);
            match proposal {
                Some((number, reason)) => {
                    found.push(findings::repaired_number(spot, &number, reason));
                    if record.document_number.is_none() {
                        record.broken_number = Some(raw.value.as_str().into());
                        record.document_number = Some(Field {
                            value: number,
                            column: raw.column,
                        });
                    }
                }
                None => found.push(findings::bad_document_number(spot)),
            }
        }
    }
    found
}

/// Texts of a record's columns of document numbers in which none can be read.
fn broken_fields(record: &CanonicalRecord) -> impl Iterator<Item = &Field<String>> {
    let numbers = record.other.iter();
    let numbers = numbers.filter(|(field, _)| *field == FieldName::DocumentNumber);
    numbers
        .map(|(_, text)| text)
        .filter(|text| read_numbers(&text.value).is_empty())
}

fn day_of(record: &CanonicalRecord) -> Option<NaiveDate> {
    record.start.or(record.planned).map(|day| day.value)
}

/// The enterprise by its name and by its credit code, as far as the record has them.
fn firms_of(record: &CanonicalRecord) -> Vec<String> {
    let name = Some(name_key(record)).filter(|name| !name.is_empty());
    let code = record.credit_code.as_ref();
    let code = code
        .and_then(|code| code.value.usable())
        .map(str::to_string);
    name.into_iter().chain(code).collect()
}

impl Whole {
    fn enter(&mut self, record: &CanonicalRecord) {
        let Some(number) = &record.document_number else {
            return;
        };
        let number = &number.value;
        let bearers = self.bearers.entry(key_of(number)).or_default();
        bearers.insert(name_key(record));
        for firm in firms_of(record) {
            let numbers = self.of_firm.entry(firm).or_default();
            numbers.extend(day_of(record).map(|day| (day, number.clone())));
        }
    }

    /// Numbers of the enterprise on the record's day or about it.
    fn beside(&self, record: &CanonicalRecord) -> BTreeSet<&DocumentNumber> {
        let Some(day) = day_of(record) else {
            return BTreeSet::new();
        };
        let firms = firms_of(record).into_iter();
        firms
            .filter_map(|firm| self.of_firm.get(&firm))
            .flatten()
            .filter(|(other, _)| (*other - day).num_days().abs() <= DAYS_MAX)
            .map(|(_, number)| number)
            .collect()
    }

    fn proposed(
        &self,
        record: &CanonicalRecord,
        raw: &str,
        shared: bool,
    ) -> Option<(DocumentNumber, NumberReason)> {
        let broken = broken_number(raw)?;
        let fits = |number: &&DocumentNumber| {
            number.letter.is_empty() && broken.can_be(number.year, number.serial)
        };
        let beside: Vec<&DocumentNumber> = self.beside(record).into_iter().filter(fits).collect();
        let of_kind = |number: &&&DocumentNumber| *number.kind == *broken.mark;
        let same_kind: Vec<&DocumentNumber> = beside.iter().filter(of_kind).copied().collect();
        if let [only] = same_kind[..] {
            return Some((only.clone(), NumberReason::SameVisit));
        }
        let by_itself = self.by_itself(record, &broken, shared.then_some(beside));
        by_itself.filter(|(number, _)| same_kind.is_empty() && !self.is_anothers(record, number))
    }

    fn by_itself(
        &self,
        record: &CanonicalRecord,
        broken: &BrokenNumber,
        siblings: Option<Vec<&DocumentNumber>>,
    ) -> Option<(DocumentNumber, NumberReason)> {
        let serials: BTreeSet<(u16, u32)> = siblings
            .into_iter()
            .flatten()
            .map(|number| (number.year, number.serial))
            .collect();
        if let (Some((year, serial)), 1) = (serials.first(), serials.len()) {
            return Some((broken.of(*year, *serial), NumberReason::SharedSerial));
        }
        if let Some(number) = broken.whole() {
            return Some((number, NumberReason::OneReading));
        }
        let year = u16::try_from(record.start?.value.year()).ok()?;
        let number = broken.in_year(year).filter(|_| broken.year.is_none())?;
        Some((number, NumberReason::YearOfVisit))
    }

    /// Whether records of other enterprises alone bear the number.
    fn is_anothers(&self, record: &CanonicalRecord, number: &DocumentNumber) -> bool {
        let bearers = self.bearers.get(&key_of(number));
        bearers.is_some_and(|bearers| !bearers.contains(&name_key(record)))
    }
}

fn key_of(number: &DocumentNumber) -> (Box<str>, u16, u32) {
    (number.kind.clone(), number.year, number.serial)
}
