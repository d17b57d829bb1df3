//! A list as people read it, before it becomes a sheet or a table of the page.

use chrono::NaiveDate;

/// One cell of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Blank,
    Text(String),
    /// An id or number that is never broken over lines.
    Key(String),
    Whole(i64),
    /// With so many decimals.
    Real(f64, usize),
    Day(NaiveDate),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into())
    }

    pub fn key(text: impl Into<String>) -> Self {
        Value::Key(text.into())
    }

    pub fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Value::Blank, Value::Day)
    }

    pub fn probability(probability: Option<f64>) -> Self {
        probability.map_or(Value::Blank, |p| Value::Real(p, 4))
    }

    pub fn show(&self) -> String {
        match self {
            Value::Blank => String::new(),
            Value::Text(text) | Value::Key(text) => text.clone(),
            Value::Whole(n) => n.to_string(),
            Value::Real(v, decimals) => {
                let decimals = *decimals;
                format!("{v:.decimals$}")
            }
            Value::Day(day) => day.to_string(),
        }
    }
}

/// How a column is headed and shown.
#[derive(Clone, Copy, Debug)]
pub struct Heading {
    pub text: &'static str,
    /// In characters of a sheet; a Chinese character takes two.
    pub width: f64,
    /// Long text: breaks over lines.
    pub wraps: bool,
    /// Also shown on the page, which has less room than a sheet.
    pub on_page: bool,
    /// Numbers with a bar behind them in a sheet.
    pub bars: bool,
}

/// A column of a list over items of one kind.
pub struct Column<'a, T> {
    heading: Heading,
    value: Box<dyn Fn(&T) -> Value + 'a>,
}

impl<'a, T> Column<'a, T> {
    pub fn new(text: &'static str, width: f64, value: impl Fn(&T) -> Value + 'a) -> Self {
        let heading = Heading {
            text,
            width,
            wraps: width >= 20.0,
            on_page: true,
            bars: false,
        };
        Column {
            heading,
            value: Box::new(value),
        }
    }

    /// The same column over items that hold what it is read off.
    pub fn of<U>(self, part: impl Fn(&U) -> &T + 'a) -> Column<'a, U>
    where
        T: 'a,
    {
        let value = self.value;
        Column {
            heading: self.heading,
            value: Box::new(move |item: &U| value(part(item))),
        }
    }

    /// Breaks over lines however narrow it is.
    pub fn wrapped(mut self) -> Self {
        self.heading.wraps = true;
        self
    }

    /// Numbers get a bar behind them in a sheet.
    pub fn with_bars(mut self) -> Self {
        self.heading.bars = true;
        self
    }

    /// Left off the page.
    pub fn in_sheets_only(mut self) -> Self {
        self.heading.on_page = false;
        self.heading.wraps = false;
        self
    }
}

/// A titled list whose rows are made when they are asked for. What the page shows stands first, so
/// that a sheet prints the same columns.
pub struct List<'a> {
    pub title: String,
    /// One sentence under the title: what the list holds and what to do with it.
    pub note: String,
    pub headings: Vec<Heading>,
    pub length: usize,
    /// A line below the rows: who signs.
    pub foot: Option<&'static str>,
    /// Printed one page wide, whatever its columns take; else over as many as stay legible.
    pub one_page_wide: bool,
    row: Box<dyn Fn(usize) -> Vec<Value> + 'a>,
}

impl<'a> List<'a> {
    pub fn new<T: 'a>(
        title: impl Into<String>,
        note: impl Into<String>,
        items: Vec<T>,
        mut columns: Vec<Column<'a, T>>,
    ) -> Self {
        columns.sort_by_key(|column| !column.heading.on_page);
        List {
            title: title.into(),
            note: note.into(),
            headings: columns.iter().map(|column| column.heading).collect(),
            length: items.len(),
            foot: None,
            one_page_wide: false,
            row: Box::new(move |at| {
                columns
                    .iter()
                    .map(|column| (column.value)(&items[at]))
                    .collect()
            }),
        }
    }

    /// For handing out: no row is torn over two pages.
    pub fn on_one_page_wide(mut self) -> Self {
        self.one_page_wide = true;
        self
    }

    pub fn with_foot(mut self, foot: &'static str) -> Self {
        self.foot = Some(foot);
        self
    }

    /// Columns that the page and print show.
    pub fn columns_on_page(&self) -> usize {
        self.headings
            .iter()
            .filter(|heading| heading.on_page)
            .count()
    }

    pub fn row(&self, at: usize) -> Vec<Value> {
        (self.row)(at)
    }
}
