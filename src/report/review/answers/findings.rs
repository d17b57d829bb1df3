//! What keeps a line of a review workbook from being taken.

use super::super::columns::{Column, Side};
use crate::model::{Finding, Place, Ruling, SeenRecord, Severity, Text};
use std::collections::BTreeMap;

/// One line of a review sheet.
pub struct Line {
    pub file: String,
    pub sheet: String,
    /// 1-based.
    pub row: u32,
    pub texts: Vec<String>,
    pub column_of: BTreeMap<Column, usize>,
    pub headers: Vec<String>,
}

impl Line {
    /// The text of a column; empty where there is none.
    pub fn text(&self, column: Column) -> &str {
        let at = self.column_of.get(&column);
        at.and_then(|at| self.texts.get(*at))
            .map_or("", String::as_str)
    }

    pub fn strange_decision(&self) -> Finding {
        let words = Ruling::ALL.map(|ruling| ruling.words());
        let list = |pick: fn(&Text) -> &str, comma: &str| {
            words.iter().map(pick).collect::<Vec<_>>().join(comma)
        };
        self.refused(
            "L411",
            Column::Decision,
            Text::new("判定读不懂", "the decision is not understood"),
        )
        .expected(list(|text| &text.zh, "、"), list(|text| &text.en, ", "))
        .help(
            "改为下拉中的一项后重新读回",
            "choose one of the list and apply again",
        )
    }

    pub fn lost_ids(&self) -> Finding {
        self.refused(
            "L412",
            Column::Decision,
            Text::new(
                "这一行已没有隐藏列中的编号,不知属于哪条记录",
                "the line has lost the ids of its hidden columns; its records are not known",
            ),
        )
        .help(
            "从原来的复核表复制整行(连同隐藏列),或重新导出",
            "copy the whole line with its hidden columns from the workbook, or export again",
        )
    }

    pub fn record_changed(&self, side: Side, now: &SeenRecord) -> Finding {
        let side = side_words(side);
        self.refused(
            "L413",
            Column::Decision,
            Text::new(
                format!("{}在导出复核表之后变动过:现为 {}", side.zh, now.shown()),
                format!(
                    "the {} has changed since the export: now {}",
                    side.en,
                    now.shown()
                ),
            ),
        )
        .help(
            "用 hedui review export 重新导出并复核这一条",
            "export it again with hedui review export and judge it anew",
        )
    }

    pub fn record_gone(&self, side: Side) -> Finding {
        let side = side_words(side);
        self.refused(
            "L414",
            Column::Decision,
            Text::new(
                format!("{}已不在输入文件中,或名称、日期已更正", side.zh),
                format!(
                    "the {} is no longer among the inputs, or its name or day was corrected",
                    side.en
                ),
            ),
        )
        .help(
            "检查读回时所写的文件夹;用 hedui review export 重新导出并复核这一条",
            "check which folder is named; export again with hedui review export and judge it anew",
        )
    }

    pub fn unfit_decision(&self) -> Finding {
        self.refused(
            "L415",
            Column::Decision,
            Text::new(
                "判定与这一行不符",
                "the decision does not fit what the line is about",
            ),
        )
        .expected(
            "可能链接只判是否同一次;确为漏扫只用于有检查无码的行;确为虚假扫码只用于有码无检查的行;\
             同一次检查须有候选或实际对应编号",
            "“same”, “different” or “unsure” for a possible link; “missed scan” for an inspection, \
             “false scan” for a code; “same visit” needs a candidate or a true counterpart",
        )
    }

    pub fn contradicted(&self, other: &Line) -> Finding {
        let title = Text::new(
            format!(
                "第 {} 行与第 {} 行对同一件事的判定不同",
                self.row, other.row
            ),
            format!(
                "lines {} and {} decide one thing differently",
                self.row, other.row
            ),
        );
        let finding = self.refused("L416", Column::Decision, title);
        finding.done("两行均未采用", "neither was taken").help(
            "两行改为一致,或删去其中一行",
            "make the two lines agree, or delete one",
        )
    }

    pub fn no_such_number(&self) -> Finding {
        self.refused(
            "L417",
            Column::Other,
            Text::new(
                "没有唯一一条对应的记录有这个编号",
                "no single record of the other side bears this number",
            ),
        )
        .expected(
            "对方系统中的检查码编号、检查编号或文书号",
            "a code, record or document number of the other system",
        )
    }

    pub fn strange_day(&self) -> Finding {
        let title = Text::new(
            "复核日期读不懂",
            "the day of the decision is not understood",
        );
        self.finding("L418", Severity::ValueDoubtful, Column::On, title)
            .expected("日期,如 2026-01-05", "a day such as 2026-01-05")
            .done("按读回当日记", "kept as of the day on which it was read")
    }

    pub fn without_decision(&self) -> Finding {
        let title = Text::new(
            "写了理由或编号而没有判定",
            "a reason or a number, but no decision",
        );
        self.finding("L419", Severity::ValueDoubtful, Column::Decision, title)
            .done("该行未采用", "the line was not taken")
            .help(
                "在判定列选一项后重新读回",
                "choose a decision and apply again",
            )
    }

    fn refused(&self, rule: &'static str, column: Column, title: Text) -> Finding {
        self.finding(rule, Severity::RowRejected, column, title)
            .done(
                "该行的判定未采用",
                "the decision of this line was not taken",
            )
    }

    fn finding(
        &self,
        rule: &'static str,
        severity: Severity,
        column: Column,
        title: Text,
    ) -> Finding {
        let at = self.column_of.get(&column).copied();
        let place = Place {
            table: 0,
            row: self.row,
            column: at.map_or(0, |at| at as u16 + 1),
        };
        let header = at
            .and_then(|at| self.headers.get(at))
            .map_or("", String::as_str);
        let actual = match self.text(column) {
            "" => [Column::Number, Column::Kind, Column::Why]
                .map(|c| self.text(c))
                .join(" "),
            text => text.to_string(),
        };
        Finding::about_file(rule, severity, &self.file, title).at(
            &self.sheet,
            place,
            header,
            &actual,
        )
    }
}

fn side_words(side: Side) -> Text {
    match side {
        Side::Inspection => Text::new("检查记录", "inspection"),
        Side::Code => Text::new("赋码记录", "code"),
    }
}
