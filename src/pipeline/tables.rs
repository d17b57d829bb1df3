//! Two tables of any kind, linked after a model: the page of `hedui link`.

mod filling;
mod reading;

use crate::link::columns::{Column, Kind, Side};
use crate::link::engine::{self, Linkage};
use crate::link::model::Model;
use crate::link::names::NameReader;
use crate::link::tables::Tables;
use crate::model::{Progress, SourceTable, Text};
use crate::transform::compared::CellReader;
use filling::{Filling, Memory};

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

    /// How many rows bear an id that another one bears too, and the first such id.
    pub fn shared_ids(&self) -> Option<(usize, &str)> {
        let mut rows: Vec<u32> = (0..self.ends.len() as u32).collect();
        rows.retain(|row| !self.id(*row).is_empty());
        rows.sort_by_key(|row| (self.id(*row), *row));
        let mut shared = rows.chunk_by(|a, b| self.id(*a) == self.id(*b));
        let shared: Vec<&[u32]> = shared.by_ref().filter(|rows| rows.len() > 1).collect();
        let first = shared.iter().map(|rows| rows[0]).min()?;
        Some((shared.iter().map(|rows| rows.len()).sum(), self.id(first)))
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
    let memories = model.fields.iter().zip(&columns);
    let mut memories: Vec<Memory> = memories
        .map(|(field, column)| Memory::of(column, field))
        .collect();
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
        rows[side as usize] = filling.fill(&table, &mut columns, &mut memories, side);
    }
    drop(memories);
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
