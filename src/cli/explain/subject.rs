//! What an id means in a run: an inspection, a row, a cause, a line of the statement or a figure.

use super::figure::{Figure, figure};
use super::named;
use super::run_files::{EventLine, LedgerLine, RunFiles};
use super::why_not::{WhyNot, why_not};
use crate::config::nearest;
use crate::ground::shown;
use crate::model::{Cause, Fault, Text};

/// Rows that an ambiguous id may stand for before it is refused.
const PREFIX_MIN: usize = 4;

/// Things that words may mean, as they are listed.
const CHOICES_SHOWN: usize = 8;

/// What is explained.
pub enum Subject<'r> {
    Inspection(&'r str),
    Row(&'r LedgerLine),
    Cause(Cause),
    /// Position of a line of the statement.
    StatementLine(usize),
    Figure(Figure<'r>),
    /// An enterprise by its name, and the rows of all that bear it.
    Enterprise(String, Vec<&'r LedgerLine>),
    /// Two records that are not one visit.
    WhyNot(WhyNot<'r>),
}

/// Why one id is not the same visit as another.
pub fn pair<'r>(one: &str, other: &str, run: &'r RunFiles) -> Result<Subject<'r>, Fault> {
    let id = |asked: &str| -> Result<&'r str, Fault> {
        match find(asked, run)? {
            Subject::Inspection(id) => Ok(id),
            Subject::Row(line) if !line.inspection_id.is_empty() => Ok(&line.inspection_id),
            _ => Err(unknown(asked, &[], run)),
        }
    };
    Ok(Subject::WhyNot(why_not(id(one)?, id(other)?, run)))
}

/// The subject of an id.
pub fn find<'r>(id: &str, run: &'r RunFiles) -> Result<Subject<'r>, Fault> {
    let id = id.trim();
    if let Some(figure) = figure(id, run)? {
        return Ok(Subject::Figure(figure));
    }
    let found = statement_line(id, run)
        .or_else(|| cause(id).map(Subject::Cause))
        .or_else(|| row(id, run).map(Subject::Row))
        .or_else(|| inspection(id, run).map(Subject::Inspection));
    if let Some(subject) = found {
        return Ok(subject);
    }
    let events = run.events()?;
    if let Some(subject) = event(id, &events, run) {
        return Ok(subject);
    }
    match named::choices(id, &events, run).as_slice() {
        [one] => named::subject(one, &events, run),
        choices => Err(unknown(id, choices, run)),
    }
}

/// A record by the id that links.csv, events.csv and items.csv have of it, or by its number.
fn event<'r>(id: &str, events: &[EventLine], run: &'r RunFiles) -> Option<Subject<'r>> {
    let is_meant = |event: &&EventLine| !id.is_empty() && (event.id == id || event.number == id);
    let known = events.iter().find(is_meant)?;
    inspection(&known.inspection_id, run).map(Subject::Inspection)
}

/// `line:3`, `line 3`, `L3` or `第3行`: lines count from 1 as printed.
fn statement_line<'r>(id: &str, run: &RunFiles) -> Option<Subject<'r>> {
    let lower = id.to_lowercase();
    let digits = lower
        .strip_prefix("line")
        .or_else(|| lower.strip_prefix('l'))
        .map(|rest| rest.trim_start_matches([':', ' ', '-']))
        .or_else(|| {
            lower
                .strip_prefix('第')
                .and_then(|rest| rest.strip_suffix('行'))
        })?;
    let number: usize = digits.trim().parse().ok()?;
    let lines = run.statement["lines"].as_array()?.len();
    (1..=lines)
        .contains(&number)
        .then(|| Subject::StatementLine(number - 1))
}

fn cause(id: &str) -> Option<Cause> {
    let code = id.to_uppercase();
    Cause::ALL
        .iter()
        .copied()
        .find(|cause| cause.code() == code)
}

/// `FILE:ROW` or `FILE:SHEET:ROW`; the file by its whole path or by the end of it.
fn row<'r>(id: &str, run: &'r RunFiles) -> Option<&'r LedgerLine> {
    let (place, number) = id.rsplit_once(':')?;
    let number: u32 = number.trim().parse().ok()?;
    let slashed = place.replace('\\', "/");
    let is_meant = |line: &LedgerLine| {
        let with_sheet = slashed.strip_suffix(line.sheet.as_str());
        let file = match with_sheet.and_then(|rest| rest.strip_suffix(':')) {
            Some(file) if !line.sheet.is_empty() => file,
            _ => &slashed,
        };
        line.row == number && is_end_of(file, &line.file)
    };
    let found: Vec<&LedgerLine> = run.ledger.iter().filter(|line| is_meant(line)).collect();
    let exact = found.iter().find(|line| slashed.starts_with(&line.file));
    match (found.as_slice(), exact) {
        (_, Some(line)) => Some(line),
        ([one], None) => Some(one),
        _ => None,
    }
}

/// Whether a path ends with these whole parts.
fn is_end_of(end: &str, path: &str) -> bool {
    match path.strip_suffix(end) {
        Some(before) => !end.is_empty() && (before.is_empty() || before.ends_with('/')),
        None => false,
    }
}

/// An inspection id, its beginning where that is enough, or the id of a code.
fn inspection<'r>(id: &str, run: &'r RunFiles) -> Option<&'r str> {
    let mut ids: Vec<&str> = run
        .ledger
        .iter()
        .map(|line| line.inspection_id.as_str())
        .filter(|known| !known.is_empty() && known.starts_with(id))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    match ids.as_slice() {
        [first, ..] if *first == id => return Some(first),
        [one] if id.len() >= PREFIX_MIN => return Some(one),
        _ => {}
    }
    let link = run.links.iter().find(|link| {
        let ids = ["code_id", "platform_event", "safety_event"];
        !id.is_empty() && ids.iter().any(|column| link.cell(column) == id)
    });
    if let Some(link) = link {
        return Some(link.cell("inspection_id"));
    }
    let mut nearest = run.nearest.iter().filter(|_| !id.is_empty());
    let line = nearest.find(|line| line.number == id)?;
    Some(&line.inspection_id)
}

fn which(choices: &[String]) -> Text {
    let (shown, rest) = choices.split_at(choices.len().min(CHOICES_SHOWN));
    let (zh, en) = (shown.join("、"), shown.join(", "));
    match rest.len() {
        0 => Text::new(format!("请指明其中一个:{zh}"), format!("say which: {en}")),
        more => Text::new(
            format!("请指明其中一个:{zh},另有 {more} 个"),
            format!("say which: {en}, and {more} more"),
        ),
    }
}

/// Nothing, or several things, of that id or name.
fn unknown(id: &str, choices: &[String], run: &RunFiles) -> Fault {
    let title = match choices {
        [] => Text::new(
            format!("本次核对中没有 {id}"),
            format!("this run knows nothing of {id}"),
        ),
        _ => Text::new(
            format!("“{id}”在本次核对中不止一个"),
            format!("this run knows more than one {id}"),
        ),
    };
    let ids = run.ledger.iter().map(|line| line.inspection_id.as_str());
    let files = run.manifest.inputs.iter().map(|input| input.path.as_str());
    let asked_file = id.split(':').next().unwrap_or(id);
    let near = match (choices, id.contains(':')) {
        ([_, ..], _) => None,
        ([], true) => nearest(asked_file, files),
        ([], false) => {
            let keys = run.metrics.keys().map(String::as_str);
            nearest(id, ids.filter(|known| !known.is_empty()).chain(keys))
        }
    };
    let ways = Text::new(
        "可用:ledger.csv 中的检查编号、文件:行、文件:工作表:行、A15 这样的原因代码、line:3、\
         metrics.json 的键、企业名称或统一社会信用代码",
        "name an inspection id of ledger.csv, FILE:ROW, FILE:SHEET:ROW, a cause code such as A15, \
         line:3, a key of metrics.json, or an enterprise by name or credit code",
    );
    let help = match (choices, near) {
        ([], None) => ways,
        ([], Some(near)) => Text::new(
            format!("{};最接近的是 {near}", ways.zh),
            format!("{}; the nearest is {near}", ways.en),
        ),
        (choices, _) => which(choices),
    };
    Fault::new("F404", shown(&run.folder), title, help)
}
