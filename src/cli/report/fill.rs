//! `hedui report fill`: a person's own workbook, filled with the figures of a run.

use crate::cli::arguments::{Absent, FillArguments};
use crate::cli::speech::Speech;
use crate::cli::{outputs, run_folder};
use crate::ground::shown;
use crate::history;
use crate::history::Draft;
use crate::model::{Fault, Lang, Text};
use crate::report::form::{Blank, Filled, fill};
use serde_json::json;

pub fn fill_form(arguments: &FillArguments, speech: &Speech) -> Result<(), Fault> {
    let FillArguments {
        form, out, force, ..
    } = arguments;
    outputs::ending(out, &["xlsx", "xlsm"])?;
    outputs::check(out, &[form], *force)?;
    let bytes = std::fs::read(form).map_err(|error| {
        let told = Text::of_io(&error);
        let title = Text::new(
            format!("表格无法打开:{}", told.zh),
            format!("the form cannot be opened: {}", told.en),
        );
        let help = Text::new("检查文件名和权限", "check its name and permissions");
        Fault::new("F415", shown(form), title, help)
    })?;
    let metrics = history::read_metrics(&run_folder::meant(arguments.run.as_deref()))?;
    let blank = match arguments.absent {
        Absent::Blank => Blank::Empty,
        Absent::Na => Blank::NotApplicable,
    };
    let mut draft = Draft::beside(out)?;
    let filled = fill(&bytes, &shown(form), &metrics, blank, draft.file())?;
    Draft::publish(vec![draft])?;
    tell(&filled, arguments, speech);
    Ok(())
}

fn tell(filled: &[Filled], arguments: &FillArguments, speech: &Speech) {
    let out = shown(&arguments.out);
    let place = |one: &Filled| match one.cell.is_empty() {
        true => one.sheet.clone(),
        false => format!("{}!{}", one.sheet, one.cell),
    };
    let absent = |one: &&Filled| one.shown.is_empty() || one.shown == "不适用";
    let mut lines = vec![match speech.lang {
        Lang::Zh => format!("{out}  (填写 {} 处)", filled.len()),
        Lang::En => format!("{out}  ({} places filled)", filled.len()),
    }];
    for one in filled.iter().filter(absent) {
        lines.push(match speech.lang {
            Lang::Zh => format!("  {} {}:该次结果没有这项数据", place(one), one.key),
            Lang::En => format!("  {} {}: the run has no such data", place(one), one.key),
        });
    }
    speech.say(&lines.join("\n"));
    let places: Vec<_> = filled
        .iter()
        .map(|one| {
            json!({
                "sheet": one.sheet, "cell": one.cell, "key": one.key, "shown": one.shown,
            })
        })
        .collect();
    speech.document(&json!({ "state": "done", "out": out, "filled": places }));
}
