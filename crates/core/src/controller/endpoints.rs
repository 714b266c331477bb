//! The EndpointSlice controller (`pkg/controller/endpointslice`): for each Service, which pods there are, and which of
//! them get traffic.

use super::{Controller, Outcome};
use crate::decision::Rule;
use crate::object::{Body, Endpoint, EndpointSlice, Key, Kind, Meta, Name, Object, OwnerRef, Pod, Service};
use crate::persist::{OrdMap, OrdSet};
use crate::store::{Change, DeleteOptions};
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many endpoints a slice takes (`--max-endpoints-per-slice`).
const SLICE_CAPACITY: usize = 100;
/// The label that names a slice's Service.
const SERVICE_LABEL: &str = "kubernetes.io/service-name";
const MANAGED_BY_LABEL: &str = "endpointslice.kubernetes.io/managed-by";

/// What is known of each Service's pods, so that a pod's change costs what it changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    services: OrdMap<Key, Roster>,
}

#[derive(Clone, Debug, Default)]
struct Roster {
    /// The slice that has a pod.
    slice_of: OrdMap<Name, Key>,
    /// Pods to look at.
    dirty: OrdSet<Name>,
    /// The slices that take more.
    roomy: OrdSet<Key>,
}

impl Roster {
    fn note_room(&mut self, slice: &Key, roomy: bool) {
        if roomy {
            self.roomy.insert(slice.clone());
        } else {
            self.roomy.remove(slice);
        }
    }
}

impl State {
    /// Notes which Services a change concerns.
    pub fn observe(&mut self, world: &mut World, change: &Change) {
        match change.key.kind {
            Kind::Pod => self.observe_pod(world, change),
            Kind::Service => self.observe_service(world, change),
            Kind::EndpointSlice => self.observe_slice(world, change),
            _ => {}
        }
    }

    /// Notes whether a slice takes more, whoever wrote it.
    fn observe_slice(&mut self, world: &World, change: &Change) {
        let roomy = change.new.as_ref().and_then(|object| object.endpoint_slice()).is_some_and(has_room);
        for owner in change.latest().iter().flat_map(|slice| &slice.meta.owners) {
            let service = change.key.beside(Kind::Service, &owner.name);
            let its = world.store.get(&service).is_some_and(|service| service.meta.uid == owner.uid);
            if let Some(roster) = self.services.get_mut(&service).filter(|_| its) {
                roster.note_room(&change.key, roomy);
            }
        }
    }

    fn observe_pod(&mut self, world: &mut World, change: &Change) {
        if !concerns_endpoints(change) {
            return;
        }
        let services: Vec<Key> = world
            .store
            .list(Kind::Service, Some(&change.key.namespace))
            .filter(|service| {
                [&change.old, &change.new].into_iter().flatten().any(|pod| selects(service, pod))
            })
            .map(|service| service.key())
            .collect();
        for service in services {
            self.services.change(&service, |roster| roster.dirty.insert(change.key.name.clone()));
            world.enqueue(Controller::EndpointSlice, service);
        }
    }

    /// A Service that is new or selects otherwise than before looks at all pods of its namespace.
    fn observe_service(&mut self, world: &mut World, change: &Change) {
        let Some(new) = &change.new else {
            self.services.remove(&change.key);
            return;
        };
        let spec = |object: &Arc<Object>| {
            object.service().map(|s: &Service| (s.selector.clone(), s.ports.clone(), s.publish_not_ready))
        };
        if change.old.as_ref().and_then(spec) == spec(new) {
            return;
        }
        let pods = world.store.list(Kind::Pod, Some(&change.key.namespace));
        let names = pods.map(|pod| pod.meta.name.clone());
        self.services.change(&change.key, |roster| names.for_each(|name| roster.dirty.insert(name)));
        world.enqueue(Controller::EndpointSlice, change.key.clone());
    }

    /// Brings a Service's slices up to date for the pods that changed.
    pub fn sync(&mut self, world: &mut World, key: &Key) -> Outcome {
        let Some(object) = world.store.get(key).cloned() else { return Outcome::Gone };
        let Some(service) = object.service().filter(|service| service.selector.is_some()) else {
            return Outcome::does(
                Rule::EndpointSlices,
                format!("{} has no selector: its endpoints are its own.", key.name),
            );
        };
        let mut count = 0;
        self.services.change(key, |roster| count = reconcile(world, &object, service, roster));
        Outcome::does(Rule::EndpointSlices, format!("{} has {count} endpoints.", key.name))
    }
}

fn has_room(slice: &EndpointSlice) -> bool {
    slice.endpoints.len() < SLICE_CAPACITY
}

fn selects(service: &Object, pod: &Object) -> bool {
    let selector = service.service().and_then(|service| service.selector.as_ref());
    selector.is_some_and(|selector| !selector.requirements.is_empty() && selector.matches(&pod.meta.labels))
}

/// Whether anything that an endpoint shows has changed (`podEndpointsChanged`).
fn concerns_endpoints(change: &Change) -> bool {
    change.old.as_deref().and_then(shown) != change.new.as_deref().and_then(shown)
}

/// What an endpoint shows of a pod, and what it is selected by.
fn shown(object: &Object) -> Option<impl PartialEq> {
    let status = &object.pod()?.status;
    let gone = (status.phase.is_terminal(), object.meta.is_terminating());
    Some((&status.ip, status.ready.is_true(), gone, &object.meta.labels))
}

/// Sorts the changed pods into slices, and writes each slice that changes once. Returns how many endpoints there are.
fn reconcile(world: &mut World, object: &Arc<Object>, service: &Service, roster: &mut Roster) -> usize {
    let mut slices: BTreeMap<Key, EndpointSlice> = BTreeMap::new();
    for pod in &std::mem::take(&mut roster.dirty) {
        let endpoint = endpoint_of(world, object, service, pod);
        let slice = match (roster.slice_of.get(pod).cloned(), &endpoint) {
            (Some(slice), _) => slice,
            (None, Some(_)) => slice_with_room(world, object, service, roster, &slices),
            (None, None) => continue,
        };
        let edited = slices.entry(slice.clone()).or_insert_with(|| load(world, &slice));
        place(edited, pod, endpoint.clone());
        match endpoint {
            Some(_) => roster.slice_of.insert(pod.clone(), slice),
            None => drop(roster.slice_of.remove(pod)),
        }
    }
    if slices.is_empty() && own_slices(world, object).next().is_none() {
        let first = slice_with_room(world, object, service, roster, &slices);
        slices.insert(first, EndpointSlice::default());
    }
    for (key, mut slice) in slices {
        slice.ports =
            if slice.endpoints.is_empty() { Vec::new() } else { ports(world, object, service, &slice) };
        write(world, object, &key, slice);
    }
    roster.slice_of.len()
}

fn own_slices(world: &World, service: &Object) -> impl Iterator<Item = Key> {
    world.store.owned_of_kind(service.meta.uid, Kind::EndpointSlice).cloned()
}

fn load(world: &World, key: &Key) -> EndpointSlice {
    world.store.get(key).and_then(|object| object.endpoint_slice().cloned()).unwrap_or_default()
}

/// A slice of the Service that takes one more; a new one if none does.
fn slice_with_room(
    world: &mut World,
    service: &Arc<Object>,
    spec: &Service,
    roster: &Roster,
    edited: &BTreeMap<Key, EndpointSlice>,
) -> Key {
    let edited_roomy = edited.iter().filter(|(_, slice)| has_room(slice)).map(|(key, _)| key);
    let others = roster.roomy.iter().filter(|key| !edited.contains_key(key));
    if let Some(first) = edited_roomy.chain(others).min() {
        return first.clone();
    }
    let suffix = world.rng.suffix();
    let name = format!("{}-{suffix}", service.meta.name);
    let mut meta = Meta::new(Kind::EndpointSlice, &service.meta.namespace, &name);
    meta.labels = service.meta.labels.clone();
    meta.generate_name = Some(format!("{}-", service.meta.name).into());
    meta.set_label(SERVICE_LABEL, service.meta.name.clone());
    meta.set_label(MANAGED_BY_LABEL, "endpointslice-controller.k8s.io");
    if spec.is_headless() {
        meta.set_label("service.kubernetes.io/headless", "");
    }
    meta.owners.push(OwnerRef { block_owner_deletion: true, ..service.meta.controller_ref() });
    let object = Object { meta, body: Body::EndpointSlice(Box::default()) };
    let key = object.key();
    // The suffix is new: if the namespace is being deleted, there is no slice, and none is needed.
    let _ = world.store.create(world.now, object);
    key
}

fn place(slice: &mut EndpointSlice, pod: &Name, endpoint: Option<Endpoint>) {
    let found = slice.endpoints.binary_search_by(|endpoint| endpoint.pod.cmp(pod));
    let endpoints = Arc::make_mut(&mut slice.endpoints);
    match (found, endpoint) {
        (Ok(at), Some(endpoint)) => endpoints[at] = Arc::new(endpoint),
        (Err(at), Some(endpoint)) => endpoints.insert(at, Arc::new(endpoint)),
        (Ok(at), None) => drop(endpoints.remove(at)),
        (Err(_), None) => {}
    }
}

fn write(world: &mut World, service: &Arc<Object>, key: &Key, slice: EndpointSlice) {
    let first = own_slices(world, service).next().as_ref() == Some(key);
    if slice.endpoints.is_empty() && !first {
        // A slice that is empty is not kept, but for one. It may never have been written.
        let _ = world.store.delete(world.now, key, DeleteOptions::default());
        return;
    }
    let _ = world.store.update(key, true, |object| {
        if let Some(stored) = object.endpoint_slice_mut() {
            *stored = slice;
        }
    });
}

/// A pod as an endpoint; none if it has no address or is over (`ShouldPodBeInEndpoints`, `podToEndpoint`).
fn endpoint_of(world: &World, service: &Object, spec: &Service, pod: &Name) -> Option<Endpoint> {
    let object = world.store.get(&service.key().beside(Kind::Pod, pod))?;
    let body = object.pod().filter(|_| selects(service, object))?;
    let address = body.status.ip.clone()?;
    if body.status.phase.is_terminal() {
        return None;
    }
    let (serving, terminating) = (body.status.ready.is_true(), object.meta.is_terminating());
    Some(Endpoint {
        pod: pod.clone(),
        uid: object.meta.uid,
        address,
        hostname: hostname(service, body),
        node: body.node.clone().unwrap_or_default(),
        zone: object.meta.label("topology.kubernetes.io/zone").cloned().unwrap_or_default(),
        ready: spec.publish_not_ready || serving && !terminating,
        serving,
        terminating,
    })
}

/// A pod has a host name under the Service that its subdomain names.
fn hostname(service: &Object, pod: &Pod) -> Name {
    if pod.subdomain == service.meta.name { pod.hostname.clone() } else { Name::default() }
}

/// The Service's ports as its pods have them: a name is looked up among their containers' ports.
fn ports(
    world: &World,
    service: &Arc<Object>,
    spec: &Service,
    slice: &EndpointSlice,
) -> Vec<(Name, Name, u16)> {
    let first = slice.endpoints.first().map(|endpoint| service.key().beside(Kind::Pod, &endpoint.pod));
    let pod = first.and_then(|key| world.store.get(&key)).and_then(|object| object.pod());
    let number = |target: &Name, port: u16| {
        let named = || {
            pod?.spec
                .containers
                .iter()
                .flat_map(|c| &c.ports)
                .find(|(name, ..)| name == target)
                .map(|(_, n, _)| *n)
        };
        if target.is_empty() { Some(port) } else { target.parse().ok().or_else(named) }
    };
    spec.ports
        .iter()
        .filter_map(|port| Some((port.name.clone(), port.protocol.clone(), number(&port.target, port.port)?)))
        .collect()
}
