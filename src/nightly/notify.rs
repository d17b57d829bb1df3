//! Who is told of a night, and how: a program, a text file for Prometheus, e-mail. A notification
//! that fails is itself told; the night is none the worse for it.

use super::mail;
use crate::ground::disk;
use crate::model::{NotifySettings, TellWhen};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A program that has not ended by then is ended.
const PROGRAM_SECONDS: u64 = 60;

/// What is told.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// One line, for a subject.
    pub subject: String,
    pub text: String,
    pub document: Value,
    /// Somebody has to look at it.
    pub is_trouble: bool,
    /// Something else than "nothing new".
    pub is_news: bool,
    pub gauges: Vec<Gauge>,
}

/// One figure for Prometheus.
#[derive(Clone, Debug, PartialEq)]
pub struct Gauge {
    pub name: &'static str,
    /// The body it is about; empty where there is one only.
    pub body: String,
    /// Its division, where the settings say it.
    pub division: String,
    pub value: f64,
}

/// Tells all that the settings name; answers with what failed, a sentence each.
pub fn tell(settings: &NotifySettings, root: &Path, news: &News) -> Vec<String> {
    let mut failed = Vec::new();
    // A file that is read at any time has to tell of every night.
    if let Some(file) = &settings.prometheus {
        let path = root.join(file);
        if let Err(error) = write_gauges(&path, &news.gauges) {
            failed.push(format!("prometheus {}: {error}", path.display()));
        }
    }
    let is_asked = match settings.when {
        TellWhen::Always => true,
        TellWhen::News => news.is_news || news.is_trouble,
        TellWhen::Trouble => news.is_trouble,
    };
    if !is_asked {
        return failed;
    }
    if let Some((program, arguments)) = settings.command.split_first()
        && let Err(why) = run_program(program, arguments, root, news)
    {
        failed.push(format!("command {program}: {why}"));
    }
    if settings.smtp.is_some()
        && let Err(why) = mail::send(settings, news)
    {
        failed.push(format!("e-mail: {why}"));
    }
    failed
}

fn run_program(
    program: &str,
    arguments: &[String],
    root: &Path,
    news: &News,
) -> Result<(), String> {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut input) = child.stdin.take() {
        let text = format!("{:#}\n", news.document);
        // It may have read as much as it wanted and closed its end. Nobody reads here meanwhile
        // but the document is far smaller than a pipe's room.
        let _ = input.write_all(text.as_bytes());
    }
    let until = Instant::now() + Duration::from_secs(PROGRAM_SECONDS);
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(status.to_string()),
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(20)),
            Ok(None) => {
                // Whether it could be ended or not, nobody waits for it any longer.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("no end after {PROGRAM_SECONDS} s"));
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Replaces the file whole; the exporter runs as another user, so that everybody may read it.
fn write_gauges(path: &Path, gauges: &[Gauge]) -> std::io::Result<()> {
    disk::replace(path, gauges_text(gauges).as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

fn gauges_text(gauges: &[Gauge]) -> String {
    let mut text = String::new();
    let mut names: Vec<&str> = gauges.iter().map(|gauge| gauge.name).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        text.push_str(&format!("# TYPE {name} gauge\n"));
        for gauge in gauges.iter().filter(|gauge| gauge.name == name) {
            let labels = [("body", &gauge.body), ("division", &gauge.division)];
            let labels: Vec<String> = labels
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(label, value)| {
                    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                    format!("{label}=\"{value}\"")
                })
                .collect();
            let labels = match labels.is_empty() {
                true => String::new(),
                false => format!("{{{}}}", labels.join(",")),
            };
            text.push_str(&format!("{name}{labels} {}\n", gauge.value));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauges_are_grouped_by_name() {
        let gauge = |name, body: &str, division: &str, value| Gauge {
            name,
            body: body.to_string(),
            division: division.to_string(),
            value,
        };
        let text = gauges_text(&[
            gauge("hedui_gap", "甲\"局", "", 125.0),
            gauge("hedui_coverage_ratio", "", "", 0.668),
            gauge("hedui_gap", "鼓楼局", "320106", -3.0),
            gauge("hedui_gap", "鼓楼局", "320302", 4.0),
        ]);
        assert_eq!(
            text,
            "# TYPE hedui_coverage_ratio gauge\nhedui_coverage_ratio 0.668\n\
             # TYPE hedui_gap gauge\nhedui_gap{body=\"甲\\\"局\"} 125\n\
             hedui_gap{body=\"鼓楼局\",division=\"320106\"} -3\n\
             hedui_gap{body=\"鼓楼局\",division=\"320302\"} 4\n"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_program_gets_the_document_and_its_failure_is_told() {
        let home = tempfile::tempdir().unwrap();
        let news = News {
            document: serde_json::json!({ "state": "published" }),
            gauges: vec![],
            ..News::default()
        };
        let settings = |words: &[&str], when: TellWhen| NotifySettings {
            command: words.iter().map(|word| word.to_string()).collect(),
            prometheus: Some("out.prom".to_string()),
            when,
            ..NotifySettings::default()
        };
        let keep = settings(&["sh", "-c", "cat > got.json"], TellWhen::Always);
        assert_eq!(tell(&keep, home.path(), &news), Vec::<String>::new());
        let got = std::fs::read_to_string(home.path().join("got.json")).unwrap();
        assert!(got.contains("published"));
        assert!(home.path().join("out.prom").is_file());
        for words in [&["false"][..], &["no-such-program-here"]] {
            let failing = settings(words, TellWhen::Always);
            assert_eq!(tell(&failing, home.path(), &news).len(), 1, "{words:?}");
            let quiet = settings(words, TellWhen::Trouble);
            assert!(tell(&quiet, home.path(), &news).is_empty(), "nobody asked");
        }
    }
}
