//! Where run folders are.

use super::target::Target;
use crate::history;
use std::path::{Path, PathBuf};

/// The run folder that `run` publishes in the folder it runs.
pub const NAME: &str = "hedui-run";

/// The run folder that is meant: as named, else the usual one in it, else the last one that the
/// unattended job published there. Nothing named is this folder.
pub fn meant(named: Option<&Path>) -> PathBuf {
    let followed = named.map(followed);
    let named = followed.as_deref();
    let folder = named.unwrap_or(Path::new("."));
    let usual = named.map_or(PathBuf::from(NAME), |folder| folder.join(NAME));
    let is_run = |folder: &Path| folder.join(history::MANIFEST).exists();
    match (is_run(folder), is_run(&usual)) {
        (true, _) => folder.to_path_buf(),
        (false, true) => usual,
        (false, false) => latest(folder).unwrap_or(match named {
            Some(folder) => folder.to_path_buf(),
            None => usual,
        }),
    }
}

/// The last published run of a job's folder, or of the folder that the job runs.
pub fn latest(folder: &Path) -> Option<PathBuf> {
    let job = Target::of(folder).map(|target| folder.join(target.settings.nightly.folder));
    let jobs = [Some(folder.to_path_buf()), job.ok()];
    jobs.into_iter().flatten().find_map(|job| {
        let run = job.join(history::RUNS).join(history::latest(&job)?);
        run.join(history::MANIFEST).exists().then_some(run)
    })
}

/// A job's folder stands for the run that it published last; any other folder for itself.
pub fn of_job(named: &Path) -> PathBuf {
    match named.join(history::HISTORY).is_file() {
        true => latest(named).unwrap_or_else(|| named.to_path_buf()),
        false => followed(named),
    }
}

/// Where there are no links, `latest` is a file with the name of a run, and stands for that run.
fn followed(named: &Path) -> PathBuf {
    let is_name = named.is_file() && named.ends_with(history::LATEST);
    let job = named.parent().filter(|_| is_name);
    job.and_then(latest).unwrap_or_else(|| named.to_path_buf())
}
