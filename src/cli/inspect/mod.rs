//! `hedui inspect`: how files would be read.

mod columns;
mod document;
mod facts;
mod page;

use super::arguments::InspectArguments;
use super::diagnostics::{Diagnostics, Fullness};
use super::exit::Exit;
use super::given::Given;
use super::progress::TerminalProgress;
use super::speech::Speech;
use super::target::{Trouble, ended};
use crate::extract::{self, InputChoice};
use crate::ground::shown;
use crate::model::{Extracted, Fault, Finding, Text, Understood};
use crate::transform;
use serde_json::{Value, json};
use std::path::Path;

/// The files as they would be read together: what one repeats of another is known.
struct Inspection {
    extracted: Extracted,
    understood: Understood,
    findings: Vec<Finding>,
}

pub fn perform(arguments: &InspectArguments, speech: &Speech) -> Exit {
    ended(inspect(arguments, speech).map(|()| Exit::Published), speech)
}

fn inspect(arguments: &InspectArguments, speech: &Speech) -> Result<(), Trouble> {
    let given = Given::of(arguments.settings.as_deref())?;
    if let Some(missing) = arguments.files.iter().find(|file| !file.is_file()) {
        return Err(no_such_file(missing).into());
    }
    let mut choices: Vec<InputChoice> = Vec::new();
    for path in &arguments.files {
        let name = shown(path);
        if !choices.iter().any(|choice| choice.given == name) {
            choices.push(given.choice(path, &name));
        }
    }
    let inspection = read(&choices, &given, speech)?;
    let files = inspection.files(&choices);
    for file in &files {
        speech.say(&page::text(file, &inspection, speech));
        let diagnostics = Diagnostics {
            lang: speech.lang,
            paint: speech.paint,
        };
        let findings: Vec<Finding> = inspection.findings_of(file).cloned().collect();
        speech.tell(&diagnostics.findings(&findings, Fullness::Whole, ""));
    }
    let documents: Vec<Value> = files
        .iter()
        .map(|file| document::document(file, &inspection, speech))
        .collect();
    speech.document(&json!({ "files": documents }));
    Ok(())
}

fn read(choices: &[InputChoice], given: &Given, speech: &Speech) -> Result<Inspection, Fault> {
    let progress = TerminalProgress::new(speech.lang);
    let mut findings = Vec::new();
    let extracted = extract::read_sources(Path::new("."), choices, &progress)?;
    let extracted = extracted.keep(&mut findings);
    let understood = transform::understand_rows(&extracted, &given.settings, &progress);
    let understood = understood.keep(&mut findings);
    progress.clear();
    findings.sort();
    Ok(Inspection {
        extracted,
        understood,
        findings,
    })
}

impl Inspection {
    /// The files in the order named; an archive is followed by its members.
    fn files(&self, choices: &[InputChoice]) -> Vec<String> {
        let tables = self.extracted.tables.iter().map(|table| &table.file);
        let known = tables.chain(self.findings.iter().map(|finding| &finding.file));
        let mut members: Vec<&String> = known.filter(|file| file.contains("!/")).collect();
        members.sort();
        members.dedup();
        let mut files = Vec::new();
        for choice in choices {
            let prefix = format!("{}!/", choice.given);
            let own = members.iter().filter(|member| member.starts_with(&prefix));
            let own: Vec<String> = own.map(|member| member.to_string()).collect();
            let has_more = self.tables_of(&choice.given).next().is_some()
                || self.findings_of(&choice.given).next().is_some();
            if own.is_empty() || has_more {
                files.push(choice.given.clone());
            }
            files.extend(own);
        }
        files
    }

    /// Positions of a file's tables.
    fn tables_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = usize> + 'a {
        let tables = self.extracted.tables.iter().enumerate();
        tables
            .filter(move |(_, table)| table.file == file)
            .map(|(at, _)| at)
    }

    fn findings_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a Finding> + 'a {
        self.findings
            .iter()
            .filter(move |finding| finding.file == file)
    }
}

fn no_such_file(path: &Path) -> Fault {
    let title = match path.is_dir() {
        true => Text::new("这是文件夹,不是文件", "this is a folder, not a file"),
        false => Text::new("找不到文件", "there is no such file"),
    };
    let help = Text::new(
        "写明要查看的导出文件;整个文件夹用 hedui run",
        "name export files; for a whole folder use hedui run",
    );
    Fault::new("F403", shown(path), title, help)
}
