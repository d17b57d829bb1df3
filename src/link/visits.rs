//! The events of a run as two tables, and what the linkage of these says about visits and codes.

mod desk;
mod evidence;
mod rows;

pub use rows::{Visits, numbered};

use super::engine;
use super::firms;
use super::judged;
use super::model::Model;
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
    let model = Model::inspections();
    let mut visits = Visits::of(understood, &model, firms);
    let mut findings = Vec::new();
    let judged = judged::found_again(understood, judgements).keep(&mut findings);
    let mut linkage = engine::link(&mut visits.tables, &model, false);
    progress.advance(linkage.proposed);
    judged::apply(&mut linkage, &visits, &model, &judged);
    let links = desk::decide(&visits, &model, &linkage, understood, judged);
    findings.extend(judged::overtaken(&links, understood, &judgements.file.path));
    Staged::new(links, findings)
}
