//! Each guard by what it objects to.

use super::source::headed;
use super::*;
use crate::model::Figure;

fn after(last: RememberedRun) -> Before {
    Before {
        last,
        ..Before::default()
    }
}

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
    objections(
        &GuardSettings::default(),
        Some(&after(last.clone())),
        &tonight,
    )
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
fn lines_may_be_numbered_or_not() {
    let numbered = profile(100, 1, &["sequence", "enterprise"]);
    let last = RememberedRun {
        profile: numbered,
        ..RememberedRun::default()
    };
    let tonight = Tonight {
        profile: profile(100, 1, &["enterprise"]),
        ..Tonight::default()
    };
    let found = objections(&GuardSettings::default(), Some(&after(last)), &tonight);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_coverage_of_a_few_inspections_moves_by_itself() {
    let of = |coded: i64, all: i64| {
        let mut metrics = coverage(coded as f64 / all as f64);
        metrics.set("inspections.total", Figure::Count(all));
        metrics
    };
    for (was, is, objects) in [
        ((8, 11), (9, 15), 0),
        ((8, 11), (5, 12), 1),
        ((80, 110), (62, 110), 1),
        ((80, 110), (72, 110), 0),
    ] {
        let last = RememberedRun {
            metrics: of(was.0, was.1),
            ..RememberedRun::default()
        };
        let tonight = Tonight {
            metrics: of(is.0, is.1),
            ..Tonight::default()
        };
        let found = objections(&GuardSettings::default(), Some(&after(last)), &tonight);
        assert_eq!(found.len(), objects, "{was:?} {is:?}: {found:?}");
    }
}

#[test]
fn one_bad_row_of_a_dozen_is_no_jump() {
    for (rejected, objects) in [(1, 0), (2, 0), (3, 1)] {
        let last = RememberedRun {
            profile: profile(12, 0, &[]),
            ..RememberedRun::default()
        };
        let tonight = Tonight {
            profile: profile(12, rejected, &[]),
            ..Tonight::default()
        };
        let found = objections(&GuardSettings::default(), Some(&after(last)), &tonight);
        assert_eq!(found.len(), objects, "{rejected}: {found:?}");
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
        let found = objections(&guards, Some(&after(last.clone())), &tonight);
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
        objections(
            &GuardSettings::default(),
            Some(&after(last.clone())),
            &tonight,
        )
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
            ..Tonight::default()
        };
        objections(
            &GuardSettings::default(),
            Some(&after(last.clone())),
            &tonight,
        )
        .len()
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

#[test]
fn what_goes_little_by_little_is_missed_at_last() {
    let run = |name: &str, records, accepted| RememberedRun {
        name: name.to_string(),
        profile: profile(records, 0, &[]),
        accepted,
        ..RememberedRun::default()
    };
    let found = |runs: &[RememberedRun], records| {
        let before = Before {
            last: runs.last().unwrap().clone(),
            runs: runs.to_vec(),
            ..Before::default()
        };
        let tonight = Tonight {
            profile: profile(records, 0, &[]),
            ..Tonight::default()
        };
        objections(&GuardSettings::default(), Some(&before), &tonight)
    };
    let [first, second, third] = [("a", 100), ("b", 95), ("c", 91)].map(|(n, r)| run(n, r, false));
    let all = [first.clone(), second.clone(), third];
    assert!(found(&all, 90).is_empty());
    let told = found(&all, 89);
    assert_eq!(told.len(), 1);
    assert!(told[0].en.contains("from 100 in a to 89"), "{told:?}");
    // A person said that 91 is right.
    let accepted = [first, second, run("c", 91, true)];
    assert!(found(&accepted, 85).is_empty());
    assert_eq!(found(&accepted, 81).len(), 1);
}

#[test]
fn a_file_that_is_gone_with_its_records_is_missed() {
    let brought = |files: &[(&str, u64)]| {
        let mut kept = profile(files.iter().map(|(_, records)| records).sum(), 0, &[]);
        let source = kept.get_mut("safety").unwrap();
        source.brought = files
            .iter()
            .map(|(name, n)| (name.to_string(), *n))
            .collect();
        source.files = source.brought.keys().cloned().collect();
        kept
    };
    let was = [("1.xls", 400), ("2.xls", 30), ("3.xls", 3)];
    let last = RememberedRun {
        profile: brought(&was),
        ..RememberedRun::default()
    };
    let found = |files: &[(&'static str, u64)]| {
        let tonight = Tonight {
            profile: brought(files),
            inputs: files.iter().map(|(name, _)| *name).collect(),
            ..Tonight::default()
        };
        objections(
            &GuardSettings::default(),
            Some(&after(last.clone())),
            &tonight,
        )
    };
    for (files, word) in [
        (&was[..], ""),
        // The month is gone; it is gone while another grew a little; it is in another file.
        (&[("1.xls", 400), ("3.xls", 3)], "2.xls"),
        (&[("1.xls", 410), ("3.xls", 3)], "2.xls"),
        (&[("1.xls", 430), ("3.xls", 3)], ""),
        (&[("all.xls", 433)], ""),
        // Renamed, and two rows withdrawn.
        (&[("one.xls", 398), ("2.xls", 30), ("3.xls", 3)], ""),
        (
            &[("1.xls", 400), ("2.xls", 20), ("3.xls", 3)],
            "2.xls fell from 30 to 20",
        ),
        (&[("1.xls", 400), ("2.xls", 28), ("3.xls", 1)], ""),
    ] {
        let told = found(files);
        let fits = told.iter().all(|text| text.en.contains(word));
        assert!(
            fits && told.is_empty() == word.is_empty(),
            "{files:?}: {told:?}"
        );
    }
}

#[test]
fn a_column_that_is_emptied_is_missed() {
    let filled = |percent| {
        let mut kept = profile(100, 0, &["officers"]);
        let source = kept.get_mut("safety").unwrap();
        source.filled.insert("officers".to_string(), percent);
        kept
    };
    let found = |was, is| {
        let last = RememberedRun {
            profile: filled(was),
            ..RememberedRun::default()
        };
        let tonight = Tonight {
            profile: filled(is),
            ..Tonight::default()
        };
        objections(&GuardSettings::default(), Some(&after(last)), &tonight).len()
    };
    for (was, is, objects) in [(100, 0, 1), (80, 39, 1), (80, 40, 0), (10, 0, 0), (0, 0, 0)] {
        assert_eq!(found(was, is), objects, "{was} {is}");
    }
}

#[test]
fn two_settings_files_of_one_folder_do_not_share_a_history_unnoticed() {
    let before = Before {
        other_settings: Some(("a.toml".to_string(), "b.toml".to_string())),
        ..Before::default()
    };
    let told = objections(
        &GuardSettings::default(),
        Some(&before),
        &Tonight::default(),
    );
    assert_eq!(told.len(), 1);
    assert!(told[0].en.contains("a.toml then"), "{told:?}");
}
