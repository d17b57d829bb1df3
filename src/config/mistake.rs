//! One mistake in a settings file, with its place and the user's own line.

use crate::model::Text;
use std::ops::Range;

/// What is wrong with one key or value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsMistake {
    /// `F5…` id.
    pub rule: &'static str,
    /// The settings file, as given.
    pub file: String,
    /// 1-based line; 0 where the mistake is about the whole file.
    pub line: usize,
    /// The whole line as written.
    pub source: String,
    /// The bytes of the line that are wrong.
    pub span: Range<usize>,
    /// Dotted path of the key; empty where there is none.
    pub key: String,
    pub title: Text,
    pub expected: Text,
    pub help: Text,
}

impl SettingsMistake {
    /// A mistake at a byte range of the file's text.
    pub(super) fn at(
        rule: &'static str,
        file: &str,
        text: &str,
        span: Range<usize>,
        title: Text,
    ) -> Self {
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let source = text[line_start..line_end].trim_end_matches('\r');
        let from = (start - line_start).min(source.len());
        let to = floor_boundary(text, span.end).clamp(start, line_end) - line_start;
        SettingsMistake {
            rule,
            file: file.to_string(),
            line: text[..line_start].matches('\n').count() + 1,
            source: source.to_string(),
            span: from..to.clamp(from, source.len()),
            key: String::new(),
            title,
            expected: Text::default(),
            help: Text::default(),
        }
    }

    pub(super) fn unreadable(file: &str, error: &std::io::Error) -> Self {
        let zh = match error.kind() {
            std::io::ErrorKind::NotFound => "找不到设置文件".to_string(),
            std::io::ErrorKind::PermissionDenied => "没有权限读取设置文件".to_string(),
            _ => format!("无法读取设置文件({error})"),
        };
        let en = match error.kind() {
            std::io::ErrorKind::NotFound => "the settings file does not exist".to_string(),
            std::io::ErrorKind::PermissionDenied => {
                "no permission to read the settings file".to_string()
            }
            _ => format!("the settings file cannot be read ({error})"),
        };
        let mut mistake = SettingsMistake::at("F501", file, "", 0..0, Text::new(zh, en));
        mistake.line = 0;
        mistake.help = Text::new(
            "检查路径和权限,或直接对文件夹运行:hedui run 文件夹",
            "check the path and its permissions, or run the folder itself: hedui run DIR",
        );
        mistake
    }

    /// A table under `[sources]` that names neither a system nor a register.
    pub(super) fn unknown_source(file: &str, name: &str, known: &[&str]) -> Self {
        let title = Text::new(
            format!("没有名为 {name} 的来源或台账"),
            format!("no source or register is called {name}"),
        );
        SettingsMistake::unknown_name(file, &format!("sources.{name}"), title, name, known)
    }

    /// A set of caps that nobody described.
    pub(super) fn unknown_preset(file: &str, name: &str, known: &[&str]) -> Self {
        let title = Text::new(
            format!("没有名为 {name} 的频次上限"),
            format!("no set of caps is called {name}"),
        );
        SettingsMistake::unknown_name(file, "frequency.preset", title, name, known)
    }

    fn unknown_name(file: &str, key: &str, title: Text, name: &str, known: &[&str]) -> Self {
        let mut mistake = SettingsMistake::at("F503", file, "", 0..0, title);
        mistake.line = 0;
        mistake.key = key.to_string();
        let meant = super::nearest(name, known.iter().copied());
        let shown = meant.map_or_else(|| known.join(", "), str::to_string);
        mistake.help = Text::new(
            format!("可用的名称:{shown}"),
            format!("names that can stand here: {shown}"),
        );
        mistake
    }

    pub(super) fn key(mut self, path: &str) -> Self {
        self.key = path.to_string();
        self
    }

    pub(super) fn expected(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.expected = Text::new(zh, en);
        self
    }

    pub(super) fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Text::new(zh, en);
        self
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_and_its_columns_are_found() {
        let text = "[body]\r\nname = \"湘乡\"\r\n";
        let at = text.find("name").unwrap();
        let mistake = SettingsMistake::at("F503", "f", text, at..at + 4, Text::default());
        assert_eq!(
            (mistake.line, mistake.source.as_str()),
            (2, "name = \"湘乡\"")
        );
        assert_eq!(&mistake.source[mistake.span], "name");
    }

    #[test]
    fn spans_over_line_ends_and_beyond_the_text_are_cut() {
        let text = "a = [\n1,\n";
        let over = SettingsMistake::at("F502", "f", text, 4..8, Text::default());
        assert_eq!((over.line, over.span), (1, 4..5));
        let beyond = SettingsMistake::at("F502", "f", text, 90..99, Text::default());
        assert_eq!((beyond.line, beyond.span), (3, 0..0));
    }
}
