//! Which parts of two texts differ.

/// A part of a text, and whether the other text lacks it.
pub type Part = (bool, String);

/// Longer texts are marked as a whole.
const CHARACTERS_MAX: usize = 300;

/// Both texts in parts. A blank one leaves the other unmarked: there is nothing to differ from.
pub fn marked(left: &str, right: &str) -> (Vec<Part>, Vec<Part>) {
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let nothing = a.is_empty() || b.is_empty() || a == b;
    if nothing || a.len().max(b.len()) > CHARACTERS_MAX {
        let differs = !nothing;
        return (whole(left, differs), whole(right, differs));
    }
    let (in_left, in_right) = shared(&a, &b);
    (parts(&a, &in_left), parts(&b, &in_right))
}

/// Two lists in parts, member by member; the order says nothing.
pub fn marked_members(left: &[String], right: &[String]) -> (Vec<Part>, Vec<Part>) {
    let side = |own: &[String], other: &[String]| {
        let mut parts: Vec<Part> = Vec::new();
        for (at, member) in own.iter().enumerate() {
            if at > 0 {
                parts.push((false, "、".to_string()));
            }
            let differs = !other.is_empty() && !other.contains(member);
            parts.push((differs, member.clone()));
        }
        parts
    };
    (side(left, right), side(right, left))
}

/// A text of which nothing is marked.
pub fn unmarked(text: String) -> Vec<Part> {
    whole(&text, false)
}

fn whole(text: &str, differs: bool) -> Vec<Part> {
    match text.is_empty() {
        true => Vec::new(),
        false => vec![(differs, text.to_string())],
    }
}

/// For each character of both whether it belongs to a longest common subsequence.
fn shared(a: &[char], b: &[char]) -> (Vec<bool>, Vec<bool>) {
    let mut longest = vec![vec![0u16; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = match a[i] == b[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            (in_a[i], in_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_a, in_b)
}

fn parts(text: &[char], is_shared: &[bool]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (c, shared) in text.iter().zip(is_shared) {
        match parts.last_mut() {
            Some((differs, part)) if *differs != *shared => part.push(*c),
            _ => parts.push((!shared, c.to_string())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[Part]) -> String {
        let part = |(differs, text): &Part| match differs {
            true => format!("[{text}]"),
            false => text.clone(),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn what_the_other_text_lacks_is_marked() {
        for (left, right, in_left, in_right) in [
            (
                "湘乡市甲烟花厂",
                "湘乡市申烟花厂",
                "湘乡市[甲]烟花厂",
                "湘乡市[申]烟花厂",
            ),
            ("2025-03-05", "2025-03-15", "2025-03-[0]5", "2025-03-[1]5"),
            (
                "湘乡市甲厂",
                "湘乡市甲厂一分厂",
                "湘乡市甲厂",
                "湘乡市甲厂[一分厂]",
            ),
            ("相同", "相同", "相同", "相同"),
            ("", "有", "", "有"),
        ] {
            let (a, b) = marked(left, right);
            assert_eq!(
                (shown(&a).as_str(), shown(&b).as_str()),
                (in_left, in_right)
            );
        }
    }

    #[test]
    fn officers_are_compared_one_by_one() {
        let names = |text: &str| text.split('、').map(str::to_string).collect::<Vec<_>>();
        let (a, b) = marked_members(&names("王一、李二"), &names("李二、张三"));
        assert_eq!(
            (shown(&a), shown(&b)),
            ("[王一]、李二".into(), "李二、[张三]".into())
        );
    }
}
