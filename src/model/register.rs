//! A register that a bureau keeps beside its inspections (permits, penalties, trainings, …): by
//! which columns its tables are known, which day says to what period a row belongs, and what is
//! counted. The shipped ones stand in `registers/shipped.toml`, which says what each key means.

use super::{Place, Source, Text};
use crate::ground::fold::fold_key;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

/// One register as described in a data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The source's name in `ledger.csv` and under `[sources]`.
    pub name: String,
    pub zh: String,
    pub en: String,
    /// The column whose day decides whether a row is counted; without it every row is.
    #[serde(default)]
    pub period: Option<String>,
    /// Columns that name a case; empty: a row is a case.
    #[serde(default)]
    pub key: Vec<String>,
    pub tells: Vec<String>,
    /// Words in the title, the sheet's or the file's name that say what a table is: such a table
    /// needs but one of the columns that tell, and its headers may say less.
    #[serde(default)]
    pub titles: Vec<String>,
    pub columns: Vec<RegisterColumn>,
    /// Rows that are no case of anybody: numbers that were made void.
    #[serde(default)]
    pub void: Vec<Filter>,
    /// Rows of cases that ended in none of the register's decisions (不予处罚); only measures of
    /// `every` row count them.
    #[serde(default)]
    pub apart: Vec<Filter>,
    /// The column that names the body whose decision it was.
    #[serde(default)]
    pub body: Option<String>,
    /// Decisions of another register that its own undo.
    #[serde(default)]
    pub overturns: Option<Overturns>,
    pub measures: Vec<Measure>,
}

/// Rows kept by the filter undo the decisions of the other register whose numbers they name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overturns {
    pub register: String,
    pub by: Filter,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterColumn {
    pub name: String,
    pub kind: ColumnKind,
    /// Header words, compared without regard to width, blanks and brackets.
    pub words: Vec<String>,
    /// Parts of headers that say enough in a table whose title says what it is.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Of money: the column of text that tells it where no column of its own does.
    #[serde(default)]
    pub within: Option<String>,
    /// Words in that text which an amount follows.
    #[serde(default)]
    pub after: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    Text,
    Day,
    /// Fen; the header or the page says in which unit the cells are written.
    Money,
    Count,
    Flag,
}

/// A figure that is taken from a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The key in `metrics.json`; of `heaviest`, what the classes' keys begin with.
    pub key: String,
    pub how: How,
    #[serde(default)]
    pub column: Option<String>,
    /// Of `sum`: a second column that is added where the tables have it.
    #[serde(default)]
    pub plus: Option<String>,
    #[serde(default, rename = "where")]
    pub only: Vec<Filter>,
    /// A day column other than the register's own.
    #[serde(default)]
    pub period: Option<String>,
    /// Whether cases count that ended in none of the register's decisions.
    #[serde(default)]
    pub every: bool,
    pub unit: String,
    pub zh: String,
    pub en: String,
    /// Of `heaviest`: classes in ascending weight.
    #[serde(default)]
    pub classes: Vec<Class>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Different keys.
    Cases,
    Sum,
    Mean,
    /// Different values of the column.
    Distinct,
    /// Of the cases that all conditions but the last hold for, the share that the last holds for.
    Share,
    /// Cases by class, each counted once, in its heaviest.
    Heaviest,
}

/// Keeps the rows of which a column holds one of the words and none of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    pub column: String,
    /// Other columns whose words count as well, where a table has them.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub but: Vec<String>,
    /// Instead of words: any value will do.
    #[serde(default)]
    pub filled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub key: String,
    pub words: Vec<String>,
    pub zh: String,
    pub en: String,
}

/// The key under which cases stand whose class no word names.
pub const OTHER_CLASS: &str = "other";

/// A file of registers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    pub register: Vec<Register>,
}

static SHIPPED: LazyLock<Vec<Register>> = LazyLock::new(|| {
    let file: RegisterFile = toml::from_str(include_str!("registers/shipped.toml"))
        .expect("the list of registers is well-formed");
    file.register
});

/// Names of registers that are not shipped; a run meets a handful.
static OTHER_NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

impl Register {
    /// The registers that come with the program.
    pub fn shipped() -> &'static [Register] {
        &SHIPPED
    }

    /// The source that its rows come from.
    pub fn source(&self) -> Source {
        if let Some(shipped) = SHIPPED.iter().find(|shipped| shipped.name == self.name) {
            return Source::Register(&shipped.name);
        }
        let mut names = OTHER_NAMES
            .lock()
            .expect("nothing panics while it holds the names");
        let known = names.get(self.name.as_str()).copied();
        Source::Register(known.unwrap_or_else(|| {
            let name: &'static str = self.name.clone().leak();
            names.insert(name);
            name
        }))
    }

    /// What names an entry's case, whatever brackets and blanks its number is written with; `None`
    /// where its key is blank.
    pub fn case_of(&self, entry: &Entry) -> Option<String> {
        let mut key = String::new();
        let mut filled = false;
        for name in &self.key {
            if let EntryValue::Text(text) = &entry.values[self.column(name)?] {
                filled = true;
                key.extend(fold_key(text).chars().filter(|c| c.is_alphanumeric()));
            }
            key.push('\u{1f}');
        }
        filled.then_some(key)
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// Words beside which the same text tells other amounts.
    pub fn other_words_within(&self, column: &RegisterColumn) -> Vec<String> {
        let beside = self.columns.iter().filter(|other| {
            other.within.is_some() && other.within == column.within && other.name != column.name
        });
        beside.flat_map(|other| other.after.clone()).collect()
    }

    /// What a row counts for by its own words.
    pub fn standing(&self, values: &[EntryValue]) -> EntryStanding {
        let holds = |filters: &[Filter]| filters.iter().any(|filter| filter.keeps(self, values));
        match () {
            () if holds(&self.void) => EntryStanding::Void,
            () if holds(&self.apart) => EntryStanding::Apart,
            () => EntryStanding::Counted,
        }
    }

    /// What does not fit together in the description; `None` where all does.
    pub fn flaw(&self) -> Option<String> {
        let known = |name: &String| self.column(name).is_some();
        let mut names = self.key.iter().chain(&self.tells).chain(&self.period);
        if let Some(name) = names.find(|name| !known(name)) {
            return Some(name.clone());
        }
        let is_day = |name: &String| {
            let at = self.column(name);
            at.is_some_and(|at| self.columns[at].kind == ColumnKind::Day)
        };
        if let Some(name) = self.period.iter().find(|name| !is_day(name)) {
            return Some(name.clone());
        }
        if self.tells.is_empty() {
            return Some("tells".to_string());
        }
        let measured = self.measures.iter().flat_map(|measure| &measure.only);
        let undoing = self.overturns.iter().map(|overturns| &overturns.by);
        let filters = self.void.iter().chain(&self.apart).chain(undoing);
        let filters = filters.chain(measured);
        let filtered = filters.flat_map(|filter| filter.also.iter().chain([&filter.column]));
        let within = self
            .columns
            .iter()
            .filter_map(|column| column.within.as_ref());
        let mut within = within.chain(&self.body).chain(filtered);
        if let Some(name) = within.find(|name| !known(name)) {
            return Some(name.clone());
        }
        self.measures.iter().find_map(|measure| {
            let mut named = measure.column.iter().chain(&measure.plus);
            let unknown = named.find(|name| !known(name));
            let undated = measure.period.iter().find(|name| !is_day(name));
            let needs = matches!(
                measure.how,
                How::Sum | How::Mean | How::Distinct | How::Heaviest
            );
            let bare = needs && measure.column.is_none()
                || measure.how == How::Share && measure.only.is_empty();
            let flaw = unknown.or(undated).cloned();
            flaw.or_else(|| bare.then(|| measure.key.clone()))
        })
    }
}

impl Measure {
    /// The keys it sets, with what they mean.
    pub fn keys(&self) -> Vec<(String, String, String)> {
        if self.how != How::Heaviest {
            return vec![(self.key.clone(), self.zh.clone(), self.en.clone())];
        }
        let other = (format!("{}.{OTHER_CLASS}", self.key), "其他", "other");
        let classes = self.classes.iter();
        let named = classes.map(|c| (format!("{}.{}", self.key, c.key), c.zh.as_str(), &*c.en));
        named
            .chain([other])
            .map(|(key, zh, en)| {
                (
                    key,
                    format!("{}:{zh}", self.zh),
                    format!("{}: {en}", self.en),
                )
            })
            .collect()
    }
}

/// A cell of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryValue {
    Blank,
    Text(String),
    Day(NaiveDate),
    Fen(i64),
    Count(i64),
    Flag(bool),
}

impl EntryValue {
    /// What it says, as words are compared.
    pub fn folded(&self) -> Option<String> {
        match self {
            EntryValue::Blank => None,
            EntryValue::Text(text) => Some(fold_key(text)),
            EntryValue::Day(day) => Some(day.to_string()),
            EntryValue::Fen(n) | EntryValue::Count(n) => Some(n.to_string()),
            EntryValue::Flag(true) => Some("是".to_string()),
            EntryValue::Flag(false) => Some("否".to_string()),
        }
    }
}

impl Filter {
    pub fn keeps(&self, register: &Register, values: &[EntryValue]) -> bool {
        let named = [&self.column].into_iter().chain(&self.also);
        let columns = named.filter_map(|name| register.column(name));
        let mut told = columns.filter_map(|at| values[at].folded());
        let has = |text: &str, words: &[String]| words.iter().any(|word| text.contains(&**word));
        told.any(|text| self.filled || has(&text, &self.words) && !has(&text, &self.but))
    }
}

/// What a row counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryStanding {
    #[default]
    Counted,
    /// A case that ended in no decision of the register's kind.
    Apart,
    /// A number that was made void.
    Void,
    /// The decision of a body whose books these are not.
    OtherBody,
}

impl EntryStanding {
    /// Why the row is not counted; nothing where it is.
    pub fn told(self) -> Option<Text> {
        let (zh, en) = match self {
            EntryStanding::Counted => return None,
            EntryStanding::Apart => (
                "未作出该类决定,只计立案、结案等",
                "no decision of this kind; counts as filed and closed only",
            ),
            EntryStanding::Void => ("已作废,不计", "made void, not counted"),
            EntryStanding::OtherBody => ("其他机关的决定,不计", "another body's, not counted"),
        };
        Some(Text::new(zh, en))
    }
}

/// One row of a register, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Position among the run's registers.
    pub register: usize,
    /// The row it was read from; `column` is 0.
    pub place: Place,
    /// One per column of the register.
    pub values: Vec<EntryValue>,
    pub standing: EntryStanding,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_registers_fit_together() {
        let mut keys = BTreeSet::new();
        let mut names = BTreeSet::new();
        for register in Register::shipped() {
            assert_eq!(register.flaw(), None, "{}", register.name);
            assert!(names.insert(&register.name), "{} twice", register.name);
            for (key, ..) in register.measures.iter().flat_map(Measure::keys) {
                assert!(
                    key.starts_with(&register.name),
                    "{key} of {}",
                    register.name
                );
                assert!(keys.insert(key.clone()), "{key} twice");
            }
        }
        assert!(names.len() >= 12 && keys.len() > 60);
    }

    /// The page of the shipped registers.
    fn page() -> String {
        let mut page = String::from(
            "# Registers · 台账\n\n\
             Beside inspections and codes hedui reads the registers that a bureau keeps: each is \
             described in a data file, and a table is taken for one by its header words (every \
             column in bold must be there), or by what its title, sheet or file is called, where \
             one column in bold is there and most headers are known. Its rows stand in `ledger.csv` under the register's \
             name, its figures in `metrics.json` and `统计表.xlsx`. Rows of one case in \
             overlapping exports count once. A row whose day lies outside the period, or that \
             has none, is read and not counted. Void rows count nowhere, rows apart (cases that \
             ended in no decision of the kind) as filed, closed and waived only, and rows of other \
             bodies nowhere, where the register names ours.\n\n\
             A register of your own goes into a TOML file of the same form as \
             `src/model/registers/shipped.toml`, which explains every key; name it in \
             `hedui.toml` with `[registers] file = \"my-registers.toml\"`. One with the name of a \
             shipped register stands in its place. `[sources.registers]` names files of any \
             register, `[sources.penalties]` and the like pin one.\n\n\
             This page is made from the data file; a test compares it.\n",
        );
        for register in Register::shipped() {
            let Register { name, zh, en, .. } = register;
            page.push_str(&format!("\n## `{name}` {zh} · {en}\n\n"));
            let by = register.period.as_deref().unwrap_or("—");
            page.push_str(&format!(
                "Counted by: {by}. One case: {}.\n\n",
                register.key.join(", ")
            ));
            page.push_str(&format!("Called: {}.\n\n", register.titles.join("、")));
            for (word, filters) in [("Void", &register.void), ("Apart", &register.apart)] {
                for Filter {
                    column,
                    also,
                    words,
                    but,
                    ..
                } in filters
                {
                    let columns = [column].into_iter().chain(also).map(|name| &**name);
                    let columns: Vec<&str> = columns.collect();
                    let (columns, words) = (columns.join(", "), words.join("、"));
                    let but = match but.is_empty() {
                        true => String::new(),
                        false => format!(", without {}", but.join("、")),
                    };
                    page.push_str(&format!("{word}: {columns} with {words}{but}.\n\n"));
                }
            }
            if let Some(Overturns { register, by }) = &register.overturns {
                let (column, words) = (&by.column, by.words.join("、"));
                page.push_str(&format!(
                    "Undoes `{register}` that it names: {column} with {words}.\n\n"
                ));
            }
            page.push_str(
                "| column | kind | header words | parts of headers, in a table called so |\n",
            );
            page.push_str("|---|---|---|---|\n");
            for column in &register.columns {
                let told = register.tells.contains(&column.name);
                let mark = if told { "**" } else { "" };
                let kind = format!("{:?}", column.kind).to_lowercase();
                let words = column.words.join("、");
                page.push_str(&format!(
                    "| {mark}{}{mark} | {kind} | {words} | {} |\n",
                    column.name,
                    column.parts.join("、")
                ));
            }
            let keys = register.measures.iter().flat_map(Measure::keys);
            let keys: Vec<String> = keys.map(|(key, zh, _)| format!("`{key}` {zh}")).collect();
            page.push_str(&format!("\nFigures: {}.\n", keys.join(" · ")));
        }
        page
    }

    #[test]
    fn the_page_of_registers_is_up_to_date() {
        let page = page();
        if std::env::var_os("HEDUI_BLESS").is_some() {
            std::fs::write("docs/registers.md", &page).unwrap();
        }
        assert!(
            include_str!("../../docs/registers.md") == page,
            "docs/registers.md: HEDUI_BLESS=1"
        );
    }

    #[test]
    fn a_description_that_names_no_column_is_flawed() {
        let sound = Register::shipped()[0].clone();
        let mut register = sound.clone();
        register.key = vec!["nothing".into()];
        assert_eq!(register.flaw().as_deref(), Some("nothing"));
        let mut register = sound.clone();
        register.period = Some("permit".into());
        assert_eq!(register.flaw().as_deref(), Some("permit"));
        let mut register = sound;
        register.measures[0].how = How::Sum;
        assert_eq!(register.flaw().as_deref(), Some("permits.total"));
    }
}
