//! Which short words are persons' names: by the surname that they begin with.

/// The surnames that most people bear, in Hunan those of many.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程\
    魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅方邹熊白孟秦邱侯江尹薛闫段雷黎史龙陶贺顾毛郝\
    龚邵万覃武钱戴严莫孔向常汤康易乔赖文欧成柳洪葛颜庞聂左申齐章鲁詹喻管霍殷匡凌祝晏单翟谌舒\
    阮柯纪梅童伍游盛甘项胥皮帅敖佘朴盘卜仇宁岳关萧付阳瞿粟骆樊滕奉屈";
const COMPOUND: &[&str] = &["欧阳", "司徒", "上官", "诸葛", "司马", "皇甫", "令狐"];
/// Last letters of short names that are no person's.
const TRADE: &str = "厂店站场行坊馆铺库院社所部城楼庄园矿局校";

/// Whether a name begins as a person's does.
pub fn begins_with_surname(name: &str) -> bool {
    is_compound(name) || name.chars().next().is_some_and(|c| SURNAMES.contains(c))
}

/// Two or three letters, with a compound surname one more, that begin with a surname and do not
/// end as a shop's name does.
pub fn is_personal_name(name: &str) -> bool {
    let letters = name.chars().count() - usize::from(is_compound(name));
    let last = name.chars().next_back();
    (2..=3).contains(&letters)
        && begins_with_surname(name)
        && last.is_some_and(|c| !TRADE.contains(c))
}

fn is_compound(name: &str) -> bool {
    COMPOUND.iter().any(|surname| name.starts_with(surname))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_from_shops_and_from_other_words() {
        for person in ["李明", "王建国", "欧阳慧敏", "皇甫德昌", "欧建军"] {
            assert!(is_personal_name(person), "{person}");
        }
        for other in ["王记店", "湘乡", "宏辉商贸", "李", "王家大屋", ""] {
            assert!(!is_personal_name(other), "{other}");
        }
    }
}
