//! Which keys there are and what each may hold. A test keeps it equal to the typed settings.

use crate::model::{Exemption, Register};
use serde::de::value::Error as PlainError;
use serde::de::{self, Deserialize, Deserializer, Visitor};

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Table(&'static [Key]),
    /// One table per source, all of the same shape.
    TablePerSource(&'static [Key]),
    /// A list of tables, all of the same shape.
    Tables(&'static [Key]),
    /// Canonical field → header text.
    HeaderByField,
    /// Canonical field → header words, and `file` for more of them.
    WordsByField,
    Text,
    /// A file beside the settings file.
    File,
    /// A folder, anywhere.
    Folder,
    /// A list of some of these words.
    SomeOf(&'static [&'static str]),
    Texts,
    /// File patterns relative to the settings file.
    Patterns,
    /// Six digits.
    Division,
    Date,
    /// A whole number of days, not negative.
    Days,
    /// A whole number above 0.
    Count,
    /// A whole number of seconds up to a day.
    Seconds,
    /// A whole number up to 100.
    Percent,
    Flag,
    OneOf(&'static [&'static str]),
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    pub kind: Kind,
}

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind }
}

/// Names of the tables under `[sources]`, less those of registers.
const SOURCES: [&str; 6] = [
    "safety",
    "platform",
    "plan",
    "roster",
    "other_platform",
    "registers",
];

/// Names of the tables under `[sources]`; `registers` stands for tables of any register.
pub fn source_names(own: &[Register]) -> Vec<&str> {
    let registers = own.iter().chain(Register::shipped());
    SOURCES
        .into_iter()
        .chain(registers.map(|register| register.name.as_str()))
        .collect()
}

const BODY: &[Key] = &[
    key("names", Kind::Texts),
    key("division", Kind::Division),
    key("offices", Kind::Texts),
    key("towns", Kind::Texts),
];

const PERIOD: &[Key] = &[
    key("from", Kind::Date),
    key("to", Kind::Date),
    key("as_of", Kind::Date),
];

const PLATFORM: &[Key] = &[
    key("go_live", Kind::Date),
    key("triggered_from", Kind::Date),
    key("makeup_deadline_days", Kind::Days),
    key("makeup_preset", Kind::OneOf(&["shenzhen"])),
    key("reinspection_code", Kind::OneOf(&["rides_on_first", "own"])),
    key("items", Kind::Texts),
];

const SAFETY: &[Key] = &[key("serial_shared_across_types", Kind::Flag)];

const TAKEN: Kind = Kind::OneOf(&["include", "exclude"]);

const COUNTING: &[Key] = &[
    key(
        "preset",
        Kind::OneOf(&["safety-statistics", "annual-report"]),
    ),
    key(
        "count_unit",
        Kind::OneOf(&["object_visit", "record", "object"]),
    ),
    key("require_site_record", Kind::Flag),
    key(
        "reinspection",
        Kind::OneOf(&["separate_line", "include", "exclude"]),
    ),
    key("penalty_led_inspection", TAKEN),
    key("other_activities", TAKEN),
    key("other_bodies", TAKEN),
    key("joint", Kind::OneOf(&["per_body", "once_per_object"])),
    key("same_day_same_object", Kind::OneOf(&["each", "one"])),
    key("multi_day", Kind::OneOf(&["one", "each"])),
    key(
        "scope",
        Kind::OneOf(&["all", "enterprise", "enterprise_or_similar"]),
    ),
    key("year_by", Kind::OneOf(&["start_date", "end_date"])),
];

const LIMITS: &[Key] = &[
    key("file_mb", Kind::Count),
    key("inflated_mb", Kind::Count),
    key("inflation_times", Kind::Count),
    key("members", Kind::Count),
    key("cells", Kind::Count),
    key("held_mb", Kind::Count),
];

const REGISTERS: &[Key] = &[key("file", Kind::File)];

const RULES: &[Key] = &[key("file", Kind::File), key("skip", Kind::Texts)];

const FREQUENCY: &[Key] = &[
    key("preset", Kind::Text),
    key("per_year", Kind::Count),
    key("file", Kind::File),
    key("exempt", Kind::SomeOf(&Exemption::NAMES)),
    key("repeated_days", Kind::Days),
    key("multi_head_days", Kind::Days),
];

/// Kinds of enforcement, as the annual forms have them.
pub const POWERS: [&str; 9] = [
    "许可", "处罚", "强制", "征收", "检查", "裁决", "确认", "奖励", "给付",
];

const STATISTICS: &[Key] = &[
    key("last_year", Kind::Folder),
    key("not_applicable", Kind::SomeOf(&POWERS)),
];

const PRIVACY: &[Key] = &[key("mask", Kind::Flag)];

const NIGHTLY: &[Key] = &[
    key("folder", Kind::File),
    key("settled_seconds", Kind::Seconds),
    key("wait_seconds", Kind::Seconds),
    key("fail_on", Kind::Texts),
    key("keep_runs", Kind::Count),
    key("keep_months", Kind::Count),
    key("parallel", Kind::Count),
];

const GUARDS: &[Key] = &[
    key("shrink_percent", Kind::Percent),
    key("gone_percent", Kind::Percent),
    key("changed_percent", Kind::Percent),
    key("reject_points", Kind::Percent),
    key("coverage_points", Kind::Percent),
    key("columns", Kind::Flag),
];

const NOTIFY: &[Key] = &[
    key("when", Kind::OneOf(&["always", "news", "trouble"])),
    key("command", Kind::Texts),
    key("prometheus", Kind::Text),
    key("smtp", Kind::Text),
    key("from", Kind::Text),
    key("to", Kind::Texts),
];

const BODIES: &[Key] = &[
    key("name", Kind::Text),
    key("folder", Kind::File),
    key("division", Kind::Division),
    key("city", Kind::Text),
    key("province", Kind::Text),
];

const SOURCE: &[Key] = &[
    key("files", Kind::Patterns),
    key("columns", Kind::HeaderByField),
    key("date_order", Kind::OneOf(&["ymd", "ydm", "dmy", "mdy"])),
];

/// The whole file.
pub const ROOT: &[Key] = &[
    key("body", Kind::Table(BODY)),
    key("period", Kind::Table(PERIOD)),
    key("platform", Kind::Table(PLATFORM)),
    key("safety", Kind::Table(SAFETY)),
    key("counting", Kind::Table(COUNTING)),
    key("aliases", Kind::WordsByField),
    key("limits", Kind::Table(LIMITS)),
    key("registers", Kind::Table(REGISTERS)),
    key("rules", Kind::Table(RULES)),
    key("frequency", Kind::Table(FREQUENCY)),
    key("statistics", Kind::Table(STATISTICS)),
    key("privacy", Kind::Table(PRIVACY)),
    key("nightly", Kind::Table(NIGHTLY)),
    key("guards", Kind::Table(GUARDS)),
    key("notify", Kind::Table(NOTIFY)),
    key("bodies", Kind::Tables(BODIES)),
    key("sources", Kind::TablePerSource(SOURCE)),
];

/// Every key that holds a value, as `table.key`, with what it may hold.
#[cfg(test)]
pub fn all_keys() -> Vec<(String, Kind)> {
    let mut keys = Vec::new();
    for table in ROOT {
        let inner = match table.kind {
            Kind::Table(inner) | Kind::TablePerSource(inner) | Kind::Tables(inner) => inner,
            _ => &[],
        };
        for key in inner {
            keys.push((format!("{}.{}", table.name, key.name), key.kind));
        }
    }
    keys
}

/// The names a fieldless enum is read from: asks its own reader instead of keeping a second list.
pub fn names_of<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    let _ = T::deserialize(Listener(&mut names));
    names
}

struct Listener<'n>(&'n mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = PlainError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, PlainError> {
        Err(de::Error::custom("not a list of names"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, PlainError> {
        *self.0 = variants;
        Err(de::Error::custom("listened"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EnforcingBody, FieldName, Settings, SourcePatterns};
    use serde_json::Value;

    #[test]
    fn the_schema_has_the_keys_of_the_typed_settings() {
        let mut settings = Settings::default();
        settings
            .sources
            .insert("safety".to_string(), SourcePatterns::default());
        settings.bodies.push(EnforcingBody::default());
        let value = serde_json::to_value(&settings).unwrap();
        let mut typed = Vec::new();
        for (table, inner) in value.as_object().unwrap() {
            let inner = match table.as_str() {
                "sources" => &inner["safety"],
                "bodies" => &inner[0],
                _ => inner,
            };
            for key in inner
                .as_object()
                .map(|map| map.keys())
                .into_iter()
                .flatten()
            {
                typed.push(format!("{table}.{key}"));
            }
        }
        let known: Vec<String> = all_keys().into_iter().map(|(path, _)| path).collect();
        assert_eq!(typed, known);
        assert!(!matches!(value, Value::Null));
    }

    #[test]
    fn the_words_of_the_schema_are_those_of_the_types() {
        for (path, kind) in all_keys() {
            let Kind::OneOf(words) = kind else { continue };
            let (table, key) = path.split_once('.').unwrap();
            for word in words {
                let table_value = match table {
                    "sources" => serde_json::json!({ "safety": { key: word } }),
                    _ => serde_json::json!({ key: word }),
                };
                let value = serde_json::json!({ table: table_value });
                serde_json::from_value::<Settings>(value)
                    .unwrap_or_else(|error| panic!("{path} = {word}: {error}"));
            }
        }
    }

    #[test]
    fn an_enum_tells_its_names() {
        let names = names_of::<FieldName>();
        assert!(names.contains(&"credit_code") && names.len() > 40);
    }
}
