//! Tables of one kind of document: a workbook with a sheet for the orders and one for the opinions,
//! or a file for each. Such a sheet has the columns of a register, but a row of it is a paper of a
//! visit and no visit. Its name tells, or the marks in its numbers.

use super::Look;
use super::assign::Assignment;
use super::profile::Profile;
use crate::ground::fold::fold_key;
use crate::model::{DocumentKind, FieldName, RecordKind, Source, SourceTable, Text};
use crate::transform::fields::kinds::{kind_of_mark, read_kind};
use crate::transform::fields::numbers::read_number;

/// Official titles, and how lists of them are called.
const TITLES: [(&str, DocumentKind); 22] = {
    use DocumentKind::*;
    [
        ("检查方案", Scheme),
        ("检查记录", SiteRecord),
        ("检查笔录", SiteRecord),
        ("处理措施决定书", OnSiteDecision),
        ("处理决定书", OnSiteDecision),
        ("整改指令书", RectificationOrder),
        ("责令限期整改", RectificationOrder),
        ("责令整改通知书", RectificationOrder),
        ("限期整改通知书", RectificationOrder),
        ("责令改正通知书", RectificationOrder),
        ("责令改正指令书", RectificationOrder),
        ("强制措施决定书", CoerciveDecision),
        ("查封扣押决定书", CoerciveDecision),
        ("复查意见书", ReinspectionOpinion),
        ("处罚决定书", Other),
        ("处罚告知书", Other),
        ("听证告知书", Other),
        ("立案审批表", Other),
        ("询问通知书", Other),
        ("询问笔录", Other),
        ("勘验笔录", Other),
        ("送达回证", Other),
    ]
};
/// Rows whose number must bear the mark of an order or a case file.
const SHARE_MIN: f64 = 0.9;

/// A table that is read as a list of documents after all.
pub struct Papers {
    pub at: usize,
    pub reason: Text,
}

/// The one kind of document that the name of the sheet, or else of the file, is the title of.
pub fn named_kind(table: &SourceTable) -> Option<DocumentKind> {
    let file = table.file.rsplit(['/', '!']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    kind_named(&table.sheet).or_else(|| kind_named(stem))
}

fn kind_named(name: &str) -> Option<DocumentKind> {
    let key = fold_key(name);
    if ["及", "和", "与"].iter().any(|word| key.contains(word)) {
        return None;
    }
    let when = |c: char| c.is_ascii() || "年月日第季度份上下半一二三四".contains(c);
    let mut title = key.trim_matches(when);
    for list in [
        "导出", "列表", "清单", "明细", "台账", "信息", "数据", "查询",
    ] {
        title = title.strip_suffix(list).unwrap_or(title);
    }
    let (_, kind) = TITLES.iter().find(|(end, _)| title.ends_with(end))?;
    Some(*kind)
}

/// The column of the rows' own document numbers, before any of papers that a visit led to; and
/// whether there is no other than these.
pub fn own_numbers<'p>(
    table: &SourceTable,
    made: &Assignment,
    profiles: &'p [Profile],
) -> (Option<&'p Profile>, bool) {
    let columns = number_columns(made);
    let titled = |column: &&u16| is_headed_by_paper(table.header_of(**column));
    let own = columns.iter().find(|column| !titled(column));
    let column = own.or(columns.first());
    let profile = column.map(|column| &profiles[usize::from(*column) - 1]);
    (profile, own.is_none() && profile.is_some())
}

/// Whether a header of numbers names a paper other than a visit's own record.
pub fn is_headed_by_paper(header: &str) -> bool {
    let kind = read_kind(header).unwrap_or(DocumentKind::Other);
    let names_another = kind != DocumentKind::Other && !records_a_visit(kind);
    names_another || fold_key(header).contains("处罚决定")
}

/// Whether documents of this kind are each a visit's own record.
fn records_a_visit(kind: DocumentKind) -> bool {
    matches!(
        kind,
        DocumentKind::SiteRecord | DocumentKind::ReinspectionOpinion
    )
}

fn number_columns(made: &Assignment) -> Vec<u16> {
    let numbers = made.fields.iter();
    let numbers = numbers.filter(|span| span.field == FieldName::DocumentNumber);
    numbers.map(|span| span.column).collect()
}

/// The tables of visits that are lists of documents.
pub fn found(tables: &[SourceTable], looks: &[Look], profiles: &[Vec<Profile>]) -> Vec<Papers> {
    let kinds: Vec<Option<DocumentKind>> = tables.iter().map(named_kind).collect();
    let titled = |at: usize| kinds[at].is_some_and(|kind| !records_a_visit(kind));
    let beside = |at: usize| {
        let alike = |other: usize| {
            tables[other].file == tables[at].file || tables[other].header == tables[at].header
        };
        (0..tables.len()).any(|other| other != at && titled(other) && alike(other))
    };
    let visits = |at: &usize| {
        let seen = &looks[*at].seen;
        seen.source == Source::Safety && seen.kind == Some(RecordKind::Inspection)
    };
    let mut papers = Vec::new();
    for at in (0..tables.len()).filter(visits) {
        let named = kinds[at].is_some_and(|kind| !records_a_visit(kind) || beside(at));
        let (zh, en) = match named {
            true => ("表名是文书名称", "it is named for a kind of document"),
            false if bears_orders(&tables[at], &looks[at], &profiles[at]) => (
                "编号都是决定类文书的",
                "its numbers are those of orders or case files",
            ),
            false => continue,
        };
        let reason = Text::new(zh, en);
        papers.push(Papers { at, reason });
    }
    papers
}

/// Whether the only column of document numbers holds those of orders and case files alone.
fn bears_orders(table: &SourceTable, look: &Look, profiles: &[Profile]) -> bool {
    let columns = number_columns(&look.made);
    let [column] = columns.as_slice() else {
        return false;
    };
    // A register may tell the number of the order that a visit led to: its header says so.
    if is_headed_by_paper(table.header_of(*column)) {
        return false;
    }
    let profile = &profiles[usize::from(*column) - 1];
    let ordered = |key: &&String| {
        let mark = read_number(key).map(|number| number.kind);
        let kind = mark.as_deref().and_then(kind_of_mark);
        kind.is_some_and(|kind| kind != DocumentKind::Scheme && !records_a_visit(kind))
    };
    let rows = profile.sample.len();
    let share = profile.sample.iter().filter(ordered).count() as f64 / rows.max(1) as f64;
    rows >= 3 && share >= SHARE_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_lists_of_documents_and_books_of_visits_do_not() {
        use DocumentKind::*;
        for (name, kind) in [
            ("责令限期整改指令书", Some(RectificationOrder)),
            ("责令限期整改指令书_2025年3月", Some(RectificationOrder)),
            ("2025年第一季度现场处理措施决定书台账", Some(OnSiteDecision)),
            ("整改复查意见书导出", Some(ReinspectionOpinion)),
            ("现场检查方案", Some(Scheme)),
            ("现场检查记录 (2)", Some(SiteRecord)),
            ("行政处罚决定书", Some(Other)),
            ("检查及责令整改情况", None),
            ("执法检查台账", None),
            ("Sheet1", None),
        ] {
            assert_eq!(kind_named(name), kind, "{name}");
        }
    }

    const HEADER: &str =
        "文号 | 企业名称 | 信用代码 | 检查时间 | 执法人员 | 检查类型 | 隐患数 | 罚款额（元）";

    fn kind_of(sheets: &[(&str, &str)]) -> Vec<Option<RecordKind>> {
        let lines = |mark: &str| {
            let row = |n: u32| {
                format!(
                    "（攸县）应急{mark}〔2025〕{n}号 | 攸县甲{n}化工有限公司 | 91430223MAYYYY016K | \
                     2025-03-0{n} | 张三、李四 | 日常检查 | {n} | "
                )
            };
            let rows: Vec<String> = (1..=4).map(row).collect();
            [vec![HEADER.to_string()], rows].concat()
        };
        let tables: Vec<SourceTable> = sheets
            .iter()
            .map(|(sheet, mark)| {
                let lines = lines(mark);
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let mut made = crate::transform::sketch::table("文书.xlsx", &lines);
                made.sheet = (*sheet).into();
                made
            })
            .collect();
        let mapped = super::super::map_tables(0, &tables, &crate::model::Settings::default());
        mapped
            .into_iter()
            .map(|(mapping, _)| mapping.kind)
            .collect()
    }

    #[test]
    fn a_sheet_for_each_kind_of_document_holds_papers_and_no_visits() {
        let paper = Some(RecordKind::Document);
        let visit = Some(RecordKind::Inspection);
        let all = [
            ("现场检查方案", "检查"),
            ("现场检查记录", "检记"),
            ("责令限期整改指令书", "责改"),
        ];
        assert_eq!(kind_of(&all), [paper; 3]);
        assert_eq!(kind_of(&[("现场检查记录", "检记")]), [visit]);
        assert_eq!(
            kind_of(&[("Sheet1", "检记"), ("Sheet2", "责改")]),
            [visit, paper]
        );
    }
}
