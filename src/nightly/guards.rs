//! What keeps a run from being published: it differs from the last one in a way that exports do
//! not by themselves.

use crate::history::JUDGEMENTS;
use crate::model::{
    Books, FieldName, Figure, GuardSettings, Metrics, Profile, RememberedRun, Severity,
    SourceProfile, Text,
};
use std::collections::BTreeSet;

/// So many inspections and codes of which none belong together are no accident.
const ENOUGH: i64 = 10;

/// What the guards look at.
#[derive(Debug, Default)]
pub struct Tonight<'b> {
    pub profile: Profile,
    pub metrics: Metrics,
    /// Files and members of archives that are there.
    pub inputs: Vec<&'b str>,
    /// Files and archives that could not be read as a whole.
    pub broken: Vec<&'b str>,
}

impl Tonight<'_> {
    pub fn of<'b>(books: &'b Books, profile: &Profile) -> Tonight<'b> {
        let refused = books
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::FileRejected);
        let inputs = books.extracted.inputs.iter();
        Tonight {
            profile: profile.clone(),
            metrics: books.metrics.clone(),
            inputs: inputs.map(|input| input.path.as_str()).collect(),
            broken: refused.map(|finding| finding.file.as_str()).collect(),
        }
    }
}

/// Why the results should be looked at before they are published; none where nothing is strange.
pub fn objections(
    guards: &GuardSettings,
    last: Option<&RememberedRun>,
    tonight: &Tonight,
) -> Vec<Text> {
    let Tonight {
        profile, metrics, ..
    } = tonight;
    let Some(last) = last else {
        return nothing_belongs_together(metrics).into_iter().collect();
    };
    if let Some(other) = other_period(&last.metrics, metrics) {
        // Of another year everything differs.
        return vec![other];
    }
    let empty = SourceProfile::default();
    let mut found: Vec<Text> = broken_since(last, &tonight.broken)
        .or_else(|| emptied(last, tonight))
        .into_iter()
        .collect();
    for (name, before) in &last.profile {
        if name == "unknown" || before.records == 0 {
            continue;
        }
        let now = profile.get(name).unwrap_or(&empty);
        if name == JUDGEMENTS {
            found.extend(judgements_lost(before, now));
            continue;
        }
        if now.records == 0 {
            found.push(missing(name, before));
            continue;
        }
        found.extend(shrunk(guards, name, before, now));
        found.extend(columns_gone(guards, name, before, now));
        found.extend(more_rejected(guards, name, before, now));
    }
    found.extend(coverage_moved(guards, &last.metrics, metrics));
    found
}

/// What a source is called in sentences.
fn called(name: &str) -> Text {
    match name {
        "safety" => Text::new("安全生产执法系统", "the safety system"),
        "platform" => Text::new("一体化平台", "the platform"),
        "plan" => Text::new("检查计划", "the plan"),
        "roster" => Text::new("企业名录", "the roster"),
        other => Text::new(format!("来源 {other}"), format!("the source {other}")),
    }
}

/// On a first night, when there is no other to compare with: a wrong body, year or file.
fn nothing_belongs_together(metrics: &Metrics) -> Option<Text> {
    let [inspections, codes, coded] =
        ["inspections.total", "codes.total", "coverage.coded"].map(|key| metrics.count(key));
    let (inspections, codes) = (inspections?, codes?);
    (inspections >= ENOUGH && codes >= ENOUGH && coded == Some(0)).then(|| {
        Text::new(
            format!(
                "检查 {inspections} 次、赋码 {codes} 次,无一有码:请核对 body.names、期间和文件"
            ),
            format!(
                "none of {inspections} inspections has one of {codes} codes: look at body.names, \
                 the period and the files"
            ),
        )
    })
}

/// The two runs have no month in common.
fn other_period(before: &Metrics, now: &Metrics) -> Option<Text> {
    let [was, is] = [before, now].map(months);
    let (was_first, was_last) = (was.first()?, was.last()?);
    let (first, last) = (is.first()?, is.last()?);
    was.is_disjoint(&is).then(|| {
        Text::new(
            format!("期间与上次不同:上次 {was_first} 至 {was_last},本次 {first} 至 {last}"),
            format!(
                "the period is another: {was_first} to {was_last} last time, now {first} to {last}"
            ),
        )
    })
}

/// Months with inspections or codes.
fn months(metrics: &Metrics) -> BTreeSet<&str> {
    let counts = metrics
        .iter()
        .filter(|(_, figure)| matches!(figure, Figure::Count(count) if *count > 0));
    let keys = counts.filter_map(|(key, _)| key.strip_prefix("month."));
    keys.filter_map(|rest| rest.get(..7)).collect()
}

/// A file that brought rows last time and cannot be read now, however few they were.
fn broken_since(last: &RememberedRun, broken: &[&str]) -> Option<Text> {
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
fn emptied(last: &RememberedRun, tonight: &Tonight) -> Option<Text> {
    let brings = |file: &String| tonight.profile.values().any(|s| s.files.contains(file));
    let mut known = last.profile.values().flat_map(|source| &source.files);
    let file = known.find(|file| tonight.inputs.contains(&file.as_str()) && !brings(file))?;
    Some(Text::new(
        format!("文件 {file} 上次有记录,本次一行也没有"),
        format!("the file {file} brought rows last time and none now"),
    ))
}

/// Judgements are only ever added: fewer than before were lost, and the figures with them.
fn judgements_lost(before: &SourceProfile, now: &SourceProfile) -> Option<Text> {
    let (was, is) = (before.records, now.records);
    (is < was).then(|| {
        Text::new(
            format!("人工判定从 {was} 条减少到 {is} 条(请从备份恢复 judgements.jsonl)"),
            format!("judgements fell from {was} to {is} (restore judgements.jsonl from a copy)"),
        )
    })
}

fn missing(name: &str, before: &SourceProfile) -> Text {
    let (called, records) = (called(name), before.records);
    Text::new(
        format!("{}没有读到记录,上次有 {records} 条", called.zh),
        format!(
            "{} brought no records; it had {records} last time",
            called.en
        ),
    )
}

fn shrunk(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    now: &SourceProfile,
) -> Option<Text> {
    let (was, is) = (before.records, now.records);
    let floor = was.saturating_mul(100 - guards.shrink_percent.min(100));
    if is.saturating_mul(100) >= floor {
        return None;
    }
    let called = called(name);
    Some(Text::new(
        format!("{}的记录从 {was} 条减少到 {is} 条", called.zh),
        format!("the records of {} fell from {was} to {is}", called.en),
    ))
}

fn columns_gone(
    guards: &GuardSettings,
    name: &str,
    before: &SourceProfile,
    now: &SourceProfile,
) -> Option<Text> {
    let is_gone = |field: &&String| !now.columns.contains(field);
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

/// A field as a report heads its column.
fn headed(field: &str) -> String {
    let known: Result<FieldName, _> = serde_json::from_value(field.into());
    known.map_or(field.to_string(), |field| field.zh().to_string())
}

fn more_rejected(
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
    if is - was <= guards.reject_points as f64 {
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

fn coverage_moved(guards: &GuardSettings, before: &Metrics, now: &Metrics) -> Option<Text> {
    let (was, is) = (rate(before)?, rate(now)?);
    if (is - was).abs() <= guards.coverage_points as f64 {
        return None;
    }
    Some(Text::new(
        format!("有码检查率从 {was:.1}% 变为 {is:.1}%"),
        format!("the coverage moved from {was:.1}% to {is:.1}%"),
    ))
}

/// The coverage in per cent, where the run has one.
pub fn rate(metrics: &Metrics) -> Option<f64> {
    match metrics.get("coverage.rate")? {
        Figure::Ratio(rate) | Figure::Real(rate) => Some(rate * 100.0),
        Figure::Count(whole) => Some(whole as f64 * 100.0),
        Figure::Absent => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(records: u64, rejected: u64, columns: &[&str]) -> Profile {
        let source = SourceProfile {
            records,
            rejected,
            columns: columns.iter().map(|name| name.to_string()).collect(),
            ..SourceProfile::default()
        };
        Profile::from([("safety".to_string(), source)])
    }

    fn coverage(rate: f64) -> Metrics {
        let mut metrics = Metrics::default();
        metrics.set("coverage.rate", Figure::Ratio(rate));
        metrics
    }

    fn found(profile: &Profile, rate: f64) -> Vec<String> {
        let last = RememberedRun {
            profile: self::profile(100, 1, &["enterprise", "date_start"]),
            metrics: coverage(0.66),
            ..RememberedRun::default()
        };
        let now = coverage(rate);
        let tonight = Tonight {
            profile: profile.clone(),
            metrics: now,
            ..Tonight::default()
        };
        objections(&GuardSettings::default(), Some(&last), &tonight)
            .into_iter()
            .map(|text| text.en)
            .collect()
    }

    #[test]
    fn each_guard_objects_to_its_own() {
        let columns = ["enterprise", "date_start"];
        assert!(found(&profile(90, 1, &columns), 0.75).is_empty());
        for (now, rate, word) in [
            (Profile::new(), 0.66, "no records"),
            (profile(89, 1, &columns), 0.66, "fell from 100 to 89"),
            (profile(100, 1, &["enterprise"]), 0.66, "date_start"),
            (profile(100, 20, &columns), 0.66, "rejected rows"),
            (profile(100, 1, &columns), 0.50, "coverage moved"),
        ] {
            let told = found(&now, rate);
            assert_eq!(headed("date_start"), "检查日期");
            assert!(
                told.len() == 1 && told[0].contains(word),
                "{word}: {told:?}"
            );
        }
    }

    #[test]
    fn judgements_are_never_fewer() {
        let kept = |records| {
            let source = SourceProfile {
                records,
                ..SourceProfile::default()
            };
            Profile::from([(JUDGEMENTS.to_string(), source)])
        };
        let last = RememberedRun {
            profile: kept(3),
            ..RememberedRun::default()
        };
        for (now, objects) in [
            (kept(4), 0),
            (kept(3), 0),
            (kept(2), 1),
            (Profile::new(), 1),
        ] {
            let guards = GuardSettings::default();
            let tonight = Tonight {
                profile: now,
                ..Tonight::default()
            };
            let found = objections(&guards, Some(&last), &tonight);
            assert_eq!(found.len(), objects, "{found:?}");
        }
    }

    #[test]
    fn on_a_first_night_something_must_belong_together() {
        for (inspections, codes, coded, objects) in
            [(90, 79, 0, 1), (90, 79, 1, 0), (9, 79, 0, 0), (90, 0, 0, 0)]
        {
            let mut metrics = Metrics::default();
            metrics.set("inspections.total", Figure::Count(inspections));
            metrics.set("codes.total", Figure::Count(codes));
            metrics.set("coverage.coded", Figure::Count(coded));
            let guards = GuardSettings::default();
            let tonight = Tonight {
                metrics,
                ..Tonight::default()
            };
            let found = objections(&guards, None, &tonight);
            assert_eq!(found.len(), objects, "{found:?}");
        }
    }

    #[test]
    fn another_year_is_one_reason() {
        let of = |months: &[&str]| {
            let mut metrics = coverage(0.66);
            for month in months {
                metrics.push(format!("month.{month}.inspections"), Figure::Count(3));
            }
            metrics
        };
        let last = RememberedRun {
            profile: profile(100, 0, &[]),
            metrics: of(&["2025-01", "2025-12"]),
            ..RememberedRun::default()
        };
        let found = |months: &[&str], records| {
            let tonight = Tonight {
                profile: profile(records, 0, &[]),
                metrics: of(months),
                ..Tonight::default()
            };
            objections(&GuardSettings::default(), Some(&last), &tonight)
        };
        assert!(found(&["2025-12", "2026-01"], 100).is_empty());
        let told = found(&["2026-01", "2026-02"], 3);
        assert_eq!(told.len(), 1);
        assert!(told[0].en.contains("2025-01 to 2025-12"), "{told:?}");
    }

    #[test]
    fn a_file_that_was_read_before_must_be_readable_still() {
        let mut kept = profile(100, 0, &[]);
        let files = &mut kept.get_mut("safety").unwrap().files;
        files.extend(["6月.xls".to_string(), "all.zip!/7月.xls".to_string()]);
        let last = RememberedRun {
            profile: kept.clone(),
            ..RememberedRun::default()
        };
        let found = |profile: &Profile, inputs: &[&'static str], broken: &[&'static str]| {
            let tonight = Tonight {
                profile: profile.clone(),
                metrics: Metrics::default(),
                inputs: inputs.to_vec(),
                broken: broken.to_vec(),
            };
            objections(&GuardSettings::default(), Some(&last), &tonight).len()
        };
        let all = ["6月.xls", "all.zip", "all.zip!/7月.xls", "note.xlsx"];
        for (broken, objects) in [
            (&[][..], 0),
            (&["note.xlsx"], 0),
            (&["note.xlsx", "6月.xls"], 1),
            (&["all.zip"], 1),
            (&["all.zip!/7月.xls"], 1),
        ] {
            assert_eq!(found(&kept, &all, broken), objects, "{broken:?}");
        }
        // Still there without rows; gone, or under another name.
        kept.get_mut("safety").unwrap().files.remove(0);
        assert_eq!(found(&kept, &all, &[]), 1);
        assert_eq!(found(&kept, &all[1..], &[]), 0);
    }
}
