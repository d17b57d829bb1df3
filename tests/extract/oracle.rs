//! Workbooks read by two readers: ours and calamine's must see the same cells.

use calamine::{Data, DataRef, Reader, SheetType, Xlsx};
use hedui::extract::read_file;
use hedui::model::Cell;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

type Cells = BTreeMap<(String, u32, u32), String>;

/// Every workbook below a folder.
fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_book = path
            .extension()
            .is_some_and(|end| end == "xlsx" || end == "xlsm");
        if path.is_dir() {
            workbooks(&path, found);
        } else if is_book {
            found.push(path);
        }
    }
}

/// What calamine sees; `None` where it refuses the file or one of its sheets.
fn theirs(path: &Path) -> Option<Cells> {
    let bytes = std::fs::read(path).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).ok()?;
    let sheets = book.sheets_metadata().to_vec();
    let mut cells = Cells::new();
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut reader = book.worksheet_cells_reader(&sheet.name).ok()?;
        while let Some(cell) = reader.next_cell().ok()? {
            let (row, column) = cell.get_position();
            let text = match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::DateTime(serial) => format!("serial {}", serial.as_f64()),
                other => match Data::from(other.clone()) {
                    Data::Float(number) => format!("number {number}"),
                    Data::Int(number) => format!("number {number}"),
                    other => other.to_string(),
                },
            };
            if !text.is_empty() {
                cells.insert((sheet.name.clone(), row + 1, column + 1), text);
            }
        }
    }
    Some(cells)
}

/// What we see, dates as whether there is one: how a serial is shown is tested elsewhere.
fn ours(path: &Path) -> Cells {
    let mut cells = Cells::new();
    for table in read_file(path, "x.xlsx").value {
        // A table beside another is named by its columns too.
        let sheet = table.sheet.split('!').next().unwrap_or_default();
        for row in &table.rows {
            for (at, cell) in row.cells.iter().enumerate() {
                let text = match cell {
                    Cell::Empty => continue,
                    Cell::Number(number) => format!("number {number}"),
                    Cell::Bool(truth) => truth.to_string(),
                    other => other.text().into_owned(),
                };
                cells.insert((sheet.to_string(), row.number, at as u32 + 1), text);
            }
        }
    }
    cells
}

fn agree(mine: &str, other: &str) -> bool {
    let other = &other.replacen('T', " ", usize::from(other.starts_with("20")));
    let other = other.strip_suffix(" 00:00:00").unwrap_or(other);
    let serial = other.strip_prefix("serial ");
    let is_shown = |serial: &str| mine.contains(['-', ':']) || mine.ends_with(serial);
    serial.map_or(mine.trim() == other.trim(), is_shown)
}

#[test]
fn two_readers_see_the_same_cells() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    workbooks(&here.join("fixtures"), &mut files);
    let known = files.len();
    assert!(known > 3, "workbooks among the fixtures");
    if let Some(real) = super::real::folder() {
        workbooks(&real, &mut files);
    }
    let mut wrong = Vec::new();
    let mut compared = 0;
    for file in files {
        let Some(theirs) = theirs(&file) else {
            continue;
        };
        let ours = ours(&file);
        compared += theirs.len();
        let mut differences = Vec::new();
        for (place, text) in &theirs {
            let mine = ours.get(place).map_or("", String::as_str);
            if !agree(mine, text) && !text.trim().is_empty() {
                differences.push(format!("{place:?}: {mine:?}, not {text:?}"));
            }
        }
        for place in ours.keys().filter(|place| !theirs.contains_key(*place)) {
            // A merged area's value stands in all its rows.
            let above = |row: u32| ours.get(&(place.0.clone(), row, place.2));
            let is_filled_down = (1..place.1).any(|row| above(row) == Some(&ours[place]));
            if !ours[place].trim().is_empty() && !is_filled_down {
                differences.push(format!("{place:?}: {:?} is ours alone", ours[place]));
            }
        }
        if !differences.is_empty() {
            let count = differences.len();
            differences.truncate(4);
            wrong.push(format!("{}: {count}: {differences:#?}", file.display()));
        }
    }
    println!("{compared} cells compared");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
