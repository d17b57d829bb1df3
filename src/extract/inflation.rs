//! What an archive inflates to, counted before a reader that trusts its parts is let at them.

use super::page::Refusal;
use std::io::{Cursor, Read};

/// An archive whose parts inflate to more than this in all is refused.
const INFLATED_MAX: u64 = 6 << 30;
/// Beyond this size, an archive that inflates more than `RATIO_MAX` times is refused: spreadsheet
/// parts inflate 5 to 50 times.
const INFLATED_FREE: u64 = 48 << 20;
const RATIO_MAX: u64 = 250;
/// More different texts than any workbook has.
const STRINGS_MAX: u64 = 40_000_000;

/// Inflates every part into nothing, counting: declared sizes are not to be believed.
pub(super) fn check_inflation(bytes: &[u8]) -> Result<(), Refusal> {
    let damaged = |error: &dyn std::fmt::Display| Refusal::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let allowed = (bytes.len() as u64 * RATIO_MAX).clamp(INFLATED_FREE, INFLATED_MAX);
    for index in 0..archive.len() {
        if let Ok(part) = archive.by_index(index) {
            check_string_count(part)?;
        }
    }
    // The best deflate can do is 1:1032.
    if bytes.len() as u64 * 1032 <= INFLATED_FREE {
        return Ok(());
    }
    let mut inflated = 0u64;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue; // the reader says more exactly what is wrong with it
        };
        let mut part = part.take(allowed + 1 - inflated);
        inflated += std::io::copy(&mut part, &mut std::io::sink()).unwrap_or(0);
        if inflated > allowed {
            return Err(Refusal::TooLarge(allowed >> 20));
        }
    }
    Ok(())
}

/// The readers make room for as many shared strings as the part claims to hold.
fn check_string_count(part: zip::read::ZipFile<'_, Cursor<&[u8]>>) -> Result<(), Refusal> {
    let name = part.name().unwrap_or_default().to_lowercase();
    if !name.contains("sharedstrings") {
        return Ok(());
    }
    let mut head = Vec::new();
    let _ = part.take(1024).read_to_end(&mut head);
    let claimed = match name.ends_with(".bin") {
        true => head.get(7..11).map_or(0, |four| {
            u64::from(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        }),
        false => {
            let text = String::from_utf8_lossy(&head).into_owned();
            let rest = text.split("uniqueCount=").nth(1).unwrap_or_default();
            let digits = rest.trim_start_matches(['"', '\'']).chars();
            let digits: String = digits.take_while(char::is_ascii_digit).collect();
            digits
                .parse()
                .unwrap_or(if digits.is_empty() { 0 } else { u64::MAX })
        }
    };
    match claimed > STRINGS_MAX {
        true => Err(Refusal::Damaged(
            "it claims more texts than it can hold".into(),
        )),
        false => Ok(()),
    }
}
