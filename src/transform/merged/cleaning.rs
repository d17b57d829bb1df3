//! Cells in canonical form, one at a time: what a merged table writes for them.

use crate::ground::fold::{fold_key, trim, unprotected};
use crate::model::{
    Cell, CleanValue, ColumnKind, DocumentNumber, FieldName, MergedBefore, RecordKind, Settings,
    SourceTable, TableMapping, is_valid_code,
};
use crate::transform::columns::{header_keys, money_unit, plain_key};
use crate::transform::fields::amounts::{read_amount, read_count};
use crate::transform::fields::credit::{code_within, read_code};
use crate::transform::fields::dates::{DateSense, When, read_date};
use crate::transform::fields::ids::{Id, read_id};
use crate::transform::fields::numbers::read_numbers;
use crate::transform::fields::officers::read_officers;
use crate::transform::names::named_by_sheet;
use crate::transform::registers::day_sense;
use crate::transform::rows::Layout;
use chrono::NaiveTime;
use std::collections::BTreeMap;

/// How the cells of one table are read.
pub struct Cleaner {
    senses: BTreeMap<u16, DateSense>,
    /// By column (0-based): its first field, and what its money counts in.
    columns: Vec<Option<(FieldName, i64)>>,
    /// Of a register's table, by column: the register's own column.
    entries: BTreeMap<u16, EntryColumn>,
    by_sheet: Option<(FieldName, String)>,
    before: Option<MergedBefore>,
    /// Of no known kind: what its columns are called is all that is known of them.
    pub is_strange: bool,
}

/// A column of a register as a table has it.
#[derive(Clone, Debug)]
pub struct EntryColumn {
    /// The register's position among the run's, and the column's in it.
    pub at: (usize, usize),
    pub kind: ColumnKind,
    /// The word of the list that the header is, and its position there.
    pub word: (usize, String),
    sense: DateSense,
    fen_per_unit: i64,
}

impl Cleaner {
    pub fn new(at: u32, table: &SourceTable, mapping: &TableMapping, settings: &Settings) -> Self {
        // The kind matters to rows only, and here cells are read.
        let readable = TableMapping {
            kind: mapping.kind.or(Some(RecordKind::Inspection)),
            ..mapping.clone()
        };
        let mut columns = Vec::new();
        let layout = Layout::new(at, table, &readable, settings, None);
        let mapped = layout.iter().flat_map(|layout| &layout.columns);
        for column in mapped {
            let index = usize::from(column.column).saturating_sub(1);
            if columns.len() <= index {
                columns.resize(index + 1, None);
            }
            let slot: &mut Option<(FieldName, i64)> = &mut columns[index];
            slot.get_or_insert((column.field, column.fen_per_unit));
        }
        Cleaner {
            senses: layout.map(|layout| layout.senses).unwrap_or_default(),
            columns,
            entries: entry_columns(table, mapping, settings),
            by_sheet: mapping
                .kind
                .and_then(|_| named_by_sheet(table, mapping, settings)),
            before: MergedBefore::of(&table.header),
            is_strange: mapping.kind.is_none() && mapping.register.is_none(),
        }
    }

    /// The register's column, where the table is a register's.
    pub fn entry(&self, column: u16) -> Option<&EntryColumn> {
        self.entries.get(&column)
    }

    /// The field that the sheet's name tells, and what it tells.
    pub fn by_sheet(&self) -> Option<&(FieldName, String)> {
        self.by_sheet.as_ref()
    }

    /// What an earlier merge wrote beside its values.
    pub fn before(&self) -> Option<&MergedBefore> {
        self.before.as_ref()
    }

    pub fn field(&self, column: u16) -> Option<FieldName> {
        self.told(column).map(|(field, _)| field)
    }

    /// What one unit of a money column is in fen.
    pub fn fen_per_unit(&self, column: u16) -> i64 {
        self.told(column).map_or(100, |(_, fen)| fen)
    }

    fn told(&self, column: u16) -> Option<(FieldName, i64)> {
        let at = usize::from(column).checked_sub(1)?;
        self.columns.get(at).copied().flatten()
    }

    fn has(&self, field: FieldName) -> bool {
        self.columns.iter().flatten().any(|(own, _)| *own == field)
    }

    /// The canonical form of a cell; the trimmed text where there is none.
    pub fn value(&self, column: u16, cell: &Cell) -> CleanValue {
        use FieldName as F;
        if cell.is_blank() || matches!(cell, Cell::Error(_)) {
            return CleanValue::Blank;
        }
        let bared = match cell {
            Cell::Text(text) => unprotected(text),
            _ => None,
        };
        let bared = &bared.as_deref().map_or(*cell, Cell::Text);
        if let Some(entry) = self.entry(column) {
            return entry.value(bared);
        }
        let Some((field, fen_per_unit)) = self.told(column) else {
            return plain(cell);
        };
        let cell = bared;
        let told = match field {
            F::DateStart
            | F::DatePlanned
            | F::AppliedAt
            | F::IssuedAt
            | F::ScannedAt
            | F::CompletedAt
            | F::ExportedAt
            | F::RegisteredAt => self.when(column, cell).map(|when| moment(&when)),
            F::DateEnd => self.when(column, cell).map(|when| match when.until {
                Some(last) => CleanValue::Day(last),
                None => moment(&when),
            }),
            F::CreditCode | F::RegistrationNumber => {
                read_code(cell).map(|code| CleanValue::of_text(&code.text))
            }
            F::CodeId | F::RecordNumber | F::PlanNumber => {
                read_id(cell, false).map(|(Id::Whole(id) | Id::Rounded(id))| CleanValue::Text(id))
            }
            F::DocumentNumber | F::FollowsDocument => numbers(&cell.text()),
            F::Officers | F::Officers2 => {
                let names = read_officers(&cell.text());
                (!names.is_empty()).then(|| CleanValue::Text(names.join("、")))
            }
            F::Hazards | F::MajorHazards | F::HazardsFixed | F::Documents | F::Sequence => {
                let count = read_count(cell).and_then(Result::ok);
                count.map(|count| CleanValue::Number(f64::from(count)))
            }
            F::FineAmount => {
                let fen = read_amount(cell, fen_per_unit).and_then(Result::ok);
                fen.map(CleanValue::Fen)
            }
            F::Enterprise if !self.has(F::CreditCode) => {
                code_within(trim(&cell.text())).map(|(name, _)| CleanValue::Text(name))
            }
            F::PlanCount => return plain(cell),
            _ => None,
        };
        told.unwrap_or_else(|| CleanValue::of_text(bare(&cell.text())))
    }

    /// What a cell says of another field, for which the table has no column of its own: the code
    /// within a name, the last day of a range.
    pub fn implied(&self, column: u16, cell: &Cell) -> Option<(FieldName, CleanValue)> {
        use FieldName as F;
        let other = self.implies(column)?;
        let value = match other {
            F::CreditCode => {
                let (_, code) = code_within(trim(&cell.text()))?;
                let code = read_code(&Cell::Text(&code))?;
                CleanValue::of_text(&code.text)
            }
            _ => CleanValue::Day(self.when(column, cell)?.until?),
        };
        Some((other, value))
    }

    /// The field that cells of this column may imply.
    pub fn implies(&self, column: u16) -> Option<FieldName> {
        let other = match self.field(column)? {
            FieldName::Enterprise => FieldName::CreditCode,
            FieldName::DateStart => FieldName::DateEnd,
            _ => return None,
        };
        (!self.has(other)).then_some(other)
    }

    fn when(&self, column: u16, cell: &Cell) -> Option<When> {
        let sense = self.senses.get(&column).copied().unwrap_or_default();
        read_date(cell, sense)?.ok()
    }
}

impl EntryColumn {
    fn value(&self, cell: &Cell) -> CleanValue {
        let told = match self.kind {
            ColumnKind::Text => numbers(&cell.text()),
            ColumnKind::Day => {
                let when = read_date(cell, self.sense).and_then(Result::ok);
                when.map(|when| moment(&when))
            }
            ColumnKind::Money => {
                let fen = read_amount(cell, self.fen_per_unit).and_then(Result::ok);
                fen.map(CleanValue::Fen)
            }
            ColumnKind::Count => {
                let count = read_count(cell).and_then(Result::ok);
                count.map(|count| CleanValue::Number(f64::from(count)))
            }
            ColumnKind::Flag => None,
        };
        told.unwrap_or_else(|| CleanValue::of_text(bare(&cell.text())))
    }
}

/// The columns of a register's table by column; none of other tables.
fn entry_columns(
    table: &SourceTable,
    mapping: &TableMapping,
    settings: &Settings,
) -> BTreeMap<u16, EntryColumn> {
    let Some(known) = &mapping.register else {
        return BTreeMap::new();
    };
    let registers = settings.registers();
    let register = &registers[known.register];
    let stand = register.columns.iter().zip(&known.columns).enumerate();
    stand
        .filter_map(|(at, (described, column))| {
            let column = (*column)?;
            let header = table.header_of(column);
            let keys = header_keys(header);
            let is_word = |(_, word): &(usize, &String)| {
                let key = plain_key(word);
                keys.iter().any(|own| own.key == key)
            };
            let mut words = described.words.iter().enumerate();
            let (nth, word) = words.find(is_word)?;
            let entry = EntryColumn {
                at: (known.register, at),
                kind: described.kind,
                word: (nth, word.clone()),
                sense: match described.kind {
                    ColumnKind::Day => day_sense(table, column, register, settings),
                    _ => DateSense::default(),
                },
                fen_per_unit: money_unit(table, header),
            };
            Some((column, entry))
        })
        .collect()
}

/// Dates and numbers as such, anything else as text.
fn plain(cell: &Cell) -> CleanValue {
    match cell {
        Cell::Number(number) => CleanValue::Number(*number),
        Cell::Date(at) if at.time() == NaiveTime::MIN => CleanValue::Day(at.date()),
        Cell::Date(at) => CleanValue::Instant(*at),
        _ => {
            let text = cell.text();
            CleanValue::of_text(whole_code(&text).as_deref().unwrap_or(bare(&text)))
        }
    }
}

/// A credit code as it is registered, whatever its column is called.
fn whole_code(text: &str) -> Option<String> {
    let written = trim(text);
    // Its characters take one byte each, or three at full width.
    let key = (18..=54)
        .contains(&written.len())
        .then(|| fold_key(written))?;
    is_valid_code(&key).then_some(key)
}

/// Midnight is what programs add to a day that has no time.
fn moment(when: &When) -> CleanValue {
    match when.time {
        Some(time) if time != NaiveTime::MIN => CleanValue::Instant(when.instant()),
        _ => CleanValue::Day(when.day),
    }
}

/// Without blanks and protection characters around it.
fn bare(text: &str) -> &str {
    let text = trim(text);
    let formula = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    trim(formula.unwrap_or(text))
}

/// `（湘乡）应急检记〔2025〕12号`; several joined with `、`.
fn numbers(text: &str) -> Option<CleanValue> {
    let numbers = read_numbers(text);
    let spelt: Vec<String> = numbers.iter().map(spelt).collect();
    (!spelt.is_empty()).then(|| CleanValue::Text(spelt.join("、")))
}

fn spelt(number: &DocumentNumber) -> String {
    let area = match number.area.is_empty() {
        true => String::new(),
        false => format!("（{}）", number.area),
    };
    format!(
        "{area}{}{}〔{}〕{}{}号",
        number.prefix, number.kind, number.year, number.letter, number.serial
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FieldSpan, Source, Text};

    fn cleaner(fields: &[FieldName], headers: &[&str]) -> Cleaner {
        let table = SourceTable {
            header: headers.iter().map(|header| header.to_string()).collect(),
            header_rows: Some((1, 1)),
            ..SourceTable::default()
        };
        let span = |(at, field): (usize, &FieldName)| FieldSpan {
            field: *field,
            column: at as u16 + 1,
        };
        let mapping = TableMapping {
            source: Source::Safety,
            kind: None,
            fields: fields.iter().enumerate().map(span).collect(),
            unmapped: Vec::new(),
            reason: Text::default(),
            evidence: Vec::new(),
            register: None,
        };
        Cleaner::new(0, &table, &mapping, &Settings::default())
    }

    fn shown(field: FieldName, header: &str, text: &str) -> String {
        let cell = Cell::Text(text);
        let value = cleaner(&[field], &[header]).value(1, &cell);
        value.text().into_owned()
    }

    #[test]
    fn values_take_their_canonical_form() {
        use FieldName as F;
        for (field, header, text, expected) in [
            (
                F::DateStart,
                "检查时间",
                "2025年3月5日9时30分",
                "2025-03-05 09:30",
            ),
            (F::DateStart, "检查日期", "2025.3.5", "2025-03-05"),
            (
                F::DateStart,
                "检查日期",
                "2025-03-05 00:00:00",
                "2025-03-05",
            ),
            (F::CodeId, "检查码编号", "=\"JC0012\"", "JC0012"),
            (F::DateStart, "检查日期", "择日", "择日"),
            (F::DateEnd, "止", "2025-03-05至2025-03-06", "2025-03-06"),
            (
                F::CreditCode,
                "代码",
                "'９１430381ma\u{3000}yyyy016k",
                "91430381MAYYYY016K",
            ),
            (
                F::DocumentNumber,
                "文书编号",
                "(湘乡)应急检记[2025]第012号",
                "（湘乡）应急检记〔2025〕12号",
            ),
            (
                F::Officers,
                "检查人员",
                "李四,张　三（18030001）",
                "张三、李四",
            ),
            (F::FineAmount, "罚款金额（万元）", "1.2", "12000"),
            (F::FineAmount, "罚款金额", "350.5元", "350.50"),
            (F::Hazards, "隐患数", "共3处", "3"),
            (F::Enterprise, "名称", " ='甲厂", "='甲厂"),
            (F::Remark, "备注", "=\"0012\"", "0012"),
            (F::Town, "乡镇", "/", "/"),
        ] {
            assert_eq!(shown(field, header, text), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_may_speak_of_another_field() {
        use FieldName as F;
        let alone = cleaner(&[F::Enterprise, F::DateStart], &["名称", "检查日期"]);
        let name = Cell::Text("甲机械厂（91430381MAYYYY016K）");
        assert_eq!(alone.value(1, &name).text(), "甲机械厂");
        let (field, code) = alone.implied(1, &name).unwrap();
        assert_eq!(
            (field, &*code.text()),
            (F::CreditCode, "91430381MAYYYY016K")
        );
        let range = Cell::Text("2025-03-05至2025-03-06");
        let (field, last) = alone.implied(2, &range).unwrap();
        assert_eq!((field, &*last.text()), (F::DateEnd, "2025-03-06"));
        let both = cleaner(&[F::Enterprise, F::CreditCode], &["名称", "代码"]);
        assert_eq!(both.implied(1, &name), None);
    }
}
