//! `hedui compare`: what changed between two runs, item by item.

use super::exit::Exit;
use super::published::bytes_of;
use super::run_folder;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use super::unattended::CompareArguments;
use crate::history::{self, History, RUNS};
use crate::model::{
    Changes, Comparison, Fault, KnownEvent, Lang, Metrics, OpenItem, Succession, Successions,
    ids_gone,
};
use crate::nightly;
use serde_json::{Value, json};
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
    let known = (before.events(&folder)?, after.events(&folder)?);
    let records = match &known {
        (Some(then), Some(now)) if !is_other => Succession::by_source(then, now),
        _ => Successions::default(),
    };
    let lost = comparison.lost(&ids_gone(&records));
    let moved = match (before.metrics(&folder), after.metrics(&folder)) {
        (Some(was), Some(is)) => moved(&was, &is),
        _ => Vec::new(),
    };
    let bodies = [before.bodies(&folder), after.bodies(&folder)];
    let mut head = counted(&comparison, lost, speech.lang);
    head.extend(figures_line(&moved, speech.lang));
    head.extend(other_bodies(&bodies, speech.lang));
    let is_known = once.is_some();
    let page = page(head, &comparison, arguments.verbose, is_known, speech.lang);
    speech.say(&page);
    if let Some(records) = records_page(&records, speech.lang) {
        speech.say(&records);
    }
    speech.document(&json!({
        "before": arguments.before,
        "after": arguments.after,
        "counts": comparison.counts(),
        "figures": figures_json(&moved),
        "bodies": { "before": bodies[0], "after": bodies[1] },
        "reopened_is_known": is_known,
        "new": comparison.new,
        "reopened": comparison.reopened,
        "resolved": comparison.resolved,
        "unchanged": comparison.unchanged,
        "explained_otherwise": comparison.explained_otherwise,
        "ended": comparison.ended,
        "resolved_with_records_gone": lost,
        "records_gone": records.values().flat_map(|found| &found.gone).collect::<Vec<_>>(),
        "records_told_otherwise":
            records.values().flat_map(|found| &found.told_otherwise).collect::<Vec<_>>(),
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
        let run = run_folder::meant(Some(path));
        if run.join(history::MANIFEST).is_file() {
            return Ok(Side::Folder(run));
        }
        // What is no run and no name of a history is told by itself, not by the missing history.
        let is_name = word == history::LATEST || folder.join(history::HISTORY).is_file();
        if path.is_dir() || !is_name {
            return Err(match history::read_run(path) {
                Err(fault) => fault,
                Ok(_) => history::no_such_run(word),
            });
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

    fn run(&self, folder: &Path) -> PathBuf {
        match self {
            Side::Folder(path) => path.clone(),
            Side::Known(name) => folder.join(RUNS).join(name),
        }
    }

    /// Whose books were reconciled; empty where the folder does not tell.
    fn bodies(&self, folder: &Path) -> Vec<String> {
        let statement = bytes_of(&self.run(folder), "statement.json").ok();
        let statement = statement.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let names = statement.as_ref().and_then(|all| all["bodies"].as_array());
        let names = names.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_string).collect()
    }

    /// Every record that the run knew; `None` where its folder is gone or tells none.
    fn events(&self, folder: &Path) -> Result<Option<Vec<KnownEvent>>, Fault> {
        let run = self.run(folder);
        match run.join(history::MANIFEST).is_file() {
            true => history::events_in(&run),
            false => Ok(None),
        }
    }

    fn items(&self, folder: &Path) -> Result<Vec<OpenItem>, Fault> {
        match self {
            Side::Folder(path) => history::items_in(path),
            // The folder tells the items as they were; the history also those of runs long gone.
            Side::Known(name) => match history::items_in(&self.run(folder)) {
                Ok(items) => Ok(items),
                Err(_) => History::read(folder)?.items_of(name),
            },
        }
    }
}

/// Figures that tell what two runs say, with their names.
const FIGURES: [(&str, &str, &str); 5] = [
    ("inspections.total", "检查", "inspections"),
    ("codes.total", "赋码", "codes"),
    ("gap.net", "相差", "gap"),
    ("coverage.rate", "有码检查率", "coverage"),
    ("gap.unexplained", "未解释差异", "unexplained"),
];

/// A figure of [`FIGURES`] in both runs.
type Moved = (usize, f64, f64);

fn moved(was: &Metrics, is: &Metrics) -> Vec<Moved> {
    let value = |metrics: &Metrics, key: &str| metrics.get(key)?.json().as_f64();
    let both = |(at, (key, ..)): (usize, &(&str, &str, &str))| {
        Some((at, value(was, key)?, value(is, key)?))
    };
    FIGURES.iter().enumerate().filter_map(both).collect()
}

/// `inspections 40 → 41 (+1) · …`
fn figures_line(moved: &[Moved], lang: Lang) -> Option<String> {
    let one = |(at, was, is): &Moved| {
        let (key, zh, en) = FIGURES[*at];
        let name = if lang == Lang::Zh { zh } else { en };
        if key.ends_with(".rate") {
            return format!("{name} {:.1}% → {:.1}%", was * 100.0, is * 100.0);
        }
        let by = is - was;
        let sign = if by < 0.0 { "−" } else { "+" };
        match by == 0.0 {
            true => format!("{name} {was}"),
            false => format!("{name} {was} → {is} ({sign}{})", by.abs()),
        }
    };
    let told: Vec<String> = moved.iter().map(one).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

fn figures_json(moved: &[Moved]) -> Value {
    let one = |(at, was, is): &Moved| {
        let key = FIGURES[*at].0;
        let shown = |value: f64| match key.ends_with(".rate") {
            true => json!(value),
            false => json!(value as i64),
        };
        (
            key.to_string(),
            json!({ "before": shown(*was), "after": shown(*is) }),
        )
    };
    Value::Object(moved.iter().map(one).collect())
}

/// Two runs of different bodies have nothing that could be resolved.
fn other_bodies(bodies: &[Vec<String>; 2], lang: Lang) -> Option<String> {
    let [was, is] = bodies;
    let shared = was.iter().any(|name| is.contains(name));
    if was.is_empty() || is.is_empty() || shared {
        return None;
    }
    let [was, is] = [was, is].map(|names| names.join("、"));
    Some(match lang {
        Lang::Zh => format!("注意:两次核对的主体不同({was};{is}),不见了的项不是已解决"),
        Lang::En => format!(
            "note: the runs are of different bodies ({was}; {is}); what is not there any more was \
             not resolved"
        ),
    })
}

/// How many items came and went, and how many of those that went were lost.
fn counted(comparison: &Comparison, lost: usize, lang: Lang) -> Vec<String> {
    let Changes {
        new,
        resolved,
        reopened,
        unchanged,
        ended,
    } = comparison.counts();
    let otherwise = comparison.explained_otherwise.len();
    let lost = nightly::lost_shown(lost);
    let lost = lost.in_lang(lang);
    let mut lines = vec![match lang {
        Lang::Zh => {
            format!("新增 {new} · 重新出现 {reopened} · 已解决 {resolved}{lost} · 未变 {unchanged}")
        }
        Lang::En => format!(
            "{new} new · {reopened} reopened · {resolved} resolved{lost} · {unchanged} unchanged"
        ),
    }];
    if otherwise > 0 {
        lines[0] += &match lang {
            Lang::Zh => format!("(其中原因变更 {otherwise})"),
            Lang::En => format!(" ({otherwise} of them explained otherwise)"),
        };
    }
    if ended > 0 {
        lines.push(match lang {
            Lang::Zh => format!("随上一期间结束 {ended}"),
            Lang::En => format!("{ended} ended with the period before"),
        });
    }
    lines
}

/// The items after these lines.
fn page(
    mut lines: Vec<String>,
    comparison: &Comparison,
    verbose: bool,
    knows_reopened: bool,
    lang: Lang,
) -> String {
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
    if !comparison.explained_otherwise.is_empty() {
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

/// Records of the first run that the second does not tell any more, or tells otherwise.
fn records_page(records: &Successions, lang: Lang) -> Option<String> {
    let mut lines = Vec::new();
    let gone: Vec<_> = records.values().flat_map(|found| &found.gone).collect();
    if !gone.is_empty() {
        lines.push(match lang {
            Lang::Zh => format!("不见了的记录 {}", gone.len()),
            Lang::En => format!("records that are gone: {}", gone.len()),
        });
        lines.extend(gone.into_iter().map(|was| format!("  {}", told(was))));
    }
    let other: Vec<_> = records
        .values()
        .flat_map(|found| &found.told_otherwise)
        .collect();
    if !other.is_empty() {
        lines.push(match lang {
            Lang::Zh => format!("有改动的记录 {}", other.len()),
            Lang::En => format!("records told otherwise: {}", other.len()),
        });
        let both =
            |(was, is): &(&KnownEvent, &KnownEvent)| format!("  {}\n  → {}", told(was), told(is));
        lines.extend(other.into_iter().map(both));
    }
    (!lines.is_empty()).then(|| format!("\n{}", lines.join("\n")))
}

fn told(event: &KnownEvent) -> String {
    filled(&[
        &event.source,
        &event.id,
        &event.number,
        &event.day,
        &event.enterprise,
        &event.credit_code,
    ])
}

fn line(item: &OpenItem) -> String {
    let parts = [
        cause(item),
        &item.id,
        &item.number,
        &item.day,
        &item.enterprise,
    ];
    format!("  {}", filled(&parts))
}

/// What is not empty, side by side.
fn filled(parts: &[&str]) -> String {
    let filled = parts.iter().copied().filter(|part| !part.is_empty());
    filled.collect::<Vec<_>>().join("  ")
}

fn cause(item: &OpenItem) -> &str {
    match item.cause.is_empty() {
        true => &item.outcome,
        false => &item.cause,
    }
}
