//! What the review desk shows: cards to decide on, the statement they move, and the page that they
//! are laid on, in both languages. Texts of the inputs travel as JSON and become text nodes, never
//! HTML.

use super::columns::{FIELDS, Side, SideField};
use super::items::{About, ReviewItem, review_items};
use super::sides::{event_of, shown};
use super::words;
use crate::model::{
    Books, EventIx, Fault, InspectionEvent, Judgement, Lang, Link, Ruling, SeenRecord, Text,
};
use crate::report::explain::rounded_parts;
use crate::report::house;
use crate::report::reading::{Reading, shown_day};
use crate::report::statement::{line_text, review_note};
use crate::report::statement_sheet::scope;
use crate::report::unwritable;
use minijinja::{Environment, context};
use serde_json::{Value, json};

const PAGE: &str = include_str!("desk/page.html");
const STYLE: &str = include_str!("desk/desk.css");
const SCRIPT: &str = include_str!("desk/desk.js");

/// Weights are shown, and add up, in hundredths of a bit.
const DECIMALS: usize = 2;

/// The style sheet of the page.
pub fn desk_style() -> String {
    format!("{}{STYLE}", house::STYLE)
}

/// The script of the page.
pub fn desk_script() -> String {
    format!("{}{SCRIPT}", house::SCRIPT)
}

/// One thing to decide, as the desk keeps it between two computations.
#[derive(Clone, Debug)]
pub struct Card {
    /// Of what it is about; the same as long as that is the same.
    pub key: String,
    /// Whether nobody has decided it yet.
    pub is_open: bool,
    /// Its line in the queue.
    pub line: Value,
    /// All that a person needs to decide.
    pub face: Value,
}

/// Every card, in the order of the queue; decided ones are among them.
pub fn cards(books: &Books) -> Vec<Card> {
    let table = Table {
        zh: Reading::new(books, Lang::Zh),
        en: Reading::new(books, Lang::En),
    };
    let items = review_items(books, true);
    items.list.iter().map(|item| table.card(item)).collect()
}

/// The books opened in both languages.
struct Table<'a> {
    zh: Reading<'a>,
    en: Reading<'a>,
}

impl<'a> Table<'a> {
    fn card(&self, item: &ReviewItem) -> Card {
        let seen = |side| {
            let (_, event) = event_of(&self.zh, item, side)?;
            Some(SeenRecord::of(event, &self.zh.books.understood))
        };
        let seen = [seen(Side::Inspection), seen(Side::Code)];
        let id = |at: usize| seen[at].as_ref().map(|seen| seen.id.as_str());
        let own = match item.about {
            About::Pair => [id(0), id(1)],
            About::Inspection => [id(0), None],
            About::Code => [id(1), None],
        };
        let own: Vec<&str> = own.into_iter().flatten().collect();
        let key = format!("{}:{}", words::about_name(item.about), own.join(":"));
        let is_open = item
            .earlier
            .is_none_or(|said| said.ruling == Ruling::Unsure);
        Card {
            line: self.line(item, &key, is_open),
            face: self.face(item, &key, &seen),
            key,
            is_open,
        }
    }

    fn line(&self, item: &ReviewItem, key: &str, is_open: bool) -> Value {
        let own = self.own(item).map(|at| self.zh.event(at));
        json!({
            "key": key,
            "kind": words::kind(item.about),
            "name": own.map(|event| event.name.to_string()),
            "day": own.and_then(shown_day).map(|day| day.to_string()),
            "probability": item.link.map(|link| link.probability),
            "stake": item.stake,
            "open": is_open,
            "ruling": item.earlier.map(|said| said.ruling.name()),
            "said": item.earlier.map(|said| said.ruling.words()),
        })
    }

    fn face(&self, item: &ReviewItem, key: &str, seen: &[Option<SeenRecord>; 2]) -> Value {
        let origin = |side| {
            event_of(&self.zh, item, side)
                .map(|(at, _)| Text::new(self.zh.lineage(at), self.en.lineage(at)))
        };
        let state = event_of(&self.zh, item, Side::Code).map(|(_, event)| event.code_state.words());
        let tie = |seen: &Option<SeenRecord>| {
            seen.as_ref()
                .map(|seen| json!({ "id": seen.id, "digest": seen.digest }))
        };
        let verdict = self.own(item).and_then(|at| self.zh.verdict(at));
        json!({
            "key": key,
            "about": words::about_name(item.about),
            "kind": words::kind(item.about),
            "effect": words::effect(item),
            "fields": FIELDS.map(|field| self.field(item, field)),
            "code_state": state,
            "evidence": item.link.map(evidence),
            "detail": verdict.map(|verdict| &verdict.detail),
            "origin": [origin(Side::Inspection), origin(Side::Code)],
            "inspection": tie(&seen[0]),
            "code": tie(&seen[1]),
            "earlier": item.earlier.map(Judgement::words),
            "rulings": rulings(item),
        })
    }

    fn own(&self, item: &ReviewItem) -> Option<EventIx> {
        match item.about {
            About::Code => item.code,
            _ => item.inspection,
        }
    }

    /// A field of both sides. Officers that both have stand first: their order says nothing.
    fn field(&self, item: &ReviewItem, field: SideField) -> Value {
        let sides = [Side::Inspection, Side::Code]
            .map(|side| event_of(&self.zh, item, side).map(|(_, event)| event));
        let texts = sides.map(|event| event.map(|event| self.text(event, sides, field)));
        let [left, right] = &texts;
        let comparable = [left, right].map(|text| text.as_ref().is_some_and(|t| !t.is_empty()));
        // Numbers of two systems are two kinds of numbers.
        let differs = comparable == [true, true] && left != right && field != SideField::Numbers;
        json!({
            "name": field.words(),
            "inspection": left,
            "code": right,
            "differs": differs,
        })
    }

    fn text(
        &self,
        event: &InspectionEvent,
        sides: [Option<&InspectionEvent>; 2],
        field: SideField,
    ) -> Text {
        if field == SideField::Officers {
            let is_shared = |name: &&String| {
                let mut sides = sides.iter().flatten();
                sides.all(|event| event.officers.contains(name))
            };
            let mut names: Vec<&String> = event.officers.iter().filter(is_shared).collect();
            names.sort();
            names.extend(event.officers.iter().filter(|name| !is_shared(name)));
            let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
            return Text::new(names.join("、"), names.join("、"));
        }
        Text::new(shown(&self.zh, event, field), shown(&self.en, event, field))
    }
}

/// Whether a judgement is about one of the records.
pub fn touches(judgement: &Judgement, seen: [&Option<SeenRecord>; 2]) -> bool {
    let (inspection, code) = judgement.subject();
    let is = |seen: &Option<SeenRecord>, id: Option<&str>| {
        id.is_some() && seen.as_ref().map(|seen| seen.id.as_str()) == id
    };
    is(seen[0], inspection) || is(seen[1], code)
}

/// Prior and comparisons; what is shown adds up to the total that is shown.
fn evidence(link: &Link) -> Value {
    let rounded = rounded_parts(&link.comparison, DECIMALS);
    let rows = link.comparison.evidence.iter().zip(&rounded[1..]);
    let rows = rows.map(|(evidence, weight)| {
        json!({
            "name": *evidence.comparison,
            "level": *evidence.level,
            "weight": weight,
        })
    });
    json!({
        "prior": rounded[0],
        "rows": rows.collect::<Vec<_>>(),
        "probability": link.probability,
    })
}

/// What can be said about a card.
fn rulings(item: &ReviewItem) -> Vec<Value> {
    let has_both = item.inspection.is_some() && item.code.is_some();
    let fits = |ruling: &Ruling| match ruling {
        Ruling::SameVisit | Ruling::SecondCode | Ruling::Unsure => true,
        Ruling::Different => has_both,
        Ruling::MissedScan => item.about == About::Inspection,
        Ruling::FalseScan => item.about == About::Code,
        Ruling::NoCounterpart => item.about != About::Pair,
    };
    let fitting = Ruling::ALL.into_iter().filter(fits);
    fitting
        .map(|ruling| {
            json!({
                "name": ruling.name(),
                "words": ruling.words(),
                "needs_number": ruling.joins() && !has_both,
            })
        })
        .collect()
}

/// The statement as it stands, line by line. A line's `key` is the same in every computation.
pub fn desk_statement(books: &Books) -> Value {
    let statement = &books.statement;
    let lines = statement.lines.iter().map(|line| {
        let cause = line.cause.map(|cause| cause.code()).unwrap_or_default();
        let text = [Lang::Zh, Lang::En].map(|lang| line_text(line, lang));
        json!({
            "key": format!("{cause} {}", line.text.en),
            "kind": format!("{:?}", line.kind).to_lowercase(),
            "text": Text::new(&*text[0], &*text[1]),
            "amount": line.amount,
        })
    });
    let scopes = [Lang::Zh, Lang::En].map(|lang| scope(&Reading::new(books, lang)));
    json!({
        "title": statement.title,
        "scope": Text::new(&*scopes[0], &*scopes[1]),
        "lines": lines.collect::<Vec<_>>(),
        "note": review_note(statement),
    })
}

/// The page itself; everything on it that is not ours comes later, as JSON.
///
/// # Errors
/// [`Fault`] `F801` where the template does not render.
pub fn desk_page(lang: Lang, folder: &str) -> Result<String, Fault> {
    const NAME: &str = "desk.html";
    let mut environment = Environment::new();
    let told = context! {
        lang => if lang == Lang::Zh { "zh" } else { "en" },
        folder => folder,
        switches => house::SWITCHES,
    };
    let rendered = environment
        .add_template(NAME, PAGE)
        .and_then(|()| environment.get_template(NAME)?.render(told));
    rendered.map_err(|error| unwritable(NAME, format!("{error:#}")))
}

/// The page that is shown to whoever may not come in.
pub fn refusal_page(title: &Text, help: &Text) -> String {
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>hedui</title>\
         <main><h1>{}</h1><p>{}</p><hr><div lang=\"en\"><h2>{}</h2><p>{}</p></div></main></html>\n",
        title.zh, help.zh, title.en, help.en
    )
}
