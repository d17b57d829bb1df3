//! Names that only the whole of the data can settle: spellings of towns.

use super::fields::towns::TownNames;
use crate::model::{CanonicalRecord, Field, Settings};
use std::collections::HashMap;

/// One spelling per town over all sources; a row without a town takes it from its address.
pub fn settle_towns(records: &mut [CanonicalRecord], settings: &Settings) {
    let seen = records.iter().filter_map(|record| record.town.as_ref());
    let names = TownNames::learn(
        &settings.body.towns,
        settings.body.division.as_deref(),
        seen.map(|town| town.value.as_str()),
    );
    let mut spelt: HashMap<String, String> = HashMap::new();
    for record in records {
        match (&mut record.town, &record.address) {
            (Some(town), _) => {
                let known = spelt.get(&town.value).cloned();
                let name = known.unwrap_or_else(|| names.canonical(&town.value));
                let written = std::mem::replace(&mut town.value, name.clone());
                spelt.entry(written).or_insert(name);
            }
            (None, Some(address)) => {
                let within = names.within(&address.value);
                record.town = within.map(|value| Field { value, column: 0 });
            }
            (None, None) => {}
        }
    }
}
