//! Several enforcing bodies in one night: each is run apart, in its own folder with its own
//! history, several at a time. One that fails, even by a bug, fails alone. What they have published
//! is added up, and for a body whose night failed what it published last.

use super::notify::News;
use super::rollup::{BodyLine, Rollup};
use super::told::{Outcome, Told, name_of};
use super::{Log, Night, summary};
use crate::config::{self, SettingsMistake};
use crate::ground::disk;
use crate::ground::shown;
use crate::history::{self, Asked, Holder, RUNS, TOOL};
use crate::model::{EnforcingBody, Fault, Metrics, NightState, RunManifest, Silent, Text};
use serde_json::json;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How the night of all bodies ended.
#[derive(Debug)]
pub enum AllTold {
    Done(Box<Together>),
    Busy(Holder),
}

/// What all bodies' nights have to tell.
#[derive(Debug)]
pub struct Together {
    pub name: String,
    /// The roll-up's folder.
    pub run: PathBuf,
    pub rollup: Rollup,
    /// By body, in the order of the settings.
    pub nights: Vec<Ended>,
}

/// How one body's night ended.
#[derive(Debug)]
pub enum Ended {
    Told(Box<Told>),
    Busy(Holder),
    /// Its own settings file has mistakes.
    Settings(Vec<SettingsMistake>),
    /// A bug ended it.
    Bug,
}

/// Runs every body of the settings and publishes the roll-up in the job's own folder.
///
/// # Errors
/// The roll-up could not be published; each body's own results stand.
pub fn perform(night: &Night) -> Result<AllTold, Fault> {
    let folder = night.folder();
    let made = disk::create_folders(&folder);
    made.map_err(|error| history::cannot_write(&folder, &error))?;
    let started = night.moment();
    let (_turn, _) = match history::ask(&folder, &started)? {
        Asked::Taken(holder) => return Ok(AllTold::Busy(holder)),
        Asked::Ours { turn, stale } => (turn, stale),
    };
    let log = Log::open(&folder);
    let bodies = &night.settings.bodies;
    log.event(&started, "begin", &[("bodies", bodies.len().into())]);
    let nights = all_nights(night, bodies);
    let lines = bodies
        .iter()
        .zip(&nights)
        .map(|(body, ended)| line(night, body, ended))
        .collect();
    let rollup = Rollup::of(lines);
    let name = name_of(&started, |name| folder.join(RUNS).join(name).exists());
    let run = folder.join(RUNS).join(&name);
    let manifest = RunManifest {
        tool: TOOL.to_string(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        state: "published".to_string(),
        started_at: Some(started),
        finished_at: Some(night.moment()),
        root: history::root_as_seen_from(&run, night.root),
        settings_sha256: config::digest(night.settings),
        settings_file: night
            .settings_file
            .map(|file| history::root_as_seen_from(&run, file)),
        ..RunManifest::default()
    };
    history::publish(&run, &rollup.files(night.lang)?, &manifest)?;
    history::move_latest(&folder, &name)?;
    let keep = &night.settings.nightly;
    history::retain(&folder, keep.keep_runs, keep.keep_months);
    let together = Together {
        name,
        run,
        rollup,
        nights,
    };
    log.event(&night.moment(), "end", &[("states", together.states())]);
    Ok(AllTold::Done(Box::new(together)))
}

/// Every body's night, several at a time, in the order of the bodies.
fn all_nights(night: &Night, bodies: &[EnforcingBody]) -> Vec<Ended> {
    let next = AtomicUsize::new(0);
    let ended: Mutex<Vec<Option<Ended>>> = Mutex::new(bodies.iter().map(|_| None).collect());
    let workers = night
        .settings
        .nightly
        .parallel
        .clamp(1, bodies.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let Some(body) = bodies.get(at) else { break };
                    let one = std::panic::catch_unwind(AssertUnwindSafe(|| one_night(night, body)));
                    let one = one.unwrap_or(Ended::Bug);
                    let mut all = ended.lock().unwrap_or_else(|broken| broken.into_inner());
                    all[at] = Some(one);
                }
            });
        }
    });
    let all = ended
        .into_inner()
        .unwrap_or_else(|broken| broken.into_inner());
    all.into_iter().flatten().collect()
}

fn one_night(night: &Night, body: &EnforcingBody) -> Ended {
    let root = night.root.join(&body.folder);
    let (settings, own_file) = match config::of_body(night.settings, &root, body) {
        Ok(known) => known,
        Err(mistakes) => return Ended::Settings(mistakes),
    };
    let own = Night {
        root: &root,
        settings: &settings,
        settings_file: own_file.as_deref().or(night.settings_file),
        lang: night.lang,
        called: night.called.clone(),
        clock: night.clock,
        pause: night.pause,
        accept: night.accept.clone(),
        progress: &Silent,
    };
    let mut told = match own.perform() {
        Ok(Outcome::Busy(holder)) => return Ended::Busy(holder),
        Ok(Outcome::Done(told)) => told,
        Err(fault) => Box::new(own.failed(fault)),
    };
    told.body = body.name.clone();
    told.division = body.division.clone().unwrap_or_default();
    Ended::Told(told)
}

/// What stands published of a body after its night.
fn line(night: &Night, body: &EnforcingBody, ended: &Ended) -> BodyLine {
    let mut line = BodyLine {
        body: body.clone(),
        ..BodyLine::default()
    };
    match ended {
        Ended::Told(told) => {
            line.state = told.state;
            line.reason = told.reason.clone();
            line.met = told.met.clone();
            line.accept = told.accept.clone();
            let published = told.state == NightState::Published;
            line.figures_of = match (published, &told.before) {
                (true, _) => Some((told.name.clone(), told.metrics.clone())),
                (false, Some(run)) => Some((run.name.clone(), run.metrics.clone())),
                (false, None) => None,
            };
        }
        Ended::Busy(holder) => {
            line.state = NightState::Failed;
            let (process, host) = (holder.process, &holder.host);
            line.reason = Text::new(
                format!("同一任务正在运行({host} 进程 {process})"),
                format!("the same job is at work (process {process} on {host})"),
            );
            line.figures_of = standing(night, body);
        }
        Ended::Settings(mistakes) => {
            line.state = NightState::Failed;
            line.reason = mistakes
                .first()
                .map_or_else(Text::default, |one| one.title.clone());
            line.figures_of = standing(night, body);
        }
        Ended::Bug => {
            line.state = NightState::Failed;
            line.reason = Text::new("程序缺陷中断了核对", "a bug ended its run");
            line.figures_of = standing(night, body);
        }
    }
    line
}

/// The figures that `latest` of a body's folder leads to.
fn standing(night: &Night, body: &EnforcingBody) -> Option<(String, Metrics)> {
    let own = &night.settings.nightly.folder;
    let folder = night.root.join(&body.folder).join(own);
    let name = history::latest(&folder)?;
    let metrics = history::read_metrics(&folder.join(RUNS).join(&name)).ok()?;
    Some((name, metrics))
}

impl Together {
    fn states(&self) -> serde_json::Value {
        let count = |state: NightState| {
            let lines = self.rollup.bodies.iter();
            lines.filter(|line| line.state == state).count()
        };
        let counts = NightState::ALL.map(|state| (state.name().to_string(), count(state).into()));
        serde_json::Value::Object(counts.into_iter().collect())
    }

    /// Whether a body's night was held, failed or met a condition.
    pub fn is_trouble(&self) -> bool {
        self.nights.iter().any(|ended| match ended {
            Ended::Told(told) => told.is_trouble(),
            Ended::Busy(_) | Ended::Settings(_) | Ended::Bug => true,
        })
    }

    /// Whether no body could be run.
    pub fn all_failed(&self) -> bool {
        self.rollup
            .bodies
            .iter()
            .all(|line| line.state == NightState::Failed)
    }

    /// The night of all bodies as it is told.
    pub fn news(&self, lang: crate::model::Lang) -> News {
        let text = self.rollup.summary(&self.name, lang);
        let nights = self.nights.iter().filter_map(|ended| match ended {
            Ended::Told(told) => Some(summary::news(told)),
            _ => None,
        });
        let nights: Vec<News> = nights.collect();
        News {
            subject: format!("hedui: {}", text.lines().next().unwrap_or_default()),
            document: json!({
                "state": "published",
                "name": self.name,
                "run": shown(&self.run),
                "states": self.states(),
                "bodies": self.rollup.bodies_json(),
                "summary": text,
            }),
            text,
            is_trouble: self.is_trouble(),
            is_news: nights.iter().any(|news| news.is_news),
            gauges: nights.into_iter().flat_map(|news| news.gauges).collect(),
        }
    }
}
