//! Text folding: what two writers of the same thing may differ in.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
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
            '\u{0}'..='\u{7f}' | '、' | '〔' | '〕' | '【' | '】' | '—' => {
                folded.push(unify(c))
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
    matches!(c, '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'A'..='Z')
}

/// Characters of header words and of the ends of names in their traditional form, and as the
/// mainland writes them.
const TRADITIONAL: &str = "萬與專業東嚴爲舉鄉書於產從價會傳體關內冊馮決況準劃劉創別辦務動區協單盧廠歷參雙發\
變臺葉號後呂吳員園國圖場處備復頭孫實審對導屬帶庫應廢開張強歸當錄徑態總戶執掃報擬\
據數舊時機條來楊構標棧樣檔檢湯沒濟遊滿點牽狀現電監礦碼離種稱稅筆籤類約級緯納線組\
細織終經結統續維綜編緣繳羅罰職聯蘇營蕭蔣補見規觸計議記許論設證評識訴話詳說請謝負\
責賬質賀賈賦賴趙軌輔轄達過進選鄧鄒鄭錢鋪銷鍵鎮門問間閻隊際陳隨隱韓項順顧預領頻題\
額館饋馬驗黃龍龔為帳製複範臨係";
const SIMPLIFIED: &str = "万与专业东严为举乡书于产从价会传体关内册冯决况准划刘创别办务动区协单卢厂历参双发\
变台叶号后吕吴员园国图场处备复头孙实审对导属带库应废开张强归当录径态总户执扫报拟\
据数旧时机条来杨构标栈样档检汤没济游满点牵状现电监矿码离种称税笔签类约级纬纳线组\
细织终经结统续维综编缘缴罗罚职联苏营萧蒋补见规触计议记许论设证评识诉话详说请谢负\
责账质贺贾赋赖赵轨辅辖达过进选邓邹郑钱铺销键镇门问间阎队际陈随隐韩项顺顾预领频题\
额馆馈马验黄龙龚为账制复范临系";

/// The text with the traditional characters of header words written as the mainland does; exports
/// in Big5 have them.
pub fn simplified(text: &str) -> String {
    into_simplified(text.to_string())
}

/// As [`simplified`], of a text that is not needed any more.
pub fn into_simplified(text: String) -> String {
    // One bit for each low half of a character and six bits of its high half: nearly every text has
    // no character that could be a traditional one, and is spared the look-ups.
    static TRADITIONAL_BITS: LazyLock<[u64; 256]> = LazyLock::new(|| {
        let mut bits = [0u64; 256];
        for c in TRADITIONAL.chars() {
            bits[c as usize & 0xff] |= 1 << (c as usize >> 8 & 63);
        }
        bits
    });
    static PAIRS: LazyLock<HashMap<char, char>> =
        LazyLock::new(|| TRADITIONAL.chars().zip(SIMPLIFIED.chars()).collect());
    let plain = |c: char| PAIRS.get(&c).copied().unwrap_or(c);
    let known = |c: char| TRADITIONAL_BITS[c as usize & 0xff] >> (c as usize >> 8 & 63) & 1 == 1;
    match text.chars().any(known) {
        true => text.chars().map(plain).collect(),
        false => text,
    }
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
    fn traditional_header_words_are_the_mainlands() {
        assert_eq!(TRADITIONAL.chars().count(), SIMPLIFIED.chars().count());
        assert_eq!(simplified("檢查時間、執法人員"), "检查时间、执法人员");
        assert_eq!(simplified("統一社會信用代碼 A1"), "统一社会信用代码 A1");
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
