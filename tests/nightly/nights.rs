//! A year of nights: exports that grow, a lost batch that comes back, a code that goes and comes
//! again, a column that is missing, a register cut off, a corrected day, an empty inbox. What is
//! open after each published night is known beforehand.

use crate::year::{Exports, Visit, settings_file};
use chrono::{DateTime, FixedOffset, TimeZone};
use hedui::config;
use hedui::history::{self, History};
use hedui::model::{Lang, NightState, Silent};
use hedui::nightly::{Night, Outcome, Told};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

const NIGHTS: usize = 365;
/// The first night after a delivery.
const FIRST: usize = 7;
const VISITS: usize = 120;
/// Days whose codes the platform lost for a while, and the nights on which they lacked.
const BATCH: std::ops::Range<usize> = 60..75;
const BATCH_LOST: std::ops::Range<usize> = 62..150;
/// A visit whose code came, went and came again.
const FICKLE: usize = 3;
const NO_OFFICERS: usize = 100;
const CUT_OFF: usize = 121;
const CORRECTED_FROM: usize = 180;
const EMPTY_INBOX: usize = 275;

fn one_night(root: &Path, night: usize) -> Told {
    let settings = config::load(&root.join("hedui.toml")).unwrap();
    let zone = FixedOffset::east_opt(8 * 3600).unwrap();
    let first = zone.with_ymd_and_hms(2025, 1, 2, 2, 0, 0).unwrap();
    let clock = move || -> DateTime<FixedOffset> { first + chrono::Days::new(night as u64) };
    let pause = |_: Duration| panic!("nobody is writing");
    let job = Night {
        root,
        settings: &settings,
        settings_file: None,
        lang: Lang::Zh,
        called: ".".to_string(),
        clock: &clock,
        pause: &pause,
        accept: None,
        progress: &Silent,
    };
    match job.perform().unwrap() {
        Outcome::Done(told) => *told,
        Outcome::Busy(holder) => panic!("busy: {holder:?}"),
    }
}

/// Visits up to a night; every seventh was never coded, the others two days after.
fn exports(night: usize) -> Exports {
    let day_of = |number: usize| number * NIGHTS / VISITS;
    let visits: Vec<Visit> = (0..VISITS)
        .map(|number| Visit {
            number,
            day: day_of(number),
        })
        .filter(|visit| visit.day <= night)
        .collect();
    let is_coded = |visit: &&Visit| {
        let lost = BATCH.contains(&visit.day) && BATCH_LOST.contains(&night);
        let fickle =
            visit.number == FICKLE && ((0..30).contains(&night) || (45..58).contains(&night));
        visit.number % 7 != 6 && visit.day + 2 <= night && !lost && !fickle
    };
    let corrected = (night >= CORRECTED_FROM).then_some(6);
    Exports {
        coded: visits
            .iter()
            .filter(is_coded)
            .map(|visit| visit.number)
            .collect(),
        visits,
        corrected: corrected.into_iter().collect(),
        ..Exports::default()
    }
}

/// What the nights ought to have told.
#[derive(Debug, Default, PartialEq)]
struct Counts {
    new: usize,
    resolved: usize,
    reopened: usize,
}

#[test]
fn a_year_of_nights_goes_as_it_should() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    settings_file(
        root,
        "[guards]\ncoverage_points = 60\n[nightly]\nkeep_runs = 7\nkeep_months = 6\n",
    );
    let mut open: BTreeSet<usize> = BTreeSet::new();
    let mut ever: BTreeSet<usize> = BTreeSet::new();
    let (mut expected, mut told_all) = (Counts::default(), Counts::default());
    let mut states = [0usize; 4];
    let mut seconds: Vec<f64> = Vec::new();
    let mut disk_early = 0;
    let mut last = Exports::default();
    for night in FIRST..NIGHTS {
        let delivered = night % 7 == 0 || [NO_OFFICERS, CUT_OFF].contains(&night);
        let mut tonight = exports(night);
        tonight.without_officers = night == NO_OFFICERS;
        tonight.cut_to = (night == CUT_OFF).then_some(tonight.visits.len() / 2);
        let bad = tonight.without_officers || tonight.cut_to.is_some();
        match night {
            EMPTY_INBOX => {
                std::fs::rename(root.join("safety"), root.join(".safety")).unwrap();
                std::fs::rename(root.join("platform"), root.join(".platform")).unwrap();
            }
            _ if delivered => tonight.write(root),
            _ => {}
        }
        let begun = Instant::now();
        let told = one_night(root, night);
        states[NightState::ALL
            .iter()
            .position(|s| *s == told.state)
            .unwrap()] += 1;
        if night == EMPTY_INBOX {
            assert_eq!(told.state, NightState::Held, "{:?}", told.reason);
            std::fs::rename(root.join(".safety"), root.join("safety")).unwrap();
            std::fs::rename(root.join(".platform"), root.join("platform")).unwrap();
            continue;
        }
        if bad {
            let word = if tonight.cut_to.is_some() {
                "fell from"
            } else {
                "officers"
            };
            assert_eq!(told.state, NightState::Held, "night {night}");
            assert!(told.reason.en.contains(word), "{:?}", told.reason);
            assert!(told.accept.is_some());
            continue;
        }
        if !delivered {
            let stays = [NightState::NothingNew, NightState::Held];
            assert!(
                stays.contains(&told.state),
                "night {night}: {:?}",
                told.state
            );
            continue;
        }
        if tonight == last {
            // Nobody inspected and nobody coded since the last delivery.
            assert_eq!(told.state, NightState::NothingNew, "night {night}");
            continue;
        }
        assert_eq!(
            told.state,
            NightState::Published,
            "night {night}: {:?}",
            told.reason
        );
        seconds.push(begun.elapsed().as_secs_f64());
        let now = tonight.open();
        expected.new += now.difference(&open).filter(|n| !ever.contains(n)).count();
        expected.reopened += now.difference(&open).filter(|n| ever.contains(n)).count();
        expected.resolved += open.difference(&now).count();
        ever.extend(&now);
        let counts = told.comparison.as_ref().unwrap().counts();
        told_all.new += counts.new as usize;
        told_all.resolved += counts.resolved as usize;
        told_all.reopened += counts.reopened as usize;
        assert_eq!(
            counts.new + counts.reopened + counts.unchanged,
            now.len() as u64,
            "{night}"
        );
        open = now;
        last = tonight;
        if seconds.len() == 10 {
            disk_early = size_of(&root.join("hedui-nightly"));
        }
    }
    assert_eq!(told_all, expected);
    assert!(
        expected.reopened >= 1 && expected.resolved > 20,
        "{expected:?}"
    );
    finished(root, states, &seconds, disk_early);
}

fn finished(root: &Path, states: [usize; 4], seconds: &[f64], disk_early: u64) {
    let folder = root.join("hedui-nightly");
    let before = History::read(&folder).unwrap();
    let runs = before.runs().unwrap();
    assert_eq!(runs.len(), NIGHTS - FIRST);
    let latest = history::latest(&folder).unwrap();
    assert_eq!(before.last_published().unwrap().unwrap().name, latest);
    let kept = history::run_names(&folder);
    assert!((7..=13).contains(&kept.len()), "{kept:?}");
    let open = before.open_items().unwrap();
    assert_eq!(
        history::items_in(&folder.join("runs").join(&latest)).unwrap(),
        open
    );
    drop(before);
    assert_eq!(history::rebuild(&folder).unwrap().runs, kept.len());
    assert_eq!(History::read(&folder).unwrap().open_items().unwrap(), open);
    let [published, held, same, failed] = states;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let ten = seconds.len().min(10);
    println!(
        "{NIGHTS} nights: {published} published, {same} nothing new, {held} held, {failed} failed; \
         a published night took {:.2} s at the start and {:.2} s at the end; the job's folder took \
         {} KiB after ten runs and {} KiB at the end ({} run folders kept)",
        mean(&seconds[..ten]),
        mean(&seconds[seconds.len() - ten..]),
        disk_early >> 10,
        size_of(&folder) >> 10,
        kept.len()
    );
    assert_eq!(failed, 0);
}

fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => size_of(&entry.path()),
        Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |known| known.len()),
        _ => 0,
    });
    sizes.sum()
}
