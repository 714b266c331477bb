//! Who owns a set's claims, as the retention policy has it.

use super::{SOURCE, Set, claims};
use crate::events::EventInput;
use crate::object::{Key, Kind, List, Meta, Name, Object, OwnerRef, Retention, RetentionPolicy, Uid};
use crate::world::World;
use std::sync::Arc;

/// Whether the claims of an ordinal have the owner that the policy asks for (`ClaimsMatchRetentionPolicy`).
pub(super) fn match_policy(world: &World, set: &Set, ordinal: u32) -> bool {
    let owning = Owning::new(world, set, ordinal);
    claims::keys(set, ordinal)
        .all(|(_, key)| world.store.get(&key).is_none_or(|claim| owning.is_up_to_date(&claim.meta)))
}

/// Gives the claims of an ordinal the owner that the policy asks for (`UpdatePodClaimForRetentionPolicy`).
pub(super) fn apply_policy(world: &mut World, set: &Set, ordinal: u32) -> Result<(), String> {
    let owning = Owning::new(world, set, ordinal);
    for (_, key) in claims::keys(set, ordinal) {
        let Some(claim) = world.store.get(&key).cloned() else { continue };
        if owning.is_contested(&claim.meta) {
            report_conflict(world, set, &key);
        }
        if !owning.is_up_to_date(&claim.meta) {
            let owners = owning.owners(&claim.meta);
            let written = world.store.update(&key, false, |claim| claim.meta.owners = owners);
            written.map_err(|error| error.message)?;
        }
    }
    Ok(())
}

fn report_conflict(world: &mut World, set: &Set, claim: &Key) {
    let message = format!(
        "PersistentVolumeClaim {} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim",
        claim.name
    );
    let about = Arc::clone(&set.object);
    let reason = "ConflictingController";
    world.event(&about, EventInput { source: SOURCE, warning: true, reason, message, newer_api: false });
}

/// Who may own the claims of an ordinal, and who is to.
struct Owning<'a> {
    set: &'a Set,
    pod: Name,
    pod_uid: Option<Uid>,
    wanted: Option<OwnerRef>,
}

impl<'a> Owning<'a> {
    fn new(world: &World, set: &'a Set, ordinal: u32) -> Owning<'a> {
        let pod = world.store.get(&set.pod_key(ordinal));
        let wanted = wanted(set, ordinal, pod.map(|pod| &**pod));
        Owning { set, pod: set.pod_name(ordinal), pod_uid: pod.map(|pod| pod.meta.uid), wanted }
    }

    /// Whether an owner has the name of the set or of the ordinal's pod (`matchesRef`).
    fn is_ours(&self, owner: &OwnerRef) -> bool {
        (owner.kind == Kind::StatefulSet && owner.name == *self.set.name())
            || (owner.kind == Kind::Pod && owner.name == self.pod)
    }

    /// Whether an owner of such a name is an earlier set or pod (`hasStaleOwnerRef`).
    fn is_stale(&self, owner: &OwnerRef) -> bool {
        let now = if owner.kind == Kind::Pod { self.pod_uid } else { Some(self.set.meta().uid) };
        self.is_ours(owner) && now != Some(owner.uid)
    }

    /// Whether a policy would have to share a claim with somebody who controls it (`hasUnexpectedController`).
    fn is_contested(&self, claim: &Meta) -> bool {
        let RetentionPolicy { when_deleted, when_scaled } = self.set.spec.retention;
        let keeps_all = (when_deleted, when_scaled) == (Retention::Retain, Retention::Retain);
        let other = |owner: &OwnerRef| self.is_stale(owner) || (owner.controller && !self.is_ours(owner));
        !keeps_all && claim.owners.iter().any(other)
    }

    /// Whether a claim is owned as it should be, or by an earlier set or pod, which is left to the garbage collector
    /// (`isClaimOwnerUpToDate`).
    fn is_up_to_date(&self, claim: &Meta) -> bool {
        if claim.owners.iter().any(|owner| self.is_stale(owner)) {
            return true;
        }
        let wanted = self.wanted.iter().filter(|_| !self.is_contested(claim));
        let ours = claim.owners.iter().filter(|owner| self.is_ours(owner));
        ours.map(|owner| (owner.uid, owner.controller)).eq(wanted.map(|owner| (owner.uid, true)))
    }

    /// A claim's owners as they should be: others' references stay; where another controller has it, nothing is added
    /// (`updateClaimOwnerRefForSetAndPod`).
    fn owners(&self, claim: &Meta) -> List<OwnerRef> {
        let others = claim.owners.iter().filter(|owner| !self.is_ours(owner));
        let wanted = self.wanted.iter().filter(|_| !self.is_contested(claim));
        others.chain(wanted).cloned().collect()
    }
}

/// Who is to own an ordinal's claims: nobody, the set, or the pod that is to go.
fn wanted(set: &Set, ordinal: u32, pod: Option<&Object>) -> Option<OwnerRef> {
    let RetentionPolicy { when_deleted, when_scaled } = set.spec.retention;
    if when_scaled == Retention::Delete && !set.in_range(ordinal) {
        return pod.map(controller);
    }
    (when_deleted == Retention::Delete).then(|| controller(&set.object))
}

fn controller(object: &Object) -> OwnerRef {
    OwnerRef { block_owner_deletion: true, ..object.meta.controller_ref() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::controller::deployment::fixture::{API, Play};
    use crate::store::Propagation;
    use serde_json::json;

    const SET: &str = "
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx}]}
  volumeClaimTemplates:
  - metadata: {name: www}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
";

    fn owners(play: &Play) -> Vec<(Kind, bool)> {
        let claim = Key::new(Kind::PersistentVolumeClaim, "default", "www-web-0");
        let claim = play.cluster.store().get(&claim).expect("the claim stays");
        claim.meta.owners.iter().map(|owner| (owner.kind, owner.controller)).collect()
    }

    /// A reference to the Deployment `api`.
    fn refer(play: &Play, controller: bool) -> serde_json::Value {
        let api =
            play.cluster.store().get(&Key::new(Kind::Deployment, "default", "api")).expect("it is there");
        let uid = api.meta.uid.to_string();
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "name": "api", "uid": uid, "controller": controller})
    }

    fn policy(when_deleted: &str) -> serde_json::Value {
        json!({"spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": when_deleted}}})
    }

    /// A set whose claim somebody else owns, too; then its policy asks for the claim.
    fn shared(controller: bool) -> Play {
        let mut play = Play::new();
        play.create(API);
        play.create(SET);
        let patch = json!({"metadata": {"ownerReferences": [refer(&play, controller)]}});
        play.patch(Kind::PersistentVolumeClaim, "www-web-0", patch);
        play.patch(Kind::StatefulSet, "web", policy("Delete"));
        play
    }

    #[test]
    fn an_owner_that_does_not_control_a_claim_shares_it() {
        let mut play = shared(false);
        assert_eq!(owners(&play), [(Kind::Deployment, false), (Kind::StatefulSet, true)]);
        play.patch(Kind::StatefulSet, "web", policy("Retain"));
        assert_eq!(owners(&play), [(Kind::Deployment, false)]);
    }

    #[test]
    fn a_claim_that_another_controls_is_left_to_it() {
        let play = shared(true);
        assert_eq!(owners(&play), [(Kind::Deployment, true)]);
    }

    #[test]
    fn a_set_that_is_deleted_leaves_a_shared_claim_to_its_other_owner() {
        for propagation in [Propagation::Background, Propagation::Foreground] {
            let mut play = shared(false);
            play.delete(Kind::StatefulSet, "web", propagation);
            assert_eq!(owners(&play), [(Kind::Deployment, false)]);
        }
    }
}
