//! Files made to hold a reader up or to fill the memory: eight times as many bytes may take eight
//! times as long and not sixty-four times, and what would not fit is a finding.

use hedui::extract::read_bytes;
use hedui::model::Limits;
use std::io::Write;
use std::time::{Duration, Instant};

type Made = fn(usize) -> String;

/// Each of about so many bytes, or of a little more.
const HOSTILE: [(&str, Made); 24] = [
    ("a line without an end", |n| "检".repeat(n / 3)),
    ("a line of columns", |n| "甲,".repeat(n / 4)),
    ("a line of long columns", |n| {
        format!("{},", "y".repeat(499)).repeat(n / 500)
    }),
    ("a line of quotation marks", |n| "\"".repeat(n)),
    ("a line of quoted values", |n| "\"a\",".repeat(n / 4)),
    ("a mark never closed", |n| {
        format!("a,b\n1,\"{}", "x,y\n".repeat(n / 4))
    }),
    ("marks never closed", |n| {
        format!("a,b,c\n{}", "1,\"x,y\n".repeat(n / 7))
    }),
    ("wide rows of words", |n| {
        wide(n, |at| {
            char::from_u32(0x4e00 + at as u32 % 9000)
                .into_iter()
                .collect()
        })
    }),
    ("wide rows of numbers", |n| wide(n, |at| at.to_string())),
    ("wide rows with zeros", |n| wide(n, |_| "\0x".into())),
    ("sections and merged cells", |n| merged(n)),
    ("sums under each row", |n| {
        format!(
            "企业名称,检查日期,罚款\n{}",
            "甲,2025-01-01,1\n合计,,5\n".repeat(n / 27)
        )
    }),
    ("tables one below the other", |n| {
        "企业名称,检查日期,结果\n甲,2025-01-01,合格\n\n赋码编号,企业名称,状态\nx,y,z\n\n"
            .repeat(n / 100)
    }),
    ("elements never closed", |n| {
        format!("<table><tr><td>a<td>b<tr><td>{}", "<div>".repeat(n / 5))
    }),
    ("paragraphs in bold never closed", |n| {
        format!("<table><tr><td>a<tr><td>{}", "<b><p>".repeat(n / 6))
    }),
    ("tables in tables", |n| "<table><tr><td>".repeat(n / 15)),
    ("tables in captions", |n| {
        format!(
            "{}{}",
            "<table><caption>".repeat(n / 32),
            "<table></table>".repeat(n / 32)
        )
    }),
    ("tables side by side on a page", |n| {
        "<table><tr><td>a<td>b<tr><td>1<td>2</table>".repeat(n / 43)
    }),
    ("tables without a header", |n| {
        "<table><tr><td>1<td>2025-01-01</table>".repeat(n / 37)
    }),
    ("attributes without an end", |n| {
        format!("<table><tr><td {}>x", "a=1 ".repeat(n / 4))
    }),
    ("comments never closed", |n| {
        format!("<table><tr><td>{}", "<!-- -".repeat(n / 6))
    }),
    ("lists never closed", |n| {
        format!("<table><tr><td>{}", "<select><option>a".repeat(n / 17))
    }),
    ("cells from the right", |n| backwards(n)),
    ("parts of nothing", |n| {
        format!(
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"-\"\n\n{}",
            "-".repeat(n)
        )
    }),
];

fn wide(bytes: usize, value: fn(usize) -> String) -> String {
    let mut text = String::new();
    let row = bytes / 20;
    let mut columns = Vec::new();
    let mut length = 0;
    while length < row {
        let value = value(columns.len());
        length += value.len() + 1;
        columns.push(value);
    }
    for _ in 0..20 {
        text.push_str(&columns.join(","));
        text.push('\n');
    }
    text
}

fn merged(bytes: usize) -> String {
    let record = "<tr><td colspan=3>东郊乡<tr><td rowspan=2>甲<td>2025-01-02<td>x<tr><td>乙<td>";
    let records = record.repeat(bytes / record.len());
    format!("<table><tr><td>企业名称<td>日期<td>备注{records}</table>")
}

/// Rows whose cells come from the right to the left, in turn with those of another row.
fn backwards(bytes: usize) -> String {
    let mut page = String::from(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Worksheet><Table>",
    );
    for at in 0..bytes / 80 {
        let (row, column) = (1 + at % 2, 16_000 - at / 2 % 16_000);
        page.push_str(&format!(
            "<Row Index=\"{row}\"><Cell Index=\"{column}\">\
             <Data Type=\"String\">x</Data></Cell></Row>"
        ));
    }
    page + "</Table></Worksheet></Workbook>"
}

/// What this thread has computed so far; the clock where the system does not say.
fn computed(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next()?.parse().ok());
    told.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// The faster of two readings.
fn taken(bytes: &[u8]) -> Duration {
    let clock = Instant::now();
    let once = || {
        let begun = computed(clock);
        let read = read_bytes(bytes, "a", &Limits::default());
        let told = read
            .findings
            .iter()
            .any(|finding| finding.rule.starts_with('E'));
        assert!(told || !read.value.is_empty(), "neither rows nor a finding");
        computed(clock) - begun
    };
    once().min(once())
}

#[test]
fn no_file_takes_longer_than_in_proportion_to_its_bytes() {
    let mut slow = Vec::new();
    for (name, made) in HOSTILE {
        let (small, large) = (made(24 << 10), made(192 << 10));
        let least = taken(small.as_bytes()).max(Duration::from_millis(4));
        let most = taken(large.as_bytes());
        // Eight times and a generous allowance; the square would be sixty-four times.
        if most > 40 * least {
            slow.push(format!("{name}: {least:?} for an eighth, {most:?} for all"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of `sheets` sheets that are all the same part.
fn workbook(sheets: usize, texts: &str, cells: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"x/{kind}\" Target=\"{target}\"/>")
    };
    let entries: String = (0..sheets)
        .map(|at| format!("<sheet name=\"s{at}\" r:id=\"r1\"/>"))
        .collect();
    let relations = |inside: String| format!("<Relationships>{inside}</Relationships>");
    zipped(&[
        (
            "_rels/.rels",
            relations(relation("r1", "officeDocument", "xl/workbook.xml")),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                relation("r1", "worksheet", "s.xml") + &relation("r2", "sharedStrings", "t.xml"),
            ),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns:r=\"r\"><sheets>{entries}</sheets></workbook>"),
        ),
        ("xl/t.xml", format!("<sst>{texts}</sst>")),
        (
            "xl/s.xml",
            format!("<worksheet><sheetData>{cells}</sheetData></worksheet>"),
        ),
    ])
}

fn spreadsheet(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\">\
         <office:body><office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet>\
         </office:body></office:document-content>"
    );
    zipped(&[("content.xml", content)])
}

#[test]
fn what_a_small_file_would_make_of_the_memory_is_refused() {
    let limits = Limits {
        held_mb: 8,
        ..Limits::default()
    };
    let long = "x".repeat(100_000);
    let corner: String = (1..400)
        .map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"))
        .collect();
    let repeated = |rows: usize, columns: usize, text: &str| {
        spreadsheet(&format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p>\
             </table:table-cell></table:table-row>"
        ))
    };
    let cell = "<c t=\"s\"><v>0</v></c>";
    for (name, bytes) in [
        (
            "one long text in many cells",
            workbook(
                1,
                &format!("<si><t>{long}</t></si>"),
                &format!("<row>{}</row>", cell.repeat(90)),
            ),
        ),
        ("a few corners on many sheets", workbook(30, "", &corner)),
        ("a long cell repeated", repeated(10, 10, &long)),
        ("a row repeated", repeated(1_000_000, 1, "x")),
        (
            "rows of text without an end",
            "x,y\n".repeat(20_000).into_bytes(),
        ),
    ] {
        let read = read_bytes(&bytes, "a", &limits);
        let rules: Vec<&str> = read.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["E107"], "{name}");
        assert!(read.findings[0].expected.en.contains("held_mb"), "{name}");
        assert!(read.value.is_empty(), "{name}");
    }
}

/// Eight thousand bytes that would become forty million lines of the ledger.
#[test]
fn blank_rows_above_a_lone_value_take_room_too() {
    let last = "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>";
    for (sheets, refused) in [(1, "E106"), (40, "E107")] {
        let read = read_bytes(&workbook(sheets, "", last), "a", &Limits::default());
        let rules: Vec<&str> = read.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, [refused], "{sheets} sheets");
    }
}

#[test]
fn entities_and_depth_of_a_document_cost_nothing() {
    let grown: String = (0..40)
        .map(|at| format!("<!ENTITY a{} \"&a{at};&a{at};\">", at + 1))
        .collect();
    let row = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&a40;</t></is></c></row>";
    let bytes = zipped(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"s\"/></sheets></workbook>".into(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<!DOCTYPE x [<!ENTITY a0 \"aaaa\">{grown}]><worksheet>{row}</worksheet>"),
        ),
    ]);
    let read = read_bytes(&bytes, "a", &Limits::default());
    let text = read.value[0].rows[0]
        .cells
        .get(0)
        .map(|cell| cell.text().into_owned());
    assert_eq!(text.as_deref(), Some("&a40;"));
    let deep = workbook(1, "", &"<row>".repeat(200_000));
    let read = read_bytes(&deep, "a", &Limits::default());
    assert!(read.value.is_empty() && !read.findings.is_empty());
}

#[test]
fn cells_of_a_document_that_span_more_than_any_page_are_cut() {
    let cell = |span: usize, text: &str| {
        format!(
            "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>\
             <w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )
    };
    let head = ["企业名称", "检查日期", "检查结果"].map(|text| cell(1, text));
    let row = [cell(1, "甲厂"), cell(usize::MAX, "2025-01-01")].concat();
    let rows = [head.concat(), row].map(|cells| format!("<w:tr>{cells}</w:tr>"));
    let body = format!("<w:body><w:tbl>{}</w:tbl></w:body>", rows.concat());
    let document = format!("<w:document xmlns:w=\"w\">{body}</w:document>");
    let types = "<Types/>".to_string();
    let bytes = zipped(&[
        ("[Content_Types].xml", types),
        ("word/document.xml", document),
    ]);
    let read = read_bytes(&bytes, "plan.docx", &Limits::default());
    assert_eq!(read.value.len(), 1, "{:?}", read.findings);
}
