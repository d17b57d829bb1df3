//! `hedui review serve`: the desk in the browser of this computer.

use super::desk::{self, Docket, Door, Ending, View};
use super::export::shown;
use super::refusals;
use crate::cli::arguments::ReviewServeArguments;
use crate::cli::exit::Exit;
use crate::cli::progress::TerminalProgress;
use crate::cli::run_folder;
use crate::cli::speech::Speech;
use crate::cli::target::{Target, Trouble};
use crate::model::Lang;
use crate::{history, pipeline};
use serde_json::json;
use std::io::{BufRead, IsTerminal};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

pub fn perform(arguments: &ReviewServeArguments, speech: &Speech) -> Result<Exit, Trouble> {
    let address = SocketAddr::new(arguments.address, arguments.port);
    if !arguments.address.is_loopback() && !arguments.beyond_loopback {
        return Err(refusals::beyond_loopback(address).into());
    }
    let named = run_folder::of_job(&arguments.target);
    let run = history::read_run(&named).ok();
    let target = Target::behind(&named, run.as_ref(), arguments.period)?;
    // Before the reading, so that nobody waits for a desk that cannot be opened.
    let listener = TcpListener::bind(address);
    let listener = listener.map_err(|error| refusals::no_desk(address, &error))?;
    let at = listener.local_addr().unwrap_or(address);
    let progress = TerminalProgress::new(speech.lang);
    let sources = pipeline::read(&target.root, &target.settings, &progress)?;
    let books = pipeline::conclude(&target.root, &target.settings, sources.clone(), &progress)?;
    progress.clear();
    let by = arguments.by.clone();
    let by = by.unwrap_or_else(|| super::apply::user(speech));
    let lang = speech.report_lang;
    let view = View::of(books, 1, 0);
    let left = view.left();
    let kept_in = shown(&target.root.join(history::JUDGEMENTS));
    let by = by.trim().to_string();
    let docket = Docket::new(target.root, target.settings, lang, by, view);
    let docket = Arc::new(docket);
    let door = Arc::new(Door::new(at.port(), !arguments.address.is_loopback()));
    tell_of_start(&door, at, left, speech);
    give_links_on_enter(door.clone(), at);
    let clerk = {
        let docket = docket.clone();
        std::thread::spawn(move || desk::work(&docket, sources))
    };
    let ending = desk::serve(listener, docket.clone(), door);
    docket.close();
    // A clerk that panicked has said so.
    let _ = clerk.join();
    let ending = ending.map_err(|error| refusals::no_desk(at, &error))?;
    let kept = docket.kept();
    speech.tell(&match speech.lang {
        Lang::Zh => format!("复核台已关闭:本次保存判定 {kept} 条,在 {kept_in}"),
        Lang::En => {
            format!("the desk is closed; decisions kept: {kept}, in {kept_in}")
        }
    });
    Ok(match ending {
        Ending::Stopped => Exit::Published,
        Ending::Interrupted => Exit::Interrupted,
    })
}

fn link(door: &Door, at: SocketAddr) -> String {
    format!("http://{at}{}", door.new_link())
}

fn tell_of_start(door: &Door, at: SocketAddr, left: usize, speech: &Speech) {
    let link = link(door, at);
    speech.document(&json!({
        "state": "serving",
        "url": link,
        "address": at.to_string(),
        "open": left,
    }));
    speech.say(&match speech.lang {
        Lang::Zh => format!(
            "待判定 {left} 条。用本机浏览器打开(网址只能用一次):\n\n  {link}\n\n\
             按回车得到新的网址;按 Ctrl-C 或网页上的“结束”关闭。判定随按随存。"
        ),
        Lang::En => format!(
            "open: {left}. Open this link in a browser of this computer; it works once:\n\n  \
             {link}\n\n\
             Enter gives a new link; Ctrl-C, or “stop” on the page, closes the desk. \
             Decisions are kept as they are made."
        ),
    });
    if !at.ip().is_loopback() {
        speech.tell(speech.either(
            "注意:其他电脑可以访问这个地址,内容不加密",
            "take care: other computers can reach this address, and nothing is encrypted",
        ));
    }
}

/// A link works once; a person who closed the browser asks for another.
fn give_links_on_enter(door: Arc<Door>, at: SocketAddr) {
    if !std::io::stdin().is_terminal() {
        return;
    }
    std::thread::spawn(move || {
        for _ in std::io::stdin().lock().lines().map_while(Result::ok) {
            println!("  {}", link(&door, at));
        }
    });
}
