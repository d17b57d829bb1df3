//! `hedui merge` from outside.

use super::program::Scene;
use super::{demonstration, has_hidden};

/// Rows and cells of a CSV.
fn lines(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_string).collect())
        .collect()
}

#[test]
fn overlapping_exports_become_one_table_and_no_row_is_lost() {
    let scene = Scene::empty();
    scene.write("1月.csv", JANUARY);
    scene.write("folder/至二月.csv", FEBRUARY);
    let words = [
        "merge", "1月.csv", "folder", "-o", "all.csv", "--lang", "zh",
    ];
    let ended = scene.run(&words);
    ended.succeeds();
    let table = std::fs::read_to_string(scene.path("all.csv")).unwrap();
    let rows = lines(&table);
    let named = |name: &str| rows[0].iter().position(|cell| cell == name).unwrap();
    let column = |name: &str| -> Vec<&str> {
        let at = named(name);
        rows[1..].iter().map(|row| row[at].as_str()).collect()
    };
    assert_eq!(column("记录编号"), ["J-1", "J-2", "J-3"]);
    assert_eq!(
        column("检查日期"),
        ["2025-01-05", "2025-01-31", "2025-02-01"]
    );
    assert_eq!(column("检查日期·原文"), ["2025年1月5日", "", ""]);
    assert_eq!(column("网格员"), ["赵六", "赵六", ""]);
    assert_eq!(
        column("检查结果"),
        ["", "合格", "责令整改"],
        "taken from the repeat"
    );
    assert_eq!(
        column("来源文件"),
        ["1月.csv", "1月.csv", "folder/至二月.csv"]
    );
    assert_eq!(column("行号"), ["3", "4", "3"]);
    let notes = std::fs::read_to_string(scene.path("all.notes.csv")).unwrap();
    let dropped: Vec<Vec<String>> = lines(&notes)
        .into_iter()
        .filter(|line| line[0] == "去除的行")
        .collect();
    assert_eq!(dropped.len(), 2, "{notes}");
    assert_eq!(
        dropped[0][1..8],
        ["folder/至二月.csv", "", "2", "", "1月.csv", "", "4"]
    );
    assert_eq!(dropped[1][1..4], ["folder/至二月.csv", "", "4"]);

    let again = scene.run(&[&words[..], &["--force", "--format", "json"]].concat());
    again.succeeds();
    let document = again.json();
    assert_eq!(
        document["rows"],
        serde_json::json!({ "read": 8, "kept": 3, "duplicate": 1, "rejected": 1,
                            "other_kind": 0, "furniture": 3 })
    );
    let same = std::fs::read_to_string(scene.path("all.csv")).unwrap();
    assert_eq!(same, table, "the same inputs give the same bytes");
    assert!(!has_hidden(&scene.path("")), "nothing half-written is left");
}

#[test]
fn a_merge_of_the_year_is_the_registers_of_the_run() {
    let scene = demonstration();
    for (out, kind) in [("codes.xlsx", "codes"), ("visits.parquet", "inspections")] {
        let ended = scene.run(&["merge", "d", "--kind", kind, "-o", out, "--format", "json"]);
        ended.succeeds();
        let document = ended.json();
        let rows = &document["rows"];
        let count = |key: &str| rows[key].as_u64().unwrap();
        let told: u64 = ["kept", "duplicate", "rejected", "other_kind", "furniture"]
            .iter()
            .map(|key| count(key))
            .sum();
        assert_eq!(told, count("read"));
        let ledger = std::fs::read_to_string(scene.path("d/hedui-run/ledger.csv")).unwrap();
        assert_eq!(ledger.lines().count() as u64 - 1, count("read"));
        let source = if kind == "codes" {
            "platform"
        } else {
            "safety"
        };
        let carried = lines(&ledger)
            .iter()
            .filter(|line| line[0] == source && line[4] == "record")
            .count() as u64;
        assert_eq!(count("kept"), carried, "{kind}");
    }
    let refused = scene.run(&["merge", "d/plan", "-o", "d/plan/all.xlsx"]);
    refused.fails_with(2);
    assert!(refused.err.contains("[F410]"), "{}", refused.err);
}

const JANUARY: &str = "检查记录台账,,,,\n\
    检查编号,被检查单位,检查时间,检查人员,网格员\n\
    J-1,湘乡市甲机械有限公司,2025年1月5日,张三,赵六\n\
    J-2,湘乡市乙化工有限公司,2025-01-31,李四,赵六\n";

const FEBRUARY: &str = "检查编号,企业名称,检查日期,执法人员,检查结果\n\
    J-2,湘乡市乙化工有限公司,2025-01-31,李四,合格\n\
    J-3,湘乡市丙建材有限公司,2025-02-01,李四,责令整改\n\
    J-4,湘乡市丁烟花有限公司,2025-02-31,李四,合格\n";

#[test]
fn a_merged_table_merged_again_is_itself() {
    let scene = Scene::empty();
    scene.write("1月.csv", JANUARY);
    scene.write("至二月.csv", &FEBRUARY.replace("责令整改", "=1+1"));
    std::fs::create_dir(scene.path("out")).unwrap();
    let merge = |words: &[&str]| {
        let mut all = vec!["merge"];
        all.extend(words);
        all.extend(["--lang", "zh"]);
        scene.run(&all).succeeds();
    };
    merge(&["1月.csv", "至二月.csv", "-o", "out/all.csv"]);
    merge(&["1月.csv", "至二月.csv", "-o", "out/all.xlsx"]);
    let read = |name: &str| std::fs::read_to_string(scene.path(name)).unwrap();
    let table = read("out/all.csv");
    assert!(table.contains(",'=1+1,"), "no formula in a CSV: {table}");
    merge(&["out/all.csv", "-o", "again.csv"]);
    assert_eq!(read("again.csv"), table);
    merge(&["out/all.xlsx", "-o", "from-book.csv"]);
    assert_eq!(read("from-book.csv"), table);
    merge(&["out/all.xlsx", "1月.csv", "-o", "with-export.csv"]);
    assert_eq!(
        read("with-export.csv"),
        table,
        "an export that is in it adds nothing"
    );
    std::fs::remove_file(scene.path("out/all.xlsx")).unwrap();
    merge(&["out", "-o", "folder.csv"]);
    assert_eq!(read("folder.csv"), table, "notes are no export");
    // What the sheets of an English merge are headed is known as well.
    let english = |words: &[&str]| {
        let all = [&["merge", "--lang", "en"], words].concat();
        scene.run(&all).succeeds();
    };
    english(&["1月.csv", "至二月.csv", "-o", "en.csv"]);
    english(&["1月.csv", "至二月.csv", "-o", "en.xlsx"]);
    english(&["en.xlsx", "-o", "en-again.csv"]);
    assert_eq!(read("en-again.csv"), read("en.csv"));
}
