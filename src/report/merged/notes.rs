//! The notes of a merge as one CSV: a line per table, per row left out, per finding.

use super::plain::guarded;
use super::{FURNITURE, MergeStory};
use crate::model::{DropReason, Fault, Lang};
use crate::report::unwritable;
use std::io::{BufWriter, Write};

const COLUMNS: usize = 11;

/// Writes the notes; UTF-8 with BOM, because people open it in a spreadsheet program.
pub fn write_notes(story: &MergeStory, file: &str, mut out: impl Write) -> Result<(), Fault> {
    out.write_all(b"\xef\xbb\xbf")
        .map_err(|error| unwritable(file, error))?;
    let told = |error: csv::Error| unwritable(file, error);
    let mut writer = csv::Writer::from_writer(BufWriter::new(out));
    writer.write_record(headers(story.lang)).map_err(told)?;
    for at in 0..story.extracted.tables.len() {
        let line = table_line(story, at);
        write_line(&mut writer, &line).map_err(told)?;
    }
    for dropped in &story.merged().dropped {
        let place = dropped.place;
        let twin = match dropped.reason {
            DropReason::Repeats(twin, _) => Some(twin),
            _ => None,
        };
        let of_twin = |text: fn(&crate::model::SourceTable) -> &str| {
            twin.map_or(String::new(), |twin| text(story.table(twin)).to_string())
        };
        let line: [String; COLUMNS] = [
            story.pick("去除的行", "row left out").to_string(),
            story.table(place).file.clone(),
            story.table(place).sheet.clone(),
            place.row.to_string(),
            String::new(),
            of_twin(|table| &table.file),
            of_twin(|table| &table.sheet),
            twin.map_or(String::new(), |twin| twin.row.to_string()),
            String::new(),
            story.reason(dropped),
            story.raw_row(place),
        ];
        write_line(&mut writer, &line).map_err(told)?;
    }
    for finding in story.findings {
        let place = finding.place;
        let line: [String; COLUMNS] = [
            story.pick("发现的问题", "finding").to_string(),
            finding.file.clone(),
            finding.sheet.clone(),
            place.map_or(String::new(), |place| place.row.to_string()),
            place
                .filter(|place| place.column > 0)
                .map_or(String::new(), |place| place.cell_name()),
            String::new(),
            String::new(),
            String::new(),
            finding.rule.to_string(),
            finding.title.in_lang(story.lang).to_string(),
            finding.actual.clone(),
        ];
        write_line(&mut writer, &line).map_err(told)?;
    }
    writer.flush().map_err(|error| unwritable(file, error))
}

fn write_line(
    writer: &mut csv::Writer<impl Write>,
    line: &[String; COLUMNS],
) -> Result<(), csv::Error> {
    for cell in line {
        writer.write_field(&*guarded(cell))?;
    }
    writer.write_record(None::<&[u8]>)
}

fn headers(lang: Lang) -> [&'static str; COLUMNS] {
    match lang {
        Lang::Zh => [
            "类别",
            "文件",
            "工作表",
            "行号",
            "单元格",
            "对应文件",
            "对应工作表",
            "对应行号",
            "规则",
            "说明",
            "原文",
        ],
        Lang::En => [
            "what",
            "file",
            "sheet",
            "row",
            "cell",
            "kept_file",
            "kept_sheet",
            "kept_row",
            "rule",
            "text",
            "as_written",
        ],
    }
}

fn table_line(story: &MergeStory, at: usize) -> [String; COLUMNS] {
    let [file, sheet, container, encoding, header, reason] = story.table_facts(at);
    let tally = &story.merged().tallies[at];
    let mut facts = vec![container];
    let mut say = |zh: &'static str, en: &'static str, value: String| {
        if !value.is_empty() && value != "0" {
            facts.push(format!("{} {value}", story.pick(zh, en)));
        }
    };
    say("编码", "encoding", encoding);
    say("表头", "header", header);
    say("读取", "read", tally.read.to_string());
    say("保留", "kept", tally.kept.to_string());
    say("重复", "duplicate", tally.duplicate.to_string());
    say("不可用", "rejected", tally.rejected.to_string());
    say("另一种表", "other kind", tally.other_kind.to_string());
    for (kind, zh, en) in FURNITURE {
        say(zh, en, story.furniture(at, kind).to_string());
    }
    say("未识别的列", "unmapped columns", story.unmapped(at));
    say("判断", "taken for", reason);
    let mut line: [String; COLUMNS] = Default::default();
    line[0] = story.pick("合并的表", "table").to_string();
    line[1] = file;
    line[2] = sheet;
    line[9] = facts.join(story.pick(";", "; "));
    line
}
