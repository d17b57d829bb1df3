//! Texts that may be in several runs of their own type: placeholders in them, found across runs and
//! replaced within the first.

use super::placeholder::{Placeholder, Value, Values, placeholders};
use quick_xml::escape::{escape, unescape};
use quick_xml::events::Event;
use quick_xml::reader::Reader;

/// A text and where its runs stand in the part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    /// Bytes of each run's text in the part, and the text without its escapes.
    runs: Vec<(usize, usize, String)>,
}

impl Runs {
    pub fn push(&mut self, part: &str, from: usize, to: usize) {
        let raw = &part[from..to];
        let text = unescape(raw).map_or_else(|_| raw.to_string(), |text| text.into_owned());
        self.runs.push((from, to, text));
    }

    pub fn text(&self) -> String {
        self.runs.iter().map(|(_, _, text)| text.as_str()).collect()
    }

    pub fn placeholders(&self) -> Vec<Placeholder> {
        placeholders(&self.text())
    }

    /// The one placeholder that the whole text is.
    pub fn whole(&self) -> Option<Placeholder> {
        let text = self.text();
        let found = placeholders(&text);
        let [one] = found.as_slice() else {
            return None;
        };
        let around = format!("{}{}", &text[..one.from], &text[one.to..]);
        around.trim().is_empty().then(|| one.clone())
    }

    /// Replacements of bytes of the part: each run's text anew, where it changes.
    pub fn replaced(&self, values: &Values<'_>) -> Vec<(usize, usize, String)> {
        let mut texts: Vec<String> = self.runs.iter().map(|(_, _, text)| text.clone()).collect();
        for one in self.placeholders().into_iter().rev() {
            let shown = match values.value(&one.key) {
                Some(Value::Number { shown, .. }) => shown,
                _ => values.blank.text().to_string(),
            };
            self.replace(&mut texts, &one, &shown);
        }
        let changed = self
            .runs
            .iter()
            .zip(texts)
            .filter(|((_, _, was), is)| was != is);
        changed
            .map(|((from, to, _), is)| (*from, *to, escape(&is).into_owned()))
            .collect()
    }

    /// Puts the text in the run where the placeholder begins and takes the rest out of the others.
    fn replace(&self, texts: &mut [String], one: &Placeholder, shown: &str) {
        let mut begin = 0;
        let mut is_put = false;
        for ((_, _, was), text) in self.runs.iter().zip(texts) {
            let end = begin + was.len();
            let (from, to) = (one.from.max(begin), one.to.min(end));
            if from < to {
                // Later placeholders are replaced already: positions before them still hold.
                let put = if is_put { "" } else { shown };
                text.replace_range(from - begin..to - begin, put);
                is_put = true;
            }
            begin = end;
        }
    }
}

/// The items of the shared strings, in order.
pub fn shared(part: &str) -> Result<Vec<Runs>, String> {
    let mut reader = Reader::from_str(part);
    let mut items: Vec<Runs> = Vec::new();
    let mut phonetic = 0;
    let mut text_from = None;
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let to = reader.buffer_position() as usize;
        match event {
            Event::Eof => return Ok(items),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => items.push(Runs::default()),
                "rPh" => phonetic += 1,
                "t" if phonetic == 0 => text_from = Some(to),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => items.push(Runs::default()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "rPh" => phonetic -= 1,
                "t" => {
                    if let (Some(begin), Some(item)) = (text_from.take(), items.last_mut()) {
                        item.push(part, begin, from);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Texts of a drawing, or headers and footers of a sheet: elements of the names given, each a text
/// of its own.
pub fn elements(part: &str, names: &[&str]) -> Result<Vec<Runs>, String> {
    let mut reader = Reader::from_str(part);
    let mut found = Vec::new();
    let mut begin = None;
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let to = reader.buffer_position() as usize;
        match event {
            Event::Eof => return Ok(found),
            Event::Start(tag) if names.contains(&tag.local_name().as_ref()) => begin = Some(to),
            Event::End(tag) if names.contains(&tag.local_name().as_ref()) => {
                if let Some(begin) = begin.take() {
                    let mut runs = Runs::default();
                    runs.push(part, begin, from);
                    found.push(runs);
                }
            }
            _ => {}
        }
    }
}

/// The part with its replacements, which lie in order and apart.
pub fn patched(part: &str, mut changes: Vec<(usize, usize, String)>) -> String {
    changes.sort();
    let mut made = String::with_capacity(part.len());
    let mut at = 0;
    for (from, to, text) in changes {
        made.push_str(&part[at..from]);
        made.push_str(&text);
        at = to;
    }
    made.push_str(&part[at..]);
    made
}
