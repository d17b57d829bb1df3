//! The known word nearest to a mistyped one.

use rapidfuzz::distance::damerau_levenshtein;

/// The known word that `word` was probably meant to be; `None` where none is near. Ties go to the
/// one that is listed first.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let plain = simplified(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let other = simplified(candidate);
        let edits = damerau_levenshtein::distance(plain.chars(), other.chars());
        let near = edits <= allowed_edits(&plain, &other) || is_part(&plain, &other);
        if near && best.is_none_or(|(fewest, _)| edits < fewest) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A third of the longer word may differ.
fn allowed_edits(one: &str, other: &str) -> usize {
    (one.chars().count().max(other.chars().count()) / 3).max(1)
}

fn is_part(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    shorter >= 4 && (one.contains(other) || other.contains(one))
}

fn simplified(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_mistakes_find_their_word() {
        let known = ["go_live", "triggered_from", "makeup_deadline_days", "items"];
        for (word, meant) in [
            ("golive", Some("go_live")),
            ("go-live", Some("go_live")),
            ("trigered_from", Some("triggered_from")),
            ("makeup_deadline", Some("makeup_deadline_days")),
            ("itmes", Some("items")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }
}
