//! `hedui doctor`: whether the unattended job could do its work.

use super::exit::Exit;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use super::unattended::DoctorArguments;
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
    format!("{word}  {body}{}  {text}", check.about)
}
