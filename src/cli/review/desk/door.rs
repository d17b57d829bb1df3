//! Who may come in: only a browser that opened the printed link, under the desk's own address, and
//! no page but the desk's own.
//!
//! The link's token works once and is exchanged for a cookie. The cookie is bound to the desk's
//! path, which is drawn anew for every desk: browsers tell hosts apart and not ports, and would
//! show the cookie to any other server of this machine if its path were known.

use crate::model::Text;
use std::net::IpAddr;
use std::sync::Mutex;

const COOKIE: &str = "hedui_desk";

/// What a request shows at the door.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visit<'a> {
    /// Whether it changes something.
    pub changes: bool,
    pub path: &'a str,
    pub query: &'a str,
    pub host: Option<&'a str>,
    pub origin: Option<&'a str>,
    /// `Sec-Fetch-Site`.
    pub site: Option<&'a str>,
    pub cookie: Option<&'a str>,
}

/// Why somebody stays outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    ForeignHost,
    ForeignOrigin,
    OtherPath,
    NoToken,
    WrongToken,
}

/// What the door says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Inside; the path below the desk's own.
    Inside(&'a str),
    /// The token was right: the cookie to set and where to go.
    Admitted {
        cookie: String,
        to: String,
    },
    Refused(Refusal),
}

/// The door of one desk.
pub struct Door {
    /// `/…/`, drawn for this desk.
    path: String,
    port: u16,
    beyond_loopback: bool,
    pass: String,
    tokens: Mutex<Vec<String>>,
}

impl Door {
    pub fn new(port: u16, beyond_loopback: bool) -> Door {
        Door {
            path: format!("/{}/", secret()),
            port,
            beyond_loopback,
            pass: secret(),
            tokens: Mutex::new(Vec::new()),
        }
    }

    /// What follows the address in a fresh link; works once.
    pub fn new_link(&self) -> String {
        let token = secret();
        let link = format!("{}?token={token}", self.path);
        self.tokens.lock().expect("no drawing panics").push(token);
        link
    }

    pub fn ask<'v>(&self, visit: &Visit<'v>) -> Answer<'v> {
        if !visit.host.is_some_and(|host| self.is_own_host(host)) {
            return Answer::Refused(Refusal::ForeignHost);
        }
        if !self.is_own_page(visit) {
            return Answer::Refused(Refusal::ForeignOrigin);
        }
        let Some(rest) = visit.path.strip_prefix(self.path.as_str()) else {
            return Answer::Refused(Refusal::OtherPath);
        };
        let token = visit
            .query
            .strip_prefix("token=")
            .filter(|_| rest.is_empty());
        if self.has_pass(visit.cookie) {
            return match token {
                Some(_) => self.admit(),
                None => Answer::Inside(rest),
            };
        }
        match token {
            None => Answer::Refused(Refusal::NoToken),
            Some(_) if visit.changes => Answer::Refused(Refusal::NoToken),
            Some(token) => match self.spend(token) {
                true => self.admit(),
                false => Answer::Refused(Refusal::WrongToken),
            },
        }
    }

    /// A name could be made to point here by whoever owns it; an address cannot.
    fn is_own_host(&self, host: &str) -> bool {
        let Some((name, port)) = host.rsplit_once(':') else {
            return false;
        };
        let bare = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        let address = bare.unwrap_or(name).parse::<IpAddr>();
        let is_here = match address {
            Ok(address) => self.beyond_loopback || address.is_loopback(),
            Err(_) => name == "localhost",
        };
        is_here && port == self.port.to_string()
    }

    /// Pages of others can send requests here, but not without saying where they come from. A
    /// change has to say that it comes from the desk's own page.
    fn is_own_page(&self, visit: &Visit) -> bool {
        let own = visit.host.map(|host| format!("http://{host}"));
        let origin = match visit.origin {
            Some(origin) => Some(origin) == own.as_deref(),
            None => !visit.changes,
        };
        let site = visit.site.is_none_or(|site| match visit.changes {
            true => site == "same-origin",
            false => matches!(site, "same-origin" | "none"),
        });
        origin && site
    }

    fn has_pass(&self, cookie: Option<&str>) -> bool {
        let pairs = cookie.unwrap_or_default().split(';');
        let mut values = pairs.filter_map(|pair| pair.trim().split_once('='));
        values.any(|(name, value)| name == COOKIE && same(value, &self.pass))
    }

    fn spend(&self, token: &str) -> bool {
        let mut tokens = self.tokens.lock().expect("no drawing panics");
        let at = tokens.iter().position(|known| same(known, token));
        at.map(|at| tokens.remove(at)).is_some()
    }

    fn admit(&self) -> Answer<'static> {
        Answer::Admitted {
            cookie: format!(
                "{COOKIE}={}; Path={}; HttpOnly; SameSite=Strict",
                self.pass, self.path
            ),
            to: self.path.clone(),
        }
    }
}

impl Refusal {
    pub fn status(self) -> u16 {
        match self {
            Refusal::OtherPath => 404,
            _ => 403,
        }
    }

    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Refusal::ForeignHost => ("地址不是复核台自己的", "not the desk's own address"),
            Refusal::ForeignOrigin => ("请求来自别的网页", "the request comes from another page"),
            Refusal::OtherPath => ("这里没有这个网页", "there is no such page here"),
            Refusal::NoToken => ("缺少口令", "a token is needed"),
            Refusal::WrongToken => (
                "口令不对,或已经用过",
                "the token is wrong, or was used before",
            ),
        };
        Text::new(zh, en)
    }

    pub fn help() -> Text {
        Text::new(
            "请用运行 hedui review serve 的窗口里显示的网址打开;网址只能用一次,在该窗口按回车可得新的",
            "open the link shown where hedui review serve runs; it works once, and Enter in that \
             window gives a new one",
        )
    }
}

/// 256 bits of the system's randomness, in hex.
fn secret() -> String {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes equally long wherever the two differ.
fn same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes());
    let bits = differing.fold(0, |bits, (a, b)| bits | (a ^ b));
    bits == 0 && one.len() == other.len()
}

#[cfg(test)]
mod tests;
