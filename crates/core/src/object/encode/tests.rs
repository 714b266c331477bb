//! Decoding and encoding undo each other, lose nothing an author wrote, and write what an API server writes.

mod cluster;
mod pod;

use super::{encode, same_body};
use crate::object::{Kind, Object, Uid, decode};
use crate::time::Time;
use crate::{schema, yaml};
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const OWNER: Uid = Uid(7);

/// The fixtures: checked and completed, as the API server hands them on.
fn fixtures() -> Vec<(Kind, Value)> {
    let text = include_str!("../fixtures.yaml").replace("OWNER", &OWNER.to_string());
    let documents = yaml::documents(&text);
    assert_eq!(documents.error, None);
    documents.values.into_iter().map(complete).collect()
}

fn complete(mut value: Value) -> (Kind, Value) {
    let [version, kind] =
        ["apiVersion", "kind"].map(|field| value[field].as_str().unwrap_or_default().to_string());
    let id = schema::lookup(&version, &kind).expect("a kind of the schema");
    assert_eq!(schema::check(id, &value), [], "{value:#}");
    schema::normalize(id, &mut value);
    schema::apply_defaults(id, &mut value);
    (Kind::of(&version, &kind).expect("a kind of the model"), value)
}

fn named(name: &str) -> Object {
    let found = fixtures().into_iter().find(|(_, value)| value["metadata"]["name"] == name);
    let (kind, value) = found.expect("a fixture of that name");
    decode(kind, &value).expect("decodes")
}

#[test]
fn every_kind_comes_back_as_it_was() {
    let mut kinds = BTreeSet::new();
    for (kind, value) in fixtures() {
        let object = decode(kind, &value).expect("decodes");
        assert_eq!(decode(kind, &encode(&object)).as_ref(), Ok(&object), "{value:#}");
        kinds.insert(kind);
    }
    assert_eq!(kinds.len(), Kind::all().len(), "a fixture for every kind");
}

#[test]
fn nothing_that_an_author_wrote_is_lost() {
    for (kind, value) in fixtures() {
        let encoded = encode(&decode(kind, &value).expect("decodes"));
        for (path, written) in leaves(&value) {
            let found = encoded.pointer(&path);
            // What is written as empty may have been filled in.
            let filled = *written == json!({}) && found.is_some_and(Value::is_object);
            assert!(filled || found == Some(written), "{path} of {value:#}\nin {encoded:#}");
        }
    }
}

#[test]
fn what_is_written_is_what_the_server_would_store() {
    for (kind, value) in fixtures() {
        let encoded = encode(&decode(kind, &value).expect("decodes"));
        let (_, again) = complete(encoded.clone());
        for (path, stored) in leaves(&again) {
            assert_eq!(encoded.pointer(&path), Some(stored), "{path} of {encoded:#}");
        }
    }
}

/// What `kubectl label` comes down to.
fn labelled(object: &Object) -> Value {
    let mut value = encode(object);
    value["metadata"]["labels"]["new"] = json!("yes");
    complete(value).1
}

#[test]
fn with_a_new_label_the_rest_says_the_same() {
    // Of an Event the schema drops a field that Go writes even empty.
    for (kind, value) in fixtures().into_iter().filter(|(kind, _)| *kind != Kind::Event) {
        let object = decode(kind, &value).expect("decodes");
        assert!(same_body(&encode(&object), &labelled(&object)), "{value:#}");
    }
}

#[test]
fn with_a_new_value_the_rest_does_not_say_the_same() {
    let object = named("plain");
    let mut other = encode(&object);
    other["spec"]["replicas"] = json!(2);
    assert!(!same_body(&encode(&object), &other));
}

/// Every value that holds no other, by its path.
fn leaves(value: &Value) -> Vec<(String, &Value)> {
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let below = |name: String, value| {
        leaves(value)
            .into_iter()
            .map(move |(path, leaf)| (format!("/{name}{path}"), leaf))
            .collect::<Vec<_>>()
    };
    match value {
        Value::Object(object) if !object.is_empty() => {
            object.iter().flat_map(|(k, v)| below(escape(k), v)).collect()
        }
        Value::Array(list) if !list.is_empty() => {
            list.iter().enumerate().flat_map(|(i, v)| below(i.to_string(), v)).collect()
        }
        leaf => vec![(String::new(), leaf)],
    }
}

#[test]
fn no_value_of_a_wrong_type_makes_it_panic() {
    let wrong = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(0.5),
        json!("é%"),
        json!([[1]]),
        json!({"a": {}}),
    ];
    for (kind, value) in fixtures() {
        for path in paths(&value) {
            for wrong in &wrong {
                let mut mutant = value.clone();
                *mutant.pointer_mut(&path).expect("a path of it") = wrong.clone();
                let _ = decode(kind, &mutant).map(|object| encode(&object));
            }
        }
    }
}

/// The paths of the leaves and of all that is above them.
fn paths(value: &Value) -> BTreeSet<String> {
    let leaves = leaves(value);
    let ends = |path: &str| path.match_indices('/').map(|(at, _)| at).chain([path.len()]).collect::<Vec<_>>();
    leaves.iter().flat_map(|(path, _)| ends(path).into_iter().map(|end| path[..end].to_string())).collect()
}

#[test]
fn an_object_of_an_unknown_kind_cannot_be_referred_to() {
    let owned = json!({"metadata": {"name": "a", "ownerReferences": [{"apiVersion": "example.com/v1", "kind": "Shop", "name": "s"}]}});
    let about = json!({"metadata": {"name": "a"}, "involvedObject": {"kind": "Lease", "name": "node-a"}});
    let errors =
        [decode(Kind::Pod, &owned), decode(Kind::Event, &about)].map(|result| result.expect_err("refused"));
    expect![[r#"
        metadata.ownerReferences[0].kind: Invalid value: "Shop": no such kind in "example.com/v1" here
        involvedObject.kind: Invalid value: "Lease": no such kind in "" here"#]]
    .assert_eq(&errors.join("\n"));
}

fn check(object: &Object, expected: Expect) {
    expected.assert_eq(&format!("{:#}\n", encode(object)));
}

/// As the store gives it out.
fn stored(mut object: Object, uid: u64) -> Object {
    (object.meta.uid, object.meta.resource_version, object.meta.created) =
        (Uid(uid), 40 + uid, Time(1_000 * uid));
    object
}
