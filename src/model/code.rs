//! Unified social credit codes (统一社会信用代码, GB 32100-2015) and what else stands in their column.

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Value of each ASCII character; 255 for those that the alphabet lacks.
const VALUES: [u8; 128] = {
    let mut values = [255; 128];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// What a code text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeForm {
    /// 18 characters, check character right.
    Valid,
    /// 18 characters, check character wrong: one of them is probably mistyped.
    BadCheck,
    /// 15 digits: a registration number, or an 18-character code cut short.
    Short,
    /// Partly masked with `*`.
    Masked,
    /// A number that a spreadsheet rounded: low digits zeroed or scientific notation.
    Damaged,
    /// Anything else that is no placeholder.
    Other,
}

/// A credit code as compared: upper case, width and blanks folded, protection characters gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode {
    pub text: Box<str>,
    pub form: CodeForm,
    /// The whole code that this probably was, where one alone can be told: a confusable character
    /// read as its twin, or a code known in the run. Proposed, never applied silently.
    pub repair: Option<Box<str>>,
}

impl CreditCode {
    /// The text that identifies: the code if valid, else its one repair.
    pub fn usable(&self) -> Option<&str> {
        match self.form {
            CodeForm::Valid => Some(&self.text),
            _ => self.repair.as_deref(),
        }
    }

    /// Organisation code part, characters 9–17 of an 18-character code.
    pub fn organisation(&self) -> Option<&str> {
        self.usable().and_then(|text| text.get(8..17))
    }
}

/// The check character of the first 17 characters; `None` if one of them is not in the alphabet.
pub fn check_character(body: &str) -> Option<char> {
    let mut sum = 0u32;
    let mut weight = 1u32;
    let mut length = 0;
    for c in body.bytes().take(17) {
        let value = *VALUES.get(usize::from(c)).filter(|value| **value != 255)?;
        sum += u32::from(value) * weight;
        weight = weight * 3 % 31;
        length += 1;
    }
    (length == 17).then(|| ALPHABET[((31 - sum % 31) % 31) as usize] as char)
}

/// The check character of the first eight characters of an organisation code (GB 11714).
pub fn organisation_check(body: &str) -> Option<char> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let mut sum = 0;
    for (c, weight) in body.chars().zip(WEIGHTS) {
        sum += c.to_digit(36)? * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        n => char::from_digit(n, 10),
    }
    .filter(|_| body.len() == 8)
}

/// Whether the 18 characters are in the alphabet and the last one checks.
pub fn is_valid_code(text: &str) -> bool {
    text.len() == 18 && check_character(text).is_some_and(|c| text.ends_with(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_example_checks() {
        assert_eq!(check_character("91350100M000100Y4"), Some('3'));
        assert!(is_valid_code("91350100M000100Y43"));
        assert!(!is_valid_code("91350100M000100Y4Z"));
        assert!(is_valid_code("12430381MAYYYY016Q"));
        assert!(!is_valid_code("91430381MAYYYY016"));
        assert_eq!(check_character("9135010IM000100Y4"), None);
        assert_eq!(organisation_check("M000100Y"), Some('4'));
        assert_eq!(organisation_check("MAYYYY01"), Some('6'));
        assert_eq!(organisation_check("M000100"), None);
    }
}
