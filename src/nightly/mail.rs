//! E-mail over the house's own relay. No TLS: the relay stands in the same network, and the mail
//! holds counts, nothing personal.

use super::notify::News;
use crate::ground::digest::sha256_hex;
use crate::model::NotifySettings;
use lettre::message::{Mailbox, Message, header::ContentType};
use lettre::{SmtpTransport, Transport};
use std::time::Duration;

const PORT: u16 = 25;
const SECONDS: u64 = 20;

/// Sends the news to everybody named.
///
/// # Errors
/// What is wrong with the settings, or what the relay said.
pub fn send(settings: &NotifySettings, news: &News) -> Result<(), String> {
    let message = message(settings, news)?;
    let sent = transport(settings)?.send(&message);
    sent.map(|_| ()).map_err(|error| error.to_string())
}

/// Whether the relay answers and the addresses are addresses; nothing is sent.
pub fn reach(settings: &NotifySettings) -> Result<(), String> {
    message(settings, &News::default())?;
    match transport(settings)?.test_connection() {
        Ok(true) => Ok(()),
        Ok(false) => Err("no answer".to_string()),
        Err(error) => Err(error.to_string()),
    }
}

fn transport(settings: &NotifySettings) -> Result<SmtpTransport, String> {
    let (host, port) = relay_of(settings.smtp.as_deref().unwrap_or_default())?;
    Ok(SmtpTransport::builder_dangerous(host)
        .port(port)
        .timeout(Some(Duration::from_secs(SECONDS)))
        .build())
}

fn relay_of(relay: &str) -> Result<(&str, u16), String> {
    match relay.rsplit_once(':') {
        None => Ok((relay, PORT)),
        Some((host, port)) => {
            let port = port.parse().map_err(|_| format!("{relay} names no port"))?;
            Ok((host, port))
        }
    }
}

fn message(settings: &NotifySettings, news: &News) -> Result<Message, String> {
    let mailbox = |address: &str| -> Result<Mailbox, String> {
        let parsed = address.parse::<Mailbox>();
        parsed.map_err(|error| format!("{address}: {error}"))
    };
    let from = mailbox(settings.from.as_deref().ok_or("notify.from is missing")?)?;
    // The same news told again is the same message; some relays refuse mail without a name.
    let name = sha256_hex(format!("{}\n{}", news.subject, news.text).as_bytes());
    let name = format!("<{}@{}>", &name[..32], from.email.domain());
    let mut builder = Message::builder()
        .message_id(Some(name))
        .from(from)
        .subject(&news.subject)
        .header(ContentType::TEXT_PLAIN);
    for address in &settings.to {
        builder = builder.to(mailbox(address)?);
    }
    builder
        .body(news.text.clone())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    /// Takes one mail and answers with all that it was told.
    fn sink(listener: TcpListener) -> String {
        let (stream, _) = listener.accept().unwrap();
        let mut out = stream.try_clone().unwrap();
        let mut lines = BufReader::new(stream).lines();
        let mut got = String::new();
        let mut in_data = false;
        let mut say = |text: &str| write!(out, "{text}\r\n").unwrap();
        say("220 sink");
        while let Some(Ok(line)) = lines.next() {
            got.push_str(&line);
            got.push('\n');
            match (in_data, line.as_str()) {
                (true, ".") => {
                    in_data = false;
                    say("250 taken");
                }
                (true, _) => {}
                (false, "DATA") => {
                    in_data = true;
                    say("354 go on");
                }
                (false, "QUIT") => {
                    say("221 bye");
                    break;
                }
                (false, _) => say("250 ok"),
            }
        }
        got
    }

    fn settings(smtp: String) -> NotifySettings {
        NotifySettings {
            smtp: Some(smtp),
            from: Some("hedui@example.cn".to_string()),
            to: vec!["fagui@example.cn".to_string(), "ju@example.cn".to_string()],
            ..NotifySettings::default()
        }
    }

    #[test]
    fn a_sink_on_this_machine_gets_the_mail() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = listener.local_addr().unwrap().to_string();
        let taken = std::thread::spawn(move || sink(listener));
        let news = News {
            subject: "hedui: published".to_string(),
            text: "检查 377 次\n".to_string(),
            ..News::default()
        };
        send(&settings(relay), &news).unwrap();
        let got = taken.join().unwrap();
        for part in [
            "MAIL FROM:<hedui@example.cn>",
            "RCPT TO:<fagui@example.cn>",
            "RCPT TO:<ju@example.cn>",
            "Subject: hedui: published",
            "\nMessage-ID: <",
        ] {
            assert!(got.contains(part), "{part} is not in\n{got}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        let news = News::default();
        let closed = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        assert!(send(&settings(closed.to_string()), &news).is_err());
        assert!(send(&settings("mail:port".to_string()), &news).is_err());
        let nobody = NotifySettings {
            from: None,
            ..settings("127.0.0.1:9".to_string())
        };
        assert_eq!(send(&nobody, &news).unwrap_err(), "notify.from is missing");
    }
}
