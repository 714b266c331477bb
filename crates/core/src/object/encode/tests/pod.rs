//! What a set and its pods are written as.

use super::{check, fixtures, labelled, named, stored};
use crate::object::encode::{encode, same_body};
use crate::object::{
    Body, Condition, ConditionStatus, ContainerState, ContainerStatus, Deletion, Kind, Meta, Object, Phase,
    Pod, PodStatus, PodVolume, StatefulSetStatus, decode,
};
use crate::time::Time;
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use std::sync::Arc;

fn since(status: ConditionStatus, seconds: u64, reason: &str) -> Condition {
    Condition { status, since: Time(1_000 * seconds), reason: reason.into(), message: "".into() }
}

/// A pod as the set `plain` makes it.
fn pod_of_a_set(status: PodStatus) -> Object {
    pod_of(named("plain"), status)
}

/// A pod as a set makes it, with one claim.
fn pod_of(set: Object, status: PodStatus) -> Object {
    let set = stored(set, 3);
    let mut meta = Meta::new(Kind::Pod, "shop", "plain-0");
    (meta.generate_name, meta.generation, meta.owners) =
        (Some("plain-".into()), 1, vec![set.meta.controller_ref()].into());
    let pod = Pod {
        spec: set.set().expect("a set").spec.template.spec.clone(),
        node: Some("node-a".into()),
        hostname: "plain-0".into(),
        subdomain: "plain".into(),
        claims: vec![PodVolume { name: "data".into(), claim: "data-plain-0".into() }].into(),
        toleration_seconds: 300,
        priority: None,
        status,
    };
    stored(Object { meta, body: Body::Pod(Box::new(pod)) }, 5)
}

fn running() -> PodStatus {
    let state = ContainerState::Running { since: Time(9_000) };
    PodStatus {
        phase: Phase::Running,
        ready: since(ConditionStatus::True, 10, ""),
        scheduled: since(ConditionStatus::True, 6, ""),
        start: Some(Time(6_000)),
        ip: Some("10.244.1.7".into()),
        host_ip: Some("192.0.2.1".into()),
        containers: vec![ContainerStatus { state, last: None, ready: true, started: true, restarts: 0 }],
        ..PodStatus::default()
    }
}

#[test]
fn a_stateful_set_has_its_status() {
    let mut object = stored(named("plain"), 3);
    object.meta.generation = 2;
    object.set_mut().expect("a set").status = StatefulSetStatus {
        observed_generation: Some(2),
        replicas: 1,
        available: 0,
        current: 1,
        updated: 1,
        current_revision: "plain-6cd66fd77f".into(),
        update_revision: "plain-6cd66fd77f".into(),
        ..StatefulSetStatus::default()
    };
    check(
        &object,
        expect![[r#"
        {
          "apiVersion": "apps/v1",
          "kind": "StatefulSet",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:03Z",
            "generation": 2,
            "name": "plain",
            "namespace": "shop",
            "resourceVersion": "43",
            "uid": "1e535eed-e314-48f0-910a-2dec89025cc1"
          },
          "spec": {
            "persistentVolumeClaimRetentionPolicy": {
              "whenDeleted": "Retain",
              "whenScaled": "Retain"
            },
            "podManagementPolicy": "OrderedReady",
            "replicas": 1,
            "revisionHistoryLimit": 10,
            "selector": {
              "matchLabels": {
                "app": "plain"
              }
            },
            "serviceName": "plain",
            "template": {
              "metadata": {
                "labels": {
                  "app": "plain"
                }
              },
              "spec": {
                "containers": [
                  {
                    "image": "nginx",
                    "imagePullPolicy": "Always",
                    "name": "c",
                    "resources": {},
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File"
                  }
                ],
                "dnsPolicy": "ClusterFirst",
                "restartPolicy": "Always",
                "schedulerName": "default-scheduler",
                "securityContext": {},
                "terminationGracePeriodSeconds": 30
              }
            },
            "updateStrategy": {
              "type": "OnDelete"
            }
          },
          "status": {
            "availableReplicas": 0,
            "collisionCount": 0,
            "currentReplicas": 1,
            "currentRevision": "plain-6cd66fd77f",
            "observedGeneration": 2,
            "replicas": 1,
            "updateRevision": "plain-6cd66fd77f",
            "updatedReplicas": 1
          }
        }
    "#]],
    );
}

#[test]
fn a_pod_of_a_set_has_what_its_template_lacks() {
    check(
        &pod_of_a_set(running()),
        expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "Pod",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:05Z",
            "generateName": "plain-",
            "generation": 1,
            "name": "plain-0",
            "namespace": "shop",
            "ownerReferences": [
              {
                "apiVersion": "apps/v1",
                "blockOwnerDeletion": true,
                "controller": true,
                "kind": "StatefulSet",
                "name": "plain",
                "uid": "1e535eed-e314-48f0-910a-2dec89025cc1"
              }
            ],
            "resourceVersion": "45",
            "uid": "b6bf613d-bebb-45dc-96b1-cba95fc60262"
          },
          "spec": {
            "containers": [
              {
                "image": "nginx",
                "imagePullPolicy": "Always",
                "name": "c",
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File"
              }
            ],
            "dnsPolicy": "ClusterFirst",
            "enableServiceLinks": true,
            "hostname": "plain-0",
            "nodeName": "node-a",
            "preemptionPolicy": "PreemptLowerPriority",
            "priority": 0,
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "subdomain": "plain",
            "terminationGracePeriodSeconds": 30,
            "tolerations": [
              {
                "effect": "NoExecute",
                "key": "node.kubernetes.io/not-ready",
                "operator": "Exists",
                "tolerationSeconds": 300
              },
              {
                "effect": "NoExecute",
                "key": "node.kubernetes.io/unreachable",
                "operator": "Exists",
                "tolerationSeconds": 300
              }
            ],
            "volumes": [
              {
                "name": "data",
                "persistentVolumeClaim": {
                  "claimName": "data-plain-0"
                }
              }
            ]
          },
          "status": {
            "conditions": [
              {
                "lastProbeTime": null,
                "lastTransitionTime": "2026-01-01T00:00:06Z",
                "status": "True",
                "type": "PodReadyToStartContainers"
              },
              {
                "lastProbeTime": null,
                "lastTransitionTime": "2026-01-01T00:00:06Z",
                "status": "True",
                "type": "Initialized"
              },
              {
                "lastProbeTime": null,
                "lastTransitionTime": "2026-01-01T00:00:10Z",
                "status": "True",
                "type": "Ready"
              },
              {
                "lastProbeTime": null,
                "lastTransitionTime": "2026-01-01T00:00:10Z",
                "status": "True",
                "type": "ContainersReady"
              },
              {
                "lastProbeTime": null,
                "lastTransitionTime": "2026-01-01T00:00:06Z",
                "status": "True",
                "type": "PodScheduled"
              }
            ],
            "containerStatuses": [
              {
                "image": "nginx",
                "imageID": "",
                "lastState": {},
                "name": "c",
                "ready": true,
                "restartCount": 0,
                "started": true,
                "state": {
                  "running": {
                    "startedAt": "2026-01-01T00:00:09Z"
                  }
                }
              }
            ],
            "hostIP": "192.0.2.1",
            "phase": "Running",
            "podIP": "10.244.1.7",
            "podIPs": [
              {
                "ip": "10.244.1.7"
              }
            ],
            "qosClass": "BestEffort",
            "startTime": "2026-01-01T00:00:06Z"
          }
        }
    "#]],
    );
}

#[test]
fn with_a_new_label_a_pod_of_a_set_says_the_same() {
    // The set's template leaves open what a pod does not: what it asks for where it has limits, who it puts up with.
    let set = fixtures().into_iter().find(|(_, value)| value["spec"]["podManagementPolicy"] == "Parallel");
    let (kind, value) = set.expect("a set with a rich template");
    let pod = pod_of(decode(kind, &value).expect("decodes"), running());
    assert!(same_body(&encode(&pod), &labelled(&pod)));
}

/// Only what the status says.
fn check_status(status: PodStatus, expected: Expect) {
    expected.assert_eq(&format!("{:#}\n", encode(&pod_of_a_set(status))["status"]));
}

#[test]
fn a_pod_that_nobody_has_scheduled_has_a_phase_alone() {
    check_status(
        PodStatus::default(),
        expect![[r#"
        {
          "phase": "Pending",
          "qosClass": "BestEffort"
        }
    "#]],
    );
}

#[test]
fn a_pod_that_no_node_takes_says_so() {
    let scheduled = since(ConditionStatus::False, 6, "Unschedulable");
    check_status(
        PodStatus { scheduled, ..PodStatus::default() },
        expect![[r#"
        {
          "conditions": [
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-01T00:00:06Z",
              "reason": "Unschedulable",
              "status": "False",
              "type": "PodScheduled"
            }
          ],
          "phase": "Pending",
          "qosClass": "BestEffort"
        }
    "#]],
    );
}

#[test]
fn a_container_that_crashes_says_how_it_ended() {
    let mut status = running();
    status.ready = since(ConditionStatus::False, 12, "ContainersNotReady");
    status.containers = vec![ContainerStatus {
        state: ContainerState::Waiting { reason: "CrashLoopBackOff".into() },
        last: Some((1, Time(9_000), Time(12_000))),
        ready: false,
        started: false,
        restarts: 4,
    }];
    check_status(
        status,
        expect![[r#"
        {
          "conditions": [
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-01T00:00:06Z",
              "status": "True",
              "type": "PodReadyToStartContainers"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-01T00:00:06Z",
              "status": "True",
              "type": "Initialized"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-01T00:00:12Z",
              "reason": "ContainersNotReady",
              "status": "False",
              "type": "Ready"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-01T00:00:12Z",
              "reason": "ContainersNotReady",
              "status": "False",
              "type": "ContainersReady"
            },
            {
              "lastProbeTime": null,
              "lastTransitionTime": "2026-01-01T00:00:06Z",
              "status": "True",
              "type": "PodScheduled"
            }
          ],
          "containerStatuses": [
            {
              "image": "nginx",
              "imageID": "",
              "lastState": {
                "terminated": {
                  "exitCode": 1,
                  "finishedAt": "2026-01-01T00:00:12Z",
                  "reason": "Error",
                  "startedAt": "2026-01-01T00:00:09Z"
                }
              },
              "name": "c",
              "ready": false,
              "restartCount": 4,
              "started": false,
              "state": {
                "waiting": {
                  "reason": "CrashLoopBackOff"
                }
              }
            }
          ],
          "hostIP": "192.0.2.1",
          "phase": "Running",
          "podIP": "10.244.1.7",
          "podIPs": [
            {
              "ip": "10.244.1.7"
            }
          ],
          "qosClass": "BestEffort",
          "startTime": "2026-01-01T00:00:06Z"
        }
    "#]],
    );
}

#[test]
fn on_a_silent_node_a_pod_is_not_ready_but_its_containers_are() {
    let mut status = running();
    status.ready = since(ConditionStatus::False, 60, "");
    status.disruption = Some(Box::new(since(ConditionStatus::True, 90, "DeletionByTaintManager")));
    let conditions = &encode(&pod_of_a_set(status))["status"]["conditions"];
    let line = |c: &Value| format!("{} {} {}\n", c["type"], c["status"], c["lastTransitionTime"]);
    let transcript: String = conditions.as_array().into_iter().flatten().map(line).collect();
    expect![[r#"
        "PodReadyToStartContainers" "True" "2026-01-01T00:00:06Z"
        "Initialized" "True" "2026-01-01T00:00:06Z"
        "Ready" "False" "2026-01-01T00:01:00Z"
        "ContainersReady" "True" "2026-01-01T00:00:06Z"
        "PodScheduled" "True" "2026-01-01T00:00:06Z"
        "DisruptionTarget" "True" "2026-01-01T00:01:30Z"
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn a_pod_being_deleted_says_by_when_it_is_to_be_gone() {
    let mut object = pod_of_a_set(running());
    object.meta.deletion = Some(Box::new(Deletion { requested: Time(20_500), grace_seconds: 30 }));
    check(
        &Object { body: Body::Other(Arc::new(json!({}))), ..object },
        expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "Pod",
          "metadata": {
            "creationTimestamp": "2026-01-01T00:00:05Z",
            "deletionGracePeriodSeconds": 30,
            "deletionTimestamp": "2026-01-01T00:00:50Z",
            "generateName": "plain-",
            "generation": 1,
            "name": "plain-0",
            "namespace": "shop",
            "ownerReferences": [
              {
                "apiVersion": "apps/v1",
                "blockOwnerDeletion": true,
                "controller": true,
                "kind": "StatefulSet",
                "name": "plain",
                "uid": "1e535eed-e314-48f0-910a-2dec89025cc1"
              }
            ],
            "resourceVersion": "45",
            "uid": "b6bf613d-bebb-45dc-96b1-cba95fc60262"
          }
        }
    "#]],
    );
}

#[test]
fn how_well_a_pod_is_treated_depends_on_what_it_asks_for() {
    let class = |resources: Value| {
        let spec = json!({"containers": [{"name": "c", "resources": resources}]});
        let pod = decode(Kind::Pod, &json!({"metadata": {"name": "p"}, "spec": spec})).expect("decodes");
        format!("{resources} {}\n", encode(&pod)["status"]["qosClass"])
    };
    let both = json!({"cpu": "1", "memory": "1Gi"});
    let cases = [
        json!({}),
        json!({"limits": {"example.com/gpu": "1"}}),
        json!({"limits": both}),
        json!({"limits": both, "requests": both}),
        json!({"limits": both, "requests": {"cpu": "500m"}}),
        json!({"requests": both}),
    ];
    expect![[r#"
        {} "BestEffort"
        {"limits":{"example.com/gpu":"1"}} "BestEffort"
        {"limits":{"cpu":"1","memory":"1Gi"}} "Guaranteed"
        {"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"1","memory":"1Gi"}} "Guaranteed"
        {"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}} "Burstable"
        {"requests":{"cpu":"1","memory":"1Gi"}} "Burstable"
    "#]]
    .assert_eq(&cases.map(class).concat());
}
