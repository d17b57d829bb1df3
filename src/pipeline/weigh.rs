//! How the model weighs any two records of a folder, whatever a run decided of them. Everything is
//! read, understood and linked as a run does, for only then are the model's parameters the run's.

use crate::model::{
    ComparisonVector, EventIx, Fault, InputFile, LinkSet, Progress, Settings, Source, Staged,
    Understood,
};
use crate::{extract, history, link, transform};
use std::path::Path;

/// A pair as the model weighs it.
pub struct Weighed {
    /// Ids of the inspection and of the code.
    pub ids: [String; 2],
    pub comparison: ComparisonVector,
}

/// Weighs each inspection of two ids with each code of the other. `None` where the inputs are no
/// longer those of the run.
///
/// # Errors
/// A [`Fault`] where the folder or its judgements cannot be read.
pub fn weigh(
    root: &Path,
    settings: &Settings,
    of_run: &[InputFile],
    ids: [&str; 2],
    progress: &dyn Progress,
) -> Result<Option<Vec<Weighed>>, Fault> {
    let inputs = extract::find_inputs(root, settings)?;
    let extracted = extract::read_sources(root, &inputs, progress)?.value;
    if extracted.inputs != of_run {
        return Ok(None);
    }
    let mut understood = transform::understand(&extracted, settings, progress).value;
    let judgements = history::read_judgements(root)?.value;
    let asked = |understood: &Understood, links: &LinkSet| pairs(understood, links, ids);
    let Staged { value, .. } = link::link_and_weigh(&mut understood, &judgements, progress, asked);
    let weighed = value.1.into_iter().map(|comparison| {
        let pair = &comparison.pair;
        let ids = [pair.inspection, pair.code].map(|at| understood.events[at].id.clone());
        Weighed { ids, comparison }
    });
    Ok(Some(weighed.collect()))
}

/// The inspection of one id with the code of the other, both ways round.
fn pairs(understood: &Understood, links: &LinkSet, ids: [&str; 2]) -> Vec<(EventIx, EventIx)> {
    let of = |id: &str, source: Source| {
        let events = understood.events.iter();
        let mut events = events.map(|event| event.source == source && event.id == id);
        events.position(|is_it| is_it)
    };
    let code_of = |id: &str| {
        let visit = of(id, Source::Safety);
        let mut linked = links.links.iter().chain(&links.unusable);
        let linked = linked.find(|link| Some(link.inspection) == visit && !link.surplus);
        of(id, Source::Platform).or(linked.map(|link| link.code))
    };
    let [one, other] = ids;
    let both = [(one, other), (other, one)];
    both.into_iter()
        .filter_map(|(visit, code)| Some((of(visit, Source::Safety)?, code_of(code)?)))
        .collect()
}
