from django.urls import path

from anlan.work.checks.views import designing, doing, following, walks

urlpatterns = [
    path("checks/", following.home, name="checks"),
    path("checks/lists/", designing.lists, name="check_lists"),
    path("checks/lists/new/", designing.new, name="check_list_new"),
    path("checks/lists/import/", designing.take_in, name="check_list_import"),
    path("checks/lists/template.xlsx", designing.template, name="check_list_template"),
    path("checks/lists/<int:pk>/", designing.one, name="check_list"),
    path("checks/lists/<int:pk>/drop/", designing.drop, name="check_list_drop"),
    path("checks/lists/<int:pk>/list.xlsx", designing.sheet, name="check_list_sheet"),
    path("checks/rounds/new/", following.new, name="check_round_new"),
    path("checks/rounds/<int:pk>/", following.round_page, name="check_round"),
    path("checks/rounds/<int:pk>/missing/", following.missing, name="check_missing"),
    path("checks/rounds/<int:pk>/differences/", following.differences, name="check_differences"),
    path("checks/rounds/<int:pk>/draws/", following.draws, name="check_draws"),
    path("checks/rounds/<int:pk>/hand/", following.hand, name="check_hand"),
    path("checks/rounds/<int:pk>/end/", following.end, name="check_end"),
    path("checks/rounds/<int:pk>/withdraw/", following.withdraw, name="check_withdraw"),
    path("checks/rounds/<int:pk>/sheet.xlsx", following.export, name="check_export"),
    # pages below this address are kept on the device, for where there is no network
    path("checks/do/<int:pk>/", doing.show, name="check_do"),
    path("checks/do/<int:pk>/answer/", doing.answer, name="check_answer"),
    path("checks/do/<int:pk>/room/", doing.room, name="check_room"),
    path("checks/do/<int:pk>/rest/", doing.rest, name="check_rest"),
    path("checks/do/<int:pk>/hand-in/", doing.hand_in, name="check_hand_in"),
    path("checks/walks/", walks.walks, name="check_walks"),
    path("checks/walks/new/", walks.new, name="check_walk_new"),
]
