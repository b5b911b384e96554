"""Addresses of notices, dossiers, the matrix, verifying."""

from django.urls import path

from anlan.work.notices.views import dossiers, line, listing, matrix, reviewing, sending, verifying

urlpatterns = [
    path("notices/", listing.notices, name="notices"),
    path("notices/import/", listing.take_in, name="notice_import"),
    path("notices/<int:pk>/", line.show, name="notice"),
    path("notices/<int:pk>/reissue/", line.reissue, name="notice_reissue"),
    path("notices/<int:pk>/basis/", line.basis, name="notice_basis"),
    path("notices/<int:pk>/amend/", line.amend, name="notice_amend"),
    path("notices/<int:pk>/replace/", line.replace, name="notice_replace"),
    path("notices/<int:pk>/compare/", line.compare, name="notice_compare"),
    path("notices/<int:pk>/withdraw/", listing.withdraw, name="notice_withdraw"),
    path("notices/<int:pk>/review/", reviewing.review, name="notice_review"),
    path("notices/<int:pk>/review/add/", reviewing.add, name="notice_add"),
    path("notices/<int:pk>/review/<slug:verb>/", reviewing.whole, name="notice_whole"),
    path("notices/<int:pk>/lines/<int:line_pk>/", reviewing.line, name="notice_line"),
    path("notices/<int:pk>/units/", reviewing.find_units, name="notice_units"),
    path("notices/<int:pk>/preview/", sending.preview, name="notice_preview"),
    path("notices/<int:pk>/send/", sending.send, name="notice_send"),
    path("notices/<int:pk>/sending/", sending.under_way, name="notice_sending"),
    path("notices/<int:pk>/matrix/", matrix.matrix, name="notice_matrix"),
    path("notices/<int:pk>/matrix/missing/", matrix.missing, name="notice_missing"),
    path("notices/<int:pk>/matrix/report.xlsx", matrix.sheet, name="notice_sheet"),
    path("notices/<int:pk>/matrix/report.docx", matrix.document, name="notice_document"),
    path("notices/<int:pk>/matrix/cell/<int:case_pk>/", matrix.drawer, name="notice_cell"),
    path("notices/<int:pk>/matrix/clause/<int:line_pk>/", matrix.clause, name="notice_clause"),
    path("matrix/", matrix.latest, name="matrix"),
    path("dossiers/<int:pk>/", dossiers.show, name="dossier"),
    path("dossiers/<int:pk>/plan.docx", line.plan, name="dossier_plan"),
    path("dossiers/<int:pk>/receive/", dossiers.receive, name="dossier_receive"),
    path("dossiers/<int:pk>/hand/", dossiers.hand, name="dossier_hand"),
    path("dossiers/<int:pk>/prove/", dossiers.prove, name="dossier_prove"),
    path("dossiers/<int:pk>/lines/<int:case_pk>/not/", dossiers.not_here, name="dossier_not"),
    path("dossiers/<int:pk>/lines/<int:case_pk>/words/", dossiers.clause, name="dossier_clause"),
    path("verify/", verifying.queue, name="verify"),
    path("verify/<int:pk>/", verifying.one, name="verify_one"),
    path("verify/<int:pk>/decide/", verifying.decide, name="verify_decide"),
]
