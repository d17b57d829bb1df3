//! What the fuzz targets share: the rooms under test, taken by path, and what must hold of every
//! answer whatever the bytes were.

#![allow(dead_code)]

#[path = "../../../src/extract/mod.rs"]
pub mod extract;
#[path = "../../../src/ground/mod.rs"]
pub mod ground;
#[path = "../../../src/model/mod.rs"]
pub mod model;
#[path = "../../../src/transform/mod.rs"]
pub mod transform;

pub mod pack;

use cap::Cap;
use model::{Extracted, Limits, Settings, Silent, SourceTable, Staged};
use std::alloc::System;

/// No input of a fuzzer is large; a reader that needs more than this for one is led astray.
const BYTES_MAX: usize = 1 << 30;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, BYTES_MAX);

/// Panics of the readers that hedui builds on are caught, as in the product; the fuzzer's own hook
/// would abort at once. A panic that escapes still ends the target.
pub fn count_only_escaping_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if std::env::var_os("HEDUI_FUZZ_PANICS").is_some() {
            eprintln!("{panic}");
        }
    }));
}

/// Reads the bytes as a file and asserts what holds of every file.
pub fn check(bytes: &[u8]) {
    let read = extract::read_bytes(bytes, "a", &Limits::default());
    assert_sound(&read);
    // Every eighth input is read again: an answer that changes is as bad as a wrong one.
    if bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)) % 8 == 0 {
        let again = extract::read_bytes(bytes, "a", &Limits::default());
        assert_eq!(read.findings, again.findings, "the findings changed");
        let rows = |staged: &Staged<Vec<SourceTable>>| -> Vec<_> {
            let tables = staged.value.iter();
            tables.map(|table| table.rows.clone()).collect()
        };
        // Not-a-number differs from itself; its text does not.
        let (one, other) = (rows(&read), rows(&again));
        assert!(
            format!("{one:?}") == format!("{other:?}"),
            "the rows changed"
        );
    }
}

/// The tables of a sheet hold its rows from the first to the last, each once; every finding speaks
/// both languages and points into a table.
fn assert_sound(read: &Staged<Vec<SourceTable>>) {
    let mut last = 0;
    for table in &read.value {
        let Some(first) = table.rows.first().map(|row| row.number) else {
            panic!("a table without rows");
        };
        assert!(
            first == 1 || first == last + 1,
            "rows are missing before {first}"
        );
        for (row, number) in table.rows.iter().zip(first..) {
            assert_eq!(row.number, number, "rows are not one after the other");
            last = number;
        }
        if let Some((from, to)) = table.header_rows {
            assert!(
                first <= from && from <= to && to <= last,
                "a header outside its table"
            );
        }
    }
    for finding in &read.findings {
        for text in [
            &finding.title,
            &finding.expected,
            &finding.done,
            &finding.help,
        ] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{finding:?}");
        }
        if let Some(place) = &finding.place {
            let table = read.value.get(place.table as usize);
            let table = table.expect("a finding about a table that is not there");
            assert!(
                place.row == 0 || table.row(place.row).is_some(),
                "{finding:?}"
            );
        }
    }
}

/// Reads the bytes as a file and its tables as records, as a run does.
pub fn check_meaning(bytes: &[u8]) {
    let read = extract::read_bytes(bytes, "a", &Limits::default());
    assert_sound(&read);
    let extracted = Extracted {
        tables: read.value,
        ..Extracted::default()
    };
    let understood = transform::understand(&extracted, &Settings::default(), &Silent);
    for (table, fates) in extracted.tables.iter().zip(&understood.value.fates) {
        assert_eq!(
            table.data_rows().count(),
            fates.len(),
            "a row without a fate"
        );
    }
    for finding in &understood.findings {
        assert!(
            !finding.title.zh.is_empty() && !finding.title.en.is_empty(),
            "{finding:?}"
        );
    }
}
