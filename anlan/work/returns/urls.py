from django.urls import path

from anlan.work.returns.views import designing, entering, filling, following

urlpatterns = [
    path("returns/", designing.returns, name="returns"),
    path("returns/new/", designing.new, name="return_new"),
    path("returns/<int:pk>/", following.round_page, name="return_round"),
    path("returns/<int:pk>/design/", designing.design, name="return_design"),
    path("returns/<int:pk>/drop/", designing.drop, name="return_drop"),
    path("returns/<int:pk>/again/", designing.again, name="return_again"),
    path("returns/<int:pk>/missing/", following.missing, name="return_missing"),
    path("returns/<int:pk>/doubts/", following.doubts, name="return_doubts"),
    path("returns/<int:pk>/ask/", following.ask, name="return_ask"),
    path("returns/<int:pk>/freeze/", following.freeze, name="return_freeze"),
    path("returns/<int:pk>/withdraw/", following.withdraw, name="return_withdraw"),
    path("returns/<int:pk>/compare/", following.compare, name="return_compare"),
    path("returns/<int:pk>/sheet.xlsx", following.export, name="return_export"),
    path("returns/<int:pk>/to-fill.xlsx", following.to_fill, name="return_to_fill"),
    path("returns/<int:pk>/merge/", entering.take_in, name="return_take_in"),
    path("returns/<int:pk>/grid/", entering.grid, name="return_grid"),
    path("returns/<int:pk>/grid/cells/", entering.paste, name="return_paste"),
    path("returns/<int:pk>/grid/hand-in/", entering.hand_in_many, name="return_hand_in_many"),
    path("returns/sheets/<int:pk>/", filling.show, name="return_sheet"),
    path("returns/sheets/<int:pk>/cell/", filling.cell, name="return_cell"),
    path("returns/sheets/<int:pk>/rows/", filling.add_row, name="return_add_row"),
    path("returns/sheets/<int:pk>/rows/<int:row_pk>/remove/", filling.remove_row, name="return_remove_row"),
    path("returns/sheets/<int:pk>/last/", filling.take_last, name="return_take_last"),
    path("returns/sheets/<int:pk>/doubts/<int:doubt_pk>/keep/", filling.keep, name="return_keep"),
    path("returns/sheets/<int:pk>/hand-in/", filling.hand_in, name="return_hand_in"),
    path("returns/sheets/<int:pk>/excel/", filling.excel, name="return_excel"),
]
