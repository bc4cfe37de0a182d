"""One cluster as they grow over the years: three releases of Windows, 300 services, some of it broken."""

from __future__ import annotations

from cluster_material import Written
from clusters import flannel
from clusters.cluster import Cluster
from clusters.faults_of_events import stuck
from clusters.faults_of_nodes import waits
from clusters.faults_of_proxy import many_services
from clusters.healthy import healthy
from clusters.kubeadm import VERSION
from clusters.objects import WINDOWS, event, lease, node

OLD = "win-3"
SERVICES = 300
NO_ADDRESS = (
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "5f1d2a30":'
    ' plugin type="flannel" failed (add): open /run/flannel/subnet.env: The system cannot find the path specified.'
)


def mixed() -> Cluster:
    """Server 2025 is well but for one pod's image, 2022 is cordoned, and on an old 2019 no pod gets a network."""
    cluster = healthy("kubeadm-flannel")
    cluster.name = "mixed"
    second = cluster.find("Node", "win-2")
    second["status"]["nodeInfo"] |= {"kernelVersion": WINDOWS[2022].kernel, "osImage": WINDOWS[2022].product}
    second["metadata"]["labels"]["node.kubernetes.io/windows-build"] = WINDOWS[2022].build
    second["spec"] |= {
        "unschedulable": True,
        "taints": [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}],
    }
    cluster.add(_old(), lease(OLD))
    web = cluster.pods_on("win-1", beginning="web-")
    cluster.add(*many_services(SERVICES, kind="ClusterIP", endpoint=(web[1]["status"]["podIP"], "win-1")))
    waits(web[0], "ImagePullBackOff", 'Back-off pulling image "registry.example.com/shop/web:v42"')
    cluster.add(event("Back-off pulling image", reason="BackOff", about=web[0], count=40))
    _break(cluster)
    return cluster


def _old() -> Written:
    windows = WINDOWS[2019]
    made = node(
        OLD,
        windows=windows,
        address="10.0.0.13",
        version=VERSION,
        runtime="containerd://2.1.4",
        pod_cidr="10.244.4.0/24",
        annotations=flannel.flannel_annotations("10.0.0.13", mac="00:15:5d:9a:41:0e"),
        conditions=[flannel.UP],
    )
    made["status"]["nodeInfo"]["kernelVersion"] = f"{windows.build}.1339"
    return made


def _break(cluster: Cluster) -> None:
    """Moves a pod to the old node and lets it hang there."""
    (moving,) = cluster.pods_on("win-2", beginning="web-")
    moving["spec"]["nodeName"] = OLD
    looked_at, cluster.windows = cluster.windows, OLD
    stuck(cluster, NO_ADDRESS)
    cluster.windows = looked_at
    # A DaemonSet of Windows nodes that was told to leave this one out: nobody misses its pods there.
    for owner in cluster.of("DaemonSet"):
        chosen = owner["spec"]["template"]["spec"].get("nodeSelector", {})
        if chosen.get("kubernetes.io/os") == "windows":
            chosen["node.kubernetes.io/windows-build"] = WINDOWS[2025].build
