//! The law of the house on the demonstration year: every row of every input stands in the ledger
//! exactly once, the figures are the report's, and neither file names nor row order nor a file cut
//! in two change the statement.

use hedui::model::{Books, Disposition, Lang, Settings, Silent};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn year() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025")
}

fn settings_of(root: &Path) -> Settings {
    hedui::config::load(&root.join("hedui.toml")).expect("the year's settings are right")
}

fn run(root: &Path) -> Books {
    hedui::pipeline::run(root, &settings_of(root), &Silent).expect("the year runs")
}

fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(files_below(&path)),
            path => files.push(path),
        }
    }
    files.sort();
    files
}

/// Rows by sheet, counted with another reader than the tool's: calamine's whole range for
/// workbooks, the number of `<tr` for HTML, line breaks outside quotes for text.
fn rows_by_another_reader(path: &Path) -> BTreeMap<String, usize> {
    use calamine::{Reader, open_workbook_auto_from_rs};
    let bytes = fs::read(path).expect("a readable file");
    if let Ok(mut book) = open_workbook_auto_from_rs(std::io::Cursor::new(&bytes)) {
        return book
            .worksheets()
            .into_iter()
            .filter_map(|(name, range)| Some((name, range.end()?.0 as usize + 1)))
            .collect();
    }
    let (text, _, _) = encoding_rs::GB18030.decode(&bytes);
    if text.trim_start().starts_with('<') {
        return BTreeMap::from([(String::new(), text.matches("<tr").count())]);
    }
    BTreeMap::from([(String::new(), text_rows(&text).len())])
}

/// Rows of a text file: a line break inside quotes starts none, blank lines at the end are none.
fn text_rows(text: &str) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut quoted = false;
    for c in text.trim_end().chars().filter(|c| *c != '\r') {
        quoted ^= c == '"';
        match c {
            '\n' if !quoted => rows.push(String::new()),
            c => rows.last_mut().expect("never empty").push(c),
        }
    }
    rows
}

#[test]
fn every_row_of_every_input_stands_in_the_ledger_once() {
    let root = year();
    let books = run(&root);
    let mut seen = BTreeSet::new();
    let mut rows: BTreeMap<(String, String), usize> = BTreeMap::new();
    for entry in &books.ledger {
        let table = books.table(entry.place);
        let row = (table.file.clone(), table.sheet.clone(), entry.place.row);
        assert!(seen.insert(row.clone()), "twice in the ledger: {row:?}");
        *rows.entry((row.0, row.1)).or_default() += 1;
    }
    let mut files = 0;
    for path in files_below(&root) {
        if path.ends_with("hedui.toml") {
            continue;
        }
        files += 1;
        let given = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let counted = rows_by_another_reader(&path);
        let single = counted.len() == 1;
        for (sheet, expected) in counted {
            let key = (given.clone(), sheet);
            let bare = (given.clone(), String::new());
            let found = rows.get(&key).or(rows.get(&bare).filter(|_| single));
            assert_eq!(found, Some(&expected), "{key:?}");
        }
    }
    assert!(files >= 10, "only {files} inputs");
    let tally = books.tally;
    assert_eq!(tally.read as usize, seen.len());
    assert!(tally.balances());
}

#[test]
fn the_figures_are_the_reports() {
    let books = run(&year());
    let figures = [
        ("inspections.total", 377),
        ("inspections.planned", 169),
        ("inspections.triggered", 208),
        ("codes.total", 252),
        ("plan.enterprises", 194),
        ("plan.done", 169),
        ("documents.total", 4434),
        ("gap.net", 125),
        ("gap.unexplained", 0),
    ];
    for (key, expected) in figures {
        assert_eq!(books.metrics.count(key), Some(expected), "{key}");
    }
    let dispositions = ["record", "document", "duplicate", "rejected", "furniture"];
    let sum: i64 = dispositions
        .iter()
        .map(|d| books.metrics.count(&format!("rows.{d}")).unwrap())
        .sum();
    assert_eq!(books.metrics.count("rows.read"), Some(sum));
}

#[test]
fn running_twice_gives_the_same_bytes() {
    let bytes = || {
        let books = run(&year());
        let files = hedui::report::render(&books, Lang::Zh, &Silent).expect("reports render");
        files
            .into_iter()
            .map(|file| (file.name.to_string(), file.bytes))
            .collect::<Vec<_>>()
    };
    let (first, second) = (bytes(), bytes());
    assert!(first.len() >= 13, "only {} files", first.len());
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a.0, b.0);
        assert!(a.1 == b.1, "{} differs between two runs", a.0);
    }
}

/// The statement's lines as (text, amount).
fn lines(books: &Books) -> Vec<(String, Option<i64>)> {
    books
        .statement
        .lines
        .iter()
        .map(|line| (line.text.zh.clone(), line.amount))
        .collect()
}

/// A copy of the year in a scratch folder, its files renamed by a rule that keeps their folders.
fn copy_with(rename: impl Fn(usize, &str) -> String) -> tempfile::TempDir {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    for (at, path) in files_below(&year()).into_iter().enumerate() {
        let given = path.strip_prefix(year()).unwrap();
        let name = given.file_name().unwrap().to_string_lossy().to_string();
        let name = if name == "hedui.toml" {
            name
        } else {
            rename(at, &name)
        };
        let target = scratch.path().join(given.with_file_name(name));
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, &target).unwrap();
    }
    scratch
}

#[test]
fn file_names_do_not_matter() {
    let renamed = copy_with(|at, _| format!("{}-导出", 90 - at));
    assert_eq!(lines(&run(renamed.path())), lines(&run(&year())));
}

/// Text rows of a file by what the ledger says of them: before, data, after.
fn parts(books: &Books, given: &str, text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let is_data: BTreeMap<u32, bool> = books
        .ledger
        .iter()
        .filter(|entry| books.table(entry.place).file == given)
        .map(|entry| (entry.place.row, entry.disposition != Disposition::Furniture))
        .collect();
    let (mut before, mut data, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for (at, line) in text_rows(text).into_iter().enumerate() {
        let part = match (is_data[&(at as u32 + 1)], data.is_empty()) {
            (true, _) => &mut data,
            (false, true) => &mut before,
            (false, false) => &mut after,
        };
        part.push(line);
    }
    (before, data, after)
}

#[test]
fn row_order_and_file_cuts_do_not_matter() {
    let original = run(&year());
    let scratch = copy_with(|_, name| name.to_string());
    let mut changed = 0;
    for path in files_below(scratch.path()) {
        let bytes = fs::read(&path).unwrap();
        let given = path
            .strip_prefix(scratch.path())
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let is_code_file = given.starts_with("platform/");
        let encoding = if is_code_file {
            encoding_rs::UTF_8
        } else {
            encoding_rs::GB18030
        };
        let is_text = path.extension().is_some_and(|extension| extension == "csv");
        if !is_text || !(is_code_file || given.starts_with("safety/")) {
            continue;
        }
        let (text, _, _) = encoding.decode(&bytes);
        let (before, data, after) = parts(&original, &given, &text);
        let mut shuffled: Vec<&String> = data.iter().rev().collect();
        let half = shuffled.len() / 2;
        shuffled.rotate_left(7 % half.max(1));
        let halves = [&shuffled[..half], &shuffled[half..]];
        for (at, rows) in halves.iter().enumerate() {
            let mut lines: Vec<&str> = before.iter().map(String::as_str).collect();
            lines.extend(rows.iter().map(|row| row.as_str()));
            // A footer's total speaks of all rows; it stays out of a file cut in two.
            let footer = after
                .iter()
                .filter(|line| line.trim_matches(',').is_empty());
            lines.extend(footer.map(String::as_str));
            let text = lines.join("\n");
            let (bytes, _, _) = encoding.encode(&text);
            fs::write(path.with_extension(format!("{at}.csv")), bytes).unwrap();
        }
        fs::remove_file(&path).unwrap();
        changed += 1;
    }
    assert!(changed >= 2, "only {changed} text files were cut");
    assert_eq!(lines(&run(scratch.path())), lines(&original));
}
