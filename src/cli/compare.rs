//! `hedui compare`: what changed between two runs, item by item.

use super::exit::Exit;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use super::unattended::CompareArguments;
use crate::history::{self, History, RUNS};
use crate::model::{Changes, Comparison, Fault, Lang, Metrics, OpenItem};
use serde_json::json;
use std::path::{Path, PathBuf};

pub fn perform(arguments: &CompareArguments, speech: &Speech) -> Exit {
    ended(compare(arguments, speech).map(|()| Exit::Published), speech)
}

fn compare(arguments: &CompareArguments, speech: &Speech) -> Result<(), Trouble> {
    let target = Target::of(&arguments.target)?;
    let folder = target.root.join(&target.settings.nightly.folder);
    let before = Side::of(&arguments.before, &folder)?;
    let after = Side::of(&arguments.after, &folder)?;
    let once = match &before {
        Side::Known(name) => Some(History::read(&folder)?.once_open_before(name)?),
        Side::Folder(_) => None,
    };
    let (was, is) = (before.items(&folder)?, after.items(&folder)?);
    let reopened = |item: &OpenItem| once.as_ref().is_some_and(|once| once.has(item));
    let is_other = match (before.metrics(&folder), after.metrics(&folder)) {
        (Some(was), Some(is)) => was.shares_no_month_with(&is),
        _ => false,
    };
    let comparison = Comparison::of(&was, &is, reopened).across(is_other);
    let page = page(&comparison, arguments.verbose, once.is_some(), speech.lang);
    speech.say(&page);
    speech.document(&json!({
        "before": arguments.before,
        "after": arguments.after,
        "counts": comparison.counts(),
        "reopened_is_known": once.is_some(),
        "new": comparison.new,
        "reopened": comparison.reopened,
        "resolved": comparison.resolved,
        "unchanged": comparison.unchanged,
        "explained_otherwise": comparison.explained_otherwise,
        "ended": comparison.ended,
    }));
    Ok(())
}

/// A run that the history knows, or any run folder.
enum Side {
    Known(String),
    Folder(PathBuf),
}

impl Side {
    fn of(word: &str, folder: &Path) -> Result<Side, Fault> {
        let path = Path::new(word);
        if path.join(history::MANIFEST).is_file() {
            return Ok(Side::Folder(path.to_path_buf()));
        }
        let name = match word {
            history::LATEST => history::latest(folder).unwrap_or_default(),
            name => name.to_string(),
        };
        match History::read(folder)?.items_of(&name) {
            Ok(_) => Ok(Side::Known(name)),
            Err(fault) if fault.rule == "F310" => Err(history::no_such_run(word)),
            Err(fault) => Err(fault),
        }
    }

    fn metrics(&self, folder: &Path) -> Option<Metrics> {
        match self {
            Side::Folder(path) => history::read_metrics(path).ok(),
            Side::Known(name) => {
                let runs = History::read(folder).ok()?.runs().ok()?;
                let run = runs.into_iter().find(|run| run.name == *name)?;
                Some(run.metrics)
            }
        }
    }

    fn items(&self, folder: &Path) -> Result<Vec<OpenItem>, Fault> {
        match self {
            Side::Folder(path) => history::items_in(path),
            // The folder tells the items as they were; the history also those of runs long gone.
            Side::Known(name) => match history::items_in(&folder.join(RUNS).join(name)) {
                Ok(items) => Ok(items),
                Err(_) => History::read(folder)?.items_of(name),
            },
        }
    }
}

fn page(comparison: &Comparison, verbose: bool, knows_reopened: bool, lang: Lang) -> String {
    let Changes {
        new,
        resolved,
        reopened,
        unchanged,
        ended,
    } = comparison.counts();
    let otherwise = comparison.explained_otherwise.len();
    let mut lines = vec![match lang {
        Lang::Zh => format!(
            "新增 {new} · 重新出现 {reopened} · 已解决 {resolved} · 未变 {unchanged}(其中原因变更 \
             {otherwise})"
        ),
        Lang::En => format!(
            "{new} new · {reopened} reopened · {resolved} resolved · {unchanged} unchanged \
             ({otherwise} of them explained otherwise)"
        ),
    }];
    if ended > 0 {
        lines.push(match lang {
            Lang::Zh => format!("随上一期间结束 {ended}"),
            Lang::En => format!("{ended} ended with the period before"),
        });
    }
    if !knows_reopened {
        lines.push(match lang {
            Lang::Zh => "(没有历史可查,重新出现的项计入新增)".to_string(),
            Lang::En => "(without a history, reopened items count as new)".to_string(),
        });
    }
    let mut group = |zh: &str, en: &str, items: &[OpenItem]| {
        if !items.is_empty() {
            lines.push(String::new());
            lines.push(if lang == Lang::Zh { zh } else { en }.to_string());
            lines.extend(items.iter().map(line));
        }
    };
    group("新增", "new", &comparison.new);
    group("重新出现", "reopened", &comparison.reopened);
    group("已解决", "resolved", &comparison.resolved);
    group(
        "随上一期间结束",
        "ended with the period before",
        &comparison.ended,
    );
    if verbose {
        group("未变", "unchanged", &comparison.unchanged);
    }
    if otherwise > 0 {
        lines.push(String::new());
        lines.push(
            if lang == Lang::Zh {
                "原因变更"
            } else {
                "explained otherwise"
            }
            .to_string(),
        );
        for (was, is) in &comparison.explained_otherwise {
            let [was, is_now] = [cause(was), cause(is)];
            lines.push(format!("  {was} → {is_now} {}", line(is).trim_start()));
        }
    }
    lines.join("\n")
}

fn line(item: &OpenItem) -> String {
    let parts = [
        cause(item),
        item.id.as_str(),
        item.number.as_str(),
        item.day.as_str(),
        item.enterprise.as_str(),
    ];
    let filled: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("  {}", filled.join("  "))
}

fn cause(item: &OpenItem) -> &str {
    match item.cause.is_empty() {
        true => &item.outcome,
        false => &item.cause,
    }
}
