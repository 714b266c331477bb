//! Pod disruption budgets. Follows `ValidatePodDisruptionBudgetSpec`.

use super::error::Errors;
use super::path::Path;
use super::{apps, selector};
use crate::revision::go_json;
use serde_json::Value;

pub(super) fn disruption_budget(spec: &Value, path: &Path, errors: &mut Errors) {
    if !spec["minAvailable"].is_null() && !spec["maxUnavailable"].is_null() {
        errors.invalid_written(path, internal(spec), "minAvailable and maxUnavailable cannot be both set");
    }
    for field in ["minAvailable", "maxUnavailable"] {
        if !spec[field].is_null() {
            apps::count_or_percent(&spec[field], &path.field(field), errors);
        }
    }
    selector::selector(&spec["selector"], &path.field("selector"), errors);
    if let Some(policy) = spec["unhealthyPodEvictionPolicy"].as_str() {
        let path = path.field("unhealthyPodEvictionPolicy");
        errors.one_of(&path, policy, &["AlwaysAllow", "IfHealthyBudget"]);
    }
}

/// The spec as the server's internal type has it.
fn internal(spec: &Value) -> String {
    let of = |field: &str| go_json(&spec[field]);
    [
        "{\"MinAvailable\":",
        &of("minAvailable"),
        ",\"Selector\":",
        &of("selector"),
        ",\"MaxUnavailable\":",
        &of("maxUnavailable"),
        ",\"UnhealthyPodEvictionPolicy\":",
        &of("unhealthyPodEvictionPolicy"),
        "}",
    ]
    .concat()
}
