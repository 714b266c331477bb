//! Laws of what is done with manifests, whatever they hold: nothing panics, and what is stored stays as it is.

use ordinal_core::{patch, schema, validate, yaml};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// An object of each kind, with something in every corner that code looks into.
fn examples() -> Vec<Value> {
    let meta = json!({"name": "web", "labels": {"app": "web"}, "finalizers": ["a.b/c"],
        "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1", "controller": true}]});
    let pod = json!({"containers": [{"name": "c", "image": "nginx", "ports": [{"containerPort": 80, "name": "http"}],
        "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
        "volumeMounts": [{"name": "www", "mountPath": "/www"}], "livenessProbe": {"httpGet": {"port": "http"}},
        "lifecycle": {"preStop": {"exec": {"command": ["true"]}}},
        "resources": {"limits": {"cpu": "1"}, "requests": {"cpu": "100m", "memory": 1024}}}],
        "initContainers": [{"name": "i", "image": "busybox"}], "nodeSelector": {"a": "b"}, "serviceAccountName": "s",
        "volumes": [{"name": "www", "secret": {"secretName": "s", "defaultMode": "0644"}}, {"name": "e"}],
        "tolerations": [{"key": "k", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 3}],
        "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}]});
    let template = json!({"metadata": {"labels": {"app": "web"}}, "spec": pod});
    let selector = json!({"matchLabels": {"app": "web"},
        "matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]});
    let claim = json!({"accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "volumeName": "v",
        "resources": {"requests": {"storage": "1Gi"}}});
    let object = |version: &str, kind: &str, spec: Value| json!({"apiVersion": version, "kind": kind, "metadata": meta, "spec": spec});
    vec![
        object("v1", "Pod", pod.clone()),
        object(
            "apps/v1",
            "StatefulSet",
            json!({"replicas": 3, "serviceName": "web", "selector": selector,
            "template": template, "ordinals": {"start": 1}, "updateStrategy": {"type": "RollingUpdate",
            "rollingUpdate": {"partition": 1, "maxUnavailable": "10%"}},
            "volumeClaimTemplates": [{"metadata": {"name": "www"}, "spec": claim}]}),
        ),
        object(
            "apps/v1",
            "Deployment",
            json!({"replicas": 3, "selector": selector, "template": template,
            "strategy": {"rollingUpdate": {"maxSurge": 1}}}),
        ),
        object(
            "v1",
            "Service",
            json!({"type": "LoadBalancer", "clusterIP": "10.0.0.1", "selector": {"app": "web"},
            "ports": [{"name": "a", "port": 80, "targetPort": "http"}, {"name": "b", "port": 81}]}),
        ),
        object("v1", "PersistentVolumeClaim", claim),
        object(
            "v1",
            "PersistentVolume",
            json!({"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": "/x"}}),
        ),
        object("policy/v1", "PodDisruptionBudget", json!({"maxUnavailable": 1, "selector": selector})),
        json!({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "s"}, "provisioner": "p"}),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~]{0,8}|[0-9.]{0,5}[a-zA-Z]{0,3}|\\PC{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop_oneof![
            "[a-z$]{1,8}",
            Just("name".to_owned()),
            Just("$patch".to_owned()),
            Just("storage".to_owned())
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// The places of a value, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found))
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An example, and the same with up to three places replaced by anything.
fn damaged() -> impl Strategy<Value = (Value, Value)> {
    let damage = prop::collection::vec((any::<prop::sample::Index>(), any_json()), 0..4);
    (prop::sample::select(examples()), damage).prop_map(|(example, damage)| {
        let mut damaged = example.clone();
        for (place, value) in damage {
            let mut found = Vec::new();
            places(&damaged, "", &mut found);
            *damaged.pointer_mut(place.get(&found).as_str()).expect("it was found there") = value;
        }
        (example, damaged)
    })
}

fn id(object: &Value) -> schema::TypeId {
    let text = |field: &str| object[field].as_str().unwrap_or("");
    schema::lookup(text("apiVersion"), text("kind")).expect("examples are of known kinds")
}

fn stored(id: schema::TypeId, mut object: Value) -> Value {
    schema::normalize(id, &mut object);
    schema::apply_defaults(id, &mut object);
    object
}

proptest! {
    #[test]
    fn nothing_panics_and_what_is_stored_stays((example, damaged) in damaged()) {
        let (id, kind) = (id(&example), example["kind"].as_str().unwrap_or(""));
        let problems = schema::check(id, &damaged);
        let _ = schema::refusal(id, "v1", &problems);
        let (before, after) = (stored(id, example.clone()), stored(id, damaged.clone()));
        let _ = (validate::create(kind, &after), validate::create(kind, &damaged));
        let _ = (validate::update(kind, &after, &before), validate::update(kind, &before, &damaged));
        if problems.is_empty() {
            prop_assert_eq!(&stored(id, after.clone()), &after, "once is enough");
            prop_assert!(schema::check(id, &after).is_empty(), "what is stored is well-formed");
        }
    }

    #[test]
    fn nobody_panics_over_a_patch((example, damaged) in damaged(), other in any_json()) {
        let id = id(&example);
        let _ = (patch::strategic(id, &example, &damaged), patch::strategic(id, &damaged, &other));
        let _ = (patch::json(&example, &damaged), patch::json(&damaged, &other));
        let _ = patch::three_way(id, &damaged, &example, &other);
        prop_assert_eq!(patch::merge(&example, &json!({})), example);
    }

    #[test]
    fn what_was_applied_need_not_be_applied_again((example, damaged) in damaged()) {
        let id = id(&example);
        // Keys with a dollar are directives to a patch, in kubectl's, too.
        let directives = damaged.to_string().contains("\"$");
        if !directives && schema::check(id, &damaged).is_empty() {
            let (last, wanted) = (stored(id, example.clone()), stored(id, damaged));
            let change = patch::three_way(id, &last, &wanted, &last);
            if let Ok(applied) = patch::strategic(id, &last, &change) {
                prop_assert_eq!(patch::three_way(id, &wanted, &wanted, &applied), json!({}));
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\-a-z:&*{}\\[\\]!|>'\"#%@`,? \n\t0-9~<]{0,80}|\\PC{0,40}") {
        let _ = yaml::documents(&text);
    }

    #[test]
    fn json_is_yaml(value in any_json()) {
        let text = serde_json::to_string(&json!({"value": value})).expect("JSON can be written");
        let yaml = format!("---\n{text}");
        prop_assert!(yaml::documents(&yaml).error.is_none(), "{}", text);
    }
}
