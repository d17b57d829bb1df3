//! The workbook part: which sheets there are, and that everything is computed on opening.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// An attribute's value, whatever its prefix.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0);
    value.ok().map(|value| value.into_owned())
}

/// Names of the sheets with the ids of their relationships, in order.
pub fn sheets(workbook: &str) -> Result<Vec<(String, String)>, String> {
    tags(workbook, "sheet", |tag| {
        Some((attribute(tag, "name")?, attribute(tag, "id")?))
    })
}

/// Ids and targets of a part's relationships.
pub fn relations(rels: &str) -> Result<Vec<(String, String)>, String> {
    tags(rels, "Relationship", |tag| {
        Some((attribute(tag, "Id")?, attribute(tag, "Target")?))
    })
}

fn tags<T>(
    xml: &str,
    name: &str,
    take: impl Fn(&BytesStart<'_>) -> Option<T>,
) -> Result<Vec<T>, String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(found),
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => {
                found.extend(take(&tag));
            }
            _ => {}
        }
    }
}

/// The workbook with `fullCalcOnLoad`, everything else as it was.
pub fn computed_on_opening(workbook: &str) -> Result<String, String> {
    let mut reader = Reader::from_str(workbook);
    let mut after_sheets = None;
    loop {
        let from = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let to = reader.buffer_position() as usize;
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "calcPr" => {
                let raw = &workbook[from..to];
                let plain = without_attribute(raw, "fullCalcOnLoad");
                let name_end = plain.find(|c: char| c.is_whitespace() || c == '/' || c == '>');
                let at = name_end.unwrap_or(plain.len());
                let marked = format!("{} fullCalcOnLoad=\"1\"{}", &plain[..at], &plain[at..]);
                return Ok(format!("{}{marked}{}", &workbook[..from], &workbook[to..]));
            }
            Event::End(tag) => {
                let name = tag.local_name();
                if matches!(
                    name.as_ref(),
                    "sheets" | "externalReferences" | "definedNames"
                ) {
                    after_sheets = Some((to, workbook[from..to].to_string()));
                }
            }
            _ => {}
        }
    }
    let (at, end_tag) = after_sheets.ok_or("the workbook names no sheets")?;
    // With the prefix that the part's own elements have.
    let name = end_tag.trim_start_matches("</");
    let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
    let colon = if prefix.is_empty() { "" } else { ":" };
    let mark = format!("<{prefix}{colon}calcPr fullCalcOnLoad=\"1\"/>");
    Ok(format!("{}{mark}{}", &workbook[..at], &workbook[at..]))
}

/// A tag as it is written, less one attribute.
pub fn without_attribute(raw: &str, name: &str) -> String {
    let mut at = 0;
    while let Some(found) = raw[at..].find(name).map(|found| at + found) {
        let before = raw[..found].chars().last().unwrap_or(' ');
        let rest = raw[found + name.len()..].trim_start();
        let value = rest.strip_prefix('=').map(str::trim_start);
        let quote = value.and_then(|value| value.chars().next());
        if let (true, Some(value), Some(quote @ ('"' | '\''))) =
            (before.is_whitespace(), value, quote)
            && let Some(end) = value[1..].find(quote)
        {
            let after = &value[end + 2..];
            return format!("{}{after}", raw[..found].trim_end());
        }
        at = found + name.len();
    }
    raw.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_computed_when_it_is_opened() {
        for (workbook, expected) in [
            (
                "<workbook><sheets><sheet name=\"a\" r:id=\"x\"/></sheets></workbook>",
                "</sheets><calcPr fullCalcOnLoad=\"1\"/></workbook>",
            ),
            (
                "<w:workbook><w:sheets></w:sheets><w:definedNames></w:definedNames></w:workbook>",
                "</w:definedNames><w:calcPr fullCalcOnLoad=\"1\"/></w:workbook>",
            ),
            (
                "<workbook><sheets></sheets><calcPr calcId=\"1\" fullCalcOnLoad=\"0\"/></workbook>",
                "<calcPr fullCalcOnLoad=\"1\" calcId=\"1\"/></workbook>",
            ),
        ] {
            let made = computed_on_opening(workbook).unwrap();
            assert!(made.ends_with(expected), "{made}");
        }
        assert_eq!(
            without_attribute("<c r=\"A1\" t=\"s\" s=\"4\">", "t"),
            "<c r=\"A1\" s=\"4\">"
        );
        assert_eq!(without_attribute("<c rt=\"1\"/>", "t"), "<c rt=\"1\"/>");
    }
}
