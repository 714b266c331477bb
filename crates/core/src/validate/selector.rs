//! Label selectors: their form, and whether one matches.

use super::error::Errors;
use super::meta::{self, list};
use super::names;
use super::path::Path;
use serde_json::Value;

/// Follows `ValidateLabelSelector` of apimachinery.
pub(super) fn selector(selector: &Value, path: &Path, errors: &mut Errors) {
    meta::labels(&selector["matchLabels"], &path.field("matchLabels"), errors);
    for (at, requirement) in list(&selector["matchExpressions"]) {
        expression(requirement, &path.field("matchExpressions").index(at), errors);
    }
}

fn expression(requirement: &Value, path: &Path, errors: &mut Errors) {
    let values = requirement["values"].as_array().map_or(0, Vec::len);
    match requirement["operator"].as_str().unwrap_or("") {
        "In" | "NotIn" if values == 0 => {
            errors.required(&path.field("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
        "Exists" | "DoesNotExist" if values > 0 => {
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            errors.forbidden(&path.field("values"), detail);
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        operator => errors.invalid_text(&path.field("operator"), operator, "not a valid selector operator"),
    }
    errors.text_by(&path.field("key"), requirement["key"].as_str().unwrap_or(""), names::qualified_name);
    for (at, value) in list(&requirement["values"]) {
        errors.text_by(&path.field("values").index(at), value.as_str().unwrap_or(""), names::label_value);
    }
}

/// Whether the selector asks for anything at all.
pub(super) fn is_empty(selector: &Value) -> bool {
    let labels = selector["matchLabels"].as_object().is_none_or(serde_json::Map::is_empty);
    labels && selector["matchExpressions"].as_array().is_none_or(Vec::is_empty)
}

/// Whether the API server can make a selector of it: every part has its form.
pub(super) fn can_be_read(selector: &Value) -> bool {
    let mut errors = Errors::default();
    self::selector(selector, &Path::Root("selector"), &mut errors);
    errors.finish().is_empty()
}

/// Whether labels match. A selector that is not there matches nothing.
pub(super) fn matches(selector: &Value, labels: &Value) -> bool {
    let equal =
        selector["matchLabels"].as_object().into_iter().flatten().all(|(key, value)| labels[key] == *value);
    !selector.is_null() && equal && list(&selector["matchExpressions"]).all(|(_, each)| holds(each, labels))
}

fn holds(requirement: &Value, labels: &Value) -> bool {
    let label = requirement["key"].as_str().map_or(&Value::Null, |key| &labels[key]);
    let listed = list(&requirement["values"]).any(|(_, value)| value == label);
    match requirement["operator"].as_str().unwrap_or("") {
        "In" => listed,
        "NotIn" => !listed,
        "Exists" => !label.is_null(),
        "DoesNotExist" => label.is_null(),
        _ => false,
    }
}
