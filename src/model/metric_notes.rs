//! What the keys of `metrics.json` mean. `docs/metrics.md` is this list.

use super::{Cause, Measure, Register};
use serde::Deserialize;
use std::sync::LazyLock;

/// One key, or with `<…>` in it a family of keys.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MetricNote {
    pub key: String,
    pub unit: String,
    pub zh: String,
    pub en: String,
}

/// Breakdowns: the first part of their keys, with their titles.
pub const BREAKDOWNS: &[(&str, &str, &str)] = &[
    ("month", "按月份", "By month"),
    ("town", "按乡镇街道", "By town"),
    ("industry", "按行业", "By industry"),
    ("route", "按检查途径", "By route"),
    ("basis", "按检查依据", "By basis"),
    ("office", "按承办机构", "By office"),
    ("officer", "按执法人员", "By officer"),
    ("category", "按企业类别", "By enterprise category"),
];

/// What a breakdown counts: the last part of its keys.
pub const COUNTED: &[(&str, &str, &str, &str)] = &[
    ("inspections", "次", "检查次数", "inspections"),
    (
        "enterprises",
        "家",
        "检查企业",
        "distinct objects inspected",
    ),
    ("codes", "次", "赋码次数", "codes"),
    ("coded", "次", "已赋码检查", "inspections with a code"),
    ("scanned", "次", "已扫码的码", "codes that were scanned"),
    (
        "rate",
        "%",
        "有码检查率",
        "share of inspections with a code",
    ),
];

/// The keys that are not made of others, in the order of the page.
static PLAIN: LazyLock<Vec<MetricNote>> = LazyLock::new(|| {
    let list = include_str!("metric_notes.csv").as_bytes();
    let notes = csv::Reader::from_reader(list).into_deserialize();
    notes
        .collect::<Result<_, _>>()
        .expect("the shipped list has a key, a unit and two meanings in each line")
});

fn note(key: &str, unit: &str, zh: String, en: String) -> MetricNote {
    MetricNote {
        key: key.to_string(),
        unit: unit.to_string(),
        zh,
        en,
    }
}

/// Every key that a run with these registers can have.
pub fn metric_notes(registers: &[Register]) -> Vec<MetricNote> {
    let breakdowns = BREAKDOWNS.iter().flat_map(|(table, zh, en)| {
        COUNTED.iter().map(move |(column, unit, what, told)| {
            let key = format!("{table}.<…>.{column}");
            note(&key, unit, format!("{zh} {what}"), format!("{en}: {told}"))
        })
    });
    let measures = registers.iter().flat_map(|register| &register.measures);
    let counted = measures.flat_map(|measure: &Measure| {
        let keys = measure.keys().into_iter();
        keys.map(move |(key, zh, en)| note(&key, &measure.unit, zh, en))
    });
    let plain = PLAIN.iter().cloned();
    plain.chain(breakdowns).chain(counted).collect()
}

/// What a key means; `None` where nobody said.
pub fn metric_note(registers: &[Register], key: &str) -> Option<MetricNote> {
    let plain = |asked: &str| PLAIN.iter().find(|known| known.key == asked);
    if let Some(code) = key.strip_prefix("cause.") {
        let cause = Cause::ALL.iter().find(|cause| cause.code() == code)?;
        let entry = cause.entry();
        return Some(note(key, "次", entry.zh.into(), entry.en.into()));
    }
    if let Some(rest) = key.strip_prefix("counting.")
        && let Some((preset, what)) = rest.split_once('.')
    {
        let family = plain(match what.strip_prefix("less.") {
            Some(_) => "counting.<PRESET>.less.<RULE>",
            None => "counting.<PRESET>.total",
        })?;
        let (zh, en) = (&family.zh, &family.en);
        let (zh, en) = (format!("{preset} {zh}"), format!("{preset}: {en}"));
        return Some(note(key, &family.unit, zh, en));
    }
    if let Some((table, rest)) = key.split_once('.')
        && let Some((label, column)) = rest.rsplit_once('.')
        && let Some((_, zh, en)) = BREAKDOWNS.iter().find(|(known, ..)| *known == table)
        && let Some((_, unit, what, told)) = COUNTED.iter().find(|(known, ..)| *known == column)
    {
        let (zh, en) = (
            format!("{zh} {label} {what}"),
            format!("{en}, {label}: {told}"),
        );
        return Some(note(key, unit, zh, en));
    }
    if let Some(known) = plain(key) {
        return Some(known.clone());
    }
    let measures = registers.iter().flat_map(|register| &register.measures);
    let mut of_registers = measures.filter(|measure| key.starts_with(&measure.key));
    of_registers.find_map(|measure| {
        let mut keys = measure.keys().into_iter();
        let (_, zh, en) = keys.find(|(known, ..)| known == key)?;
        Some(note(key, &measure.unit, zh, en))
    })
}

/// The page of every key.
pub fn metrics_page(registers: &[Register]) -> String {
    let mut page = String::from(
        "# Keys of metrics.json\n\n\
         One flat object: key → number. Absent data is `null`, never 0. Counts are whole numbers; \
         rates are fractions (0.668435 for 66.8 %); amounts whose key ends in `_fen` are whole \
         fen (1,334,000 yuan is 133400000). `<…>` stands for a label of the data: \
         `town.东郊乡.codes`. Keys of a register are `null` unless a table of it was read; a \
         table without the column is no data either. Keys are added, never renamed.\n\n\
         This page is made from `src/model/metric_notes.rs`, the list beside it and \
         `src/model/registers/shipped.toml`; a test compares it.\n\n\
         | key | unit | 含义 | meaning |\n|---|---|---|---|\n",
    );
    for note in metric_notes(registers) {
        let MetricNote { key, unit, zh, en } = note;
        page.push_str(&format!("| `{key}` | {unit} | {zh} | {en} |\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_keys_is_up_to_date() {
        let page = metrics_page(Register::shipped());
        if std::env::var_os("HEDUI_BLESS").is_some() {
            std::fs::write("docs/metrics.md", &page).unwrap();
        }
        assert!(
            include_str!("../../docs/metrics.md") == page,
            "docs/metrics.md: HEDUI_BLESS=1"
        );
    }

    #[test]
    fn keys_of_every_shape_have_a_note() {
        let zh = |key: &str| metric_note(Register::shipped(), key).map(|note| note.zh);
        assert_eq!(zh("gap.net").as_deref(), Some("净差:检查次数减赋码次数"));
        assert_eq!(
            zh("town.东郊乡.coded").as_deref(),
            Some("按乡镇街道 东郊乡 已赋码检查")
        );
        assert_eq!(zh("penalties.class.fine").as_deref(), Some("行政处罚:罚款"));
        assert_eq!(zh("cause.A15").as_deref(), Some("平台不支持该事项或途径"));
        assert_eq!(zh("cause.Z15"), None);
    }
}
