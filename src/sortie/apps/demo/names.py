"""Made-up names and numbers that belong to nobody."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = tuple(
    _words(
        "建国 志强 海波 晓东 文博 春燕 雪梅 丽娟 玉兰 宏伟 国栋 明远 家豪 子涵 雨桐 思远 佳怡 "
        "永刚 振华 庆丰 秀英 桂芳 少华 立新 晨曦 一鸣 浩然 若琳 静怡 云帆 泽宇 婉清 光明 长青 "
        "德胜 守义 红霞 艳玲 俊杰 凯歌 向阳 克勤 景行 维新 知行 乐山 望舒 采薇 南星 怀瑾"
    )
)
ESTATES = tuple(
    _words(
        "泉景苑 明湖新居 柳岸花园 清荷园 舜耕雅园 汇泉佳苑 槐安里 锦绣泉城 东岭名邸 鹊华里 "
        "翠屏山庄 龙奥新里 凤鸣台 云锦苑 望岳府 芙蓉里 珍珠园 黑虎园 五龙居 白石苑"
    )
)
COMPANIES = tuple(
    _words(
        "远帆商贸 启明餐饮 蓝湾酒店 晨光幼教 百味食品 新禾超市 安康诊所 博识书店 恒信印务 "
        "悦动健身 云图设计 绿芽农业 金穗粮油 同舟物流 锐进科技 知味茶业 佳禾冷链 海纳文化 "
        "舒心养老 慧眼光学"
    )
)

# 154 was never given out as a mobile prefix, so these ring nowhere.
_DEAD_PREFIX = "154"


def person_name(dice: Random) -> str:
    return dice.choice(_FAMILY) + dice.choice(_GIVEN)


def phone(number: int) -> str:
    """The ``number``-th mobile number, in a range that no operator has."""
    return f"+86{_DEAD_PREFIX}{number:08}"


def calling_name(dice: Random) -> str:
    """How the office writes a private customer down."""
    return f"{dice.choice(_FAMILY)}{dice.choice(('先生', '女士'))}"
