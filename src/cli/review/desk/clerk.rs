//! Computes the books anew in the background: after every decision, and when somebody else's
//! decision or another export comes in.

use super::docket::{Docket, View};
use crate::model::{Fault, Text};
use crate::pipeline::{self, Sources};
use crate::{extract, history};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How long other people's decisions may stay unheard.
const LISTENS_EVERY: Duration = Duration::from_secs(2);

/// What tells a file from a later state of it.
type Mark = (PathBuf, Option<(u64, Option<SystemTime>)>);

/// The state of the files that a computation rests on.
#[derive(Debug, Default, PartialEq, Eq)]
struct Marks {
    inputs: Vec<Mark>,
    judgements: Option<Mark>,
}

/// Works until the docket is closed. `sources` are those of the first view.
pub fn work(docket: &Docket, sources: Sources) {
    let _told = Told(docket);
    let mut sources = sources;
    let mut covered = docket.view().covers;
    let mut last = marks(docket).unwrap_or_default();
    loop {
        let wanted = docket.wait(covered, LISTENS_EVERY);
        if docket.slate().is_closing {
            return;
        }
        let now = match marks(docket) {
            Ok(now) => now,
            Err(fault) => {
                fail(docket, &fault);
                continue;
            }
        };
        if wanted == covered && now == last {
            continue;
        }
        let made = compute(docket, &mut sources, now.inputs != last.inputs);
        last = now;
        covered = wanted;
        match made {
            Ok(books) => {
                let number = docket.view().number + 1;
                docket.replace(View::of(books, number, wanted));
                docket.slate().trouble = None;
            }
            Err(fault) => fail(docket, &fault),
        }
        docket.slate().stage = None;
    }
}

fn compute(
    docket: &Docket,
    sources: &mut Sources,
    is_stale: bool,
) -> Result<crate::model::Books, Fault> {
    if is_stale {
        *sources = pipeline::read(&docket.root, &docket.settings, docket)?;
    }
    pipeline::conclude(&docket.root, &docket.settings, sources.clone(), docket)
}

fn fail(docket: &Docket, fault: &Fault) {
    let Text { zh, en } = &*fault.title;
    let subject = &fault.subject;
    docket.slate().trouble = Some(Text::new(
        format!("核对表未能重算[{}]:{subject}:{zh}", fault.rule),
        format!("not computed anew [{}]: {subject}: {en}", fault.rule),
    ));
}

fn marks(docket: &Docket) -> Result<Marks, Fault> {
    let mark = |path: PathBuf| {
        let known = std::fs::metadata(&path).ok();
        let state = known.map(|known| (known.len(), known.modified().ok()));
        (path, state)
    };
    let inputs = extract::find_inputs(&docket.root, &docket.settings)?;
    Ok(Marks {
        inputs: inputs.into_iter().map(|input| mark(input.path)).collect(),
        judgements: Some(mark(docket.root.join(history::JUDGEMENTS))),
    })
}

/// Tells a person that the figures stand still, should the clerk drop dead.
struct Told<'d>(&'d Docket);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.slate().trouble = Some(Text::new(
                "程序缺陷:核对表不再重算;判定仍会保存",
                "a bug: the statement is no longer computed; decisions are still kept",
            ));
        }
    }
}
