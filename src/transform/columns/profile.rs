//! What a column's values look like, from a sample spread over the table.

use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{Cell, CodeForm, CodeState, DocumentKind, RecordState, SourceTable};
use crate::transform::fields::credit::read_code;
use crate::transform::fields::dates::{DateFault, DateSense, read_date};
use crate::transform::fields::flags::read_flag;
use crate::transform::fields::kinds::{is_document_title, kind_of_mark};
use crate::transform::fields::months::read_months;
use crate::transform::fields::numbers::read_number;
use crate::transform::fields::officers::is_people;
use crate::transform::fields::routes::read_route;
use crate::transform::fields::states::{read_code_state, read_record_state};

use std::collections::HashSet;

const SAMPLE_ROWS_MAX: usize = 240;

/// What a value can look like. A value may look like several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Code,
    /// A code of 15 digits: a registration number, or a code cut short.
    ShortCode,
    Date,
    Month,
    DocumentNumber,
    /// A document number that is no inspection record's or re-inspection's.
    OtherDocument,
    SiteRecordNumber,
    Firm,
    Body,
    Office,
    People,
    Town,
    Flag,
    CodeState,
    RecordState,
    BusinessStatus,
    Route,
    Activity,
    Count,
    DocumentTitle,
    IdLike,
    Phone,
    Long,
}

const SHAPES: usize = Shape::Long as usize + 1;

/// Counts of shapes in one column.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub filled: usize,
    pub distinct: usize,
    pub ascending: bool,
    /// Folded sample, in row order, blanks left empty: for comparing columns with each other.
    pub sample: Vec<String>,
    counts: [usize; SHAPES],
}

impl Profile {
    /// Share of the filled cells with this shape.
    pub fn share(&self, shape: Shape) -> f64 {
        match self.filled {
            0 => 0.0,
            filled => self.counts[shape as usize] as f64 / filled as f64,
        }
    }
}

/// One profile per column.
pub fn profiles(table: &SourceTable) -> Vec<Profile> {
    let data = table.data_rows().count();
    let step = data.div_ceil(SAMPLE_ROWS_MAX).max(1);
    let rows: Vec<_> = table.data_rows().step_by(step).collect();
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let width = width.max(table.header.len());
    (0..width)
        .map(|column| {
            let cells = rows
                .iter()
                .map(|row| row.cells.get(column).unwrap_or(&Cell::Empty));
            profile(cells)
        })
        .collect()
}

fn profile<'a>(cells: impl Iterator<Item = &'a Cell>) -> Profile {
    let mut profile = Profile {
        ascending: true,
        ..Profile::default()
    };
    let mut seen = HashSet::new();
    let mut last = None;
    for cell in cells {
        let text = cell.text();
        let key = fold_key(&text);
        profile.sample.push(key.clone());
        if cell.is_blank() || is_placeholder(&text) && key != "0" {
            continue;
        }
        profile.filled += 1;
        shapes(cell, &text, &key, |shape| {
            profile.counts[shape as usize] += 1
        });
        let number = key.parse::<u64>().ok();
        let follows = match (last, number) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(number)) => number > before,
        };
        profile.ascending &= follows;
        last = number;
        seen.insert(key);
    }
    profile.distinct = seen.len();
    profile
}

fn shapes(cell: &Cell, text: &str, key: &str, mut has: impl FnMut(Shape)) {
    let length = key.chars().count();
    let mut say = |is: bool, shape: Shape| {
        if is {
            has(shape);
        }
    };
    if let Some(code) = read_code(cell) {
        let looks = matches!(
            code.form,
            CodeForm::Valid | CodeForm::BadCheck | CodeForm::Damaged
        );
        let short = code.form == CodeForm::Short || code.form == CodeForm::Masked && length == 18;
        say(looks || short, Shape::Code);
        say(code.form == CodeForm::Short, Shape::ShortCode);
    }
    let plain_number = matches!(cell, Cell::Number(n) if *n < 30_000.0);
    let date = read_date(
        cell,
        DateSense {
            year: Some(2000),
            ..DateSense::default()
        },
    );
    let dated = match date {
        Some(Ok(_)) => length >= 5,
        Some(Err(DateFault::Ambiguous | DateFault::NoSuchMonth(_) | DateFault::NoSuchDay(_))) => {
            true
        }
        _ => false,
    };
    say(dated && !plain_number, Shape::Date);
    say(!dated && read_months(text).is_some(), Shape::Month);
    if let Some(number) = read_number(text) {
        say(true, Shape::DocumentNumber);
        let kind = kind_of_mark(&number.kind);
        say(
            kind == Some(DocumentKind::SiteRecord),
            Shape::SiteRecordNumber,
        );
        let visits = [
            Some(DocumentKind::SiteRecord),
            Some(DocumentKind::ReinspectionOpinion),
            None,
        ];
        say(!visits.contains(&kind), Shape::OtherDocument);
        return;
    }
    let count = key.parse::<u32>().is_ok_and(|n| n < 100_000) && length <= 5;
    say(count, Shape::Count);
    say(is_phone(key), Shape::Phone);
    say(is_id_like(key) && !dated, Shape::IdLike);
    say(length > 24, Shape::Long);
    say(read_flag(text).is_some(), Shape::Flag);
    // Names with certificate numbers run long.
    say(
        length <= 90 && !dated && !count && is_people(text),
        Shape::People,
    );
    if length > 24 || dated || count {
        return;
    }
    let body = is_body(key);
    say(body, Shape::Body);
    say(!body && is_firm(key), Shape::Firm);
    say(is_office(key), Shape::Office);
    say(is_town(key), Shape::Town);
    say(
        !body && length <= 16 && read_route(text).is_some(),
        Shape::Route,
    );
    say(!body && is_activity(key), Shape::Activity);
    say(!body && is_document_title(text), Shape::DocumentTitle);
    if length <= 10 {
        let business = [
            "存续", "在业", "停业", "停产", "注销", "吊销", "在营", "开业", "迁出", "歇业",
        ];
        say(
            business.iter().any(|word| key.contains(word)),
            Shape::BusinessStatus,
        );
        let code = read_code_state(text);
        say(
            code.is_some_and(|state| state != CodeState::Unknown),
            Shape::CodeState,
        );
        let record = read_record_state(text);
        say(
            record.is_some_and(|state| state != RecordState::Unknown),
            Shape::RecordState,
        );
    }
}

fn is_phone(key: &str) -> bool {
    key.len() == 11 && key.starts_with('1') && key.bytes().all(|b| b.is_ascii_digit())
}

fn is_id_like(key: &str) -> bool {
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    let plain = key
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_/()".contains(*c))
        .count();
    let length = key.chars().count();
    let words = key.chars().filter(|c| !c.is_ascii()).count();
    words <= 4 && (4..=40).contains(&length) && digits >= 2 && plain * 10 >= length * 6
}

/// Whether a name ends like an enterprise's.
pub fn is_firm(key: &str) -> bool {
    const ENDS: [&str; 44] = [
        "公司",
        "厂",
        "店",
        "站",
        "场",
        "矿",
        "部",
        "行",
        "社",
        "中心",
        "院",
        "学校",
        "超市",
        "酒店",
        "宾馆",
        "户",
        "库",
        "集团",
        "车间",
        "馆",
        "坊",
        "园",
        "铺",
        "栈",
        "城",
        "企业",
        "联营",
        "作业区",
        "经营户",
        "工作室",
        "门市",
        "小学",
        "中学",
        "幼儿园",
        "分公司",
        "市场",
        "项目部",
        "合伙",
        "茶楼",
        "KTV",
        "基地",
        "大楼",
        "商行",
        "农庄",
    ];
    let name = key
        .split('(')
        .next()
        .filter(|name| name.chars().count() >= 3)
        .unwrap_or(key);
    key.chars().count() >= 4
        && (ENDS.iter().any(|end| name.ends_with(end)) || key.contains("公司"))
        && !key.contains("计划")
}

fn is_body(key: &str) -> bool {
    [
        "局",
        "政府",
        "办公室",
        "委员会",
        "厅",
        "大队",
        "支队",
        "总队",
        "司法所",
        "街道办",
    ]
    .iter()
    .any(|end| key.ends_with(end))
}

fn is_office(key: &str) -> bool {
    ["股", "科", "室", "中队", "大队", "处", "组"]
        .iter()
        .any(|end| key.ends_with(end))
}

fn is_town(key: &str) -> bool {
    let ends = [
        "镇",
        "乡",
        "街道",
        "街道办事处",
        "办事处",
        "开发区",
        "经开区",
        "园区",
    ];
    key.chars().count() <= 14 && ends.iter().any(|end| key.ends_with(end))
}

fn is_activity(key: &str) -> bool {
    let words = [
        "行政检查",
        "执法检查",
        "指导服务",
        "服务",
        "督导",
        "宣传",
        "许可",
        "事故调查",
        "走访",
        "调研",
    ];
    words.iter().any(|word| key.contains(word))
}

impl Profile {
    /// Whether the filled cells look like nothing at all: garbled text, error values.
    pub fn sample_is_unreadable(&self) -> bool {
        self.counts.iter().all(|count| *count * 10 < self.filled)
    }

    /// Whether the values are groups of enterprises (全市矿山企业58家) rather than single ones.
    pub fn names_groups(&self) -> bool {
        let counted = |key: &str| {
            ["家", "户", "%"].iter().any(|unit| {
                let before = key.find(unit).and_then(|at| key[..at].chars().next_back());
                before.is_some_and(|c| c.is_ascii_digit())
            })
        };
        let wide = |key: &str| {
            ["全市", "全县", "全区", "辖区", "各类"]
                .iter()
                .any(|w| key.starts_with(w))
        };
        let filled = || self.sample.iter().filter(|key| !key.is_empty());
        let groups = filled().filter(|key| counted(key) || wide(key)).count();
        groups * 2 > filled().count()
    }
}
