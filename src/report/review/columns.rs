//! The columns of the review sheet. The hidden ones tie a line to its records and are found by
//! their names when the workbook comes back, as are those that a person fills in.

use crate::model::{Lang, Text};

/// One column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Number,
    Kind,
    Decision,
    Why,
    By,
    On,
    Other,
    Effect,
    Earlier,
    Probability,
    /// A field of the inspection and the same of the code, side by side.
    Field(SideField, Side),
    CodeState,
    Evidence,
    Detail,
    Origin(Side),
    /// Hidden: what the line is about.
    About,
    /// Hidden: a record's id.
    Id(Side),
    /// Hidden: the digest of a record's fields.
    Digest(Side),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Inspection,
    Code,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SideField {
    Day,
    Enterprise,
    CreditCode,
    Officers,
    Numbers,
    Item,
    Route,
    Office,
}

/// What is compared, in the order in which it is shown.
pub const FIELDS: [SideField; 8] = [
    SideField::Day,
    SideField::Enterprise,
    SideField::CreditCode,
    SideField::Officers,
    SideField::Numbers,
    SideField::Item,
    SideField::Route,
    SideField::Office,
];

impl SideField {
    /// What it is called where both sides stand under one heading.
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            SideField::Day => ("日期", "day"),
            SideField::Enterprise => ("检查对象", "object"),
            SideField::CreditCode => ("信用代码", "credit code"),
            SideField::Officers => ("执法人员", "officers"),
            SideField::Numbers => ("编号/文书号", "numbers"),
            SideField::Item => ("检查事项", "item"),
            SideField::Route => ("方式", "route"),
            SideField::Office => ("科室", "office"),
        };
        Text::new(zh, en)
    }
}

/// All columns from the left.
pub fn columns() -> Vec<Column> {
    let mut all = vec![
        Column::Number,
        Column::Kind,
        Column::Decision,
        Column::Why,
        Column::By,
        Column::On,
        Column::Other,
    ];
    for field in FIELDS {
        all.push(Column::Field(field, Side::Inspection));
        all.push(Column::Field(field, Side::Code));
    }
    all.extend([
        Column::CodeState,
        Column::Probability,
        Column::Effect,
        Column::Evidence,
        Column::Detail,
        Column::Earlier,
        Column::Origin(Side::Inspection),
        Column::Origin(Side::Code),
        Column::About,
        Column::Id(Side::Inspection),
        Column::Digest(Side::Inspection),
        Column::Id(Side::Code),
        Column::Digest(Side::Code),
    ]);
    all
}

/// Columns that stay in view.
pub const FROZEN: u16 = 3;

impl Column {
    pub fn is_hidden(self) -> bool {
        matches!(self, Column::About | Column::Id(_) | Column::Digest(_))
    }

    /// Whether a person writes here.
    pub fn is_filled_in(self) -> bool {
        matches!(
            self,
            Column::Decision | Column::Why | Column::By | Column::On | Column::Other
        )
    }

    pub fn width(self) -> f64 {
        match self {
            Column::Number => 6.0,
            Column::Kind | Column::Probability | Column::CodeState => 11.0,
            Column::Decision => 20.0,
            Column::Why => 30.0,
            Column::By => 10.0,
            Column::On => 12.0,
            Column::Other => 18.0,
            Column::Effect | Column::Earlier => 26.0,
            Column::Field(field, _) => match field {
                SideField::Day => 13.0,
                SideField::Route => 10.0,
                SideField::Enterprise => 32.0,
                SideField::CreditCode => 22.0,
                SideField::Numbers => 34.0,
                _ => 24.0,
            },
            Column::Evidence | Column::Detail => 70.0,
            Column::Origin(_) => 36.0,
            Column::About | Column::Id(_) | Column::Digest(_) => 18.0,
        }
    }

    /// The header; names of hidden columns are the same in every language.
    pub fn header(self) -> Text {
        let (zh, en) = match self {
            Column::Number => ("序号", "no."),
            Column::Kind => ("类别", "kind"),
            Column::Decision => ("判定(下拉选择)", "decision (choose)"),
            Column::Why => ("理由", "why"),
            Column::By => ("复核人", "judged by"),
            Column::On => ("复核日期", "judged on"),
            Column::Other => ("实际对应编号", "true counterpart"),
            Column::Effect => ("对核对表的影响", "effect on the statement"),
            Column::Earlier => ("已有判定", "judged before"),
            Column::Probability => ("匹配概率", "probability"),
            Column::Field(field, side) => return field_header(field, side),
            Column::CodeState => ("码状态", "state of code"),
            Column::Evidence => ("证据(权重)", "evidence (weight)"),
            Column::Detail => ("系统说明", "what hedui says"),
            Column::Origin(Side::Inspection) => ("检查来源行", "inspection row"),
            Column::Origin(Side::Code) => ("赋码来源行", "code row"),
            Column::About => ("hedui:about", "hedui:about"),
            Column::Id(Side::Inspection) => ("hedui:inspection", "hedui:inspection"),
            Column::Id(Side::Code) => ("hedui:code", "hedui:code"),
            Column::Digest(Side::Inspection) => {
                ("hedui:inspection-digest", "hedui:inspection-digest")
            }
            Column::Digest(Side::Code) => ("hedui:code-digest", "hedui:code-digest"),
        };
        Text::new(zh, en)
    }

    /// The column under a header cell, in either language.
    pub fn of_header(text: &str) -> Option<Column> {
        let plain = |text: &str| crate::ground::fold::fold_key(text);
        let wanted = plain(text);
        columns().into_iter().find(|column| {
            let header = column.header();
            [Lang::Zh, Lang::En]
                .iter()
                .any(|lang| plain(header.in_lang(*lang)) == wanted)
        })
    }
}

fn field_header(field: SideField, side: Side) -> Text {
    let (zh, en) = match (field, side) {
        (SideField::Day, Side::Inspection) => ("检查日期", "visited"),
        (SideField::Day, Side::Code) => ("码载日期", "date of code"),
        (SideField::Enterprise, Side::Inspection) => ("检查对象(执法系统)", "object inspected"),
        (SideField::Enterprise, Side::Code) => ("检查对象(平台)", "object of code"),
        (SideField::CreditCode, Side::Inspection) => {
            ("信用代码(执法系统)", "credit code (inspection)")
        }
        (SideField::CreditCode, Side::Code) => ("信用代码(平台)", "credit code (code)"),
        (SideField::Officers, Side::Inspection) => ("执法人员(执法系统)", "officers (inspection)"),
        (SideField::Officers, Side::Code) => ("执法人员(平台)", "officers (code)"),
        (SideField::Numbers, Side::Inspection) => {
            ("检查编号/文书号", "record and document numbers")
        }
        (SideField::Numbers, Side::Code) => ("检查码编号/文书号", "code and document numbers"),
        (SideField::Item, Side::Inspection) => ("检查事项(执法系统)", "item (inspection)"),
        (SideField::Item, Side::Code) => ("检查事项(平台)", "item (code)"),
        (SideField::Route, Side::Inspection) => ("方式(执法系统)", "route (inspection)"),
        (SideField::Route, Side::Code) => ("方式(平台)", "route (code)"),
        (SideField::Office, Side::Inspection) => ("科室(执法系统)", "office (inspection)"),
        (SideField::Office, Side::Code) => ("科室(平台)", "office (code)"),
    };
    Text::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_found_by_its_header_in_both_languages() {
        for column in columns() {
            let header = column.header();
            assert_eq!(Column::of_header(&header.zh), Some(column), "{}", header.zh);
            assert_eq!(Column::of_header(&header.en), Some(column), "{}", header.en);
        }
        assert_eq!(Column::of_header(" 复 核 人 "), Some(Column::By));
        assert_eq!(Column::of_header("备注"), None);
        let hidden = columns().into_iter().filter(|column| column.is_hidden());
        for column in hidden {
            assert!(column.header().zh.starts_with(crate::model::REVIEW_MARK));
        }
    }
}
