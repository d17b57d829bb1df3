//! A passage as it is searched: blanks gone, digits and signs of one width, sentences and clauses
//! found; every character knows where it stood.

use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Debug, Default)]
pub struct Folded {
    pub chars: Vec<char>,
    /// Position of each in the original's characters.
    at: Vec<usize>,
    original: Vec<char>,
}

impl Folded {
    pub fn of(text: &str) -> Folded {
        let original: Vec<char> = text.chars().collect();
        let mut folded = Folded::default();
        for (at, c) in original.iter().enumerate() {
            if crate::ground::fold::is_invisible(*c) {
                let before = folded.chars.last().copied().unwrap_or(' ');
                let after = original[at..]
                    .iter()
                    .find(|c| !crate::ground::fold::is_invisible(**c));
                // A blank between two digits or letters keeps them apart.
                let after = after.map_or(' ', |c| one_width(*c));
                if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
                    folded.push(' ', at);
                }
                continue;
            }
            folded.push(one_width(*c), at);
        }
        folded.unify_marks();
        folded.original = original;
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        self.chars.push(c);
        self.at.push(at);
    }

    /// Western marks between Chinese words become the Chinese ones; those inside numbers stay.
    fn unify_marks(&mut self) {
        for at in 0..self.chars.len() {
            let next_is_digit = self.chars.get(at + 1).is_some_and(char::is_ascii_digit);
            let after_digit = at > 0 && self.chars[at - 1].is_ascii_digit();
            let within = next_is_digit && after_digit;
            if self.chars[at] == '，' && within && self.parts_thousands(at) {
                self.chars[at] = ',';
            }
            self.chars[at] = match self.chars[at] {
                ',' if !within => '，',
                ';' => '；',
                ':' if !within => '：',
                '!' => '！',
                '?' => '？',
                '(' => '（',
                ')' => '）',
                '．' if within => '.',
                '—' | '–' | '−' | '～' | '‐' | '―' => '-',
                other => other,
            };
        }
    }

    /// A full-width comma with at most three digits before it and exactly three after.
    fn parts_thousands(&self, at: usize) -> bool {
        let is_digit = |c: &&char| c.is_ascii_digit();
        let before = self.chars[..at].iter().rev().take_while(is_digit).count();
        let after = self.chars[at + 1..].iter().take_while(is_digit).count();
        before <= 3 && after == 3
    }

    pub fn len(&self) -> usize {
        self.chars.len()
    }

    pub fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    pub fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|at| self.get(at))
    }

    pub fn starts_at(&self, at: usize, word: &str) -> bool {
        let mut here = self.chars[at.min(self.len())..].iter();
        word.chars().all(|c| here.next() == Some(&c))
    }

    pub fn ends_at(&self, at: usize, word: &str) -> bool {
        let count = word.chars().count();
        at >= count && self.starts_at(at - count, word)
    }

    /// The words of a list that stands at a place, the first that fits.
    pub fn any_at<'w>(&self, at: usize, words: &'w [String]) -> Option<&'w String> {
        words.iter().find(|word| self.starts_at(at, word))
    }

    pub fn text(&self, from: usize, to: usize) -> String {
        self.chars[from.min(to)..to.min(self.len())]
            .iter()
            .collect()
    }

    /// As it stands in the report, on one line.
    pub fn quoted(&self, from: usize, to: usize) -> String {
        if from >= to || to > self.len() {
            return String::new();
        }
        let text: String = self.original[self.at[from]..=self.at[to - 1]]
            .iter()
            .collect();
        text.replace(['\n', '\r', '\t'], "").trim().to_string()
    }

    /// Begin and end of the sentence around a place.
    pub fn sentence(&self, at: usize) -> (usize, usize) {
        self.around(at, |c| matches!(c, '。' | '！' | '？'))
    }

    /// Begin and end of the clause around a place, its marks not counted.
    pub fn clause(&self, at: usize) -> (usize, usize) {
        let (from, to) = self.around(at, is_clause_mark);
        (
            from,
            to.min(self.len()) - usize::from(to > at && self.ends_with_mark(to)),
        )
    }

    fn ends_with_mark(&self, to: usize) -> bool {
        self.before(to).is_some_and(is_clause_mark)
    }

    fn around(&self, at: usize, is_mark: impl Fn(char) -> bool) -> (usize, usize) {
        let at = at.min(self.len());
        let (least, most) = (
            at.saturating_sub(SENTENCE_REACH),
            (at + SENTENCE_REACH).min(self.len()),
        );
        let from = self.chars[least..at].iter().rposition(|c| is_mark(*c));
        let to = self.chars[at..most].iter().position(|c| is_mark(*c));
        (
            from.map_or(least, |mark| least + mark + 1),
            to.map_or(most, |mark| at + mark + 1),
        )
    }
}

/// A sentence reaches no further on either side of a place: what has no stops is none.
const SENTENCE_REACH: usize = 600;

fn is_clause_mark(c: char) -> bool {
    matches!(c, '，' | '；' | '。' | '！' | '？' | '：' | '（' | '）')
}

fn one_width(c: char) -> char {
    match c {
        '！'..='～'
            if !matches!(
                c,
                '，' | '；' | '：' | '（' | '）' | '！' | '？' | '．' | '～'
            ) =>
        {
            c.nfkc().next().unwrap_or(c)
        }
        '〇' | '○' => '〇',
        other => other,
    }
}

/// Every position at which a word stands.
pub fn positions<'a>(hay: &'a [char], word: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let last = (hay.len() + 1).saturating_sub(word.len().max(1));
    (0..last).filter(move |at| !word.is_empty() && hay[*at..].starts_with(word))
}

/// Whether a word stands in it.
pub fn has(hay: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    positions(hay, &word).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_blanks_fold_and_the_original_is_quoted() {
        let folded = Folded::of("全年 检查 ３７７ 次,占 ６６．８％;其中( 计划)\n 169 次");
        let text: String = folded.chars.iter().collect();
        assert_eq!(text, "全年检查377次，占66.8%；其中（计划）169次");
        assert_eq!(folded.quoted(4, 8), "３７７ 次");
        assert_eq!(folded.clause(4), (0, 8));
        assert_eq!(Folded::of("4,434 份, 共").text(0, 7), "4,434份，");
        assert_eq!(
            Folded::of("排查1，286处，12，3").text(2, 13),
            "1,286处，12，3"
        );
        assert_eq!(Folded::of("A 1 2").text(0, 5), "A 1 2");
    }

    #[test]
    fn sentences_end_at_their_marks() {
        let folded = Folded::of("甲乙。丙，丁。戊");
        assert_eq!(folded.sentence(4), (3, 7));
        assert_eq!(folded.clause(6), (5, 6));
        assert_eq!(folded.sentence(7), (7, 8));
    }
}
