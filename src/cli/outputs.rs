//! Files that a command is told to write with `-o`: by their names, and never over what is there.

use crate::ground::shown;
use crate::model::{Fault, Text};
use std::path::Path;

/// Nothing that is there is overwritten unless told so, and an input never.
pub fn check(out: &Path, inputs: &[&Path], force: bool) -> Result<(), Fault> {
    let place = out.canonicalize().ok();
    let is_input = |input: &&Path| place.is_some() && input.canonicalize().ok() == place;
    if inputs.iter().any(is_input) {
        return Err(is_an_input(out));
    }
    match out.exists() && !force {
        true => Err(already_there(out)),
        false => Ok(()),
    }
}

/// The ending of a file's name in small letters, if it is one of those that can be written.
pub fn ending<'e>(out: &Path, known: &[&'e str]) -> Result<&'e str, Fault> {
    let ending = out
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    let found = known.iter().find(|known| **known == ending);
    found.copied().ok_or_else(|| strange_ending(out, known))
}

fn is_an_input(out: &Path) -> Fault {
    Fault::new(
        "F410",
        shown(out),
        Text::new(
            "输出文件就是输入文件之一",
            "the output is one of the inputs",
        ),
        Text::new("用 -o 指定别处的文件", "name a file somewhere else with -o"),
    )
}

pub fn already_there(out: &Path) -> Fault {
    Fault::new(
        "F411",
        shown(out),
        Text::new(
            "文件已存在,未作改动",
            "the file is there already; it was not touched",
        ),
        Text::new(
            "换一个文件名,或用 --force 覆盖",
            "choose another name, or overwrite it with --force",
        ),
    )
}

pub fn strange_ending(out: &Path, known: &[&str]) -> Fault {
    let list = |between: &str, last: &str| {
        let dotted: Vec<String> = known.iter().map(|known| format!(".{known}")).collect();
        match dotted.split_last() {
            Some((end, rest)) if !rest.is_empty() => {
                format!("{}{last}{end}", rest.join(between))
            }
            _ => dotted.concat(),
        }
    };
    Fault::new(
        "F412",
        shown(out),
        Text::new(
            "不知道要写成什么格式",
            "the name does not say what to write",
        ),
        Text::new(
            format!("文件名应以 {} 结尾", list("、", " 或 ")),
            format!("let the name end in {}", list(", ", " or ")),
        ),
    )
}
