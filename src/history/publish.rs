//! All or none: write beside, sync, rename.

use super::destination::{Standing, standing};
use super::place::Destination;
use super::{MANIFEST, fault};
use crate::ground::digest::sha256_hex;
use crate::ground::disk;
use crate::model::{Fault, InputFile, RunManifest};
use std::fs;
use std::io;
use std::path::Path;

/// Publishes the files of a run and its manifest, completed with the files' digests, into a folder
/// that is new, empty or holds an earlier run. On a fault the folder is as it was before.
pub fn publish(
    out: &Path,
    files: &[(String, Vec<u8>)],
    manifest: &RunManifest,
) -> Result<(), Fault> {
    assert!(
        files.iter().all(|(name, _)| is_plain_name(name)),
        "outputs are plain file names other than {MANIFEST}"
    );
    let cannot = |error: io::Error| fault::cannot_write(out, &error);
    let destination = Destination::of(out)?;
    recover(&destination).map_err(cannot)?;
    let standing = standing(&destination).map_err(|fault| fault::as_given(fault, out))?;
    let published = write_partial(&destination, files, manifest)
        .and_then(|()| put_in_place(&destination, &standing));
    published.map_err(|error| {
        // The first error is told; a half-written folder that stays is removed by the next run.
        let _ = disk::remove_folder(&destination.partial());
        cannot(error)
    })
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name != MANIFEST && !name.starts_with('.') && !name.contains(['/', '\\'])
}

/// Puts right what a killed run left: half-written folders go, a run set aside comes back.
fn recover(destination: &Destination) -> io::Result<()> {
    for folder in destination.abandoned() {
        disk::remove_folder(&folder)?;
    }
    let replaced = destination.replaced();
    match (destination.folder.exists(), replaced.exists()) {
        (false, true) => disk::rename(&replaced, &destination.folder),
        (true, true) => disk::remove_folder(&replaced),
        _ => Ok(()),
    }
}

fn write_partial(
    destination: &Destination,
    files: &[(String, Vec<u8>)],
    manifest: &RunManifest,
) -> io::Result<()> {
    disk::create_folders(&destination.parent)?;
    let partial = destination.partial();
    if partial.exists() {
        disk::remove_folder(&partial)?;
    }
    disk::create_folder(&partial)?;
    for (name, bytes) in files {
        disk::write_new(&partial.join(name), bytes)?;
    }
    let mut manifest = manifest.clone();
    manifest.outputs = files
        .iter()
        .map(|(name, bytes)| described(name, bytes))
        .collect();
    manifest
        .outputs
        .sort_by(|one, other| one.path.cmp(&other.path));
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    disk::write_new(&partial.join(MANIFEST), &text)?;
    disk::sync_folder(&partial)
}

fn described(name: &str, bytes: &[u8]) -> InputFile {
    InputFile {
        path: name.to_string(),
        size: bytes.len() as u64,
        sha256: sha256_hex(bytes),
    }
}

fn put_in_place(destination: &Destination, standing: &Standing) -> io::Result<()> {
    let (partial, replaced) = (destination.partial(), destination.replaced());
    match standing {
        Standing::Nothing => disk::rename(&partial, &destination.folder)?,
        Standing::EmptyFolder => {
            fs::remove_dir(&destination.folder)?;
            disk::rename(&partial, &destination.folder)?;
        }
        Standing::EarlierRun => {
            disk::rename(&destination.folder, &replaced)?;
            if let Err(error) = disk::rename(&partial, &destination.folder) {
                disk::rename(&replaced, &destination.folder)?;
                return Err(error);
            }
        }
    }
    disk::sync_folder(&destination.parent)?;
    match standing {
        // The new run stands; what is left of the old one is removed now or by the next run.
        Standing::EarlierRun => disk::remove_folder(&replaced).or(Ok(())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{TOOL, check_destination, read_run};
    use super::*;

    fn manifest() -> RunManifest {
        RunManifest {
            tool: TOOL.to_string(),
            state: "published".to_string(),
            ..RunManifest::default()
        }
    }

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        vec![
            ("metrics.json".to_string(), b"{}".to_vec()),
            ("差异报告.xlsx".to_string(), text.as_bytes().to_vec()),
        ]
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_stands_whole_in_a_new_folder_and_replaces_an_earlier_one() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("a/b/hedui-run");
        publish(&out, &files("one"), &manifest()).unwrap();
        publish(&out, &files("two"), &manifest()).unwrap();
        assert_eq!(fs::read(out.join("差异报告.xlsx")).unwrap(), b"two");
        assert_eq!(names(out.parent().unwrap()), ["hedui-run"]);
        let run = read_run(&out).unwrap();
        let outputs: Vec<_> = run
            .outputs
            .iter()
            .map(|file| (file.path.as_str(), file.size))
            .collect();
        assert_eq!(outputs, [("metrics.json", 2), ("差异报告.xlsx", 3)]);
    }

    #[test]
    fn foreign_folders_and_peoples_work_are_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let foreign = home.path().join("documents");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("letter.txt"), "dear").unwrap();
        let fault = publish(&foreign, &files("x"), &manifest()).unwrap_err();
        assert_eq!(
            (fault.rule, names(&foreign)),
            ("F301", vec!["letter.txt".to_string()])
        );

        let out = home.path().join("run");
        publish(&out, &files("one"), &manifest()).unwrap();
        fs::write(out.join("差异报告.xlsx"), "our notes").unwrap();
        assert_eq!(
            publish(&out, &files("two"), &manifest()).unwrap_err().rule,
            "F303"
        );
        assert_eq!(fs::read(out.join("差异报告.xlsx")).unwrap(), b"our notes");
        fs::write(out.join("差异报告.xlsx"), "one").unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        assert_eq!(check_destination(&out).unwrap_err().rule, "F303");
        fs::remove_file(out.join("notes.txt")).unwrap();
        publish(&out, &files("two"), &manifest()).unwrap();
        assert_eq!(names(home.path()), ["documents", "run"]);
    }

    #[test]
    fn a_file_in_the_way_is_a_fault_and_leaves_nothing_behind() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("report.txt");
        fs::write(&file, "x").unwrap();
        assert_eq!(
            publish(&file, &files("x"), &manifest()).unwrap_err().rule,
            "F302"
        );
        let below = file.join("run");
        assert!(publish(&below, &files("x"), &manifest()).is_err());
        assert_eq!(names(home.path()), ["report.txt"]);
    }

    #[test]
    fn what_a_killed_run_left_is_put_right() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("run");
        publish(&out, &files("one"), &manifest()).unwrap();
        fs::rename(&out, home.path().join(".run.replaced")).unwrap();
        fs::create_dir(home.path().join(".run.partial-4000000000")).unwrap();
        publish(&out, &files("two"), &manifest()).unwrap();
        assert_eq!(names(home.path()), ["run"]);
        assert_eq!(fs::read(out.join("差异报告.xlsx")).unwrap(), b"two");
    }

    #[test]
    fn a_folder_without_a_manifest_of_ours_is_no_run() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(read_run(home.path()).unwrap_err().rule, "F305");
        fs::write(home.path().join(MANIFEST), "{\"name\": \"web app\"}").unwrap();
        assert_eq!(read_run(home.path()).unwrap_err().rule, "F305");
        assert_eq!(
            publish(home.path(), &[], &manifest()).unwrap_err().rule,
            "F301"
        );
    }
}
