//! Social credit codes that stand with many enterprises: a parent's code on its branches, or a
//! filler. Linkage lets such a code say little; here a person is told of it.

use crate::ground::fold::fold_key;
use crate::model::{Extracted, Finding, InspectionEvent, Severity, Text, Understood};
use std::collections::{BTreeMap, HashSet};

/// A code with so many different names is not one enterprise's.
const NAMES_MIN: usize = 5;
/// Names less alike than this are different ones.
const ALIKE: f64 = 0.6;
/// More names than this are not told apart: a filler in every row of a register.
const NAMES_MAX: usize = 200;
/// Names that a finding lists.
const NAMES_SHOWN: usize = 3;

pub fn findings(extracted: &Extracted, understood: &Understood) -> Vec<Finding> {
    let mut by_code: BTreeMap<&str, Vec<&InspectionEvent>> = BTreeMap::new();
    for event in &understood.events {
        if let Some(code) = event.credit_code.as_ref().and_then(|code| code.usable()) {
            by_code.entry(code).or_default().push(event);
        }
    }
    (by_code.iter())
        .filter(|(_, events)| events.len() >= NAMES_MIN)
        .filter_map(|(code, events)| {
            let names = different_names(events.iter().map(|event| &*event.name));
            (names.len() >= NAMES_MIN).then(|| {
                let record = &understood.records[events[0].record];
                let column = record.credit_code.as_ref().map_or(0, |field| field.column);
                let place = crate::model::Place {
                    column,
                    ..record.place
                };
                let table = &extracted.tables[place.table as usize];
                let header = table.header_of(column);
                told(code, &names, &table.file).at(&table.sheet, place, header, code)
            })
        })
        .collect()
}

/// One of each group of names that are alike, in the order of the events, up to [`NAMES_MAX`].
fn different_names<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut kept: Vec<(&str, Vec<char>)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for name in names.filter(|name| seen.insert(name)) {
        let key: Vec<char> = fold_key(name).chars().collect();
        let alike = |known: &Vec<char>| {
            rapidfuzz::distance::indel::normalized_similarity(known.iter(), key.iter()) >= ALIKE
        };
        if !key.is_empty() && !kept.iter().any(|(_, known)| alike(known)) {
            kept.push((name, key));
        }
        if kept.len() == NAMES_MAX {
            break;
        }
    }
    kept.into_iter().map(|(name, _)| name).collect()
}

fn told(code: &str, names: &[&str], file: &str) -> Finding {
    let (n, more) = (names.len(), names.len() == NAMES_MAX);
    let (at_least, or_more) = if more {
        ("至少 ", " or more")
    } else {
        ("", "")
    };
    let some = names[..NAMES_SHOWN].join("、");
    let title = Text::new(
        format!("信用代码 {code} 对应 {at_least}{n} 个不同的名称:{some}……"),
        format!("the code {code} stands with {n}{or_more} different names: {some} …"),
    );
    Finding::about_file("R304", Severity::Note, file, title)
        .expected("一个代码对应一家企业", "one enterprise for one code")
        .done(
            "比对时该代码相同只作很弱的依据,企业由名称和属地区分",
            "that code says little in linkage; name and town tell the enterprises apart",
        )
        .help(
            "分支机构应填自己的代码,不填总公司的",
            "a branch has a code of its own; the parent's is not to be entered for it",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_name_are_one_and_branches_are_many() {
        let count = |names: &[&str]| different_names(names.iter().copied()).len();
        assert_eq!(
            count(&["湘乡市兴旺加油站", "兴旺加油站", "湘乡兴旺加油站", ""]),
            1
        );
        let branches = [
            "燃料公司泉塘站",
            "燃料公司山枣第二油品供应点",
            "月山镇石油门市部",
        ];
        assert_eq!(count(&branches), 3);
        // Whoever writes one code everywhere is told so without every name held to every other.
        let many: Vec<String> = ('一'..='龟').map(|c| c.to_string().repeat(4)).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(count(&many), NAMES_MAX);
    }
}
