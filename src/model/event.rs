//! One visit to one object, as one system tells it.

use super::{CanonicalRecord, CreditCode, DocumentNumber, RecordIx, Source, Text};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// Position of an event in the run's list of events.
pub type EventIx = usize;

/// How an inspection came about.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// 年度检查计划.
    Planned,
    /// 双随机、一公开.
    DoubleRandom,
    /// 专项检查; counted with the triggered ones, as the annual report does.
    Special,
    /// 触发式: complaint, assignment, data, request, follow-up.
    Triggered,
    #[default]
    Unknown,
}

impl Route {
    pub fn is_planned(self) -> bool {
        matches!(self, Route::Planned | Route::DoubleRandom)
    }

    pub fn words(self) -> Text {
        match self {
            Route::Planned => Text::new("年度计划", "planned"),
            Route::DoubleRandom => Text::new("双随机", "double-random"),
            Route::Special => Text::new("专项", "special"),
            Route::Triggered => Text::new("触发式", "triggered"),
            Route::Unknown => Text::new("未填", "unknown"),
        }
    }

    pub fn is_triggered(self) -> bool {
        matches!(self, Route::Special | Route::Triggered)
    }
}

/// Where a safety record stands in its own system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordState {
    Final,
    /// 草稿, 未提交, 待审批: no complete record yet.
    Draft,
    /// 作废.
    Void,
    #[default]
    Unknown,
}

/// Where a code stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeState {
    /// 待审批, 审批中.
    Pending,
    /// 退回, 未通过.
    Returned,
    /// 已赋码, 未扫码.
    Issued,
    /// 已扫码.
    Scanned,
    /// 已完成, 已评价.
    Completed,
    /// 已撤销, 作废.
    Cancelled,
    /// 已过期, 失效.
    Expired,
    /// 测试.
    Test,
    #[default]
    Unknown,
}

impl CodeState {
    pub fn words(self) -> Text {
        match self {
            CodeState::Pending => Text::new("审批中", "pending"),
            CodeState::Returned => Text::new("已退回", "returned"),
            CodeState::Issued => Text::new("已赋码", "issued"),
            CodeState::Scanned => Text::new("已扫码", "scanned"),
            CodeState::Completed => Text::new("已完成", "completed"),
            CodeState::Cancelled => Text::new("已撤销", "cancelled"),
            CodeState::Expired => Text::new("已过期", "expired"),
            CodeState::Test => Text::new("测试码", "a test"),
            CodeState::Unknown => Text::new("未填", "unknown"),
        }
    }

    /// Whether the code can stand for a visit.
    pub fn is_usable(self) -> bool {
        matches!(
            self,
            CodeState::Issued | CodeState::Scanned | CodeState::Completed | CodeState::Unknown
        )
    }
}

/// One visit as one system tells it: a safety event is an inspection, a platform event a code, a
/// plan event a planned enterprise. Built from the record that carries it and the documents and
/// repeats attached to that record.
#[derive(Clone, Debug)]
pub struct InspectionEvent {
    pub source: Source,
    /// Stable id, derived from the carrying record.
    pub id: String,
    /// The record that carries the event.
    pub record: RecordIx,
    /// Documents attached to it.
    pub documents: Vec<RecordIx>,
    /// Index of the enterprise as far as names, codes and the roster tell; equal for equal firms.
    pub enterprise: Option<u32>,
    pub name: Box<str>,
    pub credit_code: Option<CreditCode>,
    pub town: Box<str>,
    pub industry: Box<str>,
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
    pub planned: Option<NaiveDate>,
    pub planned_months: Option<(u8, u8)>,
    pub applied_at: Option<NaiveDateTime>,
    pub scanned_at: Option<NaiveDateTime>,
    /// Numbers of the record and its documents.
    pub document_numbers: Vec<DocumentNumber>,
    /// The order that a re-inspection follows.
    pub follows: Vec<DocumentNumber>,
    pub officers: Vec<String>,
    pub route: Route,
    pub reinspection: bool,
    pub joint: bool,
    /// Whether a final site inspection record is attached; `None` where no document list covers it.
    pub has_site_record: Option<bool>,
    pub record_state: RecordState,
    pub code_state: CodeState,
    pub item: Box<str>,
    pub activity: Box<str>,
    pub body: Box<str>,
    pub lead_body: Box<str>,
    pub office: Box<str>,
    pub reason: Box<str>,
    pub exemption: Box<str>,
    pub rating: Box<str>,
    pub plan_number: Box<str>,
    pub code_id: Box<str>,
    /// Planned visits of a plan event.
    pub plan_count: Option<u32>,
    pub drawn: Option<bool>,
    /// Outside the period that is reconciled.
    pub outside_period: bool,
    /// The event that replaces this voided one.
    pub replaced_by: Option<EventIx>,
    /// The event of the same visit that this record repeats (one visit split into two records).
    pub part_of: Option<EventIx>,
}

impl InspectionEvent {
    /// What the visit's row says of its fine, or else its papers: the decisions together, and where
    /// none of them names a sum, the highest that another paper does.
    pub fn fine_fen(&self, records: &[CanonicalRecord]) -> Option<i64> {
        let own = records[self.record].fine_fen.map(|fine| fine.value);
        if own.is_some_and(|fine| fine > 0) {
            return own;
        }
        let papers = || {
            let papers = self.documents.iter().map(|at| &records[*at]);
            papers.filter_map(|paper| Some((paper, paper.fine_fen?.value)))
        };
        let decides = |paper: &CanonicalRecord| {
            let mark = paper.document_number.as_ref().map(|no| &*no.value.kind);
            mark.is_some_and(|mark| ["罚", "罚当", "当罚", "罚决"].contains(&mark))
        };
        let decided: Vec<i64> = papers()
            .filter(|(paper, _)| decides(paper))
            .map(|(_, fine)| fine)
            .collect();
        let decided = (!decided.is_empty()).then(|| decided.iter().sum());
        let highest = || papers().map(|(_, fine)| fine).max();
        decided.or_else(highest).or(own)
    }

    /// An event of which nothing is known yet but the record that carries it.
    pub fn bare(source: Source, id: String, record: RecordIx) -> Self {
        InspectionEvent {
            source,
            id,
            record,
            documents: Vec::new(),
            enterprise: None,
            name: "".into(),
            credit_code: None,
            town: "".into(),
            industry: "".into(),
            start: None,
            end: None,
            planned: None,
            planned_months: None,
            applied_at: None,
            scanned_at: None,
            document_numbers: Vec::new(),
            follows: Vec::new(),
            officers: Vec::new(),
            route: Route::Unknown,
            reinspection: false,
            joint: false,
            has_site_record: None,
            record_state: RecordState::Unknown,
            code_state: CodeState::Unknown,
            item: "".into(),
            activity: "".into(),
            body: "".into(),
            lead_body: "".into(),
            office: "".into(),
            reason: "".into(),
            exemption: "".into(),
            rating: "".into(),
            plan_number: "".into(),
            code_id: "".into(),
            plan_count: None,
            drawn: None,
            outside_period: false,
            replaced_by: None,
            part_of: None,
        }
    }

    /// Of a code: whether somebody scanned it, so that it was used and not only issued.
    pub fn is_scanned(&self) -> bool {
        let state = matches!(self.code_state, CodeState::Scanned | CodeState::Completed);
        self.scanned_at.is_some() || state
    }

    /// The code's own number, or the event's id where the row gives none.
    pub fn number(&self) -> &str {
        match self.code_id.is_empty() {
            true => &self.id,
            false => &self.code_id,
        }
    }

    /// Days between this event's dates and another's: 0 where their ranges overlap.
    pub fn days_apart(&self, other: &InspectionEvent) -> Option<i64> {
        let (a, b) = (self.start?, self.end.or(self.start)?);
        let (c, d) = (other.start?, other.end.or(other.start)?);
        Some((c - b).num_days().max((a - d).num_days()).max(0))
    }
}
