//! Writing to disk so that a reader finds the old state or the new one: files are synced before
//! they are named, renames are synced with their folder. What is written may hold personal data:
//! folders are made for their owner alone (0700), files too (0600), where the system knows that.
//!
//! Every step passes a [`fault`] point, so that tests of a debug build can end the process, fill
//! the disk or forbid writing at each of them.

use super::fault;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a virus scanner or an indexer may hold what was just written.
const PATIENCE: Duration = Duration::from_secs(2);

/// A folder and those above it that are missing.
pub fn create_folders(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fault::pass("create folder", path)?;
    folder_builder(true).create(path)
}

/// A folder that must be new.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fault::pass("create folder", path)?;
    folder_builder(false).create(path)
}

/// Writes a file that must be new, and syncs it.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = file_options().create_new(true).open(path)?;
    fault::write(&mut file, path, bytes)?;
    file.write_all(bytes)?;
    fault::pass("sync", path)?;
    file.sync_all()
}

/// Puts a file in its place whole: written to a hidden sibling, synced, renamed.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let partial = hidden_sibling(path);
    // One that a killed process with our number left behind.
    let _ = fs::remove_file(&partial);
    let written = write_new(&partial, bytes).and_then(|()| rename(&partial, path));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written
}

/// Renames, and syncs the folder that the new name stands in.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fault::pass("before rename", to)?;
    patiently(|| fs::rename(from, to))?;
    fault::pass("after rename", to)?;
    to.parent().map_or(Ok(()), sync_folder)
}

/// Removes a folder with all that it holds; one that is not there is no mistake.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    fault::pass("remove folder", path)?;
    match patiently(|| fs::remove_dir_all(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a file; one that is not there is no mistake.
pub fn remove_file(path: &Path) -> io::Result<()> {
    fault::pass("remove file", path)?;
    match patiently(|| fs::remove_file(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether another program has the file for itself, as Windows lets programs do.
pub fn is_locked(error: &io::Error) -> bool {
    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
    cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
}

/// Windows moves and removes nothing that somebody has open, and says so or "access denied"; what
/// watches new files lets go of them soon.
fn patiently(mut act: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        let ended = act();
        let denied =
            |error: &io::Error| cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied;
        let is_held = |error: &io::Error| is_locked(error) || denied(error);
        if !ended.as_ref().is_err_and(is_held) || Instant::now() >= until {
            return ended;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// `.name.partial-PID` beside a file.
fn hidden_sibling(path: &Path) -> std::path::PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.partial-{}", std::process::id()))
}

#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    fs::File::open(folder)?.sync_all()
}

/// Other systems don't open folders as files; the rename itself is kept by their journal.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn folder_builder(recursive: bool) -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(recursive).mode(0o700);
    builder
}

#[cfg(not(unix))]
fn folder_builder(recursive: bool) -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(recursive);
    builder
}

/// Options that write, for the owner alone.
pub fn file_options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("状态.json");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
        assert!(write_new(&path, b"three").is_err());
        assert!(replace(&home.path().join("none/x"), b"x").is_err());
    }

    /// Somebody looks at a file for a moment while it is to be replaced, its folder renamed.
    #[cfg(windows)]
    #[test]
    fn what_another_program_holds_for_a_moment_is_waited_for() {
        use std::os::windows::fs::OpenOptionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("核对");
        fs::create_dir(&folder).unwrap();
        let path = folder.join("差异报告.xlsx");
        fs::write(&path, b"one").unwrap();
        let held = |millis| {
            let file = fs::OpenOptions::new().read(true).share_mode(0).open(&path);
            let file = file.unwrap();
            let refused = fs::File::open(&path).unwrap_err();
            assert!(is_locked(&refused), "{refused}");
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(millis));
                drop(file);
            })
        };
        let holder = held(300);
        replace(&path, b"two").unwrap();
        holder.join().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let holder = held(4000);
        assert!(replace(&path, b"three").is_err());
        holder.join().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = home.path().join("a/b");
        create_folders(&folder).unwrap();
        write_new(&folder.join("x"), b"x").unwrap();
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&home.path().join("a")), 0o700);
        assert_eq!(mode(&folder.join("x")), 0o600);
    }
}
