//! Which nodes may have a pod because of the pods that are there: PodTopologySpread and InterPodAffinity, where they are
//! required.

use super::{Incoming, Refusal, selects};
use crate::object::{Key, Kind, LabelSelector, Name, Object, Pod, PodTerm};
use std::sync::Arc;

/// PodTopologySpread: no place may have too many more than the one with the fewest.
pub(super) fn spread(incoming: &Incoming, node: &Arc<Object>) -> Result<(), Refusal> {
    let labels = &incoming.object.meta.labels;
    for term in &incoming.pod.spec.spread {
        let Some(place) = node.meta.label(&term.topology) else {
            return Err(Refusal::lasting(
                "node(s) didn't match pod topology spread constraints (missing required label)",
            ));
        };
        let itself = u64::from(term.selector.matches(labels));
        if spread_over(incoming, term, place) + itself > fewest(incoming, term) + u64::from(term.max_skew) {
            return Err(Refusal::by_pods("node(s) didn't match pod topology spread constraints"));
        }
    }
    Ok(())
}

/// How many pods that a constraint selects are in a place; those that terminate no longer count.
fn spread_over(incoming: &Incoming, term: &PodTerm, place: &Name) -> u64 {
    let nodes = incoming.world.store.list(Kind::Node, None);
    let in_place = nodes.filter(|node| node.meta.label(&term.topology) == Some(place));
    let staying =
        |pod: &&Arc<Object>| is_selected(incoming, &term.selector, pod) && !pod.meta.is_terminating();
    let counts = |node: &&Arc<Object>| may_have(incoming, node);
    in_place
        .filter(counts)
        .map(|node| incoming.world.store.pods_on(&node.meta.name).filter(staying).count() as u64)
        .sum()
}

/// Whether a node is one of those that a pod is spread over: it has all the labels, and the pod's affinity has it.
fn may_have(incoming: &Incoming, node: &Object) -> bool {
    let labelled = |term: &PodTerm| node.meta.label(&term.topology).is_some();
    incoming.pod.spec.spread.iter().all(labelled) && selects(incoming.pod, node)
}

fn fewest(incoming: &Incoming, term: &PodTerm) -> u64 {
    let nodes = incoming.world.store.list(Kind::Node, None).filter(|node| may_have(incoming, node));
    let places = nodes.filter_map(|node| node.meta.label(&term.topology));
    places.map(|place| spread_over(incoming, term, place)).min().unwrap_or(0)
}

/// InterPodAffinity: near those it must be near, away from those it must be away from and that must be away from it.
pub(super) fn apart(incoming: &Incoming, node: &Arc<Object>) -> Result<(), Refusal> {
    let spec = &incoming.pod.spec;
    if !spec.affinity.is_empty() && !is_near(incoming, node) {
        return Err(Refusal::lasting("node(s) didn't match pod affinity rules"));
    }
    let there =
        |term: &PodTerm| node.meta.label(&term.topology).is_some_and(|place| near(incoming, term, place));
    if spec.anti_affinity.iter().any(there) {
        return Err(Refusal::by_pods("node(s) didn't match pod anti-affinity rules"));
    }
    if is_repelled(incoming, node) {
        return Err(Refusal::by_pods("node(s) didn't satisfy existing pods anti-affinity rules"));
    }
    Ok(())
}

/// Whether all that a pod must be near are in a node's places. The first of a kind that is to be near its like may be
/// anywhere that has such places.
fn is_near(incoming: &Incoming, node: &Object) -> bool {
    let terms = &incoming.pod.spec.affinity;
    let places: Option<Vec<&Name>> = terms.iter().map(|term| node.meta.label(&term.topology)).collect();
    let Some(places) = places else { return false };
    let all_there = terms.iter().zip(places).all(|(term, place)| near(incoming, term, place));
    all_there || terms.iter().all(|term| is_first_of_its_kind(incoming, term))
}

/// Whether a pod that a term selects is in a place.
fn near(incoming: &Incoming, term: &PodTerm, place: &Name) -> bool {
    let nodes = incoming.world.store.list(Kind::Node, None);
    let mut in_place = nodes.filter(|node| node.meta.label(&term.topology) == Some(place));
    in_place.any(|node| {
        incoming.world.store.pods_on(&node.meta.name).any(|pod| is_selected(incoming, &term.selector, pod))
    })
}

fn is_first_of_its_kind(incoming: &Incoming, term: &PodTerm) -> bool {
    let nodes = incoming.world.store.list(Kind::Node, None);
    let mut places = nodes.filter_map(|node| node.meta.label(&term.topology));
    term.selector.matches(&incoming.object.meta.labels) && !places.any(|place| near(incoming, term, place))
}

/// Whether a pod that is there wants this one away from its place.
fn is_repelled(incoming: &Incoming, node: &Object) -> bool {
    let store = &incoming.world.store;
    incoming.repelling.iter().filter_map(|key| store.get(key)).any(|other| {
        let on = other.pod().and_then(|pod| pod.node.as_ref());
        let on = on.and_then(|name| store.get(&Key::global(Kind::Node, name)));
        let terms = other.pod().map(|pod: &Pod| pod.spec.anti_affinity.as_slice()).unwrap_or_default();
        let same_place = |term: &PodTerm| {
            let place = node.meta.label(&term.topology);
            place.is_some() && on.and_then(|on| on.meta.label(&term.topology)) == place
        };
        let selects = |term: &PodTerm| {
            other.meta.namespace == incoming.object.meta.namespace
                && term.selector.matches(&incoming.object.meta.labels)
        };
        terms.iter().any(|term| selects(term) && same_place(term))
    })
}

/// Whether a pod on a node is one that a selector of the incoming pod means.
fn is_selected(incoming: &Incoming, selector: &LabelSelector, pod: &Object) -> bool {
    let over = pod.pod().is_none_or(|pod| pod.status.phase.is_terminal());
    !over && pod.meta.namespace == incoming.object.meta.namespace && selector.matches(&pod.meta.labels)
}
