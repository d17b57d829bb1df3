//! Which tables belong together.

use crate::ground::fold::fold_key;
use crate::model::{Extracted, MergeKind, SourceTable, Understood};
use std::collections::BTreeSet;

/// Why tables cannot be one: groups of tables (positions) by what they hold; no group at all where
/// no table has a header and data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixture {
    pub groups: Vec<(MergeKind, Vec<u32>)>,
    /// The kind that was asked for, if any.
    pub wanted: Option<MergeKind>,
}

/// The kind that is merged and the tables that are, in their order.
pub(super) fn members(
    extracted: &Extracted,
    understood: &Understood,
    wanted: Option<MergeKind>,
) -> Result<(MergeKind, Vec<u32>), Mixture> {
    let headed: Vec<(u32, MergeKind)> = extracted
        .tables
        .iter()
        .zip(&understood.mappings)
        .enumerate()
        .filter(|(_, (table, _))| table.header.iter().any(|name| !name.is_empty()))
        .map(|(at, (_, mapping))| (at as u32, MergeKind::of(mapping)))
        .collect();
    let groups = groups(extracted, &headed);
    let mixture = |groups: Vec<(MergeKind, Vec<u32>)>| Mixture { groups, wanted };
    if wanted == Some(MergeKind::Any) {
        return match headed.is_empty() {
            true => Err(mixture(Vec::new())),
            false => Ok((MergeKind::Any, headed.iter().map(|(at, _)| *at).collect())),
        };
    }
    let mut chosen = groups
        .iter()
        .filter(|(kind, _)| wanted.is_none_or(|wanted| wanted == *kind));
    match (chosen.next(), chosen.next()) {
        (Some((kind, _)), None) => {
            // Tables of the kind without a row still have their say in the columns.
            let of_kind = headed.iter().filter(|(_, own)| own == kind);
            Ok((*kind, of_kind.map(|(at, _)| *at).collect()))
        }
        _ => Err(mixture(groups)),
    }
}

/// Tables with data, by what they hold; those of no known kind by what their headers share.
fn groups(extracted: &Extracted, headed: &[(u32, MergeKind)]) -> Vec<(MergeKind, Vec<u32>)> {
    let mut groups: Vec<(MergeKind, Vec<u32>, BTreeSet<String>)> = Vec::new();
    for (at, kind) in headed {
        let table = &extracted.tables[*at as usize];
        if table.data_rows().next().is_none() {
            continue;
        }
        let keys = header_set(table);
        let like = groups.iter_mut().find(|(own, _, known)| {
            own == kind && (*kind != MergeKind::Unknown || is_alike(known, &keys))
        });
        match like {
            Some((_, tables, known)) => {
                tables.push(*at);
                known.extend(keys);
            }
            None => groups.push((*kind, vec![*at], keys)),
        }
    }
    groups.sort_by_key(|(kind, tables, _)| (*kind, tables[0]));
    groups
        .into_iter()
        .map(|(kind, tables, _)| (kind, tables))
        .collect()
}

fn header_set(table: &SourceTable) -> BTreeSet<String> {
    let keys = table.header.iter().map(|header| fold_key(header));
    keys.filter(|key| !key.is_empty()).collect()
}

/// At least half of the smaller header stands in the other.
fn is_alike(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let shared = one.intersection(other).count();
    shared > 0 && shared * 2 >= one.len().min(other.len())
}
