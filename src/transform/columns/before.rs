//! Tables that an earlier merge wrote: which of their columns are looked at.

use super::profile::Profile;
use crate::model::{MergedBefore, SourceTable};
use std::borrow::Cow;

/// The header as it is looked at: of a table that was merged before, columns that say where a row
/// was read or keep a text as it stood are no fields, whatever they hold.
pub fn looked_at<'t>(table: &'t SourceTable, profiles: &mut [Profile]) -> Cow<'t, [String]> {
    let Some(merged) = MergedBefore::of(&table.header) else {
        return Cow::Borrowed(&table.header);
    };
    let mut header = table.header.clone();
    for column in (1..=header.len()).filter(|column| merged.is_beside(*column as u16)) {
        header[column - 1].clear();
        if let Some(profile) = profiles.get_mut(column - 1) {
            *profile = Profile::default();
        }
    }
    Cow::Owned(header)
}
