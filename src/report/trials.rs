//! What every rendering must hold, tried on the sample year.

use super::sample;
use super::*;
use crate::model::{Decision, Silent};

fn files(lang: Lang) -> Vec<Rendered> {
    render(&sample::books(), lang, &Silent).expect("renders")
}

fn bytes(name: &str, lang: Lang) -> Vec<u8> {
    let file = files(lang).into_iter().find(|file| file.name == name);
    file.unwrap_or_else(|| panic!("no {name}")).bytes
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_string).collect());
    rows.collect()
}

#[test]
fn the_same_books_give_the_same_bytes_in_the_order_of_names() {
    let first = files(Lang::Zh);
    assert_eq!(first, files(Lang::Zh));
    assert!(first.windows(2).all(|pair| pair[0].name < pair[1].name));
}

#[test]
fn the_ledger_has_the_columns_of_the_contract_and_every_row() {
    let rows = csv_rows(&bytes("ledger.csv", Lang::Zh));
    assert_eq!(
        rows[0].join(","),
        "source,file,sheet,row,disposition,inspection_id,outcome,cause,probability,detail"
    );
    let books = sample::books();
    let read: usize = books
        .extracted
        .tables
        .iter()
        .map(|table| table.rows.len())
        .sum();
    assert_eq!(rows.len() - 1, read);
    assert_eq!(
        rows[3][..6],
        [
            "safety",
            "safety/2025.xlsx",
            "检查台账",
            "3",
            "record",
            "i00"
        ]
    );
    assert_eq!(rows[3][8], "0.998765");
    assert!(!bytes("ledger.csv", Lang::Zh).contains(&b'\r'));
}

#[test]
fn parquet_says_what_the_csv_says() {
    use polars::prelude::{ParquetReader, SerReader};
    for name in ["ledger", "consolidated"] {
        let parquet = bytes(&format!("{name}.parquet"), Lang::Zh);
        let frame = ParquetReader::new(std::io::Cursor::new(parquet))
            .finish()
            .unwrap();
        let rows = csv_rows(&bytes(&format!("{name}.csv"), Lang::Zh));
        assert_eq!(frame.height(), rows.len() - 1);
        let names: Vec<&str> = frame
            .get_column_names()
            .iter()
            .map(|n| n.as_str())
            .collect();
        assert_eq!(names, rows[0]);
        for (at, name) in names.iter().enumerate() {
            let column = frame.column(name).unwrap();
            if let Ok(values) = column.str() {
                let told: Vec<&str> = values.iter().map(Option::unwrap_or_default).collect();
                let wanted: Vec<&str> = rows[1..].iter().map(|row| row[at].as_str()).collect();
                assert_eq!(told, wanted, "{name}");
            }
        }
    }
}

#[test]
fn weights_of_a_line_in_links_csv_add_up() {
    let rows = csv_rows(&bytes("links.csv", Lang::Zh));
    assert_eq!(rows.len() - 1, sample::books().links.links.len());
    let at = |name: &str| rows[0].iter().position(|head| head == name).expect(name);
    for row in &rows[1..] {
        let weight = |name: &str| row[at(name)].parse::<f64>().unwrap();
        let parts = ["prior", "credit_code_weight", "name_weight", "date_weight"];
        let sum: f64 = parts.iter().map(|name| weight(name)).sum();
        assert!((sum - weight("weight")).abs() < 1e-9, "{row:?}");
    }
}

#[test]
fn an_explained_links_rows_add_up_as_printed() {
    let link = sample::pair_link(0, 10, Decision::Link);
    for lang in [Lang::Zh, Lang::En] {
        let text = explain_link_text(&link, lang);
        let weights: Vec<i64> = text
            .lines()
            .skip(1)
            .take(5)
            .map(|line| {
                line.rsplit("  ")
                    .next()
                    .unwrap()
                    .replace('−', "-")
                    .replace('.', "")
            })
            .map(|cents| cents.trim_start_matches('+').parse().expect("a weight"))
            .collect();
        assert_eq!(weights[..4].iter().sum::<i64>(), weights[4], "{text}");
        assert_eq!(weights[4], 1177, "{text}");
    }
}

#[test]
fn the_statements_columns_add_up_as_printed() {
    for (lang, adjusted) in [(Lang::Zh, "调节后"), (Lang::En, "adjusted")] {
        let text = statement_text(&sample::books().statement, lang);
        let amount = |line: &str| -> i64 {
            let last = line.split_whitespace().last().unwrap();
            last.replace('−', "-")
                .trim_start_matches('+')
                .parse()
                .unwrap()
        };
        let items: i64 = text
            .lines()
            .filter(|line| line.starts_with("      "))
            .map(amount)
            .sum();
        let counts: Vec<i64> = text
            .lines()
            .filter(|line| line.ends_with("10") || line.ends_with("  8"))
            .map(amount)
            .collect();
        assert_eq!(counts, [10, 8, 8], "{text}");
        assert_eq!(10 + items, 8, "{text}");
        assert!(text.contains(adjusted), "{text}");
        let widths: Vec<usize> = text
            .lines()
            .filter(|line| line.starts_with("      "))
            .map(aligned::width)
            .collect();
        assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{text}");
    }
}

#[test]
fn the_statement_as_json_leads_to_rows() {
    let value = statement_json(&sample::books());
    let lines = value["lines"].as_array().unwrap();
    let items: i64 = lines
        .iter()
        .filter(|line| line["kind"] == "item")
        .map(|line| {
            assert_eq!(line["inspection_ids"].as_array().unwrap().len(), 1);
            assert!(line["records"][0]["rows"][0]["row"].as_u64().unwrap() >= 2);
            line["amount"].as_i64().unwrap()
        })
        .sum();
    assert_eq!(
        value["inspections"].as_i64().unwrap() + items,
        value["adjusted"]
    );
}

#[test]
fn rejects_keep_the_users_own_cells() {
    let rows = csv_rows(&bytes("rejects.csv", Lang::Zh));
    assert_eq!(
        rows[0].join(","),
        "source,file,sheet,row,rules,reason,A,B,C"
    );
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[1][3..],
        [
            "14",
            "T203",
            "检查时间不是日期",
            "JC010",
            "湘乡市某厂",
            "2025/13/05"
        ]
    );
    let findings = csv_rows(&bytes("findings.csv", Lang::En));
    let at = |name: &str| findings[0].iter().position(|head| head == name).unwrap();
    assert_eq!(findings[1][at("cell")], "C14");
    assert_eq!(findings[1][at("done")], "the row was left out");
}

#[test]
fn the_register_has_one_line_per_counted_inspection() {
    let rows = csv_rows(&bytes("consolidated.csv", Lang::Zh));
    assert_eq!(rows.len() - 1, 10);
    let at = |name: &str| rows[0].iter().position(|head| head == name).expect(name);
    assert_eq!(rows[1][at("文书编号")], "（湘乡）应急检记〔2025〕1号");
    assert_eq!(rows[1][at("现场检查记录")], "1");
    assert_eq!(rows[2][at("现场检查记录")], "");
    assert_eq!(rows[4][at("罚款额(元)")], "20000.50");
    assert_eq!(rows[9][at("检查码状态")], "已撤销");
    assert_eq!(rows[9][at("原因代码")], "A10");
    assert_eq!(rows[10][at("来源行")], "12");
}
