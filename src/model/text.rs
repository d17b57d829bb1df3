//! A message in the two languages the tool speaks.

use serde::{Deserialize, Serialize};

/// The language a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// One message, said twice: Chinese for reports, English for whoever asked for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// Why the system refused, in words; its own where there are none of ours.
    pub fn of_io(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        if crate::ground::disk::is_locked(error) {
            return Text::new(
                "文件正被其他程序打开(如 Excel、WPS),或正在复制",
                "another program has it open, or it is being copied",
            );
        }
        match error.kind() {
            ErrorKind::PermissionDenied => Text::new("没有权限", "permission denied"),
            ErrorKind::NotFound => Text::new("路径不存在", "the path does not exist"),
            ErrorKind::StorageFull => Text::new("磁盘已满", "the disk is full"),
            ErrorKind::ReadOnlyFilesystem => {
                Text::new("文件系统只读", "the file system is read-only")
            }
            ErrorKind::InvalidFilename => Text::new(
                "文件夹名过长或不合规",
                "its name is too long or not allowed",
            ),
            ErrorKind::NotADirectory => Text::new(
                "路径中有一段是文件而不是文件夹",
                "a part of the path is a file, not a folder",
            ),
            ErrorKind::IsADirectory => {
                Text::new("这里是一个文件夹", "a folder stands in its place")
            }
            ErrorKind::InvalidData => Text::new("不是 UTF-8 文本", "it is no text in UTF-8"),
            _ => Text::new(error.to_string(), error.to_string()),
        }
    }

    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}
