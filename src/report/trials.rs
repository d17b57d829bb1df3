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

fn sheets(name: &str, lang: Lang) -> Vec<(String, calamine::Range<calamine::Data>)> {
    use calamine::Reader;
    let bytes = std::io::Cursor::new(bytes(name, lang));
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(bytes).expect("opens");
    book.worksheets()
}

fn cells(range: &calamine::Range<calamine::Data>) -> Vec<Vec<String>> {
    range
        .rows()
        .map(|row| row.iter().map(|cell| cell.to_string()).collect())
        .collect()
}

#[test]
fn the_workbook_holds_the_statement_and_every_list() {
    let books = sheets("差异报告.xlsx", Lang::Zh);
    let names: Vec<&str> = books.iter().map(|(name, _)| name.as_str()).collect();
    let first = ["核对表", "概览", "原因汇总", "集中情况", "有检查无赋码"];
    assert_eq!(names[..5], first);
    let sheet = |name: &str| cells(&books.iter().find(|(known, _)| known == name).unwrap().1);
    let statement = sheet("核对表");
    let amount = |text: &str| {
        let row = statement.iter().find(|row| row[0] == text).expect(text);
        row[1].parse::<i64>().unwrap()
    };
    assert_eq!(amount("调节后"), 8);
    assert_eq!(amount("未解释差异"), 0);
    let uncoded = sheet("有检查无赋码");
    assert_eq!(uncoded.len(), 3 + 4);
    assert!(
        uncoded[3..]
            .iter()
            .any(|row| row.iter().any(|cell| cell == sample::HOSTILE_NAME))
    );
    assert!(
        sheet("原因汇总")
            .iter()
            .any(|row| row[0] == "D01" && row[2] == "1")
    );
    let group = &sheet("集中情况")[3];
    assert_eq!(
        group[2..9],
        ["乡镇街道", "东郊乡", "6", "2", "33.3%", "0.0%", "0.0040"]
    );
    assert_eq!(group[9].split('、').count(), 2);
    assert_eq!(sheet("待复核").len(), 3 + 1);
    assert_eq!(sheet("链接明细").len(), 3 + 5);
    assert_eq!(sheet("计划执行").len(), 3 + 2);
}

#[test]
fn only_sums_are_formulas() {
    use calamine::Reader;
    for (name, wanted) in [("差异报告.xlsx", 2), ("补录清单.xlsx", 0)] {
        let bytes = std::io::Cursor::new(bytes(name, Lang::Zh));
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(bytes).unwrap();
        let mut formulas = Vec::new();
        for sheet in book.sheet_names() {
            let range = book.worksheet_formula(&sheet).unwrap();
            formulas.extend(range.used_cells().map(|(_, _, text)| text.clone()));
        }
        assert_eq!(formulas.len(), wanted, "{name} {formulas:?}");
        assert!(formulas.iter().all(|text| !text.contains("HYPERLINK")));
    }
}

#[test]
fn a_statement_line_links_to_the_row_of_its_first_record() {
    let books = sheets("差异报告.xlsx", Lang::Zh);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes("差异报告.xlsx", Lang::Zh)));
    let mut xml = String::new();
    let mut part = archive
        .as_mut()
        .unwrap()
        .by_name("xl/worksheets/sheet1.xml")
        .unwrap();
    std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
    let mut seen = 0;
    for link in xml.split("<hyperlink ").skip(1) {
        let attribute = |name: &str| {
            let rest = link.split_once(&format!("{name}=\"")).unwrap().1;
            rest.split_once('"').unwrap().0.to_string()
        };
        let line: usize = attribute("ref")[1..].parse().unwrap();
        let (sheet, cell) = {
            let location = attribute("location");
            let (sheet, cell) = location.split_once('!').unwrap();
            (
                sheet.trim_matches('\'').to_string(),
                cell[1..].parse::<usize>().unwrap(),
            )
        };
        let text = |name: &str, row: usize| {
            cells(&books.iter().find(|(known, _)| known == name).unwrap().1)[row - 1].clone()
        };
        let cause = text("核对表", line)[0]
            .trim()
            .chars()
            .take(3)
            .collect::<String>();
        assert!(
            text(&sheet, cell).contains(&cause),
            "{cause} {sheet} {cell}"
        );
        seen += 1;
    }
    assert_eq!(seen, 8);
}

#[test]
fn the_back_entry_list_holds_what_should_be_entered() {
    let books = sheets("补录清单.xlsx", Lang::Zh);
    let rows = cells(&books[0].1);
    let at = |name: &str| rows[2].iter().position(|head| head == name).expect(name);
    assert_eq!(rows.len(), 3 + 3);
    let causes: Vec<&str> = rows[3..]
        .iter()
        .map(|row| &row[at("未及时赋码原因")][..3])
        .collect();
    assert_eq!(causes, ["A99", "A14", "A10"]);
    assert_eq!(rows[3][at("承办机构")], "东郊中队");
    let asked = [
        "序号",
        "执法主体",
        "检查对象名称",
        "统一社会信用代码",
        "检查日期起",
        "检查日期止",
        "检查类型(计划/双随机/专项/触发)",
        "任务来源/检查理由",
        "计划编号",
        "检查事项(清单编码)",
        "执法人员及证号(2)",
        "现场检查记录编号",
        "检查结果",
        "未及时赋码原因",
        "补录期限",
        "逾期(日)",
        "原系统记录号",
        "匹配置信度",
        "备注(人工确认)",
    ];
    assert_eq!(rows[2][..asked.len()], asked);
    let sheets: Vec<&str> = books.iter().map(|(name, _)| name.as_str()).collect();
    assert!(sheets.contains(&"东郊中队"), "{sheets:?}");
    let of_offices: usize = books
        .iter()
        .filter(|(name, _)| !["补录清单", "按承办机构", "暂不补录"].contains(&name.as_str()))
        .map(|(_, sheet)| {
            cells(sheet)
                .iter()
                .skip(3)
                .filter(|row| row[0].parse::<f64>().is_ok())
                .count()
        })
        .sum();
    assert_eq!(
        of_offices, 3,
        "each visit stands on its office's sheet once"
    );
    let day = |row: &[String], name: &str| row[at(name)].parse::<f64>().unwrap_or(-1.0);
    let serials: Vec<f64> = match &books[0].1.get((3, at("补录期限"))) {
        Some(calamine::Data::DateTime(due)) => {
            let ended = books[0].1.get((3, at("检查日期止"))).unwrap();
            let calamine::Data::DateTime(ended) = ended else {
                panic!("no date")
            };
            vec![due.as_f64() - ended.as_f64()]
        }
        _ => vec![day(&rows[3], "补录期限")],
    };
    assert_eq!(serials, [7.0]);
}

#[test]
fn statistics_sum_where_the_rows_add_up() {
    let books = sheets("统计表.xlsx", Lang::Zh);
    let rows = cells(&books[1].1);
    assert_eq!(rows.last().unwrap()[..], ["合计", "10", "8"]);
    let metrics = cells(&books.iter().find(|(name, _)| name == "指标").unwrap().1);
    assert!(
        metrics
            .iter()
            .any(|row| row[0] == "fines.total_fen" && row[1] == "—")
    );
}

/// The page without its script and packed records, and what was packed.
fn page_and_records(page: &str) -> (String, serde_json::Value) {
    use base64::Engine;
    let packed_at = page.find("id=\"packed\">").expect("records") + 12;
    let (packed, rest) = page[packed_at..].split_once("</script>").unwrap();
    let packed = base64::engine::general_purpose::STANDARD.decode(packed);
    let opener = flate2::read::ZlibDecoder::new(std::io::Cursor::new(packed.unwrap()));
    let script_at = rest.find("<script>").expect("a script");
    assert_eq!(page.matches("<script").count(), 2);
    let markup = format!("{}{}", &page[..packed_at], &rest[..script_at]);
    (markup, serde_json::from_reader(opener).unwrap())
}

#[test]
fn the_page_is_one_offline_file() {
    for lang in [Lang::Zh, Lang::En] {
        let page = String::from_utf8(bytes("report.html", lang)).unwrap();
        for forbidden in ["://", " src=", "<link", "@import", " style=", "url("] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(page.contains("default-src 'none'"));
        for link in page.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap();
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
        }
        assert_eq!(
            page.matches("<details").count(),
            page.matches("</details>").count()
        );
    }
}

#[test]
fn the_records_lie_packed_in_the_page_and_the_statement_leads_to_them() {
    let page = String::from_utf8(bytes("report.html", Lang::Zh)).unwrap();
    let (_, told) = page_and_records(&page);
    let labels = told["tables"].as_array().unwrap();
    assert_eq!(labels[0]["label"], "safety/2025.xlsx [检查台账]");
    let text = told.to_string();
    assert!(
        text.contains("<script>alert(1)"),
        "somebody's own text is kept"
    );
    let books = sample::books();
    let lines = told["lines"].as_array().unwrap();
    for (line, packed) in books.statement.lines.iter().zip(lines) {
        let rows = packed["n"].as_array().unwrap();
        assert_eq!(rows.len(), line.events.len(), "{:?}", line.text);
    }
    // Four inspections share a row with their code, one with a possible one; two lines of the plan.
    let rows = told["rows"]["event"]["n"].as_array().unwrap().len();
    assert_eq!(rows, 10 + 8 - 5 + 2);
}

#[test]
fn the_gap_of_earlier_runs_is_drawn_where_there_are_two_or_more() {
    let page = |past: &[(u32, i64)]| {
        let mut books = sample::books();
        books.past = past
            .iter()
            .map(|(day, codes)| crate::model::PastRun {
                day: chrono::NaiveDate::from_ymd_opt(2025, 11, *day).unwrap(),
                inspections: 10,
                codes: *codes,
                unexplained: 0,
            })
            .collect();
        let files = render(&books, Lang::Zh, &Silent).unwrap();
        let page = files.into_iter().find(|file| file.name == "report.html");
        String::from_utf8(page.unwrap().bytes).unwrap()
    };
    assert!(!page(&[]).contains("<polyline"));
    assert!(!page(&[(3, 5)]).contains("<polyline"));
    let drawn = page(&[(3, 5), (4, 6), (13, 8)]);
    assert!(drawn.contains("<polyline class=\"gap\" points=\"36.0,36.0 100.8,57.6 684.0,100.8\""));
    assert!(drawn.contains("<title>2025-11-13: 10 − 8 = 2</title>"));
}

#[test]
fn a_long_list_is_cut_and_says_where_the_rest_is() {
    let mut books = sample::books();
    let finding = books.findings[0].clone();
    books.findings.extend(std::iter::repeat_n(finding, 500));
    let files = render(&books, Lang::Zh, &Silent).unwrap();
    let page = files.iter().find(|file| file.name == "report.html");
    let page = String::from_utf8(page.unwrap().bytes.clone()).unwrap();
    let said: String = page
        .split('\n')
        .filter(|line| line.contains("另有"))
        .collect();
    assert!(
        said.contains("496") && said.contains("findings.csv"),
        "{said}"
    );
}

#[test]
fn the_summary_shows_the_statement() {
    let text = String::from_utf8(bytes("summary.md", Lang::Zh)).unwrap();
    assert!(text.contains(&statement_text(&sample::books().statement, Lang::Zh)));
    assert!(text.contains("| A99 未赋码(疑似漏扫) | 1 |  | −1 |"));
}
