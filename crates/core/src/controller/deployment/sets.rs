//! A Deployment's ReplicaSets: which are its own, which is the one of its template, and how that is made.

use super::hash::{self, HASH_LABEL};
use super::{Rollout, history, progress, scale};
use crate::decision::{Rule, Verdict};
use crate::error::Reason;
use crate::object::{
    Body, Key, Kind, Meta, Name, Object, Operator, PodTemplate, ReplicaSet, ReplicaSetStatus, Requirement,
};
use crate::world::World;
use serde_json::json;
use std::sync::Arc;

/// A ReplicaSet as it was last read or written.
#[derive(Clone)]
pub(super) struct Set {
    pub object: Arc<Object>,
    /// How many pods it is to have.
    pub replicas: u32,
    /// How it stood.
    pub status: ReplicaSetStatus,
}

impl Set {
    pub fn of(object: &Arc<Object>) -> Option<Set> {
        let body = object.replica_set()?;
        Some(Set { object: object.clone(), replicas: body.replicas, status: body.status })
    }

    pub fn name(&self) -> &Name {
        &self.object.meta.name
    }

    pub fn key(&self) -> Key {
        self.object.key()
    }
}

/// A Deployment's ReplicaSets.
pub(super) struct Sets {
    /// The one of the Deployment's template, if it is there.
    pub new: Option<Set>,
    /// The others, oldest first.
    pub old: Vec<Set>,
}

impl Sets {
    /// Those that the Deployment controls. Of several with its template the oldest is the new one (`FindNewReplicaSet`).
    pub fn find(world: &World, rollout: &Rollout) -> Sets {
        let owned = world.store.owned_of_kind(rollout.object.meta.uid, Kind::ReplicaSet);
        let mut old: Vec<Set> = owned.filter_map(|key| Set::of(world.store.get(key)?)).collect();
        crate::sort::sort_by_key(&mut old, |set| (set.object.meta.created, set.object.meta.uid));
        let of_template = |set: &Set| {
            set.object.replica_set().is_some_and(|body| hash::same(&body.template, &rollout.spec.template))
        };
        let new = old.iter().position(of_template).map(|at| old.remove(at));
        Sets { new, old }
    }

    pub fn all(&self) -> impl Iterator<Item = &Set> {
        self.new.iter().chain(&self.old)
    }

    /// How many pods they are to have together.
    pub fn replicas(&self) -> u32 {
        self.all().map(|set| set.replicas).fold(0, u32::saturating_add)
    }

    /// How many pods the old ones are to have together.
    pub fn old_replicas(&self) -> u32 {
        self.old.iter().map(|set| set.replicas).fold(0, u32::saturating_add)
    }

    /// How many available pods they have together.
    pub fn available(&self) -> u32 {
        self.all().map(|set| set.status.available).sum()
    }
}

/// The Deployments of its namespace that would take an orphan (`getDeploymentsForReplicaSet`).
pub(super) fn selecting(world: &World, orphan: &Object) -> Vec<Key> {
    let all = world.store.list(Kind::Deployment, Some(&orphan.meta.namespace));
    let selects = |object: &&Arc<Object>| {
        object.deployment().is_some_and(|body| body.selector.matches(&orphan.meta.labels))
    };
    all.filter(selects).map(|object| object.key()).collect()
}

/// Releases ReplicaSets that no longer match, and adopts orphans that do (`ClaimReplicaSets`).
pub(super) fn claim(world: &mut World, rollout: &Rollout) {
    let (uid, selector) = (rollout.object.meta.uid, &rollout.spec.selector);
    let sets = || world.store.list(Kind::ReplicaSet, Some(&rollout.key.namespace));
    let is_stray = |set: &&Arc<Object>| {
        set.meta.controller().is_some_and(|owner| owner.uid == uid) && !selector.matches(&set.meta.labels)
    };
    let is_orphan = |set: &&Arc<Object>| {
        set.meta.controller().is_none() && !set.meta.is_terminating() && selector.matches(&set.meta.labels)
    };
    let strays: Vec<Key> = sets().filter(is_stray).map(|set| set.key()).collect();
    let orphans: Vec<Key> = sets().filter(is_orphan).map(|set| set.key()).collect();
    for key in strays {
        change(world, &key, |set| set.meta.owners.retain(|owner| owner.uid != uid));
    }
    for key in orphans {
        let owner = rollout.object.meta.controller_ref();
        change(world, &key, |set| set.meta.owners.push(owner));
    }
}

fn change(world: &mut World, key: &Key, change: impl FnOnce(&mut Object)) {
    let written = world.store.update(key, false, change);
    debug_assert!(written.is_ok(), "a ReplicaSet that was just read is there");
}

/// Its ReplicaSets, among them the one of its template, and that this one was made, if it was not there
/// (`getNewReplicaSet`).
pub(super) fn with_new(world: &mut World, rollout: &Rollout) -> Result<(Sets, Option<Verdict>), String> {
    let mut sets = Sets::find(world, rollout);
    let mut made = None;
    if let Some(new) = &sets.new {
        progress::found(world, rollout, new.name());
    } else {
        let new = create(world, rollout, &sets)?;
        made = Some(report(world, rollout, &new));
        sets.new = Some(new);
    }
    history::number(world, rollout, &mut sets);
    Ok((sets, made))
}

/// Reports that the ReplicaSet of the template was made.
fn report(world: &mut World, rollout: &Rollout, new: &Set) -> Verdict {
    let (name, replicas) = (new.name(), new.replicas);
    if replicas > 0 {
        let message = format!("Scaled up replica set {name} from 0 to {replicas}");
        rollout.record(world, false, "ScalingReplicaSet", message);
    }
    progress::created(world, rollout, name);
    let sentence = format!(
        "Creates ReplicaSet {name} for the new template, with {replicas} of {} pods.",
        rollout.spec.replicas
    );
    Verdict::does(Rule::DeploymentRollout, sentence)
}

/// Makes the ReplicaSet of the template. Where its name is taken by another, the next is tried. (Upstream counts such
/// collisions in the Deployment's status; here they are counted anew, which comes to the same name.)
fn create(world: &mut World, rollout: &Rollout, sets: &Sets) -> Result<Set, String> {
    let (replicas, mut collisions) = (scale::of_new(rollout, sets.replicas(), 0), 0);
    loop {
        let object = new_set(rollout, replicas, &hash::of(&rollout.spec.template, collisions));
        match world.store.create(world.now, object) {
            Ok(object) => return Ok(Set { object, replicas, status: ReplicaSetStatus::default() }),
            Err(error) if error.reason == Reason::AlreadyExists => collisions += 1,
            Err(error) => {
                let message = format!("Failed to create new replica set \"{}\": {error}", rollout.name());
                progress::failed(world, rollout, &message);
                rollout.record(world, true, "ReplicaSetCreateError", message);
                return Err(error.message);
            }
        }
    }
}

fn new_set(rollout: &Rollout, replicas: u32, hash: &Name) -> Object {
    let spec = &rollout.spec;
    let mut meta = Meta::new(Kind::ReplicaSet, &rollout.key.namespace, &format!("{}-{hash}", rollout.name()));
    meta.labels = spec.template.labels.clone();
    meta.set_label(HASH_LABEL, hash.clone());
    meta.owners.push(rollout.object.meta.controller_ref());
    history::copy_annotations(&rollout.object.meta, &mut meta);
    scale::annotate(rollout, &mut meta);
    let mut selector = spec.selector.clone();
    selector.requirements.push(Requirement {
        key: HASH_LABEL.into(),
        operator: Operator::In,
        values: vec![hash.clone()],
    });
    let template = Arc::new(hashed(&spec.template, hash));
    let (min_ready_seconds, status) = (spec.min_ready_seconds, ReplicaSetStatus::default());
    let body = ReplicaSet { replicas, selector, template, min_ready_seconds, status };
    Object { meta, body: Body::ReplicaSet(Box::new(body)) }
}

/// The template with its hash in its labels.
fn hashed(template: &PodTemplate, hash: &Name) -> PodTemplate {
    let mut hashed = template.clone();
    hashed.labels.insert(HASH_LABEL.into(), hash.clone());
    hashed.raw["metadata"]["labels"][HASH_LABEL] = json!(&**hash);
    hashed
}
