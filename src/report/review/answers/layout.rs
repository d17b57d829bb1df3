//! Which column of a sheet that came back is which: by its header, wherever it was moved to. What
//! people wrote into columns that nothing reads is told, never passed over.

use super::super::columns::Column;
use super::super::words;
use crate::model::{Finding, Grid, Place, Severity, Text};
use std::collections::BTreeMap;

/// The columns of one sheet.
pub struct Layout {
    pub column_of: BTreeMap<Column, usize>,
    pub headers: Vec<String>,
    pub found: Vec<Finding>,
}

impl Layout {
    /// Reads the header, and of columns without a known one the cells below.
    pub fn of(file: &str, sheet: &Grid, header: usize) -> Layout {
        let mut layout = Layout {
            column_of: BTreeMap::new(),
            headers: Vec::new(),
            found: Vec::new(),
        };
        let mut strange: Vec<usize> = Vec::new();
        for (at, cell) in sheet.rows[header].iter().enumerate() {
            layout.headers.push(cell.text().into_owned());
            match Column::of_header(&cell.text()) {
                Some(column) if !layout.column_of.contains_key(&column) => {
                    layout.column_of.insert(column, at);
                }
                _ => strange.push(at),
            }
        }
        let width = sheet.rows[header..].iter().map(|row| row.len()).max();
        strange.extend(layout.headers.len()..width.unwrap_or(0));
        let mut written: Vec<(usize, Vec<String>)> = strange
            .into_iter()
            .map(|at| (at, texts_below(sheet, header, at)))
            .collect();
        written.retain(|(_, texts)| !texts.is_empty());
        if !layout.column_of.contains_key(&Column::Decision) {
            let decisions = written.iter().position(|(at, texts)| {
                let named = layout
                    .headers
                    .get(*at)
                    .is_some_and(|text| text.contains("判定"));
                named || texts.iter().all(|text| words::ruling_of(text).is_some())
            });
            if let Some(decisions) = decisions {
                let (at, _) = written.remove(decisions);
                layout.column_of.insert(Column::Decision, at);
                layout
                    .found
                    .push(taken(file, sheet, header, at, &layout.headers));
            }
        }
        let unread = written
            .iter()
            .map(|(at, texts)| unread(file, sheet, (header, *at), texts, &layout.headers));
        let unread: Vec<Finding> = unread.collect();
        layout.found.extend(unread);
        layout
    }
}

fn texts_below(sheet: &Grid, header: usize, at: usize) -> Vec<String> {
    let rows = sheet.rows.iter().skip(header + 1);
    let texts = rows.filter_map(|row| row.get(at).map(|cell| cell.text().trim().to_string()));
    texts.filter(|text| !text.is_empty()).collect()
}

fn taken(file: &str, sheet: &Grid, row: usize, at: usize, headers: &[String]) -> Finding {
    let title = Text::new(
        "判定列的表头改过,按内容认出",
        "the decisions' header was changed; the column is known by what it holds",
    );
    spotted(file, sheet, Severity::Note, (row, at), headers, title)
        .expected("判定(下拉选择)", "decision (choose)")
        .done("按判定列读取", "read as the decisions")
        .help("核对读回的条数", "check how many lines were taken")
}

fn unread(
    file: &str,
    sheet: &Grid,
    (row, at): (usize, usize),
    texts: &[String],
    headers: &[String],
) -> Finding {
    let (count, first) = (texts.len(), &texts[0]);
    let title = Text::new(
        format!("复核表中没有这一列,其中写了 {count} 格,如“{first}”"),
        format!("no column of a review; {count} cells of it are filled, such as “{first}”"),
    );
    spotted(
        file,
        sheet,
        Severity::ValueDoubtful,
        (row, at),
        headers,
        title,
    )
    .expected("复核表原有的表头", "a header of the review workbook")
    .done("这些格未采用", "these cells were not taken")
    .help(
        "要保留的写进“理由”列;改过的表头改回原样后重新读回",
        "write what is to be kept under “why”; give changed headers their old names",
    )
}

fn spotted(
    file: &str,
    sheet: &Grid,
    severity: Severity,
    (row, at): (usize, usize),
    headers: &[String],
    title: Text,
) -> Finding {
    let place = Place {
        table: 0,
        row: row as u32 + 1,
        column: at as u16 + 1,
    };
    let header = headers.get(at).map_or("", String::as_str);
    Finding::about_file("L420", severity, file, title).at(&sheet.sheet, place, header, header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cell;

    fn sheet(lines: &[&str]) -> Grid {
        let cells = |line: &&str| line.split('|').map(Cell::of_text).collect();
        Grid {
            sheet: "复核".to_string(),
            rows: lines.iter().map(cells).collect(),
        }
    }

    #[test]
    fn decisions_are_found_under_another_header_and_strange_columns_are_told() {
        let sheet = sheet(&[
            "序号|科长意见|理由|hedui:about|备注",
            "1|不同|查过|pair|已电话核实",
            "2||||",
            "3|是||pair|",
        ]);
        let layout = Layout::of("复核.xlsx", &sheet, 0);
        assert_eq!(layout.column_of.get(&Column::Decision), Some(&1));
        assert_eq!(layout.column_of.get(&Column::Why), Some(&2));
        let told: Vec<(u16, Severity)> = layout
            .found
            .iter()
            .map(|finding| {
                (
                    finding.place.map_or(0, |place| place.column),
                    finding.severity,
                )
            })
            .collect();
        assert_eq!(told, [(2, Severity::Note), (5, Severity::ValueDoubtful)]);
    }

    #[test]
    fn words_that_decide_nothing_are_no_column_of_decisions() {
        let sheet = sheet(&["序号|意见|理由|hedui:about", "1|已电话核实||pair"]);
        let layout = Layout::of("复核.xlsx", &sheet, 0);
        assert_eq!(layout.column_of.get(&Column::Decision), None);
        assert_eq!(layout.found.len(), 1);
    }
}
