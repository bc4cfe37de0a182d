"""What can go wrong with a single pod: its image, its memory, its program, its place, its volume, its probes."""

from __future__ import annotations

from cluster_material import Written, ago
from clusters.cluster import Cluster
from clusters.fault import Expected, fault
from clusters.faults_of_nodes import ended, waits
from clusters.objects import WINDOWS, event, metadata, pod
from clusters.parts import SHOP, iis

NOWHERE = (
    "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 1 node(s)"
    " didn't match Pod's node affinity/selector, 2 Insufficient memory. no new claims to deallocate, preemption: 0/4"
    " nodes are available: 2 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling."
)


def _web(cluster: Cluster) -> Written:
    return cluster.pods_on(cluster.windows, beginning="web-")[0]


def _unplaced(cluster: Cluster, message: str, **spec: object) -> Written:
    """A pod that no node takes."""
    written = pod("batch-0", SHOP, on="", ip="", spec={**iis(WINDOWS[2025]), **spec}, started=ago(minutes=15))
    del written["spec"]["nodeName"]
    written["status"] = {
        "phase": "Pending",
        "qosClass": "BestEffort",
        "conditions": [
            {
                "type": "PodScheduled",
                "status": "False",
                "reason": "Unschedulable",
                "message": message,
                "lastTransitionTime": ago(minutes=15),
            }
        ],
    }
    cluster.add(
        written, event(message, reason="FailedScheduling", about=written, component="default-scheduler", count=4)
    )
    return written


@fault(Expected(check="pod-containers"))
def image_not_found(cluster: Cluster) -> Written:
    """There is no image of this name."""
    found = _web(cluster)
    image = "registry.example.com/shop/web:v42"
    for one in (*found["spec"]["containers"], *found["status"]["containerStatuses"]):
        one["image"] = image
    waits(found, "ImagePullBackOff", f'Back-off pulling image "{image}": ErrImagePull: {image}: not found')
    message = f'Failed to pull image "{image}": rpc error: code = NotFound desc = failed to resolve: {image}: not found'
    cluster.add(event(message, reason="Failed", about=found, count=5))
    return found


@fault(Expected(check="pod-containers"))
def out_of_memory(cluster: Cluster) -> Written:
    """The program took more memory than it may."""
    found = _web(cluster)
    waits(
        found,
        "CrashLoopBackOff",
        "back-off 5m0s restarting failed container=web",
        restarts=12,
        last={"exitCode": 137, "reason": "OOMKilled"},
    )
    return found


@fault(Expected(check="pod-containers"))
def library_missing(cluster: Cluster) -> Written:
    """The program ends at once with a code of Windows: a DLL is not there."""
    found = _web(cluster)
    # An API server keeps 32 bits with a sign: 0xc0000135 as it comes out of that.
    code = 0xC0000135 - 2**32
    waits(
        found, "CrashLoopBackOff", "back-off 5m0s restarting failed container=web", restarts=8, last={"exitCode": code}
    )
    cluster.add(event("Back-off restarting failed container web", reason="BackOff", about=found, count=60))
    return found


@fault(Expected(check="pod-scheduling"))
def unschedulable(cluster: Cluster) -> Written:
    """No node takes the pod."""
    return _unplaced(cluster, NOWHERE)


@fault(Expected(check="pod-volumes"))
def volume_pending(cluster: Cluster) -> Written:
    """The pod waits for a volume that nobody makes."""
    cluster.add(
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": metadata("PersistentVolumeClaim", "data-batch-0", SHOP, born=ago(hours=2)),
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "10Gi"}},
                "storageClassName": "fast",
                "volumeMode": "Filesystem",
            },
            "status": {"phase": "Pending"},
        }
    )
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data-batch-0"}}
    message = "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
    return _unplaced(cluster, message, volumes=[volume])


@fault(Expected(check="pod-phase"))
def probe_failing(cluster: Cluster) -> Written:
    """The program runs, but doesn't answer."""
    found = _web(cluster)
    for one in found["spec"]["containers"]:
        one["readinessProbe"] = {"httpGet": {"path": "/healthz", "port": 80, "scheme": "HTTP"}, "periodSeconds": 10}
    for one in found["status"]["conditions"]:
        if one["type"] in ("Ready", "ContainersReady"):
            one |= {
                "status": "False",
                "reason": "ContainersNotReady",
                "message": "containers with unready status: [web]",
            }
    for one in found["status"]["containerStatuses"]:
        one |= {
            "ready": False,
            "restartCount": 1,
            "lastState": {"terminated": ended(one, {"exitCode": 0, "reason": "Completed"})},
        }
    text = 'Readiness probe failed: Get "http://10.244.1.4:80/healthz": context deadline exceeded'
    cluster.add(event(text, reason="Unhealthy", about=found, count=93))
    return found
