//! Selectors, as `matchLabels`, `matchExpressions` and `nodeSelectorTerms`.

use super::fields::{Fields, list};
use crate::object::{LabelSelector, Name, NodeSelector, Operator, Requirement};
use serde_json::{Map, Value, json};

/// A label selector: as many of its first requirements as can be are `matchLabels`, which are ordered by their keys.
pub(super) fn label_selector(selector: &LabelSelector) -> Value {
    let mut labels = Map::new();
    let mut rest = selector.requirements.as_slice();
    while let [first, others @ ..] = rest
        && let Some(value) = as_label(first, &labels)
    {
        labels.insert(first.key.to_string(), (**value).into());
        rest = others;
    }
    Fields::default().put("matchLabels", labels).put("matchExpressions", list(rest, requirement)).into()
}

/// The value a label must have, if the requirement says no more and its key comes after those of the labels so far.
fn as_label<'r>(requirement: &'r Requirement, labels: &Map<String, Value>) -> Option<&'r Name> {
    let [value] = requirement.values.as_slice() else { return None };
    let next = labels.keys().next_back().is_none_or(|last| **last < *requirement.key);
    (requirement.operator == Operator::In && next).then_some(value)
}

fn requirement(requirement: &Requirement) -> Value {
    Fields::default()
        .set("key", &*requirement.key)
        .set("operator", requirement.operator.name())
        .put("values", list(&requirement.values, |value| (**value).into()))
        .into()
}

/// A node selector.
pub(super) fn node_selector(selector: &NodeSelector) -> Value {
    json!({"nodeSelectorTerms": list(&selector.terms, |of| term(of))})
}

/// A term: the only field there is, the node's name, apart from the labels.
fn term(term: &[Requirement]) -> Value {
    let (fields, labels): (Vec<_>, Vec<_>) = term.iter().partition(|r| &*r.key == "metadata.name");
    Fields::default()
        .put("matchExpressions", list(labels, requirement))
        .put("matchFields", list(fields, requirement))
        .into()
}
