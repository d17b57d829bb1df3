//! The nouns, in the order a row meets them: a [`SourceTable`] as found, a [`CanonicalRecord`]
//! understood, an [`InspectionEvent`] built from records, a [`CandidatePair`] worth comparing, a
//! [`Link`] decided, a [`Verdict`] on each event, the [`ReconciliationStatement`] that foots, and
//! the [`LedgerEntry`] that every row ends in. [`Finding`]s about the sources travel beside them.
//! No verbs live here beyond those that keep a noun's own law.

pub mod authority;
mod books;
mod calibre;
mod cause;
mod cells;
mod claim;
mod code;
mod concentration;
mod counting;
mod document;
mod event;
mod fault;
mod field;
mod figures;
mod finding;
mod frequency;
mod grid;
mod judgement;
mod known_event;
mod ledger;
mod limits;
mod lineage;
mod link;
mod makeup;
mod manifest;
mod merged;
mod metric_notes;
mod near_miss;
pub mod ordinals;
mod past;
mod place;
mod plan;
mod plan_scope;
mod progress;
mod record;
mod register;
mod remembered;
mod rule;
mod settings;
mod statement;
mod table;
mod text;
mod unattended;
mod written;

pub use books::{
    Basis, Books, ColumnEvidence, Extracted, Firm, RegisterMapping, TableMapping, Understood,
};
pub use calibre::{Calibre, CalibreStep, Calibres, CountRule, LeftOut};
pub use cause::{Asked, CAUSES, Cause, CauseEntry, CauseSide};
pub use cells::{Cell, Cells, RowBuffer};
pub use claim::{Amount, ApartReason, Audit, Check, Claim, SetApart, Standing, UnitClass};
pub use code::{CodeForm, CreditCode, check_character, is_valid_code, organisation_check};
pub use concentration::Concentration;
pub use counting::{
    CountUnit, CountingSettings, Joint, MultiDay, Preset, Reinspection, SameDay, Scope, Switches,
    Taken, YearBy,
};
pub use document::{DocumentKind, DocumentNumber};
pub use event::{CodeState, EventIx, InspectionEvent, RecordState, Route};
pub use fault::Fault;
pub use field::{FieldName, FieldSpan};
pub use figures::{Figure, Metrics, StatisticsRow, StatisticsTable};
pub use finding::{Finding, Severity, Staged};
pub use frequency::{Cap, CapFile, CapPreset, Exemption, FrequencyLine, FrequencyReview};
pub use grid::{Grid, review_header};
pub use judgement::{Change, Judged, Judgement, Judgements, REVIEW_MARK, Ruling, SeenRecord};
pub use known_event::{KnownEvent, Succession, Successions, ids_gone};
pub use ledger::{Disposition, LedgerEntry, Outcome, Verdict};
pub use limits::Limits;
pub use lineage::{Lineage, Lineages};
pub use link::{CandidatePair, ComparisonVector, Decision, Evidence, Link, LinkSet};
pub use makeup::{Makeup, MakeupPreset};
pub use manifest::{InputFile, RunManifest, Tally};
pub use merged::{
    AS_WRITTEN, CleanValue, DropReason, DroppedRow, LINEAGE, MergeKind, MergeTally, Merged,
    MergedBefore, MergedColumn, MergedRow, MergedRows, MergedValue, NOTES_BEGIN, is_merge_notes,
};
pub use metric_notes::{BREAKDOWNS, COUNTED, MetricNote, metric_note, metric_notes, metrics_page};
pub use near_miss::{NearMiss, Obstacle, OutOfReach};
pub use past::PastRun;
pub use place::{Place, column_letters};
pub use plan::{PlanItem, PlanLine, PlanReview, covers_all};
pub use plan_scope::{PlanScope, titles_of};
pub use progress::{Progress, Silent};
pub use record::{CanonicalRecord, Field, RecordIx, RecordKind, RowFate};
pub use register::{
    Class, ColumnKind, Entry, EntryStanding, EntryValue, Filter, How, Measure, OTHER_CLASS,
    Register, RegisterColumn, RegisterFile,
};
pub use remembered::{
    Changes, Comparison, NightState, OpenItem, Profile, RememberedRun, SourceProfile, paired,
};
pub use rule::{Relation, Rule, RuleFile, RuleOutcome, RuleSeverity, RuleStanding};
pub use settings::{
    AliasSettings, BodySettings, FrequencySettings, PeriodSettings, PlatformSettings,
    RegisterSettings, ReinspectionCode, RuleSettings, SafetySettings, Settings, SourcePatterns,
    StatisticsSettings,
};
pub use statement::{
    Discrepancy, ReconciliationStatement, ReconcilingItem, StatementLine, StatementLineKind,
};
pub use table::{FurnitureKind, RowKind, Source, SourceRow, SourceTable, TotalBasis, TotalCheck};
pub use text::{Lang, Text};
pub use unattended::{
    EnforcingBody, GuardSettings, NightlySettings, NotifySettings, PrivacySettings, TellWhen,
};
pub use written::{Block, Content, WrittenReport};
