//! Parts of an Office document and the package that holds them.

use super::unseen::escaped;
use std::io::{Seek, Write};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Longer texts are cut in a document for reading; the workbook has all of them.
const CHARACTERS_MAX: usize = 300;

/// As [`escaped`], at most so long as a reader reads.
pub fn in_short(text: &str) -> String {
    match text.char_indices().nth(CHARACTERS_MAX) {
        Some((at, _)) => format!("{}…", escaped(&text[..at])),
        None => escaped(text),
    }
}

/// Packs the parts; no clock, so the same parts give the same bytes.
pub fn package(parts: &[(&str, String)], out: impl Write + Seek) -> ZipResult<()> {
    let mut writer = ZipWriter::new(out);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, part) in parts {
        writer.start_file(*name, options)?;
        writer.write_all(part.as_bytes())?;
    }
    writer.finish()?.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_may_stand_in_a_part() {
        let named = "&lt;b&gt;[U+202E]甲[U+0007]&amp;";
        assert_eq!(escaped("<b>\u{202e}甲\u{7}&"), named);
        let long = in_short(&"长".repeat(10_000));
        assert_eq!(long.chars().count(), CHARACTERS_MAX + 1);
    }

    #[test]
    fn the_same_parts_are_the_same_bytes() {
        let pack = || {
            let mut out = std::io::Cursor::new(Vec::new());
            package(&[("a.xml", "<a/>".to_string())], &mut out).unwrap();
            out.into_inner()
        };
        assert_eq!(pack(), pack());
    }
}
