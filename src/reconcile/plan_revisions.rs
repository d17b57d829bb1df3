//! Plans that were changed in the year. A whole plan published anew (调整后, 修订, a later number or
//! day) stands in the place of those before; a list of changes (调整类型, 调整后次数) in that of the
//! lines about its enterprises. What was replaced or struck off asks for no visit.

use super::case::Case;
use super::plan_editions::Edition;
use crate::ground::fold::fold_key;
use crate::model::{EventIx, Extracted, RecordIx, RecordKind, Route, RowFate, Source, SourceTable};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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

/// A plan row: its event, table and record.
type Line = (EventIx, usize, RecordIx);

/// Plan rows that ask for no visit any more, each with the table that says so.
type Replaced = BTreeMap<EventIx, usize>;

/// What was planned, and where.
struct Plans<'a> {
    extracted: &'a Extracted,
    case: &'a Case<'a>,
    /// The tables of plans, each with whether it is a list of changes.
    lists: BTreeMap<usize, bool>,
    lines: Vec<Line>,
}

/// Plan rows that ask for no visit any more, each with the table that says so.
pub fn replaced(extracted: &Extracted, case: &Case) -> Replaced {
    let lists = lists(extracted, case);
    let events = case.understood.events.iter().enumerate();
    let lines = events
        .filter(|(_, event)| event.source == Source::Plan && event.route == Route::Planned)
        .map(|(at, event)| {
            let place = case.understood.records[event.record].place;
            (at, place.table as usize, event.record)
        })
        .filter(|(_, table, _)| lists.contains_key(table))
        .collect();
    let plans = Plans {
        extracted,
        case,
        lists,
        lines,
    };
    let mut replaced = published_anew(&plans);
    changed(&plans, &mut replaced);
    replaced
}

/// The tables of plans, each with whether it is a list of changes.
fn lists(extracted: &Extracted, case: &Case) -> BTreeMap<usize, bool> {
    let tables = extracted.tables.iter().zip(&case.understood.mappings);
    let plans = tables.enumerate().filter(|(_, (_, mapping))| {
        mapping.source == Source::Plan && mapping.kind == Some(RecordKind::PlanLine)
    });
    plans
        .map(|(at, (table, _))| (at, tells_changes(table)))
        .collect()
}

fn tells_changes(table: &SourceTable) -> bool {
    let mut headers = table.header.iter().map(|header| fold_key(header));
    headers.any(|header| CHANGES.iter().any(|word| header.contains(word)))
}

/// The enterprises of a file's tables, and the records that its rows tell, repeats included.
#[derive(Default)]
struct Listed {
    edition: Edition,
    firms: BTreeSet<u32>,
    records: HashSet<RecordIx>,
    tables: Vec<usize>,
}

/// A plan published anew replaces those before it whose enterprises are mostly its own. Where the
/// order of two is not known, neither does.
fn published_anew(plans: &Plans) -> Replaced {
    let mut replaced = Replaced::new();
    let lines = &plans.lines;
    let plans = listed(plans);
    let is_after = |new: &Listed, old: &Listed| {
        let shared = old.firms.intersection(&new.firms).count();
        new.edition.is_after(&old.edition) && shared * 2 >= old.firms.len()
    };
    let later = |old: &Listed| plans.iter().any(|new| is_after(new, old));
    for old in plans.iter().filter(|old| later(old)) {
        let newest = || plans.iter().filter(|new| is_after(new, old) && !later(new));
        let by = newest().next().map(|new| new.tables[0]);
        for (at, table, record) in lines {
            let stands = || newest().any(|new| new.records.contains(record));
            if let (true, Some(by)) = (old.tables.contains(table), by)
                && !stands()
            {
                replaced.insert(*at, by);
            }
        }
    }
    replaced
}

/// The whole plans, by the files and the editions that their tables are of.
fn listed(plans: &Plans) -> Vec<Listed> {
    let Plans {
        extracted,
        case,
        lists,
        lines,
    } = plans;
    let mut firms_of: HashMap<RecordIx, Vec<u32>> = HashMap::new();
    for (at, _, record) in lines {
        let firms = firms_of.entry(*record).or_default();
        firms.extend(case.event(*at).enterprise);
    }
    let mut plans: Vec<(&str, Listed)> = Vec::new();
    for (table, _) in lists.iter().filter(|(_, changes)| !**changes) {
        let file = &*extracted.tables[*table].file;
        let edition = Edition::of(&extracted.tables[*table]);
        let known = plans.iter().position(|(other, listed)| {
            *other == file
                && listed.edition.scope == edition.scope
                && listed.edition.anew == edition.anew
        });
        let at = known.unwrap_or_else(|| {
            let listed = Listed {
                edition,
                ..Listed::default()
            };
            plans.push((file, listed));
            plans.len() - 1
        });
        let listed = &mut plans[at].1;
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
    plans.into_iter().map(|(_, listed)| listed).collect()
}

/// A list of changes: what it strikes off, and the lines whose number it gives anew.
fn changed(plans: &Plans, replaced: &mut Replaced) {
    let case = plans.case;
    let (changes, planned): (Vec<Line>, Vec<Line>) =
        (plans.lines.iter()).partition(|(_, table, _)| plans.lists[table]);
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
        let is_struck = is_struck(&plans.extracted.tables[table], event, case);
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
