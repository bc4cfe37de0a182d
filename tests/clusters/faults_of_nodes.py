"""What can go wrong with a node itself: its state, its agents, its versions."""

from __future__ import annotations

from typing import Any

from cluster_material import Written, ago
from clusters.cluster import Cluster
from clusters.fault import Expected, fault
from clusters.objects import condition

SETUP, LEAK = "setup-success-check", "endpoint-ip-leak"
NO_NETWORK = (
    "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin"
    " returns error: cni plugin not initialized"
)


def set_condition(cluster: Cluster, kind: str, status: str, reason: str, message: str, **more: str) -> None:
    """Writes a condition of the Windows node, in place of the one of that kind."""
    conditions = cluster.node["status"]["conditions"]
    conditions[:] = [one for one in conditions if one["type"] != kind]
    conditions.append(condition(kind, status, reason, message, since=ago(minutes=25), **more))


def set_info(cluster: Cluster, **info: str) -> None:
    """Writes what the Windows node tells about its programs."""
    cluster.node["status"]["nodeInfo"] |= info


def taint(cluster: Cluster, key: str, *effects: str) -> None:
    """Taints the Windows node."""
    taints = cluster.node["spec"].setdefault("taints", [])
    taints += [{"key": key, "effect": effect, "timeAdded": ago(minutes=25)} for effect in effects]


def waits(
    pod: Written, reason: str, message: str = "", *, restarts: int = 0, last: dict[str, Any] | None = None
) -> None:
    """Lets the pod's containers wait; `last` is how their program ended."""
    pod["status"]["phase"] = "Running" if last else "Pending"
    for one in pod["status"]["conditions"]:
        if one["type"] in ("Ready", "ContainersReady"):
            one |= {"status": "False", "reason": "ContainersNotReady", "lastTransitionTime": ago(minutes=20)}
    for one in pod["status"]["containerStatuses"]:
        one |= {
            "ready": False,
            "started": False,
            "restartCount": restarts,
            "state": {"waiting": {"reason": reason, **({"message": message} if message else {})}},
            "lastState": {"terminated": ended(one, last)} if last else {},
        }


def ended(status: Written, last: dict[str, Any]) -> Written:
    """How a container's program ended, a while ago."""
    times = {"startedAt": ago(minutes=7), "finishedAt": ago(minutes=6)}
    return {"reason": "Error", "containerID": status["containerID"], **times, **last}


@fault(Expected(check="node-conditions", entry=SETUP))
def not_ready(cluster: Cluster) -> None:
    """The network plugin never came up, and Kubernetes has tainted the node for it."""
    set_condition(cluster, "Ready", "False", "KubeletNotReady", NO_NETWORK)
    taint(cluster, "node.kubernetes.io/not-ready", "NoSchedule", "NoExecute")


@fault(Expected(check="node-conditions", entry=SETUP), Expected(check="node-heartbeat", entry=SETUP))
def silent(cluster: Cluster) -> None:
    """The kubelet has stopped: nothing was heard for long, and everything that it told is unknown now."""
    for kind in ("MemoryPressure", "DiskPressure", "PIDPressure", "Ready"):
        message = "Kubelet stopped posting node status."
        set_condition(cluster, kind, "Unknown", "NodeStatusUnknown", message, beat=ago(minutes=26))
    for one in cluster.node["status"]["conditions"]:
        one["lastHeartbeatTime"] = ago(minutes=26)
    stale_heartbeat.plant(cluster)
    taint(cluster, "node.kubernetes.io/unreachable", "NoSchedule", "NoExecute")


@fault(Expected(check="node-heartbeat", entry=SETUP))
def stale_heartbeat(cluster: Cluster) -> None:
    """The node's lease is old, though its conditions still say that all is well."""
    lease = cluster.find("Lease", cluster.windows, "kube-node-lease")
    lease["spec"]["renewTime"] = ago(minutes=26).replace("Z", ".000000Z")


@fault(Expected(check="node-conditions"), Expected(check="node-schedulable"))
def memory_pressure(cluster: Cluster) -> None:
    """Too little memory is left, so nothing new is started there."""
    set_condition(
        cluster, "MemoryPressure", "True", "KubeletHasInsufficientMemory", "kubelet has insufficient memory available"
    )
    taint(cluster, "node.kubernetes.io/memory-pressure", "NoSchedule")


@fault(Expected(check="node-conditions"))
def proxy_unhealthy(cluster: Cluster) -> None:
    """A node problem detector says that kube-proxy is not well."""
    set_condition(
        cluster, "KubeProxyUnhealthy", "True", "KubeProxyUnhealthy", "kube-proxy:kube-proxy was found unhealthy"
    )


@fault(Expected(check="node-schedulable", statuses=("warn",)))
def cordoned(cluster: Cluster) -> None:
    """Somebody has cordoned the node."""
    cluster.node["spec"]["unschedulable"] = True
    taint(cluster, "node.kubernetes.io/unschedulable", "NoSchedule")


@fault(Expected(check="agents-running", entry=SETUP, statuses=("warn",)))
def agent_pod_missing(cluster: Cluster) -> None:
    """A DaemonSet for Windows nodes has a pod on the other one only."""
    cluster.remove(cluster.pods_on(cluster.windows, beginning="kube-proxy-windows"))
    owner = cluster.find("DaemonSet", "kube-proxy-windows", "kube-system")
    owner["status"] |= {"currentNumberScheduled": 1, "numberReady": 1, "numberAvailable": 1, "numberUnavailable": 1}


@fault(Expected(check="agents-running", entry=SETUP, statuses=("warn",)), cluster="kubeadm-calico", build=2022)
def calico_pod_missing(cluster: Cluster) -> None:
    """The same with Calico, in a namespace of its own."""
    cluster.remove(cluster.pods_on(cluster.windows, beginning="calico-node-windows"))
    owner = cluster.find("DaemonSet", "calico-node-windows", "calico-system")
    owner["status"] |= {"currentNumberScheduled": 1, "numberReady": 1, "numberAvailable": 1, "numberUnavailable": 1}


@fault(Expected(check="agents-running", entry=SETUP, statuses=("fail",)))
def agent_crashlooping(cluster: Cluster) -> None:
    """kube-proxy ends again and again."""
    (pod,) = cluster.pods_on(cluster.windows, beginning="kube-proxy-windows")
    back_off = f"back-off 5m0s restarting failed container=kube-proxy pod={pod['metadata']['name']}_kube-system"
    waits(pod, "CrashLoopBackOff", back_off, restarts=41, last={"exitCode": 1})


@fault(Expected(check="kubelet-version", entry=LEAK), build=2019)
def kubelet_leaking(cluster: Cluster) -> None:
    """A kubelet of the three versions that leave endpoints behind."""
    set_info(cluster, kubeletVersion="v1.11.1", containerRuntimeVersion="docker://18.9.0", kubeProxyVersion="v1.11.1")


@fault(Expected(check="kubelet-version"), shown_in=("live",))
def kubelet_too_old(cluster: Cluster) -> None:
    """A kubelet that is more behind its API server than is supported; the suffix is the vendor's."""
    set_info(cluster, kubeletVersion="v1.31.9+rke2r1")


@fault(Expected(check="kubelet-version"), shown_in=("live",))
def kubelet_too_new(cluster: Cluster) -> None:
    """A kubelet that is newer than its API server."""
    set_info(cluster, kubeletVersion="v1.37.1")


@fault(Expected(check="container-runtime", entry=LEAK), build=2019)
def docker_leaking(cluster: Cluster) -> None:
    """Docker before 18.09."""
    set_info(cluster, kubeletVersion="v1.18.20", containerRuntimeVersion="docker://18.3.1")


@fault(Expected(check="container-runtime"))
def runtime_too_old(cluster: Cluster) -> None:
    """A containerd that today's kubelet has no use for."""
    set_info(cluster, containerRuntimeVersion="containerd://1.5.13")


@fault(Expected(check="windows-build", entry="node-nodeport-local", statuses=("warn",)), build=2019)
def build_unpatched(cluster: Cluster) -> None:
    """Server 2019 without the update of August 2020."""
    set_info(cluster, kernelVersion="10.0.17763.1339")
