//! `hedui link`: the linkage engine on any two tables.

mod decimal;
mod output;
mod page;
mod truth;
mod why;

use super::arguments::LinkArguments;
use super::exit::Exit;
use super::progress::TerminalProgress;
use super::speech::Speech;
use super::target::{Trouble, ended};
use crate::extract;
use crate::ground::shown;
use crate::history::Draft;
use crate::link::model::Model;
use crate::model::{Fault, SourceTable, Text};
use crate::pipeline::tables::{self, Linked};
use std::path::{Path, PathBuf};

pub fn perform(arguments: &LinkArguments, speech: &Speech) -> Exit {
    ended(link(arguments, speech).map(|()| Exit::Published), speech)
}

fn link(arguments: &LinkArguments, speech: &Speech) -> Result<(), Trouble> {
    let model = match &arguments.model {
        Some(path) => read_model(path)?,
        None => Model::inspections(),
    };
    let files = [&arguments.left, &arguments.right];
    for out in [Some(&arguments.out), arguments.candidates.as_ref()]
        .into_iter()
        .flatten()
    {
        output::check(out, &files, arguments.force)?;
    }
    let truth = arguments.truth.as_deref().map(truth::Truth::read);
    let truth = truth.transpose()?;
    let progress = TerminalProgress::new(speech.lang);
    let linked = tables::link(&model, |side| read_table(files[side]), &progress)?;
    something_to_compare(&linked, &model, files)?;
    let mut drafts = Vec::new();
    let mut draft = Draft::beside(&arguments.out)?;
    let name = shown(&arguments.out);
    let decided = linked.linkage.decided(&model);
    let why = match arguments.why.as_deref() {
        Some([left, right]) => Some(why::Why::of(&linked, &model, [left, right])?),
        _ => None,
    };
    let accuracy = truth.map(|truth| truth.judge(&linked, &decided));
    let accuracy = accuracy.transpose()?;
    let links = output::Links {
        linked: &linked,
        model: &model,
        decided: &decided,
        with_evidence: arguments.evidence,
    };
    let written = links.write(draft.file());
    written.map_err(|error| draft.fault(&error))?;
    drafts.push(draft);
    if let Some(path) = &arguments.candidates {
        let mut draft = Draft::beside(path)?;
        let written = output::write_candidates(&linked, draft.file());
        written.map_err(|error| draft.fault(&error))?;
        drafts.push(draft);
    }
    Draft::publish(drafts)?;
    progress.clear();
    tell_shared_ids(&linked, files, speech);
    let page = page::Page {
        linked: &linked,
        model: &model,
        figures: page::Figures::of(&linked.linkage, &decided),
        out: &name,
    };
    speech.say(&page.text(speech.lang));
    let mut document = page.document();
    if let Some(accuracy) = accuracy {
        speech.say(&accuracy.text(speech.lang));
        document["accuracy"] = accuracy.document();
    }
    if let Some(why) = why {
        speech.say(&why.text(speech));
        document["why"] = why.document();
    }
    speech.document(&document);
    // The program ends here: giving millions of values back one by one would only take time.
    std::mem::forget(linked);
    Ok(())
}

fn tell_shared_ids(linked: &Linked, files: [&PathBuf; 2], speech: &Speech) {
    for (rows, file) in linked.rows.iter().zip(files) {
        if let Some((count, id)) = rows.shared_ids() {
            let shown = file.display();
            speech.tell(&speech.in_words(&Text::new(
                format!("{shown}:{count} 行的编号与别的行相同(如 {id}),各自比对,以行号区分"),
                format!(
                    "{shown}: {count} rows share their id with others (such as {id}); each is \
                     linked by itself, see the row numbers"
                ),
            )));
        }
    }
}

/// A linkage of tables that no comparison can look at says nothing and looks like a result.
fn something_to_compare(linked: &Linked, model: &Model, files: [&PathBuf; 2]) -> Result<(), Fault> {
    for (side, file) in files.into_iter().enumerate() {
        let is_there = |field: usize| {
            let name = &model.fields[field].name;
            let mut absent = linked.absent.iter();
            !absent.any(|absent| absent.side == side && absent.field == *name)
        };
        if !model
            .comparisons
            .iter()
            .any(|comparison| is_there(comparison.field))
        {
            return Err(Fault::new(
                "F432",
                shown(file),
                Text::new(
                    "模型要比对的列,文件中一个也没有",
                    "the file has none of the columns that the model compares",
                ),
                Text::new(
                    "核对表头与模型中 [[field]] 的 left、right;用 hedui inspect 查看文件是怎样读的",
                    "hold its headers against left and right of the model's [[field]]; see with \
                     `hedui inspect` how it is read",
                ),
            ));
        }
    }
    Ok(())
}

fn read_model(path: &Path) -> Result<Model, Fault> {
    let shown = shown(path);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let told = Text::of_io(&error);
        Fault::new(
            "F430",
            &shown,
            Text::new(
                format!("无法读取模型文件({})", told.zh),
                format!("the model file cannot be read ({})", told.en),
            ),
            Text::new(
                "检查路径和编码(UTF-8)",
                "check the path and the encoding (UTF-8)",
            ),
        )
    })?;
    Model::parse(&text).map_err(|mistake| {
        let line = mistake
            .span
            .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let subject = match line {
            Some(line) => format!("{shown}:{line}"),
            None => shown,
        };
        Fault::new(
            "F431",
            subject,
            Text::new(
                format!("模型文件有误:{}", mistake.message),
                format!("the model file is wrong: {}", mistake.message),
            ),
            Text::new(
                "模型文件的写法见 docs/linkage.md",
                "docs/linkage.md says how a model file is written",
            ),
        )
    })
}

/// The largest table of a file.
fn read_table(path: &Path) -> Result<SourceTable, Fault> {
    let shown = shown(path);
    if !path.is_file() {
        return Err(Fault::new(
            "F432",
            shown,
            Text::new("找不到这个文件", "there is no such file"),
            Text::new("检查路径后重试", "check the path and run again"),
        ));
    }
    let read = extract::read_file(path, &shown);
    let largest = read
        .value
        .into_iter()
        .filter(|table| table.header_rows.is_some());
    let largest = largest.max_by_key(|table| table.rows.len());
    largest.ok_or_else(|| {
        Fault::new(
            "F432",
            shown,
            Text::new(
                "文件中没有可比对的表",
                "the file holds no table that could be linked",
            ),
            Text::new(
                "用 hedui inspect 查看文件是怎样读的",
                "see with `hedui inspect` how the file is read",
            ),
        )
    })
}
