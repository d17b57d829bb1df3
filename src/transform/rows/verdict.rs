//! The last look at a row: fields that lean on each other, and whether the row can be used.

use super::layout::Layout;
use super::reader::RowReader;
use crate::ground::fold::fold_key;
use crate::model::{
    CanonicalRecord, Cell, Cells, CodeState, DocumentKind, DocumentNumber, Field, FieldName,
    Finding, RecordKind, RecordState, Route, Source,
};
use crate::transform::fields::contains_any;
use crate::transform::fields::kinds::kind_of_mark;
use crate::transform::fields::numbers::read_numbers;
use crate::transform::fields::penalties::{is_penalty_decision, read_outcome};
use crate::transform::fields::remarks::{says_reinspection, says_trial, says_void};
use crate::transform::fields::routes::{RouteHints, names_reinspection, refine_route};
use crate::transform::fields::several::firms_listed;
use crate::transform::findings;

/// The record, or `None` where the row is rejected, with all that was found.
pub fn settle(mut reader: RowReader<'_>) -> (Option<CanonicalRecord>, Vec<Finding>) {
    settle_dates(&mut reader);
    settle_kind(&mut reader.record, reader.layout.papers);
    settle_route(&mut reader);
    settle_test_code(&mut reader.record);
    settle_by_remark(&mut reader.record);
    settle_penalty(&mut reader.record);
    if is_rejected(&mut reader) {
        return (None, reader.found);
    }
    let record = &reader.record;
    let visits = matches!(record.kind, RecordKind::Inspection | RecordKind::Code);
    if visits && record.enterprise.is_none() && record.credit_code.is_none() {
        let finding = findings::no_enterprise(reader.spot(0));
        reader.found.push(finding);
    }
    // A line of a plan is parted among its enterprises.
    if let Some(name) = &record.enterprise
        && visits
    {
        let names = firms_listed(&name.value).len();
        if names > 1 {
            let finding = findings::several_firms(reader.spot(name.column), names);
            reader.found.push(finding);
        }
    }
    (Some(reader.record), reader.found)
}

fn settle_dates(reader: &mut RowReader<'_>) {
    let record = &mut reader.record;
    if let (None, Some(end)) = (record.start, record.end)
        && record.kind != RecordKind::Document
    {
        record.start = Some(end);
    }
    if let (Some(start), Some(end)) = (record.start, record.end)
        && end.value < start.value
    {
        record.end = None;
        let finding = findings::end_before_start(reader.spot(end.column));
        reader.found.push(finding);
    }
    let fatal = !has_needed_date(&reader.record);
    for (at, (column, fault)) in reader.bad_dates.clone().into_iter().enumerate() {
        // One rejection per row is enough; the first bad date carries it.
        let finding = findings::bad_date(reader.spot(column), fault, fatal && at == 0);
        reader.found.push(finding);
    }
}

/// Visits and codes need a day; other records stand without one.
fn has_needed_date(record: &CanonicalRecord) -> bool {
    match record.kind {
        RecordKind::Inspection => record.start.is_some(),
        RecordKind::Code => {
            let days = [record.start, record.planned];
            let instants = [record.scanned_at, record.completed_at, record.applied_at];
            days.iter().any(Option::is_some) || instants.iter().any(Option::is_some)
        }
        _ => true,
    }
}

/// A document without a title takes its kind from the title of its list, or from its number. A
/// list that is called one of site records may hold their papers too.
fn settle_kind(record: &mut CanonicalRecord, papers: Option<DocumentKind>) {
    if record.kind != RecordKind::Document {
        return;
    }
    let number = record.document_number.as_ref();
    let by_mark = number.and_then(|number| kind_of_mark(&number.value.kind));
    match record.document_kind {
        None => {
            let titled = papers.filter(|kind| *kind != DocumentKind::SiteRecord);
            let kind = titled.or(by_mark).or(papers);
            record.document_kind = kind.map(|value| Field { value, column: 0 });
        }
        // 其他文书 as a title, but the mark knows better.
        Some(Field {
            value: DocumentKind::Other,
            column,
        }) => {
            if let Some(value) = by_mark.filter(|kind| *kind != DocumentKind::Other) {
                record.document_kind = Some(Field { value, column });
            }
        }
        Some(_) => {}
    }
}

/// 对应责令文号 beside a visit: the order that it looks into. 关联文书号 may be one that the visit issued,
/// and so is an order of the visit's own serial.
fn answers_an_order(record: &CanonicalRecord, layout: &Layout<'_>) -> bool {
    const ORDERS: [&str; 4] = ["责改", "现决", "强决", "强措"];
    let Some(follows) = &record.follows else {
        return false;
    };
    let order = &follows.value;
    let own = record.document_number.as_ref().map(|own| &own.value);
    let is_own = |own: &DocumentNumber| (own.year, own.serial) == (order.year, order.serial);
    record.kind == RecordKind::Inspection
        && ORDERS.contains(&&*order.kind)
        && !layout.table.header_of(follows.column).contains("关联")
        && !own.is_some_and(is_own)
}

fn settle_route(reader: &mut RowReader<'_>) {
    let source = reader.layout.source;
    if !source.has_codes() && !matches!(source, Source::Safety | Source::Plan) {
        return;
    }
    let record = &mut reader.record;
    let reason = record
        .reason
        .as_ref()
        .map_or("", |reason| reason.value.as_str());
    let hints = RouteHints {
        drawn_at_random: record.random_drawn.map(|flag| flag.value),
        report_verified: reader.report_verified,
        reason,
        plan_name: &reader.plan_name,
        plan_number: record.plan_number.is_some(),
    };
    let stated = record.route.map(|route| route.value);
    let route = refine_route(stated, hints).filter(|route| *route != Route::Unknown);
    let column = record.route.map_or(0, |route| route.column);
    let says = |field: &Option<Field<String>>| {
        field
            .as_ref()
            .is_some_and(|field| names_reinspection(&field.value))
    };
    let plainly = names_reinspection(&reader.route_words) || says(&record.activity);
    let by_number = record.kind == RecordKind::Inspection
        && record
            .document_number
            .as_ref()
            .is_some_and(|number| &*number.value.kind == "复查");
    let remark = record.remark.as_ref();
    let remarked = record.kind == RecordKind::Inspection
        && remark.is_some_and(|remark| says_reinspection(&remark.value));
    let hinted = says(&record.reason)
        || says(&record.item)
        || by_number
        || remarked
        || answers_an_order(record, reader.layout);
    let flag = record.reinspection.map(|flag| flag.value);
    if flag != Some(true) && (plainly || hinted && flag.is_none()) {
        record.reinspection = Some(Field {
            value: true,
            column: 0,
        });
    }
    // What a list drawn at random plans is another visit than the same line of the year's plan.
    let route = match route {
        None | Some(Route::Planned) if reader.layout.is_random_list => Some(Route::DoubleRandom),
        route => route,
    };
    record.route = route.map(|value| Field { value, column });
    // A word that names no route, or an answer to somebody that is no inspection (事故调查,
    // 许可现场核查), may name what the visit was instead.
    let strange = reader.strange_route.filter(|_| route.is_none());
    if strange.is_some() || names_an_errand(&reader.route_words) {
        let words = &reader.route_words;
        let activity = &mut reader.record.activity;
        activity.get_or_insert_with(|| Field {
            value: words.clone(),
            column: strange.unwrap_or(column),
        });
    }
    if let Some(column) = strange {
        let finding = findings::unknown_route(reader.spot(column));
        reader.found.push(finding);
    }
}

/// Whether a word of a route column names work at a firm other than an inspection.
fn names_an_errand(words: &str) -> bool {
    let key = fold_key(words);
    let errands = [
        "调查", "核查", "勘验", "取证", "立案", "服务", "宣传", "宣讲", "走访",
    ];
    let prompts = [
        "检查", "复查", "举报", "投诉", "信访", "交办", "转办", "督办", "线索", "移送",
    ];
    contains_any(&key, &errands) && !contains_any(&key, &prompts)
}

/// What the remark says of its own record outranks the state that was set before it was written.
fn settle_by_remark(record: &mut CanonicalRecord) {
    let Some(remark) = &record.remark else { return };
    let (void, trial) = (says_void(&remark.value), says_trial(&remark.value));
    let column = remark.column;
    let set = |value| Some(Field { value, column });
    match record.kind {
        RecordKind::Code if trial => record.code_state = set(CodeState::Test),
        RecordKind::Code if void => {
            let known = record.code_state.map(|state| state.value);
            if known.is_none_or(CodeState::is_usable) {
                record.code_state = set(CodeState::Cancelled);
            }
        }
        RecordKind::Inspection | RecordKind::Document if void => {
            record.record_state = Some(Field {
                value: RecordState::Void,
                column,
            });
        }
        _ => {}
    }
}

/// 测试企业, TEST0001: codes that somebody tried the platform with.
fn settle_test_code(record: &mut CanonicalRecord) {
    if !record.source.has_codes() {
        return;
    }
    let name = record
        .enterprise
        .as_ref()
        .map_or("", |name| name.value.as_str());
    let id = record
        .code_id
        .as_ref()
        .map(|id| fold_key(&id.value))
        .unwrap_or_default();
    let tried =
        name.starts_with("测试") || contains_any(name, &["测试企业", "测试数据", "测试单位"]);
    if tried || id.starts_with("TEST") || id.contains("测试") {
        record.code_state = Some(Field {
            value: CodeState::Test,
            column: 0,
        });
    }
}

/// A register row that bears the number of a penalty decision, or whose outcome is one, was of a
/// visit that led to it.
fn settle_penalty(record: &mut CanonicalRecord) {
    if record.kind != RecordKind::Inspection || record.penalised.is_some() {
        return;
    }
    let by_number = record
        .document_number
        .iter()
        .any(|number| is_penalty_decision(&number.value));
    let told = |(field, text): &(FieldName, Field<String>)| match field {
        FieldName::DocumentNumber => {
            let decided = read_numbers(&text.value).iter().any(is_penalty_decision);
            decided.then_some((true, text.column))
        }
        FieldName::Result => read_outcome(&text.value).map(|value| (value, text.column)),
        _ => None,
    };
    let by_other = record.other.iter().filter_map(told).max();
    let by_number = by_number.then_some((true, 0));
    record.penalised = by_number
        .or(by_other)
        .map(|(value, column)| Field { value, column });
}

/// Whether the row cannot be used; if so, a finding says why.
fn is_rejected(reader: &mut RowReader<'_>) -> bool {
    let record = &reader.record;
    let named = record.enterprise.is_some() || record.credit_code.is_some();
    let numbered = record.record_number.is_some()
        || record.document_number.is_some()
        || record.code_id.is_some()
        || record.other.iter().any(|(field, _)| is_number(*field));
    let dated = has_needed_date(record);
    let whole = reader.spot(0);
    let useless = match record.kind {
        RecordKind::Inspection | RecordKind::Code => {
            let says_when = dated || !reader.bad_dates.is_empty();
            !named && (!says_when || !numbered && record.officers.is_empty())
        }
        RecordKind::Document => !named && !numbered,
        RecordKind::PlanLine | RecordKind::Enterprise => !named,
        RecordKind::PlanItem => !named && record.item.is_none(),
    };
    if useless && is_numbers_only(&reader.row.cells) {
        reader.found.push(findings::numbers_only(whole));
    } else if useless {
        reader.found.push(findings::nothing_identifies(whole));
    } else if !dated && reader.bad_dates.is_empty() {
        let is_known = named && numbered;
        reader.found.push(match is_known {
            true => findings::undated(whole),
            false => findings::no_date(whole),
        });
        return !is_known;
    }
    useless || !dated
}

/// A number that a spreadsheet rounded still says that the row is a record.
fn is_number(field: FieldName) -> bool {
    matches!(field, FieldName::CodeId | FieldName::RecordNumber)
}

fn is_numbers_only(cells: &Cells) -> bool {
    let is_number = |cell: Cell| match cell {
        Cell::Number(_) => true,
        cell => {
            let text = fold_key(&cell.text());
            text.chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '/' | '-'))
        }
    };
    cells.iter().filter(|cell| !cell.is_blank()).all(is_number)
}
