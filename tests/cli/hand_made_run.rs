//! A run folder written by hand: two linked rows, a document, one inspection without a code.

use super::program::Scene;
use sha2::{Digest, Sha256};

const SAFETY: &str = "2025年检查台账,,\n检查编号,检查对象,\"检查\n时间\"\n\
    J-1,湘乡市甲机械有限公司,2025/04/01\nJ-2,湘乡市乙化工有限公司,2025/04/02\n";
const DOCUMENTS: &str = "文书编号,文书名称\n（湘乡）应急检记〔2025〕1号,现场检查记录\n";
const PLATFORM: &str = "检查码编号,检查对象\nM-1,湘乡市甲机械厂\n";

const LEDGER: &str = "\
source,file,sheet,row,disposition,inspection_id,outcome,cause,probability,detail
platform,platform/码.csv,,1,furniture,,,,,
platform,platform/码.csv,,2,record,iaaaaaaaaa,linked,,0.9991,名称相近
safety,safety/台账.csv,,1,furniture,,,,,
safety,safety/台账.csv,,2,furniture,,,,,
safety,safety/台账.csv,,3,record,iaaaaaaaaa,linked,,0.9991,名称相近
safety,safety/台账.csv,,4,record,ibbbbbbbbb,safety_only,A99,,前后 30 天内无码
safety,safety/文书.csv,,2,document,iaaaaaaaaa,,,,
";

const LINKS: &str = "\
inspection_id,code_inspection_id,decision,surplus,probability,margin,code_id,prior,\
name_level,name_weight,date_level,date_weight,weight
iaaaaaaaaa,iaaaaaaaaa,link,false,0.9991,4.0000,M-1,-6.5000,近似,9.1250,同日,7.5000,10.1250
";

const FINDINGS: &str = "\
rule,severity,file,sheet,row,column,cell,header,actual,title,expected,done,help
T204,doubtful,safety/台账.csv,,4,2,B4,检查对象,湘乡市乙化工有限公司,名称存疑,,,
";

const STATEMENT: &str = r#"{ "inspections": 2, "codes": 1, "lines": [
  { "kind": "count", "cause": null, "text": { "zh": "检查次数", "en": "inspections" },
    "amount": 2, "inspection_ids": [], "records": [] },
  { "kind": "item", "cause": "A99", "text": { "zh": "未赋码", "en": "no code found" },
    "amount": -1, "inspection_ids": ["ibbbbbbbbb"], "records": [
      { "inspection_id": "ibbbbbbbbb", "event": "e", "source": "safety",
        "name": "湘乡市乙化工有限公司", "date": "2025-04-02",
        "rows": [{ "file": "safety/台账.csv", "sheet": "", "row": 4 }] }] }
] }"#;

/// A folder `d` that was run, with the inputs as they were.
pub fn scene() -> Scene {
    let scene = Scene::empty();
    let inputs = [
        ("platform/码.csv", PLATFORM),
        ("safety/台账.csv", SAFETY),
        ("safety/文书.csv", DOCUMENTS),
    ];
    let mut described = Vec::new();
    for (name, text) in inputs {
        scene.write(&format!("d/{name}"), text);
        let digest = Sha256::digest(text.as_bytes());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        described.push(serde_json::json!({ "path": name, "size": text.len(), "sha256": digest }));
    }
    let manifest = serde_json::json!({
        "tool": "hedui", "version": "0.1.0", "state": "published", "started_at": null,
        "finished_at": null, "root": "..", "settings_sha256": "", "inputs": described,
        "rows": { "read": 7, "record": 3, "document": 1, "duplicate": 0, "rejected": 0,
                  "furniture": 3 },
        "outputs": [],
    });
    scene.write("d/hedui-run/manifest.json", &manifest.to_string());
    for (name, text) in [
        ("ledger.csv", LEDGER),
        ("links.csv", LINKS),
        ("findings.csv", FINDINGS),
        ("statement.json", STATEMENT),
    ] {
        scene.write(&format!("d/hedui-run/{name}"), text);
    }
    scene
}
