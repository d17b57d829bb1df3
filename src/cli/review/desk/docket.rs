//! What lies on the desk: the cards as last computed, what was decided since, and what can be
//! taken back.

use crate::cli::review::page::Standing;
use crate::history;
use crate::model::{
    Books, EventIx, Fault, Judgement, Lang, Progress, Ruling, SeenRecord, Settings, Source, Text,
};
use crate::report::review::{About, Card, about_of, bearer_of, cards, desk_statement, touches};
use chrono::{Local, SecondsFormat};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Longer notes and names are cut: they are kept for ever and shown in every report.
const WHY_CHARACTERS_MAX: usize = 1000;
const BY_CHARACTERS_MAX: usize = 60;

/// One computation of the books, laid out in cards.
pub struct View {
    /// Counts computations from 1.
    pub number: u64,
    /// Decisions asked to be counted that it counts.
    pub covers: u64,
    books: Books,
    by_id: HashMap<String, EventIx>,
    cards: Vec<Card>,
    card_of: HashMap<String, usize>,
    statement: Value,
    standing: Standing,
}

impl View {
    pub fn of(books: Books, number: u64, covers: u64) -> View {
        let events = books.understood.events.iter().enumerate();
        let by_id = events.map(|(at, event)| (event.id.clone(), at)).collect();
        let cards = cards(&books);
        let keys = cards.iter().enumerate();
        View {
            number,
            covers,
            by_id,
            card_of: keys.map(|(at, card)| (card.key.clone(), at)).collect(),
            statement: desk_statement(&books),
            standing: Standing::of(&books),
            cards,
            books,
        }
    }

    pub fn left(&self) -> usize {
        self.cards.iter().filter(|card| card.is_open).count()
    }

    /// Judgements that could not be applied, in words.
    fn unapplied(&self) -> Vec<Text> {
        let findings = self.books.findings.iter();
        let on_judgements = findings.filter(|finding| finding.file == history::JUDGEMENTS);
        on_judgements
            .map(|finding| {
                let Text { zh, en } = &finding.title;
                Text::new(
                    format!("{} {zh}", finding.rule),
                    format!("{} {en}", finding.rule),
                )
            })
            .collect()
    }
}

/// A decision as the page sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    about: String,
    ruling: Ruling,
    #[serde(default)]
    why: String,
    #[serde(default)]
    by: String,
    /// The true counterpart's number, where it is another than the candidate.
    #[serde(default)]
    other: String,
    inspection: Option<Tie>,
    code: Option<Tie>,
    /// Judgements that the person could know of.
    heard: u32,
    /// Keep it although somebody else has decided since.
    #[serde(default)]
    regardless: bool,
}

/// A record as the person saw it.
#[derive(Debug, Deserialize)]
pub struct Tie {
    id: String,
    digest: String,
}

/// What became of a decision.
pub enum Taken {
    /// It is on the disk.
    Kept(Value),
    /// Somebody decided on the same records in the meantime.
    Overtaken(Value),
    Refused(Text),
    Fault(Fault),
}

/// A judgement of this desk and what it replaced.
struct Step {
    judgement: Judgement,
    before: Option<Judgement>,
}

#[derive(Default)]
struct Session {
    /// Every line that this desk has written.
    kept: Vec<Judgement>,
    /// What can be taken back, the last one first to go.
    steps: Vec<Step>,
}

/// The clerk's slate.
#[derive(Default)]
pub struct Slate {
    /// Decisions to be counted.
    pub wanted: u64,
    pub is_closing: bool,
    pub stage: Option<Text>,
    /// Why the last computation failed.
    pub trouble: Option<Text>,
}

pub struct Docket {
    pub root: PathBuf,
    pub settings: Settings,
    pub lang: Lang,
    by: String,
    first: (Value, Standing),
    view: Mutex<Arc<View>>,
    session: Mutex<Session>,
    slate: Mutex<Slate>,
    woken: Condvar,
}

/// A lock whose holder panicked still guards sound values: each is replaced in one step.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Docket {
    pub fn new(root: PathBuf, settings: Settings, lang: Lang, by: String, view: View) -> Docket {
        Docket {
            root,
            settings,
            lang,
            by,
            first: (view.statement.clone(), view.standing),
            view: Mutex::new(Arc::new(view)),
            session: Mutex::default(),
            slate: Mutex::default(),
            woken: Condvar::new(),
        }
    }

    pub fn view(&self) -> Arc<View> {
        open(&self.view).clone()
    }

    pub fn replace(&self, view: View) {
        *open(&self.view) = Arc::new(view);
    }

    /// Judgements that this desk has written.
    pub fn kept(&self) -> usize {
        open(&self.session).kept.len()
    }

    pub fn slate(&self) -> MutexGuard<'_, Slate> {
        open(&self.slate)
    }

    /// Waits until there is something to do, or for as long as others may stay unheard.
    pub fn wait(&self, covered: u64, pause: std::time::Duration) -> u64 {
        let idle = |slate: &mut Slate| slate.wanted == covered && !slate.is_closing;
        let waited = self.woken.wait_timeout_while(self.slate(), pause, idle);
        waited.unwrap_or_else(PoisonError::into_inner).0.wanted
    }

    fn ask_clerk(&self) {
        self.slate().wanted += 1;
        self.woken.notify_all();
    }

    pub fn close(&self) {
        self.slate().is_closing = true;
        self.woken.notify_all();
    }

    /// What the page asks for again and again.
    pub fn state(&self) -> Value {
        let view = self.view();
        let slate = self.slate();
        let (wanted, stage) = (slate.wanted, slate.stage.clone());
        let trouble = slate.trouble.clone();
        drop(slate);
        let session = open(&self.session);
        json!({
            "number": view.number,
            "waiting": wanted - view.covers,
            "stage": stage,
            "trouble": trouble,
            "by": self.by,
            "kept": session.kept.len(),
            "undo": session.steps.last().map(|step| step.judgement.ruling.words()),
            "left": view.left(),
            "cards": view.cards.len(),
            "statement": view.statement,
            "statement_before": self.first.0,
            "standing": view.standing.document(),
            "standing_before": self.first.1.document(),
            "unapplied": view.unapplied(),
        })
    }

    pub fn queue(&self) -> Value {
        let view = self.view();
        let lines: Vec<&Value> = view.cards.iter().map(|card| &card.line).collect();
        json!({ "number": view.number, "lines": lines })
    }

    pub fn card(&self, key: &str) -> Option<Value> {
        let view = self.view();
        let card = &view.cards[*view.card_of.get(key)?];
        let mut face = card.face.clone();
        let heard = view
            .books
            .judgements
            .list
            .last()
            .map_or(0, |last| last.line);
        face["heard"] = heard.into();
        Some(face)
    }

    /// Takes a decision: checks it against the records, writes it down, has it counted.
    pub fn judge(&self, given: &Given) -> Taken {
        let view = self.view();
        let judgement = match self.judgement(given, &view) {
            Ok(judgement) => judgement,
            Err(text) => return Taken::Refused(text),
        };
        let mut session = open(&self.session);
        let list = match history::read_judgements(&self.root) {
            Ok(read) => read.value.list,
            Err(fault) => return Taken::Fault(fault),
        };
        let seen = [&judgement.inspection, &judgement.code];
        let unheard = list.iter().rev().find(|said| {
            said.line > given.heard
                && touches(said, seen)
                && !session.kept.iter().any(|own| is_same_line(own, said))
        });
        if let Some(said) = unheard.filter(|_| !given.regardless) {
            return Taken::Overtaken(json!({ "overtaken": said.words() }));
        }
        let mut own = list.iter().rev();
        let before = own
            .find(|said| said.by == judgement.by && said.subject() == judgement.subject())
            .cloned();
        // Sent twice because the first answer was lost: it is kept already.
        let is_known = before.as_ref().is_some_and(|before| {
            before.ruling == judgement.ruling
                && before.why == judgement.why
                && before.inspection == judgement.inspection
                && before.code == judgement.code
        });
        if !is_known {
            if let Err(fault) =
                history::keep_judgements(&self.root, std::slice::from_ref(&judgement))
            {
                return Taken::Fault(fault);
            }
            session.kept.push(judgement.clone());
            session.steps.push(Step {
                judgement: judgement.clone(),
                before,
            });
        }
        drop(session);
        self.ask_clerk();
        Taken::Kept(json!({ "kept": judgement.ruling.words(), "new": !is_known }))
    }

    /// Takes the last decision of this desk back by a later one: what the person had said before,
    /// else that they cannot tell. Nothing is removed.
    pub fn undo(&self) -> Taken {
        let mut session = open(&self.session);
        let Some(step) = session.steps.last() else {
            return Taken::Refused(Text::new("没有可以撤销的判定", "nothing to undo"));
        };
        let words = step.judgement.ruling.words();
        let back = match &step.before {
            Some(before) => before.clone(),
            None => Judgement {
                ruling: Ruling::Unsure,
                on: Local::now().date_naive(),
                why: match self.lang {
                    Lang::Zh => format!("撤回“{}”", words.zh),
                    Lang::En => format!("withdrawn: {}", words.en),
                },
                ..step.judgement.clone()
            },
        };
        let back = Judgement {
            kept_at: now(),
            line: 0,
            ..back
        };
        if let Err(fault) = history::keep_judgements(&self.root, std::slice::from_ref(&back)) {
            return Taken::Fault(fault);
        }
        session.kept.push(back);
        let step = session.steps.pop();
        drop(session);
        self.ask_clerk();
        let ids = step.map(|step| {
            let (inspection, code) = step.judgement.subject();
            json!([inspection, code])
        });
        Taken::Kept(json!({ "undone": words, "subject": ids }))
    }

    fn judgement(&self, given: &Given, view: &View) -> Result<Judgement, Text> {
        let unfit = || Text::new("判定与这一条不符", "the decision does not fit this card");
        let about = about_of(&given.about).ok_or_else(unfit)?;
        let mut inspection = as_seen(view, &given.inspection, Source::Safety)?;
        let mut code = as_seen(view, &given.code, Source::Platform)?;
        let other = given.other.trim();
        if !other.is_empty() && given.ruling.joins() {
            let found = bearer_of(&view.books, other, about).ok_or_else(no_such_number)?;
            let event = &view.books.understood.events[found];
            let seen = SeenRecord::of(event, &view.books.understood);
            match event.source {
                Source::Safety => inspection = Some(seen),
                _ => code = Some(seen),
            }
        }
        if given.ruling.is_about_one() {
            match about {
                About::Pair => return Err(unfit()),
                About::Inspection => code = None,
                About::Code => inspection = None,
            }
        }
        let by = line_of(&given.by, BY_CHARACTERS_MAX);
        let judgement = Judgement {
            ruling: given.ruling,
            by: if by.is_empty() { self.by.clone() } else { by },
            on: Local::now().date_naive(),
            why: line_of(&given.why, WHY_CHARACTERS_MAX),
            inspection,
            code,
            kept_at: now(),
            line: 0,
        };
        match judgement.is_sound() {
            true => Ok(judgement),
            false => Err(unfit()),
        }
    }
}

impl Progress for Docket {
    fn stage(&self, name: &Text, _: Option<u64>) {
        self.slate().stage = Some(name.clone());
    }

    fn advance(&self, _: u64) {}
}

/// The record as it is now; it must be what the person saw.
fn as_seen(view: &View, tie: &Option<Tie>, source: Source) -> Result<Option<SeenRecord>, Text> {
    let Some(tie) = tie else {
        return Ok(None);
    };
    let changed = || {
        Text::new(
            "记录在显示之后变动过,请再看一遍",
            "the record has changed since it was shown; please look again",
        )
    };
    let at = view.by_id.get(&tie.id).ok_or_else(changed)?;
    let event = &view.books.understood.events[*at];
    let now = SeenRecord::of(event, &view.books.understood);
    match event.source == source && now.digest == tie.digest {
        true => Ok(Some(now)),
        false => Err(changed()),
    }
}

fn no_such_number() -> Text {
    Text::new(
        "没有唯一一条对应的记录有这个编号",
        "no single record of the other side bears this number",
    )
}

fn is_same_line(own: &Judgement, said: &Judgement) -> bool {
    own.kept_at == said.kept_at && own.by == said.by && own.subject() == said.subject()
}

/// One line of text, cut to a length.
fn line_of(text: &str, characters_max: usize) -> String {
    let plain = text.trim().chars();
    let plain = plain.map(|c| if c.is_control() { ' ' } else { c });
    plain.take(characters_max).collect()
}

fn now() -> String {
    Local::now().to_rfc3339_opts(SecondsFormat::Millis, false)
}
