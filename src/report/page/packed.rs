//! Columns packed for the page: texts by dictionary where they repeat, numbers by differences, all
//! of it JSON, deflated, in base64. The page's script opens them again.

use base64::Engine;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

/// One column of a table of records.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Column {
    /// Texts that repeat: the different ones, then one position among them for each row.
    Coded { d: Vec<String>, i: Vec<u32> },
    /// Texts that do not.
    Plain { v: Vec<String> },
    /// Whole numbers, each as the difference to the one before.
    Numbers { n: Vec<i64> },
}

/// A dictionary pays where texts occur this often on average.
const OCCURS_MIN: usize = 2;

pub fn texts<'a>(values: impl Iterator<Item = Cow<'a, str>>) -> Column {
    let values: Vec<Cow<str>> = values.collect();
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut words: Vec<&str> = Vec::new();
    let mut codes = Vec::with_capacity(values.len());
    for value in &values {
        let code = *known.entry(value).or_insert_with(|| {
            words.push(value);
            words.len() as u32 - 1
        });
        codes.push(code);
    }
    if words.len() * OCCURS_MIN > values.len() {
        let values = values.into_iter().map(Cow::into_owned);
        return Column::Plain {
            v: values.collect(),
        };
    }
    Column::Coded {
        d: words.into_iter().map(str::to_string).collect(),
        i: codes,
    }
}

pub fn numbers(values: impl Iterator<Item = i64>) -> Column {
    let mut before = 0;
    let steps = values.map(|value| value - std::mem::replace(&mut before, value));
    Column::Numbers { n: steps.collect() }
}

/// JSON of the value, deflated (zlib), in base64: text that no page can mistake for markup.
pub fn pack(value: &impl Serialize) -> io::Result<String> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(io::BufWriter::new(&mut packer), value)?;
    packer.flush()?;
    let bytes = packer.finish()?;
    Ok(base64::engine::general_purpose::STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::io::Read;

    #[test]
    fn repeated_texts_become_a_dictionary_and_numbers_differences() {
        let told = |column: &Column| serde_json::to_value(column).unwrap();
        let borrowed = |values: &'static [&'static str]| values.iter().map(|v| Cow::Borrowed(*v));
        let column = texts(borrowed(&["东郊乡", "潭市镇", "东郊乡", "东郊乡"]));
        let wanted = json!({ "d": ["东郊乡", "潭市镇"], "i": [0, 1, 0, 0] });
        assert_eq!(told(&column), wanted);
        let column = texts(borrowed(&["a", "b"]));
        assert_eq!(told(&column), json!({ "v": ["a", "b"] }));
        let column = numbers([7, 9, 4].into_iter());
        assert_eq!(told(&column), json!({ "n": [7, 2, -5] }));
    }

    #[test]
    fn what_is_packed_is_plain_letters_and_opens_again() {
        let value = json!({ "name": "</script><b>\u{202e}甲" });
        let packed = pack(&value).unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        assert!(packed.chars().all(plain));
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(packed)
            .unwrap();
        let mut text = String::new();
        let mut opener = flate2::read::ZlibDecoder::new(&bytes[..]);
        opener.read_to_string(&mut text).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
