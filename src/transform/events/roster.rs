//! What the roster knows of enterprises: their present names by former names and codes.

use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, RecordKind};
use crate::transform::repeats::{identifying_code, name_key};
use std::collections::HashMap;

/// Present names by every name and code of the roster; `None` where two enterprises share one.
pub struct Roster {
    by_name: HashMap<String, Option<String>>,
    by_code: HashMap<String, Option<String>>,
}

impl Roster {
    pub fn of(records: &[CanonicalRecord]) -> Roster {
        let mut roster = Roster {
            by_name: HashMap::new(),
            by_code: HashMap::new(),
        };
        for record in records
            .iter()
            .filter(|record| record.kind == RecordKind::Enterprise)
        {
            let present = name_key(record);
            if present.is_empty() {
                continue;
            }
            let former = record.former_names.iter().map(|name| fold_key(name));
            for name in former.chain([present.clone()]) {
                put(&mut roster.by_name, name, &present);
            }
            if let Some(code) = identifying_code(record) {
                put(&mut roster.by_code, code.to_string(), &present);
            }
        }
        roster
    }

    /// The present name of a record's enterprise, else the name as its record has it.
    pub fn name(&self, record: &CanonicalRecord, own: String) -> String {
        let known =
            |names: &HashMap<String, Option<String>>, key: &str| names.get(key).cloned().flatten();
        let by_code = || known(&self.by_code, identifying_code(record)?);
        known(&self.by_name, &own).or_else(by_code).unwrap_or(own)
    }
}

fn put(names: &mut HashMap<String, Option<String>>, key: String, present: &str) {
    names
        .entry(key)
        .and_modify(|known| {
            if known.as_deref() != Some(present) {
                *known = None;
            }
        })
        .or_insert_with(|| Some(present.to_string()));
}
