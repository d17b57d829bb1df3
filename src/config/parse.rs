//! Bytes of a settings file to settings: encoding, TOML, the check, the types.

use super::check;
use super::mistake::SettingsMistake;
use crate::model::{CapFile, CapPreset, Register, RegisterFile, Rule, RuleFile, Settings, Text};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// Settings from the bytes of a file; `file` is its name in messages.
pub fn settings(file: &str, bytes: &[u8]) -> Result<Settings, Vec<SettingsMistake>> {
    let (text, value) = checked(file, bytes, check::table)?;
    serde_json::from_value(value).map_err(|error| untypable(file, &text, &error))
}

/// Header words by field from the bytes of a file that holds nothing else.
pub fn words(
    file: &str,
    bytes: &[u8],
) -> Result<BTreeMap<String, Vec<String>>, Vec<SettingsMistake>> {
    let (text, value) = checked(file, bytes, check::words)?;
    serde_json::from_value(value).map_err(|error| untypable(file, &text, &error))
}

/// Registers from the bytes of a file that describes them.
pub fn registers(file: &str, bytes: &[u8]) -> Result<Vec<Register>, Vec<SettingsMistake>> {
    let (text, read): (String, RegisterFile) = described(file, bytes)?;
    let flawed = read.register.iter().find_map(|register| {
        let title = |flaw: &str| {
            Text::new(
                format!("台账 {} 的描述不成立:{flaw}", register.name),
                format!("register {} does not fit together: {flaw}", register.name),
            )
        };
        let flaw = register.flaw()?;
        let mistake = flawed(file, &text, &flaw, title(&flaw)).expected(
            "key、tells、period、where 和 column 中的名称都是 columns 里的列",
            "names in key, tells, period, where and column are names of columns",
        );
        Some(mistake)
    });
    flawed.map_or(Ok(read.register), |mistake| Err(vec![mistake]))
}

/// Cross-footing rules from the bytes of a file of them.
pub fn rules(file: &str, bytes: &[u8]) -> Result<Vec<Rule>, Vec<SettingsMistake>> {
    let (text, read): (String, RuleFile) = described(file, bytes)?;
    let mistakes: Vec<SettingsMistake> = read
        .rule
        .iter()
        .filter_map(|rule| {
            let flaw = rule.flaw()?;
            let title = Text::new(
                format!("规则 {} 无法计算:{flaw}", rule.id),
                format!("rule {} cannot be read: {flaw}", rule.id),
            );
            let mistake = flawed(file, &text, &rule.holds, title).expected(
                "两个算式,中间是 == <= >= < > 之一,如 {a.b} == {c.d} + {e.*.f}",
                "two sums with one of == <= >= < > between them: {a.b} == {c.d} + {e.*.f}",
            );
            Some(mistake)
        })
        .collect();
    match mistakes.is_empty() {
        true => Ok(read.rule),
        false => Err(mistakes),
    }
}

/// Sets of caps from the bytes of a file of them.
pub fn caps(file: &str, bytes: &[u8]) -> Result<Vec<CapPreset>, Vec<SettingsMistake>> {
    let (_, read): (String, CapFile) = described(file, bytes)?;
    Ok(read.preset)
}

/// A mistake at the first place where its words stand in quotes.
fn flawed(file: &str, text: &str, words: &str, title: Text) -> SettingsMistake {
    let quoted = format!("\"{words}\"");
    let at = text.find(&quoted).unwrap_or(0);
    SettingsMistake::at("F505", file, text, at..at + quoted.len(), title)
}

/// The text of a data file and what its reader makes of it, or what the reader says of a key or
/// value, at its place.
fn described<T: serde::de::DeserializeOwned>(
    file: &str,
    bytes: &[u8],
) -> Result<(String, T), Vec<SettingsMistake>> {
    let text = decoded(file, bytes)?;
    let read = toml::from_str(&text).map_err(|error: toml::de::Error| {
        let message = error.message().lines().next().unwrap_or_default();
        let title = Text::new(
            format!("文件内容无法理解({message})"),
            format!("this cannot be understood: {message}"),
        );
        let span = error.span().unwrap_or(0..0);
        vec![SettingsMistake::at("F505", file, &text, span, title)]
    });
    read.map(|read| (text, read))
}

type Checker = fn(&str, &str, &DeTable<'_>, &mut Vec<SettingsMistake>);

/// The text and the plain values of a file that is valid TOML and passes its check.
fn checked(
    file: &str,
    bytes: &[u8],
    check: Checker,
) -> Result<(String, Value), Vec<SettingsMistake>> {
    let text = decoded(file, bytes)?;
    let (table, errors) = DeTable::parse_recoverable(&text);
    // Of several complaints about one spot the last is the innermost, which says most.
    let mut mistakes: Vec<SettingsMistake> = errors
        .iter()
        .rev()
        .map(|error| syntax_mistake(file, &text, error))
        .collect();
    check(file, &text, table.get_ref(), &mut mistakes);
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|mistake| (mistake.line, mistake.span.start));
        mistakes.dedup_by_key(|mistake| (mistake.line, mistake.span.clone()));
        return Err(mistakes);
    }
    let value = json_table(table.get_ref());
    Ok((text, value))
}

/// UTF-8 with or without BOM; else GB18030, which an editor on a Chinese Windows may have saved.
fn decoded(file: &str, bytes: &[u8]) -> Result<String, Vec<SettingsMistake>> {
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(plain) {
        return Ok(text.to_string());
    }
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(plain) {
        Some(text) if !plain.contains(&0) => Ok(text.into_owned()),
        _ => {
            let title = Text::new("设置文件不是文本文件", "the settings file is not text");
            let mut mistake = SettingsMistake::at("F501", file, "", 0..0, title)
                .expected("UTF-8 编码的文本文件", "a text file in UTF-8")
                .help("用记事本另存为 UTF-8", "save it as UTF-8");
            mistake.line = 0;
            Err(vec![mistake])
        }
    }
}

fn syntax_mistake(file: &str, text: &str, error: &toml::de::Error) -> SettingsMistake {
    let message = error.message().lines().next().unwrap_or_default();
    let title = Text::new(
        format!("不是有效的 TOML 写法({message})"),
        format!("this is not valid TOML: {message}"),
    );
    let span = error.span().unwrap_or(0..0);
    SettingsMistake::at("F502", file, text, span, title).help(
        "文字要加双引号,列表写成 [\"甲\", \"乙\"],表名写成 [period]",
        "text needs double quotes, lists read [\"a\", \"b\"], tables [period]",
    )
}

fn untypable(file: &str, text: &str, error: &serde_json::Error) -> Vec<SettingsMistake> {
    let title = Text::new("设置无法理解", "the settings cannot be understood");
    let message = error.to_string();
    vec![
        SettingsMistake::at("F505", file, text, 0..0, title)
            .expected(message.as_str(), message.as_str()),
    ]
}

fn json_table(table: &DeTable<'_>) -> Value {
    let pairs = table
        .iter()
        .map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref())));
    Value::Object(pairs.collect::<Map<_, _>>())
}

/// Dates without quotes become the text they would have been with quotes.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => text.to_string().into(),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .map_or(Value::Null, Value::from),
        DeValue::Boolean(flag) => (*flag).into(),
        DeValue::Datetime(moment) => moment.to_string().into(),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(inner) => json_table(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_windows_editors_are_read() {
        let text = "[body]\nnames = [\"湘乡市应急管理局\"]\n";
        let (gbk, _, _) = encoding_rs::GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &gbk, &marked] {
            let settings = settings("f", bytes).unwrap();
            assert_eq!(settings.body.names, ["湘乡市应急管理局"]);
        }
        let mistakes = settings("f", b"\x00\xff\xfe\x00").unwrap_err();
        assert_eq!((mistakes[0].rule, mistakes[0].line), ("F501", 0));
    }

    #[test]
    fn mistakes_of_different_kinds_come_back_together_in_line_order() {
        let text = "[perod]\nfrom = \"2025-01-01\"\n[platform]\ngolive = 1\n\
                    makeup_deadline_days = \"seven\"\nitems = \"all\"\n[body]\nnames = [\n";
        let mistakes = settings("f", text.as_bytes()).unwrap_err();
        let found: Vec<_> = mistakes.iter().map(|m| (m.rule, m.line)).collect();
        for expected in [("F503", 1), ("F503", 4), ("F504", 5), ("F504", 6)] {
            assert!(found.contains(&expected), "{expected:?} not in {found:?}");
        }
        assert!(found.iter().any(|(rule, _)| *rule == "F502"), "{found:?}");
        assert!(found.is_sorted_by_key(|(_, line)| *line));
    }

    #[test]
    fn limits_are_whole_numbers_above_zero() {
        let read = settings("f", b"[limits]\ncells = 1000\nfile_mb = 64\n").unwrap();
        assert_eq!((read.limits.cells, read.limits.file_mb), (1000, 64));
        assert_eq!(read.limits.members, crate::model::Limits::default().members);
        for wrong in [
            "cells = 0",
            "inflated_mb = -1",
            "file_mb = 5_000_000_000",
            "members = \"many\"",
        ] {
            let text = format!("[limits]\n{wrong}\n");
            let mistakes = settings("f", text.as_bytes()).unwrap_err();
            assert!(matches!(mistakes[0].rule, "F504" | "F505"), "{wrong}");
        }
    }
}
