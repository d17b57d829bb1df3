"""Fills in the workbook of tests/review/one_of_each by LibreOffice, as .xlsx and .ods.

    cp -r tests/review/one_of_each/in SCRATCH/in
    hedui review export SCRATCH/in -o SCRATCH/OUT.xlsx --lang zh
    python3 tests/review/fill_one_of_each.py SCRATCH/OUT.xlsx tests/review/one_of_each
"""

import sys
import tempfile

from office import Office, Review

SAID = {
    "J-003": ("同一次检查", "与档案一致", "张三", "2026/1/5"),
    "J-006": ("确为漏扫", "=已电话核实", "张三", "2026-01-06"),
    "M-103": (" 虚假 扫码 ", "", "李四", ""),
    "J-002": ("不同。", "六月为另一次", "", "2026年1月6日"),
}


def main(source, folder):
    with tempfile.TemporaryDirectory() as place:
        office = Office(place)
        try:
            review = Review(office.open(source))
            review.sort("检查日期", False)
            for row in list(review.rows()):
                about = review.text(row, "hedui:about")
                column = "检查码编号/文书号" if about == "code" else "检查编号/文书号"
                said = SAID.get(review.text(row, column))
                if said:
                    for header, text in zip(("判定(下拉选择)", "理由", "复核人", "复核日期"), said):
                        review.put(row, header, text)
            blank = [row for row in review.rows() if not review.text(row, "判定(下拉选择)")]
            review.delete(blank[0])
            review.widen("理由", 9000)
            review.filter("类别", "有检查无码")
            review.save(f"{folder}/填好.xlsx")
            Review(office.open(f"{folder}/填好.xlsx")).save(f"{folder}/填好.ods")
        finally:
            office.close()


main(sys.argv[1], sys.argv[2])
