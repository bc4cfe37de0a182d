"""Objects as a real API server takes and shows them: the bricks of the clusters in this folder.

They are complete where `cluster_material` is short: what is made here can be written to an API server, and read from a
dump. Times are those of `cluster_material.NOW`; `moved` shifts them to another.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from cluster_material import NOW, Written, ago

BORN = ago(days=41)
"""When the cluster was set up."""
STARTED = ago(days=3)
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d+)?)Z")
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""What Kubernetes makes the ends of generated names of."""


@dataclass(frozen=True, kw_only=True)
class Windows:
    """A release of Windows Server, as nodes show it."""

    product: str
    build: str
    update: int
    sku: str
    tag: str
    """Of its container images."""

    @property
    def kernel(self) -> str:
        """All four numbers."""
        return f"{self.build}.{self.update}"


WINDOWS: Mapping[int, Windows] = {
    2019: Windows(
        product="Windows Server 2019 Datacenter", build="10.0.17763", update=8146, sku="Windows2019", tag="ltsc2019"
    ),
    2022: Windows(
        product="Windows Server 2022 Datacenter", build="10.0.20348", update=4294, sku="Windows2022", tag="ltsc2022"
    ),
    2025: Windows(
        product="Windows Server 2025 Datacenter", build="10.0.26100", update=32995, sku="Windows2025", tag="ltsc2025"
    ),
}


def uid(*names: str) -> str:
    """The same object has the same one in every run."""
    return str(uuid5(NAMESPACE_DNS, "/".join(names)))


def ending(*names: str, length: int = 5) -> str:
    """The end of a generated name."""
    number = zlib.crc32("/".join(names).encode())
    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(length))


def metadata(
    kind: str,
    name: str,
    namespace: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    born: str = BORN,
    owner: Written | None = None,
) -> Written:
    """What every object has; `owner` is the object that made it."""
    return {
        "name": name,
        **({"namespace": namespace} if namespace else {}),
        "uid": uid(kind, namespace, name),
        "creationTimestamp": born,
        **({"labels": dict(labels)} if labels else {}),
        **({"annotations": dict(annotations)} if annotations else {}),
        **({"ownerReferences": [_reference(owner)]} if owner else {}),
    }


def _reference(owner: Written) -> Written:
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def condition(kind: str, status: str, reason: str, message: str, *, since: str = STARTED, beat: str = "") -> Written:
    """A condition of a node; `beat` is when it was last told."""
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastHeartbeatTime": beat or ago(minutes=2),
        "lastTransitionTime": since,
    }


def kubelet_conditions(*, ready: str = "kubelet is posting ready status") -> list[Written]:
    """What the kubelet of a node that is well tells."""
    return [
        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        condition("Ready", "True", "KubeletReady", ready),
    ]


def node(
    name: str,
    *,
    address: str,
    version: str,
    runtime: str,
    windows: Windows | None = None,
    os_image: str = "Ubuntu 24.04.3 LTS",
    kernel: str = "6.8.0-90-generic",
    machine_id: str = "",
    hostname: str = "",
    provider_id: str = "",
    pod_cidr: str = "",
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    conditions: Sequence[Written] = (),
    taints: Sequence[Written] = (),
    allocatable: Mapping[str, str] | None = None,
    addresses: Sequence[Written] = (),
    pods: int = 110,
) -> Written:
    """A node that is well. With `windows` one of Windows; the conditions given come on top of kubelet's own."""
    os = "windows" if windows else "linux"
    hostname = hostname or name
    capacity = {"cpu": "4", "memory": "16776628Ki", "pods": str(pods), **(allocatable or {})}
    if windows is None:
        capacity |= {"ephemeral-storage": "129886128Ki", "hugepages-1Gi": "0", "hugepages-2Mi": "0"}
    else:
        capacity |= {"ephemeral-storage": "133703676Ki"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": metadata(
            "Node",
            name,
            labels={
                "beta.kubernetes.io/arch": "amd64",
                "beta.kubernetes.io/os": os,
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": hostname,
                "kubernetes.io/os": os,
                **({"node.kubernetes.io/windows-build": windows.build} if windows else {}),
                **(labels or {}),
            },
            annotations={"volumes.kubernetes.io/controller-managed-attach-detach": "true", **(annotations or {})},
        ),
        "spec": {
            **({"podCIDR": pod_cidr, "podCIDRs": [pod_cidr]} if pod_cidr else {}),
            **({"providerID": provider_id} if provider_id else {}),
            **({"taints": list(taints)} if taints else {}),
        },
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": address},
                {"type": "Hostname", "address": hostname},
                *addresses,
            ],
            "capacity": capacity,
            "allocatable": {**capacity, "memory": "14267828Ki"},
            "conditions": [*conditions, *kubelet_conditions()],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "images": [{"names": [f"mcr.microsoft.com/oss/v2/kubernetes/pause:3.10.{os}"], "sizeBytes": 104337408}],
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": "8" if windows else uid("boot", name),
                "containerRuntimeVersion": runtime,
                "kernelVersion": windows.kernel if windows else kernel,
                "kubeProxyVersion": "",
                "kubeletVersion": version,
                "machineID": machine_id or (name if windows else uid("machine", name).replace("-", "")),
                "operatingSystem": os,
                "osImage": windows.product if windows else os_image,
                "systemUUID": uid("system", name).upper(),
            },
        },
    }


def lease(name: str, *, renewed: str = "") -> Written:
    """The lease that the node's kubelet renews every ten seconds."""
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": metadata("Lease", name, "kube-node-lease"),
        "spec": {
            "holderIdentity": name,
            "leaseDurationSeconds": 40,
            "renewTime": (renewed or ago(seconds=5)).replace("Z", ".000000Z"),
        },
    }


def container(name: str, image: str, **more: Any) -> Written:
    """A container of a pod's specification."""
    return {"name": name, "image": image, **more}


def specification(
    *containers: Written, os: str = "linux", host_network: bool = False, host_process: bool = False, **more: Any
) -> Written:
    """A pod's specification, for nodes of one operating system. HostProcess containers share the node's network."""
    return {
        "containers": list(containers),
        "nodeSelector": {"kubernetes.io/os": os},
        **({"hostNetwork": True} if host_network or host_process else {}),
        **(
            {"securityContext": {"windowsOptions": {"hostProcess": True, "runAsUserName": "NT AUTHORITY\\system"}}}
            if host_process
            else {}
        ),
        **more,
    }


def pod(
    name: str,
    namespace: str,
    *,
    on: str,
    ip: str,
    spec: Written,
    host_ip: str = "",
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    owner: Written | None = None,
    started: str = STARTED,
) -> Written:
    """A pod that runs and is ready."""
    host_ip = host_ip or ip
    states = [
        {
            "name": one["name"],
            "image": one["image"],
            "imageID": f"{one['image'].rpartition(':')[0]}@sha256:{zlib.crc32(one['image'].encode()):064x}",
            "containerID": f"containerd://{uid(namespace, name, one['name']).replace('-', '') * 2}",
            "ready": True,
            "started": True,
            "restartCount": 0,
            "state": {"running": {"startedAt": started}},
            "lastState": {},
        }
        for one in spec["containers"]
    ]
    kinds = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata("Pod", name, namespace, labels=labels, annotations=annotations, owner=owner, born=started),
        "spec": {
            "restartPolicy": "Always",
            "dnsPolicy": "ClusterFirst",
            "enableServiceLinks": True,
            "terminationGracePeriodSeconds": 30,
            "tolerations": [{"operator": "Exists"}],
            **spec,
            "nodeName": on,
        },
        "status": {
            "phase": "Running",
            "qosClass": "BestEffort",
            "conditions": [{"type": kind, "status": "True", "lastTransitionTime": started} for kind in kinds],
            "containerStatuses": states,
            "hostIP": host_ip,
            "hostIPs": [{"ip": host_ip}],
            "podIP": ip,
            "podIPs": [{"ip": ip}],
            "startTime": started,
        },
    }


def daemon_set(
    name: str,
    namespace: str,
    spec: Written,
    *,
    on: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    pod_labels: Mapping[str, str] | None = None,
    missing: Iterable[str] = (),
) -> list[Written]:
    """A DaemonSet and its pods: `on` says which nodes it is for, and the address of its pod there.

    `missing` are nodes that it is for and that have none of its pods.
    """
    missing = frozenset(missing)
    pod_labels = dict(pod_labels or {"k8s-app": name})
    there = {host: ip for host, ip in on.items() if host not in missing}
    owner: Written = {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": metadata("DaemonSet", name, namespace, labels=labels or pod_labels),
        "spec": {
            "selector": {"matchLabels": pod_labels},
            "template": {"metadata": {"labels": pod_labels}, "spec": dict(spec)},
            "updateStrategy": {"type": "RollingUpdate"},
        },
        "status": {
            "desiredNumberScheduled": len(on),
            "currentNumberScheduled": len(there),
            "numberMisscheduled": 0,
            "numberReady": len(there),
            "numberAvailable": len(there),
            "updatedNumberScheduled": len(there),
            **({"numberUnavailable": len(on) - len(there)} if missing else {}),
            "observedGeneration": 1,
        },
    }
    pods = [
        pod(f"{name}-{ending(name, host)}", namespace, on=host, ip=ip, spec=spec, labels=pod_labels, owner=owner)
        for host, ip in there.items()
    ]
    return [owner, *pods]


def workload(
    name: str, namespace: str, spec: Written, *, on: Sequence[tuple[str, str]], labels: Mapping[str, str] | None = None
) -> list[Written]:
    """The ReplicaSet of a Deployment and its pods; `on` are node and address of each."""
    digest = ending(name, namespace, length=9)
    labels = {"app": name, **(labels or {}), "pod-template-hash": digest}
    owner: Written = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": metadata("ReplicaSet", f"{name}-{digest}", namespace, labels=labels),
        "spec": {
            "replicas": len(on),
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": dict(spec)},
        },
        "status": {
            "replicas": len(on),
            "readyReplicas": len(on),
            "availableReplicas": len(on),
            "observedGeneration": 1,
        },
    }
    pods = [
        pod(f"{name}-{digest}-{ending(name, ip)}", namespace, on=host, ip=ip, spec=spec, labels=labels, owner=owner)
        for host, ip in on
    ]
    return [owner, *pods]


def static_pod(name: str, *, on: str, ip: str, image: str, command: Sequence[str] = ()) -> Written:
    """A pod that a kubelet runs from a file, as the API mirrors it."""
    spec = specification(container(name, image, command=list(command or (name,))), host_network=True)
    del spec["nodeSelector"]
    return pod(
        f"{name}-{on}",
        "kube-system",
        on=on,
        ip=ip,
        spec={**spec, "priorityClassName": "system-node-critical"},
        labels={"component": name, "tier": "control-plane"},
        annotations={"kubernetes.io/config.source": "file"},
    )


@dataclass
class Ports:
    """Hands out addresses and node ports of services, since an API server gives none of them twice."""

    services: str
    """The range of the services' addresses."""
    addresses: int = 100
    node_port: int = 30080

    def address(self, number: int = 0) -> str:
        """The address of this number, or the next one."""
        self.addresses += not number
        return str(ip_network(self.services)[number or self.addresses])

    def port(self) -> int:
        """The next node port."""
        self.node_port += 1
        return self.node_port


def service(
    name: str,
    namespace: str,
    *,
    cluster_ip: str,
    ports: Sequence[tuple[int, int]] = ((80, 0),),
    kind: str = "ClusterIP",
    selector: Mapping[str, str] | None = None,
    ingress: str = "",
    **more: Any,
) -> Written:
    """A service; `ports` are port and node port (0: none)."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata("Service", name, namespace, labels={"app": name}),
        "spec": {
            "type": kind,
            "clusterIP": cluster_ip,
            "clusterIPs": [cluster_ip],
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
            "sessionAffinity": "None",
            **({} if kind == "ClusterIP" else {"externalTrafficPolicy": "Cluster"}),
            **({} if selector == {} else {"selector": dict(selector or {"app": name})}),
            "ports": [
                {
                    "name": f"port-{port}",
                    "port": port,
                    "targetPort": port,
                    "protocol": "TCP",
                    **({"nodePort": node_port} if node_port else {}),
                }
                for port, node_port in ports
            ],
            **more,
        },
        "status": {"loadBalancer": {"ingress": [{"ip": ingress, "ipMode": "VIP"}]} if ingress else {}},
    }


def endpoint_slice(
    service_name: str,
    namespace: str,
    *,
    endpoints: Sequence[tuple[str, str]],
    ports: Sequence[int] = (80,),
    ready: bool = True,
) -> Written:
    """Where a service leads: `endpoints` are address and node."""
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": metadata(
            "EndpointSlice",
            f"{service_name}-{ending(service_name, namespace)}",
            namespace,
            labels={
                "kubernetes.io/service-name": service_name,
                "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            },
        ),
        "addressType": "IPv4",
        "endpoints": [
            {
                "addresses": [address],
                "nodeName": on,
                "conditions": {"ready": ready, "serving": ready, "terminating": False},
            }
            for address, on in endpoints
        ],
        "ports": [{"name": f"port-{port}", "port": port, "protocol": "TCP"} for port in ports],
    }


def config_map(name: str, namespace: str, data: Mapping[str, str]) -> Written:
    """A ConfigMap."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata("ConfigMap", name, namespace),
        "data": dict(data),
    }


def event(
    message: str,
    *,
    reason: str,
    about: Written,
    kind: str = "Warning",
    count: int = 1,
    component: str = "kubelet",
    first: str = "",
    last: str = "",
) -> Written:
    """An event about an object, as a kubelet of today still writes it."""
    named = about["metadata"]
    namespace = named.get("namespace", "default")
    host = about["spec"].get("nodeName", named["name"]) if about["kind"] in ("Pod", "Node") else ""
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": metadata(
            "Event", f"{named['name']}.{zlib.crc32((reason + message).encode()):016x}", namespace, born=ago(minutes=40)
        ),
        "involvedObject": {
            "apiVersion": about["apiVersion"],
            "kind": about["kind"],
            "name": named["name"],
            **({"namespace": namespace} if "namespace" in named else {}),
            # A kubelet writes a node's name where its uid belongs.
            "uid": named["name"] if about["kind"] == "Node" else named["uid"],
        },
        "type": kind,
        "reason": reason,
        "message": message,
        "count": count,
        "firstTimestamp": first or ago(minutes=40),
        "lastTimestamp": last or ago(minutes=1),
        "source": {"component": component, **({"host": host} if component == "kubelet" else {})},
        "reportingComponent": component,
        "reportingInstance": host if component == "kubelet" else "",
    }


def moved(written: Any, *, to: datetime) -> Any:
    """The same with all times moved, as if it had been read at that time."""
    distance = to.replace(microsecond=0) - NOW

    def shifted(found: re.Match[str]) -> str:
        moment = datetime.fromisoformat(found[1]).replace(tzinfo=UTC) + distance
        return f"{moment:%Y-%m-%dT%H:%M:%S}{found[2]}Z"

    if isinstance(written, dict):
        return {key: moved(value, to=to) for key, value in written.items()}
    if isinstance(written, list | tuple):
        return [moved(value, to=to) for value in written]
    return TIME.sub(shifted, written) if isinstance(written, str) else written
