//! Points at which a test can break the world. Only builds with debug assertions have them: in a
//! release build every point is nothing.
//!
//! `HEDUI_FAULT=list` tells each point on standard error as it is passed. `HEDUI_FAULT=N:kill` ends
//! the process at the Nth point as `kill -9` would, `N:torn` does so with half of the bytes
//! written, `N:full` says there that the disk is full (half of the bytes written), `N:read-only`
//! that the file system is, `N:stop` halts there until `kill -CONT`. `full` and `read-only` last:
//! every later point says so too.

use std::fs::File;
use std::io;
use std::path::Path;

/// Passes a point that writes no bytes.
pub fn pass(step: &str, path: &Path) -> io::Result<()> {
    met(step, path, None)
}

/// Passes the point at which bytes are about to be written.
pub fn write(file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    met("write", path, Some((file, bytes)))
}

#[cfg(not(debug_assertions))]
fn met(_: &str, _: &Path, _: Option<(&mut File, &[u8])>) -> io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
fn met(step: &str, path: &Path, bytes: Option<(&mut File, &[u8])>) -> io::Result<()> {
    use std::io::Write;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};
    static PLAN: OnceLock<Option<String>> = OnceLock::new();
    static PASSED: AtomicUsize = AtomicUsize::new(0);
    let Some(plan) = PLAN.get_or_init(|| std::env::var("HEDUI_FAULT").ok()) else {
        return Ok(());
    };
    let number = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
    if plan == "list" {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(io::stderr(), "fault point {number}: {step} {name}");
        return Ok(());
    }
    let Some((at, kind)) = plan.split_once(':') else {
        return Ok(());
    };
    let at: usize = at.parse().unwrap_or(usize::MAX);
    let lasts = matches!(kind, "full" | "read-only") && number > at;
    let frees_space = kind == "full" && step.starts_with("remove");
    if (number != at && !lasts) || frees_space {
        return Ok(());
    }
    if let (Some((file, bytes)), "torn" | "full") = (bytes, kind) {
        // The half that reached the disk before the world broke.
        let _ = file.write_all(&bytes[..bytes.len() / 2]);
    }
    match kind {
        "kill" | "torn" => end_at_once(),
        "stop" => {
            signal("-STOP");
            Ok(())
        }
        "full" => Err(io::ErrorKind::StorageFull.into()),
        _ => Err(io::ErrorKind::ReadOnlyFilesystem.into()),
    }
}

/// As `kill -9` would: nothing is dropped, flushed or told.
#[cfg(debug_assertions)]
fn end_at_once() -> ! {
    signal("-9");
    // Where there is no such program.
    std::process::abort()
}

#[cfg(debug_assertions)]
fn signal(name: &str) {
    let number = std::process::id().to_string();
    let _ = std::process::Command::new("kill")
        .args([name, &number])
        .status();
}
