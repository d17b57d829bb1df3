//! One unattended run at a time. The lock is the system's own, on a file that stays, so that it
//! ends with the process however that ends. The file also says who holds it: where a network drive
//! knows no locks, that decides, and whoever is told to wait learns for whom.

use super::fault;
use crate::ground::disk;
use crate::model::Fault;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The file in the folder of the unattended job.
pub const LOCK: &str = "lock";

/// A holder on another machine that has said nothing for so long is taken for gone.
const FORGOTTEN_HOURS: i64 = 24;

/// Who holds a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub process: u32,
    /// When that process began, in the system's own count; numbers of processes are used again.
    pub began: Option<u64>,
    pub host: String,
    /// When the lock was taken, RFC 3339.
    pub since: String,
}

/// What came of asking for the lock.
#[derive(Debug)]
pub enum Asked {
    /// Ours until it is dropped; `stale` is who left it behind without ending properly.
    Ours { turn: Turn, stale: Option<Holder> },
    /// Somebody is at work.
    Taken(Holder),
}

/// The right to work.
#[derive(Debug)]
pub struct Turn {
    file: File,
}

impl Drop for Turn {
    fn drop(&mut self) {
        // An empty file says that the last holder ended properly; the system's lock ends anyway.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// Asks for the lock of a folder; `since` is the present moment, RFC 3339.
///
/// # Errors
/// The file cannot be made or written.
pub fn ask(folder: &Path, since: &str) -> Result<Asked, Fault> {
    let path = folder.join(LOCK);
    let cannot = |error: std::io::Error| fault::cannot_write_file(&path, &error);
    let mut options = disk::file_options();
    let opened = options.read(true).create(true).truncate(false).open(&path);
    let mut file = opened.map_err(cannot)?;
    let locked = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => return Ok(Asked::Taken(told_by(&mut file))),
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => false,
        Err(TryLockError::Error(error)) => return Err(cannot(error)),
    };
    let left = told_by(&mut file);
    if !locked && is_at_work(&left, since) {
        return Ok(Asked::Taken(left));
    }
    let stale = Some(left).filter(|holder| holder.process != 0);
    let own = Holder {
        process: std::process::id(),
        began: began(std::process::id()),
        host: host(),
        since: since.to_string(),
    };
    let text = serde_json::to_vec(&own).unwrap_or_default();
    let written = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.set_len(0))
        .and_then(|()| file.write_all(&text))
        .and_then(|()| file.sync_all());
    written.map_err(cannot)?;
    Ok(Asked::Ours {
        turn: Turn { file },
        stale,
    })
}

fn told_by(file: &mut File) -> Holder {
    let mut text = String::new();
    // A holder that is just writing its name tells nothing yet.
    let _ = file
        .seek(SeekFrom::Start(0))
        .and_then(|_| file.read_to_string(&mut text));
    serde_json::from_str(&text).unwrap_or_default()
}

/// Whether the holder still works, where no lock of the system tells.
fn is_at_work(holder: &Holder, now: &str) -> bool {
    if holder.process == 0 {
        return false;
    }
    let here = holder.host == host();
    match (here, began(std::process::id()).is_some()) {
        (true, true) => {
            let began = began(holder.process);
            began.is_some() && (holder.began.is_none() || began == holder.began)
        }
        _ => {
            let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
            match (moment(&holder.since), moment(now)) {
                (Some(since), Some(now)) => (now - since).num_hours() < FORGOTTEN_HOURS,
                _ => true,
            }
        }
    }
}

/// When a process began, in ticks since the machine started; `None` where it does not run or the
/// system does not tell.
fn began(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold blanks and brackets itself.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(19)?.parse().ok()
}

fn host() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let told = told.or_else(|| std::env::var("COMPUTERNAME").ok());
    told.or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2025-11-26T02:00:00+08:00";

    #[test]
    fn a_second_asker_is_told_who_works_and_a_killed_one_is_recognised() {
        let home = tempfile::tempdir().unwrap();
        let Asked::Ours { turn, stale } = ask(home.path(), NOW).unwrap() else {
            panic!("nobody else asks");
        };
        assert_eq!(stale, None);
        let Asked::Taken(holder) = ask(home.path(), NOW).unwrap() else {
            panic!("it is taken");
        };
        assert_eq!(
            (holder.process, holder.since.as_str()),
            (std::process::id(), NOW)
        );
        drop(turn);
        let dead = Holder {
            process: 4_000_000_000,
            began: Some(1),
            host: host(),
            since: NOW.to_string(),
        };
        let text = serde_json::to_vec(&dead).unwrap();
        std::fs::write(home.path().join(LOCK), text).unwrap();
        let Asked::Ours { stale, .. } = ask(home.path(), NOW).unwrap() else {
            panic!("the dead hold no lock");
        };
        assert_eq!(stale, Some(dead));
    }

    #[test]
    fn without_locks_number_start_and_host_decide() {
        let own = |began: Option<u64>| Holder {
            process: std::process::id(),
            began,
            host: host(),
            since: NOW.to_string(),
        };
        assert!(is_at_work(&own(began(std::process::id())), NOW));
        if began(std::process::id()).is_some() {
            assert!(!is_at_work(&own(Some(1)), NOW), "its number was used again");
        }
        let elsewhere = Holder {
            host: "another-machine".to_string(),
            ..own(None)
        };
        assert!(is_at_work(&elsewhere, "2025-11-26T22:00:00+08:00"));
        assert!(!is_at_work(&elsewhere, "2025-11-28T02:00:00+08:00"));
        assert!(!is_at_work(&Holder::default(), NOW));
    }
}
