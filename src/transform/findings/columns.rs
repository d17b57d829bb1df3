//! T1xx: columns and tables.

use super::{about_column, about_table};
use crate::model::{
    FieldName, FieldSpan, Finding, Severity, Source, SourceTable, Text, column_letters,
};

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

/// A column that a person is asked about, with what it takes to point at it.
pub struct Asked<'a> {
    pub table_ix: u32,
    pub table: &'a SourceTable,
    pub column: u16,
    pub source: Source,
    /// Some of its values.
    pub samples: Vec<String>,
}

impl Asked<'_> {
    fn header(&self) -> &str {
        self.table.header_of(self.column).trim()
    }

    fn letters(&self) -> String {
        column_letters(self.column)
    }

    /// The header, or the letters of a column without one.
    fn name(&self) -> String {
        match self.header() {
            "" => self.letters(),
            header => header.to_string(),
        }
    }

    /// The lines of the settings file that settle it.
    fn pin(&self, field: &str) -> String {
        let known = !self.header().is_empty()
            && self
                .table
                .header
                .iter()
                .filter(|h| h.trim() == self.header())
                .count()
                == 1;
        let text = match known {
            true => self.header().replace('\\', "\\\\").replace('"', "\\\""),
            false => format!("@{}", self.letters()),
        };
        let source = match self.source {
            Source::Unknown | Source::Register(_) => "safety",
            source => source.name(),
        };
        format!("[sources.{source}.columns]\n{field} = \"{text}\"")
    }

    fn about(&self, rule: &'static str, severity: Severity, title: Text) -> Finding {
        let place = (self.table_ix, self.table, self.column);
        about_column(rule, severity, place, title)
    }

    fn samples(&self) -> String {
        self.samples.join(" | ")
    }
}

pub fn tied_columns(first: &Asked<'_>, second: &Asked<'_>, field: FieldName) -> Finding {
    let key = field.key();
    let (a, b) = (first.name(), second.name());
    let (of_a, of_b) = (first.samples(), second.samples());
    let title = Text::new(
        format!("两列都像 {key}:“{a}”与“{b}”"),
        format!("two columns could be {key}: \"{a}\" and \"{b}\""),
    );
    let (pin_a, pin_b) = (first.pin(&key), second.pin(&key));
    let other = pin_b.lines().last().unwrap_or_default();
    second
        .about("T102", Severity::ValueDoubtful, title)
        .expected(
            format!("只有一列是这个字段;“{a}”如 {of_a},“{b}”如 {of_b}"),
            format!("one column for this field; \"{a}\" holds {of_a}, \"{b}\" holds {of_b}"),
        )
        .done("两列都未采用", "neither column was used")
        .help(
            format!("在 hedui.toml 写这两行之一:\n{pin_a}\n# {other}"),
            format!("write one of these in hedui.toml:\n{pin_a}\n# {other}"),
        )
}

/// A column whose values could be several fields'.
pub fn doubtful_column(asked: &Asked<'_>, fields: &[FieldName]) -> Finding {
    let keys: Vec<String> = fields.iter().map(|field| field.key()).collect();
    let name = asked.name();
    let title = Text::new(
        format!("“{name}”列可能是 {}", keys.join("、")),
        format!("column \"{name}\" could be {}", keys.join(", ")),
    );
    let pin = keys.first().map(|key| asked.pin(key)).unwrap_or_default();
    let text = pin.rsplit(" = ").next().unwrap_or_default();
    let others: String = keys
        .iter()
        .skip(1)
        .map(|key| format!("\n# {key} = {text}"))
        .collect();
    use FieldName as F;
    let counted = [
        F::DateStart,
        F::Enterprise,
        F::CreditCode,
        F::CodeId,
        F::AppliedAt,
    ];
    let severity = match fields.iter().any(|field| counted.contains(field)) {
        true => Severity::ValueDoubtful,
        false => Severity::Note,
    };
    asked
        .about("T108", severity, title)
        .expected(
            format!("能说明是哪个字段的表头或内容;内容如 {}", asked.samples()),
            format!(
                "a header or values that tell which; it holds {}",
                asked.samples()
            ),
        )
        .done("该列未采用", "the column was not used")
        .help(
            format!("在 hedui.toml 写其中一行:\n{pin}{others}"),
            format!("write one of these in hedui.toml:\n{pin}{others}"),
        )
}

pub fn column_by_values(asked: &Asked<'_>, field: FieldName, why: Option<&Text>) -> Finding {
    let key = field.key();
    let (zh, en) = match why {
        Some(why) => (format!(":{}", why.zh), format!(": {}", why.en)),
        None => Default::default(),
    };
    let title = match asked.header() {
        "" => Text::new(
            format!("该列没有表头,按内容认作 {key}{zh}"),
            format!("no header; its values were taken for {key}{en}"),
        ),
        _ => Text::new(
            format!("表头不认识,按内容认作 {key}{zh}"),
            format!("unknown header; its values were taken for {key}{en}"),
        ),
    };
    let pin = asked.pin(&key);
    asked
        .about("T103", Severity::Note, title)
        .expected(
            format!("写明字段的表头;内容如 {}", asked.samples()),
            format!(
                "a header that names the field; it holds {}",
                asked.samples()
            ),
        )
        .done("按该字段读取", "read as that field")
        .help(
            format!("确认就把这两行写进 hedui.toml,不对就换一列:\n{pin}"),
            format!("to keep it, write this in hedui.toml; if wrong, name another column:\n{pin}"),
        )
}

/// A table whose system was told by comparing it with the others.
pub fn source_by_comparison(table: &SourceTable, source: Source, reason: &Text) -> Finding {
    let name = source.name();
    let title = Text::new(
        format!("与其他表比较后认作 {name}"),
        format!("taken for {name} after a look at the other tables"),
    );
    let pin = format!("[sources.{name}]\nfiles = [\"{}\"]", table.file);
    let mut finding = about_table("T109", Severity::ValueDoubtful, table, title)
        .expected(
            "足以说明来源的列",
            "columns that tell the source by themselves",
        )
        .done(format!("按 {name} 读取"), format!("read as {name}"))
        .help(
            format!("确认就把这两行写进 hedui.toml,不对就写到另一来源下:\n{pin}"),
            format!("to keep it, write this in hedui.toml, or name the file elsewhere:\n{pin}"),
        );
    finding.actual = reason.zh.clone();
    finding
}

pub fn header_contradicted(
    table_ix: u32,
    table: &SourceTable,
    span: FieldSpan,
    instead: Option<FieldName>,
) -> Finding {
    let key = span.field.key();
    let title = Text::new(
        format!("表头像 {key},内容却不是"),
        format!("the header says {key}, the values say otherwise"),
    );
    let done = instead.map_or(
        Text::new("该列未采用", "the column was not used"),
        |field| {
            let other = field.key();
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
    let key = field.key();
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
