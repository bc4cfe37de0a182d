"""Words of the mainland for which Taiwan has its own: what must not stand in Traditional Chinese prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

TAIWAN_WORDS: Mapping[str, str] = {
    "主板": "主機板",
    "互聯網": "網際網路",
    "交換機": "交換器",
    "令牌": "權杖",
    "信息": "訊息、資訊",
    "偽代碼": "虛擬碼",
    "優先級": "優先順序",
    "內存": "記憶體",
    "內核": "核心",
    "全局": "全域",
    "兼容": "相容",
    "剪貼板": "剪貼簿",
    "創建": "建立",
    "加載": "載入",
    "反饋": "回饋",
    "句柄": "控制代碼",
    "命令行": "命令列",
    "哈希": "雜湊",
    "回收站": "資源回收筒",
    "固件": "韌體",
    "在線": "線上",
    "域控制器": "網域控制站",
    "套接字": "通訊端",
    "字段": "欄位",
    "字符": "字元",
    "字符串": "字串",
    "字節": "位元組",
    "存儲": "儲存",
    "宕機": "當機",
    "密鑰": "金鑰",
    "實時": "即時",
    "局域網": "區域網路",
    "屏幕": "螢幕",
    "嵌套": "巢狀",
    "帶寬": "頻寬",
    "應用程序": "應用程式",
    "打印": "列印、印出",
    "批處理": "批次處理",
    "指針": "指標",
    "接口": "介面",
    "掩碼": "遮罩",
    "插件": "外掛程式",
    "搜索": "搜尋",
    "操作系統": "作業系統",
    "支持": "支援",
    "數據": "資料",
    "數據包": "封包",
    "數據庫": "資料庫",
    "文件夾": "資料夾",
    "文件系統": "檔案系統",
    "日誌文件": "記錄檔",
    "時延": "延遲",
    "智能": "智慧",
    "服務器": "伺服器",
    "枚舉": "列舉",
    "模塊": "模組",
    "添加": "新增、加入",
    "源代碼": "原始碼",
    "激活": "啟用",
    "用戶": "使用者",
    "登錄": "登入",
    "硬件": "硬體",
    "硬盤": "硬碟",
    "磁盤": "磁碟",
    "程序員": "程式設計師",
    "窗口": "視窗",
    "端口": "連接埠",
    "網絡": "網路",
    "網關": "閘道",
    "線程": "執行緒",
    "編程": "程式設計",
    "緩存": "快取",
    "緩衝區溢出": "緩衝區溢位",
    "腳註": "註腳",
    "菜單": "選單",
    "虛擬內存": "虛擬記憶體",
    "視頻": "影片、視訊",
    "計算機": "電腦",
    "訪問": "存取、連到",
    "設置": "設定",
    "註冊表": "登錄檔",
    "調用": "呼叫",
    "調試": "偵錯",
    "證書": "憑證",
    "變量": "變數",
    "負載均衡": "負載平衡",
    "質量": "品質",
    "賬戶": "帳戶",
    "賬號": "帳號",
    "超時": "逾時",
    "超鏈接": "超連結",
    "軟件": "軟體",
    "軟盤": "磁片",
    "進程": "處理程序",
    "運行": "執行",
    "遞歸": "遞迴",
    "遠程": "遠端",
    "適配器": "介面卡",
    "配置文件": "設定檔",
    "鏈接": "連結",
    "鏡像": "映像檔",
    "隊列": "佇列",
    "集群": "叢集",
    "音頻": "音訊",
    "項目文件": "專案檔",
    "高級": "進階",
    "默認": "預設",
    "鼠標": "滑鼠",
}
"""The mainland's word in traditional characters, and what Taiwan says."""

RIGHT_WORDS = (
    *("內存在", "內存放", "內存有", "內存取", "內存活"),
    *("在線上", "在線路", "存在線"),
    *("連線程", "離線程", "上線程", "斷線程", "路線程"),
    *("改進程", "演進程", "推進程", "引進程", "增進程", "先進程", "進程度"),
    *("字符合", "字節錄", "字段落", "實時間", "實時常", "確實時", "其實時", "事實時"),
    *("用戶端", "登錄檔", "登錄機碼", "登錄伺服器", "映像登錄", "容器登錄"),
    *("大數據", "數據機", "增加載", "附加載", "計算機科學"),
    *("最高級", "更高級", "較高級", "單一窗口", "聯絡窗口", "對應窗口", "服務窗口"),
    *("超時空", "通信息", "相信息", "鏡像連接埠", "連接埠鏡像", "使用戶", "支持者", "支持度"),
)
"""Words right in Taiwan, and seams between two of them, in which one of the mainland's happens to stand."""


QUOTED = re.compile(r"`[^`]*`|「[^」]*」|『[^』]*』|“[^”]*”|«[^»]*»|\"[^\"]*\"")
"""What is somebody else's words, or none."""


def mainland_words(prose: str) -> Iterator[tuple[str, str]]:
    """Each of the mainland's words in this prose, in order, with what Taiwan says; code and quotes are left out."""
    for found in _words().finditer(QUOTED.sub(" ", prose)):
        if found[0] in TAIWAN_WORDS:
            yield found[0], TAIWAN_WORDS[found[0]]


@cache
def _words() -> re.Pattern[str]:
    """Longer words first, so that the right ones are passed over and the mainland's are named whole."""
    return re.compile("|".join(sorted({*TAIWAN_WORDS, *RIGHT_WORDS}, key=len, reverse=True)))
