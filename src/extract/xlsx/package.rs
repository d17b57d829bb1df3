//! How a workbook's parts hang together: relationships, the list of sheets, the epoch of dates.

use super::Book;
use crate::extract::page::Refusal;
use crate::extract::xml::attribute;
use quick_xml::events::Event;

/// A relationship of a part: what it leads to and of what kind it is.
#[derive(Debug, PartialEq)]
pub struct Relation {
    pub id: String,
    /// The last word of the kind's address: `worksheet`, `sharedStrings`.
    pub kind: String,
    /// The part's name in the archive.
    pub target: String,
}

/// One sheet of the workbook.
#[derive(Debug, PartialEq)]
pub struct SheetEntry {
    pub name: String,
    pub relation: String,
}

#[derive(Debug, Default, PartialEq)]
pub struct Workbook {
    pub sheets: Vec<SheetEntry>,
    pub is_1904: bool,
}

/// The relationships of a part; a part without any has none.
pub fn relations(book: &Book<'_>, part: &str) -> Result<Vec<Relation>, Refusal> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut found = Vec::new();
    book.events(&format!("{folder}{slash}_rels/{name}.rels"), |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "Relationship"
        {
            let kind = attribute(&tag, "Type").unwrap_or_default();
            found.push(Relation {
                id: attribute(&tag, "Id").unwrap_or_default(),
                kind: kind.rsplit('/').next().unwrap_or_default().to_string(),
                target: resolve(folder, &attribute(&tag, "Target").unwrap_or_default()),
            });
        }
    })?;
    Ok(found)
}

/// A target as a part's name: relative to the folder unless it begins with `/`.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_string();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

pub fn workbook(book: &Book<'_>, part: &str) -> Result<Workbook, Refusal> {
    let mut workbook = Workbook::default();
    book.events(part, |event| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else {
            return;
        };
        match tag.local_name().as_ref() {
            // Extensions repeat the element for settings of their own.
            "workbookPr" => {
                let epoch = attribute(&tag, "date1904");
                workbook.is_1904 |= epoch.is_some_and(|said| said == "1" || said == "true");
            }
            // The relation's id has a prefix, the sheet's own number has none.
            "sheet" => {
                let relation = tag
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .find(|attribute| attribute.key.as_ref().ends_with(":id"))
                    .map(|attribute| attribute.value.to_string());
                workbook.sheets.push(SheetEntry {
                    name: attribute(&tag, "name").unwrap_or_default(),
                    relation: relation.unwrap_or_default(),
                });
            }
            _ => {}
        }
    })?;
    Ok(workbook)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_folder_unless_absolute() {
        for (folder, target, part) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
            ("xl", "..\\xl\\sharedStrings.xml", "xl/sharedStrings.xml"),
            ("xl", "./a/./b.xml", "xl/a/b.xml"),
        ] {
            assert_eq!(resolve(folder, target), part);
        }
    }
}
