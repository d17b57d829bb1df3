//! Pages as drawn: every line begins with the letter of what a person takes it for, and is read so
//! whether it came as text or, with its merged cells, as a web page.
//!
//! T title, H header, d data, b blank, s subtotal, t total, n note; `/` above a line that begins a
//! new table, `=` before the names that the header gives the columns. In a cell `<3` spans three
//! columns, `^2` two rows; what they cover is left out of the line, `.` is an empty cell, `\n` a
//! line break.

use hedui::extract::read_file;
use hedui::model::{FurnitureKind, RowKind, SourceTable};
use std::fmt::Write;

struct Drawing {
    name: &'static str,
    lines: Vec<(char, Vec<&'static str>)>,
    /// Letters with a slash between tables.
    kinds: String,
    headers: Vec<String>,
}

fn drawings(text: &'static str) -> Vec<Drawing> {
    let mut all: Vec<Drawing> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix('#') {
            all.push(Drawing {
                name: name.trim(),
                lines: Vec::new(),
                kinds: String::new(),
                headers: Vec::new(),
            });
            continue;
        }
        let drawing = all.last_mut().expect("a name first");
        if line == "/" {
            drawing.kinds.push('/');
            continue;
        }
        if let Some(names) = line.strip_prefix('=') {
            let names: Vec<&str> = names.split('|').map(str::trim).collect();
            drawing.headers.push(names.join("|"));
            continue;
        }
        let (kind, cells) = line.split_once('|').unwrap_or((line, ""));
        let kind = kind.trim().chars().next().expect("a letter");
        drawing.kinds.push(kind);
        drawing
            .lines
            .push((kind, cells.split('|').map(str::trim).collect()));
    }
    all
}

/// A cell's text, columns and rows.
fn spans(cell: &str) -> (String, usize, usize) {
    let (rest, down) = match cell.rsplit_once('^') {
        Some((rest, down)) if down.parse::<usize>().is_ok() => (rest, down.parse().unwrap()),
        _ => (cell, 1),
    };
    let (text, across) = match rest.rsplit_once('<') {
        Some((text, across)) if across.parse::<usize>().is_ok() => (text, across.parse().unwrap()),
        _ => (rest, 1),
    };
    let text = match text {
        "." => String::new(),
        text => text.replace("\\n", "\n"),
    };
    (text, across, down)
}

fn as_html(drawing: &Drawing) -> String {
    let mut page = String::from("<html><meta charset=utf-8><table border=1>");
    for (_, cells) in &drawing.lines {
        page.push_str("<tr>");
        for cell in cells {
            let (text, across, down) = spans(cell);
            let text = text.replace('\n', "<br>");
            let _ = write!(page, "<td colspan={across} rowspan={down}>{text}</td>");
        }
        page.push_str("</tr>");
    }
    page.push_str("</table></html>");
    page
}

/// The same without merged cells: what they cover is empty.
fn as_text(drawing: &Drawing) -> String {
    let mut page = String::new();
    let mut covered: Vec<usize> = Vec::new();
    for (_, cells) in &drawing.lines {
        let mut line: Vec<String> = Vec::new();
        let mut next = cells.iter();
        loop {
            if covered.len() <= line.len() {
                covered.resize(line.len() + 1, 0);
            }
            if covered[line.len()] > 0 {
                covered[line.len()] -= 1;
                line.push(String::new());
                continue;
            }
            let Some(cell) = next.next() else { break };
            let (text, across, down) = spans(cell);
            let at = line.len();
            covered.resize(covered.len().max(at + across), 0);
            covered[at..at + across].fill(down - 1);
            line.push(format!("\"{text}\""));
            line.extend(std::iter::repeat_n(String::new(), across - 1));
        }
        let _ = writeln!(page, "{}", line.join(","));
    }
    page
}

fn letter(kind: RowKind) -> char {
    match kind {
        RowKind::Data => 'd',
        RowKind::Furniture(FurnitureKind::Title) => 'T',
        RowKind::Furniture(FurnitureKind::Header) => 'H',
        RowKind::Furniture(FurnitureKind::Blank) => 'b',
        RowKind::Furniture(FurnitureKind::Subtotal) => 's',
        RowKind::Furniture(FurnitureKind::Total) => 't',
        RowKind::Furniture(FurnitureKind::Note) => 'n',
    }
}

fn kinds(tables: &[SourceTable]) -> String {
    let one = |table: &SourceTable| table.rows.iter().map(|row| letter(row.kind)).collect();
    tables.iter().map(one).collect::<Vec<String>>().join("/")
}

fn headers(tables: &[SourceTable]) -> Vec<String> {
    tables.iter().map(|table| table.header.join("|")).collect()
}

fn check(text: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let mut problems = Vec::new();
    for drawing in drawings(text) {
        for (name, page) in [
            ("page.xls", as_html(&drawing)),
            ("page.csv", as_text(&drawing)),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, page).unwrap();
            let read = read_file(&path, name).value;
            let (found, names) = (kinds(&read), headers(&read));
            if found != drawing.kinds {
                let (name, wanted) = (drawing.name, &drawing.kinds);
                problems.push(format!(
                    "{name}: {:?}\n  wanted {wanted}\n  found  {found}",
                    path.file_name().unwrap()
                ));
            }
            if !drawing.headers.is_empty() && names != drawing.headers {
                let (name, wanted) = (drawing.name, &drawing.headers);
                problems.push(format!(
                    "{name}: {:?}\n  wanted {wanted:?}\n  found  {names:?}",
                    path.file_name().unwrap()
                ));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn pages_are_read_as_drawn() {
    check(include_str!("pages.txt"));
}
