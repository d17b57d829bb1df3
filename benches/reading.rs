//! Readers side by side, one a process: `scripts/bench-reading` lays the files down, runs each and
//! compares. `reading make-xlsx FILE`, `make-csv FILE`, then `hedui|calamine|csv FILE`, each
//! printing how many rows it saw. `keep FILE` and `found FILE` are the nightly job's cache.

use hedui::extract::{InputChoice, read_choice};
use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

const XLSX_ROWS: u32 = 200_000;
const CSV_ROWS: u32 = 1_000_000;
const TOWNS: [&str; 6] = ["东郊乡", "育塅乡", "泉塘镇", "月山镇", "棋梓镇", "潭市镇"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, file] = arguments.as_slice() else {
        // Called by `cargo bench` or `cargo test --benches` with flags of theirs.
        println!("see scripts/bench-reading");
        return;
    };
    let file = Path::new(file);
    match what.as_str() {
        "make-xlsx" => make_xlsx(file),
        "make-csv" => make_csv(file),
        "hedui" => println!("{}", with_hedui(file)),
        "calamine" => println!("{}", with_calamine(file)),
        "csv" => println!("{}", with_csv(file)),
        "keep" => keep(file),
        "found" => println!("{}", found(file)),
        other => panic!("{other}?"),
    }
}

/// Row `row` of a register as text: eight columns of text, twelve of numbers and dates.
fn texts(row: u32) -> [String; 8] {
    let town = TOWNS[row as usize % TOWNS.len()];
    [
        format!("湘乡市{town}第{row}号机械加工厂"),
        format!("91430381MA4{:07}", row % 9_999_999),
        format!("（湘乡）应急检记〔2025〕{row}号"),
        town.to_string(),
        "综合行政执法大队".to_string(),
        format!("张{}、李{}", row % 50, row % 70),
        "对加油（气）站安全管理情况的检查".to_string(),
        ["合格", "责令限期整改", "已整改"][row as usize % 3].to_string(),
    ]
}

fn make_xlsx(file: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for column in 0..20u16 {
        sheet.write(0, column, format!("列{}", column + 1)).unwrap();
    }
    for row in 1..=XLSX_ROWS {
        for (column, text) in (0u16..).zip(texts(row)) {
            sheet.write(row, column, text).unwrap();
        }
        for column in 8..18u16 {
            let value = f64::from(row * u32::from(column)) / 4.0;
            sheet.write(row, column, value).unwrap();
        }
        for column in 18..20u16 {
            let serial = 45_658 + row % 365 + u32::from(column);
            sheet.write_with_format(row, column, serial, &day).unwrap();
        }
    }
    book.save(file).unwrap();
}

fn make_csv(file: &Path) {
    let mut out = BufWriter::new(File::create(file).unwrap());
    let mut write = |line: &str| {
        let (bytes, _, _) = encoding_rs::GB18030.encode(line);
        out.write_all(&bytes).unwrap();
    };
    write(
        "企业名称,统一社会信用代码,文书编号,乡镇,承办机构,执法人员,检查事项,结果,检查时间,隐患数\r\n",
    );
    for row in 1..=CSV_ROWS {
        let [name, code, number, town, office, officers, item, result] = texts(row);
        let day = row % 28 + 1;
        let line = format!(
            "{name},{code},{number},{town},{office},{officers},{item},{result},2025-03-{day:02},{}\r\n",
            row % 9
        );
        write(&line);
    }
    out.flush().unwrap();
}

/// Everything that reading is: the digest, the container, the tables, the kind of each row.
fn with_hedui(file: &Path) -> usize {
    let read = hedui::extract::read_file(file, "file");
    black_box(&read.value)
        .iter()
        .map(|table| table.rows.len())
        .sum()
}

fn choice(file: &Path) -> InputChoice {
    InputChoice {
        path: file.to_path_buf(),
        given: "file".to_string(),
        ..InputChoice::default()
    }
}

/// Reads a file and writes it beside itself as the nightly job keeps it.
fn keep(file: &Path) {
    let kept = hedui::nightly::kept(&read_choice(&choice(file))).unwrap();
    std::fs::write(file.with_extension("kept"), kept).unwrap();
}

/// What a night does instead of reading: the entry, held to its digest.
fn found(file: &Path) -> usize {
    let bytes = std::fs::read(file.with_extension("kept")).unwrap();
    black_box(hedui::ground::digest::sha256_hex(&bytes));
    let files = hedui::nightly::found_again(bytes, &choice(file)).unwrap();
    let tables = black_box(&files).iter().flat_map(|file| &file.tables.value);
    tables.map(|table| table.rows.len()).sum()
}

/// The cells and nothing else, none kept.
fn with_calamine(file: &Path) -> usize {
    use calamine::{Reader, Xlsx};
    let source = BufReader::new(File::open(file).unwrap());
    let mut book: Xlsx<_> = Xlsx::new(source).unwrap();
    let mut count = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).unwrap();
        let mut last = None;
        while let Some(cell) = cells.next_cell().unwrap() {
            black_box(cell.get_value());
            let row = Some(cell.get_position().0);
            count += usize::from(row != last);
            last = row;
        }
    }
    count
}

/// The fields and nothing else, none kept.
fn with_csv(file: &Path) -> usize {
    let bytes = std::fs::read(file).unwrap();
    let (text, _, _) = encoding_rs::GB18030.decode(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut count = 0;
    while reader.read_record(&mut record).unwrap() {
        black_box(&record);
        count += 1;
    }
    count
}
