//! One row understood.

use super::{CodeState, RecordState};
use super::{CreditCode, DocumentKind, DocumentNumber, FieldName, Place, Route, Source};
use chrono::{NaiveDate, NaiveDateTime};

/// Position of a record in the run's list of records.
pub type RecordIx = usize;

/// A typed value and the column it was read from (0 where it was derived from other fields). The
/// raw text stands in the table at the record's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field<T> {
    pub value: T,
    pub column: u16,
}

/// What a row is a record of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// A line of the inspection register.
    Inspection,
    /// A line of the document list.
    Document,
    /// A line of the code register.
    Code,
    /// A named enterprise on a plan or list.
    PlanLine,
    /// A plan line with counts but no enterprise.
    PlanItem,
    /// A roster enterprise.
    Enterprise,
}

/// What became of a data row on its way to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFate {
    Record(RecordIx),
    /// Repeats the row that became this record.
    Duplicate(RecordIx),
    /// A line of a register, by its position in the run's list of entries.
    Entry(usize),
    /// Repeats the row that became this entry.
    EntryAgain(usize),
    Rejected,
}

/// One row understood. Absent and unusable fields are `None`; an unusable one has a finding.
#[derive(Clone, Debug)]
pub struct CanonicalRecord {
    /// Stable across runs and re-exports: derived from the record's content.
    pub id: String,
    pub source: Source,
    pub kind: RecordKind,
    /// The row it was read from; `column` is 0.
    pub place: Place,
    pub record_number: Option<Field<String>>,
    pub document_number: Option<Field<DocumentNumber>>,
    /// The text of a document number that was made whole; `None` for one that could be read.
    pub broken_number: Option<Box<str>>,
    pub document_kind: Option<Field<DocumentKind>>,
    pub follows: Option<Field<DocumentNumber>>,
    /// The name as written, blanks trimmed.
    pub enterprise: Option<Field<String>>,
    /// Former names, split.
    pub former_names: Vec<String>,
    pub credit_code: Option<Field<CreditCode>>,
    pub town: Option<Field<String>>,
    pub address: Option<Field<String>>,
    pub industry: Option<Field<String>>,
    pub category: Option<Field<String>>,
    pub enterprise_status: Option<Field<String>>,
    /// The visit's first day.
    pub start: Option<Field<NaiveDate>>,
    /// The visit's last day.
    pub end: Option<Field<NaiveDate>>,
    pub planned: Option<Field<NaiveDate>>,
    /// First and last month of a plan row.
    pub planned_months: Option<Field<(u8, u8)>>,
    pub applied_at: Option<Field<NaiveDateTime>>,
    pub scanned_at: Option<Field<NaiveDateTime>>,
    pub completed_at: Option<Field<NaiveDateTime>>,
    pub route: Option<Field<Route>>,
    pub reason: Option<Field<String>>,
    pub reinspection: Option<Field<bool>>,
    pub random_drawn: Option<Field<bool>>,
    pub joint: Option<Field<bool>>,
    pub lead_body: Option<Field<String>>,
    pub body: Option<Field<String>>,
    pub office: Option<Field<String>>,
    /// Officers' names, split, sorted, without certificate numbers.
    pub officers: Vec<String>,
    pub item: Option<Field<String>>,
    pub activity: Option<Field<String>>,
    pub record_state: Option<Field<RecordState>>,
    pub code_state: Option<Field<CodeState>>,
    pub exemption: Option<Field<String>>,
    pub rating: Option<Field<String>>,
    pub code_id: Option<Field<String>>,
    pub plan_number: Option<Field<String>>,
    pub plan_count: Option<Field<u32>>,
    pub drawn: Option<Field<bool>>,
    pub hazards: Option<Field<u32>>,
    pub documents: Option<Field<u32>>,
    pub fine_fen: Option<Field<i64>>,
    /// Whether a penalty followed the visit, where the row tells.
    pub penalised: Option<Field<bool>>,
    pub remark: Option<Field<String>>,
    /// Fields the row carries beyond the typed ones above, as mapped.
    pub other: Vec<(FieldName, Field<String>)>,
}

impl CanonicalRecord {
    /// A record with no fields yet.
    pub fn bare(source: Source, kind: RecordKind, place: Place) -> Self {
        CanonicalRecord {
            id: String::new(),
            source,
            kind,
            place,
            record_number: None,
            document_number: None,
            broken_number: None,
            document_kind: None,
            follows: None,
            enterprise: None,
            former_names: Vec::new(),
            credit_code: None,
            town: None,
            address: None,
            industry: None,
            category: None,
            enterprise_status: None,
            start: None,
            end: None,
            planned: None,
            planned_months: None,
            applied_at: None,
            scanned_at: None,
            completed_at: None,
            route: None,
            reason: None,
            reinspection: None,
            random_drawn: None,
            joint: None,
            lead_body: None,
            body: None,
            office: None,
            officers: Vec::new(),
            item: None,
            activity: None,
            record_state: None,
            code_state: None,
            exemption: None,
            rating: None,
            code_id: None,
            plan_number: None,
            plan_count: None,
            drawn: None,
            hazards: None,
            documents: None,
            fine_fen: None,
            penalised: None,
            remark: None,
            other: Vec::new(),
        }
    }
}
