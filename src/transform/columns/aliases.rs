//! The list of header words, read once from `aliases.toml`.

use super::headers::plain_key;
use crate::model::{AliasSettings, FieldName};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Header words by how firmly they name a field.
#[derive(Clone)]
pub struct Aliases {
    names: HashMap<String, FieldName>,
    maybe: HashMap<String, Vec<FieldName>>,
    /// Length in characters of the longest name.
    longest: usize,
}

#[derive(Deserialize)]
struct AliasFile {
    names: BTreeMap<FieldName, Vec<String>>,
    maybe: BTreeMap<FieldName, Vec<String>>,
}

static ALIASES: LazyLock<Aliases> = LazyLock::new(|| {
    let file: AliasFile =
        toml::from_str(include_str!("aliases.toml")).expect("the alias list is well-formed");
    let mut aliases = Aliases {
        names: HashMap::new(),
        maybe: HashMap::new(),
        longest: 0,
    };
    for (field, words) in file.names {
        for key in words.iter().map(|word| plain_key(word)) {
            aliases.longest = aliases.longest.max(key.chars().count());
            aliases.names.entry(key).or_insert(field);
        }
    }
    for (field, words) in file.maybe {
        for key in words.iter().map(|word| plain_key(word)) {
            aliases.maybe.entry(key).or_default().push(field);
        }
    }
    aliases
});

/// The shipped list, with the user's own words before it.
pub fn aliases(own: &AliasSettings) -> Cow<'static, Aliases> {
    if own.words.is_empty() {
        return Cow::Borrowed(&ALIASES);
    }
    let mut list = ALIASES.clone();
    for (field, words) in &own.words {
        let Some(field) = super::field_named(field) else {
            continue;
        };
        for key in words.iter().map(|word| plain_key(word)) {
            list.longest = list.longest.max(key.chars().count());
            list.maybe.remove(&key);
            list.names.insert(key, field);
        }
    }
    Cow::Owned(list)
}

impl Aliases {
    /// The field that this very word names.
    pub fn exact(&self, key: &str) -> Option<FieldName> {
        self.names.get(key).copied()
    }

    /// Fields that this very word may name, if the values fit.
    pub fn possible(&self, key: &str) -> &[FieldName] {
        self.maybe.get(key).map_or(&[], Vec::as_slice)
    }

    /// The longest name that ends the key, with its length in characters.
    pub fn ending(&self, key: &str) -> Option<(FieldName, usize)> {
        let starts: Vec<usize> = key.char_indices().map(|(at, _)| at).collect();
        starts
            .iter()
            .enumerate()
            .skip(1)
            .map(|(at, byte)| (&key[*byte..], starts.len() - at))
            .filter(|(_, length)| (2..=self.longest).contains(length))
            .find_map(|(tail, length)| Some((self.exact(tail)?, length)))
    }

    /// The longest name of at least three characters within the key, with its length in characters
    /// and where it begins; `None` where two fields have equally long ones.
    pub fn within(&self, key: &str) -> Option<(FieldName, usize, usize)> {
        let bounds: Vec<usize> = key
            .char_indices()
            .map(|(at, _)| at)
            .chain([key.len()])
            .collect();
        for length in (3..bounds.len().min(self.longest + 1)).rev() {
            let found: Vec<(FieldName, usize)> = bounds
                .windows(length + 1)
                .filter_map(|span| Some((self.exact(&key[span[0]..span[length]])?, span[0])))
                .collect();
            if let Some((first, at)) = found.first() {
                return found
                    .iter()
                    .all(|(field, _)| field == first)
                    .then_some((*first, length, *at));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_parts_of_headers() {
        let list = aliases(&AliasSettings::default());
        assert_eq!(list.exact("被检查单位"), Some(FieldName::Enterprise));
        assert_eq!(list.ending("被检查单位地址"), Some((FieldName::Address, 4)));
        assert_eq!(
            list.ending("检查对象统一社会信用代码"),
            Some((FieldName::CreditCode, 8))
        );
        assert_eq!(
            list.within("被检查单位名称全称"),
            Some((FieldName::Enterprise, 7, 0))
        );
        assert_eq!(list.exact("某某"), None);
    }

    #[test]
    fn words_of_the_user_come_before_the_shipped_ones() {
        let mut own = AliasSettings::default();
        let words = ["巡检客体", "编号"].map(str::to_string).to_vec();
        own.words.insert("enterprise".to_string(), words);
        let list = aliases(&own);
        assert_eq!(list.exact("巡检客体"), Some(FieldName::Enterprise));
        assert_eq!(list.exact("编号"), Some(FieldName::Enterprise));
        assert!(list.possible("编号").is_empty());
        assert_eq!(list.exact("被检查单位"), Some(FieldName::Enterprise));
    }

    #[test]
    fn the_canonical_header_of_a_field_names_the_field() {
        let file: AliasFile = toml::from_str(include_str!("aliases.toml")).unwrap();
        let list = aliases(&AliasSettings::default());
        for field in file.names.keys() {
            let keys = super::super::headers::header_keys(field.zh());
            let named = keys.iter().find_map(|key| list.exact(&key.key));
            assert_eq!(named, Some(*field), "{}", field.zh());
        }
    }

    #[test]
    fn no_word_names_two_fields_firmly() {
        let file: AliasFile = toml::from_str(include_str!("aliases.toml")).unwrap();
        let mut seen: BTreeMap<String, FieldName> = BTreeMap::new();
        for (field, words) in &file.names {
            for key in words.iter().map(|word| plain_key(word)) {
                let before = seen.insert(key.clone(), *field);
                assert!(
                    before.is_none_or(|other| other == *field),
                    "{key}: {before:?} {field:?}"
                );
            }
        }
        assert!(seen.len() > 500);
    }
}
