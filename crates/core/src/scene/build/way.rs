//! Which way a set's controller goes: it creates, scales down, updates or rests.

use crate::controller::statefulset::parent_and_ordinal;
use crate::decision::{HeldUp, Verdict};
use crate::object::{Kind, Name, Object, StatefulSet};
use crate::podstate;
use crate::scene::Direction;
use crate::store::Store;

/// Which way the controller of a set goes, by its last decision.
pub(super) fn of(store: &Store, object: &Object, set: &StatefulSet, verdict: &Verdict) -> Direction {
    match verdict {
        Verdict::WaitsForTermination { pod, .. } if !object.meta.is_terminating() => {
            of_termination(store, object, set, pod)
        }
        verdict => of_verdict(verdict),
    }
}

/// A pod that goes is scaled away, or makes room: for itself at another revision, or for itself once more.
fn of_termination(store: &Store, object: &Object, set: &StatefulSet, pod: &Name) -> Direction {
    let (start, end) = (set.spec.start, set.spec.start.saturating_add(set.spec.replicas));
    if !parent_and_ordinal(pod).is_some_and(|(_, ordinal)| (start..end).contains(&ordinal)) {
        return Direction::Terminating;
    }
    let pod = store.get(&object.key().beside(Kind::Pod, pod));
    let revision = pod.and_then(|pod| podstate::revision(pod));
    let outdated = revision.is_some_and(|revision| *revision != set.status.update_revision);
    if outdated { Direction::Updating } else { Direction::Creating }
}

fn of_verdict(verdict: &Verdict) -> Direction {
    match verdict {
        Verdict::CreatesPod { .. } | Verdict::CreatesPods { .. } | Verdict::ReplacesEnded { .. } => {
            Direction::Creating
        }
        Verdict::WaitsForReady { holds, .. } => match holds {
            HeldUp::Creation(_) | HeldUp::Nothing => Direction::Creating,
            HeldUp::Removal(_) => Direction::Terminating,
            HeldUp::Update(_) => Direction::Updating,
        },
        Verdict::WaitsForAvailable { .. } | Verdict::WaitsForClaim { .. } => Direction::Creating,
        Verdict::WaitsForTermination { .. } | Verdict::ScalesDown { .. } | Verdict::BeingDeleted => {
            Direction::Terminating
        }
        Verdict::Updates { .. } => Direction::Updating,
        Verdict::AtRest { .. }
        | Verdict::LeavesOutdated { .. }
        | Verdict::Fails { .. }
        | Verdict::Does { .. } => Direction::Rest,
    }
}
