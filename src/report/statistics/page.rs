//! A sheet of figures: header levels, rows of cells, each cell a figure, a live formula with its
//! cached value, or what stands where there is no figure.

use super::super::aligned::width;
use super::super::reading::Reading;
use super::super::sheet::{ROWS_IN_MEMORY_MAX, Styles, set_up_print};
use crate::model::Figure;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Url, Worksheet, XlsxError};

/// First row of a sheet's header, 0-based.
pub const HEADER: u32 = 3;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// No data: the cell is left empty.
    Blank,
    /// The body has no such power.
    NotApplicable,
    Text(String),
    Figure(Figure),
    /// An amount or mean with decimals.
    Amount(f64),
    /// A formula that gives this figure.
    Live(String, Figure),
    /// A formula that gives this amount.
    LiveAmount(String, f64),
    /// A formula that gives this text.
    LiveText(String, String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub shown: Shown,
    /// Where its rows stand: `'按月份明细'!A4:N40`.
    pub link: Option<String>,
    pub bold: bool,
}

impl Cell {
    pub fn of(shown: Shown) -> Self {
        Cell {
            shown,
            link: None,
            bold: false,
        }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Cell::of(Shown::Text(text.into()))
    }

    pub fn count(n: i64) -> Self {
        Cell::of(Shown::Figure(Figure::Count(n)))
    }

    pub fn to(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }
}

/// One sheet; rows are made when they are asked for.
pub struct Page<'a> {
    pub name: String,
    pub title: String,
    pub note: String,
    /// By column, from the group down.
    pub heads: Vec<Vec<String>>,
    pub widths: Vec<f64>,
    pub rows: usize,
    pub row: Box<dyn Fn(usize) -> Vec<Cell> + 'a>,
    /// The sheet that “back” leads to.
    pub home: Option<String>,
    /// Whether the rows can be filtered.
    pub list: bool,
}

impl Page<'_> {
    pub fn levels(&self) -> u32 {
        self.heads.iter().map(Vec::len).max().unwrap_or(1) as u32
    }

    /// Long lists are; a header of several levels is merged upwards and stays in memory.
    pub fn is_streamed(&self) -> bool {
        self.rows > ROWS_IN_MEMORY_MAX && self.levels() == 1
    }

    /// The row, 1-based, in which a row of the page stands.
    pub fn line(&self, row: usize) -> u32 {
        HEADER + self.levels() + row as u32 + 1
    }

    pub fn lay(
        &self,
        sheet: &mut Worksheet,
        styles: &Styles,
        reading: &Reading,
    ) -> Result<(), XlsxError> {
        sheet.set_name(&self.name)?;
        set_up_print(sheet, reading)?;
        sheet.set_landscape();
        sheet.set_row_height(0, 26)?;
        for (at, width) in self.widths.iter().enumerate() {
            sheet.set_column_width(at as u16, *width)?;
        }
        sheet.write_string_with_format(0, 0, &self.title, &styles.title)?;
        sheet.write_string_with_format(1, 0, &self.note, &styles.note)?;
        if let Some(home) = &self.home {
            let back = Url::new(format!("internal:'{home}'!A1"));
            let text = reading.pick("← 返回目录", "← contents");
            sheet.write_url_with_format(2, 0, back.set_text(text), &styles.home)?;
        }
        self.lay_heads(sheet, styles)?;
        let paint = Paint::new(styles);
        for at in 0..self.rows {
            let row = self.line(at) - 1;
            for (column, cell) in (self.row)(at).iter().enumerate() {
                paint.cell(sheet, row, column as u16, cell, reading)?;
            }
        }
        let below = HEADER + self.levels();
        sheet.set_freeze_panes(below, 1)?;
        sheet.set_repeat_rows(HEADER, below - 1)?;
        if self.list && self.rows > 0 {
            let last = self.heads.len() as u16 - 1;
            sheet.autofilter(below - 1, 0, self.line(self.rows) - 2, last)?;
        }
        Ok(())
    }

    /// Columns that share a group stand under one merged header.
    fn lay_heads(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        let levels = self.levels();
        let centred = styles.header.clone().set_align(FormatAlign::Center);
        for (at, heads) in self.heads.iter().enumerate() {
            let column = at as u16;
            for (level, text) in heads.iter().enumerate() {
                let row = HEADER + level as u32;
                let last = level + 1 == heads.len();
                let bottom = HEADER + levels - 1;
                if last && row < bottom {
                    sheet.merge_range(row, column, bottom, column, text, &centred)?;
                    continue;
                }
                let same = |other: &Vec<String>| !last && other.get(level) == Some(text);
                if !last && at > 0 && same(&self.heads[at - 1]) {
                    continue;
                }
                let members = self.heads[at..]
                    .iter()
                    .take_while(|other| same(other))
                    .count();
                let right = column + (members.max(1) - 1) as u16;
                match right > column {
                    true => sheet.merge_range(row, column, row, right, text, &centred)?,
                    false => sheet.write_string_with_format(row, column, text, &centred)?,
                };
            }
        }
        let lines = self.heads.iter().zip(&self.widths).map(|(heads, wide)| {
            let text = heads.last().map_or(0, |text| width(text));
            (text as f64 / wide).ceil()
        });
        let lines = lines.fold(1.0, f64::max).min(6.0);
        sheet.set_row_height(HEADER + levels - 1, 15.0 * lines + 4.0)?;
        Ok(())
    }
}

/// The formats of figures.
struct Paint<'s> {
    styles: &'s Styles,
}

impl<'s> Paint<'s> {
    fn new(styles: &'s Styles) -> Self {
        Paint { styles }
    }

    fn format(&self, cell: &Cell, number: &str) -> Format {
        let base = match &cell.shown {
            Shown::Text(_) | Shown::LiveText(..) => self.styles.text.clone(),
            _ => self.styles.whole.clone().set_num_format(number),
        };
        let base = match cell.link {
            Some(_) => base.set_font_color(super::super::sheet::TOTAL),
            None => base,
        };
        match cell.bold {
            true => base.set_bold().set_border_top(FormatBorder::Thin),
            false => base,
        }
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &Cell,
        reading: &Reading,
    ) -> Result<(), XlsxError> {
        if let Some(link) = &cell.link {
            // The link stays when a figure is written over its text.
            let url = Url::new(format!("internal:{link}")).set_text(" ");
            sheet.write_url_with_format(row, column, url, &self.styles.text)?;
        }
        match &cell.shown {
            Shown::Blank => {
                sheet.write_blank(row, column, &self.format(cell, "General"))?;
            }
            Shown::NotApplicable => {
                let format = self.format(cell, "General").set_align(FormatAlign::Center);
                let text = reading.pick("不适用", "n/a");
                sheet.write_string_with_format(row, column, text, &format)?;
            }
            Shown::Text(text) => {
                sheet.write_string_with_format(row, column, text, &self.format(cell, "General"))?;
            }
            Shown::Figure(figure) => self.figure(sheet, row, column, cell, *figure)?,
            Shown::Amount(v) => {
                let format = self.format(cell, "#,##0.00");
                sheet.write_number_with_format(row, column, *v, &format)?;
            }
            Shown::Live(formula, figure) => {
                let (number, cached) = match figure {
                    Figure::Absent => ("General", "—".to_string()),
                    Figure::Count(n) => ("#,##0", n.to_string()),
                    Figure::Ratio(v) => ("0.0%", v.to_string()),
                    Figure::Real(v) => ("#,##0.00", v.to_string()),
                };
                let formula = Formula::new(formula).set_result(cached);
                let format = self.format(cell, number);
                sheet.write_formula_with_format(row, column, formula, &format)?;
            }
            Shown::LiveAmount(formula, v) => {
                let formula = Formula::new(formula).set_result(v.to_string());
                let number = if v.fract() == 0.0 {
                    "#,##0"
                } else {
                    "#,##0.00####"
                };
                let format = self.format(cell, number);
                sheet.write_formula_with_format(row, column, formula, &format)?;
            }
            Shown::LiveText(formula, text) => {
                let formula = Formula::new(formula).set_result(text);
                let format = self.format(cell, "General");
                sheet.write_formula_with_format(row, column, formula, &format)?;
            }
        }
        Ok(())
    }

    fn figure(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        cell: &Cell,
        figure: Figure,
    ) -> Result<(), XlsxError> {
        match figure {
            Figure::Absent => {
                let format = self.format(cell, "General").set_align(FormatAlign::Right);
                sheet.write_string_with_format(row, column, "—", &format)?
            }
            Figure::Count(n) => sheet.write_number_with_format(
                row,
                column,
                n as f64,
                &self.format(cell, "#,##0"),
            )?,
            Figure::Ratio(v) => {
                sheet.write_number_with_format(row, column, v, &self.format(cell, "0.0%"))?
            }
            Figure::Real(v) => {
                sheet.write_number_with_format(row, column, v, &self.format(cell, "0.00"))?
            }
        };
        Ok(())
    }
}
