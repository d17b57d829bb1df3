//! A merged table drawn by hand, written in every shape and read back.

use super::workbook::write_parts;
use super::{MergeStory, write_csv, write_notes, write_parquet, write_workbook};
use crate::model::{
    CleanValue, DropReason, DroppedRow, Extracted, Lang, MergeKind, MergeTally, Merged,
    MergedColumn, MergedRow, MergedRows, MergedValue, Place, Source, SourceTable, TableMapping,
    Text, Understood,
};
use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use std::io::Cursor;

struct Drawn {
    merged: Merged,
    rows: Vec<Vec<MergedValue>>,
}

impl MergedRows for Drawn {
    fn merged(&self) -> &Merged {
        &self.merged
    }

    fn values(&self, row: usize) -> Vec<MergedValue> {
        self.rows[row].clone()
    }
}

fn place(row: u32) -> Place {
    Place {
        table: 0,
        row,
        column: 0,
    }
}

fn column(name: &str, numeric: bool, has_raw: bool) -> MergedColumn {
    MergedColumn {
        name: name.to_string(),
        field: None,
        numeric,
        has_raw,
        origins: vec![(0, 1)],
    }
}

fn drawn() -> Drawn {
    let value = |value: CleanValue| MergedValue { value, raw: None };
    let text = |told: &str| value(CleanValue::of_text(told));
    let day = NaiveDate::from_ymd_opt(2025, 3, 5).unwrap();
    let columns = vec![
        column("编号", false, false),
        column("日期", false, true),
        column("数", true, false),
    ];
    let dated = MergedValue {
        value: CleanValue::Day(day),
        raw: Some("2025.3.5".to_string()),
    };
    let rows = vec![
        vec![
            text("914303810000000001"),
            dated,
            value(CleanValue::Number(1.5)),
        ],
        vec![text("=1+1"), text("择日"), value(CleanValue::Blank)],
        vec![
            text("0012"),
            value(CleanValue::Blank),
            value(CleanValue::Fen(-250)),
        ],
    ];
    let merged = Merged {
        kind: Some(MergeKind::Unknown),
        columns,
        rows: (2..5)
            .map(|row| MergedRow {
                place: place(row),
                twins: Vec::new(),
            })
            .collect(),
        dropped: vec![DroppedRow {
            place: place(6),
            reason: DropReason::Repeats(place(2), vec!["日期".to_string()]),
        }],
        tallies: vec![MergeTally {
            read: 5,
            kept: 3,
            duplicate: 1,
            furniture: 1,
            ..MergeTally::default()
        }],
    };
    Drawn { merged, rows }
}

fn books() -> (Extracted, Understood) {
    let table = SourceTable {
        file: "甲.csv".to_string(),
        container: "csv",
        encoding: "GB18030",
        header: vec!["编号".to_string(), "日期".to_string(), "数".to_string()],
        header_rows: Some((1, 1)),
        ..SourceTable::default()
    };
    let mapping = TableMapping {
        source: Source::Unknown,
        kind: None,
        fields: Vec::new(),
        unmapped: vec![1, 2, 3],
        reason: Text::new("无", "none"),
        evidence: Vec::new(),
        register: None,
    };
    let extracted = Extracted {
        tables: vec![table],
        ..Extracted::default()
    };
    let understood = Understood {
        mappings: vec![mapping],
        ..Understood::default()
    };
    (extracted, understood)
}

fn told<T>(tell: impl FnOnce(&MergeStory) -> T) -> T {
    let (drawn, (extracted, understood)) = (drawn(), books());
    tell(&MergeStory {
        rows: &drawn,
        extracted: &extracted,
        understood: &understood,
        findings: &[],
        lang: Lang::Zh,
        raw_columns: true,
    })
}

#[test]
fn a_csv_holds_every_value_and_where_it_stood() {
    let mut bytes = Vec::new();
    told(|story| write_csv(story, "x", true, &mut bytes)).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert_eq!(
        text,
        "\u{feff}编号,日期,数,来源文件,工作表,行号,日期·原文\n\
         914303810000000001,2025-03-05,1.5,甲.csv,,2,2025.3.5\n\
         '=1+1,择日,,甲.csv,,3,\n\
         0012,,-2.50,甲.csv,,4,\n"
    );
    let mut notes = Vec::new();
    told(|story| write_notes(story, "x", &mut notes)).unwrap();
    let notes = String::from_utf8(notes).unwrap();
    assert!(
        notes.contains("去除的行,甲.csv,,6,,甲.csv,,2,,重复,不同之处:日期,")
            || notes.contains("去除的行,甲.csv,,6,,甲.csv,,2,,\"重复,不同之处:日期\","),
        "{notes}"
    );
    assert!(notes.contains("编码 GB18030") && notes.contains("未识别的列 编号、日期、数"));
}

#[test]
fn a_workbook_keeps_ids_as_text_and_is_the_same_twice() {
    let write = || {
        let mut bytes = Vec::new();
        told(|story| write_workbook(story, "x", &mut bytes)).unwrap();
        bytes
    };
    let bytes = write();
    assert_eq!(bytes, write());
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["合并表", "合并说明", "列对照", "去除的行", "发现的问题"]
    );
    let sheet = book.worksheet_range("合并表").unwrap();
    let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned();
    assert_eq!(cell(1, 0), Some(Data::String("914303810000000001".into())));
    assert_eq!(cell(2, 0), Some(Data::String("=1+1".into())));
    assert_eq!(cell(3, 0), Some(Data::String("0012".into())));
    assert_eq!(cell(1, 2), Some(Data::Float(1.5)));
    assert_eq!(cell(3, 2), Some(Data::Float(-2.5)));
    assert!(matches!(cell(1, 1), Some(Data::DateTime(at)) if at.as_f64() == 45721.0));
    assert!(book.worksheet_formula("合并表").unwrap().is_empty());
    let tables = book.worksheet_range("合并说明").unwrap();
    let sums: Vec<Option<&Data>> = (5..8).map(|at| tables.get_value((2, at))).collect();
    assert_eq!(sums, [5.0, 3.0, 1.0].map(Data::Float).each_ref().map(Some));
}

#[test]
fn what_one_sheet_cannot_hold_goes_on_in_the_next() {
    let mut bytes = Vec::new();
    told(|story| write_parts(story, 2, &mut bytes)).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(
        book.sheet_names()[..3],
        ["合并表", "合并表 (2)", "合并说明"]
    );
    let rest = book.worksheet_range("合并表 (2)").unwrap();
    assert_eq!(rest.get_value((0, 0)), Some(&Data::String("编号".into())));
    assert_eq!(rest.get_value((1, 0)), Some(&Data::String("0012".into())));
}

#[test]
fn parquet_holds_the_same_rows() {
    use polars::prelude::{ParquetReader, SerReader};
    let mut bytes = Vec::new();
    told(|story| write_parquet(story, "x", &mut bytes)).unwrap();
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
    assert_eq!((frame.height(), frame.width()), (3, 7));
    let numbers: Vec<Option<f64>> = frame.column("数").unwrap().f64().unwrap().iter().collect();
    assert_eq!(numbers, [Some(1.5), None, Some(-2.5)]);
    let dates = frame.column("日期").unwrap().str().unwrap().clone();
    assert_eq!(dates.get(0), Some("2025-03-05"));
    let rows = frame.column("行号").unwrap().i64().unwrap().clone();
    assert_eq!(rows.get(2), Some(4));
}
