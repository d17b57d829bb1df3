//! The unattended job: one night. It takes the lock, waits for the inbox to settle, runs what is
//! new, compares with the last good run, publishes or holds back, moves `latest`, tells, and clears
//! old runs away. What is wrong is said and nothing of before is lost: until the last rename the
//! earlier results stand.
//!
//! This room waits, reads the inbox and starts the program that is told; the moments come from the
//! caller, and nothing is printed. [`Night::perform`] is the page; [`bodies`] does it for several
//! enforcing bodies and adds them up; [`checkup`] looks whether a night could do its work.

mod before;
pub mod bodies;
mod cache;
mod changed;
pub mod checkup;
mod curve;
mod guards;
mod inbox;
mod log;
mod mail;
mod notify;
mod rollup;
mod summary;
mod told;

pub use cache::{found_again, kept};
pub use log::Log;
pub use notify::{Gauge, News, tell};
pub use summary::{document, lines, lost_shown, news};
pub use told::{Outcome, Told};

use crate::config;
use crate::extract::{self, InputChoice};
use crate::ground::digest::sha256_hex;
use crate::ground::disk;
use crate::history::{self, Asked, History, RUNS};
use crate::model::{
    Books, Comparison, Fault, InputFile, Lang, NightState, Progress, RememberedRun, RunManifest,
    Settings, Text,
};
use crate::pipeline::{self, conditions::Condition, masking};
use crate::report;
use cache::Cache;
use changed::Changed;
use chrono::{DateTime, FixedOffset, SecondsFormat};
use inbox::Inbox;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the program was built from (`build.rs`): another of this version may count otherwise.
const BUILD: &str = env!("HEDUI_BUILD");

/// One night's work.
pub struct Night<'n> {
    /// The folder whose exports are run.
    pub root: &'n Path,
    pub settings: &'n Settings,
    /// Where the settings were read, if in a file.
    pub settings_file: Option<&'n Path>,
    /// Language of the reports.
    pub lang: Lang,
    /// What the job was called with, for the command that accepts a held run.
    pub called: String,
    pub clock: &'n (dyn Fn() -> DateTime<FixedOffset> + Sync),
    pub pause: &'n (dyn Fn(Duration) + Sync),
    /// The held run that a person has looked at and accepts, by the start of its fingerprint.
    pub accept: Option<String>,
    pub progress: &'n dyn Progress,
}

impl Night<'_> {
    /// Where runs, history and lock are.
    pub fn folder(&self) -> PathBuf {
        self.root.join(&self.settings.nightly.folder)
    }

    /// The night from lock to retention.
    ///
    /// # Errors
    /// Nothing could be done or remembered; what was published before stands.
    pub fn perform(&self) -> Result<Outcome, Fault> {
        let folder = self.folder();
        let started = self.moment();
        let conditions = self.conditions()?;
        if !self.root.is_dir() {
            // Not made: a misspelt path or a drive that is away would look like an empty inbox.
            extract::find_inputs(self.root, self.settings)?;
        }
        let made = disk::create_folders(&folder);
        made.map_err(|error| history::cannot_write(&folder, &error))?;
        let (_turn, stale) = match history::ask(&folder, &started)? {
            Asked::Taken(holder) => return Ok(Outcome::Busy(holder)),
            Asked::Ours { turn, stale } => (turn, stale),
        };
        let log = Log::open(&folder);
        log.event(
            &started,
            "begin",
            &[
                ("version", env!("CARGO_PKG_VERSION").into()),
                ("build", BUILD.into()),
            ],
        );
        cache::tidy(&folder);
        let (mut history, recovered) = history::recover(&folder)?;
        let taken = |name: &str| {
            let stands = |below: &str| folder.join(below).join(name).exists();
            history.knows(name).unwrap_or(false) || stands(RUNS) || stands(history::HELD)
        };
        let name = told::name_of(&started, taken);
        let mut told = Told::at(name, started, &folder, self.lang);
        told.stale = stale;
        told.recovered = recovered.runs;
        told.notes.extend(recovered.damaged.map(told::rebuilt));
        if let Err(fault) = self.work(&mut history, &mut told, &conditions) {
            self.remember_failure(&mut history, &mut told, &fault)?;
            told.fault = Some(fault);
        }
        if told.state == NightState::Published {
            let keep = &self.settings.nightly;
            told.cleared = history::retain(&folder, keep.keep_runs, keep.keep_months);
        }
        told.finished = self.moment();
        log.night(&told);
        Ok(Outcome::Done(Box::new(told)))
    }

    fn work(
        &self,
        history: &mut History,
        told: &mut Told,
        conditions: &[Condition],
    ) -> Result<(), Fault> {
        let last = history.last_published()?;
        told.before = last.clone();
        let inbox = match self.inbox(last.as_ref())? {
            Ok(inbox) => inbox,
            Err(reason) => return self.hold(history, told, None, vec![reason]),
        };
        told.inputs = inbox.digests.clone();
        told.fingerprint = self.fingerprint(&inbox)?;
        if self.is_known(history, told, last.as_ref())? {
            return self.remember(history, told);
        }
        let cache = Cache::open(&self.folder(), &inbox);
        self.run(history, told, conditions, &inbox, &cache)?;
        told.cache = Some(cache.close(&self.folder()));
        Ok(())
    }

    /// Reads, links, explains; publishes or holds back.
    fn run(
        &self,
        history: &mut History,
        told: &mut Told,
        conditions: &[Condition],
        inbox: &Inbox,
        cache: &Cache,
    ) -> Result<(), Fault> {
        let (inputs, settings) = (&inbox.choices, self.settings);
        let read = pipeline::run_inputs(self.root, inputs, settings, cache, self.progress);
        let books = match read {
            Ok(books) => books,
            Err(fault) if told.before.is_some() && matches!(fault.rule, "F201" | "F202") => {
                return self.hold(history, told, None, vec![*fault.title]);
            }
            Err(fault) => return Err(fault),
        };
        if books_differ(&books, inbox) {
            let reason = Text::new(
                "文件在读取过程中被改写",
                "a file was rewritten while it was read",
            );
            return self.hold(history, told, None, vec![reason]);
        }
        let manifest = self.manifest(&books, told);
        let objections = self.objections(history, told, &books, &manifest)?;
        if !objections.is_empty() && !self.accepts(&told.fingerprint) {
            return self.hold(history, told, Some((books, manifest)), objections);
        }
        if objections.is_empty() {
            told.notes.extend(self.accepted_nothing());
        }
        let manifest = RunManifest {
            accepted: objections,
            ..manifest
        };
        self.publish(history, told, books, manifest, conditions)
    }

    /// The files, or why they cannot be run tonight.
    fn inbox(&self, last: Option<&RememberedRun>) -> Result<Result<Inbox, Text>, Fault> {
        let inbox = match (inbox::settled(self), last) {
            (Ok(Ok(inbox)), _) => inbox,
            (Ok(Err(unsettled)), _) => return Ok(Err(unsettled.reason())),
            // The folder is empty or gone, and was not before.
            (Err(fault), Some(_)) => return Ok(Err(*fault.title)),
            (Err(fault), None) => return Err(fault),
        };
        let unreadable = |file: &&InputFile| file.sha256.is_empty();
        if let Some(file) = inbox.digests.iter().find(unreadable) {
            return Ok(Err(Text::new(
                format!("文件 {} 无法读取", file.path),
                format!("the file {} cannot be read", file.path),
            )));
        }
        Ok(Ok(inbox))
    }

    /// Digest of all that decides the results.
    fn fingerprint(&self, inbox: &Inbox) -> Result<String, Fault> {
        let plain = Settings {
            guards: Default::default(),
            ..self.deciding()
        };
        let judgements = history::read_judgements(self.root)?.value.file.sha256;
        let lines = inbox
            .digests
            .iter()
            .map(|file| format!("{} {}", file.sha256, file.path));
        let mut whole: Vec<String> = lines.collect();
        whole.sort();
        whole.push(config::digest(&plain));
        whole.push(judgements);
        if let Some(year) = &self.settings.statistics.last_year {
            let last = history::read_metrics(&self.root.join(year))?;
            whole.push(last.json().to_string());
        }
        whole.push(BUILD.to_string());
        whole.push(format!("{:?}", self.lang));
        Ok(sha256_hex(whole.join("\n").as_bytes()))
    }

    /// The settings that decide figures and guards.
    fn deciding(&self) -> Settings {
        Settings {
            nightly: Default::default(),
            notify: Default::default(),
            bodies: Vec::new(),
            ..self.settings.clone()
        }
    }

    /// A night in which nothing could be done, for those who have to be told.
    pub fn failed(&self, fault: Fault) -> Told {
        let started = self.moment();
        let folder = self.folder();
        let standing = history::latest(&folder).map(|name| RememberedRun {
            metrics: history::read_metrics(&folder.join(RUNS).join(&name)).unwrap_or_default(),
            name,
            ..RememberedRun::default()
        });
        Told {
            state: NightState::Failed,
            reason: (*fault.title).clone(),
            finished: started.clone(),
            before: standing,
            fault: Some(fault),
            ..Told::at(
                told::name_of(&started, |_| false),
                started,
                &folder,
                self.lang,
            )
        }
    }

    /// Whether a run of the same inputs stands whole, published or held. Its state is told then.
    fn is_known(
        &self,
        history: &History,
        told: &mut Told,
        last: Option<&RememberedRun>,
    ) -> Result<bool, Fault> {
        let folder = self.folder();
        if let Some(last) = last.filter(|last| last.fingerprint == told.fingerprint) {
            let run = folder.join(RUNS).join(&last.name);
            let changed = history::changed_in(&run);
            let read_by_programs = |file: &&String| !told::is_for_people(file);
            let spoilt = changed.iter().find(read_by_programs);
            if history::stands(&run) && spoilt.is_none() {
                let annotated = changed.first();
                told.notes
                    .extend(annotated.map(|file| told::annotated(&last.name, file)));
                told.state = NightState::NothingNew;
                told.notes.extend(self.accepted_nothing());
                return Ok(true);
            }
            told.notes.push(match spoilt {
                Some(file) => told::changed_by_hand(&last.name, file),
                None => told::no_longer_whole(&last.name),
            });
        }
        let runs = history.last()?;
        let held =
            runs.filter(|run| run.state == NightState::Held && run.fingerprint == told.fingerprint);
        let held = held.and_then(|held| {
            let run = history::held_of(&folder, &told.fingerprint)?;
            Some((held, run))
        });
        match held {
            Some((held, run)) if !self.accepts(&told.fingerprint) => {
                told.state = NightState::Held;
                told.reason = held.reason;
                told.run = Some(run);
                told.accept = Some(self.accepting(&told.fingerprint));
                told.notes.extend(self.accepted_another());
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn publish(
        &self,
        history: &mut History,
        told: &mut Told,
        mut books: Books,
        manifest: RunManifest,
        conditions: &[Condition],
    ) -> Result<(), Fault> {
        told.note(&books);
        for condition in conditions {
            if condition.is_met(&books)? {
                told.met.push(condition.text.clone());
            }
        }
        let items = report::open_items(&books);
        let comparison = history.comparison(&books.metrics, &items)?;
        let files = self.files(&mut books, history, told, &comparison)?;
        let out = self.folder().join(RUNS).join(&told.name);
        let manifest = self.finished(manifest);
        history::publish(&out, &files, &manifest)?;
        let run = RememberedRun {
            metrics: books.metrics.clone(),
            ..history::remembered(&out, &told.name)?
        };
        told.state = NightState::Published;
        told.run = Some(out);
        told.comparison = Some(comparison);
        history.add_published(&run, &items)?;
        history::move_latest(&self.folder(), &told.name)
    }

    /// The files of the run folder, with those that only a history can give.
    fn files(
        &self,
        books: &mut Books,
        history: &History,
        told: &Told,
        comparison: &Comparison,
    ) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        if self.settings.privacy.mask {
            masking::mask(books);
        }
        let runs = history.runs()?;
        books.past = curve::past(&runs, &told.name, &books.metrics);
        let mut files = self.rendered(books, told)?;
        files.push(("comparison.json".to_string(), curve::comparison(comparison)));
        files.push((
            "curve.csv".to_string(),
            curve::csv(&runs, &told.name, &books.metrics),
        ));
        files.sort();
        Ok(files)
    }

    /// The files of a run, published or held.
    fn rendered(&self, books: &Books, told: &Told) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let rendered = report::render(books, self.lang, self.progress)?.into_iter();
        let named = rendered.map(|file| (file.name.to_string(), file.bytes));
        let changed = told.changed.iter();
        let changed = changed.map(|list| (Changed::NAME.to_string(), list.csv.clone()));
        Ok(named.chain(changed).collect())
    }

    /// Keeps the results back: published are those of before.
    fn hold(
        &self,
        history: &mut History,
        told: &mut Told,
        run: Option<(Books, RunManifest)>,
        reasons: Vec<Text>,
    ) -> Result<(), Fault> {
        told.state = NightState::Held;
        told.reason = told::one_sentence(&reasons);
        if let Some((mut books, manifest)) = run {
            told.note(&books);
            if self.settings.privacy.mask {
                masking::mask(&mut books);
            }
            let files = self.rendered(&books, told)?;
            let held = self.folder().join(history::HELD);
            let out = held.join(&told.name);
            let manifest = RunManifest {
                state: NightState::Held.name().to_string(),
                ..self.finished(manifest)
            };
            history::publish(&out, &files, &manifest)?;
            history::keep_last_held(&held, &told.name);
            told.run = Some(out);
            told.accept = Some(self.accepting(&told.fingerprint));
            told.notes.extend(self.accepted_another());
        }
        self.remember(history, told)
    }

    fn remember(&self, history: &mut History, told: &mut Told) -> Result<(), Fault> {
        history.add_night(&RememberedRun {
            name: told.name.clone(),
            state: told.state,
            started_at: told.started.clone(),
            finished_at: self.moment(),
            fingerprint: told.fingerprint.clone(),
            version: env!("CARGO_PKG_VERSION").to_string(),
            reason: told.reason.clone(),
            ..RememberedRun::default()
        })
    }

    fn remember_failure(
        &self,
        history: &mut History,
        told: &mut Told,
        fault: &Fault,
    ) -> Result<(), Fault> {
        told.state = NightState::Failed;
        told.reason = (*fault.title).clone();
        // Of a full disk there may be no room to remember; the fault itself is told in any case.
        let _ = self.remember(history, told);
        Ok(())
    }

    fn manifest(&self, books: &Books, told: &Told) -> RunManifest {
        let out = self.folder().join(RUNS).join(&told.name);
        RunManifest {
            started_at: Some(told.started.clone()),
            fingerprint: told.fingerprint.clone(),
            deciding_sha256: config::digest(&self.deciding()),
            settings_file: self
                .settings_file
                .map(|file| history::root_as_seen_from(&out, file)),
            ..history::manifest_of(books, self.root, &out)
        }
    }

    fn finished(&self, manifest: RunManifest) -> RunManifest {
        RunManifest {
            finished_at: Some(self.moment()),
            ..manifest
        }
    }

    fn conditions(&self) -> Result<Vec<Condition>, Fault> {
        let words = self.settings.nightly.fail_on.iter();
        words
            .map(|word| {
                word.parse::<Condition>().map_err(|why| {
                    Fault::new(
                        "F601",
                        format!("nightly.fail_on: {word}"),
                        Text::new("不认识的条件", "this is no condition"),
                        Text::new(why.clone(), why),
                    )
                })
            })
            .collect()
    }

    fn moment(&self) -> String {
        (self.clock)().to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}

/// Whether the bytes that were run are not those whose digests were taken.
fn books_differ(books: &Books, inbox: &Inbox) -> bool {
    let read = |choice: &InputChoice, digest: &InputFile| {
        let inputs = &books.extracted.inputs;
        let same = inputs.iter().find(|input| input.path == choice.given);
        // Without a digest: a file larger than the limits, which was left alone.
        same.is_none_or(|input| input.sha256.is_empty() || input.sha256 == digest.sha256)
    };
    let mut pairs = inbox.choices.iter().zip(&inbox.digests);
    !pairs.all(|(choice, digest)| read(choice, digest))
}
