//! Cores of firms' names: what stays when region and legal form are written otherwise.

const PROVINCES: [&str; 31] = [
    "湖南",
    "湖北",
    "广东",
    "广西",
    "江西",
    "贵州",
    "重庆",
    "四川",
    "云南",
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "山东",
    "河南",
    "海南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
];

/// A folded firm name without the region in front and with one word for 有限责任公司, so that
/// 湖南省湘乡市甲化工有限责任公司 and 湘乡市甲化工有限公司 meet. At least four characters stay.
pub fn core_name(name: &str) -> String {
    let mut core = name;
    while let Some(rest) = without_region(core).filter(|rest| rest.chars().count() >= 4) {
        core = rest;
    }
    core.replace("有限责任公司", "有限公司")
}

fn without_region(name: &str) -> Option<&str> {
    if let Some(rest) = PROVINCES
        .iter()
        .find_map(|province| name.strip_prefix(province))
    {
        return Some(rest.strip_prefix('省').unwrap_or(rest));
    }
    // 湘乡市, 双峰县, 雨湖区: two or three characters and what they are.
    let (at, status) = name
        .char_indices()
        .skip(2)
        .take(2)
        .find(|(_, c)| "市县区".contains(*c))?;
    let rest = &name[at + status.len_utf8()..];
    let inner = ["场", "政", "级", "区", "域"]
        .iter()
        .any(|word| rest.starts_with(word));
    (!inner).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::core_name;

    #[test]
    fn regions_in_front_fall_away() {
        for (name, core) in [
            ("湖南省湘乡市盛森化工有限责任公司", "盛森化工有限公司"),
            ("湘乡市盛森化工有限公司", "盛森化工有限公司"),
            ("湖南盛森化工有限公司", "盛森化工有限公司"),
            ("湘潭市湘乡市甲厂", "湘乡市甲厂"),
            ("建材市场经营部", "建材市场经营部"),
            ("甲机械有限公司", "甲机械有限公司"),
        ] {
            assert_eq!(core_name(name), core, "{name}");
        }
    }
}
