//! With `privacy.mask` no name of an officer and no telephone number stands in any file of a run.

use hedui::model::{Settings, Silent};
use hedui::pipeline;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::process::Command;

#[test]
fn no_officer_is_named_in_a_masked_run() {
    let year = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025");
    let books = pipeline::run(&year, &Settings::default(), &Silent).unwrap();
    let officers: BTreeSet<String> = books
        .understood
        .events
        .iter()
        .flat_map(|event| event.officers.iter().cloned())
        .filter(|name| name.chars().count() >= 2)
        .collect();
    assert!(officers.len() > 10);
    let home = tempfile::tempdir().unwrap();
    let copied = Command::new("cp")
        .arg("-r")
        .arg(year.join("."))
        .arg(home.path())
        .status();
    assert!(copied.unwrap().success());
    let settings = home.path().join("hedui.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let more = "[privacy]\nmask = true\n[nightly]\nsettled_seconds = 0\n";
    std::fs::write(&settings, format!("{text}\n{more}")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hedui"));
    let output = command
        .args(["nightly", "."])
        .current_dir(home.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut told = Vec::new();
    for entry in std::fs::read_dir(home.path().join("hedui-nightly/latest"))
        .unwrap()
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = text_of(&entry.path());
        for officer in officers
            .iter()
            .filter(|officer| text.contains(officer.as_str()))
        {
            told.push(format!("{name}: {officer}"));
        }
    }
    assert!(
        told.is_empty(),
        "{} places, such as {:?}",
        told.len(),
        &told[..told.len().min(12)]
    );
}

/// The text of a file; of a workbook, of its parts. Parquet holds the values of the CSV beside it.
fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    if path.extension().is_none_or(|ending| ending != "xlsx") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = String::new();
        // Parts that are no text name nobody.
        let _ = archive.by_index(at).unwrap().read_to_string(&mut part);
        all.push_str(&part);
    }
    all
}
