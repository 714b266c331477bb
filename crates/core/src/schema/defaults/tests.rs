//! Objects before and after defaulting.

use super::super::{lookup, normalize};
use super::*;
use expect_test::expect;

fn defaulted(mut object: Value) -> String {
    let field = |name: &str| object[name].as_str().unwrap_or("").to_owned();
    let id = lookup(&field("apiVersion"), &field("kind")).expect("a known kind");
    normalize(id, &mut object);
    apply_defaults(id, &mut object);
    let once = format!("{object:#}\n");
    apply_defaults(id, &mut object);
    assert_eq!(once, format!("{object:#}\n"), "a second time changes nothing");
    once
}

#[test]
fn a_statefulset_gets_its_policies_and_its_templates_theirs() {
    let set = json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "web"}, "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "nginx",
            "ports": [{"containerPort": 80}], "readinessProbe": {"httpGet": {"port": 80}}}]}},
        "volumeClaimTemplates": [{"metadata": {"name": "www"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1024Mi"}}}}],
    }});
    expect![[r#"
        {
          "apiVersion": "apps/v1",
          "kind": "StatefulSet",
          "metadata": {
            "name": "web"
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
                "app": "web"
              }
            },
            "template": {
              "metadata": {
                "labels": {
                  "app": "web"
                }
              },
              "spec": {
                "containers": [
                  {
                    "image": "nginx",
                    "imagePullPolicy": "Always",
                    "name": "c",
                    "ports": [
                      {
                        "containerPort": 80,
                        "protocol": "TCP"
                      }
                    ],
                    "readinessProbe": {
                      "failureThreshold": 3,
                      "httpGet": {
                        "path": "/",
                        "port": 80,
                        "scheme": "HTTP"
                      },
                      "periodSeconds": 10,
                      "successThreshold": 1,
                      "timeoutSeconds": 1
                    },
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
              "rollingUpdate": {
                "partition": 0
              },
              "type": "RollingUpdate"
            },
            "volumeClaimTemplates": [
              {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {
                  "name": "www"
                },
                "spec": {
                  "accessModes": [
                    "ReadWriteOnce"
                  ],
                  "resources": {
                    "requests": {
                      "storage": "1Gi"
                    }
                  },
                  "volumeMode": "Filesystem"
                },
                "status": {
                  "phase": "Pending"
                }
              }
            ]
          },
          "status": {
            "availableReplicas": 0,
            "replicas": 0
          }
        }
    "#]]
    .assert_eq(&defaulted(set));
}

#[test]
fn a_written_update_strategy_gets_only_what_belongs_to_it() {
    let strategy = |strategy: Value| {
        let mut set = json!({"spec": {"updateStrategy": strategy}});
        apply_defaults(lookup("apps/v1", "StatefulSet").expect("known"), &mut set);
        format!("{}\n", set["spec"]["updateStrategy"])
    };
    let written =
        [json!({"type": "OnDelete"}), json!({"type": "RollingUpdate"}), json!({"rollingUpdate": {}})];
    expect![[r#"
        {"type":"OnDelete"}
        {"type":"RollingUpdate"}
        {"rollingUpdate":{"partition":0},"type":"RollingUpdate"}
    "#]]
    .assert_eq(&written.map(strategy).concat());
}

#[test]
fn a_pod_requests_its_limits_and_a_service_points_at_its_ports() {
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
        "serviceAccountName": "robot", "hostNetwork": true, "volumes": [{"name": "scratch"}],
        "containers": [{"name": "c", "image": "reg:5000/a/b:1@sha256:0", "ports": [{"containerPort": 80}],
            "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "100m"}}}]}});
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"},
        "spec": {"type": "LoadBalancer", "ports": [{"port": 80}, {"port": 81, "targetPort": "http"}]}});
    expect![[r#"
        {
          "apiVersion": "v1",
          "kind": "Pod",
          "metadata": {
            "name": "p"
          },
          "spec": {
            "containers": [
              {
                "image": "reg:5000/a/b:1@sha256:0",
                "imagePullPolicy": "IfNotPresent",
                "name": "c",
                "ports": [
                  {
                    "containerPort": 80,
                    "hostPort": 80,
                    "protocol": "TCP"
                  }
                ],
                "resources": {
                  "limits": {
                    "cpu": "1",
                    "memory": "1Gi"
                  },
                  "requests": {
                    "cpu": "100m",
                    "memory": "1Gi"
                  }
                },
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File"
              }
            ],
            "dnsPolicy": "ClusterFirst",
            "enableServiceLinks": true,
            "hostNetwork": true,
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "serviceAccount": "robot",
            "serviceAccountName": "robot",
            "terminationGracePeriodSeconds": 30,
            "volumes": [
              {
                "emptyDir": {},
                "name": "scratch"
              }
            ]
          },
          "status": {}
        }
        {
          "apiVersion": "v1",
          "kind": "Service",
          "metadata": {
            "name": "s"
          },
          "spec": {
            "allocateLoadBalancerNodePorts": true,
            "externalTrafficPolicy": "Cluster",
            "internalTrafficPolicy": "Cluster",
            "ports": [
              {
                "port": 80,
                "protocol": "TCP",
                "targetPort": 80
              },
              {
                "port": 81,
                "protocol": "TCP",
                "targetPort": "http"
              }
            ],
            "sessionAffinity": "None",
            "type": "LoadBalancer"
          },
          "status": {
            "loadBalancer": {}
          }
        }
    "#]]
    .assert_eq(&(defaulted(pod) + &defaulted(service)));
}

#[test]
fn only_the_latest_image_is_always_pulled() {
    let images = ["nginx", "nginx:latest", "nginx:1", "reg:5000/nginx", "nginx@sha256:0", ""];
    assert_eq!(images.map(tag), ["latest", "latest", "1", "latest", "", ""]);
}
