//! The check of a parsed file against the schema, key by key.

use super::mistake::SettingsMistake;
use super::nearest::nearest;
use super::schema::{self, Key, Kind};
use crate::ground::fold::fold_key;
use crate::model::{FieldName, Text};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More of anything than a machine holds; keeps sums of limits far from overflow.
const COUNT_MAX: i64 = 1_000_000_000;

/// Adds every mistake of a file that holds header words by field and nothing else.
pub fn words(file: &str, text: &str, root: &DeTable<'_>, mistakes: &mut Vec<SettingsMistake>) {
    let mut check = Check {
        own_registers: false,
        file,
        text,
        mistakes,
    };
    check.alias_words("", root);
}

/// Adds every mistake of the file's table.
pub fn table(file: &str, text: &str, root: &DeTable<'_>, mistakes: &mut Vec<SettingsMistake>) {
    let registers = root.get("registers").map(|value| value.get_ref());
    let own = matches!(registers, Some(DeValue::Table(inner)) if inner.contains_key("file"));
    let mut check = Check {
        own_registers: own,
        file,
        text,
        mistakes,
    };
    check.keys("", schema::ROOT, root);
    check.period(root);
    check.bodies_apart(root);
}

struct Check<'c> {
    /// A file of registers is named: what it calls them is not known yet.
    own_registers: bool,
    file: &'c str,
    text: &'c str,
    mistakes: &'c mut Vec<SettingsMistake>,
}

impl Check<'_> {
    fn keys(&mut self, path: &str, known: &[Key], table: &DeTable<'_>) {
        for (name, value) in table.iter() {
            let full = joined(path, name.get_ref());
            match known.iter().find(|key| key.name == name.get_ref().as_ref()) {
                Some(key) => self.value(&full, key.kind, value),
                None => {
                    let names: Vec<&str> = known.iter().map(|key| key.name).collect();
                    self.unknown(&full, name.get_ref(), name.span(), &names);
                }
            }
        }
    }

    fn value(&mut self, path: &str, kind: Kind, value: &Spanned<DeValue<'_>>) {
        let span = value.span();
        match (kind, value.get_ref()) {
            (Kind::Table(known), DeValue::Table(inner)) => self.keys(path, known, inner),
            (Kind::TablePerSource(known), DeValue::Table(inner)) => {
                self.sources(path, known, inner);
            }
            (Kind::Tables(known), DeValue::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    let full = format!("{path}[{at}]");
                    self.value(&full, Kind::Table(known), item);
                }
            }
            (Kind::HeaderByField, DeValue::Table(inner)) => self.pinned_columns(path, inner),
            (Kind::WordsByField, DeValue::Table(inner)) => self.alias_words(path, inner),
            (Kind::Text | Kind::Folder, DeValue::String(_)) | (Kind::Flag, DeValue::Boolean(_)) => {
            }
            (Kind::File, DeValue::String(file)) => {
                if !is_safe_pattern(file) {
                    self.bad_value(
                        path,
                        span,
                        "设置文件旁的文件名,如 \"my-aliases.toml\"",
                        "a file beside this one, such as \"my-aliases.toml\"",
                    );
                }
            }
            (Kind::Texts | Kind::Patterns | Kind::SomeOf(_), DeValue::Array(items)) => {
                for item in items.iter() {
                    self.list_item(path, kind, item);
                }
            }
            (Kind::Division, DeValue::String(code)) => {
                if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                    self.bad_value(
                        path,
                        span,
                        "六位行政区划代码,如 \"430381\"",
                        "six digits, such as \"430381\"",
                    );
                }
            }
            (Kind::Date, DeValue::String(day)) => self.date(path, span, day),
            (Kind::Date, DeValue::Datetime(day)) => self.date(path, span, &day.to_string()),
            (Kind::Days | Kind::Count | Kind::Seconds | Kind::Percent, DeValue::Integer(n)) => {
                let parsed = i64::from_str_radix(n.as_str(), n.radix()).ok();
                self.number(path, kind, span, parsed);
            }
            (Kind::OneOf(words), DeValue::String(word)) => {
                if !words.contains(&word.as_ref()) {
                    self.unknown_word(path, span, word, words);
                }
            }
            (_, found) => self.wrong_type(path, kind, span, found.type_str()),
        }
    }

    fn number(&mut self, path: &str, kind: Kind, span: Range<usize>, number: Option<i64>) {
        let (range, zh, en) = match kind {
            Kind::Days => (
                0..=3660,
                "0 到 3660 之间的天数",
                "a number of days, 0 to 3660",
            ),
            Kind::Seconds => (
                0..=86_400,
                "0 到 86400 之间的秒数",
                "a number of seconds, 0 to 86400",
            ),
            Kind::Percent => (0..=100, "0 到 100 之间的整数", "a whole number, 0 to 100"),
            _ => (
                1..=COUNT_MAX,
                "1 到 1000000000 之间的整数",
                "a whole number, 1 to 1000000000",
            ),
        };
        if !number.is_some_and(|number| range.contains(&number)) {
            self.bad_value(path, span, zh, en);
        }
    }

    fn sources(&mut self, path: &str, known: &'static [Key], table: &DeTable<'_>) {
        for (name, value) in table.iter() {
            let full = joined(path, name.get_ref());
            let known_names = schema::source_names(&[]);
            if !known_names.contains(&name.get_ref().as_ref()) && !self.own_registers {
                self.unknown(&full, name.get_ref(), name.span(), &known_names);
                continue;
            }
            match value.get_ref() {
                DeValue::Table(inner) => self.keys(&full, known, inner),
                other => self.wrong_type(&full, Kind::Table(known), value.span(), other.type_str()),
            }
        }
    }

    fn pinned_columns(&mut self, path: &str, table: &DeTable<'_>) {
        let fields = schema::names_of::<FieldName>();
        for (name, value) in table.iter() {
            let full = joined(path, name.get_ref());
            if !fields.contains(&name.get_ref().as_ref()) {
                self.unknown(&full, name.get_ref(), name.span(), fields);
            }
            self.value(&full, Kind::Text, value);
        }
    }

    /// Header words by field; a word under two fields would name neither.
    fn alias_words(&mut self, path: &str, table: &DeTable<'_>) {
        let fields = schema::names_of::<FieldName>();
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(name, _)| name.span().start);
        for (name, value) in entries {
            let full = joined(path, name.get_ref());
            if name.get_ref() == "file" && !path.is_empty() {
                self.value(&full, Kind::File, value);
                continue;
            }
            if !fields.contains(&name.get_ref().as_ref()) {
                self.unknown(&full, name.get_ref(), name.span(), fields);
            }
            self.value(&full, Kind::Texts, value);
            let DeValue::Array(words) = value.get_ref() else {
                continue;
            };
            for word in words.iter() {
                let DeValue::String(text) = word.get_ref() else {
                    continue;
                };
                let key: String = fold_key(text)
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .collect();
                let before = seen.insert(key.clone(), name.get_ref().to_string());
                if key.is_empty() || before.is_some_and(|other| other != *name.get_ref()) {
                    self.bad_value(
                        &full,
                        word.span(),
                        "表头用词,每个词只归一个字段",
                        "a header word, each under one field only",
                    );
                }
            }
        }
    }

    fn list_item(&mut self, path: &str, kind: Kind, item: &Spanned<DeValue<'_>>) {
        match (kind, item.get_ref()) {
            (Kind::Patterns, DeValue::String(pattern)) if !is_safe_pattern(pattern) => {
                self.bad_value(
                    path,
                    item.span(),
                    "相对于设置文件的路径,不能用 .. 或绝对路径,如 \"safety/*\"",
                    "a path below this file's folder, without .., such as \"safety/*\"",
                );
            }
            (Kind::SomeOf(words), DeValue::String(word)) => {
                if !words.contains(&word.as_ref()) {
                    self.unknown_word(path, item.span(), word, words);
                }
            }
            (_, DeValue::String(_)) => {}
            (_, found) => self.wrong_type(path, Kind::Text, item.span(), found.type_str()),
        }
    }

    fn date(&mut self, path: &str, span: Range<usize>, day: &str) {
        if NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err() {
            self.bad_value(
                path,
                span,
                "存在的日期,写作 \"2025-03-24\"",
                "a day that exists, written \"2025-03-24\"",
            );
        }
    }

    /// The period must not end before it begins.
    fn period(&mut self, root: &DeTable<'_>) {
        let Some(DeValue::Table(period)) = root.get("period").map(|value| value.get_ref()) else {
            return;
        };
        let day = |name: &str| {
            let value = period.get(name)?;
            let text = match value.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Datetime(moment) => moment.to_string(),
                _ => return None,
            };
            Some((text.parse::<NaiveDate>().ok()?, value.span()))
        };
        if let (Some((from, _)), Some((to, span))) = (day("from"), day("to"))
            && to < from
        {
            let title = Text::new("核对期间的止日早于起日", "the period ends before it begins");
            let mistake = SettingsMistake::at("F506", self.file, self.text, span, title)
                .key("period.to")
                .expected(
                    format!("不早于 {from} 的日期"),
                    format!("a day not before {from}"),
                )
                .help("起止两日都计入", "both days count");
            self.mistakes.push(mistake);
        }
    }

    /// What lies in two bodies' folders would be counted by both.
    fn bodies_apart(&mut self, root: &DeTable<'_>) {
        let Some(DeValue::Array(bodies)) = root.get("bodies").map(|value| value.get_ref()) else {
            return;
        };
        let mut before: Vec<Vec<&str>> = Vec::new();
        for (at, body) in bodies.iter().enumerate() {
            let DeValue::Table(body) = body.get_ref() else {
                continue;
            };
            let Some(value) = body.get("folder") else {
                continue;
            };
            let DeValue::String(folder) = value.get_ref() else {
                continue;
            };
            let parts = folder.split(['/', '\\']);
            let parts: Vec<&str> = parts.filter(|part| !matches!(*part, "" | ".")).collect();
            let within = |one: &[&str], other: &[&str]| other.starts_with(one);
            let met = before
                .iter()
                .any(|other| within(other, &parts) || within(&parts, other));
            if parts.is_empty() || met {
                self.bad_value(
                    &format!("bodies[{at}].folder"),
                    value.span(),
                    "各主体各自的文件夹,互不相同也互不包含",
                    "a folder of its own, neither that of another body nor in or around it",
                );
            }
            before.push(parts);
        }
    }

    fn unknown(&mut self, path: &str, name: &str, span: Range<usize>, known: &[&str]) {
        let title = Text::new(
            format!("没有 {name} 这一项设置"),
            format!("there is no setting {name}"),
        );
        let (zh, en) = match nearest(name, known.iter().copied()) {
            Some(meant) => (format!("是否指 {meant}?"), format!("did you mean {meant}?")),
            None => {
                let shown = known.join(", ");
                (format!("可用的有:{shown}"), format!("known here: {shown}"))
            }
        };
        let mistake = SettingsMistake::at("F503", self.file, self.text, span, title)
            .key(path)
            .expected("已知的设置项", "a known key")
            .help(zh, en);
        self.mistakes.push(mistake);
    }

    fn unknown_word(&mut self, path: &str, span: Range<usize>, word: &str, known: &[&str]) {
        let quoted: Vec<String> = known.iter().map(|word| format!("\"{word}\"")).collect();
        let title = Text::new(
            format!("{path} 不能是 \"{word}\""),
            format!("{path} cannot be \"{word}\""),
        );
        let mut mistake = SettingsMistake::at("F505", self.file, self.text, span, title)
            .key(path)
            .expected(quoted.join(" 或 "), quoted.join(" or "));
        if let Some(meant) = nearest(word, known.iter().copied()) {
            mistake = mistake.help(
                format!("是否指 \"{meant}\"?"),
                format!("did you mean \"{meant}\"?"),
            );
        }
        self.mistakes.push(mistake);
    }

    fn bad_value(&mut self, path: &str, span: Range<usize>, zh: &str, en: &str) {
        let title = Text::new(
            format!("{path} 的值不可用"),
            format!("the value of {path} cannot be used"),
        );
        let mistake = SettingsMistake::at("F505", self.file, self.text, span, title)
            .key(path)
            .expected(zh, en);
        self.mistakes.push(mistake);
    }

    fn wrong_type(&mut self, path: &str, kind: Kind, span: Range<usize>, found: &str) {
        let title = Text::new(
            format!("{path} 的类型不对"),
            format!("{path} is of the wrong type"),
        );
        let (zh, en) = wanted(kind);
        let mistake = SettingsMistake::at("F504", self.file, self.text, span, title)
            .key(path)
            .expected(
                format!("{zh},而不是 {found}"),
                format!("{en}, not {}", with_article(found)),
            );
        self.mistakes.push(mistake);
    }
}

fn wanted(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Table(_) | Kind::TablePerSource(_) | Kind::HeaderByField | Kind::WordsByField => {
            ("表,如 [period]", "a table, such as [period]")
        }
        Kind::Text | Kind::File | Kind::Folder | Kind::OneOf(_) => {
            ("加引号的文字", "text in quotes")
        }
        Kind::Division => ("加引号的六位代码", "six digits in quotes"),
        Kind::Texts | Kind::Patterns | Kind::SomeOf(_) => {
            ("列表,如 [\"甲\", \"乙\"]", "a list, such as [\"a\", \"b\"]")
        }
        Kind::Date => ("日期,如 \"2025-03-24\"", "a date, such as \"2025-03-24\""),
        Kind::Days => ("整数天数,如 7", "a whole number of days, such as 7"),
        Kind::Count => ("整数,如 1024", "a whole number, such as 1024"),
        Kind::Seconds => ("整数秒数,如 60", "a whole number of seconds, such as 60"),
        Kind::Percent => ("百分数,如 10", "a whole number of per cent, such as 10"),
        Kind::Tables(_) => (
            "表的列表,如 [[bodies]]",
            "a list of tables, such as [[bodies]]",
        ),
        Kind::Flag => ("true 或 false", "true or false"),
    }
}

fn with_article(name: &str) -> String {
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

fn is_safe_pattern(pattern: &str) -> bool {
    let drive = pattern.as_bytes().get(1) == Some(&b':');
    !pattern.is_empty()
        && !drive
        && !pattern.contains("://")
        && !pattern.starts_with(['/', '\\', '~'])
        && !pattern.split(['/', '\\']).any(|part| part == "..")
}

fn joined(path: &str, name: &str) -> String {
    match path.is_empty() {
        true => name.to_string(),
        false => format!("{path}.{name}"),
    }
}
