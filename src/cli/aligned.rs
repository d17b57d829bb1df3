//! Text in columns: a Chinese character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with blanks after it.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text with blanks before it.
pub fn padded_start(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text, cut with `…` where it takes more columns than there are.
pub fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_string();
    }
    let mut wide = 0;
    let kept = text.chars().take_while(|c| {
        wide += c.width().unwrap_or(0);
        wide < columns
    });
    kept.chain(['…']).collect()
}
