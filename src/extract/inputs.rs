//! Which files are read: those that the settings name, else everything below the folder that could
//! be an export.

use super::{InputChoice, MemberChoice, archive};
use crate::ground::shown;
use crate::model::{Fault, Register, Settings, Source, Text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The files to read, in the order of their paths.
pub fn find_inputs(root: &Path, settings: &Settings) -> Result<Vec<InputChoice>, Fault> {
    if !root.is_dir() {
        return Err(missing(root));
    }
    let mut found = Vec::new();
    // The unattended job's own folder holds no exports, nor do the folders of single bodies.
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    seen.extend(root.join(&settings.nightly.folder).canonicalize());
    let mut closed = Vec::new();
    walk(root, "", &mut found, &mut closed, &mut seen).map_err(|_| missing(root))?;
    // What lies in a folder that cannot be listed is missing, and nothing else would say so.
    closed.retain(|(given, _)| could_hold_inputs(given, settings));
    found.sort();
    let named = settings
        .sources
        .values()
        .any(|patterns| !patterns.files.is_empty());
    let mut inputs = Vec::new();
    for (given, path) in found {
        let source = source_of(&given, settings);
        let members = member_patterns(&given, settings);
        let only = named && source.is_none();
        if only && (members.is_empty() || !archive::is_archive_file(&path)) {
            continue;
        }
        inputs.push(InputChoice {
            path,
            source,
            members: MemberChoice {
                archive: given.clone(),
                patterns: members,
                only,
            },
            given,
            limits: settings.limits,
        });
    }
    for (given, path) in closed {
        inputs.push(InputChoice {
            path,
            source: None,
            members: MemberChoice::default(),
            given,
            limits: settings.limits,
        });
    }
    inputs.sort_by(|one, other| one.given.cmp(&other.given));
    match inputs.is_empty() {
        true => Err(nothing_to_read(root, named)),
        false => Ok(inputs),
    }
}

fn missing(root: &Path) -> Fault {
    Fault::new(
        "F101",
        shown(root),
        Text::new(
            "文件夹不存在或无法读取",
            "the folder does not exist or cannot be read",
        ),
        Text::new("检查路径是否写对", "check the spelling of the path"),
    )
}

pub(super) fn nothing_to_read(root: &Path, named: bool) -> Fault {
    let help = match named {
        true => Text::new(
            "hedui.toml 中 [sources.*] 的 files 没有匹配到文件",
            "no file matches the patterns under [sources.*] in hedui.toml",
        ),
        false => Text::new(
            "把两个系统的导出文件放进该文件夹",
            "put the exports of both systems into the folder",
        ),
    };
    Fault::new(
        "F102",
        shown(root),
        Text::new("文件夹里没有可读的文件", "the folder holds no file to read"),
        help,
    )
}

/// Every file below a folder, as (path as given, path), each real folder once; folders that cannot
/// be listed apart, their paths as given with a slash behind.
fn walk(
    folder: &Path,
    prefix: &str,
    found: &mut Vec<(String, PathBuf)>,
    closed: &mut Vec<(String, PathBuf)>,
    seen: &mut BTreeSet<PathBuf>,
) -> std::io::Result<()> {
    if !seen.insert(folder.canonicalize()?) {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if archive::is_litter(&name) {
            continue;
        }
        let path = entry.path();
        let given = format!("{prefix}{name}");
        if !path.is_dir() {
            found.push((given, path));
        } else if !is_made_by_hedui(&path) {
            let given = format!("{given}/");
            if walk(&path, &given, found, closed, seen).is_err() {
                closed.push((given, path));
            }
        }
    }
    Ok(())
}

/// Run folders and roll-ups, and the folder of an unattended job, whosever it is.
fn is_made_by_hedui(folder: &Path) -> bool {
    let holds = |name: &str| folder.join(name).exists();
    let is_run = holds("manifest.json") && (holds("ledger.csv") || holds("rollup.json"));
    let is_job = holds("history.db") || holds("log.jsonl") && holds("lock");
    is_run || is_job
}

/// Whether a pattern leads below the folder, or there are none.
fn could_hold_inputs(given: &str, settings: &Settings) -> bool {
    let folder: Vec<&str> = given.trim_end_matches('/').split('/').collect();
    let mut patterns = patterns(settings).peekable();
    patterns.peek().is_none()
        || patterns.any(|(pattern, _)| {
            let parts: Vec<&str> = pattern.split('/').collect();
            leads_into(&parts, &folder)
        })
}

fn source_of(given: &str, settings: &Settings) -> Option<Source> {
    let mut patterns = patterns(settings);
    let matching = patterns.find(|(pattern, _)| matches_pattern(pattern, given));
    matching.map(|(_, source)| source)
}

fn patterns(settings: &Settings) -> impl Iterator<Item = (&str, Source)> {
    settings.sources.iter().flat_map(|(name, patterns)| {
        let source = match name.as_str() {
            "safety" => Source::Safety,
            "platform" => Source::Platform,
            "plan" => Source::Plan,
            "roster" => Source::Roster,
            "other_platform" => Source::OtherPlatform,
            name => {
                let registers = settings.registers();
                let named = registers.iter().find(|register| register.name == name);
                named.map_or(Source::Unknown, Register::source)
            }
        };
        let files = patterns.files.iter();
        files.map(move |pattern| (pattern.trim_start_matches("./"), source))
    })
}

/// The patterns that could name a member of the file, were it an archive.
fn member_patterns(given: &str, settings: &Settings) -> Vec<(String, Source)> {
    let archive = format!("{given}!");
    let archive: Vec<&str> = archive.split('/').collect();
    patterns(settings)
        .filter(|(pattern, _)| {
            let parts: Vec<&str> = pattern.split('/').collect();
            leads_into(&parts, &archive)
        })
        .map(|(pattern, source)| (pattern.to_string(), source))
        .collect()
}

/// Whether a path below the folder could match.
fn leads_into(pattern: &[&str], folder: &[&str]) -> bool {
    match (pattern, folder) {
        (["**", ..], _) => true,
        ([_, ..], []) => true,
        ([first, rest @ ..], [name, names @ ..]) => {
            let (first, name): (Vec<char>, Vec<char>) =
                (first.chars().collect(), name.chars().collect());
            matches_name(&first, &name) && leads_into(rest, names)
        }
        ([], _) => false,
    }
}

/// `*` and `?` stay within one folder, `**` does not.
pub(super) fn matches_pattern(pattern: &str, path: &str) -> bool {
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    matches_parts(&pattern, &path)
}

fn matches_parts(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**"], _) => true,
        (["**", rest @ ..], _) => (0..=path.len()).any(|skip| matches_parts(rest, &path[skip..])),
        ([first, rest @ ..], [name, names @ ..]) => {
            let (first, name): (Vec<char>, Vec<char>) =
                (first.chars().collect(), name.chars().collect());
            matches_name(&first, &name) && matches_parts(rest, names)
        }
        _ => false,
    }
}

/// One name against one part of a pattern, going back to the last `*` where it fails.
fn matches_name(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, eaten)) => {
                    star = Some((at, eaten + 1));
                    p = at + 1;
                    n = eaten + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourcePatterns;
    use std::fs;

    #[test]
    fn patterns_stay_in_their_folder_unless_told() {
        for (pattern, path, hit) in [
            ("safety/*", "safety/一季度.xls", true),
            ("safety/*", "safety/old/a.xls", false),
            ("safety/**", "safety/old/a.xls", true),
            ("**/*.csv", "a.csv", true),
            ("**/*.csv", "x/y/a.csv", true),
            ("检查?.xls*", "检查1.xlsx", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "xxaxxbxx", false),
        ] {
            assert_eq!(matches_pattern(pattern, path), hit, "{pattern} {path}");
        }
    }

    #[test]
    fn locks_hidden_files_and_run_folders_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("safety")).unwrap();
        fs::create_dir_all(root.join("runs/1")).unwrap();
        for name in [
            "safety/b.xls",
            "a.csv",
            ".x",
            "~$a.xlsx",
            "~WRL0001.tmp",
            "hedui.toml",
            "runs/1/ledger.csv",
        ] {
            fs::write(root.join(name), "x").unwrap();
        }
        fs::write(root.join("runs/1/manifest.json"), "{}").unwrap();
        let given = |settings: &Settings| -> Vec<(String, Option<Source>)> {
            let inputs = find_inputs(root, settings).unwrap();
            inputs
                .into_iter()
                .map(|input| (input.given, input.source))
                .collect()
        };
        let all = given(&Settings::default());
        assert_eq!(
            all,
            [
                ("a.csv".to_string(), None),
                ("safety/b.xls".to_string(), None)
            ]
        );
        let mut settings = Settings::default();
        let patterns = SourcePatterns {
            files: vec!["safety/*".into()],
            ..SourcePatterns::default()
        };
        settings.sources.insert("safety".into(), patterns);
        assert_eq!(
            given(&settings),
            [("safety/b.xls".to_string(), Some(Source::Safety))]
        );
    }

    #[test]
    fn patterns_reach_into_archives_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("safety/a.csv", options).unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        for name in ["all.zip", "other.zip", "safety.csv"] {
            let bytes = if name.ends_with("zip") {
                &bytes[..]
            } else {
                b"x"
            };
            fs::write(root.join(name), bytes).unwrap();
        }
        let chosen = |files: &str| -> Vec<(String, Option<Source>, bool)> {
            let mut settings = Settings::default();
            let patterns = SourcePatterns {
                files: vec![files.into()],
                ..SourcePatterns::default()
            };
            settings.sources.insert("safety".into(), patterns);
            let inputs = find_inputs(root, &settings).unwrap_or_default();
            let told = |input: InputChoice| (input.given, input.source, input.members.only);
            inputs.into_iter().map(told).collect()
        };
        let all = || "all.zip".to_string();
        assert_eq!(chosen("all.zip"), [(all(), Some(Source::Safety), false)]);
        assert_eq!(chosen("all.zip!/safety/*"), [(all(), None, true)]);
        assert_eq!(chosen("safety.csv!/x"), []);
        let deep = chosen("**/a.csv");
        assert_eq!(
            deep,
            [(all(), None, true), ("other.zip".into(), None, true)]
        );
    }

    #[test]
    fn a_missing_and_an_empty_folder_are_faults() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::default();
        let fault = find_inputs(folder.path(), &settings).unwrap_err();
        assert_eq!(fault.rule, "F102");
        let fault = find_inputs(&folder.path().join("none"), &settings).unwrap_err();
        assert_eq!(fault.rule, "F101");
    }

    /// A folder that nobody can list, not even root: it was removed while it was held open.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_that_cannot_be_listed_is_an_input_that_cannot_be_read() {
        use std::os::fd::AsRawFd;
        let folder = tempfile::tempdir().unwrap();
        let gone = tempfile::tempdir().unwrap();
        let open = fs::File::open(gone.path()).unwrap();
        drop(gone);
        let root = folder.path();
        fs::create_dir(root.join("platform")).unwrap();
        fs::write(root.join("platform/a.csv"), "x").unwrap();
        let held = format!("/proc/self/fd/{}", open.as_raw_fd());
        std::os::unix::fs::symlink(held, root.join("platform/6月")).unwrap();
        let given = |pattern: Option<&str>| -> Vec<String> {
            let mut settings = Settings::default();
            let patterns = SourcePatterns {
                files: pattern.iter().map(|pattern| pattern.to_string()).collect(),
                ..SourcePatterns::default()
            };
            settings.sources.insert("platform".into(), patterns);
            let inputs = find_inputs(root, &settings).unwrap();
            inputs.into_iter().map(|input| input.given).collect()
        };
        let both = ["platform/6月/", "platform/a.csv"];
        assert_eq!(given(None), both);
        assert_eq!(given(Some("platform/**")), both);
        assert_eq!(
            given(Some("platform/*")),
            both[1..],
            "it leads nowhere below"
        );
    }

    #[test]
    fn a_job_and_a_run_are_told_from_exports_with_a_manifest_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in [
            "exports/manifest.json",
            "exports/a.csv",
            "county/hedui-nightly/history.db",
            "county/hedui-nightly/cache/a.parquet",
            "county/b.csv",
        ] {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let inputs = find_inputs(root, &Settings::default()).unwrap();
        let given: Vec<&str> = inputs.iter().map(|input| input.given.as_str()).collect();
        assert_eq!(
            given,
            ["county/b.csv", "exports/a.csv", "exports/manifest.json"]
        );
    }
}
