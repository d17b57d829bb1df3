//! What a source brought, against what it brought before: records, columns, rows that cannot be
//! used.

use crate::model::{FieldName, GuardSettings, SourceProfile, Text};

/// A column is filled as long as half of the rows that were.
const STILL: u64 = 2;
/// Per cent of the rows in which a column must have been filled to be missed.
const FILLED_MIN: u64 = 20;

/// What a source is called in sentences.
pub fn called(name: &str) -> Text {
    match name {
        "safety" => Text::new("安全生产执法系统", "the safety system"),
        "platform" => Text::new("一体化平台", "the platform"),
        "plan" => Text::new("检查计划", "the plan"),
        "roster" => Text::new("企业名录", "the roster"),
        other => Text::new(format!("来源 {other}"), format!("the source {other}")),
    }
}

pub fn missing(name: &str, before: &SourceProfile) -> Text {
    let (called, records) = (called(name), before.records);
    Text::new(
        format!("{}没有读到记录,上次有 {records} 条", called.zh),
        format!(
            "{} brought no records; it had {records} last time",
            called.en
        ),
    )
}

/// The most records that a source had, and the run that had them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Most {
    pub run: String,
    pub records: u64,
}

/// Fewer records than last time, or than in any run since a person last accepted one: what a source
/// loses night after night, each time too little to be noticed, is lost as well.
pub fn shrunk(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    most: &Most,
    now: &SourceProfile,
) -> Option<Text> {
    let is = now.records;
    let kept = 100 - guards.shrink_percent.min(100);
    let is_less_than = |was: u64| is.saturating_mul(100) < was.saturating_mul(kept);
    let (called, was) = (called(name), before.records);
    if is_less_than(was) {
        return Some(Text::new(
            format!("{}的记录从 {was} 条减少到 {is} 条", called.zh),
            format!("the records of {} fell from {was} to {is}", called.en),
        ));
    }
    let Most { run, records } = most;
    is_less_than(*records).then(|| {
        Text::new(
            format!(
                "{}的记录自 {run} 的 {records} 条逐次减少到 {is} 条",
                called.zh
            ),
            format!(
                "the records of {} fell little by little from {records} in {run} to {is}",
                called.en
            ),
        )
    })
}

pub fn columns_gone(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    now: &SourceProfile,
) -> Option<Text> {
    // Whether lines are numbered tells nothing of the records.
    let is_gone = |field: &&String| *field != "sequence" && !now.columns.contains(field);
    let gone: Vec<&str> = before
        .columns
        .iter()
        .filter(is_gone)
        .map(String::as_str)
        .collect();
    if !guards.columns || gone.is_empty() {
        return None;
    }
    let (called, list) = (called(name), gone.join(", "));
    let headed: Vec<String> = gone.iter().map(|field| headed(field)).collect();
    Some(Text::new(
        format!(
            "{}缺少上次有的列:{}(可能已改名)",
            called.zh,
            headed.join("、")
        ),
        format!(
            "{} lacks columns it had: {list} (they may have been renamed)",
            called.en
        ),
    ))
}

/// A column that is there with next to nothing in it: rights or a filter of the export changed.
pub fn columns_emptied(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    now: &SourceProfile,
) -> Option<Text> {
    let share = |field: &str| now.filled.get(field).copied();
    let is_emptied = |field: &str, was: u64| {
        was >= FILLED_MIN && share(field).is_some_and(|is| is.saturating_mul(STILL) < was)
    };
    let emptied: Vec<(&String, u64)> = before
        .filled
        .iter()
        .filter(|(field, was)| is_emptied(field, **was))
        .map(|(field, was)| (field, *was))
        .collect();
    let (field, was) = *emptied.first().filter(|_| guards.columns)?;
    let is = share(field).unwrap_or_default();
    let (called, headed) = (called(name), headed(field));
    let (zh, en) = match emptied.len() - 1 {
        0 => (String::new(), String::new()),
        more => (
            format!("(另有 {more} 列)"),
            format!(" (and {more} more columns)"),
        ),
    };
    Some(Text::new(
        format!("{}的“{headed}”列从 {was}% 有值变为 {is}%{zh}", called.zh),
        format!(
            "the column {field} of {} was filled in {was}% of the rows and is in {is}%{en}",
            called.en
        ),
    ))
}

/// A field as a report heads its column.
pub fn headed(field: &str) -> String {
    let known: Result<FieldName, _> = serde_json::from_value(field.into());
    known.map_or(field.to_string(), |field| field.zh().to_string())
}

pub fn more_rejected(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    now: &SourceProfile,
) -> Option<Text> {
    let share = |source: &SourceProfile| match source.records + source.rejected {
        0 => 0.0,
        rows => source.rejected as f64 * 100.0 / rows as f64,
    };
    let (was, is) = (share(before), share(now));
    let more = now.rejected.saturating_sub(before.rejected);
    if is - was <= guards.reject_points as f64 || more < super::SEVERAL {
        return None;
    }
    let called = called(name);
    Some(Text::new(
        format!("{}被拒收的行从 {was:.1}% 升到 {is:.1}%", called.zh),
        format!(
            "rejected rows of {} rose from {was:.1}% to {is:.1}%",
            called.en
        ),
    ))
}
