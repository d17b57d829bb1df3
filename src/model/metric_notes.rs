//! What the keys of `metrics.json` mean. `docs/metrics.md` is this list.

use super::{Cause, Measure, Register};

/// One key, or with `<…>` in it a family of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricNote {
    pub key: String,
    pub unit: String,
    pub zh: String,
    pub en: String,
}

/// Breakdowns: the first part of their keys, with their titles.
pub const BREAKDOWNS: &[(&str, &str, &str)] = &[
    ("month", "按月份", "By month"),
    ("town", "按乡镇街道", "By town"),
    ("industry", "按行业", "By industry"),
    ("route", "按检查途径", "By route"),
    ("basis", "按检查依据", "By basis"),
    ("office", "按承办机构", "By office"),
    ("officer", "按执法人员", "By officer"),
    ("category", "按企业类别", "By enterprise category"),
];

/// What a breakdown counts: the last part of its keys.
pub const COUNTED: &[(&str, &str, &str, &str)] = &[
    ("inspections", "次", "检查次数", "inspections"),
    (
        "enterprises",
        "家",
        "检查企业",
        "distinct objects inspected",
    ),
    ("codes", "次", "赋码次数", "codes"),
    ("coded", "次", "已赋码检查", "inspections with a code"),
    ("scanned", "次", "已扫码的码", "codes that were scanned"),
    (
        "rate",
        "%",
        "有码检查率",
        "share of inspections with a code",
    ),
];

/// Key, unit, Chinese, English.
const PLAIN: &[(&str, &str, &str, &str)] = &[
    ("rows.read", "行", "读入行数", "rows read"),
    (
        "rows.record",
        "行",
        "记录行",
        "rows that carry an event or an entry",
    ),
    ("rows.document", "行", "文书行", "document rows"),
    ("rows.duplicate", "行", "重复行", "repeated rows"),
    ("rows.rejected", "行", "未能使用的行", "rejected rows"),
    (
        "rows.furniture",
        "行",
        "标题、表头、合计等",
        "titles, headers, totals",
    ),
    (
        "repairs.proposed",
        "条",
        "信用代码按建议值比对的记录",
        "records compared by a proposed credit code",
    ),
    (
        "repairs.open",
        "条",
        "信用代码残缺且无建议的记录",
        "records with a broken credit code and no proposal",
    ),
    (
        "repairs.numbers",
        "条",
        "文书编号按建议值比对的记录",
        "records compared by a proposed document number",
    ),
    ("inspections.total", "次", "检查次数", "inspections"),
    (
        "inspections.planned",
        "次",
        "计划检查(含双随机)",
        "planned, double-random included",
    ),
    (
        "inspections.triggered",
        "次",
        "触发式检查(含专项)",
        "triggered, special included",
    ),
    (
        "inspections.unrouted",
        "次",
        "类型不明的检查",
        "inspections of unknown route",
    ),
    (
        "inspections.reinspections",
        "次",
        "整改复查",
        "re-inspections",
    ),
    (
        "inspections.enterprises",
        "家",
        "检查对象家数",
        "distinct objects inspected",
    ),
    (
        "inspections.random",
        "次",
        "双随机检查",
        "double-random inspections",
    ),
    (
        "inspections.special",
        "次",
        "专项检查",
        "special inspections",
    ),
    ("inspections.joint", "次", "联合检查", "joint inspections"),
    (
        "inspections.joint_rate",
        "%",
        "联合监管率",
        "share of joint inspections",
    ),
    (
        "inspections.triggered_rate",
        "%",
        "触发式占比",
        "share of triggered inspections",
    ),
    (
        "inspections.penalised",
        "次",
        "检查后作出处罚的检查",
        "inspections that led to a penalty",
    ),
    ("codes.total", "次", "赋码次数", "codes"),
    ("codes.cancelled", "次", "已撤销的码", "cancelled codes"),
    (
        "codes.enterprises",
        "家",
        "赋码对象家数",
        "distinct objects coded",
    ),
    (
        "codes.scanned",
        "次",
        "已扫码的码",
        "codes that were scanned",
    ),
    (
        "codes.scan_rate",
        "%",
        "扫码率(扫码÷赋码)",
        "share of codes that were scanned",
    ),
    ("links.total", "对", "已链接", "links"),
    ("links.review", "对", "待复核", "possible links"),
    (
        "links.expected_false",
        "对",
        "预期误链",
        "false links to be expected",
    ),
    (
        "links.expected_missed",
        "对",
        "预期漏链",
        "missed matches to be expected",
    ),
    (
        "gap.net",
        "次",
        "净差:检查次数减赋码次数",
        "inspections less codes",
    ),
    (
        "gap.safety_only",
        "次",
        "有检查、无赋码",
        "inspections without a code",
    ),
    (
        "gap.platform_only",
        "次",
        "有赋码、无检查",
        "codes without an inspection",
    ),
    (
        "gap.multiplicity",
        "次",
        "重复记录减重复赋码",
        "surplus records less surplus codes",
    ),
    (
        "gap.unexplained",
        "次",
        "未解释差异",
        "unexplained difference",
    ),
    (
        "coverage.coded",
        "次",
        "有码的检查",
        "inspections with a code",
    ),
    (
        "codes.per_inspection",
        "%",
        "赋码比:赋码次数÷检查次数",
        "codes per inspection, whatever they are codes for",
    ),
    (
        "coverage.rate",
        "%",
        "有码检查率:有码的检查÷检查次数",
        "share of inspections with a code",
    ),
    (
        "coverage.scanned",
        "次",
        "已亮码(扫码)的检查",
        "inspections whose code was scanned",
    ),
    (
        "coverage.scan_rate",
        "%",
        "亮码检查率(扫码检查÷检查)",
        "share of inspections whose code was scanned",
    ),
    (
        "plan.enterprises",
        "家",
        "计划检查对象",
        "planned enterprises",
    ),
    ("plan.visits", "次", "计划检查次数", "planned visits"),
    ("plan.done", "次", "已实施的计划检查", "planned visits done"),
    ("plan.rows", "行", "计划名单行数", "rows of the plan lists"),
    (
        "plan.unexplained",
        "次",
        "计划核对的未解释差异",
        "unexplained difference of the plan statement",
    ),
    (
        "plan.rate",
        "%",
        "计划完成率",
        "share of planned visits done",
    ),
    ("documents.total", "份", "执法文书份数", "documents"),
    (
        "documents.per_inspection",
        "份/次",
        "次均文书",
        "documents an inspection",
    ),
    ("hazards.total", "项", "查处隐患", "hazards found"),
    ("hazards.major", "项", "其中:重大隐患", "of which major"),
    ("hazards.fixed", "项", "已整改隐患", "hazards put right"),
    (
        "fines.total_fen",
        "分",
        "罚款(检查台账)",
        "fines, as the inspection register has them",
    ),
    (
        "fines.cases",
        "次",
        "有罚款的检查",
        "inspections with a fine",
    ),
    ("cause.<CODE>", "次", "按原因", "by cause, A01 … D05"),
    (
        "counting.records",
        "条",
        "台账记录(重做的只算一条)",
        "records of the register, redone ones once",
    ),
    (
        "counting.<PRESET>.total",
        "次",
        "按该口径的检查次数",
        "inspections by that calibre",
    ),
    (
        "counting.<PRESET>.less.<RULE>",
        "次",
        "该口径下按某规则不计的记录",
        "records that a rule of the calibre leaves out",
    ),
    (
        "counting.difference",
        "次",
        "两种口径之差",
        "difference between the two calibres",
    ),
    (
        "counting.unexplained",
        "次",
        "口径之差的未解释部分",
        "part of it that no rule explains",
    ),
    (
        "cutoff.inspections",
        "次",
        "跨年对应码的检查",
        "inspections whose code lies in another year",
    ),
    (
        "cutoff.codes",
        "次",
        "对应上年或下年检查的码",
        "codes of another year's inspections",
    ),
    (
        "frequency.enterprises",
        "家",
        "计入频次的企业",
        "enterprises whose visits are held against a cap",
    ),
    (
        "frequency.over_cap",
        "家",
        "超频次上限的企业",
        "enterprises visited more often than their cap",
    ),
    (
        "frequency.most",
        "次",
        "单个企业最多检查次数",
        "most visits of one enterprise, as capped",
    ),
    (
        "frequency.repeated",
        "组",
        "短期重复检查",
        "repeated visits within the set days",
    ),
    (
        "frequency.multi_head",
        "组",
        "多头检查",
        "visits of several offices within the set days",
    ),
    (
        "rules.checked",
        "条",
        "已核对的勾稽关系",
        "cross-footing rules that could be checked",
    ),
    (
        "rules.broken",
        "条",
        "不成立的勾稽关系",
        "cross-footing rules that do not hold",
    ),
    (
        "rules.open",
        "条",
        "缺数据未能核对的勾稽关系",
        "cross-footing rules whose data are absent",
    ),
];

/// Every key that a run with these registers can have.
pub fn metric_notes(registers: &[Register]) -> Vec<MetricNote> {
    let note = |key: String, unit: &str, zh: String, en: String| MetricNote {
        key,
        unit: unit.to_string(),
        zh,
        en,
    };
    let plain = PLAIN
        .iter()
        .map(|(key, unit, zh, en)| note(key.to_string(), unit, zh.to_string(), en.to_string()));
    let breakdowns = BREAKDOWNS.iter().flat_map(|(table, zh, en)| {
        COUNTED.iter().map(move |(column, unit, what, told)| {
            let key = format!("{table}.<…>.{column}");
            note(key, unit, format!("{zh} {what}"), format!("{en}: {told}"))
        })
    });
    let measures = registers.iter().flat_map(|register| &register.measures);
    let counted = measures.flat_map(|measure: &Measure| {
        let keys = measure.keys();
        keys.into_iter()
            .map(move |(key, zh, en)| note(key, &measure.unit, zh, en))
    });
    plain.chain(breakdowns).chain(counted).collect()
}

/// What a key means; `None` where nobody said.
pub fn metric_note(registers: &[Register], key: &str) -> Option<MetricNote> {
    if let Some(code) = key.strip_prefix("cause.") {
        let cause = Cause::ALL.iter().find(|cause| cause.code() == code)?;
        return Some(MetricNote {
            key: key.to_string(),
            unit: "次".to_string(),
            zh: cause.code().to_string(),
            en: cause.code().to_string(),
        });
    }
    if let Some(rest) = key.strip_prefix("counting.")
        && let Some((preset, what)) = rest.split_once('.')
    {
        let pattern = match what.strip_prefix("less.") {
            Some(_) => "counting.<PRESET>.less.<RULE>",
            None => "counting.<PRESET>.total",
        };
        let (_, unit, zh, en) = PLAIN.iter().find(|(known, ..)| *known == pattern)?;
        return Some(MetricNote {
            key: key.to_string(),
            unit: unit.to_string(),
            zh: format!("{preset} {zh}"),
            en: format!("{preset}: {en}"),
        });
    }
    if let Some((table, rest)) = key.split_once('.')
        && let Some((label, column)) = rest.rsplit_once('.')
        && let Some((_, zh, en)) = BREAKDOWNS.iter().find(|(known, ..)| *known == table)
        && let Some((_, unit, what, told)) = COUNTED.iter().find(|(known, ..)| *known == column)
    {
        return Some(MetricNote {
            key: key.to_string(),
            unit: unit.to_string(),
            zh: format!("{zh} {label} {what}"),
            en: format!("{en}, {label}: {told}"),
        });
    }
    let made = |unit: &str, zh: String, en: String| MetricNote {
        key: key.to_string(),
        unit: unit.to_string(),
        zh,
        en,
    };
    if let Some((_, unit, zh, en)) = PLAIN.iter().find(|(known, ..)| *known == key) {
        return Some(made(unit, zh.to_string(), en.to_string()));
    }
    let measures = registers.iter().flat_map(|register| &register.measures);
    measures
        .filter(|measure| key.starts_with(&measure.key))
        .find_map(|measure| {
            let (_, zh, en) = measure
                .keys()
                .into_iter()
                .find(|(known, ..)| known == key)?;
            Some(made(&measure.unit, zh, en))
        })
}

/// The page of every key.
pub fn metrics_page(registers: &[Register]) -> String {
    let mut page = String::from(
        "# Keys of metrics.json\n\n\
         One flat object: key → number. Absent data is `null`, never 0. Counts are whole numbers; \
         rates are fractions (0.668435 for 66.8 %); amounts whose key ends in `_fen` are whole \
         fen (1,334,000 yuan is 133400000). `<…>` stands for a label of the data: \
         `town.东郊乡.codes`. Keys of a register are `null` unless a table of it was read; a \
         table without the column is no data either. Keys are added, never renamed.\n\n\
         This page is made from `src/model/metric_notes.rs` and \
         `src/model/registers/shipped.toml`; a test compares it.\n\n\
         | key | unit | 含义 | meaning |\n|---|---|---|---|\n",
    );
    for note in metric_notes(registers) {
        let MetricNote { key, unit, zh, en } = note;
        page.push_str(&format!("| `{key}` | {unit} | {zh} | {en} |\n"));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_keys_is_up_to_date() {
        let page = metrics_page(Register::shipped());
        if std::env::var_os("HEDUI_BLESS").is_some() {
            std::fs::write("docs/metrics.md", &page).unwrap();
        }
        assert!(
            include_str!("../../docs/metrics.md") == page,
            "docs/metrics.md: HEDUI_BLESS=1"
        );
    }

    #[test]
    fn keys_of_every_shape_have_a_note() {
        let zh = |key: &str| metric_note(Register::shipped(), key).map(|note| note.zh);
        assert_eq!(zh("gap.net").as_deref(), Some("净差:检查次数减赋码次数"));
        assert_eq!(
            zh("town.东郊乡.coded").as_deref(),
            Some("按乡镇街道 东郊乡 已赋码检查")
        );
        assert_eq!(zh("penalties.class.fine").as_deref(), Some("行政处罚:罚款"));
        assert_eq!(zh("cause.A15").as_deref(), Some("A15"));
        assert_eq!(zh("cause.Z15"), None);
    }
}
