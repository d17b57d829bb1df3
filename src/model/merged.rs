//! Many tables as one: what a merge keeps and under which columns, what it leaves out and why.

use super::{Cells, FieldName, Place, RecordKind, Register, Source, TableMapping};
use chrono::{NaiveDate, NaiveDateTime, Timelike};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the tables of one merge hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MergeKind {
    Inspections,
    Documents,
    Codes,
    Plan,
    Roster,
    /// A register beside the inspections, by its name.
    Register(&'static str),
    /// Tables of no known kind: joined by their headers.
    Unknown,
    /// Everything there is, by headers and canonical columns; only if asked for.
    Any,
}

impl MergeKind {
    /// All that can be asked for, the shipped registers among them.
    pub fn all() -> impl Iterator<Item = MergeKind> {
        let systems = [
            MergeKind::Inspections,
            MergeKind::Documents,
            MergeKind::Codes,
            MergeKind::Plan,
            MergeKind::Roster,
        ];
        let registers = Register::shipped().iter();
        let registers = registers.map(|register| MergeKind::Register(&register.name));
        let rest = [MergeKind::Unknown, MergeKind::Any];
        systems.into_iter().chain(registers).chain(rest)
    }

    pub fn of(mapping: &TableMapping) -> MergeKind {
        if let (Some(_), Source::Register(name)) = (&mapping.register, mapping.source) {
            return MergeKind::Register(name);
        }
        match mapping.kind {
            Some(RecordKind::Inspection) => MergeKind::Inspections,
            Some(RecordKind::Document) => MergeKind::Documents,
            Some(RecordKind::Code) => MergeKind::Codes,
            Some(RecordKind::PlanLine | RecordKind::PlanItem) => MergeKind::Plan,
            Some(RecordKind::Enterprise) => MergeKind::Roster,
            None => MergeKind::Unknown,
        }
    }

    /// As typed after `--kind`.
    pub fn name(self) -> &'static str {
        match self {
            MergeKind::Inspections => "inspections",
            MergeKind::Documents => "documents",
            MergeKind::Codes => "codes",
            MergeKind::Plan => "plan",
            MergeKind::Roster => "roster",
            MergeKind::Register(name) => name,
            MergeKind::Unknown => "unknown",
            MergeKind::Any => "any",
        }
    }

    pub fn zh(self) -> &'static str {
        match self {
            MergeKind::Inspections => "执法检查",
            MergeKind::Documents => "执法文书",
            MergeKind::Codes => "检查码",
            MergeKind::Plan => "检查计划",
            MergeKind::Roster => "企业名录",
            MergeKind::Register(name) => {
                let mut shipped = Register::shipped().iter();
                let known = shipped.find(|register| register.name == name);
                known.map_or(name, |register| &register.zh)
            }
            MergeKind::Unknown => "未识别",
            MergeKind::Any => "不分种类",
        }
    }
}

/// A cell's content in canonical form.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum CleanValue {
    #[default]
    Blank,
    Text(String),
    Number(f64),
    /// Money in fen; shown in yuan.
    Fen(i64),
    Day(NaiveDate),
    Instant(NaiveDateTime),
}

impl CleanValue {
    pub fn of_text(text: &str) -> CleanValue {
        match text.is_empty() {
            true => CleanValue::Blank,
            false => CleanValue::Text(text.to_string()),
        }
    }

    pub fn is_blank(&self) -> bool {
        *self == CleanValue::Blank
    }

    /// `2025-03-05`, `2025-03-05 09:30`, `1234.5`: as text files hold it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            CleanValue::Blank => "".into(),
            CleanValue::Text(text) => text.as_str().into(),
            CleanValue::Number(number) => number.to_string().into(),
            CleanValue::Fen(fen) if fen % 100 == 0 => (fen / 100).to_string().into(),
            CleanValue::Fen(fen) => {
                let sign = if *fen < 0 { "-" } else { "" };
                let fen = fen.unsigned_abs();
                format!("{sign}{}.{:02}", fen / 100, fen % 100).into()
            }
            CleanValue::Day(day) => day.to_string().into(),
            CleanValue::Instant(at) if at.second() == 0 => {
                at.format("%Y-%m-%d %H:%M").to_string().into()
            }
            CleanValue::Instant(at) => at.format("%Y-%m-%d %H:%M:%S").to_string().into(),
        }
    }
}

/// One column of a merged table.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedColumn {
    /// Unique among the columns.
    pub name: String,
    /// The canonical field, where the column is one.
    pub field: Option<FieldName>,
    /// Every value in it is a number.
    pub numeric: bool,
    /// Some value differs from the text as it stood: a second column keeps that text.
    pub has_raw: bool,
    /// Where its values come from: table (position) and column, in the order of the tables.
    pub origins: Vec<(u32, u16)>,
}

/// Headers of the columns that say where a merged row was read.
pub const LINEAGE: [[&str; 3]; 2] = [
    ["来源文件", "工作表", "行号"],
    ["source file", "sheet", "row"],
];

/// How the header of a column ends that keeps the text of another as it stood.
pub const AS_WRITTEN: [&str; 2] = ["·原文", " as written"];

/// How the sheets begin in which a merge says what it did, and its notes beside a text file.
pub const NOTES_BEGIN: [[&str; 4]; 10] = [
    ["类别", "文件", "工作表", "行号"],
    ["文件", "工作表", "容器", "编码"],
    ["合并后的列", "字段", "文件", "工作表"],
    ["原因", "文件", "工作表", "行号"],
    ["规则", "文件", "工作表", "单元格"],
    ["what", "file", "sheet", "row"],
    ["file", "sheet", "container", "encoding"],
    ["merged column", "field", "file", "sheet"],
    ["why", "file", "sheet", "row"],
    ["rule", "file", "sheet", "cell"],
];

/// Whether a sheet is what a merge said of itself.
pub fn is_merge_notes(rows: &[Cells]) -> bool {
    rows.first().is_some_and(|first| {
        let words: Vec<String> = first
            .iter()
            .take(4)
            .map(|cell| cell.text().into_owned())
            .collect();
        NOTES_BEGIN.iter().any(|begin| words == *begin)
    })
}

/// What the columns of a table are that an earlier merge wrote, beside its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedBefore {
    /// Columns of file, sheet and row.
    pub lineage: [u16; 3],
    /// By column, the one that keeps its text as it stood.
    pub raws: BTreeMap<u16, u16>,
}

impl MergedBefore {
    /// `None` where the header is not a merged table's.
    pub fn of(header: &[String]) -> Option<MergedBefore> {
        let is = |header: &str, word: &str| {
            let rest = header.trim().strip_prefix(word);
            let copy = rest.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
            rest == Some("") || copy.is_some_and(|nth| nth.bytes().all(|b| b.is_ascii_digit()))
        };
        let are = |three: &[String]| {
            let mut ways = LINEAGE.iter();
            ways.any(|words| {
                three
                    .iter()
                    .zip(words)
                    .all(|(header, word)| is(header, word))
            })
        };
        let at = header.windows(3).rposition(are)?;
        let column = |at: usize| at as u16 + 1;
        let (values, raws) = (&header[..at], &header[at + 3..]);
        let value_of = |raw: &str| {
            let name = AS_WRITTEN.iter().find_map(|end| raw.strip_suffix(end))?;
            values.iter().position(|value| value == name)
        };
        let raws = raws.iter().enumerate();
        let raws =
            raws.filter_map(|(nth, raw)| Some((column(value_of(raw)?), column(at + 3 + nth))));
        Some(MergedBefore {
            lineage: [column(at), column(at + 1), column(at + 2)],
            raws: raws.collect(),
        })
    }

    /// Whether a column holds no value of its own.
    pub fn is_beside(&self, column: u16) -> bool {
        self.lineage.contains(&column) || self.raws.values().any(|raw| *raw == column)
    }
}

/// A row that is kept, and the rows that repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedRow {
    pub place: Place,
    pub twins: Vec<Place>,
}

/// Why a data row is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// Repeats the row that stands at this place; the columns in which the two differ.
    Repeats(Place, Vec<String>),
    /// Cannot be used; findings say why.
    Rejected,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DroppedRow {
    pub place: Place,
    pub reason: DropReason,
}

/// What became of the rows of one table. The last five add up to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MergeTally {
    pub read: u64,
    pub kept: u64,
    pub duplicate: u64,
    pub rejected: u64,
    pub other_kind: u64,
    pub furniture: u64,
}

impl MergeTally {
    pub fn balances(&self) -> bool {
        let told = self.kept + self.duplicate + self.rejected + self.other_kind + self.furniture;
        self.read == told
    }

    pub fn add(&mut self, more: &MergeTally) {
        self.read += more.read;
        self.kept += more.kept;
        self.duplicate += more.duplicate;
        self.rejected += more.rejected;
        self.other_kind += more.other_kind;
        self.furniture += more.furniture;
    }
}

/// The outline of a merged table; its values are made row by row (see [`MergedRows`]).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// `None` where nothing was merged.
    pub kind: Option<MergeKind>,
    pub columns: Vec<MergedColumn>,
    /// In the order of their places.
    pub rows: Vec<MergedRow>,
    /// Rows of the merged tables only; tables of another kind are counted, not listed.
    pub dropped: Vec<DroppedRow>,
    /// One per table read.
    pub tallies: Vec<MergeTally>,
}

impl Merged {
    pub fn total(&self) -> MergeTally {
        let mut total = MergeTally::default();
        for tally in &self.tallies {
            total.add(tally);
        }
        total
    }
}

/// A value of a merged table, and the text it was read from where that differs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergedValue {
    pub value: CleanValue,
    pub raw: Option<String>,
}

/// The values of a merged table, made when they are asked for: a merged year need not stand in
/// memory twice.
pub trait MergedRows: Sync {
    fn merged(&self) -> &Merged;
    /// The values of a kept row, one per column.
    fn values(&self, row: usize) -> Vec<MergedValue>;
    /// File, sheet and row from which an earlier merge took a kept row.
    fn earlier_place(&self, _row: usize) -> Option<[CleanValue; 3]> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_table_is_known_by_its_lineage() {
        let header = |words: &str| words.split(',').map(str::to_string).collect::<Vec<_>>();
        let known =
            MergedBefore::of(&header("甲,行号,来源文件,工作表,行号(2),甲·原文,乙·原文")).unwrap();
        assert_eq!(known.lineage, [3, 4, 5]);
        assert_eq!(known.raws, BTreeMap::from([(1, 6)]));
        assert!(known.is_beside(6) && !known.is_beside(7) && !known.is_beside(2));
        for other in [
            "甲,来源文件,工作表",
            "来源文件,行号,工作表",
            "来源文件名,工作表,行号",
        ] {
            assert_eq!(MergedBefore::of(&header(other)), None, "{other}");
        }
    }

    #[test]
    fn values_are_shown_in_one_way() {
        let at = NaiveDate::from_ymd_opt(2025, 3, 5).unwrap();
        let shown = |value: CleanValue| value.text().into_owned();
        assert_eq!(shown(CleanValue::Fen(-5)), "-0.05");
        assert_eq!(shown(CleanValue::Fen(123_400)), "1234");
        assert_eq!(shown(CleanValue::Number(1.5)), "1.5");
        assert_eq!(shown(CleanValue::Day(at)), "2025-03-05");
        let instant = at.and_hms_opt(9, 30, 0).unwrap();
        assert_eq!(shown(CleanValue::Instant(instant)), "2025-03-05 09:30");
    }
}
