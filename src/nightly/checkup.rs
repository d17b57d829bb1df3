//! Whether a night could do its work: settings, folders, permissions, disk, clock, history, lock,
//! notifications. Nothing is changed but a file written and removed again to see that it can be.

use super::{Night, cache, mail};
use crate::config;
use crate::extract;
use crate::ground::disk;
use crate::history::{self, History, RUNS};
use crate::model::{EnforcingBody, Fault, Text};
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use std::path::Path;
use std::time::SystemTime;

/// Below this a run of a county's year may not fit.
const FREE_MIB_MIN: u64 = 512;
/// Runs that there should be room for.
const RUNS_AHEAD: u64 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Good,
    /// The job works, but somebody should know.
    Doubtful,
    /// The job cannot do its work.
    Bad,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The body it is about; empty where there is one only, or for what they share.
    pub body: String,
    pub about: &'static str,
    pub health: Health,
    pub text: Text,
}

/// Everything that was looked at, in the order of a night.
pub fn checkup(night: &Night) -> Vec<Check> {
    if !night.root.is_dir() {
        // It is not for a look at things to make it.
        return vec![inputs(night)];
    }
    let folder = night.folder();
    let bodies = &night.settings.bodies;
    let mut checks = match bodies.is_empty() {
        true => own_books(night),
        false => vec![writable(&folder)],
    };
    checks.extend(permissions(&folder));
    checks.extend(room(&folder));
    checks.extend(notifications(night));
    checks.extend(bodies.iter().flat_map(|body| of_body(night, body)));
    checks
}

/// What a night of one body needs.
fn own_books(night: &Night) -> Vec<Check> {
    let folder = night.folder();
    vec![
        inputs(night),
        writable(&folder),
        remembered(&folder),
        clock(night, &folder),
        past(&folder),
        judgements(night),
    ]
}

fn of_body(night: &Night, body: &EnforcingBody) -> Vec<Check> {
    let root = night.root.join(&body.folder);
    let mut checks = match (root.is_dir(), config::of_body(night.settings, &root, body)) {
        (true, Ok((settings, _))) => own_books(&Night {
            root: &root,
            settings: &settings,
            called: night.called.clone(),
            accept: None,
            ..*night
        }),
        (false, _) => vec![check(
            "inputs",
            Health::Bad,
            format!("文件夹 {} 不存在", root.display()),
            format!("the folder {} does not exist", root.display()),
        )],
        (_, Err(mistakes)) => {
            let titles = mistakes.iter().map(|mistake| &mistake.title);
            let bad =
                |title: &Text| check("settings", Health::Bad, title.zh.clone(), title.en.clone());
            titles.map(bad).collect()
        }
    };
    for check in &mut checks {
        check.body = body.name.clone();
    }
    checks
}

fn check(about: &'static str, health: Health, zh: String, en: String) -> Check {
    Check {
        body: String::new(),
        about,
        health,
        text: Text::new(zh, en),
    }
}

fn of_fault(about: &'static str, fault: &Fault) -> Check {
    Check {
        body: String::new(),
        about,
        health: Health::Bad,
        text: Text::new(
            format!("{}:{}({})", fault.rule, fault.title.zh, fault.subject),
            format!("{}: {} ({})", fault.rule, fault.title.en, fault.subject),
        ),
    }
}

/// Files that are there, each of them readable.
fn inputs(night: &Night) -> Check {
    let choices = match extract::find_inputs(night.root, night.settings) {
        Ok(choices) => choices,
        Err(fault) => return of_fault("inputs", &fault),
    };
    let is_closed = |path: &Path| std::fs::File::open(path).is_err();
    let closed = choices.iter().find(|choice| is_closed(&choice.path));
    let files = choices.len();
    match closed {
        None => check(
            "inputs",
            Health::Good,
            format!("{files} 个文件可读"),
            format!("{files} files can be read"),
        ),
        Some(choice) => check(
            "inputs",
            Health::Bad,
            format!("文件 {} 无法读取", choice.given),
            format!("the file {} cannot be read", choice.given),
        ),
    }
}

fn writable(folder: &Path) -> Check {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    let tried = disk::create_folders(folder)
        .and_then(|()| disk::write_new(&probe, b"probe"))
        .and_then(|()| disk::remove_file(&probe));
    match tried {
        Ok(()) => check(
            "folder",
            Health::Good,
            format!("{} 可写", folder.display()),
            format!("{} can be written", folder.display()),
        ),
        Err(error) => of_fault("folder", &history::cannot_write(folder, &error)),
    }
}

/// What is written is personal data: nobody else should read it.
#[cfg(unix)]
fn permissions(folder: &Path) -> Option<Check> {
    use std::os::unix::fs::PermissionsExt;
    let mode = folder.metadata().ok()?.permissions().mode() & 0o777;
    Some(match mode & 0o077 {
        0 => check(
            "permissions",
            Health::Good,
            format!("仅本用户可读({mode:o})"),
            format!("its owner's alone ({mode:o})"),
        ),
        _ => check(
            "permissions",
            Health::Doubtful,
            format!("其他用户可进入该文件夹({mode:o}),建议 chmod 700"),
            format!("others can enter the folder ({mode:o}); chmod 700 would keep them out"),
        ),
    })
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> Option<Check> {
    None
}

/// Free space against the size of the last run.
fn room(folder: &Path) -> Option<Check> {
    let free_mib = fs4::available_space(folder).ok()? >> 20;
    let last = history::latest(folder).map_or(0, |name| size_mib(&folder.join(RUNS).join(name)));
    let wanted = FREE_MIB_MIN.max(last * RUNS_AHEAD);
    let health = match free_mib {
        free if free >= wanted => Health::Good,
        free if free > last.max(64) * 2 => Health::Doubtful,
        _ => Health::Bad,
    };
    Some(check(
        "disk",
        health,
        format!("剩余 {free_mib} MiB,一次结果约 {last} MiB,建议不少于 {wanted} MiB"),
        format!("{free_mib} MiB free; a run takes about {last} MiB, {wanted} MiB are advised"),
    ))
}

fn size_mib(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let bytes: u64 = entries
        .filter_map(|entry| entry.metadata().ok())
        .map(|known| known.len())
        .sum();
    bytes.div_ceil(1 << 20)
}

/// What the files as they were read take.
fn remembered(folder: &Path) -> Check {
    let (files, bytes) = cache::size(folder);
    let kib = bytes.div_ceil(1 << 10);
    check(
        "cache",
        Health::Good,
        format!("已读文件的缓存 {files} 个,共 {kib} KiB;可随时删除"),
        format!("{files} read files are kept, {kib} KiB in all; they may be deleted at any time"),
    )
}

/// A clock that went back would put runs into the wrong order.
fn clock(night: &Night, folder: &Path) -> Check {
    let now = (night.clock)();
    let last = History::read(folder)
        .and_then(|history| history.last())
        .ok()
        .flatten();
    let after = last.and_then(|run| DateTime::parse_from_rfc3339(&run.finished_at).ok());
    if after.is_some_and(|after| after > now) {
        return check(
            "clock",
            Health::Bad,
            "时钟早于上一次运行的时间,运行次序会乱".to_string(),
            "the clock is behind the last run; runs would come into the wrong order".to_string(),
        );
    }
    let ahead = extract::find_inputs(night.root, night.settings)
        .into_iter()
        .flatten()
        .any(|choice| {
            let changed = choice.path.metadata().and_then(|known| known.modified());
            changed.is_ok_and(|changed| changed > SystemTime::now())
        });
    let shown = now.to_rfc3339_opts(SecondsFormat::Secs, false);
    match ahead {
        true => check(
            "clock",
            Health::Doubtful,
            "有文件的修改时间在将来,请核对本机或对方的时钟".to_string(),
            "a file was changed in the future; look at this clock or the sender's".to_string(),
        ),
        false => check("clock", Health::Good, shown.clone(), shown),
    }
}

fn past(folder: &Path) -> Check {
    if !folder.join(history::HISTORY).exists() {
        return check(
            "history",
            Health::Good,
            "尚无运行".to_string(),
            "no night yet".to_string(),
        );
    }
    let runs = History::read(folder).and_then(|history| history.runs());
    match runs {
        Ok(runs) => {
            let nights = runs.len();
            let latest = history::latest(folder).unwrap_or_else(|| "—".to_string());
            let last = folder.join(RUNS).join(&latest);
            if history::latest(folder).is_some() && !history::stands(&last) {
                return check(
                    "history",
                    Health::Doubtful,
                    format!("latest 指向的结果 {latest} 已不完整,下一次运行会重新核对"),
                    format!(
                        "the results of {latest} are no longer whole; the next night runs anew"
                    ),
                );
            }
            let mut kept = history::run_names(folder).into_iter();
            let changed = kept.find_map(|name| {
                let file = history::changed_in(&folder.join(RUNS).join(&name))
                    .into_iter()
                    .next();
                file.map(|file| (name, file))
            });
            if let Some((name, file)) = changed {
                return check(
                    "history",
                    Health::Doubtful,
                    format!("结果 {name} 的 {file} 在发布后被改动"),
                    format!(
                        "{file} of the results of {name} was changed after they were published"
                    ),
                );
            }
            check(
                "history",
                Health::Good,
                format!("{nights} 次运行,latest 指向 {latest}"),
                format!("{nights} nights, latest leads to {latest}"),
            )
        }
        Err(fault) => of_fault("history", &fault),
    }
}

fn judgements(night: &Night) -> Check {
    match history::read_judgements(night.root) {
        Ok(read) => {
            let (kept, torn) = (read.value.list.len(), read.findings.len());
            let health = if torn == 0 {
                Health::Good
            } else {
                Health::Doubtful
            };
            check(
                "judgements",
                health,
                format!("人工判定 {kept} 条,无法读取的行 {torn}"),
                format!("{kept} judgements, {torn} lines that cannot be read"),
            )
        }
        Err(fault) => of_fault("judgements", &fault),
    }
}

fn notifications(night: &Night) -> Vec<Check> {
    let settings = &night.settings.notify;
    let mut checks = Vec::new();
    if let Some(program) = settings.command.first() {
        let found = is_program(program, night.root);
        let health = if found {
            Health::Good
        } else {
            Health::Doubtful
        };
        checks.push(check(
            "notify.command",
            health,
            format!("{program} {}", if found { "可执行" } else { "找不到" }),
            format!(
                "{program} {}",
                if found { "is there" } else { "is not found" }
            ),
        ));
    }
    if settings.smtp.is_some() {
        checks.push(match mail::reach(settings) {
            Ok(()) => check(
                "notify.smtp",
                Health::Good,
                "邮件中继可连接".to_string(),
                "the relay answers".to_string(),
            ),
            Err(why) => check(
                "notify.smtp",
                Health::Doubtful,
                format!("邮件中继不可用:{why}"),
                format!("the relay cannot be used: {why}"),
            ),
        });
    }
    checks
}

fn is_program(program: &str, root: &Path) -> bool {
    if program.contains(['/', '\\']) {
        return root.join(program).is_file();
    }
    let places = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&places);
    places.any(|place| {
        let file = place.join(program);
        file.is_file() || file.with_extension("exe").is_file()
    })
}
