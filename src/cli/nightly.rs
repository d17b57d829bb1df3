//! `hedui nightly`: the unattended job.

use super::diagnostics::Diagnostics;
use super::exit::Exit;
use super::speech::Speech;
use super::target::{Target, Trouble, ended};
use super::unattended::NightlyArguments;
use crate::history::Holder;
use crate::model::{Fault, NightState};
use crate::nightly::bodies::{self, AllTold, Ended};
use crate::nightly::{self, Log, News, Night, Outcome, Told};
use chrono::SecondsFormat;
use serde_json::json;

pub fn perform(arguments: &NightlyArguments, speech: &Speech) -> Exit {
    ended(night(arguments, speech), speech)
}

fn night(arguments: &NightlyArguments, speech: &Speech) -> Result<Exit, Trouble> {
    let target = Target::of(&arguments.target)?;
    let accept = arguments.accept.clone();
    let night = super::night::of(&target, &arguments.target, accept, speech);
    if !target.settings.bodies.is_empty() {
        return Ok(all_bodies(&night, speech)?);
    }
    match night.perform() {
        Ok(Outcome::Busy(holder)) => Ok(busy(&holder, speech)),
        Ok(Outcome::Done(told)) => Ok(done(&night, &told, speech)),
        Err(fault) => Ok(done(&night, &night.failed(fault), speech)),
    }
}

/// Every body of the settings; a body that failed is told and does not stop the others.
fn all_bodies(night: &Night, speech: &Speech) -> Result<Exit, Fault> {
    let together = match bodies::perform(night)? {
        AllTold::Busy(holder) => return Ok(busy(&holder, speech)),
        AllTold::Done(together) => together,
    };
    let diagnostics = Diagnostics {
        lang: speech.lang,
        paint: speech.paint,
    };
    for ended in &together.nights {
        match ended {
            Ended::Settings(mistakes) => speech.tell(&diagnostics.mistakes(mistakes)),
            Ended::Told(told) => {
                if let Some(fault) = &told.fault {
                    speech.tell(&diagnostics.fault(fault));
                }
                for note in &told.notes {
                    speech.tell(&format!("{}: {}", told.body, note.in_lang(speech.lang)));
                }
            }
            Ended::Busy(_) | Ended::Bug => {}
        }
    }
    let news = together.news(speech.lang);
    notify(night, &news, speech);
    speech.say(&news.text);
    speech.document(&news.document);
    Ok(match (together.all_failed(), together.is_trouble()) {
        (true, _) => Exit::CouldNotRun,
        (false, true) => Exit::ConditionMet,
        (false, false) => Exit::Published,
    })
}

fn notify(night: &Night, news: &News, speech: &Speech) {
    let failed = nightly::tell(&night.settings.notify, night.root, news);
    for failed in &failed {
        let text = speech.either("通知未能送出", "a notification failed");
        speech.tell(&format!("{text}: {failed}"));
    }
    // Where nobody keeps what is printed, the log still tells.
    if !failed.is_empty() && night.folder().is_dir() {
        let at = (night.clock)().to_rfc3339_opts(SecondsFormat::Secs, false);
        Log::open(&night.folder()).event(&at, "notify", &[("failed", json!(failed))]);
    }
}

pub fn busy(holder: &Holder, speech: &Speech) -> Exit {
    let Holder {
        process,
        host,
        since,
        ..
    } = holder;
    speech.tell(&match speech.either("zh", "en") {
        // It is just beginning, or something else holds the file.
        "zh" if *process == 0 => "同一任务正在运行;本次什么也没做".to_string(),
        _ if *process == 0 => "the same job is at work; nothing was done".to_string(),
        "zh" => format!("同一任务正在运行({host} 上的进程 {process},始于 {since});本次什么也没做"),
        _ => format!(
            "the same job is at work (process {process} on {host}, since {since}); nothing was done"
        ),
    });
    speech.document(&json!({ "state": "busy", "holder": holder }));
    Exit::Busy
}

fn done(night: &Night, told: &Told, speech: &Speech) -> Exit {
    let news = nightly::news(told);
    if let Some(fault) = &told.fault {
        let diagnostics = Diagnostics {
            lang: speech.lang,
            paint: speech.paint,
        };
        speech.tell(&diagnostics.fault(fault));
    }
    if let Some(holder) = &told.stale {
        let text = speech.either(
            "上一次运行没有正常结束,已接手其锁",
            "the run before did not end properly; its lock was taken over",
        );
        speech.tell(&format!("{text} ({} {})", holder.host, holder.process));
    }
    for note in &told.notes {
        speech.tell(note.in_lang(speech.lang));
    }
    notify(night, &news, speech);
    speech.say(&nightly::lines(told, speech.lang).join("\n"));
    speech.document(&news.document);
    exit_of(told)
}

/// Held back or a condition met is 1, a fault 2.
pub fn exit_of(told: &Told) -> Exit {
    match told.state {
        NightState::Failed => Exit::CouldNotRun,
        NightState::Held => Exit::ConditionMet,
        NightState::Published | NightState::NothingNew if told.met.is_empty() => Exit::Published,
        NightState::Published | NightState::NothingNew => Exit::ConditionMet,
    }
}
