//! Persons whom a sentence names: 投诉人李明（电话…）反映, 填报人：欧阳慧敏. Only what a word for a role
//! stands before, and what ends as a name does, is one; 负责人高度重视 names nobody.

use crate::ground::surname::is_personal_name;

/// Roles that a name follows.
const ROLES: &[&str] = &[
    "投诉人",
    "举报人",
    "反映人",
    "报告人",
    "联系人",
    "陪同人",
    "陪同人员",
    "见证人",
    "证人",
    "负责人",
    "法定代表人",
    "经办人",
    "承办人",
    "填报人",
    "填表人",
    "制表人",
    "审核人",
    "代理人",
    "经营者",
    "业主",
    "当事人",
    "受害人",
    "死者",
    "伤者",
    "家属",
    "执法人员",
    "检查人员",
    "关于对",
];
/// What follows a name in a sentence, where no mark does.
const AFTER: &[&str] = &[
    "在场",
    "陪同",
    "到场",
    "反映",
    "核实",
    "作出",
    "签字",
    "签收",
    "签名",
    "拒绝",
    "称",
    "本人",
    "身份证",
    "电话",
    "手机",
];

/// The names that a text tells behind a role.
pub(super) fn names(text: &str) -> Vec<&str> {
    let roles = ROLES.iter().flat_map(|role| {
        let ends = text.match_indices(role);
        ends.map(|(at, role)| &text[at + role.len()..])
    });
    roles.filter_map(name_at).collect()
}

fn name_at(rest: &str) -> Option<&str> {
    let name = rest.trim_start_matches(['：', ':', ' ', '\u{3000}', '为', '是', '（', '(']);
    let ends = |end: usize| {
        let rest = &name[end..];
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let closed = !rest.starts_with(chinese);
        closed || AFTER.iter().any(|word| rest.starts_with(word))
    };
    let places = name.char_indices().skip(1).map(|(at, c)| at + c.len_utf8());
    places
        .take(3)
        .filter(|end| is_personal_name(&name[..*end]))
        .find(|end| ends(*end))
        .map(|end| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_and_an_end_make_a_name() {
        for (text, told) in [
            ("投诉人李明（电话13873212345）反映", vec!["李明"]),
            ("填报人：欧阳慧敏  联系电话：0731", vec!["欧阳慧敏"]),
            ("陪同人员王建国在场，负责人张三未到", vec!["王建国"]),
            ("经与业主李明亮核实", vec!["李明亮"]),
            ("负责人高度重视，当事人许可证过期", vec![]),
            ("联系人及联系电话：", vec![]),
        ] {
            assert_eq!(names(text), told, "{text}");
        }
    }
}
