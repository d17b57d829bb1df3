//! Numbers that tell enterprises of one name apart: 第二加油站, 三分厂, 2号矿.

use std::borrow::Cow;

/// What is counted of one enterprise. Numbers before anything else (三一, 五金) belong to the name.
const UNITS: [char; 12] = [
    '分', '厂', '店', '站', '矿', '号', '队', '井', '库', '部', '区', '车',
];

/// What has more digits is a number of another kind, and is left as it is written.
const DIGITS_MAX: usize = 4;

/// A number and where it stands, with the 第 before it.
struct Ordinal {
    from: usize,
    to: usize,
    digits: usize,
    value: u32,
}

/// Equal for equal numbers in whatever writing; 0 of a name without.
pub fn key(name: &[char]) -> u64 {
    ordinals(name).fold(0, |key, ordinal| {
        key.wrapping_mul(0x0100_0000_01b3)
            .wrapping_add(u64::from(ordinal.value) + 1)
    })
}

/// The name with its numbers in Arabic digits: one text for `第十二加油站` and `第12加油站`.
pub fn in_digits(name: &str) -> Cow<'_, str> {
    if !name.chars().any(|c| digit(c).is_some()) {
        return name.into();
    }
    let chars: Vec<char> = name.chars().collect();
    let mut text = String::with_capacity(name.len());
    let mut from = 0;
    for ordinal in ordinals(&chars) {
        if ordinal.digits <= DIGITS_MAX {
            text.extend(&chars[from..ordinal.to - ordinal.digits]);
            text.push_str(&ordinal.value.to_string());
            from = ordinal.to;
        }
    }
    text.extend(&chars[from..]);
    text.into()
}

/// The name but for its numbers.
pub fn without(chars: &[char]) -> Vec<char> {
    let mut rest = Vec::with_capacity(chars.len());
    let mut from = 0;
    for ordinal in ordinals(chars) {
        rest.extend_from_slice(&chars[from..ordinal.from]);
        from = ordinal.to;
    }
    rest.extend_from_slice(&chars[from..]);
    rest
}

fn ordinals(chars: &[char]) -> impl Iterator<Item = Ordinal> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += chars[at..].iter().position(|c| digit(*c).is_some())?;
            let rest = &chars[at..];
            let length = rest.iter().take_while(|c| digit(**c).is_some()).count();
            let (start, end) = (at, at + length);
            at = end;
            let ranked = start > 0 && chars[start - 1] == '第';
            let counted = start > 0 && chars.get(end).is_some_and(|c| UNITS.contains(c));
            if ranked || counted {
                return Some(Ordinal {
                    from: start - usize::from(ranked),
                    to: end,
                    digits: length,
                    value: value_of(&chars[start..end]),
                });
            }
        }
    })
}

fn digit(c: char) -> Option<u32> {
    const DIGITS: &str = "零一二三四五六七八九十";
    let written = || DIGITS.chars().position(|digit| digit == c);
    c.to_digit(10).or_else(|| written().map(|at| at as u32))
}

/// 12, 十二 and 二十一; of other writings a number that is the same for the same writing.
fn value_of(digits: &[char]) -> u32 {
    let mut number = 0u32;
    for (at, c) in digits.iter().enumerate() {
        let value = digit(*c).unwrap_or_default();
        number = match (*c, at) {
            ('十', 0) => 10,
            ('十', _) => number.wrapping_mul(10),
            _ if at > 0 && digits[at - 1] == '十' => number.wrapping_add(value),
            _ => number.wrapping_mul(10).wrapping_add(value),
        };
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(name: &str) -> Vec<char> {
        name.chars().collect()
    }

    fn told_apart(a: &str, b: &str) -> (bool, bool) {
        let (a, b) = (chars(a), chars(b));
        (key(&a) != key(&b), without(&a) == without(&b))
    }

    #[test]
    fn stations_works_and_pits_of_one_name_are_told_apart_by_their_numbers() {
        for (a, b) in [
            ("城南第二加油站", "城南第三加油站"),
            ("城南加油站", "城南第二加油站"),
            ("宏达机械一分厂", "宏达机械二分厂"),
            ("石狮江煤矿2号井", "石狮江煤矿3号井"),
            ("东风第二十一采石场", "东风第二十二采石场"),
        ] {
            assert_eq!(told_apart(a, b), (true, true), "{a} {b}");
        }
        let others = told_apart("城南第二加油站", "东风第三采石场");
        assert_eq!(others, (true, false));
    }

    #[test]
    fn one_number_in_two_writings_and_numbers_of_the_name_itself_tell_nothing_apart() {
        for (a, b) in [
            ("城南第12加油站", "城南第十二加油站"),
            ("三一重工", "三一重工机械"),
            ("五金加工", "八金加工"),
            ("宏达机械", "宏达机城"),
        ] {
            assert!(!told_apart(a, b).0, "{a} {b}");
        }
        assert_eq!(in_digits("城南第十二加油站"), "城南第12加油站");
        assert_eq!(in_digits("三一重工二分厂"), "三一重工2分厂");
        assert_eq!(in_digits("宏达机械"), "宏达机械");
    }
}
