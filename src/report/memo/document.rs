//! The parts of the document: types of official letters, a table, an inline chart, page numbers.

use super::punctuation::official;
use crate::report::ooxml::in_short;
use crate::report::unseen::escaped;
use std::fmt::Write as _;

pub const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/word/charts/chart1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/></Types>"#; // ://
pub const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#; // ://
pub const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart" Target="charts/chart1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#; // ://
const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// Size of the chart in English Metric Units: 16 cm by 7.4 cm.
const CHART_SIZE: (u32, u32) = (5_760_000, 2_664_000);

/// One row of a table.
pub struct Row {
    pub cells: Vec<String>,
    /// The style of its first cell; the others are figures or sentences.
    pub style: &'static str,
    pub strong: bool,
    pub head: bool,
}

impl Row {
    pub fn head(cells: Vec<String>) -> Self {
        Row {
            cells,
            style: "Cell",
            strong: true,
            head: true,
        }
    }
}

/// The body under construction. Writing to a string does not fail.
#[derive(Default)]
pub struct Document {
    body: String,
}

impl Document {
    pub fn paragraph(&mut self, style: &str, text: &str) {
        let text = in_short(&official(text));
        let _ = write!(
            self.body,
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t \
             xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
        );
    }

    pub fn page_break(&mut self) {
        self.body
            .push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
    }

    /// Columns have these widths in twentieths of a point; figures stand to the right.
    pub fn table(&mut self, widths: &[u32], rows: &[Row]) {
        self.body.push_str(
            "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders><w:top \
             w:val=\"single\" w:sz=\"8\" w:color=\"20262C\"/><w:bottom w:val=\"single\" \
             w:sz=\"8\" w:color=\"20262C\"/><w:insideH w:val=\"single\" w:sz=\"2\" \
             w:color=\"C9D1D8\"/></w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
             <w:tblGrid>",
        );
        for width in widths {
            let _ = write!(self.body, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.body.push_str("</w:tblGrid>");
        for row in rows {
            self.body.push_str("<w:tr><w:trPr><w:cantSplit/>");
            if row.head {
                self.body.push_str("<w:tblHeader/>");
            }
            self.body.push_str("</w:trPr>");
            for (at, (cell, width)) in row.cells.iter().zip(widths).enumerate() {
                self.cell(row, at, cell, *width);
            }
            self.body.push_str("</w:tr>");
        }
        self.body.push_str("</w:tbl>");
    }

    fn cell(&mut self, row: &Row, at: usize, text: &str, width: u32) {
        let style = match at {
            0 => row.style,
            1 => "Amount",
            _ => "Cell",
        };
        let strong = if row.strong {
            "<w:rPr><w:b/></w:rPr>"
        } else {
            ""
        };
        let text = in_short(&official(text));
        let _ = write!(
            self.body,
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr><w:p><w:pPr><w:pStyle \
             w:val=\"{style}\"/></w:pPr><w:r>{strong}<w:t xml:space=\"preserve\">{text}</w:t>\
             </w:r></w:p></w:tc>"
        );
    }

    /// The chart part, inline, with words for whoever cannot see it.
    pub fn chart(&mut self, told: &str) {
        let (wide, high) = CHART_SIZE;
        let told = escaped(told);
        let _ = write!(
            self.body,
            "<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing><wp:inline \
             distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{wide}\" \
             cy=\"{high}\"/><wp:docPr id=\"1\" name=\"chart\" descr=\"{told}\"/>\
             <wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri=\"{DRAWING}/chart\"><c:chart \
             r:id=\"rId2\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        );
    }

    pub fn xml(self) -> String {
        format!(
            "{HEAD}<w:document xmlns:w=\"{WORDS}\" xmlns:r=\"{OFFICE}\" \
             xmlns:wp=\"{DRAWING}/wordprocessingDrawing\" xmlns:a=\"{DRAWING}/main\" \
             xmlns:c=\"{DRAWING}/chart\"><w:body>{}<w:sectPr><w:footerReference \
             w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar \
             w:top=\"1247\" w:right=\"1417\" w:bottom=\"1191\" w:left=\"1474\" \
             w:header=\"680\" w:footer=\"624\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
            self.body
        )
    }
}

/// `— 1 —` at the foot of every page.
pub fn footer(zh: bool) -> String {
    let (before, after) = if zh { ("— ", " —") } else { ("page ", "") };
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{WORDS}\"><w:p><w:pPr><w:pStyle w:val=\"Foot\"/></w:pPr><w:r>\
         <w:t xml:space=\"preserve\">{before}</w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r>\
         <w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space=\"preserve\">{after}</w:t></w:r>\
         </w:p></w:ftr>"
    )
}

/// Styles: id, Chinese font, size in half points, lines in twentieths of a point, more of the
/// paragraph's and of the text's properties.
const STYLES: &[(&str, &str, u32, u32, &str, &str)] = &[
    (
        "Normal",
        "仿宋",
        24,
        420,
        "<w:ind w:firstLineChars=\"200\" w:firstLine=\"480\"/><w:jc w:val=\"both\"/>",
        "",
    ),
    (
        "Title",
        "宋体",
        36,
        560,
        "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/>",
        "<w:b/>",
    ),
    ("Scope", "楷体", 22, 400, "<w:jc w:val=\"center\"/>", ""),
    (
        "Heading1",
        "黑体",
        26,
        480,
        "<w:keepNext/><w:ind w:firstLineChars=\"200\" w:firstLine=\"520\"/>\
         <w:outlineLvl w:val=\"0\"/>",
        "",
    ),
    ("Cell", "仿宋", 21, 330, "", ""),
    ("Item", "仿宋", 21, 330, "<w:ind w:left=\"420\"/>", ""),
    ("Amount", "仿宋", 21, 330, "<w:jc w:val=\"right\"/>", ""),
    (
        "Signatures",
        "仿宋",
        22,
        560,
        "<w:spacing w:before=\"200\" w:line=\"560\" w:lineRule=\"exact\"/>",
        "",
    ),
    ("Note", "仿宋", 20, 360, "", "<w:color w:val=\"5D6771\"/>"),
    ("Picture", "仿宋", 20, 0, "<w:jc w:val=\"center\"/>", ""),
    ("Foot", "宋体", 20, 0, "<w:jc w:val=\"center\"/>", ""),
];

pub fn styles(zh: bool) -> String {
    let mut out = format!("{HEAD}<w:styles xmlns:w=\"{WORDS}\">");
    for (id, font, size, line, paragraph, text) in STYLES {
        let named = if *id == "Heading1" { "heading 1" } else { id };
        let spacing = match (*line, paragraph.contains("w:spacing")) {
            (0, _) | (_, true) => String::new(),
            (line, _) => format!("<w:spacing w:line=\"{line}\" w:lineRule=\"exact\"/>"),
        };
        // Sentences of another script are longer.
        let size = if zh { *size } else { size - size / 12 };
        let before = paragraph
            .find("<w:keepNext/>")
            .map_or("", |_| "<w:keepNext/>");
        let rest = paragraph.replace("<w:keepNext/>", "");
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{named}\"/><w:pPr>\
             {before}{spacing}{rest}</w:pPr><w:rPr><w:rFonts w:ascii=\"Times New Roman\" \
             w:hAnsi=\"Times New Roman\" w:eastAsia=\"{font}\"/>{text}<w:sz w:val=\"{size}\"/>\
             </w:rPr></w:style>"
        );
    }
    out + "</w:styles>"
}
