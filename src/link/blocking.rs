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
    let blocks = Blocks::of(&features.codes);
    features
        .inspections
        .par_iter()
        .enumerate()
        .flat_map_iter(|(at, inspection)| blocks.proposals(at, inspection))
        .collect()
}

/// The codes that agree on one cheap thing, by that thing.
struct Blocks<'a> {
    codes: &'a [Feature],
    firm: HashMap<u32, Vec<u32>>,
    code: HashMap<String, Vec<u32>>,
    core: HashMap<String, Vec<u32>>,
    document: HashMap<(u16, u32), Vec<u32>>,
    day_officer: HashMap<(i32, u32), Vec<u32>>,
}

impl<'a> Blocks<'a> {
    fn of(codes: &'a [Feature]) -> Blocks<'a> {
        Blocks {
            codes,
            firm: index(codes, |code| vec![code.firm]),
            code: index(codes, |code| match code.code_text.len() >= 15 {
                true => vec![code.code_text.to_string()],
                false => Vec::new(),
            }),
            core: index(codes, |code| match code.core.is_empty() {
                true => Vec::new(),
                false => vec![code.core.clone()],
            }),
            document: index(codes, |code| {
                let documents = code.documents.iter();
                documents.map(|no| (no.year, no.serial)).collect()
            }),
            day_officer: index(codes, officers_by_day),
        }
    }

    fn proposals(&self, at: usize, inspection: &Feature) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut add = |rule: &'static str, block: Option<&Vec<u32>>, near_only: bool| {
            let block = block.map_or(&[][..], Vec::as_slice);
            let near_only = near_only || block.len() > BLOCK_CODES_MAX;
            let untold = rule == "day_officer" && block.len() > TELLING_CODES_MAX;
            found.extend(block.iter().filter_map(|code| {
                let other = &self.codes[*code as usize];
                let far = near_only && !is_near(inspection, other);
                let unlike = untold && !share_characters(inspection, other);
                (!far && !unlike).then_some(Candidate {
                    inspection: at as u32,
                    code: *code,
                    rule,
                })
            }));
        };
        for no in &inspection.documents {
            add("document", self.document.get(&(no.year, no.serial)), false);
        }
        add("firm", self.firm.get(&inspection.firm), false);
        if inspection.code_text.len() >= 15 {
            add("code", self.code.get(&*inspection.code_text), false);
        }
        let namesakes = self.core.get(&inspection.core);
        let is_crowded = namesakes.is_some_and(|block| block.len() > TELLING_CODES_MAX);
        add("name", namesakes, is_crowded);
        for day in inspection.start.into_iter().chain(inspection.end) {
            for officer in &inspection.officers {
                add("day_officer", self.day_officer.get(&(day, *officer)), true);
            }
        }
        found.sort_by_key(|candidate| candidate.code);
        found.dedup_by_key(|candidate| candidate.code);
        found
    }
}

fn officers_by_day(code: &Feature) -> Vec<(i32, u32)> {
    let mut keys: Vec<(i32, u32)> = Vec::new();
    for day in [code.start, code.planned].into_iter().flatten() {
        keys.extend(code.officers.iter().map(|officer| (day, *officer)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
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
