//! What can be typed to the commands of the unattended job.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// The unattended job: run what is new, compare, publish or hold back, tell, clear up
#[derive(Debug, Args)]
pub struct NightlyArguments {
    /// Folder of exports, or a settings file
    #[arg(value_name = "DIR|hedui.toml", default_value = ".")]
    pub target: PathBuf,

    /// Publish what was held back and is still the same, by the start of its fingerprint
    #[arg(long, value_name = "FINGERPRINT")]
    pub accept: Option<String>,
}

/// List the runs of the unattended job, or build their list anew from the run folders
#[derive(Debug, Args)]
pub struct HistoryArguments {
    /// Folder of exports, or a settings file
    #[arg(
        long = "of",
        value_name = "DIR|hedui.toml",
        default_value = ".",
        global = true
    )]
    pub target: PathBuf,

    #[command(subcommand)]
    pub command: Option<HistoryCommand>,
}

#[derive(Debug, Subcommand)]
pub enum HistoryCommand {
    /// Build the history anew from the run folders alone
    Rebuild,
}

/// Show what is new, resolved, unchanged and reopened between two runs
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// Run folder, the folder that was run, a name that history lists, or latest
    #[arg(value_name = "BEFORE")]
    pub before: String,

    /// As BEFORE: the later run
    #[arg(value_name = "AFTER")]
    pub after: String,

    /// Folder of exports, or a settings file, whose history is meant
    #[arg(long = "of", value_name = "DIR|hedui.toml", default_value = ".")]
    pub target: PathBuf,

    /// List the unchanged items as well
    #[arg(long, short)]
    pub verbose: bool,
}

/// Look whether the unattended job could do its work: files, folders, disk, clock, history, mail
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// Folder of exports, or a settings file
    #[arg(value_name = "DIR|hedui.toml", default_value = ".")]
    pub target: PathBuf,
}
