//! T1xx: columns and tables.

use super::{about_column, about_table, field_key};
use crate::model::{FieldName, FieldSpan, Finding, Severity, Source, SourceTable, Text};

pub fn unknown_table(table: &SourceTable) -> Finding {
    let title = Text::new(
        "认不出这张表来自哪个系统",
        "a table of none of the known systems",
    );
    let headers: Vec<&str> = table
        .header
        .iter()
        .map(String::as_str)
        .filter(|h| !h.trim().is_empty())
        .collect();
    let mut finding = about_table("T101", Severity::FileRejected, table, title)
        .expected(
            "执法检查台账、文书清单、赋码记录、检查计划或企业名录的列",
            "columns of an inspection register, document list, code export, plan or roster",
        )
        .done("整张表的数据行未使用", "no data row of the table was used")
        .help(
            "在设置文件的 [sources.<来源>] 下写明 files,必要时用 columns 指定列",
            "name the file under [sources.<source>] files; pin columns there if need be",
        );
    finding.actual = headers.join(" | ").chars().take(120).collect();
    finding
}

pub fn tied_columns(
    table_ix: u32,
    table: &SourceTable,
    field: FieldName,
    first: u16,
    second: u16,
) -> Finding {
    let name = |column: u16| {
        table
            .header
            .get(usize::from(column) - 1)
            .map_or("", String::as_str)
    };
    let (key, a, b) = (field_key(field), name(first), name(second));
    let title = Text::new(
        format!("两列都像 {key}:“{a}”与“{b}”"),
        format!("two columns could be {key}: \"{a}\" and \"{b}\""),
    );
    about_column(
        "T102",
        Severity::ValueDoubtful,
        (table_ix, table, second),
        title,
    )
    .expected("只有一列是这个字段", "one column for this field")
    .done("两列都未采用", "neither column was used")
    .help(
        format!("在 [sources.<来源>.columns] 下写 {key} = \"{a}\""),
        format!("write {key} = \"{a}\" under [sources.<source>.columns]"),
    )
}

pub fn column_by_values(table_ix: u32, table: &SourceTable, span: FieldSpan) -> Finding {
    let key = field_key(span.field);
    let title = Text::new(
        format!("表头不认识,按内容认作 {key}"),
        format!("unknown header; its values were taken for {key}"),
    );
    about_column(
        "T103",
        Severity::Note,
        (table_ix, table, span.column),
        title,
    )
    .expected("表头写明字段", "a header that names the field")
    .done("按该字段读取", "read as that field")
    .help(
        format!("如不对,在 [sources.<来源>.columns] 下为 {key} 指定另一列"),
        format!("if wrong, pin another column for {key} under [sources.<source>.columns]"),
    )
}

pub fn header_contradicted(
    table_ix: u32,
    table: &SourceTable,
    span: FieldSpan,
    instead: Option<FieldName>,
) -> Finding {
    let key = field_key(span.field);
    let title = Text::new(
        format!("表头像 {key},内容却不是"),
        format!("the header says {key}, the values say otherwise"),
    );
    let done = instead.map_or(
        Text::new("该列未采用", "the column was not used"),
        |field| {
            let other = field_key(field);
            Text::new(format!("按 {other} 读取"), format!("read as {other}"))
        },
    );
    about_column(
        "T104",
        Severity::Note,
        (table_ix, table, span.column),
        title,
    )
    .expected("内容与表头相符", "values that fit the header")
    .done(done.zh, done.en)
    .help(
        "检查导出是否错列",
        "check whether the export shifted its columns",
    )
}

pub fn missing_column(table: &SourceTable, field: FieldName) -> Finding {
    let key = field_key(field);
    let title = Text::new(format!("没有 {key} 列"), format!("no column for {key}"));
    about_table("T105", Severity::ValueDoubtful, table, title)
        .expected(format!("有一列是 {key}"), format!("a column for {key}"))
        .done("按其余列读取", "the other columns were read")
        .help(
            format!("在 [sources.<来源>.columns] 下为 {key} 指定列名"),
            format!("pin a column for {key} under [sources.<source>.columns]"),
        )
}

pub fn pinned_column_absent(source: &str, field: &str, header: &str, known: bool) -> Finding {
    let title = match known {
        true => Text::new(
            format!("设置指定的列“{header}”不在 {source} 的任何表里"),
            format!("pinned column \"{header}\" is in no table of {source}"),
        ),
        false => Text::new(
            format!("设置里的字段名 {field} 不存在"),
            format!("the settings pin an unknown field, {field}"),
        ),
    };
    let mut finding = Finding::about_file("T106", Severity::ValueDoubtful, "hedui.toml", title)
        .expected(
            "表头里有这一列,字段名正确",
            "a header with that text, and a known field name",
        )
        .done("按自动识别读取", "columns were recognised as usual")
        .help(
            format!("更正 [sources.{source}.columns] 里的 {field}"),
            format!("correct {field} under [sources.{source}.columns]"),
        );
    finding.actual = format!("{field} = \"{header}\"");
    finding
}

pub fn source_by_name(table: &SourceTable, source: Source) -> Finding {
    let name = source.name();
    let title = Text::new(
        format!("列太少,按文件名认作 {name}"),
        format!("too few columns; taken for {name} by the file's name"),
    );
    about_table("T107", Severity::Note, table, title)
        .expected("足以说明来源的列", "columns that tell the source")
        .done(format!("按 {name} 读取"), format!("read as {name}"))
        .help(
            format!("如不对,在 [sources.<来源>] files 里指定;当前为 {name}"),
            "if wrong, name the file under [sources.<source>] files",
        )
}
