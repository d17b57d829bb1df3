//! A folder dropped onto the program, or typed without a command: it is run.

use super::arguments::Arguments;
use clap::CommandFactory;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// The words with `run` before a folder that stands where a command should; `None` where a command
/// was typed, or nothing that is there.
pub fn as_run(words: &[OsString]) -> Option<Vec<OsString>> {
    let [program, folder, more @ ..] = words else {
        return None;
    };
    if !Path::new(folder).is_dir() {
        return None;
    }
    let commands = Arguments::command();
    let mut names = commands.get_subcommands().map(|known| known.get_name());
    if names.any(|name| name == folder) {
        return None;
    }
    let run = [program.clone(), "run".into(), folder.clone()];
    Some(run.into_iter().chain(more.iter().cloned()).collect())
}

/// Where a window opens for the program alone it closes with it, before anybody has read: after a
/// folder was dropped, and after a double click, which says what to drop.
pub fn wait_to_be_read(words: &[OsString], was_dropped: bool) {
    let was_clicked = words.len() == 1;
    if !cfg!(windows) || !(was_dropped || was_clicked) || !std::io::stdin().is_terminal() {
        return;
    }
    let mut text = String::new();
    if was_clicked {
        text.push_str(
            "\n把放有导出文件的文件夹拖到本程序图标上即可核对 · drop a folder of exports onto the program\n",
        );
    }
    text.push_str("\n按回车键关闭 · press Enter to close\n");
    // Where nothing can be shown there is nobody to wait for.
    let _ = std::io::stderr().write_all(text.as_bytes());
    let _ = std::io::stdin().read_line(&mut String::new());
}
