//! What a file is, by what is in it. Names and extensions are not asked.

use super::compound::CompoundFile;
use std::io::Cursor;

/// A container we read, or one we can at least name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Xlsx,
    Xlsb,
    Ods,
    Xls,
    Html,
    Mhtml,
    /// XML Spreadsheet 2003.
    SpreadsheetXml,
    Text,
    Empty,
    /// A workbook that wants a password.
    Encrypted,
    /// An archive or OLE file whose directory cannot be read.
    Damaged,
    /// Something else, with its name in Chinese and English.
    Other(&'static str, &'static str),
}

/// Leading bytes of files that hold no table we read.
const OTHERS: [(&[u8], &str, &str); 14] = [
    (b"%PDF", "PDF 文档", "a PDF document"),
    (b"\x89PNG", "PNG 图片", "a PNG image"),
    (b"\xff\xd8\xff", "JPEG 图片", "a JPEG image"),
    (b"GIF8", "GIF 图片", "a GIF image"),
    (b"BM", "BMP 图片", "a BMP image"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip archive"),
    (b"BZh", "bzip2 压缩文件", "a bzip2 archive"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"SQLite format 3\0", "SQLite 数据库", "an SQLite database"),
    (b"PAR1", "Parquet 文件", "a Parquet file"),
    (b"ID;PWXL", "SYLK 表格", "a SYLK table"),
    (b"TABLE\r\n0,1\r\n", "DIF 表格", "a DIF table"),
];

pub(super) fn sniff(bytes: &[u8]) -> Container {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Container::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return sniff_zip(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return sniff_compound(bytes);
    }
    // BIFF 2 to 4 streams stand alone: a begin-of-file record without a container.
    if bytes.len() > 8 && bytes[0] == 9 && matches!(bytes[1], 0 | 2 | 4) && bytes[2] < 10 {
        return Container::Other("Excel 2.x–4.x 工作表", "an Excel 2.x-4.x worksheet");
    }
    let other = OTHERS.iter().find(|(magic, _, _)| bytes.starts_with(magic));
    if let Some((magic, zh, en)) = other {
        let binary = magic.len() > 2 || bytes.iter().take(64).any(|b| *b == 0);
        if binary || *magic == b"\x1f\x8b" {
            return Container::Other(zh, en);
        }
    }
    sniff_markup(bytes)
}

fn sniff_zip(bytes: &[u8]) -> Container {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Container::Damaged;
    };
    let mut names: Vec<String> = archive
        .file_names()
        .flatten()
        .map(|name| name.replace('\\', "/").to_lowercase())
        .collect();
    names.sort();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let ends = |wanted: &str| names.iter().any(|name| name.ends_with(wanted));
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("encryptedpackage") {
        Container::Encrypted
    } else if ends("xl/workbook.bin") {
        Container::Xlsb
    } else if under("word/") {
        Container::Other("Word 文档", "a Word document")
    } else if under("ppt/") {
        Container::Other("PowerPoint 演示文稿", "a PowerPoint presentation")
    } else if ends("workbook.xml") || (has("[content_types].xml") && under("xl/")) {
        Container::Xlsx
    } else if has("content.xml") && (has("mimetype") || has("meta-inf/manifest.xml")) {
        Container::Ods
    } else if under("index/") && ends(".iwa") {
        Container::Other("Numbers 表格", "a Numbers spreadsheet")
    } else {
        Container::Other("ZIP 压缩包", "a ZIP archive")
    }
}

fn sniff_compound(bytes: &[u8]) -> Container {
    let Ok(file) = CompoundFile::open(bytes) else {
        return Container::Damaged;
    };
    if file.has("EncryptedPackage") {
        Container::Encrypted
    } else if file.has("Workbook") || file.has("Book") {
        Container::Xls
    } else if file.has("WordDocument") {
        Container::Other("Word 文档", "a Word document")
    } else if file.has("PowerPoint Document") {
        Container::Other("PowerPoint 演示文稿", "a PowerPoint presentation")
    } else {
        Container::Other("OLE 文件(不是工作簿)", "an OLE file that is no workbook")
    }
}

/// Text of some kind: markup by its first tag, whatever its encoding.
fn sniff_markup(bytes: &[u8]) -> Container {
    let head: String = bytes
        .iter()
        .take(4096)
        .filter(|b| b.is_ascii() && **b != 0)
        .map(|b| b.to_ascii_lowercase() as char)
        .collect();
    let head = head.trim_start();
    if head.starts_with("mime-version:") || head.starts_with("content-type: multipart/related") {
        return Container::Mhtml;
    }
    if head.starts_with('<') {
        if head.contains("schemas-microsoft-com:office:spreadsheet") && !head.contains("<html") {
            return Container::SpreadsheetXml;
        }
        if head.contains("office:document") {
            return Container::Other("OpenDocument 单文件表格", "a flat OpenDocument file");
        }
        let markup = [
            "<html",
            "<table",
            "<!doctype html",
            "<meta",
            "<style",
            "<body",
        ];
        if markup.iter().any(|tag| head.contains(tag)) || has_table(bytes) {
            return Container::Html;
        }
        if head.starts_with("<?xml") {
            return Container::Other("XML 文件(不是表格)", "an XML file that is no table");
        }
    }
    if is_binary(bytes) {
        return Container::Other("无法识别的二进制文件", "a binary file of unknown kind");
    }
    Container::Text
}

fn has_table(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1 << 20)];
    head.windows(6)
        .any(|window| window.eq_ignore_ascii_case(b"<table"))
}

/// Control bytes that no text holds, outside what UTF-16 explains.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    if super::encoding::is_utf16(head).is_some() || super::encoding::has_wide_mark(head) {
        return false;
    }
    let controls = head
        .iter()
        .filter(|b| matches!(b, 1..=8 | 0x0e..=0x1a | 0x1c..=0x1e | 0x7f))
        .count();
    let nuls = head.iter().filter(|b| **b == 0).count();
    controls * 20 > head.len() || (nuls * 10 > head.len() && controls > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_not_the_name() {
        for (bytes, container) in [
            (&b""[..], Container::Empty),
            (b" \r\n\0", Container::Empty),
            (b"PK\x03\x04truncated", Container::Damaged),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1cut", Container::Damaged),
            (b"\xef\xbb\xbf<table><tr>", Container::Html),
            (b"<\0t\0a\0b\0l\0e\0>\0", Container::Html),
            (b"MIME-Version: 1.0\r\n", Container::Mhtml),
            (b"a,b\n1,2\n", Container::Text),
            (b"BM,x\n", Container::Text),
        ] {
            assert_eq!(sniff(bytes), container, "{bytes:?}");
        }
        let xml = b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!(sniff(xml), Container::SpreadsheetXml);
        assert!(matches!(sniff(b"%PDF-1.7 ..."), Container::Other(..)));
    }
}
