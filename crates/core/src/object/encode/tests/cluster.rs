//! What the objects around a set are written as: claims, volumes, nodes, Events, Services.

use super::{check, fixtures, named, stored};
use crate::object::encode::encode;
use crate::object::{AccessMode, ClaimPhase, ClaimRef, Kind, Meta, Object, Uid, VolumePhase, decode};
use expect_test::expect;
use serde_json::json;
use std::sync::Arc;

#[test]
fn a_bound_claim_has_its_volumes_size_and_modes() {
    let mut object = stored(named("data-db-0"), 4);
    object.meta.finalizers.push("kubernetes.io/pvc-protection".into());
    let claim = object.claim_mut().expect("a claim");
    (claim.phase, claim.capacity) = (ClaimPhase::Bound, Some("10Gi".into()));
    claim.bound_modes = vec![AccessMode::ReadWriteOnce, AccessMode::ReadOnlyMany].into();
    check(
        &object,
        expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "PersistentVolumeClaim",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:04Z",
            "finalizers": [
              "kubernetes.io/pvc-protection"
            ],
            "name": "data-db-0",
            "namespace": "shop",
            "resourceVersion": "44",
            "uid": "b7a4712c-7456-4914-8164-bb7b2b9b3e3a"
          },
          "spec": {
            "accessModes": [
              "ReadWriteOnce"
            ],
            "resources": {
              "limits": {
                "storage": "20Gi"
              },
              "requests": {
                "storage": "5Gi"
              }
            },
            "selector": {
              "matchExpressions": [
                {
                  "key": "old",
                  "operator": "DoesNotExist"
                }
              ],
              "matchLabels": {
                "tier": "fast"
              }
            },
            "storageClassName": "",
            "volumeMode": "Filesystem",
            "volumeName": "disk-0"
          },
          "status": {
            "accessModes": [
              "ReadWriteOnce",
              "ReadOnlyMany"
            ],
            "capacity": {
              "storage": "10Gi"
            },
            "phase": "Bound"
          }
        }
    "#]],
    );
}

#[test]
fn a_provisioned_volume_is_as_its_driver_makes_it() {
    let mut object =
        stored(Object { meta: Meta::new(Kind::PersistentVolume, "", "pvc-1"), ..named("disk-0") }, 6);
    let volume = object.volume_mut().expect("a volume");
    (volume.raw, volume.affinity) = (Arc::new(json!({})), None);
    volume.claim = Some(ClaimRef { namespace: "shop".into(), name: "data-db-0".into(), uid: Some(Uid(4)) });
    volume.phase = VolumePhase::Bound;
    check(
        &object,
        expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "PersistentVolume",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:06Z",
            "name": "pvc-1",
            "resourceVersion": "46",
            "uid": "d1770797-7078-436c-b320-3e9039f4a821"
          },
          "spec": {
            "accessModes": [
              "ReadWriteOnce",
              "ReadOnlyMany"
            ],
            "capacity": {
              "storage": "10Gi"
            },
            "claimRef": {
              "apiVersion": "v1",
              "kind": "PersistentVolumeClaim",
              "name": "data-db-0",
              "namespace": "shop",
              "uid": "b7a4712c-7456-4914-8164-bb7b2b9b3e3a"
            },
            "csi": {
              "driver": "disk.csi.example.com",
              "volumeHandle": "vol-17"
            },
            "persistentVolumeReclaimPolicy": "Delete",
            "storageClassName": "fast",
            "volumeMode": "Filesystem"
          },
          "status": {
            "phase": "Bound"
          }
        }
    "#]],
    );
}

#[test]
fn a_node_reports_its_resources_and_that_it_is_ready() {
    check(
        &stored(named("node-a"), 1),
        expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "Node",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:01Z",
            "labels": {
              "kubernetes.io/hostname": "node-a"
            },
            "name": "node-a",
            "resourceVersion": "41",
            "uid": "5692161d-100b-45e5-a4d9-71771b652c20"
          },
          "spec": {
            "taints": [
              {
                "effect": "NoSchedule",
                "key": "dedicated",
                "value": "db"
              },
              {
                "effect": "NoExecute",
                "key": "node.kubernetes.io/unreachable",
                "timeAdded": "2026-01-01T00:01:00Z"
              }
            ],
            "unschedulable": true
          },
          "status": {
            "addresses": [
              {
                "address": "192.0.2.1",
                "type": "InternalIP"
              }
            ],
            "allocatable": {
              "cpu": "1500m",
              "memory": "64Gi",
              "pods": "110"
            },
            "capacity": {
              "cpu": "1500m",
              "memory": "64Gi",
              "pods": "110"
            },
            "conditions": [
              {
                "lastHeartbeatTime": "2026-01-01T00:00:05Z",
                "lastTransitionTime": "2026-01-01T00:00:05Z",
                "message": "kubelet is posting ready status",
                "reason": "KubeletReady",
                "status": "True",
                "type": "Ready"
              }
            ],
            "daemonEndpoints": {
              "kubeletEndpoint": {
                "Port": 0
              }
            },
            "nodeInfo": {
              "architecture": "",
              "bootID": "",
              "containerRuntimeVersion": "",
              "kernelVersion": "",
              "kubeProxyVersion": "",
              "kubeletVersion": "",
              "machineID": "",
              "operatingSystem": "",
              "osImage": "",
              "systemUUID": ""
            }
          }
        }
    "#]],
    );
}

#[test]
fn an_event_names_the_object_it_is_about() {
    check(
        &stored(named("db.17"), 8),
        expect![[r#"
        {
          "apiVersion": "v1",
          "count": 3,
          "eventTime": null,
          "firstTimestamp": "2026-01-01T00:00:02Z",
          "involvedObject": {
            "apiVersion": "apps/v1",
            "kind": "StatefulSet",
            "name": "db",
            "namespace": "shop",
            "uid": "12ae3023-7b17-4f14-b75f-04cbb5a1a1dd"
          },
          "kind": "Event",
          "lastTimestamp": "2026-03-01T00:00:09Z",
          "message": "create Pod db-0 in StatefulSet db failed",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:08Z",
            "name": "db.17",
            "namespace": "shop",
            "resourceVersion": "48",
            "uid": "d56b1fbb-9ceb-49e8-9e56-51b0ef953636"
          },
          "reason": "FailedCreate",
          "reportingComponent": "statefulset-controller",
          "reportingInstance": "",
          "source": {
            "component": "statefulset-controller"
          },
          "type": "Warning"
        }
    "#]],
    );
}

#[test]
fn an_event_of_the_newer_api_has_a_series() {
    check(
        &stored(named("db-0.18"), 9),
        expect![[r#"
        {
          "action": "Scheduling",
          "apiVersion": "v1",
          "eventTime": "2026-01-01T00:00:02.500000Z",
          "firstTimestamp": null,
          "involvedObject": {
            "apiVersion": "v1",
            "kind": "Pod",
            "name": "db-0",
            "namespace": "shop",
            "uid": "12ae3023-7b17-4f14-b75f-04cbb5a1a1dd"
          },
          "kind": "Event",
          "lastTimestamp": null,
          "message": "0/3 nodes are available",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:09Z",
            "name": "db-0.18",
            "namespace": "shop",
            "resourceVersion": "49",
            "uid": "826c6abf-7fdd-4ad7-a3cb-e1e459320dd7"
          },
          "reason": "FailedScheduling",
          "reportingComponent": "default-scheduler",
          "reportingInstance": "default-scheduler-control-plane",
          "series": {
            "count": 3,
            "lastObservedTime": "2026-01-01T00:05:09.250000Z"
          },
          "source": {},
          "type": "Warning"
        }
    "#]],
    );
}

#[test]
fn a_service_has_its_addresses_and_ports() {
    let specs = ["db", "shop", "elsewhere", "by-hand"].map(|name| {
        let (kind, value) = fixtures()
            .into_iter()
            .find(|(kind, value)| *kind == Kind::Service && value["metadata"]["name"] == name)
            .expect("a Service of that name");
        format!("{name} {}\n", encode(&decode(kind, &value).expect("decodes"))["spec"])
    });
    expect![[r#"
        db {"clusterIP":"None","clusterIPs":["None"],"internalTrafficPolicy":"Cluster","ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","ports":[{"appProtocol":"postgres","name":"sql","port":5432,"protocol":"TCP","targetPort":"sql"},{"name":"metrics","port":9187,"protocol":"TCP","targetPort":9187}],"publishNotReadyAddresses":true,"selector":{"app":"db"},"sessionAffinity":"None","type":"ClusterIP"}
        shop {"clusterIP":"10.96.7.7","clusterIPs":["10.96.7.7"],"externalTrafficPolicy":"Cluster","internalTrafficPolicy":"Cluster","ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","ports":[{"nodePort":30080,"port":80,"protocol":"TCP","targetPort":8080}],"selector":{"app":"shop"},"sessionAffinity":"None","type":"NodePort"}
        elsewhere {"externalName":"example.com","sessionAffinity":"None","type":"ExternalName"}
        by-hand {"clusterIP":"None","clusterIPs":["None"],"internalTrafficPolicy":"Cluster","ipFamilies":["IPv4","IPv6"],"ipFamilyPolicy":"RequireDualStack","ports":[{"port":80,"protocol":"TCP","targetPort":80}],"sessionAffinity":"None","type":"ClusterIP"}
    "#]].assert_eq(&specs.concat());
}

#[test]
fn an_empty_endpoint_slice_has_no_lists() {
    let mut object = named("by-hand-1");
    *object.endpoint_slice_mut().expect("a slice") = Default::default();
    check(
        &object,
        expect![[r#"
        {
          "addressType": "IPv4",
          "apiVersion": "discovery.k8s.io/v1",
          "endpoints": null,
          "kind": "EndpointSlice",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:00Z",
            "labels": {
              "kubernetes.io/service-name": "by-hand"
            },
            "name": "by-hand-1",
            "namespace": "shop"
          },
          "ports": null
        }
    "#]],
    );
}
