//! Names that only the whole of the data can settle: what sheets are named for, spellings of towns,
//! offices under a header of bodies, short forms of offices.

use super::fields::towns::TownNames;
use crate::ground::fold::trim;
use crate::ground::traditional::simplified;
use crate::model::authority::{is_body_alone, is_office_alone};
use crate::model::{CanonicalRecord, Field, FieldName, Settings, SourceTable, TableMapping};
use std::collections::{BTreeSet, HashMap};

/// What a book's sheets are named for, where no column says it: a sheet for each office, town or
/// body.
pub fn settle_sheets(
    records: &mut [CanonicalRecord],
    tables: &[SourceTable],
    mappings: &[TableMapping],
    settings: &Settings,
) {
    use FieldName as F;
    let named: Vec<Option<(F, String)>> = tables
        .iter()
        .zip(mappings)
        .map(|(table, mapping)| named_by_sheet(table, mapping, settings))
        .collect();
    for record in records {
        let Some(Some((field, name))) = named.get(record.place.table as usize) else {
            continue;
        };
        let slot = match field {
            F::Office => &mut record.office,
            F::Body => &mut record.body,
            _ => &mut record.town,
        };
        let value = name.clone();
        slot.get_or_insert(Field { value, column: 0 });
    }
}

/// The field that a table's sheet tells of all its rows, no column of it being told, and the value.
pub fn named_by_sheet(
    table: &SourceTable,
    mapping: &TableMapping,
    settings: &Settings,
) -> Option<(FieldName, String)> {
    let named = named_for(&table.sheet, settings);
    named.filter(|(field, _)| mapping.column_of(*field).is_none())
}

/// The office, body or town that a sheet is named for; the right one of two tables side by side is
/// `Sheet1!H:M`.
fn named_for(sheet: &str, settings: &Settings) -> Option<(FieldName, String)> {
    let sheet = sheet.split('!').next().unwrap_or(sheet);
    let name = simplified(trim(sheet));
    let (body, chars) = (&settings.body, name.chars().count());
    let is_town = || {
        let ends = ["镇", "乡", "街道"];
        (3..=6).contains(&chars) && ends.iter().any(|end| name.ends_with(end))
    };
    let field = match () {
        _ if chars < 2 => return None,
        _ if body.offices.contains(&name) => FieldName::Office,
        _ if body.towns.contains(&name) => FieldName::Town,
        _ if body.names.contains(&name) || is_body_alone(&name) => FieldName::Body,
        _ if is_office_alone(&name) => FieldName::Office,
        _ if is_town() => FieldName::Town,
        _ => return None,
    };
    Some((field, name))
}

/// One spelling per town over all sources; a row without a town takes it from its address.
pub fn settle_towns(records: &mut [CanonicalRecord], settings: &Settings) {
    let seen = records.iter().filter_map(|record| record.town.as_ref());
    let names = TownNames::learn(
        &settings.body.towns,
        settings.body.division.as_deref(),
        seen.map(|town| town.value.as_str()),
    );
    let mut spelt: HashMap<String, String> = HashMap::new();
    for record in records {
        match (&mut record.town, &record.address) {
            (Some(town), _) => {
                let known = spelt.get(&town.value).cloned();
                let name = known.unwrap_or_else(|| names.canonical(&town.value));
                let written = std::mem::replace(&mut town.value, name.clone());
                spelt.entry(written).or_insert(name);
            }
            (None, Some(address)) => {
                let within = names.within(&address.value);
                record.town = within.map(|value| Field { value, column: 0 });
            }
            (None, None) => {}
        }
    }
}

/// An office that stands where a body should (执法机构: 基础股) says which office it was and leaves
/// the body unsaid.
pub fn settle_bodies(records: &mut [CanonicalRecord], settings: &Settings) {
    let is_ours = |name: &str| settings.body.offices.iter().any(|own| own == name);
    for record in records {
        let body = record.body.take_if(|body| {
            !settings.body.names.contains(&body.value)
                && (is_office_alone(&body.value) || is_ours(&body.value))
        });
        if record.office.is_none() {
            record.office = body;
        }
    }
}

/// One name per office over all sources: 危化股 becomes 危险化学品安全监督管理股 where that is the
/// only longer name it can be short for.
pub fn settle_offices(records: &mut [CanonicalRecord], settings: &Settings) {
    let seen = records.iter().filter_map(|record| record.office.as_ref());
    let mut known: BTreeSet<String> = settings.body.offices.iter().cloned().collect();
    known.extend(seen.map(|office| without_body(&office.value, settings).to_string()));
    let mut spelt: HashMap<String, String> = HashMap::new();
    for record in records {
        let Some(office) = &mut record.office else {
            continue;
        };
        let full = spelt
            .entry(office.value.clone())
            .or_insert_with(|| full_office(without_body(&office.value, settings), &known));
        office.value.clone_from(full);
    }
}

/// 湘乡市应急管理局工贸股 without its body.
fn without_body<'a>(office: &'a str, settings: &Settings) -> &'a str {
    let tail = settings
        .body
        .names
        .iter()
        .find_map(|body| office.strip_prefix(body.as_str()));
    tail.filter(|tail| !tail.is_empty()).unwrap_or(office)
}

fn full_office(office: &str, known: &BTreeSet<String>) -> String {
    let length = office.chars().count();
    let longer: Vec<&String> = known
        .iter()
        .filter(|name| name.chars().count() > length && is_short_for(office, name))
        .collect();
    match longer[..] {
        [only] => only.clone(),
        // A short form of a short form: the longest, if the others are short for it too.
        _ => {
            let longest = longer.iter().max_by_key(|name| name.chars().count());
            longest
                .filter(|long| longer.iter().all(|n| n == *long || is_short_for(n, long)))
                .map_or_else(|| office.to_string(), |long| (*long).clone())
        }
    }
}

/// Every character in order, and the same last one.
fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().count() >= 2
        && short.chars().next_back() == long.chars().next_back()
        && short.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_named_for_an_office_a_body_or_a_town() {
        use FieldName as F;
        let field = |sheet: &str| named_for(sheet, &Settings::default()).map(|(field, _)| field);
        assert_eq!(field("工贸股"), Some(F::Office));
        assert_eq!(field("綜合行政執法大隊!U:AM"), Some(F::Office));
        assert_eq!(field("韶山市市场监督管理局"), Some(F::Body));
        assert_eq!(field("韶山市消防救援大队"), Some(F::Body));
        assert_eq!(field("清溪镇"), Some(F::Town));
        for sheet in [
            "Sheet1",
            "",
            "3月",
            "检查台账",
            "2025年各乡镇",
            "应急局检查台账",
        ] {
            assert_eq!(field(sheet), None, "{sheet}");
        }
    }

    #[test]
    fn an_office_is_known_by_its_short_form_unless_two_could_be_meant() {
        let known: BTreeSet<String> = [
            "危险化学品安全监督管理股",
            "工贸安全监督管理股",
            "工贸股",
            "综合行政执法大队",
        ]
        .map(String::from)
        .into();
        assert_eq!(full_office("危化股", &known), "危险化学品安全监督管理股");
        assert_eq!(full_office("工贸股", &known), "工贸安全监督管理股");
        assert_eq!(full_office("执法大队", &known), "综合行政执法大队");
        assert_eq!(full_office("监督管理股", &known), "监督管理股");
        assert_eq!(full_office("政策法规股", &known), "政策法规股");
    }
}
