//! Lines of a page: which are furniture, which begin a paragraph, which a page broke off.

use std::collections::HashMap;

/// A line that is repeated this often at least, and is no longer than that, runs along the pages.
const RUNNING_TIMES: usize = 3;
const RUNNING_LENGTH_MAX: usize = 30;
/// A line as long as this that ends amid a sentence goes on in the next.
const BROKEN_LENGTH_MIN: usize = 18;

/// A page number alone on its line: `3`, `- 3 -`, `—3—`, `第3页`, `第 3 页 共 10 页`, `3/10`.
pub fn is_page_number(line: &str) -> bool {
    let folded: String = line
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
            '—' | '–' | '－' | '―' | '·' | '~' | '～' => '-',
            _ => c,
        })
        .collect();
    let inner = folded.trim_matches('-');
    let digits =
        |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits(inner) {
        return true;
    }
    if let Some((page, of)) = inner.split_once('/') {
        return digits(page) && digits(of);
    }
    let Some(rest) = inner.strip_prefix('第') else {
        return false;
    };
    let Some((page, rest)) = rest.split_once('页') else {
        return false;
    };
    let rest = rest.trim_matches([',', '，', '/', '、']);
    let total = rest
        .strip_prefix('共')
        .and_then(|rest| rest.strip_suffix('页'));
    digits(page) && (rest.is_empty() || total.is_some_and(digits))
}

/// Lines that run along the pages of a text: the same short words again and again.
pub fn running(lines: &[&str]) -> Vec<String> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for line in lines.iter().map(|line| line.trim()) {
        let short = line.chars().count() <= RUNNING_LENGTH_MAX;
        if !line.is_empty() && short && !line.ends_with(['。', '；', ';', '：', ':']) {
            *times.entry(line).or_default() += 1;
        }
    }
    let often = times.into_iter().filter(|(_, n)| *n >= RUNNING_TIMES);
    let mut often: Vec<String> = often.map(|(line, _)| line.to_string()).collect();
    often.sort();
    often
}

/// Whether a line begins with the number of a heading or of an item.
pub fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let after = |text: &str, is_number: fn(char) -> bool| -> Option<char> {
        let rest = text.trim_start_matches(is_number);
        (rest.len() < text.len())
            .then(|| rest.chars().next())
            .flatten()
    };
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let number = |c: char| "一二三四五六七八九十".contains(c) || c.is_numeric();
        return matches!(after(rest, number), Some('）' | ')'));
    }
    if line.starts_with(numeral) {
        let number = |c: char| "一二三四五六七八九十".contains(c);
        return matches!(after(line, number), Some('、' | '．' | '.'));
    }
    if line.starts_with(|c: char| c.is_ascii_digit()) {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let mut rest = rest.chars();
        let mark = rest.next();
        let next_is_digit = rest.next().is_some_and(|c| c.is_ascii_digit());
        return matches!(mark, Some('、' | '．' | '.')) && !next_is_digit;
    }
    line.starts_with('第') && line.chars().take(6).any(|c| matches!(c, '章' | '节'))
        || line.starts_with(|c: char| ('①'..='⑳').contains(&c))
}

/// Whether a line stops amid a sentence, so that the next one goes on with it.
pub fn is_broken_off(line: &str) -> bool {
    let line = line.trim_end();
    let Some(last) = line.chars().last() else {
        return false;
    };
    if "。！？!?；;：:”』」》】…".contains(last) {
        return false;
    }
    let within = line.contains(['，', '。', '；', ',']);
    let length = line.chars().count();
    "，、,（(《“".contains(last) || within && length >= BROKEN_LENGTH_MIN || length >= 30
}

/// Whether the last line of a page stops amid a sentence: shorter than others it may be, but it has
/// begun to say something.
pub fn is_cut_off(line: &str) -> bool {
    let line = line.trim();
    let is_sentence = line.contains(['，', '、', ',']) || line.chars().any(|c| c.is_ascii_digit());
    let is_heading = ["情况", "报告", "安排", "打算", "总结", "计划", "日"]
        .iter()
        .any(|end| line.ends_with(end));
    is_sentence
        && !is_heading
        && !line.ends_with(['。', '！', '？', '；', '：', ';', ':', '”', '》'])
}

/// Whether a line can be what a broken sentence goes on with.
pub fn goes_on(line: &str) -> bool {
    !begins_item(line) && !line.trim_start().starts_with(['#', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_from_figures() {
        for line in ["3", "- 12 -", "—３—", "第3页", "第 3 页 共 10 页", "3 / 10"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["377 次", "2025年", "12345", "第3次", "3、加强培训", ""] {
            assert!(!is_page_number(line), "{line}");
        }
    }

    #[test]
    fn items_and_broken_lines() {
        for line in [
            "一、基本情况",
            "（一）执法",
            "(2) 检查",
            "1.培训",
            "3、考试",
            "第二章 执法",
        ] {
            assert!(begins_item(line), "{line}");
        }
        for line in ["1.5万人次参加", "一是加强", "十余家", "2025年"] {
            assert!(!begins_item(line), "{line}");
        }
        assert!(is_broken_off("涉企行政检查方面，对 194 个市场主体制定并公"));
        assert!(!is_broken_off("某某局 2025 年行政执法工作报告"));
        assert!(!is_broken_off("全年检查三十七次。"));
    }
}
