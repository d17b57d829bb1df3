"""What a person does to a review workbook, done by LibreOffice over its Python bridge."""

import os
import subprocess
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField

FORMATS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Office:
    """One LibreOffice without a window, in a profile of its own."""

    def __init__(self, place):
        pipe = f"hedui{os.getpid()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;",
             f"-env:UserInstallation=file://{place}/profile"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local)
        address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        for _ in range(240):
            try:
                context = resolver.resolve(address)
                break
            except Exception:
                time.sleep(0.5)
        else:
            raise SystemExit("LibreOffice does not answer")
        self.desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context)

    def open(self, path):
        url = uno.systemPathToFileUrl(os.path.abspath(path))
        return self.desktop.loadComponentFromURL(url, "_blank", 0, (prop("Hidden", True),))

    def close(self):
        try:
            self.desktop.terminate()
        except Exception:
            pass
        self.process.wait(timeout=60)


class Review:
    """The review sheet of an opened workbook, columns by their headers."""

    HEADER = 2

    def __init__(self, document):
        self.document = document
        self.sheet = document.Sheets.getByName("复核")
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        self.last_column = cursor.RangeAddress.EndColumn
        self.columns = {self.cell(self.HEADER, at).String: at
                        for at in range(self.last_column + 1)}

    def cell(self, row, column):
        return self.sheet.getCellByPosition(column, row)

    def rows(self):
        """Rows with a line, top to bottom."""
        row = self.HEADER + 1
        while self.cell(row, self.columns["序号"]).String:
            yield row
            row += 1

    def text(self, row, header):
        return self.cell(row, self.columns[header]).String

    def put(self, row, header, text):
        self.cell(row, self.columns[header]).String = text

    def sort(self, header, ascending):
        last = max(self.rows())
        area = self.sheet.getCellRangeByPosition(0, self.HEADER, self.last_column, last)
        field = TableSortField()
        field.Field, field.IsAscending = self.columns[header], ascending
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        area.sort((prop("SortFields", fields), prop("ContainsHeader", True)))

    def filter(self, header, text):
        from com.sun.star.sheet import TableFilterField
        from com.sun.star.sheet.FilterOperator import EQUAL
        last = max(self.rows())
        area = self.sheet.getCellRangeByPosition(0, self.HEADER, self.last_column, last)
        wanted = TableFilterField()
        wanted.Field, wanted.Operator = self.columns[header], EQUAL
        wanted.IsNumeric, wanted.StringValue = False, text
        descriptor = area.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        descriptor.setFilterFields((wanted,))
        area.filter(descriptor)

    def delete(self, row):
        self.sheet.Rows.removeByIndex(row, 1)

    def widen(self, header, hundredths):
        self.sheet.Columns.getByIndex(self.columns[header]).Width = hundredths

    def save(self, path):
        url = uno.systemPathToFileUrl(os.path.abspath(path))
        kind = FORMATS[os.path.splitext(path)[1]]
        self.document.storeToURL(url, (prop("FilterName", kind),))
        self.document.close(True)
