//! How one table fills the columns of a linkage. Rows are taken in batches, and of a batch column
//! by column: each text is read once, and the columns' memories are asked for many texts at a time.

use super::Rows;
use super::reading::{reading, same_header, together, valued};
use crate::link::columns::{Column, Kind, Numbered, Search, Side, UNKNOWN, Words};
use crate::link::model::{Field, Model};
use crate::link::numbered;
use crate::model::{Cell, FieldName, Settings, SourceRow, SourceTable};
use crate::transform;
use crate::transform::compared::{CellReader, Compared, PlainNumber, plain_number};

/// Rows of a batch: its cells stay in the nearer memory.
const BATCH: usize = 256;

/// How one table fills the columns.
pub(super) struct Filling {
    /// By field: columns from 0 and how they are read.
    pub sources: Vec<Vec<(usize, CellReader)>>,
    id: Option<usize>,
    id_header: String,
    /// Cells of a row that are looked at.
    width: usize,
}

impl Filling {
    pub fn of(table: &SourceTable, model: &Model, side: Side) -> Filling {
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
        let sources: Vec<Vec<(usize, CellReader)>> = model
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
        let used = sources.iter().flatten().map(|(at, _)| at + 1);
        let width = used.chain(id.map(|at| at + 1)).max().unwrap_or(0);
        Filling {
            sources,
            id,
            id_header,
            width,
        }
    }

    pub fn fill(
        &self,
        table: &SourceTable,
        columns: &mut [Column],
        memories: &mut [Memory],
        side: Side,
    ) -> Rows {
        let mut rows = Rows {
            id_header: self.id_header.clone(),
            ..Rows::default()
        };
        memories.iter_mut().for_each(Memory::begin_table);
        for (sources, column) in self.sources.iter().zip(columns.iter_mut()) {
            if !sources.is_empty() {
                column.rows[side as usize].reserve_exact(table.rows.len());
            }
        }
        rows.numbers.reserve_exact(table.rows.len());
        rows.ends
            .reserve_exact(self.id.map_or(0, |_| table.rows.len()));
        let mut cells: Vec<Cell> = Vec::with_capacity(BATCH * self.width);
        let mut data = table.data_rows();
        loop {
            cells.clear();
            let mut count = 0;
            for row in data.by_ref().take(BATCH) {
                count += 1;
                cells.extend(row.cells.iter().take(self.width));
                cells.resize(count * self.width, Cell::Empty);
                self.name_row(row, &cells[(count - 1) * self.width..], &mut rows);
            }
            if count == 0 {
                return rows;
            }
            let batch = Batch {
                cells: &cells,
                width: self.width,
                count,
            };
            let fields = self.sources.iter().zip(columns.iter_mut());
            for ((sources, column), memory) in fields.zip(memories.iter_mut()) {
                match &sources[..] {
                    // A column without rows is blank in all of them.
                    [] => {}
                    [(at, reader)] => {
                        memory.read(&batch, *at, reader, column);
                        memory
                            .values
                            .iter()
                            .for_each(|value| column.push(side, *value));
                    }
                    several => (0..count).for_each(|row| {
                        let read = several
                            .iter()
                            .map(|(at, reader)| reader.read(&batch.cell(row, *at)));
                        let value = column.value(&together(read.collect()));
                        column.push(side, value);
                    }),
                }
            }
        }
    }

    fn name_row(&self, row: &SourceRow, cells: &[Cell], rows: &mut Rows) {
        match self.id.map(|at| cells[at]) {
            Some(Cell::Text(id)) => rows.push(row.number, Some(id)),
            Some(id) => rows.push(row.number, Some(&id.text())),
            None => rows.push(row.number, None),
        }
    }
}

/// Some rows of a table.
struct Batch<'t> {
    cells: &'t [Cell<'t>],
    width: usize,
    count: usize,
}

impl<'t> Batch<'t> {
    fn cell(&self, row: usize, at: usize) -> Cell<'t> {
        self.cells[row * self.width + at]
    }
}

/// After so many texts a memory is given up that answers fewer than one of eight.
const TRIAL: usize = 20_000;
/// A memory holds no more texts than this.
const TEXTS_MAX: usize = 500_000;

/// Texts of a field that were read before, in either table. Where few recur it is given up.
#[derive(Default)]
pub(super) struct Memory {
    texts: Words,
    read: Vec<u32>,
    asked: usize,
    answered: usize,
    is_given_up: bool,
    /// Reading a text that is canonical changes nothing: the column itself remembers these.
    by_column: bool,
    /// How a text is read depends on the others of its table.
    of_one_table: bool,
    heads: Heads,
    /// The values of a batch.
    values: Vec<u32>,
    search: Search,
}

impl Memory {
    pub fn of(column: &Column, field: &Field) -> Memory {
        Memory {
            by_column: column.reads_canonical(),
            of_one_table: field.kind == Kind::Date,
            ..Memory::default()
        }
    }

    fn begin_table(&mut self) {
        if self.of_one_table {
            (self.texts, self.read) = (Words::default(), Vec::new());
        }
    }

    /// The values of one column of a batch.
    fn read(&mut self, batch: &Batch, at: usize, reader: &CellReader, column: &mut Column) {
        self.values.clear();
        self.values.resize(batch.count, 0);
        let mut open: Vec<(usize, &str)> = Vec::with_capacity(batch.count);
        for row in 0..batch.count {
            match batch.cell(row, at) {
                Cell::Empty => {}
                Cell::Text(text) => open.push((row, text)),
                other => self.values[row] = valued(column, reader.read(&other)),
            }
        }
        if column.kind == Kind::Document {
            self.read_plain_numbers(&mut open, reader, column);
        }
        if self.by_column {
            self.answer(&mut open, Some(column));
        }
        if !self.is_given_up {
            self.asked += open.len();
            self.answered += self.answer(&mut open, None);
        }
        for (row, text) in open {
            // It may stand in this batch twice.
            let known = match self.is_given_up {
                true => None,
                false => self
                    .texts
                    .known(text)
                    .map(|known| self.read[known as usize]),
            };
            self.values[row] = known.unwrap_or_else(|| self.read_one(text, reader, column));
        }
        if self.asked >= TRIAL && self.answered * 8 < self.asked {
            self.is_given_up = true;
            (self.texts, self.read) = (Words::default(), Vec::new());
        }
    }

    /// Takes from `open` what the column, or else this memory, knows; says how many texts that was.
    fn answer(&mut self, open: &mut Vec<(usize, &str)>, column: Option<&Column>) -> usize {
        let before = open.len();
        let texts: Vec<&str> = open.iter().map(|(_, text)| *text).collect();
        match column {
            Some(column) => column.find_all(&texts, &mut self.search),
            None => self.texts.find_all(&texts, &mut self.search),
        }
        let mut found = self.search.found.iter();
        open.retain(|(row, _)| match found.next() {
            Some(&UNKNOWN) | None => true,
            Some(&known) => {
                self.values[*row] = match column {
                    Some(_) => known,
                    None => self.read[known as usize],
                };
                false
            }
        });
        before - open.len()
    }

    fn read_one(&mut self, text: &str, reader: &CellReader, column: &mut Column) -> u32 {
        let value = valued(column, reader.read(&Cell::Text(text)));
        let by_column = self.by_column && value != 0 && column.written(value) == text;
        if !self.is_given_up && !by_column && self.texts.count() < TEXTS_MAX {
            self.texts.number(text);
            self.read.push(value);
        }
        value
    }

    /// Takes from `open` the numbers of the plain form, which hardly recur.
    fn read_plain_numbers(
        &mut self,
        open: &mut Vec<(usize, &str)>,
        reader: &CellReader,
        column: &mut Column,
    ) {
        let Memory {
            heads,
            values,
            search,
            ..
        } = self;
        heads.keys.clear();
        heads.met.clear();
        open.retain(|(row, text)| {
            let Some(plain) = plain_number(text) else {
                return true;
            };
            if let Some(no) = heads.numbered(&plain, text, reader) {
                no.push_key(&mut heads.keys);
                heads.met.push((*row, heads.keys.len(), no));
            }
            false
        });
        let starts = [0]
            .into_iter()
            .chain(heads.met.iter().map(|(_, end, _)| *end));
        let keys = starts
            .zip(&heads.met)
            .map(|(start, (_, end, _))| &heads.keys[start..*end]);
        let keys: Vec<&str> = keys.collect();
        column.find_all(&keys, search);
        for ((key, known), (row, _, no)) in keys.iter().zip(&search.found).zip(&heads.met) {
            values[*row] = match *known {
                UNKNOWN => column.document(key, *no),
                known => known,
            };
        }
    }
}

/// What stands before the year of document numbers, each read once.
#[derive(Default)]
struct Heads {
    words: Words,
    /// The number of a head, its serial and year aside; `None` where it names no visit.
    numbers: Vec<Option<Numbered>>,
    keys: String,
    /// Row, end of its key, and number, of a batch.
    met: Vec<(usize, usize, Numbered)>,
}

impl Heads {
    fn numbered(
        &mut self,
        plain: &PlainNumber,
        text: &str,
        reader: &CellReader,
    ) -> Option<Numbered> {
        let head = match self.words.known(plain.head) {
            Some(known) => self.numbers[known as usize],
            None => {
                let of_text = match reader.read(&Cell::Text(text)) {
                    Compared::Documents(list) => list.first().and_then(numbered),
                    _ => None,
                };
                self.words.number(plain.head);
                self.numbers.push(of_text);
                of_text
            }
        };
        head.map(|head| Numbered {
            serial: plain.serial,
            year: plain.year,
            ..head
        })
    }
}
