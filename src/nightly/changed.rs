//! `changed.csv`: what the sources told last time and no longer tell, or tell otherwise.

use crate::model::{Fault, KnownEvent, Successions, Text, ids_gone};
use crate::report::unwritable;
use serde::Serialize;
use std::collections::BTreeSet;

/// Records that changed since the last run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Changed {
    pub gone: usize,
    pub told_otherwise: usize,
    #[serde(skip)]
    pub ids_gone: BTreeSet<String>,
    #[serde(skip)]
    pub csv: Vec<u8>,
}

#[derive(Serialize)]
struct Line<'e> {
    change: &'static str,
    source: &'e str,
    id: &'e str,
    number: &'e str,
    day: &'e str,
    enterprise: &'e str,
    credit_code: &'e str,
    day_now: &'e str,
    enterprise_now: &'e str,
    credit_code_now: &'e str,
}

impl<'e> Line<'e> {
    fn new(change: &'static str, was: &'e KnownEvent, is: Option<&'e KnownEvent>) -> Self {
        Line {
            change,
            source: &was.source,
            id: &was.id,
            number: &was.number,
            day: &was.day,
            enterprise: &was.enterprise,
            credit_code: &was.credit_code,
            day_now: is.map_or("", |is| &is.day),
            enterprise_now: is.map_or("", |is| &is.enterprise),
            credit_code_now: is.map_or("", |is| &is.credit_code),
        }
    }
}

impl Changed {
    pub const NAME: &str = "changed.csv";

    /// None where every record of last time is told as it was.
    pub fn of(successions: &Successions) -> Result<Option<Changed>, Fault> {
        let told = |error: csv::Error| unwritable(Self::NAME, error);
        let mut changed = Changed {
            ids_gone: ids_gone(successions),
            ..Changed::default()
        };
        let mut lines = csv::Writer::from_writer(Vec::new());
        for found in successions.values() {
            let gone = found.gone.iter().map(|was| Line::new("gone", was, None));
            let other = found.told_otherwise.iter();
            let other = other.map(|(was, is)| Line::new("other", was, Some(is)));
            for line in gone.chain(other) {
                lines.serialize(line).map_err(told)?;
            }
            changed.gone += found.gone.len();
            changed.told_otherwise += found.told_otherwise.len();
        }
        let csv = lines.into_inner();
        changed.csv = csv.map_err(|error| unwritable(Self::NAME, error))?;
        Ok((changed.gone + changed.told_otherwise > 0).then_some(changed))
    }

    /// As the morning's second line goes on.
    pub fn words(&self) -> Text {
        let (gone, other) = (self.gone, self.told_otherwise);
        Text::new(
            format!(";上次的记录不见了 {gone},有改动 {other}"),
            format!("; records of last time: {gone} gone, {other} told otherwise"),
        )
    }
}
