//! A night killed at any moment, also within the writes of the history, which pass no fault point.

use crate::scene::{Scene, command, job, latest_is_whole, night, nothing_is_lost};
use crate::scene::{history_opens, the_next_night_succeeds};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How the night ended: killed, or too quick for that.
fn killed_after(root: &Path, time: Duration) -> bool {
    let mut child = command(root, None)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(time);
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

/// Kills so long after a step was passed; its points are told as they are passed.
fn killed_after_step(root: &Path, step: &str, time: Duration) -> bool {
    let mut child = command(root, Some("list"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut lines = lines.map_while(Result::ok);
    assert!(lines.any(|line| line.contains(step)), "{step} is passed");
    let begun = Instant::now();
    while begun.elapsed() < time {
        std::hint::spin_loop();
    }
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    // What it would still have said goes nowhere.
    drop(lines);
    child.wait().unwrap();
    was_running
}

#[test]
fn nothing_is_lost_by_a_kill_at_any_moment() {
    let all = std::env::var_os("HEDUI_EVERY_FAULT").is_some();
    let moments: u32 = if all { 20 } else { 4 };
    let mut killed = 0;
    let mut lost = Vec::new();
    for scene in [Scene::Publish, Scene::Hold] {
        let home = scene.laid_down();
        let begun = Instant::now();
        night(home.path(), None);
        let whole = begun.elapsed();
        // Upon the renaming of the run folder follow the history's own writes.
        for at in 0..2 * moments {
            let home = scene.laid_down();
            let root = home.path();
            let before = latest_is_whole(&job(root)).unwrap();
            let even = whole * (at % moments) / moments;
            let soon = Duration::from_micros(u64::from(at % moments) * 6_000 / u64::from(moments));
            killed += usize::from(match at < moments {
                true => killed_after(root, even),
                false => killed_after_step(root, "after rename 2", soon),
            });
            let sound = history_opens(&job(root))
                .and_then(|()| nothing_is_lost(scene, &job(root), before.as_deref()))
                .and_then(|()| the_next_night_succeeds(scene, root));
            if let Err(why) = sound {
                lost.push(format!("{scene:?}, moment {at}: {why}"));
            }
        }
    }
    println!(
        "{} nights, {killed} killed, {} lost",
        4 * moments,
        lost.len()
    );
    assert!(killed > moments as usize, "{killed}");
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
}
