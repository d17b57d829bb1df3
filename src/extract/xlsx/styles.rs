//! Which numbers are dates: the number formats of the workbook's styles.
//!
//! The built-in formats are those of ECMA-376 part 1, §18.8.30, with the ones that it lists for
//! Chinese (27 to 36 and 50 to 58), which programs write by their number alone.

use super::Book;
use crate::extract::page::Refusal;
use crate::extract::xml::{attribute, number};
use calamine::ExcelDateTimeType;
use quick_xml::events::Event;
use std::collections::HashMap;

/// What a format makes of a number.
pub(in crate::extract) type DateKind = Option<ExcelDateTimeType>;

/// The kind of date of each cell style.
pub(super) fn date_styles(book: &Book<'_>, part: &str) -> Result<Vec<DateKind>, Refusal> {
    let mut formats: HashMap<usize, DateKind> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    book.events(part, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
            "numFmt" => {
                let code = attribute(&tag, "formatCode").unwrap_or_default();
                if let Some(id) = number(&tag, "numFmtId") {
                    formats.insert(id, kind_of_code(&code));
                }
            }
            "cellXfs" => in_cells = true,
            "xf" if in_cells => styles.push(number(&tag, "numFmtId").unwrap_or(0)),
            _ => {}
        },
        Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => in_cells = false,
        _ => {}
    })?;
    let kind = |id: &usize| formats.get(id).copied().unwrap_or_else(|| built_in(*id));
    Ok(styles.iter().map(kind).collect())
}

/// What a format makes of a number: by its code, or by its number where it has none of its own.
pub(super) fn kind_of(id: usize, code: Option<&String>) -> DateKind {
    code.map_or_else(|| built_in(id), |code| kind_of_code(code))
}

pub(in crate::extract) fn built_in(id: usize) -> DateKind {
    match id {
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Some(ExcelDateTimeType::DateTime),
        46 => Some(ExcelDateTimeType::TimeDelta),
        _ => None,
    }
}

/// Reads a format code's first section, the one for positive numbers.
pub(in crate::extract) fn kind_of_code(code: &str) -> DateKind {
    let mut characters = code.chars().peekable();
    let mut bare = String::new();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            // The next character is shown as it is, is as wide as a blank, or fills the cell.
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let first = inside.chars().next().map(|c| c.to_ascii_lowercase());
                let unit = first.filter(|c| matches!(c, 'h' | 'm' | 's'));
                if unit.is_some_and(|unit| inside.chars().all(|c| c.eq_ignore_ascii_case(&unit))) {
                    return Some(ExcelDateTimeType::TimeDelta);
                }
            }
            ';' => break,
            c => bare.push(c.to_ascii_lowercase()),
        }
    }
    let bare = bare.replace("general", "");
    bare.contains(['y', 'm', 'd', 'h', 's'])
        .then_some(ExcelDateTimeType::DateTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart_by_their_letters() {
        let date = Some(ExcelDateTimeType::DateTime);
        let span = Some(ExcelDateTimeType::TimeDelta);
        for (code, kind) in [
            ("yyyy\"年\"m\"月\"d\"日\";@", date),
            ("[$-804]yyyy/m/d h:mm AM/PM", date),
            ("[DBNum1][$-804]m\"月\"d\"日\"", date),
            ("mm:ss.0", date),
            ("[h]:mm:ss", span),
            ("[Red]0.00", None),
            ("0\"年\"", None),
            ("0.00\"m³/d\"", None),
            ("General\"户\"", None),
            ("#,##0.00_);[Red]\\(#,##0.00\\)", None),
            ("0.00E+00", None),
            ("_ * #,##0.00_ ;_ * \\-#,##0.00_ ", None),
            ("@", None),
            ("\\d0", None),
        ] {
            assert_eq!(kind_of_code(code), kind, "{code}");
        }
        assert_eq!(
            (built_in(14), built_in(31), built_in(58)),
            (date, date, date)
        );
        assert_eq!((built_in(0), built_in(49), built_in(2)), (None, None, None));
    }
}
