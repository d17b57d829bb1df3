//! Blocking: cheap tests that propose candidate pairs.

use super::compare::{Feature, Features};
use crate::model::CandidatePair;
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::Hash;

/// A block of more codes than this proposes only those near in time.
const BLOCK_CODES_MAX: usize = 60;
/// A block of namesakes, or of one officer's day, of more codes than this is no longer telling by
/// itself: namesakes must be near in time, and firms met on a day must have like names.
const TELLING_CODES_MAX: usize = 8;
/// How near, in days, a pair of a large or fuzzy block must be.
const NEAR_DAYS: i32 = 10;

/// Candidate pairs by position in the two feature lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub inspection: u32,
    pub code: u32,
    pub rule: &'static str,
}

impl Candidate {
    pub fn pair(&self, features: &Features) -> CandidatePair {
        CandidatePair {
            inspection: features.inspections[self.inspection as usize].event,
            code: features.codes[self.code as usize].event,
            rule: self.rule,
        }
    }
}

/// Every pair that one of the blocking rules proposes, once, with the first rule that does, in
/// order of inspection and code.
pub fn candidate_pairs(features: &Features) -> Vec<Candidate> {
    let codes = &features.codes;
    let by_firm = index(codes, |code| vec![code.firm]);
    let by_code = index(codes, |code| match code.code_text.len() >= 15 {
        true => vec![code.code_text.to_string()],
        false => Vec::new(),
    });
    let by_core = index(codes, |code| match code.core.is_empty() {
        true => Vec::new(),
        false => vec![code.core.clone()],
    });
    let by_document = index(codes, |code| {
        code.documents
            .iter()
            .map(|no| (no.year, no.serial))
            .collect::<Vec<_>>()
    });
    let by_day_officer = index(codes, |code| {
        let days = [code.start, code.planned];
        let mut keys: Vec<(i32, u32)> = Vec::new();
        for day in days.into_iter().flatten() {
            keys.extend(code.officers.iter().map(|officer| (day, *officer)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    });
    let propose = |(at, inspection): (usize, &Feature)| {
        let mut found: Vec<Candidate> = Vec::new();
        let mut add = |rule: &'static str, block: Option<&Vec<u32>>, near_only: bool| {
            let Some(block) = block else { return };
            let near_only = near_only || block.len() > BLOCK_CODES_MAX;
            for code in block {
                let other = &codes[*code as usize];
                if near_only && !is_near(inspection, other) {
                    continue;
                }
                let untold = rule == "day_officer" && block.len() > TELLING_CODES_MAX;
                if untold && !share_characters(inspection, other) {
                    continue;
                }
                found.push(Candidate {
                    inspection: at as u32,
                    code: *code,
                    rule,
                });
            }
        };
        for no in &inspection.documents {
            add("document", by_document.get(&(no.year, no.serial)), false);
        }
        add("firm", by_firm.get(&inspection.firm), false);
        if inspection.code_text.len() >= 15 {
            add(
                "code",
                by_code.get(&inspection.code_text.to_string()),
                false,
            );
        }
        let namesakes = by_core.get(&inspection.core);
        add(
            "name",
            namesakes,
            namesakes.is_some_and(|block| block.len() > TELLING_CODES_MAX),
        );
        for day in inspection.start.into_iter().chain(inspection.end) {
            for officer in &inspection.officers {
                add("day_officer", by_day_officer.get(&(day, *officer)), true);
            }
        }
        found.sort_by_key(|candidate| candidate.code);
        found.dedup_by_key(|candidate| candidate.code);
        found
    };
    features
        .inspections
        .par_iter()
        .enumerate()
        .flat_map_iter(propose)
        .collect()
}

fn is_near(inspection: &Feature, code: &Feature) -> bool {
    super::compare::days_apart(inspection, code).is_none_or(|days| days <= NEAR_DAYS)
}

/// Whether the names share half of the neighbouring characters of the shorter one: what a wrong
/// character in a name leaves.
fn share_characters(inspection: &Feature, code: &Feature) -> bool {
    let shared = |bigram: &&(char, char)| code.bigrams.binary_search(bigram).is_ok();
    let found = inspection.bigrams.iter().filter(shared).count();
    found * 2 >= inspection.bigrams.len().min(code.bigrams.len()).max(1)
}

fn index<K: Hash + Eq>(
    codes: &[Feature],
    keys: impl Fn(&Feature) -> Vec<K>,
) -> HashMap<K, Vec<u32>> {
    let mut blocks: HashMap<K, Vec<u32>> = HashMap::new();
    for (at, code) in codes.iter().enumerate() {
        for key in keys(code) {
            blocks.entry(key).or_default().push(at as u32);
        }
    }
    blocks
}
