//! What people decided stands in the detail of the records it is about.

use super::case::Case;
use crate::model::{EventIx, Judgement, Outcome, Ruling, Text, Verdict};

/// Adds who judged what, when and why to the details of both records of a judged pair, and of the
/// records that were judged alone.
pub fn note_judgements(case: &Case, verdicts: &mut [Verdict]) {
    let judged = &case.links.judged;
    for ((inspection, code), at) in &judged.pairs {
        let judgement = &judged.held[*at];
        for (event, other) in [(*inspection, *code), (*code, *inspection)] {
            let verdict = &mut verdicts[event];
            if let Some(words) = words_on_pair(case, judgement, verdict, other) {
                add(verdict, &words);
            }
        }
    }
    for (event, at) in &judged.alone {
        let verdict = &mut verdicts[*event];
        let without = [Some(Outcome::SafetyOnly), Some(Outcome::PlatformOnly)];
        if without.contains(&verdict.outcome) || judged.held[*at].ruling == Ruling::Unsure {
            add(verdict, &judged.held[*at].words());
        }
    }
}

fn words_on_pair(
    case: &Case,
    judgement: &Judgement,
    verdict: &Verdict,
    other: EventIx,
) -> Option<Text> {
    let words = judgement.words();
    let is_partner = [verdict.partner, verdict.nearest].contains(&Some(other));
    match judgement.ruling {
        Ruling::Different => {
            let id = &case.event(other).id;
            Some(Text::new(
                format!("与{id}{}", words.zh),
                format!("with {id} {}", words.en),
            ))
        }
        Ruling::Unsure => is_partner.then_some(words),
        _ => Some(words),
    }
}

fn add(verdict: &mut Verdict, words: &Text) {
    let detail = &mut verdict.detail;
    for (text, more, comma) in [
        (&mut detail.zh, &words.zh, ";"),
        (&mut detail.en, &words.en, "; "),
    ] {
        if !text.is_empty() {
            text.push_str(comma);
        }
        text.push_str(more);
    }
}
