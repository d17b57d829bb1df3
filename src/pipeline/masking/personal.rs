//! Which words are personal: names and numbers of the columns that hold them.

use super::anonymous;
use crate::ground::surname::is_personal_name;
use crate::model::{Books, CreditCode, FieldName, SourceTable, TableMapping};
use crate::transform::is_people;
use std::collections::BTreeMap;

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
];
/// Words in a header that tell a kind or an answer, not a name.
const NO_NAME_HEADERS: &[&str] = &["类型", "类别", "种类", "性质", "是否", "人数", "数量"];

/// Personal words and what stands for them.
pub(super) fn words(books: &Books) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    let mut add = |text: &str| {
        for part in text.split(|c: char| "、，,;；/ 　\t\n()（）[]【】:：".contains(c)) {
            let part = part.trim();
            if let Some(mask) = mask_of(part) {
                words.insert(part.to_string(), mask);
            }
        }
    };
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
    }
    // As it stands in sentences: a name in Latin letters alone may be a part of other words.
    for judgement in judgements {
        let (was, is) = (judgement.words(), anonymous(judgement).words());
        words.extend([(was.zh, is.zh), (was.en, is.en)]);
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
    let digits = letters.iter().filter(|c| c.is_ascii_digit()).count();
    match letters.len() {
        2..=4 if letters.iter().all(is_chinese) => {
            Some(format!("{}{}", letters[0], "*".repeat(letters.len() - 1)))
        }
        length @ 6..=20 if digits * 2 > length && word.is_ascii() => {
            let end: String = letters[length - 2..].iter().collect();
            Some(format!("{}{end}", "*".repeat(length - 2)))
        }
        _ => None,
    }
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
