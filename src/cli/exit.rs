//! Exit codes: the one place that defines them. Help and docs/exit-codes.md say the same.

use crate::model::{Lang, Text};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Published,
    ConditionMet,
    CouldNotRun,
    Busy,
    Bug,
    Interrupted,
}

impl Exit {
    pub const ALL: [Exit; 6] = [
        Exit::Published,
        Exit::ConditionMet,
        Exit::CouldNotRun,
        Exit::Busy,
        Exit::Bug,
        Exit::Interrupted,
    ];

    pub fn code(self) -> u8 {
        match self {
            Exit::Published => 0,
            Exit::ConditionMet => 1,
            Exit::CouldNotRun => 2,
            Exit::Busy => 3,
            Exit::Bug => 101,
            Exit::Interrupted => 130,
        }
    }

    pub fn meaning(self) -> Text {
        match self {
            Exit::Published => Text::new(
                "已完成;run 和 demo 已发布结果",
                "done; run and demo have published",
            ),
            Exit::ConditionMet => Text::new(
                "结果已发布且满足 --fail-on 指定的某个条件;nightly 还表示结果被暂扣、未发布",
                "published, and a condition named with --fail-on was met; of nightly also: held \
                 back",
            ),
            Exit::CouldNotRun => Text::new(
                "无法运行,未发布任何结果",
                "could not run; nothing was published",
            ),
            Exit::Busy => Text::new(
                "nightly:同一任务正在运行,本次什么也没做",
                "nightly: the same job is at work already; nothing was done",
            ),
            Exit::Bug => Text::new("程序缺陷", "a bug in hedui"),
            Exit::Interrupted => Text::new(
                "被中断,未发布任何结果;已保存的判定仍在",
                "interrupted; nothing was published, decisions kept until then stay kept",
            ),
        }
    }
}

/// The list as help shows it.
pub fn help_text(lang: Lang) -> String {
    let heading = match lang {
        Lang::Zh => "退出码:",
        Lang::En => "Exit codes:",
    };
    let mut text = heading.to_string();
    for exit in Exit::ALL {
        let meaning = exit.meaning();
        text.push_str(&format!(
            "\n  {:<3}  {}",
            exit.code(),
            meaning.in_lang(lang)
        ));
    }
    text
}

/// The list as docs/exit-codes.md shows it.
pub fn page() -> String {
    let mut page = String::from(
        "# Exit codes · 退出码\n\nScripts may rely on these; codes are added, never changed.\n\n\
         | code | meaning | 含义 |\n|---|---|---|\n",
    );
    for exit in Exit::ALL {
        let Text { zh, en } = exit.meaning();
        page.push_str(&format!("| {} | {en} | {zh} |\n", exit.code()));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_in_docs_says_what_the_code_does() {
        assert_eq!(include_str!("../../docs/exit-codes.md"), page());
    }
}
