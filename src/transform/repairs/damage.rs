//! What a spreadsheet does to a long number: fifteen digits kept and zeros after them, scientific
//! notation, or the nearest binary fraction. Tells which whole numbers a damaged one can stand for.

use crate::model::{is_valid_code, organisation_check};

/// Digits that a spreadsheet keeps of a number.
const DIGITS_KEPT: usize = 15;
/// Digits that a cell of general format shows of a number too long for it.
const DIGITS_SHOWN: usize = 6;
/// Fewer digits than this tell a district's firms apart only together with a name.
const DIGITS_TELLING: usize = 12;

/// A number as a spreadsheet left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Damage {
    /// Its significant digits, without the zeros that stand for lost ones.
    digits: String,
    /// Digits before the decimal point.
    length: usize,
    value: f64,
    scientific: bool,
}

impl Damage {
    /// `None` for a text that is no damaged number.
    pub fn of(text: &str) -> Option<Damage> {
        let value: f64 = text.parse().ok().filter(|v: &f64| v.is_finite())?;
        let (mantissa, exponent) = match text.split_once(['E', 'e']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent.parse::<i32>().ok()?)),
            None => (text, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent_digits = usize::try_from(exponent.unwrap_or(0)).ok()?;
        let length = whole.len() + exponent_digits;
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || !(16..=330).contains(&length) {
            return None;
        }
        let mut digits = format!("{whole}{}", fraction.trim_end_matches('0'));
        if exponent.is_some() {
            while digits.len() < DIGITS_SHOWN {
                digits.push('0');
            }
        } else if digits[DIGITS_KEPT..].bytes().all(|b| b == b'0') {
            digits.truncate(DIGITS_KEPT);
        }
        Some(Damage {
            digits,
            length,
            value,
            scientific: exponent.is_some(),
        })
    }

    /// Whether the digits left tell a number from its neighbours without a name beside it.
    pub fn is_telling(&self) -> bool {
        self.digits.len() >= DIGITS_TELLING
    }

    /// Digits that every number it can stand for begins with: those that it shares with the
    /// numbers that far below and above it which rounding may have moved it.
    pub fn beginning(&self) -> String {
        let around = if self.digits.len() > DIGITS_KEPT {
            64
        } else {
            1
        };
        let Ok(shown) = self.digits.parse::<u128>() else {
            return self.digits[..4].to_string();
        };
        let below = shown.saturating_sub(around).to_string();
        let above = (shown + around).to_string();
        let pairs = below.chars().zip(above.chars());
        let shared = pairs.take_while(|(b, a)| below.len() == above.len() && b == a);
        shared.map(|(b, _)| b).collect()
    }

    /// Whether the whole number, or a code that reads as one (`9143038123456E12`), became this.
    pub fn can_be(&self, whole: &str) -> bool {
        let Ok(value) = whole.parse::<f64>() else {
            return false;
        };
        if !whole.bytes().all(|b| b.is_ascii_digit()) {
            let shown = self.digits.len().min(DIGITS_KEPT);
            return value.is_finite()
                && value >= 1e15
                && rounded(value, shown) == rounded(self.value, shown);
        }
        if whole.len() != self.length {
            return false;
        }
        let kept = &whole[..DIGITS_KEPT];
        let cut = match self.digits.len() {
            n if n <= DIGITS_KEPT => {
                let raised = format!("{}{}", kept, "0".repeat(whole.len() - DIGITS_KEPT));
                let shown = |text: &str| text.parse().map(|v: f64| rounded(v, n));
                whole.starts_with(&self.digits)
                    || shown(&raised) == Ok(self.shown())
                    || rounded(value, n) == self.shown()
            }
            _ => false,
        };
        cut || !self.scientific && value == self.value
            || self.digits.len() > DIGITS_KEPT && rounded(value, self.digits.len()) == self.shown()
    }

    fn shown(&self) -> String {
        rounded(self.value, self.digits.len())
    }

    /// Every credit code of digits alone that it can stand for by both check rules; empty where too
    /// few digits are left to try them all.
    pub fn codes(&self) -> Vec<String> {
        if self.length != 18 || self.digits.len() < DIGITS_KEPT {
            return Vec::new();
        }
        let beginning = &self.digits[..DIGITS_KEPT];
        let spared = self.digits.len() == DIGITS_KEPT;
        // A binary fraction is at most 64 away from the number that it stands for.
        let around = if spared { 0 } else { 64 };
        let Ok(first) = format!("{beginning}000").parse::<i64>() else {
            return Vec::new();
        };
        (first - around..first + 1000 + around)
            .map(|n| n.to_string())
            .filter(|code| code.len() == 18 && (spared || self.can_be(code)))
            .filter(|code| is_valid_code(code) && is_organisation(&code[8..17]))
            .collect()
    }
}

/// Whether the ninth character checks the eight before it.
fn is_organisation(part: &str) -> bool {
    organisation_check(&part[..8]).is_some_and(|check| part.ends_with(check))
}

/// The number with so many significant digits.
fn rounded(value: f64, digits: usize) -> String {
    format!("{value:.*e}", digits.saturating_sub(1))
}

/// `9.14303E+17`, `2.0250312001E10`.
pub fn is_scientific(key: &str) -> bool {
    let Some((mantissa, exponent)) = key.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.trim_start_matches('+');
    (mantissa.contains('.') || key.contains('+'))
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !exponent.is_empty()
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code of digits alone that both check rules hold for.
    const WHOLE: &str = "914303817200003750";

    #[test]
    fn what_a_spreadsheet_makes_of_a_code() {
        for text in [
            "914303817200003000",
            "9.14303817200003E+17",
            "9.14303817200004E+17",
            "9.143038172000037E17",
            "914303817200003712",
            "9.14304E+17",
        ] {
            assert!(Damage::of(text).unwrap().can_be(WHOLE), "{text}");
        }
        for text in [
            "914303817200005000",
            "914303817200003840",
            "9.14305E+17",
            "9.14303817200003E+18",
        ] {
            assert!(!Damage::of(text).unwrap().can_be(WHOLE), "{text}");
        }
        assert!(!Damage::of("9.14303E+17").unwrap().is_telling());
        assert!(Damage::of("9.14303817200003E+17").unwrap().is_telling());
        for text in [
            "91430381MAYYYY016K",
            "12",
            "9.14E+2",
            "1E400",
            "9.143O3E+17",
        ] {
            assert_eq!(Damage::of(text), None, "{text}");
        }
    }

    #[test]
    fn what_it_can_stand_for_begins_alike() {
        for (text, beginning) in [
            ("9.14304E+17", "91430"),
            ("9.14300E+17", "914"),
            ("914303817200003712", "914303817200003"),
            ("9.1430381123E+44", "9143038112"),
            ("1E+17", ""),
        ] {
            assert_eq!(Damage::of(text).unwrap().beginning(), beginning, "{text}");
        }
        for text in ["914303817200003000", "914303817200003712", "9.14304E+17"] {
            let beginning = Damage::of(text).unwrap().beginning();
            assert!(WHOLE.starts_with(&beginning), "{text} {beginning}");
        }
    }

    #[test]
    fn a_code_whose_only_letter_is_e_was_taken_for_a_number() {
        let damage = Damage::of("9.1430381123E+44").unwrap();
        assert!(damage.can_be("91430381123E000034"));
        assert!(!damage.can_be("91430381123E000043"));
        assert!(!damage.can_be("91430381124E000034"));
    }

    #[test]
    fn the_check_rules_leave_a_few_codes() {
        let codes = |text: &str| Damage::of(text).unwrap().codes();
        let three = [
            "914303817200003082",
            "914303817200003675",
            "914303817200003750",
        ];
        assert_eq!(codes("914303817200003000"), three);
        assert_eq!(codes("9.14303817200003E+17"), three);
        assert_eq!(codes("914303817200003712"), three[1..]);
        assert_eq!(codes("914303817200040832"), ["914303817200040772"]);
        assert!(codes("9.14303E+17").is_empty());
    }
}
