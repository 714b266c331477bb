//! Selectors, out of `matchLabels`, `matchExpressions` and `nodeSelectorTerms`.

use super::read::{items, list, text, texts, texts_by_name};
use crate::object::{LabelSelector, NodeSelector, Operator, Requirement};
use serde_json::Value;

/// A label selector. An empty one selects everything, and so does none at all: where none means something else, ask for
/// it with [`or_nothing`] or [`if_any`].
pub(crate) fn label_selector(value: &Value) -> LabelSelector {
    let mut selector = LabelSelector::of_labels(texts_by_name(&value["matchLabels"]).iter());
    selector.requirements.extend(list(&value["matchExpressions"], requirement));
    selector
}

/// A label selector; where there is none it selects nothing (`metav1.LabelSelectorAsSelector`).
pub(super) fn or_nothing(value: &Value) -> LabelSelector {
    if_any(value).unwrap_or_else(nothing)
}

/// A label selector, if there is one.
pub(super) fn if_any(value: &Value) -> Option<LabelSelector> {
    value.is_object().then(|| label_selector(value))
}

/// A requirement that nothing meets, for a value is wanted and none is listed.
fn nothing() -> LabelSelector {
    let requirement = Requirement { key: "".into(), operator: Operator::In, values: Vec::new() };
    LabelSelector { requirements: vec![requirement] }
}

fn requirement(value: &Value) -> Requirement {
    let operator = value["operator"].as_str().and_then(Operator::parse).unwrap_or(Operator::In);
    Requirement { key: text(&value["key"]), operator, values: texts(&value["values"]) }
}

/// A node selector, if there is one.
pub(super) fn node_selector(value: &Value) -> Option<NodeSelector> {
    value.is_object().then(|| NodeSelector { terms: list(&value["nodeSelectorTerms"], term) })
}

fn term(value: &Value) -> Vec<Requirement> {
    items(&value["matchExpressions"]).iter().chain(items(&value["matchFields"])).map(requirement).collect()
}
