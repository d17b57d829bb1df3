//! What one value looks like. A value may look like several things.

use crate::ground::fold::fold_key;
use crate::model::authority::is_office_alone;
use crate::model::{Cell, CodeForm, CodeState, DocumentKind, RecordState};
use crate::transform::fields::contains_any;
use crate::transform::fields::credit::{code_within, read_code};
use crate::transform::fields::dates::{DateFault, When};
use crate::transform::fields::flags::read_flag;
use crate::transform::fields::kinds::{is_document_title, kind_of_mark};
use crate::transform::fields::months::read_months;
use crate::transform::fields::numbers::read_number;
use crate::transform::fields::officers::is_people;
use crate::transform::fields::routes::read_route;
use crate::transform::fields::several::firms_listed;
use crate::transform::fields::states::{read_code_state, read_record_state};

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
    Address,
    Rating,
    Industry,
    /// 企业, 个体工商户: what sort of enterprise.
    Category,
    /// 对……的检查: an item of the list of inspections.
    Item,
    /// 1次/年, 每年2次.
    Frequency,
    /// 抽中, 未抽中.
    DrawnWord,
    /// 3.14: a day of a month, or a number with a fraction.
    MonthDay,
    /// A time of day without a day.
    Clock,
    Long,
}

/// Number of shapes.
pub const SHAPES: usize = Shape::Long as usize + 1;

/// Texts longer than this are sentences, names with certificate numbers apart.
const WORDS_MAX: usize = 24;

const CODE_LENGTH: usize = 18;

/// Every shape of one value; `key` is its folded text, `date` what it is as a date.
pub fn shapes(
    cell: &Cell,
    text: &str,
    key: &str,
    date: Option<Result<When, DateFault>>,
    mut has: impl FnMut(Shape),
) {
    let length = key.chars().count();
    let mut say = |is: bool, shape: Shape| {
        if is {
            has(shape);
        }
    };
    if let Some(code) = read_code(cell) {
        let short = code.form == CodeForm::Short;
        let whole = matches!(
            code.form,
            CodeForm::Valid | CodeForm::BadCheck | CodeForm::Damaged
        );
        let masked = code.form == CodeForm::Masked && length == 18;
        say(whole || short || masked, Shape::Code);
        say(short, Shape::ShortCode);
    }
    let dated = is_dated(date, key, length);
    let plain_number = matches!(cell, Cell::Number(n) if *n < 30_000.0);
    say(dated && !plain_number, Shape::Date);
    say(!dated && read_months(text).is_some(), Shape::Month);
    say(is_text(cell) && is_month_day(key), Shape::MonthDay);
    if let Some(number) = read_number(text) {
        let kind = kind_of_mark(&number.kind);
        let record = Some(DocumentKind::SiteRecord);
        let visit = [record, Some(DocumentKind::ReinspectionOpinion), None].contains(&kind);
        say(true, Shape::DocumentNumber);
        say(kind == record, Shape::SiteRecordNumber);
        say(!visit, Shape::OtherDocument);
        return;
    }
    let count = key.parse::<u32>().is_ok_and(|n| n < 100_000) && length <= 5;
    say(count, Shape::Count);
    say(is_phone(key), Shape::Phone);
    say(is_id_like(key) && !dated, Shape::IdLike);
    say(length > WORDS_MAX, Shape::Long);
    say(is_clock(key), Shape::Clock);
    say(is_item(key, length), Shape::Item);
    say(is_address(key, length), Shape::Address);
    say(read_flag(text).is_some(), Shape::Flag);
    if dated || count {
        return;
    }
    // Names with certificate numbers run long.
    say(length <= 90 && is_people(text), Shape::People);
    let listed = !firms_listed(text).is_empty();
    if listed {
        say(true, Shape::Firm);
    } else if length <= WORDS_MAX {
        shapes_of_words(text, key, length, say);
    } else if length <= WORDS_MAX + CODE_LENGTH * 2
        && let Some((name, _)) = code_within(text)
    {
        say(is_firm(&fold_key(&name)), Shape::Firm);
    }
}

fn is_dated(date: Option<Result<When, DateFault>>, key: &str, length: usize) -> bool {
    // Six digits that are no day are a number: 100023, 430381.
    let digits = || length == 6 && key.bytes().all(|byte| byte.is_ascii_digit());
    match date {
        Some(Ok(_)) => length >= 5,
        Some(Err(_)) if digits() => false,
        Some(Err(fault)) => matches!(
            fault,
            DateFault::Ambiguous | DateFault::NoSuchMonth(_) | DateFault::NoSuchDay(_)
        ),
        None => false,
    }
}

fn is_text(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(_))
}

/// 3.4, 12.31. A number of a spreadsheet has lost the nought of 1.20.
fn is_month_day(key: &str) -> bool {
    let Some((month, day)) = key.split_once('.') else {
        return false;
    };
    let within = |part: &str, most: u32| {
        part.len() <= 2 && part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n))
    };
    within(month, 12) && within(day, 31)
}

fn shapes_of_words(text: &str, key: &str, length: usize, mut say: impl FnMut(bool, Shape)) {
    let body = is_body(key);
    say(body, Shape::Body);
    say(is_office(key), Shape::Office);
    say(is_town(key), Shape::Town);
    let category = CATEGORIES.contains(&key);
    say(category, Shape::Category);
    say(is_frequency(key), Shape::Frequency);
    say(is_rating(key), Shape::Rating);
    say(is_industry(key, length), Shape::Industry);
    let drawn = ["抽中", "中签", "选中", "抽取"];
    say(length <= 6 && contains_any(key, &drawn), Shape::DrawnWord);
    let place = is_address(key, length) && !is_named_after_firm(key);
    if !body && !category && !place && !is_item(key, length) {
        say(is_firm(key), Shape::Firm);
    }
    if !body {
        say(length <= 16 && read_route(text).is_some(), Shape::Route);
        say(is_activity(key), Shape::Activity);
        say(is_document_title(text), Shape::DocumentTitle);
    }
    if length > 10 {
        return;
    }
    let business = [
        "存续", "在业", "停业", "停产", "注销", "吊销", "在营", "开业", "迁出", "歇业",
    ];
    say(contains_any(key, &business), Shape::BusinessStatus);
    // 责令限期整改 is what a visit led to, not where its record stands.
    if contains_any(key, &["责令", "限期"]) {
        return;
    }
    let code = read_code_state(text).unwrap_or_default();
    say(code != CodeState::Unknown, Shape::CodeState);
    let record = read_record_state(text).unwrap_or_default();
    say(record != RecordState::Unknown, Shape::RecordState);
}

/// What rosters write for the sort of an enterprise.
const CATEGORIES: [&str; 22] = [
    "企业",
    "公司",
    "个体工商户",
    "个体户",
    "个体",
    "农民专业合作社",
    "合作社",
    "事业单位",
    "机关",
    "机关单位",
    "社会团体",
    "社会组织",
    "民办非企业单位",
    "个人",
    "自然人",
    "有限责任公司",
    "股份有限公司",
    "个人独资企业",
    "合伙企业",
    "国有企业",
    "民营企业",
    "无照经营者",
];

fn is_clock(key: &str) -> bool {
    let key = key.replace(['时', '点'], ":").replace(['分', '秒'], "");
    let first = key.split(['-', '~', '至']).next().unwrap_or_default();
    let parts: Vec<&str> = first.trim_end_matches(':').split(':').collect();
    let number = |part: &&str| part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| n < 60);
    first.contains(':') && parts.len() <= 3 && parts.iter().all(number)
}

fn is_item(key: &str, length: usize) -> bool {
    let ends = ["检查", "抽查", "监督检查", "执法检查"];
    (6..=60).contains(&length)
        && (key.starts_with('对') || key.contains("情况"))
        && ends.iter().any(|end| key.ends_with(end))
}

/// A place with a street, a village or a number, but no firm.
fn is_address(key: &str, length: usize) -> bool {
    let within = ["村", "路", "街", "组", "巷", "大道", "社区", "镇", "乡"];
    let ends = [
        "号",
        "组",
        "村",
        "路",
        "栋",
        "楼",
        "室",
        "社区",
        "巷",
        "大道",
        "旁",
        "口",
        "侧",
        "内",
        "对面",
        "园区",
        "工业园",
        "产业园",
        "米",
        "段",
        "处",
    ];
    (5..=60).contains(&length)
        && contains_any(key, &within)
        && (ends.iter().any(|end| key.ends_with(end))
            || contains_any(key, &["号", "村"]) && key.bytes().any(|b| b.is_ascii_digit()))
        && !is_body(key)
        && !is_office(key)
        && !is_named_after_firm(key)
}

fn is_named_after_firm(key: &str) -> bool {
    let name = key.split('(').next().unwrap_or(key);
    [
        "公司",
        "厂",
        "加油站",
        "超市",
        "商行",
        "经营部",
        "门市部",
        "店",
        "合作社",
        "学校",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

/// 1次, 2次/年, 每年1次, 每三年一次.
fn is_frequency(key: &str) -> bool {
    key.chars().count() <= 12
        && key.contains('次')
        && (key.starts_with('每')
            || key.starts_with(|c: char| c.is_ascii_digit() || "一二三四=>≥".contains(c)))
}

fn is_rating(key: &str) -> bool {
    let words = ["满意", "好评", "差评", "中评", "未评价", "已评价"];
    let stars = key.ends_with('星') && key.chars().count() <= 3;
    key.chars().count() <= 6 && (stars || contains_any(key, &words))
}

fn is_industry(key: &str, length: usize) -> bool {
    let words = [
        "危险化学品",
        "危化",
        "烟花爆竹",
        "工贸",
        "矿山",
        "煤矿",
        "非煤",
        "冶金",
        "有色",
        "建材",
        "机械",
        "轻工",
        "纺织",
        "商贸",
        "化工",
        "医药",
        "建筑施工",
        "交通运输",
        "制造业",
        "批发业",
        "零售业",
        "餐饮",
        "仓储",
        "金属冶炼",
        "采矿业",
        "采选业",
        "加工业",
        "住宿业",
        "养殖业",
    ];
    length <= 14
        && contains_any(key, &words)
        && !is_office(key)
        && !contains_any(
            key,
            &["检查", "执法", "公司", "厂", "店", "经营部", "批发部"],
        )
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
        && !key.starts_with("对")
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
        && !is_office_alone(key)
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
