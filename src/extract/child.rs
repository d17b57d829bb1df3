//! The reader of `.xls` in a process of its own: a file that makes it ask for all the memory, crash
//! or run for ever costs that process and becomes one finding. The file's bytes go in by standard
//! input, so that members of archives need no place on the disk.

use super::page::{Page, Refusal, Where, read_page};
use super::wire;
use crate::model::Limits;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::Duration;

/// The hidden subcommand that the program answers with [`serve`].
pub const SUBCOMMAND: &str = "read-table";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// From now on, risky files are read by this program in a process of its own. Without it they are
/// read in a thread, which survives a panic but not an exhausted memory.
pub fn use_program(program: PathBuf) {
    let _ = PROGRAM.set(program);
}

/// What the program does when called as `hedui read-table LIMITS`: a file on standard input, its
/// page on standard output.
pub fn serve(limits: &str) -> std::io::Result<()> {
    // A panic is reported by the parent; its text would only stand in the way.
    std::panic::set_hook(Box::new(|_| {}));
    let limits: Limits = serde_json::from_str(limits).unwrap_or_default();
    let mut bytes = Vec::new();
    let read = match std::io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => read_page(&bytes, Where::Here, &limits),
        Err(error) => Err(Refusal::Unopened(error.to_string())),
    };
    let mut out = std::io::stdout().lock();
    out.write_all(&wire::to_bytes(&read))?;
    out.flush()
}

/// Reads a file in a child process; `None` where there is no program to run.
pub(super) fn read_apart(bytes: &[u8], limits: &Limits) -> Option<Result<Page, Refusal>> {
    run(PROGRAM.get()?, bytes, limits)
}

fn run(program: &Path, bytes: &[u8], limits: &Limits) -> Option<Result<Page, Refusal>> {
    let patience = Duration::from_secs(limits.seconds);
    let mut child = command(program, limits).spawn().ok()?;
    let stdout = child.stdout.take()?;
    let stdin = child.stdin.take()?;
    std::thread::scope(|scope| {
        // A child that ends early closes the pipe; what it said tells why.
        scope.spawn(|| {
            let mut stdin = stdin;
            let _ = stdin.write_all(bytes);
        });
        Some(listen(&mut child, stdout, patience))
    })
}

fn listen(child: &mut Child, stdout: ChildStdout, patience: Duration) -> Result<Page, Refusal> {
    let (send, receive) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut stdout = stdout;
        let _ = stdout.read_to_end(&mut bytes);
        let _ = send.send(bytes);
    });
    let bytes = receive.recv_timeout(patience);
    let _ = child.kill();
    let ended = describe_end(child);
    let _ = reader.join();
    match bytes {
        Err(_) => {
            let why = format!("no answer within {} s", patience.as_secs());
            Err(Refusal::ReaderLost(why))
        }
        Ok(bytes) => match wire::from_bytes(&bytes) {
            Ok(read) => read,
            Err(wire::BrokenOff) => Err(Refusal::ReaderLost(ended)),
        },
    }
}

fn describe_end(child: &mut Child) -> String {
    match child.wait() {
        Ok(status) => format!("the reader ended early ({status})"),
        Err(error) => error.to_string(),
    }
}

#[cfg(unix)]
fn command(program: &Path, limits: &Limits) -> Command {
    let kilobytes = limits.memory_mb.saturating_mul(1000);
    // The shell sets the limit, then becomes the program; arguments are passed, not interpolated.
    let script = format!(r#"ulimit -v {kilobytes} 2>/dev/null; exec "$0" "$@""#);
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(script).arg(program);
    quiet(command, limits)
}

#[cfg(not(unix))]
fn command(program: &Path, limits: &Limits) -> Command {
    quiet(Command::new(program), limits)
}

fn quiet(mut command: Command, limits: &Limits) -> Command {
    let limits = serde_json::to_string(limits).unwrap_or_default();
    command
        .arg(SUBCOMMAND)
        .arg(limits)
        .stdin(Stdio::piped())
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
        let page = wire::to_bytes(&Ok(Page::new("xls", "")));
        std::fs::write(folder.path().join("page"), page).unwrap();
        let program = folder.path().join("reader");
        std::fs::write(&program, format!("#!/bin/sh\ncd \"${{0%/*}}\"\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        let limits = Limits {
            seconds,
            ..Limits::default()
        };
        run(&program, &[b'x'; 300_000], &limits).unwrap()
    }

    #[test]
    fn a_child_that_dies_or_hangs_is_a_lost_reader() {
        assert!(read_by("cat page", 20).is_ok());
        assert!(
            read_by(
                "[ \"$1\" = read-table ] && [ $(wc -c) = 300000 ] && cat page",
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
