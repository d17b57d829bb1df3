//! Names that try to break out of a page, a workbook or a document must stand in them as text.

use super::sample;
use super::*;
use crate::model::{Place, Silent};
use std::io::Read;

fn names() -> Vec<String> {
    [
        "<script>alert(1)</script>有限公司",
        "\"><img src=x onerror=alert(1)>厂",
        "</script><script>alert(2)</script>",
        "=cmd|'/c calc'!A1",
        "+1+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!D2",
        "甲\u{202e}txt.exe\u{202c}乙\u{2066}丙",
        "响\u{7}铃\u{0}与\u{1b}[31m",
        "👩‍👩‍👧‍👦🏭烟花厂🎆",
        "{{ 7*7 }}{% raw %}",
        "]]><!-- & &amp; &#60;b&#62;",
    ]
    .into_iter()
    .map(str::to_string)
    .chain([format!("长{}名", "很".repeat(10_000))])
    .collect()
}

/// The sample year with these names wherever somebody's own text may stand.
fn books() -> Books {
    let names = names();
    let mut books = sample::books();
    for (at, event) in books.understood.events.iter_mut().enumerate() {
        let name = &names[at % names.len()];
        event.name = name.as_str().into();
        event.town = names[(at + 3) % names.len()].as_str().into();
        event.office = names[(at + 5) % names.len()].as_str().into();
    }
    for name in &names {
        let key = format!("office.{name}.inspections");
        books.metrics.set(key, crate::model::Figure::Count(2));
        let mut finding = books.findings[0].clone();
        finding.actual = name.clone();
        finding.header = name.clone();
        finding.title = Text::new(name, name);
        finding.place = finding.place.map(|place| Place { column: 3, ..place });
        books.findings.push(finding);
        books.understood.bodies.push(name.clone());
    }
    let title = names.concat();
    books.statement.title = Text::new(&title, &title);
    for line in &mut books.statement.lines {
        line.text.zh.push_str(&title);
        line.text.en.push_str(&title);
    }
    books
}

fn file(name: &str) -> Vec<u8> {
    let files = render(&books(), Lang::Zh, &Silent).expect("renders");
    files
        .into_iter()
        .find(|file| file.name == name)
        .expect(name)
        .bytes
}

#[test]
fn on_the_page_they_are_text() {
    let page = String::from_utf8(file("report.html")).unwrap();
    assert_eq!(
        page.matches("<script").count(),
        2,
        "the records and the page's own"
    );
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("<img") && !page.contains('\u{202e}') && !page.contains('\u{7}'));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;厂"));
    assert!(page.contains("甲[U+202E]txt.exe"));
    assert!(page.contains("{{ 7*7 }}"), "not computed");
}

#[test]
fn in_the_workbook_they_are_strings() {
    use calamine::{Data, Reader};
    for name in ["差异报告.xlsx", "补录清单.xlsx", "统计表.xlsx"] {
        let bytes = std::io::Cursor::new(file(name));
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(bytes).expect("opens");
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            for (_, _, formula) in formulas.used_cells() {
                assert!(
                    !formula.contains("cmd") && !formula.contains("HYPERLINK"),
                    "{formula}"
                );
            }
        }
        if name == "差异报告.xlsx" {
            let sheets = book.worksheets();
            let cells = sheets.iter().flat_map(|(_, range)| range.used_cells());
            let texts: Vec<&str> = cells
                .filter_map(|(_, _, cell)| match cell {
                    Data::String(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            for name in names().iter().filter(|name| !name.contains('\u{0}')) {
                let found = texts.iter().any(|text| text.starts_with(name.as_str()));
                assert!(found, "{}", name.chars().take(20).collect::<String>());
            }
        }
    }
}

#[test]
fn in_the_document_they_are_text_and_every_part_is_xml() {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file("差异报告.docx"))).unwrap();
    for at in 0..archive.len() {
        let mut xml = String::new();
        let mut part = archive.by_index(at).unwrap();
        part.read_to_string(&mut xml).unwrap();
        let mut reader = quick_xml::Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                _ => continue,
            }
        }
        assert!(!xml.contains("<script") && !xml.contains('\u{202e}'));
        let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
        assert!(xml.chars().all(allowed));
    }
    let mut document = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut document).unwrap();
    assert!(document.contains("&lt;script&gt;alert(1)"));
    assert!(document.len() < 120_000, "long names are cut");
}
