//! All that one run knows: what the stages made, for the reports and for explanations.

use super::authority::is_same_body;
use super::{
    Calibres, CanonicalRecord, Concentration, Discrepancy, Entry, FieldName, FieldSpan, Finding,
    FrequencyReview, InputFile, InspectionEvent, Judgements, LedgerEntry, Lineages, LinkSet,
    Metrics, PastRun, Place, PlanReview, ReconciliationStatement, RowFate, RuleOutcome, Settings,
    Source, SourceTable, StatisticsTable, Tally, Verdict,
};
use crate::ground::fold::fold_key;

/// What the pages held: every table of every input, in the order of their file names.
#[derive(Clone, Debug, Default)]
pub struct Extracted {
    pub tables: Vec<SourceTable>,
    pub inputs: Vec<InputFile>,
}

/// How one table was understood.
#[derive(Clone, Debug)]
pub struct TableMapping {
    pub source: Source,
    /// What its rows are records of; `None` for an unusable table.
    pub kind: Option<super::RecordKind>,
    /// Mapped columns, by column.
    pub fields: Vec<FieldSpan>,
    /// Columns (1-based) with a header that means nothing to us.
    pub unmapped: Vec<u16>,
    /// Why the table was taken for this source, one sentence.
    pub reason: super::Text,
    /// Why each column with a header or values was taken for what it is, by column.
    pub evidence: Vec<ColumnEvidence>,
    /// Where the table is a register's: which, and where its columns stand.
    pub register: Option<RegisterMapping>,
}

/// The columns of a register's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterMapping {
    /// Position among the run's registers.
    pub register: usize,
    pub title: super::Text,
    /// What the register calls its columns.
    pub names: Vec<String>,
    /// One per column of the register; `None` where the table has no such column.
    pub columns: Vec<Option<u16>>,
    /// Columns of the table whose amounts are added to a column's: 个人罚款 beside 单位罚款.
    pub shares: Vec<(usize, u16)>,
}

/// What a column was mapped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The settings name it.
    Pinned,
    /// A word of its header.
    Header,
    /// Its values alone.
    Values,
    /// Its values occur in a mapped column of another table.
    OtherTables,
    /// How it goes with the other columns of its table.
    Neighbours,
    /// It was not mapped.
    Nothing,
}

impl Basis {
    pub fn name(self) -> &'static str {
        match self {
            Basis::Pinned => "pinned",
            Basis::Header => "header",
            Basis::Values => "values",
            Basis::OtherTables => "other_tables",
            Basis::Neighbours => "neighbours",
            Basis::Nothing => "nothing",
        }
    }
}

/// Why one column was mapped to a field, or to none.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnEvidence {
    pub column: u16,
    pub field: Option<FieldName>,
    pub basis: Basis,
    /// The header word that named the field; empty where none did.
    pub word: String,
    /// Share of the looked-at values that are of the field's kind, where the field has a kind.
    pub share: Option<f64>,
    /// All of it in a sentence.
    pub text: super::Text,
    /// Fields that an unmapped column could be.
    pub could_be: Vec<FieldName>,
}

impl TableMapping {
    /// A table of this source of which no column is mapped yet.
    pub fn bare(source: Source) -> Self {
        TableMapping {
            source,
            kind: None,
            fields: Vec::new(),
            unmapped: Vec::new(),
            reason: super::Text::default(),
            evidence: Vec::new(),
            register: None,
        }
    }

    pub fn column_of(&self, field: FieldName) -> Option<u16> {
        self.fields
            .iter()
            .find(|span| span.field == field)
            .map(|span| span.column)
    }
}

/// One enterprise as far as names, codes and the roster tell.
#[derive(Clone, Debug, Default)]
pub struct Firm {
    /// The credit code the roster or the books know for it.
    pub code: Option<Box<str>>,
    pub in_roster: bool,
    /// Status word of the roster: 存续, 注销, 停产.
    pub status: Box<str>,
    /// Town and industry by the roster, else by the inspections: codes often carry neither.
    pub town: Box<str>,
    pub industry: Box<str>,
    /// What the roster says of its risk and its standardisation, and of what category it is.
    pub grade: Box<str>,
}

/// What the rows mean.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// One per table.
    pub mappings: Vec<TableMapping>,
    /// In the order of their places.
    pub records: Vec<CanonicalRecord>,
    /// Lines of registers, in the order of their places.
    pub entries: Vec<Entry>,
    /// Fate of each data row, per table, in row order.
    pub fates: Vec<Vec<(u32, RowFate)>>,
    /// Safety, platform and plan events; roster enterprises are records only.
    pub events: Vec<InspectionEvent>,
    /// By [`InspectionEvent::enterprise`]; filled by linkage.
    pub firms: Vec<Firm>,
    /// First and last day that is reconciled: from the settings, else from the data.
    pub period: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
    /// The bodies whose books are reconciled: from the settings, else from the data.
    pub bodies: Vec<String>,
}

impl Understood {
    /// The event's own town, else its firm's.
    pub fn town_of<'a>(&'a self, event: &'a InspectionEvent) -> &'a str {
        let firm = event
            .enterprise
            .and_then(|firm| self.firms.get(firm as usize));
        match (event.town.is_empty(), firm) {
            (true, Some(firm)) => &firm.town,
            _ => &event.town,
        }
    }

    /// The event's own industry, else its firm's.
    pub fn industry_of<'a>(&'a self, event: &'a InspectionEvent) -> &'a str {
        let firm = event
            .enterprise
            .and_then(|firm| self.firms.get(firm as usize));
        match (event.industry.is_empty(), firm) {
            (true, Some(firm)) => &firm.industry,
            _ => &event.industry,
        }
    }

    /// Whether a body's words name one of the bodies whose books are reconciled. An empty text, or
    /// a run that knows no body, is taken as own: the export is the body's own.
    pub fn is_own_body(&self, body: &str) -> bool {
        if fold_key(body).is_empty() || self.bodies.is_empty() {
            return true;
        }
        self.bodies.iter().any(|own| is_same_body(own, body))
    }
}

/// All that one run knows.
#[derive(Debug, Default)]
pub struct Books {
    pub settings: Settings,
    pub extracted: Extracted,
    pub understood: Understood,
    pub judgements: Judgements,
    pub links: LinkSet,
    /// One per event.
    pub verdicts: Vec<Verdict>,
    /// What each calibre counts.
    pub calibres: Calibres,
    pub plan: PlanReview,
    pub statement: ReconciliationStatement,
    pub discrepancies: Vec<Discrepancy>,
    /// One per row of every table, in the order of tables and rows.
    pub ledger: Vec<LedgerEntry>,
    pub tally: Tally,
    pub metrics: Metrics,
    /// Of every figure that is there, what it rests on.
    pub lineages: Lineages,
    pub statistics: Vec<StatisticsTable>,
    /// Groups in which a cause is too frequent for chance, by cause.
    pub concentrations: Vec<Concentration>,
    pub frequency: FrequencyReview,
    pub rules: Vec<RuleOutcome>,
    /// The figures of last year's run, where the settings name it.
    pub last_year: Option<Metrics>,
    /// Earlier runs of the same period, by day; two or more are drawn in `report.html`.
    pub past: Vec<PastRun>,
    pub findings: Vec<Finding>,
}

impl Books {
    pub fn table(&self, place: Place) -> &SourceTable {
        &self.extracted.tables[place.table as usize]
    }

    /// The user's own text of a cell.
    pub fn raw(&self, place: Place) -> String {
        let cell = self.table(place).cell(place.row, place.column);
        cell.map(|cell| cell.text().into_owned())
            .unwrap_or_default()
    }

    pub fn record_of(&self, event: &InspectionEvent) -> &CanonicalRecord {
        &self.understood.records[event.record]
    }

    /// `safety/2025-Q3.xls [检查记录] 118`: file, sheet, row of a place.
    pub fn where_is(&self, place: Place) -> String {
        format!("{} {}", self.table(place).label(), place.row)
    }
}
