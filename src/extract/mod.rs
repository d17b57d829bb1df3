//! What is on the page: containers, encodings, tables inside sheets. Interprets no value.
//!
//! A file is taken for what its bytes say it is, never for what its name says. It becomes one or
//! more [`SourceTable`]s that together hold every row from the first to the last used one of every
//! sheet, each row with a kind: data, or some furniture. Nothing of a file may end the program: a
//! file that cannot be read becomes a finding, and the other files are read.

mod archive;
mod beside;
mod compound;
mod continued;
mod delimited;
mod docx;
mod doubtful;
mod encoding;
mod findings;
mod form;
mod furniture;
mod header;
mod html;
mod html_cell;
mod html_tags;
mod inputs;
mod label;
mod layout;
mod merged_rows;
mod merges;
mod mhtml;
mod ods;
mod ods_cell;
mod page;
mod parts;
mod remembered;
mod room;
mod sheet;
mod sniff;
mod spreadsheet_xml;
mod stranger;
mod tables;
mod tabulation;
mod text_rows;
mod totals;
mod value;
mod written;
mod xls;
mod xlsx;
mod xml;
mod zip_directory;

pub use archive::file_on_disk;
pub use findings::RULES;
pub use inputs::find_inputs;
pub use remembered::{Remembered, Unremembered, container_named, encoding_named, rule_named};
pub use written::{read_written, written_of};

use crate::ground::digest::sha256_hex;
use crate::model::{
    Extracted, Fault, Finding, Grid, InputFile, Limits, Progress, Source, SourceTable, Staged,
    Text, is_merge_notes, review_header,
};
use archive::Leaf;
use page::{Refusal, read_page};
use rayon::prelude::*;
use room::Room;
use std::path::{Path, PathBuf};

/// One file to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputChoice {
    pub path: PathBuf,
    /// Path relative to the folder that is run, `/` as separator.
    pub given: String,
    /// The system it comes from, where the settings say so; that of an archive is its members'.
    pub source: Option<Source>,
    pub members: MemberChoice,
    pub limits: Limits,
}

/// What the settings say of single members, where the file is an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberChoice {
    /// The archive's path as the patterns see it.
    archive: String,
    patterns: Vec<(String, Source)>,
    /// It was chosen for the members that the patterns name: the others are left alone.
    only: bool,
}

impl InputChoice {
    /// The system that a member comes from; `None` where it was not asked for.
    fn source_of(&self, member: &str) -> Option<Option<Source>> {
        let path = format!("{}{member}", self.members.archive);
        let mut patterns = self.members.patterns.iter();
        match patterns.find(|(pattern, _)| inputs::matches_pattern(pattern, &path)) {
            Some((_, source)) => Some(Some(*source)),
            None => (!self.members.only).then_some(self.source),
        }
    }
}

/// A file as it was read: one of the folder, or a member of an archive. Places in its findings
/// count its tables from 0.
#[derive(Clone, Debug)]
pub struct FileRead {
    /// The name in every place: `a.xls`, `archive.zip!/member`.
    pub given: String,
    pub tables: Staged<Vec<SourceTable>>,
    /// What the manifest says of it; a member that could not be unpacked has no digest.
    pub input: Option<InputFile>,
}

/// Reads all files, several at a time; the tables stand in the order of the files' paths.
pub fn read_sources(
    root: &Path,
    files: &[InputChoice],
    progress: &dyn Progress,
) -> Result<Staged<Extracted>, Fault> {
    read_remembered(root, files, &Unremembered, progress)
}

/// As [`read_sources`]; what is remembered is not read again.
pub fn read_remembered(
    root: &Path,
    files: &[InputChoice],
    remembered: &dyn Remembered,
    progress: &dyn Progress,
) -> Result<Staged<Extracted>, Fault> {
    if files.is_empty() {
        return Err(inputs::nothing_to_read(root, false));
    }
    let name = Text::new("读取文件", "reading files");
    progress.stage(&name, Some(files.len() as u64));
    let mut order: Vec<&InputChoice> = files.iter().collect();
    order.sort_by(|one, other| one.given.cmp(&other.given));
    let read: Vec<Vec<FileRead>> = order
        .par_iter()
        .map(|choice| {
            let read = remembered.recall(choice).unwrap_or_else(|| {
                let read = read_choice(choice);
                remembered.keep(choice, &read);
                read
            });
            progress.advance(1);
            read
        })
        .collect();
    let mut staged: Staged<Extracted> = Staged::default();
    for file in read.into_iter().flatten() {
        staged.value.inputs.extend(file.input);
        let tables = &mut staged.value.tables;
        append(file.tables, tables, &mut staged.findings);
    }
    continued::continue_files(&mut staged.value.tables, &mut staged.findings);
    Ok(staged)
}

/// Moves tables and findings to the end of longer lists, the places with them.
fn append(
    read: Staged<Vec<SourceTable>>,
    tables: &mut Vec<SourceTable>,
    findings: &mut Vec<crate::model::Finding>,
) {
    let before = tables.len() as u32;
    for mut finding in read.findings {
        if let Some(place) = &mut finding.place {
            place.table += before;
        }
        findings.push(finding);
    }
    tables.extend(read.value);
}

/// Reads one file; of an archive, every member. Places in the findings count all its tables from 0.
pub fn read_file(path: &Path, given: &str) -> Staged<Vec<SourceTable>> {
    let mut staged: Staged<Vec<SourceTable>> = Staged::default();
    let choice = InputChoice {
        path: path.to_path_buf(),
        given: given.to_string(),
        ..InputChoice::default()
    };
    for file in read_chosen(&choice, |_| String::new()) {
        append(file.tables, &mut staged.value, &mut staged.findings);
    }
    staged
}

/// As [`read_file`], from bytes. The leaves of an archive are read one after the other.
pub fn read_bytes(bytes: &[u8], given: &str, limits: &Limits) -> Staged<Vec<SourceTable>> {
    let mut staged: Staged<Vec<SourceTable>> = Staged::default();
    let room = Room::of(limits);
    for leaf in archive::leaves(bytes.to_vec(), given, limits) {
        let file = read_leaf(&leaf, None, None, &room);
        append(file.tables, &mut staged.value, &mut staged.findings);
    }
    match room.is_exceeded() {
        true => refused(given, None, &Refusal::TooMuchHeld(limits.held_mb)).tables,
        false => staged,
    }
}

/// Reads one file; of an archive, each member as a file of its own. The file itself comes first,
/// also where only its members hold tables.
pub fn read_choice(choice: &InputChoice) -> Vec<FileRead> {
    read_chosen(choice, sha256_hex)
}

fn read_chosen(choice: &InputChoice, digest: fn(&[u8]) -> String) -> Vec<FileRead> {
    let InputChoice { given, limits, .. } = choice;
    let mut input = InputFile {
        path: given.to_string(),
        ..InputFile::default()
    };
    let bytes = match read_within(&choice.path, limits) {
        Ok(bytes) => bytes,
        Err(why) => {
            input.size = choice.path.metadata().map_or(0, |known| known.len());
            return vec![refused(given, Some(input), &why)];
        }
    };
    input.size = bytes.len() as u64;
    input.sha256 = digest(&bytes);
    let room = Room::of(limits);
    let leaves = archive::leaves(bytes, given, limits);
    if let [leaf] = leaves.as_slice()
        && !leaf.is_member
    {
        return vec![read_leaf(leaf, choice.source, Some(input), &room)];
    }
    let mut read = vec![FileRead {
        given: given.to_string(),
        tables: Staged::default(),
        input: Some(input.clone()),
    }];
    read.par_extend(leaves.par_iter().filter_map(|leaf| {
        let source = match leaf.is_member {
            true => choice.source_of(leaf.given.strip_prefix(given.as_str())?)?,
            false => choice.source,
        };
        Some(read_leaf(leaf, source, None, &room))
    }));
    match room.is_exceeded() {
        // Which member was the one too many depends on the order in which they were read.
        true => vec![refused(
            given,
            Some(input),
            &Refusal::TooMuchHeld(limits.held_mb),
        )],
        false => read,
    }
}

/// A file that may be larger than the memory is not read to find that out.
fn read_within(path: &Path, limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let unopened = |error: std::io::Error| Refusal::Unopened(error.to_string());
    let known = std::fs::metadata(path).map_err(unopened)?;
    if known.is_file() && known.len() > limits.file_bytes() {
        return Err(Refusal::TooLarge(limits.file_mb));
    }
    std::fs::read(path).map_err(unopened)
}

/// The sheets of one workbook as cells by position, for a reader that knows what stands where. A
/// cell merged over several rows says in each of them what it shows.
///
/// # Errors
/// A finding on why the file cannot be read.
pub fn read_grids(path: &Path, given: &str, limits: &Limits) -> Result<Vec<Grid>, Finding> {
    let page = read_within(path, limits).and_then(|bytes| read_page(&bytes, &Room::of(limits)));
    let page = page.map_err(|why| findings::refused(given, "", &why))?;
    let sheets = page.sheets.into_iter().map(|sheet| Grid {
        rows: sheet.merges.spread_down(sheet.rows),
        sheet: sheet.name,
    });
    Ok(sheets.collect())
}

fn read_leaf(
    leaf: &Leaf,
    source: Option<Source>,
    input: Option<InputFile>,
    room: &Room,
) -> FileRead {
    let given = &leaf.given;
    let bytes = match leaf.bytes(room.limits()) {
        Ok(bytes) => bytes,
        Err(why) => return refused(given, input, &why),
    };
    let input = input.unwrap_or_else(|| InputFile {
        path: given.clone(),
        size: bytes.len() as u64,
        sha256: sha256_hex(&bytes),
    });
    let mut page = match read_page(&bytes, room) {
        Ok(page) => page,
        Err(why) => return refused(given, Some(input), &why),
    };
    if page
        .sheets
        .iter()
        .any(|sheet| review_header(&sheet.rows).is_some())
    {
        return refused(given, Some(input), &Refusal::Review);
    }
    let of_notes = |sheet: &sheet::Sheet| is_merge_notes(&sheet.rows);
    let has_notes = page.sheets.iter().any(of_notes);
    if has_notes && page.sheets.iter().all(of_notes) {
        return refused(given, Some(input), &Refusal::MergeNotes);
    }
    page.sheets.retain(|sheet| !of_notes(sheet));
    if page.sheets.iter().all(|sheet| sheet.rows.is_empty()) && page.lost.is_empty() {
        return refused(given, Some(input), &Refusal::Empty);
    }
    let mut tables = tables::tables_of(page, given);
    tables
        .findings
        .extend(has_notes.then(|| findings::merge_notes(given)));
    for table in &mut tables.value {
        table.source_pinned = source;
    }
    FileRead {
        given: given.clone(),
        tables,
        input: Some(input),
    }
}

fn refused(given: &str, input: Option<InputFile>, why: &Refusal) -> FileRead {
    FileRead {
        given: given.to_string(),
        tables: Staged::new(Vec::new(), vec![findings::refused(given, "", why)]),
        input,
    }
}
