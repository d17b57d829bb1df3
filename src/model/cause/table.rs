//! The causes, one entry each. Within a side they stand in the order in which they are asked: the
//! first whose test holds is the record's cause, the others are kept beside it.
//!
//! An entry reads: code and of what it is asked; name; when it holds (`test`); what is then written
//! beside the record (`tells`); what to do about it (`measure`); each in Chinese and English.
//!
//! A15 stands before A14: a visit that could not be coded is no evidence of a lost batch. What a
//! code says of itself (B01, B07, B04, B06) stands before what a missing document lets conclude.

use super::{Asked, Cause, CauseEntry};

macro_rules! causes {
    ($($cause:ident $asked:ident
       name $zh:literal $en:literal
       test $test_zh:literal $test_en:literal
       tells $tells_zh:literal $tells_en:literal
       measure $measure_zh:literal $measure_en:literal)*) => {
        /// Every cause, in the order in which they are asked.
        pub const CAUSES: &[CauseEntry] = &[$(CauseEntry {
            cause: Cause::$cause, code: stringify!($cause), asked: Asked::$asked,
            zh: $zh, en: $en,
            test_zh: $test_zh, test_en: $test_en,
            evidence_zh: $tells_zh, evidence_en: $tells_en,
            measure_zh: $measure_zh, measure_en: $measure_en,
        }),*];
    };
}

causes! {
// Side A: an inspection without a usable code.
A01 Lone
    name "检查对象不是企业" "object is not an enterprise"
    test "信用代码不以91、92、93开头;没有代码的,类别或名称表明是机关、事业单位、社会组织、自然人或无证场所"
         "the credit code begins with none of 91, 92, 93; without a code, category or name tell of \
          an authority, institution, association, natural person or unlicensed site"
    tells "检查对象不是企业:{why}" "not an enterprise: {why}"
    measure "不属涉企检查,无需赋码;年报单列"
            "no code needed; report apart from enterprise inspections"
A02 Lone
    name "不属于行政检查" "not an inspection"
    test "活动性质、理由、事项或备注说的是许可核查、事故调查、立案取证、指导服务、督导、宣传等"
         "activity, reason, item or remark tell of a permit check, accident inquiry, evidence \
          for a case, guidance, supervision of a lower body, publicity"
    tells "活动性质为“{word}”" "the activity is “{word}”"
    measure "许可核查、事故调查、服务指导等另行登记"
            "register permit checks, investigations and services apart"
A03 Lone
    name "没有完整检查记录" "no complete inspection record"
    test "记录为草稿、未提交或作废,或文书清单中没有它的现场检查记录,或备注说检查未实施"
         "the record is a draft or void, or the document list holds no site inspection record of \
          it, or its remark says that the visit did not take place"
    tells "{state}" "{state}"
    measure "补齐或作废该记录,确认后再计次"
            "complete or void the record before it is counted"
A04 Lone
    name "平台上线前的检查" "before the platform went live"
    test "检查日期早于平台上线日(设置给定;未给定时由数据推定,并注明)"
         "dated before the platform's go-live day (from the settings; else estimated, and said so)"
    tells "检查日期{day}早于平台上线日{go_live}{basis}"
          "visited {day}, before go-live on {go_live}{basis}"
    measure "不补码,附上线时间说明" "no code possible; state the go-live date"
A05 Lone
    name "复查沿用首次检查的码" "re-inspection rides on the first visit's code"
    test "整改复查,其首次检查(按所依据的文书号,否则按该企业此前最近一次)已赋码,且设置为一事一码"
         "a re-inspection whose first visit (by the order it follows, else the firm's last coded \
          visit) has a code, where the settings say one code per task"
    tells "复查,首次检查{day}({visit})已赋码"
          "re-inspection; the first visit of {day} ({visit}) is coded"
    measure "按一事一码口径说明" "explain under the one-code-per-task rule"
A06 Lone
    name "联合检查由牵头部门赋码" "joint inspection coded by the lead body"
    test "联合检查且牵头部门为其他主体,或同一企业同日的码由其他主体申请"
         "a joint inspection led by another body, or the firm's code of that day is another body's"
    tells "{lead}" "{lead}"
    measure "向牵头部门索取检查码" "obtain the code from the lead body"
A09 Lone
    name "在其他平台赋码" "coded on another platform"
    test "其他平台的导出中有该企业同日前后的码,或记录写明在其他平台赋码"
         "another platform's export holds a code of the firm about that day, or the record says so"
    tells "{where}" "{where}"
    measure "附其他平台的赋码凭证" "attach the other platform's proof"
A10 Lone
    name "已申请,未取得有效码" "applied for, no valid code issued"
    test "为该次检查申请的码处于审批中、退回、撤销、过期或测试状态"
         "the code applied for this visit is pending, returned, cancelled, expired or a test"
    tells "已申请检查码{code},状态:{state}" "code {code} was applied for; its state: {state}"
    measure "查明审批、退回或撤销原因后补录" "find out why, then enter after the fact"
A13 Lone
    name "应急或系统故障免扫" "exempt: emergency or system failure"
    test "记录登记了免扫事由,或备注说明因系统、网络故障无法扫码"
         "the record states a reason for not scanning, or remarks that system or network failed"
    tells "登记事由:{reason}" "recorded: {reason}"
    measure "留存事由,按规定补办手续" "keep the reason, make up formalities"
A15 Lone
    name "平台不支持该事项或途径" "item or route not supported by the platform"
    test "检查事项不在平台清单内,或触发式检查早于该途径开通日(均以设置为准;未给定时由数据推定)"
         "the item is not on the platform's list, or a triggered visit is earlier than that \
          route's opening (both from the settings; else estimated)"
    tells "{gap}" "{gap}"
    measure "申请开通事项或途径" "apply for the item or route to be enabled"
A17 Lone
    name "其他主体的检查计入本局" "another body's inspection counted here"
    test "执法主体不是本局,或承办机构属乡镇、街道,或备注说由其实施"
         "the body is not ours, or the office is a township's, or the remark says that one made it"
    tells "执法主体为{body}" "the body is {body}"
    measure "剔除或改列执法主体" "remove it or correct the body"
A16 Many
    name "导出不完整" "export truncated or filtered"
    test "平台导出在此日期或对此机构没有任何码,而同期检查不断,且并非偶然(见附注)"
         "the platform's export holds no code at all for these days or this office while visits go \
          on, and not by chance (see the note)"
    tells "{block}" "{block}"
    measure "重新导出后再核对" "export again and reconcile again"
A14 Many
    name "批次未同步" "lost batch: a block of visits never reached the platform"
    test "同一机构、人员或途径在一段日期内的检查几乎全无码,其余时间正常,偶然发生的概率低于2%(见附注)"
         "an office's, officer's or route's visits of some days all but lack codes while the rest \
          have them; by chance this would happen in less than 2 % of years (see the note)"
    tells "{block}" "{block}"
    measure "请平台运维核查该批次后整批补录"
            "have the platform's operators check, then enter the batch"
A99 Lone
    name "未赋码(疑似漏扫)" "no code found (possible missed scan)"
    test "以上均不成立" "none of the above"
    tells "{obstacle}" "{obstacle}"
    measure "逐条核实,确属漏扫的限期补录" "verify one by one and enter after the fact"
// Remarks on an inspection and its code.
A07 Linked
    name "码登记在其他名称或代码下" "code stands under another name or credit code"
    test "检查与码已对上,但码登记的名称或代码不同(曾用名、总公司、录入错误)"
         "linked, but the code stands under another name or credit code (former name, parent, slip)"
    tells "码登记为“{name}”" "the code names “{name}”"
    measure "更正平台对象信息" "correct the object on the platform"
A08 Linked
    name "码的日期与检查日期不一致" "code's date differs from the visit's"
    test "检查与码已对上,日期不重合" "linked, and the dates do not overlap"
    tells "码的日期与检查日期相差{days}日" "the code's date is {days} days from the visit's"
    measure "核对并更正检查日期" "check and correct the date"
A11 Linked
    name "检查后补录(期限内)" "coded after the visit, within the deadline"
    test "码在检查结束之后申请,未超过设置的期限(未设期限的均归此类)"
         "applied for after the visit's end, within the deadline (without one, always)"
    tells "检查后{days}日补申请检查码" "the code was applied for {days} days after the visit"
    measure "提醒先赋码后检查" "remind: code first, inspect after"
A12 Linked
    name "检查后补录(超期)" "coded after the deadline"
    test "码在检查结束之后申请,超过设置的期限,或已在核对期间之后"
         "applied for after the visit's end and the deadline, or after the period"
    tells "检查后{days}日补申请检查码" "the code was applied for {days} days after the visit"
    measure "说明超期原因并通报" "explain the lateness"
// Side B: a code without a counted inspection.
B01 Lone
    name "码已撤销、过期或为测试" "code cancelled, expired or a test"
    test "码的状态为撤销、退回、过期或测试,或为该次检查提出的申请未获通过"
         "the code is cancelled, returned, expired or a test, or its application never passed"
    tells "状态:{state}" "state: {state}"
    measure "无需处理,统计时剔除" "none; leave out of statistics"
B07 Lone
    name "其他主体的码" "code held by another body"
    test "执法主体不是本局" "the body is not ours"
    tells "执法主体为{body}" "the body is {body}"
    measure "剔除,由该主体统计" "leave to that body"
B04 Lone
    name "非检查活动赋码" "code for a visit that is no inspection"
    test "活动性质、理由或事项说的是指导服务、宣传、走访等"
         "activity, reason or item tell of guidance, publicity, a courtesy call"
    tells "活动性质为“{word}”" "the activity is “{word}”"
    measure "按服务、宣传类另行统计" "count as service, not inspection"
B06 Lone
    name "检查记录属于其他年度" "inspection dated in another year"
    test "对应的检查不在核对期间,或码所载文书号属其他年度"
         "its visit lies outside the period, or the document number it bears is of another year"
    tells "{other}" "{other}"
    measure "按检查日期归入相应年度" "count in the inspection's year"
B08 Linked
    name "对应检查按口径不计次" "its inspection is not counted under this calibre"
    test "对应的检查按所用统计口径不计次" "its visit is left out by the calibre that the run counts by"
    tells "对应检查{visit}不计次" "its visit {visit} is not counted"
    measure "无需处理,按所用口径说明" "none; state the calibre"
B02 Lone
    name "已申请,检查未实施" "applied for, inspection not carried out"
    test "码未扫、未完成,或备注说检查未实施,执法系统中没有对应检查"
         "neither scanned nor completed, or its remark says that the visit did not take place, and \
          the safety system holds none for it"
    tells "码未扫或未完成,窗口期内无检查文书" "not scanned or completed, no document"
    measure "撤销该码" "cancel the code"
B05 Lone
    name "已完成,但检查文书缺失" "completed, but no inspection document"
    test "码已完成且企业已评价;或备注说文书为纸质或在其他系统;或码的日期在执法系统导出的日期之外,无从对照"
         "completed and rated by the firm; or its remark tells of a document on paper or in \
          another system; or dated where the safety system's export holds nothing"
    tells "{state},无检查文书" "{state}, no document"
    measure "补录文书或查找纸质文书" "find or enter the documents"
B99 Lone
    name "无对应检查(疑似虚假扫码)" "no inspection found (possible false scan)"
    test "以上均不成立" "none of the above"
    tells "{obstacle}" "{obstacle}"
    measure "逐条核实" "verify one by one"
B03 Linked
    name "同一次检查重复赋码" "second code for the same visit"
    test "该次检查已有另一个有效码" "the visit has another usable code"
    tells "检查{visit}已有检查码,此为重复赋码" "visit {visit} has a code already; this is a second one"
    measure "保留一个,撤销其余" "keep one, cancel the others"
// Side C: the plan.
C06 Planned
    name "计划数与名单行数不符" "planned count differs from the list"
    test "只写数量的计划行,其数量与同一事项的名单不同;计划标题所写家数与名单不同时另列提示R303"
         "a row that states a number, and the lists about its item name another; where the title \
          of a plan names another number than its list, finding R303 says so"
    tells "{counts}" "{counts}"
    measure "核对计划" "check"
C04 Planned
    name "企业已注销或停产" "enterprise closed"
    test "计划未完成,企业名录的状态或计划行的备注为注销、吊销、停产、停业、关闭、拆迁等"
         "not done, and the roster or the plan's remark says the firm is deregistered, revoked, \
          suspended, closed or gone"
    tells "{counts}" "{counts}"
    measure "调整计划并备案" "amend the plan"
C08 Planned
    name "计划对象不在企业名录" "planned object not in the roster"
    test "计划未完成,给出的企业名录中没有该企业;已完成的只作备注"
         "not done, and the roster given does not hold the firm; a remark where it was done"
    tells "{counts}" "{counts}"
    measure "补充名录" "add it"
C02 Planned
    name "计划未完成" "planned, not done"
    test "计划途径的检查次数少于计划次数" "fewer visits by a planned route than planned"
    tells "{counts}" "{counts}"
    measure "说明未完成原因" "explain"
C05 Planned
    name "年度计划与双随机重复列入" "on both the annual and the random list"
    test "同一企业同时列入年度计划与双随机名单" "the firm stands on the annual and on the random list"
    tells "{counts}" "{counts}"
    measure "合并检查,避免重复" "combine the visits"
C07 Planned
    name "检查次数超过计划" "done more often than planned"
    test "计划途径的检查次数多于计划次数" "more visits by a planned route than planned"
    tells "{counts}" "{counts}"
    measure "核对频次上限" "check the cap"
C03 Planned
    name "未在计划月份完成" "done outside the planned month"
    test "检查日期不在计划月份内" "a visit's date is outside the planned months"
    tells "{counts}" "{counts}"
    measure "说明调整原因" "explain"
C01 Planned
    name "计划已完成" "planned and done"
    test "以上均不成立" "none of the above"
    tells "{counts}" "{counts}"
    measure "无" "none"
// Side D: double counting inside the safety system.
D01 Rows
    name "同一记录重复导出" "same record exported twice"
    test "行的内容与已读过的一行相同(导出文件重叠)" "the row repeats one already read (overlapping exports)"
    tells "与{first}重复" "repeats {first}"
    measure "已去重" "removed"
D05 Rows
    name "记录作废后重做" "record voided and redone"
    test "记录已作废,同一企业同日前后另有一条有效记录" "void, and a valid record of the same visit replaces it"
    tells "作废后已重做,不计次" "voided and redone, not counted"
    measure "作废记录不计次" "not counted"
D03 Rows
    name "同一次检查拆成多条记录" "one visit in several records"
    test "同一企业、同日、同一批人员的另一条记录" "another record of the same firm, day and officers"
    tells "与{first}为同一次检查的另一条记录" "another record of the visit {first}"
    measure "按一次检查计次口径确认" "decide whether it counts once"
D04 Rows
    name "检查与复查重复计次" "inspection and re-inspection counted twice"
    test "复查与其首次检查各计一次,而口径要求只计一次"
         "a re-inspection and its first visit both count where the rules count one"
    tells "复查与首次检查{first}各计一次" "counted beside its first visit {first}"
    measure "按复查单列口径确认" "decide whether re-inspections count"
D02 Linked
    name "不同企业使用同一文书号" "one serial, different enterprises"
    test "记录的文书号先已用于另一企业的记录" "the record's number was another firm's before"
    tells "文书号与另一企业的记录相同" "bears the document number of another enterprise's record"
    measure "核对文书编号" "check the document numbers"
}
