//! An object as it comes out of a round through Go's types: what the table does not know is gone, and so is what is empty.

use super::table::{Field, Shape, TypeId};
use super::{field, fields};
use crate::quantity;
use serde_json::{Map, Value};

/// Brings an object (or a part of one) of a type into the form in which the API server stores it: fields that do not
/// exist are dropped, so are nulls and empty values that Go would not write, and quantities become canonical.
pub fn normalize(id: TypeId, value: &mut Value) {
    let Value::Object(object) = value else { return };
    object.retain(|name, value| field(id, name).is_some() && !value.is_null());
    for field in fields(id) {
        if let Some(value) = object.get_mut(field.name) {
            normalize_shape(&field.shape, value);
            drop_if_empty(field, object);
        }
    }
}

fn drop_if_empty(field: &Field, object: &mut Map<String, Value>) {
    let written = field.required || (field.pointer && !is_collection(&field.shape));
    if !written && object.get(field.name).is_some_and(|value| is_zero(&field.shape, value)) {
        object.remove(field.name);
    }
}

fn is_collection(shape: &Shape) -> bool {
    matches!(shape, Shape::List(_) | Shape::Map(_))
}

/// Whether Go's `omitempty` leaves the value out. Structs it always writes.
fn is_zero(shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::Object(_) | Shape::Any, _) => false,
        (_, Value::Null | Value::Bool(false)) => true,
        (_, Value::Bool(true)) => false,
        (Shape::IntOrString, Value::Number(_)) => false,
        (_, Value::Number(number)) => number.as_f64() == Some(0.0),
        (_, Value::String(text)) => text.is_empty(),
        (_, Value::Array(list)) => list.is_empty(),
        (_, Value::Object(map)) => map.is_empty(),
    }
}

fn normalize_shape(shape: &Shape, value: &mut Value) {
    match (shape, &mut *value) {
        (Shape::Object(id), _) => normalize(*id, value),
        (Shape::List(element), Value::Array(list)) => {
            list.iter_mut().for_each(|value| normalize_element(element, value));
        }
        (Shape::Map(element), Value::Object(map)) => {
            map.values_mut().for_each(|value| normalize_element(element, value));
        }
        (Shape::Quantity, _) => normalize_quantity(value),
        (Shape::Int32 | Shape::Int64, Value::String(text)) => {
            *value = octal(text).map_or(Value::Null, Value::from)
        }
        (Shape::Bool, Value::String(text)) => *value = old_boolean(text).map_or(Value::Null, Value::from),
        _ => {}
    }
}

/// An element of a list or an entry of a map: it cannot be left out, so that a null becomes Go's zero.
fn normalize_element(shape: &Shape, value: &mut Value) {
    if value.is_null() {
        *value = zero(shape);
    }
    normalize_shape(shape, value);
}

fn zero(shape: &Shape) -> Value {
    match shape {
        Shape::String | Shape::Bytes => "".into(),
        Shape::Quantity => "0".into(),
        Shape::Bool => false.into(),
        Shape::Int32 | Shape::Int64 | Shape::Number | Shape::IntOrString => 0.into(),
        Shape::Object(_) => Value::Object(Map::new()),
        Shape::Time | Shape::MicroTime | Shape::Any | Shape::List(_) | Shape::Map(_) => Value::Null,
    }
}

fn normalize_quantity(value: &mut Value) {
    let text = match &*value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return,
    };
    if let Some(canonical) = quantity::canonical(&text) {
        *value = Value::from(canonical);
    }
}

/// kubectl's YAML is version 1.1, where `0644` is an octal number; our parser's is 1.2, where it is a text. Where a
/// number is wanted it is read as kubectl does. What this costs: quoted, kubectl would refuse it.
pub(super) fn octal(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('0')?;
    let octal = !digits.is_empty() && digits.bytes().all(|b| (b'0'..b'8').contains(&b));
    if octal { i64::from_str_radix(digits, 8).ok() } else { None }
}

/// The words that are booleans in YAML 1.1 alone; see [`octal`].
pub(super) fn old_boolean(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lookup;
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    #[test]
    fn a_pod_keeps_what_go_would_write() {
        let mut pod = json!({
            "apiVersion": "v1", "kind": "Pod", "nonsense": 1,
            "metadata": {"name": "a", "creationTimestamp": null, "labels": {}, "annotations": {"empty": null}},
            "spec": {
                "hostNetwork": false, "terminationGracePeriodSeconds": 0, "securityContext": {}, "volumes": [],
                "containers": [{"name": "c", "image": "", "env": [{"name": "A", "value": ""}],
                    "resources": {"requests": {"memory": "1024Mi", "cpu": 0.5}, "limits": {"cpu": 2}},
                    "readinessProbe": {"tcpSocket": {"port": 0}}, "tty": "no", "stdin": "yes"}],
                "tolerations": [{"key": "k", "tolerationSeconds": 0}],
            }
        });
        normalize(lookup("v1", "Pod").expect("known"), &mut pod);
        expect![[r#"
            {
              "apiVersion": "v1",
              "kind": "Pod",
              "metadata": {
                "annotations": {
                  "empty": ""
                },
                "name": "a"
              },
              "spec": {
                "containers": [
                  {
                    "env": [
                      {
                        "name": "A"
                      }
                    ],
                    "name": "c",
                    "readinessProbe": {
                      "tcpSocket": {
                        "port": 0
                      }
                    },
                    "resources": {
                      "limits": {
                        "cpu": "2"
                      },
                      "requests": {
                        "cpu": "500m",
                        "memory": "1Gi"
                      }
                    },
                    "stdin": true
                  }
                ],
                "securityContext": {},
                "terminationGracePeriodSeconds": 0,
                "tolerations": [
                  {
                    "key": "k",
                    "tolerationSeconds": 0
                  }
                ]
              }
            }"#]]
        .assert_eq(&format!("{pod:#}"));
    }

    #[test]
    fn file_modes_are_octal_as_kubectl_reads_them() {
        let mut pod = json!({"spec": {"volumes": [{"name": "v", "secret": {"defaultMode": "0644"}}]}});
        normalize(lookup("v1", "Pod").expect("known"), &mut pod);
        expect![[r#"{"spec":{"volumes":[{"name":"v","secret":{"defaultMode":420}}]}}"#]]
            .assert_eq(&pod.to_string());
    }
}
