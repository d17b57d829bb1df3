//! Risky readers in a process of their own.

use hedui::extract::{child, read_file};
use std::path::Path;

#[test]
fn a_file_read_apart_gives_the_same_tables() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases");
    let file = cases.join("xlsb_with_a_header_of_two_levels/in/检查台账.xlsb");
    let here = read_file(&file, "a.xlsb");
    child::use_program(env!("CARGO_BIN_EXE_hedui").into());
    let apart = read_file(&file, "a.xlsb");
    assert_eq!(here.findings, apart.findings);
    assert_eq!(here.value.len(), 1);
    assert_eq!(here.value[0].rows, apart.value[0].rows);
    assert_eq!(here.value[0].header, apart.value[0].header);
}

#[test]
fn a_file_cut_off_anywhere_is_a_finding() {
    let year = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025");
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "safety/执法检查记录_2025Q2.xls",
        "safety/文书清单_一季度.xlsx",
        "roster/企业名录.xlsx",
    ] {
        let bytes = std::fs::read(year.join(name)).unwrap();
        for part in 1..8 {
            let path = folder.path().join("cut");
            std::fs::write(&path, &bytes[..bytes.len() * part / 8]).unwrap();
            let read = read_file(&path, "cut");
            let rules: Vec<&str> = read.findings.iter().map(|finding| finding.rule).collect();
            assert_eq!(rules, ["E104"], "{name} {part}/8");
            assert!(read.value.is_empty());
        }
    }
}
