//! The cells of one row, read into the fields of its record.

use super::Layout;
use super::layout::{Column, put_together};
use crate::ground::fold::{is_placeholder, trim, unprotected};
use crate::ground::traditional::{into_simplified, is_simplified};
use crate::model::{
    CanonicalRecord, Cell, CodeState, DocumentNumber, Field, FieldName, Finding, Place, RecordKind,
    RecordState, SourceRow,
};
use crate::transform::fields::credit::{code_within, read_code};
use crate::transform::fields::dates::DateFault;
use crate::transform::fields::flags::{lead_body, read_flag, read_joint};
use crate::transform::fields::ids::{Id, read_id};
use crate::transform::fields::kinds::read_kind;
use crate::transform::fields::numbers::read_numbers;
use crate::transform::fields::officers::{merged, read_officers};
use crate::transform::fields::penalties::read_penalty;
use crate::transform::fields::routes::{read_route, read_route_answer};
use crate::transform::fields::several::codes_listed;
use crate::transform::fields::states::{read_code_state, read_record_state};
use crate::transform::findings::{self, Spot};
use std::borrow::Cow;

/// A row on its way to a record.
pub struct RowReader<'a> {
    pub layout: &'a Layout<'a>,
    pub row: &'a SourceRow,
    pub record: CanonicalRecord,
    pub found: Vec<Finding>,
    /// Dates that could not be read: column and fault.
    pub bad_dates: Vec<(u16, DateFault)>,
    pub report_verified: Option<bool>,
    /// The column of a route word that means nothing to us.
    pub strange_route: Option<u16>,
    /// Words of the route column, for 复查.
    pub route_words: String,
    pub plan_name: String,
    /// Ticked months of a plan with a column for each: month, visits, column.
    pub ticks: Vec<((u8, u8), u32, u16)>,
}

impl<'a> RowReader<'a> {
    pub fn new(layout: &'a Layout<'a>, row: &'a SourceRow) -> Self {
        let place = Place {
            table: layout.table_ix,
            row: row.number,
            column: 0,
        };
        RowReader {
            layout,
            row,
            record: CanonicalRecord::bare(layout.source, layout.kind, place),
            found: Vec::new(),
            bad_dates: Vec::new(),
            report_verified: None,
            strange_route: None,
            route_words: String::new(),
            plan_name: String::new(),
            ticks: Vec::new(),
        }
    }

    pub fn spot(&self, column: u16) -> Spot<'a> {
        Spot::row(self.layout.table, self.layout.table_ix, self.row.number).column(column)
    }

    pub fn read_cells(&mut self) {
        let layout = self.layout;
        let cells = self.row.cells.to_vec();
        for column in &layout.columns {
            let cell = cells.get(usize::from(column.column) - 1).copied();
            let Some(cell) = &cell.filter(|cell| !cell.is_blank()) else {
                continue;
            };
            let plain = match cell {
                Cell::Text(text) => bare(text),
                _ => None,
            };
            let cell = &plain.as_deref().map_or(*cell, Cell::of_text);
            let parts = layout.parts.get(&column.column).map(|columns| {
                let part = |column: &u16| cells.get(usize::from(*column) - 1).copied();
                columns.iter().filter_map(part).collect::<Vec<Cell>>()
            });
            let whole = parts.map(|parts| put_together(cell, &parts));
            let cell = &whole.as_deref().map_or(*cell, Cell::of_text);
            if is_error(cell) {
                self.found
                    .push(findings::error_value(self.spot(column.column)));
                continue;
            }
            self.read_identity(column, cell);
            self.read_instant(column, cell);
            self.read_words(column, cell);
            self.read_quantity(column, cell);
        }
        self.add_ticks();
    }

    /// Who and which: names, codes and numbers.
    fn read_identity(&mut self, column: &Column, cell: &Cell) {
        use FieldName as F;
        let at = column.column;
        let keep = |slot: &mut Option<Field<String>>| {
            if slot.is_none() {
                *slot = text_field(cell, at);
            }
        };
        match column.field {
            F::Enterprise => {
                keep(&mut self.record.enterprise);
                if let Some(name) = &self.record.enterprise {
                    self.record
                        .former_names
                        .extend(former_name_within(&name.value));
                }
                self.part_name_and_code(at);
            }
            F::FormerName => {
                let text = cell.text();
                let names = text
                    .split(['、', '，', ',', ';', '；', '/', '\n'])
                    .map(trim);
                let named = names
                    .filter(|name| !is_placeholder(name))
                    .map(str::to_string);
                self.record.former_names.extend(named);
            }
            F::CreditCode => self.read_code(at, cell),
            F::RegistrationNumber => {
                self.keep_other(column, cell);
                if self.record.credit_code.is_none() {
                    let code = read_code(cell).map(|value| Field { value, column: at });
                    self.record.credit_code = code;
                }
            }
            F::RecordNumber => {
                // A document's number is none of the system's own, whatever its header says:
                // another export has it among the document numbers.
                let numbers = read_numbers(&cell.text());
                if !numbers.iter().any(|number| !number.kind.is_empty()) {
                    self.keep_number(column, cell);
                }
                if self.record.document_number.is_none() {
                    self.keep_document_numbers(column, cell, false);
                }
            }
            F::CodeId | F::PlanNumber => self.keep_number(column, cell),
            F::DocumentNumber => self.keep_document_numbers(column, cell, true),
            F::FollowsDocument => {
                let value = marked(read_numbers(&cell.text()), column)
                    .into_iter()
                    .next();
                self.record.follows = value.map(|value| Field { value, column: at });
                self.keep_other(column, cell);
            }
            F::Officers | F::Officers2 => {
                let names = std::mem::take(&mut self.record.officers);
                self.record.officers = merged(names, read_officers(&cell.text()));
            }
            _ => {}
        }
    }

    /// 某某公司（91430381…）: a code within the name is the code, where no column has one.
    fn part_name_and_code(&mut self, at: u16) {
        let Some(name) = &mut self.record.enterprise else {
            return;
        };
        let Some((rest, code)) = code_within(&name.value) else {
            return;
        };
        name.value = rest;
        if self.record.credit_code.is_none() && !self.layout.has(FieldName::CreditCode) {
            self.read_code(at, &Cell::Text(&code));
        }
    }

    /// What is wrong with a code is told once every row is read: other rows may know better.
    fn read_code(&mut self, at: u16, cell: &Cell) {
        // The codes of several enterprises are none of one.
        if codes_listed(&cell.text()) > 1 {
            return;
        }
        if let Some(value) = read_code(cell) {
            self.record.credit_code = Some(Field { value, column: at });
        }
    }

    /// The first number stands for the record, a site record's before others; the rest is kept.
    fn keep_document_numbers(&mut self, column: &Column, cell: &Cell, expected: bool) {
        let text = cell.text();
        let numbers = marked(read_numbers(&text), column);
        if numbers.is_empty() {
            // Whether it can be made whole is known once every row is read.
            if expected && !is_placeholder(&text) {
                self.keep_other(column, cell);
            }
            return;
        }
        let is_record = |number: &DocumentNumber| &*number.kind == "检记";
        let first = numbers
            .iter()
            .find(|number| is_record(number))
            .unwrap_or(&numbers[0]);
        let kept = self.record.document_number.as_ref();
        let better = kept.is_none_or(|kept| !is_record(&kept.value) && is_record(first));
        if better {
            let value = first.clone();
            self.record.document_number = Some(Field {
                value,
                column: column.column,
            });
        }
        if numbers.len() > 1 || kept_elsewhere(self.layout, column) {
            self.keep_other(column, cell);
        }
    }

    /// A system's own number; one that a spreadsheet rounded is kept beside, for it is no key.
    fn keep_number(&mut self, column: &Column, cell: &Cell) {
        let slot = match column.field {
            FieldName::CodeId => &mut self.record.code_id,
            FieldName::PlanNumber => &mut self.record.plan_number,
            _ => &mut self.record.record_number,
        };
        if slot.is_some() {
            return;
        }
        let at = column.column;
        match read_id(cell, column.rounded) {
            Some(Id::Whole(value)) => *slot = Some(Field { value, column: at }),
            Some(Id::Rounded(value)) => {
                let field = Field { value, column: at };
                self.record.other.push((column.field, field));
            }
            None => {}
        }
    }

    pub(super) fn keep_other(&mut self, column: &Column, cell: &Cell) {
        if let Some(field) = text_field(cell, column.column) {
            self.record.other.push((column.field, field));
        }
    }

    /// How and what: routes, states, flags and free words.
    fn read_words(&mut self, column: &Column, cell: &Cell) {
        use FieldName as F;
        let at = column.column;
        let text = || text_field(cell, at);
        let flag = || read_flag(&cell.text()).map(|value| Field { value, column: at });
        let record = &mut self.record;
        match column.field {
            F::DocumentKind => {
                let kind = read_kind(&cell.text());
                record.document_kind = kind.map(|value| Field { value, column: at });
            }
            F::Route => self.read_route(column, &cell.text()),
            // What became of a planned visit is told in words of its own.
            F::Status if record.kind == RecordKind::PlanLine => self.keep_other(column, cell),
            F::Status => self.read_state(column, &cell.text()),
            F::Reason => record.reason = text(),
            F::Reinspection => record.reinspection = flag(),
            F::RandomDrawn => record.random_drawn = flag(),
            F::ReportVerified => self.report_verified = read_flag(&cell.text()),
            F::Drawn => record.drawn = flag(),
            F::Joint => {
                let words = cell.text();
                record.joint = read_joint(&words).map(|value| Field { value, column: at });
                if record.lead_body.is_none() {
                    record.lead_body = lead_body(&words).map(|value| Field { value, column: at });
                }
            }
            F::LeadBody => record.lead_body = text(),
            F::Town => record.town = text(),
            F::Address => record.address = text(),
            F::Industry => record.industry = text(),
            F::EnterpriseCategory => record.category = text(),
            F::EnterpriseStatus => record.enterprise_status = text(),
            F::Body => record.body = text(),
            F::Office => record.office = text(),
            F::Item => record.item = text(),
            F::Activity => record.activity = text(),
            F::Exemption => record.exemption = text(),
            F::Rating => record.rating = text(),
            F::Remark => record.remark = text(),
            F::PlanName => {
                self.plan_name = cell.text().into_owned();
                self.keep_other(column, cell);
            }
            F::Result | F::Complaint | F::RiskGrade | F::StandardGrade => {
                self.keep_other(column, cell)
            }
            F::Penalty => {
                // Several columns may tell: fines on the firm, on its head, on the spot.
                let told = read_penalty(&cell.text());
                let known = record.penalised.is_some_and(|known| known.value);
                if let Some(value) = told.filter(|_| !known) {
                    record.penalised = Some(Field { value, column: at });
                }
            }
            _ => {}
        }
    }

    fn read_route(&mut self, column: &Column, text: &str) {
        let asked = column.header.contains("是否") || column.header.ends_with("计划内");
        let answer = asked
            .then(|| read_route_answer(&column.header, text))
            .flatten();
        self.route_words.push_str(text);
        match answer.or_else(|| read_route(text)) {
            Some(value) => {
                self.record.route = Some(Field {
                    value,
                    column: column.column,
                })
            }
            None if !is_placeholder(text) => self.strange_route = Some(column.column),
            None => {}
        }
    }

    fn read_state(&mut self, column: &Column, text: &str) {
        let text: Cow<'_, str> = match (column.header.contains("是否作废"), read_flag(text)) {
            (true, Some(true)) => "作废".into(),
            (true, Some(false)) => "有效".into(),
            _ => text.into(),
        };
        let at = column.column;
        let strange = match self.layout.source {
            source if source.has_codes() => {
                let state = read_code_state(&text);
                self.record.code_state = state.map(|value| Field { value, column: at });
                state == Some(CodeState::Unknown)
            }
            _ => {
                let state = read_record_state(&text);
                self.record.record_state = state.map(|value| Field { value, column: at });
                state == Some(RecordState::Unknown)
            }
        };
        if strange {
            self.found.push(findings::unknown_state(self.spot(at)));
        }
    }
}

/// The value within its protection and as the mainland writes it, where it stands otherwise.
fn bare(text: &str) -> Option<String> {
    match (unprotected(text), is_simplified(text)) {
        (None, true) => None,
        (None, false) => Some(into_simplified(text.to_string())),
        (Some(value), _) => Some(into_simplified(value)),
    }
}

/// A spreadsheet's error value, or the text of one: a text file keeps no better.
fn is_error(cell: &Cell) -> bool {
    const ERRORS: [&str; 8] = [
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!",
    ];
    match cell {
        Cell::Error(_) => true,
        // A column too narrow for its dates was saved as it was shown.
        Cell::Text(text) => {
            let text = text.trim();
            ERRORS.contains(&text) || text.len() >= 4 && text.bytes().all(|b| b == b'#')
        }
        _ => false,
    }
}

/// Whether the table has further columns of document numbers.
fn kept_elsewhere(layout: &Layout<'_>, column: &Column) -> bool {
    let number = |c: &&Column| c.field == FieldName::DocumentNumber && c.column != column.column;
    column.field == FieldName::DocumentNumber && layout.columns.iter().any(|c| number(&c))
}

/// Numbers without a mark take the one that the header names.
pub fn marked(mut numbers: Vec<DocumentNumber>, column: &Column) -> Vec<DocumentNumber> {
    for number in numbers.iter_mut().filter(|number| number.kind.is_empty()) {
        number.kind = column.mark.into();
    }
    numbers
}

/// The trimmed text, unless it says that there is none.
fn text_field(cell: &Cell, column: u16) -> Option<Field<String>> {
    let text = cell.text();
    let value = trim(&text);
    (!is_placeholder(value)).then(|| Field {
        value: value.to_string(),
        column,
    })
}

/// 甲公司（原乙公司）, 甲公司(曾用名:乙公司).
fn former_name_within(name: &str) -> Option<String> {
    let at = ["(原", "（原", "(曾用名", "（曾用名"]
        .iter()
        .find_map(|open| name.find(open).map(|at| at + open.len()))?;
    let rest = name[at..].trim_start_matches(['名', '称', '：', ':', '为']);
    let end = rest.find([')', '）']).unwrap_or(rest.len());
    let former = trim(&rest[..end]);
    (former.chars().count() >= 4).then(|| former.to_string())
}
