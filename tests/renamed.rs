//! The demonstration year with every header renamed to words on no list, or to nothing:
//! what the values betray is mapped as the usual headers would have it, the rest is left unmapped,
//! and nothing is mapped wrongly.

use hedui::model::{Basis, Extracted, FieldName, Settings, Silent, TableMapping};
use hedui::{extract, transform};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Fields that any year's values betray, in every table of the year that has them.
const BETRAYED: [FieldName; 14] = {
    use FieldName as F;
    [
        F::Enterprise,
        F::CreditCode,
        F::DocumentNumber,
        F::DocumentKind,
        F::DateStart,
        F::DateEnd,
        F::AppliedAt,
        F::ScannedAt,
        F::CompletedAt,
        F::Officers,
        F::CodeId,
        F::Route,
        F::Town,
        F::Item,
    ]
};

/// The generator as it stands now: a filtered test run does not build examples by itself.
fn world() -> PathBuf {
    let tests = std::env::current_exe().expect("a test binary");
    let profile = tests.parent().and_then(Path::parent).expect("a profile");
    let mut build = Command::new(env!("CARGO"));
    build
        .args(["build", "--quiet", "--example", "world"])
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if profile.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().expect("cargo starts").success());
    let name = format!("world{}", std::env::consts::EXE_SUFFIX);
    profile.join("examples").join(name)
}

/// A year of another seed without settings, read and mapped.
fn year(world: &Path, headers: &str) -> (Extracted, Vec<TableMapping>) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let made = Command::new(world)
        .args(["--seed", "7", "--settings=none", "--headers", headers])
        .arg("--out")
        .arg(folder.path())
        .output()
        .expect("the generator runs");
    assert!(made.status.success(), "{headers}");
    let settings = Settings::default();
    let inputs = extract::find_inputs(folder.path(), &settings).expect("inputs");
    let extracted = extract::read_sources(folder.path(), &inputs, &Silent)
        .expect("sources")
        .keep(&mut Vec::new());
    let understood = transform::understand(&extracted, &settings, &Silent).keep(&mut Vec::new());
    (extracted, understood.mappings)
}

/// Field and basis by file, sheet and column.
type Mapped = BTreeMap<(String, String, u16), (FieldName, Basis)>;

fn mapped((extracted, mappings): &(Extracted, Vec<TableMapping>)) -> Mapped {
    let mut all = Mapped::new();
    for (table, mapping) in extracted.tables.iter().zip(mappings) {
        for why in &mapping.evidence {
            let Some(field) = why.field else { continue };
            let place = (table.file.clone(), table.sheet.clone(), why.column);
            all.insert(place, (field, why.basis));
        }
    }
    all
}

#[test]
fn values_betray_the_columns_that_no_header_names() {
    let world = world();
    let usual_year = year(&world, "usual");
    let usual = mapped(&usual_year);
    assert!(usual.len() > 200, "{}", usual.len());
    for headers in ["foreign", "blank"] {
        let strange_year = year(&world, headers);
        let strange = mapped(&strange_year);
        let mut problems = Vec::new();
        for (place, (field, basis)) in &strange {
            let meant = usual.get(place).map(|(field, _)| *field);
            if *basis == Basis::Header || meant != Some(*field) {
                problems.push(format!(
                    "{headers}: {place:?}: {field:?} {basis:?}, not {meant:?}"
                ));
            }
        }
        for (place, (field, _)) in &usual {
            if BETRAYED.contains(field) && !strange.contains_key(place) {
                problems.push(format!("{headers}: {place:?}: {field:?} is not found"));
            }
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        let sources = |year: &(Extracted, Vec<TableMapping>)| -> Vec<_> {
            year.1
                .iter()
                .map(|mapping| (mapping.source, mapping.kind))
                .collect()
        };
        assert_eq!(sources(&strange_year), sources(&usual_year), "{headers}");
        // What was not found is listed, column by column.
        let left: usize = strange_year
            .1
            .iter()
            .map(|mapping| mapping.unmapped.len())
            .sum();
        assert!(
            left > 0 && strange.len() * 10 > usual.len() * 8,
            "{left} {}",
            strange.len()
        );
    }
}
