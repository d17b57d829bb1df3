//! The world broken at every point of a night, be it published, held or the first: killed, killed
//! with half a file written, disk full, read-only. After each, what was published is readable
//! whole, the history opens, and the next night succeeds.

use crate::scene::{
    Scene, job, latest_is_whole, night, nothing_is_lost, the_next_night_succeeds, year,
};
use hedui::history;
use std::collections::BTreeMap;

/// Points of a night, as they are passed.
pub fn points(scene: Scene) -> Vec<String> {
    let home = scene.laid_down();
    let listed = night(home.path(), Some("list"));
    assert_eq!(listed.status.code(), Some(scene.code()));
    let text = String::from_utf8(listed.stderr).unwrap();
    let points = text
        .lines()
        .filter_map(|line| line.strip_prefix("fault point "));
    points
        .map(|point| point.split_once(": ").unwrap().1.to_string())
        .collect()
}

fn broken_night(scene: Scene, number: usize, kind: &str) -> Result<(), String> {
    let home = scene.laid_down();
    let root = home.path();
    let before = latest_is_whole(&job(root))?;
    let broken = night(root, Some(&format!("{number}:{kind}")));
    if broken.status.code() == Some(101) {
        return Err(format!(
            "a bug: {}",
            String::from_utf8_lossy(&broken.stderr)
        ));
    }
    nothing_is_lost(scene, &job(root), before.as_deref())?;
    the_next_night_succeeds(scene, root)
}

const KINDS: [&str; 4] = ["kill", "torn", "full", "read-only"];

/// Which points are broken how. Files are alike: of the many that a run writes every twelfth and
/// the last, unless all are asked for.
fn cases(points: &[String]) -> Vec<(usize, &'static str)> {
    let all = std::env::var_os("HEDUI_EVERY_FAULT").is_some();
    let is_chosen = |number: &usize| {
        let point = &points[number - 1];
        let is_one_of_many = point.starts_with("write") || point.starts_with("sync");
        let ends = ["manifest.json", ".parquet"];
        let is_last = ends.iter().any(|end| point.contains(end));
        all || !is_one_of_many || number.is_multiple_of(12) || is_last
    };
    let numbers = (1..=points.len()).filter(is_chosen);
    let both = numbers.flat_map(|number| KINDS.map(|kind| (number, kind)));
    // Half a file is only written where one is.
    both.filter(|(number, kind)| *kind != "torn" || points[number - 1].starts_with("write"))
        .collect()
}

/// Breaks a night of the scene at its points; tells how often each was tried and lost.
fn break_at_every_point(scene: Scene) {
    let points = points(scene);
    assert!(points.len() > 20, "{points:?}");
    let of_cache = points.iter().filter(|point| point.contains(".parquet"));
    assert!(of_cache.count() > 3, "the cache writes too: {points:?}");
    let mut table: BTreeMap<(String, &str), (usize, usize)> = BTreeMap::new();
    let mut lost = Vec::new();
    for (number, kind) in cases(&points) {
        let point = &points[number - 1];
        let (step, name) = point.rsplit_once(' ').unwrap_or((point, ""));
        let of = match name.contains(".parquet") {
            true => " (cache)",
            false => "",
        };
        let count = table.entry((format!("{step}{of}"), kind)).or_default();
        count.0 += 1;
        if let Err(why) = broken_night(scene, number, kind) {
            count.1 += 1;
            lost.push(format!("point {number} ({point}), {kind}: {why}"));
        }
    }
    let mut told = String::new();
    for ((step, kind), (tried, lost)) in &table {
        told.push_str(&format!(
            "{step:24} {kind:10} {tried:4} tried {lost:4} lost\n"
        ));
    }
    let tried: usize = table.values().map(|(tried, _)| tried).sum();
    println!(
        "{scene:?}: {} points in a night, {tried} faults tried, {} lost\n{told}",
        points.len(),
        lost.len()
    );
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
}

#[test]
fn nothing_is_lost_whatever_breaks_a_night_that_publishes() {
    break_at_every_point(Scene::Publish);
}

#[test]
fn nothing_is_lost_whatever_breaks_a_night_that_is_held() {
    break_at_every_point(Scene::Hold);
}

#[test]
fn nothing_is_lost_whatever_breaks_a_first_night() {
    break_at_every_point(Scene::First);
}

#[test]
fn an_unreadable_input_holds_the_night_and_the_results_stand() {
    let home = Scene::Publish.laid_down();
    let folder = job(home.path());
    let before = latest_is_whole(&folder).unwrap();
    let codes = home.path().join("platform/codes.xls");
    let whole = std::fs::read(&codes).unwrap();
    std::fs::remove_file(&codes).unwrap();
    // A link that leads nowhere: it cannot be opened, whoever asks.
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.xls", &codes).unwrap();
    let held = night(home.path(), None);
    assert_eq!(
        held.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&held.stderr)
    );
    assert_eq!(latest_is_whole(&folder).unwrap(), before);
    let _ = std::fs::remove_file(&codes);
    std::fs::write(&codes, whole).unwrap();
    year(14).write_as_workbooks(home.path());
    assert_eq!(night(home.path(), None).status.code(), Some(0));
}

#[test]
fn of_two_nights_at_once_one_works_and_the_other_says_so() {
    let home = Scene::Publish.laid_down();
    let folder = job(home.path());
    let first = history::ask(&folder, "2025-06-01T02:00:00+08:00").unwrap();
    let second = night(home.path(), None);
    assert_eq!(second.status.code(), Some(3));
    let told: serde_json::Value = serde_json::from_slice(&second.stdout).unwrap();
    assert_eq!(told["state"], "busy");
    assert_eq!(told["holder"]["process"], std::process::id());
    drop(first);
    let root = home.path();
    let codes: Vec<Option<i32>> = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| night(root, None).status.code()));
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let worked = codes.iter().filter(|code| **code == Some(0)).count();
    assert!(
        worked >= 1 && codes.iter().all(|c| matches!(c, Some(0 | 3))),
        "{codes:?}"
    );
}
