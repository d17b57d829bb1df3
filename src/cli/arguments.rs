//! What can be typed.

use super::audit::AuditCondition;
use super::chinese_help;
use super::exit;
use super::period::Period;
use super::review::ApplyCondition;
use super::speech::Format;
use super::unattended::{CompareArguments, DoctorArguments, HistoryArguments, NightlyArguments};
use crate::model::{Lang, MergeKind};
use crate::pipeline::conditions::Condition;
use clap::{Args, CommandFactory, Parser, Subcommand};
use std::net::IpAddr;
use std::path::PathBuf;

/// Reconciles enforcement inspections with their inspection codes: reads both systems' exports,
/// links the visits, explains every record without a partner
#[derive(Debug, Parser)]
#[command(
    name = "hedui",
    version,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Arguments {
    /// Language [default: of the locale for messages, zh for reports]
    #[arg(long, global = true, value_name = "zh|en", value_parser = lang)]
    pub lang: Option<Lang>,

    /// Results as text, or as one JSON document on standard output
    #[arg(
        long,
        global = true,
        value_name = "text|json",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub format: Format,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Run(RunArguments),
    Inspect(InspectArguments),
    Merge(MergeArguments),
    Link(LinkArguments),
    Audit(AuditArguments),
    Report(ReportArguments),
    Init(InitArguments),
    Explain(ExplainArguments),
    Review(ReviewArguments),
    Nightly(NightlyArguments),
    History(HistoryArguments),
    Compare(CompareArguments),
    Doctor(DoctorArguments),
    Demo(DemoArguments),
}

/// Reconcile a folder of exports and publish a run folder
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Folder of exports, or a settings file; its folder is run
    #[arg(value_name = "DIR|hedui.toml", default_value = ".")]
    pub target: PathBuf,

    /// Run folder to publish [default: hedui-run in the folder that is run]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Period: 2025, 2025-03 or 2025-01-01..2025-06-30; outranks the settings
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<Period>,

    /// Exit with 1 if this holds; may be repeated:
    /// unexplained, review, rejected-file, rejected-row, stale-judgement, coverage<0.9, plan<1,
    /// or any key of metrics.json compared with a number
    #[arg(long, value_name = "CONDITION", verbatim_doc_comment)]
    pub fail_on: Vec<Condition>,

    /// Show notes and more examples of doubtful values
    #[arg(long, short)]
    pub verbose: bool,
}

/// Show how files would be read: container, header, columns, doubtful cells
#[derive(Debug, Args)]
pub struct InspectArguments {
    /// Files to look at
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Settings file whose pinned columns and file patterns apply
    #[arg(long, value_name = "hedui.toml")]
    pub settings: Option<PathBuf>,
}

/// Merge exports of one kind into one table: columns united, repeats left out, every row traceable
#[derive(Debug, Args)]
pub struct MergeArguments {
    /// Exports, or folders of exports
    #[arg(value_name = "FILE|DIR", required = true)]
    pub files: Vec<PathBuf>,

    /// The table to write: .xlsx with sheets on what was merged and left out,
    /// .csv or .parquet with that in NAME.notes.csv beside it
    #[arg(
        long,
        short,
        value_name = "OUT.{xlsx,csv,parquet}",
        verbatim_doc_comment
    )]
    pub out: PathBuf,

    /// Which tables, where there are several kinds:
    /// inspections, documents, codes, plan, roster, a register (permits, penalties, …), unknown,
    /// or any (all of them by their headers)
    #[arg(long, value_name = "KIND", value_parser = kind, verbatim_doc_comment)]
    pub kind: Option<MergeKind>,

    /// Canonical values with differing texts in columns of their own (both), without (clean),
    /// or texts as they stand (raw)
    #[arg(
        long,
        value_name = "both|clean|raw",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub values: Values,

    /// Begin a CSV with a byte-order mark, for Excel
    #[arg(long)]
    pub bom: bool,

    /// Overwrite the output if it is there
    #[arg(long)]
    pub force: bool,

    /// Settings file whose pinned columns and file patterns apply
    #[arg(long, value_name = "hedui.toml")]
    pub settings: Option<PathBuf>,
}

/// Link the rows of any two tables after a model, one to one
#[derive(Debug, Args)]
pub struct LinkArguments {
    /// The first table
    #[arg(value_name = "A")]
    pub left: PathBuf,

    /// The second table
    #[arg(value_name = "B")]
    pub right: PathBuf,

    /// Fields, comparisons and blocking rules [default: the model of inspections and their codes]
    #[arg(long, value_name = "MODEL.toml")]
    pub model: Option<PathBuf>,

    /// The links and possible links to write
    #[arg(long, short, value_name = "LINKS.csv")]
    pub out: PathBuf,

    /// Add each comparison's level and weight to the links
    #[arg(long)]
    pub evidence: bool,

    /// Tell how two rows compare and why they are linked or not: an id or row number of each table
    #[arg(long, num_args = 2, value_names = ["ROW_OF_A", "ROW_OF_B"])]
    pub why: Option<Vec<String>>,

    /// Known pairs (id of A, id of B, tags): tell precision, recall and what was missed
    #[arg(long, value_name = "TRUTH.csv")]
    pub truth: Option<PathBuf>,

    /// Write every weighed pair with its probability here
    #[arg(long, value_name = "FILE.csv")]
    pub candidates: Option<PathBuf>,

    /// Overwrite the output if it is there
    #[arg(long)]
    pub force: bool,
}

/// Check the figures of a written report against each other and against a run
#[derive(Debug, Args)]
pub struct AuditArguments {
    /// The report
    #[arg(value_name = "REPORT.{docx,txt,md}")]
    pub report: PathBuf,

    /// Run folder, or the folder that was run, whose metrics the figures are held against
    #[arg(long, value_name = "RUN")]
    pub run: Option<PathBuf>,

    /// File of further words, measures and rules; may be repeated (docs/audit.md)
    #[arg(long, value_name = "RULES.toml")]
    pub rules: Vec<PathBuf>,

    /// The table of claims to write
    #[arg(long, short, value_name = "OUT.{xlsx,csv}")]
    pub out: Option<PathBuf>,

    /// Overwrite the output if it is there
    #[arg(long)]
    pub force: bool,

    /// Exit with 1 if a check stands so; may be repeated:
    /// fails, oddity, not-computed, or more of them than a number (oddity>3)
    #[arg(long, value_name = "CONDITION", verbatim_doc_comment)]
    pub fail_on: Vec<AuditCondition>,

    /// List also what cannot be computed
    #[arg(long, short)]
    pub verbose: bool,
}

/// Write what has to be handed in, with the figures of a run
#[derive(Debug, Args)]
pub struct ReportArguments {
    #[command(subcommand)]
    pub command: ReportCommand,
}

#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    Fill(FillArguments),
    Draft(DraftArguments),
}

/// Fill a workbook of one's own, whose cells hold {{inspections.total}} and the like
#[derive(Debug, Args)]
pub struct FillArguments {
    /// The form; it is not changed
    #[arg(value_name = "FORM.xlsx")]
    pub form: PathBuf,

    /// Run folder, or the folder that was run [default: hedui-run here]
    #[arg(long, value_name = "RUN")]
    pub run: Option<PathBuf>,

    /// The filled form to write
    #[arg(long, short, value_name = "OUT.xlsx")]
    pub out: PathBuf,

    /// What stands where the run has no such data: nothing (blank), or 不适用 (na)
    #[arg(
        long,
        value_name = "blank|na",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub absent: Absent,

    /// Overwrite the output if it is there
    #[arg(long)]
    pub force: bool,
}

/// What stands for absent data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Absent {
    #[default]
    Blank,
    Na,
}

/// Draft the paragraph on inspections of an annual report
#[derive(Debug, Args)]
pub struct DraftArguments {
    /// Run folder, or the folder that was run [default: hedui-run here]
    #[arg(long, value_name = "RUN")]
    pub run: Option<PathBuf>,

    /// The draft to write
    #[arg(long, short, value_name = "OUT.{docx,md}")]
    pub out: PathBuf,

    /// Template of one's own (docs/forms.md)
    #[arg(long, value_name = "TEMPLATE.md")]
    pub template: Option<PathBuf>,

    /// Overwrite the output if it is there
    #[arg(long)]
    pub force: bool,
}

/// Draft a commented hedui.toml for a folder of exports: period, body, every recognised column
#[derive(Debug, Args)]
pub struct InitArguments {
    /// Folder of exports
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,

    /// Overwrite the hedui.toml that is there
    #[arg(long)]
    pub force: bool,
}

/// Which texts a merged table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Values {
    #[default]
    Both,
    Clean,
    Raw,
}

/// Show the rows and cells behind an inspection, row, cause or statement line
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Inspection id, code id, FILE:ROW, FILE:SHEET:ROW, cause code (A15),
    /// statement line (line:3), key of metrics.json (coverage.coded) or its name in the reports,
    /// or an enterprise by name or credit code
    #[arg(value_name = "ID", verbatim_doc_comment)]
    pub id: String,

    /// Run folder, or the folder that was run [default: hedui-run here]
    #[arg(value_name = "RUN")]
    pub run: Option<PathBuf>,

    /// Why ID is not the same visit as this one
    #[arg(long, value_name = "ID")]
    pub why_not: Option<String>,
}

/// Have people decide what the scores leave open; what they say is kept and outranks the scores
#[derive(Debug, Args)]
pub struct ReviewArguments {
    #[command(subcommand)]
    pub command: ReviewCommand,
}

#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    Export(ReviewExportArguments),
    Apply(ReviewApplyArguments),
    Serve(ReviewServeArguments),
}

/// Write a workbook of possible links and unexplained records, side by side, to be filled in
#[derive(Debug, Args)]
pub struct ReviewExportArguments {
    /// Run folder, folder of exports, or a settings file
    #[arg(value_name = "RUN|DIR|hedui.toml", default_value = ".")]
    pub target: PathBuf,

    /// Workbook to write [default: 复核.xlsx in the folder of exports]
    #[arg(long, short, value_name = "OUT.xlsx")]
    pub out: Option<PathBuf>,

    /// Period, as of run
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<Period>,

    /// List what is decided already as well, to change it
    #[arg(long)]
    pub all: bool,

    /// Overwrite the workbook if it is there
    #[arg(long)]
    pub force: bool,
}

/// Read the decisions back out of a workbook and keep them beside the exports
#[derive(Debug, Args)]
pub struct ReviewApplyArguments {
    /// The workbook as saved by Excel, WPS or LibreOffice
    #[arg(value_name = "WORKBOOK")]
    pub workbook: PathBuf,

    /// Folder of exports, or a settings file [default: the one the workbook came from]
    #[arg(value_name = "DIR|hedui.toml")]
    pub target: Option<PathBuf>,

    /// Who decided, where a line does not say [default: the user's login name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,

    /// Exit with 1 if this holds; may be repeated: refused (a decided line was not taken),
    /// open (a line has no decision), stale-judgement (a kept judgement is not applied)
    #[arg(long, value_name = "CONDITION", verbatim_doc_comment)]
    pub fail_on: Vec<ApplyCondition>,
}

/// Decide on a page in the browser of this computer; each decision is kept as it is made
#[derive(Debug, Args)]
pub struct ReviewServeArguments {
    /// Run folder, folder of exports, or a settings file
    #[arg(value_name = "RUN|DIR|hedui.toml", default_value = ".")]
    pub target: PathBuf,

    /// Who decides, until the page says otherwise [default: the user's login name]
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,

    /// Period, as of run
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<Period>,

    /// Port [default: one that is free]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub port: u16,

    /// Address of this computer to serve at
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub address: IpAddr,

    /// Allow an address that other computers can reach; nothing is encrypted
    #[arg(long)]
    pub beyond_loopback: bool,
}

/// Lay the demonstration year down and run it
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Folder to lay it down in
    #[arg(value_name = "DIR", default_value = "hedui-demo")]
    pub folder: PathBuf,
}

/// The command line in the language of help.
pub fn command(lang: Lang) -> clap::Command {
    let codes = exit::help_text(lang);
    let command = Arguments::command().after_help(codes.clone());
    let command = command.mut_subcommands(|sub| {
        let sub = sub.after_help(codes.clone());
        sub.mut_subcommands(|part| part.after_help(codes.clone()))
    });
    match lang {
        Lang::Zh => chinese_help::translated(command),
        Lang::En => command,
    }
}

fn kind(word: &str) -> Result<MergeKind, String> {
    let named = MergeKind::all().find(|kind| kind.name() == word);
    named.ok_or_else(|| {
        let names: Vec<&str> = MergeKind::all().map(MergeKind::name).collect();
        let names = names.join(", ");
        match crate::config::nearest(word, MergeKind::all().map(MergeKind::name)) {
            Some(near) => format!("did you mean {near}? · 是否指 {near}?"),
            None => format!("one of {names} · 应为其中之一"),
        }
    })
}

fn lang(word: &str) -> Result<Lang, String> {
    match word {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("zh or en · 只能是 zh 或 en".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        command(Lang::Zh).debug_assert();
        command(Lang::En).debug_assert();
    }
}
