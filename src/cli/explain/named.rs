//! What people call things: an enterprise by its name or credit code, a figure or a cause by the
//! words that the reports have for it.

use super::figure::figure;
use super::run_files::{EventLine, LedgerLine, RunFiles};
use super::subject::Subject;
use crate::ground::fold::fold_key;
use crate::model::{Cause, Fault, Register, metric_note};
use std::collections::{BTreeMap, BTreeSet};

/// What words may mean, each by what it is asked for with [`subject`]: what is called so, else what
/// has all of the words in its name.
pub fn choices(words: &str, events: &[EventLine], run: &RunFiles) -> Vec<String> {
    let asked: Vec<String> = words.split_whitespace().map(fold_key).collect();
    if asked.iter().all(String::is_empty) {
        return Vec::new();
    }
    let whole = fold_key(words);
    let names = [figures(run), causes(), enterprises(events)];
    let of = |is_meant: &dyn Fn(&str) -> bool| -> BTreeSet<&str> {
        let found = names.iter().flatten().filter(|(name, _)| is_meant(name));
        found.map(|(_, id)| id.as_str()).collect()
    };
    let mut meant = of(&|name| name == whole);
    if meant.is_empty() {
        // A piece of a credit code means nothing.
        let has_all = |name: &str| asked.iter().all(|word| name.contains(word));
        meant = of(&|name| has_all(name) && !is_credit_code(name));
    }
    meant.into_iter().map(str::to_string).collect()
}

fn is_credit_code(name: &str) -> bool {
    name.bytes().all(|c| c.is_ascii_alphanumeric()) && name.bytes().any(|c| c.is_ascii_digit())
}

/// One of the [`choices`].
pub fn subject<'r>(
    choice: &str,
    events: &[EventLine],
    run: &'r RunFiles,
) -> Result<Subject<'r>, Fault> {
    if let Some(cause) = Cause::ALL.iter().find(|cause| cause.code() == choice) {
        return Ok(Subject::Cause(*cause));
    }
    if let Some(found) = figure(choice, run)? {
        return Ok(Subject::Figure(found));
    }
    let rows = rows_of(choice, events, run);
    Ok(Subject::Enterprise(choice.to_string(), rows))
}

/// Folded names and what they are asked for by.
type Names = Vec<(String, String)>;

/// Figures by what the reports call them; a cause's own figure is called as the cause is.
fn figures(run: &RunFiles) -> Names {
    let keys = run.metrics.keys();
    let keys = keys.filter(|key| !key.starts_with("cause."));
    let named = keys.filter_map(|key| {
        let note = metric_note(Register::shipped(), key)?;
        // 有码检查率:有码的检查÷检查次数 is called 有码检查率.
        let names = [&note.zh, &note.en].map(|name| {
            let called = name.split(':').next().unwrap_or(name);
            [called, name].map(|name| (fold_key(name), key.clone()))
        });
        Some(names.into_iter().flatten())
    });
    named.flatten().collect()
}

fn causes() -> Names {
    let named = |cause: &Cause| {
        let entry = cause.entry();
        [entry.zh, entry.en].map(|name| (fold_key(name), cause.code().to_string()))
    };
    Cause::ALL.iter().flat_map(named).collect()
}

/// Enterprises by name, in the first of its spellings, and by credit code.
fn enterprises(events: &[EventLine]) -> Names {
    let mut names: BTreeMap<String, &String> = BTreeMap::new();
    for event in events {
        for known in [&event.enterprise, &event.credit_code] {
            names.entry(fold_key(known)).or_insert(known);
        }
    }
    names.remove("");
    let names = names.into_iter();
    names.map(|(key, name)| (key, name.clone())).collect()
}

/// Every row of the visits, codes and plans that bear the enterprise's name or code.
fn rows_of<'r>(name: &str, events: &[EventLine], run: &'r RunFiles) -> Vec<&'r LedgerLine> {
    let name = fold_key(name);
    let is_meant = |event: &&EventLine| {
        let known = [&event.enterprise, &event.credit_code];
        known.iter().any(|known| fold_key(known) == name)
    };
    let own = events.iter().filter(is_meant);
    let ids: BTreeSet<&str> = own.map(|event| event.inspection_id.as_str()).collect();
    let is_own = |line: &&LedgerLine| {
        !line.inspection_id.is_empty() && ids.contains(line.inspection_id.as_str())
    };
    run.ledger.iter().filter(is_own).collect()
}
