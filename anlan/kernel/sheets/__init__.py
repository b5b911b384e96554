"""Excel in, Excel out: one declaration of columns gives the template, the reader and the export.

COLUMNS = [Column("name", _("名称"), required=True), Column("opened", _("启用日期"), "date")]
template_workbook(COLUMNS, _("学校名单"))  -> bytes of an xlsx to fill in
read_rows(data, COLUMNS)                  -> Rows; every bad cell named, nothing decided
read_value(COLUMN, "１２")                 -> one typed value by the same rules, or Bad
look_at(data)                             -> Look: headers and texts of a sheet whose columns nobody declared
write_rows(COLUMNS, rows, _("学校名单"))   -> bytes of an xlsx that read_rows takes again
"""

from anlan.kernel.evidence.office import Unreadable
from anlan.kernel.sheets.cells import Bad, read_value
from anlan.kernel.sheets.columns import CellError, Column, Rows
from anlan.kernel.sheets.looking import Look, look_at
from anlan.kernel.sheets.reading import read_rows
from anlan.kernel.sheets.writing import template_workbook, write_plain, write_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

__all__ = [
    "XLSX", "Bad", "CellError", "Column", "Look", "Rows", "Unreadable", "look_at", "read_rows", "read_value", "template_workbook",
    "write_plain", "write_rows",
]  # fmt: skip
