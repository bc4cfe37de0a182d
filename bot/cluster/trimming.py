"""Takes out of an object what no check ever looks at: a large cluster must fit into little memory."""

from __future__ import annotations

import re
from typing import Any

from bot.kube_object import KubeObject
from bot.resource import SERVED, Resource

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
POD_UNUSED = ("affinity", "tolerations", "topologySpreadConstraints", "readinessGates")
CONTAINER_UNUSED = ("env", "envFrom", "volumeMounts", "volumeDevices", "terminationMessagePath")
"""`env` holds secrets more often than anything else in a cluster."""
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?")
"""A little more than the API takes; what else calls itself a name would only do harm where it is shown."""


def kept(resource: Resource, written: Any) -> KubeObject | None:
    """The object as it is kept; None where this is none, or has no name that one can have."""
    if not isinstance(written, dict):
        return None
    found = KubeObject(trimmed(resource, written), kind=SERVED[resource].kind)
    if NAME.fullmatch(found.name) is None or (found.namespace and NAME.fullmatch(found.namespace) is None):
        return None
    return found


def trimmed(resource: Resource, written: Any) -> Any:
    """The object without what isn't used; it is changed in place, and handed back."""
    if not isinstance(written, dict):
        return written
    metadata = written.get("metadata")
    if isinstance(metadata, dict):
        metadata.pop("managedFields", None)
        annotations = metadata.get("annotations")
        if isinstance(annotations, dict):
            annotations.pop(LAST_APPLIED, None)
    if resource is Resource.NODES and isinstance(status := written.get("status"), dict):
        status.pop("images", None)
    if resource is Resource.PODS:
        _trim_pod_spec(written.get("spec"))
    if resource in (Resource.DAEMON_SETS, Resource.REPLICA_SETS, Resource.STATEFUL_SETS):
        spec = written.get("spec")
        template = spec.get("template") if isinstance(spec, dict) else None
        _trim_containers(template.get("spec") if isinstance(template, dict) else None)
    return written


def _trim_pod_spec(spec: Any) -> None:
    if isinstance(spec, dict):
        for name in POD_UNUSED:
            spec.pop(name, None)
        _trim_containers(spec)


def _trim_containers(spec: Any) -> None:
    if not isinstance(spec, dict):
        return
    for kind in CONTAINERS:
        containers = spec.get(kind)
        for container in containers if isinstance(containers, list) else ():
            if isinstance(container, dict):
                for name in CONTAINER_UNUSED:
                    container.pop(name, None)
