//! The mail of a night as a relay on this machine receives it: published, held and failed. With
//! `--nocapture` each is shown whole, as it came and as it reads.

use crate::scene::{Scene, year};
use crate::year::settings_file;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// Takes one mail; answers with the dialogue, `>` before what the relay said.
fn relay(listener: &TcpListener) -> String {
    let (stream, _) = listener.accept().unwrap();
    let mut out = stream.try_clone().unwrap();
    let mut told = String::new();
    let mut say = |text: &str, told: &mut String| {
        told.push_str(&format!("> {text}\n"));
        write!(out, "{text}\r\n").unwrap();
    };
    say("220 relay.example.cn ESMTP", &mut told);
    let mut in_data = false;
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        told.push_str(&format!("{line}\n"));
        match (in_data, line.as_str()) {
            (true, ".") => {
                in_data = false;
                say("250 taken", &mut told);
            }
            (true, _) => {}
            (false, "DATA") => {
                in_data = true;
                say("354 go on", &mut told);
            }
            (false, "QUIT") => {
                say("221 bye", &mut told);
                break;
            }
            (false, _) => say("250 ok", &mut told),
        }
    }
    told
}

/// A night that mails to the relay; exit code and dialogue.
fn mailed(root: &Path, more: &str) -> (Option<i32>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let notify = format!(
        "[notify]\nsmtp = \"{at}\"\nfrom = \"核对 <hedui@example.cn>\"\n\
         to = [\"fagui@example.cn\", \"ju@example.cn\"]\n{more}"
    );
    settings_file(root, &notify);
    let taken = std::thread::spawn(move || relay(&listener));
    let output = Command::new(env!("CARGO_BIN_EXE_hedui"))
        .args(["nightly", ".", "--lang", "zh"])
        .current_dir(root)
        .output()
        .unwrap();
    (output.status.code(), taken.join().unwrap())
}

/// Subject and body as a person reads them.
fn read(dialogue: &str) -> (String, String) {
    let lines = dialogue.lines().filter(|line| !line.starts_with("> "));
    let mail: Vec<&str> = lines
        .skip_while(|line| *line != "DATA")
        .skip(1)
        .take_while(|line| *line != ".")
        .collect();
    let blank = mail.iter().position(|line| line.is_empty()).unwrap();
    // A header that goes on begins with a blank.
    let headers = mail[..blank].join("\n").replace("\n ", " ");
    let header = |name: &str| {
        let line = headers.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim().to_string()
    };
    let body = mail[blank + 1..].join("\n");
    let body = match header("Content-Transfer-Encoding:").as_str() {
        "base64" => bytes_of(&body.replace('\n', "")),
        "quoted-printable" => panic!("decode it here: {body}"),
        _ => body,
    };
    (words_of(&header("Subject:")), body)
}

fn bytes_of(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
}

/// Encoded words (RFC 2047) as text; blanks between two of them are none.
fn words_of(header: &str) -> String {
    let mut out = String::new();
    let mut was_encoded = false;
    for word in header.split(' ') {
        let encoded = word
            .strip_prefix("=?utf-8?b?")
            .and_then(|w| w.strip_suffix("?="));
        let is_joined = was_encoded && encoded.is_some();
        if !out.is_empty() && !is_joined {
            out.push(' ');
        }
        was_encoded = encoded.is_some();
        match encoded {
            Some(letters) => out.push_str(&bytes_of(letters)),
            None => out.push_str(word),
        }
    }
    out
}

fn shown(what: &str, dialogue: &str) -> (String, String) {
    let (subject, body) = read(dialogue);
    println!("==== {what}\n{dialogue}---- reads\nSubject: {subject}\n\n{body}");
    assert_eq!(body.trim_end().lines().count(), 3, "{body}");
    let first = body.lines().next().unwrap_or_default();
    assert_eq!(subject, format!("hedui: {first}"));
    assert!(dialogue.contains("MAIL FROM:<hedui@example.cn>"));
    assert!(dialogue.contains("RCPT TO:<fagui@example.cn>"));
    assert!(dialogue.contains("RCPT TO:<ju@example.cn>"));
    (subject, body)
}

#[test]
fn a_published_a_held_and_a_failed_night_say_so_in_three_lines() {
    let home = Scene::First.laid_down();
    let root = home.path();
    let (code, dialogue) = mailed(root, "");
    assert_eq!(code, Some(0));
    let (subject, body) = shown("published", &dialogue);
    assert!(subject.contains("检查 14 次,赋码 12 次,相差 2,有码检查率 85.7%"));
    assert!(body.contains("差异项:新增 2"), "{body}");

    let home = Scene::Hold.laid_down();
    let (code, dialogue) = mailed(home.path(), "");
    assert_eq!(code, Some(1));
    let (subject, body) = shown("held", &dialogue);
    assert!(subject.contains("从 12 条减少到 6 条"), "{subject}");
    assert!(body.contains("已发布的仍是"), "{body}");
    assert!(
        body.contains(" --accept ") && body.contains("/hedui-nightly/held/"),
        "{body}"
    );

    let home = Scene::First.laid_down();
    let root = home.path();
    year(14).write_as_workbooks(root);
    std::fs::remove_dir_all(root.join("platform")).unwrap();
    let (code, dialogue) = mailed(root, "");
    assert_eq!(code, Some(2));
    let (subject, body) = shown("failed", &dialogue);
    assert!(
        subject.contains("没有读到一体化平台的赋码记录"),
        "{subject}"
    );
    assert!(body.contains("尚无已发布的结果"), "{body}");
    assert!(body.contains("下一次运行时自动重试"), "{body}");

    // Not even the lock could be taken: a file stands in the place of the job's folder.
    let home = Scene::First.laid_down();
    std::fs::write(home.path().join("hedui-nightly"), "mine").unwrap();
    let (code, dialogue) = mailed(home.path(), "");
    assert_eq!(code, Some(2));
    let (subject, _) = shown("without a folder", &dialogue);
    assert!(subject.contains("无法写入输出文件夹"), "{subject}");
}
