//! Priority classes. Follows `ValidatePriorityClass` and `ValidatePriorityClassUpdate`.

use super::error::Errors;
use super::path::Path;
use serde_json::Value;

/// The most that a class can have that is not the system's own.
const MOST: i64 = 1_000_000_000;
const RESERVED: &str = "priority class names with 'system-' prefix are reserved for system use only. error: ";
/// The system's own classes: the server makes them itself, and they may be applied as they are.
const SYSTEM: [(&str, i64); 2] =
    [("system-cluster-critical", 2_000_000_000), ("system-node-critical", 2_000_001_000)];

pub(super) fn class(new: &Value, old: Option<&Value>, errors: &mut Errors) {
    match old {
        None => create(new, errors),
        Some(old) => update(new, old, errors),
    }
}

fn create(new: &Value, errors: &mut Errors) {
    let (name, value) = (new["metadata"]["name"].as_str().unwrap_or(""), new["value"].as_i64().unwrap_or(0));
    if name.starts_with("system-") {
        let known = SYSTEM.iter().find(|(system, _)| *system == name);
        let problem = match known {
            None => format!("{name} is not a known system priority class"),
            Some((_, own)) if *own != value => format!("value of {name} PriorityClass must be {own}"),
            Some(_) => return,
        };
        errors.forbidden(&Path::Root("metadata").field("name"), format!("{RESERVED}{problem}"));
    } else if value > MOST {
        let detail = format!("maximum allowed value of a user defined priority is {MOST}");
        errors.forbidden(&Path::Root("value"), detail);
    }
    if let Some(policy) = new["preemptionPolicy"].as_str() {
        errors.one_of(&Path::Root("preemptionPolicy"), policy, &["Never", "PreemptLowerPriority"]);
    }
}

fn update(new: &Value, old: &Value, errors: &mut Errors) {
    if new["value"].as_i64().unwrap_or(0) != old["value"].as_i64().unwrap_or(0) {
        errors.forbidden(&Path::Root("value"), "may not be changed in an update.");
    }
    if new["preemptionPolicy"] != old["preemptionPolicy"] {
        errors.invalid(&Path::Root("preemptionPolicy"), &new["preemptionPolicy"], "field is immutable");
    }
}
