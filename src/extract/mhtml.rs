//! A web page saved with its parts (`.mht`, or `.xls` from some exporters). A workbook saved so has
//! a part for each sheet, and one that says what the sheets are called.

use super::page::{Page, Refusal};
use super::room::Room;
use super::{encoding, html, stranger};

/// An HTML part, decoded to its own bytes.
struct Part {
    /// The last piece of its address: `sheet001.htm`.
    file: String,
    charset: Option<String>,
    body: Vec<u8>,
}

pub(super) fn read_mhtml(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let parts = html_parts(bytes);
    let names: Vec<(String, String)> = parts
        .iter()
        .flat_map(|part| sheet_names(&part.body))
        .collect();
    let mut page: Option<Page> = None;
    for part in parts.iter().filter(|part| contains(&part.body, b"<tr")) {
        let name = names.iter().find(|(file, _)| *file == part.file);
        // Beside the sheets stands a strip with their tabs.
        if name.is_none() && !names.is_empty() {
            continue;
        }
        let label = part.charset.as_deref().and_then(encoding::by_label);
        let Ok(mut read) = html::read_labelled(&part.body, label, room) else {
            continue;
        };
        if let Some((_, name)) = name {
            for sheet in &mut read.sheets {
                let gap = if sheet.name.is_empty() { "" } else { " " };
                sheet.name = format!("{name}{gap}{}", sheet.name);
            }
        }
        match &mut page {
            Some(page) => page.sheets.append(&mut read.sheets),
            None => page = Some(read),
        }
    }
    page.ok_or(Refusal::NotATable(stranger::WEB_PAGE))
}

fn html_parts(bytes: &[u8]) -> Vec<Part> {
    let head = header_of(bytes);
    let Some(boundary) = parameter(&head, "boundary") else {
        return vec![part_of(bytes)];
    };
    let mark = [b"--", boundary.as_bytes()].concat();
    let is_html = |part: &&[u8]| header_of(part).to_ascii_lowercase().contains("text/html");
    let parts = split_at(bytes, &mark);
    parts
        .into_iter()
        .skip(1)
        .filter(is_html)
        .map(part_of)
        .collect()
}

fn part_of(part: &[u8]) -> Part {
    let header = header_of(part);
    let location = header.lines().find_map(|line| {
        let (key, address) = line.split_once(':')?;
        key.eq_ignore_ascii_case("content-location")
            .then(|| address.trim())
    });
    let file = location.and_then(|address| address.rsplit(['/', '\\']).next());
    Part {
        file: file.unwrap_or_default().to_string(),
        charset: parameter(&header, "charset"),
        body: body_of(part),
    }
}

/// The file and name of each sheet, where the part lists a workbook's sheets.
fn sheet_names(body: &[u8]) -> Vec<(String, String)> {
    if !contains(body, b"<x:ExcelWorksheet>") {
        return Vec::new();
    }
    let text = encoding::decode(body, html::declared(body)).text;
    let sheets = text.split("<x:ExcelWorksheet>").skip(1);
    let named = sheets.filter_map(|sheet| {
        let name = between(sheet, "<x:Name>", "<")?;
        let file = between(sheet, "HRef=\"", "\"")?.rsplit('/').next()?;
        let name = quick_xml::escape::unescape(name).map_or(name.to_string(), |n| n.into_owned());
        Some((file.to_string(), name))
    });
    named.collect()
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
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
        let parts = html_parts(page.as_bytes());
        assert!(
            parts[0]
                .body
                .starts_with(b"<table><tr><td class=x>\xbc\xec\xb2\xe9</table>")
        );
        assert_eq!(parts[0].charset.as_deref(), Some("gbk"));
        let read = read_mhtml(page.as_bytes(), &Room::of(&Default::default())).unwrap();
        assert_eq!(read.sheets[0].rows[0].get(0).unwrap().text(), "检查");
        assert_eq!(from_base64(b"PHRyPg=="), b"<tr>");
    }
}
