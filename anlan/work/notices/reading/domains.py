"""Domain and evidence of an obligation: by act first, then by thing, then general."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


def _c(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_EDUCATION = _c(
    r"演练|演习|安全教育|专题教育|教育活动|主题班会|班会|安全课|第一课|最后一课|开学第一课|教会|讲清|讲座|普及[^，]{0,10}知识|教育(?:引导)?(?:学生|师生|幼儿|孩子)|(?:学生|师生)[^，]{0,12}(?:学会|掌握|知晓)|安全提醒教育|法治教育|警示教育|自救|宣讲|培训(?!机构|学校)|轮训|推演|专题课|警示(?:教育)?片|安全提醒|(?:上(?!午)好?|讲好?)[^，]{0,3}[一1两][堂节次][^，]{0,16}课|上好[^，]{0,14}课|(?:进行|开展|加强|接受)[^，]{0,20}(?<!宣传)教育(?!局|部门|系统|厅|行政|工委|管理|体育)|提醒(?:全体|广大|每[名位])?(?:学生|师生|孩子|同学)(?!家长)|讲[一1]遍|[^，]{2,10}提醒$|(?:讲解|讲明)[^，]{2,}"
)
_TRAIN_POST = _c(r"(?:培训|轮训|教育|讲[一\d]?[次堂]?课)[^，]{0,6}$|培训|轮训")
_ASIDE = _c(r"未[^，。；]{2,14}的(?=学生|人员|孩子)|[（(][^（）()]*[)）]|“[^”]{0,6}责[^”]*”|经过?培训的?|培训合格的?")
_POSTS = _c(
    "驾驶[员人]|照管员|保管员|实验员|实验教师|从业人员|炊事|保安|门卫|宿管|电工|管理人员|值班人员|监考|考务|电梯|锅炉|危化品|操作人员|特种|救生员|安全员|食堂"
)
#: Rule 1: by act, in the order of the scheme.
BY_ACT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "parents_letter",
        _c(
            r"(?:给|向|为)[^，。]{0,6}家长[^，。]{0,4}(?:[发寄捎](?!放)|打电话)|告家长书|致家长|家长(?:的)?一封信|家长信|(?:提醒|告知|通知|提示|联系|督促|引导|告诫|推送|提请|嘱咐)[^，。]{0,10}(?:家长|监护人)|(?:家长|监护人)[^，。]{0,8}(?:群|告知|签收|回执|签字确认|知情)|回执|家长会|与(?:家长|监护人)[^，。]{0,8}(?:联系|沟通|签|交接|对接|见面|商|取得)|家长(?:微信|QQ|qq)|向[^，。]{0,8}家长(?!委员会)|家访|(?:叮嘱|叮咛|教育|动员)[^，]{0,6}(?:家长|监护人)|与(?:每[名位])?家长[^，]{0,6}(?:责任书|承诺书)"
        ),
    ),
    (
        "duty",
        _c(
            r"值班(?!室|员|电话|干部|领导|教师)|带班|值守|轮值|巡逻|(?:门卫|保安)[^，]{0,16}巡查|(?:手机|通讯|通信|电话)[^，]{0,12}(?:畅通|开机)|离开(?:本[市县区地]|辖区)|书面请假|在岗备勤|备勤|(?:擅自|随意|空岗)离岗|脱岗|空岗|报备去向|外出报备|[请销]假报备|代替在岗|擅离职守|不得离[人岗]|(?:人员|全程|必须|坚守|按时)在岗|(?:巡查|排班|轮班)表|(?:宿管|保安|门卫|护校|老师|教师|夜间|熄灯后)[^，]{0,14}(?:巡查|巡视|巡逻)|领导干部[^，]{0,6}在岗|值班电话"
        ),
    ),
    (
        "incident_report",
        _c(
            r"(?:事故|事件|险情|灾情|疫情|突发|病例|失联|舆情|伤亡|受损|情况紧急|损失)[^。]{0,30}(?:报告|上报|报送|速报|书面报|电话报|同步报|直报|首报)|(?:报告|上报|报送)[^，]{0,12}(?:事故|事件|险情|灾情|疫情|突发|受灾)|瞒报|迟报|漏报(?!库存)|谎报|缓报|续报|信息报(?:告|送)|第一时间[^，]{0,8}(?:报告|上报)|事故信息|(?:发生|出现|发现|遇有?)(?!变动|更换)[^。]{2,36}?(?:报告(?!单)|上报|报警|报案)(?!制度)|(?:联系不上|走失|失踪|丢失|被盗)[^。]{0,20}(?:报告|上报|报警)|零报告|首报|续报|终报|速报|直报|(?:压[下着]|隐瞒|瞒而|知情|压案)不报|(?:报|统计)[^，]{0,10}受灾|受灾情况|(?:电话|书面)(?:材料|报告)?[^，]{0,8}(?:报|补报)"
        ),
    ),
    (
        "accountability",
        _c(
            r"问责|追责|追究|通报(?:批评)?(?!至|机制|[^，]{0,8}(?:结果|进展|预警|信息))|约谈|一票否决|取消[^，]{0,12}(?:资格|评优|评先|考核|绩效)|移[送交][^，]{0,12}(?:纪检|监察|司法|公安机关|纪委|相关部门处理|有关部门处理)|全[镇县市区校](?:表扬|通报)|不评先|不得评[先优]|责令[^，]{0,8}(?:停业|停产|停止招生|停办)|吊销|诫勉|免职|撤职|(?:予以|给予|从严|严肃)[^，]{0,6}(?:处分|处理|表扬|表彰)|(?:纳入|列入)[^，]{0,16}(?:考核|评价|评估|内容|范围)|考核(?!不?合格)|挂钩|移交[^，]{0,6}(?:纪检|监察|司法)|责任倒查|倒查|依法查处|依法处理|扣分|评先评优"
        ),
    ),
    (
        "inspection",
        _c(
            r"督查|督导|抽查|暗访|回头看|四不两直|驻点(?:监督|督导|检查)|明察|飞行检查|随机检查|督促检查|检查指导|逐校(?:复核|检查|核查|验收)|专项检查组|检查组|互查|交叉检查|市级抽查|县级核查|实地检查|实地查看|包校|包片|蹲点|调研|观摩指导|现场观摩|巡视组|巡考|终检|逐校(?:核验|复查)|工作组[^，]{0,12}(?:检查|核查|督)|(?:检查|核查|暗访|督查|执法)组|联合(?:检查|执法)|视频点名"
        ),
    ),
    (
        "emergency_response",
        _c(
            r"应急预案|预案|启动[^，]{0,8}响应|应急响应|应急(?:物资|队伍|器材|装备|储备|救援|处置|力量|演练)?(?:[^，]{0,4}(?:储备|准备|配备|备))|抢险|救援|救护|疏散(?!通道|指示|标志|楼梯|路线)|撤离|转移(?!联单|支付)|避险|撤人|施救|下水救|救人|待命|(?:备|储备|配备|备齐)[^，]{0,10}(?:编织袋|铁锹|雨衣|手电|救生|绳索|担架|干粮|铜锣|哨子|报警器)|急救|处置工作|先期处置|备[足齐好][^，]{2,}|(?:储备|物资)|妥善处置|安置|抢修|处置(?:方案|流程|办法)|担架|除颤|先救|救治|抢救|(?:沙袋|抽水泵|发电机|挡水板|救生)[^，]{0,24}(?:到位|备|试机|配)|备用(?:电源|设备|车辆|考场)|拨打(?:1[12]0|119)|(?:移|转)至(?:室外|通风|安全)|急救箱|急救药|封存(?:可疑|现场)"
        ),
    ),
    (
        "publicity",
        _c(r"宣传(?!栏张贴)|公益广告|展板|标语|横幅|微信公众号|倡议书|两微一端|(?:校园|利用|通过|用好)[^，]{0,4}广播(?!设备|系统)"),
    ),
)
#: Bodies and duties of a notice about one thing are leadership, not that thing.
_BODIES = _c(
    r"(?:成立|组建|设立|健全)[^，]{0,44}(?:小组|指挥部|专班|委员会|工作组|领导机构)|(?<!、)责任清单|(?<!校长)(?<!园长）)责任制(?!度)|按[^，]{1,6}包[干保]|(?:校长|局长|负责人|领导)(?:担任|任组长)|由[^，]{2,12}任(?:组长|总指挥)|分工名单|明确分工|第一责任人"
)
_BODY = _c("(?:成立|组建|设立)[^，]{0,44}(?:领导小组|工作小组|指挥部|委员会|专班|领导机构)")
#: Water, power, gas, doors together are a mixed check.
_MIXED = _c(r"水、?电、?[气暖]|水电[气暖]?|门窗、[^，]{0,8}(?:电|水)")
#: Rule 2: by thing.
BY_THING: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chemicals", _c("危化|危险化学|化学品|化学危险|剧毒|易制[毒爆]|药品(?!安全监管)|试剂|实验室|废液|放射源|实验室危险|危险废物")),
    ("gas", _c("燃气|液化气|天然气|煤气|瓶装气|管道气|气瓶|灶具|胶管|调压阀|关阀|灶前阀|瓶改管|用气|供气|钢瓶|可燃气体|检漏|煤炉|烟囱|烟道|一氧化碳|炉火|煤气中毒|销售不合格")),
    (
        "bus",
        _c(
            "校车|接送学生|接送车|租用[^，]{0,10}车辆|驾驶[员人]|照管员|随车|接送学生车|客运(?:车辆|公司)|租用?车|包车|出车|乘车|超员|标牌|线路图|无牌无证|车况|上下车"
        ),
    ),
    (
        "building",
        _c(
            "校舍|建筑|房屋|施工|工地|危房|围墙|结构|雨棚|车棚|屋面|脚手架|塔吊|挡墙|护坡|边坡|外墙|吊顶|工棚|临建|在建|楼体|栏杆|护栏|看台|篮球架|球门|单双杠|体育设施|旗杆|吊扇|幕墙|鉴定为|承载|自建房|彩钢|装修|改扩建|教学楼加固|坍塌"
        ),
    ),
    (
        "fire",
        _c(
            "消防|火灾|防火|灭火|动火|明火|电气|用电|插[头座]|充电|电动(?:自行)?车|电瓶车|疏散通道|安全出口|易燃|可燃物|烟花|爆竹|大功率|电热毯|取暖|烟感|喷淋|消火栓|电线|线路老化|应急照明|火源|防火门|焚烧|吸烟|电器"
        ),
    ),
    (
        "food",
        _c(
            "食堂|食品|饮食|就餐|供餐|陪餐|留样|餐饮具?|餐具|食材|原料采购|饮用水|饮水|水箱|桶装水|配餐|小卖部|校园超市|生熟|从业人员|晨检|明厨|炊事|烹|加工间|后厨|用餐|学生餐|直饮|菜|膳食|伙食|营养餐|鼠饵|成品|大宗|冷藏|中毒"
        ),
    ),
    (
        "epidemic",
        _c(
            "疫情|传染病|晨午检|诺如|流感|消毒|通风|缺课|缺勤|呕吐|病例|疫苗|接种|发热|手足口|结核|隔离(?:治疗|观察|病|区|点|室)|居家隔离|健康登记|健康监测|防疫|体温|症状|洗手|环境卫生|卫生清扫|垃圾|大扫除|灭蚊|蚊"
        ),
    ),
    (
        "peak_patrol",
        _c(
            "高峰勤务|护学岗|护考岗|见警|上下学(?:时段|期间|高峰)|上放学|上学放学|(?:门前|门口|校门)[^，]{0,8}(?:执勤|疏导|值守)|上学[、和]放学|校门口[^，]{0,10}(?:秩序|执勤|疏导)|接送(?:区|点|秩序)|警校|护学|早晚高峰|(?:民警|辅警|警力)[^，]{0,4}疏导|错[峰时](?:上学|放学|上下学|上放学|入[校园]|离[校园])|家长志愿者"
        ),
    ),
    (
        "traffic",
        _c(
            "交通|道路|骑行|头盔|步行|过马路|车辆通行|人车分流|斑马线|减速|停车|送考|拥堵|鸣笛|标志标线|交通标[志线]|班线|人行横道|信号灯|骑乘?(?:电动)?自行车|骑乘?电动车|铁路|行车|交警|驾车|骑(?:电动)?车"
        ),
    ),
    (
        "weather",
        _c(
            "预警(?:信号|发布|期间)|[蓝黄橙红]色(?:以上)?预警|气象|停课|停止(?:室外|户外)|恶劣天气|极端天气|防汛|汛期|暴雨|洪水|内涝|台风|积水|排水|除雪|积雪|清雪|扫雪|融雪|防滑|结冰|寒潮|冰冻|低温|雨雪|高温|雷电|防雷|地质灾害|山洪|滑坡|泥石流|沙袋|低洼|停运|推迟到校|延迟到校|调整作息|会商|管道防冻|停课"
        ),
    ),
    (
        "gate",
        _c(
            "门卫|进出校园|出入校|校门(?!口|前|外|周边)|保安|可疑|封闭(?:化|式)?管理|封闭管理|安保|来访|外来(?:人员|车辆)|访客|监控|一键报警|防冲撞|隔离墩|三防|人防|物防|技防|进入校园|无关(?:人员|车辆)|进入[^，]{0,6}(?:警戒|考点|园区)|入校(?:登记|人员|车辆)|登记制度|身份核验|安检[门仪口员]|入校安检|管制刀具|值班岗亭|防暴|防护器械|智能安防|巡更"
        ),
    ),
    (
        "threat",
        _c("黑恶|刑释|吸毒|精神病|肇事|滋扰|综合治理|校园周边|周边(?:治安|环境)|暴力|扬言|危险人员|治安|流氓|敲诈|个人极端|闲散|恶性|网吧|酒吧|歌舞|游戏厅|电子烟|文身|纹身|售烟|售酒"),
    ),
    (
        "other",
        _c(
            "溺水|水域|野泳|下水游泳|欺凌|霸凌|心理|研学|春秋游|集体外出|外出活动|沉迷|违法犯罪(?:记录|信息)|运动会|大型活动|集体活动|拥挤踩踏|体育活动|运动伤害|试卷|保密室|宿舍管理"
        ),
    ),
    ("disputes", _c("矛盾|纠纷|涉稳|信访|上访|化解|诉求|稳控|调处|不稳定因素|争议|赔偿|调解|说明解释|家校(?:矛盾|冲突)")),
)
#: Rule 3: general.
GENERAL: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("key_areas", _c("重点(?:部位|场所|区域|岗位)|要害部位")),
    ("hazards", _c("隐患|自查|排查|全面检查|大检查|整改|整治|检查|销号|问题(?:清单|台账)|清单|安全生产监管平台|逐楼|逐室|薄弱环节")),
    ("risk", _c("风险|研判|防范措施|预警|评估|管控措施")),
    ("leadership", _c("责任|领导小组|机制|方案|职责|部署|会议|工作专班|专班|分工|任务|制度|经费|台账|总结|联络员|报告|实施|一岗双责|交接")),
)
#: Evidence, in order; the first that fits (the labelling scheme calls this soft).
EVIDENCE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "letter_receipts",
        _c(r"告家长书|致家长|一封信|回执|(?:提醒|告知|通知|推送|提示)[^，。]{0,10}(?:家长|监护人)|家长群|家长会|向[^，]{0,4}家长"),
    ),
    ("drill_log", _c("演练|演习")),
    (
        "circular",
        _c(
            r"(?:进行|全市|全县|全区|予以|公开)?通报(?!机制)|问责|约谈|追究|追责|取消[^，]{0,12}资格|印发[^，]{0,6}通报|倒查|一票否决|依法处理"
        ),
    ),
    (
        "training_signin",
        _c(
            r"培训|轮训|安全教育|专题教育|安全课|班会|讲座|第一课|教会|讲清|讲[一1]次课|教育(?:引导)?(?:学生|师生|幼儿)|宣讲|普及[^，]{0,8}知识|教育活动|法治教育"
        ),
    ),
    (
        "report",
        _c(
            r"上报|报送|报告(?!制度|家长)|填报|报备(?!去向)|备案|(?:前|内|要)?报(?:市|县|区|省|我|局|校|中心|送|至|教育|安全)[^，]{0,12}|反馈|速报|续报|电话报|书面报|提交|录入[^，]{0,8}(?:平台|系统)|报宣传"
        ),
    ),
    ("rectification", _c("整改(?!有时限)|消除|清零|销号|清人|停用|封房|挂牌|立行立改|当场改|先封后修|拆除|闭环|限期改|改造到位|修复|加固")),
    ("inventory", _c("底数|造册|清点|备[足齐好]|储备|物资|封存|退库|库存|救援器材|账物|登记[^，]{0,6}(?:数量|编号)|盘点|盘库")),
    (
        "roster",
        _c(
            "值班|带班|值守|护学岗|高峰勤务|执勤|不少于\\d+人|每班|确定[^，]{0,8}(?:员|专人)|专人负责|配备[^，]{0,8}(?:员|保安|人员)|配\\d人|安排(?:教师|人员|专人|志愿者|干部|领导)|轮值|推选|在岗|包干"
        ),
    ),
    (
        "certificate",
        _c(
            "检测|检定|检验|鉴定|评估(?!小组)|验收|合同|协议|资质|许可|合格证|合格报告|标牌|动火证|审批|批准|持证|证明|专业机构|年检|检修报告|有效$|校验|更新改造"
        ),
    ),
    (
        "plan",
        _c("方案|预案|制定|制订|责任书|责任清单|计划|办法|规程|细化|明确责任|措施|机制|清单|修订|规范[^，]{0,10}程序|党政领导责任|职责"),
    ),
    ("publicity", _c("宣传|倡导|倡议|推送|公众号|广播|展板")),
    ("minutes", _c("会议|研判|会商|例会|专题研究|部署会|听取")),
    (
        "photo",
        _c(
            '设置|设在|应设|张贴|悬挂|安装|分柜|专用|分色|标识|标志|围挡|公示|“见|"见|摆放|存放|铺设|覆盖|醒目|防滑垫|警示|通道|标明|先清|安全绳|配备灭火器|拉设|划定'
        ),
    ),
)


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def thing_scores(text: str) -> dict[str, float]:
    """How much ``text`` speaks of each thing: matched characters, later ones a little more."""
    out: dict[str, float] = {}
    for name, pattern in BY_THING:
        hits = list(pattern.finditer(text))
        if hits:
            out[name] = sum(len(h.group()) for h in hits) + hits[-1].start() / (len(text) + 1)
    return out


def thing_of(text: str) -> str | None:
    """The one thing that ``text`` speaks of most."""
    scores = thing_scores(text)
    return max(scores, key=lambda n: scores[n]) if scores else None


@lru_cache(maxsize=2048)
def thing_last(text: str) -> str | None:
    """The thing named last: of 食堂燃气安全 it is the gas."""
    ends = [(hit.end(), name) for name, pattern in BY_THING for hit in pattern.finditer(text)]
    return max(ends)[1] if ends else None


def topic_of(title: str) -> str:
    """A title from 关于 on: the names of issuers before it are no topic, nor are the years and the form after it."""
    words = title.split("关于", 1)[-1]
    return re.sub("(?:的)?(?:紧急)?(?:通知|通告|意见|方案|函|要点|提示)(?:[（(].*)?$", "", words)


@dataclass(frozen=True)
class Around:
    """What stands around a clause: headings (nearest first), title, and the domain just before it."""

    headings: tuple[str, ...] = ()
    title: str = ""
    before: str | None = None
    same_sentence: bool = False
    event: bool = False

    def bonus(self) -> dict[str, float]:
        """What the surroundings add to each thing."""
        out: dict[str, float] = {}
        title = topic_of(self.title)
        topics = list(thing_scores(title))
        single = not re.search("[和、及与]", title) or len(topics) == 1
        last = thing_last(title)
        for name in topics:
            out[name] = out.get(name, 0) + (TITLE_BONUS if single and name == last else 1.5)
        for n, words in enumerate(self.headings):
            for name in thing_scores(words):
                out[name] = out.get(name, 0) + (2.0 if n == 0 else 1.5)
        if self.before in dict(BY_THING):
            out[str(self.before)] = out.get(str(self.before), 0) + (2.5 if self.same_sentence else 0.8)
        return out


#: Domains of the clause before that a clause with no thing of its own takes over within the sentence.
_CARRIED = {"duty", "incident_report", "building", "bus", "gas", "food", "fire", "chemicals", "gate", "epidemic", "emergency_response"}
#: What a notice may be about without its being an object that one checks or mends.
_HAPPENINGS = {"weather", "epidemic", "other", "traffic", "threat", "disputes"}
TITLE_BONUS = 3.0
#: A check that stands before what it looks at: 抽查值班和预案落实情况.
_LOOKS_AT = _c(
    r"(?:督查|督导|抽查|暗访|检查|点名|巡视)[^，]{0,6}(?:值班|带班|预案|值守|演练|制度|[^，]{0,16}(?:落实|执行|开展|到岗|准备)情况)"
)
#: A meeting of those who lead, whatever it hands out.
_MEETS = _c(r"召开[^，]{0,20}(?:会|会议)(?:，|$|部署|研究)")
#: Acts that the thing they speak of outweighs, when the surroundings are about that thing too.
_SOFT_ACT = {"education_drill"}


def act_of(text: str, addressee: list[str]) -> str | None:
    """The domain that the act itself decides (rule 1); brackets and quoted slogans are passed over."""
    text = _ASIDE.sub("", text)
    if re.search("结果[^，]{0,10}(?:通报|公布)|通报[^，]{0,8}结果", text) and addressee != ["school"]:
        return "inspection"
    if re.search("[瞒迟谎漏]报一起|一票否决|取消[^，]{0,14}(?:资格|评优|评先)|(?:问责|追究|追责|处分)一[起个例人家]|通报一[起个例]|予以[^，]{0,6}通报|通报批评|全[市县区省][^，]{0,2}通报|依[法规][^，]{0,6}(?:追究|问责)", text):
        return "accountability"
    if re.search("问责|追责|追究|约谈", text) and _over_others(text, addressee):
        return "accountability"
    looks = _LOOKS_AT.search(text)
    if re.search("对[^，]{2,30}(?:进行|开展)(?:随机|专项|重点|全面)?(?:抽查|督查|暗访)", text) and set(addressee) <= {"city_bureau", "district_bureau", "partner_dept"}:
        return "inspection"
    if _MEETS.search(text) and not re.search("班会|家长会|总结会|讲评会|安全教育|专题教育|演练|培训", text):
        return None if thing_of(text) else "leadership"
    if looks and set(addressee) <= {"city_bureau", "district_bureau", "partner_dept", "leaders"}:
        return "inspection"
    for name, pattern in BY_ACT:
        if name == "duty" and _EDUCATION.search(text):
            return _education(text)
        if pattern.search(text):
            if name == "duty" and re.search("上下学|上学|放学|护学|高峰", text) and not re.search("值班|带班", text):
                continue
            if name == "accountability" and not _over_others(text, addressee):
                continue
            return name
    return _education(text) if _EDUCATION.search(text) else _inspects(text, addressee)


def _education(text: str) -> str | None:
    """Teaching pupils or staff in general; training of post-holders on one thing stays with it."""
    if re.search("演练|演习", text):
        return "education_drill"
    if _POSTS.search(text) and thing_of(text) and re.search("培训|轮训|教育|教会|讲[一1]次课", text) and not re.search("学生|师生", text):
        return None
    return "education_drill"


def _over_others(text: str, addressee: list[str]) -> bool:
    if re.search("问责|追责|追究|约谈|移交|移送|评优|评先|挂钩|一票否决|倒查|资格|诫勉|免职|撤职|处分|吊销|表扬|责令", text):
        return True
    return bool({"city_bureau", "district_bureau", "partner_dept"} & set(addressee)) or "单位" in text


def _inspects(text: str, addressee: list[str]) -> str | None:
    checks = re.search("检查(?!点|站)|复核|核查|巡查|验收|核验|复查|抽检|集中整治|专项整治", text)
    if checks and set(addressee) <= {"city_bureau", "district_bureau", "partner_dept", "leaders"} and addressee:
        if set(addressee) == {"leaders"} and not re.search("一线|值班|食堂巡查|督|到(?:学校|校|食堂|宿舍)", text):
            return None
        return "inspection"
    return None


#: A report on the whole of what the notice is about stays with that.
_SUMMARY = _c(r"(?:总结|台账|情况|方案|汇总表|统计表|报表|典型案例)[^，]{0,20}(?:报|送|交|发)|(?:报|送|交)[^，]{0,16}(?:总结|台账|情况|方案|汇总表|统计表|报表)")


def _of_whole(title_words: str) -> str | None:
    """The one thing that a title is about; a campaign against hazards of all kinds is about hazards."""
    things = thing_scores(title_words)
    if len(things) == 1:
        return next(iter(things))
    if not things and re.search("高考|中考|考试|招生", title_words):
        return "other"
    return "hazards" if not things and re.search("隐患|整治|排查|大检查", title_words) else None


def domain_of(text: str, addressee: list[str], around: Around) -> tuple[str, str]:
    """Domain and the rule that gave it (act, thing, around, general, none)."""
    act = act_of(text, addressee)
    scores, bonus = thing_scores(text), around.bonus()
    if act == "education_drill" and re.search("培训|轮训", text) and ({*scores, *bonus} - {"other"}) and not re.search("学生|师生", text):
        act = None
    if act == "emergency_response" and around.event and re.search(r"(?:分钟|小时)[^，]{0,4}内[^，]{0,6}报[^，。警]{0,10}(?:局|办|中心|政府|领导)", text):
        return "incident_report", "act"
    if act and not (_BODY.search(text) and act in ("education_drill", "emergency_response", "incident_report")):
        return act, "act"
    body = _BODIES.search(text)
    if body:
        return (thing_of(body.group()) if _BODY.search(body.group()) else None) or "leadership", "act"
    if (
        around.event
        and re.search(r"(?:报告|上报|通报情况)(?!制度|单)|报[^，。]{0,10}(?:局|科|委|办|部门|中心|校长|园长|领导|派出所|政府|值班室)", text)
        and not re.search("备案|报备", text)
    ):
        return "incident_report", "act"
    if not scores and around.same_sentence and around.before in _CARRIED:
        return str(around.before), "around"
    if _MIXED.search(text) and len(scores) <= 1:
        return "hazards", "general"
    if re.search("、[^，]{2,24}、[^，]{2,40}等重点(?:部位|场所|区域)", text):
        return "key_areas", "general"
    if len(scores) >= 3 and re.search("重点(?:部位|场所|区域)", text):
        return "key_areas", "general"
    if len(set(scores) - _HAPPENINGS) >= 3 and re.search("检查|排查|自查|确认|过一遍|查看|逐[楼室项]", text):
        return "hazards", "general"
    if any(name not in _HAPPENINGS for name in scores):  # the object in the clause before the danger in the title
        bonus = {name: min(value, 1.0) if name in _HAPPENINGS and name not in scores else value for name, value in bonus.items()}
    total = {name: value + bonus.get(name, 0) for name, value in scores.items()}
    if len(scores) >= 2 and not bonus and re.search("检查|排查|检修|维护|自查|检测|过一遍|试运行", text) and text.count("、") >= 2:
        return "hazards", "general"
    strong = {name: value for name, value in bonus.items() if value >= 2.0}
    general = next((n for n, p in GENERAL if p.search(text)), None)
    if general in (None, "hazards", "risk") or total:
        for name, value in strong.items():
            total[name] = max(total.get(name, 0), value)
    if total and (scores or general in (None, "hazards", "risk")):
        return max(total, key=lambda n: total[n]), "thing" if scores else "around"
    if general is None and around.same_sentence and around.before:
        return around.before, "around"
    if general is None and around.headings:
        spoken = act_of(around.headings[0], addressee)
        if spoken in ("duty", "incident_report", "emergency_response", "parents_letter", "education_drill") and not (
            spoken == "education_drill" and re.search("记录|谈话|登记", text)
        ):
            return spoken, "around"
    if general == "leadership" and _SUMMARY.search(text):
        return _of_whole(title_words=topic_of(around.title)) or general, "around"
    return (general, "general") if general else ("other", "none")


@lru_cache(maxsize=2048)
def evidence_of(text: str, domain: str | None = None) -> str:
    """The one kind of proof that fits best; ``record`` when nothing says more."""
    for name, pattern in EVIDENCE:
        if pattern.search(text):
            if name == "circular" and domain not in (None, "accountability", "inspection"):
                continue
            return name
    return {"duty": "record", "publicity": "publicity", "leadership": "plan", "parents_letter": "letter_receipts"}.get(
        domain or "", "record"
    )
