//! What the words above a plan say of its length: 2025年度检查计划(共194家). Where the list names
//! another number of enterprises, one of the two is wrong, and the report will repeat it (C06).

use super::case::Case;
use crate::ground::fold::fold_key;
use crate::model::{Extracted, Finding, RecordKind, RowFate, Severity, Source, SourceTable, Text};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Words that a number of enterprises is counted in.
const UNITS: [&str; 6] = [
    "家",
    "户",
    "个市场主体",
    "个经营主体",
    "个检查对象",
    "个对象",
];
/// Words that a number with 个 after it counts.
const NOUNS: [&str; 4] = ["市场主体", "经营主体", "检查对象", "企业"];

/// Plans whose title and list differ. A file's lists count together: a title stands above the
/// first.
pub fn findings(extracted: &Extracted, case: &Case) -> Vec<Finding> {
    let mut files: BTreeMap<&str, (BTreeSet<u64>, BTreeSet<String>)> = BTreeMap::new();
    let mappings = &case.understood.mappings;
    let plans = case.understood.events.iter();
    let mut firms: HashMap<usize, Vec<Option<u32>>> = HashMap::new();
    for event in plans.filter(|event| event.source == Source::Plan) {
        firms
            .entry(event.record)
            .or_default()
            .push(event.enterprise);
    }
    for (at, table) in extracted.tables.iter().enumerate() {
        let mapping = &mappings[at];
        if mapping.source == Source::Plan && mapping.kind == Some(RecordKind::PlanLine) {
            let (told, listed) = files.entry(&table.file).or_default();
            told.extend(stated(table));
            listed.extend(enterprises(case, at, &firms));
        }
    }
    let differ = files.into_iter().filter_map(|(file, (told, listed))| {
        let told: Vec<u64> = told.into_iter().collect();
        let [told] = told[..] else { return None };
        (told != listed.len() as u64).then(|| finding(file, told, listed.len()))
    });
    differ.collect()
}

/// The numbers of enterprises in the words above the header.
fn stated(table: &SourceTable) -> Vec<u64> {
    let cells = table.rows_above().iter().flat_map(|row| &row.cells);
    cells
        .flat_map(|cell| numbers(&fold_key(&cell.text())))
        .collect()
}

/// Every whole number that counts enterprises; only the sums, where one says that it is one.
fn numbers(key: &str) -> Vec<u64> {
    let key = key.replace(',', "");
    let (mut all, mut sums) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = key[at..].find(|c: char| c.is_ascii_digit()) {
        let (before, rest) = key.split_at(at + found);
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        at += found + end;
        let counted = UNITS.iter().any(|unit| after.starts_with(unit))
            || after.starts_with('个') && NOUNS.iter().any(|noun| before.ends_with(noun));
        let Some(number) = digits.parse().ok().filter(|_| counted) else {
            continue;
        };
        all.push(number);
        sums.extend(before.ends_with(['共', '计']).then_some(number));
    }
    if sums.is_empty() { all } else { sums }
}

/// The table's enterprises, each once; a row whose enterprise is not known is one of its own.
fn enterprises(case: &Case, table: usize, firms: &HashMap<usize, Vec<Option<u32>>>) -> Vec<String> {
    let fates = &case.understood.fates[table];
    let records = fates.iter().filter_map(|(_, fate)| match fate {
        RowFate::Record(record) => Some(*record),
        _ => None,
    });
    let named = |record: usize| {
        let firms = firms.get(&record).into_iter().flatten().enumerate();
        firms.map(move |(nth, firm)| match firm {
            Some(firm) => format!("f{firm}"),
            None => format!("r{record}.{nth}"),
        })
    };
    records.flat_map(named).collect()
}

fn finding(file: &str, told: u64, listed: usize) -> Finding {
    let title = Text::new(
        format!("计划标题写{told}家,名单为{listed}家(C06)"),
        format!("the plan's title says {told} enterprises, its list names {listed} (C06)"),
    );
    Finding::about_file("R303", Severity::ValueDoubtful, file, title)
        .expected(
            "标题与名单家数一致",
            "one number in the title and in the list",
        )
        .done("按名单核对", "the list was reconciled")
        .help(
            "核对计划:名单是否完整、标题是否未更新",
            "check the plan: is the list complete, is the title out of date?",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_enterprises_in_a_title() {
        for (title, told) in [
            ("2025年度涉企行政检查计划(共194家)", vec![194]),
            ("计划检查市场主体194个", vec![194]),
            ("共194家,其中重点58家、双随机136家", vec![194]),
            ("重点58家、双随机136家", vec![58, 136]),
            ("列入计划 1,751 家企业", vec![1751]),
            ("填报单位:湘乡市应急管理局", vec![]),
            ("2025年度检查计划", vec![]),
        ] {
            assert_eq!(numbers(&fold_key(title)), told, "{title}");
        }
    }
}
