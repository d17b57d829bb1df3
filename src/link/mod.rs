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
mod judged;
mod learn;
mod names;

use crate::model::{Judgements, LinkSet, Progress, Staged, Text, Understood};

/// Resolves the firms of all events, then links inspections and codes. What people decided comes
/// first, as far as it still fits the records.
pub fn link(
    understood: &mut Understood,
    judgements: &Judgements,
    progress: &dyn Progress,
) -> Staged<LinkSet> {
    progress.stage(&Text::new("识别企业", "resolving enterprises"), None);
    let firms = firms::resolve_firms(understood);
    progress.stage(
        &Text::new("比对检查与赋码", "comparing visits and codes"),
        None,
    );
    let features = compare::Features::of(understood, &firms);
    let mut findings = Vec::new();
    let judged = judged::found_again(understood, judgements).keep(&mut findings);
    let proposed = blocking::candidate_pairs(&features);
    let pairs = judged::with_judged(proposed, &features, &judged);
    progress.advance(pairs.len() as u64);
    let scored = learn::score(&features, &pairs);
    let links = decide::decide(&features, scored, understood, judged);
    findings.extend(judged::overtaken(&links, understood, &judgements.file.path));
    Staged::new(links, findings)
}
