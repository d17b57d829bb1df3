//! The cells of one sheet: which are placeholders, which hold a formula's result.

use super::placeholder::{Value, Values, plain};
use super::strings::Runs;
use super::workbook::{attribute, without_attribute};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// A placeholder met in a cell.
pub struct Met {
    pub cell: String,
    pub key: String,
}

/// What a sheet's part becomes.
#[derive(Default)]
pub struct Changes {
    pub bytes: Vec<(usize, usize, String)>,
    pub met: Vec<Met>,
    /// Shared texts with placeholders inside, that cells of this sheet show.
    pub texts: Vec<usize>,
}

/// A cell being read.
struct Cell {
    from: usize,
    head_to: usize,
    name: String,
    kind: String,
    has_formula: bool,
    /// Bytes of the value's element, and of its text.
    value: Option<(usize, usize)>,
    value_text: (usize, usize),
    inline: Runs,
}

/// Changes of the part, given the shared texts.
pub fn changes(part: &str, shared: &[Runs], values: &Values<'_>) -> Result<Changes, String> {
    let mut reader = Reader::from_str(part);
    let mut made = Changes::default();
    let mut cell: Option<Cell> = None;
    let mut opened = 0;
    let mut text_from = 0;
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let to = reader.buffer_position() as usize;
        match event {
            Event::Eof => return Ok(made),
            Event::Start(tag) => match tag.local_name().as_ref() {
                "c" => cell = Some(Cell::of(&tag, from, to)),
                "v" => (opened, text_from) = (from, to),
                "t" => text_from = to,
                "f" => mark_formula(&mut cell),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "f" => mark_formula(&mut cell),
            Event::End(tag) => match (tag.local_name().as_ref(), &mut cell) {
                ("v", Some(cell)) => {
                    cell.value = Some((opened, to));
                    cell.value_text = (text_from, from);
                }
                ("t", Some(cell)) => cell.inline.push(part, text_from, from),
                ("c", Some(done)) => {
                    done.settle(part, to, shared, values, &mut made);
                    cell = None;
                }
                _ => {}
            },
            _ => {}
        }
    }
}

fn mark_formula(cell: &mut Option<Cell>) {
    if let Some(cell) = cell {
        cell.has_formula = true;
    }
}

impl Cell {
    fn of(tag: &BytesStart<'_>, from: usize, head_to: usize) -> Cell {
        Cell {
            from,
            head_to,
            name: attribute(tag, "r").unwrap_or_default(),
            kind: attribute(tag, "t").unwrap_or_default(),
            has_formula: false,
            value: None,
            value_text: (0, 0),
            inline: Runs::default(),
        }
    }

    fn settle(
        &self,
        part: &str,
        to: usize,
        shared: &[Runs],
        values: &Values<'_>,
        made: &mut Changes,
    ) {
        let head = &part[self.from..self.head_to];
        if self.has_formula {
            if let Some((from, to)) = self.value {
                made.bytes.push((from, to, String::new()));
                let plain = without_attribute(head, "t");
                made.bytes.push((self.from, self.head_to, plain));
            }
            return;
        }
        let number = part[self.value_text.0..self.value_text.1]
            .trim()
            .parse::<usize>();
        let at = number
            .ok()
            .filter(|at| self.kind == "s" && *at < shared.len());
        let text = match at {
            Some(at) => &shared[at],
            None if self.kind == "inlineStr" => &self.inline,
            None => return,
        };
        let found = text.placeholders();
        made.met.extend(found.iter().map(|one| Met {
            cell: self.name.clone(),
            key: one.key.clone(),
        }));
        match (text.whole(), found.is_empty()) {
            (Some(one), _) => made
                .bytes
                .push((self.from, to, self.filled(head, &one.key, values))),
            (None, true) => {}
            (None, false) => match at {
                Some(at) => made.texts.push(at),
                None => made.bytes.extend(self.inline.replaced(values)),
            },
        }
    }

    /// The cell as a number in its own format, or as what stands for absent data.
    fn filled(&self, head: &str, key: &str, values: &Values<'_>) -> String {
        let head = without_attribute(head, "t");
        let head = head.trim_end_matches('>').trim_end_matches('/').trim_end();
        let tag: String = head[1..]
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '>')
            .collect();
        let prefix = tag
            .rsplit_once(':')
            .map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
        match values.value(key) {
            Some(Value::Number { number, .. }) => {
                let number = plain(number, 10);
                format!("{head}><{prefix}v>{number}</{prefix}v></{tag}>")
            }
            _ => match values.blank.text() {
                "" => format!("{head}/>"),
                text => {
                    let inner = format!("<{prefix}t>{text}</{prefix}t>");
                    format!("{head} t=\"inlineStr\"><{prefix}is>{inner}</{prefix}is></{tag}>")
                }
            },
        }
    }
}
