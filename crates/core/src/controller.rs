//! The controllers: each watches, and brings what it is responsible for a step nearer to what is asked.

pub(crate) mod binder;
pub(crate) mod deployment;
pub(crate) mod disruption;
pub(crate) mod endpoints;
pub(crate) mod garbage;
pub(crate) mod namespaces;
pub(crate) mod nodes;
pub(crate) mod protection;
pub(crate) mod provisioner;
pub(crate) mod replicaset;
pub(crate) mod statefulset;

use crate::decision::{Rule, Verdict};
use crate::object::Key;
use crate::scheduler;
use crate::store::Change;
use crate::world::World;

/// Who syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Controller {
    StatefulSet,
    Deployment,
    ReplicaSet,
    EndpointSlice,
    GarbageCollector,
    VolumeBinder,
    Provisioner,
    StorageProtection,
    Scheduler,
    NodeLifecycle,
    TaintEviction,
    PodGc,
    Namespace,
    Disruption,
}

/// How a sync ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It did or waits for something.
    Decided(Verdict),
    /// The object is not there any more.
    Gone,
    /// It failed and is to be tried again.
    Failed(Rule, String),
}

impl Outcome {
    /// It did or waits for something that a sentence says.
    pub fn does(rule: Rule, sentence: impl Into<crate::object::Name>) -> Outcome {
        Outcome::Decided(Verdict::does(rule, sentence))
    }
}

/// What controllers remember between syncs beside the store: indexes that the store's changes keep up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Controllers {
    pub sets: statefulset::State,
    pub endpoints: endpoints::State,
    pub scheduler: scheduler::State,
}

/// Tells every controller of a change.
pub(crate) fn observe(controllers: &mut Controllers, world: &mut World, change: &Change) {
    controllers.sets.observe(world, change);
    controllers.endpoints.observe(world, change);
    controllers.scheduler.observe(world, change);
    replicaset::observe(world, change);
    deployment::observe(world, change);
    garbage::observe(world, change);
    binder::observe(world, change);
    provisioner::observe(world, change);
    protection::observe(world, change);
    nodes::observe(world, change);
    namespaces::observe(world, change);
    disruption::observe(world, change);
}

/// Has a controller sync an object.
pub(crate) fn sync(controllers: &mut Controllers, world: &mut World, who: Controller, key: &Key) -> Outcome {
    match who {
        Controller::StatefulSet => controllers.sets.sync(world, key),
        Controller::EndpointSlice => controllers.endpoints.sync(world, key),
        Controller::Scheduler => controllers.scheduler.sync(world, key),
        Controller::Deployment => deployment::sync(world, key),
        Controller::ReplicaSet => replicaset::sync(world, key),
        Controller::GarbageCollector => garbage::sync(world, key),
        Controller::VolumeBinder => binder::sync(world, key),
        Controller::Provisioner => provisioner::sync(world, key),
        Controller::StorageProtection => protection::sync(world, key),
        Controller::NodeLifecycle => nodes::monitor(world, key),
        Controller::TaintEviction => nodes::evict(world, key),
        Controller::PodGc => nodes::collect_pods(world, key),
        Controller::Namespace => namespaces::sync(world, key),
        Controller::Disruption => disruption::sync(world, key),
    }
}
