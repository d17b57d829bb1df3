//! The files of last time: read then, and broken, empty, shorter, cut off or gone now.

use super::Tonight;
use super::source::called;
use crate::model::{GuardSettings, RememberedRun, SourceProfile, Text};

/// Rows that a file may lose to corrections.
const FEW: u64 = 5;

/// A file that brought rows last time and cannot be read now, however few they were.
pub fn broken_since(last: &RememberedRun, broken: &[&str]) -> Option<Text> {
    let known = || last.profile.values().flat_map(|source| &source.files);
    let is_of = |file: &str, known: &String| {
        let member = known.strip_prefix(file);
        member.is_some_and(|rest| rest.is_empty() || rest.starts_with("!/"))
    };
    let file = broken.iter().find(|file| known().any(|k| is_of(file, k)))?;
    Some(Text::new(
        format!("文件 {file} 上次可读,现已无法读取"),
        format!("the file {file} was read last time and cannot be read now"),
    ))
}

/// A file that brought rows last time, is still there and brings none: an export that failed.
pub fn emptied(last: &RememberedRun, tonight: &Tonight) -> Option<Text> {
    let brings = |file: &String| tonight.profile.values().any(|s| s.files.contains(file));
    let mut known = last.profile.values().flat_map(|source| &source.files);
    let file = known.find(|file| tonight.inputs.contains(&file.as_str()) && !brings(file))?;
    Some(Text::new(
        format!("文件 {file} 上次有记录,本次一行也没有"),
        format!("the file {file} brought rows last time and none now"),
    ))
}

/// A file that ends within a row, and did not last time.
pub fn cut_off(last: Option<&RememberedRun>, tonight: &Tonight) -> Option<Text> {
    let was_cut = |file: &str| {
        let known = last.into_iter().flat_map(|last| last.profile.values());
        known
            .flat_map(|source| &source.cut_off)
            .any(|known| known == file)
    };
    let mut cut = tonight.profile.values().flat_map(|source| &source.cut_off);
    let file = cut.find(|file| !was_cut(file))?;
    Some(Text::new(
        format!("文件 {file} 在一行的中间结束,可能没有传完"),
        format!("the file {file} ends within a row: it may have been cut off"),
    ))
}

/// A source has fewer records, and one of its files is gone or much shorter: a month may be no more
/// than its share of the year. Rows that only moved to another file are not missed.
pub fn fewer(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    now: &SourceProfile,
    inputs: &[&str],
) -> Option<Text> {
    let lost = before
        .records
        .checked_sub(now.records)
        .filter(|lost| *lost > 0)?;
    let is_there = |file: &str| inputs.contains(&file) || now.brought.contains_key(file);
    let kept = 100 - guards.shrink_percent.min(100);
    for (file, was) in before.brought.iter().filter(|(_, was)| **was > 0) {
        let is = now.brought.get(file).copied().unwrap_or_default();
        if !is_there(file) && lost.saturating_mul(2) >= *was {
            let called = called(name);
            return Some(Text::new(
                format!(
                    "文件 {file}({was} 条记录)不见了,{}少了 {lost} 条记录",
                    called.zh
                ),
                format!(
                    "the file {file} with {was} records is gone, and {} has {lost} records fewer",
                    called.en
                ),
            ));
        }
        let is_shorter = is.saturating_mul(100) < was.saturating_mul(kept);
        if is_there(file) && is_shorter && was - is >= FEW && lost >= FEW {
            return Some(Text::new(
                format!("文件 {file} 的记录从 {was} 条减少到 {is} 条"),
                format!("the records of the file {file} fell from {was} to {is}"),
            ));
        }
    }
    None
}
