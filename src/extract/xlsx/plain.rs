//! Cells written the way nearly all are: `<c r="B2" s="3" t="s"><v>17</v></c>`, or with an inline
//! text. They are read without a general XML reader, which takes several times as long; whatever
//! looks otherwise is left to it.

/// A cell read so: what its attributes say, its value, and how many bytes it took.
#[derive(Debug, PartialEq)]
pub struct PlainCell<'a> {
    pub place: &'a str,
    pub style: &'a str,
    pub kind: &'a str,
    /// `None` for a cell without a value.
    pub value: Option<&'a str>,
    /// Its blanks at the ends are layout: an inline text that does not say to keep them.
    pub is_loose: bool,
    pub length: usize,
}

/// The cell at the very beginning of the text, if it is a plain one and ends in the text.
pub fn plain_cell(text: &str) -> Option<PlainCell<'_>> {
    let mut rest = text.strip_prefix("<c ")?;
    let (mut place, mut style, mut kind) = ("", "", "");
    loop {
        let (name, after) = rest.split_at_checked(1)?;
        let quoted = after.strip_prefix("=\"")?;
        let (value, after) = quoted.split_at(memchr::memchr(b'"', quoted.as_bytes())?);
        match name {
            "r" => place = value,
            "s" => style = value,
            "t" => kind = value,
            _ => return None,
        }
        rest = &after[1..];
        match rest.strip_prefix(' ') {
            Some(more) if !more.starts_with('/') => rest = more,
            _ => break,
        }
    }
    let cell = |value, is_loose, rest: &str| PlainCell {
        place,
        style,
        kind,
        value,
        is_loose,
        length: text.len() - rest.len(),
    };
    if let Some(rest) = rest.strip_prefix("/>") {
        return Some(cell(None, false, rest));
    }
    let rest = rest.strip_prefix('>')?;
    if let Some(rest) = rest.strip_prefix("<v>") {
        let (value, rest) = plain_text(rest)?;
        return Some(cell(Some(value), false, rest.strip_prefix("</v></c>")?));
    }
    let rest = rest.strip_prefix("<is><t")?;
    let (is_loose, rest) = match rest.strip_prefix('>') {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix(" xml:space=\"preserve\">")?),
    };
    let (value, rest) = plain_text(rest)?;
    let rest = rest.strip_prefix("</t></is></c>")?;
    (kind == "inlineStr").then(|| cell(Some(value), is_loose, rest))
}

/// The text up to the next tag; `None` where references or line ends would have to be resolved.
fn plain_text(rest: &str) -> Option<(&str, &str)> {
    let end = memchr::memchr3(b'<', b'&', b'\r', rest.as_bytes())?;
    let (value, rest) = rest.split_at(end);
    rest.starts_with('<').then_some((value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_read_and_nothing_else() {
        let read = |text| plain_cell(text).map(|cell| (cell.place, cell.value, cell.length));
        let whole = r#"<c r="B2" s="3" t="s"><v>17</v></c><c r="C2">"#;
        assert_eq!(read(whole), Some(("B2", Some("17"), whole.len() - 10)));
        let cell = plain_cell(whole).unwrap();
        assert_eq!((cell.style, cell.kind), ("3", "s"));
        assert_eq!(read(r#"<c r="A1" s="1"/>"#), Some(("A1", None, 17)));
        assert_eq!(read(r#"<c r="A1" />"#), None);
        let inline = r#"<c r="A1" t="inlineStr"><is><t> 甲</t></is></c>"#;
        assert_eq!(read(inline), Some(("A1", Some(" 甲"), inline.len())));
        for other in [
            r#"<c r="A1"><v>1</v>"#,
            r#"<c r="A1"><f>1+1</f><v>2</v></c>"#,
            r#"<c r="A1" t="str"><v>a&amp;b</v></c>"#,
            r#"<c r='A1'><v>1</v></c>"#,
            r#"<c r="A1" cm="1"><v>1</v></c>"#,
            r#"<x:c r="A1"><v>1</v></x:c>"#,
            r#"<c><v>1</v></c>"#,
            r#"<c r="A1" t="n"><is><t>1</t></is></c>"#,
            r#"<cols>"#,
            r#"<c r="#,
            "",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
