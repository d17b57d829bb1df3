//! The values of every field, under headers that are known.

#![no_main]

use hedui_fuzz::check_meaning;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hedui_fuzz::count_only_escaping_panics(), |bytes: &[u8]| {
    let (first, rows) = bytes.split_first().unwrap_or((&0, bytes));
    let header = HEADERS[usize::from(*first) % HEADERS.len()];
    check_meaning(&[header.as_bytes(), rows].concat());
});

/// One header row per kind of table.
const HEADERS: [&str; 4] = [
    "序号,检查编号,企业名称,统一社会信用代码,检查开始时间,检查结束时间,检查人员,检查类型,检查结果,\
     隐患数量,罚款金额(元),乡镇,行业,是否复查,文书编号,备注\n",
    "检查码,企业名称,统一社会信用代码,检查事项,扫码时间,检查日期,检查人员,赋码状态,执法部门,\
     申请时间,完成时间,乡镇\n",
    "文书名称,文书编号,案件编号,企业名称,制作日期,检查人员,金额\n",
    "企业名称,统一社会信用代码,行业,乡镇,计划检查月份,检查频次,监管等级,状态\n",
];
