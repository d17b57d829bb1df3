//! Text folding: what two writers of the same thing may differ in.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// NFKC, all blanks and invisible characters gone, ASCII upper-cased, brackets and dashes unified.
/// For keys and header words; never shown to a person.
pub fn fold_key(text: &str) -> String {
    if let Some(folded) = folded_plainly(text) {
        return folded;
    }
    text.nfkc()
        .filter(|c| !is_invisible(*c))
        .map(unify)
        .flat_map(char::to_uppercase)
        .collect()
}

/// As [`fold_key`], without a copy of texts that are folded already.
pub fn folded(text: &str) -> Cow<'_, str> {
    match text.chars().all(|c| is_folded(c) || matches!(c, '(' | ')')) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(fold_key(text)),
    }
}

/// As [`fold_key`], for texts of which each character folds by itself; nearly all are such.
fn folded_plainly(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    // What stays as it is goes over in runs.
    let mut run = 0;
    for (at, c) in text.char_indices() {
        if is_folded(c) {
            continue;
        }
        folded.push_str(&text[run..at]);
        run = at + c.len_utf8();
        match c {
            'a'..='z' => folded.push(c.to_ascii_uppercase()),
            '\u{0}'..='\u{7f}' if is_invisible(c) => {}
            '\u{0}'..='\u{7f}' | '、' | '—' | '\u{3008}'..='\u{3015}' => {
                folded.push(unify(c));
            }
            '\u{3000}' | '\u{200b}' | '\u{feff}' => {}
            // Full-width forms of ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                let plain = char::from_u32(c as u32 - 0xfee0)?;
                folded.push(unify(plain.to_ascii_uppercase()));
            }
            _ => return None,
        }
    }
    folded.push_str(&text[run..]);
    Some(folded)
}

/// Characters that folding leaves as they are, and of which most texts consist.
fn is_folded(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'A'..='Z' | '。' | '“' | '”')
}

/// NFKC, without a copy of texts that are so already, as nearly all are.
pub fn nfkc(text: &str) -> Cow<'_, str> {
    let stays = |c: char| matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '、' | '。');
    match text.chars().all(stays) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfkc().collect()),
    }
}

/// Blanks, controls, zero-width and protection characters trimmed from both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c| is_invisible(c) || c == '\'')
}

/// The value within what exporters put around it to keep a spreadsheet from changing it: `="…"`, a
/// leading `'` or `` ` ``, tabs, unit separators, zero-width characters, a literal `&nbsp;`. `None`
/// where there is nothing of the kind.
pub fn unprotected(text: &str) -> Option<String> {
    let bare = |c: char| match c {
        _ if is_folded(c) => true,
        'a'..='z' | '(' | ')' | '[' | ']' | ',' | '-' | '/' | '.' | ':' | ';' => true,
        '、' | '。' | '〔' | '〕' | '【' | '】' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' => {
            true
        }
        _ => false,
    };
    if text.chars().all(bare) {
        return None;
    }
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

/// The clauses of a folded text, without the punctuation between them; blank ones are left out.
pub fn clauses(key: &str) -> impl Iterator<Item = &str> {
    key.split([',', ';', '。', '、', ':', '!', '?'])
        .filter(|clause| !clause.is_empty())
}

/// Whether the text says that there is no value: `无`, `/`, `—`, `000…`, `暂无`, `null` …
pub fn is_placeholder(text: &str) -> bool {
    // The longest of the words below has nine bytes.
    if text.len() > 12
        && text
            .chars()
            .any(|c| matches!(c, '1'..='9' | '\u{4e00}'..='\u{9fff}'))
    {
        return false;
    }
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

/// On one line: a blank for every control character.
pub fn flat(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_folds_as_the_tables_do() {
        for code in 0..0x11_0000 {
            let Some(c) = char::from_u32(code) else {
                continue;
            };
            let text = c.to_string();
            if let Some(folded) = folded_plainly(&text) {
                let kept = text.nfkc().filter(|c| !is_invisible(*c)).map(unify);
                let by_tables: String = kept.flat_map(char::to_uppercase).collect();
                assert_eq!(by_tables, folded, "{code:x}");
            }
        }
        assert_eq!(fold_key("（湘乡）ａb、c ｄ"), "(湘乡)AB,CD");
    }

    #[test]
    fn width_brackets_and_blanks_fold_away() {
        assert_eq!(fold_key("检查\n时间（起）"), "检查时间(起)");
        assert_eq!(fold_key(" 〔２０２５〕 ａ "), "(2025)A");
        assert_eq!(fold_key("一二"), "一二");
        assert_eq!(trim("\t'91430381MA\u{200b}"), "91430381MA");
    }

    #[test]
    fn folding_plainly_is_folding() {
        let slowly = |text: &str| -> String {
            let kept = text.nfkc().filter(|c| !is_invisible(*c)).map(unify);
            kept.flat_map(char::to_uppercase).collect()
        };
        for text in [
            "（湘乡）应急检记〔2025〕12 号",
            "Ａｂ－c，；：【】［］｛｝",
            "a\u{3000}b\tc\u{200b}、—·",
            "①Ⅲ㈱ﬁ e\u{301}",
            "~`!@#$%^&*()_+-={}[]|\\:\";'<>?,./",
        ] {
            assert_eq!(fold_key(text), slowly(text), "{text}");
        }
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
