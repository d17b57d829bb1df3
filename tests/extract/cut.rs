//! Files that were cut off.

use hedui::extract::read_file;
use std::path::Path;

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
