//! The mission on one page: extract, transform, link, reconcile, summarise. Publishing is the
//! caller's, so that a run that fails has written nothing.

pub mod conditions;
pub mod masking;
pub mod tables;
pub mod weigh;

use crate::extract::{self, InputChoice, Remembered, Unremembered};
use crate::ground::shown;
use crate::history;
use crate::link;
use crate::model::{
    Books, Extracted, Fault, Finding, InspectionEvent, Progress, Settings, Source, Text, Understood,
};
use crate::reconcile;
use crate::summarise::{self, Account};
use crate::transform;
use std::path::Path;

/// What the inputs say, before records of two systems are held against each other.
#[derive(Clone, Debug)]
pub struct Sources {
    pub extracted: Extracted,
    pub understood: Understood,
    pub findings: Vec<Finding>,
}

/// Reads every input below `root`, links, explains and counts.
///
/// # Errors
/// A [`Fault`] where nothing could be published: no inputs, or one of the two systems missing.
pub fn run(root: &Path, settings: &Settings, progress: &dyn Progress) -> Result<Books, Fault> {
    let inputs = extract::find_inputs(root, settings)?;
    run_inputs(root, &inputs, settings, &Unremembered, progress)
}

/// As [`run`], of files that were chosen before, some of which may be remembered.
///
/// # Errors
/// As of [`run`].
pub fn run_inputs(
    root: &Path,
    inputs: &[InputChoice],
    settings: &Settings,
    remembered: &dyn Remembered,
    progress: &dyn Progress,
) -> Result<Books, Fault> {
    let sources = read_inputs(root, inputs, settings, remembered, progress)?;
    conclude(root, settings, sources, progress)
}

/// The first half of [`run`]: extract and transform.
///
/// # Errors
/// As of [`run`].
pub fn read(root: &Path, settings: &Settings, progress: &dyn Progress) -> Result<Sources, Fault> {
    let inputs = extract::find_inputs(root, settings)?;
    read_inputs(root, &inputs, settings, &Unremembered, progress)
}

fn read_inputs(
    root: &Path,
    inputs: &[InputChoice],
    settings: &Settings,
    remembered: &dyn Remembered,
    progress: &dyn Progress,
) -> Result<Sources, Fault> {
    let mut findings = Vec::new();
    let read = extract::read_remembered(root, inputs, remembered, progress)?;
    let extracted = read.keep(&mut findings);
    let understood = transform::understand(&extracted, settings, progress).keep(&mut findings);
    for source in [Source::Safety, Source::Platform] {
        require(source, &understood.events, root)?;
    }
    require_period(&understood)?;
    Ok(Sources {
        extracted,
        understood,
        findings,
    })
}

/// The second half of [`run`]: link with the judgements as they are kept now, reconcile,
/// summarise. The review desk comes back to it after every decision.
///
/// # Errors
/// The judgements, or the figures of last year, cannot be read.
pub fn conclude(
    root: &Path,
    settings: &Settings,
    sources: Sources,
    progress: &dyn Progress,
) -> Result<Books, Fault> {
    let Sources {
        extracted,
        mut understood,
        mut findings,
    } = sources;
    let judgements = history::read_judgements(root)?.keep(&mut findings);
    let links = link::link(&mut understood, &judgements, progress).keep(&mut findings);
    let made = reconcile::reconcile(&extracted, &understood, &links, settings, progress)
        .keep(&mut findings);
    let account = Account {
        extracted: &extracted,
        settings,
        understood: &understood,
        links: &links,
        verdicts: &made.verdicts,
        calibres: &made.calibres,
        plan: &made.plan,
        statement: &made.statement,
        ledger: &made.ledger,
    };
    let summary = summarise::summarise(&account, progress).keep(&mut findings);
    let last_year = match &settings.statistics.last_year {
        Some(folder) => Some(history::read_metrics(&root.join(folder))?),
        None => None,
    };
    findings.sort();
    Ok(Books {
        settings: settings.clone(),
        extracted,
        understood,
        judgements,
        links,
        verdicts: made.verdicts,
        calibres: made.calibres,
        plan: made.plan,
        statement: made.statement,
        discrepancies: made.discrepancies,
        ledger: made.ledger,
        tally: made.tally,
        metrics: summary.metrics,
        lineages: summary.lineages,
        statistics: summary.statistics,
        concentrations: summary.concentrations,
        frequency: summary.frequency,
        rules: summary.rules,
        last_year,
        past: Vec::new(),
        findings,
    })
}

/// A period that holds no record of either system is a slip in asking for it; zeros would be a
/// wrong figure published silently.
fn require_period(understood: &Understood) -> Result<(), Fault> {
    let Some((from, to)) = understood.period else {
        return Ok(());
    };
    let is_record =
        |event: &&InspectionEvent| matches!(event.source, Source::Safety | Source::Platform);
    let mut days: Vec<_> = understood
        .events
        .iter()
        .filter(is_record)
        .filter_map(|event| event.start)
        .collect();
    days.sort_unstable();
    let inside = understood
        .events
        .iter()
        .filter(is_record)
        .any(|event| !event.outside_period);
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Ok(());
    };
    if inside {
        return Ok(());
    }
    Err(Fault::new(
        "F202",
        format!("{from} – {to}"),
        Text::new("核对期间内没有任何记录", "no record lies in the period"),
        Text::new(
            format!("记录的日期从{first}到{last};请用 --period 或 [period] 指定其中的期间"),
            format!(
                "the records are dated from {first} to {last}; ask for a period within with \
                 --period or [period]"
            ),
        ),
    ))
}

fn require(source: Source, events: &[InspectionEvent], root: &Path) -> Result<(), Fault> {
    if events.iter().any(|event| event.source == source) {
        return Ok(());
    }
    let (zh, en) = match source {
        Source::Safety => (
            "安全生产执法系统的检查记录",
            "inspection of the safety system",
        ),
        _ => ("一体化平台的赋码记录", "code of the supervision platform"),
    };
    Err(Fault::new(
        "F201",
        shown(root),
        Text::new(format!("没有读到{zh}"), format!("no {en} was read")),
        Text::new(
            "核对需要两个系统的导出文件;请检查文件夹,或用 hedui inspect 查看每个文件被认作什么",
            "both systems' exports are needed; check the folder, or see with `hedui inspect` what \
             each file was taken for",
        ),
    ))
}
