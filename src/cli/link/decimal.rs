//! Numbers written with so many decimals, as formatting writes them, for files of millions.

use std::io::Write;

/// Appends a whole number.
pub fn push_whole(line: &mut Vec<u8>, number: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    line.extend_from_slice(&digits[at..]);
}

/// Appends a number rounded to some decimals, six at most: the same text as `{:.6}`.
pub fn push_fixed(line: &mut Vec<u8>, number: f64, decimals: usize) {
    let unit = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6][decimals];
    let scaled = number.abs() * unit;
    let whole = scaled.floor();
    // Near the middle between two neighbours only exact arithmetic knows which one is nearer.
    let is_clear = scaled < 1e9 && (scaled - whole - 0.5).abs() > 1e-5;
    if !is_clear {
        let _ = write!(line, "{number:.decimals$}");
        return;
    }
    let scaled = whole as u64 + u64::from(scaled - whole > 0.5);
    if number.is_sign_negative() {
        line.push(b'-');
    }
    push_whole(line, scaled / unit as u64);
    line.push(b'.');
    let rest = scaled % unit as u64;
    let mut place = unit as u64 / 10;
    while place > 0 {
        line.push(b'0' + (rest / place % 10) as u8);
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_those_of_formatting() {
        let mut numbers = vec![
            0.0,
            -0.0,
            0.5,
            0.0005,
            0.0015,
            1.0,
            -2.0005,
            999.9996,
            f64::NAN,
        ];
        numbers.extend([
            f64::INFINITY,
            f64::NEG_INFINITY,
            1e12,
            -1e-9,
            0.999_999_6,
            12.345_499_9,
        ]);
        let mut seed = 1u64;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            numbers.push((seed >> 20) as f64 / (1u64 << 40) as f64 * 80.0 - 1200.0);
            numbers.push((seed >> 40) as f64 / 2000.0);
        }
        for number in numbers {
            for decimals in [3, 6] {
                let mut line = Vec::new();
                push_fixed(&mut line, number, decimals);
                let expected = format!("{number:.decimals$}");
                assert_eq!(String::from_utf8(line).unwrap(), expected, "{number:?}");
            }
        }
    }

    #[test]
    fn whole_numbers_are_their_digits() {
        for number in [0, 7, 10, 4_294_967_295, u64::MAX] {
            let mut line = Vec::new();
            push_whole(&mut line, number);
            assert_eq!(String::from_utf8(line).unwrap(), number.to_string());
        }
    }
}
