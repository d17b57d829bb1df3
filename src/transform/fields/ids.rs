//! Numbers that systems give their records: texts, whatever a spreadsheet took them for.

use crate::ground::fold::{fold_key, is_placeholder, trim};
use crate::model::Cell;
use crate::transform::repairs::is_scientific;

/// A number as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
    Whole(String),
    /// Its last digits are lost: scientific notation, or zeros beyond the fifteenth digit.
    Rounded(String),
}

/// The number in a cell; `rounded` where the column's long numbers all end in zeros.
pub fn read_id(cell: &Cell, rounded: bool) -> Option<Id> {
    if let Cell::Number(number) = cell
        && number.abs() >= 1e18
    {
        return Some(Id::Rounded(format!("{number:E}")));
    }
    let text = cell.text();
    let bare = trim(&text);
    if is_placeholder(bare) {
        return None;
    }
    let key = fold_key(bare);
    // Exact only up to 2^53.
    let inexact = matches!(cell, Cell::Number(number) if number.abs() > 9_007_199_254_740_992.0);
    let long = key.len() >= 16 && key.bytes().all(|b| b.is_ascii_digit());
    if is_scientific(&key) || inexact {
        return Some(Id::Rounded(key));
    }
    if let Some(whole) = without_fraction(&key) {
        return Some(Id::Whole(whole.to_string()));
    }
    Some(
        match long && rounded && key[15..].bytes().all(|b| b == b'0') {
            true => Id::Rounded(key),
            false => Id::Whole(bare.to_string()),
        },
    )
}

/// `20250312001` of `20250312001.0`.
fn without_fraction(key: &str) -> Option<&str> {
    let (whole, fraction) = key.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(fraction) && fraction.bytes().all(|b| b == b'0')).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_found() {
        let whole = |text: &str| Some(Id::Whole(text.to_string()));
        let lost = |text: &str| Some(Id::Rounded(text.to_string()));
        for (raw, rounded, id) in [
            ("JC-2025-001", false, whole("JC-2025-001")),
            ("20250312001.0", false, whole("20250312001")),
            ("'0012\t", false, whole("0012")),
            ("2.02503E+19", false, lost("2.02503E+19")),
            ("20250312001000000000", true, lost("20250312001000000000")),
            ("20250312001000000000", false, whole("20250312001000000000")),
            ("20250312001000000012", true, whole("20250312001000000012")),
            ("/", false, None),
            ("1.2.0", false, whole("1.2.0")),
        ] {
            assert_eq!(read_id(&Cell::Text(raw), rounded), id, "{raw}");
        }
        let number = |n| read_id(&Cell::Number(n), false);
        assert_eq!(number(20_250_312_001.0), whole("20250312001"));
        assert_eq!(number(2.025_031_2e19), lost("2.0250312E19"));
        assert_eq!(
            number(202_503_120_010_000_128.0),
            lost("202503120010000130")
        );
    }
}
