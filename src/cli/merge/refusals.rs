//! Why a merge is refused.

use crate::cli::outputs;
pub use crate::cli::outputs::already_there;
use crate::ground::shown;
use crate::model::{Extracted, Fault, MergeKind, Text};
use crate::transform::Mixture;
use std::path::Path;

/// Tables named for each kind.
const NAMED_MAX: usize = 3;

pub fn no_such_file(path: &Path) -> Fault {
    Fault::new(
        "F403",
        shown(path),
        Text::new("找不到文件", "there is no such file"),
        Text::new(
            "写明要合并的文件或文件夹",
            "name the files or folders to merge",
        ),
    )
}

/// Tables of several kinds, or nothing that could be merged.
pub fn mixed(mixture: &Mixture, extracted: &Extracted) -> Fault {
    let of_wanted = |kind: MergeKind| mixture.wanted.is_none_or(|wanted| wanted == kind);
    if !mixture.groups.iter().any(|(kind, _)| of_wanted(*kind)) {
        return nothing(mixture, extracted);
    }
    let list = |lang: fn(MergeKind) -> &'static str, open: &str, close: &str, between: &str| {
        let groups = mixture.groups.iter().map(|(kind, tables)| {
            let names = tables.iter().take(NAMED_MAX);
            let names: Vec<String> = names
                .map(|at| extracted.tables[*at as usize].label())
                .collect();
            let more = match tables.len() > NAMED_MAX {
                true => format!(" … ({})", tables.len()),
                false => String::new(),
            };
            format!("{}{open}{}{more}{close}", lang(*kind), names.join(between))
        });
        groups.collect::<Vec<_>>()
    };
    let zh = list(MergeKind::zh, "(", ")", "、").join(";");
    let en = list(MergeKind::name, " (", ")", ", ").join("; ");
    let kinds: Vec<&str> = mixture.groups.iter().map(|(kind, _)| kind.name()).collect();
    let strangers = kinds.iter().all(|kind| *kind == MergeKind::Unknown.name());
    let help = match strangers {
        true => Text::new(
            "把表头相同的文件分别合并;确要合在一起用 --kind any",
            "merge files with like headers one group at a time; --kind any joins them all the same",
        ),
        false => {
            let mut choice: Vec<&str> = kinds.clone();
            choice.dedup();
            let choice = choice.join(" | ");
            Text::new(
                format!("用 --kind {choice} 选其一,每种各合并一次;确要合在一起用 --kind any"),
                format!(
                    "choose with --kind {choice} and merge one kind at a time; \
                     --kind any joins them all the same"
                ),
            )
        }
    };
    Fault::new(
        "F408",
        "",
        Text::new(
            format!("这些表不是同一种,不能合成一张:{zh}"),
            format!("the tables are not of one kind: {en}"),
        ),
        help,
    )
}

fn nothing(mixture: &Mixture, extracted: &Extracted) -> Fault {
    let files: Vec<&str> = extracted
        .inputs
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    let title = match mixture.wanted {
        Some(kind) => Text::new(
            format!("没有{}({})的表可合并", kind.zh(), kind.name()),
            format!("there is no table of the kind {} to merge", kind.name()),
        ),
        None => Text::new(
            "没有可合并的表:没有读到带表头的数据",
            "there is nothing to merge: no table with a header and data was read",
        ),
    };
    Fault::new(
        "F409",
        files.first().copied().unwrap_or_default(),
        title,
        Text::new(
            "用 hedui inspect 查看每个文件被认作什么",
            "see with `hedui inspect` what each file was taken for",
        ),
    )
}

pub fn among_inputs(out: &Path, is_read: bool) -> Fault {
    let title = match is_read {
        true => Text::new(
            "输出文件就是被合并的文件之一",
            "the output is one of the files that are merged",
        ),
        false => Text::new(
            "输出文件在被合并的文件夹里,下次合并会把它也读进来",
            "the output lies in a folder that is merged; the next merge would read it too",
        ),
    };
    Fault::new(
        "F410",
        shown(out),
        title,
        Text::new("用 -o 指定别处的文件", "name a file somewhere else with -o"),
    )
}

pub fn strange_ending(out: &Path) -> Fault {
    outputs::strange_ending(out, &["xlsx", "csv", "parquet"])
}
