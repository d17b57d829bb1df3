//! Two tables of any kind, linked after a model: the page of `hedui link`.

use crate::link::columns::{Column, Days, FixedState, Given, Kind, Numbered, Side};
use crate::link::engine::{self, Linkage};
use crate::link::model::{Field, Model};
use crate::link::names::NameReader;
use crate::link::numbered;
use crate::link::tables::Tables;
use crate::model::{Cell, FieldName, Progress, Settings, SourceTable, Text};
use crate::transform;
use crate::transform::compared::{CellReader, Compared, Reading, day_number};
use std::collections::HashMap;

/// A field that neither headers nor values betray in one of the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    pub field: String,
    pub side: usize,
}

/// Which column a field was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub field: String,
    pub side: usize,
    pub headers: Vec<String>,
}

/// A linkage and what is needed to tell of it.
#[derive(Debug)]
pub struct Linked {
    pub linkage: Linkage,
    pub tables: Tables,
    pub rows: [Rows; 2],
    pub found: Vec<Found>,
    pub absent: Vec<Absent>,
}

/// What names the rows of a table.
#[derive(Debug, Default)]
pub struct Rows {
    /// Row numbers on the page.
    pub numbers: Vec<u32>,
    ids: String,
    ends: Vec<u32>,
    /// Header of the column that the ids come from; empty where rows have no ids.
    pub id_header: String,
}

impl Rows {
    /// The row's own id; empty where it has none.
    pub fn id(&self, row: u32) -> &str {
        let at = row as usize;
        let Some(end) = self.ends.get(at) else {
            return "";
        };
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        &self.ids[start..*end as usize]
    }

    fn push(&mut self, number: u32, id: Option<&str>) {
        self.numbers.push(number);
        if let Some(id) = id {
            self.ids.push_str(id);
            self.ends.push(self.ids.len() as u32);
        }
    }
}

/// Links the data rows of two tables. The tables are taken apart one after the other: a table is
/// dropped before the next one is read by `next`.
pub fn link<E>(
    model: &Model,
    mut next: impl FnMut(usize) -> Result<SourceTable, E>,
    progress: &dyn Progress,
) -> Result<Linked, E> {
    let mut columns: Vec<Column> = model.fields.iter().map(|f| Column::new(f.kind)).collect();
    let mut rows = [Rows::default(), Rows::default()];
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for side in [Side::Left, Side::Right] {
        let table = next(side as usize)?;
        let stage = Text::new("整理字段", "reading fields");
        progress.stage(&stage, None);
        let filling = Filling::of(&table, model, side);
        for (field, sources) in model.fields.iter().zip(&filling.sources) {
            let headers =
                |(at, _): &(usize, CellReader)| table.header_of(*at as u16 + 1).to_string();
            match sources.is_empty() {
                true => absent.push(Absent {
                    field: field.name.clone(),
                    side: side as usize,
                }),
                false => found.push(Found {
                    field: field.name.clone(),
                    side: side as usize,
                    headers: sources.iter().map(headers).collect(),
                }),
            }
        }
        rows[side as usize] = filling.fill(&table, &mut columns, side);
    }
    let stage = Text::new("比对记录", "comparing records");
    progress.stage(&stage, None);
    let reader = name_reader(model, &columns);
    let mut tables = Tables::new(columns, &reader);
    let linkage = engine::link(&mut tables, model, model.decision.one_to_one);
    Ok(Linked {
        linkage,
        tables,
        rows,
        found,
        absent,
    })
}

fn name_reader(model: &Model, columns: &[Column]) -> NameReader {
    let of = |kind: Kind| {
        let fields = model.fields.iter().zip(columns);
        fields.filter(move |(field, _)| field.kind == kind)
    };
    let names = of(Kind::Name).flat_map(|(_, column)| column.all_written());
    let towns = of(Kind::Text).filter(|(field, _)| !field.without.is_empty());
    let towns = towns.flat_map(|(_, column)| column.all_written());
    NameReader::learn(names, towns, &[])
}

/// How one table fills the columns.
struct Filling {
    /// By field: columns from 0 and how they are read.
    sources: Vec<Vec<(usize, CellReader)>>,
    id: Option<usize>,
    id_header: String,
}

impl Filling {
    fn of(table: &SourceTable, model: &Model, side: Side) -> Filling {
        let recognised = model
            .fields
            .iter()
            .any(|field| !field.recognised.is_empty());
        let mapping = recognised.then(|| transform::map_table(table, &Settings::default()).0);
        let named = |words: &[String]| -> Option<usize> {
            let header = |word: &String| table.header.iter().position(|h| same_header(h, word));
            words.iter().find_map(header)
        };
        let known = |name: &str| -> Option<usize> {
            let field = transform::field_named(name)?;
            let column = mapping.as_ref()?.column_of(field)?;
            Some(usize::from(column) - 1)
        };
        let sources = model
            .fields
            .iter()
            .map(|field| {
                let at: Vec<usize> = match named(&field.headers[side as usize]) {
                    Some(at) => vec![at],
                    None => field
                        .recognised
                        .iter()
                        .filter_map(|name| known(name))
                        .collect(),
                };
                let reader =
                    |at: usize| (at, CellReader::new(table, at as u16 + 1, reading(field)));
                at.into_iter().map(reader).collect()
            })
            .collect();
        let id = named(&model.ids[side as usize]).or_else(|| named(&["id".to_string()]));
        let id = id.or_else(|| {
            let own = [
                FieldName::CodeId,
                FieldName::RecordNumber,
                FieldName::Sequence,
            ];
            own.iter().find_map(|field| {
                let column = mapping.as_ref()?.column_of(*field)?;
                Some(usize::from(column) - 1)
            })
        });
        let id_header = id
            .map_or("", |at| table.header_of(at as u16 + 1))
            .to_string();
        Filling {
            sources,
            id,
            id_header,
        }
    }

    fn fill(&self, table: &SourceTable, columns: &mut [Column], side: Side) -> Rows {
        let mut rows = Rows {
            id_header: self.id_header.clone(),
            ..Rows::default()
        };
        let mut memos: Vec<Memo> = columns.iter().map(|_| Memo::default()).collect();
        let mut cells: Vec<Cell> = Vec::new();
        for row in table.data_rows() {
            cells.clear();
            cells.extend(&row.cells);
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
            for ((sources, column), memo) in self.sources.iter().zip(&mut *columns).zip(&mut memos)
            {
                let value = match &sources[..] {
                    [] => 0,
                    [(at, reader)] => match cell(*at) {
                        Cell::Text(text) => memo.value(text, column, reader),
                        other => valued(column, reader.read(&other)),
                    },
                    several => {
                        let read = several.iter().map(|(at, reader)| reader.read(&cell(*at)));
                        column.value(&together(read.collect()))
                    }
                };
                column.push(side, value);
            }
            let id = self.id.map(|at| cell(at).text());
            rows.push(row.number, id.as_deref());
        }
        rows
    }
}

/// Texts of a column that were read before. Where few recur it is given up.
#[derive(Default)]
struct Memo<'t> {
    values: HashMap<&'t str, u32, FixedState>,
    asked: usize,
    answered: usize,
    is_given_up: bool,
}

/// After so many texts a memory is given up that answers fewer than one of eight.
const MEMO_TRIAL: usize = 20_000;
/// A memory holds no more texts than this.
const MEMO_TEXTS_MAX: usize = 500_000;

impl<'t> Memo<'t> {
    fn value(&mut self, text: &'t str, column: &mut Column, reader: &CellReader) -> u32 {
        if let Some(known) = column.canonical(text) {
            return known;
        }
        if self.is_given_up {
            return valued(column, reader.read(&Cell::Text(text)));
        }
        self.asked += 1;
        if let Some(known) = self.values.get(text) {
            self.answered += 1;
            return *known;
        }
        let value = valued(column, reader.read(&Cell::Text(text)));
        if self.values.len() < MEMO_TEXTS_MAX {
            self.values.insert(text, value);
        }
        if self.asked == MEMO_TRIAL && self.answered * 8 < self.asked {
            self.is_given_up = true;
            self.values = HashMap::default();
        }
        value
    }
}

fn same_header(header: &str, word: &str) -> bool {
    let fold = crate::ground::fold::fold_key;
    fold(header) == fold(word)
}

fn reading(field: &Field) -> Reading {
    match field.kind {
        Kind::Text | Kind::Tokens => Reading::Text {
            without: field.without.clone(),
        },
        Kind::Number => Reading::Number,
        Kind::Date => Reading::Date,
        Kind::Set if field.people => Reading::People,
        Kind::Set if field.part_numbers => Reading::PartNumbers,
        Kind::Set => Reading::Members {
            separators: field.separators.clone(),
        },
        Kind::Name => Reading::Name,
        Kind::Code => Reading::Code,
        Kind::Document => Reading::Documents,
    }
}

fn valued(column: &mut Column, read: Compared) -> u32 {
    let given = match read {
        Compared::Blank => Given::Blank,
        Compared::Text(text) => return column.value(&Given::Text(&text)),
        Compared::Number(n) => Given::Number(n),
        Compared::Days(from, to) => Given::Days(Days {
            start: day_number(from),
            end: day_number(to),
            planned: Days::NONE,
        }),
        Compared::Members(members) => Given::Members(members),
        Compared::Code(code) => Given::Code(code),
        Compared::Documents(list) => Given::Documents(list.iter().filter_map(numbered).collect()),
    };
    column.value(&given)
}

/// Several columns of one field: beginning, end and plan of a date; members of all columns; else
/// the first that is filled.
fn together(read: Vec<Compared>) -> Given<'static> {
    let days: Vec<Option<i32>> = read
        .iter()
        .map(|one| match one {
            Compared::Days(from, _) => Some(day_number(*from)),
            _ => None,
        })
        .collect();
    if days.iter().any(Option::is_some) {
        let start = days.first().copied().flatten();
        let end = days.get(1).copied().flatten();
        let start = start.or(end).unwrap_or(Days::NONE);
        return Given::Days(Days {
            start,
            end: end.unwrap_or(start).max(start),
            planned: days.get(2).copied().flatten().unwrap_or(Days::NONE),
        });
    }
    let mut members = Vec::new();
    let mut documents: Vec<Numbered> = Vec::new();
    for one in read {
        match one {
            Compared::Members(more) => members.extend(more),
            Compared::Documents(more) => documents.extend(more.iter().filter_map(numbered)),
            Compared::Code(code) => return Given::Code(code),
            Compared::Number(n) => return Given::Number(n),
            _ => {}
        }
    }
    match documents.is_empty() {
        true => Given::Members(members),
        false => Given::Documents(documents),
    }
}
