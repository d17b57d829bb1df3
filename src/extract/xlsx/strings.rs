//! The texts that cells share. They stand one behind the other in a single string.

use super::Book;
use crate::extract::page::Refusal;
use crate::extract::xml::push_reference;
use quick_xml::events::Event;

#[derive(Debug, Default)]
pub struct SharedTexts {
    all: String,
    ends: Vec<u32>,
}

impl SharedTexts {
    /// `None` where the workbook has no such text.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] as usize,
        };
        Some(&self.all[start..end])
    }
}

/// Reads the shared texts: of a rich one all runs joined, of a phonetic guide nothing.
pub fn shared_texts(book: &Book<'_>, part: &str) -> Result<SharedTexts, Refusal> {
    let mut texts = SharedTexts::default();
    let mut run = TextRun::default();
    let mut begun = 0;
    let mut too_long = false;
    let mut is_full = false;
    book.events(part, |event| match event {
        Event::End(tag) if tag.local_name().as_ref() == "si" => {
            unescape_tail(&mut texts.all, begun);
            is_full |= book.room.take(texts.all.len() - begun + 4).is_err();
            begun = texts.all.len();
            too_long |= begun > u32::MAX as usize;
            texts.ends.push(begun as u32);
        }
        Event::Empty(tag) if tag.local_name().as_ref() == "si" => texts.ends.push(begun as u32),
        event => run.take(event, &mut texts.all),
    })?;
    match too_long || is_full {
        true => Err(Refusal::TooLarge(0)),
        false => Ok(texts),
    }
}

/// Where a text stands inside its element: only in `t`, and not in the phonetic guide.
#[derive(Debug, Default)]
pub struct TextRun {
    in_text: bool,
    in_phonetic: bool,
    /// Where the open `t` began, and whether its outer blanks belong to it.
    begun: usize,
    keeps_blanks: bool,
}

impl TextRun {
    /// Appends what the event adds to the text.
    pub fn take(&mut self, event: Event<'_>, text: &mut String) {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => {
                    self.in_text = !self.in_phonetic;
                    self.begun = text.len();
                    self.keeps_blanks = tag.attributes_raw().contains("preserve");
                }
                "rPh" => self.in_phonetic = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => {
                    if self.in_text && !self.keeps_blanks {
                        trim_tail(text, self.begun);
                    }
                    self.in_text = false;
                }
                "rPh" => self.in_phonetic = false,
                _ => {}
            },
            Event::Text(piece) if self.in_text => text.push_str(&piece.xml10_content()),
            Event::CData(piece) if self.in_text => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(name) if self.in_text => push_reference(text, &name),
            _ => {}
        }
    }
}

pub fn is_layout_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// Without `xml:space="preserve"`, blanks around a text are layout.
fn trim_tail(text: &mut String, from: usize) {
    let kept = text[from..].trim_end_matches(is_layout_blank).len();
    text.truncate(from + kept);
    let leading = kept - text[from..].trim_start_matches(is_layout_blank).len();
    text.drain(from..from + leading);
}

/// Writers put characters that XML cannot hold as `_x000D_`, and an underscore that would be taken
/// for such as `_x005F_`. From byte `from` on, they become the characters.
pub fn unescape_tail(text: &mut String, from: usize) {
    if !text[from..].contains("_x") {
        return;
    }
    let tail = text.split_off(from);
    let mut rest = tail.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, found) = rest.split_at(at);
        text.push_str(before);
        let code = found
            .get(2..6)
            .filter(|_| found[2..].get(4..5) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        let character = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        match character {
            Some(character) => {
                text.push(character);
                rest = &found[7..];
            }
            None => {
                text.push_str("_x");
                rest = &found[2..];
            }
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_come_back_and_others_stay() {
        for (written, meant) in [
            ("甲_x000D_\n乙", "甲\r\n乙"),
            ("a_x005F_x000D_", "a_x000D_"),
            ("编号_x12", "编号_x12"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x中文_", "_x中文_"),
            ("plain", "plain"),
        ] {
            let mut text = String::from("前");
            text.push_str(written);
            unescape_tail(&mut text, "前".len());
            assert_eq!(text, format!("前{meant}"));
        }
    }
}
