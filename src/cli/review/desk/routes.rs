//! The pages under the desk's own path.

use super::docket::{Docket, Given, Taken};
use crate::model::{Fault, Lang, Text};
use crate::report::review::{desk_page, desk_script, desk_style};
use serde_json::{Value, json};

/// What goes back, before it is dressed for the wire.
pub struct Page {
    pub status: u16,
    pub kind: &'static str,
    pub body: String,
    /// The desk closes once this has gone out.
    pub is_last: bool,
}

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

impl Page {
    fn of(kind: &'static str, body: impl Into<String>) -> Page {
        Page {
            status: 200,
            kind,
            body: body.into(),
            is_last: false,
        }
    }

    pub fn html(status: u16, body: String) -> Page {
        Page {
            status,
            ..Page::of(HTML, body)
        }
    }

    fn json(status: u16, value: &Value) -> Page {
        Page {
            status,
            ..Page::of(JSON, value.to_string())
        }
    }
}

/// Answers a GET.
pub fn show(docket: &Docket, path: &str, query: &str) -> Page {
    match path {
        "" => {
            let folder = docket.root.canonicalize();
            let folder = folder.unwrap_or_else(|_| docket.root.clone());
            let name = folder.file_name().map(|name| name.to_string_lossy());
            match desk_page(docket.lang, &name.unwrap_or_default()) {
                Ok(page) => Page::of(HTML, page),
                Err(fault) => failed(&fault),
            }
        }
        "desk.css" => Page::of(STYLE, desk_style()),
        "desk.js" => Page::of(SCRIPT, desk_script()),
        "state" => Page::json(200, &docket.state()),
        "queue" => Page::json(200, &docket.queue()),
        "card" => match docket.card(query) {
            Some(card) => Page::json(200, &card),
            None => Page::json(404, &json!({ "gone": query })),
        },
        _ => missing(),
    }
}

/// Answers a POST.
pub fn act(docket: &Docket, path: &str, body: &[u8]) -> Page {
    match path {
        "judge" => match serde_json::from_slice::<Given>(body) {
            Ok(given) => taken(docket.judge(&given)),
            Err(error) => {
                let text = error.to_string();
                refused(400, &Text::new(text.clone(), text))
            }
        },
        "undo" => taken(docket.undo()),
        "stop" => Page {
            is_last: true,
            ..Page::json(200, &json!({ "stopped": docket.kept() }))
        },
        _ => missing(),
    }
}

fn taken(taken: Taken) -> Page {
    match taken {
        Taken::Kept(value) => Page::json(200, &value),
        Taken::Overtaken(value) => Page::json(409, &value),
        Taken::Refused(text) => refused(422, &text),
        Taken::Fault(fault) => failed(&fault),
    }
}

fn refused(status: u16, text: &Text) -> Page {
    Page::json(status, &json!({ "refused": text }))
}

/// The decision is not kept, and the page has to say so.
fn failed(fault: &Fault) -> Page {
    let text = |lang| {
        format!(
            "[{}] {}: {} {}",
            fault.rule,
            fault.subject,
            fault.title.in_lang(lang),
            fault.help.in_lang(lang)
        )
    };
    let text = Text::new(text(Lang::Zh), text(Lang::En));
    Page::json(500, &json!({ "fault": text }))
}

fn missing() -> Page {
    let text = Text::new("这里没有这个网页", "there is no such page here");
    refused(404, &text)
}
