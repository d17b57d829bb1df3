//! Every rule of this room, `E101` to `E142`: what is wrong, what was expected, what was done, and
//! what the reader can do about it.

use super::archive::NESTED_MAX;
use super::page::Refusal;
use super::stranger::Stranger;
use crate::model::{Finding, Place, Severity, SourceTable, Text};

/// The rules of this room, in order.
pub const RULES: [&str; 27] = [
    "E101", "E102", "E103", "E104", "E105", "E106", "E107", "E109", "E110", "E111", "E112", "E113",
    "E114", "E115", "E116", "E117", "E118", "E121", "E122", "E131", "E132", "E133", "E134", "E135",
    "E136", "E141", "E142",
];

/// A file or sheet that gave no table.
pub(super) fn refused(file: &str, sheet: &str, why: &Refusal) -> Finding {
    let mut finding = match why {
        Refusal::Unopened(reason) => unopened(file).actual(reason),
        Refusal::Empty => empty(file),
        Refusal::Encrypted => encrypted(file),
        Refusal::Damaged(reason) => damaged(file).actual(reason),
        Refusal::NotATable(stranger) => not_a_table(file, stranger),
        Refusal::TooLarge(megabytes) => too_large(file, *megabytes),
        Refusal::TooMuchHeld(megabytes) => too_much_held(file, *megabytes),
        Refusal::Review => review_workbook(file),
        Refusal::MergeNotes => merge_notes(file),
        Refusal::LockedMember => locked_member(file),
        Refusal::TooDeep => archive_limit(
            file,
            Text::new(
                format!("至多 {NESTED_MAX} 层压缩包"),
                format!("archives at most {NESTED_MAX} deep"),
            ),
        ),
        Refusal::TooMany(most) => archive_limit(
            file,
            Text::new(
                format!("一个压缩包至多 {most} 个文件"),
                format!("at most {most} files in an archive"),
            ),
        ),
    };
    finding.sheet = sheet.to_string();
    let what = match sheet.is_empty() {
        true => ("整个文件未读入", "the whole file was left out"),
        false => (
            "该工作表未读入,其他工作表照常",
            "this sheet was left out, the others were read",
        ),
    };
    finding.done(what.0, what.1)
}

/// A review workbook that lies among the exports is a person's work on them.
fn review_workbook(file: &str) -> Finding {
    let title = Text::new(
        "这是人工复核表,不是导出文件",
        "this is a review workbook, not an export",
    );
    let finding = Finding::about_file("E141", Severity::Note, file, title);
    let finding = finding.expected("两个系统的导出文件", "an export of one of the systems");
    finding.help(
        "用 hedui review apply 读回其中的判定",
        "read its decisions back with hedui review apply",
    )
}

/// The notes of a merged table beside it: what was merged and left out, no records.
pub(super) fn merge_notes(file: &str) -> Finding {
    let title = Text::new(
        "这是合并表的说明,不是导出文件",
        "these are the notes of a merged table, not an export",
    );
    let finding = Finding::about_file("E142", Severity::Note, file, title);
    let finding = finding.expected("合并表本身或导出文件", "the merged table or an export");
    let finding = finding.done("未读取", "they were not read");
    finding.help(
        "合并表本身照常读取",
        "the merged table itself is read like an export",
    )
}

trait Actual {
    fn actual(self, text: &str) -> Self;
}

impl Actual for Finding {
    fn actual(mut self, text: &str) -> Self {
        self.actual = text.chars().take(120).collect();
        self
    }
}

fn reject(rule: &'static str, file: &str, zh: &str, en: &str) -> Finding {
    Finding::about_file(rule, Severity::FileRejected, file, Text::new(zh, en))
}

fn unopened(file: &str) -> Finding {
    reject("E101", file, "文件无法打开", "the file cannot be opened")
        .expected("可以读取的文件", "a file that may be read")
        .help(
            "检查文件是否存在、是否有读取权限、是否被其他程序占用",
            "check that it exists, that you may read it, and that no program holds it open",
        )
}

fn empty(file: &str) -> Finding {
    reject("E102", file, "文件是空的", "the file is empty")
        .expected("至少有表头的导出文件", "an export with at least a header")
        .help("重新导出该文件", "export the file again")
}

fn encrypted(file: &str) -> Finding {
    reject(
        "E103",
        file,
        "工作簿有打开密码",
        "the workbook is protected by a password",
    )
    .expected(
        "不带打开密码的工作簿",
        "a workbook without a password to open",
    )
    .help(
        "在 Excel 或 WPS 中打开,去掉打开密码后另存",
        "open it in Excel or WPS, remove the password to open, save it again",
    )
}

fn damaged(file: &str) -> Finding {
    reject(
        "E104",
        file,
        "文件已损坏或不完整",
        "the file is damaged or cut off",
    )
    .expected("完整的文件", "a complete file")
    .help(
        "重新导出或重新下载;若能用 Excel 或 WPS 打开,另存为 xlsx 后再试",
        "export or download it again; if Excel or WPS opens it, save it as xlsx and try again",
    )
}

fn not_a_table(file: &str, stranger: &Stranger) -> Finding {
    let Stranger { zh, en, advice } = stranger;
    let help = advice.text();
    let title = Text::new(format!("不是表格:{zh}"), format!("not a table: {en}"));
    Finding::about_file("E105", Severity::FileRejected, file, title)
        .expected(
            "xlsx、xls、xlsb、ods、网页表格、XML 表格、csv 或 docx 里的名单,或装有这些文件的 zip、gz",
            "xlsx, xls, xlsb, ods, HTML, XML Spreadsheet, csv, a list in a docx, or a zip of these",
        )
        .help(help.zh, help.en)
}

/// A table whose rows cannot be understood because no row of it looks like a header.
pub(super) fn no_header(table: &SourceTable, first: Place, actual: &str) -> Finding {
    let mut finding = reject(
        "E106",
        &table.file,
        "没有找到表头",
        "no header was recognised",
    )
    .expected(
        "一行列名,例如:序号、企业名称、检查时间",
        "a row of column names, such as 序号, 企业名称, 检查时间",
    )
    .done("该表各行全部列为不可用", "all its rows are rejected")
    .help(
        "在第一行补上列名;若该表与核对无关,从文件夹移出",
        "add column names in its first row; move it out if it is unrelated",
    );
    finding = finding.at(&table.sheet, first, "", actual);
    finding
}

fn too_large(file: &str, megabytes: u64) -> Finding {
    let limit = match megabytes {
        0 => Text::new(
            "单表单元格数不超过 [limits] 的 cells",
            "no more cells in a sheet than cells under [limits]",
        ),
        megabytes => Text::new(
            format!("解压后不超过 {megabytes} MB"),
            format!("at most {megabytes} MB after inflation"),
        ),
    };
    let zh = "文件大得不合常理,可能有误或有意为之";
    let mut finding = reject("E107", file, zh, "the file is larger than any real export");
    finding.expected = limit;
    finding.help(
        "分段导出,或在 Excel、WPS 中删除多余的空行空列后另存;确有这么大时,在 hedui.toml 的 [limits] \
         中放宽",
        "export it in parts, or delete its empty rows and columns in Excel or WPS and save it; if \
         it is as large as that, allow more under [limits] in hedui.toml",
    )
}

fn too_much_held(file: &str, megabytes: u64) -> Finding {
    let mut finding = too_large(file, megabytes);
    finding.expected = Text::new(
        format!("各单元格在内存中不超过 {megabytes} MB([limits] 的 held_mb)"),
        format!("cells of at most {megabytes} MB in memory (held_mb under [limits])"),
    );
    finding
}

fn locked_member(file: &str) -> Finding {
    reject(
        "E109",
        file,
        "压缩包里的文件有密码",
        "a file in the archive is protected by a password",
    )
    .expected("不带密码的压缩包", "an archive without a password")
    .help(
        "用密码解压,把解压出的文件放进该文件夹",
        "unpack it with its password and put the files into the folder",
    )
}

fn archive_limit(file: &str, limit: Text) -> Finding {
    let zh = "压缩包层数过深或文件过多";
    let en = "the archive is nested too deep or holds too many files";
    let mut finding = reject("E110", file, zh, en);
    finding.expected = limit;
    finding.help(
        "先解压,只把要核对的导出文件放进该文件夹",
        "unpack it and put only the exports in question into the folder",
    )
}

/// A row of a text file with more columns than the header.
pub(super) fn beyond_header(table: &SourceTable, place: Place, actual: &str) -> Finding {
    let title = Text::new(
        "该行列数多于表头",
        "the row has more columns than the header",
    );
    let width = table.header.len();
    Finding::about_file("E116", Severity::ValueDoubtful, &table.file, title)
        .expected(format!("{width} 列"), format!("{width} columns"))
        .done(
            "该行照常读入,列可能错位",
            "the row was read; its columns may be shifted",
        )
        .help(
            "值中的分隔符要放在引号内",
            "put values that contain the delimiter in quotation marks",
        )
        .at(&table.sheet, place, "", actual)
}

/// A total that is not what the rows above it count or add up to.
pub(super) fn wrong_total(table: &SourceTable, place: Place, said: &str, found: f64) -> Finding {
    let title = Text::new("合计与各行不符", "the total does not agree with the rows");
    let header = table.header.get(usize::from(place.column).wrapping_sub(1));
    Finding::about_file("E121", Severity::ValueDoubtful, &table.file, title)
        .expected(format!("各行为 {found}"), format!("{found} by the rows"))
        .done(
            "合计行不计入,各行照常读入",
            "the total row is set aside, the rows are read",
        )
        .help(
            "检查导出是否漏行,或筛选后未重新合计",
            "check whether rows are missing, or the total predates a filter",
        )
        .at(&table.sheet, place, header.map_or("", String::as_str), said)
}

/// A table of exactly as many rows as exporters cut at.
pub(super) fn round_count(table: &SourceTable, rows: usize) -> Finding {
    let title = Text::new(
        format!("恰好 {rows} 行,可能被导出上限截断"),
        format!("exactly {rows} rows: perhaps cut off by an export limit"),
    );
    let mut finding = Finding::about_file("E122", Severity::Note, &table.file, title)
        .expected("全部记录", "all records")
        .done("照常读入", "read as it is")
        .help(
            "与系统中的总条数核对;不足时按时间分段导出",
            "compare with the count in the system; export by shorter periods if some are missing",
        );
    finding.sheet = table.sheet.clone();
    finding
}

/// A table without a header that goes on where another ended.
pub(super) fn header_taken(table: &SourceTable, first: Place, from: &SourceTable) -> Finding {
    let title = Text::new(
        "该表没有表头,沿用前表的表头",
        "the table has no header and takes that of the table it continues",
    );
    let label = from.label();
    Finding::about_file("E131", Severity::Note, &table.file, title)
        .expected("每个表都有表头", "a header in every table")
        .done(
            format!("各列数据与 {label} 一致,按其表头读入"),
            format!("its columns hold what those of {label} hold; read under that header"),
        )
        .help(
            "若两者不是同一张表,在该表第一行补上列名",
            "if they are not one table, add column names in its first row",
        )
        .at(&table.sheet, first, "", "")
}

/// Values of merged areas that were given to every row of the area.
pub(super) fn filled_down(table: &SourceTable, place: Place, value: &str, cells: usize) -> Finding {
    let title = Text::new(
        format!("合并单元格的值补到 {cells} 个单元格"),
        format!("the values of merged cells were given to {cells} cells below them"),
    );
    let header = table.header_of(place.column).to_string();
    Finding::about_file("E132", Severity::Note, &table.file, title)
        .expected("每行都有自己的值", "a value in every row")
        .done(
            "合并区域内各行取其首行的值",
            "every row of a merged area has the value of its first row",
        )
        .help(
            "若只有首行应有该值,在文件中取消合并",
            "if only the first row should have the value, unmerge the cells",
        )
        .at(&table.sheet, place, &header, value)
}

/// More merged cells among the records than any register has.
pub(super) fn not_filled_down(table: &SourceTable, areas: usize) -> Finding {
    let title = Text::new(
        format!("合并区域过大,{areas} 处的值未补到各行"),
        format!("{areas} merged areas are too large; their rows were left blank"),
    );
    let mut finding = Finding::about_file("E132", Severity::ValueDoubtful, &table.file, title)
        .expected("大小合理的合并区域", "merged areas of a sensible size")
        .done("只有首行有值", "only their first rows have the value")
        .help(
            "在文件中取消合并并逐行填写",
            "unmerge them and fill the value in row by row",
        );
    finding.sheet = table.sheet.clone();
    finding
}

/// Tables that share the rows of a sheet.
pub(super) fn side_by_side(table: &SourceTable, at: u32, ranges: &[String]) -> Finding {
    let (zh, en) = (ranges.join("、"), ranges.join(", "));
    let title = Text::new(
        format!("工作表中并排有 {} 张表:{zh} 列", ranges.len()),
        format!("{} tables stand side by side: columns {en}", ranges.len()),
    );
    let place = Place {
        table: at,
        row: table.header_rows.map_or(1, |(first, _)| first),
        column: 0,
    };
    let sheet = &table.sheet;
    Finding::about_file("E133", Severity::Note, &table.file, title)
        .expected("一张表一个工作表", "one table to a sheet")
        .done(
            format!(
                "分开读入;右边的表记作工作表 {sheet}!{}",
                ranges[1..].join("、")
            ),
            format!(
                "read apart; the tables to the right are the sheets {sheet}!{}",
                ranges[1..].join(", ")
            ),
        )
        .help(
            "若它们是同一张表,删去中间的空列",
            "if they are one table, delete the blank column between them",
        )
        .at(sheet, place, "", "")
}

/// A form filled in item by item.
pub(super) fn a_form(table: &SourceTable, at: u32) -> Finding {
    let first = table.data_rows().next();
    let place = Place {
        table: at,
        row: first.map_or(1, |row| row.number),
        column: 0,
    };
    let actual: Vec<_> = first.iter().flat_map(|row| row.cells.iter()).collect();
    let actual: Vec<_> = actual.iter().map(|cell| cell.text()).collect();
    let (zh, en) = (
        "这是逐项填写的表单,不是一行一条的表",
        "a form filled in item by item, not a table of rows",
    );
    reject("E134", &table.file, zh, en)
        .expected(
            "第一行是列名,以下一行一条记录",
            "column names in the first row, one record to a row below",
        )
        .done("该表各行全部列为不可用", "all its rows are rejected")
        .help(
            "从系统导出列表;或复制后用“选择性粘贴—转置”改成一行一条",
            "export the list from the system, or transpose the form into a row",
        )
        .at(&table.sheet, place, "", &actual.join(" | "))
}

/// A sheet of text beside the tables of a workbook.
pub(super) fn only_text(table: &SourceTable) -> Finding {
    let title = Text::new("工作表只有文字,没有表格", "the sheet is text, not a table");
    let mut finding = Finding::about_file("E135", Severity::Note, &table.file, title)
        .expected(
            "表格,或与数据无关的说明",
            "a table, or notes about the data",
        )
        .done("各行按说明文字处理", "its rows are set aside as notes")
        .help(
            "若其中有记录,请补上表头",
            "add a header if it holds records",
        );
    finding.sheet = table.sheet.clone();
    finding
}

/// A sheet that counts what other sheets list.
pub(super) fn only_totals(table: &SourceTable) -> Finding {
    let title = Text::new(
        "汇总表,每行是一组检查的合计",
        "a sheet of totals, not of records",
    );
    let mut finding = Finding::about_file("E136", Severity::Note, &table.file, title)
        .expected("每行一次检查或一个赋码", "one inspection or one code a row")
        .done(
            "各行按合计处理,不计为检查",
            "its rows are set aside as totals",
        )
        .help(
            "无需处理;逐次的记录应在其他工作表或文件中",
            "nothing to do if the records stand in another sheet or file",
        );
    finding.sheet = table.sheet.clone();
    finding.actual = table.header.join(" | ").chars().take(120).collect();
    finding
}
