//! Columns and tables that look like something else.

use super::*;

#[test]
fn fines_that_could_be_days_of_a_spreadsheet_are_fines() {
    let lines = [
        "文号 | 被检查单位 | 检查日期 | 执法人员 | 罚款额(元)",
        "（攸县）应急检记〔2025〕1号 | 攸县甲机械有限公司 | 2025-03-05 | 张三、李四 | 50000",
        "（攸县）应急检记〔2025〕2号 | 攸县乙鞭炮厂 | 2025-03-06 | 张三、王五 | 53000",
        "（攸县）应急检记〔2025〕3号 | 攸县丙加油站 | 2025-03-09 | 李四、王五 | 46000",
    ];
    let (mapping, _) = map("a.xlsx", &lines);
    assert_maps(&mapping, &[(3, F::DateStart), (5, F::FineAmount)]);
}

#[test]
fn who_came_along_is_not_whose_visit_it_was() {
    let lines = [
        "文号 | 被检查单位 | 检查日期 | 执法人员 | 联合检查部门 | 豁免情形",
        "（攸县）应急检记〔2025〕1号 | 攸县甲机械有限公司 | 2025-03-05 | 张三、李四 | 攸县消防救援大队 | ",
        "（攸县）应急检记〔2025〕2号 | 攸县乙鞭炮厂 | 2025-03-06 | 张三、王五 | 攸县市场监督管理局 | ",
        "（攸县）应急检记〔2025〕3号 | 攸县丙加油站 | 2025-03-09 | 李四、王五 | 攸县生态环境分局 | 平台故障",
    ];
    let (mapping, _) = map("a.xlsx", &lines);
    assert_maps(&mapping, &[(5, F::Joint), (6, F::Exemption)]);
}

#[test]
fn the_number_of_an_order_beside_the_record_s_own_makes_no_list_of_papers() {
    let lines = [
        "责令限期整改指令书编号 | 现场检查记录编号 | 被检查单位 | 检查日期 | 任务来源 | 执法人员 | 发现问题隐患（项）",
        "（攸县）应急责改〔2025〕1号 | （攸县）应急检记〔2025〕1号 | 攸县甲机械有限公司 | 2025-03-05 | 年度计划 | 张三、李四 | 3",
        "（攸县）应急责改〔2025〕1号 | （攸县）应急复查〔2025〕1号 | 攸县甲机械有限公司 | 2025-03-25 | 整改复查 | 张三、李四 | 0",
        "（攸县）应急责改〔2025〕2号 | （攸县）应急检记〔2025〕2号 | 攸县乙鞭炮厂 | 2025-03-06 | 投诉举报 | 张三、王五 | 2",
    ];
    let (mapping, _) = map("a.xlsx", &lines);
    assert_eq!(mapping.kind, Some(RecordKind::Inspection));
    assert_maps(&mapping, &[(7, F::Hazards)]);
}

#[test]
fn a_state_that_never_changes_gives_way_to_one_that_does() {
    let rows: Vec<String> = ["已完成", "已撤销", "已完成", "已赋码", "已完成", "已完成"]
        .iter()
        .enumerate()
        .map(|(at, state)| {
            format!(
                "JCM{at:06}|湘乡市甲机械有限公司|91430381MAYYYY016K|2025-03-{:02}|{state}|已审核",
                at + 5
            )
        })
        .collect();
    for state in ["状态", "status", "检查码状态（下拉选择）"] {
        let header = format!("检查码编号|企业名称|统一社会信用代码|检查日期|{state}|审核状态");
        let mut lines = vec![header.as_str()];
        lines.extend(rows.iter().map(String::as_str));
        let (mapping, _) = map("codes.csv", &lines);
        assert_maps(&mapping, &[(1, F::CodeId), (5, F::Status)]);
    }
}

#[test]
fn names_with_their_codes_in_brackets_are_names() {
    let lines = [
        "2025年度行政检查计划",
        "企业名称|计划时间|年度检查频次|责任股室",
        "湘乡市某某机械制造有限公司（91430381MAYYYY016K）|第一季度|1|工贸股",
        "湘乡市某某烟花鞭炮厂（91430381MAYYYY024E）|第二季度|2|工贸股",
        "湘乡市某某加油站（92430381MAYYYY016G）|第三季度|1|危化股",
    ];
    let (mapping, _) = map("plan.csv", &lines[1..]);
    assert_maps(&mapping, &[(1, F::Enterprise), (3, F::PlanCount)]);
    assert_eq!(mapping.kind, Some(RecordKind::PlanLine));
}

#[test]
fn six_digits_that_are_no_day_are_a_number() {
    let lines = [
        "单位名称|统一社会信用代码|所在镇街|负责人|登记状态|企业类型|租户编号|所属区划",
        "湘乡市甲机械有限公司|91430381MAYYYY016K|望春门街道|曹波|在营|有限责任公司|100023|430381",
        "湘乡市乙鞭炮厂|91430381MAYYYY024E|望春门街道|吕娟|在营|有限责任公司|100023|430381",
        "湘乡市丙加油站|92430381MAYYYY016G|望春门街道|郭俊志|在营|个体工商户|100023|430381",
    ];
    // 431223 would be the 23rd of December 2043.
    let other = lines.map(|line| line.replace("430381", "431223").replace("100023", "湘"));
    let other = other.each_ref().map(String::as_str);
    for lines in [&lines, &other] {
        let (mapping, _) = map("f.xlsx", lines);
        assert_eq!(mapping.source, Source::Roster, "{mapping:?}");
        assert!(mapping.fields.iter().all(|span| span.field != F::DateStart));
    }
}
