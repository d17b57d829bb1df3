//! Differently worded headers and what they map to.

use super::*;
use crate::transform::sketch::table;
use FieldName as F;

mod likenesses;
mod unlisted;

fn map(file: &str, lines: &[&str]) -> (TableMapping, Vec<Finding>) {
    map_columns(0, &table(file, lines), &Settings::default())
}

fn assert_maps(mapping: &TableMapping, expected: &[(u16, FieldName)]) {
    for (column, field) in expected {
        let found = mapping.fields.iter().find(|span| span.column == *column);
        assert_eq!(
            found.map(|span| span.field),
            Some(*field),
            "column {column}: {mapping:?}"
        );
    }
}

const REGISTER: [&str; 4] = [
    "序号 | 系统编号 | 被检查单位/名称 | 被检查单位/统一社会信用代码 | 检查时间/起 | 检查时间/止 | 检查类别 | 执法人员及证号 | 是否整改复查 | 隐患数（项） | 罚款(万元)",
    "1 | JC001 | 湘乡市甲机械有限公司 | 91430381MAYYYY016K | 2025-03-05 | 2025-03-05 | 计划执法 | 张三(1803)、李四(1804) | 否 | 2 | 0",
    "2 | JC002 | 湘乡市乙鞭炮厂 | 91430381MAYYYY024E | 2025-03-06 | 2025-03-07 | 专项执法 | 张三(1803)、王五(1805) | 否 | 0 | 0",
    "3 | JC003 | 湘乡市丙加油站 | 92430381MAYYYY016G | 2025-03-09 | 2025-03-09 | 其他执法 | 李四(1804)、王五(1805) | 是 | 1 | 0.5",
];

#[test]
fn register_with_merged_header() {
    let (mapping, found) = map("a.xlsx", &REGISTER);
    assert_eq!(
        (mapping.source, mapping.kind),
        (Source::Safety, Some(RecordKind::Inspection))
    );
    assert_maps(
        &mapping,
        &[
            (1, F::Sequence),
            (2, F::RecordNumber),
            (3, F::Enterprise),
            (4, F::CreditCode),
            (5, F::DateStart),
            (6, F::DateEnd),
            (7, F::Route),
            (8, F::Officers),
            (9, F::Reinspection),
            (10, F::Hazards),
            (11, F::FineAmount),
        ],
    );
    assert!(found.is_empty(), "{found:?}");
    assert!(mapping.unmapped.is_empty());
}

#[test]
fn a_roster_with_days_of_registration_is_no_register_of_visits() {
    let (mapping, _) = map(
        "f.xls",
        &[
            "序号 | 企业名称 | 统一社会信用代码 | 法定代表人 | 地址 | 登记日期",
            "1 | 湘乡市甲机械有限公司 | 91430381MAYYYY016K | 周启明 | 湘乡市东郊乡 | 2003-03-05",
            "2 | 湘乡市乙鞭炮厂 | 91430381MAYYYY024E | 谭晓芳 | 湘乡市育塅乡 | 2011-08-12",
            "3 | 湘乡市丙加油站 | 92430381MAYYYY016G | 罗定邦 | 湘乡市泉塘镇 | 2019-11-30",
            "4 | 湘乡市丁石料厂 | 91430381MAYYYY032B | 成立新 | 湘乡市棋梓镇 | 2022-01-09",
        ],
    );
    assert_eq!(
        (mapping.source, mapping.kind),
        (Source::Roster, Some(RecordKind::Enterprise)),
        "{mapping:?}"
    );
}

#[test]
fn register_of_a_ministry_form() {
    let (mapping, _) = map(
        "b.csv",
        &[
            "执法检查起始时间|执法检查截止时间|执法检查性质|被检查单位名称|社会信用代码|所属行业|是否为随机抽取检查单位|执法检查类别|是否举报核实执法检查|现场检查记录",
            "2025/3/5|2025/3/5|现场|湘乡市甲机械有限公司|91430381MAYYYY016K|工贸|是|计划执法|否|（湘乡）应急检记〔2025〕1号",
            "2025/3/6|2025/3/6|现场|湘乡市乙鞭炮厂|91430381MAYYYY024E|烟花爆竹|否|其他执法|是|（湘乡）应急检记〔2025〕2号",
        ],
    );
    assert_eq!(
        (mapping.source, mapping.kind),
        (Source::Safety, Some(RecordKind::Inspection))
    );
    assert_maps(
        &mapping,
        &[
            (1, F::DateStart),
            (2, F::DateEnd),
            (4, F::Enterprise),
            (5, F::CreditCode),
            (6, F::Industry),
            (7, F::RandomDrawn),
            (8, F::Route),
            (9, F::ReportVerified),
            (10, F::DocumentNumber),
        ],
    );
}

#[test]
fn document_list() {
    let (mapping, _) = map(
        "c.csv",
        &[
            "文书文号|文书类型|当事人|制作日期|承办人|关联文书编号|状态",
            "（湘乡）应急检查〔2025〕1号|现场检查方案|湘乡市甲机械有限公司|2025-03-04|张三、李四||有效",
            "（湘乡）应急检记〔2025〕1号|现场检查记录|湘乡市甲机械有限公司|2025-03-05|张三、李四||有效",
            "（湘乡）应急复查〔2025〕1号|整改复查意见书|湘乡市甲机械有限公司|2025-03-20|张三、李四|（湘乡）应急责改〔2025〕1号|作废",
        ],
    );
    assert_eq!(
        (mapping.source, mapping.kind),
        (Source::Safety, Some(RecordKind::Document))
    );
    assert_maps(
        &mapping,
        &[
            (1, F::DocumentNumber),
            (2, F::DocumentKind),
            (3, F::Enterprise),
            (4, F::DateStart),
            (5, F::Officers),
            (6, F::FollowsDocument),
            (7, F::Status),
        ],
    );
}

#[test]
fn codes_with_planned_and_actual_dates() {
    let (mapping, _) = map(
        "d.csv",
        &[
            "检查码编号|检查类型|触发原因|检查企业名称|企业统一社会信用代码|计划检查日期|实际检查日期|申请时间|扫码时间|码状态|企业评价|检查人员",
            "M1|有计划检查||湘乡市甲机械有限公司|91430381MAYYYY016K|2025-03-05|2025-03-05|2025-03-04 09:00:00|2025-03-05 09:30:00|已完成|满意|张三,李四",
            "M2|触发式检查|投诉举报|湘乡市乙鞭炮厂|91430381MAYYYY024E|2025-03-06|2025-03-06|2025-03-05 09:00:00||已赋码||张三,李四",
        ],
    );
    assert_eq!(
        (mapping.source, mapping.kind),
        (Source::Platform, Some(RecordKind::Code))
    );
    assert_maps(
        &mapping,
        &[
            (1, F::CodeId),
            (2, F::Route),
            (3, F::Reason),
            (4, F::Enterprise),
            (5, F::CreditCode),
            (6, F::DatePlanned),
            (7, F::DateStart),
            (8, F::AppliedAt),
            (9, F::ScannedAt),
            (10, F::Status),
            (11, F::Rating),
            (12, F::Officers),
        ],
    );
}

#[test]
fn plans_of_both_grains_and_a_random_list() {
    let (named, _) = map(
        "e.xlsx",
        &[
            "序号|单位名称|信用代码|检查事项|拟检查时间|年度检查频次|承办机构",
            "1|湘乡市甲机械有限公司|91430381MAYYYY016K|工贸检查|3月|1次|执法大队",
            "2|湘乡市乙鞭炮厂|91430381MAYYYY024E|烟花检查|4月—6月|2次/年|执法大队",
        ],
    );
    assert_eq!(
        (named.source, named.kind),
        (Source::Plan, Some(RecordKind::PlanLine))
    );
    assert_maps(
        &named,
        &[(2, F::Enterprise), (5, F::DatePlanned), (6, F::PlanCount)],
    );
    let (items, _) = map(
        "f.xlsx",
        &[
            "序号|检查事项|实施依据|检查对象或抽查对象(含范围、数量或比例)|检查内容(项目)|拟实施检查时间|检查方式|年度检查频次|承办机构|备注",
            "1|对矿山的检查|安全生产法|全市矿山企业58家,确定检查11家|安全管理|1月—12月|现场检查|1次|非煤矿山股|",
            "2|对加油站的检查|安全生产法|全市加油站40家,按20%抽查|安全管理|第二季度|现场检查|1次|危化股|",
        ],
    );
    assert_eq!(
        (items.source, items.kind),
        (Source::Plan, Some(RecordKind::PlanItem))
    );
    let (random, _) = map(
        "g.csv",
        &[
            "抽查计划编号|抽查对象名称|社会信用代码|抽查时间|是否抽中|承办股室",
            "S1|湘乡市甲机械有限公司|91430381MAYYYY016K|5月|是|综合股",
            "S1|湘乡市乙鞭炮厂|91430381MAYYYY024E|5月|否|综合股",
        ],
    );
    assert_eq!(
        (random.source, random.kind),
        (Source::Plan, Some(RecordKind::PlanLine))
    );
    assert_maps(
        &random,
        &[(1, F::PlanNumber), (4, F::DatePlanned), (5, F::Drawn)],
    );
}

#[test]
fn roster() {
    let (mapping, _) = map(
        "h.csv",
        &[
            "企业全称|曾用名|统一社会信用代码|工商注册号|所在镇街|生产经营地址|法定代表人|经营状态",
            "湘乡市甲机械有限公司|湘乡甲机械厂|91430381MAYYYY016K|430381000000012|山枣镇|山枣镇1号|赵一|存续",
            "湘乡市乙鞭炮厂||91430381MAYYYY024E||翻江镇|翻江镇2号|钱二|注销",
        ],
    );
    assert_eq!(
        (mapping.source, mapping.kind),
        (Source::Roster, Some(RecordKind::Enterprise))
    );
    assert_maps(
        &mapping,
        &[
            (2, F::FormerName),
            (4, F::RegistrationNumber),
            (8, F::EnterpriseStatus),
        ],
    );
}

#[test]
fn values_name_columns_under_strange_headers() {
    let (mapping, found) = map(
        "i.csv",
        &[
            "甲|乙|丙|检查日期|丁",
            "湘乡市甲机械有限公司|91430381MAYYYY016K|张三、李四|2025-03-05|计划执法",
            "湘乡市乙鞭炮厂|91430381MAYYYY024E|张三、王小五|2025-03-06|专项执法",
            "湘乡市丙加油站|92430381MAYYYY016G|李四、王小五|2025-03-07|举报核查",
        ],
    );
    assert_eq!(mapping.source, Source::Safety);
    assert_maps(
        &mapping,
        &[
            (1, F::Enterprise),
            (2, F::CreditCode),
            (3, F::Officers),
            (4, F::DateStart),
            (5, F::Route),
        ],
    );
    assert_eq!(
        found
            .iter()
            .filter(|finding| finding.rule == "T103")
            .count(),
        4,
        "{found:?}"
    );
}

#[test]
fn values_veto_a_wrong_header() {
    let (mapping, found) = map(
        "j.csv",
        &[
            "企业名称|检查时间|检查日期|检查类别|记录编号",
            "湘乡市甲机械有限公司|张三、李四|2025-03-05|计划执法|JC001",
            "湘乡市乙鞭炮厂|张三、王小五|2025-03-06|专项执法|JC002",
            "湘乡市丙加油站|李四、王小五|2025-03-07|计划执法|JC003",
        ],
    );
    assert_maps(&mapping, &[(2, F::Officers), (3, F::DateStart)]);
    assert!(
        found.iter().any(|finding| finding.rule == "T104"),
        "{found:?}"
    );
}

#[test]
fn equal_claims_are_a_finding_unless_pinned() {
    let lines = [
        "企业名称|单位全称|检查日期|执法人员|检查类别",
        "湘乡市甲机械有限公司|湘潭某某集团有限公司|2025-03-05|张三、李四|计划执法",
        "湘乡市乙鞭炮厂|湘潭某乙集团有限公司|2025-03-06|张三、李四|计划执法",
    ];
    let (mapping, found) = map("k.csv", &lines);
    assert_eq!(mapping.column_of(F::Enterprise), None);
    assert!(found.iter().any(|finding| finding.rule == "T102"));
    let mut settings = Settings::default();
    let patterns = settings.sources.entry("safety".to_string()).or_default();
    patterns
        .columns
        .insert("enterprise".to_string(), "企业名称".to_string());
    let (mapping, _) = map_columns(0, &table("k.csv", &lines), &settings);
    assert_eq!(mapping.column_of(F::Enterprise), Some(1));
}

#[test]
fn who_inspects_and_who_is_inspected() {
    let (mapping, _) = map(
        "l.csv",
        &[
            "检查单位|单位名称|检查日期|执法人员|检查类别",
            "湘乡市应急管理局|湘乡市甲机械有限公司|2025-03-05|张三、李四|计划执法",
            "湘乡市应急管理局|湘乡市乙鞭炮厂|2025-03-06|张三、李四|计划执法",
        ],
    );
    assert_maps(&mapping, &[(1, F::Body), (2, F::Enterprise)]);
}

#[test]
fn a_table_of_no_system() {
    let (mapping, found) = map(
        "m.csv",
        &["姓名|工资|奖金", "张三|5000|300", "李四|6000|200"],
    );
    assert_eq!((mapping.source, mapping.kind), (Source::Unknown, None));
    assert_eq!(found[0].rule, "T101");
}

#[test]
fn english_headers_and_initials_of_pinyin() {
    let (mapping, _) = map(
        "dump.txt",
        &[
            "record_no|enterprise_name|uscc|town|inspect_date|officer1|officer2|check_type",
            "R-1|湘乡市甲机械有限公司|91430381MAYYYY016K|东郊乡|2025-03-05T09:00:00|张三|李四|planned",
            "R-2|湘乡市乙鞭炮厂|91430381MAYYYY024E|东郊乡|2025-03-06T09:00:00|张三|王五|triggered",
            "R-3|湘乡市丙加油站|92430381MAYYYY016G|泉塘镇|2025-03-09T10:00:00|李四|王五|planned",
        ],
    );
    assert_eq!(mapping.kind, Some(RecordKind::Inspection));
    let expected = [F::RecordNumber, F::Enterprise, F::CreditCode, F::Town];
    let expected = expected
        .into_iter()
        .chain([F::DateStart, F::Officers, F::Officers2, F::Route]);
    let expected: Vec<_> = (1..).zip(expected).collect();
    assert_maps(&mapping, &expected);
    let (mapping, _) = map(
        "qr.dat",
        &[
            "jcmbh|qymc|tyshxydm|jcrq|jcry|zt|sqsj",
            "Q01|湘乡市甲机械有限公司|91430381MAYYYY016K|2025-03-05|张三,李四|已完成|2025-03-04 08:00:00",
            "Q02|湘乡市乙鞭炮厂|91430381MAYYYY024E|2025-03-06|张三,王五|已完成|2025-03-05 08:00:00",
            "Q03|湘乡市丙加油站|92430381MAYYYY016G|2025-03-09|李四,王五|已撤销|2025-03-08 08:00:00",
        ],
    );
    assert_eq!(mapping.kind, Some(RecordKind::Code));
    let expected = [F::CodeId, F::Enterprise, F::CreditCode, F::DateStart];
    let expected = expected
        .into_iter()
        .chain([F::Officers, F::Status, F::AppliedAt]);
    let expected: Vec<_> = (1..).zip(expected).collect();
    assert_maps(&mapping, &expected);
}

#[test]
fn only_date_of_a_register_is_the_visit() {
    let lines = |header: &'static str| {
        [
            header,
            "湘乡市甲机械有限公司 | 91430381MAYYYY016K | 2025-03-05 | 张三、李四",
            "湘乡市乙鞭炮厂 | 91430381MAYYYY024E | 2025-03-06 | 张三、王五",
            "湘乡市丙加油站 | 92430381MAYYYY016G | 2025-03-09 | 李四、王五",
        ]
    };
    let (mapping, _) = map("a.xlsx", &lines("企业 | 信用代码 | 去的日子 | 带队人"));
    assert_maps(&mapping, &[(3, F::DateStart), (4, F::Officers)]);
    let (mapping, _) = map("a.xlsx", &lines("企业 | 信用代码 | 许可到期日 | 带队人"));
    assert!(mapping.fields.iter().all(|span| span.column != 3));
}

#[test]
fn codes_are_known_by_their_title_and_states() {
    let rows = [
        "甲机械有限公司 91430381MAYYYY016K | 已扫码 | 2025-03-05 09:00 ~ 2025-03-05 11:30 | 张三[1803]; 李四[1804] | YS00000001",
        "乙鞭炮厂 91430381MAYYYY024E | 未扫码 | 2025-03-06 09:00 ~ 2025-03-06 11:30 | 张三[1803]; 王五[1805] | YS00000002",
        "丙加油站 92430381MAYYYY016G | 已扫码 | 2025-03-09 09:00 ~ 2025-03-09 11:30 | 李四[1804]; 王五[1805] | YS00000003",
    ];
    let header = "检查对象信息 | 检查码状态 | 检查时段 | 检查人员 | 检查编号";
    let (mapping, _) = map("B.csv", &[header, rows[0], rows[1], rows[2]]);
    assert_eq!(mapping.kind, Some(RecordKind::Code));
    assert_maps(&mapping, &[(1, F::Enterprise), (5, F::CodeId)]);
    let register = "检查对象信息 | 状态 | 检查时段 | 检查人员 | 检查编号";
    let done = rows.map(|row| row.replace("已扫码", "已办结").replace("未扫码", "草稿"));
    let (mapping, _) = map("B.csv", &[register, &done[0], &done[1], &done[2]]);
    assert_eq!(mapping.kind, Some(RecordKind::Inspection));
}

#[test]
fn applications_without_a_word_of_codes() {
    let applications = [
        "检查单号 | 检查主体 | 检查对象 | 检查方式 | 申请时间 | 计划实施时间 | 实际到场时间 | 检查组 | 任务状态",
        "430001 | 湘乡市应急管理局 | 甲机械有限公司 | 现场 | 2025-03-04 16:00 | 2025-03-05 | 2025-03-05 09:20 | 张三，李四 | 已完成",
        "430002 | 湘乡市应急管理局 | 乙鞭炮厂 | 现场 | 2025-03-05 16:00 | 2025-03-06 | 2025-03-06 09:20 | 张三，王五 | 已完成",
        "430003 | 湘乡市应急管理局 | 丙加油站 | 现场 | 2025-03-08 16:00 | 2025-03-09 | 2025-03-09 09:20 | 李四，王五 | 已完成",
    ];
    let (mapping, _) = map("y.csv", &applications);
    assert_eq!(mapping.kind, Some(RecordKind::Code));
    let register = applications.map(|row| {
        row.replace("任务状态", "隐患数")
            .replace("已完成", "2")
            .replace("计划实施时间", "立案日期")
    });
    let register: Vec<&str> = register.iter().map(String::as_str).collect();
    let (mapping, _) = map("y.csv", &register);
    assert_eq!(mapping.kind, Some(RecordKind::Inspection));
}

#[test]
fn days_weeks_after_the_visit_are_not_its_end() {
    let (mapping, _) = map(
        "a.csv",
        &[
            "企业名称|检查日期|检查人员|检查类别|复查日期|隐患总数",
            "湘乡市甲机械有限公司|2025-03-05|张三、李四|计划执法|2025-03-20|2",
            "湘乡市乙鞭炮厂|2025-03-06|张三、李四|专项执法|2025-04-02|1",
            "湘乡市丙加油站|2025-03-09|张三、李四|其他执法|2025-03-25|3",
        ],
    );
    assert_maps(
        &mapping,
        &[(2, F::DateStart), (4, F::Route), (6, F::Hazards)],
    );
    assert!(mapping.column_of(F::DateEnd).is_none());
}

#[test]
fn the_day_of_filling_is_the_day_where_there_is_no_other() {
    let lines = |header: &str| {
        let lines = [
            header,
            "（湘乡）应急检记〔2025〕1号|现场检查记录|湘乡市甲机械有限公司|2025.3.5|张三、李四|2025.3.9",
            "（湘乡）应急责改〔2025〕1号|责令限期整改指令书|湘乡市甲机械有限公司|2025.3.6|张三、李四|2025.3.9",
            "（湘乡）应急检记〔2025〕2号|现场检查记录|湘乡市乙鞭炮厂|2025.3.7|张三、李四|2025.3.9",
        ];
        map("a.csv", &lines).0
    };
    let only = lines("文书字号|文书类型|企业名称|填表日期|执法人员|备注");
    assert_maps(&only, &[(4, F::DateStart)]);
    let beside = lines("文书字号|文书类型|企业名称|检查日期|执法人员|填表日期");
    assert_maps(&beside, &[(4, F::DateStart), (6, F::ExportedAt)]);
}

#[test]
fn months_and_days_with_a_dot_are_days_under_a_header_of_days() {
    let (mapping, _) = map(
        "a.csv",
        &[
            "受检单位|检查日期|检查人员|检查类别|隐患数",
            "湘乡市甲机械有限公司|1.2|张三、李四|计划执法|2",
            "湘乡市乙鞭炮厂|1.9|张三、李四|专项执法|1",
            "湘乡市丙加油站|1.10|张三、李四|其他执法|3",
        ],
    );
    assert_maps(&mapping, &[(2, F::DateStart), (5, F::Hazards)]);
}

#[test]
fn a_number_that_counts_the_rows_is_no_records_number() {
    let map_with = |numbers: [&str; 3]| {
        let rows = numbers.map(|n| format!("{n}|湘乡市{n}机械厂|2025-03-05|张三、李四|计划执法"));
        let mut lines = vec!["编号|企业名称|检查日期|检查人员|检查类别"];
        lines.extend(rows.iter().map(String::as_str));
        map("a.csv", &lines).0
    };
    assert_maps(&map_with(["1", "2", "3"]), &[(1, F::Sequence)]);
    assert_maps(
        &map_with(["20250017", "20250018", "20250021"]),
        &[(1, F::RecordNumber)],
    );
}

#[test]
fn certificates_and_complaints_are_no_inspections() {
    let certificates = [
        "证书编号 | 姓名 | 作业类别 | 初领日期 | 有效期至 | 工作单位",
        "T430381 | 张三 | 低压电工作业 | 2025-03-05 | 2031-03-04 | 湘乡市甲机械有限公司",
        "T430382 | 李四 | 低压电工作业 | 2025-03-06 | 2031-03-05 | 湘乡市乙化工有限公司",
    ];
    let complaints = [
        "投诉编号 | 被投诉单位 | 投诉时间 | 投诉内容 | 处理结果",
        "TS1 | 湘乡市甲机械有限公司 | 2025-03-05 | 占用通道 | 处理中",
        "TS2 | 湘乡市乙化工有限公司 | 2025-03-06 | 夜间动火 | 已办结",
    ];
    for lines in [certificates, complaints] {
        let (mapping, _) = map("a.xlsx", &lines);
        assert_eq!(mapping.kind, None, "{}", lines[0]);
    }
    let verified = [
        "企业名称 | 检查日期 | 执法人员 | 是否举报核实 | 投诉编号",
        "湘乡市甲机械有限公司 | 2025-03-05 | 张三、李四 | 是 | TS1",
        "湘乡市乙化工有限公司 | 2025-03-06 | 张三、李四 | 否 |",
    ];
    let (mapping, _) = map("a.xlsx", &verified);
    assert_eq!(mapping.kind, Some(RecordKind::Inspection));
}

#[test]
fn overlapping_exports_of_one_system_are_not_two_systems() {
    let codes = |file: &str, header: &str, state: &str| {
        let row = |day: u32| {
            format!(
                "JCM2025030{day} | 湘乡市甲{day}有限公司 | 2025-03-0{day} | 张三、李四 | {state}"
            )
        };
        let rows: Vec<String> = (1..6).map(row).collect();
        let lines: Vec<&str> = std::iter::once(header)
            .chain(rows.iter().map(|r| &**r))
            .collect();
        crate::transform::sketch::table(file, &lines)
    };
    let tables = [
        codes(
            "a.csv",
            "检查码编号 | 检查对象 | 扫码时间 | 执法人员 | 码状态",
            "已扫码",
        ),
        codes(
            "b.csv",
            "赋码编号 | 检查对象 | 拟检查日期 | 执法人员姓名 | 办理状态",
            "已完成",
        ),
    ];
    let mapped = map_tables(0, &tables, &Settings::default());
    let sources: Vec<Source> = mapped.iter().map(|(mapping, _)| mapping.source).collect();
    assert_eq!(sources, [Source::Platform, Source::Platform]);
    let visits = |file: &str, header: &str| {
        let row = |day: u32| {
            format!("湘乡市甲{day}有限公司 | 2025-03-0{day} | 张三、李四 | {day} | 计划执法")
        };
        let rows: Vec<String> = (1..6).map(row).collect();
        let lines: Vec<&str> = std::iter::once(header)
            .chain(rows.iter().map(|r| &**r))
            .collect();
        crate::transform::sketch::table(file, &lines)
    };
    let tables = [
        visits(
            "a.csv",
            "企业名称 | 检查日期 | 执法人员 | 隐患数 | 检查类别",
        ),
        visits(
            "b.csv",
            "受检单位 | 检查时间 | 检查人员 | 一般隐患数 | 类别",
        ),
    ];
    let mapped = map_tables(0, &tables, &Settings::default());
    let sources: Vec<Source> = mapped.iter().map(|(mapping, _)| mapping.source).collect();
    assert_eq!(sources, [Source::Safety, Source::Safety]);
}
