"""Traditional and Simplified Chinese: which one a text is in, and from one to the other. The one door to OpenCC."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Literal, Protocol

Script = Literal["zh-TW", "zh-CN"]

MAINLAND_WORDS: Mapping[str, str] = {
    "丛发": "突发",
    "中继数据": "元数据",
    "主控台": "控制台",
    "交换器": "交换机",
    "侦测": "检测",
    "修补版本": "补丁版本",
    "凭证": "证书",
    "分页档": "页面文件",
    "协定": "协议",
    "印出": "输出",
    "原则": "策略",
    "原则上": "原则上",
    "双堆栈": "双栈",
    "命令提示字符": "命令提示符",
    "回传": "返回",
    "回应": "响应",
    "回报": "报告",
    "处理程序": "进程",
    "备份档": "备份文件",
    "套用": "应用",
    "子网络": "子网",
    "安全性群组": "安全组",
    "封包": "数据包",
    "局域网路": "局域网",
    "工作阶段": "会话",
    "帐号": "账号",
    "帐户": "账户",
    "常驻程序": "守护进程",
    "建置": "构建",
    "当掉": "崩溃",
    "当机": "死机",
    "意见回馈": "反馈",
    "拷贝": "复制",
    "指令": "命令",
    "指针": "指标",
    "接听": "监听",
    "插件程序": "插件",
    "撷取": "抓取",
    "旗标": "标志",
    "映像": "镜像",
    "映像档": "镜像",
    "机码": "注册表项",
    "权杖": "令牌",
    "查找": "查询",
    "状态档": "状态文件",
    "用户界面": "用户界面",
    "用户端": "客户端",
    "界面": "接口",
    "疑难排解": "故障排除",
    "登录机码": "注册表项",
    "相依性": "依赖关系",
    "磁盘区": "卷",
    "磁盘机": "磁盘驱动器",
    "私讯": "私信",
    "系统管理员": "管理员",
    "组建": "内部版本",
    "组态": "配置",
    "终端机": "终端",
    "网域": "域",
    "网域名称": "域名",
    "网络介面": "网络接口",
    "网络卡": "网卡",
    "网络界面": "网络接口",
    "网络转接器": "网络适配器",
    "自订": "自定义",
    "范例": "示例",
    "范本": "模板",
    "虚拟交换器": "虚拟交换机",
    "解法": "解决方法",
    "记录档": "日志文件",
    "设置档": "配置文件",
    "负载平衡": "负载均衡",
    "负载平衡器": "负载均衡器",
    "身分": "身份",
    "转接器": "适配器",
    "转译": "转换",
    "运行阶段": "运行时",
    "连接端口": "端口",
    "选取器": "选择器",
    "透过": "通过",
    "逐出": "驱逐",
    "通信端口": "端口",
    "逾时": "超时",
    "遗失": "丢失",
    "遮罩": "掩码",
    "重开机": "重启",
    "重新开机": "重启",
    "错误消息": "错误信息",
    "闸道": "网关",
    "集区": "池",
    "预设": "默认",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
}
"""What OpenCC leaves as Taiwan says it, and what a network engineer on the mainland says."""

SAME_IN_BOTH: Mapping[str, str] = {"著": "着"}
"""Folded on top of OpenCC, which keeps this one: Taiwan writes the particle with it."""

COMMON_TRADITIONAL = range(0xA440, 0xC67F)
"""Big5's codes of the 5,401 characters in common use in Taiwan; its later part has many simplified look-alikes."""


def to_simplified(text: str) -> str:
    """Prose in Simplified Chinese with the mainland's words; what stands in `backticks` stays as it is."""
    parts = text.split("`")
    # An odd backtick opens nothing: what follows the last one is prose.
    last_code = len(parts) - 1 if len(parts) % 2 else len(parts) - 2
    return "`".join(
        part if index % 2 and index < last_code else _simplified_prose(part) for index, part in enumerate(parts)
    )


def variant_insensitive(text: str) -> str:
    """The text with each traditional character in its simplified form, character by character: offsets stay."""
    return text if text.isascii() else text.translate(_folding())


def script(text: str) -> Script | None:
    """The script of most of those characters that exist in one of the two only; None where nothing tells."""
    if text.isascii():
        return None
    traditional, simplified = _telling()
    counts = Counter(text)
    weight = sum(count for character, count in counts.items() if character in traditional)
    weight -= sum(count for character, count in counts.items() if character in simplified)
    return "zh-TW" if weight > 0 else "zh-CN" if weight < 0 else None


def simplified_characters(text: str) -> str:
    """The text's characters that exist in Simplified Chinese only, each once, in the order of the text."""
    if text.isascii():
        return ""
    _, simplified = _telling()
    return "".join(character for character in dict.fromkeys(text) if character in simplified)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def _simplified_prose(text: str) -> str:
    if text.isascii():
        return text
    return _left_by_opencc().sub(lambda found: MAINLAND_WORDS[found[0]], _converter("tw2sp").convert(text))


@cache
def _left_by_opencc() -> re.Pattern[str]:
    return re.compile("|".join(sorted(MAINLAND_WORDS, key=len, reverse=True)))


@cache
def _converter(configuration: str) -> _Converter:
    # Imported here since it costs time that English questions needn't pay.
    from opencc import OpenCC

    converter: _Converter = OpenCC(configuration)
    return converter


@cache
def _folding() -> Mapping[int, str]:
    """What OpenCC makes of each character by itself, where that is another one."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    converted = _converter("t2s").convert("\n".join(characters)).split("\n")
    changed = {one: other for one, other in zip(characters, converted, strict=True) if other != one}
    changed |= SAME_IN_BOTH
    # One of them becomes a character that would change once more.
    return {ord(one): changed.get(other, other) for one, other in changed.items()}


@cache
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only traditional, and those that only simplified text has; some, like 后 or 台, are in both."""
    folding = _folding()
    traditional = {chr(code) for code in folding if _big5(chr(code)) and not _is_mainland(chr(code))}
    simplified = {
        simple for simple in folding.values() if _is_mainland(simple) and _big5(simple) not in COMMON_TRADITIONAL
    }
    return frozenset(traditional), frozenset(simplified)


def _big5(character: str) -> int:
    """The character's code in Taiwan's old standard; 0 where it has none."""
    return int.from_bytes(character.encode("big5", errors="ignore"))


def _is_mainland(character: str) -> bool:
    """Whether the mainland's old standard of common characters has it."""
    return bool(character.encode("gb2312", errors="ignore"))
