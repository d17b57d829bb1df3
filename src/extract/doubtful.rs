//! What is said of a cell or row that its writer spoilt.

use super::sheet::DoubtKind;
use crate::model::{Finding, Place, Severity, SourceTable, Text};

/// One doubtful cell or row.
pub(super) fn doubtful(
    table: &SourceTable,
    kind: DoubtKind,
    place: Place,
    actual: &str,
    encoding: &str,
) -> Finding {
    let doubt = |rule, zh, en| doubtful_value(table, rule, zh, en);
    let finding = match kind {
        DoubtKind::Undecodable => doubt("E111", "有无法解码的字节", "undecodable bytes")
            .expected(
                format!("{encoding} 编码的文字"),
                format!("text in {encoding}"),
            )
            .done("以 \u{fffd} 代替", "they stand as \u{fffd}")
            .help(
                "以 UTF-8 或 GB18030 重新导出",
                "export it again as UTF-8 or GB18030",
            ),
        DoubtKind::Controls => doubt("E112", "含空字符", "NUL characters in a value")
            .expected("可见的文字", "visible text")
            .done("值照原样保留", "the value is kept as it is")
            .help("在系统中更正该值", "correct the value in the system"),
        DoubtKind::LongCell => doubt("E113", "单元格过长", "a cell is too long")
            .expected("不超过 32767 个字符", "at most 32,767 characters")
            .done("值照原样保留", "the value is kept as it is")
            .help(
                "检查引号是否成对",
                "check that its quotation marks are paired",
            ),
        kind => written_wrongly(table, kind),
    };
    let header = table.header.get(usize::from(place.column).wrapping_sub(1));
    finding.at(
        &table.sheet,
        place,
        header.map_or("", String::as_str),
        actual,
    )
}

fn doubtful_value(table: &SourceTable, rule: &'static str, zh: &str, en: &str) -> Finding {
    Finding::about_file(
        rule,
        Severity::ValueDoubtful,
        &table.file,
        Text::new(zh, en),
    )
}

/// What the writer of the file did wrong.
fn written_wrongly(table: &SourceTable, kind: DoubtKind) -> Finding {
    let doubt = |rule, zh, en| doubtful_value(table, rule, zh, en);
    match kind {
        DoubtKind::FormulaWithoutValue => doubt(
            "E114",
            "公式没有保存结果",
            "a formula was saved without its result",
        )
        .expected("公式的结果", "the formula's result")
        .done("按空白处理", "read as blank")
        .help(
            "在 Excel 或 WPS 中打开后保存一次",
            "open it in Excel or WPS and save it once",
        ),
        DoubtKind::OpenQuote => doubt("E115", "引号没有成对", "an unpaired quotation mark")
            .expected("成对的引号", "paired quotation marks")
            .done(
                "该行按一行读入,引号当作文字",
                "the line was read as one row, quotes as text",
            )
            .help(
                "在系统中更正该值后重新导出",
                "correct the value and export again",
            ),
        DoubtKind::CutOff => doubt(
            "E118",
            "文件在该行中间结束",
            "the file ends within this row",
        )
        .expected("完整的一行", "a whole row")
        .done("照读到的部分读入", "what there is of it was read")
        .help(
            "文件可能没有传完或导出中断:重新导出或复制",
            "the file may have been cut off: export or copy it again",
        ),
        _ => doubt(
            "E117",
            "文字不在文件里",
            "the cell's text is not in the file",
        )
        .expected(
            "工作簿共享文字表中的一项",
            "an entry of the workbook's shared texts",
        )
        .done("按空白处理", "read as blank")
        .help(
            "重新导出;若能用 Excel 或 WPS 打开,另存后再试",
            "export it again; if Excel or WPS opens it, save it anew and try again",
        ),
    }
}
