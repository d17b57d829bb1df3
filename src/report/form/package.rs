//! The archive: which parts change, and writing them beside those that are copied as they are.

use super::placeholder::{Value, Values};
use super::strings::{Runs, elements, patched, shared};
use super::workbook::{computed_on_opening, relations, sheets};
use super::{Filled, Unknown, sheet};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Forms are small; what inflates to more is no form.
const INFLATED_MAX: u64 = 256 << 20;

const MARGINS: &[&str] = &[
    "oddHeader",
    "oddFooter",
    "evenHeader",
    "evenFooter",
    "firstHeader",
    "firstFooter",
];

/// The parts that change, by name, and what was met in them.
#[derive(Default)]
pub struct Made {
    pub parts: BTreeMap<String, String>,
    pub filled: Vec<Filled>,
    pub unknown: Vec<Unknown>,
}

struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

pub fn rewritten(form: &[u8], values: &Values<'_>) -> Result<Made, String> {
    let archive = ZipArchive::new(Cursor::new(form)).map_err(|error| error.to_string())?;
    let mut package = Package {
        archive,
        left: INFLATED_MAX,
    };
    let book = "xl/workbook.xml";
    let workbook = package.part(book)?.ok_or("there is no xl/workbook.xml")?;
    let rels = package
        .part("xl/_rels/workbook.xml.rels")?
        .unwrap_or_default();
    let relations = relations(&rels)?;
    let texts_part = relations
        .iter()
        .map(|(_, target)| in_folder("xl", target))
        .find(|target| target.to_ascii_lowercase().ends_with("sharedstrings.xml"));
    let texts = match &texts_part {
        Some(name) => package.part(name)?.unwrap_or_default(),
        None => String::new(),
    };
    let shared = shared(&texts)?;
    let mut made = Made::default();
    let mut changed_texts: BTreeSet<usize> = BTreeSet::new();
    for (name, id) in sheets(&workbook)? {
        let Some((_, target)) = relations.iter().find(|(known, _)| *known == id) else {
            continue;
        };
        let part = in_folder("xl", target);
        let Some(xml) = package.part(&part)? else {
            continue;
        };
        changed_texts.extend(fill_sheet(&name, &part, &xml, &shared, values, &mut made)?);
        fill_drawings(&mut package, &name, &part, values, &mut made)?;
    }
    if let (Some(name), false) = (texts_part, changed_texts.is_empty()) {
        let changes = changed_texts
            .iter()
            .flat_map(|at| shared[*at].replaced(values));
        made.parts.insert(name, patched(&texts, changes.collect()));
    }
    made.parts
        .insert(book.to_string(), computed_on_opening(&workbook)?);
    Ok(made)
}

/// Cells, headers and footers of a sheet; the shared texts to be changed for it.
fn fill_sheet(
    name: &str,
    part: &str,
    xml: &str,
    shared: &[Runs],
    values: &Values<'_>,
    made: &mut Made,
) -> Result<Vec<usize>, String> {
    let mut changes = sheet::changes(xml, shared, values)?;
    for met in &changes.met {
        made.meet(name, &met.cell, &met.key, values);
    }
    for margin in elements(xml, MARGINS)? {
        for one in margin.placeholders() {
            made.meet(name, "", &one.key, values);
        }
        changes.bytes.extend(margin.replaced(values));
    }
    if !changes.bytes.is_empty() {
        made.parts
            .insert(part.to_string(), patched(xml, changes.bytes));
    }
    Ok(changes.texts)
}

/// Text boxes of a sheet.
fn fill_drawings(
    package: &mut Package<'_>,
    name: &str,
    part: &str,
    values: &Values<'_>,
    made: &mut Made,
) -> Result<(), String> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let rels = package
        .part(&format!("{folder}/_rels/{file}.rels"))?
        .unwrap_or_default();
    for (_, target) in relations(&rels)? {
        let drawing = in_folder(folder, &target);
        if !drawing.contains("/drawings/") || !drawing.ends_with(".xml") {
            continue;
        }
        let Some(xml) = package.part(&drawing)? else {
            continue;
        };
        let mut changes = Vec::new();
        for text in elements(&xml, &["t"])? {
            for one in text.placeholders() {
                made.meet(name, "", &one.key, values);
            }
            changes.extend(text.replaced(values));
        }
        if !changes.is_empty() {
            made.parts.insert(drawing, patched(&xml, changes));
        }
    }
    Ok(())
}

impl Made {
    fn meet(&mut self, sheet: &str, cell: &str, key: &str, values: &Values<'_>) {
        let (sheet, cell, key) = (sheet.to_string(), cell.to_string(), key.to_string());
        match values.value(&key) {
            None => self.unknown.push(Unknown { sheet, cell, key }),
            Some(value) => self.filled.push(Filled {
                sheet,
                cell,
                key,
                shown: match value {
                    Value::Number { shown, .. } => shown,
                    Value::Absent => values.blank.text().to_string(),
                },
            }),
        }
    }
}

impl Package<'_> {
    fn part(&mut self, name: &str) -> Result<Option<String>, String> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let mut bytes = Vec::new();
        let read = file.take(self.left + 1).read_to_end(&mut bytes);
        read.map_err(|error| error.to_string())?;
        if bytes.len() as u64 > self.left {
            return Err("it inflates beyond the limit".to_string());
        }
        self.left -= bytes.len() as u64;
        let text = String::from_utf8(bytes).map_err(|error| format!("{name}: {error}"))?;
        Ok(Some(text.trim_start_matches('\u{feff}').to_string()))
    }
}

/// A relationship's target as a part's name.
fn in_folder(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Writes the archive: changed parts anew, in their places, the others as they are packed.
pub fn write(
    form: &[u8],
    parts: &BTreeMap<String, String>,
    out: impl Write + Seek,
) -> Result<(), ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(form))?;
    let mut writer = ZipWriter::new(out);
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at)?;
        let name = file.name()?.into_owned();
        match parts.get(&name) {
            None => writer.raw_copy_file(file)?,
            Some(text) => {
                let options = SimpleFileOptions::default()
                    .compression_method(zip::CompressionMethod::Deflated)
                    .last_modified_time(file.last_modified().unwrap_or_default());
                drop(file);
                writer.start_file(name, options)?;
                writer.write_all(text.as_bytes())?;
            }
        }
    }
    writer.finish()?.flush()?;
    Ok(())
}
