//! Every row of every input, once, with what became of it.

use crate::model::{
    CanonicalRecord, Cause, Disposition, EventIx, Extracted, LedgerEntry, Outcome, Place, PlanItem,
    PlanReview, RecordIx, RecordKind, RowFate, RowKind, Source, TableMapping, Tally, Text,
    Understood, Verdict,
};
use std::collections::HashMap;

/// The ledger in the order of tables and rows, and its tally.
pub fn ledger(
    extracted: &Extracted,
    understood: &Understood,
    verdicts: &[Verdict],
    plan: &PlanReview,
) -> (Vec<LedgerEntry>, Tally) {
    let carried = Carried::of(understood);
    let items: HashMap<RecordIx, &PlanItem> =
        plan.items.iter().map(|item| (item.record, item)).collect();
    let mut entries = Vec::new();
    let mut tally = Tally::default();
    for (at, table) in extracted.tables.iter().enumerate() {
        let mapping = &understood.mappings[at];
        let fates: HashMap<u32, RowFate> = understood.fates[at].iter().copied().collect();
        for row in &table.rows {
            let place = Place {
                table: at as u32,
                row: row.number,
                column: 0,
            };
            let fate = match row.kind {
                RowKind::Furniture(_) => None,
                RowKind::Data => Some(fates.get(&row.number).copied().unwrap_or(RowFate::Rejected)),
            };
            let mut entry = match fate {
                None => bare(mapping.source, place, Disposition::Furniture),
                Some(RowFate::Rejected) => bare(mapping.source, place, Disposition::Rejected),
                Some(RowFate::Entry(at)) => entry_of(understood, mapping, place, at),
                Some(RowFate::EntryAgain(entry)) => {
                    let first = understood.entries[entry].place;
                    entry_again(extracted, mapping.source, place, first)
                }
                Some(RowFate::Record(record)) => {
                    let owner = carried.documents.get(&record).copied();
                    let event = carried.events.get(&record).copied();
                    match carried.parts.get(&record) {
                        Some(parts) => parted_entry(understood, verdicts, place, parts),
                        None => record_entry(understood, verdicts, place, record, event, owner),
                    }
                }
                Some(RowFate::Duplicate(record)) => {
                    let owner = carried.owner(record);
                    let first = understood.records[record].place;
                    let label = extracted.tables[first.table as usize].label();
                    let mut entry = duplicate_entry(understood, verdicts, place, record, owner);
                    entry.detail = repeats(&label, first.row);
                    entry
                }
            };
            if let Some(RowFate::Record(record)) = fate {
                if let Some(item) = items.get(&record) {
                    entry.cause = item.cause;
                    entry.detail = item.detail.clone();
                }
                entry.detail = with_repair(entry.detail, &understood.records[record]);
            }
            count(&mut tally, entry.disposition);
            entries.push(entry);
        }
    }
    assert!(tally.balances(), "the ledger lost a row: {tally:?}");
    (entries, tally)
}

/// Which event a record carries or belongs to.
#[derive(Default)]
struct Carried {
    events: HashMap<RecordIx, EventIx>,
    /// Of rows of plans that name several enterprises.
    parts: HashMap<RecordIx, Vec<EventIx>>,
    documents: HashMap<RecordIx, EventIx>,
}

impl Carried {
    fn of(understood: &Understood) -> Carried {
        let mut carried = Carried::default();
        for (at, event) in understood.events.iter().enumerate() {
            if let Some(other) = carried.events.insert(event.record, at) {
                let parts = carried.parts.entry(event.record).or_default();
                parts.extend(parts.is_empty().then_some(other));
                parts.push(at);
            }
            let documents = event.documents.iter().map(|record| (*record, at));
            carried.documents.extend(documents);
        }
        carried
    }

    fn owner(&self, record: RecordIx) -> Option<EventIx> {
        let event = self.events.get(&record);
        event.or_else(|| self.documents.get(&record)).copied()
    }
}

/// A row of a register, and why it is not counted where it is not.
fn entry_of(
    understood: &Understood,
    mapping: &TableMapping,
    place: Place,
    at: usize,
) -> LedgerEntry {
    let mut entry = bare(mapping.source, place, Disposition::Record);
    let register = mapping.register.as_ref();
    entry.detail = register.map_or(Text::default(), |known| known.title.clone());
    if let Some(why) = understood.entries[at].standing.told() {
        entry.detail = Text::new(
            format!("{}:{}", entry.detail.zh, why.zh),
            format!("{}: {}", entry.detail.en, why.en),
        );
    }
    entry
}

/// A row of a register that repeats the one at `first`.
fn entry_again(extracted: &Extracted, source: Source, place: Place, first: Place) -> LedgerEntry {
    let label = extracted.tables[first.table as usize].label();
    let mut again = bare(source, place, Disposition::Duplicate);
    again.detail = repeats(&label, first.row);
    again
}

fn count(tally: &mut Tally, disposition: Disposition) {
    tally.read += 1;
    match disposition {
        Disposition::Record => tally.record += 1,
        Disposition::Document => tally.document += 1,
        Disposition::Duplicate => tally.duplicate += 1,
        Disposition::Rejected => tally.rejected += 1,
        Disposition::Furniture => tally.furniture += 1,
    }
}

fn bare(source: Source, place: Place, disposition: Disposition) -> LedgerEntry {
    LedgerEntry {
        source,
        place,
        disposition,
        inspection_id: String::new(),
        outcome: None,
        cause: None,
        probability: None,
        detail: Text::default(),
    }
}

fn record_entry(
    understood: &Understood,
    verdicts: &[Verdict],
    place: Place,
    record: RecordIx,
    event: Option<EventIx>,
    owner: Option<EventIx>,
) -> LedgerEntry {
    let record = &understood.records[record];
    if let Some(event) = event {
        let verdict = &verdicts[event];
        return LedgerEntry {
            inspection_id: verdict.inspection_id.clone(),
            outcome: verdict.outcome,
            cause: verdict.cause,
            probability: verdict.probability,
            detail: verdict.detail.clone(),
            ..bare(record.source, place, Disposition::Record)
        };
    }
    let disposition = match record.kind {
        RecordKind::Document => Disposition::Document,
        _ => Disposition::Record,
    };
    let mut entry = bare(record.source, place, disposition);
    if let Some(owner) = owner {
        entry.inspection_id = verdicts[owner].inspection_id.clone();
    }
    entry
}

/// A row of a plan that names several enterprises: what most wants looking at, and of each what
/// became of it.
fn parted_entry(
    understood: &Understood,
    verdicts: &[Verdict],
    place: Place,
    parts: &[EventIx],
) -> LedgerEntry {
    const GRAVEST: [Cause; 6] = [
        Cause::C02,
        Cause::C04,
        Cause::C08,
        Cause::C05,
        Cause::C07,
        Cause::C03,
    ];
    let rank = |at: &&EventIx| {
        let cause = verdicts[**at].cause;
        GRAVEST
            .iter()
            .position(|grave| Some(*grave) == cause)
            .unwrap_or(GRAVEST.len())
    };
    let gravest = parts.iter().min_by_key(rank).expect("a row has a part");
    let is_linked = |at: &&EventIx| verdicts[**at].outcome == Some(Outcome::Linked);
    let shown = parts.iter().find(is_linked).unwrap_or(gravest);
    let each = |words: fn(&Text) -> &str| {
        let told = parts.iter().map(|at| {
            let detail = words(&verdicts[*at].detail);
            format!("{}: {detail}", understood.events[*at].name)
        });
        told.collect::<Vec<String>>().join(";")
    };
    LedgerEntry {
        inspection_id: verdicts[*shown].inspection_id.clone(),
        outcome: verdicts[*shown].outcome,
        cause: verdicts[*gravest].cause,
        detail: Text::new(each(|text| &text.zh), each(|text| &text.en)),
        ..bare(Source::Plan, place, Disposition::Record)
    }
}

fn duplicate_entry(
    understood: &Understood,
    verdicts: &[Verdict],
    place: Place,
    record: RecordIx,
    owner: Option<EventIx>,
) -> LedgerEntry {
    let first = &understood.records[record];
    let mut entry = bare(first.source, place, Disposition::Duplicate);
    entry.cause = (first.source == Source::Safety).then_some(Cause::D01);
    if let Some(owner) = owner {
        entry.inspection_id = verdicts[owner].inspection_id.clone();
    }
    entry
}

/// A proposed repair is told wherever the row is: nothing is compared by it silently.
fn with_repair(detail: Text, record: &CanonicalRecord) -> Text {
    let code = record.credit_code.as_ref().map(|field| &field.value);
    let code =
        code.and_then(|code| Some((code.text.to_string(), code.repair.clone()?.to_string())));
    let number = record.document_number.as_ref().map(|field| &field.value);
    let number = record.broken_number.as_ref().zip(number);
    let number = number.map(|(raw, whole)| (raw.to_string(), whole.written()));
    let kinds = [
        ("信用代码", "credit code", code),
        ("文书编号", "document number", number),
    ];
    let mut told = detail;
    for (zh, en, repair) in kinds {
        let Some((text, repair)) = repair else {
            continue;
        };
        let (comma, semicolon) = match told.zh.is_empty() {
            true => ("", ""),
            false => (";", "; "),
        };
        told = Text::new(
            format!("{}{comma}{zh} {text} 按建议值 {repair} 比对", told.zh),
            format!(
                "{}{semicolon}{en} {text} compared as {repair}, proposed",
                told.en
            ),
        );
    }
    told
}

fn repeats(label: &str, row: u32) -> Text {
    Text::new(
        format!("与{label}第{row}行重复"),
        format!("repeats {label}, row {row}"),
    )
}
