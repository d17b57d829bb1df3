//! Figures taken from registers. What no table of the run tells is absent, never zero: a register
//! of which nothing was read, and a measure whose column some table of the register lacks.

use super::Account;
use super::told::Told;
use crate::model::{
    Class, Entry, EntryStanding, EntryValue, Figure, Filter, Finding, How, Lineage, Measure,
    OTHER_CLASS, Place, Register, RegisterMapping, Severity, Text,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Sets every key of every register.
pub fn measures(
    account: &Account,
    registers: &[Register],
    told: &mut Told,
    found: &mut Vec<Finding>,
) {
    for (at, register) in registers.iter().enumerate() {
        match Book::open(account, at, register) {
            None => {
                let keys = register.measures.iter().flat_map(Measure::keys);
                keys.for_each(|(key, ..)| told.absent(key));
            }
            Some(book) => {
                for measure in &register.measures {
                    book.measure(measure, told);
                }
                found.extend(book.undated(account));
            }
        }
    }
}

/// The entries of one register of which a table was read.
struct Book<'a> {
    register: &'a Register,
    entries: Vec<&'a Entry>,
    /// Whether every table has the column, by column.
    columns: Vec<bool>,
    period: Option<(NaiveDate, NaiveDate)>,
}

impl<'a> Book<'a> {
    fn open(account: &Account<'a>, at: usize, register: &'a Register) -> Option<Self> {
        let mappings = account.understood.mappings.iter();
        let tables: Vec<&RegisterMapping> = mappings
            .filter_map(|mapping| mapping.register.as_ref())
            .filter(|mapping| mapping.register == at)
            .collect();
        if tables.is_empty() {
            return None;
        }
        let columns = (0..register.columns.len())
            .map(|column| tables.iter().all(|table| table.columns[column].is_some()))
            .collect();
        let entries = account.understood.entries.iter();
        Some(Book {
            register,
            entries: entries.filter(|entry| entry.register == at).collect(),
            columns,
            period: account.understood.period,
        })
    }

    fn measure(&self, measure: &Measure, told: &mut Told) {
        if measure.how == How::Heaviest {
            return self.by_class(measure, told);
        }
        match self.figure(measure) {
            Some((figure, lineage)) => told.tell(measure.key.clone(), figure, lineage),
            None => told.absent(measure.key.clone()),
        }
    }

    /// Position of a column that every table has.
    fn column(&self, name: &str) -> Option<usize> {
        let at = self.register.column(name)?;
        self.columns[at].then_some(at)
    }

    /// Rows of the period that all filters keep; `None` where a column is lacking.
    fn rows(&self, measure: &Measure, filters: &[Filter]) -> Option<Vec<&'a Entry>> {
        let period = measure.period.as_ref().or(self.register.period.as_ref());
        let day = match period {
            Some(name) => Some(self.column(name)?),
            None => None,
        };
        let counts = |entry: &&Entry| match entry.standing {
            EntryStanding::Counted => true,
            EntryStanding::Apart => measure.every,
            EntryStanding::Void | EntryStanding::OtherBody => false,
        };
        let mut rows: Vec<&Entry> = self.entries.iter().copied().filter(counts).collect();
        rows.retain(|entry| day.is_none_or(|at| self.is_in_period(&entry.values[at])));
        for filter in filters {
            rows.retain(|entry| filter.keeps(self.register, &entry.values));
            // Words beside the column tell what there is, never that there is nothing.
            if rows.is_empty() || filter.also.is_empty() {
                self.column(&filter.column)?;
            }
        }
        Some(rows)
    }

    fn is_in_period(&self, value: &EntryValue) -> bool {
        match (value, self.period) {
            (EntryValue::Day(day), Some((from, to))) => (from..=to).contains(day),
            (EntryValue::Day(_), None) => true,
            _ => false,
        }
    }

    fn figure(&self, measure: &Measure) -> Option<(Figure, Lineage)> {
        let rows = self.rows(measure, &measure.only)?;
        match measure.how {
            How::Cases => Some(self.distinct(self.cases(&rows).len(), &rows)),
            How::Sum => {
                let (sum, filled) = self.sum(measure, &rows)?;
                let told = !filled.is_empty() || rows.is_empty();
                told.then(|| (Figure::Count(sum), Lineage::Sum(places(&filled))))
            }
            How::Mean => {
                let (sum, filled) = self.sum(measure, &rows)?;
                let n = filled.len() as i64;
                let figure = match sum.checked_rem(n)? {
                    0 => Figure::Count(sum / n),
                    _ => Figure::Real(sum as f64 / n as f64),
                };
                Some((figure, Lineage::Mean(places(&filled))))
            }
            How::Distinct => {
                let at = self.column(measure.column.as_ref()?)?;
                let filled = rows
                    .iter()
                    .filter_map(|e| Some((*e, e.values[at].folded()?)));
                let (filled, values): (Vec<&Entry>, BTreeSet<String>) = filled.unzip();
                Some(self.distinct(values.len(), &filled))
            }
            How::Share => {
                let (_, wider) = measure.only.split_last()?;
                let whole = self.rows(measure, wider)?;
                let [part, all] = [&rows, &whole].map(|rows| self.cases(rows).len());
                let share = Figure::Ratio(part as f64 / all as f64);
                (all > 0).then(|| (share, self.parts(measure, wider, &whole)))
            }
            How::Heaviest => None,
        }
    }

    /// So many different ones in these rows; where that is each row, each counts one.
    fn distinct(&self, n: usize, rows: &[&Entry]) -> (Figure, Lineage) {
        let figure = Figure::Count(n as i64);
        match n == rows.len() {
            true => (figure, Lineage::Count(places(rows))),
            false => (figure, Lineage::Distinct(places(rows))),
        }
    }

    /// A share is made of two measures where the register has both, else of its rows.
    fn parts(&self, measure: &Measure, wider: &[Filter], whole: &[&Entry]) -> Lineage {
        let is_alike = |known: &&Measure| {
            known.how == How::Cases && known.period == measure.period && known.key != measure.key
        };
        let of = |only: &[Filter]| {
            let mut alike = self.register.measures.iter().filter(is_alike);
            alike.find(|known| known.only == only)
        };
        match (of(&measure.only), of(wider)) {
            (Some(part), Some(all)) => Lineage::Quotient(part.key.clone(), all.key.clone()),
            _ => Lineage::Mean(places(whole)),
        }
    }

    /// The sum of a column and the rows that had a value.
    fn sum(&self, measure: &Measure, rows: &[&'a Entry]) -> Option<(i64, Vec<&'a Entry>)> {
        let first = self.column(measure.column.as_ref()?)?;
        let second = measure.plus.as_ref().and_then(|name| self.column(name));
        let (mut sum, mut filled) = (0i64, Vec::new());
        for entry in rows {
            let values = [Some(first), second].into_iter().flatten();
            let told = values.filter_map(|at| match entry.values[at] {
                EntryValue::Fen(n) | EntryValue::Count(n) => Some(n),
                _ => None,
            });
            let values: Vec<i64> = told.collect();
            for n in &values {
                sum = sum.checked_add(*n)?;
            }
            if !values.is_empty() {
                filled.push(*entry);
            }
        }
        Some((sum, filled))
    }

    fn cases(&self, rows: &[&'a Entry]) -> BTreeMap<String, Vec<&'a Entry>> {
        let mut cases: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for entry in rows {
            cases.entry(self.case_of(entry)).or_default().push(entry);
        }
        cases
    }

    /// An entry without a key is a case of its own.
    fn case_of(&self, entry: &Entry) -> String {
        let alone = || format!("\u{1}{}\u{1f}{}", entry.place.table, entry.place.row);
        self.register.case_of(entry).unwrap_or_else(alone)
    }

    /// Each case once, in the heaviest class that any of its rows names.
    fn by_class(&self, measure: &Measure, told: &mut Told) {
        let column = measure.column.as_ref().and_then(|name| self.column(name));
        let rows = self.rows(measure, &measure.only);
        let classes = column.zip(rows).map(|(at, rows)| {
            let mut classes = vec![(0, Vec::new()); measure.classes.len() + 1];
            for rows in self.cases(&rows).values() {
                let named = rows
                    .iter()
                    .filter_map(|row| heaviest(&measure.classes, row, at));
                let class = named.max().unwrap_or(measure.classes.len());
                classes[class].0 += 1;
                classes[class].1.extend(rows);
            }
            classes
        });
        let names = measure.classes.iter().map(|class| class.key.as_str());
        for (nth, name) in names.chain([OTHER_CLASS]).enumerate() {
            let key = format!("{}.{name}", measure.key);
            match classes.as_ref().map(|classes| &classes[nth]) {
                Some((cases, rows)) => {
                    let (figure, lineage) = self.distinct(*cases, rows);
                    told.tell(key, figure, lineage);
                }
                None => told.absent(key),
            }
        }
    }

    /// Rows that no period can claim.
    fn undated(&self, account: &Account) -> Option<Finding> {
        let name = self.register.period.as_ref()?;
        let at = self.register.column(name)?;
        let blank = |entry: &&&Entry| {
            entry.values[at] == EntryValue::Blank && entry.standing == EntryStanding::Counted
        };
        let rows: Vec<&&Entry> = self.entries.iter().filter(blank).collect();
        let first = rows.first()?;
        let table = &account.extracted.tables[first.place.table as usize];
        let header = &self.register.columns[at].words[0];
        let (zh, en, n) = (&self.register.zh, &self.register.en, rows.len());
        let title = Text::new(
            format!("{zh}台账有 {n} 行没有“{header}”"),
            format!("rows without a day ({header}) in the register of {en}: {n}"),
        );
        let finding = Finding::about_file("S301", Severity::ValueDoubtful, &table.file, title)
            .at(&table.sheet, first.place, header, "")
            .expected(
                "据以计入年度的日期",
                "the day that says in which period the row counts",
            )
            .done(
                "这些行不计入按该日期统计的数字",
                "they are in no figure that goes by this day",
            )
            .help(
                "未办结的不必填写;已办结的请补日期",
                "fill it in for cases that are decided",
            );
        Some(finding)
    }
}

fn places(rows: &[&Entry]) -> Vec<Place> {
    rows.iter()
        .map(|entry| Place {
            column: 0,
            ..entry.place
        })
        .collect()
}

/// The heaviest class that a row names; classes ascend in weight.
fn heaviest(classes: &[Class], entry: &Entry, column: usize) -> Option<usize> {
    let text = entry.values[column].folded()?;
    let names = |class: &Class| class.words.iter().any(|word| text.contains(word.as_str()));
    classes.iter().rposition(names)
}
