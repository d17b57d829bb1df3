//! Archives of exports: what a `.gz` holds is read in its place, what a `.zip` holds is read as
//! files of its own, named `archive.zip!/member`. A member that is locked, broken or too large
//! costs itself and nothing else.

use super::page::Refusal;
use super::sniff::{Container, sniff};
use super::zip_directory::{Directory, Entry};
use crate::model::Limits;
use flate2::bufread::GzDecoder;
use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// An archive may lie in an archive, and no deeper.
pub(super) const NESTED_MAX: usize = 2;
/// Below this size, nothing is said against a member that inflates many times over.
const INFLATED_FREE: u64 = 48 << 20;
/// Tables inflate 5 to 50 times; beyond this it is no table.
const RATIO_MAX: u64 = 250;
/// Stands between the name of an archive and that of its member.
pub(super) const INSIDE: &str = "!/";

/// A file to read: one that lies in the folder, or one within an archive.
pub(super) struct Leaf {
    /// The name in every place: `a.xls`, `b.csv.gz`, `archive.zip!/member`.
    pub given: String,
    /// It lies within an archive and has a name of its own.
    pub is_member: bool,
    content: Content,
}

enum Content {
    Whole(Arc<Vec<u8>>),
    Gzip(Arc<Vec<u8>>),
    Member(Arc<Vec<u8>>, Entry),
    GzipMember(Arc<Vec<u8>>, Entry),
    Refused(Refusal),
}

impl Leaf {
    /// The bytes, inflated once more: only those being read at the moment are held.
    pub fn bytes(&self, limits: &Limits) -> Result<Arc<Vec<u8>>, Refusal> {
        match &self.content {
            Content::Whole(bytes) => Ok(Arc::clone(bytes)),
            Content::Gzip(bytes) => gunzip(bytes, limits).map(Arc::new),
            Content::Member(archive, entry) => entry.inflate(archive).map(Arc::new),
            Content::GzipMember(archive, entry) => {
                gunzip(&entry.inflate(archive)?, limits).map(Arc::new)
            }
            Content::Refused(why) => Err(why.clone()),
        }
    }
}

/// All files in a file, in the order of the archive's directory; a file that is no archive is its
/// own and only leaf.
pub(super) fn leaves(bytes: Vec<u8>, given: &str, limits: &Limits) -> Vec<Leaf> {
    let mut walk = Walk {
        limits,
        given_len: given.len(),
        inflated: 0,
        members: 0,
        leaves: Vec::new(),
    };
    walk.file(Arc::new(bytes), given, 0);
    walk.leaves
}

/// What the walk through an archive has found and spent. It goes in the order of the directory, so
/// that the same members are refused every time.
struct Walk<'l> {
    limits: &'l Limits,
    given_len: usize,
    inflated: u64,
    members: u64,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    fn push(&mut self, given: &str, content: Content) {
        self.leaves.push(Leaf {
            given: given.to_string(),
            is_member: given.len() > self.given_len,
            content,
        });
    }

    fn refuse(&mut self, given: &str, why: Refusal) {
        self.push(given, Content::Refused(why));
    }

    fn file(&mut self, bytes: Arc<Vec<u8>>, given: &str, depth: usize) {
        match archive_kind(&bytes) {
            None => self.push(given, Content::Whole(bytes)),
            Some(_) if depth == NESTED_MAX => self.refuse(given, Refusal::TooDeep),
            Some(Kind::Zip) => self.zip(&bytes, given, depth),
            Some(Kind::Gzip) => match self.peek_gzip(&bytes) {
                Err(why) => self.refuse(given, why),
                Ok(false) => self.push(given, Content::Gzip(bytes)),
                Ok(true) => match gunzip(&bytes, self.limits) {
                    Ok(inner) => self.file(Arc::new(inner), given, depth + 1),
                    Err(why) => self.refuse(given, why),
                },
            },
        }
    }

    fn zip(&mut self, bytes: &Arc<Vec<u8>>, given: &str, depth: usize) {
        let directory = match Directory::find(bytes) {
            Ok(directory) => directory,
            Err(why) => return self.refuse(given, why),
        };
        self.members = self.members.saturating_add(directory.count);
        if self.members > self.limits.members {
            return self.refuse(given, Refusal::TooMany(self.limits.members));
        }
        let (entries, whole) = directory.entries(usize::MAX);
        let before = self.leaves.len();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for entry in without_litter(entries) {
            let times = seen.entry(entry.name.clone()).or_insert(0);
            *times += 1;
            let name = match *times {
                1 => format!("{given}{INSIDE}{}", entry.name),
                // Two members of one name are two files.
                again => format!("{given}{INSIDE}{} ({again})", entry.name),
            };
            self.member(bytes, entry, &name, depth);
        }
        if !whole {
            self.refuse(given, Refusal::Damaged("its directory breaks off".into()));
        } else if self.leaves.len() == before {
            self.refuse(given, Refusal::Empty);
        }
    }

    fn member(&mut self, archive: &Arc<Vec<u8>>, entry: Entry, name: &str, depth: usize) {
        if entry.encrypted {
            return self.refuse(name, Refusal::LockedMember);
        }
        if let Err(why) = self.charge(entry.compressed, entry.size) {
            return self.refuse(name, why);
        }
        let head = entry.head(archive, 4);
        if !is_archive_head(&head) {
            return self.push(name, Content::Member(Arc::clone(archive), entry));
        }
        let inner = match entry.inflate(archive) {
            Ok(inner) => Arc::new(inner),
            Err(why) => return self.refuse(name, why),
        };
        match archive_kind(&inner) {
            None => self.push(name, Content::Member(Arc::clone(archive), entry)),
            Some(_) if depth + 1 == NESTED_MAX => self.refuse(name, Refusal::TooDeep),
            Some(Kind::Zip) => self.zip(&inner, name, depth + 1),
            Some(Kind::Gzip) => match self.peek_gzip(&inner) {
                Err(why) => self.refuse(name, why),
                Ok(false) => self.push(name, Content::GzipMember(Arc::clone(archive), entry)),
                Ok(true) => self.file(inner, name, depth + 1),
            },
        }
    }

    /// Takes an inflated size from what an archive may come to in all.
    fn charge(&mut self, packed: u64, inflated: u64) -> Result<(), Refusal> {
        let file_max = self.limits.file_mb << 20;
        if inflated > file_max {
            return Err(Refusal::TooLarge(self.limits.file_mb));
        }
        if inflated > INFLATED_FREE && inflated / RATIO_MAX > packed {
            return Err(Refusal::TooLarge(INFLATED_FREE >> 20));
        }
        self.inflated = self.inflated.saturating_add(inflated);
        match self.inflated > self.limits.inflated_mb << 20 {
            true => Err(Refusal::TooLarge(self.limits.inflated_mb)),
            false => Ok(()),
        }
    }

    /// Inflates into nothing, counting, and says whether an archive lies inside.
    fn peek_gzip(&mut self, bytes: &[u8]) -> Result<bool, Refusal> {
        let mut head = Vec::new();
        let mut count = 0u64;
        gunzip_into(bytes, self.limits, |piece| {
            count += piece.len() as u64;
            if head.len() < 4 {
                head.extend(&piece[..piece.len().min(4)]);
            }
        })?;
        self.charge(bytes.len() as u64, count)?;
        Ok(is_archive_head(&head))
    }
}

enum Kind {
    Zip,
    Gzip,
}

fn is_archive_head(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
        || head.starts_with(b"PK\x05\x06")
        || head.starts_with(b"\x1f\x8b")
}

/// Workbooks are zips too: only an archive of other files counts.
fn archive_kind(bytes: &[u8]) -> Option<Kind> {
    if !is_archive_head(bytes) {
        return None;
    }
    match sniff(bytes) {
        Container::Zip => Some(Kind::Zip),
        Container::Gzip => Some(Kind::Gzip),
        _ => None,
    }
}

fn gunzip(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let mut inner = Vec::new();
    gunzip_into(bytes, limits, |piece| inner.extend_from_slice(piece))?;
    Ok(inner)
}

/// Inflates one gzip stream after the other; what follows the last is padding.
fn gunzip_into(bytes: &[u8], limits: &Limits, mut take: impl FnMut(&[u8])) -> Result<(), Refusal> {
    let allowed = (bytes.len() as u64)
        .saturating_mul(RATIO_MAX)
        .max(INFLATED_FREE)
        .min(limits.file_mb << 20);
    let mut rest = bytes;
    let mut count = 0u64;
    let mut piece = vec![0; 1 << 16];
    while rest.starts_with(b"\x1f\x8b") {
        let mut stream = GzDecoder::new(rest);
        loop {
            let length = stream
                .read(&mut piece)
                .map_err(|error| Refusal::Damaged(error.to_string()))?;
            if length == 0 {
                break;
            }
            count += length as u64;
            if count > allowed {
                return Err(Refusal::TooLarge(allowed >> 20));
            }
            take(&piece[..length]);
        }
        rest = stream.into_inner();
    }
    Ok(())
}

/// What programs leave lying about: nothing that anybody exported.
pub(super) fn is_litter(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || matches!(
            name.to_ascii_lowercase().as_str(),
            "__macosx" | "thumbs.db" | "desktop.ini" | "hedui.toml"
        )
}

/// The members that are files of somebody: no folders, no litter, nothing of a run folder.
fn without_litter(entries: Vec<Entry>) -> Vec<Entry> {
    let runs: BTreeSet<String> = entries
        .iter()
        .filter_map(|entry| entry.name.strip_suffix("manifest.json"))
        .filter(|folder| folder.ends_with('/'))
        .map(str::to_string)
        .collect();
    let of_a_run = |name: &str| {
        let mut ends = name.match_indices('/');
        ends.any(|(at, _)| runs.contains(&name[..=at]))
    };
    entries
        .into_iter()
        .filter(|entry| !entry.is_folder())
        .filter(|entry| !entry.name.split('/').any(is_litter) && !of_a_run(&entry.name))
        .collect()
}

/// The file below a folder that the name in a place leads to: for a member, its archive.
pub fn file_on_disk<'g>(root: &Path, given: &'g str) -> &'g str {
    let archives = given.match_indices(INSIDE).map(|(at, _)| &given[..at]);
    let mut names = archives.chain([given]);
    names
        .find(|name| root.join(name).is_file())
        .unwrap_or(given)
}

/// Whether a file is an archive of other files, by its first bytes and, for a zip, its directory.
pub(super) fn is_archive_file(path: &Path) -> bool {
    let mut head = [0; 4];
    let opened = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    opened.is_ok()
        && is_archive_head(&head)
        && std::fs::read(path).is_ok_and(|bytes| archive_kind(&bytes).is_some())
}
