//! The demonstration year, carried inside the program. A test keeps the list equal to the folder.

macro_rules! carried {
    ($($name:literal),* $(,)?) => {
        /// Path below the demonstration folder and contents, in order of the paths.
        pub const FILES: &[(&str, &[u8])] = &[$((
            $name,
            include_bytes!(concat!("../../fixtures/xiangxiang-2025/", $name)),
        )),*];
    };
}

carried![
    "hedui.toml",
    "plan/2025年度安全生产行政检查计划.xlsx",
    "plan/双随机抽查对象名单.csv",
    "platform/检查码申请记录（7-12月）.xlsx",
    "platform/赋码记录2025上半年.csv",
    "registers/培训考试台账.xlsx",
    "registers/处罚案件导出20260105.csv",
    "registers/执法人员名册.xlsx",
    "registers/执法公示台账.csv",
    "registers/执法装备台账.xlsx",
    "registers/案件法制审核台账.xls",
    "registers/案件移送与反向衔接.csv",
    "registers/案卷评查问题清单.xls",
    "registers/行政处罚案件台账（上半年）.xlsx",
    "registers/行政复议案件登记.csv",
    "registers/行政执法事项目录.xls",
    "registers/行政许可台账.xlsx",
    "registers/行政诉讼台账.xlsx",
    "registers/部门联合抽查任务.csv",
    "registers/重大执法决定法制审核登记表.csv",
    "roster/企业名录.xlsx",
    "safety/2025年一季度执法检查台账.xlsx",
    "safety/2025年四季度检查情况.csv",
    "safety/执法文书2025二季度.xls",
    "safety/执法检查记录_2025Q2.xls",
    "safety/文书台账Q3.csv",
    "safety/文书导出_第四季度.xls",
    "safety/文书清单_一季度.xlsx",
    "safety/检查台账导出20251009.xls",
];

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::path::Path;

    fn below(folder: &Path, names: &mut Vec<String>, root: &Path) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => below(&path, names, root),
                path => {
                    let name = path.strip_prefix(root).unwrap().display().to_string();
                    names.push(name.replace('\\', "/"));
                }
            }
        }
    }

    #[test]
    fn the_program_carries_every_file_of_the_demonstration_year() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025");
        let mut names = Vec::new();
        below(&root, &mut names, &root);
        names.sort();
        let carried: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(carried, names);
    }
}
