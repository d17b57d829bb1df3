//! HTML tables that exporters name `.xls`: unclosed cells, spans, entities, any encoding. The page
//! is never held as a tree: rows are taken as their tags come, in one pass.

use super::html_cell::HtmlCell;
use super::html_tags::{Attributes, Piece, Tags};
use super::page::{Page, Refusal};
use super::room::Room;
use super::sheet::{Area, COLUMNS_MAX, DoubtKind, Overflow, Sheet};
use super::{encoding, stranger};
use crate::model::Cell;
use encoding_rs::Encoding;

/// A span beyond this is a writer's way of saying "the whole width".
const SPAN_MAX: usize = 1000;

pub(super) fn read_html(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    read_labelled(bytes, None, room)
}

/// As [`read_html`], with the encoding that whoever sent the page names, should it name none.
pub(super) fn read_labelled(
    bytes: &[u8],
    label: Option<&'static Encoding>,
    room: &Room,
) -> Result<Page, Refusal> {
    let decoded = encoding::decode(bytes, declared(bytes).or(label));
    let mut page = Page::new("html", decoded.encoding);
    let mut reader = Reader {
        room,
        open: Vec::new(),
        read: Vec::new(),
        begun: 0,
    };
    for piece in Tags::of(&decoded.text) {
        reader.take(piece).map_err(|_| Refusal::TooLarge(0))?;
    }
    reader.end().map_err(|_| Refusal::TooLarge(0))?;
    let mut read = reader.read;
    read.sort_by_key(|(position, _)| *position);
    page.sheets = read.into_iter().map(|(_, sheet)| sheet).collect();
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

/// Where the reader stands: the open tables, the innermost last, and those read, each with its
/// position among all.
struct Reader<'r> {
    room: &'r Room,
    open: Vec<Table>,
    read: Vec<(usize, Sheet)>,
    begun: usize,
}

/// An open table.
struct Table {
    position: usize,
    sheet: Sheet,
    /// 0-based row that is open or comes next.
    row: usize,
    in_row: bool,
    in_caption: bool,
    column: usize,
    cell: Option<HtmlCell>,
    /// For each column, the first row in which no cell from above stands in it.
    free_from: Vec<usize>,
    /// Rows begun, those of the tables inside it included.
    rows: usize,
    /// Rows whose end was written.
    ended: usize,
    /// It only arranges other tables: their rows are read, its own are not.
    is_layout: bool,
    /// Its text, should a cell of another table want it.
    text: String,
}

impl Reader<'_> {
    fn take(&mut self, piece: Piece) -> Result<(), Overflow> {
        match piece {
            Piece::Text(text) => {
                if let Some(cell) = self.cell() {
                    cell.write(&text);
                }
                Ok(())
            }
            Piece::Open(name, attributes) => self.open_tag(name.as_str(), attributes),
            Piece::Close(name) => self.close_tag(name.as_str()),
        }
    }

    fn cell(&mut self) -> Option<&mut HtmlCell> {
        self.open.last_mut()?.cell.as_mut()
    }

    fn open_tag(&mut self, name: &str, attributes: Attributes) -> Result<(), Overflow> {
        if name == "table" {
            return self.open_table();
        }
        let Some(table) = self.open.last_mut() else {
            return Ok(());
        };
        match name {
            "tr" => {
                table.close_row()?;
                table.open_row();
            }
            "td" | "th" => {
                table.close_cell()?;
                if !table.in_row {
                    table.open_row();
                }
                table.open_cell(attributes);
            }
            "caption" => {
                table.close_row()?;
                table.in_caption = true;
            }
            "thead" | "tbody" | "tfoot" | "colgroup" => table.close_row()?,
            name => {
                if let Some(cell) = &mut table.cell {
                    cell.open(name, attributes);
                }
            }
        }
        Ok(())
    }

    fn close_tag(&mut self, name: &str) -> Result<(), Overflow> {
        if name == "table" {
            return self.close_table();
        }
        let Some(table) = self.open.last_mut() else {
            return Ok(());
        };
        match name {
            "td" | "th" => table.close_cell()?,
            "tr" | "thead" | "tbody" | "tfoot" => {
                table.ended += usize::from(name == "tr");
                table.close_row()?;
            }
            "caption" => table.in_caption = false,
            name => {
                if let Some(cell) = &mut table.cell {
                    cell.close(name);
                }
            }
        }
        Ok(())
    }

    /// A table begins inside a cell or a caption; anywhere else it ends the one that is open.
    fn open_table(&mut self) -> Result<(), Overflow> {
        let inside = |table: &Table| table.cell.is_some() || table.in_caption;
        if self.open.last().is_some_and(|table| !inside(table)) {
            self.close_table()?;
        }
        self.open.push(Table {
            position: self.begun,
            sheet: Sheet::default().within(self.room),
            row: 0,
            in_row: false,
            in_caption: false,
            column: 0,
            cell: None,
            free_from: Vec::new(),
            rows: 0,
            ended: 0,
            is_layout: false,
            text: String::new(),
        });
        self.begun += 1;
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), Overflow> {
        let Some(mut table) = self.open.pop() else {
            return Ok(());
        };
        table.close_row()?;
        if let Some(outer) = self.open.last_mut() {
            outer.rows += table.rows;
            outer.is_layout |= table.rows > 1;
            if let Some(cell) = outer.cell.as_mut().filter(|_| !outer.is_layout) {
                cell.write(&table.text);
            }
        }
        let sheet = table.sheet.finish();
        if !table.is_layout && !sheet.rows.is_empty() {
            self.read.push((table.position, sheet));
        }
        Ok(())
    }

    /// The page ends. A row that is open then was cut off, if the rows before it were ended.
    fn end(&mut self) -> Result<(), Overflow> {
        if let Some(table) = self
            .open
            .last_mut()
            .filter(|table| table.in_row && table.ended > 0)
        {
            table.sheet.doubt(table.row, None, DoubtKind::CutOff);
        }
        while !self.open.is_empty() {
            self.close_table()?;
        }
        Ok(())
    }
}

impl Table {
    fn open_row(&mut self) {
        self.in_row = true;
        self.in_caption = false;
        self.rows += 1;
        self.column = 0;
    }

    /// A row without text is a row all the same, and the columns that its cells stand over are
    /// counted.
    fn close_row(&mut self) -> Result<(), Overflow> {
        self.close_cell()?;
        if std::mem::take(&mut self.in_row) {
            if !self.is_layout {
                self.sheet.reach(self.row, self.column)?;
            }
            self.row += 1;
        }
        Ok(())
    }

    fn open_cell(&mut self, attributes: Attributes) {
        let span = |name: &str| {
            let said = attributes.get(name);
            let count = said.and_then(|text| text.trim().parse::<usize>().ok());
            count.unwrap_or(1).clamp(1, SPAN_MAX)
        };
        self.cell = Some(HtmlCell::new(span("colspan"), span("rowspan")));
    }

    fn close_cell(&mut self) -> Result<(), Overflow> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let (row, down) = (self.row, cell.down);
        while self
            .free_from
            .get(self.column)
            .is_some_and(|free| *free > row)
        {
            self.column += 1;
        }
        let column = self.column;
        // Beyond the widest sheet only what has text matters, and that does not fit.
        let across = cell.across.min(COLUMNS_MAX.saturating_sub(column));
        let text = cell.text();
        if self.is_layout {
            return Ok(());
        }
        if self.rows == 1 {
            self.text.push_str(&text);
        }
        self.sheet.put(row, column, Cell::of_text(&text))?;
        if across > 1 || (down > 1 && across > 0) {
            self.sheet.merge(Area {
                top: row,
                left: column,
                bottom: row + down - 1,
                right: column + across - 1,
            });
        }
        self.column = column + across;
        if down > 1 {
            if self.free_from.len() < self.column {
                self.free_from.resize(self.column, 0);
            }
            self.free_from[column..self.column].fill(row + down);
        }
        Ok(())
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

    fn room() -> Room {
        Room::of(&crate::model::Limits::default())
    }

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
        let page = read_html(&gbk, &room()).unwrap();
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
                .covering(2)
                .iter()
                .any(|area| area.left == 0 && area.bottom == 2)
        );
        assert_eq!(sheet.name, "");
    }

    #[test]
    fn what_a_browser_does_not_show_is_no_value() {
        let html = "<table><tr><td><script>x</script>甲<button>删除</button><style>y</style>乙\
            <td><select><option>待办<option selected>办结<option>作废</select></table>";
        let page = read_html(html.as_bytes(), &room()).unwrap();
        assert_eq!(texts(&page.sheets[0])[0], ["甲乙", "办结"]);
    }

    #[test]
    fn layout_and_title_tables_stand_beside_the_grid() {
        let html = "<table><tr><td><table><tr><td>标题</td></tr></table>\
            <table><tr><td>a<td>b<tr><td>1<td>2</table></table>";
        let page = read_html(html.as_bytes(), &room()).unwrap();
        let names: Vec<&str> = page
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect();
        assert_eq!(names, ["table 1", ""]);
        assert!(matches!(
            read_html(b"<html><p>x</p>", &room()),
            Err(Refusal::NotATable(..))
        ));
    }
}
