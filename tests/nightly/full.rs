//! A disk that is really full: the job's folder on a small file system of its own, filled while the
//! night halts, so that the lock, the files of the run, the history, the cache and the log are each
//! the first for which there is no room. Left out where no file system can be mounted.

use crate::faults::points;
use crate::scene::{Scene, command, copy, job, night};
use crate::scene::{latest_is_whole, nothing_is_lost, the_next_night_succeeds};
use crate::year::settings_file;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const PAGE: u64 = 4096;
const DISK_MIB: u64 = 24;

/// A small file system for as long as it lives.
struct Disk(PathBuf);

impl Disk {
    fn mounted(at: &Path) -> Option<Disk> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={DISK_MIB}m,mode=700");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "none"]).arg(at);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then(|| Disk(at.to_path_buf()))
    }

    fn free(&self) -> u64 {
        let mut stat = Command::new("stat");
        let told = stat
            .args(["-f", "-c", "%a %S"])
            .arg(&self.0)
            .output()
            .unwrap();
        let text = String::from_utf8(told.stdout).unwrap();
        let (blocks, size) = text.trim().split_once(' ').unwrap();
        blocks.parse::<u64>().unwrap() * size.parse::<u64>().unwrap()
    }

    fn leave(&self, room: u64) {
        let ballast = vec![7; (self.free().saturating_sub(room)) as usize];
        fs::write(self.0.join("ballast"), ballast).unwrap();
    }

    fn make_room(&self) {
        fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The scene with the job's folder on a disk of its own.
fn laid_down(scene: Scene) -> Option<(tempfile::TempDir, Disk)> {
    let home = scene.laid_down();
    let folder = job(home.path());
    // No earlier run is cleared away, so that a night's need is what it leaves.
    settings_file(home.path(), "");
    let beside = home.path().join(".beside");
    fs::rename(&folder, &beside).unwrap();
    let disk = Disk::mounted(&folder)?;
    copy(&beside, &folder);
    fs::remove_dir_all(&beside).unwrap();
    // The log ends shortly before a page does: its first line has room, its last one needs more.
    let log = folder.join("log.jsonl");
    let mut text = fs::read_to_string(&log).unwrap();
    let wanted = (text.len() as u64).div_ceil(PAGE) * PAGE + PAGE - 200;
    text.push_str(&format!(
        "{{\"at\":\"{}\"}}\n",
        "0".repeat(wanted as usize - text.len())
    ));
    fs::write(&log, text).unwrap();
    Some((home, disk))
}

/// What met the full disk first, as the night tells it.
fn met(root: &Path, output: &Output) -> String {
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let subject = told["fault"]["subject"].as_str();
    let subject = subject.or(told["faults"][0]["subject"].as_str());
    let log = fs::read_to_string(job(root).join("log.jsonl")).unwrap_or_default();
    let is_sound = |line: &str| serde_json::from_str::<Value>(line).is_ok();
    let ends = format!("\"name\":\"{}\"", told["name"].as_str().unwrap_or_default());
    let is_logged = log
        .lines()
        .any(|line| is_sound(line) && line.contains(&ends));
    match (output.status.code(), subject) {
        (Some(2), Some(subject)) if subject.contains("history.db") => "history".to_string(),
        (Some(2), Some(subject)) if subject.contains("lock") => "lock".to_string(),
        (Some(2), Some(subject)) if subject.contains("runs/") => "report files".to_string(),
        (Some(2), subject) => format!("{subject:?}"),
        _ if told["cache"]["failed"].is_string() => "cache".to_string(),
        _ if !is_logged => "log".to_string(),
        (code, _) => format!("nothing (exit {code:?})"),
    }
}

/// Where the disk becomes full: from the start, or once a step is passed.
const WHEN: [(&str, &str); 5] = [
    ("lock", ""),
    ("report files", "create folder .2"),
    ("history", "after rename 2"),
    ("cache", "write ."),
    ("log", "after rename "),
];

/// The number of the point that a target's disk becomes full at.
fn point(points: &[String], target: &str, step: &str) -> Option<usize> {
    let mut numbers = (1..=points.len()).filter(|number| {
        let point = &points[number - 1];
        let is_cache = point.contains(".parquet");
        point.starts_with(step) && is_cache == ["cache", "log"].contains(&target)
    });
    match (step, target) {
        ("", _) => None,
        (_, "log") => numbers.next_back(),
        _ => numbers.next(),
    }
}

/// A night that halts at a point until the disk is full but for some room.
fn night_on_a_disk_filled_at(root: &Path, disk: &Disk, at: Option<usize>, room: u64) -> Output {
    let Some(at) = at else {
        disk.leave(room);
        return night(root, None);
    };
    let mut child = command(root, Some(&format!("{at}:stop")))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stat = format!("/proc/{}/stat", child.id());
    let is_halted = || fs::read_to_string(&stat).is_ok_and(|text| text.contains(") T "));
    while !is_halted() {
        assert!(child.try_wait().unwrap().is_none(), "it halts at {at}");
        std::thread::sleep(Duration::from_millis(2));
    }
    disk.leave(room);
    let number = child.id().to_string();
    let told = Command::new("kill").args(["-CONT", &number]).status();
    assert!(told.unwrap().success());
    child.wait_with_output().unwrap()
}

#[test]
fn a_disk_that_is_really_full_costs_nothing_of_before() {
    if laid_down(Scene::Publish).is_none() {
        println!("left out: no file system can be mounted here");
        return;
    }
    let all = std::env::var_os("HEDUI_EVERY_FAULT").is_some();
    let points = points(Scene::Publish);
    let mut table: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut lost = Vec::new();
    for (target, step) in WHEN {
        let at = point(&points, target, step);
        let rooms: &[u64] = match (target, all) {
            ("lock" | "log", _) => &[0],
            (_, false) => &[0, 3],
            ("report files", true) => &[0, 1, 2, 4, 8, 16, 32, 48, 64],
            (_, true) => &[0, 1, 2, 3, 4, 5, 6, 7, 8],
        };
        for room in rooms {
            let (home, disk) = laid_down(Scene::Publish).expect("as before");
            let root = home.path();
            let before = latest_is_whole(&job(root)).unwrap();
            let output = night_on_a_disk_filled_at(root, &disk, at, room * PAGE);
            let who = met(root, &output);
            let sound = nothing_is_lost(Scene::Publish, &job(root), before.as_deref());
            let sound = sound.and_then(|()| {
                disk.make_room();
                the_next_night_succeeds(Scene::Publish, root)
            });
            if let Err(why) = sound {
                lost.push(format!("{target}, {room} pages free, {who}: {why}"));
            }
            *table.entry((target, who)).or_default() += 1;
        }
    }
    for ((target, who), times) in &table {
        println!("full at the {target:12} met by {who:24} {times:3} tried");
    }
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
    for (target, _) in WHEN {
        let key = (target, target.to_string());
        assert!(table.contains_key(&key), "{target}: {table:?}");
    }
}
