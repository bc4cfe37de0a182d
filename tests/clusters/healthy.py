"""Clusters in which nothing is wrong, one of each kind: what a probe must keep quiet about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from clusters import clouds, distributions, kubeadm
from clusters.cluster import Cluster
from clusters.objects import WINDOWS, Windows

KINDS: Mapping[str, Callable[[Windows], Cluster]] = {
    "aks": clouds.aks,
    "aks-overlay": partial(clouds.aks, overlay=True),
    "eks": clouds.eks,
    "eks-monitored": partial(clouds.eks, monitored=True),
    "gke": clouds.gke,
    "rke2-flannel": distributions.rke2,
    "rke2-calico": partial(distributions.rke2, plugin="calico"),
    "openshift-aws": distributions.openshift,
    "openshift-vsphere": partial(distributions.openshift, platform="vsphere"),
    "k0s": distributions.k0s,
    "kubeadm-flannel": kubeadm.with_flannel,
    "kubeadm-flannel-host-gw": partial(kubeadm.with_flannel, backend="host-gw"),
    "kubeadm-flannel-services": partial(kubeadm.with_flannel, agents=False),
    "kubeadm-calico": kubeadm.with_calico,
    "capz": kubeadm.capz,
    "antrea": kubeadm.antrea,
}
"""The name of each kind, and what makes one."""


def healthy(kind: str, *, build: int = 2025) -> Cluster:
    """A cluster of this kind, its Windows nodes of this release, made anew."""
    return KINDS[kind](WINDOWS[build])


def every_healthy() -> list[tuple[str, int]]:
    """Every kind with every release of Windows, as parameters of tests."""
    return [(kind, build) for kind in KINDS for build in WINDOWS]
