//! The tables of `docs/reading.md`, made from what the cases say of themselves.

use super::why::{CONTAINERS, Why};
use std::collections::BTreeMap;
use std::fmt::Write;

const BEGIN: &str = "<!-- made from fixtures/cases by scripts/bless -->";

/// What a table can have in most containers, in the order it is shown; the rest follows by name.
const FEATURES: [&str; 24] = [
    "plain table",
    "title rows",
    "merged header",
    "repeated header",
    "subtotals",
    "footer",
    "blank rows",
    "several tables",
    "several sheets",
    "hidden sheet",
    "continued sheet",
    "dates as serials",
    "1904 dates",
    "dates as text",
    "text numbers",
    "number formats",
    "rich text",
    "booleans",
    "error cells",
    "formulas",
    "formulas without values",
    "named otherwise",
    "damaged",
    "encrypted",
];

type Cells = BTreeMap<(String, String), Vec<usize>>;

/// The page's own words, then its tables as the cases make them.
pub fn with_tables(page: &str, cases: &[Why]) -> String {
    let prose = page.split(BEGIN).next().unwrap_or_default();
    let mut text = format!("{prose}{BEGIN}\n");
    encodings(&mut text, cases);
    features(&mut text, cases);
    pitfalls(&mut text, cases);
    text.push_str("\n## The cases\n\n");
    for (at, case) in cases.iter().enumerate() {
        let (number, folder) = (at + 1, &case.folder);
        let _ = writeln!(
            text,
            "{number}. [{}](../fixtures/cases/{folder}/)",
            case.sentence
        );
    }
    text
}

fn encodings(text: &mut String, cases: &[Why]) {
    let mut cells = Cells::new();
    let mut columns: Vec<String> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let own = vec!["its own".to_string()];
        let encodings = match case.encodings.is_empty() {
            true => &own,
            false => &case.encodings,
        };
        for encoding in encodings {
            columns.push(encoding.clone());
            for container in &case.containers {
                let cell = cells
                    .entry((container.clone(), encoding.clone()))
                    .or_default();
                cell.push(at + 1);
            }
        }
    }
    columns.sort();
    columns.dedup();
    text.push_str("\n## Container and encoding\n\n");
    grid(
        text,
        "container",
        &containers(cases),
        &columns,
        &cells,
        cases,
    );
}

fn features(text: &mut String, cases: &[Why]) {
    let mut cells = Cells::new();
    for (at, case) in cases.iter().enumerate() {
        for feature in &case.features {
            for container in &case.containers {
                let cell = cells
                    .entry((feature.clone(), container.clone()))
                    .or_default();
                cell.push(at + 1);
            }
        }
    }
    let shown = |feature: &str| {
        let mut all = cases.iter().flat_map(|case| &case.features);
        all.any(|other| other == feature)
    };
    let usual: Vec<String> = FEATURES
        .iter()
        .filter(|feature| shown(feature))
        .map(|feature| feature.to_string())
        .collect();
    let mut rest: Vec<String> = cells.keys().map(|(feature, _)| feature.clone()).collect();
    rest.retain(|feature| !FEATURES.contains(&feature.as_str()));
    rest.dedup();
    text.push_str("\n## Feature and container\n\n");
    grid(text, "feature", &usual, &containers(cases), &cells, cases);
    text.push_str("\n## Further features\n\n| feature | containers | cases |\n|---|---|---|\n");
    for feature in rest {
        let of: Vec<(&String, &Vec<usize>)> = cells
            .iter()
            .filter(|((f, _), _)| *f == feature)
            .map(|((_, c), n)| (c, n))
            .collect();
        let kinds: Vec<&str> = of.iter().map(|(container, _)| container.as_str()).collect();
        let mut numbers: Vec<usize> = of.iter().flat_map(|(_, n)| n.iter().copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let _ = writeln!(
            text,
            "| {feature} | {} | {} |",
            kinds.join(", "),
            links(&numbers, cases)
        );
    }
}

fn pitfalls(text: &mut String, cases: &[Why]) {
    text.push_str("\n## Pitfalls of real exports\n\n| pitfall | cases |\n|---|---|\n");
    for number in 1..=31 {
        let id = format!("E{number}");
        let with = |(_, case): &(usize, &Why)| case.pitfalls.contains(&id);
        let numbers: Vec<usize> = cases
            .iter()
            .enumerate()
            .filter(with)
            .map(|(at, _)| at + 1)
            .collect();
        let _ = writeln!(text, "| {id} | {} |", links(&numbers, cases));
    }
}

/// The containers that some case shows, in the order in which they are known.
fn containers(cases: &[Why]) -> Vec<String> {
    let shown = |name: &str| {
        cases
            .iter()
            .any(|case| case.containers.iter().any(|c| c == name))
    };
    let known = CONTAINERS.iter().map(|(name, _)| name.to_string());
    known.filter(|name| shown(name)).collect()
}

fn grid(
    text: &mut String,
    corner: &str,
    rows: &[String],
    columns: &[String],
    cells: &Cells,
    cases: &[Why],
) {
    let _ = writeln!(text, "| {corner} | {} |", columns.join(" | "));
    let _ = writeln!(text, "|---|{}", "---|".repeat(columns.len()));
    for row in rows {
        let _ = write!(text, "| {row} |");
        for column in columns {
            let numbers = cells.get(&(row.clone(), column.clone()));
            let _ = write!(text, " {} |", links(numbers.map_or(&[], |n| n), cases));
        }
        text.push('\n');
    }
}

fn links(numbers: &[usize], cases: &[Why]) -> String {
    let link = |number: &usize| {
        let folder = &cases[number - 1].folder;
        format!("[{number}](../fixtures/cases/{folder}/)")
    };
    numbers.iter().map(link).collect::<Vec<String>>().join(" ")
}
