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
        let fair = self.limits.inflated_bytes(packed);
        let most = fair.min(self.limits.file_bytes());
        if inflated > most {
            return Err(Refusal::TooLarge(most >> 20));
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
    let allowed = limits
        .inflated_bytes(bytes.len() as u64)
        .min(limits.file_bytes());
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
        // What Word keeps beside a file while it is open.
        || name.starts_with('~') && name.to_ascii_lowercase().ends_with(".tmp")
        || matches!(
            name.to_ascii_lowercase().as_str(),
            "__macosx"
                | "thumbs.db"
                | "desktop.ini"
                | "lost+found"
                | "system volume information"
                | "$recycle.bin"
                | "hedui.toml"
                | "judgements.jsonl"
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

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::{Cursor, Write};

    fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut stream = GzEncoder::new(Vec::new(), Compression::default());
        stream.write_all(bytes).unwrap();
        stream.finish().unwrap()
    }

    fn read(bytes: Vec<u8>, limits: &Limits) -> Vec<(String, Result<String, Refusal>)> {
        let leaves = leaves(bytes, "a", limits);
        let text = |leaf: &Leaf| {
            let bytes = leaf.bytes(limits)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        leaves
            .iter()
            .map(|leaf| (leaf.given.clone(), text(leaf)))
            .collect()
    }

    fn text(name: &str, text: &str) -> (String, Result<String, Refusal>) {
        (name.to_string(), Ok(text.to_string()))
    }

    #[test]
    fn members_are_files_and_litter_is_none() {
        let bytes = zipped(&[
            ("safety/", b""),
            ("safety/b.csv", b"b"),
            ("a.csv", b"a"),
            ("__MACOSX/._a.csv", b"x"),
            (".DS_Store", b"x"),
            ("safety/Thumbs.db", b"x"),
            ("~$a.xlsx", b"x"),
            ("runs/1/manifest.json", b"{}"),
            ("runs/1/ledger.csv", b"x"),
        ]);
        let expected = [text("a!/safety/b.csv", "b"), text("a!/a.csv", "a")];
        assert_eq!(read(bytes, &Limits::default()), expected);
        let nothing = zipped(&[(".DS_Store", b"x")]);
        assert_eq!(
            read(nothing, &Limits::default()),
            [("a".to_string(), Err(Refusal::Empty))]
        );
    }

    #[test]
    fn archives_in_archives_are_opened_once_more() {
        let limits = Limits::default();
        let inner = zipped(&[("c.csv", b"c"), ("d.csv.gz", &gzipped(b"d"))]);
        let bytes = zipped(&[("b.zip", &inner), ("e.csv.gz", &gzipped(b"e"))]);
        let expected = [
            text("a!/b.zip!/c.csv", "c"),
            ("a!/b.zip!/d.csv.gz".to_string(), Err(Refusal::TooDeep)),
            text("a!/e.csv.gz", "e"),
        ];
        assert_eq!(read(bytes, &limits), expected);
        let packed_twice = gzipped(&zipped(&[("c.csv", b"c")]));
        assert_eq!(read(packed_twice, &limits), [text("a!/c.csv", "c")]);
        assert_eq!(read(gzipped(b"x"), &limits), [text("a", "x")]);
    }

    #[test]
    fn streams_behind_each_other_are_one_file_and_padding_is_none() {
        let bytes = [gzipped(b"a,"), gzipped(b"b"), vec![0; 512]].concat();
        assert_eq!(read(bytes, &Limits::default()), [text("a", "a,b")]);
        let whole = gzipped(&b"abc,".repeat(500));
        for cut in 3..whole.len() {
            let read = read(whole[..cut].to_vec(), &Limits::default());
            assert!(matches!(read[0].1, Err(Refusal::Damaged(_))), "{cut}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused_and_the_rest_is_read() {
        let limits = Limits {
            file_mb: 2,
            inflated_mb: 4,
            members: 6,
            ..Limits::default()
        };
        let (large, fair) = (vec![b'x'; 3 << 20], vec![b'y'; 3 << 19]);
        let bytes = zipped(&[
            ("1", &large),
            ("2", &fair),
            ("3", &gzipped(&large)),
            ("4", &fair),
            ("5", &fair),
            ("6", b"z"),
        ]);
        let read_all = read(bytes, &limits);
        let refused: Vec<(&str, Option<&Refusal>)> = read_all
            .iter()
            .map(|(name, read)| (&name[3..], read.as_ref().err()))
            .collect();
        let file = Refusal::TooLarge(2);
        let whole = Refusal::TooLarge(4);
        assert_eq!(
            refused[..4],
            [
                ("1", Some(&file)),
                ("2", None),
                ("3", Some(&file)),
                ("4", None)
            ]
        );
        assert_eq!(refused[4].1, Some(&whole));
        let many: Vec<(String, &[u8])> = (0..7).map(|at| (at.to_string(), &b"x"[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, b)| (name.as_str(), *b)).collect();
        assert_eq!(
            read(zipped(&many), &limits),
            [("a".to_string(), Err(Refusal::TooMany(6)))]
        );
    }

    #[test]
    fn a_bomb_costs_no_memory_and_little_time() {
        let limits = Limits::default();
        let making = std::time::Instant::now();
        let bomb = gzipped(&vec![0; 60 << 20]);
        assert_eq!(read(bomb.clone(), &limits)[0].1, Err(Refusal::TooLarge(48)));
        let bytes = zipped(&[("x.gz", &bomb), ("y", &vec![b' '; 60 << 20]), ("z", b"z")]);
        let (made, reading) = (making.elapsed(), std::time::Instant::now());
        let read = read(bytes, &limits);
        assert_eq!(read[0].1, Err(Refusal::TooLarge(48)));
        assert_eq!(read[1].1, Err(Refusal::TooLarge(48)));
        assert_eq!(read[2].1.as_deref(), Ok("z"));
        assert!(reading.elapsed() < made * 3, "packing takes longer");
    }

    #[test]
    fn a_hundred_thousand_members_are_refused_quickly() {
        let names: Vec<String> = (0..100_000).map(|at| at.to_string()).collect();
        let members: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        let making = std::time::Instant::now();
        let bytes = zipped(&members);
        let (made, reading) = (making.elapsed(), std::time::Instant::now());
        let read = read(bytes, &Limits::default());
        assert_eq!(read, [("a".to_string(), Err(Refusal::TooMany(10_000)))]);
        assert!(reading.elapsed() < made * 3, "packing takes longer");
    }

    #[test]
    fn the_archive_of_a_member_is_found_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("odd!")).unwrap();
        for name in ["a.zip", "odd!/b.csv", "odd!/c.zip"] {
            std::fs::write(root.join(name), "x").unwrap();
        }
        for (given, disk) in [
            ("a.zip!/x/y.csv", "a.zip"),
            ("a.zip!/b.zip!/y.csv", "a.zip"),
            ("odd!/b.csv", "odd!/b.csv"),
            ("odd!/c.zip!/b.csv", "odd!/c.zip"),
            ("gone.zip!/x", "gone.zip!/x"),
        ] {
            assert_eq!(file_on_disk(root, given), disk);
        }
    }
}
