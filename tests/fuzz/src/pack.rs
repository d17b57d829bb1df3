//! Containers made from a fuzzer's bytes. A bit flipped in a compressed part only breaks its
//! checksum, so the targets of zipped formats mutate the parts themselves, written one after the
//! other with a mark before each, and put them into a sound archive.

use std::io::{Cursor, Write};

/// Stands before each part, followed by the part's letter and a line end.
const MARK: &[u8] = b"\n%%";

/// A part of a format: its letter, its name, and what stands there where the input has none.
pub type Part = (u8, &'static str, &'static str);

pub const XLSX: &[Part] = &[
    (b't', "[Content_Types].xml", XLSX_TYPES),
    (b'r', "_rels/.rels", XLSX_ROOT),
    (b'w', "xl/workbook.xml", XLSX_BOOK),
    (b'e', "xl/_rels/workbook.xml.rels", XLSX_RELATIONS),
    (b's', "xl/sharedStrings.xml", ""),
    (b'y', "xl/styles.xml", ""),
    (b'1', "xl/worksheets/sheet1.xml", ""),
    (b'2', "xl/worksheets/sheet2.xml", ""),
    (b'3', "xl/worksheets/sheet3.xml", ""),
    (b'l', "xl/worksheets/_rels/sheet1.xml.rels", ""),
    (b'b', "xl/tables/table1.xml", ""),
    (b'c', "xl/comments1.xml", ""),
    (b'm', "xl/metadata.xml", ""),
];

pub const XLSB: &[Part] = &[
    (b't', "[Content_Types].xml", XLSX_TYPES),
    (b'r', "_rels/.rels", XLSX_ROOT),
    (b'w', "xl/workbook.bin", ""),
    (b'e', "xl/_rels/workbook.bin.rels", XLSB_RELATIONS),
    (b's', "xl/sharedStrings.bin", ""),
    (b'y', "xl/styles.bin", ""),
    (b'1', "xl/worksheets/sheet1.bin", ""),
    (b'2', "xl/worksheets/sheet2.bin", ""),
    (b'3', "xl/worksheets/sheet3.bin", ""),
];

pub const ODS: &[Part] = &[
    (
        b'i',
        "mimetype",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    (b'f', "META-INF/manifest.xml", ODS_MANIFEST),
    (b'c', "content.xml", ""),
    (b'y', "styles.xml", ""),
    (b's', "settings.xml", ""),
];

const XLSX_TYPES: &str = include_str!("../parts/xlsx_types.xml");
const XLSX_ROOT: &str = include_str!("../parts/xlsx_root.xml");
const XLSX_BOOK: &str = include_str!("../parts/xlsx_book.xml");
const XLSX_RELATIONS: &str = include_str!("../parts/xlsx_relations.xml");
const XLSB_RELATIONS: &str = include_str!("../parts/xlsb_relations.xml");
const ODS_MANIFEST: &str = include_str!("../parts/ods_manifest.xml");

/// The parts of the input: each letter with its bytes. What stands before the first mark is left.
pub fn parts(input: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found: Vec<(u8, usize, usize)> = Vec::new();
    let mut at = 0;
    while at + MARK.len() + 2 <= input.len() {
        let here = &input[at..];
        if here.starts_with(MARK) && here[MARK.len() + 1] == b'\n' {
            found.push((here[MARK.len()], at, at + MARK.len() + 2));
            at += MARK.len() + 2;
        } else {
            at += 1;
        }
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(_, from, _)| *from).collect();
    let ends = ends.into_iter().chain([input.len()]);
    let cut = found.iter().zip(ends);
    cut.map(|((letter, _, from), to)| (*letter, &input[*from..to]))
        .collect()
}

/// The input's parts as an archive of the format.
pub fn archive(format: &[Part], input: &[u8]) -> Vec<u8> {
    let given = parts(input);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (letter, name, otherwise) in format {
        let own = given.iter().find(|(found, _)| found == letter);
        let bytes = own.map_or(otherwise.as_bytes(), |(_, bytes)| bytes);
        if own.is_none() && bytes.is_empty() {
            continue;
        }
        archive.start_file(*name, stored).expect("room in memory");
        archive.write_all(bytes).expect("room in memory");
    }
    archive.finish().expect("room in memory").into_inner()
}

/// A workbook stream in its OLE container; the first byte chooses the stream's name.
pub fn compound(input: &[u8]) -> Vec<u8> {
    let (name, stream) = match input {
        [b'B', rest @ ..] => ("Book", rest),
        [_, rest @ ..] => ("Workbook", rest),
        [] => ("Workbook", input),
    };
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
            .expect("room in memory");
    let mut made = file.create_stream(name).expect("room in memory");
    made.write_all(stream).expect("room in memory");
    drop(made);
    file.flush().expect("room in memory");
    file.into_inner().into_inner()
}
