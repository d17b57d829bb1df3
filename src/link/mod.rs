//! Who is who: which inspection and which code are the same visit.
//!
//! Two questions are kept apart. *Same firm?* is answered by codes, names and the roster, and is
//! capped: it never says more than "same firm". *Same visit?* is answered by dates, document
//! numbers, officers, route and item, with m and u learned by expectation–maximisation among pairs
//! of one firm, so that the rival hypothesis is the firm's other visit and not a stranger. Blocking
//! proposes pairs, weights add up in log₂, and the most probable one-to-one assignment of each
//! connected component decides.

mod assign;
mod blocking;
mod compare;
mod decide;
mod documents;
mod firms;
mod learn;
mod names;

use crate::model::{LinkSet, Progress, Staged, Text, Understood};

/// Resolves the firms of all events, then links inspections and codes.
pub fn link(understood: &mut Understood, progress: &dyn Progress) -> Staged<LinkSet> {
    progress.stage(&Text::new("识别企业", "resolving enterprises"), None);
    let firms = firms::resolve_firms(understood);
    progress.stage(
        &Text::new("比对检查与赋码", "comparing visits and codes"),
        None,
    );
    let features = compare::Features::of(understood, &firms);
    let pairs = blocking::candidate_pairs(&features);
    progress.advance(pairs.len() as u64);
    let scored = learn::score(&features, &pairs);
    let links = decide::decide(&features, scored, understood);
    Staged::new(links, Vec::new())
}
