//! What a file is, by what is in it. Names and extensions are not asked.

use super::compound::CompoundFile;
use super::stranger::{self, Stranger};
use super::zip_directory::Directory;

/// A container we read, or one we can at least name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Xlsx,
    Xlsb,
    Ods,
    /// An OpenDocument spreadsheet as one XML file.
    FlatOds,
    Xls,
    Html,
    Mhtml,
    /// XML Spreadsheet 2003.
    SpreadsheetXml,
    Text,
    /// An archive whose members are files of their own.
    Zip,
    Gzip,
    Empty,
    /// A workbook that wants a password.
    Encrypted,
    /// An archive or OLE file whose directory cannot be read.
    Damaged,
    /// Something else, by its name.
    Other(Stranger),
}

/// No document has more parts; an archive of more members needs no closer look.
const NAMES_MAX: usize = 10_000;

pub(super) fn sniff(bytes: &[u8]) -> Container {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Container::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return sniff_zip(bytes);
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Container::Gzip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return sniff_compound(bytes);
    }
    // BIFF 2 to 4 streams stand alone: a begin-of-file record without a container.
    if bytes.len() > 8 && bytes[0] == 9 && matches!(bytes[1], 0 | 2 | 4) && bytes[2] < 10 {
        return Container::Other(stranger::OLD_EXCEL);
    }
    match stranger::by_mark(bytes) {
        Some(known) => Container::Other(known),
        None => sniff_markup(bytes),
    }
}

fn sniff_zip(bytes: &[u8]) -> Container {
    let Ok(directory) = Directory::find(bytes) else {
        return Container::Damaged;
    };
    let (entries, _) = directory.entries(NAMES_MAX);
    let names: Vec<String> = entries
        .iter()
        .map(|entry| entry.name.to_lowercase())
        .collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let ends = |wanted: &str| {
        let stem = |name: &String| name.strip_suffix(wanted).map(str::to_string);
        let mut stems = names.iter().filter_map(stem);
        stems.any(|stem| stem.is_empty() || stem.ends_with('/'))
    };
    let under = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let office = has("[content_types].xml");
    if has("encryptedpackage") || has("encrypted-package") {
        Container::Encrypted
    } else if ends("xl/workbook.bin") {
        Container::Xlsb
    } else if office && under("word/") {
        Container::Other(stranger::WORD)
    } else if office && under("ppt/") {
        Container::Other(stranger::SLIDES)
    } else if ends("workbook.xml") || (office && under("xl/")) {
        Container::Xlsx
    } else if has("content.xml") && (has("mimetype") || has("meta-inf/manifest.xml")) {
        let kind = entries.iter().find(|entry| entry.name == "mimetype");
        let kind = kind.map_or(Vec::new(), |entry| entry.head(bytes, 100));
        open_document(&String::from_utf8_lossy(&kind), Container::Ods)
    } else if under("index/") && names.iter().any(|name| name.ends_with(".iwa"))
        || has("index.zip") && under("metadata/")
    {
        Container::Other(stranger::NUMBERS)
    } else if has("ofd.xml") {
        Container::Other(stranger::OFD)
    } else {
        Container::Zip
    }
}

/// A spreadsheet or some other document, by the kind it says it is.
fn open_document(kind: &str, table: Container) -> Container {
    let others = [
        "text",
        "presentation",
        "graphics",
        "chart",
        "formula",
        "image",
        "base",
    ];
    let kind = kind.split("opendocument.").nth(1).unwrap_or_default();
    match others.iter().any(|other| kind.starts_with(other)) {
        true => Container::Other(stranger::OPEN_DOCUMENT),
        false => table,
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
        Container::Other(stranger::WORD)
    } else if file.has("PowerPoint Document") {
        Container::Other(stranger::SLIDES)
    } else {
        Container::Other(stranger::OLE)
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
            let kind = head.split("office:mimetype=").nth(1).unwrap_or_default();
            let kind = kind.get(1..).unwrap_or_default();
            return open_document(kind, Container::FlatOds);
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
            return Container::Other(stranger::XML);
        }
    }
    if is_binary(bytes) {
        return Container::Other(stranger::BINARY);
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
            (b"\x1f\x8b\x08", Container::Gzip),
        ] {
            assert_eq!(sniff(bytes), container, "{bytes:?}");
        }
        let xml = b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!(sniff(xml), Container::SpreadsheetXml);
        assert!(matches!(sniff(b"%PDF-1.7 ..."), Container::Other(..)));
    }
}
