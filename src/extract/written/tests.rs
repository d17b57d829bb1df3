//! Reports as they are saved: what a page broke, what marks mean, what is refused.

use super::*;
use crate::model::Content;

fn read(text: &str, is_markdown: bool) -> WrittenReport {
    written_of(text.as_bytes(), "r", is_markdown, &Limits::default()).unwrap()
}

fn shown(report: &WrittenReport) -> Vec<String> {
    let block = |content: &Content| match content {
        Content::Heading(level, text) => format!("h{level} {text}"),
        Content::Text(text) => format!("p {text}"),
        Content::Note(text) => format!("n {text}"),
        Content::Table(rows) => format!("t {rows:?}"),
        Content::Furniture(text) => format!("f {text}"),
    };
    report
        .blocks
        .iter()
        .map(|one| block(&one.content))
        .collect()
}

#[test]
fn a_sentence_that_a_page_broke_is_one_again() {
    let text = "某某局年度报告\n\n一、检查情况\n全年依法对辖区企业开展检查，共计对 194 个市场\n\n- 3 -\n\n主体\
                开展检查。\n二、其他\r\n完毕。\n某某局\n2026年1月15日\n";
    assert_eq!(
        shown(&read(text, false)),
        [
            "p 某某局年度报告",
            "p 一、检查情况",
            "p 全年依法对辖区企业开展检查，共计对 194 个市场主体开展检查。",
            "f - 3 -",
            "p 二、其他",
            "p 完毕。",
            "p 某某局",
            "p 2026年1月15日",
        ]
    );
}

#[test]
fn a_line_that_runs_along_the_pages_is_furniture() {
    let text = "内部资料\n第一句话。\n内部资料\n第二句话。\n内部资料\n";
    let blocks = shown(&read(text, false));
    assert_eq!(
        blocks.iter().filter(|block| *block == "f 内部资料").count(),
        3
    );
}

#[test]
fn tables_of_a_text_are_tables() {
    let text = "指标\t一季度\t二季度\n检查\t10\t20\n\n完。\n";
    assert_eq!(
        shown(&read(text, false))[0],
        r#"t [["指标", "一季度", "二季度"], ["检查", "10", "20"]]"#
    );
}

#[test]
fn markdown_loses_its_marks() {
    let text = "# 报告\n\n全年检查**377**次，\n见[附件](a.pdf)[^1]。\n\n- 其一\n- 其二\n\n```\n3\n```\n\n\
                | 月 | 次 |\n|---|--:|\n| 一 | `5` |\n\n[^1]: 含复查。\n";
    assert_eq!(
        shown(&read(text, true)),
        [
            "h1 报告",
            "p 全年检查377次，见附件。",
            "p 其一",
            "p 其二",
            r#"t [["月", "次"], ["一", "5"]]"#,
            "n 含复查。",
        ]
    );
}

#[test]
fn other_files_are_refused_by_name() {
    let refused = |bytes: &[u8]| {
        let fault = written_of(bytes, "r", false, &Limits::default()).unwrap_err();
        assert_eq!(fault.rule, "F103");
        fault.title.en
    };
    assert!(refused(b"%PDF-1.7 ...").contains("PDF"));
    assert!(refused(b"").contains("empty"));
    assert!(refused(b"PK\x03\x04 cut off").contains("damaged"));
}

fn docx(body: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", body),
    ] {
        zip.start_file(name, plain).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_merged_cell_says_its_words_wherever_it_stands_and_a_file_cut_off_is_refused() {
    let cell = |props: &str, text: &str| {
        format!("<w:tc><w:tcPr>{props}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
    };
    let two = "<w:gridSpan w:val=\"2\"/>";
    let rows = [
        cell("<w:vMerge w:val=\"restart\"/>", "领域") + &cell(two, "执法情况"),
        cell("<w:vMerge/>", "") + &cell("", "检查") + &cell("", "处罚"),
        cell("", "网吧") + &cell(two, "37"),
    ];
    let rows = rows.map(|row| format!("<w:tr>{row}</w:tr>")).concat();
    let body = format!("<w:document><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>");
    let read = |body: &str| written_of(&docx(body), "r.docx", false, &Limits::default());
    let report = read(&body).unwrap();
    let Content::Table(rows) = &report.blocks[0].content else {
        panic!("{:?}", report.blocks);
    };
    let expected = [
        ["领域", "执法情况", "执法情况"],
        ["领域", "检查", "处罚"],
        ["网吧", "37", ""],
    ];
    assert_eq!(*rows, expected);
    assert_eq!(read(&body[..body.len() - 20]).unwrap_err().rule, "F103");
}
