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

/// The value within what exporters put around it to keep a spreadsheet from changing it: `="…"`, a
/// leading `'` or `` ` ``, tabs, unit separators, zero-width characters, a literal `&nbsp;`. `None`
/// where there is nothing of the kind.
pub fn unprotected(text: &str) -> Option<String> {
    let hidden = |c: char| is_invisible(c) && !c.is_whitespace() || matches!(c, '\t' | '\u{1f}');
    let quoted = |text: &str| -> Option<String> {
        let inner = text.strip_prefix("=\"")?.strip_suffix('"')?;
        Some(inner.replace("\"\"", "\""))
    };
    let guarded = |text: &str| text.starts_with(['\'', '`']) && text.len() > 1;
    let outer = text.trim();
    let around = text.starts_with(hidden) || text.ends_with(hidden);
    let inside = text
        .chars()
        .any(|c| is_invisible(c) && !c.is_whitespace() && !c.is_control());
    let entity = text.contains("&nbsp;") || text.contains("&#160;");
    if !(around || inside || entity || guarded(outer) || quoted(outer).is_some()) {
        return None;
    }
    let plain = text.replace("&nbsp;", " ").replace("&#160;", " ");
    let plain: String = plain
        .chars()
        .filter(|c| !is_invisible(*c) || c.is_whitespace() || c.is_control())
        .collect();
    let value = plain.trim_matches(is_invisible);
    let value = quoted(value).unwrap_or_else(|| value.to_string());
    let value = value.trim_start_matches(['\'', '`']);
    let value = value.trim_matches(is_invisible);
    (value != text).then(|| value.to_string())
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
    fn protection_comes_off() {
        for (text, value) in [
            ("'0012", Some("0012")),
            ("=\"0012\"", Some("0012")),
            ("\t0012\t", Some("0012")),
            ("\u{1f}0012", Some("0012")),
            ("0012&nbsp;", Some("0012")),
            ("`0012", Some("0012")),
            ("湘\u{200b}乡", Some("湘乡")),
            (" 0012 ", None),
            ("12\u{a0}", None),
            ("O'Neil", None),
            ("", None),
            ("=1", None),
        ] {
            assert_eq!(unprotected(text).as_deref(), value, "{text:?}");
        }
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
