//! Pod disruption budgets. Follows `ValidatePodDisruptionBudgetSpec`.

use super::error::Errors;
use super::path::Path;
use super::{apps, selector};
use serde_json::Value;

pub(super) fn disruption_budget(spec: &Value, path: &Path, errors: &mut Errors) {
    if !spec["minAvailable"].is_null() && !spec["maxUnavailable"].is_null() {
        errors.invalid(path, spec, "minAvailable and maxUnavailable cannot be both set");
    }
    for field in ["minAvailable", "maxUnavailable"] {
        if !spec[field].is_null() {
            apps::count_or_percent(&spec[field], &path.field(field), errors);
        }
    }
    selector::selector(&spec["selector"], &path.field("selector"), errors);
}
