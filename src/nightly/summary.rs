//! The morning in three lines, and the same as JSON.

use super::guards::rate;
use super::notify::{Gauge, News};
use super::told::Told;
use crate::ground::shown;
use crate::model::{Changes, Lang, Metrics, NightState, Text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Causes that the second line names.
const CAUSES_SHOWN: usize = 3;

/// What happened, what changed, what there is to do: three lines.
pub fn lines(told: &Told, lang: Lang) -> [String; 3] {
    [happened(told, lang), changed(told, lang), to_do(told, lang)]
}

fn happened(told: &Told, lang: Lang) -> String {
    let state = told.state.words();
    let body = match told.body.is_empty() {
        true => String::new(),
        false => format!("{} ", told.body),
    };
    let head = format!("{body}{} {}", told.name, state.in_lang(lang));
    let reason = told.reason.in_lang(lang);
    if !reason.is_empty() {
        let colon = if lang == Lang::Zh { ":" } else { ": " };
        return format!("{head}{colon}{reason}");
    }
    let figures = figures_shown(told);
    let before = told.before.as_ref().map(|run| &run.metrics);
    let with_change = |key: &str| {
        let now = figures.count(key).unwrap_or_default();
        match before.and_then(|before| before.count(key)) {
            Some(was) if was != now => format!("{now}({:+})", now - was),
            _ => now.to_string(),
        }
    };
    let [inspections, codes, gap] =
        ["inspections.total", "codes.total", "gap.net"].map(with_change);
    let rate = rate(figures).map_or("—".to_string(), |rate| format!("{rate:.1}%"));
    match lang {
        Lang::Zh => {
            format!("{head}:检查 {inspections} 次,赋码 {codes} 次,相差 {gap},有码检查率 {rate}")
        }
        Lang::En => {
            format!("{head}: inspections {inspections}, codes {codes}, gap {gap}, coverage {rate}")
        }
    }
}

/// The night's own figures; of a night that published nothing those that stand.
fn figures_shown(told: &Told) -> &Metrics {
    match (&told.before, told.state) {
        (Some(before), NightState::NothingNew) => &before.metrics,
        _ => &told.metrics,
    }
}

fn changed(told: &Told, lang: Lang) -> String {
    let Some(comparison) = &told.comparison else {
        let since = told.before.as_ref().map(|run| run.name.as_str());
        return match (lang, since) {
            (Lang::Zh, Some(since)) => format!("已发布的仍是 {since} 的结果"),
            (Lang::En, Some(since)) => format!("the results of {since} stand"),
            (Lang::Zh, None) => "尚无已发布的结果".to_string(),
            (Lang::En, None) => "nothing has been published so far".to_string(),
        };
    };
    let Changes {
        new,
        resolved,
        reopened,
        unchanged,
        ended,
    } = comparison.counts();
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    for item in comparison.new.iter().chain(&comparison.reopened) {
        let cause = match item.cause.is_empty() {
            true => item.outcome.as_str(),
            false => item.cause.as_str(),
        };
        *causes.entry(cause).or_default() += 1;
    }
    let mut causes: Vec<(&str, usize)> = causes.into_iter().collect();
    causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(*count), *cause));
    let shown: Vec<String> = causes
        .iter()
        .take(CAUSES_SHOWN)
        .map(|(cause, count)| format!("{cause} {count}"))
        .collect();
    let shown = match shown.is_empty() {
        true => String::new(),
        false => format!(" ({})", shown.join(", ")),
    };
    let mut more = String::new();
    let otherwise = comparison.explained_otherwise.len();
    if otherwise > 0 {
        more += &match lang {
            Lang::Zh => format!("(其中原因变更 {otherwise})"),
            Lang::En => format!(" ({otherwise} of them explained otherwise)"),
        };
    }
    if ended > 0 {
        more += &match lang {
            Lang::Zh => format!(",随上一期间结束 {ended}"),
            Lang::En => format!(", {ended} ended with the period before"),
        };
    }
    let mut lost = String::new();
    if let Some(records) = &told.changed {
        more += records.words().in_lang(lang);
        lost += lost_shown(comparison.lost(&records.ids_gone)).in_lang(lang);
    }
    match lang {
        Lang::Zh => format!(
            "差异项:新增 {new}{shown},重新出现 {reopened},已解决 {resolved}{lost},未变 \
             {unchanged}{more}"
        ),
        Lang::En => format!(
            "open items: {new} new{shown}, {reopened} reopened, {resolved} resolved{lost}, \
             {unchanged} unchanged{more}"
        ),
    }
}

/// What became of no decision and of no code.
pub fn lost_shown(lost: usize) -> Text {
    match lost {
        0 => Text::default(),
        n => Text::new(
            format!("(其中记录不见了 {n})"),
            format!(" ({n} of them because the record is gone)"),
        ),
    }
}

fn to_do(told: &Told, lang: Lang) -> String {
    if let Some(command) = &told.accept {
        // The mail is read elsewhere.
        let whole = |run: &PathBuf| std::path::absolute(run).unwrap_or_else(|_| run.clone());
        let run = told.run.as_ref().map(|run| shown(whole(run)));
        let run = run.unwrap_or_default();
        return match lang {
            Lang::Zh => format!("核实后发布:{command}  (结果暂存于 {run})"),
            Lang::En => format!("to publish it after a look: {command}  (it lies in {run})"),
        };
    }
    if told.is_trouble() && told.met.is_empty() {
        return match lang {
            Lang::Zh => "处理后会在下一次运行时自动重试".to_string(),
            Lang::En => "once that is put right, the next night tries again".to_string(),
        };
    }
    let figures = figures_shown(told);
    let review = figures.count("links.review").unwrap_or_default();
    let unexplained = figures.count("gap.unexplained").unwrap_or_default();
    let met = told.met.join(", ");
    match lang {
        Lang::Zh => {
            let met = if met.is_empty() {
                met
            } else {
                format!(",条件成立:{met}")
            };
            format!(
                "待人工复核 {review},未解释差异 {unexplained},拒收文件 {},拒收行 {}{met}",
                told.rejected_files, told.rejected_rows
            )
        }
        Lang::En => {
            let met = if met.is_empty() {
                met
            } else {
                format!(", conditions met: {met}")
            };
            format!(
                "for review {review}, unexplained {unexplained}, rejected files {}, rejected rows \
                 {}{met}",
                told.rejected_files, told.rejected_rows
            )
        }
    }
}

/// The night as one document. It holds counts and names of runs and causes, nothing personal.
pub fn document(told: &Told) -> Value {
    let figures = figures_shown(told);
    let keys = [
        "inspections.total",
        "codes.total",
        "gap.net",
        "gap.safety_only",
        "gap.platform_only",
        "gap.unexplained",
        "links.review",
        "coverage.rate",
    ];
    let figures: serde_json::Map<String, Value> = keys
        .iter()
        .map(|key| {
            let figure = figures.get(key).map_or(Value::Null, |figure| figure.json());
            (key.to_string(), figure)
        })
        .collect();
    json!({
        "state": told.state.name(),
        "body": told.body,
        "name": told.name,
        "started_at": told.started,
        "finished_at": told.finished,
        "run": told.run.as_ref().map(shown),
        "reason": told.reason,
        "accept": told.accept,
        "fault": told.fault.as_ref().map(|fault| json!({
            "rule": fault.rule, "subject": fault.subject, "help": *fault.help,
        })),
        "metrics": figures,
        "before": told.before.as_ref().map(|run| &run.name),
        "changes": told.comparison.as_ref().map(|comparison| comparison.counts()),
        "changed_records": told.changed,
        "conditions_met": told.met,
        "rejected": { "files": told.rejected_files, "rows": told.rejected_rows },
        "stale_lock": told.stale,
        "recovered": told.recovered,
        "notes": told.notes,
        "cleared": told.cleared,
        "cache": told.cache,
        "summary": { "zh": lines(told, Lang::Zh), "en": lines(told, Lang::En) },
    })
}

/// The night as it is told to programs and people.
pub fn news(told: &Told) -> News {
    let text = lines(told, told.lang);
    let notes = told.notes.iter().map(|note| note.in_lang(told.lang));
    let whole: Vec<&str> = text.iter().map(String::as_str).chain(notes).collect();
    News {
        subject: format!("hedui: {}", text[0]),
        text: whole.join("\n") + "\n",
        document: document(told),
        is_trouble: told.is_trouble(),
        is_news: told.state != NightState::NothingNew,
        gauges: gauges(told),
    }
}

/// Figures only of what stands published: those of a held run are nobody's yet.
fn gauges(told: &Told) -> Vec<Gauge> {
    let none = Metrics::default();
    let standing = told.before.as_ref().map_or(&none, |run| &run.metrics);
    let figures = match told.state {
        NightState::Published => &told.metrics,
        _ => standing,
    };
    let moment = chrono::DateTime::parse_from_rfc3339(&told.started);
    let seconds = moment.map_or(0.0, |moment| moment.timestamp() as f64);
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    let mut all = vec![
        ("hedui_night_timestamp_seconds", Some(seconds)),
        (
            "hedui_night_held",
            Some(flag(told.state == NightState::Held)),
        ),
        (
            "hedui_night_failed",
            Some(flag(told.state == NightState::Failed)),
        ),
        ("hedui_night_trouble", Some(flag(told.is_trouble()))),
    ];
    for (name, key) in [
        ("hedui_inspections", "inspections.total"),
        ("hedui_codes", "codes.total"),
        ("hedui_gap_net", "gap.net"),
        ("hedui_gap_unexplained", "gap.unexplained"),
        ("hedui_links_review", "links.review"),
    ] {
        all.push((name, figures.count(key).map(|count| count as f64)));
    }
    all.push(("hedui_coverage_percent", rate(figures)));
    let present = all.into_iter().filter_map(|(name, value)| {
        Some(Gauge {
            name,
            body: told.body.clone(),
            division: told.division.clone(),
            value: value?,
        })
    });
    present.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Figure, RememberedRun};

    #[test]
    fn figures_that_are_held_back_are_not_measured() {
        let codes = |count| {
            let mut metrics = Metrics::default();
            metrics.set("codes.total", Figure::Count(count));
            metrics
        };
        let told = |state| {
            let before = RememberedRun {
                metrics: codes(257),
                ..RememberedRun::default()
            };
            let told = Told {
                state,
                metrics: codes(149),
                before: Some(before),
                ..Told::default()
            };
            let gauges = gauges(&told);
            let found = gauges.iter().find(|gauge| gauge.name == "hedui_codes");
            found.map(|gauge| gauge.value)
        };
        assert_eq!(told(NightState::Published), Some(149.0));
        assert_eq!(told(NightState::Held), Some(257.0));
        assert_eq!(told(NightState::Failed), Some(257.0));
        assert_eq!(told(NightState::NothingNew), Some(257.0));
    }
}
