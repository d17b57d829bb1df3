//! The punctuation of an official letter: full-width marks where they stand in Chinese.

/// Marks beside Chinese letters in their full width; figures, dates and codes keep theirs.
pub fn official(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).is_some_and(|at| is_chinese(letters[at]));
        let after = letters.get(at + 1).is_some_and(|c| is_chinese(*c));
        let wide = match letter {
            ',' if before || after => '，',
            ';' if before || after => '；',
            ':' if before || after => '：',
            '(' => {
                open.push(before || after);
                if before || after { '（' } else { '(' }
            }
            ')' if open.pop().unwrap_or(before) => '）',
            other => *other,
        };
        out.push(wide);
    }
    out
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}')
}

#[cfg(test)]
mod tests {
    use super::official;

    #[test]
    fn marks_beside_chinese_letters_are_wide_and_others_are_not() {
        for (written, printed) in [
            (
                "相差125次;其中,有码(已扫)197次",
                "相差125次；其中，有码（已扫）197次",
            ),
            ("A14 批次(一股 2025-07-15)", "A14 批次（一股 2025-07-15）"),
            ("08:15, 1,204 (kg)", "08:15, 1,204 (kg)"),
            ("编制人:____", "编制人：____"),
        ] {
            assert_eq!(official(written), printed);
        }
    }
}
