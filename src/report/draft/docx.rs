//! A draft as `.docx`: headings, paragraphs and tables in the types that official letters use.

use crate::model::Fault;
use crate::report::ooxml::package;
use crate::report::unseen::escaped;
use crate::report::unwritable;
use std::fmt::Write as _;
use std::io::{Seek, Write};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"#; // ://
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Writes the draft, whose blocks are Markdown's: `#` headings, paragraphs, tables between bars.
pub fn write_docx(text: &str, file: &str, out: impl Write + Seek) -> Result<(), Fault> {
    let parts = [
        ("[Content_Types].xml", TYPES.to_string()),
        ("_rels/.rels", RELATIONS.to_string()),
        ("word/document.xml", document(text)),
        ("word/styles.xml", styles()),
        (
            "word/_rels/document.xml.rels",
            DOCUMENT_RELATIONS.to_string(),
        ),
    ];
    package(&parts, out).map_err(|error| unwritable(file, error))
}

fn document(text: &str) -> String {
    let mut body = String::new();
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().map(str::trim).chain([""]) {
        if let Some(inner) = line.strip_prefix('|') {
            let is_ruler = line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
            if !is_ruler {
                let inner = inner.strip_suffix('|').unwrap_or(inner);
                rows.push(inner.split('|').map(str::trim).collect());
            }
            continue;
        }
        table(&mut body, &std::mem::take(&mut rows));
        let title = line.trim_start_matches('#');
        let level = line.len() - title.len();
        match (level, line.is_empty()) {
            (_, true) => {}
            (0, _) => paragraph(&mut body, "Normal", line),
            (level, _) => paragraph(&mut body, &format!("Heading{}", level.min(3)), title.trim()),
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
         xmlns:w=\"{NAMESPACE}\"><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" \
         w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

fn paragraph(body: &mut String, style: &str, text: &str) {
    // Writing to a string does not fail.
    let _ = write!(
        body,
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}\
         </w:t></w:r></w:p>",
        escaped(text)
    );
}

fn table(body: &mut String, rows: &[Vec<&str>]) {
    if rows.is_empty() {
        return;
    }
    body.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(
            body,
            "<w:{side} w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/>"
        );
    }
    body.push_str("</w:tblBorders></w:tblPr>");
    for row in rows {
        body.push_str("<w:tr>");
        for cell in row {
            body.push_str("<w:tc>");
            paragraph(body, "Cell", cell);
            body.push_str("</w:tc>");
        }
        body.push_str("</w:tr>");
    }
    body.push_str("</w:tbl>");
}

/// Types and sizes in half points; the body indents its first line by two characters.
fn styles() -> String {
    let style = |id: &str, name: &str, font: &str, size: u32, more: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:pPr>\
             <w:spacing w:line=\"560\" w:lineRule=\"exact\"/>{more}</w:pPr><w:rPr><w:rFonts \
             w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{font}\"/>\
             <w:sz w:val=\"{size}\"/></w:rPr></w:style>"
        )
    };
    let indent = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";
    let heading = |level: u32| format!("{indent}<w:outlineLvl w:val=\"{}\"/>", level - 1);
    let parts = [
        style("Normal", "Normal", "仿宋", 32, indent),
        style("Cell", "Cell", "仿宋", 24, ""),
        style("Heading1", "heading 1", "黑体", 32, &heading(1)),
        style("Heading2", "heading 2", "楷体", 32, &heading(2)),
        style("Heading3", "heading 3", "仿宋", 32, &heading(3)),
    ];
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles \
         xmlns:w=\"{NAMESPACE}\">{}</w:styles>",
        parts.concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs_and_the_bytes_are_the_same_again() {
        let text = "# 标题\n\n甲<乙&丙\n\n| 月 | 次 |\n|---|---|\n| 1 | 31 |\n";
        let made = document(text);
        assert!(made.contains("Heading1") && made.contains("甲&lt;乙&amp;丙"));
        assert_eq!(made.matches("<w:tr>").count(), 2);
        let pack = || {
            let mut out = std::io::Cursor::new(Vec::new());
            write_docx(text, "a.docx", &mut out).unwrap();
            out.into_inner()
        };
        assert_eq!(pack(), pack());
    }
}
