//! The world broken at every point of a night: killed, killed with half a file written, disk full,
//! read-only. After each, what was published is readable whole, the history opens, and the next
//! night succeeds.

use crate::year::{Exports, Visit, settings_file};
use hedui::ground::digest::sha256_hex;
use hedui::history::{self, History};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

const PROGRAM: &str = env!("CARGO_BIN_EXE_hedui");

fn night(root: &Path, fault: Option<&str>) -> Output {
    let mut command = Command::new(PROGRAM);
    command
        .args(["nightly", ".", "--lang", "en", "--format", "json"])
        .current_dir(root)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TZ", "UTC");
    if let Some(fault) = fault {
        command.env("HEDUI_FAULT", fault);
    }
    command.output().unwrap()
}

fn year(visits: usize) -> Exports {
    let visits: Vec<Visit> = (0..visits)
        .map(|number| Visit {
            number,
            day: number * 3,
        })
        .collect();
    Exports {
        coded: visits
            .iter()
            .map(|visit| visit.number)
            .filter(|n| n % 5 != 4)
            .collect(),
        visits,
        ..Exports::default()
    }
}

/// A folder with one published night and exports that have grown since.
fn first_night() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    settings_file(home.path(), "");
    year(12).write(home.path());
    assert_eq!(night(home.path(), None).status.code(), Some(0));
    year(14).write(home.path());
    home
}

/// A copy of it, with the moments of its files.
fn scene() -> tempfile::TempDir {
    static FIRST: OnceLock<tempfile::TempDir> = OnceLock::new();
    let home = tempfile::tempdir().unwrap();
    let all = FIRST.get_or_init(first_night).path().join(".");
    let copied = Command::new("cp")
        .arg("-a")
        .arg(all)
        .arg(home.path())
        .status();
    assert!(copied.unwrap().success());
    home
}

/// Whether `latest` leads to a whole run, every file with the bytes that its manifest says.
fn latest_is_whole(folder: &Path) -> Result<String, String> {
    let name = history::latest(folder).ok_or("latest leads nowhere")?;
    let run = folder.join("runs").join(&name);
    let manifest = history::read_run(&run).map_err(|fault| fault.to_string())?;
    for file in &manifest.outputs {
        let bytes = std::fs::read(run.join(&file.path)).map_err(|error| error.to_string())?;
        if sha256_hex(&bytes) != file.sha256 {
            return Err(format!("{} is not as it was published", file.path));
        }
    }
    Ok(name)
}

/// Points of a night that publishes, as they are passed.
fn points() -> Vec<String> {
    let home = scene();
    let listed = night(home.path(), Some("list"));
    let text = String::from_utf8(listed.stderr).unwrap();
    let points = text
        .lines()
        .filter_map(|line| line.strip_prefix("fault point "));
    points
        .map(|point| point.split_once(": ").unwrap().1.to_string())
        .collect()
}

fn broken_night(number: usize, kind: &str) -> Result<(), String> {
    let home = scene();
    let folder = home.path().join("hedui-nightly");
    let before = latest_is_whole(&folder)?;
    let broken = night(home.path(), Some(&format!("{number}:{kind}")));
    let told_bug = broken.status.code() == Some(101);
    let after = latest_is_whole(&folder)?;
    let history = History::read(&folder).map_err(|fault| fault.to_string())?;
    history.runs().map_err(|fault| fault.to_string())?;
    drop(history);
    let next = night(home.path(), None);
    if !matches!(next.status.code(), Some(0)) || told_bug {
        let (code, text) = (
            next.status.code(),
            String::from_utf8_lossy(&next.stderr).into_owned(),
        );
        return Err(format!("the next night ended with {code:?}: {text}"));
    }
    let last = latest_is_whole(&folder)?;
    let litter: Vec<String> = std::fs::read_dir(folder.join("runs"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    let history = History::read(&folder).map_err(|fault| fault.to_string())?;
    let open = history.open_items().map_err(|fault| fault.to_string())?;
    match (
        last > before || after > before,
        litter.is_empty(),
        open.len(),
    ) {
        (true, true, 2) => Ok(()),
        other => Err(format!("{before} {after} {last}: {other:?} {litter:?}")),
    }
}

#[test]
fn nothing_is_lost_at_any_point_whatever_breaks() {
    let points = points();
    assert!(points.len() > 20, "{points:?}");
    let all = std::env::var_os("HEDUI_EVERY_FAULT").is_some();
    let kinds = ["kill", "torn", "full", "read-only"];
    let cases: Vec<(usize, &str)> = (1..=points.len())
        .flat_map(|number| kinds.map(|kind| (number, kind)))
        // Half a file is only written where one is.
        .filter(|(number, kind)| *kind != "torn" || points[number - 1].starts_with("write"))
        // Files are alike: of the many that a run writes every twelfth and the last, unless asked.
        .filter(|(number, _)| {
            let step = points[number - 1].split(' ').next().unwrap();
            let is_one_of_many = matches!(step, "write" | "sync");
            let is_last = points[number - 1].ends_with("manifest.json");
            all || !is_one_of_many || number % 12 == 0 || is_last
        })
        .collect();
    let mut table: BTreeMap<(String, &str), (usize, usize)> = BTreeMap::new();
    let mut lost = Vec::new();
    for (number, kind) in cases {
        let point = &points[number - 1];
        let step = point
            .rsplit_once(' ')
            .map_or(point.as_str(), |(step, _)| step);
        let count = table.entry((step.to_string(), kind)).or_default();
        count.0 += 1;
        if let Err(why) = broken_night(number, kind) {
            count.1 += 1;
            lost.push(format!("point {number} ({point}), {kind}: {why}"));
        }
    }
    println!("{} points in a night", points.len());
    for ((step, kind), (tried, failed)) in &table {
        println!("{step:24} {kind:10} {tried:4} tried {failed:4} lost");
    }
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
}

#[test]
fn an_unreadable_input_holds_the_night_and_the_results_stand() {
    let home = scene();
    let folder = home.path().join("hedui-nightly");
    let before = latest_is_whole(&folder).unwrap();
    let codes = home.path().join("platform/codes.csv");
    let whole = std::fs::read(&codes).unwrap();
    std::fs::remove_file(&codes).unwrap();
    // A link that leads nowhere: it cannot be opened, whoever asks.
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.csv", &codes).unwrap();
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
    year(14).write(home.path());
    assert_eq!(night(home.path(), None).status.code(), Some(0));
}

#[test]
fn of_two_nights_at_once_one_works_and_the_other_says_so() {
    let home = scene();
    let folder = home.path().join("hedui-nightly");
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
