"""Word out: official documents in the layout of GB/T 9704-2012.

official_document(Official(title=..., body=[Heading(1, "..."), "a paragraph", Table(...)], ...)) -> bytes of a docx
"""

from anlan.kernel.documents.layout import Layout
from anlan.kernel.documents.official import Heading, Official, Table, document_number
from anlan.kernel.documents.rendering import official_document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

__all__ = ["DOCX", "Heading", "Layout", "Official", "Table", "document_number", "official_document"]
