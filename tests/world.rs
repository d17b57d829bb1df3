//! The committed demonstration year is what its generator makes, and carries the figures it should.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The generator as it stands now: a filtered test run does not build examples by itself.
fn world() -> Command {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let program = BUILT.get_or_init(|| {
        let tests = std::env::current_exe().expect("a test binary");
        let profile = tests
            .parent()
            .and_then(Path::parent)
            .expect("target/<profile>/deps");
        let mut build = Command::new(env!("CARGO"));
        build
            .args(["build", "--quiet", "--example", "world"])
            .current_dir(root());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().expect("cargo starts").success(),
            "the generator does not build"
        );
        profile
            .join("examples")
            .join(format!("world{}", std::env::consts::EXE_SUFFIX))
    });
    Command::new(program)
}

fn files(of: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![of.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(of).expect("inside").to_path_buf();
                found.insert(name, fs::read(&path).expect("a readable file"));
            }
        }
    }
    found
}

fn generate(out: &Path, truth: &Path, more: &[&str]) {
    let made = world()
        .arg("--out")
        .arg(out)
        .arg("--truth")
        .arg(truth)
        .args(more)
        .output();
    let made = made.expect("the generator starts");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
}

#[test]
fn the_committed_year_is_what_the_generator_makes() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let (year, truth) = (scratch.path().join("year"), scratch.path().join("truth"));
    generate(&year, &truth.join("ledger.csv"), &[]);
    for (made, committed) in [
        (year, root().join("fixtures/xiangxiang-2025")),
        (truth, root().join("fixtures/truth/xiangxiang-2025")),
    ] {
        let (made, committed) = (files(&made), files(&committed));
        let names = |of: &BTreeMap<PathBuf, Vec<u8>>| of.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(&made), names(&committed));
        for (name, bytes) in &made {
            assert!(*bytes == committed[name], "{} differs", name.display());
        }
    }
}

/// Rows of the truth ledger as (source, disposition, outcome, cause).
fn facts(truth: &Path) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path(truth).expect("a ledger");
    let rows = reader.records().map(|r| {
        let r = r.expect("a row");
        [0, 4, 6, 7].map(|n| r[n].to_string())
    });
    rows.collect()
}

#[test]
fn every_seed_and_noise_has_the_years_figures_and_a_bridge_that_foots() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    for (seed, noise) in [("3", "low"), ("17", "mid"), ("99", "high")] {
        let truth = scratch.path().join(seed).join("truth.csv");
        let out = scratch.path().join(seed).join("year");
        generate(&out, &truth, &["--seed", seed, "--noise", noise]);
        let facts = facts(&truth);
        let count = |source: &str, test: &dyn Fn(&[String; 4]) -> bool| {
            facts
                .iter()
                .filter(|f| f[0] == source && f[1] == "record" && test(f))
                .count()
        };
        let counted = |f: &[String; 4]| f[2] != "excluded";
        let (inspections, codes) = (count("safety", &counted), count("platform", &counted));
        assert_eq!(
            (inspections, codes),
            (377, 252),
            "seed {seed}, noise {noise}"
        );
        let safety_only = count("safety", &|f| f[2] == "safety_only");
        let platform_only = count("platform", &|f| f[2] == "platform_only");
        let surplus_records = count("safety", &|f| f[3] == "D03");
        let surplus_codes = count("platform", &|f| f[3] == "B03");
        let left = inspections - safety_only - surplus_records + surplus_codes + platform_only;
        assert_eq!(left, codes, "seed {seed}, noise {noise}");
        let documents = facts.iter().filter(|f| f[1] == "document").count();
        assert_eq!(documents, 4434, "seed {seed}, noise {noise}");
        let causes: BTreeSet<&str> = facts
            .iter()
            .filter(|f| f[2] == "safety_only" || f[2] == "platform_only")
            .map(|f| f[3].as_str())
            .collect();
        assert!(causes.len() >= 18, "seed {seed} plants only {causes:?}");
    }
}

#[test]
fn scoring_the_truth_against_itself_is_perfect_and_a_wrong_cause_is_noticed() {
    let truth = root().join("fixtures/truth/xiangxiang-2025/ledger.csv");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let own = fs::read_to_string(&truth).expect("the truth");
    let as_run = own.replacen(",visit,", ",inspection_id,", 1);
    let wrong = as_run.replacen(",safety_only,A99,", ",safety_only,A15,", 1);
    assert_ne!(as_run, wrong);
    let score = |ledger: &str| {
        fs::write(scratch.path().join("ledger.csv"), ledger).expect("writable");
        let judged = world()
            .arg("score")
            .arg(scratch.path())
            .arg(&truth)
            .output();
        let judged = judged.expect("the generator starts");
        let value: serde_json::Value = serde_json::from_slice(&judged.stdout).expect("JSON");
        let measure = |name: &str| value["measures"][name].as_f64().expect("a measure");
        [
            "row_coverage",
            "link_precision",
            "link_recall",
            "cause_accuracy",
        ]
        .map(measure)
    };
    assert_eq!(score(&as_run), [1.0; 4]);
    let judged = score(&wrong);
    assert_eq!(judged[..3], [1.0; 3]);
    assert!(judged[3] < 1.0);
}

#[test]
fn a_streamed_year_is_the_same_twice_and_its_truth_has_every_row() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let made = ["once", "again"].map(|name| {
        let truth = scratch.path().join(format!("{name}.csv"));
        let out = scratch.path().join(name);
        generate(
            &out,
            &truth,
            &["--inspections", "3000", "--csv", "--seed", "5"],
        );
        (files(&out), fs::read(truth).expect("the truth"))
    });
    assert!(made[0] == made[1], "two runs differ");
    let (exports, truth) = &made[0];
    let lines = |bytes: &[u8]| bytes.iter().filter(|&&b| b == b'\n').count();
    let tables = exports
        .iter()
        .filter(|(name, _)| name.extension().is_some_and(|e| e == "csv"));
    let rows: usize = tables.map(|(_, bytes)| lines(bytes)).sum();
    assert_eq!(
        lines(truth),
        rows + 1,
        "a line of truth for every row, and its header"
    );
    let inspections = lines(&exports[Path::new("safety/register.csv")]) - 1;
    let codes = lines(&exports[Path::new("platform/codes.csv")]) - 1;
    assert_eq!(inspections, 3000);
    assert!((2100..2850).contains(&codes), "{codes} codes");
}
