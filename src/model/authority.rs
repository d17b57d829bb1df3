//! What the name of an authority says: whether it names one or only an office within one, and
//! whether two names are one body's.

use crate::ground::fold::fold_key;

/// Ends of the names of offices: a 股 or a 科 is always within a body.
const OFFICE_ENDS: [&str; 9] = ["股", "科", "中队", "大队", "支队", "室", "处", "组", "中心"];
/// What a name holds that is a body's, a township's or another trade's, whatever it ends in.
const BODY_WORDS: [&str; 16] = [
    "局",
    "政府",
    "委",
    "厅",
    "镇",
    "乡",
    "街道",
    "办事处",
    "消防",
    "公安",
    "交警",
    "交通",
    "城管",
    "市场",
    "环境",
    "司法",
];
/// Words of every brigade's name; one that holds nothing else does not say whose brigade it is.
const BRIGADE_WORDS: [&str; 10] = [
    "综合",
    "行政",
    "执法",
    "安全生产",
    "安全",
    "应急管理",
    "应急",
    "监察",
    "监管",
    "直属",
];

/// Whether the words name an office and no body: 基础股, 综合行政执法大队.
pub fn is_office_alone(name: &str) -> bool {
    let key = fold_key(name);
    let Some(end) = OFFICE_ENDS.iter().find(|end| key.ends_with(**end)) else {
        return false;
    };
    if BODY_WORDS.iter().any(|word| key.contains(word)) {
        return false;
    }
    match *end {
        "大队" | "支队" | "中心" => {
            let stem = key[..key.len() - end.len()].to_string();
            let rest = BRIGADE_WORDS
                .iter()
                .fold(stem, |stem, word| stem.replace(word, ""));
            rest.chars().count() <= 1
        }
        _ => true,
    }
}

/// Whether the words are the name of a body and nothing else: 湘乡市市场监督管理局, 消防救援大队.
pub fn is_body_alone(name: &str) -> bool {
    let key = fold_key(name);
    let ends = [
        "局",
        "委员会",
        "人民政府",
        "消防救援大队",
        "消防救援支队",
        "消防大队",
    ];
    let whole = |end: &&&str| key.ends_with(**end) && key.chars().count() > end.chars().count();
    ends.iter().any(|end| whole(&end)) && key.chars().count() >= 4
}

/// 湘乡市应急管理局基础股 without its office. A name that ends in its body stands as it is.
pub fn without_office(name: &str) -> &str {
    let ends: Vec<usize> = name
        .match_indices('局')
        .map(|(at, bureau)| at + bureau.len())
        .collect();
    let tail = |at: &&usize| {
        let rest = &name[**at..];
        !rest.is_empty() && OFFICE_ENDS.iter().any(|end| rest.ends_with(end))
    };
    ends.iter().rev().find(tail).map_or(name, |at| &name[..*at])
}

/// Whether the words name a township's government or its office.
pub fn is_township(name: &str) -> bool {
    let key = fold_key(name);
    ["镇人民政府", "乡人民政府", "街道办", "镇政府", "乡政府"]
        .iter()
        .any(|word| key.contains(word))
}

/// Whether `name` is written for the body `own`: the whole name, with an office behind it, a short
/// form on either side, or the body's own brigade.
pub fn is_same_body(own: &str, name: &str) -> bool {
    let (own, key) = (fold_key(own), fold_key(name));
    if key == own {
        return true;
    }
    !is_township(&key)
        && (key.contains(&own)
            || own.ends_with(&key)
            || is_short_form(&key, &own)
            || is_short_form(&own, &key)
            || is_brigade_of(&key, &own)
            || is_brigade_of(&own, &key))
}

/// `市应急局` for `湘乡市应急管理局`: every character in order. Three characters need their trade
/// whole: 城管局 is not 谷城县应急管理局.
fn is_short_form(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    let length = short.chars().count();
    let trade = short.strip_suffix('局').unwrap_or_default();
    (length >= 4 || length == 3 && long.contains(trade))
        && short.ends_with('局')
        && long.ends_with('局')
        && short.chars().all(|wanted| rest.any(|c| c == wanted))
}

/// 湘乡市应急管理综合行政执法大队 of 湘乡市应急管理局.
fn is_brigade_of(brigade: &str, bureau: &str) -> bool {
    let Some(stem) = bureau.strip_suffix('局') else {
        return false;
    };
    let tail = brigade.strip_prefix(stem);
    stem.chars().count() >= 3
        && tail.is_some_and(|tail| OFFICE_ENDS.iter().any(|end| tail.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_no_body_and_a_brigade_with_a_place_is_one() {
        for office in [
            "基础股",
            "危险化学品监管科",
            "执法一中队",
            "综合行政执法大队",
            "安全生产执法大队",
            "办公室",
        ] {
            assert!(is_office_alone(office), "{office}");
        }
        for body in [
            "湘乡市应急管理局",
            "应急局",
            "湘乡市消防救援大队",
            "湘乡市应急管理综合行政执法大队",
            "东郊乡综合行政执法办公室",
            "东山街道办事处",
            "市安全生产委员会办公室",
            "湘乡市应急管理局基础股",
        ] {
            assert!(!is_office_alone(body), "{body}");
        }
    }

    #[test]
    fn a_body_is_known_with_its_office_its_short_form_and_its_brigade() {
        let own = "湘乡市应急管理局";
        for same in [
            "湘乡市应急管理局基础股",
            "应急管理局",
            "市应急局",
            "应急局",
            "湘乡市应急管理综合行政执法大队",
        ] {
            assert!(is_same_body(own, same), "{same}");
            assert!(is_same_body(same, own), "{same}");
        }
        for other in [
            "湘乡市市场监督管理局",
            "湘乡市消防救援大队",
            "湘乡市东郊乡人民政府",
            "湘潭市应急管理局",
            "湘乡市自然资源局",
            "乡管局",
        ] {
            assert!(!is_same_body(own, other), "{other}");
        }
    }

    #[test]
    fn the_office_behind_a_body_is_left_out() {
        assert_eq!(without_office("湘乡市应急管理局基础股"), "湘乡市应急管理局");
        assert_eq!(without_office("湘乡市应急管理局"), "湘乡市应急管理局");
        assert_eq!(without_office("湘乡市消防救援大队"), "湘乡市消防救援大队");
    }
}
