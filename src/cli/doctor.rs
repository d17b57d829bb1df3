//! `hedui doctor`: whether the unattended job could do its work.

use super::exit::Exit;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use super::unattended::DoctorArguments;
use crate::model::Lang;
use crate::nightly::checkup::{Check, Health, checkup};
use serde_json::json;

pub fn perform(arguments: &DoctorArguments, speech: &Speech) -> Exit {
    ended(look(arguments, speech), speech)
}

fn look(arguments: &DoctorArguments, speech: &Speech) -> Result<Exit, Trouble> {
    let target = Target::of(&arguments.target)?;
    let night = super::night::of(&target, &arguments.target, None, speech);
    let checks = checkup(&night);
    let lines: Vec<String> = checks.iter().map(|check| line(check, speech)).collect();
    speech.say(&lines.join("\n"));
    speech.document(&json!({ "checks": checks }));
    let is_bad = |check: &Check| check.health == Health::Bad;
    Ok(match checks.iter().any(is_bad) {
        true => Exit::CouldNotRun,
        false => Exit::Published,
    })
}

fn line(check: &Check, speech: &Speech) -> String {
    let word = match check.health {
        Health::Good => speech.either("正常", "good"),
        Health::Doubtful => speech.either("注意", "doubtful"),
        Health::Bad => speech.either("故障", "bad"),
    };
    let body = match check.body.is_empty() {
        true => String::new(),
        false => format!("{}  ", check.body),
    };
    let text = check.text.in_lang(speech.lang);
    let about = match speech.lang {
        Lang::Zh => in_chinese(check.about),
        Lang::En => check.about,
    };
    format!("{word}  {body}{about}  {text}")
}

/// What is looked at; a name that is not here stays as it is.
fn in_chinese(about: &str) -> &str {
    const NAMES: &[(&str, &str)] = &[
        ("inputs", "输入"),
        ("folder", "结果文件夹"),
        ("cache", "缓存"),
        ("clock", "时钟"),
        ("history", "历史"),
        ("judgements", "人工判定"),
        ("permissions", "权限"),
        ("disk", "磁盘"),
        ("settings", "设置"),
    ];
    let found = NAMES.iter().find(|(name, _)| *name == about);
    found.map_or(about, |(_, zh)| zh)
}
