//! The events of a run as two tables, and what the linkage of these says about visits and codes.

mod desk;
mod evidence;
mod rows;

pub use rows::{Visits, numbered};

use super::columns::Side;
use super::engine;
use super::firms;
use super::judged;
use super::matching::logistic;
use super::model::Model;
use crate::model::{
    ComparisonVector, EventIx, Judgements, LinkSet, Progress, Staged, Text, Understood,
};

/// An inspection and a code that somebody asks about.
pub type Asked = (EventIx, EventIx);

/// Resolves the firms of all events, then links inspections and codes. What people decided comes
/// first, as far as it still fits the records.
pub fn link(
    understood: &mut Understood,
    judgements: &Judgements,
    progress: &dyn Progress,
) -> Staged<LinkSet> {
    let linked = link_and_weigh(understood, judgements, progress, |_, _| Vec::new());
    Staged::new(linked.value.0, linked.findings)
}

/// The same, and how the model weighs the pairs asked for, whatever was decided of them.
pub fn link_and_weigh(
    understood: &mut Understood,
    judgements: &Judgements,
    progress: &dyn Progress,
    asked: impl FnOnce(&Understood, &LinkSet) -> Vec<Asked>,
) -> Staged<(LinkSet, Vec<ComparisonVector>)> {
    progress.stage(&Text::new("识别企业", "resolving enterprises"), None);
    let firms = firms::resolve_firms(understood);
    progress.stage(
        &Text::new("比对检查与赋码", "comparing visits and codes"),
        None,
    );
    let model = Model::inspections();
    let mut visits = Visits::of(understood, &model, firms);
    let mut findings = Vec::new();
    let judged = judged::found_again(understood, judgements).keep(&mut findings);
    let mut linkage = engine::link(&mut visits.tables, &model, false);
    progress.advance(linkage.proposed);
    judged::apply(&mut linkage, &visits, &model, &judged);
    let links = desk::decide(&visits, &model, &linkage, understood, judged);
    findings.extend(judged::overtaken(&links, understood, &judgements.file.path));
    let asked = asked(understood, &links);
    let desk = desk::Desk::new(&visits, &model, &linkage, understood);
    let weighed = asked.into_iter().filter_map(|(inspection, code)| {
        let left = visits.row(Side::Left, inspection)?;
        let right = visits.row(Side::Right, code)?;
        let pair = linkage.weighed(&visits.tables, &model, left, right);
        let mut vector = evidence::vector(&desk, &pair, logistic(pair.weight));
        // By itself: what the other pairings would take from it is left out.
        let rivals = vector.evidence.pop().map_or(0.0, |rivals| rivals.weight);
        vector.weight -= rivals;
        Some(vector)
    });
    let weighed = weighed.collect();
    Staged::new((links, weighed), findings)
}
