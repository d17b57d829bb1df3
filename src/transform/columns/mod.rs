//! Which column is which field, and which system a table comes from. Header words are looked up in
//! `aliases.toml`, values confirm or veto, and the fields found tell the system.

mod aliases;
mod assign;
mod before;
mod evidence;
mod fit;
mod headers;
mod instants;
mod known;
mod months;
mod papers;
mod pins;
mod planned;
mod profile;
mod recognise;
mod registered;
mod relations;
mod second_look;
mod shapes;
mod sight;
mod values;

#[cfg(test)]
mod tests;

pub use headers::{HeaderKey, header_keys, money_unit, plain_key};
pub use months::{is_mark, months_of};
pub use papers::named_kind;
pub use pins::is_pinned;
use profile::Profile;
pub use shapes::is_firm;

use super::findings;
use super::registers;
use crate::model::{
    Basis, ColumnEvidence, FieldName, FieldSpan, Finding, RecordKind, Settings, Source,
    SourceTable, TableMapping, Text,
};
use aliases::{Aliases, aliases};
use assign::{Assignment, Doubt, assign};
use before::looked_at;
use known::{Known, look_again};
use pins::pins;
use rayon::prelude::*;
use recognise::{Recognition, recognise};
use second_look::Turned;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NameError, StrDeserializer};
use shapes::Shape;
use sight::Sight;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Maps the columns of one table as it would be alone.
pub fn map_columns(
    table_ix: u32,
    table: &SourceTable,
    settings: &Settings,
) -> (TableMapping, Vec<Finding>) {
    let mut mapped = map_tables(table_ix, std::slice::from_ref(table), settings);
    mapped.remove(0)
}

/// Maps the columns of all tables and decides where each comes from: first each by itself, then
/// with what the others have taught. `first_ix` is the first table's position in the run's list,
/// for places in findings.
pub fn map_tables(
    first_ix: u32,
    tables: &[SourceTable],
    settings: &Settings,
) -> Vec<(TableMapping, Vec<Finding>)> {
    let list = aliases(&settings.aliases);
    let mut profiles: Vec<Vec<Profile>> = tables.par_iter().map(profile::profiles).collect();
    let headers: Vec<Cow<[String]>> = tables
        .iter()
        .zip(&mut profiles)
        .map(|(table, profiles)| looked_at(table, profiles))
        .collect();
    let eye = |at: usize| Eye {
        table: &tables[at],
        headers: &headers[at],
        profiles: &profiles[at],
        settings,
        list: &list,
    };
    let nothing = Known::default();
    let own = settings.registers();
    let mut beside: Vec<Option<registers::Seen>> = tables
        .iter()
        .map(|table| registers::recognise(table, &own))
        .collect();
    let mut looks: Vec<Look> = (0..tables.len())
        .map(|at| match &beside[at] {
            Some(seen) => Look::of_register(seen.source),
            None => eye(at).look(&nothing, None),
        })
        .collect();
    look_again(tables, &profiles, &mut looks, &eye);
    for paper in papers::found(tables, &looks, &profiles) {
        let told = known::tellers(&looks);
        let known = known::beside(paper.at, &told, tables, &looks, &profiles);
        let wanted = Some((Source::Safety, RecordKind::Document));
        let mut look = eye(paper.at).look(&known, wanted);
        look.seen.reason = paper.reason;
        looks[paper.at] = look;
    }
    for turned in second_look::turned(tables, &looks) {
        let known = known::beside(
            turned.at,
            &known::tellers(&looks),
            tables,
            &looks,
            &profiles,
        );
        let at = turned.at;
        let look = eye(at).look(&known, Some((turned.source, turned.kind)));
        looks[at] = Look {
            turned: Some(turned),
            ..look
        };
    }
    looks
        .into_iter()
        .enumerate()
        .map(|(at, look)| match beside[at].take() {
            Some(seen) => (seen.into_mapping(&tables[at]), Vec::new()),
            None => finish(first_ix + at as u32, &eye(at), look),
        })
        .collect()
}

/// One table with all that is needed to look at it.
struct Eye<'a> {
    table: &'a SourceTable,
    headers: &'a [String],
    profiles: &'a [Profile],
    settings: &'a Settings,
    list: &'a Aliases,
}

/// What a look at one table saw.
struct Look {
    made: Assignment,
    seen: Recognition,
    turned: Option<Turned>,
}

impl Look {
    /// Nothing that a register's columns hold is taken for a field.
    fn of_register(source: Source) -> Self {
        Look {
            made: Assignment::default(),
            seen: Recognition {
                source,
                kind: None,
                reason: Text::default(),
                weak: false,
                points: Vec::new(),
            },
            turned: None,
        }
    }
}

impl Eye<'_> {
    fn look(&self, known: &Known, forced: Option<(Source, RecordKind)>) -> Look {
        let first_pins = pins(self.table, self.table.source_pinned, self.settings);
        let look = self.look_with(&first_pins, known, forced);
        let later_pins = pins(self.table, Some(look.seen.source), self.settings);
        if later_pins == first_pins {
            return look;
        }
        let again = self.look_with(&later_pins, known, forced);
        match again.seen.source == look.seen.source {
            true => again,
            false => Look {
                seen: look.seen,
                ..again
            },
        }
    }

    fn look_with(
        &self,
        pinned: &BTreeMap<u16, FieldName>,
        known: &Known,
        forced: Option<(Source, RecordKind)>,
    ) -> Look {
        let looked_at = self.headers.len().min(profile::COLUMNS_MAX);
        let (headers, profiles) = (&self.headers[..looked_at], self.profiles);
        let mut made = assign(headers, profiles, pinned, self.list);
        instants::put_parts_together(&mut made, profiles, headers, self.list);
        months::put_together(&mut made, profiles, headers);
        known.settle_headers(&mut made, headers, profiles);
        values::settle(&mut made, profiles, known);
        registered::settle(&mut made, profiles);
        let first = recognise(&self.sight(&made), forced);
        instants::settle(&mut made, profiles, headers, first.kind);
        instants::add_clocks(&mut made, profiles);
        relations::settle(&mut made, profiles, headers, first.kind);
        made.fields.sort_by_key(|span| (span.column, span.field));
        made.by_values.sort_by_key(|span| (span.column, span.field));
        let again = recognise(&self.sight(&made), forced);
        let seen = match first.kind {
            // What was settled for one kind of table must not be read as another.
            Some(_) if again.kind != first.kind => Recognition {
                points: again.points,
                ..first
            },
            _ => again,
        };
        Look {
            made,
            seen,
            turned: None,
        }
    }

    fn sight(&self, made: &Assignment) -> Sight<'_> {
        let mut columns = BTreeMap::new();
        for span in &made.fields {
            columns
                .entry(span.field)
                .or_insert(&self.profiles[span.column as usize - 1]);
        }
        let (numbers, numbers_of_order) = papers::own_numbers(self.table, made, self.profiles);
        if let Some(column) = numbers {
            columns.insert(FieldName::DocumentNumber, column);
        }
        let days = instants::open_days(made, self.profiles, self.headers);
        let timed = |column: &&u16| {
            let profile = values::profile_of(self.profiles, **column);
            profile.timed * 2 >= profile.filled
        };
        Sight {
            table: self.table,
            columns,
            loose_days: days.len(),
            loose_instants: days.iter().filter(timed).count(),
            numbers_of_order,
        }
    }
}

/// The look as the run's mapping, with what there is to say about it.
fn finish(table_ix: u32, eye: &Eye<'_>, look: Look) -> (TableMapping, Vec<Finding>) {
    let (table, profiles) = (eye.table, eye.profiles);
    let Look { made, seen, turned } = look;
    let headed = table.header.iter().any(|h| !h.trim().is_empty());
    let named = made.has(FieldName::Enterprise) || made.has(FieldName::CreditCode);
    let betrayed = named && made.fields.len() >= 3 && seen.kind.is_some();
    if !headed && !betrayed {
        return (unusable(table), Vec::new());
    }
    let mut found = Vec::new();
    report(table_ix, table, profiles, &made, &seen, &mut found);
    if let Some(turned) = &turned {
        found.push(findings::source_by_comparison(
            table,
            turned.source,
            &turned.reason,
        ));
    }
    let reason = turned.map_or(seen.reason.clone(), |turned| turned.reason);
    let mut fields = made.fields.clone();
    settle_context(&mut fields, &seen, profiles);
    let mapped = |column: u16| fields.iter().any(|span| span.column == column);
    let holds = |column: u16| {
        let filled = profiles
            .get(usize::from(column) - 1)
            .map_or(0, |p| p.filled);
        let header = eye.headers.get(usize::from(column) - 1);
        header.is_some_and(|header| !plain_key(header).is_empty()) || filled > 0
    };
    let width = table.header.len().max(profiles.len()) as u16;
    let unmapped: Vec<u16> = (1..=width)
        .filter(|column| !mapped(*column) && holds(*column))
        .collect();
    let evidence = (1..=width)
        .filter(|column| holds(*column))
        .map(|column| evidence_of(column, &fields, &made, profiles))
        .collect();
    let mapping = TableMapping {
        source: seen.source,
        kind: seen.kind,
        fields,
        unmapped,
        reason,
        evidence,
        register: None,
    };
    (mapping, found)
}

fn evidence_of(
    column: u16,
    fields: &[FieldSpan],
    made: &Assignment,
    profiles: &[Profile],
) -> ColumnEvidence {
    let field = fields
        .iter()
        .find(|span| span.column == column)
        .map(|span| span.field);
    let profile = profiles.get(usize::from(column) - 1);
    let shape = field.and_then(evidence::shape_of);
    let share = shape.and_then(|shape| Some(profile?.share(shape)));
    let why = field.and_then(|_| made.why.get(&column));
    let doubt = made.doubts.iter().find(|doubt| doubt.column == column);
    let could_be = match field {
        Some(_) => Vec::new(),
        None => doubt.map(|doubt| doubt.fields.clone()).unwrap_or_default(),
    };
    let (basis, word, text) = match (why, could_be.is_empty()) {
        (Some(why), _) => (why.basis, why.word.clone(), why.text.clone()),
        (None, false) => {
            let names: Vec<String> = could_be.iter().map(|f| f.key()).collect();
            let text = Text::new(
                format!("可能是 {},未采用", names.join(" 或 ")),
                format!("could be {}; not used", names.join(" or ")),
            );
            (Basis::Nothing, String::new(), text)
        }
        (None, true) => {
            let text = Text::new(
                "表头和内容都不说明是什么字段",
                "neither header nor values name a field",
            );
            (Basis::Nothing, String::new(), text)
        }
    };
    ColumnEvidence {
        column,
        field,
        basis,
        word,
        share: share.map(|share| (share * 1000.0).round() / 1000.0),
        text,
        could_be,
    }
}

fn unusable(table: &SourceTable) -> TableMapping {
    let filled = |header: &&String| !header.trim().is_empty();
    TableMapping {
        source: table.source_pinned.unwrap_or(Source::Unknown),
        kind: None,
        fields: Vec::new(),
        unmapped: (1..=table.header.iter().filter(filled).count() as u16).collect(),
        reason: Text::new("没有可识别的表头", "no header was recognised"),
        evidence: Vec::new(),
        register: None,
    }
}

/// The field as [`settle_context`] would have it in a table of this source.
fn settled_field(field: FieldName, source: Source) -> FieldName {
    match (source, field) {
        (Source::Plan, FieldName::RecordNumber) => FieldName::PlanNumber,
        (source, FieldName::RecordNumber) if source.has_codes() => FieldName::CodeId,
        _ => field,
    }
}

/// Fields whose meaning depends on where the table comes from.
fn settle_context(fields: &mut [FieldSpan], seen: &Recognition, profiles: &[Profile]) {
    use FieldName as F;
    let mut turn = |from: F, to: F| {
        if fields.iter().any(|span| span.field == to) {
            return;
        }
        let span = fields.iter_mut().find(|span| span.field == from);
        if let Some(span) = span {
            let long = profiles[span.column as usize - 1].share(Shape::Long) >= 0.5;
            if from != F::Content || !long {
                span.field = to;
            }
        }
    };
    match seen.source {
        Source::Plan => {
            turn(F::DateStart, F::DatePlanned);
            turn(F::RecordNumber, F::PlanNumber);
            turn(F::Content, F::Item);
        }
        Source::Platform | Source::OtherPlatform => {
            turn(F::RecordNumber, F::CodeId);
            turn(F::Content, F::Item);
        }
        Source::Safety if seen.kind == Some(RecordKind::Inspection) => turn(F::Content, F::Item),
        Source::Safety | Source::Roster | Source::Register(_) | Source::Unknown => {}
    }
}

/// The field with this snake-case name.
pub fn field_named(name: &str) -> Option<FieldName> {
    let name: StrDeserializer<'_, NameError> = name.into_deserializer();
    FieldName::deserialize(name).ok()
}

fn report(
    table_ix: u32,
    table: &SourceTable,
    profiles: &[Profile],
    made: &Assignment,
    seen: &Recognition,
    found: &mut Vec<Finding>,
) {
    if seen.kind.is_none() {
        found.extend(
            table
                .data_rows()
                .next()
                .map(|_| findings::unknown_table(table)),
        );
        return;
    }
    if seen.weak {
        found.push(findings::source_by_name(table, seen.source));
    }
    let asked = |column: u16| findings::Asked {
        table_ix,
        table,
        column,
        source: seen.source,
        samples: samples(&profiles[usize::from(column) - 1]),
    };
    for (field, first, second) in &made.tied {
        found.push(findings::tied_columns(
            &asked(*first),
            &asked(*second),
            *field,
        ));
    }
    // Beside headers that are mostly known, a bare count or tick under an unknown one is likely
    // something that no field is about; the evidence still names what it could be.
    let by_header = made.fields.len() - made.by_values.len();
    let strange = by_header * 2 < profiles.len();
    let asks =
        |doubt: &&Doubt| strange || !doubt.fields.iter().all(|field| is_count_or_tick(*field));
    for doubt in made.doubts.iter().filter(asks) {
        found.push(findings::doubtful_column(
            &asked(doubt.column),
            &doubt.fields,
        ));
    }
    for span in &made.by_values {
        let why = made.why.get(&span.column).map(|why| &why.text);
        found.push(findings::column_by_values(
            &asked(span.column),
            span.field,
            why,
        ));
    }
    for span in &made.vetoed {
        let instead = made.fields.iter().find(|other| other.column == span.column);
        let instead = instead.map(|other| other.field);
        found.push(findings::header_contradicted(
            table_ix, table, *span, instead,
        ));
    }
}

fn is_count_or_tick(field: FieldName) -> bool {
    use FieldName as F;
    matches!(
        field,
        F::Hazards
            | F::MajorHazards
            | F::HazardsFixed
            | F::Documents
            | F::FineAmount
            | F::Penalty
            | F::Joint
            | F::RandomDrawn
            | F::ReportVerified
            | F::Reinspection
            | F::Drawn
    )
}

/// The first different values of a column.
fn samples(profile: &Profile) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    for key in profile.sample.iter().filter(|key| !key.is_empty()) {
        let short: String = key.chars().take(20).collect();
        if shown.len() < 3 && !shown.contains(&short) {
            shown.push(short);
        }
    }
    shown
}
