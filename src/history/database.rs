//! The history of one body's runs: one SQLite file. Every change is one transaction, synced before
//! it counts; what the file holds can be built anew from the run folders.
//!
//! A published run's open items are kept as spells: from the run that first had the item to the
//! run that no longer had it. An item with an earlier spell that is open again is reopened.

use super::fault;
use super::flaw::{Flaw, same};
use crate::ground::fault as broken;
use crate::model::{
    Changes, Comparison, Fault, InputFile, Metrics, NightState, OpenItem, RememberedRun, Text,
    paired,
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The file in the folder of the unattended job.
pub const HISTORY: &str = "history.db";

/// Each step takes the file from its number to the next; steps are added, never changed.
const MIGRATIONS: &[&str] = &[
    "CREATE TABLE run (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        version TEXT NOT NULL,
        reason_zh TEXT NOT NULL,
        reason_en TEXT NOT NULL,
        inputs TEXT NOT NULL,
        metrics TEXT NOT NULL,
        profile TEXT NOT NULL,
        new INTEGER NOT NULL,
        resolved INTEGER NOT NULL,
        reopened INTEGER NOT NULL,
        unchanged INTEGER NOT NULL
     );
     CREATE TABLE spell (
        source TEXT NOT NULL,
        id TEXT NOT NULL,
        number TEXT NOT NULL,
        day TEXT NOT NULL,
        enterprise TEXT NOT NULL,
        outcome TEXT NOT NULL,
        cause TEXT NOT NULL,
        opened INTEGER NOT NULL REFERENCES run(seq),
        closed INTEGER REFERENCES run(seq)
     );
     CREATE INDEX spell_closed ON spell(closed);",
    "CREATE INDEX run_state ON run(state, seq);",
    // Among tens of thousands of open items each is found at once.
    "CREATE INDEX spell_open ON spell(source, id) WHERE closed IS NULL;",
    "ALTER TABLE run ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE run ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;",
];

const END: &str = "UPDATE spell SET closed = ?1 WHERE closed IS NULL AND source = ?2 AND id = ?3";
const BEGIN: &str = "INSERT INTO spell
    (source, id, number, day, enterprise, outcome, cause, opened)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const KEEP: &str = "UPDATE spell
    SET id = ?3, number = ?4, day = ?5, enterprise = ?6, outcome = ?7, cause = ?8
    WHERE closed IS NULL AND source = ?1 AND id = ?2";

/// The history, open.
pub struct History {
    connection: Connection,
    path: PathBuf,
}

/// Open items that were closed before, by id and by number.
#[derive(Debug, Default)]
pub struct OnceOpen {
    ids: HashSet<(String, String)>,
    numbers: HashSet<(String, String)>,
}

impl OnceOpen {
    pub fn has(&self, item: &OpenItem) -> bool {
        let key = |text: &str| (item.source.clone(), text.to_string());
        self.ids.contains(&key(&item.id))
            || !item.number.is_empty() && self.numbers.contains(&key(&item.number))
    }
}

impl History {
    /// Opens or makes the history in a folder and brings it up to date.
    ///
    /// # Errors
    /// It is damaged, newer than this program, or cannot be written.
    pub fn open(folder: &Path) -> Result<History, Fault> {
        History::at(&folder.join(HISTORY))
    }

    /// Opens one that must be there.
    pub fn read(folder: &Path) -> Result<History, Fault> {
        let path = folder.join(HISTORY);
        // An empty file is what a kill leaves before the first night.
        match path.metadata().is_ok_and(|known| known.len() > 0) {
            true => History::at(&path),
            false => Err(fault::no_history(folder)),
        }
    }

    pub(super) fn at(path: &Path) -> Result<History, Fault> {
        History::sound_at(path).map_err(|flaw| fault::history_unusable(path, &flaw.why))
    }

    pub(super) fn sound_at(path: &Path) -> Result<History, Flaw> {
        let connection = Connection::open(path)?;
        let mut history = History {
            connection,
            path: path.to_path_buf(),
        };
        history.prepare()?;
        let sound: String = history
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        match sound.as_str() {
            "ok" => Ok(history),
            flaw => Err(Flaw {
                is_damage: true,
                why: Text::new(flaw, flaw),
            }),
        }
    }

    fn prepare(&mut self) -> Result<(), Flaw> {
        // A run that only reads may wait for one that writes.
        self.connection
            .busy_timeout(std::time::Duration::from_secs(10))?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        let version: usize = self
            .connection
            .pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?
            .try_into()
            .unwrap_or(usize::MAX);
        if version > MIGRATIONS.len() {
            return Err(Flaw {
                is_damage: false,
                why: Text::new(
                    "由更新版本的 hedui 建立",
                    "it was made by a newer version of hedui",
                ),
            });
        }
        for (at, step) in MIGRATIONS.iter().enumerate().skip(version) {
            let change = self.connection.transaction()?;
            change.execute_batch(step)?;
            change.pragma_update(None, "user_version", at as i64 + 1)?;
            change.commit()?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let own = std::fs::Permissions::from_mode(0o600);
            // Where another owns the file, it is for them to say who reads it.
            let _ = std::fs::set_permissions(&self.path, own);
        }
        Ok(())
    }

    fn told(&self, error: &rusqlite::Error) -> Fault {
        fault::history_unusable(&self.path, &same(&error))
    }

    /// Adds a run that published nothing.
    pub fn add_night(&mut self, run: &RememberedRun) -> Result<(), Fault> {
        self.change(|change| insert_run(change, run).map(|_| ()))
    }

    /// Adds a published run and what is open after it; answers with what changed.
    pub fn add_published(
        &mut self,
        run: &RememberedRun,
        items: &[OpenItem],
    ) -> Result<Comparison, Fault> {
        let before = self.open_items()?;
        let comparison = self.compared(&before, &run.metrics, items)?;
        let run = RememberedRun {
            changes: comparison.counts(),
            ..run.clone()
        };
        self.change(|change| {
            let seq = insert_run(change, &run)?;
            follow_items(change, seq, &before, items)
        })?;
        Ok(comparison)
    }

    /// What is open after a run of these figures, held against what is open now.
    pub fn comparison(&self, metrics: &Metrics, items: &[OpenItem]) -> Result<Comparison, Fault> {
        self.compared(&self.open_items()?, metrics, items)
    }

    fn compared(
        &self,
        before: &[OpenItem],
        metrics: &Metrics,
        items: &[OpenItem],
    ) -> Result<Comparison, Fault> {
        let once = self.once_open()?;
        let last = self.last_published()?;
        let is_other = last.is_some_and(|last| last.metrics.shares_no_month_with(metrics));
        Ok(Comparison::of(before, items, |item| once.has(item)).across(is_other))
    }

    fn change(
        &mut self,
        work: impl FnOnce(&Transaction) -> Result<(), rusqlite::Error>,
    ) -> Result<(), Fault> {
        let path = self.path.clone();
        let told = |error: rusqlite::Error| fault::history_unusable(&path, &same(&error));
        let stopped = |error: std::io::Error| fault::history_unusable(&path, &same(&error));
        broken::pass("history begin", &path).map_err(stopped)?;
        let change = self.connection.transaction().map_err(told)?;
        work(&change).map_err(told)?;
        broken::pass("history before commit", &path).map_err(stopped)?;
        change.commit().map_err(told)?;
        broken::pass("history after commit", &path).map_err(stopped)
    }

    /// What is open after the last published run, by source and id.
    pub fn open_items(&self) -> Result<Vec<OpenItem>, Fault> {
        self.items("SELECT * FROM spell WHERE closed IS NULL", &[])
    }

    /// What was open after a run.
    pub fn items_of(&self, name: &str) -> Result<Vec<OpenItem>, Fault> {
        let seq = self.sequence_of(name)?;
        self.items(
            "SELECT * FROM spell WHERE opened <= ?1 AND (closed IS NULL OR closed > ?1)",
            &[&seq],
        )
    }

    /// Items whose last spell ended with or before a run; of all runs without a name.
    pub fn once_open(&self) -> Result<OnceOpen, Fault> {
        self.closed_until(i64::MAX)
    }

    pub fn once_open_before(&self, name: &str) -> Result<OnceOpen, Fault> {
        let seq = self.sequence_of(name)?;
        self.closed_until(seq)
    }

    fn closed_until(&self, seq: i64) -> Result<OnceOpen, Fault> {
        let items = self.items("SELECT * FROM spell WHERE closed <= ?1", &[&seq])?;
        let mut once = OnceOpen::default();
        for item in items {
            if !item.number.is_empty() {
                once.numbers.insert((item.source.clone(), item.number));
            }
            once.ids.insert((item.source, item.id));
        }
        Ok(once)
    }

    fn sequence_of(&self, name: &str) -> Result<i64, Fault> {
        let found: Option<i64> = self
            .connection
            .query_row(
                "SELECT seq FROM run WHERE name = ?1 AND state = 'published'",
                [name],
                |row| row.get(0),
            )
            .optional()
            .map_err(|error| self.told(&error))?;
        found.ok_or_else(|| fault::no_such_run(name))
    }

    fn items(&self, query: &str, with: &[&dyn rusqlite::ToSql]) -> Result<Vec<OpenItem>, Fault> {
        let read = || -> Result<Vec<OpenItem>, rusqlite::Error> {
            let mut statement = self.connection.prepare(query)?;
            let items = statement.query_map(with, item_of)?;
            items.collect()
        };
        let mut items = read().map_err(|error| self.told(&error))?;
        items.sort();
        Ok(items)
    }

    /// Whether there is a night of this name.
    pub fn knows(&self, name: &str) -> Result<bool, Fault> {
        let query = "SELECT EXISTS (SELECT 1 FROM run WHERE name = ?1)";
        let found = self.connection.query_row(query, [name], |row| row.get(0));
        found.map_err(|error| self.told(&error))
    }

    /// All runs, the oldest first.
    pub fn runs(&self) -> Result<Vec<RememberedRun>, Fault> {
        let read = || -> Result<Vec<RememberedRun>, rusqlite::Error> {
            let mut statement = self.connection.prepare("SELECT * FROM run ORDER BY seq")?;
            let runs = statement.query_map([], run_of)?;
            runs.collect()
        };
        read().map_err(|error| self.told(&error))
    }

    /// The last run that was published.
    pub fn last_published(&self) -> Result<Option<RememberedRun>, Fault> {
        let query = "SELECT * FROM run WHERE state = 'published' ORDER BY seq DESC LIMIT 1";
        let found = self.connection.query_row(query, [], run_of).optional();
        found.map_err(|error| self.told(&error))
    }

    /// The last night of any kind.
    pub fn last(&self) -> Result<Option<RememberedRun>, Fault> {
        let query = "SELECT * FROM run ORDER BY seq DESC LIMIT 1";
        let found = self.connection.query_row(query, [], run_of).optional();
        found.map_err(|error| self.told(&error))
    }
}

fn insert_run(change: &Transaction, run: &RememberedRun) -> Result<i64, rusqlite::Error> {
    let Changes {
        new,
        resolved,
        reopened,
        unchanged,
        ended,
    } = run.changes;
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    change.execute(
        "INSERT INTO run (name, state, started_at, finished_at, fingerprint, version, reason_zh,
            reason_en, inputs, metrics, profile, new, resolved, reopened, unchanged, ended,
            accepted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        params![
            run.name,
            run.state.name(),
            run.started_at,
            run.finished_at,
            run.fingerprint,
            run.version,
            run.reason.zh,
            run.reason.en,
            json(serde_json::to_string(&run.inputs)),
            run.metrics.json().to_string(),
            json(serde_json::to_string(&run.profile)),
            new as i64,
            resolved as i64,
            reopened as i64,
            unchanged as i64,
            ended as i64,
            run.accepted,
        ],
    )?;
    Ok(change.last_insert_rowid())
}

/// Ends the spells of items that are gone, begins those of items that came, and keeps those that
/// stay under the id and cause they have now.
fn follow_items(
    change: &Transaction,
    seq: i64,
    before: &[OpenItem],
    after: &[OpenItem],
) -> Result<(), rusqlite::Error> {
    let pairs = paired(before, after);
    let stays: HashSet<usize> = pairs.values().copied().collect();
    let mut end = change.prepare(END)?;
    for (at, item) in before.iter().enumerate() {
        if !stays.contains(&at) {
            end.execute(params![seq, item.source, item.id])?;
        }
    }
    let mut begin = change.prepare(BEGIN)?;
    let mut keep = change.prepare(KEEP)?;
    for (at, item) in after.iter().enumerate() {
        let [outcome, cause] = [&item.outcome, &item.cause];
        match pairs.get(&at) {
            Some(earlier) if before[*earlier] == *item => {}
            Some(earlier) => {
                let was = &before[*earlier].id;
                let (source, number) = (&item.source, &item.number);
                keep.execute(params![
                    source,
                    was,
                    item.id,
                    number,
                    item.day,
                    item.enterprise,
                    outcome,
                    cause
                ])?;
            }
            None => {
                begin.execute(params![
                    item.source,
                    item.id,
                    item.number,
                    item.day,
                    item.enterprise,
                    outcome,
                    cause,
                    seq
                ])?;
            }
        }
    }
    Ok(())
}

fn item_of(row: &Row) -> Result<OpenItem, rusqlite::Error> {
    Ok(OpenItem {
        source: row.get("source")?,
        id: row.get("id")?,
        number: row.get("number")?,
        day: row.get("day")?,
        enterprise: row.get("enterprise")?,
        outcome: row.get("outcome")?,
        cause: row.get("cause")?,
    })
}

fn run_of(row: &Row) -> Result<RememberedRun, rusqlite::Error> {
    let text = |name: &str| row.get::<_, String>(name);
    let count = |name: &str| row.get::<_, i64>(name).map(|n| n as u64);
    let state = text("state")?;
    let inputs: Vec<InputFile> = serde_json::from_str(&text("inputs")?).unwrap_or_default();
    let metrics = serde_json::from_str(&text("metrics")?).ok();
    Ok(RememberedRun {
        name: text("name")?,
        state: NightState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .unwrap_or_default(),
        started_at: text("started_at")?,
        finished_at: text("finished_at")?,
        fingerprint: text("fingerprint")?,
        version: text("version")?,
        reason: Text::new(text("reason_zh")?, text("reason_en")?),
        inputs,
        metrics: metrics
            .and_then(|value| Metrics::of_json(&value))
            .unwrap_or_default(),
        profile: serde_json::from_str(&text("profile")?).unwrap_or_default(),
        changes: Changes {
            new: count("new")?,
            resolved: count("resolved")?,
            reopened: count("reopened")?,
            unchanged: count("unchanged")?,
            ended: count("ended")?,
        },
        accepted: row.get("accepted")?,
    })
}

#[cfg(test)]
mod tests;
