//! Feature gates: fields that a server knows but only keeps while their gate is on.

use serde_json::Value;

const PARAMETERS: &str = "/spec/updateStrategy/rollingUpdate";
const FIELD: &str = "maxUnavailable";

/// The gate `MaxUnavailableStatefulSet`, for a defaulted StatefulSet on its way into the store. While it is on, the field
/// is 1 where nobody wrote it. While it is off the field is dropped without a word, unless the stored set has it.
/// Follows `SetDefaults_StatefulSet` and `dropStatefulSetDisabledFields`.
pub fn max_unavailable(enabled: bool, set: &mut Value, stored: Option<&Value>) {
    let in_use =
        stored.and_then(|set| set.pointer(PARAMETERS)).is_some_and(|rolling| !rolling[FIELD].is_null());
    let Some(Value::Object(rolling)) = set.pointer_mut(PARAMETERS) else { return };
    if enabled {
        rolling.entry(FIELD).or_insert(1.into());
    } else if !in_use {
        rolling.remove(FIELD);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    fn set(rolling: Value) -> Value {
        json!({"spec": {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": rolling}}})
    }

    #[test]
    fn the_field_lives_and_dies_with_its_gate() {
        let (two, none) = (set(json!({"maxUnavailable": 2})), set(json!({})));
        let cases = [(true, &two, None), (true, &none, None), (false, &two, None), (false, &two, Some(&two))];
        let after = cases.map(|(enabled, new, old)| {
            let mut new = new.clone();
            max_unavailable(enabled, &mut new, old);
            format!("{}\n", new["spec"]["updateStrategy"]["rollingUpdate"])
        });
        expect![[r#"
            {"maxUnavailable":2}
            {"maxUnavailable":1}
            {}
            {"maxUnavailable":2}
        "#]]
        .assert_eq(&after.concat());
    }

    #[test]
    fn another_strategy_has_no_such_field() {
        let mut set = json!({"spec": {"updateStrategy": {"type": "OnDelete"}}});
        max_unavailable(true, &mut set, None);
        assert_eq!(set, json!({"spec": {"updateStrategy": {"type": "OnDelete"}}}));
    }
}
