//! Yes or no, in all the ways a form is ticked.

use crate::ground::fold::fold_key;

/// Yes, no, or `None` where the cell says neither.
pub fn read_flag(text: &str) -> Option<bool> {
    let key = fold_key(text);
    let yes = [
        "是",
        "√",
        "✓",
        "✔",
        "☑",
        "Y",
        "YES",
        "1",
        "有",
        "TRUE",
        "T",
        "对",
        "已抽中",
        "抽中",
        "已抽取",
        "中签",
        "需要",
        "属于",
        "含",
        "V",
        "●",
        "选中",
        "已选中",
    ];
    let no = [
        "否",
        "×",
        "✗",
        "✘",
        "□",
        "N",
        "NO",
        "0",
        "无",
        "FALSE",
        "F",
        "未抽中",
        "没有",
        "未抽取",
        "非",
        "不是",
        "不属于",
        "不含",
        "未选中",
        "○",
        "未中签",
        "不涉及",
        "单独",
        "X",
    ];
    match key.as_str() {
        key if yes.contains(&key) => Some(true),
        key if no.contains(&key) => Some(false),
        _ => None,
    }
}

/// As [`read_flag`]; a sentence that names other bodies means yes (是,牵头部门:…).
pub fn read_joint(text: &str) -> Option<bool> {
    if let Some(flag) = read_flag(text) {
        return Some(flag);
    }
    let key = fold_key(text);
    let says_no = key.starts_with('否') || key.starts_with("非联合") || key.starts_with("不");
    let says_yes = key.starts_with('是')
        || ["联合", "牵头", "配合", "综合查"]
            .iter()
            .any(|word| key.contains(word))
        || [
            "局",
            "大队",
            "支队",
            "总队",
            "委",
            "委员会",
            "政府",
            "中心",
            "所",
            "站",
        ]
        .iter()
        .any(|end| key.ends_with(end));
    match (says_no, says_yes) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => None,
    }
}

/// The lead body that a sentence names: 是,牵头部门:市应急管理局,配合部门:…
pub fn lead_body(text: &str) -> Option<String> {
    let at = ["牵头部门", "牵头单位", "牵头"]
        .iter()
        .find_map(|word| text.find(word).map(|at| at + word.len()))?;
    let rest = text[at..].trim_start_matches([':', '：', '为', '是', ' ']);
    let end = rest.find(['，', ',', '；', ';', '。', '、', '\n', '（', '(']);
    let body = rest[..end.unwrap_or(rest.len())].trim();
    (body.chars().count() >= 3).then(|| body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_and_words() {
        for text in ["是", " 是 ", "√", "Y", "yes", "１", "有", "已抽中"] {
            assert_eq!(read_flag(text), Some(true), "{text}");
        }
        for text in ["否", "×", "n", "0", "无", "未抽中"] {
            assert_eq!(read_flag(text), Some(false), "{text}");
        }
        for text in ["", "/", "待定"] {
            assert_eq!(read_flag(text), None, "{text}");
        }
    }

    #[test]
    fn joint_sentences() {
        let sentence = "是，牵头部门：市市场监管局，配合部门：市消防救援大队";
        assert_eq!(read_joint(sentence), Some(true));
        assert_eq!(lead_body(sentence).as_deref(), Some("市市场监管局"));
        assert_eq!(read_joint("否"), Some(false));
        assert_eq!(read_joint("联合检查"), Some(true));
        assert_eq!(read_joint("县消防救援大队"), Some(true));
        assert_eq!(read_joint("县市场监督管理局、生态环境分局"), Some(true));
        assert_eq!(read_joint(""), None);
        assert_eq!(lead_body("否"), None);
    }
}
