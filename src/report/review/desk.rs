//! What the review desk shows: cards to decide on, the statement they move, and the page that they
//! are laid on. Texts of the inputs travel as JSON and are put on the page as text, never as HTML.

use super::columns::{FIELDS, Side};
use super::items::{About, ReviewItem, review_items};
use super::marked::Part;
use super::sides::{compared, event_of};
use super::words;
use crate::model::{Books, Fault, Judgement, Lang, Link, Ruling, SeenRecord, Text};
use crate::report::explain::rounded_parts;
use crate::report::reading::{Reading, shown_day};
use crate::report::statement::{line_text, review_note};
use crate::report::statement_sheet::scope;
use crate::report::unwritable;
use minijinja::{Environment, context};
use serde_json::{Value, json};

const PAGE: &str = include_str!("desk/page.html");
/// The page's style sheet.
pub const DESK_STYLE: &str = include_str!("desk/desk.css");
/// The page's script.
pub const DESK_SCRIPT: &str = include_str!("desk/desk.js");

/// One thing to decide, as the desk keeps it between two computations.
#[derive(Clone, Debug)]
pub struct Card {
    /// Of what it is about; the same as long as that is the same.
    pub key: String,
    pub about: About,
    pub inspection: Option<SeenRecord>,
    pub code: Option<SeenRecord>,
    /// Whether nobody has decided it yet.
    pub is_open: bool,
    /// Its line in the queue.
    pub line: Value,
    /// All that a person needs to decide.
    pub face: Value,
}

/// Every card, in the order of the queue; decided ones are among them.
pub fn cards(books: &Books, lang: Lang) -> Vec<Card> {
    let reading = Reading::new(books, lang);
    let items = review_items(books, true);
    items.list.iter().map(|item| card(&reading, item)).collect()
}

fn card(reading: &Reading, item: &ReviewItem) -> Card {
    let seen = |side| {
        let (_, event) = event_of(reading, item, side)?;
        Some(SeenRecord::of(event, &reading.books.understood))
    };
    let (inspection, code) = (seen(Side::Inspection), seen(Side::Code));
    let id = |seen: &Option<SeenRecord>| seen.as_ref().map(|seen| seen.id.clone());
    let own = match item.about {
        About::Pair => [id(&inspection), id(&code)],
        About::Inspection => [id(&inspection), None],
        About::Code => [None, id(&code)],
    };
    let key = format!(
        "{}:{}",
        words::about_name(item.about),
        own.into_iter().flatten().collect::<Vec<_>>().join(":")
    );
    let is_open = item
        .earlier
        .is_none_or(|said| said.ruling == Ruling::Unsure);
    Card {
        line: line(reading, item, &key, is_open),
        face: face(reading, item, &key, [&inspection, &code]),
        about: item.about,
        key,
        inspection,
        code,
        is_open,
    }
}

fn line(reading: &Reading, item: &ReviewItem, key: &str, is_open: bool) -> Value {
    let own = match item.about {
        About::Code => event_of(reading, item, Side::Code),
        _ => event_of(reading, item, Side::Inspection),
    };
    json!({
        "key": key,
        "kind": reading.say(&words::kind(item.about)),
        "name": own.map(|(_, event)| event.name.to_string()),
        "day": own.and_then(|(_, event)| shown_day(event)).map(|day| day.to_string()),
        "probability": item.link.map(|link| link.probability),
        "stake": item.stake,
        "open": is_open,
        "ruling": item.earlier.map(|said| said.ruling.name()),
        "said": item.earlier.map(|said| reading.say(&said.ruling.words()).to_string()),
    })
}

fn face(reading: &Reading, item: &ReviewItem, key: &str, seen: [&Option<SeenRecord>; 2]) -> Value {
    let fields = FIELDS.iter().map(|field| {
        let (left, right) = compared(reading, item, *field);
        json!({
            "name": reading.say(&field.words()),
            "inspection": parts(&left),
            "code": parts(&right),
        })
    });
    let origin = |side| event_of(reading, item, side).map(|(at, _)| reading.lineage(at));
    let state = event_of(reading, item, Side::Code)
        .map(|(_, event)| reading.say(&event.code_state.words()).to_string());
    let own = match item.about {
        About::Code => item.code,
        _ => item.inspection,
    };
    let tie = |seen: &Option<SeenRecord>| {
        seen.as_ref()
            .map(|seen| json!({ "id": seen.id, "digest": seen.digest }))
    };
    let said: Vec<&str> = said_of(reading.books, seen)
        .map(|j| j.by.as_str())
        .collect();
    json!({
        "key": key,
        "about": words::about_name(item.about),
        "kind": reading.say(&words::kind(item.about)),
        "effect": reading.say(&words::effect(item)),
        "fields": fields.collect::<Vec<_>>(),
        "code_state": state,
        "evidence": item.link.map(|link| evidence(reading, link)),
        "detail": own.map(|event| reading.detail(event)),
        "origin": { "inspection": origin(Side::Inspection), "code": origin(Side::Code) },
        "inspection": tie(seen[0]),
        "code": tie(seen[1]),
        "earlier": item.earlier.map(|said| reading.say(&said.words()).to_string()),
        "said_by": said,
        "rulings": rulings(reading, item),
    })
}

/// What people have said about either record, in the order in which they said it.
pub fn said_of<'b>(
    books: &'b Books,
    seen: [&'b Option<SeenRecord>; 2],
) -> impl Iterator<Item = &'b Judgement> {
    let list = books.judgements.list.iter();
    list.filter(move |judgement| touches(judgement, seen))
}

/// Whether a judgement is about one of the records.
pub fn touches(judgement: &Judgement, seen: [&Option<SeenRecord>; 2]) -> bool {
    let (inspection, code) = judgement.subject();
    let is = |seen: &Option<SeenRecord>, id: Option<&str>| {
        id.is_some() && seen.as_ref().map(|seen| seen.id.as_str()) == id
    };
    is(seen[0], inspection) || is(seen[1], code)
}

fn parts(parts: &[Part]) -> Value {
    parts
        .iter()
        .map(|(differs, text)| json!([differs, text]))
        .collect()
}

/// Prior and comparisons; what is shown adds up to the total that is shown.
fn evidence(reading: &Reading, link: &Link) -> Value {
    let rounded = rounded_parts(&link.comparison, 1);
    let rows = link.comparison.evidence.iter().zip(&rounded[1..]);
    let rows = rows.map(|(evidence, weight)| {
        json!({
            "name": reading.pick_of(&evidence.comparison_zh, &evidence.comparison),
            "level": reading.say(&evidence.level),
            "weight": weight,
        })
    });
    json!({
        "prior": rounded[0],
        "rows": rows.collect::<Vec<_>>(),
        "total": (rounded.iter().sum::<f64>() * 10.0).round() / 10.0,
        "probability": link.probability,
    })
}

/// What can be said about a card.
fn rulings(reading: &Reading, item: &ReviewItem) -> Vec<Value> {
    let has_both = item.inspection.is_some() && item.code.is_some();
    let fits = |ruling: &Ruling| match ruling {
        Ruling::SameVisit | Ruling::SecondCode | Ruling::Unsure => true,
        Ruling::Different => has_both,
        Ruling::MissedScan => item.about == About::Inspection,
        Ruling::FalseScan => item.about == About::Code,
        Ruling::NoCounterpart => item.about != About::Pair,
    };
    Ruling::ALL
        .into_iter()
        .filter(fits)
        .map(|ruling| {
            json!({
                "name": ruling.name(),
                "words": reading.say(&ruling.words()),
                "needs_number": ruling.joins() && !has_both,
            })
        })
        .collect()
}

/// The statement as it stands, line by line. A line's `key` is the same in every computation.
pub fn desk_statement(books: &Books, lang: Lang) -> Value {
    let reading = &Reading::new(books, lang);
    let statement = &books.statement;
    let lines = statement.lines.iter().map(|line| {
        let cause = line.cause.map(|cause| cause.code()).unwrap_or_default();
        json!({
            "key": format!("{cause} {}", line.text.en),
            "kind": format!("{:?}", line.kind).to_lowercase(),
            "text": line_text(line, lang),
            "amount": line.amount,
        })
    });
    json!({
        "title": reading.say(&statement.title),
        "scope": scope(reading),
        "lines": lines.collect::<Vec<_>>(),
        "note": review_note(statement).map(|note| reading.say(&note).to_string()),
    })
}

/// The page itself; everything on it that is not ours comes later, as JSON.
///
/// # Errors
/// [`Fault`] `F801` where the template does not render.
pub fn desk_page(lang: Lang, folder: &str) -> Result<String, Fault> {
    let zh = lang == Lang::Zh;
    let mut environment = Environment::new();
    environment.add_function(
        "t",
        move |zh_text: String, en_text: String| {
            if zh { zh_text } else { en_text }
        },
    );
    let rendered = environment.add_template("desk.html", PAGE).and_then(|()| {
        environment.get_template("desk.html")?.render(context! {
            lang => if zh { "zh-CN" } else { "en" },
            folder => folder,
        })
    });
    rendered.map_err(|error| unwritable("desk.html", format!("{error:#}")))
}

/// The page that is shown to whoever may not come in.
pub fn refusal_page(lang: Lang, title: &Text, help: &Text) -> String {
    let escape = |text: &Text| {
        let text = text.in_lang(lang);
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let language = if lang == Lang::Zh { "zh-CN" } else { "en" };
    format!(
        "<!doctype html>\n<html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>hedui</title>\
         <main><h1>{}</h1><p>{}</p></main></html>\n",
        escape(title),
        escape(help)
    )
}
