//! T501–T506: registers beside the inspections.

use super::{Spot, about_table};
use crate::model::{ColumnKind, Finding, Place, Register, Severity, SourceTable, Text};

/// A table that the settings call a register lacks a column that the register is known by.
pub fn register_column_absent(table: &SourceTable, register: &Register, column: &str) -> Finding {
    let title = Text::new(
        format!("{}台账没有 {column} 列", register.zh),
        format!("this register of {} has no column {column}", register.en),
    );
    let at = register.column(column);
    let words = at.map_or("", |at| register.columns[at].words[0].as_str());
    about_table("T501", Severity::ValueDoubtful, table, title)
        .expected(
            format!("如“{words}”的表头"),
            format!("a header such as {words}"),
        )
        .done(
            "照读其余各列;用到这一列的数字为空,不是零",
            "the other columns are read; figures that need this one are absent, not zero",
        )
        .help(
            "补上该列,或检查 [sources] 是否把文件归错了台账",
            "add the column, or see whether [sources] names the right register",
        )
}

/// A cell that is not what its column holds.
pub fn register_cell(spot: Spot<'_>, kind: ColumnKind) -> Finding {
    let (zh, en) = match kind {
        ColumnKind::Day => ("日期", "a date"),
        ColumnKind::Money => ("金额", "an amount of money"),
        ColumnKind::Count => ("数量", "a count"),
        ColumnKind::Flag => ("是或否", "yes or no"),
        ColumnKind::Text => ("文字", "text"),
    };
    let title = Text::new(
        format!("台账单元格不是{zh}"),
        format!("a register's cell is not {en}"),
    );
    spot.finding("T502", Severity::ValueDoubtful, title)
        .expected(zh, en)
        .done(
            "该值不采用:不计入合计,日期缺失的行不计入期间",
            "the value is not used: it is in no sum, and without a date the row is in no period",
        )
        .help("改正该单元格后重新运行", "correct the cell and run again")
}

/// A row without number and without any of the columns that tell what it is.
pub fn register_row_says_nothing(spot: Spot<'_>, register: &Register) -> Finding {
    let title = Text::new(
        format!("{}台账的这一行没有可用内容", register.zh),
        format!(
            "this row of the register of {} says nothing usable",
            register.en
        ),
    );
    spot.finding("T503", Severity::RowRejected, title)
        .expected("编号或主要内容", "a number or the main columns")
        .done("该行不采用", "the row is not used")
        .help("补上编号,或删去该行", "add its number, or remove the row")
}

/// Two exports tell one case differently.
pub fn register_rows_differ(spot: Spot<'_>, kept: &str) -> Finding {
    let title = Text::new(
        format!("同一案件在两个文件中内容不同,另见 {kept}"),
        format!("two files tell this case differently; see {kept}"),
    );
    spot.finding("T504", Severity::ValueDoubtful, title)
        .expected("内容一致", "the same content")
        .done(
            format!("只采用 {kept}(导出较晚、内容较全,或所记日期较晚的文件)"),
            format!("{kept} is used: the newer export's, else the fuller, else of later days"),
        )
        .help(
            "核对后删去旧的一份",
            "compare them and remove the outdated file",
        )
}

/// Decisions of other bodies in one register; the first stands at `place`.
pub fn decisions_of_others(
    table: &SourceTable,
    register: &Register,
    place: Place,
    body: &str,
    rows: usize,
) -> Finding {
    let (zh, en) = (&register.zh, &register.en);
    let title = Text::new(
        format!("{zh}台账有 {rows} 行是其他机关的决定,如 {body}"),
        format!("decisions of other bodies in the register of {en}: {rows}, as of {body}"),
    );
    let spot = Spot { table, place };
    spot.finding("T505", Severity::Note, title)
        .expected("本机关的决定", "decisions of our own")
        .done("这些行读入、不计入统计", "they are read and in no figure")
        .help(
            "若是本机关的另一名称,请写入 [body] names",
            "if it is another name of ours, add it under [body] names",
        )
}

/// A decision that a later one of another register undid; it stands at `stands`.
pub fn decision_overturned(
    spot: Spot<'_>,
    later: &Register,
    register: &Register,
    stands: &str,
) -> Finding {
    let title = Text::new(
        format!(
            "{}案件改变了已计入的{}决定,见 {stands}",
            later.zh, register.zh
        ),
        format!(
            "{}: this case undid a decision counted under {}; see {stands}",
            later.en, register.en
        ),
    );
    spot.finding("T506", Severity::Note, title)
        .expected(
            "维持,或没有计入的决定",
            "upheld, or a decision that is not counted",
        )
        .done(
            "该决定仍按作出时计数,金额不减",
            "the decision is counted as it was made, its amounts undiminished",
        )
        .help(
            "对外公布处罚数字时注明,或将原决定标为作废后重新运行",
            "say so where the figures are published, or mark the decision 作废 and run again",
        )
}
