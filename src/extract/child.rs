//! The readers of `.xls` and `.ods` in a process of their own: a file that makes them ask
//! for all the memory, crash or run for ever costs that process and becomes one finding.

use super::page::{Page, Refusal, read_page};
use super::wire;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::Duration;

/// The hidden subcommand that the program answers with [`serve`].
pub const SUBCOMMAND: &str = "read-table";
/// No office file of a bureau takes longer; one that does is taken for endless.
const SECONDS_MAX: u64 = 120;
/// Address space of the child, in kilobytes, where the system can limit it.
const KILOBYTES_MAX: u64 = 4_000_000;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// From now on, risky files are read by this program in a process of its own. Without it they are
/// read in a thread, which survives a panic but not an exhausted memory.
pub fn use_program(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

/// What the program does when called as `hedui read-table FILE`: the page on standard output.
pub fn serve(path: &Path) -> std::io::Result<()> {
    // A panic is reported by the parent; its text would only stand in the way.
    std::panic::set_hook(Box::new(|_| {}));
    let read = match std::fs::read(path) {
        Ok(bytes) => read_page(&bytes, None),
        Err(error) => Err(Refusal::Unopened(error.to_string())),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(&wire::to_bytes(&read))?;
    out.flush()
}

/// Reads the file in a child process; `None` where there is no program to run.
pub(super) fn read_apart(path: &Path) -> Option<Result<Page, Refusal>> {
    run(PROGRAM.get()?, path, Duration::from_secs(SECONDS_MAX))
}

fn run(program: &Path, path: &Path, patience: Duration) -> Option<Result<Page, Refusal>> {
    let mut child = command(program, path).spawn().ok()?;
    let stdout = child.stdout.take()?;
    let (send, receive) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut stdout = stdout;
        let _ = stdout.read_to_end(&mut bytes);
        let _ = send.send(bytes);
    });
    let bytes = receive.recv_timeout(patience);
    let _ = child.kill();
    let ended = describe_end(&mut child);
    let _ = reader.join();
    Some(match bytes {
        Err(_) => {
            let why = format!("no answer within {} s", patience.as_secs());
            Err(Refusal::ReaderLost(why))
        }
        Ok(bytes) => match wire::from_bytes(&bytes) {
            Ok(read) => read,
            Err(wire::BrokenOff) => Err(Refusal::ReaderLost(ended)),
        },
    })
}

fn describe_end(child: &mut Child) -> String {
    match child.wait() {
        Ok(status) => format!("the reader ended early ({status})"),
        Err(error) => error.to_string(),
    }
}

#[cfg(unix)]
fn command(program: &Path, path: &Path) -> Command {
    // The shell sets the limit, then becomes the program; arguments are passed, not interpolated.
    let script = format!(r#"ulimit -v {KILOBYTES_MAX} 2>/dev/null; exec "$0" "$@""#);
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(script).arg(program);
    quiet(command, path)
}

#[cfg(not(unix))]
fn command(program: &Path, path: &Path) -> Command {
    let _ = KILOBYTES_MAX;
    quiet(Command::new(program), path)
}

fn quiet(mut command: Command, path: &Path) -> Command {
    command
        .arg(SUBCOMMAND)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// Runs a script in the place of the program.
    fn read_by(script: &str, seconds: u64) -> Result<Page, Refusal> {
        let folder = tempfile::tempdir().unwrap();
        let page = wire::to_bytes(&Ok(Page::new("ods", "")));
        std::fs::write(folder.path().join("page"), page).unwrap();
        let program = folder.path().join("reader");
        std::fs::write(&program, format!("#!/bin/sh\ncd \"${{0%/*}}\"\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        run(&program, Path::new("x.ods"), Duration::from_secs(seconds)).unwrap()
    }

    #[test]
    fn a_child_that_dies_or_hangs_is_a_lost_reader() {
        assert!(read_by("cat page", 20).is_ok());
        assert!(
            read_by(
                "[ \"$1\" = read-table ] && [ \"$2\" = x.ods ] && cat page",
                20
            )
            .is_ok()
        );
        for (script, seconds) in [
            ("kill -9 $$", 20),
            ("head -c 5 page", 20),
            ("exec sleep 60", 1),
        ] {
            let read = read_by(script, seconds);
            assert!(matches!(read, Err(Refusal::ReaderLost(_))), "{script}");
        }
    }
}
