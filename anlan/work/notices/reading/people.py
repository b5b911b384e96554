"""Who a clause speaks to: explicit subjects, the salutation, and what is inherited from before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .vocabulary import at_end, at_start

SELF, BELOW, BOTH = "city_bureau", "district_bureau", "both"
#: A bare 县局 or 中心校: the issuer itself when the notice comes from one, else the level below.
COUNTY, CENTRE = "county", "centre"
#: 各乡镇: its government when the notice goes to governments, else the school office of the town.
TOWN = "town"
#: The office of a standing body that issues notices itself: 区校安办.
OFFICE = "office"

_AREA = r"(?:(?:辖)?[县市区旗州地](?:[（(](?:[县市区旗园辖][、，]?){1,4}[)）])|县(?:区|市区)|辖市区|区县|县市区|县级|区级|市县|旗县|乡镇|开发区|高新区|经开区|新区|地|城区)"
_BUREAU = r"(?:教育(?:体育|文体|科技|和体育|和科技)?(?:局|分局|行政(?:主管)?部门|主管部门|部门|办|组|总支|中心|督导组)|教体局|教科局|教文体局|社会事业局|社会事务局|文教局|招生考试(?:委员会|机构|办公室)|招(?:考办|委会?|生办))"

#: The name of a firm: no word of command or relation in it.
_NAME = r"(?:(?![要应须由与和对向给把将的从在请委联督监及、对]|学校|各校|幼儿园)[\u4e00-\u9fa5]){0,10}?"
_DEPT = r"(?:文旅|文化|文广|旅游|烟草|工商|质监|药监|食药监|安监|环保|广电|建设|城建|规划|自然资源|国土|林业|农业|农业农村|畜牧|综合执法|城市管理|执法|运管|路政|海事|港航|人社|财政|发改|民宗|体育|科技|商务|粮食|市政|园林|防汛|防震减灾|地震|电力|通信管理|建设交通|房管|司法行政|退役军人)"

#: Role of a subject; the first pattern that matches at the end of the words before the verb wins.
ROLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:各|有关|相关)(?:乡镇|镇街|乡镇街道|街道|镇|乡)(?:（街道）)?(?=$|[要应须对把将负每由])", (TOWN,)),
    (
        rf"(?<![各级、])(?:(?:[县区旗]|新区|开发区|高新区|经开区)(?:{_BUREAU}|局(?!属))|(?<![地属])教育(?:行政)?部门)(?:(?:(?![每将会联要应须对抽在到于])[\u4e00-\u9fa5]){{1,5}}(?:科|股|处|室|办))?",
        (COUNTY,),
    ),
    (r"(?<![各镇乡区教])(?:中心(?:学)?校|总校|教管办|教育总支|学区)(?!长|[内各域校中]|房|主任)", (CENTRE,)),
    (
        r"任何(?:单位|学校)(?:和个人)?|各地各(?:类)?(?:学校|校|单位|部门)|各地[、，和]各?(?:学校|校|单位)|各级各(?:类学校|单位|部门)|各(?:有关|相关|直属)?单位|各县区和学校|(?:县区|区县)[、和](?:学校|各校)",
        (BOTH,),
    ),
    (rf"(?:各)?(?:级|{_AREA}|(?:各)?县（市、区）)(?:人民政府)?{_BUREAU}(?:和学校|、学校)", (BELOW, "school")),
    (
        rf"(?:各|有关)?(?:乡镇|镇|街道|片区|片)?中心(?:学)?校|(?:各级|各地|各|有关|相关|属地|上级|当地|所在地){_AREA}?{_BUREAU}|{_AREA}{_BUREAU}|{_AREA}局(?!部)|各(?:镇|乡|乡镇|县|区|市|旗|县市|片区)(?:[（(][^（）()]{{1,8}}[)）])?{_BUREAU}|(?:各){_AREA}(?!各)|各(?:区|县)(?=[^内域级]|$)|各地(?!各)|各?(?<!教)学区(?:中心校)?|教育督导室|教管中心|教办|属地教育",
        (BELOW,),
    ),
    (r"(?:各)?(?:县区|市县|县市区|区县|县|区|市)?教育(?:、[\u4e00-\u9fa5]{2,4}){1,6}(?:等)?部门", (BELOW, "partner_dept")),
    (r"[两三四五六]局(?=[要应须将对联每于共])|(?:各|联合|三|四|五|六|两|多)(?:个)?部门(?:联合)?", ("issuers",)),
    (
        r"(?:[市县区镇]|[市县区]教育)?(?:校安办|安委办|安委会办公室|校园安全办|整治办|专班办公室|(?:工作)?领导小组办公室|联席会议办公室)",
        (OFFICE,),
    ),
    (
        r"(?:各)?(?:街道|乡镇|镇|片区)?(?:[（(][^（）()]{1,6}[)）])?教育(?:服务|管理|指导)(?:中心|站|所|办)|教管[站所]|联校|学区办(?:公室)?",
        (BELOW,),
    ),
    (
        r"(?<![各级县区])(?:我|本|市|省|州|盟)(?:局|厅|委(?!员)|教育局|招委)(?:[\u4e00-\u9fa5]{1,6}(?:科|处|室|办|中心|站|队))?|(?<!各)(?:市|省)(?:教育|教体|教育体育|教科|招生考试)(?:局|厅|委员?会?)(?:机关)?(?:[\u4e00-\u9fa5]{1,6}(?:科|处|室|办|中心))?|(?:市|省)级(?=抽查|督查|检查|验收|复核|督导|组织|将)|教育装备中心|教育技术装备中心|(?<![校园学、])(?:安全(?:管理|稳定|保卫)?|安稳|安保|基教|基础教育|体卫艺|体艺卫|职成教?)(?:科|股)(?!长|学)|局安全办|局领导班子|领导小组办公室",
        (SELF,),
    ),
    (
        rf"(?:各|有关|相关)?{_NAME}(?:公司|供应站|充装站|配送站|供气站|加气站|经营部|供货商|服务商)(?:安全员|负责人|经理|员工|人员)?|(?:各|有关|相关)?(?:(?:燃气|瓶装气|校外)?(?:经营|供餐|用餐配送|生产|处置|清运|检修|安装|运维)(?:企业|单位)|涉事企业)|"
        r"(?:承包|供餐|供货|配送|承运|承建|运维|建设)方|(?:瓶装气|燃气|食材|餐食)?(?:配送|送餐|送气|送货|施工|维保|安装|检测|抄表)(?:人员|工人?|车辆|车)(?!证)",
        ("contractor",),
    ),
    (
        r"(?:项目经理|项目负责人|总监理?|监理工程师|包工头)|(?:电梯|锅炉|消防|空调|设备|监控)维保(?:单位|公司|人员)|商家|店主|经营者|经营户|摊主|(?:施工|建设|监理|承建|代建|维保|检测|供货|运营|承包|承运|物业|保安服务|配送|供餐|送餐|第三方|租赁|维修|改造|拆除)(?:方|单位|公司|企业|机构|商)|(?:燃气|供气|管道气|瓶装气|客运|运输|校车服务|校车运营|保险|餐饮|电梯|物业|配餐|供水|供电|供热|监控)(?:服务)?(?:企业|公司|单位|提供者)|承包(?:商|企业|人)|供应商|(?:食堂)?承包企业|车主|集体用餐配送单位|开发商",
        ("contractor",),
    ),
    (
        rf"(?:各|当地|属地|所在)?(?:街道|乡镇|镇|村)(?:办事处|人民政府|政府|社会事务[办所]|综治(?:办|中心)|安监(?:办|站|所)|应急(?:办|站|所)|平安办|(?=要|应|须|负责))|(?:各|当地|属地|所在|有条件的)(?:街道|乡镇|镇|村)$|公安分局|各?(?:交警|巡警|消防|特巡警)?(?:中队|大队|支队)|气象台|水文站|(?:应急|安监|国土|司法|交管|房管|市监|自然资源|畜牧|农技)所|(?:水利|水文|气象|农机|防疫)站|村委会|村\(居\)委会|居委会|社区(?:干部|民警|居委会)|"
        rf"(?:[市县区]|各级)?{_DEPT}(?:(?:、|和|与){_DEPT})*(?:等)?(?:行政|主管|执法|管理|监管)?(?:部门|局|大队|支队|所|站|办(?!法|理|公|学|好|事))|(?:市|县|区)?(?:团委|团组织|共青团|妇联|关工委|红十字会|残联|法院|检察院|政法委|宣传部|网信办)",
        ("partner_dept",),
    ),
    (
        r"(?:各)?派出所|(?:公安|执勤)?民警(?:或辅警)?|辅警|交警|(?:乡镇|社区|镇)?卫生(?:院|服务中心)|疾控中心|镇政府|街道办|村（?居）?委会|(?:[市县区]|辖区|属地|当地)?(?:公安(?:交警|交管|治安)|公安|交警|交管|消防|住建|城管|卫健|卫生|应急|应急管理|市场监管|市场监督管理|供电|供水|供气|自来水|通信|气象|水利|交通运输|交通|生态环境|综治|政法|文旅|民政|司法|自然资源|电力|疾控|街道|乡镇政府|镇街)(?:、[\u4e00-\u9fa5]{2,6})*(?:和[\u4e00-\u9fa5]{2,6})?(?:管理|主管|行政|救援)?(?:部门|机关|机构|局|大队|支队|中队|派出所|队|办|中心|办事处)",
        ("partner_dept",),
    ),
    (
        r"(?:各|全体|有关|涉事)?(?:考点)?(?:学校|学区|幼儿园|考点|中心校|村小|教学点|民办园|中小学)(?:校长|园长|院长|负责人|主要负责人|分管负责人|书记)|法定代表人|举办者|董事长|理事长|带队人|带队领导|(?:各)?村小校长",
        ("leaders",),
    ),
    (
        r"(?:各?[\u4e00-\u9fa5]{0,3}(?:教育)?局|各?学校|各?校)(?:领导)?班子成员|(?:各级|各校|学校|校级|后勤|教学|德育|安全|业务|法制|法治|带队|驻校|党政|党员|班子|局|主要|分管|值班|带班|包保|相关|有关|单位|部门|行政|中层|年级|副|负责|机关|挂钩|联系)*(?:校)?(?:领导干部|领导班子|班子成员|领导|负责人|负责同志|干部|责任人|第一责任人)|(?:党组织)?书记|(?:分管|主管|后勤|教学|德育|安全|业务|法治)?(?:副)?(?:校长|园长|院长)|校园长|校（园）长|校\(园\)长|总务主任|德育主任|教导主任|政教主任|法治副校长|副职|(?:各)?年级(?:主任|组长)|考点主考|主考",
        ("leaders",),
    ),
    (r"(?:学校)?(?:门卫|保安|保安员|安保人员|保卫人员|护校队员?|安保力量|保安队伍|专职保安)(?:人员)?", ("gate_guard",)),
    (r"教职员工|教职工|教师员工", ("teachers", "staff_other")),
    (r"(?:全体|在校|涉险|被困|留校|无关)?师生", ("teachers", "students")),
    (
        r"(?:任课|在场|(?:实习)?指导|住校|驻校|轮值|值周|包班|各科|带队|值日|当堂|科任|实验|体育|监考|随行|护导|值班|带班|当班|生活|陪护|陪同|跟车|相关|新聘|骨干|心理)?(?:教师|老师)|班主任|辅导员|教研组长|(?:体育|教研|备课|年级|学科)组(?!长|织)|监考员|监考人员|导师",
        ("teachers",),
    ),
    (
        r"(?:随车)?照管员|照管人员|(?:校车)?(?:驾驶员|驾驶人|司机)|(?:食堂)?(?:从业|工作|加工|操作)人员|炊事(?:人员|员)|厨师(?:长)?|厨工|保管员|保管人员|实验员|实验室主任|实验(?:室)?管理人?员|宿管(?:员|人员)?|宿舍管理(?:员|人员)|值班(?:人员|员)|(?:学校|食品|燃气)?安全(?:管理|总监|员)(?:人?员)?|校医|保健(?:教师|医生|老师)|电工|"
        r"(?:食堂|仓库|宿舍|实验室|校车|设备|场馆)(?:管理员|主管)|食品安全总监|总监|后勤(?:人员|部门)|维修人员|水电工|清雪人员|保洁(?:员|人员)?|仓库管理员|食品安全员|专职人员|管理员|管理人员|安全专干|信息员|巡查员|观察员|救生员|网格员|电梯管理员|联络员|考务人员|安检人员|安检员|工勤人员|司炉人员|医护人员|消防(?:控制室)?值(?:班|守)人?员|夜间值班(?:人员|员)|总务处?|政教处|安全办|保卫处|保卫科|食堂(?:负责人|经营者)|通信员|操作(?:人员|工)|司炉工?",
        ("staff_other",),
    ),
    (
        r"(?:全体|广大|患病|在校|住校|寄宿|外出|病愈|每名|参训|值日|走读|返校|乘车|参赛|留校|腹泻|发热|离校|参考)?(?:学生|考生|同学|孩子|幼儿|儿童)(?!家长)",
        ("students",),
    ),
    (r"(?:学生|幼儿|全体|各位|广大|接送|乘车)?(?:家长朋友们?|家长委员会|家委会|家长|监护人)(?!群|书|信|会|学校|志愿)", ("parents",)),
    (
        r"(?:各|有关|相关|直属|市属|县直|区直|市直|局属|民办|寄宿制|所有|全体|全市|全县|农村|使用[^，]{1,10}的|设[^，]{1,12}的|有[^，]{1,12}的|[^，、]{1,12}的)?(?:中小学校?(?:、?幼儿园)?|中小学|高等学校|高校|学校(?:[、和（(]?(?:幼儿园|园|单位)[)）]?)?|校园|幼儿园|园所|中学|小学|职校|职业学校|技工学校|特殊教育学校|(?:校外)?培训机构|托管机构|托管班|(?:各)?(?:高中|初中|职业|寄宿制)学校|考点(?:学校)?|完全中学|(?:各)?村小|(?:各)?教学点|民办园|食堂(?=一律|要|须|应|立即|停|必须|不得|每|对|开餐|严禁|禁止)|校方|各校(?:（园）|\(园\))?|各园|各考点|班级|年级|主办单位|主办方|承办单位)",
        ("school",),
    ),
)
_COMPILED = tuple((re.compile(f"(?:{p})"), roles) for p, roles in ROLES)
_AT_END = tuple((re.compile(f"(?:{p})(?:[（(][^（）()]{{1,12}}[)）])?$"), roles) for p, roles in ROLES)
_AT_START = tuple((re.compile(f"^(?:{p})(?:[（(][^（）()]{{1,12}}[)）])?"), roles) for p, roles in ROLES)
PERSONS = {"leaders", "teachers", "gate_guard", "staff_other", "students", "parents"}
GUIDE = re.compile(
    r"(?:指导|督促|督导|组织|要求|推动|敦促|监督|责成|帮助)(?:和督促|和指导|、督促|并督促)?(?:各|所属|辖区|所辖|辖区内|属地|全体|本地|有关|相关|直属|下属|本辖区|区域内|辖区内各)*(?:中小学(?!生)|学校|校园|幼儿园|各校|培训机构|单位)"
)
GUIDE_FIRM = re.compile(
    r"(?:督促|监督|要求|责成|敦促)[^，、]{0,6}(?:施工|承包|燃气|供气|物业|运营|保安|配送|供餐|维保|客运|校车服务)[^，、]{0,4}(?:单位|企业|公司|方|机构)"
)


#: Words that only widen a name.
_EVERY = re.compile("(?:(?:各|有关|相关|全体|所有|当地|属地)(?!地|类|校|级))?")
#: More names than this are no subject.
_MOST_NAMED = 12
#: Authorities below the issuer in a salutation.
_UNDER = rf"{_BUREAU}|各[县区市旗]|各辖市|中心(?:学)?校|学区|总支"


@dataclass
class Issuer:
    """The issuing side and whom the salutation addresses."""

    names: list[str] = field(default_factory=list)
    salutation: str = ""
    parents_letter: bool = False

    @property
    def joint(self) -> bool:
        """Several authorities issued the notice together."""
        return len(self.names) > 1

    def settle(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Say of a bare 县局 or 中心校 whether it is the issuer or the level below."""
        own = {COUNTY: self._is(r"[县区旗]|开发区|新区"), CENTRE: self._is("中心(?:学)?校|总校|教管办|总支|学区")}
        told = "partner_dept" if re.search("政府|街道办", self.salutation) else BELOW
        settled = ((SELF if own[r] else BELOW) if r in own else told if r == TOWN else r for r in roles)
        return tuple(dict.fromkeys(settled))

    def _is(self, pattern: str) -> bool:
        return any(re.search(pattern, name) for name in self.names)

    @property
    def everyone(self) -> list[str]:
        """All whom the salutation names, authorities below and outside bodies included."""
        roles = [BELOW] if not self.salutation or re.search(_UNDER, self.salutation) else []
        roles.append("school")
        if re.search("派出所|公安|交警|消防|卫生(?:院|服务中心)|镇人民政府|街道办", self.salutation):
            roles.append("partner_dept")
        if re.search("企业|公司|供餐单位", self.salutation):
            roles.append("contractor")
        return roles

    @property
    def base(self) -> list[str]:
        """Whom the notice as a whole binds, by its salutation."""
        roles = []
        if re.search(rf"{_BUREAU}|各[县区市]|各旗|各辖市|中心校|中心学校", self.salutation) and not re.search(
            "中心(?:学)?校", self.salutation
        ):
            roles.append(BELOW)
        if re.search("学校|中学|小学|幼儿园|各校|高校|单位|机构|园|院", self.salutation) or not roles:
            roles.append("school")
        return roles

    def resolve(self, roles: tuple[str, ...]) -> list[str]:
        """Turn pattern roles into addressees."""
        out: list[str] = []
        for role in self.settle(roles):
            if role == BOTH:
                out += [r for r in self.everyone if r != "contractor"]
            elif role in ("issuers", OFFICE):
                out += [SELF, "partner_dept"] if self.joint else [SELF]
            else:
                out.append(role)
        return list(dict.fromkeys(out))


@lru_cache(maxsize=2048)
def role_at_end(words: str) -> tuple[tuple[str, ...], int] | None:
    """The role named by the last noun of ``words`` and where that noun begins."""
    best: tuple[tuple[str, ...], int] | None = None
    tail = words[-30:]
    shift = len(words) - len(tail)
    for pattern, roles in _AT_END:
        found = pattern.search(tail)
        if found and (best is None or found.start() + shift < best[1]):
            best = (roles, found.start() + shift)
    known = at_end("persons", tail)
    if known and (best is None or known[1] + shift < best[1]):
        best = (known[0], known[1] + shift)
    return best


@lru_cache(maxsize=2048)
def role_at_start(words: str) -> tuple[tuple[str, ...], int] | None:
    """The role named by the first noun of ``words`` and where that noun ends (the longest wins)."""
    best: tuple[tuple[str, ...], int] | None = None
    for pattern, roles in _AT_START:
        found = pattern.match(words)
        if found and (best is None or found.end() > best[1]):
            best = (roles, found.end())
    wide = _EVERY.match(words).end()  # type: ignore[union-attr]
    known = at_start("persons", words[wide:])
    if known and (best is None or wide + known[1] > best[1]):
        best = known[0], wide + known[1]
    return best


@lru_cache(maxsize=2048)
def roles_from_start(words: str) -> tuple[tuple[str, ...], int] | None:
    """All roles of an enumeration that opens ``words``, and where it ends: 区教育局、区住建局自…起."""
    found = role_at_start(words)
    every = None if found else re.match("所有|全体", words)  # 所有值班人员保持…
    if every and (inner := role_at_start(words[every.end() :])):
        found = inner[0], every.end() + inner[1]
    if not found:
        return None
    roles, end = found
    if roles == ("school",):
        inner = role_at_start(re.sub("^的", "", words[end:]))
        if inner and set(inner[0]) <= {"leaders", "teachers", "staff_other", "gate_guard"}:
            roles, end = inner[0], end + inner[1] + words.startswith("的", end)
    paired = re.search("签|交接|对接|协商|商定|谈|联系|核对|会商", words[end : end + 60])  # 学校与家长签订…: the school alone is asked
    for _ in range(_MOST_NAMED):
        joint = re.compile("、|以及" if paired else "、|以?及|和|与").match(words, end)
        more = role_at_start(words[joint.end() :]) if joint else None
        if not joint or not more:
            break
        roles, end = tuple(dict.fromkeys(roles + more[0])), joint.end() + more[1]
    return roles, end


@lru_cache(maxsize=2048)
def roles_in_list(words: str) -> tuple[str, ...]:
    """All roles of an enumeration that ends ``words``: 分管副校长、总务主任、实验室主任."""
    found = role_at_end(words)
    if not found:
        return ()
    roles, begin = found
    before = words[:begin]
    if before.endswith(("、", "和", "与", "及", "以及")):
        more = roles_in_list(re.sub("(?:、|以?及|和|与)$", "", before))
        return tuple(dict.fromkeys(more + roles))
    return roles
