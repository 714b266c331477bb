//! What the disruption controller reports of a budget that does not do what its author may think.

use super::tally::Tally;
use crate::events::EventInput;
use crate::object::{Budget, IntOrPercent, Key};
use crate::world::World;
use serde_json::Value;

/// The name under which it reports Events.
const SOURCE: &str = "controllermanager";

/// Reports a budget that no pod comes under, and one whose pods nobody controls.
pub(super) fn oddities(world: &mut World, key: &Key, budget: &Budget, tally: &Tally) {
    if tally.pods == 0 {
        record(world, key, false, "NoPods", "No matching pods found".to_string());
    }
    let scaled = !matches!(budget.min_available, Some(IntOrPercent::Int(_)));
    if scaled && tally.unmanaged > 0 {
        let message = format!(
            "Pods selected by this PodDisruptionBudget (selector: {}) were found to be unmanaged. As a result, the \
             status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for \
             these pods please set \".spec.minAvailable\" field of the PDB to an integer value.",
            go_selector(&budget.raw["selector"])
        );
        record(world, key, true, "UnmanagedPods", message);
    }
}

/// Reports that it cannot be told how many pods there should be.
pub(super) fn failure(world: &mut World, key: &Key, message: &str) {
    let message = format!("Failed to calculate the number of expected pods: {message}");
    record(world, key, true, "CalculateExpectedPodCountFailed", message);
}

fn record(world: &mut World, key: &Key, warning: bool, reason: &'static str, message: String) {
    if let Some(about) = world.store.get(key).cloned() {
        world.event(&about, EventInput { source: SOURCE, warning, reason, message, newer_api: false });
    }
}

/// A label selector as Go prints it.
fn go_selector(selector: &Value) -> String {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let labels = selector["matchLabels"].as_object().into_iter().flatten();
    let labels: String = labels.map(|(key, value)| format!("{key}: {},", word(value))).collect();
    let expression = |expression: &Value| {
        let values: Vec<String> = expression["values"].as_array().into_iter().flatten().map(word).collect();
        let (key, operator) = (word(&expression["key"]), word(&expression["operator"]));
        format!("LabelSelectorRequirement{{Key:{key},Operator:{operator},Values:[{}],}},", values.join(" "))
    };
    let expressions: String =
        selector["matchExpressions"].as_array().into_iter().flatten().map(expression).collect();
    format!(
        "&LabelSelector{{MatchLabels:map[string]string{{{labels}}},MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )
}
