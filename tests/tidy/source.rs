//! Rust files as text: what is code, which rooms it uses, how long its functions are.

use std::path::Path;

/// A source file; `name` is its path below the project, `/` as separator.
pub struct File {
    pub name: String,
    pub text: String,
}

impl File {
    pub fn of(name: &str, text: &str) -> File {
        File {
            name: name.to_string(),
            text: text.to_string(),
        }
    }

    /// The room of a file below `src`; none for `lib.rs`, which is the tour of all rooms.
    pub fn room(&self) -> Option<String> {
        let inside = self.name.strip_prefix("src/")?;
        let first = inside.split('/').next()?.trim_end_matches(".rs");
        (first != "lib").then(|| first.to_string())
    }

    /// How many modules deep the file stands: 1 for a room, 2 for a file in it.
    pub fn depth(&self) -> usize {
        let inside = self.name.strip_prefix("src/").unwrap_or(&self.name);
        inside.split('/').count() - usize::from(inside.ends_with("/mod.rs"))
    }
}

/// Every file below a folder, in order.
pub fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        // What a package client laid down is not the project's text.
        if path.ends_with("node_modules") {
            continue;
        }
        match path.is_dir() {
            true => walk(&path, visit),
            false => visit(&path),
        }
    }
}

pub fn rust_files(folder: &Path, root: &Path) -> Vec<File> {
    let mut files = Vec::new();
    walk(folder, &mut |path| {
        if path.extension().is_some_and(|ext| ext == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy();
            let text = std::fs::read_to_string(path).unwrap();
            files.push(File::of(&name.replace('\\', "/"), &text));
        }
    });
    files
}

/// The files that are not compiled for tests only: no parent declares them so.
pub fn shipped(files: &[File]) -> Vec<&File> {
    let mut test_only = Vec::new();
    for file in files {
        let folder = file.name.trim_end_matches("mod.rs").trim_end_matches(".rs");
        let folder = folder.trim_end_matches('/');
        for declared in file.text.split("#[cfg(test)]\nmod ").skip(1) {
            let name = declared.split([';', ' ']).next().unwrap_or_default();
            test_only.push((format!("{folder}/{name}.rs"), format!("{folder}/{name}/")));
        }
    }
    let is_shipped = |file: &&File| {
        let mut marked = test_only.iter();
        !marked.any(|(name, inside)| file.name == *name || file.name.starts_with(inside))
    };
    files.iter().filter(is_shipped).collect()
}

/// The text up to the tests module.
pub fn without_tests(text: &str) -> &str {
    let is_inline = |at: &usize| {
        let line = text[*at..].lines().nth(1).unwrap_or_default();
        line.contains('{')
    };
    let starts = text.match_indices("#[cfg(test)]\nmod ").map(|(at, _)| at);
    let end = starts.filter(|at| is_inline(at)).min();
    &text[..end.unwrap_or(text.len())]
}

/// The text with comments and the contents of strings and characters blanked; lines stay lines.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_silence(&chars, at);
        match end > at {
            true => {
                let silent = &chars[at..end];
                code.extend(silent.iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
                at = end;
            }
            false => {
                code.push(chars[at]);
                at += 1;
            }
        }
    }
    code
}

/// Where the comment, string or character that begins here ends; `at` where none begins.
fn end_of_silence(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let previous_is_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    let length = match rest {
        ['/', '/', ..] => position_of(rest, 0, &['\n']),
        ['/', '*', ..] => position_of(rest, 2, &['*', '/']) + 2,
        ['r', '"' | '#', ..] if !previous_is_word => raw_string(rest),
        ['"', ..] => quoted(rest, '"'),
        ['\'', '\\', ..] => quoted(rest, '\''),
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    };
    at + length.min(rest.len())
}

fn position_of(text: &[char], from: usize, wanted: &[char]) -> usize {
    let found = text[from..]
        .windows(wanted.len())
        .position(|part| part == wanted);
    found.map_or(text.len(), |at| from + at)
}

fn raw_string(text: &[char]) -> usize {
    let hashes = text[1..].iter().take_while(|c| **c == '#').count();
    if text.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut end = vec!['"'];
    end.resize(1 + hashes, '#');
    position_of(text, 2 + hashes, &end) + end.len()
}

fn quoted(text: &[char], mark: char) -> usize {
    let mut at = 1;
    while at < text.len() && text[at] != mark {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Path,
    Open,
    Close,
    Comma,
    Other,
}

/// Words, `::`, braces and commas of the code, with their lines.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    for (at, line) in code_only(text).lines().enumerate() {
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let token = match c {
                c if c.is_whitespace() => continue,
                c if c.is_alphanumeric() || c == '_' => {
                    let mut word = String::from(c);
                    while let Some(c) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                        word.push(c);
                    }
                    Token::Word(word)
                }
                ':' if chars.next_if_eq(&':').is_some() => Token::Path,
                '{' => Token::Open,
                '}' => Token::Close,
                ',' => Token::Comma,
                _ => Token::Other,
            };
            tokens.push((at + 1, token));
        }
    }
    tokens
}

/// Which rooms a file names by a path from the crate's root, with lines; `depth` is the file's.
pub fn rooms_used(text: &str, depth: usize) -> Vec<(usize, String)> {
    let tokens = tokens(text);
    let tests_from = without_tests(text).lines().count();
    let mut used = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (line, token) = &tokens[at];
        let inside_tests = usize::from(*line > tests_from);
        let supers = tokens[at..]
            .chunks(2)
            .take_while(
                |pair| matches!(pair, [(_, Token::Word(w)), (_, Token::Path)] if w == "super"),
            )
            .count();
        let is_root = match token {
            Token::Word(word) if word == "crate" => 1,
            _ if supers > 0 && supers >= depth + inside_tests => supers,
            _ => 0,
        };
        let next = at + 2 * is_root.max(supers);
        if is_root > 0 && matches!(tokens.get(next - 1), Some((_, Token::Path))) {
            first_words(&tokens[next..], &mut used);
        }
        at = next.max(at + 1);
    }
    used
}

/// The first word of a path, or the first words of every path of a group.
fn first_words(tokens: &[(usize, Token)], used: &mut Vec<(usize, String)>) {
    let mut depth = 0;
    let mut at_start = true;
    for (line, token) in tokens {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth -= 1,
            Token::Comma if depth == 1 => at_start = true,
            Token::Word(word) if at_start && depth <= 1 => {
                used.push((*line, word.clone()));
                at_start = false;
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// Line, name and length of every function of a formatted file.
pub fn functions(text: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let Some(name) = function_name(line.trim_start()) else {
            continue;
        };
        let end = lines[at..].iter().position(|line| {
            let closes = line.len() > indent && line[..indent].trim().is_empty();
            closes && matches!(line.as_bytes()[indent], b'}') || line.ends_with("{}")
        });
        let is_declared_only = lines[at..]
            .iter()
            .take(end.unwrap_or(0) + 1)
            .find_map(|line| {
                let last = line.chars().last()?;
                matches!(last, ';' | '{' | '}').then_some(last == ';')
            });
        match (end, is_declared_only) {
            (Some(end), Some(false)) => found.push((at + 1, name, end + 1)),
            _ => continue,
        }
    }
    found
}

fn function_name(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let before = ["pub", "const", "async", "unsafe", "extern", "default"];
    loop {
        let word = words.next()?;
        if word == "fn" {
            let name = words.next()?;
            let end = name.find(['(', '<']).unwrap_or(name.len());
            return Some(name[..end].to_string());
        }
        if !before.iter().any(|known| word.starts_with(known)) && !word.starts_with('(') {
            return None;
        }
    }
}
