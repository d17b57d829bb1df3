//! What linked records disagree on, field by field.

use super::case::Case;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{
    CanonicalRecord, Decision, Discrepancy, Extracted, FieldName, InspectionEvent, Place,
};

/// Fields that both systems hold.
const COMPARED: [FieldName; 8] = [
    FieldName::Enterprise,
    FieldName::CreditCode,
    FieldName::DateStart,
    FieldName::DocumentNumber,
    FieldName::Officers,
    FieldName::Item,
    FieldName::Town,
    FieldName::Office,
];

/// Differences of all linked pairs, in order of inspection and field.
pub fn discrepancies(extracted: &Extracted, case: &Case) -> Vec<Discrepancy> {
    let mut found = Vec::new();
    let links = &case.links.links;
    for link in links
        .iter()
        .filter(|l| l.decision == Decision::Link && !l.surplus)
    {
        let (visit, code) = (case.event(link.inspection), case.event(link.code));
        for field in COMPARED {
            let left = shown(extracted, case, visit, field);
            let right = shown(extracted, case, code, field);
            let (Some((left, left_place)), Some((right, right_place))) = (left, right) else {
                continue;
            };
            let Some(class) = class_of(field, (visit, &left), (code, &right)) else {
                continue;
            };
            found.push(Discrepancy {
                inspection: link.inspection,
                code: link.code,
                field,
                class,
                left,
                right,
                left_place,
                right_place,
            });
        }
    }
    found
}

/// The user's own text of a field and its place; `None` where the table has no such column.
fn shown(
    extracted: &Extracted,
    case: &Case,
    event: &InspectionEvent,
    field: FieldName,
) -> Option<(String, Place)> {
    let record: &CanonicalRecord = &case.understood.records[event.record];
    let mapping = &case.understood.mappings[record.place.table as usize];
    let column = match field {
        FieldName::DateStart => record.start.as_ref().map(|field| field.column),
        _ => None,
    };
    let column = column
        .filter(|column| *column > 0)
        .or_else(|| mapping.column_of(field))?;
    let place = Place {
        column,
        ..record.place
    };
    let table = &extracted.tables[place.table as usize];
    let text = table
        .cell(place.row, column)
        .map(|cell| cell.text().trim().to_string());
    Some((text.unwrap_or_default(), place))
}

fn class_of(
    field: FieldName,
    left: (&InspectionEvent, &str),
    right: (&InspectionEvent, &str),
) -> Option<&'static str> {
    if left.1 == right.1 {
        return None;
    }
    match (is_placeholder(left.1), is_placeholder(right.1)) {
        (true, true) => return None,
        (true, false) | (false, true) => return Some("blank"),
        _ => {}
    }
    let same_meaning = match field {
        FieldName::DateStart => left.0.days_apart(right.0) == Some(0),
        FieldName::Officers => left.0.officers == right.0.officers,
        FieldName::CreditCode => {
            let key = |event: &InspectionEvent| event.credit_code.as_ref().map(|c| c.text.clone());
            key(left.0) == key(right.0)
        }
        FieldName::DocumentNumber => left.0.document_numbers.iter().any(|no| {
            let same = |o: &&crate::model::DocumentNumber| o.serial == no.serial;
            right
                .0
                .document_numbers
                .iter()
                .find(same)
                .is_some_and(|o| o.year == no.year)
        }),
        FieldName::Enterprise => name_key(left.1) == name_key(right.1),
        _ => fold_key(left.1) == fold_key(right.1),
    };
    Some(if same_meaning { "format" } else { "value" })
}

/// A name without brackets, 市 of the county word, and the two spellings of a limited company.
fn name_key(name: &str) -> String {
    fold_key(name)
        .replace("有限责任公司", "有限公司")
        .replace("(个体工商户)", "")
        .replacen('市', "", 1)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}
