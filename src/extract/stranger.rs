//! Files that are no table and come to lie beside tables all the same: each by its name, with what
//! its owner can do about it.

use crate::model::Text;

/// A kind of file that is known and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stranger {
    pub zh: &'static str,
    pub en: &'static str,
    pub advice: Advice,
}

/// What the owner of such a file can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Advice {
    Unpack,
    SaveAsWorkbook,
    ExportFromNumbers,
    ExportFromDatabase,
    /// A document for reading, perhaps with a table in it.
    Document,
    Image,
    Unrelated,
}

impl Stranger {
    pub const fn new(zh: &'static str, en: &'static str, advice: Advice) -> Self {
        Stranger { zh, en, advice }
    }
}

impl Advice {
    pub fn text(self) -> Text {
        match self {
            Advice::Unpack => Text::new(
                "先解压,把里面的表格放进该文件夹;或改压成 zip,hedui 可直接读取",
                "unpack it and put its tables into the folder, or pack them as zip, which is read \
                 as it is",
            ),
            Advice::SaveAsWorkbook => Text::new(
                "用 Excel 或 WPS 打开,另存为 xlsx",
                "open it in Excel or WPS and save it as xlsx",
            ),
            Advice::ExportFromNumbers => Text::new(
                "在 Numbers 中选“文件 → 导出到 → Excel”,得到 xlsx",
                "in Numbers choose File, Export To, Excel, which gives an xlsx",
            ),
            Advice::ExportFromDatabase => Text::new(
                "用原来的程序把要核对的表导出为 xlsx 或 csv",
                "export the table in question as xlsx or csv from the program it belongs to",
            ),
            Advice::Document => Text::new(
                "请从系统导出 Excel;只有这份文档时,把其中的表格复制到 Excel 或 WPS 表格,另存为 \
                 xlsx;与核对无关则移出该文件夹",
                "export the list as Excel from the system; if there is only this document, copy \
                 its table into Excel or WPS and save that as xlsx; move it out if unrelated",
            ),
            Advice::Image => Text::new(
                "图片里的字不能核对:请从系统导出表格,或照着录入 Excel;与核对无关则移出该文件夹",
                "text in a picture cannot be read: export the table from the system or type it \
                 into Excel; move the picture out if it is unrelated",
            ),
            Advice::Unrelated => Text::new(
                "从系统导出表格;不相关的文件请移出该文件夹",
                "export a table from the system; move unrelated files out of the folder",
            ),
        }
    }
}

const fn unpack(zh: &'static str, en: &'static str) -> Stranger {
    Stranger::new(zh, en, Advice::Unpack)
}

const fn image(zh: &'static str, en: &'static str) -> Stranger {
    Stranger::new(zh, en, Advice::Image)
}

const fn document(zh: &'static str, en: &'static str) -> Stranger {
    Stranger::new(zh, en, Advice::Document)
}

const fn old_table(zh: &'static str, en: &'static str) -> Stranger {
    Stranger::new(zh, en, Advice::SaveAsWorkbook)
}

const fn database(zh: &'static str, en: &'static str) -> Stranger {
    Stranger::new(zh, en, Advice::ExportFromDatabase)
}

pub(super) const WORD: Stranger = document("Word 文档", "a Word document");
pub(super) const SLIDES: Stranger = document("PowerPoint 演示文稿", "a PowerPoint presentation");
pub(super) const OPEN_DOCUMENT: Stranger = document(
    "OpenDocument 文档(不是表格)",
    "an OpenDocument file that is no spreadsheet",
);
pub(super) const OFD: Stranger = document("OFD 版式文件", "an OFD document");
pub(super) const NUMBERS: Stranger = Stranger::new(
    "Numbers 表格",
    "a Numbers spreadsheet",
    Advice::ExportFromNumbers,
);
pub(super) const OLD_EXCEL: Stranger =
    old_table("Excel 2.x–4.x 工作表", "an Excel 2.x-4.x worksheet");
pub(super) const OLE: Stranger = Stranger::new(
    "OLE 文件(不是工作簿)",
    "an OLE file that is no workbook",
    Advice::Unrelated,
);
pub(super) const XML: Stranger = Stranger::new(
    "XML 文件(不是表格)",
    "an XML file that is no table",
    Advice::Unrelated,
);
pub(super) const WEB_PAGE: Stranger = Stranger::new(
    "没有表格的网页",
    "a web page without a table",
    Advice::Unrelated,
);
pub(super) const BINARY: Stranger = Stranger::new(
    "无法识别的二进制文件",
    "a binary file of unknown kind",
    Advice::Unrelated,
);

/// Where a mark stands, the mark, whose it is.
const MARKS: [(usize, &[u8], Stranger); 28] = [
    (0, b"%PDF", document("PDF 文档", "a PDF document")),
    (0, b"{\\rtf", document("RTF 文档", "an RTF document")),
    (0, b"\x89PNG", image("PNG 图片", "a PNG image")),
    (0, b"\xff\xd8\xff", image("JPEG 图片", "a JPEG image")),
    (0, b"GIF8", image("GIF 图片", "a GIF image")),
    (0, b"BM", image("BMP 图片", "a BMP image")),
    (0, b"II*\0", image("TIFF 图片", "a TIFF image")),
    (0, b"MM\0*", image("TIFF 图片", "a TIFF image")),
    (8, b"WEBP", image("WebP 图片", "a WebP image")),
    (4, b"ftyphei", image("HEIC 图片", "a HEIC image")),
    (4, b"ftypmif1", image("HEIC 图片", "a HEIC image")),
    (
        4,
        b"ftyp",
        Stranger::new("视频", "a video", Advice::Unrelated),
    ),
    (0, b"Rar!", unpack("RAR 压缩包", "a RAR archive")),
    (
        0,
        b"7z\xbc\xaf\x27\x1c",
        unpack("7z 压缩包", "a 7z archive"),
    ),
    (0, b"BZh", unpack("bzip2 压缩文件", "a bzip2 archive")),
    (0, b"\xfd7zXZ\0", unpack("xz 压缩文件", "an xz archive")),
    (
        0,
        b"\x28\xb5\x2f\xfd",
        unpack("zstd 压缩文件", "a zstd archive"),
    ),
    (0, b"MSCF", unpack("CAB 压缩包", "a CAB archive")),
    (257, b"ustar", unpack("tar 归档", "a tar archive")),
    (
        0,
        b"SQLite format 3\0",
        database("SQLite 数据库", "an SQLite database"),
    ),
    (
        4,
        b"Standard Jet DB",
        database("Access 数据库", "an Access database"),
    ),
    (
        4,
        b"Standard ACE DB",
        database("Access 数据库", "an Access database"),
    ),
    (0, b"PAR1", database("Parquet 文件", "a Parquet file")),
    (0, b"ID;PWXL", old_table("SYLK 表格", "a SYLK table")),
    (0, b"ID;PSCALC", old_table("SYLK 表格", "a SYLK table")),
    (0, b"TABLE\r\n0,1\r\n", old_table("DIF 表格", "a DIF table")),
    (
        0,
        b"\0\0\x02\0\x06\x04",
        old_table("Lotus 1-2-3 表格", "a Lotus 1-2-3 sheet"),
    ),
    (
        0,
        b"MZ",
        Stranger::new("程序", "a program", Advice::Unrelated),
    ),
];

/// Whose mark the bytes bear. Two letters alone could also begin a text, and letters within a text
/// could stand anywhere.
pub(super) fn by_mark(bytes: &[u8]) -> Option<Stranger> {
    let bears = |at: usize, mark: &[u8]| bytes.get(at..).is_some_and(|b| b.starts_with(mark));
    let has_nul = || bytes.iter().take(64).any(|b| *b == 0);
    let (at, mark, stranger) = MARKS.iter().find(|(at, mark, _)| bears(*at, mark))?;
    (mark.len() > 2 && *at != 4 || has_nul()).then_some(*stranger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_told_by_their_marks_and_advised() {
        let tar = [vec![b'a'; 257], b"ustar\0".to_vec()].concat();
        for (bytes, advice) in [
            (&b"%PDF-1.7"[..], Advice::Document),
            (b"\xff\xd8\xff\xe0", Advice::Image),
            (b"\0\0\0\x18ftypheic", Advice::Image),
            (b"Rar!\x1a\x07", Advice::Unpack),
            (&tar, Advice::Unpack),
            (b"\0\x01\0\0Standard Jet DB\0", Advice::ExportFromDatabase),
            (b"ID;PWXL;N;E", Advice::SaveAsWorkbook),
        ] {
            assert_eq!(by_mark(bytes).map(|found| found.advice), Some(advice));
        }
        for bytes in [&b"BM,x\n"[..], b"MZ,y\n", b"a,b\n", b""] {
            assert_eq!(by_mark(bytes), None);
        }
    }

    #[test]
    fn every_advice_is_given_in_both_languages() {
        for (_, _, stranger) in &MARKS {
            let text = stranger.advice.text();
            assert!(text.zh.chars().count() > 10 && text.en.len() > 20);
            assert!(!text.en.contains("  "), "{}", text.en);
        }
    }
}
