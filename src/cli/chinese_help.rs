//! The help in Chinese.

use clap::Command;

/// Command (empty: hedui itself), argument (empty: the command itself) and text.
const TEXTS: &[(&str, &str, &str)] = &[
    ("", "", "核对执法检查与行政检查码"),
    ("", "lang", "语言[默认:消息随系统语言,报告用中文]"),
    ("", "format", "结果写成文字,或标准输出上的一个 JSON 文档"),
    ("run", "", "核对一个文件夹的导出文件,发布核对结果"),
    (
        "run",
        "target",
        "导出文件所在文件夹,或设置文件(核对其所在文件夹)",
    ),
    ("run", "out", "结果文件夹[默认:被核对文件夹下的 hedui-run]"),
    (
        "run",
        "period",
        "核对期间:2025、2025-03 或 2025-01-01..2025-06-30;优先于设置",
    ),
    (
        "run",
        "fail_on",
        "满足条件时以 1 退出,可重复:\n\
         unexplained(有未解释差异)、review(有待复核)、rejected-file、rejected-row、\n\
         stale-judgement(有未采用的人工判定)、\
         coverage<0.9、plan<1,或 metrics.json 中任一指标与数值比较",
    ),
    ("run", "verbose", "显示提示以及更多存疑值的例子"),
    (
        "inspect",
        "",
        "查看文件将被如何读取:容器、表头、已识别和未识别的列、存疑的单元格",
    ),
    ("inspect", "files", "要查看的文件"),
    ("inspect", "settings", "采用其中指定列和文件归属的设置文件"),
    ("link", "", "按模型一对一链接任意两张表的行"),
    ("link", "left", "第一张表"),
    ("link", "right", "第二张表"),
    (
        "link",
        "model",
        "字段、比较与分块规则[默认:检查与检查码的模型]",
    ),
    ("link", "out", "写出链接与可能的链接"),
    ("link", "evidence", "在链接中加上每项比较的等级与权重"),
    (
        "link",
        "why",
        "说明两行如何比对、为何链接或不链接:两张表各一个编号或行号",
    ),
    ("link", "candidates", "把每个比对过的配对及其概率写到这里"),
    (
        "link",
        "truth",
        "已知的配对(A 编号、B 编号、标记):给出精确率、召回率和漏掉的种类",
    ),
    ("link", "force", "覆盖已有的输出文件"),
    (
        "merge",
        "",
        "把同一种导出文件合并成一张表:列名统一、去除重复、每行可追溯",
    ),
    ("merge", "files", "要合并的文件或文件夹"),
    (
        "merge",
        "out",
        "写到哪里:.xlsx(另有工作表列出合并说明与去除的行),\n\
         .csv 或 .parquet(说明写在旁边的 NAME.notes.csv)",
    ),
    (
        "merge",
        "kind",
        "有几种表时选哪一种:inspections 检查、documents 文书、codes 检查码、plan 计划、\n\
         roster 名录、unknown 未识别、any 不分种类按表头合并",
    ),
    (
        "merge",
        "values",
        "规范化的值,与原文不同时另列原文(both[默认]);不列原文(clean);只要原文(raw)",
    ),
    ("merge", "bom", "CSV 以字节顺序标记开头,便于 Excel 打开"),
    ("merge", "force", "输出文件已存在时覆盖"),
    ("merge", "settings", "采用其中指定列和文件归属的设置文件"),
    (
        "audit",
        "",
        "核查书面报告中的数字:相互勾稽,并与核对结果对照",
    ),
    ("audit", "report", "报告文件:.docx、.txt 或 .md"),
    (
        "audit",
        "run",
        "核对结果文件夹,或被核对的文件夹;报告数字与其指标对照",
    ),
    (
        "audit",
        "rules",
        "补充词语、指标和勾稽关系的文件,可重复(写法见 docs/audit.md)",
    ),
    ("audit", "out", "写出核查表(.xlsx 或 .csv)"),
    ("audit", "force", "输出文件已存在时覆盖"),
    (
        "audit",
        "fail_on",
        "有这样的核对结论时以 1 退出,可重复:\n\
         fails(不符)、oddity(存疑)、not-computed(无法核算),或多于某数(oddity>3)",
    ),
    ("audit", "verbose", "也列出无法核算的项目"),
    ("report", "", "用核对结果的数字写出要上报的材料"),
    (
        "report fill",
        "",
        "填写自己的表格:单元格里写 {{inspections.total}} 等占位符",
    ),
    ("report fill", "form", "要填写的表格(不改动原文件)"),
    (
        "report fill",
        "run",
        "核对结果文件夹,或被核对的文件夹[默认:当前文件夹下的 hedui-run]",
    ),
    ("report fill", "out", "填好的表格写到哪里"),
    (
        "report fill",
        "absent",
        "没有数据的地方留空(blank[默认])或写“不适用”(na)",
    ),
    ("report fill", "force", "输出文件已存在时覆盖"),
    ("report draft", "", "起草年度报告中“行政执法检查情况”一段"),
    (
        "report draft",
        "run",
        "核对结果文件夹,或被核对的文件夹[默认:当前文件夹下的 hedui-run]",
    ),
    ("report draft", "out", "草稿写到哪里(.docx 或 .md)"),
    (
        "report draft",
        "template",
        "自己的模板(写法见 docs/forms.md)",
    ),
    ("report draft", "force", "输出文件已存在时覆盖"),
    (
        "init",
        "",
        "为一个文件夹的导出文件写出带说明的 hedui.toml:期间、主体、识别到的每一列",
    ),
    ("init", "folder", "导出文件所在文件夹"),
    ("init", "force", "覆盖已有的 hedui.toml"),
    (
        "explain",
        "",
        "说明一次检查、一行、一个原因或核对表一行的来龙去脉,直到原始单元格",
    ),
    (
        "explain",
        "id",
        "检查编号、检查码编号、文件:行、文件:工作表:行、原因代码(A15)、\n\
         核对表行(line:3)、metrics.json 的键(coverage.coded)或报告中的叫法,\n\
         或企业名称、统一社会信用代码",
    ),
    (
        "explain",
        "run",
        "核对结果文件夹,或被核对的文件夹[默认:当前文件夹下的 hedui-run]",
    ),
    ("explain", "why_not", "为何与这一条不是同一次检查"),
    (
        "review",
        "",
        "由人判断评分不能定的记录;判定长期保存,优先于评分",
    ),
    (
        "review export",
        "",
        "写出待填的复核表:可能链接和无对应的记录,两边并列",
    ),
    (
        "review export",
        "target",
        "核对结果文件夹、导出文件所在文件夹或设置文件",
    ),
    (
        "review export",
        "out",
        "复核表写到哪里[默认:导出文件所在文件夹下的 复核.xlsx]",
    ),
    ("review export", "period", "核对期间,写法同 run"),
    ("review export", "all", "已有判定的也列出,以便改判"),
    ("review export", "force", "复核表已存在时覆盖"),
    ("review apply", "", "读回复核表中的判定,保存在导出文件旁边"),
    (
        "review apply",
        "workbook",
        "用 Excel、WPS 或 LibreOffice 填好保存的复核表",
    ),
    (
        "review apply",
        "target",
        "导出文件所在文件夹或设置文件[默认:导出该表的文件夹]",
    ),
    (
        "review apply",
        "fail_on",
        "满足条件时以 1 退出,可重复:refused(有已判定的行未被采用)等",
    ),
    (
        "review apply",
        "by",
        "行内未写复核人时记为谁[默认:登录的用户名]",
    ),
    (
        "nightly",
        "",
        "无人值守:核对新到的文件,与上次比较,发布或暂扣,通知,清理",
    ),
    ("nightly", "target", "导出文件所在文件夹,或设置文件"),
    (
        "nightly",
        "accept",
        "发布被暂扣且未再变化的结果,写其指纹的开头",
    ),
    ("history", "", "列出历次运行,或从各次结果文件夹重建这份清单"),
    ("history", "target", "导出文件所在文件夹,或设置文件"),
    ("history rebuild", "", "只凭各次结果文件夹重建历史"),
    (
        "compare",
        "",
        "两次运行之间新增、已解决、未变和重新出现的差异项",
    ),
    (
        "compare",
        "before",
        "结果文件夹、所核对的文件夹、history 列出的名称,或 latest",
    ),
    ("compare", "after", "同上"),
    ("compare", "target", "其历史所属的文件夹或设置文件"),
    ("compare", "verbose", "同时列出未变的项"),
    (
        "doctor",
        "",
        "检查夜间任务能否正常工作:文件、文件夹、磁盘、时钟、历史、邮件",
    ),
    ("doctor", "target", "导出文件所在文件夹,或设置文件"),
    ("review serve", "", "在本机浏览器的网页上逐条判定,随按随存"),
    (
        "review serve",
        "target",
        "核对结果文件夹、导出文件所在文件夹或设置文件",
    ),
    (
        "review serve",
        "by",
        "复核人,可在网页上改[默认:登录的用户名]",
    ),
    ("review serve", "period", "核对期间,写法同 run"),
    ("review serve", "port", "端口[默认:任一空闲端口]"),
    (
        "review serve",
        "address",
        "在本机的哪个地址上打开[默认:127.0.0.1]",
    ),
    (
        "review serve",
        "beyond_loopback",
        "允许使用别的电脑也能访问的地址(内容不加密)",
    ),
    ("demo", "", "写出演示年度的文件并核对"),
    ("demo", "folder", "写到哪个文件夹"),
];

const TEMPLATE: &str = "\
{about-with-newline}
用法: {usage}

{all-args}{after-help}
";

/// The command line with Chinese help.
pub fn translated(command: Command) -> Command {
    translated_below(command, "")
}

/// A command and those below it; `path` is how it is called from hedui.
fn translated_below(command: Command, path: &str) -> Command {
    let command = dressed(command, path).subcommand_help_heading("命令");
    command.mut_subcommands(|sub| {
        let below = called(path, sub.get_name());
        translated_below(sub, &below)
    })
}

fn called(path: &str, name: &str) -> String {
    format!("{path} {name}").trim().to_string()
}

fn dressed(command: Command, name: &str) -> Command {
    let command = command
        .about(text(name, "").unwrap_or_default())
        .help_template(TEMPLATE)
        .disable_help_flag(true)
        .arg(
            clap::Arg::new("help")
                .short('h')
                .long("help")
                .action(clap::ArgAction::Help)
                .help("显示帮助"),
        );
    let command = match name {
        "" => command.disable_version_flag(true).arg(
            clap::Arg::new("version")
                .short('V')
                .long("version")
                .action(clap::ArgAction::Version)
                .help("显示版本"),
        ),
        _ => command,
    };
    command.mut_args(|argument| {
        let id = argument.get_id().to_string();
        let heading = if argument.is_positional() {
            "参数"
        } else {
            "选项"
        };
        let argument = argument.help_heading(heading);
        match text(name, &id) {
            Some(help) => argument.help(help),
            None => argument,
        }
    })
}

fn text(command: &str, argument: &str) -> Option<&'static str> {
    let entry = TEXTS
        .iter()
        .find(|(c, a, _)| *c == command && *a == argument);
    entry.map(|(_, _, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::super::arguments::Arguments;
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn every_command_and_argument_has_a_chinese_text_and_no_text_is_left_over() {
        let root = Arguments::command();
        let mut wanted = Vec::new();
        let mut waiting = vec![(String::new(), &root)];
        while let Some((path, command)) = waiting.pop() {
            wanted.push((path.clone(), String::new()));
            for argument in command.get_arguments() {
                wanted.push((path.clone(), argument.get_id().to_string()));
            }
            let below = command.get_subcommands();
            waiting.extend(below.map(|sub| (called(&path, sub.get_name()), sub)));
        }
        let known = |(c, a): &&(String, String)| text(c, a).is_none();
        assert_eq!(
            wanted.iter().filter(known).collect::<Vec<_>>(),
            Vec::<&(String, String)>::new()
        );
        for (command, argument, _) in TEXTS {
            let entry = (command.to_string(), argument.to_string());
            assert!(
                wanted.contains(&entry),
                "{entry:?} is no command or argument"
            );
        }
    }
}
