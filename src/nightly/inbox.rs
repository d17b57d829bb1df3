//! The files that came in: which, whether somebody is still writing them, and their digests.

use super::Night;
use crate::extract::{self, InputChoice};
use crate::ground::digest::sha256_of;
use crate::ground::disk;
use crate::model::{Fault, InputFile, Text};
use rayon::prelude::*;
use std::time::{Duration, SystemTime};

/// Between two looks at files that may still be written.
const LOOK_SECONDS: u64 = 5;

/// Names that copying and downloading programs give to what is not finished.
const UNFINISHED: &[&str] = &[
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".tmp",
    ".filepart",
];

/// What lies in the inbox.
pub struct Inbox {
    pub choices: Vec<InputChoice>,
    /// By path; of a file that cannot be read the digest is empty.
    pub digests: Vec<InputFile>,
}

/// Files that go on changing.
pub struct Unsettled(pub Vec<String>);

/// Size and moment of the last change.
type Look = Vec<(String, Option<(u64, SystemTime)>)>;

/// Waits until the files have settled, then reads their digests.
pub fn settled(night: &Night) -> Result<Result<Inbox, Unsettled>, Fault> {
    let settings = &night.settings.nightly;
    let mut choices = extract::find_inputs(night.root, night.settings)?;
    let mut look = look_at(&choices);
    let mut waited = 0;
    let mut moving = fresh_files(&look, settings.settled_seconds);
    moving.extend(held(&choices));
    while !moving.is_empty() {
        if waited >= settings.wait_seconds {
            return Ok(Err(Unsettled(moving)));
        }
        let pause = LOOK_SECONDS.min(settings.wait_seconds - waited).max(1);
        (night.pause)(Duration::from_secs(pause));
        waited += pause;
        choices = extract::find_inputs(night.root, night.settings)?;
        let next = look_at(&choices);
        moving = changed_between(&look, &next);
        moving.extend(unfinished(&next));
        moving.extend(held(&choices));
        look = next;
    }
    let digests = choices.par_iter().map(digest_of).collect();
    Ok(Ok(Inbox { choices, digests }))
}

fn look_at(choices: &[InputChoice]) -> Look {
    let seen = |choice: &InputChoice| {
        let known = choice.path.metadata().ok();
        let facts = known.and_then(|known| Some((known.len(), known.modified().ok()?)));
        (choice.given.clone(), facts)
    };
    choices.iter().map(seen).collect()
}

/// Files that changed so lately that they may change again, and unfinished ones.
fn fresh_files(look: &Look, settled_seconds: u64) -> Vec<String> {
    let now = SystemTime::now();
    let is_fresh = |facts: &Option<(u64, SystemTime)>| {
        facts.is_some_and(|(_, changed)| match now.duration_since(changed) {
            Ok(age) => age.as_secs() < settled_seconds,
            // A clock that is ahead of ours tells no age; another look does.
            Err(_) => settled_seconds > 0,
        })
    };
    let fresh = look.iter().filter(|(_, facts)| is_fresh(facts));
    let mut names: Vec<String> = fresh.map(|(name, _)| name.clone()).collect();
    names.extend(unfinished(look));
    names
}

fn unfinished(look: &Look) -> Vec<String> {
    let is_unfinished = |name: &str| UNFINISHED.iter().any(|ending| name.ends_with(ending));
    let names = look.iter().map(|(name, _)| name.clone());
    names
        .filter(|name| is_unfinished(&name.to_ascii_lowercase()))
        .collect()
}

/// Files that another program has for itself: one that copies, or a spreadsheet that saves.
fn held(choices: &[InputChoice]) -> Vec<String> {
    let is_held = |choice: &&InputChoice| {
        let opened = std::fs::File::open(&choice.path);
        opened.is_err_and(|error| disk::is_locked(&error))
    };
    let names = choices.iter().filter(is_held);
    names.map(|choice| choice.given.clone()).collect()
}

fn changed_between(before: &Look, after: &Look) -> Vec<String> {
    let changed = after.iter().filter(|entry| !before.contains(entry));
    changed.map(|(name, _)| name.clone()).collect()
}

fn digest_of(choice: &InputChoice) -> InputFile {
    let read = std::fs::File::open(&choice.path).and_then(sha256_of);
    let (sha256, size) = read.unwrap_or_default();
    InputFile {
        path: choice.given.clone(),
        size,
        sha256,
    }
}

impl Unsettled {
    pub fn reason(&self) -> Text {
        let name = self.0.first().map_or("", String::as_str);
        Text::new(
            format!("文件 {name} 仍在写入(或名称表明尚未写完)"),
            format!("the file {name} is still being written, or its name says it is unfinished"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_is_looked_at_again() {
        let now = SystemTime::now();
        let old = now - Duration::from_secs(3600);
        let look: Look = vec![
            ("a.csv".to_string(), Some((5, now))),
            ("b.csv".to_string(), Some((5, old))),
            ("c.CSV.part".to_string(), Some((5, old))),
        ];
        assert_eq!(fresh_files(&look, 60), ["a.csv", "c.CSV.part"]);
        assert_eq!(fresh_files(&look[..2].to_vec(), 0), Vec::<String>::new());
        let mut later = look.clone();
        later[1].1 = Some((6, old));
        later.push(("d.csv".to_string(), None));
        assert_eq!(changed_between(&look, &later), ["b.csv", "d.csv"]);
        assert_eq!(changed_between(&later, &later), Vec::<String>::new());
    }
}
