//! A scene to run the program in: its own folder, an environment with nothing in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hedui");

/// A scratch folder that is the working folder and home of the program.
pub struct Scene {
    folder: tempfile::TempDir,
}

/// How one run of the program ended.
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    pub fn succeeds(&self) {
        self.fails_with(0);
    }

    pub fn fails_with(&self, code: i32) {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
    }

    /// Standard output as the one JSON document it has to be.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}:\n{}", self.out))
    }
}

impl Scene {
    pub fn empty() -> Scene {
        Scene {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A copy of a folder.
    pub fn of(folder: &Path) -> Scene {
        let scene = Scene::empty();
        for (name, bytes) in contents(folder) {
            scene.write_bytes(&name, &bytes);
        }
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        self.write_bytes(name, text.as_bytes());
    }

    fn write_bytes(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.path(name)).unwrap()).unwrap()
    }

    /// Whether the files are those of the folder, byte for byte.
    pub fn is_as_in(&self, folder: &Path) -> bool {
        contents(self.folder.path()) == contents(folder)
    }

    pub fn run(&self, words: &[&str]) -> Ended {
        self.run_with(words, &[])
    }

    pub fn run_with(&self, words: &[&str], set: &[(&str, &str)]) -> Ended {
        let done = self.command(words, set).output().unwrap();
        Ended {
            code: done.status.code().unwrap_or(-1),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// The exit code when nobody reads standard output.
    pub fn run_into_closed_pipe(&self, words: &[&str]) -> i32 {
        let mut command = self.command(words, &[]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        child.wait().unwrap().code().unwrap_or(-1)
    }

    /// The program at work, its output to be read while it runs.
    pub fn spawn(&self, words: &[&str]) -> Child {
        let mut command = self.command(words, &[]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    fn command(&self, words: &[&str], set: &[(&str, &str)]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .envs(set.iter().copied())
            .stdin(Stdio::null());
        command
    }
}

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The folders in a folder, in order.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// Files below a folder by their paths.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => waiting.push(path),
                false => {
                    let name = path
                        .strip_prefix(folder)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned();
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
    }
    files
}
