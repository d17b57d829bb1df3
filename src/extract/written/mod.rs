//! A written report: `.docx`, Markdown or text, by what is in it. Interprets no figure.

mod docx;
mod lines;
mod markdown;
mod plain;

pub(super) use docx::is_skipped;

use super::encoding;
use super::sniff::{Container, sniff};
use super::stranger::{self, Advice};
use crate::model::{Fault, Limits, Text, WrittenReport};
use std::path::Path;

/// Reads a report that somebody wrote.
///
/// # Errors
/// A [`Fault`] where the file cannot be opened, is damaged, locked or of another kind.
pub fn read_written(path: &Path, given: &str, limits: &Limits) -> Result<WrittenReport, Fault> {
    let unopened = |error: std::io::Error| {
        let told = Text::of_io(&error);
        let why = Text::new(
            format!("无法打开:{}", told.zh),
            format!("cannot be opened: {}", told.en),
        );
        refused(
            given,
            why,
            Text::new("检查文件名和权限", "check its name and permissions"),
        )
    };
    let size = std::fs::metadata(path).map_err(unopened)?.len();
    if size > limits.file_bytes() {
        return Err(refused(given, too_large(limits.file_mb), Text::default()));
    }
    let bytes = std::fs::read(path).map_err(unopened)?;
    let is_markdown = path
        .extension()
        .is_some_and(|ext| ext.eq_ignore_ascii_case("md") || ext.eq_ignore_ascii_case("markdown"));
    written_of(&bytes, given, is_markdown, limits)
}

/// As [`read_written`], from bytes. A text says nowhere that it is Markdown: the caller does.
pub fn written_of(
    bytes: &[u8],
    given: &str,
    is_markdown: bool,
    limits: &Limits,
) -> Result<WrittenReport, Fault> {
    let mut report = match sniff(bytes) {
        Container::Other(kind) if kind == stranger::WORD => {
            docx::read(bytes, limits).map_err(|why| refused(given, why, save_anew()))?
        }
        Container::Text | Container::Html if is_markdown => text_of(bytes, markdown::blocks),
        Container::Text => text_of(bytes, plain::blocks),
        other => return Err(stranger_refused(given, other)),
    };
    report.file = given.to_string();
    if is_markdown && report.container == "text" {
        report.container = "markdown";
    }
    Ok(report)
}

fn text_of(bytes: &[u8], blocks: fn(&str) -> Vec<crate::model::Block>) -> WrittenReport {
    let decoded = encoding::decode(bytes, None);
    WrittenReport {
        file: String::new(),
        container: "text",
        encoding: decoded.encoding,
        blocks: blocks(&decoded.text),
    }
}

fn stranger_refused(given: &str, container: Container) -> Fault {
    let kind = match container {
        Container::Other(kind) => Text::new(kind.zh, kind.en),
        Container::Empty => Text::new("空文件", "an empty file"),
        Container::Encrypted => Text::new("加密的文件", "a file that wants a password"),
        Container::Damaged => Text::new("损坏的文件", "a damaged file"),
        Container::Html | Container::Mhtml => Text::new("网页", "a web page"),
        _ => Text::new("表格或压缩包", "a table or an archive"),
    };
    let is_document = matches!(
        container,
        Container::Other(kind) if matches!(kind.advice, Advice::Document | Advice::Unrelated)
    );
    let help = match is_document {
        true => save_anew(),
        false => Text::new(
            "能读的是 .docx、.txt 和 .md;表格用 hedui run 或 hedui inspect",
            "a report is a .docx, .txt or .md; tables are for hedui run and hedui inspect",
        ),
    };
    let why = Text::new(
        format!("这是{},不是能读的报告", kind.zh),
        format!("this is {}, not a report that can be read", kind.en),
    );
    refused(given, why, help)
}

fn save_anew() -> Text {
    Text::new(
        "用 WPS 或 Word 打开,另存为 docx;PDF 请复制其文字存为 txt",
        "open it in WPS or Word and save it as docx; of a PDF, copy the text into a txt",
    )
}

fn too_large(megabytes: u64) -> Text {
    Text::new(
        format!("超过 {megabytes} MB"),
        format!("it is larger than {megabytes} MB"),
    )
}

fn refused(given: &str, why: Text, help: Text) -> Fault {
    Fault::new("F103", given, why, help)
}

#[cfg(test)]
mod tests;
