//! The demonstration year, carried inside the program. A test keeps the list equal to the folder.

macro_rules! carried {
    ($($name:literal),* $(,)?) => {
        /// Path below the demonstration folder and contents, in order of the paths.
        pub const FILES: &[(&str, &[u8])] = &[$((
            $name,
            include_bytes!(concat!("../../fixtures/xiangxiang-2025/", $name)),
        )),*];
    };
}

carried!["hedui.toml",];

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::path::Path;

    fn below(folder: &Path, names: &mut Vec<String>, root: &Path) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => below(&path, names, root),
                path => names.push(path.strip_prefix(root).unwrap().display().to_string()),
            }
        }
    }

    #[test]
    fn the_program_carries_every_file_of_the_demonstration_year() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025");
        let mut names = Vec::new();
        below(&root, &mut names, &root);
        names.sort();
        let carried: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(carried, names);
    }
}
