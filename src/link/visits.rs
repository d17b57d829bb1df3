//! The events of a run as two tables, and what the linkage of these says about visits and codes.

mod desk;
mod rows;

pub use rows::numbered;

use super::engine;
use super::firms;
use super::model::Model;
use crate::model::{LinkSet, Progress, Staged, Text, Understood};

/// Resolves the firms of all events, then links inspections and codes.
pub fn link(understood: &mut Understood, progress: &dyn Progress) -> Staged<LinkSet> {
    progress.stage(&Text::new("识别企业", "resolving enterprises"), None);
    let firms = firms::resolve_firms(understood);
    progress.stage(
        &Text::new("比对检查与赋码", "comparing visits and codes"),
        None,
    );
    let model = Model::inspections();
    let mut visits = rows::Visits::of(understood, &model, firms);
    let linkage = engine::link(&mut visits.tables, &model, false);
    progress.advance(linkage.proposed);
    Staged::new(desk::decide(&visits, &model, &linkage, understood), Vec::new())
}
