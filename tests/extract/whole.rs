//! A folder read whole: every row once, the same by one thread and by many, whatever the names.

use hedui::extract::{find_inputs, read_sources};
use hedui::model::{Extracted, Settings, Silent, Staged};
use std::path::{Path, PathBuf};

fn year() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025")
}

fn read(root: &Path, threads: usize) -> Staged<Extracted> {
    let files = find_inputs(root, &Settings::default()).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| read_sources(root, &files, &Silent))
        .unwrap()
}

#[test]
fn one_thread_and_many_read_the_same() {
    let (one, many) = (read(&year(), 1), read(&year(), 4));
    assert_eq!(one.findings, many.findings);
    assert_eq!(one.value.inputs, many.value.inputs);
    assert_eq!(one.value.tables.len(), many.value.tables.len());
    for (one, many) in one.value.tables.iter().zip(&many.value.tables) {
        assert_eq!((&one.file, &one.rows), (&many.file, &many.rows));
    }
    let names: Vec<&str> = one
        .value
        .inputs
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    assert!(names.is_sorted());
}

#[test]
fn names_do_not_decide_how_a_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = find_inputs(&year(), &Settings::default()).unwrap();
    for (at, file) in files.iter().enumerate() {
        std::fs::copy(&file.path, folder.path().join(format!("{at:02}.dat"))).unwrap();
    }
    let (named, nameless) = (read(&year(), 2), read(folder.path(), 2));
    for (one, other) in named.value.tables.iter().zip(&nameless.value.tables) {
        assert_eq!(
            (one.container, &one.header),
            (other.container, &other.header)
        );
        assert_eq!(one.rows, other.rows);
    }
    assert_eq!(named.value.tables.len(), nameless.value.tables.len());
}

#[test]
fn furniture_is_what_the_generator_planted() {
    let truth = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/truth/xiangxiang-2025");
    let mut planted = std::collections::BTreeMap::new();
    let mut reader = csv::Reader::from_path(truth.join("ledger.csv")).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (file, sheet, row) = (column("file"), column("sheet"), column("row"));
    let disposition = column("disposition");
    for record in reader.records().map(Result::unwrap) {
        let place = (
            record[file].to_string(),
            record[sheet].to_string(),
            record[row].parse::<u32>().unwrap(),
        );
        planted.insert(place, &record[disposition] == "furniture");
    }
    let read = read(&year(), 2);
    let mut rows = 0;
    for table in &read.value.tables {
        for row in &table.rows {
            let place = (table.file.clone(), table.sheet.clone(), row.number);
            let furniture = row.kind != hedui::model::RowKind::Data;
            assert_eq!(planted.get(&place), Some(&furniture), "{place:?} {row:?}");
            rows += 1;
        }
    }
    assert_eq!(rows, planted.len());
}
