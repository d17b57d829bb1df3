//! What this room finds: one constructor per rule, in both languages. T1xx columns, T2xx values,
//! T3xx rows, T4xx events.

use crate::model::{
    CreditCode, FieldName, FieldSpan, Finding, Place, Severity, Source, SourceTable, Text,
};
use crate::transform::fields::dates::DateFault;

/// Every rule of this room.
pub const RULES: [&str; 27] = [
    "T101", "T102", "T103", "T104", "T105", "T106", "T107", "T201", "T202", "T203", "T204", "T205",
    "T206", "T207", "T208", "T209", "T210", "T301", "T302", "T303", "T304", "T305", "T306", "T307",
    "T401", "T402", "T403",
];

/// A cell or row of a table.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    pub table: &'a SourceTable,
    pub place: Place,
}

impl<'a> Spot<'a> {
    pub fn row(table: &'a SourceTable, table_ix: u32, row: u32) -> Self {
        Spot {
            table,
            place: Place {
                table: table_ix,
                row,
                column: 0,
            },
        }
    }

    pub fn column(self, column: u16) -> Self {
        Spot {
            place: Place {
                column,
                ..self.place
            },
            ..self
        }
    }

    fn header(&self) -> &'a str {
        let at = usize::from(self.place.column).checked_sub(1);
        at.and_then(|at| self.table.header.get(at))
            .map_or("", String::as_str)
    }

    fn actual(&self) -> String {
        if self.place.column > 0 {
            let cell = self.table.cell(self.place.row, self.place.column);
            return cell
                .map(|cell| cell.text().into_owned())
                .unwrap_or_default();
        }
        let row = self.table.row(self.place.row);
        let cells = row.map(|row| row.cells.as_slice()).unwrap_or_default();
        let texts = cells
            .iter()
            .filter(|cell| !cell.is_blank())
            .map(|cell| cell.text());
        texts.take(6).collect::<Vec<_>>().join(" | ")
    }

    fn finding(&self, rule: &'static str, severity: Severity, title: Text) -> Finding {
        Finding::about_file(rule, severity, &self.table.file, title).at(
            &self.table.sheet,
            self.place,
            self.header(),
            &self.actual(),
        )
    }
}

fn about_table(
    rule: &'static str,
    severity: Severity,
    table: &SourceTable,
    title: Text,
) -> Finding {
    let mut finding = Finding::about_file(rule, severity, &table.file, title);
    finding.sheet.clone_from(&table.sheet);
    finding
}

fn about_column(
    rule: &'static str,
    severity: Severity,
    (table_ix, table, column): (u32, &SourceTable, u16),
    title: Text,
) -> Finding {
    let row = table.header_rows.map_or(0, |(_, last)| last);
    let header = table
        .header
        .get(usize::from(column) - 1)
        .map_or("", String::as_str);
    let place = Place {
        table: table_ix,
        row,
        column,
    };
    Finding::about_file(rule, severity, &table.file, title).at(&table.sheet, place, header, header)
}

/// The field's snake-case name, as the settings write it.
pub fn field_key(field: FieldName) -> String {
    let mut key = String::new();
    for (at, c) in format!("{field:?}").char_indices() {
        if c.is_uppercase() && at > 0 {
            key.push('_');
        }
        key.extend(c.to_lowercase());
    }
    key
}

// T1xx: columns.

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

// T2xx: values.

pub fn wrong_check_character(spot: Spot<'_>, code: &CreditCode) -> Finding {
    let title = Text::new(
        "统一社会信用代码校验位不对",
        "credit code with a wrong check character",
    );
    let finding = spot
        .finding("T201", Severity::ValueDoubtful, title)
        .expected(
            "18 位,校验位按 GB 32100 计算",
            "18 characters whose last one checks by GB 32100",
        );
    match &code.repair {
        Some(repair) => finding
            .done(
                "保留原文,按建议值参与比对",
                "kept as written; compared by the proposed code",
            )
            .help(
                format!("可能是 {repair},请核实"),
                format!("probably {repair}; please verify"),
            ),
        None => finding
            .done("保留原文,按名称比对", "kept as written; compared by name")
            .help("向企业核实代码", "verify the code with the enterprise"),
    }
}

pub fn damaged_code(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "代码不完整:被电子表格截断、掩码或位数不对",
        "incomplete code: rounded by a spreadsheet, masked or of a wrong length",
    );
    spot.finding("T202", Severity::ValueDoubtful, title)
        .expected("18 位统一社会信用代码", "an 18-character credit code")
        .done("保留原文,按名称比对", "kept as written; compared by name")
        .help("导出时把该列设为文本", "export the column as text")
}

/// `fatal`: the row has no other date and cannot be used.
pub fn bad_date(spot: Spot<'_>, fault: DateFault, fatal: bool) -> Finding {
    let severity = if fatal {
        Severity::RowRejected
    } else {
        Severity::ValueDoubtful
    };
    let header = spot.header();
    let title = Text::new(
        format!("{header} 不是日期"),
        format!("{header} is not a date"),
    );
    let why = match fault {
        DateFault::NotADate => Text::new("应为日期", "expected a date"),
        DateFault::NoSuchMonth(month) => Text::new(
            format!("应为日期;没有 {month} 月"),
            format!("expected a date; month {month} does not exist"),
        ),
        DateFault::NoSuchDay(day) => Text::new(
            format!("应为日期;该月没有 {day} 日"),
            format!("expected a date; the month has no day {day}"),
        ),
        DateFault::YearOutOfRange(year) => Text::new(
            format!("应为 1990–2099 年的日期;{year} 年不在其中"),
            format!("expected a date between 1990 and 2099; {year} is outside"),
        ),
        DateFault::MonthOnly => Text::new(
            "应为某一天;只有月份",
            "expected a day; only a month is given",
        ),
        DateFault::YearMissing => Text::new("应有年份", "expected a year"),
        DateFault::Ambiguous => Text::new(
            "日、月次序应当明确",
            "expected an unambiguous order of day and month",
        ),
    };
    let rule = match fault {
        DateFault::Ambiguous | DateFault::MonthOnly | DateFault::YearMissing => "T204",
        _ => "T203",
    };
    let done = match fatal {
        true => Text::new("该行未使用,列入 rejects.csv", "the row is in rejects.csv"),
        false => Text::new("该值未使用", "the value was not used"),
    };
    spot.finding(rule, severity, title)
        .expected(why.zh, why.en)
        .done(done.zh, done.en)
        .help(
            "如该导出日在月前,在 [sources.<来源>] 设 date_order = \"ydm\" 或 \"dmy\"",
            "if this export writes the day before the month, set date_order = \"ydm\" or \"dmy\" \
         under [sources.<source>]",
        )
}

pub fn bad_document_number(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "文书编号读不出年份和序号",
        "document number without year and serial",
    );
    spot.finding("T205", Severity::Note, title)
        .expected(
            "如 （某某）应急检记〔2025〕12号",
            "such as （某某）应急检记〔2025〕12号",
        )
        .done("该值未用于比对", "the value was not compared")
        .help("核对文书编号", "check the document number")
}

pub fn unknown_state(spot: Spot<'_>) -> Finding {
    let title = Text::new("状态用语不认识", "status word that is not known");
    spot.finding("T206", Severity::Note, title)
        .expected(
            "如 已办结、草稿、作废、已完成、已撤销",
            "such as 已办结, 草稿, 作废, 已完成, 已撤销",
        )
        .done("按状态不明处理", "taken as unknown")
        .help("核对该状态的含义", "check what the status means")
}

pub fn unknown_route(spot: Spot<'_>) -> Finding {
    let title = Text::new("检查类别用语不认识", "route word that is not known");
    spot.finding("T207", Severity::Note, title)
        .expected(
            "如 计划、双随机、专项、触发式、投诉举报",
            "such as 计划, 双随机, 专项, 触发式, 投诉举报",
        )
        .done("按类别不明处理", "taken as unknown")
        .help("核对该类别的含义", "check what the word means")
}

pub fn bad_number(spot: Spot<'_>) -> Finding {
    let title = Text::new("应为数字", "not a number");
    spot.finding("T208", Severity::Note, title)
        .expected(
            "数字,或空白、/ 表示没有",
            "a number, or a blank or / for none",
        )
        .done("该值未使用", "the value was not used")
        .help("核对该单元格", "check the cell")
}

pub fn end_before_start(spot: Spot<'_>) -> Finding {
    let title = Text::new("结束日期早于开始日期", "ends before it starts");
    spot.finding("T209", Severity::ValueDoubtful, title)
        .expected("不早于开始日期", "a day not before the start")
        .done("只用开始日期", "only the start was used")
        .help("核对起止日期", "check both dates")
}

pub fn error_value(spot: Spot<'_>) -> Finding {
    let title = Text::new("单元格是错误值", "the cell holds a spreadsheet error");
    spot.finding("T210", Severity::ValueDoubtful, title)
        .expected("一个值", "a value")
        .done("按空白处理", "taken as blank")
        .help("修正公式后重新导出", "repair the formula and export again")
}

// T3xx: rows.

pub fn nothing_identifies(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "该行没有名称、代码、编号和日期",
        "a row without name, code, number and date",
    );
    spot.finding("T301", Severity::RowRejected, title)
        .expected("至少有检查对象和日期", "at least an enterprise and a date")
        .done("该行未使用,列入 rejects.csv", "the row is in rejects.csv")
        .help("补齐后重新导出", "complete it and export again")
}

pub fn no_date(spot: Spot<'_>) -> Finding {
    let title = Text::new("该行没有检查日期", "a row without an inspection date");
    spot.finding("T302", Severity::RowRejected, title)
        .expected("一个检查日期", "an inspection date")
        .done("该行未使用,列入 rejects.csv", "the row is in rejects.csv")
        .help("补齐日期后重新导出", "complete the date and export again")
}

pub fn differing_repeat(spot: Spot<'_>, kept: &str, fields: &[FieldName]) -> Finding {
    let names: Vec<String> = fields.iter().map(|field| field_key(*field)).collect();
    let names = names.join(", ");
    let title = Text::new(
        format!("同一记录两次导出,内容不同:{names}"),
        format!("one record exported twice with differences in {names}"),
    );
    spot.finding("T303", Severity::Note, title)
        .expected("重复导出的记录内容相同", "repeated exports that agree")
        .done(
            format!("采用较新或较完整的一条:{kept}"),
            format!("the newer or fuller row was kept: {kept}"),
        )
        .help("以系统现有记录为准核对", "check against the system itself")
}

pub fn shared_record_number(spot: Spot<'_>, other: &str) -> Finding {
    let title = Text::new(
        format!("同一编号用于不同企业或日期,另见 {other}"),
        format!("one number for different enterprises or days; see {other}"),
    );
    spot.finding("T304", Severity::ValueDoubtful, title)
        .expected("一个编号对应一次检查", "one number for one visit")
        .done("按两条记录处理", "taken as two records")
        .help("核对编号", "check the number")
}

pub fn shared_code_id(spot: Spot<'_>, other: &str) -> Finding {
    let title = Text::new(
        format!("同一检查码用于不同企业,另见 {other}"),
        format!("one code id for different enterprises; see {other}"),
    );
    spot.finding("T305", Severity::ValueDoubtful, title)
        .expected("一个检查码对应一个企业", "one code for one enterprise")
        .done("按两条记录处理", "taken as two records")
        .help("核对检查码编号", "check the code id")
}

pub fn no_enterprise(spot: Spot<'_>) -> Finding {
    let title = Text::new("该行没有检查对象", "a row without an enterprise");
    spot.finding("T306", Severity::ValueDoubtful, title)
        .expected(
            "检查对象名称或信用代码",
            "an enterprise name or credit code",
        )
        .done("计入检查次数,但难以与赋码对上", "counted, but hard to link")
        .help("补齐检查对象", "complete the enterprise")
}

pub fn numbers_only(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "该行只有数字,像是未标明的合计",
        "a row of numbers only, like an unmarked total",
    );
    spot.finding("T307", Severity::RowRejected, title)
        .expected("一条记录", "a record")
        .done("该行未使用,列入 rejects.csv", "the row is in rejects.csv")
        .help("如是合计行,可不处理", "nothing, if it is a total")
}

// T4xx: events.

pub fn orphan_document(spot: Spot<'_>) -> Finding {
    let title = Text::new("文书找不到所属的检查", "a document of no known inspection");
    spot.finding("T401", Severity::Note, title)
        .expected(
            "编号、序号或企业加日期与一次检查相符",
            "a number, a serial or an enterprise and day that fit an inspection",
        )
        .done(
            "列为文书,不计检查次数",
            "kept as a document; not counted as an inspection",
        )
        .help("核对文书编号和企业名称", "check its number and enterprise")
}

pub fn unregistered_site_record(spot: Spot<'_>) -> Finding {
    let title = Text::new(
        "有现场检查记录,台账中没有这次检查",
        "a site inspection record of a visit that the register lacks",
    );
    spot.finding("T402", Severity::ValueDoubtful, title)
        .expected(
            "台账中有同一企业同一天的检查",
            "a register row of that enterprise and day",
        )
        .done("按一次检查计入", "counted as an inspection")
        .help(
            "核对台账是否漏导",
            "check whether the register export is complete",
        )
}

pub fn no_period() -> Finding {
    let title = Text::new(
        "没有一条检查有日期,无法确定核对期间",
        "no dated inspection; no period to reconcile",
    );
    Finding::about_file("T403", Severity::ValueDoubtful, "", title)
        .expected("至少一条有日期的检查", "at least one dated inspection")
        .done("不按期间排除任何记录", "no record was excluded by period")
        .help("用 --period 指定期间", "give one with --period")
}
