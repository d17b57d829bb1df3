//! What a command is about: the folder to run and its settings.

use super::diagnostics::Diagnostics;
use super::exit::Exit;
use super::period::Period;
use super::speech::Speech;
use crate::config::{self, SettingsMistake};
use crate::ground::shown;
use crate::model::{Fault, RunManifest, Settings, Text};
use std::path::{Path, PathBuf};

/// The settings file that is looked for in a folder.
pub const SETTINGS_FILE: &str = "hedui.toml";

/// Why a command cannot go on.
#[derive(Debug)]
pub enum Trouble {
    Fault(Fault),
    Settings(Vec<SettingsMistake>),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Trouble::Fault(fault)
    }
}

impl Trouble {
    /// Tells it; in JSON format also as the document.
    pub fn tell(&self, speech: &Speech) {
        let diagnostics = Diagnostics {
            lang: speech.lang,
            paint: speech.paint,
        };
        let (text, mistakes) = match self {
            Trouble::Fault(fault) => {
                let title = fault.title.in_lang(speech.lang);
                let mistake = serde_json::json!({
                    "rule": fault.rule, "subject": fault.subject, "line": null, "title": title,
                    "help": fault.help.in_lang(speech.lang),
                });
                (diagnostics.fault(fault), vec![mistake])
            }
            Trouble::Settings(mistakes) => {
                let values = mistakes.iter().map(|mistake| {
                    serde_json::json!({
                        "rule": mistake.rule, "subject": mistake.file, "line": mistake.line,
                        "title": mistake.title.in_lang(speech.lang),
                        "help": mistake.help.in_lang(speech.lang),
                    })
                });
                (diagnostics.mistakes(mistakes), values.collect())
            }
        };
        speech.tell(&text);
        speech.document(&serde_json::json!({ "state": "could_not_run", "faults": mistakes }));
    }
}

/// How a command ends whose work may fail: what keeps it from going on is told.
pub fn ended(work: Result<Exit, Trouble>, speech: &Speech) -> Exit {
    work.unwrap_or_else(|trouble| {
        trouble.tell(speech);
        Exit::CouldNotRun
    })
}

/// A folder to run.
#[derive(Debug)]
pub struct Target {
    pub root: PathBuf,
    pub settings: Settings,
    /// Where the settings were read, if in a file.
    pub file: Option<PathBuf>,
}

impl Target {
    /// A folder, with the settings file in it if there is one, or those of all bodies where it is
    /// one body's; or a settings file, whose folder is run. Whether the folder exists and holds
    /// anything is for the readers to say.
    pub fn of(path: &Path) -> Result<Target, Trouble> {
        let is_settings = path
            .extension()
            .is_some_and(|ext| ext.eq_ignore_ascii_case("toml"));
        if !is_settings && path.is_file() {
            return Err(not_a_folder(path).into());
        }
        if is_settings && !path.is_dir() {
            return Target::with(parent_of(path), Some(path.to_path_buf()));
        }
        if let Some(all) = config::file_of_all(path).map_err(Trouble::Settings)? {
            return Target::with(path.to_path_buf(), Some(all));
        }
        let own = match path == Path::new(".") {
            true => PathBuf::from(SETTINGS_FILE),
            false => path.join(SETTINGS_FILE),
        };
        Target::with(path.to_path_buf(), own.exists().then_some(own))
    }

    fn with(root: PathBuf, file: Option<PathBuf>) -> Result<Target, Trouble> {
        let settings = match &file {
            Some(file) => config::load(file).map_err(Trouble::Settings)?,
            None => Settings::default(),
        };
        let beside = file.as_deref().map_or(root.clone(), parent_of);
        let (settings, own) = match config::body_at(&settings, &beside, &root) {
            Some(body) => config::of_body(&settings, &root, body).map_err(Trouble::Settings)?,
            None => (settings, None),
        };
        Ok(Target {
            settings,
            root,
            file: own.or(file),
        })
    }

    /// As [`Target::of`], of a run folder what was run in it; for another period if one is given.
    pub fn behind(
        path: &Path,
        run: Option<&RunManifest>,
        period: Option<Period>,
    ) -> Result<Target, Trouble> {
        let mut target = match run {
            Some(run) => Target::of_run(path, run)?,
            None => Target::of(path)?,
        };
        if let Some(period) = period {
            period.replace(&mut target.settings.period);
        }
        Ok(target)
    }

    /// The folder and the settings that a run was of.
    pub fn of_run(folder: &Path, run: &RunManifest) -> Result<Target, Trouble> {
        let root = as_seen_from_here(folder.join(&run.root));
        let file = run.settings_file.as_ref().map(|file| folder.join(file));
        let usual = root.join(SETTINGS_FILE).canonicalize().ok();
        let is_usual = |file: &PathBuf| file.canonicalize().ok() == usual;
        match file.filter(|file| file.is_file() && !is_usual(file)) {
            Some(file) => Target::with(root, Some(as_seen_from_here(file))),
            None => Target::of(&root),
        }
    }
}

/// A path without the way up through a run folder, which may have been reached by a link; as it
/// is where it leads elsewhere than below this folder.
fn as_seen_from_here(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let (Ok(known), Ok(here)) = (path.canonicalize(), here) else {
        return path;
    };
    match known.strip_prefix(here) {
        Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
        Ok(below) => below.to_path_buf(),
        Err(_) => path,
    }
}

fn parent_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

fn not_a_folder(path: &Path) -> Fault {
    Fault::new(
        "F401",
        shown(path),
        Text::new(
            "这是一个文件,而核对的对象是文件夹",
            "this is a file; a run is about a folder",
        ),
        Text::new(
            "写明它所在的文件夹,或用 hedui inspect 查看这个文件",
            "name the folder it lies in, or look at the file with hedui inspect",
        ),
    )
}
