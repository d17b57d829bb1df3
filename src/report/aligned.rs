//! Text in columns on a terminal: a Chinese character is two columns wide.

use unicode_width::UnicodeWidthStr;

/// Columns the text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text with blanks after it.
pub fn pad_end(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text with blanks before it.
pub fn pad_start(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text on one line and no wider than this, `…` where it was cut.
pub fn fit(text: &str, columns_max: usize) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if width(&line) <= columns_max {
        return line;
    }
    let mut kept = String::new();
    for c in line.chars() {
        let wider = format!("{kept}{c}");
        if width(&wider) + 1 > columns_max {
            break;
        }
        kept = wider;
    }
    kept + "…"
}

/// Rows as aligned columns, two blanks between them; columns named in `right` end flush.
pub fn columns(rows: &[Vec<String>], right: &[usize]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|at| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .map(|c| width(c))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| match right.contains(&at) {
                true => pad_start(cell, widths[at]),
                false => pad_end(cell, widths[at]),
            })
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_two_columns_wide() {
        assert_eq!(pad_end("复查", 6), "复查  ");
        assert_eq!(pad_start("12", 4), "  12");
        assert_eq!(fit("湘乡市鑫达烟花爆竹有限公司", 9), "湘乡市鑫…");
        assert_eq!(fit("a\nb", 9), "a b");
        let rows = [
            vec!["甲".into(), "1".into()],
            vec!["甲乙".into(), "12".into()],
        ];
        assert_eq!(columns(&rows, &[1]), "甲     1\n甲乙  12\n");
    }
}
