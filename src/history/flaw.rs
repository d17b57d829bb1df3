//! Why a history cannot be opened: damaged files are built anew, others are left alone.

use crate::model::Text;

#[derive(Debug)]
pub struct Flaw {
    /// The file is no history or no longer one. Otherwise it may be sound: newer than this program,
    /// in use, unreadable for this user, on a full disk.
    pub is_damage: bool,
    pub why: Text,
}

impl From<rusqlite::Error> for Flaw {
    fn from(error: rusqlite::Error) -> Flaw {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, Unknown};
        // `Unknown` is what the system says of statements that the file's tables do not allow.
        let code = error.sqlite_error_code();
        Flaw {
            is_damage: code.is_some_and(|c| matches!(c, DatabaseCorrupt | NotADatabase | Unknown)),
            why: same(&error),
        }
    }
}

/// What the system says, in its own words.
pub fn same(error: &dyn std::fmt::Display) -> Text {
    Text::new(error.to_string(), error.to_string())
}
