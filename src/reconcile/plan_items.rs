//! Rows of a plan that state a number and name nobody: `58家，确定检查11家`, `=1`, `5%`. The number is
//! held against the named lists that are about the same, else against the visits.

use super::case::Case;
use super::plan::stands;
use crate::ground::fold::fold_key;
use crate::model::{
    CanonicalRecord, Cause, EventIx, Extracted, FieldName, InspectionEvent, PlanItem, PlanLine,
    RecordIx, RecordKind, Route, Source, Text, covers_all,
};
use std::collections::BTreeSet;

/// What a number's words ask for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Exactly(u64),
    AtLeast(u64),
    /// The other department's number decides.
    About(u64),
    /// A share in percent, of the objects that the words count, if they do.
    Share(f64, Option<u64>),
    Unread,
}

/// Every such row, judged. `groups` holds the named lines, by enterprise.
pub fn review_items(extracted: &Extracted, case: &Case, groups: &[Vec<PlanLine>]) -> Vec<PlanItem> {
    let records = case.understood.records.iter().enumerate();
    records
        .filter(|(_, record)| record.kind == RecordKind::PlanItem)
        .map(|(at, record)| {
            let words = words_of(extracted, record);
            let asked = read(&words);
            review(case, groups, at, asked, &words)
        })
        .collect()
}

/// The cell that says how many objects, as it stands: one that counts 家 or 户, else a quantity by
/// its header, else a share, else a planned count that is no frequency.
fn words_of(extracted: &Extracted, record: &CanonicalRecord) -> String {
    let Some(table) = extracted.tables.get(record.place.table as usize) else {
        return String::new();
    };
    let cells: Vec<(String, String)> = (1..=table.header.len() as u16)
        .filter_map(|column| {
            let text = table.cell(record.place.row, column)?.text().into_owned();
            let key = fold_key(&text);
            let says = key.contains(|c: char| c.is_ascii_digit()) || covers_all(&key);
            says.then(|| (fold_key(table.header_of(column)), text))
        })
        .collect();
    let counted = record.plan_count.map(|count| count.column);
    let counted = counted.and_then(|column| table.cell(record.place.row, column));
    let headed = |words: &[&str]| {
        let says = |header: &String| words.iter().any(|word| header.contains(word));
        cells.iter().find(|(header, _)| says(header))
    };
    let units = |text: &String| {
        let key = fold_key(text);
        ["家", "户"]
            .iter()
            .any(|unit| number_before(&key, unit).is_some())
    };
    let told = cells
        .iter()
        .find(|(_, text)| units(text))
        .or_else(|| headed(&["数量", "户数", "家数"]))
        .or_else(|| headed(&["比例"]))
        .or_else(|| cells.iter().find(|(_, text)| covers_all(&fold_key(text))))
        .map(|(_, text)| text.clone());
    let frequency = |text: &String| text.contains('次') || text.contains('年');
    told.or_else(|| {
        counted
            .map(|cell| cell.text().into_owned())
            .filter(|text| !frequency(text))
    })
    .unwrap_or_default()
}

fn read(words: &str) -> Asked {
    let key = fold_key(words);
    if let Some(share) = number_before(&key, "%") {
        let base = ["家", "户"]
            .iter()
            .find_map(|unit| number_before(&key, unit));
        return Asked::Share(share, base.map(|base| base as u64));
    }
    let after = ["确定检查", "计划检查", "抽查", "抽取", "检查"];
    let picked = after.iter().find_map(|word| number_after(&key, word));
    let counted = || {
        ["家", "户"]
            .iter()
            .find_map(|unit| number_before(&key, unit))
    };
    let first = || number_after(&key, "");
    let Some(count) = picked.or_else(counted).or_else(first) else {
        return match covers_all(&key) {
            true => Asked::Share(100.0, None),
            false => Asked::Unread,
        };
    };
    let count = count as u64;
    let holds = |marks: &[&str]| marks.iter().any(|mark| key.contains(mark));
    match () {
        () if holds(&["实际", "左右", "约", "为准", "预计"]) => Asked::About(count),
        () if holds(&[">", "≥", "不少于", "不低于", "至少", "以上"]) => {
            Asked::AtLeast(count)
        }
        () => Asked::Exactly(count),
    }
}

/// The number that follows a word at once; after no word, the first one.
fn number_after(key: &str, word: &str) -> Option<f64> {
    let rest = &key[key.find(word)? + word.len()..];
    let rest = match word.is_empty() {
        true => &rest[rest.find(|c: char| c.is_ascii_digit())?..],
        false => rest,
    };
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..end].parse().ok()
}

fn number_before(key: &str, unit: &str) -> Option<f64> {
    let head = &key[..key.find(unit)?];
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || *c == '.')
        .last()?
        .0;
    head[start..].parse().ok()
}

fn review(
    case: &Case,
    groups: &[Vec<PlanLine>],
    record: RecordIx,
    asked: Asked,
    words: &str,
) -> PlanItem {
    let item = &case.understood.records[record];
    let about = |line: &&PlanLine| is_about(item, case.event(line.plan));
    let pool: Vec<Vec<&PlanLine>> = groups
        .iter()
        .map(|group| group.iter().filter(about).collect::<Vec<_>>())
        .filter(|lines| !lines.is_empty())
        .collect();
    let drawn = pool
        .iter()
        .filter(|lines| lines.iter().any(|line| line.planned_visits > 0));
    let listed = (!pool.is_empty()).then(|| drawn.clone().count() as u64);
    let done = match listed {
        Some(_) => drawn
            .filter(|lines| lines.iter().any(|line| !line.visits.is_empty()))
            .count() as u64,
        None => visited(case, item),
    };
    let (least, most) = match asked {
        Asked::Exactly(n) => (Some(n), Some(n)),
        Asked::AtLeast(n) => (Some(n), None),
        Asked::About(n) => (Some(n), None),
        Asked::Share(percent, base) => {
            let base = base.or((!pool.is_empty()).then_some(pool.len() as u64));
            let share = base.map(|base| (base as f64 * percent / 100.0).ceil() as u64);
            (share, None)
        }
        Asked::Unread => (None, None),
    };
    let fits = |n: u64| {
        matches!(asked, Asked::About(_))
            || least.is_none_or(|least| n >= least) && most.is_none_or(|most| n <= most)
    };
    let cause = match (least, listed) {
        (None, _) => None,
        (_, Some(listed)) if !fits(listed) => Some(Cause::C06),
        (_, Some(listed)) if done >= listed => Some(Cause::C01),
        (Some(least), None) if done >= least || fits(done) => Some(Cause::C01),
        _ => Some(Cause::C02),
    };
    PlanItem {
        record,
        asked: least,
        listed,
        done,
        cause,
        detail: detail(words, least, listed, done),
    }
}

fn detail(words: &str, asked: Option<u64>, listed: Option<u64>, done: u64) -> Text {
    let words = words.trim();
    let number = |n: Option<u64>| n.map_or("—".to_string(), |n| n.to_string());
    let (asked, list) = (number(asked), number(listed));
    match listed {
        Some(_) => Text::new(
            format!("计划“{words}”即{asked}家,名单{list}家,已检查{done}家"),
            format!("“{words}” asks for {asked}, the lists name {list}, {done} were visited"),
        ),
        None => Text::new(
            format!("计划“{words}”即{asked}家,未见对应名单,按事项已检查{done}家"),
            format!("“{words}” asks for {asked}, no list is about it, {done} were visited"),
        ),
    }
}

/// Whether a named row is about what the item is: the same plan number, else the same item; and not
/// of another route or office.
fn is_about(item: &CanonicalRecord, plan: &InspectionEvent) -> bool {
    let text = |field: &Option<crate::model::Field<String>>| -> String {
        field
            .as_ref()
            .map(|field| fold_key(&field.value))
            .unwrap_or_default()
    };
    let differ = |own: &str, other: &str| !own.is_empty() && !other.is_empty() && own != other;
    let number = text(&item.plan_number);
    if !number.is_empty() && number == fold_key(&plan.plan_number) {
        return true;
    }
    let route = item.route.map_or(Route::Unknown, |route| route.value);
    let routes = route == Route::Unknown || plan.route == Route::Unknown || route == plan.route;
    let same = names_of(item)
        .iter()
        .any(|name| alike(name, &fold_key(&plan.item)));
    same && routes && !differ(&text(&item.office), &fold_key(&plan.office))
}

/// What the row says it is about: its item, else the plan's name.
fn names_of(item: &CanonicalRecord) -> Vec<String> {
    let named = item
        .other
        .iter()
        .filter(|(field, _)| *field == FieldName::PlanName);
    let item = item.item.iter().chain(named.map(|(_, field)| field));
    item.map(|field| fold_key(&field.value)).collect()
}

fn alike(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && (one.contains(other) || other.contains(one))
}

/// Enterprises that were visited for the item by plan.
fn visited(case: &Case, item: &CanonicalRecord) -> u64 {
    let names = names_of(item);
    let same = |event: &InspectionEvent| {
        let own = fold_key(&event.item);
        names.iter().any(|name| alike(name, &own))
    };
    let events = case.understood.events.iter().enumerate();
    let firms: BTreeSet<(Option<u32>, Option<EventIx>)> = events
        .filter(|(_, event)| event.source == Source::Safety && stands(event))
        .filter(|(_, event)| event.route.is_planned() && same(event))
        .map(|(at, event)| (event.enterprise, event.enterprise.is_none().then_some(at)))
        .collect();
    firms.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_number() {
        for (words, asked) in [
            ("11家", Asked::Exactly(11)),
            ("58家，确定检查11家，双随机3家", Asked::Exactly(11)),
            ("1751家工贸企业，抽查8家", Asked::Exactly(8)),
            ("=1", Asked::Exactly(1)),
            (">=1", Asked::AtLeast(1)),
            ("≥2", Asked::AtLeast(2)),
            ("不少于3家", Asked::AtLeast(3)),
            ("1户(实际以联合双随机牵头单位抽查数为准。)", Asked::About(1)),
            ("5%", Asked::Share(5.0, None)),
            ("共200家,按2.5%抽查", Asked::Share(2.5, Some(200))),
            ("全覆盖", Asked::Share(100.0, None)),
            ("加油站全覆盖检查", Asked::Share(100.0, None)),
            ("全部", Asked::Share(100.0, None)),
            ("58家,全覆盖", Asked::Exactly(58)),
            ("检查全部安全生产制度和台账", Asked::Unread),
            ("按上级部署", Asked::Unread),
        ] {
            assert_eq!(read(words), asked, "{words}");
        }
    }
}
