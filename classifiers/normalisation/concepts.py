"""Words that mean the same to people with a broken cluster, in English and Chinese, so that one teaches the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from classifiers.normalisation.words import HAN_RUN, Part, stem
from knowledge.chinese import variant_insensitive

CONCEPTS: Mapping[str, str] = {
    # what takes part
    "kubernetes": "kubernetes, k8s, kubectl, kubeadm, kube, cluster, k3s, rke2, eks, gke, aks, 叢集, 集群",
    "pod": "pod, container, workload, 容器, 容器组",
    "node": (
        "node, worker, host, machine, box, vm, server, minion, 节点, 機器, 主機, 伺服器, 服务器, 宿主机, 虛擬機, 虚机"
    ),
    "control plane": "control plane, master, 控制平面, 控制面, 主节点, 主控",
    "windows": (
        "windows, win, server 2016, server 2019, server 2022, server 2025, ws2019, ws2022, ws2025, ltsc2019, ltsc2022, "
        "servercore, nanoserver, iis, 17763, 20348, 视窗"
    ),
    "linux": "linux, ubuntu, rhel, centos, debian",
    "network card": (
        "nic, vnic, adapter, network card, interface, ethernet, vethernet, 網卡, 網路卡, 适配器, 介面卡, "
        "介面, 接口, 轉接器"
    ),
    "network": "network, networking, connectivity, connection, 網路, 网络, 連線, 连接",
    "service": "service, svc, 服务",
    "cluster ip": "cluster ip, clusterip, service ip, service vip, service address, svc ip",
    "node port": "node port, nodeport",
    "host port": "host port, hostport, port mapping, portmapping",
    "load balancer": "load balancer, lb, lbs, lb policy, hnslb, 負載平衡器, 负载均衡器, 負載平衡, 负载均衡",
    "endpoint": "endpoint, ep, 端点, 端點",
    "kube-proxy": "kube proxy, kubeproxy",
    "kubelet": "kubelet",
    "flannel": "flannel, flanneld",
    "hns": "hns, host network service, hcn, hnsdiag, hnsnetwork, hnsendpoint",
    "cni": "cni, cni plugin, network plugin, 网络插件, 網路外掛",
    "dns": "dns, nslookup, resolve, name resolution, coredns, kubedns, 域名, 网域, 名稱解析, 解析",
    "overlay": "overlay, vxlan, win overlay, 覆盖网络",
    "bridge": "l2bridge, host gw, hostgw, win bridge, bridge, 桥接",
    "firewall": "firewall, security group, nsg, acl, defender, 防火牆, 安全组, 安全群組",
    "certificate": "certificate, cert, x509, ca, tls, 憑證, 证书",
    "kubeconfig": "kubeconfig, admin conf, kube config",
    "api server": "api server, apiserver, kube apiserver, control plane endpoint",
    "image": "image, tag, pull, 镜像, 映像, 映像檔",
    "pause image": "pause, pause image, sandbox image, infra image, infra container",
    "sandbox": "sandbox, createpodsandbox, failedcreatepodsandbox",
    "log": "log, 日志, 日誌, 记录",
    "route": "route, udr, route table, routing, next hop, 路由, 路由表",
    "address": "ip, ip address, address, addresses, ipam, 位址, 地址",
    "subnet": "subnet, podcidr, pod cidr, cidr, range, prefix, 子網, 子網路, 网段, 網段",
    "port": "port, 端口, 連接埠, 通訊埠, 埠",
    "ephemeral port": "ephemeral, ephemeral port, dynamic port, 临时端口, 暫時連接埠, 動態連接埠, 动态端口",
    "policy": "policy, rule, 规则, 策略, 原則, 政策",
    "exception list": (
        "exception, exceptions, exceptionlist, exception list, outboundnat, 例外, 例外清單, 例外列表, 排除清單"
    ),
    "nat": "nat, snat, masquerade, outbound nat",
    "file": "file, env, envfile, json, conf, config file, 檔案, 文件, 檔",
    "subnet.env": "subnet env, subnetenv",
    "vip": "vip, source vip, sourcevip",
    "disk": "diskette, floppy, disk, drive, volume serial number, 磁片, 磁碟, 软盘, 軟碟, 磁盘, 磁碟片",
    "script": "script, start ps1, powershell, ps1, 脚本, 指令碼",
    "windows service": "windows service, nssm, sc exe, new service, background, 背景, 后台, 開機自動",
    "node name": (
        "hostname override, node name, nodename, hostname, fqdn, 节点名, 節點名稱, 主機名稱, 主机名, 電腦名稱"
    ),
    "dsr": "dsr, direct server return",
    "azure": "azure,  微软云",
    "vmware": "vsphere, vmware, esxi, nsx, vcenter",
    "docker": "docker, dockerd, docker engine, mirantis",
    "containerd": "containerd, ctr, crictl, nerdctl",
    "calico": "calico, felix, tigera",
    "etcd": "etcd, etcdctl",
    "static pod": "manifest, manifests, static pod, static pods, 静态, 静态容器组",
    "registry": "registry, private registry, mirror, harbor, acr, ecr, mcr, 仓库, 镜像仓库, 私有",
    "traffic": "traffic, packet, packets, 流量, 封包, 数据包",
    "checksum": "checksum, offload, offloading, ethtool, 校验, 卸载",
    # how it speaks
    "ping": "ping, icmp, tracert, traceroute",
    "http": (
        "http, https, curl, wget, iwr, invoke webrequest, browser, web page, website, telnet, 网页, 网站, "
        "瀏覽器, 浏览器"
    ),
    "tcp": "tcp, udp, test netconnection, tnc",
    "outside": (
        "outside, external, externally, internet, public, outbound, egress, outside world, www, google, "
        "8 8 8 8, 1 1 1 1, 外面, 外部, 外網, 外网, 對外, 网际网路, 互联网, 公网, 外網路, 出網, 出去, 百度, "
        "网外, 外头"
    ),
    "inside": "inside, internal, in cluster, intra, 里面, 內部, 内网, 集群內",
    "itself": (
        "itself, own, self, same machine, same node, same host, same box, same server, locally, local, "
        "localhost, loopback, hairpin, its own, 本机, 本機, 自己, 自身, 本身, 同一台, 本地"
    ),
    "elsewhere": (
        "elsewhere, another, other, others, everywhere else, everyone else, other machine, other node, "
        "remote, laptop, 別台, 其他, 其它, 另一台, 另外一台, 別的, 換台, 换一台, 別處"
    ),
    "between nodes": (
        "cross node, cross host, across nodes, between nodes, node to node, 跨節點, 跨机器, 跨主机, 跨機"
    ),
    # what goes wrong
    "fails": (
        "fail, failed, failure, fails, cannot, cant, can not, couldnt, doesnt, wont, not work, not working, "
        "isnt working, broken, unable, refuse, refused, reject, no response, no answer, no reply, no luck, "
        "nothing, dead, bad, unreachable, not reach, never, stop working, 不通, 不到, 失败, 不行, 连不上, "
        "連不到, 打不開, 无法, 不能, 不會, 沒反應, 没反应, 没有回应, 没响应, 拒绝, 不了, 不成, 坏了, 掛了, "
        "出错, 断线, 断了, 掉线, 死掉, 不上去"
    ),
    "times out": "timeout, time out, timed out, times out, hang, hung, hanging, stall, 超时, 逾時, 没动静",
    "works": (
        "work, works, working, fine, ok, okay, succeed, success, good, healthy, no problem, no issue, 正常, "
        "可以, 沒問題, 没事, 通了, 能通, 会通, 就通, 都通, 就行, 就好"
    ),
    "sometimes": (
        "sometimes, intermittent, intermittently, random, randomly, flaky, occasionally, 有时, 偶爾, 偶尔, "
        "随机, 時好時壞, 间歇"
    ),
    "vanishes": (
        "disappear, disappears, vanish, gone, lost, lose, loses, losing, missing, drop, drops, no longer, "
        "went away, 没了, 不見, 消失, 丢失, 遺失, 掉了, 不在了, 失踪"
    ),
    "removes": (
        "remove, removes, removed, delete, deletes, deleted, clean, cleanup, wipe, wiped, purge, 删掉, 刪除, "
        "移除, 清掉, 清除, 清理, 清空, 被刪"
    ),
    "not there": (
        "no such file, not found, cannot find, cant find, not there, isnt there, does not exist, "
        "doesnt exist, not exist, empty, absent, 找不到, 不存在, 沒有, 缺少, 空的, 没生成"
    ),
    "used up": (
        "exhaust, exhausted, exhaustion, run out, running out, ran out, used up, full, none left, "
        "nothing left, deplete, depleted, no more, not enough, insufficient, too few, cant get past, limit, "
        "starve, 耗尽, 用完, 用光, 不夠, 不足, 满了, 占满, 吃光, 沒位子, 上限, 枯竭"
    ),
    "leaks": (
        "leak, leaks, leaked, stale, orphan, orphaned, leftover, left behind, pile up, accumulate, "
        "never cleaned, 泄漏, 洩漏, 残留, 殘留, 堆积, 累積, 没释放"
    ),
    "exists already": (
        "already exists, already exist, in use, conflict, duplicate, occupied, taken, 已存在, 已經存在, "
        "被占用, 冲突, 衝突"
    ),
    "stuck": "stuck, pending, containercreating, waiting, never gets past, forever, 一直, 卡在, 卡住, 等待",
    "restarts": (
        "crashloopbackoff, crashloop, crash, crashes, restarting, keeps restarting, loop, 反覆重啟, "
        "反复重启, 一直重启, 循环"
    ),
    "mismatch": (
        "mismatch, match, incompatible, not compatible, does not match, wrong version, 不符, 不匹配, 不相容, "
        "不兼容, 对不上"
    ),
    "wrong": "wrong, incorrect, invalid, misconfigured, bad value, 錯誤, 错误, 不對, 不对, 有问题",
    "uneven": (
        "differ, differs, different, inconsistent, inconsistently, uneven, some nodes, partially, "
        "incomplete, 不一样, 不一致, 不同, 不全, 有的, 不齊, 少了"
    ),
    "comes up": (
        "start, starts, started, starting, startup, launch, launched, come up, comes up, bring up, up and running, "
        "启动, 起来, 起得来, 在跑, 活着"
    ),
    "does not come up": (
        "not start, wont start, doesnt start, never starts, not come up, never comes up, 起不来, 建不起来, 建不出来, "
        "没起来, 启动失败, 启动不了, 跑不起来"
    ),
    "expired": "expire, expired, expires, expiry, expiration, renew, renewed, renewal, 过期, 到期, 续期, 展期",
    "trusted": (
        "trust, trusted, untrusted, authority, unknown authority, verify, san, insecure, self signed, "
        "不信任, 不受信任, 信任, 自签"
    ),
    "grows": (
        "grow, grows, growing, climb, climbs, climbing, increase, increases, increasing, keeps going up, 越来越多, "
        "越积越多, 往上加, 一直增加, 变多, 只增不减"
    ),
    "released": "release, released, free, freed, reclaim, reclaimed, 释放, 回收, 归还",
    "detected": (
        "detect, detected, pick, picked, picks, choose, chooses, select, autodetect, 抓到, 抓错, 选错, 侦测, 识别"
    ),
    "registered": "register, registered, registration, registers, 注册, 注册成",
    "state": "ready, notready, not ready, state, status, 状态, 状况",
    "slow": "slow, latency, delay, 慢, 延迟, 延遲",
    # what happened before
    "update": (
        "update, updates, upgrade, patch, patched, kb, cumulative, hotfix, cu, 更新, 升级, 升級, 补丁, 修補, 打补丁"
    ),
    "reboot": "reboot, restart, restarted, boot, booting, power cycle, 重启, 重啟, 重新開機, 重开, 重新启动, 開機",
    "rejoin": "rejoin, rejoined, join again, re add, readd, recreated, reprovision, 重新加入, 重加",
    "join": "join, joined, kubeadm join, added a node, new node, 加入, 新节点, 新加",
    "reset": "kubeadm init, kubeadm reset, init, reinit, 初始化, 重置",
    "scale down": "scale down, scaled down, scaling down, scale to, replicas, 缩容, 縮減, 縮到, 减少副本",
    "after a while": (
        "after a while, after some time, few hours, hours later, minutes later, over time, hour, minute, "
        "一阵, 过一段, 一段時間, 一會, 几小时, 幾小時, 小时, 小時, 分钟, 分鐘, 过一会"
    ),
    "many": "many, lots, hundreds, too many, dozens, more than, 很多, 太多, 好多, 几百, 上百, 大量, 一堆",
    "new": "new, fresh, first time, newly, 新的, 刚装, 剛裝, 第一次",
    "old": "old, previous, former, earlier, 旧的, 以前, 之前, 原来",
    # what is wanted
    "what to check": (
        "troubleshoot, troubleshooting, debug, debugging, diagnose, diagnosis, checklist, where to start, "
        "where to look, "
        "where do i start, what to check, what next, next step, validate, 从哪里查, 哪里下手, 先看哪里, 怎么查, "
        "看哪里, 排查, 检查, 除错, 诊断, 要查什么"
    ),
    "how many": "how many, number of, count, counts, total, 多少, 几个, 数量, 总数, 个数",
    "where set": (
        "where do i set, where set, configure, configuration, config, setting, flag, parameter, 设在哪, 在哪设, "
        "怎么设, 设定, 设置, 参数, 配置文件"
    ),
    "by design": (
        "by design, expected, supported, support, unsupported, limitation, known issue, normal, 支持, 支援, "
        "限制, 本來, 正常嗎"
    ),
    "create": "create, created, creation, make, set up, setup, provision, 建立, 创建, 生成, 產生",
    "assign": "assign, allocate, assigned, allocated, reserve, reserved, reservation, 分配, 指派, 配置, 保留, 预留",
    "install": "install, installed, deploy, 安裝, 安装, 部署, 裝完",
    "by hand": "by hand, manually, manual, hand written, copy, 手動, 手动, 复制, 複製, 自己建",
    "range setting": "dynamicport, dynamicportrange, netsh, excludedportrange, reservedports, 端口范围, 連接埠範圍",
}
"""By name, the words and phrases for one thing, in any form of English and in either script of Chinese."""
KUBERNETES_ONLY = (
    "kubernetes, pod, control plane, service, cluster ip, node port, host port, load balancer, endpoint, kube-proxy, "
    "kubelet, flannel, hns, cni, overlay, bridge, kubeconfig, api server, pause image, sandbox, subnet.env, vip, "
    "node name, dsr, exception list, scale down"
)
OF_KUBERNETES = frozenset(KUBERNETES_ONLY.split(", "))
"""Concepts that hardly anybody speaks of who has no cluster."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that a text speaks of, and where."""

    name: str
    start: int


def concepts(text: str, latin: Sequence[Part]) -> list[Concept]:
    """What a plain text speaks of, in its order; `latin` are its English words."""
    found = [*_english(latin), *_chinese(text)]
    return sorted(found, key=lambda concept: concept.start)


def _english(latin: Sequence[Part]) -> Iterator[Concept]:
    """Of the phrases that begin with one word the longest counts."""
    lexicon = _lexicon()
    stems = [stem(part.text) for part in latin]
    index = 0
    while index < len(stems):
        for length in lexicon.lengths.get(stems[index], ()):
            name = lexicon.phrases.get(" ".join(stems[index : index + length]))
            if name is not None:
                yield Concept(name, latin[index].start)
                index += length - 1
                break
        index += 1


def _chinese(text: str) -> Iterator[Concept]:
    """Of the words that begin with one character the longest counts."""
    lexicon = _lexicon()
    for run in HAN_RUN.finditer(text):
        position = run.start()
        while position < run.end():
            for length in range(min(lexicon.longest, run.end() - position), 0, -1):
                name = lexicon.han.get(text[position : position + length])
                if name is not None:
                    yield Concept(name, position)
                    position += length - 1
                    break
            position += 1


@dataclass(frozen=True, kw_only=True)
class _Lexicon:
    phrases: Mapping[str, str]
    """From stems with blanks between them to the concept."""
    lengths: Mapping[str, Sequence[int]]
    """How many words the phrases have that begin with this stem, the most first."""
    han: Mapping[str, str]
    longest: int
    """Characters of the longest Chinese word."""


@cache
def _lexicon() -> _Lexicon:
    phrases: dict[str, str] = {}
    han: dict[str, str] = {}
    lengths: dict[str, set[int]] = {}
    for name, written in CONCEPTS.items():
        for phrase in written.split(", "):
            if HAN_RUN.fullmatch(phrase):
                han[variant_insensitive(phrase)] = name
                continue
            stems = [stem(word) for word in phrase.split(" ")]
            phrases[" ".join(stems)] = name
            lengths.setdefault(stems[0], set()).add(len(stems))
    ordered = {first: sorted(found, reverse=True) for first, found in lengths.items()}
    return _Lexicon(phrases=phrases, lengths=ordered, han=han, longest=max(map(len, han)))
