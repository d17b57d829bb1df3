//! HTML tables that exporters name `.xls`: unclosed cells, spans, entities, any encoding.

use super::page::{Page, Refusal};
use super::sheet::{Area, Overflow, Sheet};
use super::{encoding, stranger};
use crate::model::Cell;
use encoding_rs::Encoding;
use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};

/// A span beyond this is a writer's way of saying "the whole width".
const SPAN_MAX: usize = 1000;

pub(super) fn read_html(bytes: &[u8]) -> Result<Page, Refusal> {
    read_labelled(bytes, None)
}

/// As [`read_html`], with the encoding that whoever sent the page names, should it name none.
pub(super) fn read_labelled(
    bytes: &[u8],
    label: Option<&'static Encoding>,
) -> Result<Page, Refusal> {
    let decoded = encoding::decode(bytes, declared(bytes).or(label));
    let document = Html::parse_document(&decoded.text);
    let mut page = Page::new("html", decoded.encoding);
    let tables = Selector::parse("table").expect("a valid selector");
    for table in document.select(&tables) {
        if is_layout(table, &tables) {
            continue;
        }
        let sheet = read_table(table).map_err(|_| Refusal::TooLarge(0))?;
        if !sheet.rows.is_empty() {
            page.sheets.push(sheet);
        }
    }
    if page.sheets.is_empty() {
        return Err(Refusal::NotATable(stranger::WEB_PAGE));
    }
    name_tables(&mut page.sheets);
    Ok(page)
}

/// A single table has no sheet name. Beside a table with rows and columns, the one-cell tables that
/// exporters use for titles are named by their position; so are all where several have content.
fn name_tables(sheets: &mut [Sheet]) {
    let is_grid = |sheet: &Sheet| sheet.rows.iter().filter(|row| row.len() > 1).count() > 1;
    let grids = sheets.iter().filter(|sheet| is_grid(sheet)).count();
    if sheets.len() == 1 {
        return;
    }
    for (index, sheet) in sheets.iter_mut().enumerate() {
        if grids != 1 || !is_grid(sheet) {
            sheet.name = format!("table {}", index + 1);
        }
    }
}

/// A table that only arranges other tables: their rows are read, its own are not.
fn is_layout(table: ElementRef, tables: &Selector) -> bool {
    let rows = Selector::parse("tr").expect("a valid selector");
    table
        .select(tables)
        .any(|inner| inner.select(&rows).nth(1).is_some())
}

fn read_table(table: ElementRef) -> Result<Sheet, Overflow> {
    let mut sheet = Sheet::default();
    // Columns taken in coming rows by cells that span several: rows left, by column.
    let mut taken: Vec<usize> = Vec::new();
    for (row, element) in own_rows(table).into_iter().enumerate() {
        let mut column = 0;
        let mut coming: Vec<(usize, usize, usize)> = Vec::new();
        for cell in element.child_elements() {
            if !matches!(cell.value().name(), "td" | "th") {
                continue;
            }
            while taken.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            let across = span(cell, "colspan");
            let down = span(cell, "rowspan");
            sheet.put(row, column, Cell::of_text(&text_of(cell)))?;
            if across > 1 || down > 1 {
                sheet.merge(Area {
                    top: row,
                    left: column,
                    bottom: row + down - 1,
                    right: column + across - 1,
                });
            }
            coming.push((column, across, down));
            column += across;
        }
        taken
            .iter_mut()
            .for_each(|rows| *rows = rows.saturating_sub(1));
        for (column, across, down) in coming.into_iter().filter(|(_, _, down)| *down > 1) {
            if taken.len() < column + across {
                taken.resize(column + across, 0);
            }
            taken[column..column + across].fill(down - 1);
        }
        // A row without text is a row all the same.
        sheet.open_row(row);
    }
    Ok(sheet.finish())
}

/// The table's rows, without those of tables inside its cells.
fn own_rows(table: ElementRef) -> Vec<ElementRef> {
    let mut rows = Vec::new();
    for child in table.child_elements() {
        match child.value().name() {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => {
                rows.extend(
                    child
                        .child_elements()
                        .filter(|row| row.value().name() == "tr"),
                );
            }
            _ => {}
        }
    }
    rows
}

fn span(cell: ElementRef, name: &str) -> usize {
    cell.attr(name)
        .and_then(|text| text.trim().parse::<usize>().ok())
        .unwrap_or(1)
        .clamp(1, SPAN_MAX)
}

/// The text as a browser would show it: runs of blanks are one, `<br>` and blocks break the line.
/// Scripts, styles and buttons are no part of a value.
fn text_of(cell: ElementRef) -> String {
    let mut text = String::new();
    let mut nodes = cell.descendants().skip(1);
    while let Some(node) = nodes.next() {
        match node.value() {
            Node::Text(piece) => push_collapsed(&mut text, piece),
            Node::Element(element) if is_unseen(element.name()) => {
                let list = ElementRef::wrap(node).filter(|list| list.value().name() == "select");
                if let Some(chosen) = list.and_then(chosen) {
                    chosen
                        .text()
                        .for_each(|piece| push_collapsed(&mut text, piece));
                }
                // Everything inside comes next.
                let inside = node.descendants().count() - 1;
                nodes.by_ref().take(inside).for_each(drop);
            }
            Node::Element(element) if is_break(element.name()) => {
                let kept = text.trim_end_matches(' ').len();
                text.truncate(kept);
                if !text.is_empty() {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    text.trim_matches([' ', '\n']).to_string()
}

/// Elements whose text a browser does not show as the page's own; of a list, see [`chosen`].
fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "template" | "noscript" | "button" | "title" | "select"
    )
}

/// What is chosen in a list: the first entry, where none is marked.
fn chosen(list: ElementRef) -> Option<ElementRef> {
    let options = || {
        list.child_elements()
            .filter(|entry| entry.value().name() == "option")
    };
    let marked = options().find(|option| option.attr("selected").is_some());
    marked.or_else(|| options().next())
}

fn is_break(name: &str) -> bool {
    matches!(name, "br" | "p" | "div" | "li")
}

fn push_collapsed(text: &mut String, piece: &str) {
    for c in piece.chars() {
        match c {
            ' ' | '\t' | '\r' | '\n' => {
                if !text.ends_with([' ', '\n']) {
                    text.push(' ');
                }
            }
            _ => text.push(c),
        }
    }
}

/// The encoding that a `<meta>` or an XML declaration names.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let head: String = head
        .iter()
        .map(|b| b.to_ascii_lowercase() as char)
        .collect();
    let at = ["charset=", "encoding="]
        .iter()
        .find_map(|key| head.find(key).map(|at| at + key.len()))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    encoding::by_label(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
        let row = |cells: &crate::model::Cells| {
            cells.iter().map(|cell| cell.text().into_owned()).collect()
        };
        sheet.rows.iter().map(row).collect()
    }

    #[test]
    fn spans_entities_and_unclosed_cells() {
        let html = "<table border=1><tr><td colspan=3>标题<tr><th rowspan=2>序号<th colspan=2>\
            检查时间<tr><th>起<th>止<tr><td>1<td>2025-03-05&nbsp;<td> a &lt; b<br> c </table>";
        let (gbk, _, _) = encoding_rs::GBK.encode(html);
        let page = read_html(&gbk).unwrap();
        assert_eq!((page.encoding, page.sheets.len()), ("GB18030", 1));
        let sheet = &page.sheets[0];
        let expected: [&[&str]; 4] = [
            &["标题"],
            &["序号", "检查时间"],
            &["", "起", "止"],
            &["1", "2025-03-05\u{a0}", "a < b\nc"],
        ];
        assert_eq!(texts(sheet), expected);
        assert!(
            sheet
                .merges
                .iter()
                .any(|area| area.covers(2, 0) && area.bottom == 2)
        );
        assert_eq!(sheet.name, "");
    }

    #[test]
    fn what_a_browser_does_not_show_is_no_value() {
        let html = "<table><tr><td><script>x</script>甲<button>删除</button><style>y</style>乙\
            <td><select><option>待办<option selected>办结<option>作废</select></table>";
        let page = read_html(html.as_bytes()).unwrap();
        assert_eq!(texts(&page.sheets[0])[0], ["甲乙", "办结"]);
    }

    #[test]
    fn layout_and_title_tables_stand_beside_the_grid() {
        let html = "<table><tr><td><table><tr><td>标题</td></tr></table>\
            <table><tr><td>a<td>b<tr><td>1<td>2</table></table>";
        let page = read_html(html.as_bytes()).unwrap();
        let names: Vec<&str> = page
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect();
        assert_eq!(names, ["table 1", ""]);
        assert!(matches!(
            read_html(b"<html><p>x</p>"),
            Err(Refusal::NotATable(..))
        ));
    }
}
