//! Words that tell whom a visit went to and whose it was.

use crate::ground::fold::{clauses, fold_key};
use crate::ground::surname::is_personal_name;
use crate::model::Text;

/// Names of bodies and institutions that are no enterprises.
const INSTITUTIONS: [&str; 22] = [
    "人民政府",
    "街道办",
    "办事处",
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "委员会",
    "卫生院",
    "人民医院",
    "中医院",
    "敬老院",
    "福利院",
    "小学",
    "中学",
    "完小",
    "学校",
    "党校",
    "管理局",
    "管理处",
    "事务中心",
    "服务中心",
];

/// Words of a category column that name no enterprise.
const OTHER_CATEGORIES: [&str; 24] = [
    "自然人",
    "无证",
    "无照",
    "未办证",
    "无营业执照",
    "事业单位",
    "机关",
    "社会团体",
    "社会组织",
    "社会服务机构",
    "民办非企业",
    "基金会",
    "村民委员会",
    "居民委员会",
    "村委会",
    "居委会",
    "非企业",
    "学校",
    "幼儿园",
    "医院",
    "医疗机构",
    "养老机构",
    "宗教",
    "群众团体",
];
/// Words of a name that tell of a site without a licence.
const UNLICENSED: [&str; 5] = ["无证", "无照", "非法储存", "非法经营", "非法生产"];
/// A school, a home for the aged, a place of worship: institutions unless their name is a firm's.
const INSTITUTION_ENDINGS: [&str; 8] = [
    "幼儿园",
    "养老院",
    "医院",
    "教堂",
    "寺",
    "庙",
    "协会",
    "商会",
];

/// Why the holder of this code, category or name is not an enterprise; individual businesses (92)
/// and farmers' cooperatives (93) are treated as enterprises by reference.
pub fn non_enterprise(code: Option<&str>, category: &str, name: &str) -> Option<Text> {
    if let Some(code) = code {
        let is_enterprise = code.starts_with('9') || code.starts_with('A') && code.len() != 18;
        // Fifteen digits are a business registration: its holder is in trade.
        let is_registration = code.len() == 15 && code.chars().all(|c| c.is_ascii_digit());
        let first: String = code.chars().take(2).collect();
        return (!is_enterprise && !is_registration).then(|| {
            Text::new(
                format!("统一社会信用代码 {first} 开头"),
                format!("its credit code begins with {first}"),
            )
        });
    }
    let category_key = fold_key(category);
    if OTHER_CATEGORIES
        .iter()
        .any(|word| category_key.contains(word))
    {
        return Some(Text::new(
            format!("类别为“{category}”"),
            format!("its category is “{category}”"),
        ));
    }
    let key = fold_key(name);
    let named = |zh: &str, word: &str| {
        Text::new(format!("{zh}“{word}”"), format!("the name tells: “{word}”"))
    };
    if let Some(word) = UNLICENSED.iter().find(|word| key.contains(**word)) {
        return Some(named("名称含", word));
    }
    let institution = INSTITUTIONS
        .iter()
        .chain(&INSTITUTION_ENDINGS)
        .find(|word| key.ends_with(**word));
    if let Some(word) = institution {
        return Some(named("名称为", word));
    }
    is_person(&key).then(|| Text::new("对象为自然人", "a natural person"))
}

/// An office that belongs to a town's government and not to the bureau.
pub fn is_township_office(office: &str) -> bool {
    let key = fold_key(office);
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    // The bureau's own squads bear the names of the towns they look after.
    let squad = has(&["大队", "中队", "管理局", "应急局"]);
    has(&["乡", "镇", "街道"]) && has(&TOWNSHIP_OFFICES) && !squad
}

const TOWNSHIP_OFFICES: [&str; 18] = [
    "人民政府",
    "镇政府",
    "乡政府",
    "街道办",
    "应急办",
    "应急站",
    "应急所",
    "应急中心",
    "应急管理站",
    "应急管理所",
    "应急管理办",
    "安监站",
    "安监办",
    "安监所",
    "综合行政执法",
    "综合执法",
    "执法办",
    "企业办",
];

/// The clause of a remark that says that a township made the visit: 由…安监站检查, …镇自行组织检查.
pub fn made_by_township(remark: &str) -> Option<String> {
    let key = fold_key(remark);
    clauses(&key)
        .find(|clause| {
            let visits = ["检查", "实施", "开展"]
                .iter()
                .any(|word| clause.contains(word));
            let town = clause.contains('镇') || clause.contains('乡') || clause.contains("街道");
            let by = clause.strip_prefix('由').is_some_and(is_township_office);
            visits && (by || town && clause.contains("自行") && !clause.contains("企业"))
        })
        .map(str::to_string)
}

/// Individual businesses and farmers' cooperatives: no enterprises in the narrow sense, inspected
/// as if they were.
pub fn only_by_reference(code: Option<&str>, category: &str, name: &str) -> bool {
    if let Some(code) = code.filter(|code| code.len() == 18) {
        return code.starts_with("92") || code.starts_with("93");
    }
    // Serials of 15-digit registration numbers that begin with 6 to 9 are individual businesses.
    let serial = code.filter(|code| code.len() == 15 && code.bytes().all(|c| c.is_ascii_digit()));
    if let Some(serial) = serial {
        return serial.as_bytes()[6] >= b'6';
    }
    let keys = [fold_key(category), fold_key(name)];
    let words = ["个体工商户", "个体户", "专业合作社", "合作联社"];
    keys.iter()
        .any(|key| words.iter().any(|word| key.contains(word)))
}

/// 李明, 李明(个人).
fn is_person(key: &str) -> bool {
    let body = key
        .strip_suffix("(个人)")
        .or_else(|| key.strip_suffix("(自然人)"));
    is_personal_name(body.unwrap_or(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn individual_businesses_are_enterprises_by_reference_only() {
        assert!(only_by_reference(
            Some("92430381MAYYYY016G"),
            "",
            "张记饭店"
        ));
        assert!(only_by_reference(
            Some("93430381MAYYYY016D"),
            "",
            "兴旺合作社"
        ));
        assert!(!only_by_reference(Some("91430381MAYYYY016K"), "个体", "甲"));
        assert!(only_by_reference(Some("430381600000128"), "", "兴旺商店"));
        assert!(!only_by_reference(Some("430381000000012"), "", "兴旺公司"));
        assert!(only_by_reference(None, "个体工商户", "兴旺商店"));
        assert!(!only_by_reference(None, "", "兴旺加油站"));
    }

    #[test]
    fn schools_and_persons_are_no_enterprises() {
        assert!(non_enterprise(Some("12430381MAYYYY016Q"), "", "某小学").is_some());
        assert!(non_enterprise(Some("92430381MAYYYY016G"), "", "张记饭店").is_none());
        assert!(non_enterprise(None, "", "湘乡市东山学校").is_some());
        assert!(non_enterprise(None, "", "刘大山").is_some());
        assert!(non_enterprise(None, "", "兴旺加油站").is_none());
        assert!(non_enterprise(None, "", "张记店").is_none());
        assert!(non_enterprise(None, "自然人（无证照）", "某无名点").is_some());
        assert!(non_enterprise(None, "个体工商户", "兴旺商店").is_none());
        assert!(non_enterprise(None, "", "白托村无证烟花销售点").is_some());
    }
}
