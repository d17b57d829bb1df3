//! What keeps a review from going out or coming back.

use super::export::shown;
use crate::model::{Fault, Finding, Text};
use std::net::SocketAddr;
use std::path::Path;

pub fn already_there(out: &Path) -> Fault {
    Fault::new(
        "F451",
        shown(out),
        Text::new(
            "复核表已存在,未作改动",
            "the workbook is there already; it was not touched",
        ),
        Text::new(
            "先用 hedui review apply 读回其中的判定,再换一个文件名,或用 --force 覆盖",
            "read its decisions back with hedui review apply first, then choose another name or \
             overwrite it with --force",
        ),
    )
}

pub fn no_review(file: &str) -> Fault {
    Fault::new(
        "F452",
        file,
        Text::new(
            "这不是复核表,或隐藏列已被删除",
            "this is no review workbook, or its hidden columns were deleted",
        ),
        Text::new(
            "用 hedui review export 导出复核表,在其中填写",
            "export one with hedui review export and fill it in",
        ),
    )
}

pub fn unreadable(file: &str, finding: &Finding) -> Fault {
    let Text { zh, en } = &finding.title;
    Fault::new(
        "F453",
        file,
        Text::new(
            format!("复核表无法读取:{zh}"),
            format!("the workbook cannot be read: {en}"),
        ),
        finding.help.clone(),
    )
}

pub fn in_a_run_folder(out: &Path) -> Fault {
    Fault::new(
        "F454",
        shown(out),
        Text::new(
            "核对结果文件夹里不能放别的文件,否则下次核对会被它挡住",
            "a run folder holds nothing else; the workbook would stand in the way of the next run",
        ),
        Text::new("用 -o 指定别处的文件", "name a file somewhere else with -o"),
    )
}

pub fn strange_ending(out: &Path) -> Fault {
    Fault::new(
        "F455",
        shown(out),
        Text::new("复核表是 .xlsx 文件", "the workbook is an .xlsx file"),
        Text::new(
            "文件名应以 .xlsx 结尾;填好后可另存为 .ods",
            "let the name end in .xlsx; it may be saved as .ods once filled in",
        ),
    )
}

pub fn no_folder(file: &str, told: &str) -> Fault {
    Fault::new(
        "F456",
        file,
        Text::new(
            format!("找不到导出这张复核表的文件夹:{told}"),
            format!("the folder that it was exported from is not there: {told}"),
        ),
        Text::new(
            "复核表被移动过;在命令后写明文件夹:hedui review apply 复核.xlsx 文件夹",
            "the workbook was moved; name the folder: hedui review apply 复核.xlsx DIR",
        ),
    )
}

pub fn beyond_loopback(address: SocketAddr) -> Fault {
    Fault::new(
        "F457",
        address.to_string(),
        Text::new(
            "这个地址别的电脑也能访问",
            "other computers can reach this address",
        ),
        Text::new(
            "复核台只在本机打开;确要让别的电脑访问(内容不加密),加上 --beyond-loopback",
            "the desk is opened on this computer alone; to let others in all the same \
             (nothing is encrypted), add --beyond-loopback",
        ),
    )
}

pub fn no_desk(address: SocketAddr, error: &std::io::Error) -> Fault {
    Fault::new(
        "F458",
        address.to_string(),
        Text::new(
            format!("无法在这个地址上提供网页:{error}"),
            format!("cannot serve at this address: {error}"),
        ),
        Text::new(
            "换一个端口(--port),或去掉 --address 只在本机打开",
            "choose another port (--port), or leave --address out to serve on this computer",
        ),
    )
}
