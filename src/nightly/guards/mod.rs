//! What keeps a run from being published: it differs from the runs before in a way that exports do
//! not by themselves.

mod events;
mod figures;
mod files;
mod source;

#[cfg(test)]
mod tests;

pub use figures::rate;

use crate::history::JUDGEMENTS;
use crate::model::{
    Books, GuardSettings, KnownEvent, Metrics, NightState, Profile, RememberedRun, Severity,
    SourceProfile, Succession, Successions, Text,
};
use source::Most;

/// Records that a share must have moved by, besides its points: of a dozen each is worth eight.
const SEVERAL: u64 = 3;

/// What the guards look at.
#[derive(Debug, Default)]
pub struct Tonight<'b> {
    pub profile: Profile,
    pub metrics: Metrics,
    /// Files and members of archives that are there.
    pub inputs: Vec<&'b str>,
    /// Files and archives that could not be read as a whole.
    pub broken: Vec<&'b str>,
    /// What became of the events of last time; empty where the period is another.
    pub successions: Successions<'b>,
}

/// What it is held against.
#[derive(Debug, Default)]
pub struct Before {
    /// The last published run.
    pub last: RememberedRun,
    /// The events that it knew; none where it was made by a version that kept none.
    pub events: Vec<KnownEvent>,
    /// All nights, the oldest first.
    pub runs: Vec<RememberedRun>,
    /// The judgements that were read then are no longer the beginning of what is kept now.
    pub judgements_changed: bool,
    /// Name of another settings file of the same folder, which the last run was made with, and of
    /// tonight's.
    pub other_settings: Option<(String, String)>,
}

impl Tonight<'_> {
    pub fn of<'b>(
        books: &'b Books,
        profile: &Profile,
        successions: Successions<'b>,
    ) -> Tonight<'b> {
        let refused = books
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::FileRejected);
        let inputs = books.extracted.inputs.iter();
        Tonight {
            profile: profile.clone(),
            metrics: books.metrics.clone(),
            inputs: inputs.map(|input| input.path.as_str()).collect(),
            broken: refused.map(|finding| finding.file.as_str()).collect(),
            successions,
        }
    }
}

impl Before {
    /// What became of the events of last time.
    pub fn until<'e>(&'e self, books: &Books, known: &'e [KnownEvent]) -> Successions<'e> {
        // Of another year everything is another.
        match self.last.metrics.shares_no_month_with(&books.metrics) {
            true => Successions::default(),
            false => Succession::by_source(&self.events, known),
        }
    }

    /// The most records of a source since a person last accepted a run, or since the period is what
    /// it is.
    fn most(&self, name: &str, tonight: &Tonight) -> Most {
        let mut most = Most::default();
        let newest_first = self.runs.iter().rev();
        for run in newest_first.filter(|run| run.state == NightState::Published) {
            if run.metrics.shares_no_month_with(&tonight.metrics) {
                break;
            }
            let records = run.profile.get(name).map_or(0, |source| source.records);
            if records > most.records {
                most = Most {
                    run: run.name.clone(),
                    records,
                };
            }
            if run.accepted {
                break;
            }
        }
        most
    }
}

/// Why the results should be looked at before they are published; none where nothing is strange.
pub fn objections(guards: &GuardSettings, before: Option<&Before>, tonight: &Tonight) -> Vec<Text> {
    let metrics = &tonight.metrics;
    let Some(before) = before else {
        let strange = figures::nothing_belongs_together(metrics);
        return strange
            .into_iter()
            .chain(files::cut_off(None, tonight))
            .collect();
    };
    let last = &before.last;
    let mut found: Vec<Text> = other_settings(before).into_iter().collect();
    if let Some(other) = figures::other_period(&last.metrics, metrics) {
        // Of another year everything else differs.
        found.push(other);
        return found;
    }
    let unusable = files::broken_since(last, &tonight.broken)
        .or_else(|| files::emptied(last, tonight))
        .or_else(|| files::cut_off(Some(last), tonight));
    found.extend(unusable);
    for (name, was) in &last.profile {
        if name == "unknown" || was.records == 0 {
            continue;
        }
        match name.as_str() {
            JUDGEMENTS => found.extend(judgements_lost(before, was, tonight)),
            _ => found.extend(of_source(guards, name, before, tonight)),
        }
    }
    found.extend(figures::coverage_moved(guards, &last.metrics, metrics));
    found
}

fn of_source(guards: &GuardSettings, name: &str, before: &Before, tonight: &Tonight) -> Vec<Text> {
    let empty = SourceProfile::default();
    let known = |profile: &Profile| profile.get(name).unwrap_or(&empty).clone();
    let (was, is) = (known(&before.last.profile), known(&tonight.profile));
    if is.records == 0 {
        return vec![source::missing(name, &was)];
    }
    let most = before.most(name, tonight);
    let fewer = source::shrunk(guards, name, &was, &most, &is)
        .or_else(|| files::fewer(guards, name, &was, &is, &tonight.inputs));
    let succession = tonight.successions.get(name);
    let fewer = fewer.or_else(|| events::gone(guards, name, succession?));
    let columns = source::columns_gone(guards, name, &was, &is)
        .or_else(|| source::columns_emptied(guards, name, &was, &is));
    let rejected = source::more_rejected(guards, name, &was, &is);
    let otherwise = succession.and_then(|found| events::told_otherwise(guards, name, found));
    let found = [fewer, columns, rejected, otherwise];
    found.into_iter().flatten().collect()
}

/// Two jobs in one folder would take each other's results for their own of the night before.
fn other_settings(before: &Before) -> Option<Text> {
    let (was, is) = before.other_settings.as_ref()?;
    Some(Text::new(
        format!(
            "上次的结果出自同一文件夹的另一设置文件 {was},本次为 {is};两者并用的,请在其一的 [nightly] \
             中另设 folder"
        ),
        format!(
            "the last results are of another settings file beside this one: {was} then, {is} now; \
             to use both, give one a folder of its own under [nightly]"
        ),
    ))
}

/// Judgements are only ever added: fewer or other ones than before were lost, and the figures with
/// them.
fn judgements_lost(before: &Before, was: &SourceProfile, tonight: &Tonight) -> Option<Text> {
    let now = tonight.profile.get(JUDGEMENTS);
    let (was, is) = (was.records, now.map_or(0, |now| now.records));
    if is < was {
        return Some(Text::new(
            format!("人工判定从 {was} 条减少到 {is} 条(请从备份恢复 judgements.jsonl)"),
            format!("judgements fell from {was} to {is} (restore judgements.jsonl from a copy)"),
        ));
    }
    before.judgements_changed.then(|| {
        Text::new(
            format!("上次采用的 {was} 条人工判定被改动过(judgements.jsonl 只应增加;请从备份恢复)"),
            format!(
                "the {was} judgements of last time were changed (judgements.jsonl is only added \
                 to; restore it from a copy)"
            ),
        )
    })
}
