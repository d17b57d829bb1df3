//! Unified social credit codes as clerks and spreadsheets leave them.

use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{Cell, CodeForm, CreditCode, is_valid_code, organisation_check};
use crate::transform::repairs::is_scientific;

/// Characters taken for one another; the first is the legal one wherever only one is.
const CONFUSABLE: [(char, char); 5] = [('0', 'O'), ('1', 'I'), ('2', 'Z'), ('5', 'S'), ('8', 'B')];

/// The code that a cell holds; `None` for blanks and placeholders.
pub fn read_code(cell: &Cell) -> Option<CreditCode> {
    let text = match cell {
        Cell::Number(n) if n.abs() >= 1e18 => format!("{n:E}").into(),
        cell => cell.text(),
    };
    let code = read_code_text(&text)?;
    // A number that long went through a spreadsheet's 15 significant digits.
    let rounded =
        matches!(cell, Cell::Number(n) if n.abs() >= 1e15) && code.form != CodeForm::Valid;
    Some(match rounded {
        true => CreditCode {
            form: CodeForm::Damaged,
            repair: None,
            ..code
        },
        false => code,
    })
}

/// As [`read_code`], of a text.
pub fn read_code_text(text: &str) -> Option<CreditCode> {
    if is_placeholder(text) {
        return None;
    }
    // Nearly all codes, with nothing around them to take off.
    if text.len() == 18 && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Some(formed(text.to_ascii_uppercase()));
    }
    let key = fold_key(text);
    let key = key.rsplit(':').next().unwrap_or(&key);
    if is_scientific(key) || is_scientific(key.trim_matches(['=', '"', '\''])) {
        let key = key.trim_matches(['=', '"', '\'']);
        return Some(plain(key.to_string(), CodeForm::Damaged));
    }
    // A number that went through a decimal fraction: 914303811234567000.0
    let whole = key.strip_suffix(".0").or_else(|| key.strip_suffix(".00"));
    let key = whole
        .filter(|whole| whole.len() >= 15 && whole.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or(key);
    let code: String = key
        .chars()
        .filter(|c| {
            !matches!(
                c,
                '=' | '"' | '\'' | '`' | '-' | '.' | ',' | '(' | ')' | '“' | '”'
            )
        })
        .collect();
    if code.is_empty() {
        return None;
    }
    Some(formed(code))
}

fn formed(code: String) -> CreditCode {
    let form = form_of(&code);
    let repair = (form == CodeForm::BadCheck)
        .then(|| repair(&code))
        .flatten();
    CreditCode {
        text: code.into(),
        form,
        repair: repair.map(Into::into),
    }
}

fn plain(text: String, form: CodeForm) -> CreditCode {
    CreditCode {
        text: text.into(),
        form,
        repair: None,
    }
}

fn form_of(code: &str) -> CodeForm {
    let all_digits = code.bytes().all(|b| b.is_ascii_digit());
    let is_whole = || organisation_check(&code[8..16]).is_some_and(|c| code[..17].ends_with(c));
    // Of 31 numbers cut to 15 digits one still checks; its organisation code tells it from a code.
    let is_cut = all_digits && code.len() == 18 && code.ends_with("000") && !is_whole();
    if is_valid_code(code) && !is_cut {
        return CodeForm::Valid;
    }
    if code.contains('*') || code.contains("XXXX") {
        return CodeForm::Masked;
    }
    match code.len() {
        18 if all_digits && code.ends_with("000") => CodeForm::Damaged,
        18 if code.bytes().all(|b| b.is_ascii_alphanumeric()) => CodeForm::BadCheck,
        15 if all_digits => CodeForm::Short,
        _ => CodeForm::Other,
    }
}

/// The only code that checks after one confusable character is taken for its twin. Letters that
/// the alphabet lacks are replaced wherever they stand: all of them were read wrongly.
fn repair(code: &str) -> Option<String> {
    let illegal = |c: char| CONFUSABLE.iter().find(|(_, twin)| *twin == c && c != 'B');
    if code.chars().any(|c| illegal(c).is_some()) {
        let legal: String = code
            .chars()
            .map(|c| illegal(c).map_or(c, |pair| pair.0))
            .collect();
        return is_valid_code(&legal).then_some(legal);
    }
    let mut repairs = Vec::new();
    for (at, c) in code.char_indices() {
        let Some(twin) = twin(c) else { continue };
        let mut other = code.to_string();
        other.replace_range(at..at + 1, twin.encode_utf8(&mut [0; 4]));
        if is_valid_code(&other) && has_area(&other) {
            repairs.push(other);
        }
    }
    (repairs.len() == 1).then(|| repairs.remove(0))
}

/// Characters 3 to 8 are an area's digits.
fn has_area(code: &str) -> bool {
    code[2..8].bytes().all(|b| b.is_ascii_digit())
}

fn twin(c: char) -> Option<char> {
    CONFUSABLE.iter().find_map(|(a, b)| match c {
        _ if c == *a => Some(*b),
        _ if c == *b => Some(*a),
        _ => None,
    })
}

/// A name with a code in it, parted: 某某公司（91430381…）, 某某公司 91430381….
pub fn code_within(name: &str) -> Option<(String, String)> {
    let is_code_char = |c: char| c.is_ascii_alphanumeric();
    let mut from = 0;
    for run in name.split(|c| !is_code_char(c)) {
        let at = from + name[from..].find(run)?;
        from = at + run.len();
        let valid = || read_code_text(run).is_some_and(|code| code.form == CodeForm::Valid);
        if run.len() != 18 || !valid() {
            continue;
        }
        let ends = |c: char| c.is_whitespace() || "()（）[]【】<>〔〕,，;；:：/|-_".contains(c);
        let before = name[..at].trim_end_matches(ends);
        let after = name[from..].trim_start_matches(ends);
        let before = before
            .trim_end_matches("统一社会信用代码")
            .trim_end_matches(ends);
        let closed = closing_of(before);
        let rest = format!("{before}{closed}{after}");
        return (rest.chars().count() >= 2).then(|| (rest, run.to_string()));
    }
    None
}

/// The bracket that ends what a text opens and does not close: （个体工商户.
fn closing_of(text: &str) -> &'static str {
    let count = |either: [char; 2]| text.matches(either).count();
    match count(['（', '(']) > count(['）', ')']) {
        true if text.contains('（') => "）",
        true => ")",
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_found() {
        use CodeForm::*;
        for (raw, text, form, repair) in [
            ("91430381MAYYYY016K", "91430381MAYYYY016K", Valid, None),
            (" 91430381mayyyy016k\t", "91430381MAYYYY016K", Valid, None),
            ("'91430381MAYYYY016K", "91430381MAYYYY016K", Valid, None),
            ("=\"91430381MAYYYY016K\"", "91430381MAYYYY016K", Valid, None),
            (
                "\u{1f}９１４３０３８１MAYYYY016K\u{a0}",
                "91430381MAYYYY016K",
                Valid,
                None,
            ),
            (
                "统一社会信用代码：91430381MAYYYY016K",
                "91430381MAYYYY016K",
                Valid,
                None,
            ),
            ("91430381-MAYYYY01-6K", "91430381MAYYYY016K", Valid, None),
            (
                "9143O381MAYYYY016K",
                "9143O381MAYYYY016K",
                BadCheck,
                Some("91430381MAYYYY016K"),
            ),
            (
                "9I43O38IMAYYYY0I6K",
                "9I43O38IMAYYYY0I6K",
                BadCheck,
                Some("91430381MAYYYY016K"),
            ),
            (
                "914303B1MAYYYY016K",
                "914303B1MAYYYY016K",
                BadCheck,
                Some("91430381MAYYYY016K"),
            ),
            ("91430381MAYYYY061K", "91430381MAYYYY061K", BadCheck, None),
            ("91430381****016K", "91430381****016K", Masked, None),
            ("9.14303E+17", "9.14303E+17", Damaged, None),
            ("914303811234567000", "914303811234567000", Damaged, None),
            ("914303811234567000.0", "914303811234567000", Damaged, None),
            ("913506234808590000", "913506234808590000", Damaged, None),
            ("91430381123E000034", "91430381123E000034", Valid, None),
            ("430381000000012", "430381000000012", Short, None),
            ("91430381MAYYYY016", "91430381MAYYYY016", Other, None),
        ] {
            let code = read_code_text(raw).unwrap();
            assert_eq!((&*code.text, code.form), (text, form), "{raw}");
            assert_eq!(code.repair.as_deref(), repair, "{raw}");
        }
        for raw in ["", "无", "/", "000000000000000000", "—"] {
            assert_eq!(read_code_text(raw), None, "{raw}");
        }
        let rounded = read_code(&Cell::Number(914_303_811_234_567_900.0)).unwrap();
        assert_eq!(rounded.form, Damaged);
        let only_e = read_code(&Cell::Number(9.143_038_112_3e44)).unwrap();
        assert_eq!((&*only_e.text, only_e.form), ("9.1430381123E44", Damaged));
    }

    #[test]
    fn codes_within_names() {
        let code = "91430381MAYYYY016K";
        for text in [
            format!("甲机械有限公司（{code}）"),
            format!("甲机械有限公司 {code}"),
            format!("{code}/甲机械有限公司"),
            format!("甲机械有限公司（统一社会信用代码：{code}）"),
        ] {
            let parted = Some(("甲机械有限公司".to_string(), code.to_string()));
            assert_eq!(code_within(&text), parted, "{text}");
        }
        assert_eq!(
            code_within(&format!("甲商店（个体工商户）（{code}）")),
            Some(("甲商店（个体工商户）".to_string(), code.to_string()))
        );
        for text in ["甲机械有限公司", "甲公司(123456789012345671)", code] {
            assert_eq!(code_within(text), None, "{text}");
        }
    }
}
