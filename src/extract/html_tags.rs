//! The tags and texts of a web page, one after the other and each byte once: whatever a page opens
//! and never closes costs no more than its own bytes.

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memmem};
use quick_xml::escape::resolve_html5_entity;
use std::borrow::Cow;

/// What comes next on a page.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// The name is in small letters.
    Open(Name, Attributes<'a>),
    Close(Name),
    Text(Cow<'a, str>),
}

/// A tag's name, no longer than names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    letters: [u8; NAME_MAX],
    length: usize,
}

const NAME_MAX: usize = 10;

impl Name {
    /// A longer name is that of no element that matters here.
    fn of(text: &str) -> Name {
        let mut letters = [0; NAME_MAX];
        let length = if text.len() > NAME_MAX { 0 } else { text.len() };
        letters[..length].copy_from_slice(&text.as_bytes()[..length]);
        letters.make_ascii_lowercase();
        Name { letters, length }
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

/// The inside of a tag, from behind its name to its `>`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// The value of the first attribute of that name; empty where it has none.
    pub fn get(self, name: &str) -> Option<&'a str> {
        let mut rest = self.0;
        while let Some((key, value, after)) = attribute(rest) {
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
        None
    }
}

/// Reads a page from its beginning.
pub(super) struct Tags<'a> {
    rest: &'a str,
    /// The open element in which nothing is a tag but its own end.
    raw: Option<Name>,
}

impl<'a> Tags<'a> {
    pub fn of(text: &'a str) -> Self {
        Tags {
            rest: text,
            raw: None,
        }
    }

    fn text_up_to(&mut self, end: usize) -> Piece<'a> {
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Piece::Text(decoded(text))
    }

    /// What stands before the end of a script and the like.
    fn raw_text(&mut self, name: Name) -> Piece<'a> {
        self.raw = None;
        let bytes = self.rest.as_bytes();
        let ends = memmem::find_iter(bytes, b"</").find(|at| {
            let after = &bytes[at + 2..];
            let own = after.get(..name.length);
            own.is_some_and(|own| own.eq_ignore_ascii_case(name.as_str().as_bytes()))
                && after
                    .get(name.length)
                    .is_none_or(|byte| !byte.is_ascii_alphanumeric())
        });
        self.text_up_to(ends.unwrap_or(self.rest.len()))
    }

    /// A comment, a declaration, or an instruction; whether there was one.
    fn skip_markup(&mut self) -> bool {
        let rest = self.rest;
        let bytes = rest.as_bytes();
        let end = match bytes {
            [b'<', b'!', b'-', b'-', inside @ ..] => match inside {
                [b'>', ..] => Some(5),
                [b'-', b'>', ..] => Some(6),
                _ => comment_end(inside).map(|end| end + 4),
            },
            [b'<', b'!' | b'?', ..] => memchr(b'>', bytes).map(|end| end + 1),
            [b'<', b'/', next, ..] if !next.is_ascii_alphabetic() => {
                memchr(b'>', bytes).map(|end| end + 1)
            }
            _ => return false,
        };
        self.rest = &rest[end.unwrap_or(rest.len())..];
        true
    }
}

fn comment_end(inside: &[u8]) -> Option<usize> {
    let mut ends = memmem::find_iter(inside, b"--");
    let closes = |at: usize| match &inside[at + 2..] {
        [b'>', ..] => Some(at + 3),
        [b'!', b'>', ..] => Some(at + 4),
        // `--->`: found by its last two.
        [b'-', b'>', ..] => Some(at + 4),
        _ => None,
    };
    ends.find_map(closes)
}

impl<'a> Iterator for Tags<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw {
            return Some(self.raw_text(name));
        }
        while !self.rest.is_empty() {
            let bytes = self.rest.as_bytes();
            if bytes[0] != b'<' {
                let end = memchr(b'<', bytes).unwrap_or(bytes.len());
                return Some(self.text_up_to(end));
            }
            if self.skip_markup() {
                continue;
            }
            let closes = bytes.get(1) == Some(&b'/');
            let begin = 1 + usize::from(closes);
            if !bytes.get(begin).is_some_and(u8::is_ascii_alphabetic) {
                // A sign and no tag.
                let end = memchr(b'<', &bytes[1..]).map_or(bytes.len(), |end| end + 1);
                return Some(self.text_up_to(end));
            }
            let inside = &self.rest[begin..];
            let name_end = inside.find(ends_name).unwrap_or(inside.len());
            let name = Name::of(&inside[..name_end]);
            let attributes = &inside[name_end..];
            let Some(length) = tag_length(attributes) else {
                // A tag that the page breaks off in.
                self.rest = "";
                return None;
            };
            self.rest = &attributes[length + 1..];
            if closes {
                return Some(Piece::Close(name));
            }
            if is_raw(name.as_str()) {
                self.raw = Some(name);
            }
            return Some(Piece::Open(name, Attributes(&attributes[..=length])));
        }
        None
    }
}

fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '/' | '>')
}

/// Elements in which nothing is a tag but their own end.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "title" | "textarea" | "noscript" | "iframe" | "noembed" | "noframes"
    ) || name == "xmp"
}

/// Bytes up to the `>` that ends a tag: one within a quoted value does not.
fn tag_length(text: &str) -> Option<usize> {
    let mut rest = text;
    while let Some((_, _, after)) = attribute(rest) {
        rest = after;
    }
    let left = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    left.starts_with('>').then(|| text.len() - left.len())
}

/// The next attribute: its name, its value, and what comes after it; `None` at the end of the tag.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    // A name may begin with `=`, which makes a name of it and not a value.
    let end = text
        .char_indices()
        .find(|(at, c)| ends_name(*c) || (*c == '=' && *at > 0))
        .map_or(text.len(), |(at, _)| at);
    if end == 0 || end == text.len() {
        return None;
    }
    let (key, rest) = text.split_at(end);
    let blank = |c: char| c.is_ascii_whitespace();
    let Some(value) = rest.trim_start_matches(blank).strip_prefix('=') else {
        return Some((key, "", rest));
    };
    let value = value.trim_start_matches(blank);
    match value.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = memchr(quote as u8, &value.as_bytes()[1..])?;
            Some((key, &value[1..end + 1], &value[end + 2..]))
        }
        _ => {
            let end = value.find(|c: char| blank(c) || c == '>')?;
            Some((key, &value[..end], &value[end..]))
        }
    }
}

/// The text with what its character references stand for.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        whole.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let used = match after.as_bytes().first() {
            Some(b'#') => push_numbered(&mut whole, after),
            _ => push_named(&mut whole, after),
        };
        if used == 0 {
            whole.push('&');
        }
        rest = &after[used..];
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// Names that stand also without the `;` after them.
const LOOSE: [&str; 14] = [
    "nbsp", "amp", "lt", "gt", "quot", "middot", "times", "deg", "yen", "copy", "reg", "laquo",
    "raquo", "plusmn",
];
/// No name is longer.
const REFERENCE_MAX: usize = 32;

/// Appends what a named reference stands for and says how many bytes it took; 0 for none.
fn push_named(whole: &mut String, after: &str) -> usize {
    let bytes = after.as_bytes();
    let letters = bytes.iter().take(REFERENCE_MAX);
    let length = letters
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = &after[..length];
    if bytes.get(length) == Some(&b';')
        && let Some(meant) = resolve_html5_entity(name)
    {
        whole.push_str(meant);
        return length + 1;
    }
    let loose = LOOSE.iter().find(|loose| name.starts_with(**loose));
    let meant = loose.and_then(|loose| resolve_html5_entity(loose));
    whole.push_str(meant.unwrap_or_default());
    loose.map_or(0, |loose| loose.len())
}

/// As [`push_named`], of `#20250;` and `#x6e58;`.
fn push_numbered(whole: &mut String, after: &str) -> usize {
    let (radix, begin) = match after.as_bytes().get(1) {
        Some(b'x' | b'X') => (16, 2),
        _ => (10, 1),
    };
    let mut code = 0u32;
    let mut end = begin;
    for digit in after[begin..].chars().map_while(|c| c.to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == begin {
        return 0;
    }
    match code {
        // Numbers that are meant as bytes of the Western encoding.
        0x80..=0x9f => {
            let byte = [code as u8];
            whole.push_str(&WINDOWS_1252.decode_without_bom_handling(&byte).0);
        }
        0 => whole.push('\u{fffd}'),
        code => whole.push(char::from_u32(code).unwrap_or('\u{fffd}')),
    }
    end + usize::from(after.as_bytes().get(end) == Some(&b';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(page: &str) -> Vec<String> {
        let tell = |piece| match piece {
            Piece::Open(name, attributes) => match attributes.get("a") {
                Some(value) => format!("<{} a={value}>", name.as_str()),
                None => format!("<{}>", name.as_str()),
            },
            Piece::Close(name) => format!("</{}>", name.as_str()),
            Piece::Text(text) => text.into_owned(),
        };
        Tags::of(page).map(tell).collect()
    }

    #[test]
    fn tags_attributes_and_texts_are_told_apart() {
        let pages: [(&str, &[&str]); 12] = [
            ("<TD A=1>x</Td >", &["<td a=1>", "x", "</td>"]),
            ("<td b='>' a = \"x>y\"/>z", &["<td a=x>y>", "z"]),
            ("<td a>1 < 2 <3", &["<td a=>", "1 ", "< 2 ", "<3"]),
            (
                "a<!-- <td> -->b<!-->c<!--->d<!---x--->e",
                &["a", "b", "c", "d", "e"],
            ),
            ("<?xml a?><!DOCTYPE x></ x>y<![if !x]>z", &["y", "z"]),
            (
                "<script>a<td></scripts></SCRIPT>b",
                &["<script>", "a<td></scripts>", "</script>", "b"],
            ),
            (
                "<style>never closed <td>",
                &["<style>", "never closed <td>"],
            ),
            ("<td a=x/y>z", &["<td a=x/y>", "z"]),
            ("x<td a=\"never closed>y", &["x"]),
            ("x<!-- never closed", &["x"]),
            ("<td =a>x", &["<td>", "x"]),
            ("<averylongname a=1>x", &["< a=1>", "x"]),
        ];
        for (page, pieces) in pages {
            assert_eq!(told(page), pieces, "{page}");
        }
    }

    #[test]
    fn references_stand_for_characters() {
        for (written, meant) in [
            ("a&nbsp;b&nbspc", "a\u{a0}b\u{a0}c"),
            ("&lt;&#20250;&#x4F1A;&#150;", "<会会–"),
            (
                "&;&&#;&nosuch;&#0;&#xD800;&#99999999999;",
                "&;&&#;&nosuch;\u{fffd}\u{fffd}\u{fffd}",
            ),
            ("&amp;lt; &hellip; &ldquo;x&rdquo;", "&lt; … “x”"),
        ] {
            assert_eq!(decoded(written), meant, "{written}");
        }
    }
}
