//! Tells the program what it was built from: `HEDUI_BUILD` is a digest of every file of `src` and
//! of the dependencies' versions. Two programs of one version that were built from different
//! sources are told apart by it, wherever results of before are held against those of now.

use std::path::{Path, PathBuf};

fn main() {
    let mut files = vec![PathBuf::from("Cargo.toml"), PathBuf::from("Cargo.lock")];
    walk(Path::new("src"), &mut files);
    let mut named: Vec<(String, PathBuf)> = files.into_iter().map(named).collect();
    named.sort();
    let mut digest = Fnv::default();
    for (name, path) in &named {
        // A package without its lock file has one file less to tell of.
        let Ok(bytes) = std::fs::read(path) else {
            continue;
        };
        digest.part(name.as_bytes());
        digest.part(&bytes);
    }
    println!("cargo:rustc-env=HEDUI_BUILD={:032x}", digest.0);
    for watched in ["src", "Cargo.toml", "Cargo.lock", "build.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
}

/// A path with `/` between its parts on every system, so that the order is everywhere the same.
fn named(path: PathBuf) -> (String, PathBuf) {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    (parts.join("/"), path)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        match path.is_dir() {
            true => walk(&path, files),
            false => files.push(path),
        }
    }
}

/// FNV-1a of 128 bits: the hash of the standard library may change with the compiler.
struct Fnv(u128);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Fnv {
    /// One text, its length with it, so that no two lists of texts are the same bytes.
    fn part(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in length.iter().chain(bytes) {
            self.0 ^= u128::from(*byte);
            self.0 = self.0.wrapping_mul(0x0100_0000_0000_0000_0000_013b);
        }
    }
}
