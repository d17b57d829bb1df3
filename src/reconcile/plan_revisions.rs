//! Plans that were changed in the year. A whole plan published anew (调整后, 修订) stands in the place
//! of the one before; a list of changes (调整类型, 调整后次数) in that of the lines about its
//! enterprises. What was replaced or struck off asks for no visit.

use super::case::Case;
use crate::ground::fold::fold_key;
use crate::model::{EventIx, Extracted, RecordIx, RecordKind, Route, RowFate, Source, SourceTable};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const ANEW: [&str; 7] = [
    "调整后",
    "修订",
    "修改后",
    "变更后",
    "更新后",
    "调整版",
    "调整稿",
];
const CHANGES: [&str; 8] = [
    "调整后",
    "调整前",
    "调整类型",
    "调整方式",
    "调整情况",
    "变更类型",
    "变更方式",
    "变更情况",
];
const STRUCK: [&str; 9] = [
    "取消", "调出", "删除", "核减", "移出", "剔除", "不再", "删减", "撤销",
];

/// What a table of a plan is to the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edition {
    First,
    Anew,
    Changes,
}

/// A plan row: its event, table and record.
type Line = (EventIx, usize, RecordIx);

/// Plan rows that ask for no visit any more, each with the table that says so.
pub fn replaced(extracted: &Extracted, case: &Case) -> BTreeMap<EventIx, usize> {
    let editions = editions(extracted, case);
    let mut replaced = BTreeMap::new();
    if editions.values().all(|edition| *edition == Edition::First) {
        return replaced;
    }
    let events = case.understood.events.iter().enumerate();
    let lines: Vec<Line> = events
        .filter(|(_, event)| event.source == Source::Plan && event.route == Route::Planned)
        .map(|(at, event)| {
            let place = case.understood.records[event.record].place;
            (at, place.table as usize, event.record)
        })
        .filter(|(_, table, _)| editions.contains_key(table))
        .collect();
    published_anew(extracted, case, &editions, &lines, &mut replaced);
    changed(extracted, case, &editions, &lines, &mut replaced);
    replaced
}

fn editions(extracted: &Extracted, case: &Case) -> BTreeMap<usize, Edition> {
    let tables = extracted.tables.iter().zip(&case.understood.mappings);
    let plans = tables.enumerate().filter(|(_, (_, mapping))| {
        mapping.source == Source::Plan && mapping.kind == Some(RecordKind::PlanLine)
    });
    plans.map(|(at, (table, _))| (at, edition(table))).collect()
}

fn edition(table: &SourceTable) -> Edition {
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let mut headers = table.header.iter().map(|header| fold_key(header));
    if headers.any(|header| has(&header, &CHANGES)) {
        return Edition::Changes;
    }
    let titles = table.rows_above().iter().flat_map(|row| &row.cells);
    let mut titles = titles.map(|cell| fold_key(&cell.text()));
    let file = fold_key(&table.file);
    let is_anew = |text: &str| has(text, &ANEW) || text.contains("调整)");
    match is_anew(&file) || is_anew(&fold_key(&table.sheet)) || titles.any(|text| is_anew(&text)) {
        true => Edition::Anew,
        false => Edition::First,
    }
}

/// The enterprises of a file's tables, and the records that its rows tell, repeats included.
#[derive(Default)]
struct Listed {
    firms: BTreeSet<u32>,
    records: HashSet<RecordIx>,
    tables: Vec<usize>,
}

/// A plan published anew replaces those that it shares most enterprises with. Of several the order
/// is not known, and none does.
fn published_anew(
    extracted: &Extracted,
    case: &Case,
    editions: &BTreeMap<usize, Edition>,
    lines: &[Line],
    replaced: &mut BTreeMap<EventIx, usize>,
) {
    let mut firms_of: HashMap<RecordIx, Vec<u32>> = HashMap::new();
    for (at, _, record) in lines {
        let firms = firms_of.entry(*record).or_default();
        firms.extend(case.event(*at).enterprise);
    }
    let mut files: BTreeMap<(&str, bool), Listed> = BTreeMap::new();
    for (table, edition) in editions {
        let is_anew = *edition == Edition::Anew;
        if *edition == Edition::Changes {
            continue;
        }
        let file = extracted.tables[*table].file.as_str();
        let listed = files.entry((file, is_anew)).or_default();
        listed.tables.push(*table);
        for (_, fate) in &case.understood.fates[*table] {
            if let RowFate::Record(record) | RowFate::Duplicate(record) = fate {
                listed.records.insert(*record);
                listed
                    .firms
                    .extend(firms_of.get(record).into_iter().flatten());
            }
        }
    }
    let anew: Vec<&Listed> = files
        .iter()
        .filter(|((_, is_anew), _)| *is_anew)
        .map(|(_, listed)| listed)
        .collect();
    let [newest] = anew[..] else { return };
    let old = files.iter().filter(|((_, is_anew), _)| !is_anew);
    for (_, old) in old {
        let shared = old.firms.intersection(&newest.firms).count();
        if shared * 2 < old.firms.len() {
            continue;
        }
        for (at, table, record) in lines {
            if old.tables.contains(table) && !newest.records.contains(record) {
                replaced.insert(*at, newest.tables[0]);
            }
        }
    }
}

/// A list of changes: what it strikes off, and the lines whose number it gives anew.
fn changed(
    extracted: &Extracted,
    case: &Case,
    editions: &BTreeMap<usize, Edition>,
    lines: &[Line],
    replaced: &mut BTreeMap<EventIx, usize>,
) {
    let (changes, planned): (Vec<Line>, Vec<Line>) = lines
        .iter()
        .partition(|(_, table, _)| editions[table] == Edition::Changes);
    let mut planned_of: HashMap<u32, Vec<EventIx>> = HashMap::new();
    for (at, ..) in planned {
        if let Some(firm) = case.event(at).enterprise {
            planned_of.entry(firm).or_default().push(at);
        }
    }
    for (at, table, _) in changes {
        let event = case.event(at);
        let planned = event.enterprise.and_then(|firm| planned_of.get(&firm));
        let before: Vec<EventIx> = planned
            .into_iter()
            .flatten()
            .filter(|other| !replaced.contains_key(other))
            .copied()
            .collect();
        let is_struck = is_struck(&extracted.tables[table], event, case);
        if is_struck || event.plan_count == Some(0) {
            replaced.insert(at, table);
        } else if event.plan_count.is_none() && !before.is_empty() {
            // Only the time was changed: the number stands as it was.
            replaced.insert(at, table);
            continue;
        }
        replaced.extend(before.into_iter().map(|other| (other, table)));
    }
}

/// Whether the row says in a column of changes that its enterprise is planned no more.
fn is_struck(table: &SourceTable, event: &crate::model::InspectionEvent, case: &Case) -> bool {
    let place = case.understood.records[event.record].place;
    let Some(row) = table.row(place.row) else {
        return false;
    };
    let is_of_changes = |header: &String| {
        let key = fold_key(header);
        CHANGES.iter().any(|word| key.contains(word))
    };
    let cells = table.header.iter().zip(row.cells.iter());
    let mut told = cells.filter(|(header, _)| is_of_changes(header));
    told.any(|(_, cell)| {
        let text = fold_key(&cell.text());
        STRUCK.iter().any(|word| text.contains(word))
    })
}
