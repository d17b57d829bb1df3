//! Text folding: what two writers of the same thing may differ in.

use unicode_normalization::UnicodeNormalization;

/// NFKC, all blanks and invisible characters gone, ASCII upper-cased, brackets and dashes unified.
/// For keys and header words; never shown to a person.
pub fn fold_key(text: &str) -> String {
    text.nfkc()
        .filter(|c| !is_invisible(*c))
        .map(unify)
        .flat_map(char::to_uppercase)
        .collect()
}

/// Blanks, controls, zero-width and protection characters trimmed from both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c| is_invisible(c) || c == '\'')
}

/// Blank, control or zero-width.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// Whether the text says that there is no value: `无`, `/`, `—`, `000…`, `暂无`, `null` …
pub fn is_placeholder(text: &str) -> bool {
    let key = fold_key(text);
    key.is_empty()
        || key
            .chars()
            .all(|c| matches!(c, '0' | '/' | '-' | '*' | '.' | '?' | '\\' | '_' | 'X'))
        || matches!(
            key.as_str(),
            "无" | "暂无"
                | "没有"
                | "未知"
                | "不详"
                | "空"
                | "NULL"
                | "NONE"
                | "NA"
                | "N/A"
                | "NAN"
                | "未办理"
                | "无证"
                | "无照"
                | "待补"
                | "#N/A"
        )
}

fn unify(c: char) -> char {
    match c {
        '【' | '[' | '〔' | '{' | '〈' | '《' | '「' => '(',
        '】' | ']' | '〕' | '}' | '〉' | '》' | '」' => ')',
        '—' | '–' | '‐' | '‑' | '−' => '-',
        '、' | '，' | '；' => ',',
        '：' => ':',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_brackets_and_blanks_fold_away() {
        assert_eq!(fold_key("检查\n时间（起）"), "检查时间(起)");
        assert_eq!(fold_key(" 〔２０２５〕 ａ "), "(2025)A");
        assert_eq!(fold_key("一二"), "一二");
        assert_eq!(trim("\t'91430381MA\u{200b}"), "91430381MA");
    }

    #[test]
    fn placeholders_are_no_values() {
        for text in ["", "  ", "无", "/", "——", "0000", "N/A", "暂无"] {
            assert!(is_placeholder(text), "{text}");
        }
        assert!(!is_placeholder("无锡"));
        assert!(!is_placeholder("0012"));
    }
}
