"""Words of the register of places. Pure."""

from anlan.kernel.wording import N_

KINDS = {
    "building": N_("楼"),
    "stair": N_("楼梯通道"),
    "classroom": N_("教室"),
    "canteen": N_("食堂"),
    "dormitory": N_("宿舍"),
    "lab": N_("实验室"),
    "chemical_store": N_("危化品仓库"),
    "boiler": N_("锅炉房"),
    "gate": N_("校门"),
    "gym": N_("体育场馆"),
    "yard": N_("操场"),
    "site": N_("在建工地"),
    "bus": N_("校车"),
    "other": N_("其他"),
}
CONTROLS = {"clear": N_("清人"), "stop": N_("停用"), "seal": N_("封房")}
STANDING = {"clear": N_("此处已清人"), "stop": N_("此处已停用"), "seal": N_("此处已封房")}
