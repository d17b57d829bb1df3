//! An obstacle in words: candidate and obstacle in a sentence, and what would have made the link.

use super::{TOLERANCE_DAYS, WINDOW_DAYS};
use crate::model::{EventIx, FieldName, Lang, Obstacle, OutOfReach, Source, Text};
use crate::reconcile::case::Case;

/// `检查码JCM01 2025-07-01`.
fn brief(case: &Case, at: EventIx) -> Text {
    let event = case.event(at);
    let day = event.start.map(|day| format!(" {day}")).unwrap_or_default();
    let (zh, en, number) = match event.source {
        Source::Platform => ("检查码", "code", event.number()),
        _ => ("检查", "visit", &*event.id),
    };
    Text::new(format!("{zh}{number}{day}"), format!("{en} {number}{day}"))
}

pub fn told(case: &Case, at: EventIx, candidate: Option<EventIx>, obstacle: &Obstacle) -> Text {
    let why = why(case, at, obstacle);
    let Some(candidate) = candidate else {
        return why;
    };
    let brief = brief(case, candidate);
    let (own, other) = (case.event(at), case.event(candidate));
    let of = match own.enterprise.is_some() && own.enterprise == other.enterprise {
        true => String::new(),
        false => format!("“{}”", other.name),
    };
    Text::new(
        format!("最近的候选为{}{of},{}", brief.zh, why.zh),
        format!("nearest: {} {of}; {}", brief.en, why.en).replace(" ;", ";"),
    )
}

fn why(case: &Case, at: EventIx, obstacle: &Obstacle) -> Text {
    let (other_zh, other_en) = match case.event(at).source {
        Source::Safety => ("平台", "the platform"),
        _ => ("执法系统", "the safety system"),
    };
    match obstacle {
        Obstacle::NoCandidate { beyond } => {
            let mut text = Text::new(
                format!("{other_zh}没有该对象或名称相近者的任何记录"),
                format!("{other_en} holds nothing of this object or one like it"),
            );
            if let Some(beyond) = beyond {
                let more = why_beyond(beyond, other_zh, other_en);
                text.zh = format!("{};{}", text.zh, more.zh);
                text.en = format!("{}; {}", text.en, more.en);
            }
            text
        }
        Obstacle::OutOfReach(beyond) => why_beyond(beyond, other_zh, other_en),
        Obstacle::NothingInWindow { days } => {
            let days = days.map(|days| days.to_string()).unwrap_or_default();
            Text::new(
                format!("相差{days}日,前后{WINDOW_DAYS}日内没有该企业的记录"),
                format!("{days} days apart, nothing of the firm within {WINDOW_DAYS} days"),
            )
        }
        Obstacle::DateApart { days } => Text::new(
            format!("日期相差{days}日,超出{TOLERANCE_DAYS}日"),
            format!("dates are {days} days apart, more than {TOLERANCE_DAYS}"),
        ),
        Obstacle::Ambiguous { candidates } => Text::new(
            format!("有{candidates}条同样相近,无法区分"),
            format!("{candidates} are equally near"),
        ),
        Obstacle::Taken { by } if *by == at => Text::new(
            "即本次的码,但属其他主体或已失效,不作为赋码",
            "this visit's, but another body's or no longer valid",
        ),
        Obstacle::Taken { by } => {
            let by = brief(case, *by);
            Text::new(
                format!("已与{}对上,后者更相符", by.zh),
                format!("linked to {}, which agrees better", by.en),
            )
        }
        Obstacle::WeakIdentity { blank } if blank.is_empty() => {
            Text::new("名称、代码不足以认定", "name and code do not settle it")
        }
        Obstacle::WeakIdentity { blank } => Text::new(
            format!("可比信息不足,空白:{}", fields(blank, Lang::Zh)),
            format!("too little to go by; blank: {}", fields(blank, Lang::En)),
        ),
        Obstacle::Contradicted { field, own, other } => Text::new(
            format!("{}不同(“{own}”与“{other}”)", field.zh()),
            format!("{} differs (“{own}”, “{other}”)", field_word(*field)),
        ),
    }
}

fn why_beyond(beyond: &OutOfReach, other_zh: &str, other_en: &str) -> Text {
    match beyond {
        OutOfReach::Period { first, last } => Text::new(
            format!("日期在{other_zh}导出的日期({first}至{last})之外"),
            format!("dated outside what {other_en}'s export holds ({first} to {last})"),
        ),
        OutOfReach::Area { name } => Text::new(
            format!("{other_zh}导出中没有“{name}”的任何记录"),
            format!("{other_en}'s export holds nothing of “{name}”"),
        ),
        OutOfReach::Type { name } => Text::new(
            format!("{other_zh}导出中没有“{name}”一类的任何记录"),
            format!("{other_en}'s export holds nothing of the kind “{name}”"),
        ),
    }
}

pub fn needed(obstacle: &Obstacle) -> Text {
    match obstacle {
        Obstacle::NoCandidate { .. } => Text::new(
            "对方系统有该对象的记录,或两侧信用代码一致",
            "a record of this object on the other side, or equal credit codes",
        ),
        Obstacle::OutOfReach(_) => Text::new(
            "对方导出包含该日期、机构和类型",
            "an export of the other side that covers this date, office and kind",
        ),
        Obstacle::NothingInWindow { .. } | Obstacle::DateApart { .. } => Text::new(
            format!("日期相差不超过{TOLERANCE_DAYS}日,或文书号相同"),
            format!("dates within {TOLERANCE_DAYS} days, or one document number"),
        ),
        Obstacle::Ambiguous { .. } => Text::new(
            "文书号、执法人员或事项能区分各条",
            "a document number, officers or item that tell them apart",
        ),
        Obstacle::Taken { .. } => {
            Text::new("对方另有一条记录", "one more record on the other side")
        }
        Obstacle::WeakIdentity { blank } if blank.is_empty() => Text::new(
            "两侧信用代码一致,或名录载明曾用名",
            "equal credit codes, or a former name in the roster",
        ),
        Obstacle::WeakIdentity { blank } => Text::new(
            format!("补全{}", fields(blank, Lang::Zh)),
            format!("fill in {}", fields(blank, Lang::En)),
        ),
        Obstacle::Contradicted { field, .. } => Text::new(
            format!("{}一致", field.zh()),
            format!("agreement on {}", field_word(*field)),
        ),
    }
}

fn fields(fields: &[FieldName], lang: Lang) -> String {
    let words: Vec<&str> = fields
        .iter()
        .map(|field| match lang {
            Lang::Zh => field.zh(),
            Lang::En => field_word(*field),
        })
        .collect();
    words.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

fn field_word(field: FieldName) -> &'static str {
    match field {
        FieldName::CreditCode => "credit code",
        FieldName::Enterprise => "name",
        FieldName::DateStart => "date",
        FieldName::Officers => "officers",
        FieldName::DocumentNumber => "document number",
        FieldName::Route => "route",
        FieldName::Item => "item",
        _ => "office",
    }
}
