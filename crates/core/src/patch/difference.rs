//! Making the patch of `kubectl apply`. Follows `CreateThreeWayMergePatch` of apimachinery.

use super::directive::{DELETE, ORDER, PATCH, RETAIN_KEYS};
use super::{child, element, identity, places};
use crate::schema::{self, Merge, Shape, TypeId};
use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// The types of which a patch names the fields that stay: one of their fields excludes the others.
const RETAINING: [&str; 2] = ["DeploymentStrategy", "Volume"];

/// The strategic merge patch that brings `current` to `modified`: what `modified` has is set, and what only
/// `last_applied` had is removed; what others wrote stays. Empty (`{}`) when there is nothing to do.
#[must_use]
pub fn three_way(id: TypeId, last_applied: &Value, modified: &Value, current: &Value) -> Value {
    let shape = Shape::Object(id);
    let objects =
        [last_applied, modified, current].map(|value| value.as_object().cloned().unwrap_or_default());
    let [last_applied, modified, current] = &objects;
    let sets = Differ { deletions: false, additions: true }.objects(Some(&shape), current, modified);
    let removes = Differ { deletions: true, additions: false }.objects(Some(&shape), last_applied, modified);
    Value::Object(combined(removes, sets))
}

/// Both patches in one: they never say different things of one field.
fn combined(mut removes: Object, sets: Object) -> Object {
    for (key, value) in sets {
        let both = match (removes.remove(&key), value) {
            (Some(Value::Object(removes)), Value::Object(sets)) => Value::Object(combined(removes, sets)),
            (Some(Value::Array(removes)), Value::Array(sets)) if !key.starts_with('$') => {
                Value::Array(removes.into_iter().chain(sets).collect())
            }
            (_, value) => value,
        };
        removes.insert(key, both);
    }
    removes
}

/// Which differences count.
#[derive(Clone, Copy)]
struct Differ {
    deletions: bool,
    additions: bool,
}

impl Differ {
    fn objects(self, shape: Option<&Shape>, original: &Object, modified: &Object) -> Object {
        let mut patch = Object::new();
        for (key, value) in modified {
            match original.get(key) {
                Some(before) if before == value => {}
                Some(before) => self.field(shape, key, before, value, &mut patch),
                None if self.additions => drop(patch.insert(key.clone(), value.clone())),
                None => {}
            }
        }
        if self.deletions {
            let gone = original.keys().filter(|key| !modified.contains_key(*key));
            patch.extend(gone.map(|key| (key.clone(), Value::Null)));
        }
        if !patch.is_empty() && retains(shape) {
            patch.insert(RETAIN_KEYS.into(), modified.keys().cloned().collect());
        }
        patch
    }

    fn field(self, shape: Option<&Shape>, key: &str, before: &Value, after: &Value, patch: &mut Object) {
        let (shape, how) = child(shape, key);
        match (before, after, how) {
            (Value::Object(before), Value::Object(after), _) => {
                let difference = self.objects(shape, before, after);
                if !difference.is_empty() {
                    patch.insert(key.into(), Value::Object(difference));
                }
            }
            (Value::Array(before), Value::Array(after), Merge::ByKey(name)) => {
                self.by_key(element(shape), (key, name), before, after, patch);
            }
            (Value::Array(before), Value::Array(after), Merge::Union) => {
                self.union(key, before, after, patch)
            }
            _ if self.additions => drop(patch.insert(key.into(), after.clone())),
            _ => {}
        }
    }

    fn by_key(
        self,
        shape: Option<&Shape>,
        (field, name): (&str, &'static str),
        before: &[Value],
        after: &[Value],
        patch: &mut Object,
    ) {
        let how = Merge::ByKey(name);
        let (was, is) = (places(before, how), places(after, how));
        let mut list = Vec::new();
        for element in after {
            match was.get(&identity(element, how)).map(|at| &before[*at]) {
                Some(other) => list.extend(self.element(shape, name, other, element)),
                None if self.additions => list.push(element.clone()),
                None => {}
            }
        }
        if self.deletions {
            let gone = before.iter().filter(|element| !is.contains_key(&identity(element, how)));
            list.extend(gone.map(|element| json!({PATCH: "delete", name: element[name]})));
        }
        let places = after.iter().filter_map(|element| was.get(&identity(element, how)));
        let moved = self.additions && !places.is_sorted();
        if list.is_empty() && !moved {
            return;
        }
        let order = after.iter().map(|element| json!({name: element[name]})).collect();
        patch.insert(format!("{ORDER}{field}"), Value::Array(order));
        if !list.is_empty() {
            patch.insert(field.into(), Value::Array(list));
        }
    }

    fn element(self, shape: Option<&Shape>, name: &str, before: &Value, after: &Value) -> Option<Value> {
        let (Value::Object(before), Value::Object(object)) = (before, after) else { return None };
        let mut difference = self.objects(shape, before, object);
        if difference.is_empty() {
            return None;
        }
        difference.insert(name.into(), after[name].clone());
        Some(Value::Object(difference))
    }

    fn union(self, field: &str, before: &[Value], after: &[Value], patch: &mut Object) {
        let missing = |list: &[Value], other: &[Value]| -> Vec<Value> {
            let other = places(other, Merge::Union);
            list.iter().filter(|value| !other.contains_key(&value.to_string())).cloned().collect()
        };
        let (added, gone) = (missing(after, before), missing(before, after));
        if self.additions && !added.is_empty() {
            patch.insert(field.into(), Value::Array(added));
            patch.insert(format!("{ORDER}{field}"), Value::Array(after.to_vec()));
        }
        if self.deletions && !gone.is_empty() {
            patch.insert(format!("{DELETE}{field}"), Value::Array(gone));
        }
    }
}

fn retains(shape: Option<&Shape>) -> bool {
    matches!(shape, Some(Shape::Object(id)) if RETAINING.contains(&schema::name(*id)))
}

#[cfg(test)]
mod tests {
    use super::super::strategic;
    use super::*;
    use expect_test::expect;

    fn applied(last: Value, modified: Value, current: Value) -> String {
        let id = schema::lookup("apps/v1", "Deployment").expect("known");
        let patch = three_way(id, &last, &modified, &current);
        let result =
            strategic(id, &current, &patch).map_or_else(|error| error.to_string(), |value| value.to_string());
        format!("{patch}\n  {result}\n")
    }

    fn with_containers(containers: Value) -> Value {
        json!({"spec": {"template": {"spec": {"containers": containers}}}})
    }

    #[test]
    fn what_others_wrote_stays_and_what_was_taken_out_goes() {
        let last =
            json!({"metadata": {"labels": {"a": "1", "b": "2"}}, "spec": {"replicas": 3, "paused": true}});
        let modified = json!({"metadata": {"labels": {"a": "9"}}, "spec": {"replicas": 3}});
        let current = json!({"metadata": {"labels": {"a": "1", "b": "2", "c": "3"}},
            "spec": {"replicas": 5, "paused": true, "minReadySeconds": 4}});
        expect![[r#"
            {"metadata":{"labels":{"a":"9","b":null}},"spec":{"paused":null,"replicas":3}}
              {"metadata":{"labels":{"a":"9","c":"3"}},"spec":{"minReadySeconds":4,"replicas":3}}
        "#]]
        .assert_eq(&applied(last, modified, current));
    }

    #[test]
    fn nothing_to_do_is_an_empty_patch() {
        let manifest = with_containers(json!([{"name": "a", "image": "a"}]));
        let current = with_containers(json!([{"name": "a", "image": "a", "imagePullPolicy": "Always"}]));
        assert_eq!(
            three_way(
                schema::lookup("apps/v1", "Deployment").expect("known"),
                &manifest,
                &manifest,
                &current
            ),
            json!({})
        );
    }

    #[test]
    fn containers_come_go_and_change_place() {
        let last = with_containers(json!([{"name": "a", "image": "1"}, {"name": "b", "image": "1"}]));
        let modified = with_containers(json!([{"name": "c", "image": "1"}, {"name": "b", "image": "2"}]));
        let current = with_containers(
            json!([{"name": "a", "image": "1"}, {"name": "injected"}, {"name": "b", "image": "1", "tty": true}]),
        );
        expect![[r#"
            {"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"b"}],"containers":[{"$patch":"delete","name":"a"},{"image":"1","name":"c"},{"image":"2","name":"b"}]}}}}
              {"spec":{"template":{"spec":{"containers":[{"image":"1","name":"c"},{"name":"injected"},{"image":"2","name":"b","tty":true}]}}}}
        "#]].assert_eq(&applied(last, modified, current));
    }

    #[test]
    fn a_strategy_that_changes_keeps_nothing_of_the_other() {
        let rolling =
            json!({"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}});
        let recreate = json!({"spec": {"strategy": {"type": "Recreate"}}});
        expect![[r#"
            {"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}
              {"spec":{"strategy":{"type":"Recreate"}}}
        "#]]
        .assert_eq(&applied(json!({}), recreate, rolling));
    }

    #[test]
    fn finalizers_are_a_union() {
        let with = |finalizers: Value| json!({"metadata": {"finalizers": finalizers}});
        expect![[r#"
            {"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["b","c"],"finalizers":["c"]}}
              {"metadata":{"finalizers":["b","c","x"]}}
        "#]].assert_eq(&applied(
            with(json!(["a", "b"])),
            with(json!(["b", "c"])),
            with(json!(["a", "b", "x"])),
        ));
    }
}
