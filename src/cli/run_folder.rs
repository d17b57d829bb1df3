//! Where run folders are, and where the folder that was run lies as seen from one.

use crate::history;
use std::path::{Component, Path, PathBuf};

/// The run folder that `run` publishes in the folder it runs.
pub const NAME: &str = "hedui-run";

/// The run folder that is meant: as named, else the usual one here, else this folder.
pub fn meant(named: Option<&Path>) -> PathBuf {
    match named {
        Some(folder) if !folder.join(history::MANIFEST).exists() => {
            let inside = folder.join(NAME);
            match inside.join(history::MANIFEST).exists() {
                true => inside,
                false => folder.to_path_buf(),
            }
        }
        Some(folder) => folder.to_path_buf(),
        None => {
            let here = Path::new(".").join(history::MANIFEST);
            match here.exists() {
                true => PathBuf::from("."),
                false => PathBuf::from(NAME),
            }
        }
    }
}

/// `..` for a run folder in the folder that was run. Absolute where the two share no root.
pub fn root_as_seen_from(out: &Path, root: &Path) -> String {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let (Ok(root), Ok(out)) = (absolute(root), absolute_of_new(out)) else {
        return root.display().to_string();
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
    path.display().to_string().replace('\\', "/")
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
