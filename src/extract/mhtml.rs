//! A web page saved with its parts (`.mht`, or `.xls` from some exporters): its HTML part.

use super::page::Refusal;
use super::stranger;

/// The first HTML part that holds a table, decoded to its own bytes.
pub(super) fn html_part(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let none = || Refusal::NotATable(stranger::WEB_PAGE);
    let head = header_of(bytes);
    let Some(boundary) = parameter(&head, "boundary") else {
        return Ok(body_of(bytes));
    };
    let mark = [b"--", boundary.as_bytes()].concat();
    let parts = split_at(bytes, &mark);
    let bodies: Vec<Vec<u8>> = parts
        .into_iter()
        .skip(1)
        .filter(|part| header_of(part).to_ascii_lowercase().contains("text/html"))
        .map(body_of)
        .collect();
    let with_rows = bodies.iter().position(|body| contains(body, b"<tr"));
    with_rows.map(|at| bodies[at].clone()).ok_or_else(none)
}

fn split_at<'a>(bytes: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at + mark.len() <= bytes.len() {
        if bytes[at] == b'-' && bytes[at..].starts_with(mark) {
            parts.push(&bytes[start..at]);
            at += mark.len();
            start = at;
        } else {
            at += 1;
        }
    }
    parts.push(&bytes[start..]);
    parts
}

/// Where the header of a part ends and its body begins.
fn header_end(part: &[u8]) -> (usize, usize) {
    let skip = part
        .iter()
        .take_while(|b| matches!(b, b'\r' | b'\n'))
        .count();
    let rest = &part[skip..];
    let crlf = rest.windows(4).position(|four| four == b"\r\n\r\n");
    let lf = rest.windows(2).position(|two| two == b"\n\n");
    match (crlf, lf) {
        (Some(at), None) => (skip + at, skip + at + 4),
        (Some(at), Some(other)) if at < other => (skip + at, skip + at + 4),
        (_, Some(at)) => (skip + at, skip + at + 2),
        (None, None) => (part.len(), part.len()),
    }
}

fn header_of(part: &[u8]) -> String {
    String::from_utf8_lossy(&part[..header_end(part).0]).into_owned()
}

fn body_of(part: &[u8]) -> Vec<u8> {
    let body = &part[header_end(part).1..];
    let header = header_of(part).to_ascii_lowercase();
    if header.contains("quoted-printable") {
        from_quoted_printable(body)
    } else if header.contains("base64") {
        from_base64(body)
    } else {
        body.to_vec()
    }
}

fn parameter(header: &str, name: &str) -> Option<String> {
    let at = header.to_ascii_lowercase().find(&format!("{name}="))?;
    let rest = header[at + name.len() + 1..].trim_start();
    let value = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split([';', '\r', '\n', ' ']).next(),
    };
    value.map(str::to_string).filter(|value| !value.is_empty())
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes
        .windows(wanted.len())
        .any(|window| window.eq_ignore_ascii_case(wanted))
}

fn from_quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'=' {
            bytes.push(*first);
            continue;
        }
        rest = match tail {
            [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => after,
            [high, low, after @ ..] => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    after
                }
                _ => {
                    bytes.push(b'=');
                    tail
                }
            },
            _ => tail,
        };
    }
    bytes
}

fn digit(hex: u8) -> Option<u8> {
    char::from(hex).to_digit(16).map(|value| value as u8)
}

fn from_base64(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3);
    let (mut buffer, mut bits) = (0u32, 0);
    for b in body {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_with_the_table_is_found_and_decoded() {
        let page = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"=_x\"\r\n\r\n\
            --=_x\r\nContent-Type: text/html; charset=gbk\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n\
            <table><tr><td class=3Dx>=BC=EC=\r\n=B2=E9</table>\r\n--=_x--\r\n";
        let html = html_part(page.as_bytes()).unwrap();
        assert!(html.starts_with(b"<table><tr><td class=x>\xbc\xec\xb2\xe9</table>"));
        assert_eq!(from_base64(b"PHRyPg=="), b"<tr>");
    }
}
