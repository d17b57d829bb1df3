//! A desk at work and a client for it that is no browser.

use crate::program::Scene;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command};

/// A desk at work, its door open to us.
pub struct Desk {
    pub child: Child,
    pub address: String,
    /// `/…/`.
    pub path: String,
    pub token: String,
    pub cookie: String,
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Desk {
    pub fn open(scene: &Scene, by: &str) -> Desk {
        let words = ["review", "serve", ".", "--by", by, "--format", "json"];
        let mut child = scene.spawn(&words);
        let mut text = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let told: Value = loop {
            assert_ne!(
                out.read_line(&mut text).unwrap(),
                0,
                "the desk did not open"
            );
            if let Ok(told) = serde_json::from_str(&text) {
                break told;
            }
        };
        let url = told["url"].as_str().unwrap();
        let rest = url.strip_prefix("http://").unwrap();
        let (address, rest) = rest.split_once('/').unwrap();
        let (path, token) = rest.split_once("?token=").unwrap();
        let mut desk = Desk {
            child,
            address: address.to_string(),
            path: format!("/{path}"),
            token: token.to_string(),
            cookie: String::new(),
        };
        let reply = desk.get(&format!("{}?token={}", desk.path, desk.token), &[]);
        assert_eq!(reply.status, 303, "{}", reply.head);
        let cookie = reply.head.lines().find_map(|line| {
            let value = line.strip_prefix("set-cookie: ")?;
            value.split(';').next().map(str::to_string)
        });
        desk.cookie = cookie.unwrap();
        desk
    }

    /// Sends a request as it stands and reads whatever comes back.
    pub fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // A desk that has seen enough hangs up in the middle.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Reply {
            status: status.unwrap_or(0),
            head: head.replace('\r', "").to_string(),
            body: body.to_string(),
        }
    }

    pub fn request(&self, method: &str, path: &str, set: &[(&str, &str)], body: &str) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        let host = ("Host", self.address.as_str());
        let has_host = set.iter().any(|(name, _)| *name == "Host");
        for (name, value) in set.iter().chain((!has_host).then_some(&host)) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = body.len();
        self.raw(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes())
    }

    pub fn get(&self, path: &str, set: &[(&str, &str)]) -> Reply {
        self.request("GET", path, set, "")
    }

    pub fn page(&self, name: &str) -> Reply {
        let path = format!("{}{name}", self.path);
        self.get(&path, &[("Cookie", &self.cookie)])
    }

    /// As the desk's own page sends it.
    pub fn post(&self, name: &str, body: &Value) -> Reply {
        let origin = format!("http://{}", self.address);
        let set = [
            ("Cookie", self.cookie.as_str()),
            ("Origin", &origin),
            ("Content-Type", "application/json"),
        ];
        self.request(
            "POST",
            &format!("{}{name}", self.path),
            &set,
            &body.to_string(),
        )
    }

    pub fn keys(&self) -> Vec<String> {
        let lines = self.page("queue").json()["lines"].clone();
        let lines = lines.as_array().unwrap().clone();
        let key = |line: &Value| line["key"].as_str().unwrap().to_string();
        lines.iter().map(key).collect()
    }

    pub fn judge(&self, key: &str, ruling: &str) -> Reply {
        self.post("judge", &self.given(key, ruling))
    }

    pub fn given(&self, key: &str, ruling: &str) -> Value {
        let card = self.page(&format!("card?{key}")).json();
        json!({
            "about": card["about"], "ruling": ruling, "why": "", "by": "", "other": "",
            "inspection": card["inspection"], "code": card["code"], "heard": card["heard"],
        })
    }

    /// Waits until every decision is counted.
    pub fn settled(&self) -> Value {
        loop {
            let state = self.page("state").json();
            assert_eq!(state["trouble"], Value::Null);
            if state["waiting"] == 0 {
                return state;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// Ends it as a crash would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    #[cfg(unix)]
    pub fn signal(mut self, name: &str) -> Option<i32> {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &process]).status();
        assert!(sent.unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
