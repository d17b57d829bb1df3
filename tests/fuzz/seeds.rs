//! Seeds for the fuzz targets out of files that exist: `fuzz_seeds CORPUS FOLDER…` sorts every file
//! of the folders by what it is, takes it apart where a target wants parts, cuts it short and
//! writes it below `CORPUS/<target>/`.

#[path = "src/pack.rs"]
#[allow(dead_code)]
mod pack;

use pack::Part;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

/// Longer inputs are mutated too slowly to be worth it.
const LONGEST: usize = 32 << 10;
/// Text says all it has to say sooner.
const LONGEST_TEXT: usize = 3 << 10;
const LONGEST_PART: u64 = 10 << 10;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(corpus) = arguments.next() else {
        eprintln!("seeds CORPUS FOLDER…");
        std::process::exit(2);
    };
    let mut written = 0;
    for folder in arguments {
        let mut files = Vec::new();
        walk(&folder, &mut files);
        files.sort();
        for file in files {
            let Ok(bytes) = std::fs::read(&file) else {
                continue;
            };
            for (target, seed) in seeds_of(&bytes) {
                written += usize::from(write(&corpus.join(target), &seed));
            }
        }
    }
    println!("{written} seeds");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        match entry.path() {
            path if path.is_dir() => walk(&path, files),
            path => files.push(path),
        }
    }
}

/// Named by what is in it, so that a file met twice is one seed.
fn write(folder: &Path, seed: &[u8]) -> bool {
    let name = seed.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    std::fs::create_dir_all(folder).is_ok()
        && std::fs::write(folder.join(format!("{name:016x}")), seed).is_ok()
}

fn seeds_of(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut seeds = Vec::new();
    if bytes.len() <= LONGEST {
        seeds.push(("page", bytes.to_vec()));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let names = part_names(bytes);
        let has = |end: &str| names.iter().any(|name| name.ends_with(end));
        let format = match () {
            () if has("xl/workbook.bin") => Some(("xlsb", pack::XLSB)),
            () if has("workbook.xml") => Some(("xlsx", pack::XLSX)),
            () if has("content.xml") => Some(("ods", pack::ODS)),
            () => None,
        };
        seeds.extend(format.map(|(target, format)| (target, unpacked(format, bytes))));
        if bytes.len() <= LONGEST {
            seeds.push(("archive", bytes.to_vec()));
        }
    } else if bytes.starts_with(b"\x1f\x8b") && bytes.len() <= LONGEST {
        seeds.push(("archive", bytes.to_vec()));
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        seeds.extend(stream(bytes).map(|seed| ("xls", seed)));
    } else {
        seeds.extend(text_seeds(bytes));
    }
    seeds.retain(|(_, seed)| seed.len() <= 2 * LONGEST);
    seeds
}

fn text_seeds(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let head: String = bytes.iter().take(4096).map(|b| *b as char).collect();
    let head = head.to_ascii_lowercase();
    let cut = |longest: usize| {
        let end = bytes.len().min(longest);
        let line = bytes[..end].iter().rposition(|byte| *byte == b'\n');
        match end < bytes.len() {
            true => bytes[..line.map_or(end, |at| at + 1)].to_vec(),
            false => bytes.to_vec(),
        }
    };
    if head.contains("schemas-microsoft-com:office:spreadsheet") && !head.contains("<html") {
        let begin = head.find("<worksheet").unwrap_or(0);
        return vec![(
            "spreadsheet_xml",
            cut(2 * LONGEST_TEXT).split_off(begin.min(LONGEST_TEXT)),
        )];
    }
    if head.starts_with("mime-version:") {
        return vec![("mhtml", cut(4 * LONGEST_TEXT))];
    }
    if head.contains("<html") || head.contains("<table") {
        return vec![("html", cut(4 * LONGEST_TEXT))];
    }
    let rows = [b"0".as_slice(), &cut(LONGEST_TEXT)].concat();
    vec![("text", cut(LONGEST_TEXT)), ("fields", rows)]
}

fn part_names(bytes: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes));
    let names = archive.map(|archive| {
        let names = archive.file_names().flatten().map(|name| name.into_owned());
        names.collect::<Vec<_>>()
    });
    names.unwrap_or_default()
}

/// The archive's parts one after the other, as [`pack::archive`] takes them.
fn unpacked(format: &[Part], bytes: &[u8]) -> Vec<u8> {
    let mut seed = Vec::new();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return seed;
    };
    for (letter, name, _) in format {
        let Ok(part) = archive.by_name(name) else {
            continue;
        };
        let mut inside = Vec::new();
        let _ = part.take(LONGEST_PART).read_to_end(&mut inside);
        if inside.len() as u64 == LONGEST_PART && name.contains("sheets/") && name.ends_with("xml")
        {
            let text = String::from_utf8_lossy(&inside).into_owned();
            let rows = text.rfind("</row>").map_or("", |at| &text[..at + 6]);
            inside = format!("{rows}</sheetData></worksheet>").into_bytes();
        }
        seed.extend(b"\n%%");
        seed.extend([*letter, b'\n']);
        seed.extend(inside);
    }
    seed
}

fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let (letter, name) = match file.exists("/Workbook") {
        true => (b'W', "/Workbook"),
        false => (b'B', "/Book"),
    };
    let mut seed = vec![letter];
    file.open_stream(name).ok()?.read_to_end(&mut seed).ok()?;
    Some(seed)
}
