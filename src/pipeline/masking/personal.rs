//! Which words are personal: names and numbers of the columns that hold them.

use super::{Masker, anonymous, numbers, told};
use crate::ground::surname::is_personal_name;
use crate::model::{Books, Cell, CreditCode, FieldName, SourceTable, TableMapping, is_valid_code};
use crate::transform::is_people;
use std::collections::{BTreeMap, BTreeSet};

/// Fields whose values are personal.
const PERSONAL: &[FieldName] = &[
    FieldName::Officers,
    FieldName::Officers2,
    FieldName::OfficerCertificates,
    FieldName::LegalPerson,
    FieldName::Telephone,
    FieldName::Reporter,
];

/// Words in the header of a column that no field was recognised for, or of a register.
const PERSONAL_HEADERS: &[&str] = &[
    "姓名",
    "人员",
    "电话",
    "手机",
    "证号",
    "证件",
    "身份证",
    "联系人",
    "负责人",
    "法定代表",
    "经办",
    "承办人",
    "驾驶人",
    "填表人",
    "审核人",
    "审批人",
    "签发人",
    "代理人",
    "见证",
    "证人",
    "陪同人",
    "经手",
    "死者",
    "伤者",
    "家属",
    "安全员",
    "安全管理员",
    "评价人",
    "填报人",
    "制表人",
];

/// Words in the header of a column of parties, who are firms or persons.
const PARTY_HEADERS: &[&str] = &[
    "当事人",
    "申请人",
    "处罚人",
    "处罚对象",
    "被强制",
    "相对人",
    "第三人",
    "原告",
    "起诉人",
    "举报人",
    "投诉人",
    "签收",
    "业主",
    "经营者",
    "反映人",
    "报告人",
];
/// Words in a header that tell a kind or an answer, not a name.
const NO_NAME_HEADERS: &[&str] = &[
    "类型",
    "类别",
    "种类",
    "性质",
    "是否",
    "人数",
    "数量",
    "日期",
    "时间",
    "有效期",
    "意见",
    "许可",
    "执照",
    "产权",
];
/// How a word begins or ends that stands in a column of persons and is no name.
const NO_NAME_BEGINS: &[char] = &[
    '未', '无', '不', '暂', '同', '待', '本', '见', '已', '详', '空',
];
const NO_NAME_ENDS: &[char] = &[
    '队', '局', '所', '科', '股', '室', '组', '办', '处', '镇', '乡',
];

/// Personal words and what stands for them.
pub(super) fn words(books: &Books) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut add = |text: &str| words.extend(parts(text));
    for event in &books.understood.events {
        event.officers.iter().for_each(|name| add(name));
        let coded = event.credit_code.as_ref().and_then(CreditCode::usable);
        if coded.is_none() {
            // 李明(无证经营) is still a person.
            let name = event.name.split(['(', '（']).next().unwrap_or_default();
            persons_in(name).for_each(&mut add);
        }
    }
    let judgements = &books.judgements.list;
    for judgement in judgements {
        add(&judgement.by);
        let seen = [&judgement.inspection, &judgement.code];
        let officers = seen.map(|seen| seen.as_ref().map_or("", |seen| seen.field("officers")));
        officers.into_iter().for_each(&mut add);
    }
    for (table, mapping) in books
        .extracted
        .tables
        .iter()
        .zip(&books.understood.mappings)
    {
        let columns = personal_columns(table, mapping);
        let parties = party_columns(table, mapping);
        let any = !columns.is_empty() || !parties.is_empty();
        for row in table.data_rows().filter(|_| any) {
            let cells = row.cells.to_vec();
            for column in &columns {
                let cell = cells.get(usize::from(*column) - 1);
                cell.iter().for_each(|cell| add(&cell.text()));
            }
            let parties = parties.iter().filter_map(|column| cells.get(column - 1));
            parties.for_each(|cell| persons_in(&cell.text()).for_each(&mut add));
        }
        let cells = table.rows.iter().flat_map(|row| row.cells.iter());
        for cell in cells {
            if let Cell::Text(text) = cell {
                told::names(text).into_iter().for_each(&mut add);
            }
        }
    }
    // As it stands in sentences: a name in Latin letters alone may be a part of other words.
    for judgement in judgements {
        let (was, is) = (judgement.words(), anonymous(judgement).words());
        words.extend([(was.zh, is.zh), (was.en, is.en)]);
    }
    with_firms(books, words)
}

/// What of a cell is personal, and its masks. A number that its form masks everywhere
/// is no word: 430381 at the head of an identity number begins many others.
fn parts(text: &str) -> Vec<(String, String)> {
    let rest = numbers::masked(text);
    let parts = rest.split(|c: char| "、，,;；/ 　\t\n()（）[]【】:：".contains(c));
    // A column of 证件号码 has persons' numbers and firms' codes.
    let own = parts.map(str::trim).filter(|part| !is_valid_code(part));
    let word = |part: &str| Some((part.to_string(), mask_of(part)?));
    own.filter_map(word).collect()
}

/// The words, and the names of firms that one of them is a part of: these stay.
fn with_firms(books: &Books, mut words: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let masker = Masker::of(words.clone());
    let events = books.understood.events.iter().map(|event| &*event.name);
    let records = books.understood.records.iter();
    let records = records.filter_map(|record| Some(record.enterprise.as_ref()?.value.as_str()));
    let names: BTreeSet<&str> = events.chain(records).collect();
    for name in names {
        let own = name.split(['(', '（']).next().unwrap_or_default();
        if !is_personal_name(own) && !words.contains_key(name) && masker.masked(name) != name {
            words.insert(name.to_string(), name.to_string());
        }
    }
    words
}

fn personal_columns(table: &SourceTable, mapping: &TableMapping) -> Vec<u16> {
    let width = table.header.len() as u16;
    let field = |column: u16| mapping.fields.iter().find(|span| span.column == column);
    let is_personal = |column: &u16| match field(*column) {
        Some(span) => PERSONAL.contains(&span.field),
        None => names_a(table.header_of(*column), PERSONAL_HEADERS),
    };
    (1..=width).filter(is_personal).collect()
}

/// Columns of parties of a register; where a field was recognised, its objects are enterprises.
fn party_columns(table: &SourceTable, mapping: &TableMapping) -> Vec<usize> {
    let known = |column: u16| mapping.fields.iter().any(|span| span.column == column);
    let width = table.header.len() as u16;
    let is_party = |column: &u16| {
        let header = table.header_of(*column);
        !known(*column) && names_a(header, PARTY_HEADERS)
    };
    let found = (1..=width).filter(is_party);
    found.map(usize::from).collect()
}

fn names_a(header: &str, words: &[&str]) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| header.contains(word));
    has(words) && !has(NO_NAME_HEADERS)
}

/// The persons among the parties of a cell; a firm's name is not taken apart.
fn persons_in(text: &str) -> impl Iterator<Item = &str> {
    let parties = text
        .split(['、', '，', ',', '；', ';', '\n'])
        .map(str::trim);
    parties.filter(|name| is_personal_name(name) && is_people(name))
}

/// What stands for a word; `None` for one that is no name and no number.
pub(super) fn mask_of(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let is_chinese = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) || *c == '·';
    let digits = letters.iter().filter(|c| c.is_numeric()).count();
    let first = letters.first()?;
    let no_name = NO_NAME_BEGINS.contains(first) || NO_NAME_ENDS.contains(letters.last()?);
    // 湘C123456 is a certificate, 2027-03-05 a day.
    let number = |c: &char| c.is_alphanumeric() && !is_chinese(c) || *c == '-';
    let is_number = letters[1..].iter().all(number) && !is_day(word);
    match letters.len() {
        2..=4 if letters.iter().all(is_chinese) => {
            let mask = || format!("{first}{}", "*".repeat(letters.len() - 1));
            (!no_name).then(mask)
        }
        length @ 6..=20 if digits * 2 > length && is_number => {
            let end: String = letters[length - 2..].iter().collect();
            Some(format!("{}{end}", "*".repeat(length - 2)))
        }
        _ => None,
    }
}

/// Digits as days are written, which certificates have beside their numbers.
fn is_day(word: &str) -> bool {
    let mut parts = word.split(['-', '.']).map(str::len);
    (parts.next(), parts.next(), parts.next()) == (Some(4), Some(2), Some(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_stand_among_parties_and_firms_are_not_taken_apart() {
        let persons = |text| persons_in(text).collect::<Vec<_>>();
        assert_eq!(persons("李明、欧阳慧敏"), ["李明", "欧阳慧敏"]);
        for firms in [
            "华峰化工（湘乡） 有限公司",
            "宏辉商贸",
            "王记店",
            "湘乡",
            "有限公司",
        ] {
            assert!(persons(firms).is_empty(), "{firms}");
        }
    }

    #[test]
    fn a_column_of_kinds_names_nobody() {
        assert!(names_a("当事人名称", PARTY_HEADERS));
        assert!(!names_a("当事人类型", PARTY_HEADERS));
        assert!(!names_a("负责人是否出庭", PERSONAL_HEADERS));
    }
}
