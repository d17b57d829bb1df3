//! What the manifest of a run says.

use super::{JUDGEMENTS, TOOL};
use crate::config;
use crate::ground::shown;
use crate::model::{Books, Disposition, Profile, RunManifest, SourceTable};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// The manifest of a run of the folder `root` that will stand in `out`; its state is `published`.
/// Moments, the settings' file, fingerprint and outputs are left open.
pub fn manifest_of(books: &Books, root: &Path, out: &Path) -> RunManifest {
    RunManifest {
        tool: TOOL.to_string(),
        version: env!("CARGO_PKG_VERSION").to_string(),
        state: "published".to_string(),
        started_at: None,
        finished_at: None,
        root: root_as_seen_from(out, root),
        settings_sha256: config::digest(&books.settings),
        settings_file: None,
        inputs: books.extracted.inputs.clone(),
        judgements: Some(books.judgements.file.clone()).filter(|file| !file.path.is_empty()),
        rows: books.tally,
        sources: profile(books),
        fingerprint: String::new(),
        deciding_sha256: String::new(),
        accepted: Vec::new(),
        outputs: Vec::new(),
    }
}

/// The finding about a file that ends within a row.
const ENDS_WITHIN_A_ROW: &str = "E118";

/// What each source brought, judgements among them.
fn profile(books: &Books) -> Profile {
    let mut profile = Profile::new();
    let mappings = &books.understood.mappings;
    for (table, mapping) in books.extracted.tables.iter().zip(mappings) {
        let source = profile
            .entry(mapping.source.name().to_string())
            .or_default();
        let rows = table.data_rows().count() as u64;
        if rows > 0 && !source.files.contains(&table.file) {
            source.files.push(table.file.clone());
        }
        source.rows += rows;
        let filled = filled(table);
        for span in &mapping.fields {
            let name = span.field.key();
            let at = usize::from(span.column).checked_sub(1);
            let cells = at.and_then(|at| filled.get(at)).copied();
            *source.filled.entry(name.clone()).or_default() += cells.unwrap_or_default();
            if !source.columns.contains(&name) {
                source.columns.push(name);
            }
        }
    }
    add_records(&mut profile, books);
    if !books.judgements.list.is_empty() {
        let judgements = profile.entry(JUDGEMENTS.to_string()).or_default();
        judgements.files.push(JUDGEMENTS.to_string());
        judgements.records = books.judgements.list.len() as u64;
    }
    let cut = books.findings.iter();
    let cut = cut.filter(|finding| finding.rule == ENDS_WITHIN_A_ROW);
    let cut: BTreeSet<&String> = cut.map(|finding| &finding.file).collect();
    for source in profile.values_mut() {
        source.columns.sort();
        for cells in source.filled.values_mut() {
            let share = (*cells * 100).checked_div(source.rows);
            *cells = share.unwrap_or_default().min(100);
        }
        let files = source.files.iter().filter(|file| cut.contains(file));
        source.cut_off = files.cloned().collect();
    }
    profile
}

/// Of each column the data rows with a value in it.
fn filled(table: &SourceTable) -> Vec<u64> {
    let mut filled = vec![0; table.header.len()];
    for row in table.data_rows() {
        for (count, cell) in filled.iter_mut().zip(row.cells.iter()) {
            *count += u64::from(!cell.is_blank());
        }
    }
    filled
}

fn add_records(profile: &mut Profile, books: &Books) {
    for entry in &books.ledger {
        let source = profile.entry(entry.source.name().to_string()).or_default();
        match entry.disposition {
            Disposition::Record | Disposition::Document => {
                source.records += 1;
                let table = &books.extracted.tables[entry.place.table as usize];
                match source.brought.get_mut(&table.file) {
                    Some(records) => *records += 1,
                    None => _ = source.brought.insert(table.file.clone(), 1),
                }
            }
            Disposition::Rejected => source.rejected += 1,
            Disposition::Duplicate | Disposition::Furniture => {}
        }
    }
}

/// `..` for a run folder in the folder that was run. Absolute where the two share no root.
pub fn root_as_seen_from(out: &Path, root: &Path) -> String {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let (Ok(root), Ok(out)) = (absolute(root), absolute_of_new(out)) else {
        return shown(root);
    };
    let shared = root
        .components()
        .zip(out.components())
        .take_while(|(one, other)| one == other)
        .count();
    let is_on_one_drive = shared > 0;
    if !is_on_one_drive {
        return slashed(&root);
    }
    let ups = out.components().skip(shared).map(|_| Component::ParentDir);
    let downs = root.components().skip(shared);
    let relative: PathBuf = ups.chain(downs).collect();
    match relative.as_os_str().is_empty() {
        true => ".".to_string(),
        false => slashed(&relative),
    }
}

/// A folder that may not exist yet: the existing part resolved, the rest as written.
fn absolute_of_new(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    for above in absolute.ancestors() {
        if let Ok(existing) = above.canonicalize() {
            let rest = absolute.strip_prefix(above).unwrap_or(Path::new(""));
            return Ok(existing.join(rest));
        }
    }
    Ok(absolute)
}

fn slashed(path: &Path) -> String {
    shown(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_again_from_the_run_folder() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("2025/exports");
        std::fs::create_dir_all(&root).unwrap();
        for (out, seen) in [
            ("2025/exports/hedui-run", ".."),
            ("2025/run", "../exports"),
            ("runs/new/one", "../../../2025/exports"),
        ] {
            assert_eq!(root_as_seen_from(&home.path().join(out), &root), seen);
        }
        assert_eq!(root_as_seen_from(&root, &root), ".");
    }
}
