//! Characters in somebody's text that cannot be seen or that turn the direction of what follows.

/// Whether a page or a document names the character instead of obeying it.
pub fn is_unseen(c: char) -> bool {
    let turns = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
    ) || matches!(c, '\u{2066}'..='\u{2069}');
    // XML knows no other control characters, nor the two last of the plane.
    turns || (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}
