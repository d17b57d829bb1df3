//! `hedui init`: drafts the settings file of a folder.

use super::arguments::InitArguments;
use super::diagnostics::{Diagnostics, Fullness};
use super::exit::Exit;
use super::progress::TerminalProgress;
use super::speech::Speech;
use super::target::{SETTINGS_FILE, Trouble, ended};
use crate::ground::shown;
use crate::history::Draft;
use crate::model::{Extracted, Fault, Lang, Settings, Severity, Source, Text, Understood};
use crate::{config, extract, transform};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

pub fn perform(arguments: &InitArguments, speech: &Speech) -> Exit {
    ended(init(arguments, speech).map(|()| Exit::Published), speech)
}

fn init(arguments: &InitArguments, speech: &Speech) -> Result<(), Trouble> {
    let folder = arguments.folder.as_path();
    let settings = Settings::default();
    let choices = extract::find_inputs(folder, &settings)?;
    let out = match folder == Path::new(".") {
        true => SETTINGS_FILE.into(),
        false => folder.join(SETTINGS_FILE),
    };
    if out.exists() && !arguments.force {
        return Err(already_there(&out).into());
    }
    let progress = TerminalProgress::new(speech.lang);
    let mut findings = Vec::new();
    let extracted = extract::read_sources(folder, &choices, &progress)?.keep(&mut findings);
    let understood = transform::understand(&extracted, &settings, &progress).value;
    progress.clear();
    let text = config::draft(&extracted, &understood, speech.report_lang);
    let mut draft = Draft::beside(&out)?;
    let written = draft.file().write_all(text.as_bytes());
    written.map_err(|error| draft.fault(&error))?;
    Draft::publish(vec![draft])?;
    // A file that says nothing is told: its source, period or body is not in the draft.
    findings.retain(|finding| finding.severity == Severity::FileRejected);
    let diagnostics = Diagnostics {
        lang: speech.lang,
        paint: speech.paint,
    };
    speech.tell(&diagnostics.findings(&findings, Fullness::Brief, "hedui inspect"));
    let shown = shown(out);
    speech.say(&page(&shown, &extracted, &understood, speech));
    speech.document(&document(&shown, &extracted, &understood));
    Ok(())
}

fn already_there(out: &Path) -> Fault {
    Fault::new(
        "F413",
        shown(out),
        Text::new(
            "设置文件已存在,未作改动",
            "there is a settings file already; it was not touched",
        ),
        Text::new(
            "先另存旧文件,再用 --force 覆盖",
            "keep a copy of it and overwrite it with --force",
        ),
    )
}

/// Tables, rows and columns without a field, by source.
fn sources(extracted: &Extracted, understood: &Understood) -> Vec<(Source, [usize; 3])> {
    let all = [
        Source::Safety,
        Source::Platform,
        Source::Plan,
        Source::Roster,
        Source::OtherPlatform,
        Source::Unknown,
    ];
    let counts = all.map(|source| {
        let tables = extracted.tables.iter().zip(&understood.mappings);
        let mut counts = [0; 3];
        for (table, mapping) in tables.filter(|(_, mapping)| mapping.source == source) {
            counts[0] += 1;
            counts[1] += table.data_rows().count();
            counts[2] += mapping.unmapped.len();
        }
        (source, counts)
    });
    counts
        .into_iter()
        .filter(|(_, counts)| counts[0] > 0)
        .collect()
}

fn page(out: &str, extracted: &Extracted, understood: &Understood, speech: &Speech) -> String {
    let mut lines = vec![out.to_string()];
    if let Some((from, to)) = understood.period {
        let word = speech.either("核对期间", "period");
        lines.push(format!("  {word} {from} – {to}"));
    }
    for (source, [tables, rows, unmapped]) in sources(extracted, understood) {
        let name = source.name();
        lines.push(match speech.lang {
            Lang::Zh => format!("  {name}: {tables} 张表,{rows} 行,{unmapped} 列未识别"),
            Lang::En => format!(
                "  {name}: {}, {}, {} not mapped",
                many(tables, "table"),
                many(rows, "row"),
                many(unmapped, "column")
            ),
        });
    }
    lines.join("\n")
}

fn many(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

fn document(out: &str, extracted: &Extracted, understood: &Understood) -> Value {
    let sources: Vec<Value> = sources(extracted, understood)
        .into_iter()
        .map(|(source, [tables, rows, unmapped])| {
            json!({ "source": source.name(), "tables": tables, "data_rows": rows,
                    "unmapped_columns": unmapped })
        })
        .collect();
    json!({
        "state": "published", "out": out,
        "period": understood.period.map(|(from, to)| [from.to_string(), to.to_string()]),
        "bodies": understood.bodies, "sources": sources,
    })
}
