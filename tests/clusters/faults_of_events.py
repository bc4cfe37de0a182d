"""What the cluster itself says is wrong: warnings about a node and its pods, and pods that don't come into being."""

from __future__ import annotations

from cluster_material import Written, ago
from clusters.cluster import Cluster
from clusters.fault import Expected, fault
from clusters.faults_of_nodes import waits
from clusters.objects import event

SANDBOX = 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "{}": '
SANDBOX_ID = "5f1d2a30" * 8
TASK = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container task: "


def stuck(cluster: Cluster, message: str, *, reason: str = "FailedCreatePodSandBox", count: int = 17) -> Written:
    """Lets a pod of the node hang in its creation, and an event say why."""
    pod = cluster.pods_on(cluster.windows, beginning="web-")[0]
    waits(pod, "ContainerCreating")
    pod["status"] |= {"podIPs": []}
    del pod["status"]["podIP"]
    pod["status"]["startTime"] = ago(minutes=25)
    cluster.add(event(message, reason=reason, about=pod, count=count, first=ago(minutes=24)))
    return pod


@fault(Expected(check="sandbox-failures", entry="ipam-range-exhausted"))
def sandbox_without_address(cluster: Cluster) -> None:
    """No address is left for another pod."""
    plugin = 'plugin type="flannel" name="flannel.4096" failed (add): '
    range_set = "failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.254"
    stuck(cluster, SANDBOX.format(SANDBOX_ID) + plugin + range_set)


@fault(Expected(check="sandbox-failures", entry="subnet-env-missing"))
def sandbox_without_subnet_env(cluster: Cluster) -> None:
    """flanneld hasn't written its file."""  # noqa: D403 - a program's name
    plugin = 'plugin type="flannel" failed (add): loadFlannelSubnetEnv failed: '
    missing = "open /run/flannel/subnet.env: The system cannot find the path specified."
    stuck(cluster, SANDBOX.format(SANDBOX_ID) + plugin + missing)


@fault(Expected(check="sandbox-failures", entry="containercreating-stuck"), build=2022)
def sandbox_without_pause_image(cluster: Cluster) -> None:
    """The image that every pod begins with can't be had."""
    image = '"registry.k8s.io/pause:3.8"'
    stuck(
        cluster,
        f"Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image {image}: failed to"
        f" pull image {image}: failed to pull and unpack image {image}: failed to resolve reference {image}:"
        " unexpected status: 403 Forbidden",
    )


@fault(
    Expected(check="image-os-match", entry="pause-image-restarts"),
    Expected(check="sandbox-failures", entry="pause-image-restarts"),
    build=2019,
)
def sandbox_for_another_windows(cluster: Cluster) -> None:
    """The image that every pod begins with was built for another Windows."""
    stuck(
        cluster,
        TASK
        + f"hcs::CreateComputeSystem {SANDBOX_ID}: The container operating system does not match the host operating"
        " system.: unknown",
    )


@fault(Expected(check="image-os-match", entry="pause-image-restarts"), build=2022)
def image_for_another_windows(cluster: Cluster) -> None:
    """An application's image was built for a newer Windows than the node has."""
    pod = cluster.pods_on(cluster.windows, beginning="web-")[0]
    image = "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2025"
    message = (
        "failed to create containerd task: failed to create shim task: hcs::CreateComputeSystem web: The container"
        " operating system does not match the host operating system.: unknown"
    )
    for one in (*pod["spec"]["containers"], *pod["status"]["containerStatuses"]):
        one["image"] = image
    last = {"exitCode": 128, "reason": "StartError", "message": message}
    waits(pod, "CrashLoopBackOff", "back-off 5m0s restarting failed container=web", restarts=9, last=last)
    cluster.add(event(f"Error: {message}", reason="Failed", about=pod, count=9))


@fault(Expected(check="sandbox-failures", entry="hns-wrong-diskette"), build=2019)
def sandbox_with_wrong_diskette(cluster: Cluster) -> None:
    """What HNS has kept is of another version of Windows."""
    stuck(
        cluster,
        SANDBOX.format(SANDBOX_ID)
        + 'plugin type="flannel" failed (add): hnsCall failed in Win32: The wrong diskette is in the drive.\n'
        "Insert %2 (Volume Serial Number: %3) into drive %1. (0x22)",
    )


@fault(Expected(check="recent-events", entry="lb-ports-exhausted"))
def events_of_exhausted_ports(cluster: Cluster) -> None:
    """kube-proxy's own words have come into an event of the node."""
    cluster.add(
        event(
            "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists."
            ' (0x803b0013) {"Success":false,"Error":"The specified port already exists. ","ErrorCode":2151350291}',
            reason="FailedToCreatePolicy",
            about=cluster.node,
            component="kube-proxy",
            count=212,
        )
    )


@fault(Expected(check="recent-events", entry="subnet-env-missing"), cluster="rke2-flannel", build=2022)
def events_of_missing_subnet_env(cluster: Cluster) -> None:
    """The same text as many pods' events, on a platform that shows no pod of flannel's."""
    missing = "open /run/flannel/subnet.env: The system cannot find the file specified."
    stuck(cluster, SANDBOX.format(SANDBOX_ID) + f'plugin type="flannel" failed (add): {missing}')
