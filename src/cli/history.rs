//! `hedui history`: the runs that were.

use super::exit::Exit;
use super::nightly::busy;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use super::unattended::{HistoryArguments, HistoryCommand};
use crate::ground::shown;
use crate::history::{self, Asked, History, RUNS};
use crate::model::{EnforcingBody, Fault, Figure, Lang, NightState, RememberedRun, Text};
use serde_json::{Value, json};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

pub fn perform(arguments: &HistoryArguments, speech: &Speech) -> Exit {
    let work = || -> Result<Exit, Trouble> {
        let target = Target::of(&arguments.target)?;
        let settings = &target.settings;
        if !settings.bodies.is_empty() {
            return Err(kept_apart(&target.root, &settings.bodies).into());
        }
        let folder = target.root.join(&settings.nightly.folder);
        match &arguments.command {
            None => list(&folder, speech)?,
            Some(HistoryCommand::Rebuild) => return Ok(rebuild(&folder, speech)?),
        }
        Ok(Exit::Published)
    };
    ended(work(), speech)
}

/// Of several bodies each has a history of its own.
fn kept_apart(root: &Path, bodies: &[EnforcingBody]) -> Fault {
    let folders = bodies.iter().map(|body| shown(root.join(&body.folder)));
    let folders = folders.collect::<Vec<_>>().join(" · ");
    Fault {
        help: Box::new(Text::new(
            format!("各主体各有历史,用 --of 指明其文件夹:{folders}"),
            format!("each body has a history of its own; name its folder with --of: {folders}"),
        )),
        ..history::no_history(root)
    }
}

fn list(folder: &Path, speech: &Speech) -> Result<(), Fault> {
    let runs = History::read(folder)?.runs()?;
    let changed = |run: &RememberedRun| match run.state {
        NightState::Published => history::changed_in(&folder.join(RUNS).join(&run.name)),
        _ => Vec::new(),
    };
    let runs: Vec<(RememberedRun, Vec<String>)> = runs
        .into_iter()
        .map(|run| {
            let changed = changed(&run);
            (run, changed)
        })
        .collect();
    let mut rows = vec![heads(speech.lang)];
    rows.extend(
        runs.iter()
            .map(|(run, changed)| row(run, changed, speech.lang)),
    );
    let columns = rows[0].len();
    let width = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, width))| {
                let gap = " ".repeat(width - cell.width());
                // Names and words to the left, figures to the right.
                match at {
                    0 | 1 | 10 => format!("{cell}{gap}"),
                    _ => format!("{gap}{cell}"),
                }
            });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    });
    speech.say(&lines.collect::<Vec<_>>().join("\n"));
    let documents = runs.iter().map(|(run, changed)| document(run, changed));
    let documents: Vec<Value> = documents.collect();
    speech.document(&json!({ "folder": shown(folder), "runs": documents }));
    Ok(())
}

fn heads(lang: Lang) -> Vec<String> {
    let zh = "运行|状态|检查|赋码|差额|有码检查率|新增|重现|解决|未变|说明";
    let en = "run|state|inspections|codes|gap|coverage|new|reopened|resolved|unchanged|reason";
    let heads = if lang == Lang::Zh { zh } else { en };
    heads.split('|').map(str::to_string).collect()
}

fn row(run: &RememberedRun, changed: &[String], lang: Lang) -> Vec<String> {
    let is_published = run.state == NightState::Published;
    let only_published = |text: String| if is_published { text } else { String::new() };
    let figure = |key: &str| only_published(run.metrics.get(key).unwrap_or(Figure::Absent).show());
    let rate = match run.metrics.get("coverage.rate") {
        Some(Figure::Real(rate) | Figure::Ratio(rate)) => format!("{:.1}%", rate * 100.0),
        Some(Figure::Count(whole)) => format!("{}%", whole * 100),
        _ => String::new(),
    };
    let count = |count: u64| only_published(count.to_string());
    vec![
        run.name.clone(),
        run.state.words().in_lang(lang).to_string(),
        figure("inspections.total"),
        figure("codes.total"),
        figure("gap.net"),
        only_published(rate),
        count(run.changes.new),
        count(run.changes.reopened),
        count(run.changes.resolved),
        count(run.changes.unchanged),
        match (changed.is_empty(), lang) {
            (true, _) => run.reason.in_lang(lang).to_string(),
            (false, Lang::Zh) => format!("发布后被改动:{}", changed.join("、")),
            (false, Lang::En) => format!("changed since it was published: {}", changed.join(", ")),
        },
    ]
}

fn document(run: &RememberedRun, changed: &[String]) -> Value {
    let figure = |key: &str| {
        run.metrics
            .get(key)
            .map_or(Value::Null, |figure| figure.json())
    };
    json!({
        "name": run.name,
        "state": run.state.name(),
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "version": run.version,
        "fingerprint": run.fingerprint,
        "reason": run.reason,
        "inspections": figure("inspections.total"),
        "codes": figure("codes.total"),
        "gap": figure("gap.net"),
        "coverage": figure("coverage.rate"),
        "changes": run.changes,
        "inputs": run.inputs,
        "changed_files": changed,
    })
}

fn rebuild(folder: &Path, speech: &Speech) -> Result<Exit, Fault> {
    let now = chrono::Local::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
    if !folder.is_dir() {
        return Err(history::no_history(folder));
    }
    let _turn = match history::ask(folder, &now)? {
        Asked::Ours { turn, .. } => turn,
        Asked::Taken(holder) => return Ok(busy(&holder, speech)),
    };
    let rebuilt = history::rebuild(folder)?;
    for fault in &rebuilt.unreadable {
        let (title, subject) = (fault.title.in_lang(speech.lang), &fault.subject);
        speech.tell(&match speech.lang {
            Lang::Zh => format!("未计入:{subject}({title})"),
            Lang::En => format!("left out: {subject} ({title})"),
        });
    }
    let runs = rebuilt.runs;
    speech.say(&match speech.lang {
        Lang::Zh => format!("已从 {runs} 个结果文件夹重建历史"),
        Lang::En => format!("the history was built anew from {runs} run folders"),
    });
    speech.document(&json!({ "folder": shown(folder), "runs": runs }));
    Ok(Exit::Published)
}
